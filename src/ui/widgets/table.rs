//! Tables of any length: only what is visible is asked for and drawn.

use egui::{Align, Color32, Layout, RichText, Ui};
use egui_extras::{Column as Col, TableBuilder};

use crate::station::{StationError, Task};
use crate::ui::fonts;
use crate::ui::tokens::{Palette, font, size, space};

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

/// A table with a header that stays; `draw` draws the cell of a row and a column. Fills the room
/// there is.
pub fn table(
    ui: &mut Ui,
    colours: &Palette,
    id: &str,
    columns: &[Column<'_>],
    rows: u64,
    mut draw: impl FnMut(&mut Ui, u64, usize),
) {
    let mut builder = TableBuilder::new(ui)
        .id_salt(id)
        .striped(true)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .cell_layout(Layout::left_to_right(Align::Center));
    for column in columns {
        builder = builder.column(match column.width {
            Width::Exact(points) => Col::exact(points).clip(true),
            Width::Rest(least) => Col::remainder().at_least(least).clip(true),
        });
    }
    builder
        .header(size::HEADER, |mut header| {
            for column in columns {
                header.col(|ui| {
                    aligned(ui, column.side, |ui| {
                        let title = RichText::new(column.title).font(fonts::bold(font::SMALL));
                        ui.label(title.color(colours.muted));
                    });
                });
            }
        })
        .body(|body| {
            let rows = usize::try_from(rows).unwrap_or(usize::MAX);
            body.rows(size::ROW, rows, |mut row| {
                let index = row.index() as u64;
                for (at, column) in columns.iter().enumerate() {
                    row.col(|ui| aligned(ui, column.side, |ui| draw(ui, index, at)));
                }
            });
        });
}

fn aligned(ui: &mut Ui, side: Side, add: impl FnOnce(&mut Ui)) {
    match side {
        Side::Left => {
            ui.add_space(space::XS);
            add(ui);
        }
        Side::Right => {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(space::S);
                add(ui);
            });
        }
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

/// Rows of a page; and how many pages are kept around what is visible.
const PAGE: u64 = 100;
const PAGES_KEPT: usize = 8;

/// Rows that lie in the ledger and come page by page, as they become visible.
///
/// Call [`Pages::tend`] once a frame, then [`Pages::row`] for each visible row. After a change of
/// the filter (or of the ledger) call [`Pages::reset`]. What was shown stays until its
/// replacement is there, so that nothing flickers.
#[derive(Debug)]
pub struct Pages<T> {
    total: Option<u64>,
    /// Page number, rows, and whether they are of before the last reset.
    pages: Vec<Page<T>>,
    task: Option<(u64, Task<(u64, Vec<T>)>)>,
    wanted: Option<u64>,
}

#[derive(Debug)]
struct Page<T> {
    number: u64,
    rows: Vec<T>,
    stale: bool,
}

impl<T> Default for Pages<T> {
    fn default() -> Pages<T> {
        Pages { total: None, pages: Vec::new(), task: None, wanted: Some(0) }
    }
}

impl<T> Pages<T> {
    /// How many rows there are; `None` before the first answer.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// A question is under way.
    pub fn busy(&self) -> bool {
        self.task.is_some()
    }

    /// Everything is to be asked for again.
    pub fn reset(&mut self) {
        if let Some((_, task)) = self.task.take() {
            task.cancel();
        }
        self.pages.iter_mut().for_each(|page| page.stale = true);
        self.wanted = Some(self.wanted.unwrap_or(0));
    }

    /// Takes what has come and asks (`ask(offset, limit)`) for the page that is wanted most.
    pub fn tend(&mut self, ask: impl FnOnce(u64, u64) -> Task<(u64, Vec<T>)>) -> Result<(), StationError> {
        let mut result = Ok(());
        if let Some((number, task)) = &self.task
            && let Some(answer) = task.poll()
        {
            let number = *number;
            self.task = None;
            match answer {
                Ok((total, rows)) => self.take(number, total, rows),
                Err(error) => result = Err(error),
            }
        }
        if self.task.is_none()
            && let Some(number) = self.wanted.take()
        {
            self.task = Some((number, ask(number * PAGE, PAGE)));
        }
        result
    }

    fn take(&mut self, number: u64, total: u64, rows: Vec<T>) {
        if self.total != Some(total) {
            // Rows have moved: what else is kept no longer lies where it was.
            self.pages.iter_mut().for_each(|page| page.stale = true);
        }
        self.total = Some(total);
        self.pages.retain(|page| page.number != number);
        self.pages.push(Page { number, rows, stale: false });
        if self.pages.len() > PAGES_KEPT {
            self.pages.remove(0);
        }
    }

    /// The row, if it is there; else it is asked for.
    pub fn row(&mut self, index: u64) -> Option<&T> {
        let number = index / PAGE;
        let page = self.pages.iter().find(|page| page.number == number);
        if page.is_none_or(|page| page.stale) && self.task.as_ref().is_none_or(|(n, _)| *n != number) {
            self.wanted = Some(number);
        }
        page?.rows.get((index % PAGE) as usize)
    }
}
