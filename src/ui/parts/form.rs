//! Forms: fields with their faults, switches, numbers, and what is known of a thing.

use egui::accesskit::Role;
use egui::{Align2, Rect, RichText, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::tokens::{Palette, Says, font, round, size, space};
use crate::ui::widgets::{self, pressed};

use super::{pick, shape};

/// A text field; below it what is wrong with it, if something is. True when it has changed.
pub fn checked_field(
    ui: &mut Ui,
    colours: &Palette,
    name: &str,
    value: &mut String,
    hint: &str,
    fault: Option<&str>,
) -> bool {
    let changed = widgets::field(ui, name, value, hint).changed();
    show_fault(ui, colours, fault);
    changed
}

/// What is wrong with the field above: icon and words.
pub fn show_fault(ui: &mut Ui, colours: &Palette, fault: Option<&str>) {
    let Some(fault) = fault else { return };
    ui.horizontal(|ui| {
        ui.add_space(size::LABEL);
        icons::show(ui, Icon::Warning, font::BODY, colours.bad);
        ui.add(egui::Label::new(RichText::new(fault).color(colours.bad)).wrap());
    });
}

/// What the field above is about, in a quiet line below it.
pub fn explain(ui: &mut Ui, colours: &Palette, text: &str) {
    let narrow = ui.available_width() < NARROW;
    explain_at(ui, colours, if narrow { 0.0 } else { size::LABEL + ui.spacing().item_spacing.x }, text);
}

/// The same of a switch: below its words.
pub fn explain_switch(ui: &mut Ui, colours: &Palette, text: &str) {
    explain_at(ui, colours, size::TOUCH + space::S, text);
}

fn explain_at(ui: &mut Ui, colours: &Palette, indent: f32, text: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(indent);
        let text = RichText::new(text).size(font::SMALL).color(colours.muted);
        ui.add(egui::Label::new(text).wrap());
    });
    ui.add_space(space::XS);
}

/// On or off; true when it was changed.
pub fn switch(ui: &mut Ui, colours: &Palette, name: &str, on: &mut bool) -> bool {
    let label = ui.painter().layout_no_wrap(name.to_owned(), fonts::regular(font::BODY), colours.ink);
    let track = vec2(size::TOUCH, size::TOUCH * 0.55);
    let (rect, response) =
        ui.allocate_exact_size(vec2(track.x + space::S + label.size().x, size::TOUCH), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), *on, name));
    let body = Rect::from_min_size(pos2(rect.left(), rect.center().y - track.y / 2.0), track);
    let (fill, knob) = if *on {
        (colours.brand, pos2(body.right() - track.y / 2.0, body.center().y))
    } else {
        (colours.muted, pos2(body.left() + track.y / 2.0, body.center().y))
    };
    ui.painter().rect_filled(body, track.y / 2.0, fill);
    ui.painter().circle_filled(knob, track.y * 0.38, colours.card);
    let at = pos2(body.right() + space::S, rect.center().y);
    ui.painter().text(at, Align2::LEFT_CENTER, name, fonts::regular(font::BODY), colours.ink);
    if response.has_focus() {
        let stroke = Stroke::new(size::LINE_STRONG, colours.brand);
        ui.painter().rect_stroke(rect, round::BUTTON, stroke, StrokeKind::Outside);
    }
    let flipped = pressed(&response);
    if flipped {
        *on = !*on;
    }
    flipped
}

/// A line that opens what is below it and folds it away again; true when it was pressed.
pub fn fold(ui: &mut Ui, colours: &Palette, name: &str, open: &mut bool) -> bool {
    let wide = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(wide, size::TOUCH), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), *open, name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, round::BUTTON, colours.stripe);
    }
    let icon = if *open { Icon::Unfolded } else { Icon::Folded };
    let at = pos2(rect.left() + space::S, rect.center().y);
    icons::paint(ui.painter(), icon, Rect::from_center_size(at, vec2(font::BODY, font::BODY)), colours.muted);
    let words = rect.with_min_x(at.x + font::BODY);
    let mut job =
        egui::text::LayoutJob::simple_singleline(name.to_owned(), fonts::bold(font::BODY), colours.ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(words.width());
    let galley = ui.painter().layout_job(job);
    let at = pos2(words.left(), words.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, colours.ink);
    let flipped = pressed(&response);
    if flipped {
        *open = !*open;
    }
    flipped
}

/// A choice with its name before it.
pub fn choice<T: PartialEq + Copy>(
    ui: &mut Ui,
    colours: &Palette,
    name: &str,
    chosen: &mut T,
    choices: &[(T, &str)],
) -> bool {
    named(ui, name, |ui| widgets::segmented(ui, colours, name, chosen, choices))
}

/// A drop-down with its name before it.
pub fn choose<T: PartialEq + Clone>(
    ui: &mut Ui,
    colours: &Palette,
    name: &str,
    chosen: &mut T,
    choices: &[(T, String)],
) -> bool {
    named(ui, name, |ui| pick::unnamed(ui, colours, name, chosen, choices))
}

/// With less room than this a name stands above its field.
const NARROW: f32 = size::LABEL + 1.3 * size::FIELD;

/// A name, and something behind it.
pub fn named<R>(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    if ui.available_width() < NARROW {
        ui.label(name);
        return ui.horizontal_wrapped(add).inner;
    }
    ui.horizontal(|ui| {
        let row = vec2(size::LABEL, size::TOUCH);
        ui.allocate_ui_with_layout(row, egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_width(size::LABEL);
            ui.label(name)
        });
        ui.horizontal_wrapped(add).inner
    })
    .inner
}

/// Width of the names before facts.
const FACT: f32 = 92.0;

/// What is known of a thing: a name and its value behind it, the value in the type of codes if
/// `code`. Nothing is shown of an empty one.
pub fn fact(ui: &mut Ui, colours: &Palette, name: &str, value: &str, code: bool) {
    if value.is_empty() {
        return;
    }
    ui.horizontal_top(|ui| {
        let name = RichText::new(name).size(font::SMALL).color(colours.muted);
        ui.allocate_ui_with_layout(vec2(FACT, 0.0), egui::Layout::top_down(egui::Align::LEFT), |ui| {
            ui.set_width(FACT);
            ui.add_space(size::LINE);
            ui.add(egui::Label::new(name).wrap());
        });
        let text = RichText::new(value);
        let text = if code { text.font(fonts::mono(font::BODY)) } else { text };
        ui.add(egui::Label::new(text).wrap().selectable(true));
    });
}

/// A number to be seen at once, below its name; `…` while it is not known.
pub fn number(ui: &mut Ui, colours: &Palette, name: &str, count: Option<u64>) {
    ui.vertical(|ui| {
        widgets::note(ui, colours, name);
        let text = count.map_or_else(|| "…".to_owned(), shape::count);
        ui.label(RichText::new(text).font(fonts::mono_bold(font::HEADING)));
    });
}

/// A coloured strip with an icon and words: what was asked is done, is to be watched, has failed.
pub fn strip(ui: &mut Ui, colours: &Palette, says: Says, icon: Icon, text: &str) {
    let tone = colours.tone(says);
    // On a card, a neutral surface would not be seen.
    let fill = if says == Says::Neutral { tone.deep } else { tone.fill };
    egui::Frame::new().fill(fill).corner_radius(round::BUTTON).inner_margin(space::M).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_width(ui.available_width());
            icons::show(ui, icon, size::ICON, tone.ink);
            ui.add(egui::Label::new(RichText::new(text).color(tone.ink)).wrap());
        });
    });
}
