//! Writing: the button, its progress, and what came of it.

use std::time::Duration;

use egui::{Ui, vec2};

use super::manner::Manner;
use super::outcome::Outcome;
use super::select::Select;
use crate::station::desk::{ExportReport, ExportRequest};
use crate::station::{StationError, Task};
use crate::text::{common, export as words};
use crate::ui::cx::Cx;
use crate::ui::parts::{Failure, shape};
use crate::ui::tokens::{font, size, space};
use crate::ui::widgets::{self, Look, card, wide_button};

/// How soon progress is looked at again.
pub(super) const SOON: Duration = Duration::from_millis(100);

/// An export under way, or ended.
#[derive(Default)]
pub(super) struct Act {
    running: Option<Task<ExportReport>>,
    outcome: Option<Outcome>,
}

impl Act {
    /// Takes the answer; true when it has come.
    pub(super) fn tend(&mut self) -> bool {
        let Some(answer) = self.running.as_ref().and_then(Task::poll) else { return false };
        self.running = None;
        self.outcome = Some(match answer {
            Ok(report) => Outcome::done(report),
            Err(StationError::Cancelled) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(Failure::of(&error)),
        });
        true
    }

    /// The button, or the progress of what it has started.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, select: &Select, manner: &Manner) {
        if let Some(running) = &self.running {
            under_way(ui, cx, running);
            return;
        }
        let count = select.count();
        let ready = manner.request(cx, select);
        let label = match count {
            Some(count) => words::export_count(cx.lang, &shape::count(count)),
            None => cx.t(words::EXPORT).to_owned(),
        };
        ui.vertical(|ui| {
            ui.add_enabled_ui(ready.is_some() && count.is_some_and(|count| count > 0), |ui| {
                let size = vec2(size::FIELD, size::TOUCH * 1.3);
                if wide_button(ui, cx.colours, Look::Primary, &label, size, font::TITLE)
                    && let Some(request) = ready
                {
                    self.start(cx, request);
                }
            });
            if count == Some(0) {
                let why = if select.has_old() { words::NOTHING_NEW } else { words::NOTHING };
                ui.label(cx.t(why));
            }
        });
    }

    fn start(&mut self, cx: &Cx<'_>, request: ExportRequest) {
        self.outcome = None;
        self.running = Some(cx.desk.export(cx.settings.clone(), request));
    }

    /// What came of it, once there is something.
    pub(super) fn outcome(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(outcome) = &mut self.outcome {
            ui.add_space(space::L);
            card(ui, cx.colours, |ui| outcome.show(ui, cx));
        }
    }
}

fn under_way(ui: &mut Ui, cx: &Cx<'_>, running: &Task<ExportReport>) {
    // Three steps: written, read back and compared, marked in the ledger.
    let (done, total) = running.progress();
    let label = match done.saturating_mul(3).checked_div(total) {
        None | Some(0) => words::WRITING,
        Some(1) => words::COMPARING,
        Some(_) => words::MARKING,
    };
    if widgets::progress(ui, cx.colours, (done, total), cx.t(label), cx.t(common::CANCEL)) {
        running.cancel();
    }
    ui.ctx().request_repaint_after(SOON);
}
