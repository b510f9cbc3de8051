//! Records: every pair, newest first, over any number of rows.
//!
//! The rows lie in the ledger and come as they become visible ([`Paging`]). A pair that is chosen
//! stands beside the table, where it can be voided ([`detail`]).

mod again;
mod detail;
mod filters;
mod life;
mod mark;
mod why;

use egui::Ui;

use super::cx::Cx;
use super::icons::{self, Icon};
use super::parts::page::{self, Failure};
use super::parts::{Grid, GridState, Paging, Rows, Watch, form, shape};
use super::platform;
use super::tokens::{Says, font};
use super::widgets::{self, Column, Width, cell, cell_mono};
use super::words::shift_name;
use crate::ledger::{FoundPairs, Pair, PairFilter, Platform};
use crate::station::Task;
use crate::text::{common, parts, platform as platform_words, records as words};

use detail::Detail;
use filters::Filters;
use mark::Marks;

/// The pairs behind a filter, which may still be searched.
type Listing = Paging<PairFilter, Pair, Task<FoundPairs>>;

/// Its state.
pub struct RecordsScreen {
    filters: Filters,
    paging: Listing,
    marks: Marks,
    grid: GridState,
    detail: Detail,
    watch: Watch<(String, u64, u64)>,
    failed: Option<Failure>,
}

impl Default for RecordsScreen {
    fn default() -> RecordsScreen {
        RecordsScreen {
            filters: Filters::default(),
            paging: Paging::new(PairFilter::default()),
            marks: Marks::default(),
            grid: GridState::default(),
            detail: Detail::default(),
            watch: Watch::default(),
            failed: None,
        }
    }
}

impl RecordsScreen {
    /// Looks for these pairs, and for nothing else.
    pub(super) fn show_pairs(&mut self, filter: PairFilter) {
        self.filters.set(filter);
        self.detail.close();
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.look(ui, cx);
        page::page(ui, "records", |ui, room| {
            page::heading(ui, cx.t(common::SCREEN_RECORDS), |ui| {
                if let Some(total) = self.paging.total() {
                    widgets::note(ui, cx.colours, &parts::rows(cx.lang, &shape::count(total)));
                }
                if let Some(part) = self.paging.part() {
                    let [done, of] = [part.pairs, part.of].map(shape::count);
                    widgets::note(ui, cx.colours, &words::searched(cx.lang, &done, &of));
                }
            });
            if self.filters.show(ui, cx) {
                self.detail.close();
            }
            if let Some(failed) = &self.failed
                && page::failure(ui, cx, failed)
            {
                self.failed = None;
                self.paging.refresh();
            }
            if let Some(what) = self.paging.trouble() {
                form::strip(ui, cx.colours, Says::Soft, Icon::Warning, &words::slow(cx.lang, what));
            }
            self.body(ui, cx, room);
        });
        if self.detail.question(ui, cx) {
            self.paging.refresh();
        }
        let desk = cx.desk;
        let patient = self.paging.part().is_some();
        self.paging.ask(|filter, offset, limit| desk.find_pairs(filter, offset, limit, patient));
    }

    /// What has changed since the last frame.
    fn look(&mut self, ui: &Ui, cx: &Cx<'_>) {
        let order = cx.view.order.as_ref();
        let name = order.map_or(String::new(), |order| order.name.clone());
        let done = order.map_or(0, |order| order.done);
        if self.watch.changed(ui, (name, done, cx.view.counts.good)) {
            self.paging.refresh();
            self.filters.refresh(cx);
        }
        let filter = self.filters.filter();
        if self.paging.set_filter(&filter) {
            self.marks.set(&filter.search);
            self.grid.to_top();
            self.failed = None;
        }
        if let Err(error) = self.paging.take() {
            self.failed = Some(Failure::of(&error));
        }
        self.grid.shift(self.paging.take_shift());
        self.detail.update(|id| self.paging.find(|pair| pair.id == id));
    }

    fn body(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, room: f32) {
        let height = page::rest(ui, room);
        if self.paging.total() == Some(0) {
            if self.paging.part().is_some() {
                widgets::note(ui, cx.colours, cx.t(words::SEARCHING));
                return;
            }
            self.empty(ui, cx);
            return;
        }
        let halves = page::halves(ui, height, self.detail.is_open());
        if let Some(part) = halves.table {
            page::framed(ui, cx.colours, part, "pairs", |ui| self.table(ui, cx));
        }
        if let Some(part) = halves.card {
            page::within(ui, part, "pair", |ui| self.detail.show(ui, cx));
        }
    }

    fn table(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let titles = [
            (parts::TIME, Width::Exact(142.0)),
            (common::DK, Width::Exact(182.0)),
            (common::SN, Width::Exact(168.0)),
            (parts::STATE, Width::Exact(128.0)),
            (common::PK, Width::Exact(70.0)),
            (parts::ORDER, Width::Exact(104.0)),
            (parts::OPERATOR, Width::Exact(72.0)),
            (parts::SHIFT, Width::Exact(92.0)),
            (parts::STATION, Width::Exact(60.0)),
            (parts::NAME, Width::Exact(160.0)),
        ];
        let columns = titles.map(|(title, width)| Column::new(cx.t(title), width));
        let grid = Grid { id: "pairs", columns: &columns, keep: 4, rows: self.paging.room() };
        let (marks, chosen) = (&self.marks, self.detail.id());
        let mut rows = PairRows { paging: &mut self.paging, marks, cx, chosen };
        let pressed = self.grid.show(ui, cx.colours, grid, &mut rows);
        if let Some(pair) = pressed.and_then(|index| self.paging.peek(index)) {
            self.detail.open(pair.clone());
        }
    }

    fn empty(&self, ui: &mut Ui, cx: &Cx<'_>) {
        if self.filters.is_any() {
            widgets::empty(ui, cx.colours, cx.t(words::NONE_FOUND), cx.t(words::NONE_FOUND_TODO));
        } else {
            widgets::empty(ui, cx.colours, cx.t(words::NO_PAIRS), cx.t(words::NO_PAIRS_TODO));
        }
    }
}

/// The rows as the table draws them.
struct PairRows<'a, 'c> {
    paging: &'a mut Listing,
    marks: &'a Marks,
    cx: &'a Cx<'c>,
    chosen: Option<i64>,
}

impl Rows for PairRows<'_, '_> {
    fn name(&mut self, index: u64) -> Option<String> {
        self.paging.peek(index).map(|pair| format!("{} {}", pair.dk, pair.sn))
    }

    fn chosen(&mut self, index: u64) -> bool {
        self.chosen.is_some() && self.paging.peek(index).map(|pair| pair.id) == self.chosen
    }

    fn cell(&mut self, ui: &mut Ui, index: u64, column: usize) {
        let colours = self.cx.colours;
        let Some(pair) = self.paging.row(index) else {
            return cell(ui, "…", colours.muted);
        };
        let ink = if pair.voided.is_some() { colours.muted } else { colours.ink };
        match column {
            0 => cell_mono(ui, &shape::when(self.cx.clock, pair.stamp.at), colours.muted),
            1 => self.marks.cell(ui, colours, &shape::dk(&pair.dk), ink),
            2 => self.marks.cell(ui, colours, &pair.sn, ink),
            3 => state(ui, self.cx, pair),
            4 => cell_mono(ui, &pair.pk, ink),
            5 => cell(ui, &pair.context.order, ink),
            6 => cell(ui, &pair.context.operator, ink),
            7 => cell(ui, shift_name(self.cx.lang, &pair.context.shift), ink),
            8 => cell(ui, &pair.context.station, ink),
            _ => cell(ui, &pair.name, ink),
        }
    }
}

/// Voided with its reason, or how it stands at the platform: icon and word.
fn state(ui: &mut Ui, cx: &Cx<'_>, pair: &Pair) {
    let colours = cx.colours;
    match &pair.voided {
        Some(voided) => {
            icons::show(ui, Icon::Cross, font::SMALL, colours.bad);
            cell(
                ui,
                &words::voided_why(cx.lang, words::void_reason(cx.lang, &voided.why), &voided.by),
                colours.bad,
            );
        }
        None => {
            let (icon, ink) = match &pair.platform {
                Platform::NotHandedOver => (None, colours.muted),
                Platform::Elsewhere | Platform::Waiting => (Some(Icon::Export), colours.ink),
                Platform::Accepted => (Some(Icon::Check), colours.good),
                Platform::Rejected(_) => (Some(Icon::Warning), colours.bad),
            };
            if let Some(icon) = icon {
                icons::show(ui, icon, font::SMALL, ink);
            }
            let text = match &pair.platform {
                Platform::Rejected(why) => {
                    platform_words::rejected_why(cx.lang, &platform::says(cx.lang, why))
                }
                other => cx.t(platform::state(other.state())).to_owned(),
            };
            cell(ui, &text, ink);
        }
    }
}
