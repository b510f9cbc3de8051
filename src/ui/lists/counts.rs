//! How far the lists are used up: SNs by product, modules by order.

use egui::{Sense, Ui, vec2};

use crate::ledger::ListCount;
use crate::station::Task;
use crate::station::desk::ListCounts;
use crate::text::{Text, common, lists as words, parts};
use crate::ui::cx::Cx;
use crate::ui::parts::page::{self, Failure};
use crate::ui::parts::{Grid, GridState, Rows, shape};
use crate::ui::tokens::space;
use crate::ui::widgets::{self, Column, Width, card, cell_mono};

/// The counts as they were last asked for.
#[derive(Default)]
pub(super) struct Counts {
    counts: Option<ListCounts>,
    asked: Option<Task<ListCounts>>,
    /// Asked for again while a question was under way: long lists take a while to count.
    again: bool,
    failed: Option<Failure>,
    grid: GridState,
}

/// Which of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// SNs by product.
    Sns,
    /// Modules by order.
    Dks,
}

impl Counts {
    /// Asks again.
    pub(super) fn refresh(&mut self, cx: &Cx<'_>) {
        if self.asked.is_some() {
            self.again = true;
        } else {
            self.asked = Some(cx.desk.list_counts());
        }
    }

    /// Takes the answer, if it has come.
    pub(super) fn take(&mut self, cx: &Cx<'_>) {
        let Some(answer) = self.asked.as_ref().and_then(Task::poll) else { return };
        self.asked = None;
        match answer {
            Ok(counts) => (self.counts, self.failed) = (Some(counts), None),
            Err(error) => self.failed = Some(Failure::of(&error)),
        }
        if std::mem::take(&mut self.again) {
            self.refresh(cx);
        }
    }

    /// Draws the card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, which: Which) {
        let (title, none) = match which {
            Which::Sns => (words::COUNTS_SNS, words::NO_SNS),
            Which::Dks => (words::COUNTS_DKS, words::NO_DKS),
        };
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(title));
            ui.add_space(space::S);
            if let Some(failed) = &self.failed
                && page::failure(ui, cx, failed)
            {
                self.failed = None;
                self.refresh(cx);
            }
            let Some(counts) = &self.counts else {
                widgets::note(ui, cx.colours, cx.t(common::LOADING));
                return;
            };
            let rows = if which == Which::Sns { &counts.sns } else { &counts.dks };
            if rows.is_empty() {
                widgets::note(ui, cx.colours, cx.t(none));
                return;
            }
            table(ui, cx, &mut self.grid, which, rows);
        });
    }
}

fn table(ui: &mut Ui, cx: &Cx<'_>, grid: &mut GridState, which: Which, rows: &[ListCount]) {
    let (of, all) = match which {
        Which::Sns => (common::PK, words::ISSUED),
        Which::Dks => (parts::ORDER, words::LISTED),
    };
    let number = |name: Text| Column::number(cx.t(name), Width::Exact(NUMBER));
    let columns = [
        Column::new(cx.t(of), Width::Rest(NUMBER)),
        number(words::LEFT),
        number(words::PAIRED),
        number(words::VOIDED),
        number(all),
    ];
    let place = vec2(ui.available_width(), page::table_height(rows.len()));
    let (part, _) = ui.allocate_exact_size(place, Sense::hover());
    let id = if which == Which::Sns { "sn counts" } else { "module counts" };
    page::framed(ui, cx.colours, part, id, |ui| {
        let shape = Grid { id, columns: &columns, keep: 3, rows: rows.len() as u64 };
        grid.show(ui, cx.colours, shape, &mut CountRows { rows, cx });
    });
}

/// Width of a column of counts: a million, grouped.
const NUMBER: f32 = 84.0;

/// The rows as the table draws them.
struct CountRows<'a, 'c> {
    rows: &'a [ListCount],
    cx: &'a Cx<'c>,
}

impl CountRows<'_, '_> {
    fn at(&self, index: u64) -> Option<&ListCount> {
        self.rows.get(usize::try_from(index).ok()?)
    }
}

impl Rows for CountRows<'_, '_> {
    fn name(&mut self, index: u64) -> Option<String> {
        let row = self.at(index)?;
        Some(format!("{} {} {} {} {}", row.of, row.left(), row.paired, row.voided, row.listed))
    }

    fn chosen(&mut self, _index: u64) -> bool {
        false
    }

    fn cell(&mut self, ui: &mut Ui, index: u64, column: usize) {
        let colours = self.cx.colours;
        let Some(row) = self.at(index) else { return };
        let count = |ui: &mut Ui, n: u64| {
            cell_mono(ui, &shape::count(n), if n == 0 { colours.muted } else { colours.ink });
        };
        match column {
            0 => cell_mono(ui, &row.of, colours.ink),
            1 => count(ui, row.left()),
            2 => count(ui, row.paired),
            3 => count(ui, row.voided),
            _ => count(ui, row.listed),
        }
    }
}
