//! What is in the hand, and what it collides with.

use egui::accesskit::Role;
use egui::{Rect, Ui, pos2, vec2};

use crate::order::DkKind;
use crate::pairing::{Keys, Prior};
use crate::scan::Reason;
use crate::station::view::{AlarmView, Millis, Slot};
use crate::text::{Text, station};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::lettering::{self, Lettering};
use crate::ui::parts::shape;
use crate::ui::station::{grouped, made};
use crate::ui::tokens::{alarm as sizes, round, space};

/// One card: a caption, codes in large type, a quieter line.
struct Card {
    caption: Text,
    codes: Vec<String>,
    line: String,
}

/// Draws the card of the hand and those beside it.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32, alarm: &AlarmView, why: Reason) {
    let mut cards = vec![in_hand(cx, alarm)];
    cards.extend(beside(cx, alarm, why));
    let gap = sizes::GAP * unit;
    let count = cards.len() as f32;
    let wide = (place.width() - gap * (count - 1.0)) / count;
    for (at, card) in cards.iter().enumerate() {
        let left = place.left() + at as f32 * (wide + gap);
        let rect = Rect::from_min_size(pos2(left, place.top()), vec2(wide, place.height()));
        draw(ui, cx, rect, unit, card);
    }
}

fn kind(cx: &Cx<'_>) -> DkKind {
    cx.view.order.as_ref().map(|order| order.dk_kind).unwrap_or_default()
}

/// The keys that are known of the device in the hand; else the text as scanned.
fn in_hand(cx: &Cx<'_>, alarm: &AlarmView) -> Card {
    let keys = &alarm.shown.verdict.keys;
    let codes = codes(cx, keys);
    if codes.is_empty() {
        let text = shape::visible(alarm.shown.text.as_bytes());
        let line = source(cx, &alarm.shown.source, alarm.shown.at);
        return Card { caption: station::SCANNED, codes: vec![text], line };
    }
    let line = match keys.pk.as_str() {
        "" => source(cx, &alarm.shown.source, alarm.shown.at),
        pk => format!("PK {pk} · {}", source(cx, &alarm.shown.source, alarm.shown.at)),
    };
    Card { caption: station::IN_HAND, codes, line }
}

/// Which gun read it, and when.
fn source(cx: &Cx<'_>, gun: &str, at: Millis) -> String {
    let gun = crate::ui::words::gun_name(cx.lang, gun);
    let time = cx.clock.time(at);
    if gun.is_empty() { time } else { station::gun_at(cx.lang, gun, &time) }
}

fn codes(cx: &Cx<'_>, keys: &Keys) -> Vec<String> {
    [grouped(kind(cx), &keys.dk), keys.sn.clone()].into_iter().filter(|code| !code.is_empty()).collect()
}

/// What the device in the hand collides with.
fn beside(cx: &Cx<'_>, alarm: &AlarmView, why: Reason) -> Vec<Card> {
    let verdict = &alarm.shown.verdict;
    let priors = || verdict.prior.iter().map(|prior| earlier(cx, &verdict.keys, prior, why));
    match why {
        Reason::NotRecorded if !alarm.cause.is_empty() => {
            vec![Card { caption: station::LEDGER_SAYS, codes: Vec::new(), line: alarm.cause.clone() }]
        }
        Reason::ModuleDisagrees => verdict.said.iter().map(|said| module_says(cx, said)).collect(),
        Reason::SameKindTwice => alarm.before.iter().map(|slot| before(cx, slot)).collect(),
        Reason::WrongProduct | Reason::OrderComplete | Reason::SnNotIssued | Reason::DkNotAllowed => {
            order(cx).into_iter().chain(priors()).collect()
        }
        _ => priors().collect(),
    }
}

/// What the module itself says, beside the label in the hand.
fn module_says(cx: &Cx<'_>, said: &str) -> Card {
    Card { caption: station::MODULE_SAYS, codes: vec![grouped(kind(cx), said)], line: String::new() }
}

/// The half that was held: the other of the two devices in question.
fn before(cx: &Cx<'_>, slot: &Slot) -> Card {
    let module = slot.pk.is_empty();
    let code = if module { grouped(kind(cx), &slot.code) } else { slot.code.clone() };
    let source = source(cx, &slot.source, slot.at);
    let line = if module { source } else { format!("PK {} · {source}", slot.pk) };
    Card { caption: station::BEFORE, codes: vec![code], line }
}

/// The open order: its product, and how far it is.
fn order(cx: &Cx<'_>) -> Option<Card> {
    let order = cx.view.order.as_ref()?;
    let mut codes = vec![order.name.clone()];
    codes.push(order.product_key.clone());
    let line = order
        .planned
        .map(|planned| format!("{} {}", cx.t(station::PLAN), station::of_plan(cx.lang, order.done, planned)));
    Some(Card { caption: station::THIS_ORDER, codes, line: line.unwrap_or_default() })
}

/// An earlier pair: both its codes, so that the device can be told, and when, where, who.
fn earlier(cx: &Cx<'_>, hand: &Keys, prior: &Prior, why: Reason) -> Card {
    let same_dk = !hand.dk.is_empty() && prior.keys.dk == hand.dk;
    let same_sn = !hand.sn.is_empty() && prior.keys.sn == hand.sn;
    let caption = match why {
        Reason::VerifyMismatch | Reason::VerifyUnknown => station::ON_RECORD,
        _ if same_dk && !same_sn => station::DK_BELONGS_TO,
        _ if same_sn && !same_dk => station::SN_BELONGS_TO,
        _ => station::EARLIER,
    };
    Card { caption, codes: codes(cx, &prior.keys), line: made(cx, prior) }
}

fn draw(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32, card: &Card) {
    // White in both themes: it is what is looked at, on red.
    let colours = &crate::ui::tokens::LIGHT;
    ui.painter().rect_filled(place, round::CARD, colours.card);
    let inside = place.shrink2(vec2(space::XL * 1.4 * unit, space::L * unit));
    let row = |from: f32, to: f32| {
        let y = |share: f32| inside.top() + inside.height() * share;
        Rect::from_min_max(pos2(inside.left(), y(from)), pos2(inside.right(), y(to)))
    };
    let caption = cx.t(card.caption);
    Lettering::new(caption, fonts::regular, sizes::CAPTION * unit, colours.muted).put(ui, row(0.0, 0.2));
    let code = |text| Lettering::new(text, fonts::mono_bold, sizes::CODE * unit * 1.1, colours.ink);
    let line = Lettering::new(&card.line, fonts::regular, sizes::TEXT * unit, colours.ink);
    match card.codes.as_slice() {
        [] => {
            line.lines(5).align(egui::Align2::LEFT_TOP).put(ui, row(0.24, 1.0));
        }
        [one] => {
            code(one).put(ui, row(0.22, 0.56));
            line.lines(2).put(ui, row(0.58, 1.0));
        }
        [one, two, ..] => {
            code(one).put(ui, row(0.20, 0.46));
            code(two).put(ui, row(0.46, 0.72));
            line.lines(2).put(ui, row(0.73, 1.02));
        }
    }
    let all =
        std::iter::once(caption).chain(card.codes.iter().map(String::as_str)).chain([card.line.as_str()]);
    lettering::name(ui, place, Role::Group, &all.filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · "));
}
