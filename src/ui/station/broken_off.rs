//! The run before was broken off: what was recorded, what was not, and what to do with the devices at hand.

use egui::{Key, Modifiers, Rect, Ui, pos2, vec2};

use super::{grouped, wide_button_at};
use crate::pairing::Side;
use crate::station::last_run::BrokenOff;
use crate::text::{common, station as words};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::lettering::{self, Lettering};
use crate::ui::tokens::{Says, round, space, station as sizes};
use crate::ui::widgets::Look;

/// Draws the card; true when it was read.
pub(super) fn card(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32, run: &BrokenOff) -> bool {
    let tone = cx.colours.tone(Says::Neutral);
    ui.painter().rect_filled(place, round::CARD, tone.fill);
    let inside = place.shrink2(vec2(space::L * unit, space::S * unit));
    let icon = Rect::from_min_size(inside.min, egui::Vec2::splat(inside.height().min(sizes::ICON * unit)));
    icons::paint(ui.painter(), Icon::Warning, icon, cx.colours.brand);
    let wide = sizes::STRIP_BUTTON * unit.max(1.0);
    let button = Rect::from_min_max(pos2(inside.right() - wide, inside.top()), inside.max);
    let words = Rect::from_min_max(
        pos2(icon.right() + space::L * unit, inside.top()),
        pos2(button.left() - space::M, inside.bottom()),
    );
    let lines = lines(cx, run);
    let heading = 1.3;
    let one = words.height() / (lines.len() as f32 + heading);
    let mut top = words.top();
    let mut put = |ui: &mut Ui, text: &str, font: fn(f32) -> egui::FontId, factor: f32| {
        let line = Rect::from_min_size(pos2(words.left(), top), vec2(words.width(), one * factor));
        top = line.bottom();
        Lettering::new(text, font, sizes::SENTENCE * unit * factor, tone.ink).put(ui, line);
    };
    put(ui, cx.t(words::BROKEN_OFF), fonts::bold, heading);
    for line in &lines {
        put(ui, line, fonts::regular, 1.0);
    }
    lettering::name(ui, place, egui::accesskit::Role::Status, cx.t(words::BROKEN_OFF));
    // Guns send no F12.
    let key = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F12));
    wide_button_at(ui, cx, Look::Secondary, cx.t(common::CLOSE), button, unit) || key
}

/// What is told, line by line.
fn lines(cx: &Cx<'_>, run: &BrokenOff) -> Vec<String> {
    let kind = cx.view.order.as_ref().map(|order| order.dk_kind).unwrap_or_default();
    let last = cx.clock.date_time(run.last);
    let mut lines = vec![match &run.pair {
        Some((at, keys)) => {
            words::broken_off_pair(cx.lang, &cx.clock.date_time(*at), &grouped(kind, &keys.dk), &keys.sn)
        }
        None => cx.t(words::BROKEN_OFF_NO_PAIR).to_owned(),
    }];
    lines.push(words::broken_off_since(cx.lang, &last));
    lines.push(
        cx.t(match run.half {
            Some(Side::Module) => words::BROKEN_OFF_MODULE,
            Some(Side::Device) => words::BROKEN_OFF_DEVICE,
            None => words::BROKEN_OFF_TODO,
        })
        .to_owned(),
    );
    if let Some(file) = &run.crash {
        lines.push(words::broken_off_crash(cx.lang, &file.display().to_string()));
    }
    lines
}

/// How high it is, in the line's units.
pub(super) fn height(run: &BrokenOff) -> f32 {
    let lines = 3.0 + f32::from(u8::from(run.crash.is_some()));
    (lines + 1.3) * sizes::SENTENCE * 1.25
}
