//! Digits to press with gloves on.

use egui::{Ui, vec2};

use crate::text::people as words;
use crate::ui::cx::Cx;
use crate::ui::tokens::{font, size, space};
use crate::ui::widgets::{Look, wide_button};

/// A key that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A digit.
    Digit(char),
    /// One less.
    Back,
    /// All away.
    Clear,
}

const ROWS: [[Key; 3]; 4] = [
    [Key::Digit('1'), Key::Digit('2'), Key::Digit('3')],
    [Key::Digit('4'), Key::Digit('5'), Key::Digit('6')],
    [Key::Digit('7'), Key::Digit('8'), Key::Digit('9')],
    [Key::Clear, Key::Digit('0'), Key::Back],
];

/// Draws the keys, as wide as a field.
pub fn show(ui: &mut Ui, cx: &Cx<'_>) -> Option<Key> {
    let wide = (ui.available_width().min(size::FIELD) - 2.0 * space::S) / 3.0;
    let mut pressed = None;
    for row in ROWS {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            for key in row {
                let mut digit = [0; 4];
                let (label, type_size) = match key {
                    Key::Digit(c) => (&*c.encode_utf8(&mut digit), font::HEADING),
                    Key::Back => (cx.t(words::BACKSPACE), font::BODY),
                    Key::Clear => (cx.t(words::CLEAR), font::BODY),
                };
                let size = vec2(wide, size::TOUCH + space::XS);
                if wide_button(ui, cx.colours, Look::Secondary, label, size, type_size) {
                    pressed = Some(key);
                }
            }
        });
    }
    pressed
}
