//! Earlier exports, newest first, with their files.

use std::collections::HashSet;
use std::path::PathBuf;

use egui::{RichText, Ui};

use super::outcome::{folder_of, some_files};
use crate::ledger::ExportRecord;
use crate::station::Task;
use crate::text::{common, export as words, parts};
use crate::ui::cx::Cx;
use crate::ui::parts::page::{self, Failure};
use crate::ui::parts::{Errand, FolderButton, shape};
use crate::ui::tokens::space;
use crate::ui::widgets::{self, Look, button, card};

/// How many are shown at first, and how many more each time.
const STEP: usize = 10;

/// The list.
#[derive(Default)]
pub(super) struct History {
    records: Option<Vec<ExportRecord>>,
    asked: Option<Task<Vec<ExportRecord>>>,
    /// Which of the files are no longer where they were written.
    gone: HashSet<PathBuf>,
    looking: Option<Errand<HashSet<PathBuf>>>,
    open: Option<i64>,
    more: usize,
    folder: FolderButton,
    failed: Option<Failure>,
}

impl History {
    /// Asks again.
    pub(super) fn refresh(&mut self, cx: &Cx<'_>) {
        self.failed = None;
        self.asked = Some(cx.desk.exports());
    }

    /// Draws the card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.take(ui);
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::HISTORY));
            ui.add_space(space::S);
            if let Some(failed) = &self.failed
                && page::failure(ui, cx, failed)
            {
                self.refresh(cx);
            }
            let records = self.records.take().unwrap_or_default();
            if records.is_empty() {
                widgets::note(ui, cx.colours, cx.t(words::NO_HISTORY));
            }
            for record in records.iter().take(STEP + self.more) {
                self.one(ui, cx, record);
            }
            if records.len() > STEP + self.more && button(ui, cx.colours, Look::Secondary, cx.t(words::MORE))
            {
                self.more += STEP;
            }
            self.records = Some(records);
        });
    }

    fn take(&mut self, ui: &Ui) {
        if let Some(answer) = self.asked.as_ref().and_then(Task::poll) {
            self.asked = None;
            match answer {
                Ok(records) => {
                    self.looking = Some(look_for(ui, &records));
                    self.records = Some(records);
                }
                Err(error) => self.failed = Some(Failure::of(&error)),
            }
        }
        if let Some(gone) = Errand::take(&mut self.looking) {
            self.gone = gone;
        }
    }

    fn one(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, record: &ExportRecord) {
        let is_open = self.open == Some(record.id);
        ui.separator();
        ui.horizontal_wrapped(|ui| {
            let when = cx.clock.date_time(record.at);
            ui.label(RichText::new(when).font(crate::ui::fonts::mono(crate::ui::tokens::font::BODY)));
            ui.label(words::history_line(cx.lang, &shape::count(record.pairs), record.files.len()));
            if !record.by.is_empty() {
                ui.label(common::operator(cx.lang, &record.by));
            }
            let word = if is_open { words::FOLD } else { words::UNFOLD };
            if button(ui, cx.colours, Look::Secondary, cx.t(word)) {
                self.open = (!is_open).then_some(record.id);
            }
        });
        if !is_open {
            return;
        }
        some_files(ui, cx, &record.files, |file| !self.gone.contains(&file.path));
        if record.files.iter().any(|file| self.gone.contains(&file.path)) {
            widgets::note(ui, cx.colours, cx.t(words::GONE_NOTE));
        }
        match folder_of(&record.files) {
            Some(folder) => self.folder.show(ui, cx, &folder),
            None => {
                widgets::note(ui, cx.colours, cx.t(parts::READ_FAILED));
            }
        }
    }
}

/// Looks on another thread which files are gone: a network drive may take its time.
fn look_for(ui: &Ui, records: &[ExportRecord]) -> Errand<HashSet<PathBuf>> {
    let paths: Vec<PathBuf> = records.iter().flat_map(|r| &r.files).map(|file| file.path.clone()).collect();
    Errand::run(ui.ctx(), move || paths.into_iter().filter(|path| !path.exists()).collect())
}
