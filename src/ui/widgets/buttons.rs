//! Buttons, chips and choices: at least 44 points high, and deaf to a gun's keys.

use egui::accesskit::Role;
use egui::{Align2, Color32, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use super::{focus_ring, palette, pressed};
use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::tokens::{Palette, Says, font, round, size, space};

/// How a button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// What one came for.
    Primary,
    /// Anything else.
    Secondary,
    /// What takes something away.
    Danger,
}

/// A button; true when it is pressed. Disable it with `ui.add_enabled_ui`.
pub fn button(ui: &mut Ui, colours: &Palette, look: Look, label: &str) -> bool {
    let galley = ui.painter().layout_no_wrap(label.to_owned(), fonts::bold(font::BUTTON), Color32::WHITE);
    let width = (galley.size().x + 2.0 * space::XL).max(size::TOUCH * 2.0);
    wide_button(ui, colours, look, label, vec2(width, size::TOUCH), font::BUTTON)
}

/// The place of a button that is painted by its caller and never has the focus: on the alarm
/// nothing may be reached by Tab.
pub fn focus_free_button(ui: &mut Ui, place: Rect, label: &str) -> Response {
    let sense = Sense::CLICK;
    let response = ui.allocate_rect(place, sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), label));
    response
}

/// A button of a given size and type; true when it is pressed.
pub fn wide_button(
    ui: &mut Ui,
    colours: &Palette,
    look: Look,
    label: &str,
    size: Vec2,
    type_size: f32,
) -> bool {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), label));
    let lit = response.hovered() || response.is_pointer_button_down_on();
    let (fill, ink, border) = match look {
        // egui fades what is disabled: only ink on a quiet ground can be read then.
        _ if !ui.is_enabled() => (colours.line, colours.ink, colours.line),
        Look::Primary if lit => (colours.brand.gamma_multiply(0.85), colours.on_brand, colours.brand),
        Look::Primary => (colours.brand, colours.on_brand, colours.brand),
        Look::Secondary if lit => (colours.brand_tint, colours.brand, colours.brand),
        Look::Secondary => (colours.card, colours.ink, colours.line),
        Look::Danger => {
            let tone = colours.tone(Says::Hard);
            (if lit { tone.deep } else { tone.fill }, tone.ink, tone.fill)
        }
    };
    surface(ui, rect, fill, border);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, label, fonts::bold(type_size), ink);
    focus_ring(ui, colours, &response);
    pressed(&response)
}

/// A square button with an icon, named for those who do not see it.
pub fn icon_button(ui: &mut Ui, icon: Icon, ink: Color32, name: &str) -> bool {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::TOUCH), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    if response.hovered() {
        ui.painter().rect_filled(rect, round::BUTTON, ink.gamma_multiply(0.12));
    }
    icons::paint(ui.painter(), icon, rect.shrink(size::TOUCH * 0.33), shade(ui, ink));
    focus_ring(ui, palette(ui), &response);
    pressed(&response)
}

/// A filter in force, with a cross to remove it; true when it is to be removed.
pub fn chip(ui: &mut Ui, colours: &Palette, label: &str, remove: &str) -> bool {
    let galley = ui.painter().layout_no_wrap(label.to_owned(), fonts::regular(font::BODY), colours.ink);
    let cross = font::SMALL;
    let width = galley.size().x + cross + 3.0 * space::M;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::TOUCH), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("{remove}: {label}")));
    let fill = if response.hovered() { colours.line } else { colours.brand_tint };
    let body = rect.shrink2(vec2(0.0, space::XS));
    ui.painter().rect_filled(body, body.height() / 2.0, fill);
    ui.painter().text(
        body.left_center() + vec2(space::M, 0.0),
        Align2::LEFT_CENTER,
        label,
        fonts::regular(font::BODY),
        colours.ink,
    );
    let at = body.right_center() - vec2(space::M + cross / 2.0, 0.0);
    icons::paint(ui.painter(), Icon::Cross, Rect::from_center_size(at, Vec2::splat(cross)), colours.muted);
    focus_ring(ui, colours, &response);
    pressed(&response)
}

/// One of a few: true when another was chosen. `name` is what is chosen, for those who do not see it.
pub fn segmented<T: PartialEq + Copy>(
    ui: &mut Ui,
    colours: &Palette,
    name: &str,
    chosen: &mut T,
    choices: &[(T, &str)],
) -> bool {
    let mut changed = false;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (value, label) in choices {
            let is = *chosen == *value;
            if pressed(&segment(ui, colours, name, label, is)) && !is {
                *chosen = *value;
                changed = true;
            }
        }
    });
    changed
}

fn segment(ui: &mut Ui, colours: &Palette, name: &str, label: &str, is: bool) -> Response {
    let font = if is { fonts::bold(font::BODY) } else { fonts::regular(font::BODY) };
    let galley = ui.painter().layout_no_wrap(label.to_owned(), fonts::bold(font::BODY), colours.ink);
    let wide = (galley.size().x + 2.0 * space::L).max(size::TOUCH);
    let (rect, response) = ui.allocate_exact_size(vec2(wide, size::TOUCH), Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is, label);
        info.hint_text = Some(name.to_owned());
        info
    });
    let (fill, ink, border) = if is {
        (colours.brand_tint, colours.brand, colours.brand)
    } else if response.hovered() {
        (colours.stripe, colours.ink, colours.line)
    } else {
        (colours.card, colours.muted, colours.line)
    };
    surface(ui, rect.shrink2(vec2(1.0, 0.0)), fill, border);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, label, font, shade(ui, ink));
    focus_ring(ui, colours, &response);
    response
}

fn surface(ui: &Ui, rect: Rect, fill: Color32, border: Color32) {
    ui.painter().rect(
        rect,
        round::BUTTON,
        shade(ui, fill),
        Stroke::new(size::LINE, shade(ui, border)),
        StrokeKind::Inside,
    );
}

/// Paler where it cannot be pressed.
fn shade(ui: &Ui, colour: Color32) -> Color32 {
    if ui.is_enabled() { colour } else { colour.gamma_multiply(0.45) }
}
