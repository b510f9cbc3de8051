//! What was found in an answer: numbers, rows that are pairs of the export, rows that fit nothing.

use egui::Ui;

use super::Stand;
use crate::station::answer::{AnswerFault, AnswerReason, LookedAnswer, RejectedRow};
use crate::text::{answer as words, lists};
use crate::ui::cx::Cx;
use crate::ui::export::history::rejected::{columns, one_cell, row_name};
use crate::ui::icons::Icon;
use crate::ui::parts::faults::{self, Shown};
use crate::ui::parts::{Grid, GridState, Rows, form, page, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets;

/// Draws how it stands.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, stand: &Stand) {
    let colours = cx.colours;
    match stand {
        Stand::Idle | Stand::Looking(_) | Stand::Taking(_) => {}
        Stand::Failed(failure) => {
            form::strip(ui, colours, Says::Hard, Icon::Cross, failure.text(cx));
            if !failure.detail.is_empty() {
                ui.add(egui::Label::new(&failure.detail).wrap().selectable(true));
            }
            widgets::note(ui, colours, cx.t(words::FAILED_TODO));
        }
        Stand::Taken(report) => {
            let [rejected, accepted] = [report.rejected, report.accepted].map(shape::count);
            let text = words::taken(cx.lang, &rejected, &accepted);
            form::strip(ui, colours, Says::Good, Icon::Check, &text);
        }
        Stand::Looked(looked) => looked_at(ui, cx, looked),
    }
}

fn looked_at(ui: &mut Ui, cx: &Cx<'_>, looked: &LookedAnswer) {
    let unmatched = shape::count(looked.faults.len() as u64);
    let (says, icon, text) = match (looked.rows, looked.rejected.len(), looked.faults.len()) {
        (0, ..) => (Says::Done, Icon::Check, cx.t(words::ALL_GOOD).to_owned()),
        (_, _, 0) => (Says::Done, Icon::Check, cx.t(words::GOOD).to_owned()),
        (_, 0, _) => (Says::Hard, Icon::Cross, cx.t(words::NONE_MATCHED).to_owned()),
        _ => (Says::Soft, Icon::Warning, words::some_unmatched(cx.lang, &unmatched)),
    };
    form::strip(ui, cx.colours, says, icon, &text);
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL * 1.6;
        for (name, count) in [
            (words::LISTED, looked.rows),
            (words::MATCHED, looked.rejected.len() as u64),
            (words::UNMATCHED, looked.faults.len() as u64),
            (words::OTHERS, looked.others()),
        ] {
            form::number(ui, cx.colours, cx.t(name), Some(count));
        }
    });
}

/// Draws the rows that fit nothing, then those that were matched.
pub(super) fn tables(
    ui: &mut Ui,
    cx: &Cx<'_>,
    looked: &LookedAnswer,
    (unmatched, matched): (&mut GridState, &mut GridState),
    room: f32,
) {
    let rows = &looked.rejected;
    if !looked.faults.is_empty() {
        let each = |at: usize| looked.faults.get(at).map(|fault| shown(cx, fault, looked.export.id));
        let all = if rows.is_empty() { Some(room) } else { None };
        faults::show(ui, cx, unmatched, cx.t(words::UNMATCHED_TITLE), (looked.faults.len(), &each), all);
    }
    if rows.is_empty() {
        return;
    }
    ui.add_space(space::M);
    widgets::title(ui, cx.t(words::MATCHED_TITLE));
    let height = page::rest(ui, room);
    let Some(part) = page::halves(ui, height, false).table else { return };
    page::framed(ui, cx.colours, part, "matched", |ui| {
        let columns = columns(cx);
        let grid = Grid { id: "matched", columns: &columns, keep: 4, rows: rows.len() as u64 };
        matched.show(ui, cx.colours, grid, &mut MatchedRows { rows, cx });
    });
}

/// A row that fits nothing, in words.
fn shown(cx: &Cx<'_>, fault: &AnswerFault, export: i64) -> Shown {
    let why = match &fault.reason {
        AnswerReason::Empty => cx.t(words::WHY_EMPTY).to_owned(),
        AnswerReason::UnknownKey => cx.t(words::WHY_UNKNOWN).to_owned(),
        AnswerReason::NotInExport => cx.t(words::WHY_NOT_EXPORTED).to_owned(),
        AnswerReason::KeysDisagree => cx.t(words::WHY_DISAGREE).to_owned(),
        AnswerReason::OtherExport(exports) => {
            let exports: Vec<String> = exports.iter().map(ToString::to_string).collect();
            words::why_other(cx.lang, &exports.join(", #"))
        }
        AnswerReason::Twice { line } => words::why_twice(cx.lang, *line),
    };
    let expected = match &fault.reason {
        AnswerReason::Empty => cx.t(words::WANT_KEY).to_owned(),
        AnswerReason::KeysDisagree => cx.t(words::WANT_ONE_PAIR).to_owned(),
        AnswerReason::Twice { .. } => cx.t(words::WANT_ONCE).to_owned(),
        AnswerReason::UnknownKey | AnswerReason::NotInExport | AnswerReason::OtherExport(_) => {
            words::want_exported(cx.lang, export)
        }
    };
    let place = match fault.column {
        0 => lists::line(cx.lang, fault.line),
        column => lists::line_column(cx.lang, fault.line, column),
    };
    Shown { place, value: fault.value.clone(), why, expected }
}

/// The rows as the table draws them.
struct MatchedRows<'a, 'c> {
    rows: &'a [RejectedRow],
    cx: &'a Cx<'c>,
}

impl MatchedRows<'_, '_> {
    fn at(&self, index: u64) -> Option<&RejectedRow> {
        self.rows.get(usize::try_from(index).ok()?)
    }
}

impl Rows for MatchedRows<'_, '_> {
    fn name(&mut self, index: u64) -> Option<String> {
        self.at(index).map(|row| row_name(self.cx, &row.pair, &row.error))
    }

    fn chosen(&mut self, _index: u64) -> bool {
        false
    }

    fn cell(&mut self, ui: &mut Ui, index: u64, column: usize) {
        if let Some(row) = self.at(index) {
            one_cell(ui, self.cx, column, &row.pair, &row.error);
        }
    }
}
