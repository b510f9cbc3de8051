//! The two slots: module and device, filled as they are scanned.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::{Pressed, again, wide_button_at};
use crate::order::DkKind;
use crate::pairing::{self, Kind, Mode, Prior};
use crate::scanner::{GunState, Role};
use crate::station::view::{Expect, Slot};
use crate::text::{Text, common, station};
use crate::ui::cx::Cx;
use crate::ui::icons::{self, Icon};
use crate::ui::lettering::{self, Lettering};
use crate::ui::tokens::{Says, round, size, space, station as sizes};
use crate::ui::widgets::Look;
use crate::ui::{fonts, words};

/// A code as it is read most easily: an IMEI as 6 2 6 1 (so that TAC and check digit can be
/// compared with the label at a glance), a MAC in pairs.
pub fn grouped(kind: DkKind, code: &str) -> String {
    let groups: &[usize] = match kind {
        DkKind::Imei if code.len() == 15 => &[6, 2, 6, 1],
        DkKind::Mac if code.len() == 12 => &[2; 6],
        _ => return code.to_owned(),
    };
    let mut rest = code.chars();
    let parts: Vec<String> = groups.iter().map(|n| rest.by_ref().take(*n).collect()).collect();
    parts.join(" ")
}

/// One of the two, as it is drawn.
struct Side<'a> {
    caption: Text,
    prompt: Text,
    code: String,
    slot: Option<&'a Slot>,
    /// The role of guns that are there for it alone.
    role: Role,
    /// Its scan is the next, or one of two that may be.
    expected: bool,
    /// Its scan is the next and nothing else.
    next: bool,
    /// It stands there from the record, and was not scanned: the pair it is of.
    on_record: Option<&'a Prior>,
}

/// Draws both, with the arrows between.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32) -> Option<Pressed> {
    let view = cx.view;
    let kind = view.order.as_ref().map(|order| order.dk_kind).unwrap_or_default();
    let caption = match kind {
        DkKind::Imei => station::MODULE_IMEI,
        DkKind::Mac => station::MODULE_MAC,
        DkKind::Text => station::MODULE_TEXT,
    };
    let on_record = expected(cx);
    let prompt = |side, usually| match &view.replacing {
        Some(replacing) => again::prompt(view, replacing, side),
        None => usually,
    };
    let connect = if view.modules_speak() { station::CONNECT_MODULE } else { station::SCAN_MODULE };
    let module = Side {
        caption: if on_record.is_some() { station::EXPECTED_MODULE } else { caption },
        prompt: prompt(pairing::Side::Module, connect),
        code: view.module.as_ref().map(|slot| grouped(kind, &slot.code)).unwrap_or_default(),
        slot: view.module.as_ref(),
        role: Role::Module,
        expected: matches!(view.expect, Expect::Module | Expect::Either),
        next: view.expect == Expect::Module,
        on_record,
    };
    let device = Side {
        caption: station::DEVICE_SN,
        prompt: prompt(pairing::Side::Device, station::SCAN_DEVICE),
        code: view.device.as_ref().map(|slot| slot.code.clone()).unwrap_or_default(),
        slot: view.device.as_ref(),
        role: Role::Device,
        expected: matches!(view.expect, Expect::Device | Expect::Either),
        next: view.expect == Expect::Device,
        on_record: None,
    };
    let between = sizes::ARROW * unit;
    let wide = (place.width() - between) / 2.0;
    let left = Rect::from_min_size(place.min, vec2(wide, place.height()));
    let right = Rect::from_min_size(pos2(place.right() - wide, place.top()), left.size());
    let arrow = Rect::from_center_size(place.center(), vec2(between, between) * 0.55);
    icons::paint(ui.painter(), Icon::Swap, arrow, cx.colours.muted);
    // Only one half is held: that one can be dropped. (A replacement is cancelled as a whole.)
    let half = view.deadline.is_some() && view.replacing.is_none();
    let dropped_left = one(ui, cx, left, unit, &module, half);
    let dropped_right = one(ui, cx, right, unit, &device, half);
    (dropped_left || dropped_right).then_some(Pressed::Cancel)
}

/// The pair on record, where a sticker alone was scanned: its module is the one expected.
fn expected<'a>(cx: &Cx<'a>) -> Option<&'a Prior> {
    let verdict = &cx.view.last.as_ref()?.verdict;
    let found = cx.view.mode == Mode::VerifySticker && verdict.kind == Kind::Verified;
    verdict.prior.first().filter(|_| found)
}

/// When, where and by whom a pair was made, as far as that is known.
pub fn made(cx: &Cx<'_>, prior: &Prior) -> String {
    let mut line = vec![cx.clock.when(cx.lang, prior.at)];
    if !prior.station.is_empty() {
        line.push(common::station(cx.lang, &prior.station));
    }
    if !prior.operator.is_empty() {
        line.push(common::operator(cx.lang, &prior.operator));
    }
    line.join(" · ")
}

fn one(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32, side: &Side<'_>, half: bool) -> bool {
    let colours = cx.colours;
    let next = match (cx.view.mode.verifies(), &cx.view.replacing) {
        _ if colours.dark => colours.brand,
        (true, _) => colours.tone(Says::Verify).fill,
        (false, Some(_)) => colours.tone(Says::Replace).fill,
        (false, None) => colours.brand,
    };
    let (border, line) = match side.slot {
        Some(slot) if slot.good => (colours.good, size::LINE_STRONG),
        Some(_) => (colours.bad, size::LINE_STRONG),
        None if side.next => (next, size::LINE_NEXT),
        None if side.expected => (next, size::LINE_STRONG),
        None => (colours.line, size::LINE_STRONG),
    };
    let stroke = Stroke::new(line * unit.max(1.0), border);
    ui.painter().rect(place, round::CARD, colours.card, stroke, StrokeKind::Inside);

    let inside = place.shrink2(vec2(space::XL * 1.2 * unit, space::L * unit * 0.8));
    let (head, middle, foot) = thirds(inside);
    let mark = Rect::from_min_max(pos2(head.right() - head.width() * 0.3, head.top()), head.max);
    let caption = Rect::from_min_max(head.min, pos2(mark.left(), head.bottom()));
    let caption_text = cx.t(side.caption);
    Lettering::new(caption_text, fonts::regular, sizes::CAPTION * unit, colours.muted).put(ui, caption);
    let big = Lettering::new(&side.code, fonts::mono_bold, sizes::CODE * unit, colours.ink);
    match side.slot {
        Some(slot) => {
            big.put(ui, middle);
            let (icon, colour) =
                if slot.good { (Icon::Check, colours.good) } else { (Icon::Cross, colours.bad) };
            let at = Rect::from_center_size(
                mark.right_center() - vec2(head.height() / 2.0, 0.0),
                vec2(head.height(), head.height()) * 0.8,
            );
            icons::paint(ui.painter(), icon, at, colour);
            let label = station::in_slot(cx.lang, caption_text, &slot.code);
            lettering::name(ui, place, egui::accesskit::Role::Group, &label);
            match side.on_record {
                Some(prior) => {
                    let note = station::paired(cx.lang, &made(cx, prior));
                    Lettering::new(&note, fonts::regular, sizes::NOTE * unit, colours.muted).put(ui, foot);
                    false
                }
                None => filled_foot(ui, cx, foot, unit, slot, half),
            }
        }
        None => {
            empty(ui, cx, (mark, middle, foot), unit, side, next);
            let prompt = if side.expected { cx.t(side.prompt) } else { cx.t(station::WAITING) };
            lettering::name(
                ui,
                place,
                egui::accesskit::Role::Group,
                &station::in_slot(cx.lang, caption_text, prompt),
            );
            false
        }
    }
}

/// Caption, code and note of a slot.
fn thirds(inside: Rect) -> (Rect, Rect, Rect) {
    let at = |share: f32| inside.top() + inside.height() * share;
    let part =
        |from: f32, to: f32| Rect::from_min_max(pos2(inside.left(), at(from)), pos2(inside.right(), at(to)));
    (part(0.0, 0.24), part(0.26, 0.74), part(0.76, 1.0))
}

fn empty(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (mark, middle, foot): (Rect, Rect, Rect),
    unit: f32,
    side: &Side<'_>,
    next: egui::Color32,
) {
    if side.next {
        Lettering::new(cx.t(station::NEXT), fonts::bold, sizes::CAPTION * unit, next)
            .align(Align2::RIGHT_CENTER)
            .put(ui, mark);
    }
    if side.expected {
        Lettering::new(cx.t(side.prompt), fonts::bold, sizes::PROMPT * unit, next).put(ui, middle);
    } else {
        let dash = Lettering::new("—", fonts::bold, sizes::PROMPT * unit, cx.colours.line);
        dash.paint(ui, middle);
    }
    let ready: Vec<&str> = cx
        .view
        .guns
        .iter()
        .filter(|gun| gun.state == GunState::Ready && (gun.role == Role::Any || gun.role == side.role))
        .map(|gun| words::gun_name(cx.lang, &gun.name))
        .collect();
    let note = match ready.as_slice() {
        [] => cx.t(crate::text::common::NO_GUN).to_owned(),
        guns => station::gun_ready(cx.lang, &guns.join(cx.t(station::AND))),
    };
    if side.expected {
        Lettering::new(&note, fonts::regular, sizes::NOTE * unit, cx.colours.muted).put(ui, foot);
    }
}

/// Gun and time of a filled slot; a button to drop it while it is the half held. True = drop it.
fn filled_foot(ui: &mut Ui, cx: &Cx<'_>, foot: Rect, unit: f32, slot: &Slot, half: bool) -> bool {
    let (gun, time) = (words::gun_name(cx.lang, &slot.source), cx.clock.time(slot.at));
    let note = if slot.pk.is_empty() {
        station::gun_at(cx.lang, gun, &time)
    } else {
        station::gun_pk_at(cx.lang, gun, &slot.pk, &time)
    };
    let label = cx.t(station::CANCEL_HALF);
    let wide = sizes::STRIP_BUTTON * unit.max(1.0);
    let room_for_button = half && foot.width() > 2.2 * wide && foot.height() > size::TOUCH * 0.7;
    let mut words = foot;
    if room_for_button {
        words.max.x -= wide + space::S;
    }
    Lettering::new(&note, fonts::regular, sizes::NOTE * unit, cx.colours.muted).put(ui, words);
    if !room_for_button {
        return false;
    }
    // A finger needs more height than the note has: the button stands on the slot's bottom edge.
    let high = size::TOUCH * unit.max(1.0);
    let place = Rect::from_min_max(
        pos2(foot.right() - wide, foot.bottom() - high + space::XS * unit),
        pos2(foot.right(), foot.bottom() + space::XS * unit),
    );
    wide_button_at(ui, cx, Look::Secondary, label, place, unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_grouped_by_what_they_are() {
        let check = |kind, code: &str, expect: &str| assert_eq!(grouped(kind, code), expect);
        check(DkKind::Imei, "863950068662495", "863950 06 866249 5");
        check(DkKind::Imei, "8639500686624", "8639500686624");
        check(DkKind::Mac, "AABBCCDDEEFF", "AA BB CC DD EE FF");
        check(DkKind::Text, "AABBCCDDEEFF", "AABBCCDDEEFF");
        check(DkKind::Imei, "", "");
    }
}
