//! One order, whole: where it stands, how far it is, its card to scan, its rules.

use egui::{RichText, Ui};

use super::progress::Progress;
use super::{Wish, sheet, state_word};
use crate::ledger::{OrderRecord, OrderState};
use crate::scan::Control;
use crate::text::{Text, orders as words, parts};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::Icon;
use crate::ui::parts::{form, qr};
use crate::ui::tokens::{Says, font, space};
use crate::ui::widgets::{self, Look, button, card};

/// Draws the card: what it asks for, and whether it stays.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, record: &OrderRecord, progress: &mut Progress) -> (Wish, bool) {
    let (mut wish, mut stays) = (Wish::None, true);
    card(ui, cx.colours, |ui| {
        widgets::title(ui, &record.order.name);
        ui.add_space(space::S);
        let (says, icon) = match record.state {
            OrderState::Open => (Says::Good, Icon::Play),
            OrderState::Prepared => (Says::Done, Icon::Pause),
            OrderState::Closed => (Says::Neutral, Icon::Check),
        };
        form::strip(ui, cx.colours, says, icon, cx.t(state_word(record.state)));
        ui.add_space(space::S);
        (wish, stays) = acts(ui, cx, record);
        ui.add_space(space::M);
        progress.show(ui, cx, record);
        ui.add_space(space::M);
        if record.state != OrderState::Closed {
            order_card(ui, cx, record);
        }
        widgets::title(ui, cx.t(words::RULES));
        if record.begun && record.state != OrderState::Closed {
            widgets::note(ui, cx.colours, cx.t(words::BEGUN_NOTE));
        }
        ui.add_space(space::S);
        for (name, value) in sheet::of(cx, record) {
            form::fact(ui, cx.colours, cx.t(name), &value, false);
        }
    });
    (wish, stays)
}

/// What can be done with it: its wish, and whether the card stays.
fn acts(ui: &mut Ui, cx: &Cx<'_>, record: &OrderRecord) -> (Wish, bool) {
    let (mut wish, mut stays) = (Wish::None, true);
    let name = || record.order.name.clone();
    let closed = record.state == OrderState::Closed;
    ui.horizontal_wrapped(|ui| {
        let press = |ui: &mut Ui, look: Look, label: Text| button(ui, cx.colours, look, cx.t(label));
        if record.state == OrderState::Prepared && press(ui, Look::Primary, words::OPEN) {
            wish = Wish::Open(name());
        }
        if closed && press(ui, Look::Primary, words::REOPEN) {
            wish = Wish::Reopen(name());
        }
        if !closed && !record.begun && press(ui, Look::Secondary, words::EDIT) {
            wish = Wish::Edit(Box::new(record.order.clone()));
        }
        if press(ui, Look::Secondary, words::COPY) {
            wish = Wish::Copy(Box::new(record.order.clone()));
        }
        if !closed && press(ui, Look::Danger, words::CLOSE) {
            wish = Wish::Close(name());
        }
        stays = !press(ui, Look::Secondary, parts::HIDE);
    });
    (wish, stays)
}

/// The order card: scanned at the line it opens the order.
fn order_card(ui: &mut Ui, cx: &Cx<'_>, record: &OrderRecord) {
    let Some(text) = Control::order_code(&record.order.card_name()) else { return };
    ui.horizontal_top(|ui| {
        qr::code(ui, &text, cx.t(words::CARD));
        ui.vertical(|ui| {
            ui.label(RichText::new(cx.t(words::CARD)).font(fonts::bold(font::BODY)));
            ui.add(egui::Label::new(RichText::new(&text).font(fonts::mono(font::SMALL))).wrap());
            widgets::note(ui, cx.colours, cx.t(words::CARD_NOTE));
        });
    });
    ui.add_space(space::M);
}
