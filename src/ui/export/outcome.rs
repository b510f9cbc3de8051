//! What came of an export: the files, with proof, and what to do with them.

use std::path::{Path, PathBuf};

use egui::{RichText, Ui};

use crate::ledger::ExportFile;
use crate::station::desk::ExportReport;
use crate::text::{export as words, parts};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::Icon;
use crate::ui::parts::{Failure, FolderButton, form, shape};
use crate::ui::tokens::{Says, font, space};
use crate::ui::widgets;

/// How it ended.
pub(super) enum Outcome {
    /// The files are there, compared with the ledger, and on record.
    Done {
        /// What was written.
        report: ExportReport,
        /// Shows where.
        folder: FolderButton,
    },
    /// The user stopped it; nothing is left.
    Cancelled,
    /// Nothing is left, for this reason.
    Failed(Failure),
}

impl Outcome {
    /// It went well.
    pub(super) fn done(report: ExportReport) -> Outcome {
        Outcome::Done { report, folder: FolderButton::default() }
    }

    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        match self {
            Outcome::Cancelled => {
                form::strip(ui, cx.colours, Says::Neutral, Icon::Cross, cx.t(words::CANCELLED));
            }
            Outcome::Failed(failure) => failed(ui, cx, failure),
            Outcome::Done { report, folder } => {
                let rows: u64 = report.files.iter().map(|file| file.rows).sum();
                let text = words::done(cx.lang, &shape::count(rows), report.files.len());
                form::strip(ui, cx.colours, Says::Good, Icon::Check, &text);
                ui.add_space(space::S);
                ui.label(cx.t(words::NEXT));
                if let Some(directory) = folder_of(&report.files) {
                    folder.show(ui, cx, &directory);
                }
                ui.add_space(space::S);
                for manifest in &report.manifests {
                    let path = manifest.display().to_string();
                    form::fact(ui, cx.colours, cx.t(words::MANIFEST), &path, true);
                }
                ui.add_space(space::S);
                some_files(ui, cx, &report.files, |_| true);
            }
        }
    }
}

/// Nothing was written, for this reason.
pub(super) fn failed(ui: &mut Ui, cx: &Cx<'_>, failure: &Failure) {
    form::strip(ui, cx.colours, Says::Hard, Icon::Cross, failure.text(cx));
    if !failure.detail.is_empty() {
        ui.add(egui::Label::new(&failure.detail).wrap().selectable(true));
    }
    widgets::note(ui, cx.colours, cx.t(words::FAILED_TODO));
}

/// The directory an export went to.
pub(super) fn folder_of(files: &[ExportFile]) -> Option<PathBuf> {
    files.first().and_then(|file| file.path.parent()).map(Path::to_owned)
}

/// How many files are shown; the manifest names them all.
const SHOWN: usize = 12;

/// Files, as many as one can look at, and how many more there are.
pub(super) fn some_files(
    ui: &mut Ui,
    cx: &Cx<'_>,
    files: &[ExportFile],
    there: impl Fn(&ExportFile) -> bool,
) {
    files.iter().take(SHOWN).for_each(|file| one_file(ui, cx, file, there(file)));
    if files.len() > SHOWN {
        widgets::note(ui, cx.colours, &words::more_files(cx.lang, files.len() - SHOWN));
    }
}

/// A file: name, rows, product, SHA-256, place; muted where it is no longer there.
fn one_file(ui: &mut Ui, cx: &Cx<'_>, file: &ExportFile, there: bool) {
    let colours = cx.colours;
    let ink = if there { colours.ink } else { colours.muted };
    let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(name).font(fonts::mono_bold(font::BODY)).color(ink));
        let rows = match (shape::count(file.rows), file.pk.as_str()) {
            // A corrections file is of all products.
            (rows, "") => parts::rows(cx.lang, &rows),
            (rows, pk) => words::file_rows(cx.lang, &rows, pk),
        };
        ui.label(RichText::new(rows).color(ink));
        if !there {
            ui.label(RichText::new(cx.t(words::FILE_GONE)).color(colours.muted));
        }
    });
    if let Some(folder) = file.path.parent() {
        widgets::note(ui, colours, &folder.display().to_string());
    }
    let sum = RichText::new(format!("SHA-256 {}", file.sha256)).font(fonts::mono(font::SMALL));
    // Justified, as a column of a page is, a sum that is broken would be torn apart.
    ui.vertical(|ui| ui.add(egui::Label::new(sum.color(colours.muted)).wrap().selectable(true)));
    ui.add_space(space::S);
}
