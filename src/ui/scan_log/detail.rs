//! One scan, whole: its bytes, what they were read as, by which rule, and what to do about it.

use egui::Ui;

use super::{verdict_word, words_of};
use crate::ledger::Event;
use crate::pairing::Kind;
use crate::text::{common, parts, scan_log as words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::{form, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button, card};
use crate::ui::words as state_words;

/// Draws the card; false = close it.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, event: &Event) -> bool {
    let mut open = true;
    card(ui, cx.colours, |ui| {
        widgets::title(ui, &words::scan_number(cx.lang, event.seq));
        ui.add_space(space::S);
        judged(ui, cx, event);
        ui.add_space(space::S);
        facts(ui, cx, event);
        ui.add_space(space::S);
        open = !button(ui, cx.colours, Look::Secondary, cx.t(parts::HIDE));
    });
    open
}

/// The verdict, and the advice that belongs to it.
fn judged(ui: &mut Ui, cx: &Cx<'_>, event: &Event) {
    let (says, icon) = match Kind::from_name(&event.event.verdict) {
        Some(Kind::Rejected) => (Says::Soft, Icon::Warning),
        Some(Kind::Paired | Kind::Verified) => (Says::Good, Icon::Check),
        Some(Kind::AlreadyPaired) => (Says::Again, Icon::Again),
        _ => (Says::Neutral, Icon::Play),
    };
    match words_of(event) {
        Some(why) => {
            form::strip(ui, cx.colours, says, icon, cx.t(why.title));
            ui.add_space(space::XS);
            form::fact(ui, cx.colours, cx.t(words::ADVICE), cx.t(why.todo), false);
        }
        None => form::strip(ui, cx.colours, says, icon, cx.t(verdict_word(event))),
    }
}

fn facts(ui: &mut Ui, cx: &Cx<'_>, event: &Event) {
    let it = &event.event;
    let text = if it.raw.is_empty() { cx.t(words::NO_BYTES).to_owned() } else { shape::visible(&it.raw) };
    let reason = match (it.reason.as_str(), it.hint.as_str()) {
        (reason, "") => reason.to_owned(),
        (reason, hint) => format!("{reason} · {hint}"),
    };
    for (name, value, code) in [
        (words::TEXT, text, true),
        (words::HEX, shape::hex(&it.raw), true),
        (words::LENGTH, words::bytes(cx.lang, it.raw.len()), false),
        (words::RULE, it.rule.clone(), true),
        (words::REASON_NAME, reason, true),
        (common::DK, shape::dk(&it.dk), true),
        (common::PK, it.pk.clone(), true),
        (common::SN, it.sn.clone(), true),
        (words::PAIR, it.pair.map_or(String::new(), |id| format!("#{id}")), true),
        (words::GUN, state_words::gun_name(cx.lang, &it.source).to_owned(), false),
        (parts::TIME, cx.clock.date_time(it.stamp.at), true),
        (parts::ORDER, it.context.order.clone(), false),
        (parts::OPERATOR, it.context.operator.clone(), false),
        (parts::STATION, it.context.station.clone(), false),
        (words::MORE, it.detail.clone(), true),
    ] {
        form::fact(ui, cx.colours, cx.t(name), &value, code);
    }
}
