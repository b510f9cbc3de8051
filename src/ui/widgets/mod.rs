//! What the screens are put together from.
//!
//! Architecture invariant: **no key a gun sends presses anything.** egui presses a focused button
//! on Space and Enter; the widgets here ask [`pressed`] instead, which takes the pointer, an
//! assistive technology, or Ctrl+Enter.

mod buttons;
mod confirm;
mod fields;
mod table;

pub use buttons::{Look, button, chip, focus_free_button, icon_button, segmented, wide_button};
pub use confirm::{Answer, Question, confirm};
pub use fields::{code_field, field, search_field};
pub use table::{Column, Side, Width, cell, cell_mono};

use egui::accesskit::{Action, Role};
use egui::{
    Frame, Key, Modifiers, Rect, Response, RichText, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

use super::fonts;
use super::icons::{self, Icon};
use super::tokens::{Palette, font, round, size, space};

/// Whether the user pressed it: by pointer or touch, through an assistive technology, or with
/// Ctrl+Enter while it has the focus. Never by Space, Enter or Tab alone: guns send them.
pub fn pressed(response: &Response) -> bool {
    response.enabled()
        && (response.clicked_by(egui::PointerButton::Primary)
            || response.ctx.input(|i| i.has_accesskit_action_request(response.id, Action::Click))
            || response.has_focus() && response.ctx.input_mut(|i| i.consume_key(Modifiers::CTRL, Key::Enter)))
}

/// The heading of a screen.
pub fn heading(ui: &mut Ui, text: &str) -> Response {
    let response = ui.label(RichText::new(text).font(fonts::bold(font::HEADING)));
    ui.add_space(space::S);
    response
}

/// A card with whatever is in it, as wide as there is room.
pub fn card<R>(ui: &mut Ui, colours: &Palette, contents: impl FnOnce(&mut Ui) -> R) -> R {
    Frame::new()
        .fill(colours.card)
        .stroke(Stroke::new(size::LINE, colours.line))
        .corner_radius(round::CARD)
        .inner_margin(space::L)
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            contents(ui)
        })
        .inner
}

/// The title of a card.
pub fn title(ui: &mut Ui, text: &str) -> Response {
    ui.label(RichText::new(text).font(fonts::bold(font::TITLE)))
}

/// A quiet line.
pub fn note(ui: &mut Ui, colours: &Palette, text: &str) -> Response {
    ui.label(RichText::new(text).color(colours.muted).size(font::SMALL))
}

/// In the place of an empty table: what it is about, and what to do.
pub fn empty(ui: &mut Ui, colours: &Palette, what: &str, todo: &str) {
    ui.add_space(space::XL * 2.0);
    ui.vertical_centered(|ui| {
        icons::show(ui, Icon::Empty, size::TOUCH * 1.4, colours.muted);
        ui.add_space(space::S);
        ui.label(RichText::new(what).font(fonts::bold(font::TITLE)));
        ui.label(RichText::new(todo).color(colours.muted));
    });
}

/// Progress of long work (0 in all = not known), with a button to stop it. True = stop.
pub fn progress(ui: &mut Ui, colours: &Palette, (done, total): (u64, u64), label: &str, stop: &str) -> bool {
    let share = if total == 0 { 0.0 } else { done as f32 / total as f32 };
    let mut stopped = false;
    ui.horizontal(|ui| {
        let width = (ui.available_width() - size::FIELD).max(size::LABEL);
        ui.vertical(|ui| {
            ui.label(label);
            let (rect, response) = ui.allocate_exact_size(vec2(width, size::PROGRESS), Sense::hover());
            bar(ui, colours, rect, share);
            response.widget_info(|| {
                let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, label);
                info.value = Some(f64::from(share));
                info
            });
        });
        stopped = button(ui, colours, Look::Secondary, stop);
    });
    stopped
}

/// A bar filled to a share of 0–1; the smallest share is still a dot.
pub fn bar(ui: &Ui, colours: &Palette, rect: Rect, share: f32) {
    let rounding = rect.height() / 2.0;
    ui.painter().rect_filled(rect, rounding, colours.line);
    let mut done = rect;
    done.set_width((rect.width() * share.clamp(0.0, 1.0)).max(rect.height()));
    if share > 0.0 {
        ui.painter().rect_filled(done, rounding, colours.brand);
    }
}

/// Marks what has the keyboard's focus.
fn focus_ring(ui: &Ui, colours: &Palette, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(size::LINE_STRONG, colours.brand);
        ui.painter().rect_stroke(response.rect, round::BUTTON, stroke, StrokeKind::Outside);
    }
}

/// The palette of the theme in force, for widgets that are not handed one.
fn palette(ui: &Ui) -> &'static Palette {
    if ui.visuals().dark_mode { &super::tokens::DARK } else { &super::tokens::LIGHT }
}
