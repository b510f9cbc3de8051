//! One order, whole: where it stands, its card to scan, its rules.

use egui::{RichText, Ui};

use super::{Wish, done_of, sheet, state_word};
use crate::ledger::{OrderRecord, OrderState};
use crate::text::{orders as words, parts};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::Icon;
use crate::ui::parts::{form, qr};
use crate::ui::tokens::{Says, font, space};
use crate::ui::widgets::{self, Look, button, card};

/// What an order card begins with.
const CARD: &str = "PSWO";

/// Draws the card: what it asks for, and whether it stays.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, record: &OrderRecord) -> (Wish, bool) {
    let (mut wish, mut stays) = (Wish::None, true);
    let name = &record.order.name;
    card(ui, cx.colours, |ui| {
        widgets::title(ui, name);
        ui.add_space(space::S);
        let (says, icon) = match record.state {
            OrderState::Open => (Says::Good, Icon::Play),
            OrderState::Prepared => (Says::Done, Icon::Pause),
            OrderState::Closed => (Says::Neutral, Icon::Check),
        };
        let text = format!("{} · {}", cx.t(state_word(record.state)), done_of(record));
        form::strip(ui, cx.colours, says, icon, &text);
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            if record.state == OrderState::Prepared
                && button(ui, cx.colours, Look::Primary, cx.t(words::OPEN))
            {
                wish = Wish::Open(name.clone());
            }
            if record.state != OrderState::Closed
                && button(ui, cx.colours, Look::Danger, cx.t(words::CLOSE_FOR_GOOD))
            {
                wish = Wish::Close(name.clone());
            }
            if button(ui, cx.colours, Look::Secondary, cx.t(words::COPY)) {
                wish = Wish::Copy(Box::new(record.order.clone()));
            }
            stays = !button(ui, cx.colours, Look::Secondary, cx.t(parts::HIDE));
        });
        ui.add_space(space::M);
        if record.state != OrderState::Closed {
            order_card(ui, cx, record);
        }
        widgets::title(ui, cx.t(words::RULES));
        ui.add_space(space::S);
        for (name, value) in sheet::of(cx, record) {
            form::fact(ui, cx.colours, cx.t(name), &value, false);
        }
    });
    (wish, stays)
}

/// The order card: scanned at the line it opens the order.
fn order_card(ui: &mut Ui, cx: &Cx<'_>, record: &OrderRecord) {
    let text = format!("{CARD}{}", record.order.card_name());
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
