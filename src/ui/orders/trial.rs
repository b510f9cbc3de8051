//! Trying an order on a code before the line does: what would the station read?

use egui::Ui;

use crate::order::Order;
use crate::scan::{self, Code};
use crate::text::{orders as words, reason};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::{form, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, card};

/// A code, typed or pasted.
#[derive(Default)]
pub(super) struct Trial(String);

impl Trial {
    /// Draws the card; `order` is the order as it stands, if it makes sense already.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, order: Option<&Order>) {
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::TRIAL));
            widgets::note(ui, cx.colours, cx.t(words::TRIAL_NOTE));
            ui.add_space(space::S);
            widgets::field(ui, cx.t(words::TRIAL_CODE), &mut self.0, cx.t(words::TRIAL_HINT));
            let code = self.0.trim();
            match (code.is_empty(), order) {
                (true, _) => {}
                (false, None) => {
                    widgets::note(ui, cx.colours, cx.t(words::TRIAL_LATER));
                }
                (false, Some(order)) => result(ui, cx, order, code),
            }
        });
    }
}

fn result(ui: &mut Ui, cx: &Cx<'_>, order: &Order, code: &str) {
    let colours = cx.colours;
    match scan::read(code.as_bytes(), Some(order)).code {
        Code::Module { dk, .. } => {
            let text = words::reads_module(cx.lang, &shape::dk(&dk));
            form::strip(ui, colours, Says::Good, Icon::Check, &text);
        }
        Code::Device { pk, sn } => {
            let text = words::reads_device(cx.lang, &pk, &sn);
            form::strip(ui, colours, Says::Good, Icon::Check, &text);
        }
        Code::Control(_) => {
            form::strip(ui, colours, Says::Neutral, Icon::Play, cx.t(words::READS_CONTROL));
        }
        Code::Refused { reason: why, hint } => {
            let words = reason::words(why, hint);
            form::strip(ui, colours, Says::Soft, Icon::Warning, cx.t(words.title));
            ui.label(cx.t(words.todo));
        }
    }
}
