//! A file or directory: typed, or chosen in the desktop's own dialog.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::{Align2, Response, RichText, TextEdit, Ui, vec2};

use super::{Errand, form};
use crate::text::parts;
use crate::ui::cx::Cx;
use crate::ui::tokens::{size, space};
use crate::ui::widgets::{Look, button};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// A directory.
    Folder,
    /// A file that is there, with one of these endings.
    Open(&'a [&'a str]),
    /// A file to be written, with this ending.
    Save(&'a str),
}

/// A path and its dialog. The dialog runs on a thread of its own; the field beside it works where
/// the desktop has none.
#[derive(Debug, Default)]
pub struct PathField {
    /// The path as text.
    pub text: String,
    dialog: Option<Dialog>,
    /// The last dialog was gone before anyone could have answered it: there is none.
    no_dialog: bool,
}

/// A dialog that is open.
#[derive(Debug)]
struct Dialog {
    answer: Option<Errand<Option<PathBuf>>>,
    since: Instant,
}

/// Nobody closes a dialog sooner than this.
const SOONEST: Duration = Duration::from_millis(300);

impl PathField {
    /// A field with this path in it.
    pub fn new(path: &std::path::Path) -> PathField {
        PathField { text: path.display().to_string(), ..PathField::default() }
    }

    /// The path; `None` while the field is empty.
    pub fn path(&self) -> Option<PathBuf> {
        let text = self.text.trim();
        (!text.is_empty()).then(|| PathBuf::from(text))
    }

    /// Draws name, field and button; true when the path has changed.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, name: &str, wanted: Wanted<'_>) -> bool {
        let mut changed = self.take();
        form::named(ui, name, |ui| {
            let room = (ui.available_width() - BROWSE).clamp(size::LABEL, WIDE);
            changed |= edit(ui, name, &mut self.text, room).changed();
            ui.add_enabled_ui(self.dialog.is_none(), |ui| {
                if button(ui, cx.colours, Look::Secondary, cx.t(parts::BROWSE)) {
                    self.no_dialog = false;
                    let answer = Some(self.ask(ui, name, wanted));
                    self.dialog = Some(Dialog { answer, since: Instant::now() });
                }
            });
        });
        if self.dialog.is_some() {
            ui.label(RichText::new(cx.t(parts::DIALOG_OPEN)).color(cx.colours.muted));
        }
        if self.no_dialog {
            ui.label(RichText::new(cx.t(parts::NO_DIALOG)).color(cx.colours.muted));
        }
        changed
    }

    /// Takes the dialog's answer; true when it is a path.
    fn take(&mut self) -> bool {
        let Some(dialog) = &mut self.dialog else { return false };
        let answer = Errand::take(&mut dialog.answer);
        if dialog.answer.is_some() {
            return false;
        }
        let at_once = dialog.since.elapsed() < SOONEST;
        self.dialog = None;
        match answer.flatten() {
            Some(path) => {
                self.text = path.display().to_string();
                true
            }
            None => {
                self.no_dialog = at_once;
                false
            }
        }
    }

    fn ask(&self, ui: &Ui, title: &str, wanted: Wanted<'_>) -> Errand<Option<PathBuf>> {
        let mut dialog = rfd::FileDialog::new().set_title(title);
        if let Some(path) = self.path() {
            let folder = if wanted == Wanted::Folder { Some(path.as_path()) } else { path.parent() };
            if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
                dialog = dialog.set_directory(folder);
            }
            if let (Wanted::Save(_), Some(name)) = (wanted, path.file_name()) {
                dialog = dialog.set_file_name(name.to_string_lossy());
            }
        }
        let (dialog, how): (_, fn(rfd::FileDialog) -> Option<PathBuf>) = match wanted {
            Wanted::Folder => (dialog, rfd::FileDialog::pick_folder),
            Wanted::Open(endings) => (dialog.add_filter(title, endings), rfd::FileDialog::pick_file),
            Wanted::Save(ending) => (dialog.add_filter(title, &[ending]), rfd::FileDialog::save_file),
        };
        Errand::run(ui.ctx(), move || how(dialog))
    }
}

/// Widest field.
const WIDE: f32 = 2.0 * size::FIELD;
/// Room for the button beside it.
const BROWSE: f32 = 2.5 * size::TOUCH;

fn edit(ui: &mut Ui, name: &str, text: &mut String, room: f32) -> Response {
    let edit = TextEdit::singleline(text)
        .margin(egui::Margin::symmetric(space::M as i8, space::S as i8))
        .min_size(vec2(room, size::TOUCH))
        .desired_width(room - 2.0 * space::M)
        .align(Align2::LEFT_CENTER);
    let response = ui.add(edit);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    response
}
