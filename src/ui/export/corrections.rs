//! Pairs that were voided after they were handed over: told of until they are in a corrections file.
//!
//! The strip stands above every page of the screen, however far that is scrolled. Opened, the card in which
//! the file is written takes the page; what the platform is to be told of each pair is in the file, and of
//! the first ones here.

use egui::{Sense, Ui, vec2};

use super::act::SOON;
use super::outcome::{failed, some_files};
use crate::station::corrections::{
    Correction, CorrectionsPreview, CorrectionsReport, CorrectionsRequest, Todo,
};
use crate::station::{StationError, Task};
use crate::text::records::void_reason;
use crate::text::{Text, common, export as words, parts};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Failure, FolderButton, Grid, GridState, PathField, Rows, form, page, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Column, Look, Width, button, card, cell, cell_mono};

/// What waits, and the file that is written of it.
#[derive(Default)]
pub(super) struct Corrections {
    preview: Option<CorrectionsPreview>,
    asked: Option<Task<CorrectionsPreview>>,
    unread: Option<Failure>,
    open: bool,
    all: bool,
    /// Empty until the card is first opened: then the directory of exports.
    out: Option<PathField>,
    running: Option<Task<CorrectionsReport>>,
    ended: Option<Ended>,
    grid: GridState,
    folder: FolderButton,
}

enum Ended {
    Written(CorrectionsReport),
    Cancelled,
    Failed(Failure),
}

impl Corrections {
    /// The ledger has changed.
    pub(super) fn refresh(&mut self, cx: &Cx<'_>) {
        self.asked = Some(cx.desk.corrections_preview());
    }

    /// Takes the answers; true when a file was written.
    pub(super) fn tend(&mut self) -> bool {
        if let Some(answer) = self.asked.as_ref().and_then(Task::poll) {
            self.asked = None;
            match answer {
                Ok(preview) => (self.preview, self.unread) = (Some(preview), None),
                Err(error) => self.unread = Some(Failure::of(&error)),
            }
        }
        let Some(answer) = self.running.as_ref().and_then(Task::poll) else { return false };
        self.running = None;
        let written = answer.is_ok();
        self.ended = Some(match answer {
            Ok(report) => Ended::Written(report),
            Err(StationError::Cancelled) => Ended::Cancelled,
            Err(error) => Ended::Failed(Failure::of(&error)),
        });
        written
    }

    /// How many wait, and how many there ever were.
    fn counts(&self) -> (u64, u64) {
        self.preview.as_ref().map_or((0, 0), |preview| (preview.new, preview.all))
    }

    /// Its card is to be shown in the place of the page.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    pub(super) fn close(&mut self) {
        self.open = false;
    }

    /// Draws the button that opens the card, while something waits.
    pub(super) fn button(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if !self.open && self.counts().0 > 0 && button(ui, cx.colours, Look::Primary, cx.t(words::CORRECT)) {
            self.open = true;
            self.ended = None;
        }
    }

    /// Draws the strip, while something waits. In a scope of its own: what is being filled in below keeps
    /// the focus when the strip comes or goes.
    pub(super) fn strip(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.scope(|ui| {
            if let Some(unread) = &self.unread
                && page::failure(ui, cx, unread)
            {
                self.unread = None;
                self.refresh(cx);
            }
            let new = self.counts().0;
            if new > 0 {
                let text = words::corrections_waiting(cx.lang, &shape::count(new));
                form::strip(ui, cx.colours, Says::Soft, Icon::Warning, &text);
            }
        });
    }

    /// Draws the card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let counts = self.counts();
        card(ui, cx.colours, |ui| self.card(ui, cx, counts));
    }

    fn card(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, (new, all): (u64, u64)) {
        widgets::note(ui, cx.colours, cx.t(words::CORRECT_NOTE));
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XL * 1.6;
            form::number(ui, cx.colours, cx.t(words::CORRECT_WAITING), Some(new));
            form::number(ui, cx.colours, cx.t(words::CORRECT_EVER), Some(all));
        });
        if let Some(preview) = self.preview.as_ref().filter(|preview| !preview.first.is_empty()) {
            table(ui, cx, &mut self.grid, &preview.first);
        }
        if all > new {
            form::switch(ui, cx.colours, cx.t(words::CORRECT_ALL), &mut self.all);
        }
        let folder = super::export_directory(&cx.settings.export.directory, cx.data);
        let out = self.out.get_or_insert_with(|| PathField::new(&folder));
        out.show(ui, cx, cx.t(words::FOLDER), Wanted::Folder);
        match &self.running {
            Some(running) => {
                let label = cx.t(words::CORRECT_WRITING);
                if widgets::progress(ui, cx.colours, running.progress(), label, cx.t(common::CANCEL)) {
                    running.cancel();
                }
                ui.ctx().request_repaint_after(SOON);
            }
            None => self.act(ui, cx, if self.all { all } else { new }),
        }
        self.result(ui, cx);
    }

    fn act(&mut self, ui: &mut Ui, cx: &Cx<'_>, count: u64) {
        let out = self.out.as_ref().and_then(PathField::path).filter(|_| count > 0);
        ui.horizontal_wrapped(|ui| {
            ui.add_enabled_ui(out.is_some(), |ui| {
                if button(ui, cx.colours, Look::Primary, cx.t(words::CORRECT_WRITE))
                    && let Some(out) = out
                {
                    let operator = cx.view.operator.clone();
                    let request = CorrectionsRequest { out, all: self.all, operator };
                    self.ended = None;
                    self.running = Some(cx.desk.corrections(cx.settings.clone(), request));
                }
            });
            if button(ui, cx.colours, Look::Secondary, cx.t(parts::HIDE)) {
                self.open = false;
            }
        });
    }

    fn result(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        match &self.ended {
            None => {}
            Some(Ended::Cancelled) => {
                form::strip(ui, cx.colours, Says::Neutral, Icon::Cross, cx.t(words::CANCELLED));
            }
            Some(Ended::Failed(failure)) => failed(ui, cx, failure),
            Some(Ended::Written(report)) => {
                let text = words::corrections_done(cx.lang, &shape::count(report.rows));
                form::strip(ui, cx.colours, Says::Good, Icon::Check, &text);
                ui.add_space(space::S);
                ui.label(cx.t(words::CORRECT_NEXT));
                some_files(ui, cx, &report.files, |_| true);
                if let Some(folder) = report.manifest.parent() {
                    self.folder.show(ui, cx, folder);
                }
            }
        }
    }
}

fn table(ui: &mut Ui, cx: &Cx<'_>, grid: &mut GridState, corrections: &[Correction]) {
    let columns = [
        Column::new(cx.t(common::DK), Width::Exact(182.0)),
        Column::new(cx.t(common::SN), Width::Exact(168.0)),
        Column::new(cx.t(words::COL_TODO), Width::Exact(210.0)),
        Column::new(cx.t(words::COL_PAIRED_AGAIN), Width::Rest(230.0)),
        Column::new(cx.t(words::COL_VOID), Width::Exact(150.0)),
        Column::new(cx.t(common::PK), Width::Exact(70.0)),
    ];
    let place = vec2(ui.available_width(), page::table_height(corrections.len()));
    let (part, _) = ui.allocate_exact_size(place, Sense::hover());
    page::framed(ui, cx.colours, part, "corrections", |ui| {
        let shape = Grid { id: "corrections", columns: &columns, keep: 4, rows: corrections.len() as u64 };
        grid.show(ui, cx.colours, shape, &mut CorrectionRows { corrections, cx });
    });
}

fn todo(todo: Todo) -> Text {
    match todo {
        Todo::Delete => words::TODO_DELETE,
        Todo::Look => words::TODO_LOOK,
        Todo::Keep => words::TODO_KEEP,
    }
}

/// What was paired again with the module, and with the sticker.
fn paired_again(cx: &Cx<'_>, correction: &Correction) -> String {
    let by_dk = correction.by_dk.as_ref().map(|pair| words::again_dk(cx.lang, &pair.sn));
    let by_sn =
        correction.by_sn.as_ref().filter(|pair| Some(pair.id) != correction.by_dk.as_ref().map(|of| of.id));
    let by_sn = by_sn.map(|pair| words::again_sn(cx.lang, &shape::dk(&pair.dk)));
    by_dk.into_iter().chain(by_sn).collect::<Vec<_>>().join(" · ")
}

/// The rows as the table draws them.
struct CorrectionRows<'a, 'c> {
    corrections: &'a [Correction],
    cx: &'a Cx<'c>,
}

impl CorrectionRows<'_, '_> {
    fn at(&self, index: u64) -> Option<&Correction> {
        self.corrections.get(usize::try_from(index).ok()?)
    }
}

impl Rows for CorrectionRows<'_, '_> {
    fn name(&mut self, index: u64) -> Option<String> {
        let of = self.at(index)?;
        let text = format!("{} {} {}", of.pair.dk, of.pair.sn, self.cx.t(todo(of.todo())));
        Some(format!("{text} {}", paired_again(self.cx, of)).trim_end().to_owned())
    }

    fn chosen(&mut self, _index: u64) -> bool {
        false
    }

    fn cell(&mut self, ui: &mut Ui, index: u64, column: usize) {
        let colours = self.cx.colours;
        let Some(of) = self.at(index) else { return };
        match column {
            0 => cell_mono(ui, &shape::dk(&of.pair.dk), colours.ink),
            1 => cell_mono(ui, &of.pair.sn, colours.ink),
            2 => {
                let ink = if of.todo() == Todo::Keep { colours.muted } else { colours.bad };
                cell(ui, self.cx.t(todo(of.todo())), ink);
            }
            3 => cell(ui, &paired_again(self.cx, of), colours.ink),
            4 => {
                let why = of.pair.voided.as_ref().map_or("", |voided| &voided.why);
                cell(ui, void_reason(self.cx.lang, why), colours.muted);
            }
            _ => cell_mono(ui, &of.pair.pk, colours.muted),
        }
    }
}
