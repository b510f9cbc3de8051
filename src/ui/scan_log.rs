//! Scan log: every scan with its verdict, and why it was refused: which code, which bytes, which
//! rule, which gun, since when.

mod detail;
mod filters;
mod to_file;

use egui::Ui;

use super::cx::Cx;
use super::icons::{self, Icon};
use super::parts::page::{self, Failure};
use super::parts::{Grid, GridState, Paging, Rows, Watch, shape};
use super::tokens::font;
use super::widgets::{self, Column, Width, cell, cell_mono};
use super::words as state_words;
use crate::ledger::{Event, EventFilter};
use crate::pairing::Kind;
use crate::scan::{Hint, Reason};
use crate::text::{Lang, Text, common, parts, reason, scan_log as words};

use filters::Filters;
use to_file::ToFile;

/// Its state.
pub struct ScanLogScreen {
    filters: Filters,
    paging: Paging<EventFilter, Event>,
    grid: GridState,
    chosen: Option<Event>,
    to_file: ToFile,
    watch: Watch<u64>,
    failed: Option<Failure>,
}

impl Default for ScanLogScreen {
    fn default() -> ScanLogScreen {
        let filters = Filters::default();
        ScanLogScreen {
            paging: Paging::new(filters.selection().filter()),
            filters,
            grid: GridState::default(),
            chosen: None,
            to_file: ToFile::default(),
            watch: Watch::default(),
            failed: None,
        }
    }
}

impl ScanLogScreen {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.look(ui, cx);
        page::page(ui, "scan-log", |ui, room| {
            page::heading(ui, cx.t(common::SCREEN_SCAN_LOG), |ui| {
                if let Some(total) = self.paging.total() {
                    widgets::note(ui, cx.colours, &parts::rows(cx.lang, &shape::count(total)));
                }
                self.to_file.button(ui, cx);
            });
            if self.filters.show(ui, cx) {
                self.chosen = None;
            }
            self.to_file.card(ui, cx, &self.filters.selection());
            if let Some(failed) = &self.failed
                && page::failure(ui, cx, failed)
            {
                self.failed = None;
                self.paging.refresh();
            }
            self.body(ui, cx, room);
        });
        let desk = cx.desk;
        self.paging.ask(|filter, offset, limit| desk.events(filter, offset, limit));
    }

    fn look(&mut self, ui: &Ui, cx: &Cx<'_>) {
        if self.watch.changed(ui, cx.view.revision) {
            self.paging.refresh();
        }
        if self.paging.set_filter(&self.filters.selection().filter()) {
            self.grid.to_top();
            self.failed = None;
        }
        if let Err(error) = self.paging.take() {
            self.failed = Some(Failure::of(&error));
        }
        self.grid.shift(self.paging.take_shift());
    }

    fn body(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, room: f32) {
        if self.paging.total() == Some(0) {
            self.empty(ui, cx);
            return;
        }
        let height = page::rest(ui, room);
        let halves = page::halves(ui, height, self.chosen.is_some());
        if let Some(part) = halves.table {
            page::framed(ui, cx.colours, part, "scans", |ui| self.table(ui, cx));
        }
        if let Some(part) = halves.card {
            let mut open = true;
            page::within(ui, part, "scan", |ui| {
                if let Some(event) = &self.chosen {
                    open = detail::show(ui, cx, event);
                }
            });
            if !open {
                self.chosen = None;
            }
        }
    }

    fn table(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let titles = [
            (parts::TIME, Width::Exact(142.0)),
            (words::VERDICT, Width::Exact(116.0)),
            (words::REASON, Width::Exact(148.0)),
            (words::TEXT, Width::Rest(200.0)),
            (words::GUN, Width::Exact(104.0)),
            (parts::ORDER, Width::Exact(104.0)),
            (parts::OPERATOR, Width::Exact(72.0)),
            (parts::STATION, Width::Exact(60.0)),
        ];
        let columns = titles.map(|(title, width)| Column::new(cx.t(title), width));
        let grid = Grid { id: "scans", columns: &columns, keep: 4, rows: self.paging.room() };
        let chosen = self.chosen.as_ref().map(|event| event.seq);
        let mut rows = EventRows { paging: &mut self.paging, cx, chosen };
        let pressed = self.grid.show(ui, cx.colours, grid, &mut rows);
        if let Some(event) = pressed.and_then(|index| self.paging.peek(index)) {
            self.chosen = Some(event.clone());
        }
    }

    fn empty(&self, ui: &mut Ui, cx: &Cx<'_>) {
        if self.filters.is_only_default() {
            widgets::empty(ui, cx.colours, cx.t(words::NONE_REFUSED), cx.t(words::NONE_REFUSED_TODO));
        } else {
            widgets::empty(ui, cx.colours, cx.t(words::NONE_FOUND), cx.t(words::NONE_FOUND_TODO));
        }
    }
}

/// The rows as the table draws them.
struct EventRows<'a, 'c> {
    paging: &'a mut Paging<EventFilter, Event>,
    cx: &'a Cx<'c>,
    chosen: Option<i64>,
}

impl Rows for EventRows<'_, '_> {
    fn name(&mut self, index: u64) -> Option<String> {
        let cx = self.cx;
        self.paging.peek(index).map(|event| {
            let text = shape::visible(&event.event.raw);
            format!("{} {} {text}", cx.t(verdict_word(event)), reason_word(event).map_or("", |w| cx.t(w)))
        })
    }

    fn chosen(&mut self, index: u64) -> bool {
        self.chosen.is_some() && self.paging.peek(index).map(|event| event.seq) == self.chosen
    }

    fn cell(&mut self, ui: &mut Ui, index: u64, column: usize) {
        let (cx, colours) = (self.cx, self.cx.colours);
        let Some(event) = self.paging.row(index) else {
            return cell(ui, "…", colours.muted);
        };
        let it = &event.event;
        match column {
            0 => cell_mono(ui, &shape::when(cx.clock, it.stamp.at), colours.muted),
            1 => verdict(ui, cx, event),
            2 => cell(ui, reason_word(event).map_or("", |word| cx.t(word)), colours.ink),
            3 => cell_mono(ui, &shape::visible(&it.raw), colours.ink),
            4 => cell(ui, state_words::gun_name(cx.lang, &it.source), colours.ink),
            5 => cell(ui, &it.context.order, colours.ink),
            6 => cell(ui, &it.context.operator, colours.ink),
            _ => cell(ui, &it.context.station, colours.ink),
        }
    }
}

/// Icon and word of a verdict.
fn verdict(ui: &mut Ui, cx: &Cx<'_>, event: &Event) {
    let colours = cx.colours;
    let (icon, ink) = match Kind::from_name(&event.event.verdict) {
        Some(Kind::Paired | Kind::Verified) => (Icon::Check, colours.good),
        Some(Kind::AlreadyPaired) => (Icon::Again, colours.brand),
        Some(Kind::Rejected) => (Icon::Cross, colours.bad),
        Some(Kind::Ignored) => (Icon::Pause, colours.muted),
        Some(Kind::Command) => (Icon::Play, colours.brand),
        Some(Kind::Module | Kind::Device) | None => (Icon::Swap, colours.muted),
    };
    icons::show(ui, icon, font::SMALL, ink);
    cell(ui, cx.t(verdict_word(event)), ink);
}

/// The word of an event's verdict.
fn verdict_word(event: &Event) -> Text {
    Kind::from_name(&event.event.verdict).map_or(words::NO_VERDICT, kind_word)
}

/// The word of a verdict.
fn kind_word(kind: Kind) -> Text {
    match kind {
        Kind::Module => words::MODULE,
        Kind::Device => words::DEVICE,
        Kind::Paired => words::PAIRED,
        Kind::AlreadyPaired => words::ALREADY,
        Kind::Verified => words::VERIFIED,
        Kind::Rejected => words::REJECTED,
        Kind::Ignored => words::IGNORED,
        Kind::Command => words::COMMAND,
    }
}

/// The short word of an event's reason, or of its hint.
fn reason_word(event: &Event) -> Option<Text> {
    words_of(event).map(|words| words.short)
}

/// A scan in a few words: its verdict, and why it was refused. `None`: the event is no scan.
pub(super) fn told(lang: Lang, event: &Event) -> Option<String> {
    let is_scan = ["scan", "timeout"].contains(&event.event.kind);
    let verdict = lang.t(verdict_word(event));
    is_scan.then(|| match reason_word(event) {
        Some(why) => parts::chip(lang, verdict, lang.t(why)),
        None => verdict.to_owned(),
    })
}

fn words_of(event: &Event) -> Option<reason::Words> {
    let why = Reason::from_name(&event.event.reason)?;
    Some(reason::words(why, Hint::from_name(&event.event.hint)))
}
