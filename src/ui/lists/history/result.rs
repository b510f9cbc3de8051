//! What was found in the old tool's file, and what came of it.

use std::path::PathBuf;

use egui::{Sense, Ui, vec2};

use super::super::faults;
use super::super::intake::{failed, in_a_row};
use super::Stand;
use crate::intake::{HistoryFault, HistoryNote};
use crate::ledger::{Origin, PairFilter};
use crate::station::history::{HistoryReport, HistorySample, rest_of};
use crate::text::{Text, common, faults as text, history as words, lists, parts};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::faults::Shown;
use crate::ui::parts::{FolderButton, Grid, GridState, Rows, form, page, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Column, Look, Width, button, cell, cell_mono};

/// The name of the file that keeps the rest of a file.
pub(super) fn rest_name(file: Option<PathBuf>) -> String {
    let rest = file.as_deref().map(rest_of).unwrap_or_default();
    rest.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Draws how it stands.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, stand: &Stand, folder: &mut FolderButton) {
    let colours = cx.colours;
    match stand {
        Stand::Idle | Stand::Looking(_) | Stand::Taking(_) => {}
        Stand::Cancelled => form::strip(ui, colours, Says::Neutral, Icon::Cross, cx.t(words::CANCELLED)),
        Stand::Failed(failure) => failed(ui, cx, failure),
        Stand::RestThere(path) => {
            form::strip(ui, colours, Says::Hard, Icon::Cross, cx.t(words::REST_THERE));
            ui.add(egui::Label::new(path.display().to_string()).wrap().selectable(true));
            widgets::note(ui, colours, cx.t(words::NOTHING_TAKEN));
        }
        Stand::Looked(report) => {
            found(ui, cx, report);
            numbers(ui, cx, report, (words::ALLOWED, report.good));
        }
        Stand::Taken(report) => {
            taken(ui, cx, report, folder);
            numbers(ui, cx, report, (lists::NEW, report.taken));
        }
    }
}

fn found(ui: &mut Ui, cx: &Cx<'_>, report: &HistoryReport) {
    let colours = cx.colours;
    let faulty = shape::count(report.faulty.len() as u64);
    let (says, icon, text) = match (report.faulty.len(), report.good) {
        (0, 0) => (Says::Neutral, Icon::Check, cx.t(words::NOTHING_NEW).to_owned()),
        (0, _) => (Says::Done, Icon::Check, cx.t(words::GOOD).to_owned()),
        (_, 0) if report.known == 0 => (Says::Hard, Icon::Cross, cx.t(words::ALL_FAULTY).to_owned()),
        _ => (Says::Soft, Icon::Warning, words::some_faulty(cx.lang, &faulty)),
    };
    form::strip(ui, colours, says, icon, &text);
    for note in &report.notes {
        let text = match note {
            HistoryNote::HeaderDisagrees => words::HEADER_DISAGREES,
            HistoryNote::NoHeader => words::NO_HEADER,
        };
        form::strip(ui, colours, Says::Soft, Icon::Warning, cx.t(text));
    }
}

fn taken(ui: &mut Ui, cx: &mut Cx<'_>, report: &HistoryReport, folder: &mut FolderButton) {
    let colours = cx.colours;
    if report.taken == 0 && report.rejected.is_none() {
        let text = if report.faulty.is_empty() { words::NOTHING_NEW } else { words::TURNED_FAULTY };
        form::strip(ui, colours, Says::Soft, Icon::Warning, cx.t(text));
        widgets::note(ui, colours, cx.t(words::NOTHING_TAKEN));
        return;
    }
    let (count, faulty) = (shape::count(report.taken), shape::count(report.faulty.len() as u64));
    let text = match report.faulty.is_empty() {
        true => words::taken(cx.lang, &count),
        false => words::taken_without(cx.lang, &count, &faulty),
    };
    form::strip(ui, colours, Says::Good, Icon::Check, &text);
    if let Some((first, last)) = report.ids {
        ui.horizontal_wrapped(|ui| {
            ui.label(words::ids(cx.lang, &first.to_string(), &last.to_string()));
            if button(ui, colours, Look::Secondary, cx.t(words::SHOW)) {
                cx.show_pairs(PairFilter { origin: Origin::Imported, ..PairFilter::default() });
            }
        });
    }
    if let Some(rest) = &report.rejected {
        ui.add_space(space::S);
        form::fact(ui, colours, cx.t(words::REST), &rest.display().to_string(), false);
        widgets::note(ui, colours, cx.t(words::REST_TODO));
        if let Some(directory) = rest.parent() {
            folder.show(ui, cx, directory);
        }
    }
}

fn numbers(ui: &mut Ui, cx: &Cx<'_>, report: &HistoryReport, good: (Text, u64)) {
    let all = [
        (lists::ROWS, report.rows),
        good,
        (words::KNOWN, report.known),
        (words::FAULTY, report.faulty.len() as u64),
    ];
    in_a_row(ui, cx, all.into_iter());
}

/// Draws the first rows as they were understood.
pub(super) fn sample(ui: &mut Ui, cx: &Cx<'_>, grid: &mut GridState, report: &HistoryReport) {
    widgets::title(ui, cx.t(words::SAMPLE));
    if report.sample.is_empty() {
        widgets::note(ui, cx.colours, cx.t(words::NO_SAMPLE));
        return;
    }
    widgets::note(ui, cx.colours, cx.t(words::SAMPLE_NOTE));
    let columns = [
        Column::new(cx.t(common::DK), Width::Exact(DK)),
        Column::new(cx.t(common::PK), Width::Exact(PK)),
        Column::new(cx.t(common::SN), Width::Exact(SN)),
        Column::new(cx.t(parts::NAME), Width::Rest(PK)),
    ];
    let rows = report.sample.len();
    let place = vec2(ui.available_width(), page::table_height(rows));
    let (part, _) = ui.allocate_exact_size(place, Sense::hover());
    page::framed(ui, cx.colours, part, "history sample", |ui| {
        let shape = Grid { id: "history sample", columns: &columns, keep: 3, rows: rows as u64 };
        grid.show(ui, cx.colours, shape, &mut SampleRows { rows: &report.sample, cx });
    });
}

/// Width of a DK in groups.
const DK: f32 = 182.0;
/// Width of a PK.
const PK: f32 = 70.0;
/// Width of an SN.
const SN: f32 = 168.0;

struct SampleRows<'a, 'c> {
    rows: &'a [HistorySample],
    cx: &'a Cx<'c>,
}

impl SampleRows<'_, '_> {
    fn at(&self, index: u64) -> Option<&HistorySample> {
        self.rows.get(usize::try_from(index).ok()?)
    }
}

impl Rows for SampleRows<'_, '_> {
    fn name(&mut self, index: u64) -> Option<String> {
        let row = self.at(index)?;
        Some(format!("{} {} {} {}", row.dk, row.pk, row.sn, row.name).trim_end().to_owned())
    }

    fn chosen(&mut self, _index: u64) -> bool {
        false
    }

    fn cell(&mut self, ui: &mut Ui, index: u64, column: usize) {
        let ink = self.cx.colours.ink;
        let Some(row) = self.at(index) else { return };
        match column {
            0 => cell_mono(ui, &shape::dk(&row.dk), ink),
            1 => cell_mono(ui, &row.pk, ink),
            2 => cell_mono(ui, &row.sn, ink),
            _ => cell(ui, &row.name, ink),
        }
    }
}

/// A faulty row in words; the rows of a `database` have numbers, not lines.
pub(super) fn fault(cx: &Cx<'_>, fault: &HistoryFault, database: bool) -> Shown {
    let row = match database {
        true => words::entry(cx.lang, fault.line),
        false => faults::place(cx.lang, fault.line, fault.column),
    };
    let field = match fault.field {
        "dk" => common::DK,
        "pk" => common::PK,
        "sn" => common::SN,
        "name" => parts::NAME,
        _ => words::WHOLE_ROW,
    };
    let why = match (fault.pairs.is_empty(), fault.lines.is_empty(), database) {
        (false, ..) => words::in_pairs(cx.lang, &listed(&fault.pairs, "#")),
        (true, true, _) => cx.t(text::why(fault.reason)).to_owned(),
        (true, false, false) => words::as_lines(cx.lang, &listed(&fault.lines, "")),
        (true, false, true) => words::as_entries(cx.lang, &listed(&fault.lines, "")),
    };
    let expected = cx.t(text::expected(fault.reason, fault.field)).to_owned();
    Shown { place: words::place(cx.lang, &row, cx.t(field)), value: fault.value.clone(), why, expected }
}

/// `12, #13`: what stands before the first is the sentence's.
fn listed<T: ToString>(numbers: &[T], before: &str) -> String {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    numbers.join(&format!(", {before}"))
}
