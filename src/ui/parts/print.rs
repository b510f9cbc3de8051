//! A page to print: asked for here, made and written on another thread.

use std::path::PathBuf;

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
        let path = self.path.path().filter(|_| self.saving.is_none());
        ui.add_enabled_ui(path.is_some(), |ui| {
            if button(ui, cx.colours, Look::Primary, cx.t(what.save))
                && let Some(path) = path
            {
                self.save(ui, cx, what, path, false);
            }
        });
        self.outcome(ui, cx, what);
    }

    fn save(&mut self, ui: &Ui, cx: &Cx<'_>, what: &Printed, path: PathBuf, replace: bool) {
        let (lang, sheet) = (cx.lang, what.sheet);
        self.ended = None;
        self.saving = Some(Errand::run(ui.ctx(), move || {
            print::save(&sheet(lang), lang.tag(), &path, replace).map(|()| path)
        }));
    }

    fn take(&mut self, cx: &mut Cx<'_>, what: &Printed) {
        let Some(ended) = Errand::take(&mut self.saving) else { return };
        match &ended {
            Ok(path) => cx.notices.done(words::sheet_saved(cx.lang, &path.display().to_string())),
            Err(PrintError::Exists(_)) => {}
            Err(error) => cx.notices.failed(cx.t(what.failed), error.to_string()),
        }
        self.ended = Some(ended);
    }

    fn outcome(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, what: &Printed) {
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
                if button(ui, cx.colours, Look::Danger, cx.t(words::SHEET_REPLACE)) {
                    self.save(ui, cx, what, path, true);
                }
            }
            Some(Err(error)) => {
                form::strip(ui, cx.colours, Says::Hard, Icon::Cross, cx.t(what.failed));
                widgets::note(ui, cx.colours, &error.to_string());
            }
        }
    }
}
