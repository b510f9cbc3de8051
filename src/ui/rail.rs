//! The rail at the left: one entry for each screen.

use egui::accesskit::Role;
use egui::{Align2, Rect, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::icons::{self, Icon};
use super::tokens::{Palette, font, round, size, space};
use super::widgets::pressed;
use super::{Screen, fonts};
use crate::text::{Lang, Text, common, people};

/// A screen's icon and name.
pub fn entry(screen: Screen) -> (Icon, Text) {
    match screen {
        Screen::Station => (Icon::Station, common::SCREEN_STATION),
        Screen::Records => (Icon::Records, common::SCREEN_RECORDS),
        Screen::Export => (Icon::Export, common::SCREEN_EXPORT),
        Screen::ScanLog => (Icon::ScanLog, common::SCREEN_SCAN_LOG),
        Screen::Numbers => (Icon::Numbers, crate::text::numbers::HEADING),
        Screen::Orders => (Icon::Orders, common::SCREEN_ORDERS),
        Screen::Lists => (Icon::Lists, common::SCREEN_LISTS),
        Screen::Scanners => (Icon::Gun, common::SCREEN_SCANNERS),
        Screen::Settings => (Icon::Settings, common::SCREEN_SETTINGS),
    }
}

/// How wide the rail is in a window of so many points, below a bar of that height. Where the window is too
/// low for all entries below each other, they stand in two columns: none is ever too small for a glove.
pub fn width(window: Vec2, bar: f32) -> f32 {
    if columns(window.y - bar) > 1 {
        2.0 * size::TOUCH
    } else if window.x < size::NARROW {
        size::RAIL_NARROW
    } else {
        size::RAIL
    }
}

/// In how many columns the entries stand in a rail so high.
fn columns(height: f32) -> usize {
    let one_below_the_other = (height - 2.0 * space::S) / Screen::ALL.len() as f32;
    if one_below_the_other < size::TOUCH { 2 } else { 1 }
}

/// Draws the rail into `rect`; the screen that was chosen, if one was. `locked`: which take a log-in first.
pub fn show(
    ui: &mut Ui,
    rect: Rect,
    colours: &Palette,
    lang: Lang,
    now: Screen,
    locked: impl Fn(Screen) -> bool,
) -> Option<Screen> {
    ui.painter().rect_filled(rect, 0.0, colours.card);
    ui.painter().vline(rect.right(), rect.y_range(), (size::LINE, colours.line));
    let columns = columns(rect.height());
    let rows = Screen::ALL.len().div_ceil(columns);
    let height = ((rect.height() - 2.0 * space::S) / rows as f32).min(size::RAIL_ENTRY);
    let wide = rect.width() / columns as f32;
    let words = wide >= size::RAIL;
    let mut chosen = None;
    for (at, screen) in Screen::ALL.into_iter().enumerate() {
        let left = rect.left() + (at % columns) as f32 * wide;
        let top = rect.top() + space::S + (at / columns) as f32 * height;
        let place = Rect::from_min_size(pos2(left, top), vec2(wide, height));
        let entry = Entry { screen, is: now == screen, locked: locked(screen), words };
        if one(ui, place, colours, lang, &entry) {
            chosen = Some(screen);
        }
    }
    chosen
}

/// How an entry stands.
struct Entry {
    screen: Screen,
    /// It is shown.
    is: bool,
    /// It takes a log-in.
    locked: bool,
    /// There is room for its name.
    words: bool,
}

fn one(ui: &mut Ui, place: Rect, colours: &Palette, lang: Lang, of: &Entry) -> bool {
    let Entry { screen, is, locked, words } = *of;
    let (icon, name) = entry(screen);
    let name = lang.t(name);
    let response = ui.interact(place, ui.scope_id().with(("rail", screen)), Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::selected(Role::Tab, true, is, name);
        info.hint_text = locked.then(|| lang.t(people::LOCKED_ENTRY).to_owned());
        info
    });
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
    if locked {
        let at = middle + vec2(size::ICON * 0.75, -size::ICON * 0.45);
        icons::paint(
            ui.painter(),
            Icon::Lock,
            Rect::from_center_size(at, Vec2::splat(size::ICON * 0.6)),
            ink,
        );
    }
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
