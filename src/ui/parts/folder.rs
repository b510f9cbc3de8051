//! The desktop's file manager.

use std::path::{Path, PathBuf};

use egui::{Context, Ui};

use super::Errand;
use crate::text::parts;
use crate::ui::cx::Cx;
use crate::ui::widgets::{Look, button};

/// A button that shows a directory in the file manager; says so where there is none.
#[derive(Debug, Default)]
pub struct FolderButton(Option<Errand<std::io::Result<()>>>);

impl FolderButton {
    /// Draws it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, directory: &Path) {
        if button(ui, cx.colours, Look::Secondary, cx.t(parts::OPEN_FOLDER)) {
            self.0 = Some(open_folder(ui.ctx(), directory.to_owned()));
        }
        self.tend(cx);
    }

    /// Takes the answer of the file manager.
    fn tend(&mut self, cx: &mut Cx<'_>) {
        if let Some(Err(error)) = Errand::take(&mut self.0) {
            cx.notices.failed(cx.lang.t(parts::NO_FILE_MANAGER), error.to_string());
        }
    }
}

/// Shows a directory in the desktop's file manager.
fn open_folder(ctx: &Context, directory: PathBuf) -> Errand<std::io::Result<()>> {
    Errand::run(ctx, move || {
        let program = if cfg!(windows) {
            "explorer"
        } else if cfg!(target_os = "macos") {
            "open"
        } else {
            "xdg-open"
        };
        let mut child = std::process::Command::new(program).arg(directory).spawn()?;
        // The explorer answers 1 when all is well: only a program that cannot be started is an error.
        child.wait().map(|_| ())
    })
}
