//! The log as a file: what the filter shows, all of it.

use egui::Ui;

use crate::station::scan_log::{LogFile, LogSelection};
use crate::station::{StationError, Task};
use crate::text::{common, parts, scan_log as words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Failure, FolderButton, PathField, form, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button, card};

/// A button, the card it opens, and the work under way.
#[derive(Default)]
pub(super) struct ToFile {
    open: bool,
    format: Option<LogFile>,
    path: PathField,
    running: Option<Task<u64>>,
    ended: Option<Ended>,
    folder: FolderButton,
}

enum Ended {
    Written(u64),
    Cancelled,
    Failed(Failure),
}

const FORMATS: [(LogFile, &str, &str); 3] =
    [(LogFile::Csv, "CSV", "csv"), (LogFile::Xlsx, "XLSX", "xlsx"), (LogFile::Json, "JSON", "jsonl")];

fn ending(format: LogFile) -> &'static str {
    FORMATS.iter().find(|(of, ..)| *of == format).map_or("csv", |(_, _, ending)| *ending)
}

impl ToFile {
    /// Draws the button that opens the card.
    pub(super) fn button(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if !self.open && button(ui, cx.colours, Look::Secondary, cx.t(words::TO_FILE)) {
            self.open = true;
            self.begin(cx, LogFile::Csv);
        }
    }

    /// Draws the card, while it is open.
    pub(super) fn card(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, selection: &LogSelection) {
        self.take();
        if !self.open {
            return;
        }
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::TO_FILE_TITLE));
            widgets::note(ui, cx.colours, cx.t(words::TO_FILE_NOTE));
            ui.add_space(space::S);
            match &self.running {
                Some(running) => {
                    let label = cx.t(words::WRITING);
                    if widgets::progress(ui, cx.colours, running.progress(), label, cx.t(common::CANCEL)) {
                        running.cancel();
                    }
                    ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
                }
                None => self.form(ui, cx, selection),
            }
            self.result(ui, cx);
        });
    }

    /// A fresh name beside the exports.
    fn begin(&mut self, cx: &Cx<'_>, format: LogFile) {
        self.format = Some(format);
        self.ended = None;
        let stamp: String = cx.clock.date_time(cx.clock.now()).chars().filter(char::is_ascii_digit).collect();
        let folder = crate::ui::export::export_directory(&cx.settings.export.directory, cx.data);
        self.path = PathField::new(&folder.join(format!("scan_log_{stamp}.{}", ending(format))));
    }

    fn take(&mut self) {
        if let Some(answer) = self.running.as_ref().and_then(Task::poll) {
            self.running = None;
            self.ended = Some(match answer {
                Ok(rows) => Ended::Written(rows),
                Err(StationError::Cancelled) => Ended::Cancelled,
                Err(error) => Ended::Failed(Failure::of(&error)),
            });
        }
    }

    fn form(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &LogSelection) {
        let mut format = self.format.unwrap_or(LogFile::Csv);
        let choices = FORMATS.map(|(format, name, _)| (format, name));
        if form::choice(ui, cx.colours, cx.t(words::FORMAT), &mut format, &choices) {
            self.format = Some(format);
            if let Some(path) = self.path.path() {
                self.path = PathField::new(&path.with_extension(ending(format)));
            }
        }
        self.path.show(ui, cx, cx.t(words::FILE), Wanted::Save(ending(format)));
        ui.horizontal(|ui| {
            let path = self.path.path();
            ui.add_enabled_ui(path.is_some(), |ui| {
                if button(ui, cx.colours, Look::Primary, cx.t(words::WRITE))
                    && let Some(path) = path
                {
                    self.ended = None;
                    self.running = Some(cx.desk.write_log(selection.clone(), format, path));
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
            Some(Ended::Failed(failure)) => {
                form::strip(ui, cx.colours, Says::Hard, Icon::Cross, failure.text(cx));
                ui.label(&failure.detail);
            }
            Some(Ended::Written(rows)) => {
                let text = words::written(cx.lang, &shape::count(*rows));
                form::strip(ui, cx.colours, Says::Good, Icon::Check, &text);
                if let Some(folder) = self.path.path().as_deref().and_then(std::path::Path::parent) {
                    self.folder.show(ui, cx, folder);
                }
            }
        }
    }
}
