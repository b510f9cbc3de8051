//! One of a list, in a drop-down that no key of a gun opens or answers.

use egui::accesskit::Role;
use egui::{
    Align2, Color32, Id, Popup, PopupCloseBehavior, Rect, Response, ScrollArea, Sense, Stroke, StrokeKind,
    Ui, WidgetInfo, pos2, vec2,
};

use crate::ui::fonts;
use crate::ui::tokens::{Palette, font, round, size, space};
use crate::ui::widgets::pressed;

/// Height of a list; longer ones scroll.
const TALLEST: f32 = 8.0 * size::TOUCH;

/// A drop-down: true when another was chosen. `name` is what is chosen.
pub fn pick<T: PartialEq + Clone>(
    ui: &mut Ui,
    colours: &Palette,
    name: &str,
    chosen: &mut T,
    choices: &[(T, String)],
) -> bool {
    list(ui, colours, Face { name, shown: true }, chosen, choices)
}

/// The same where its name stands before it already.
pub fn unnamed<T: PartialEq + Clone>(
    ui: &mut Ui,
    colours: &Palette,
    name: &str,
    chosen: &mut T,
    choices: &[(T, String)],
) -> bool {
    list(ui, colours, Face { name, shown: false }, chosen, choices)
}

/// The name of a drop-down, and whether it stands on it.
#[derive(Debug, Clone, Copy)]
pub struct Face<'a> {
    /// For everyone who works it by its name.
    pub name: &'a str,
    /// To be seen, too.
    pub shown: bool,
}

fn list<T: PartialEq + Clone>(
    ui: &mut Ui,
    colours: &Palette,
    name: Face<'_>,
    chosen: &mut T,
    choices: &[(T, String)],
) -> bool {
    let shown = choices.iter().find(|(value, _)| value == chosen).map_or("", |(_, label)| label.as_str());
    let widest = choices.iter().map(|(_, label)| width_of(ui, label)).fold(0.0, f32::max);
    drop_down(ui, colours, name, shown, widest, |ui| {
        ScrollArea::vertical()
            .max_height(TALLEST)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let mut changed = None;
                for (value, label) in choices {
                    if entry(ui, colours, label, value == chosen, widest) {
                        changed = Some(value.clone());
                    }
                }
                changed
            })
            .inner
            .map(|value| {
                let other = value != *chosen;
                *chosen = value;
                other
            })
    })
    .unwrap_or(false)
}

/// A button that says `name: value` and opens `contents` below it, until they give something, or
/// the user points elsewhere.
pub fn drop_down<R>(
    ui: &mut Ui,
    colours: &Palette,
    face: Face<'_>,
    value: &str,
    widest: f32,
    contents: impl FnOnce(&mut Ui) -> Option<R>,
) -> Option<R> {
    let id = ui.make_persistent_id(("drop-down", face.name));
    let response = closed(ui, colours, face, value, widest);
    let mut open = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or(false);
    if pressed(&response) {
        open = !open;
    }
    let given = Popup::new(id.with("list"), ui.ctx().clone(), &response, response.layer_id)
        .open_bool(&mut open)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(contents)
        .and_then(|shown| shown.inner);
    if given.is_some() {
        open = false;
    }
    remember(ui, id, open);
    given
}

fn remember(ui: &Ui, id: Id, open: bool) {
    ui.data_mut(|data| data.insert_temp(id, open));
}

fn width_of(ui: &Ui, text: &str) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), fonts::regular(font::BODY), Color32::WHITE).size().x
}

/// The closed drop-down.
fn closed(ui: &mut Ui, colours: &Palette, face: Face<'_>, value: &str, widest: f32) -> Response {
    let name = face.name;
    let caption = if face.shown { width_of(ui, name) + space::S } else { 0.0 };
    let arrow = font::SMALL;
    let width = space::M + caption + widest.max(width_of(ui, value)) + space::M + arrow + space::M;
    let (rect, response) =
        ui.allocate_exact_size(vec2(width.min(ui.available_width()), size::TOUCH), Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), name);
        info.current_text_value = Some(value.to_owned());
        info
    });
    let lit = response.hovered() || response.has_focus();
    let border = if lit { colours.brand } else { colours.line };
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    painter.rect(rect, round::BUTTON, colours.card, Stroke::new(size::LINE, border), StrokeKind::Inside);
    let left = rect.left_center() + vec2(space::M, 0.0);
    let body = fonts::regular(font::BODY);
    if face.shown {
        painter.text(left, Align2::LEFT_CENTER, name, body.clone(), colours.muted);
    }
    painter.text(left + vec2(caption, 0.0), Align2::LEFT_CENTER, value, body, colours.ink);
    let tip = rect.right_center() - vec2(space::M + arrow / 2.0, 0.0);
    let (x, y) = (arrow * 0.4, arrow * 0.25);
    painter.line(
        vec![pos2(tip.x - x, tip.y - y), pos2(tip.x, tip.y + y), pos2(tip.x + x, tip.y - y)],
        Stroke::new(size::LINE_STRONG, colours.muted),
    );
    response
}

/// One line of the list.
fn entry(ui: &mut Ui, colours: &Palette, label: &str, is: bool, widest: f32) -> bool {
    let width = widest + 2.0 * space::L;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::TOUCH), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is, label));
    let fill = if is || response.hovered() { colours.brand_tint } else { colours.card };
    ui.painter().rect_filled(rect, round::BUTTON, fill);
    let (font, ink) =
        if is { (fonts::bold(font::BODY), colours.brand) } else { (fonts::regular(font::BODY), colours.ink) };
    let at: Rect = rect.shrink2(vec2(space::L, 0.0));
    ui.painter().text(at.left_center(), Align2::LEFT_CENTER, label, font, ink);
    pressed(&response)
}
