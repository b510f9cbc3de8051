//! The files of an export, written once more: identical to the byte, or not at all.

use std::path::PathBuf;

use egui::Ui;

use crate::station::desk::ExportReport;
use crate::station::{StationError, Task};
use crate::text::{common, export as words};
use crate::ui::cx::Cx;
use crate::ui::export::act::SOON;
use crate::ui::export::outcome::{failed, some_files};
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Failure, PathField, form};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button};

/// Where they go, and what came of it.
#[derive(Default)]
pub(super) struct Again {
    open: bool,
    /// Empty until it is first opened: then where they were.
    out: Option<PathField>,
    running: Option<Task<ExportReport>>,
    ended: Option<Ended>,
}

enum Ended {
    Done(ExportReport),
    Cancelled,
    Failed(Failure),
}

impl Again {
    /// Takes the answer; true when files were written.
    pub(super) fn tend(&mut self) -> bool {
        let Some(answer) = self.running.as_ref().and_then(Task::poll) else { return false };
        self.running = None;
        let done = answer.is_ok();
        self.ended = Some(match answer {
            Ok(report) => Ended::Done(report),
            Err(StationError::Cancelled) => Ended::Cancelled,
            Err(error) => Ended::Failed(Failure::of(&error)),
        });
        done
    }

    /// Draws it, folded until it is wanted; `folder` is where the files were written.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, export: i64, folder: Option<PathBuf>) {
        form::fold(ui, cx.colours, cx.t(words::AGAIN_TITLE), &mut self.open);
        if !self.open {
            return;
        }
        widgets::note(ui, cx.colours, cx.t(words::AGAIN_NOTE));
        let out = self.out.get_or_insert_with(|| PathField::new(&folder.unwrap_or_default()));
        out.show(ui, cx, cx.t(words::FOLDER), Wanted::Folder);
        match &self.running {
            Some(running) => {
                let label = cx.t(words::AGAIN_WRITING);
                if widgets::progress(ui, cx.colours, running.progress(), label, cx.t(common::CANCEL)) {
                    running.cancel();
                }
                ui.ctx().request_repaint_after(SOON);
            }
            None => {
                let path = out.path();
                ui.add_enabled_ui(path.is_some(), |ui| {
                    if button(ui, cx.colours, Look::Secondary, cx.t(words::AGAIN))
                        && let Some(path) = path
                    {
                        let operator = cx.view.operator.clone();
                        self.ended = None;
                        self.running =
                            Some(cx.desk.export_again(cx.settings.clone(), operator, export, path));
                    }
                });
            }
        }
        self.result(ui, cx);
    }

    fn result(&self, ui: &mut Ui, cx: &Cx<'_>) {
        match &self.ended {
            None => {}
            Some(Ended::Cancelled) => {
                form::strip(ui, cx.colours, Says::Neutral, Icon::Cross, cx.t(words::CANCELLED));
            }
            Some(Ended::Failed(failure)) => failed(ui, cx, failure),
            Some(Ended::Done(report)) => {
                let text = words::again_done(cx.lang, report.files.len());
                form::strip(ui, cx.colours, Says::Good, Icon::Check, &text);
                ui.add_space(space::S);
                some_files(ui, cx, &report.files, |_| true);
            }
        }
    }
}
