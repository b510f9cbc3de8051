//! The page of a screen: it fills the window, and scrolls where the window is too small for it.

use egui::{Align, Layout, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2};

use crate::station::StationError;
use crate::text::parts;
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::Icon;
use crate::ui::tokens::{Palette, Says, font, round, size, space};
use crate::ui::widgets::{Look, button};
use crate::ui::words;

/// A table is never lower than this many rows: then the page scrolls instead.
const LEAST_TABLE: f32 = size::HEADER + 6.0 * size::ROW;

/// Draws a page; `add` is told how high the window's part for it is.
pub fn page(ui: &mut Ui, id: &str, add: impl FnOnce(&mut Ui, f32)) {
    let room = ui.available_height();
    ScrollArea::vertical().id_salt(id).auto_shrink(false).show(ui, |ui| add(ui, room));
}

/// Height left on a page of `room` points for a table.
pub fn rest(ui: &Ui, room: f32) -> f32 {
    (room - ui.min_rect().height() - ui.spacing().item_spacing.y - space::XS).max(LEAST_TABLE)
}

/// Height of a table of so many rows; where they are more than eight, it scrolls.
pub fn table_height(rows: usize) -> f32 {
    size::HEADER + rows.min(MOST_ROWS) as f32 * size::ROW + 2.0 * space::M
}

/// Rows of a table that stands among other things.
const MOST_ROWS: usize = 8;

/// With less room than this, what could stand side by side stands one below the other.
const SIDE_BY_SIDE: f32 = 1080.0;

/// Two columns, where there is room for two; false where there is not (then nothing is drawn).
pub fn columns(ui: &mut Ui, add: impl FnOnce(&mut [Ui])) -> bool {
    if ui.available_width() < SIDE_BY_SIDE {
        return false;
    }
    let (top, whole) = (ui.cursor().min, ui.available_width());
    let wide = (whole - space::L) / 2.0;
    let bottom = ui.max_rect().bottom().max(top.y);
    // Not egui's own columns: these justify, and would tear short texts apart.
    let mut columns = [0.0, wide + space::L].map(|x| {
        let left = top.x + x;
        let place = Rect::from_min_max(pos2(left, top.y), pos2(left + wide, bottom));
        let builder = UiBuilder::new().id_salt(("column", x > 0.0)).max_rect(place);
        let mut column = ui.new_child(builder.layout(Layout::top_down(Align::LEFT)));
        column.spacing_mut().item_spacing.x = space::S;
        column
    });
    add(&mut columns);
    let high = columns.iter().map(|column| column.min_rect().height()).fold(0.0, f32::max);
    ui.allocate_rect(Rect::from_min_size(top, vec2(whole, high)), Sense::hover());
    true
}

/// The heading of a screen, with what belongs beside it at the right.
pub fn heading(ui: &mut Ui, text: &str, beside: impl FnOnce(&mut Ui)) {
    ui.horizontal_wrapped(|ui| {
        ui.set_min_height(size::TOUCH);
        ui.label(RichText::new(text).font(fonts::bold(font::HEADING)));
        beside(ui);
    });
}

/// Width of a card beside a table.
const CARD: f32 = 372.0;
/// With less room than this left for the table, the card takes its place.
const TABLE_BESIDE: f32 = 640.0;

/// Where a table and the card of its chosen row stand.
#[derive(Debug, Clone, Copy)]
pub struct Halves {
    /// The table; `None` where the card has taken its place.
    pub table: Option<Rect>,
    /// The card, while one is open.
    pub card: Option<Rect>,
}

/// Divides what is left of a page between a table and, if it is `open`, a card.
pub fn halves(ui: &mut Ui, height: f32, open: bool) -> Halves {
    let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    if !open {
        return Halves { table: Some(whole), card: None };
    }
    if whole.width() < TABLE_BESIDE + space::L + CARD {
        return Halves { table: None, card: Some(whole) };
    }
    let (table, card) = whole.split_left_right_at_x(whole.right() - CARD);
    Halves { table: Some(table.with_max_x(table.right() - space::L)), card: Some(card) }
}

/// Draws into a part of the page; what does not fit scrolls.
pub fn within(ui: &mut Ui, part: Rect, id: &str, add: impl FnOnce(&mut Ui)) {
    let mut inside = ui.new_child(UiBuilder::new().id_salt(id).max_rect(part));
    inside.set_clip_rect(part.expand(size::LINE).intersect(ui.clip_rect()));
    ScrollArea::vertical().id_salt(id).auto_shrink(false).show(&mut inside, add);
}

/// Draws a table into a part of the page.
pub fn framed(ui: &mut Ui, colours: &Palette, part: Rect, id: &str, add: impl FnOnce(&mut Ui)) {
    let line = Stroke::new(size::LINE, colours.line);
    ui.painter().rect(part, round::CARD, colours.card, line, StrokeKind::Inside);
    let part = part.shrink(space::S);
    let mut inside = ui.new_child(UiBuilder::new().id_salt(id).max_rect(part));
    inside.set_clip_rect(part.intersect(ui.clip_rect()));
    add(&mut inside);
}

/// The ledger could not be read: in words, with a button; true = try again.
pub fn failure(ui: &mut Ui, cx: &Cx<'_>, error: &Failure) -> bool {
    super::form::strip(ui, cx.colours, Says::Hard, Icon::Cross, error.text(cx));
    if !error.detail.is_empty() {
        ui.label(RichText::new(&error.detail).size(font::SMALL).color(cx.colours.muted));
    }
    button(ui, cx.colours, Look::Secondary, cx.t(parts::TRY_AGAIN))
}

/// A station error, kept until it is tried again.
#[derive(Debug)]
pub struct Failure {
    words: crate::text::Text,
    /// The error's own message, where it says more.
    pub detail: String,
}

impl Failure {
    /// Of this error.
    pub fn of(error: &StationError) -> Failure {
        let detail = if words::has_detail(error) { error.to_string() } else { String::new() };
        Failure { words: words::error(error), detail }
    }

    /// In the user's language.
    pub fn text(&self, cx: &Cx<'_>) -> &'static str {
        cx.t(self.words)
    }
}
