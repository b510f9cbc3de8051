//! Earlier exports, newest first. One that is chosen takes the page: see [`one`].

mod again;
mod one;
pub(super) mod rejected;

use std::path::PathBuf;

use egui::Ui;

use crate::ledger::{ExportKind, ExportRecord};
use crate::relation::manifest::Selection;
use crate::station::Task;
use crate::station::export_check::manifests_of;
use crate::text::{export as words, parts};
use crate::ui::cx::Cx;
use crate::ui::parts::page::{self, Failure};
use crate::ui::parts::{Errand, Grid, GridState, Rows, shape};
use crate::ui::widgets::{self, Column, Width, cell, cell_mono};
use crate::ui::words::shift_name;

use one::{One, Wanted};

/// What the page cannot do itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// A new export of what the platform rejected.
    ExportRejected,
}

/// The page.
#[derive(Default)]
pub(super) struct History {
    entries: Option<Vec<Entry>>,
    asked: Option<Task<Vec<ExportRecord>>>,
    reading: Option<Errand<Vec<Entry>>>,
    grid: GridState,
    one: Option<One>,
    failed: Option<Failure>,
}

/// An export with what its manifests say.
struct Entry {
    record: ExportRecord,
    /// What was asked for; `None` where its event cannot be read.
    selection: Option<Selection>,
    manifests: Vec<PathBuf>,
}

impl Entry {
    fn of(record: ExportRecord) -> Entry {
        // `check` tells of an event that cannot be read; here what it says is missing.
        let written = manifests_of(&record).unwrap_or_default();
        Entry {
            selection: written.first().map(|written| written.manifest.provenance.selection.clone()),
            manifests: written.into_iter().map(|written| written.path).collect(),
            record,
        }
    }

    /// What was asked for, in words.
    fn what(&self, cx: &Cx<'_>) -> String {
        let Some(selection) = &self.selection else { return String::new() };
        let mut parts = match self.record.kind {
            ExportKind::Relation => vec![days(cx, selection)],
            ExportKind::Rejected => vec![cx.t(words::WHAT_REJECTED).to_owned()],
            ExportKind::Imported => vec![cx.t(words::WHAT_IMPORTED).to_owned()],
        };
        parts.extend(selection.shift.as_deref().map(|shift| shift_name(cx.lang, shift).to_owned()));
        parts.extend(selection.order.clone());
        if selection.only_new {
            parts.push(cx.t(words::KIND_NEW).to_owned());
        }
        parts.join(" · ")
    }
}

fn days(cx: &Cx<'_>, selection: &Selection) -> String {
    match (&selection.day, &selection.until) {
        (Some(day), None) => day.clone(),
        (Some(first), Some(last)) => words::range(cx.lang, first, last),
        (None, Some(last)) => words::until(cx.lang, last),
        (None, None) => cx.t(words::ALL_DAYS).to_owned(),
    }
}

impl History {
    /// Asks again.
    pub(super) fn refresh(&mut self, cx: &Cx<'_>) {
        self.failed = None;
        self.asked = Some(cx.desk.exports());
        if let Some(one) = &mut self.one {
            one.refresh();
        }
    }

    /// Takes the answers of what the chosen one has under way; true when the ledger has changed by it.
    pub(super) fn tend(&mut self) -> bool {
        self.one.as_mut().is_some_and(One::tend)
    }

    /// What the page is to be scrolled as: the list, or one export.
    pub(super) fn page_id(&self) -> &'static str {
        if self.one.is_some() { "one export" } else { "exports" }
    }

    /// Draws the page.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, room: f32) -> Option<Asked> {
        self.take(ui);
        if let Some(failed) = &self.failed
            && page::failure(ui, cx, failed)
        {
            self.refresh(cx);
        }
        let Some(entries) = &self.entries else {
            widgets::note(ui, cx.colours, cx.t(crate::text::common::LOADING));
            return None;
        };
        let chosen = self.one.as_ref().and_then(|one| entries.iter().find(|e| e.record.id == one.id()));
        if let (Some(one), Some(entry)) = (&mut self.one, chosen) {
            match one.ui(ui, cx, entry, room) {
                None => return None,
                Some(Wanted::ExportRejected) => return Some(Asked::ExportRejected),
                Some(Wanted::Back) => self.one = None,
            }
        }
        if entries.is_empty() {
            widgets::empty(ui, cx.colours, cx.t(words::NO_HISTORY), cx.t(words::NO_HISTORY_TODO));
            return None;
        }
        if let Some(id) = table(ui, cx, &mut self.grid, entries, room) {
            self.one = Some(One::new(id));
        }
        None
    }

    fn take(&mut self, ui: &Ui) {
        if let Some(answer) = self.asked.as_ref().and_then(Task::poll) {
            self.asked = None;
            match answer {
                Ok(records) => {
                    let read = move || records.into_iter().map(Entry::of).collect();
                    self.reading = Some(Errand::run(ui.ctx(), read));
                }
                Err(error) => self.failed = Some(Failure::of(&error)),
            }
        }
        if let Some(entries) = Errand::take(&mut self.reading) {
            self.entries = Some(entries);
        }
    }
}

/// Draws the table; the export that was pressed.
fn table(ui: &mut Ui, cx: &Cx<'_>, grid: &mut GridState, entries: &[Entry], room: f32) -> Option<i64> {
    let titles = [
        (parts::TIME, Width::Exact(200.0)),
        (words::COL_WHAT, Width::Rest(190.0)),
        (words::COL_PAIRS, Width::Exact(86.0)),
        (words::COL_ANSWER, Width::Exact(220.0)),
        (words::COL_VOIDED, Width::Exact(100.0)),
        (words::COL_FILES, Width::Exact(60.0)),
        (parts::OPERATOR, Width::Exact(120.0)),
    ];
    let columns = titles.map(|(title, width)| match title {
        words::COL_PAIRS | words::COL_VOIDED | words::COL_FILES => Column::number(cx.t(title), width),
        _ => Column::new(cx.t(title), width),
    });
    let height = page::rest(ui, room);
    let part = page::halves(ui, height, false).table?;
    let mut pressed = None;
    page::framed(ui, cx.colours, part, "exports", |ui| {
        let shape = Grid { id: "exports", columns: &columns, keep: 4, rows: entries.len() as u64 };
        pressed = grid.show(ui, cx.colours, shape, &mut ExportRows { entries, cx });
    });
    Some(entries.get(usize::try_from(pressed?).ok()?)?.record.id)
}

/// The rows as the table draws them.
struct ExportRows<'a, 'c> {
    entries: &'a [Entry],
    cx: &'a Cx<'c>,
}

impl ExportRows<'_, '_> {
    fn at(&self, index: u64) -> Option<&Entry> {
        self.entries.get(usize::try_from(index).ok()?)
    }
}

impl Rows for ExportRows<'_, '_> {
    fn name(&mut self, index: u64) -> Option<String> {
        let entry = self.at(index)?;
        let (what, pairs) = (entry.what(self.cx), shape::count(entry.record.pairs));
        Some(format!("#{} {what} {pairs} {}", entry.record.id, answered(self.cx, &entry.record)))
    }

    fn chosen(&mut self, _index: u64) -> bool {
        false
    }

    fn cell(&mut self, ui: &mut Ui, index: u64, column: usize) {
        let colours = self.cx.colours;
        let Some(entry) = self.at(index) else { return };
        let record = &entry.record;
        let number = |ui: &mut Ui, n: u64, ink| cell_mono(ui, &shape::count(n), ink);
        match column {
            0 => cell_mono(ui, &self.cx.clock.date_time(record.at), colours.muted),
            1 => cell(ui, &entry.what(self.cx), colours.ink),
            2 => number(ui, record.pairs, colours.ink),
            3 => {
                let ink = match (record.rejected, record.waiting()) {
                    (0, 0) => colours.good,
                    (0, _) => colours.muted,
                    _ => colours.bad,
                };
                cell(ui, &answered(self.cx, record), ink);
            }
            4 => number(ui, record.voided, if record.voided == 0 { colours.muted } else { colours.bad }),
            5 => number(ui, record.files.len() as u64, colours.muted),
            _ => cell(ui, &record.by, colours.ink),
        }
    }
}

/// What the platform has said of an export.
fn answered(cx: &Cx<'_>, record: &ExportRecord) -> String {
    let waiting = record.waiting();
    if waiting == record.pairs {
        return cx.t(words::WAITING).to_owned();
    }
    if waiting == 0 && record.rejected == 0 {
        return cx.t(words::ACCEPTED).to_owned();
    }
    let [accepted, rejected, waiting] = [record.accepted, record.rejected, waiting].map(shape::count);
    words::answered(cx.lang, &accepted, &rejected, &waiting)
}
