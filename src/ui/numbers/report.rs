//! The report: a button, the card it opens, and the work under way.

use egui::Ui;

use crate::station::numbers::{Numbers, NumbersSelection};
use crate::station::report::ReportRequest;
use crate::station::{StationError, Task};
use crate::text::{common, numbers as words, parts};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Failure, FolderButton, PathField, form, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button, card};

/// Its state.
#[derive(Default)]
pub(super) struct ReportCard {
    open: bool,
    path: PathField,
    /// What the path was made up for; typing it makes it the user's.
    of: Option<NumbersSelection>,
    running: Option<Task<Numbers>>,
    ended: Option<Result<u64, Ended>>,
    folder: FolderButton,
}

enum Ended {
    Cancelled,
    Failed(Failure),
}

impl ReportCard {
    /// Draws the button that opens the card.
    pub(super) fn button(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if !self.open && button(ui, cx.colours, Look::Secondary, cx.t(words::REPORT)) {
            self.open = true;
        }
    }

    /// Draws the card, while it is open.
    pub(super) fn card(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, selection: &NumbersSelection) {
        self.take();
        if !self.open {
            return;
        }
        if self.of.as_ref() != Some(selection) && self.running.is_none() {
            self.path = PathField::new(&suggested(cx, selection));
            (self.of, self.ended) = (Some(selection.clone()), None);
        }
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::REPORT_TITLE));
            widgets::note(ui, cx.colours, cx.t(words::REPORT_NOTE));
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

    fn take(&mut self) {
        if let Some(answer) = self.running.as_ref().and_then(Task::poll) {
            self.running = None;
            self.ended = Some(match answer {
                Ok(numbers) => Ok(numbers.total.good),
                Err(StationError::Cancelled) => Err(Ended::Cancelled),
                Err(error) => Err(Ended::Failed(Failure::of(&error))),
            });
        }
    }

    fn form(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &NumbersSelection) {
        self.path.show(ui, cx, cx.t(words::FILE), Wanted::Save("xlsx"));
        ui.horizontal(|ui| {
            let path = self.path.path();
            ui.add_enabled_ui(path.is_some(), |ui| {
                if button(ui, cx.colours, Look::Primary, cx.t(words::WRITE))
                    && let Some(out) = path
                {
                    self.ended = None;
                    self.running = Some(cx.desk.report(ReportRequest {
                        out,
                        selection: selection.clone(),
                        lang: cx.lang,
                        station: cx.settings.station.clone(),
                        operator: cx.view.operator.clone(),
                        made: cx.clock.stamp(cx.clock.now()),
                    }));
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
            Some(Err(Ended::Cancelled)) => {
                form::strip(ui, cx.colours, Says::Neutral, Icon::Cross, cx.t(words::CANCELLED));
            }
            Some(Err(Ended::Failed(failure))) => {
                form::strip(ui, cx.colours, Says::Hard, Icon::Cross, failure.text(cx));
                ui.label(&failure.detail);
            }
            Some(Ok(pairs)) => {
                let Some(path) = self.path.path() else { return };
                let text = words::written(cx.lang, &shape::count(*pairs), &path.display().to_string());
                form::strip(ui, cx.colours, Says::Good, Icon::Check, &text);
                if let Some(folder) = path.parent() {
                    self.folder.show(ui, cx, folder);
                }
            }
        }
    }
}

/// `report_20260301_白班_WO1.xlsx`, beside the exports.
fn suggested(cx: &Cx<'_>, selection: &NumbersSelection) -> std::path::PathBuf {
    let days = if selection.from == selection.to {
        selection.to.to_string()
    } else {
        format!("{}-{}", selection.from, selection.to)
    };
    let shift = selection.shift.as_deref().unwrap_or_default();
    let order = selection.order.as_deref().unwrap_or_default();
    let stem = crate::relation::named_stem("report", &[&days, shift, order]);
    let folder = crate::ui::export::export_directory(&cx.settings.export.directory, cx.data);
    folder.join(format!("{stem}.xlsx"))
}
