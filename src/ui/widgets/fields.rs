//! Text fields with their names.

use egui::{Response, RichText, TextEdit, Ui, vec2};

use crate::ui::icons::{self, Icon};
use crate::ui::tokens::{Palette, font, size, space};

/// A label and a text field behind it, in a row.
pub fn field(ui: &mut Ui, label: &str, value: &mut String, hint: &str) -> Response {
    sized_field(ui, label, value, hint, size::FIELD)
}

/// The same for a whole code, twice as wide where there is room.
pub fn code_field(ui: &mut Ui, label: &str, value: &mut String, hint: &str) -> Response {
    sized_field(ui, label, value, hint, 2.0 * size::FIELD)
}

fn sized_field(ui: &mut Ui, label: &str, value: &mut String, hint: &str, widest: f32) -> Response {
    ui.horizontal(|ui| {
        let name = ui
            .scope(|ui| {
                ui.set_min_width(size::LABEL);
                ui.label(RichText::new(label).size(font::BODY))
            })
            .inner;
        let room = (ui.available_width() - space::S).clamp(size::LABEL, widest);
        edit(ui, value, hint, room).labelled_by(name.id)
    })
    .inner
}

/// A field to search in, with a lens before it.
pub fn search_field(ui: &mut Ui, colours: &Palette, value: &mut String, hint: &str) -> Response {
    ui.horizontal(|ui| {
        icons::show(ui, Icon::Lens, size::ICON, colours.muted);
        edit(ui, value, hint, size::FIELD)
    })
    .inner
}

fn edit(ui: &mut Ui, value: &mut String, hint: &str, width: f32) -> Response {
    let margin = egui::Margin::symmetric(space::M as i8, space::S as i8);
    ui.add(
        TextEdit::singleline(value)
            .hint_text(hint)
            .margin(margin)
            .min_size(vec2(width, size::TOUCH))
            .desired_width(width - 2.0 * space::M)
            .align(egui::Align2::LEFT_CENTER),
    )
}
