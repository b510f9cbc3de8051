//! Numbers: what was done in a day, a week, a month; by the hour, by whom, and why scans were refused.
//!
//! What is chosen ([`select`]) is counted on another thread, and again when the line goes on while today
//! is shown. The eye meets the [`figures`] first, then the [`chart`]; below stand the [`groups`]: reasons,
//! shifts, orders, operators. [`report`] writes the same as a workbook.

mod chart;
mod figures;
mod groups;
mod report;
mod select;

use egui::Ui;

use super::cx::Cx;
use super::parts::{Failure, Watch, page};
use super::tokens::space;
use super::widgets;
use crate::station::numbers::{Numbers, NumbersSelection};
use crate::station::view::Counts;
use crate::station::{StationError, Task};
use crate::text::numbers as words;

use groups::Groups;
use report::ReportCard;
pub(super) use select::today;

use select::Select;

/// Its state.
#[derive(Default)]
pub struct NumbersScreen {
    select: Select,
    now: Asked,
    before: Asked,
    groups: Groups,
    report: ReportCard,
    watch: Watch<Line>,
    failed: Option<Failure>,
}

/// How far the line is: what changes the numbers of today.
#[derive(PartialEq)]
struct Line {
    /// The open order, and its pairs: a void changes nothing else.
    order: Option<(String, u64)>,
    counts: Counts,
    shift: String,
}

/// The numbers of a selection, as they were last counted.
#[derive(Default)]
struct Asked {
    /// What the known numbers are of.
    of: Option<NumbersSelection>,
    known: Option<Numbers>,
    asked: Option<(NumbersSelection, Task<Numbers>)>,
}

impl Asked {
    /// Asks for a selection, unless it is known and nothing has changed. What is known stays until the
    /// answer if it is of the same selection; an older question is dropped.
    fn ask(&mut self, cx: &Cx<'_>, selection: &NumbersSelection, again: bool) {
        let under_way = self.asked.as_ref().is_some_and(|(of, _)| of == selection);
        let known = self.of.as_ref() == Some(selection);
        if under_way || known && !again {
            return;
        }
        if let Some((_, old)) = &self.asked {
            old.cancel();
        }
        if !known {
            (self.of, self.known) = (None, None);
        }
        self.asked = Some((selection.clone(), cx.desk.numbers(selection.clone())));
    }

    fn take(&mut self) -> Option<Failure> {
        let answer = self.asked.as_ref()?.1.poll()?;
        let (selection, _) = self.asked.take()?;
        // Known or failed: not asked again in every frame.
        self.of = Some(selection);
        match answer {
            Ok(numbers) => {
                self.known = Some(numbers);
                None
            }
            Err(StationError::Cancelled) => None,
            Err(error) => Some(Failure::of(&error)),
        }
    }
}

impl NumbersScreen {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.look(ui, cx);
        page::page(ui, "numbers", |ui, _| {
            page::heading(ui, cx.t(words::HEADING), |ui| self.report.button(ui, cx));
            self.select.show(ui, cx);
            let selection = self.select.selection(cx);
            self.report.card(ui, cx, &selection);
            if let Some(failed) = &self.failed
                && page::failure(ui, cx, failed)
            {
                (self.failed, self.now, self.before) = (None, Asked::default(), Asked::default());
            }
            ui.add_space(space::S);
            self.body(ui, cx, &selection);
        });
    }

    fn look(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let order = cx.view.order.as_ref().map(|order| (order.name.clone(), order.done));
        let line = Line { order, counts: cx.view.counts, shift: cx.view.shift.clone() };
        let changed = self.watch.changed(ui, line);
        if changed {
            self.select.refresh(cx);
        }
        self.select.take(cx);
        let failed = [self.now.take(), self.before.take()].into_iter().flatten().next();
        self.failed = failed.or(self.failed.take());
        let selection = self.select.selection(cx);
        let shows_today = selection.to >= select::today(cx);
        self.now.ask(cx, &selection, changed && shows_today);
        if let Some(before) = selection.before() {
            self.before.ask(cx, &before, false);
        }
    }

    fn body(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &NumbersSelection) {
        let Some(numbers) = &self.now.known else {
            if self.failed.is_none() {
                widgets::note(ui, cx.colours, cx.t(words::COUNTING));
            }
            return;
        };
        if numbers.total.is_empty() {
            widgets::empty(ui, cx.colours, cx.t(words::NOTHING), cx.t(words::NOTHING_TODO));
            return;
        }
        figures::show(ui, cx, numbers.total, self.before.known.as_ref().map(|before| before.total));
        ui.add_space(space::L);
        chart::show(ui, cx, numbers, selection.days() > 1);
        ui.add_space(space::L);
        self.groups.show(ui, cx, numbers);
        ui.add_space(space::S);
        widgets::note(ui, cx.colours, cx.t(words::PER_HOUR_NOTE));
    }
}
