//! The hard alarm over the whole window.
//!
//! It says, in this order: what is wrong; that nothing was written; what is in the hand and what it
//! collides with, when, where, by whom; what to do now; how to go on. The code that acknowledges
//! is on the screen, so that the gun stays in the hand. Space, Enter and Tab do nothing here.

mod cards;

use egui::accesskit::Role;
use egui::{Align2, Color32, Mesh, Rect, Shape, Ui, UiBuilder, Vec2, pos2, vec2};

use super::cx::Cx;
use super::fonts;
use super::icons::{self, Icon};
use super::lettering::{self, Lettering};
use super::station;
use super::tokens::{Says, Tone, alarm as sizes, round, size, space};
use super::widgets::{focus_free_button, pressed};
use crate::labels::Qr;
use crate::scan::Reason;
use crate::station::view::AlarmView;
use crate::text::{people, reason, station as words_of};

/// What the code on the screen says.
const ACKNOWLEDGE: &str = "PSCMDACK";

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Acknowledge it.
    Acknowledge,
    /// A supervisor wants to type the PIN.
    Pin,
}

/// Draws it; what was pressed. `here`: who is logged in may acknowledge where a supervisor is wanted.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, alarm: &AlarmView, here: bool) -> Option<Wanted> {
    let tone = cx.colours.tone(Says::Hard);
    let mut whole = ui.max_rect();
    ui.painter().rect_filled(whole, 0.0, tone.fill);
    let [wide, high] = sizes::ROOM;
    let unit = (whole.width() / wide).min(whole.height() / high).max(sizes::LEAST);
    station::aside_band(ui, cx, &mut whole, unit);
    let why = alarm.shown.verdict.reason.unwrap_or(Reason::NotRecorded);
    let words = reason::words(why, alarm.shown.verdict.hint);

    let mut rest = whole.shrink((sizes::MARGIN * unit).min(whole.width() * 0.04));
    let gap = sizes::GAP * unit;
    let share = |part: f32| rest.height() * part;
    let (head, cards, todo, foot) = (share(0.21), share(0.26), share(0.16), share(0.24));
    let free = (rest.height() - head - cards - todo - foot - 3.0 * gap).max(0.0);
    let mut take = |height: f32| {
        let taken = Rect::from_min_size(rest.min, vec2(rest.width(), height));
        rest.min.y += height + gap;
        taken
    };
    let head = take(head);
    let cards = take(cards + free * 0.4);
    let todo = take(todo);
    let foot_place = Rect::from_min_max(pos2(rest.left(), rest.bottom() - foot), rest.max);

    heading(ui, cx, head, unit, &tone, cx.t(words.title), cx.t(nothing_written(why, alarm)));
    cards::show(ui, cx, cards, unit, alarm, why);
    what_to_do(ui, cx, todo, unit, &tone, cx.t(words.todo));
    if alarm.supervisor && !here {
        supervisor(ui, cx, foot_place, unit, &tone).then_some(Wanted::Pin)
    } else {
        acknowledge(ui, cx, foot_place, unit, &tone, !alarm.supervisor).then_some(Wanted::Acknowledge)
    }
}

/// That nothing was written: of this device, or at all.
fn nothing_written(why: Reason, alarm: &AlarmView) -> crate::text::Text {
    match why {
        _ if alarm.shown.verdict.replaces.is_some() => words_of::NOTHING_REPLACED,
        Reason::NoOrder | Reason::OrderComplete => words_of::ORDER_STOPPED,
        Reason::VerifyMismatch | Reason::VerifyUnknown => words_of::NOTHING_CHANGED,
        _ => words_of::NOTHING_WRITTEN,
    }
}

pub(super) fn heading(
    ui: &mut Ui,
    cx: &Cx<'_>,
    place: Rect,
    unit: f32,
    tone: &Tone,
    title: &str,
    line: &str,
) {
    let icon = lettering::square_left(place, 0.72);
    icons::paint(ui.painter(), Icon::Cross, icon, tone.ink);
    let words = Rect::from_min_max(pos2(icon.right() + sizes::MARGIN * unit, place.top()), place.max);
    let split = words.top() + words.height() * 0.66;
    let upper = Rect::from_min_max(words.min, pos2(words.right(), split));
    let lower = Rect::from_min_max(pos2(words.left(), split), words.max);
    Lettering::new(title, fonts::bold, sizes::TITLE * unit, tone.ink).put(ui, upper);
    Lettering::new(line, fonts::regular, sizes::LINE * unit, tone.quiet).put(ui, lower);
    lettering::name(ui, place, Role::Alert, &words_of::named_todo(cx.lang, title, line));
}

pub(super) fn what_to_do(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32, tone: &Tone, todo: &str) {
    ui.painter().rect_filled(place, round::CARD, tone.deep);
    let inside = place.shrink2(vec2(space::XL * 1.4 * unit, space::S * unit));
    let head = cx.t(words_of::TODO);
    let size = (sizes::TODO * unit).min(inside.height() * 0.5);
    let head = Lettering::new(head, fonts::bold, size, tone.ink);
    let wide = head.width(ui).min(inside.width() * 0.3);
    let left = Rect::from_min_size(inside.min, vec2(wide, inside.height()));
    let rest = Rect::from_min_max(pos2(left.right() + space::S * unit, inside.top()), inside.max);
    let todo = Lettering::new(todo, fonts::regular, size, tone.ink).lines(3);
    // The label stands on the sentence's first line, however many there are.
    let down = todo.baseline(ui, rest) - head.baseline(ui, left);
    head.put(ui, left.translate(vec2(0.0, down)));
    todo.put(ui, rest);
}

/// The code (unless it takes a supervisor, whose log-in no code has), the key and the button.
fn acknowledge(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32, tone: &Tone, by_code: bool) -> bool {
    let side = place.height().min(sizes::QR * unit * 1.4);
    let code = Rect::from_min_size(pos2(place.left(), place.bottom() - side), Vec2::splat(side));
    if by_code && let Ok(qr) = Qr::encode(ACKNOWLEDGE) {
        ui.painter().rect_filled(code, round::CARD, Color32::WHITE);
        paint_qr(ui, &qr, code);
        lettering::name(ui, code, Role::Image, cx.t(words_of::ACK_QR));
    }
    let button = button_place(place, unit);
    let words = Rect::from_min_max(
        pos2(code.right() + space::XL * unit, code.top()),
        pos2(button.left() - space::XL * unit, code.bottom()),
    );
    let (upper, lower) = halves(words);
    let line = |text| Lettering::new(text, fonts::regular, sizes::TEXT * 1.1 * unit, tone.ink);
    if by_code {
        line(cx.t(words_of::ACK_SCAN)).align(Align2::LEFT_BOTTOM).put(ui, upper);
    }
    line(cx.t(words_of::ACK_KEY)).align(Align2::LEFT_TOP).put(ui, lower);

    let note = Rect::from_min_max(pos2(words.left() + words.width() * 0.4, place.top()), button.right_top());
    latched_note(ui, cx, note, unit, tone);
    big_button(ui, cx, button, unit, tone, cx.t(words_of::ACKNOWLEDGE))
}

/// The place of the button at the right end of the foot.
fn button_place(place: Rect, unit: f32) -> Rect {
    let [wide, high] = sizes::BUTTON;
    let button_size = vec2(wide * unit, (high * unit).max(size::TOUCH).min(place.height() * 0.6));
    Rect::from_min_size(place.max - button_size, button_size)
}

/// A button that never has the focus; true when it was pressed.
fn big_button(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32, tone: &Tone, label: &str) -> bool {
    let mut child = ui.new_child(UiBuilder::new().max_rect(place));
    let response = focus_free_button(&mut child, place, label);
    let fill = if response.hovered() { cx.colours.tone(Says::Soft).fill } else { tone.ink };
    ui.painter().rect_filled(place, round::CARD, fill);
    Lettering::new(label, fonts::bold, sizes::TODO * unit, tone.fill)
        .align(Align2::CENTER_CENTER)
        .paint(ui, place);
    pressed(&response)
}

/// No code: a badge helps, or once people are set up a supervisor's PIN; true when that is wanted.
fn supervisor(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32, tone: &Tone) -> bool {
    let by_pin = cx.desk.gate().in_force();
    let button = button_place(place, unit);
    let (upper, lower) = halves(place);
    let icon = lettering::square_left(place, 0.5);
    icons::paint(ui.painter(), Icon::Badge, icon, tone.ink);
    let left = icon.right() + space::XL * 1.4 * unit;
    let right = if by_pin { button.left() - space::XL * unit } else { place.right() };
    let words = |rect: Rect| Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
    Lettering::new(cx.t(words_of::SUPERVISOR), fonts::bold, sizes::TODO * 1.3 * unit, tone.ink)
        .align(Align2::LEFT_BOTTOM)
        .put(ui, words(upper));
    let lower = words(lower);
    let note = if by_pin { cx.t(people::SUPERVISOR_NOTE) } else { cx.t(words_of::SUPERVISOR_NOTE) };
    let part = if by_pin { lower.right() } else { lower.center().x };
    Lettering::new(note, fonts::regular, sizes::TEXT * unit, tone.quiet)
        .align(Align2::LEFT_TOP)
        .put(ui, Rect::from_min_max(lower.min, pos2(part, lower.bottom())));
    if !by_pin {
        latched_note(ui, cx, Rect::from_min_max(lower.center_top(), lower.max), unit, tone);
        return false;
    }
    let above = Rect::from_min_max(pos2(place.center().x, place.top()), button.right_top());
    latched_note(ui, cx, above, unit, tone);
    big_button(ui, cx, button, unit, tone, cx.t(people::LOG_IN_ALARM_KEY))
}

/// That no scan is accepted; said louder when one has just come.
fn latched_note(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32, tone: &Tone) {
    let refused = cx.view.last.as_ref().is_some_and(|last| last.verdict.reason == Some(Reason::Latched));
    let size = sizes::CAPTION * unit;
    let line = Rect::from_min_max(pos2(place.left(), place.bottom() - size * 2.2), place.max);
    if !refused {
        Lettering::new(cx.t(words_of::LATCHED), fonts::regular, size, tone.quiet)
            .align(Align2::RIGHT_CENTER)
            .put(ui, line);
        return;
    }
    let soft = cx.colours.tone(Says::Soft);
    let text = Lettering::new(cx.t(reason::reason(Reason::Latched).title), fonts::bold, size, soft.ink);
    let wide = (text.width(ui) + 2.0 * space::M * unit).min(line.width());
    let chip =
        Rect::from_min_max(pos2(line.right() - wide, line.top()), line.max - vec2(0.0, space::XS * unit));
    ui.painter().rect_filled(chip, round::BUTTON, soft.fill);
    text.align(Align2::CENTER_CENTER).put(ui, chip.shrink2(vec2(space::S * unit, 0.0)));
}

fn halves(place: Rect) -> (Rect, Rect) {
    place.split_top_bottom_at_fraction(0.5)
}

/// Paints a code with its quiet zone, every module whole pixels: guns read edges.
pub(super) fn paint_qr(ui: &Ui, qr: &Qr, place: Rect) {
    let modules = qr.side_with_quiet_zone() as f32;
    let pixel = 1.0 / ui.pixels_per_point();
    let module = ((place.width() / modules) / pixel).floor().max(1.0) * pixel;
    let offset = (place.width() - module * qr.side() as f32) / 2.0;
    let origin = place.min + Vec2::splat(offset);
    let origin = pos2((origin.x / pixel).round() * pixel, (origin.y / pixel).round() * pixel);
    let mut mesh = Mesh::default();
    for row in 0..qr.side() {
        for column in (0..qr.side()).filter(|column| qr.is_dark(*column, row)) {
            let at = origin + vec2(column as f32, row as f32) * module;
            mesh.add_colored_rect(Rect::from_min_size(at, Vec2::splat(module)), Color32::BLACK);
        }
    }
    ui.painter().add(Shape::mesh(mesh));
}
