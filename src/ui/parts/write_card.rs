//! A card in which a screen writes a file: where it goes, the work under way, what came of it.

use std::path::{Path, PathBuf};

use egui::Ui;

use super::path::Wanted;
use super::{Failure, FolderButton, PathField, form};
use crate::station::{StationError, Task};
use crate::text::{Text, common, parts};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button, card};

/// How soon progress is looked at again.
const SOON: std::time::Duration = std::time::Duration::from_millis(100);

/// What the card says.
pub struct Words {
    /// Its title, and what the file is for.
    pub title: Text,
    /// The note below it.
    pub note: Text,
    /// The field of the file.
    pub file: Text,
    /// The button that begins.
    pub write: Text,
    /// While the file is written.
    pub writing: Text,
    /// It was stopped.
    pub cancelled: Text,
}

/// The card, closed until it is wanted. `T` is what the work gives.
pub struct WriteCard<T> {
    open: bool,
    path: PathField,
    running: Option<Task<T>>,
    ended: Option<Ended<T>>,
    folder: FolderButton,
}

enum Ended<T> {
    Written(T),
    Cancelled,
    Failed(Failure),
}

impl<T> Default for WriteCard<T> {
    fn default() -> WriteCard<T> {
        WriteCard {
            open: false,
            path: PathField::default(),
            running: None,
            ended: None,
            folder: FolderButton::default(),
        }
    }
}

impl<T> WriteCard<T> {
    /// Draws the button that opens the card, while it is closed; true when it was pressed.
    pub fn button(&mut self, ui: &mut Ui, cx: &Cx<'_>, name: Text) -> bool {
        let pressed = !self.open && button(ui, cx.colours, Look::Secondary, cx.t(name));
        self.open |= pressed;
        pressed
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Whether a file is being written.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Another file; what came of the last one is no longer said.
    pub fn suggest(&mut self, path: &Path) {
        self.path = PathField::new(path);
        self.ended = None;
    }

    /// Draws the card, while it is open. `above` draws the fields above the file's and may change that; the
    /// file has the ending it gives. `begin` starts the work, and `written` says what it gave.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        words: &Words,
        above: impl FnOnce(&mut Ui, &Cx<'_>, &mut PathField) -> &'static str,
        begin: impl FnOnce(&Cx<'_>, PathBuf) -> Task<T>,
        written: impl FnOnce(&Cx<'_>, &T, &Path) -> String,
    ) {
        self.take();
        if !self.open {
            return;
        }
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words.title));
            widgets::note(ui, cx.colours, cx.t(words.note));
            ui.add_space(space::S);
            match &self.running {
                Some(running) => {
                    let (label, stop) = (cx.t(words.writing), cx.t(common::CANCEL));
                    if widgets::progress(ui, cx.colours, running.progress(), label, stop) {
                        running.cancel();
                    }
                    ui.ctx().request_repaint_after(SOON);
                }
                None => {
                    let ending = above(ui, cx, &mut self.path);
                    self.path.show(ui, cx, cx.t(words.file), Wanted::Save(ending));
                    self.buttons(ui, cx, words, begin);
                }
            }
            self.result(ui, cx, words, written);
        });
    }

    fn take(&mut self) {
        if let Some(answer) = self.running.as_ref().and_then(Task::poll) {
            self.running = None;
            self.ended = Some(match answer {
                Ok(done) => Ended::Written(done),
                Err(StationError::Cancelled) => Ended::Cancelled,
                Err(error) => Ended::Failed(Failure::of(&error)),
            });
        }
    }

    fn buttons(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        words: &Words,
        begin: impl FnOnce(&Cx<'_>, PathBuf) -> Task<T>,
    ) {
        ui.horizontal(|ui| {
            let path = self.path.path();
            ui.add_enabled_ui(path.is_some(), |ui| {
                if button(ui, cx.colours, Look::Primary, cx.t(words.write))
                    && let Some(path) = path
                {
                    self.ended = None;
                    self.running = Some(begin(cx, path));
                }
            });
            if button(ui, cx.colours, Look::Secondary, cx.t(parts::HIDE)) {
                self.open = false;
            }
        });
    }

    fn result(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        words: &Words,
        written: impl FnOnce(&Cx<'_>, &T, &Path) -> String,
    ) {
        match &self.ended {
            None => {}
            Some(Ended::Cancelled) => {
                form::strip(ui, cx.colours, Says::Neutral, Icon::Cross, cx.t(words.cancelled));
            }
            Some(Ended::Failed(failure)) => {
                form::strip(ui, cx.colours, Says::Hard, Icon::Cross, failure.text(cx));
                ui.label(&failure.detail);
            }
            Some(Ended::Written(done)) => {
                let Some(path) = self.path.path() else { return };
                form::strip(ui, cx.colours, Says::Good, Icon::Check, &written(cx, done, &path));
                if let Some(folder) = path.parent() {
                    self.folder.show(ui, cx, folder);
                }
            }
        }
    }
}
