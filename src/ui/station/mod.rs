//! The line's own screen, readable from three metres.
//!
//! From top to bottom: strips that say something is unusual (training, a test of the alarms, verify mode, a
//! pair that is being replaced, ledger failing), and what a run that was broken off has left, the two slots, the verdict band, and the quiet cards below.
//! Every place is computed from the room there
//! is; where that is small, the quiet cards become one line, and the band stays.

mod again;
mod band;
mod broken_off;
mod cards;
mod challenge;
pub(super) mod estimate;
mod slots;

use egui::{Rect, Ui, pos2, vec2};

pub use slots::{grouped, made};

use super::Screen;
use super::cx::Cx;
use super::icons::{self, Icon};
use super::lettering::Lettering;
use super::tokens::{Says, size, space, station as sizes};
use super::widgets::{Look, wide_button};
use super::{fonts, lettering};
use crate::pairing::{Mode, Proof};
use crate::station::challenge::Request;
use crate::station::view::LedgerView;
use crate::station::{Command, View};
use crate::text::{Text, challenge as test_words, common, station};

/// Its state: none. What there is to see is in the view.
#[derive(Debug, Default)]
pub struct StationScreen;

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pressed {
    /// Drop the half held, or end the replacement.
    Cancel,
    /// Pair or verify.
    Mode(Mode),
    /// What the run before has left unrecorded was read.
    Seen,
    /// Show the orders.
    Orders,
    /// Work again.
    EndTraining,
    /// Begin, answer or end a test of the alarms.
    Challenge(Request),
}

impl StationScreen {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let room = ui.max_rect();
        let unit = unit(room);
        let gap = space::L * unit;
        let mut rest = room;
        let mut pressed = None;

        if let LedgerView::Failing { why, since } = &cx.view.ledger {
            let place = take_top(&mut rest, (sizes::STRIP * unit).max(size::TOUCH), gap);
            ledger_failing(ui, cx, place, why, *since, unit);
        }
        if let Some(run) = &cx.view.broken_off {
            let place = take_top(&mut rest, broken_off::height(run) * unit, gap);
            pressed = broken_off::card(ui, cx, place, unit, run).then_some(Pressed::Seen);
        }
        for strip in strips(cx.view) {
            let place = take_top(&mut rest, (sizes::STRIP * unit).max(size::TOUCH), gap);
            pressed = mode_strip(ui, cx, place, unit, &strip).or(pressed);
        }
        if let Some(replacing) = &cx.view.replacing {
            let place = take_top(&mut rest, (sizes::REPLACE_STRIP * unit).max(2.0 * size::TOUCH), gap);
            pressed = again::strip(ui, cx, place, unit, replacing).or(pressed);
        }
        pressed = match cx.view.challenge {
            Some(test) => challenge::show(ui, cx, rest, unit, test),
            None => line(ui, cx, room, rest, unit),
        }
        .or(pressed);
        // Guns send no Escape.
        let escape = cx.view.replacing.is_some()
            && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape));
        if let Some(pressed) = pressed.or(escape.then_some(Pressed::Cancel)) {
            obey(cx, pressed);
        }
    }
}

/// The line at work, in what the strips have left of `room`: slots, band, cards. Where the shift owes the
/// proof that its alarms work, and no device is begun, that stands in the slots' place.
fn line(ui: &mut Ui, cx: &Cx<'_>, room: Rect, mut rest: Rect, unit: f32) -> Option<Pressed> {
    let gap = space::L * unit;
    let slots = take_top(&mut rest, room.height() * sizes::SLOT_SHARE, gap);
    let mut pressed = match owes(cx.view) {
        true => challenge::owed(ui, cx, slots, unit),
        false => slots::show(ui, cx, slots, unit),
    };
    let lower = room.height() * sizes::LOWER_SHARE;
    let whole = rest.height() - lower - gap >= room.height() * sizes::BAND_SHARE
        && lower >= sizes::LOWER_LEAST
        && room.width() >= sizes::LOWER_WIDTH_LEAST;
    let lower = if whole { lower } else { sizes::LINE * unit };
    let cards = take_bottom(&mut rest, lower, gap);
    pressed = band::show(ui, cx, rest, unit).or(pressed);
    if whole {
        cards::show(ui, cx, cards, unit);
    } else {
        cards::one_line(ui, cx, cards, unit);
    }
    pressed
}

/// Does the line stand until the alarms are proved? A device that was begun is finished first.
fn owes(view: &View) -> bool {
    view.proof != Proof::Given && view.deadline.is_none() && view.order.is_some() && view.replacing.is_none()
}

/// The last verdict in one line, for the foot of the other screens.
pub(super) fn strip(ui: &mut Ui, cx: &Cx<'_>, place: Rect) {
    band::strip(ui, cx, place);
}

fn obey(cx: &mut Cx<'_>, pressed: Pressed) {
    match pressed {
        Pressed::Cancel => {
            cx.send(Command::Cancel, "");
        }
        Pressed::Mode(mode) => {
            cx.send(|reply| Command::SetMode(mode, reply), "");
        }
        Pressed::Seen => {
            cx.send(Command::SeenBrokenOff, "");
        }
        Pressed::Orders => cx.go_to(Screen::Orders),
        Pressed::EndTraining => {
            cx.send(|reply| Command::Train(false, reply), "");
        }
        Pressed::Challenge(request) => {
            cx.send(|reply| Command::Challenge(request, reply), "");
        }
    }
}

/// How much larger or smaller than at 1280×800 everything is.
fn unit(room: Rect) -> f32 {
    let [wide, high] = sizes::ROOM;
    (room.width() / wide).min(room.height() / high).clamp(sizes::LEAST, sizes::MOST)
}

fn take_top(rest: &mut Rect, height: f32, gap: f32) -> Rect {
    let taken = Rect::from_min_size(rest.min, vec2(rest.width(), height));
    rest.min.y = (taken.bottom() + gap).min(rest.bottom());
    taken
}

fn take_bottom(rest: &mut Rect, height: f32, gap: f32) -> Rect {
    let taken = Rect::from_min_max(pos2(rest.left(), rest.bottom() - height), rest.max);
    rest.max.y = taken.top() - gap;
    taken
}

/// A strip that makes a mode unmistakable, with the way back.
struct Strip {
    says: Says,
    icon: Icon,
    title: Text,
    note: Text,
    back: Text,
    pressed: Pressed,
    /// Another mode of its kind.
    other: Option<(Text, Pressed)>,
}

/// The strip of training.
const TRAINING: Strip = Strip {
    says: Says::Training,
    icon: Icon::Training,
    title: common::TRAINING,
    note: common::TRAINING_NOTE,
    back: common::END_TRAINING,
    pressed: Pressed::EndTraining,
    other: None,
};

/// The strip of a test of the alarms.
const CHALLENGE: Strip = Strip {
    says: Says::Training,
    icon: Icon::Warning,
    title: test_words::TEST,
    note: test_words::TEST_NOTE,
    back: test_words::CANCEL,
    pressed: Pressed::Challenge(Request::Cancel),
    other: None,
};

/// Takes room off the top of the alarm for the band that says that nothing of this counts, if nothing
/// does.
pub(super) fn aside_band(ui: &mut Ui, cx: &Cx<'_>, whole: &mut Rect, unit: f32) {
    let strip = match (cx.view.challenge, cx.view.training) {
        (Some(_), _) => CHALLENGE,
        (None, true) => TRAINING,
        (None, false) => return,
    };
    let place = take_top(whole, sizes::STRIP * unit, 0.0);
    ui.painter().rect_filled(place, 0.0, cx.colours.tone(strip.says).fill);
    strip_words(ui, cx, place.shrink2(vec2(space::XL * unit, space::XS)), unit, &strip);
}

/// The strips of a view: whether what is scanned counts comes first.
fn strips(view: &View) -> impl Iterator<Item = Strip> {
    let aside = [view.training.then_some(TRAINING), view.challenge.is_some().then_some(CHALLENGE)];
    aside.into_iter().flatten().chain(verify_strip(view))
}

/// That nothing is paired here, and what may be verified.
fn verify_strip(view: &View) -> Option<Strip> {
    let (title, note, other) = match view.mode {
        Mode::Pair => return None,
        Mode::Verify => {
            let note = match view.order {
                Some(_) => station::VERIFY_MODE_NOTE,
                None => station::VERIFY_ANY_NOTE,
            };
            (station::VERIFY_MODE, note, (station::TO_STICKER, Mode::VerifySticker))
        }
        Mode::VerifySticker => {
            (station::VERIFY_STICKER_MODE, station::VERIFY_STICKER_NOTE, (station::TO_BOTH, Mode::Verify))
        }
    };
    Some(Strip {
        says: Says::Verify,
        icon: Icon::Lens,
        title,
        note,
        back: station::BACK_TO_PAIRING,
        pressed: Pressed::Mode(Mode::Pair),
        other: Some((other.0, Pressed::Mode(other.1))),
    })
}

fn mode_strip(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32, strip: &Strip) -> Option<Pressed> {
    let tone = cx.colours.tone(strip.says);
    ui.painter().rect_filled(place, super::tokens::round::CARD, tone.fill);
    let inside = place.shrink2(vec2(space::L * unit, space::XS));
    let wide = sizes::STRIP_BUTTON * unit.max(1.0);
    let mut rest = place;
    let mut pressed = None;
    for (label, what) in std::iter::once((strip.back, strip.pressed)).chain(strip.other) {
        let button = Rect::from_min_max(pos2(rest.right() - wide, rest.top()), rest.max).shrink(space::XS);
        rest.max.x = button.left();
        if wide_button_at(ui, cx, Look::Secondary, cx.t(label), button, unit) {
            pressed = Some(what);
        }
    }
    strip_words(ui, cx, inside.with_max_x(rest.right() - space::M), unit, strip);
    pressed
}

/// Icon, title and note of a strip.
fn strip_words(ui: &mut Ui, cx: &Cx<'_>, inside: Rect, unit: f32, strip: &Strip) {
    let tone = cx.colours.tone(strip.says);
    let icon = lettering::square_left(inside, 0.6);
    icons::paint(ui.painter(), strip.icon, icon, tone.ink);
    let words = inside.with_min_x(icon.right() + space::M);
    let title = Lettering::new(cx.t(strip.title), fonts::bold, sizes::CAPTION * unit * 1.2, tone.ink);
    let after = title.put(ui, words).right() + space::L * unit;
    let note = Rect::from_min_max(pos2(after, words.top()), words.max);
    Lettering::new(cx.t(strip.note), fonts::regular, sizes::CAPTION * unit, tone.quiet).put(ui, note);
}

fn ledger_failing(ui: &mut Ui, cx: &Cx<'_>, place: Rect, why: &str, since: i64, unit: f32) {
    let tone = cx.colours.tone(Says::Hard);
    ui.painter().rect_filled(place, super::tokens::round::CARD, tone.fill);
    let inside = place.shrink2(vec2(space::L * unit, space::XS));
    let icon = lettering::square_left(inside, 0.6);
    icons::paint(ui.painter(), Icon::Warning, icon, tone.ink);
    let words = Rect::from_min_max(pos2(icon.right() + space::M, inside.top()), inside.max);
    let head =
        station::named_todo(cx.lang, cx.t(station::LEDGER_FAILING), cx.t(station::LEDGER_FAILING_TODO));
    let title = Lettering::new(&head, fonts::bold, sizes::CAPTION * unit, tone.ink);
    let after = title.put(ui, words).right() + space::L * unit;
    let detail = format!("{} · {why}", cx.clock.time(since));
    let rest = Rect::from_min_max(pos2(after, words.top()), words.max);
    Lettering::new(&detail, fonts::regular, sizes::NOTE * unit, tone.quiet).put(ui, rest);
}

/// A button in a given place, at least as high as a finger.
fn wide_button_at(ui: &mut Ui, cx: &Cx<'_>, look: Look, label: &str, place: Rect, unit: f32) -> bool {
    let place = Rect::from_center_size(
        place.center(),
        vec2(place.width(), place.height().min(size::TOUCH * unit.max(1.0))),
    );
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(place));
    wide_button(&mut child, cx.colours, look, label, place.size(), sizes::NOTE * unit.max(1.0))
}
