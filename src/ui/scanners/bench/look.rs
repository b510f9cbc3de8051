//! Looking through a recording: what the station would have said, scan by scan.

use std::path::PathBuf;
use std::time::Duration;

use egui::Ui;

use crate::pairing::Kind;
use crate::scan::Rule;
use crate::station::rehearsal::{MOST, Plan, Rehearsal, Rehearsed};
use crate::station::{StationError, Task};
use crate::text::{Text, common, parts, reason, scan_log as log_words, training as words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Failure, Grid, GridState, KnownOrders, PathField, Rows, form, page, shape};
use crate::ui::tokens::{self, Says, space};
use crate::ui::widgets::{self, Column, Look, Width, button, card, cell, cell_mono};
use crate::ui::words as state_words;

/// The card, and the table of what came of it.
#[derive(Default)]
pub(super) struct LookThrough {
    file: PathField,
    orders: KnownOrders,
    order: Option<String>,
    running: Option<Task<Rehearsal>>,
    ended: Option<Ended>,
    grid: GridState,
    chosen: Option<u64>,
}

enum Ended {
    Done(Rehearsal),
    Cancelled,
    Failed(Failure),
}

impl LookThrough {
    /// Draws the card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.take(cx);
        widgets::note(ui, cx.colours, cx.t(words::LOOK_NOTE));
        ui.add_space(space::S);
        if let Some(running) = &self.running {
            let (progress, label) = (running.progress(), cx.t(words::LOOK_GOES_ON));
            if widgets::progress(ui, cx.colours, progress, label, cx.t(common::CANCEL)) {
                running.cancel();
            }
            ui.ctx().request_repaint_after(Duration::from_millis(100));
            return;
        }
        self.form(ui, cx);
        match &self.ended {
            None => {}
            Some(Ended::Cancelled) => {
                form::strip(ui, cx.colours, Says::Neutral, Icon::Cross, cx.t(words::LOOK_CANCELLED));
            }
            Some(Ended::Failed(failure)) => {
                form::strip(ui, cx.colours, Says::Hard, Icon::Cross, failure.text(cx));
                ui.add(egui::Label::new(&failure.detail).wrap().selectable(true));
            }
            Some(Ended::Done(done)) => summary(ui, cx, done),
        }
    }

    fn form(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.orders.ask_once(cx);
        self.file.show(ui, cx, cx.t(words::LOOK_FILE), Wanted::Open(&["jsonl", "txt"]));
        let choices = self.orders.choices(cx.t(words::LOOK_OPEN_ORDER));
        let file = self.file.path();
        ui.horizontal_wrapped(|ui| {
            form::choose(ui, cx.colours, cx.t(words::LOOK_ORDER), &mut self.order, &choices);
            ui.add_enabled_ui(file.is_some(), |ui| {
                if button(ui, cx.colours, Look::Primary, cx.t(words::LOOK_BEGIN))
                    && let Some(file) = file
                {
                    self.begin(cx, file);
                }
            });
        });
    }

    fn begin(&mut self, cx: &Cx<'_>, file: PathBuf) {
        self.ended = None;
        self.chosen = None;
        self.grid.to_top();
        let plan = Plan { file, order: self.order.clone() };
        self.running = Some(cx.desk.rehearse(cx.settings.clone(), plan));
    }

    fn take(&mut self, cx: &mut Cx<'_>) {
        self.orders.take(cx);
        let Some(answer) = self.running.as_ref().and_then(Task::poll) else { return };
        self.running = None;
        // An order that was added meanwhile can be chosen for the next one.
        self.orders.refresh(cx);
        self.ended = Some(match answer {
            Ok(done) => Ended::Done(done),
            Err(StationError::Cancelled) => Ended::Cancelled,
            Err(error) => Ended::Failed(Failure::of(&error)),
        });
    }

    /// Draws the table, and the verdict that was chosen in it, below the cards.
    pub(super) fn result(&mut self, ui: &mut Ui, cx: &Cx<'_>, room: f32) {
        let Some(Ended::Done(done)) = &self.ended else { return };
        if done.rows.is_empty() {
            widgets::empty(ui, cx.colours, cx.t(words::LOOK_EMPTY), cx.t(words::LOOK_EMPTY_TODO));
            return;
        }
        ui.add_space(space::M);
        let row = self.chosen.and_then(|at| done.rows.get(usize::try_from(at).ok()?));
        let halves = page::halves(ui, page::rest(ui, room), row.is_some());
        let mut open = true;
        if let (Some(part), Some(row)) = (halves.card, row) {
            page::within(ui, part, "rehearsed", |ui| open = detail(ui, cx, row));
        }
        if let Some(part) = halves.table {
            page::framed(ui, cx.colours, part, "rehearsal", |ui| {
                table(ui, cx, done, &mut self.grid, &mut self.chosen);
            });
        }
        if !open {
            self.chosen = None;
        }
    }
}

fn summary(ui: &mut Ui, cx: &Cx<'_>, done: &Rehearsal) {
    ui.add_space(space::S);
    let count = shape::count;
    let (scans, paired, rejected) =
        (count(done.summary.scans), count(done.summary.paired), count(done.summary.rejected));
    let text = words::looked(cx.lang, &done.order, &scans, &paired, &rejected);
    form::strip(ui, cx.colours, Says::Done, Icon::Check, &text);
    if done.more {
        let text = words::more(cx.lang, &count(MOST as u64));
        form::strip(ui, cx.colours, Says::Soft, Icon::Warning, &text);
    }
}

fn table(ui: &mut Ui, cx: &Cx<'_>, done: &Rehearsal, grid: &mut GridState, chosen: &mut Option<u64>) {
    let titles = [
        (words::NUMBER, Width::Exact(72.0)),
        (log_words::VERDICT, Width::Exact(116.0)),
        (log_words::REASON, Width::Exact(148.0)),
        (log_words::TEXT, Width::Rest(220.0)),
        (words::RULE, Width::Exact(132.0)),
        (log_words::GUN, Width::Exact(112.0)),
        (parts::TIME, Width::Exact(142.0)),
    ];
    let columns = titles.map(|(title, width)| match title {
        words::NUMBER => Column::number(cx.t(title), width),
        _ => Column::new(cx.t(title), width),
    });
    let shape = Grid { id: "rehearsal", columns: &columns, keep: 4, rows: done.rows.len() as u64 };
    let mut rows = Verdicts { rows: &done.rows, cx, chosen: *chosen };
    if let Some(pressed) = grid.show(ui, cx.colours, shape, &mut rows) {
        *chosen = Some(pressed);
    }
}

/// The rows as the table draws them.
struct Verdicts<'a, 'c> {
    rows: &'a [Rehearsed],
    cx: &'a Cx<'c>,
    chosen: Option<u64>,
}

impl Verdicts<'_, '_> {
    fn row(&self, index: u64) -> Option<&Rehearsed> {
        self.rows.get(usize::try_from(index).ok()?)
    }
}

impl Rows for Verdicts<'_, '_> {
    fn name(&mut self, index: u64) -> Option<String> {
        let row = self.row(index)?;
        let (kind, why) = (self.cx.t(kind_word(row)), reason_word(row).map_or("", |word| self.cx.t(word)));
        Some(format!("{} {kind} {why} {}", row.n, shape::visible(&row.raw)))
    }

    fn chosen(&mut self, index: u64) -> bool {
        self.chosen == Some(index)
    }

    fn cell(&mut self, ui: &mut Ui, index: u64, column: usize) {
        let (cx, colours) = (self.cx, self.cx.colours);
        let Some(row) = self.row(index) else { return };
        match column {
            0 => cell_mono(ui, &shape::count(row.n), colours.muted),
            1 => cell(ui, cx.t(kind_word(row)), ink(cx, row)),
            2 => cell(ui, reason_word(row).map_or("", |word| cx.t(word)), colours.ink),
            3 => cell_mono(ui, &shape::visible(&row.raw), colours.ink),
            4 => cell_mono(ui, row.rule.as_str(), colours.muted),
            5 => cell(ui, state_words::gun_name(cx.lang, &row.source), colours.ink),
            _ => {
                cell_mono(ui, &row.at.map_or_else(String::new, |at| shape::when(cx.clock, at)), colours.muted)
            }
        }
    }
}

fn ink(cx: &Cx<'_>, row: &Rehearsed) -> egui::Color32 {
    match row.verdict.kind {
        Kind::Paired | Kind::Verified => cx.colours.good,
        Kind::Rejected => cx.colours.bad,
        Kind::AlreadyPaired | Kind::Command => cx.colours.brand,
        Kind::Module | Kind::Device | Kind::Ignored => cx.colours.muted,
    }
}

/// The word of a verdict, as in the scan log.
fn kind_word(row: &Rehearsed) -> Text {
    match row.verdict.kind {
        Kind::Module => log_words::MODULE,
        Kind::Device => log_words::DEVICE,
        Kind::Paired => log_words::PAIRED,
        Kind::AlreadyPaired => log_words::ALREADY,
        Kind::Verified => log_words::VERIFIED,
        Kind::Rejected => log_words::REJECTED,
        Kind::Ignored => log_words::IGNORED,
        Kind::Command => log_words::COMMAND,
    }
}

fn reason_word(row: &Rehearsed) -> Option<Text> {
    row.verdict.reason.map(|why| reason::words(why, row.verdict.hint).short)
}

/// One verdict, whole; false = close it.
fn detail(ui: &mut Ui, cx: &Cx<'_>, row: &Rehearsed) -> bool {
    let mut open = true;
    card(ui, cx.colours, |ui| {
        let verdict = &row.verdict;
        let (title, todo) = state_words::verdict(verdict);
        let icon = match verdict.kind {
            Kind::Rejected => Icon::Warning,
            Kind::Ignored => Icon::Pause,
            _ => Icon::Check,
        };
        form::strip(ui, cx.colours, tokens::says(verdict).0, icon, cx.t(title));
        if verdict.reason.is_some() {
            ui.add(egui::Label::new(cx.t(todo)).wrap());
        }
        ui.add_space(space::S);
        let tried = state_words::rules(cx.lang, &row.tried);
        let matched = if row.rule == Rule::None { &[][..] } else { &[row.rule] };
        for (name, value) in [
            (log_words::TEXT, shape::visible(&row.raw)),
            (log_words::HEX, shape::hex(&row.raw)),
            (log_words::LENGTH, log_words::bytes(cx.lang, row.raw.len())),
            (words::RULE, state_words::rules(cx.lang, matched)),
            (words::TRIED, tried),
            (common::DK, shape::dk(&verdict.keys.dk)),
            (common::PK, verdict.keys.pk.clone()),
            (common::SN, verdict.keys.sn.clone()),
            (log_words::GUN, state_words::gun_name(cx.lang, &row.source).to_owned()),
            (parts::TIME, row.at.map_or_else(String::new, |at| cx.clock.date_time(at))),
            (words::LINE, shape::count(row.line as u64)),
        ] {
            form::fact(ui, cx.colours, cx.t(name), &value, true);
        }
        ui.add_space(space::S);
        open = !button(ui, cx.colours, Look::Secondary, cx.t(parts::HIDE));
    });
    open
}
