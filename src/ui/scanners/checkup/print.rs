//! The sheet to print: asked for here, made and written on another thread.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use egui::Ui;

use crate::labels::sheet::{self, Block, Fonts, Sheet, SheetError};
use crate::scan::checkup::challenge::{PARTS, WHOLE};
use crate::text::{Lang, Text, checkup as words};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Errand, FolderButton, PathField, form};
use crate::ui::settings::CONTROL_CODES;
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button, card};

/// The card.
#[derive(Default)]
pub(super) struct Print {
    path: PathField,
    /// The path was filled in for the user.
    suggested: bool,
    saving: Option<Errand<Result<PathBuf, SaveError>>>,
    ended: Option<Result<PathBuf, SaveError>>,
    folder: FolderButton,
}

/// Why it was not saved.
#[derive(Debug, thiserror::Error)]
enum SaveError {
    /// There is a file of that name.
    #[error("{} is there already: choose another name or replace it", .0.display())]
    Exists(PathBuf),
    /// The sheet.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The file.
    #[error("{}: {source}; see whether the folder may be written to", path.display())]
    Io { path: PathBuf, source: std::io::Error },
}

impl Print {
    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.take(cx);
        if !std::mem::replace(&mut self.suggested, true) {
            let folder = crate::ui::export::export_directory(&cx.settings.export.directory, cx.data);
            self.path = PathField::new(&folder.join(cx.t(words::SHEET_NAME)));
        }
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::SHEET));
            widgets::note(ui, cx.colours, cx.t(words::SHEET_NOTE));
            ui.add_space(space::S);
            if self.path.show(ui, cx, cx.t(words::SHEET_FILE), Wanted::Save("pdf")) {
                self.ended = None;
            }
            let path = self.path.path().filter(|_| self.saving.is_none());
            ui.add_enabled_ui(path.is_some(), |ui| {
                if button(ui, cx.colours, Look::Primary, cx.t(words::SHEET_SAVE))
                    && let Some(path) = path
                {
                    self.save(ui, cx, path, false);
                }
            });
            self.outcome(ui, cx);
        });
    }

    fn save(&mut self, ui: &Ui, cx: &Cx<'_>, path: PathBuf, replace: bool) {
        let lang = cx.lang;
        self.ended = None;
        self.saving = Some(Errand::run(ui.ctx(), move || save(lang, &path, replace).map(|()| path)));
    }

    fn take(&mut self, cx: &mut Cx<'_>) {
        let Some(ended) = Errand::take(&mut self.saving) else { return };
        match &ended {
            Ok(path) => cx.notices.done(words::sheet_saved(cx.lang, &path.display().to_string())),
            Err(SaveError::Exists(_)) => {}
            Err(error) => cx.notices.failed(cx.t(words::SHEET_FAILED), error.to_string()),
        }
        self.ended = Some(ended);
    }

    fn outcome(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
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
            Some(Err(SaveError::Exists(path))) => {
                let path = path.clone();
                form::strip(ui, cx.colours, Says::Soft, Icon::Warning, cx.t(words::SHEET_EXISTS));
                if button(ui, cx.colours, Look::Danger, cx.t(words::SHEET_REPLACE)) {
                    self.save(ui, cx, path, true);
                }
            }
            Some(Err(error)) => {
                form::strip(ui, cx.colours, Says::Hard, Icon::Cross, cx.t(words::SHEET_FAILED));
                widgets::note(ui, cx.colours, &error.to_string());
            }
        }
    }
}

/// Makes the sheet and puts it there whole; a file that is there stays unless it is to be replaced.
fn save(lang: Lang, path: &Path, replace: bool) -> Result<(), SaveError> {
    if !replace && path.exists() {
        return Err(SaveError::Exists(path.to_owned()));
    }
    let (sheet, fonts, tag) = sheet_in(lang);
    let pdf = sheet::render(&sheet, fonts, tag)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |source| SaveError::Io { path: path.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut builder = tempfile::Builder::new();
    // As any file the user makes, not as a temporary one: others print it too.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(&pdf).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    let kept = if replace { file.persist(path) } else { file.persist_noclobber(path) };
    match kept {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(SaveError::Exists(path.to_owned()))
        }
        Err(error) => Err(failed(error.error)),
    }
}

/// The sheet in a language: what stands on it, its fonts and its language's tag (BCP 47).
pub fn sheet_in(lang: Lang) -> (Sheet, Fonts, &'static str) {
    let tag = match lang {
        Lang::Chinese => "zh-CN",
        Lang::English => "en",
    };
    (sheet(lang), Fonts { regular: fonts::REGULAR, bold: fonts::BOLD }, tag)
}

/// What stands on it.
fn sheet(lang: Lang) -> Sheet {
    let note_of: [Text; CONTROL_CODES.len()] = [
        words::SHEET_ACK,
        words::SHEET_CANCEL,
        words::SHEET_UNDO,
        words::SHEET_VERIFY,
        words::SHEET_VERIFY_STICKER,
        words::SHEET_PAIR,
    ];
    let check = Block {
        title: lang.t(words::SHEET_CHECK).to_owned(),
        note: lang.t(words::SHEET_CHECK_NOTE).to_owned(),
        qr: WHOLE.to_owned(),
        bars: PARTS.map(str::to_owned).to_vec(),
    };
    let controls = CONTROL_CODES.iter().zip(note_of).map(|((text, name), note)| Block {
        title: lang.t(*name).to_owned(),
        note: lang.t(note).to_owned(),
        qr: (*text).to_owned(),
        bars: vec![(*text).to_owned()],
    });
    Sheet {
        title: lang.t(words::SHEET_TITLE).to_owned(),
        note: lang.t(words::SHEET_HEAD).to_owned(),
        blocks: std::iter::once(check).chain(controls).collect(),
    }
}
