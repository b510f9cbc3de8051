//! What a table is made of: its columns and its cells. The tables themselves are the screens'.

use egui::{Color32, RichText, Ui};

use crate::ui::fonts;
use crate::ui::tokens::font;

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column<'a> {
    /// Its heading.
    pub title: &'a str,
    /// How wide.
    pub width: Width,
    /// Where its text stands.
    pub side: Side,
}

/// How wide a column is, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Width {
    /// Exactly.
    Exact(f32),
    /// What the others leave, at least this.
    Rest(f32),
}

/// Where text stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Words and codes.
    Left,
    /// Numbers.
    Right,
}

impl<'a> Column<'a> {
    /// A column of words, so wide.
    pub fn new(title: &'a str, width: Width) -> Column<'a> {
        Column { title, width, side: Side::Left }
    }

    /// A column of numbers, so wide.
    pub fn number(title: &'a str, width: Width) -> Column<'a> {
        Column { title, width, side: Side::Right }
    }
}

/// Words in a cell; cut at its edge, whole when pointed at.
pub fn cell(ui: &mut Ui, text: &str, colour: Color32) {
    ui.add(egui::Label::new(RichText::new(text).color(colour)).truncate());
}

/// A code or a number in a cell.
pub fn cell_mono(ui: &mut Ui, text: &str, colour: Color32) {
    ui.add(egui::Label::new(RichText::new(text).font(fonts::mono(font::BODY)).color(colour)).truncate());
}
