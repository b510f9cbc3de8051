//! The rail at the left: one entry for each screen.

use egui::accesskit::Role;
use egui::{Align2, Rect, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::icons::{self, Icon};
use super::tokens::{Palette, font, round, size, space};
use super::widgets::pressed;
use super::{Screen, fonts};
use crate::text::{Lang, Text, common};

/// A screen's icon and name.
pub fn entry(screen: Screen) -> (Icon, Text) {
    match screen {
        Screen::Station => (Icon::Station, common::SCREEN_STATION),
        Screen::Records => (Icon::Records, common::SCREEN_RECORDS),
        Screen::Export => (Icon::Export, common::SCREEN_EXPORT),
        Screen::ScanLog => (Icon::ScanLog, common::SCREEN_SCAN_LOG),
        Screen::Orders => (Icon::Orders, common::SCREEN_ORDERS),
        Screen::Scanners => (Icon::Gun, common::SCREEN_SCANNERS),
        Screen::Settings => (Icon::Settings, common::SCREEN_SETTINGS),
    }
}

/// Draws the rail into `rect`; the screen that was chosen, if one was.
pub fn show(ui: &mut Ui, rect: Rect, colours: &Palette, lang: Lang, now: Screen) -> Option<Screen> {
    ui.painter().rect_filled(rect, 0.0, colours.card);
    ui.painter().vline(rect.right(), rect.y_range(), (size::LINE, colours.line));
    let count = Screen::ALL.len() as f32;
    let height = ((rect.height() - 2.0 * space::S) / count).min(size::RAIL_ENTRY);
    let words = rect.width() >= size::RAIL && height >= size::TOUCH;
    let mut chosen = None;
    for (at, screen) in Screen::ALL.into_iter().enumerate() {
        let top = rect.top() + space::S + at as f32 * height;
        let place = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), height));
        if one(ui, place, colours, lang, screen, now == screen, words) {
            chosen = Some(screen);
        }
    }
    chosen
}

fn one(
    ui: &mut Ui,
    place: Rect,
    colours: &Palette,
    lang: Lang,
    screen: Screen,
    is: bool,
    words: bool,
) -> bool {
    let (icon, name) = entry(screen);
    let name = lang.t(name);
    let response = ui.interact(place, ui.scope_id().with(("rail", screen)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is, name));
    let ink = if is { colours.brand } else { colours.muted };
    if is {
        ui.painter().rect_filled(place, 0.0, colours.brand_tint);
        let mark = Rect::from_min_size(place.min, vec2(space::XS, place.height()));
        ui.painter().rect_filled(mark, 0.0, colours.brand);
    } else if response.hovered() {
        ui.painter().rect_filled(place, 0.0, colours.stripe);
    }
    let middle = if words { place.center() - vec2(0.0, font::SMALL * 0.75) } else { place.center() };
    icons::paint(ui.painter(), icon, Rect::from_center_size(middle, Vec2::splat(size::ICON)), ink);
    if words {
        let font = if is { fonts::bold(font::SMALL) } else { fonts::regular(font::SMALL) };
        let at = middle + vec2(0.0, size::ICON / 2.0 + space::XS);
        ui.painter().text(at, Align2::CENTER_TOP, name, font, ink);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(size::LINE_STRONG, colours.brand);
        ui.painter().rect_stroke(
            place.shrink(size::LINE_STRONG),
            round::BUTTON,
            stroke,
            egui::StrokeKind::Inside,
        );
    }
    pressed(&response)
}
