//! Over everything else: a part of the program has crashed, and the line has stopped.
//!
//! It says that nothing is recorded any more and that what was green is; what to do; and which file tells the
//! rest. Nothing ends it but a restart.

use egui::{Rect, Ui, UiBuilder, ViewportCommand, pos2, vec2};

use super::alarm;
use super::cx::Cx;
use super::fonts;
use super::lettering::Lettering;
use super::tokens::{Says, alarm as sizes, round, size, space};
use super::widgets::{focus_free_button, pressed};
use crate::station::crash::Crash;
use crate::text::{common, station as words};

/// Draws it.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, crash: &Crash) {
    let tone = cx.colours.tone(Says::Hard);
    let whole = ui.max_rect();
    ui.painter().rect_filled(whole, 0.0, tone.fill);
    let [wide, high] = sizes::ROOM;
    let unit = (whole.width() / wide).min(whole.height() / high).max(sizes::LEAST);
    let mut rest = whole.shrink((sizes::MARGIN * unit).min(whole.width() * 0.04));
    let gap = sizes::GAP * unit;
    let height = rest.height();
    let mut take = |share: f32| {
        let taken = Rect::from_min_size(rest.min, vec2(rest.width(), height * share));
        rest.min.y += taken.height() + gap;
        taken
    };
    let (head, todo) = (take(0.24), take(0.2));
    alarm::heading(ui, cx, head, unit, &tone, cx.t(words::CRASHED), cx.t(words::CRASHED_NOTE));
    alarm::what_to_do(ui, cx, todo, unit, &tone, cx.t(words::CRASHED_TODO));

    let [button_wide, button_high] = sizes::BUTTON;
    let button = vec2(button_wide * unit, (button_high * unit).max(size::TOUCH));
    let button = Rect::from_min_size(rest.max - button, button);
    let facts = rest.with_max_y(button.top() - gap);
    ui.painter().rect_filled(facts, round::CARD, tone.deep);
    let inside = facts.shrink2(vec2(space::XL * 1.4 * unit, space::S * unit));
    let file = crash.file.as_ref().map(|file| file.display().to_string());
    let file = file.unwrap_or_else(|| cx.t(words::CRASH_NO_FILE).to_owned());
    let when = format!("{} · {} · {}", cx.clock.date_time(crash.at), crash.thread, crash.place);
    let lines = [
        (cx.t(words::CRASH_FILE), fonts::bold as fn(f32) -> egui::FontId, sizes::TEXT),
        (file.as_str(), fonts::mono, sizes::TEXT),
        (when.as_str(), fonts::mono, sizes::CAPTION),
        (crash.what.as_str(), fonts::mono, sizes::CAPTION),
    ];
    let line_high = inside.height() / lines.len() as f32;
    for (at, (text, font, size)) in lines.into_iter().enumerate() {
        let top = inside.top() + at as f32 * line_high;
        let place = Rect::from_min_size(pos2(inside.left(), top), vec2(inside.width(), line_high));
        Lettering::new(text, font, size * unit, tone.ink).lines(2).put(ui, place);
    }
    close(ui, cx, button, unit);
}

fn close(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32) {
    let tone = cx.colours.tone(Says::Hard);
    let label = cx.t(common::CLOSE);
    let mut child = ui.new_child(UiBuilder::new().max_rect(place));
    let response = focus_free_button(&mut child, place, label);
    let fill = if response.hovered() { cx.colours.tone(Says::Soft).fill } else { tone.ink };
    ui.painter().rect_filled(place, round::CARD, fill);
    Lettering::new(label, fonts::bold, sizes::TODO * unit, tone.fill)
        .align(egui::Align2::CENTER_CENTER)
        .paint(ui, place);
    if pressed(&response) {
        ui.ctx().send_viewport_cmd(ViewportCommand::Close);
    }
}
