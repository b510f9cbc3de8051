//! One export: what it was, its files, and what the platform says of it.

use std::collections::HashSet;
use std::path::PathBuf;

use egui::Ui;

use super::again::Again;
use super::rejected::Rejected;
use super::{Entry, answered};
use crate::ledger::ExportRecord;
use crate::text::{export as words, parts};
use crate::ui::cx::Cx;
use crate::ui::export::answer::Answer;
use crate::ui::export::outcome::{folder_of, some_files};
use crate::ui::parts::{Errand, FolderButton, form, page};
use crate::ui::tokens::space;
use crate::ui::widgets::{self, Look, button, card};

/// What it is asked for that others must do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The list of exports.
    Back,
    /// A new export of what the platform rejected.
    ExportRejected,
}

/// The chosen export.
pub(super) struct One {
    id: i64,
    /// Which of its files are no longer where they were written.
    gone: HashSet<PathBuf>,
    looking: Option<Errand<HashSet<PathBuf>>>,
    looked: bool,
    folder: FolderButton,
    again: Again,
    answer: Answer,
    rejected: Rejected,
}

impl One {
    pub(super) fn new(id: i64) -> One {
        One {
            id,
            gone: HashSet::new(),
            looking: None,
            looked: false,
            folder: FolderButton::default(),
            again: Again::default(),
            answer: Answer::default(),
            rejected: Rejected::of(id),
        }
    }

    pub(super) fn id(&self) -> i64 {
        self.id
    }

    /// The ledger, or the disk, has changed.
    pub(super) fn refresh(&mut self) {
        self.looked = false;
        self.rejected.refresh();
    }

    /// True when an answer was taken, or files were written again.
    pub(super) fn tend(&mut self) -> bool {
        [self.answer.tend(), self.again.tend()].contains(&true)
    }

    /// Draws it.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, entry: &Entry, room: f32) -> Option<Wanted> {
        self.look_for_files(ui, &entry.record);
        let mut wanted = None;
        ui.horizontal_wrapped(|ui| {
            if button(ui, cx.colours, Look::Secondary, cx.t(parts::BACK_TO_LIST)) {
                wanted = Some(Wanted::Back);
            }
            widgets::title(ui, &words::number(cx.lang, self.id));
        });
        let two = page::columns(ui, |columns| {
            self.facts(&mut columns[0], cx, entry);
            self.answer.card(&mut columns[1], cx, self.id);
        });
        if !two {
            self.facts(ui, cx, entry);
            ui.add_space(space::S);
            self.answer.card(ui, cx, self.id);
        }
        if self.answer.tables(ui, cx, room) {
            return wanted;
        }
        if self.rejected.ui(ui, cx, room) {
            wanted = Some(Wanted::ExportRejected);
        }
        wanted
    }

    fn facts(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, entry: &Entry) {
        let (colours, record) = (cx.colours, &entry.record);
        card(ui, colours, |ui| {
            let facts = [
                (parts::TIME, cx.clock.date_time(record.at), true),
                (words::COL_WHAT, entry.what(cx), false),
                (words::BY, record.by.clone(), false),
                (words::COL_ANSWER, answered(cx, record), false),
            ];
            for (name, value, code) in facts {
                form::fact(ui, colours, cx.t(name), &value, code);
            }
            ui.add_space(space::S);
            numbers(ui, cx, record);
            ui.add_space(space::M);
            widgets::title(ui, cx.t(words::FILES));
            some_files(ui, cx, &record.files, |file| !self.gone.contains(&file.path));
            if !self.gone.is_empty() {
                widgets::note(ui, colours, cx.t(words::GONE_NOTE));
            }
            for manifest in &entry.manifests {
                form::fact(ui, colours, cx.t(words::MANIFEST), &manifest.display().to_string(), false);
            }
            let folder = folder_of(&record.files);
            if let Some(folder) = &folder {
                self.folder.show(ui, cx, folder);
            }
            self.again.show(ui, cx, record.id, folder);
        });
    }

    /// Looks on another thread which files are gone: a network drive may take its time.
    fn look_for_files(&mut self, ui: &Ui, record: &ExportRecord) {
        if !std::mem::replace(&mut self.looked, true) {
            let paths: Vec<PathBuf> = record.files.iter().map(|file| file.path.clone()).collect();
            let look = move || paths.into_iter().filter(|path| !path.exists()).collect();
            self.looking = Some(Errand::run(ui.ctx(), look));
        }
        if let Some(gone) = Errand::take(&mut self.looking) {
            self.gone = gone;
        }
    }
}

fn numbers(ui: &mut Ui, cx: &Cx<'_>, record: &ExportRecord) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL * 1.6;
        for (name, count) in [
            (words::COL_PAIRS, record.pairs),
            (words::ACCEPTED, record.accepted),
            (crate::text::platform::REJECTED, record.rejected),
            (words::WAITING, record.waiting()),
            (words::VOIDED_SINCE, record.voided),
        ] {
            form::number(ui, cx.colours, cx.t(name), Some(count));
        }
    });
}
