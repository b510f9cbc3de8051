//! The code against what came of it, character under character.

use egui::accesskit::Role;
use egui::{Align2, Color32, FontId, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::scan::checkup::Mark;
use crate::text::checkup as words;
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::tokens::{Says, font, round, size, space};

/// Width of a character: wide enough for a Chinese one.
const CELL: f32 = 1.1 * font::BODY;
/// Height of a line.
const LINE: f32 = 1.5 * font::BODY;
/// Width of the words before the lines.
const NAME: f32 = 80.0;

/// Draws as many pairs of lines as it takes.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, marks: &[Mark]) {
    let columns = (((ui.available_width() - NAME) / CELL).floor() as usize).clamp(8, 36);
    for row in marks.chunks(columns) {
        let wide = NAME + columns as f32 * CELL;
        let (rect, response) = ui.allocate_exact_size(vec2(wide, 2.0 * LINE), Sense::hover());
        lines(ui, cx, rect, row);
        let read = |of: fn(&Mark) -> Option<char>| row.iter().filter_map(of).collect::<String>();
        let name = words::compared(cx.lang, &read(|mark| mark.expected), &read(|mark| mark.received));
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
        ui.add_space(space::XS);
    }
}

fn lines(ui: &Ui, cx: &Cx<'_>, rect: Rect, row: &[Mark]) {
    let small = fonts::regular(font::SMALL);
    let line = |at: usize| rect.top() + (at as f32 + 0.5) * LINE;
    for (at, name) in [words::EXPECTED, words::CAME].into_iter().enumerate() {
        let place = pos2(rect.left(), line(at));
        ui.painter().text(place, Align2::LEFT_CENTER, cx.t(name), small.clone(), cx.colours.muted);
    }
    let wrong = cx.colours.tone(Says::Soft);
    for (at, mark) in row.iter().enumerate() {
        let left = rect.left() + NAME + at as f32 * CELL;
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(CELL, 2.0 * LINE));
        let ink = if mark.is_right() { cx.colours.ink } else { wrong.ink };
        if !mark.is_right() {
            ui.painter().rect_filled(cell.shrink2(vec2(size::LINE, 0.0)), round::BAR, wrong.fill);
        }
        for (at, c) in [mark.expected, mark.received].into_iter().enumerate() {
            if let Some(c) = c {
                character(ui, pos2(cell.center().x, line(at)), c, ink);
            }
        }
    }
}

fn character(ui: &Ui, at: egui::Pos2, c: char, ink: Color32) {
    let type_face = fonts::mono(font::BODY);
    let c = drawable(ui, &type_face, c);
    ui.painter().text(at, Align2::CENTER_CENTER, c, type_face, ink);
}

/// The character, or one that stands for any that the fonts lack.
fn drawable(ui: &Ui, font: &FontId, c: char) -> char {
    const LACKING: char = '□';
    if c == ' ' || (!c.is_control() && ui.fonts_mut(|fonts| fonts.has_glyph(font, c))) { c } else { LACKING }
}

/// The text with what the fonts lack made visible.
pub(super) fn drawable_text(ui: &Ui, text: &str) -> String {
    let font = fonts::mono(font::BODY);
    text.chars().map(|c| drawable(ui, &font, c)).collect()
}
