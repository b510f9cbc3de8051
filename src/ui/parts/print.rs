//! A page to print: asked for here, made and written on another thread.

use std::path::{Path, PathBuf};

use egui::Ui;

use super::path::Wanted;
use super::{Errand, FolderButton, PathField, form};
use crate::labels::print::{self, PrintError};
use crate::labels::sheet::Sheet;
use crate::text::{Lang, Text, checkup as words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button};

/// A page that can be printed, and its words.
#[derive(Debug, Clone, Copy)]
pub struct Printed {
    /// What it is.
    pub title: Text,
    /// How to print it.
    pub note: Text,
    /// On the button that saves it.
    pub save: Text,
    /// The file's name, to begin with.
    pub file: Text,
    /// It was not saved.
    pub failed: Text,
    /// What stands on it.
    pub sheet: fn(Lang) -> Sheet,
}

/// The words of something that can be printed; see [`Printed`].
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// What it is.
    pub title: Text,
    /// How to print it.
    pub note: Text,
    /// On the button that saves it.
    pub save: Text,
    /// The file's name, to begin with.
    pub file: Text,
    /// It was not saved.
    pub failed: Text,
}

impl Printed {
    fn words(&self) -> Words {
        let Printed { title, note, save, file, failed, .. } = *self;
        Words { title, note, save, file, failed }
    }
}

/// What makes the file at this path, over one that is there if so asked, on another thread.
pub type Job = Box<dyn Fn(&Path, bool) -> Result<(), PrintError> + Send>;

/// Where a page is saved, and what became of it.
#[derive(Default)]
pub struct Print {
    path: PathField,
    /// The path was filled in for the user.
    suggested: bool,
    saving: Option<Errand<Result<PathBuf, PrintError>>>,
    ended: Option<Result<PathBuf, PrintError>>,
    folder: FolderButton,
}

impl Print {
    /// Draws it: what it is, the file, the button, what became of it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, what: &Printed) {
        let (lang, sheet) = (cx.lang, what.sheet);
        let job = move || -> Job {
            Box::new(move |path, replace| print::save(&sheet(lang), lang.tag(), path, replace))
        };
        self.show_job(ui, cx, what.words(), Some(&job));
    }

    /// The same of what `job` makes; without one there is nothing to save yet.
    pub fn show_job(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, what: Words, job: Option<&dyn Fn() -> Job>) {
        self.take(cx, what);
        if !std::mem::replace(&mut self.suggested, true) {
            let folder = crate::ui::export::export_directory(&cx.settings.export.directory, cx.data);
            self.path = PathField::new(&folder.join(cx.t(what.file)));
        }
        widgets::title(ui, cx.t(what.title));
        widgets::note(ui, cx.colours, cx.t(what.note));
        ui.add_space(space::S);
        if self.path.show(ui, cx, cx.t(words::SHEET_FILE), Wanted::Save("pdf")) {
            self.ended = None;
        }
        let ready = self.path.path().filter(|_| self.saving.is_none()).zip(job);
        ui.add_enabled_ui(ready.is_some(), |ui| {
            if button(ui, cx.colours, Look::Primary, cx.t(what.save))
                && let Some((path, job)) = ready
            {
                self.save(ui, job(), path, false);
            }
        });
        self.outcome(ui, cx, what, job);
    }

    /// What became of the last one is about something else now.
    pub fn forget(&mut self) {
        self.ended = None;
    }

    fn save(&mut self, ui: &Ui, job: Job, path: PathBuf, replace: bool) {
        self.ended = None;
        self.saving = Some(Errand::run(ui.ctx(), move || job(&path, replace).map(|()| path)));
    }

    fn take(&mut self, cx: &mut Cx<'_>, what: Words) {
        let Some(ended) = Errand::take(&mut self.saving) else { return };
        match &ended {
            Ok(path) => cx.notices.done(words::sheet_saved(cx.lang, &path.display().to_string())),
            Err(PrintError::Exists(_)) => {}
            Err(error) => cx.notices.failed(cx.t(what.failed), error.to_string()),
        }
        self.ended = Some(ended);
    }

    fn outcome(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, what: Words, job: Option<&dyn Fn() -> Job>) {
        if self.saving.is_some() {
            form::strip(ui, cx.colours, Says::Neutral, Icon::Orders, cx.t(words::SHEET_SAVING));
        }
        match &self.ended {
            None => {}
            Some(Ok(path)) => {
                let text = words::sheet_saved(cx.lang, &path.display().to_string());
                form::strip(ui, cx.colours, Says::Good, Icon::Check, &text);
                if let Some(folder) = path.parent() {
                    self.folder.show(ui, cx, folder);
                }
            }
            Some(Err(PrintError::Exists(path))) => {
                let path = path.clone();
                form::strip(ui, cx.colours, Says::Soft, Icon::Warning, cx.t(words::SHEET_EXISTS));
                if let Some(job) = job
                    && button(ui, cx.colours, Look::Danger, cx.t(words::SHEET_REPLACE))
                {
                    self.save(ui, job(), path, true);
                }
            }
            Some(Err(error)) => {
                form::strip(ui, cx.colours, Says::Hard, Icon::Cross, cx.t(what.failed));
                widgets::note(ui, cx.colours, &error.to_string());
            }
        }
    }
}
