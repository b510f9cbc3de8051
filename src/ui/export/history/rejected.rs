//! The pairs of an export that the platform rejected and nobody has exported again: why, and what to do.

use egui::Ui;

use crate::ledger::{Pair, PairFilter, PairState, Platform, PlatformState};
use crate::text::{answer as words, common, platform as platform_words};
use crate::ui::cx::Cx;
use crate::ui::parts::page::{self, Failure};
use crate::ui::parts::{Grid, GridState, Paging, Rows, shape};
use crate::ui::platform;
use crate::ui::tokens::space;
use crate::ui::widgets::{self, Column, Look, Width, button, cell, cell_mono};

/// The table.
pub(super) struct Rejected {
    paging: Paging<PairFilter, Pair>,
    grid: GridState,
    failed: Option<Failure>,
}

impl Rejected {
    /// Of this export.
    pub(super) fn of(export: i64) -> Rejected {
        let filter = PairFilter {
            export: Some(export),
            platform: Some(PlatformState::Rejected),
            state: PairState::Active,
            ..PairFilter::default()
        };
        Rejected { paging: Paging::new(filter), grid: GridState::default(), failed: None }
    }

    /// The ledger has changed.
    pub(super) fn refresh(&mut self) {
        self.paging.refresh();
    }

    /// Draws it, where there is one; true = export them again.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, room: f32) -> bool {
        if let Err(error) = self.paging.take() {
            self.failed = Some(Failure::of(&error));
        }
        self.grid.shift(self.paging.take_shift());
        let desk = cx.desk;
        self.paging.ask(|filter, offset, limit| desk.pairs(filter, offset, limit));
        if let Some(failed) = &self.failed
            && page::failure(ui, cx, failed)
        {
            self.failed = None;
            self.paging.refresh();
        }
        if self.paging.total().unwrap_or(0) == 0 {
            return false;
        }
        ui.add_space(space::M);
        widgets::title(ui, cx.t(words::STILL_REJECTED));
        widgets::note(ui, cx.colours, cx.t(words::AGAIN_NOTE));
        let mut again = false;
        ui.horizontal_wrapped(|ui| {
            again = button(ui, cx.colours, Look::Primary, cx.t(words::AGAIN));
            if button(ui, cx.colours, Look::Secondary, cx.t(words::SHOW)) {
                cx.show_pairs(self.paging.filter().clone());
            }
        });
        let height = page::rest(ui, room);
        if let Some(part) = page::halves(ui, height, false).table {
            let mut pressed = None;
            page::framed(ui, cx.colours, part, "rejected", |ui| pressed = self.table(ui, cx));
            if let Some(pair) = pressed.and_then(|index| self.paging.peek(index)) {
                // There it stands whole, and can be voided.
                cx.show_pairs(PairFilter { search: pair.dk.clone(), ..self.paging.filter().clone() });
            }
        }
        again
    }

    /// Draws the table; the row that was pressed.
    fn table(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<u64> {
        let columns = columns(cx);
        let grid = Grid { id: "rejected", columns: &columns, keep: 4, rows: self.paging.room() };
        self.grid.show(ui, cx.colours, grid, &mut RejectedRows { paging: &mut self.paging, cx })
    }
}

/// The columns of such a table.
pub(in crate::ui::export) fn columns<'c>(cx: &Cx<'c>) -> [Column<'c>; 4] {
    [
        Column::new(cx.t(common::DK), Width::Exact(182.0)),
        Column::new(cx.t(common::SN), Width::Exact(168.0)),
        Column::new(cx.t(platform_words::SAYS), Width::Exact(250.0)),
        Column::new(cx.t(platform_words::TODO), Width::Rest(200.0)),
    ]
}

/// A cell of such a table.
pub(in crate::ui::export) fn one_cell(ui: &mut Ui, cx: &Cx<'_>, column: usize, pair: &Pair, error: &str) {
    let ink = if pair.voided.is_some() { cx.colours.muted } else { cx.colours.ink };
    match column {
        0 => cell_mono(ui, &shape::dk(&pair.dk), ink),
        1 => cell_mono(ui, &pair.sn, ink),
        2 => cell(ui, &platform::says(cx.lang, error), cx.colours.bad),
        _ => cell(ui, cx.t(platform::todo(error)), ink),
    }
}

/// A row of such a table as one text.
pub(in crate::ui::export) fn row_name(cx: &Cx<'_>, pair: &Pair, error: &str) -> String {
    format!("{} {} {}", pair.dk, pair.sn, platform::says(cx.lang, error))
}

/// The rows as the table draws them.
struct RejectedRows<'a, 'c> {
    paging: &'a mut Paging<PairFilter, Pair>,
    cx: &'a Cx<'c>,
}

/// Why the platform rejected it; empty where it did not.
fn error(pair: &Pair) -> &str {
    match &pair.platform {
        Platform::Rejected(error) => error,
        _ => "",
    }
}

impl Rows for RejectedRows<'_, '_> {
    fn name(&mut self, index: u64) -> Option<String> {
        self.paging.peek(index).map(|pair| row_name(self.cx, pair, error(pair)))
    }

    fn chosen(&mut self, _index: u64) -> bool {
        false
    }

    fn cell(&mut self, ui: &mut Ui, index: u64, column: usize) {
        match self.paging.row(index) {
            Some(pair) => one_cell(ui, self.cx, column, pair, error(pair)),
            None => cell(ui, "…", self.cx.colours.muted),
        }
    }
}
