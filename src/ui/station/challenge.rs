//! The test of the alarms: four large steps, the last verdict below them, and the question at its end.
//!
//! It is worked with the gun alone, as the line is: the codes that begin and answer it are on the screen,
//! too. Nothing here has the focus, and no key that a gun sends presses anything.

use egui::accesskit::Role;
use egui::{Align2, Color32, Rect, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use super::{Pressed, band, take_top, wide_button_at};
use crate::labels::Qr;
use crate::pairing::Proof;
use crate::station::challenge::{BEGIN, ChallengeView, NO, Request, Stage, Step, StepState, YES};
use crate::text::{Text, challenge as words};
use crate::ui::alarm::paint_qr;
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::lettering::{self, Lettering};
use crate::ui::tokens::{Says, round, size, space, station as sizes};
use crate::ui::widgets::Look;

/// The steps' share of the room; the rest is what was said last, or what is asked.
const STEPS_SHARE: f32 = 0.52;

/// Draws it into the room below the strips.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, room: Rect, unit: f32, test: ChallengeView) -> Option<Pressed> {
    let gap = space::L * unit;
    let mut rest = room;
    let steps = take_top(&mut rest, room.height() * STEPS_SHARE, gap);
    let wide = (steps.width() - 3.0 * gap) / 4.0;
    let mut pressed = None;
    for (at, (step, state)) in Step::ALL.into_iter().zip(test.steps).enumerate() {
        let left = steps.left() + at as f32 * (wide + gap);
        let place = Rect::from_min_size(pos2(left, steps.top()), vec2(wide, steps.height()));
        let missing = one_step(ui, cx, place, unit, (at + 1, step), state, test.stage);
        pressed = missing.or(pressed);
    }
    match test.stage {
        Stage::Steps => band::show(ui, cx, rest, unit),
        Stage::Asked => {
            let answers = [
                (YES, words::YES_CODE, words::YES, Request::Yes),
                (NO, words::NO_CODE, words::NO, Request::No),
            ];
            ask(ui, cx, rest, unit, (words::ASK, words::ASK_TODO), &answers)
        }
        Stage::Which => {
            let answer = [(NO, words::NO_CODE, words::UNSURE, Request::Missing(None))];
            ask(ui, cx, rest, unit, (words::WHICH, words::WHICH_TODO), &answer)
        }
    }
    .or(pressed)
}

/// A step's name, what to do, what must be seen and heard, and the surface that shows it.
fn step_words(step: Step) -> (Text, Text, Text, Says) {
    match step {
        Step::Pair => (words::STEP_PAIR, words::STEP_PAIR_DO, words::STEP_PAIR_SIGN, Says::Good),
        Step::Duplicate => {
            (words::STEP_DUPLICATE, words::STEP_DUPLICATE_DO, words::STEP_HARD_SIGN, Says::Hard)
        }
        Step::WrongProduct => {
            (words::STEP_PRODUCT, words::STEP_PRODUCT_DO, words::STEP_HARD_SIGN, Says::Hard)
        }
        Step::CheckDigit => (words::STEP_DIGIT, words::STEP_DIGIT_DO, words::STEP_SOFT_SIGN, Says::Soft),
    }
}

/// One step; that it was the one missing, where that is asked and its button was pressed.
fn one_step(
    ui: &mut Ui,
    cx: &Cx<'_>,
    place: Rect,
    unit: f32,
    (n, step): (usize, Step),
    state: StepState,
    stage: Stage,
) -> Option<Pressed> {
    let colours = cx.colours;
    let (name, todo, sign, says) = step_words(step);
    let (line, ink, icon, state_words) = match state {
        StepState::Passed => (colours.good, colours.good, Some(Icon::Check), words::PASSED),
        StepState::Silent => (colours.bad, colours.bad, Some(Icon::Warning), words::SILENT),
        StepState::Waiting => (colours.line, colours.muted, None, words::WAITING),
    };
    let stroke = Stroke::new(size::LINE_STRONG * unit.max(1.0), line);
    ui.painter().rect(place, round::CARD, colours.card, stroke, StrokeKind::Inside);
    let title = words::step(cx.lang, n, cx.t(name));
    lettering::name(ui, place, Role::Group, &words::step_state(cx.lang, &title, cx.t(state_words)));

    let mut inside = place.shrink2(vec2(space::L * unit, space::L * unit));
    let head = take_top(&mut inside, sizes::PROMPT * unit * 1.2, space::S * unit);
    Lettering::new(&title, fonts::bold, sizes::SENTENCE * 0.9 * unit, colours.ink).put(ui, head);
    let foot = take_bottom_part(&mut inside, size::TOUCH * unit.max(1.0), space::S * unit);
    let chip = take_bottom_part(&mut inside, sizes::CAPTION * unit * 3.4, space::M * unit);
    Lettering::new(cx.t(todo), fonts::regular, sizes::SENTENCE * 0.85 * unit, colours.ink)
        .align(Align2::LEFT_TOP)
        .lines(4)
        .put(ui, inside);
    let tone = colours.tone(says);
    ui.painter().rect_filled(chip, round::BUTTON, tone.fill);
    Lettering::new(cx.t(sign), fonts::bold, sizes::CAPTION * unit, tone.ink)
        .lines(2)
        .put(ui, chip.shrink2(vec2(space::M * unit, space::XS)));

    if stage == Stage::Which {
        let label = cx.t(words::MISSING_HERE);
        let hit = wide_button_at(ui, cx, Look::Secondary, label, foot, unit);
        return hit.then_some(Pressed::Challenge(Request::Missing(Some(step))));
    }
    let mut left = foot.left();
    if let Some(icon) = icon {
        let square = lettering::square_left(foot, 0.7);
        icons::paint(ui.painter(), icon, square, ink);
        left = square.right() + space::S * unit;
    }
    Lettering::new(cx.t(state_words), fonts::bold, sizes::CAPTION * unit, ink)
        .lines(2)
        .put(ui, foot.with_min_x(left));
    None
}

/// A code that answers, its name, the button's words, and what both ask for.
type Answer = (&'static str, Text, Text, Request);

/// A question in large words, between the codes and buttons that answer it: as far from one another as
/// can be, so that a gun sees only the one it is held to.
fn ask(
    ui: &mut Ui,
    cx: &Cx<'_>,
    place: Rect,
    unit: f32,
    (question, todo): (Text, Text),
    answers: &[Answer],
) -> Option<Pressed> {
    let tone = cx.colours.tone(Says::Done);
    let stroke = Stroke::new(size::LINE_STRONG, cx.colours.brand);
    ui.painter().rect(place, round::CARD, tone.fill, stroke, StrokeKind::Inside);
    let inside = place.shrink(space::XL * unit);
    let gap = space::XL * unit;
    let wide = (inside.width() * 0.26).min(sizes::HOURS * unit);
    let mut words = inside;
    let mut pressed = None;
    for (code, name, label, request) in answers {
        let column = if *request == Request::Yes {
            words.min.x = inside.left() + wide + gap;
            inside.with_max_x(inside.left() + wide)
        } else {
            words.max.x = inside.right() - wide - gap;
            inside.with_min_x(inside.right() - wide)
        };
        pressed = answer(ui, cx, column, unit, (code, cx.t(*name)), cx.t(*label))
            .then_some(Pressed::Challenge(*request))
            .or(pressed);
    }
    let (upper, lower) = words.split_top_bottom_at_fraction(0.5);
    let (over, under) = match answers.len() {
        1 => (Align2::LEFT_BOTTOM, Align2::LEFT_TOP),
        _ => (Align2::CENTER_BOTTOM, Align2::CENTER_TOP),
    };
    Lettering::new(cx.t(question), fonts::bold, sizes::NEXT_ACT * 0.8 * unit, tone.ink)
        .align(over)
        .lines(2)
        .put(ui, upper);
    Lettering::new(cx.t(todo), fonts::regular, sizes::SENTENCE * unit, tone.quiet)
        .align(under)
        .lines(4)
        .put(ui, lower.with_min_y(lower.top() + space::S * unit));
    pressed
}

/// A code above its button; true when the button was pressed.
fn answer(ui: &mut Ui, cx: &Cx<'_>, column: Rect, unit: f32, code: (&str, &str), label: &str) -> bool {
    let mut rest = column;
    let button = take_bottom_part(&mut rest, size::TOUCH * unit.max(1.0), space::M * unit);
    code_in(ui, rest, code);
    wide_button_at(ui, cx, Look::Secondary, label, button, unit)
}

/// The largest square in the middle of `place`, with a code that a gun reads from the screen.
fn code_in(ui: &mut Ui, place: Rect, (text, name): (&str, &str)) {
    let side = place.width().min(place.height());
    let square = Rect::from_center_size(place.center(), Vec2::splat(side));
    ui.painter().rect_filled(square, round::BAR, Color32::WHITE);
    if let Ok(qr) = Qr::encode(text) {
        paint_qr(ui, &qr, square);
        lettering::name(ui, square, Role::Image, name);
    }
}

/// Where the slots stand when the shift owes the proof: what to do in large words, whom to call, and the
/// code that begins the test.
pub(super) fn owed(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32) -> Option<Pressed> {
    let failed = cx.view.proof == Proof::Failed;
    let (says, icon, title, todo) = match failed {
        true => (Says::Hard, Icon::Cross, words::FAILED, words::FAILED_TODO),
        // Not amber: a scan that is refused for it is, in the band below.
        false => (Says::Done, Icon::Warning, words::DUE, words::DUE_TODO),
    };
    let tone = cx.colours.tone(says);
    ui.painter().rect_filled(place, round::CARD, tone.fill);
    lettering::name(ui, place, Role::Alert, &words::step_state(cx.lang, cx.t(title), cx.t(todo)));
    let inside = place.shrink2(vec2(space::XL * unit, space::M * unit));
    let code = Rect::from_min_max(pos2(inside.right() - inside.height(), inside.top()), inside.max);
    code_in(ui, code, (BEGIN, cx.t(words::BEGIN_CODE)));
    let button_wide = sizes::STRIP_BUTTON * 1.35 * unit.max(1.0);
    let button = Rect::from_min_max(
        pos2(code.left() - space::L * unit - button_wide, inside.top()),
        pos2(code.left() - space::L * unit, inside.bottom()),
    );
    let square = lettering::square_left(inside, 0.5);
    icons::paint(ui.painter(), icon, square, tone.ink);
    let words_place = Rect::from_min_max(
        pos2(square.right() + space::XL * unit, inside.top()),
        pos2(button.left() - space::L * unit, inside.bottom()),
    );
    let (upper, lower) = words_place.split_top_bottom_at_fraction(0.45);
    Lettering::new(cx.t(title), fonts::bold, sizes::NEXT_ACT * unit, tone.ink).put(ui, upper);
    let supervisors = cx.supervisors();
    let todo = match failed && !supervisors.is_empty() {
        true => words::call(cx.lang, cx.t(todo), &supervisors.join(cx.t(words::AND))),
        false => cx.t(todo).to_owned(),
    };
    Lettering::new(&todo, fonts::regular, sizes::SENTENCE * 0.85 * unit, tone.quiet)
        .align(Align2::LEFT_TOP)
        .lines(3)
        .put(ui, lower);
    wide_button_at(ui, cx, Look::Secondary, cx.t(words::BEGIN), button, unit)
        .then_some(Pressed::Challenge(Request::Begin))
}

/// Takes so much off the foot of `rest`.
fn take_bottom_part(rest: &mut Rect, height: f32, gap: f32) -> Rect {
    let taken = Rect::from_min_max(pos2(rest.left(), rest.bottom() - height), rest.max);
    rest.max.y = (taken.top() - gap).max(rest.top());
    taken
}
