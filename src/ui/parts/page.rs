//! The page of a screen: it fills the window, and scrolls where the window is too small for it.

use egui::{RichText, ScrollArea, Ui};

use super::Errand;
use crate::station::StationError;
use crate::text::parts;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::tokens::{Says, font, size, space};
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
    (room - ui.min_rect().height() - space::XS).max(LEAST_TABLE)
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

/// A button that shows a directory in the file manager; says so where there is none.
#[derive(Debug, Default)]
pub struct FolderButton(Option<Errand<std::io::Result<()>>>);

impl FolderButton {
    /// Draws it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, directory: &std::path::Path) {
        if button(ui, cx.colours, Look::Secondary, cx.t(parts::OPEN_FOLDER)) {
            self.0 = Some(super::errand::open_folder(ui.ctx(), directory.to_owned()));
        }
        self.tend(cx);
    }

    /// Takes the answer of the file manager.
    fn tend(&mut self, cx: &mut Cx<'_>) {
        if let Some(Err(error)) = Errand::take(&mut self.0) {
            cx.notices.failed(cx.lang.t(parts::NO_FILE_MANAGER), error.to_string());
        }
    }
}
