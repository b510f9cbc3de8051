//! A list on its way in: chosen, looked at, and only then taken over.

use std::sync::Arc;
use std::time::Duration;

use egui::Ui;

use super::faults;
use crate::station::import::{ListKind, Looked, Report};
use crate::station::{StationError, Task};
use crate::text::{Text, common, lists as words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Failure, GridState, PathField, faults as fault_table, form, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button};

/// A list and where it stands.
#[derive(Default)]
pub(super) struct Intake {
    file: PathField,
    stand: Stand,
    grid: GridState,
}

#[derive(Default)]
enum Stand {
    /// Nothing was looked at yet.
    #[default]
    Idle,
    Looking(Task<Looked>),
    Looked(Arc<Looked>),
    Taking(Task<Report>),
    Taken(Report),
    Cancelled,
    Failed(Failure),
}

impl Intake {
    /// Takes the answers of what is under way; true when a list was taken over.
    pub(super) fn tend(&mut self) -> bool {
        let (next, taken) = match &self.stand {
            Stand::Looking(task) => match task.poll() {
                None => return false,
                Some(Ok(looked)) => (Stand::Looked(Arc::new(looked)), false),
                Some(Err(StationError::Cancelled)) => (Stand::Cancelled, false),
                Some(Err(error)) => (Stand::Failed(Failure::of(&error)), false),
            },
            Stand::Taking(task) => match task.poll() {
                None => return false,
                Some(Ok(report)) => (Stand::Taken(report), true),
                Some(Err(error)) => (Stand::Failed(Failure::of(&error)), false),
            },
            _ => return false,
        };
        self.stand = next;
        self.grid.to_top();
        taken
    }

    /// Draws file, the page's own `fields` (true = one was changed), and what can be done with them. `kind`
    /// says from the fields what the list is to hold; `None` while one of them is missing.
    pub(super) fn show<F>(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        endings: &[&str],
        fields: &mut F,
        draw: impl FnOnce(&mut Ui, &mut F) -> bool,
        kind: impl FnOnce(&F) -> Option<ListKind>,
    ) {
        let busy = matches!(self.stand, Stand::Looking(_) | Stand::Taking(_));
        let changed = ui.add_enabled_ui(!busy, |ui| {
            let file = self.file.show(ui, cx, cx.t(words::FILE), Wanted::Open(endings));
            draw(ui, fields) | file
        });
        if changed.inner && !busy {
            // What was looked at was another list, or would have been judged otherwise.
            self.stand = Stand::Idle;
        }
        ui.add_space(space::S);
        match &self.stand {
            Stand::Looking(task) => looking(ui, cx, task),
            Stand::Taking(_) => {
                widgets::note(ui, cx.colours, cx.t(words::TAKING));
                ui.ctx().request_repaint_after(SOON);
            }
            _ => self.buttons(ui, cx, kind(fields)),
        }
        self.result(ui, cx);
    }

    fn buttons(&mut self, ui: &mut Ui, cx: &Cx<'_>, kind: Option<ListKind>) {
        let looked = match &self.stand {
            Stand::Looked(looked) => Some(Arc::clone(looked)),
            _ => None,
        };
        let wanted = self.file.path().zip(kind);
        ui.horizontal_wrapped(|ui| {
            let (look, label) = match looked {
                None => (Look::Primary, words::LOOK),
                Some(_) => (Look::Secondary, words::LOOK_AGAIN),
            };
            ui.add_enabled_ui(wanted.is_some(), |ui| {
                if button(ui, cx.colours, look, cx.t(label))
                    && let Some((path, kind)) = wanted
                {
                    self.stand = Stand::Looking(cx.desk.look_at_list(kind, path));
                }
            });
            let new = looked.as_ref().map(|looked| looked.report.taken);
            let label = match new {
                Some(count) if count > 0 => words::take(cx.lang, &shape::count(count)),
                _ => cx.t(words::TAKE).to_owned(),
            };
            ui.add_enabled_ui(new.is_some_and(|new| new > 0), |ui| {
                let look = if looked.is_some() { Look::Primary } else { Look::Secondary };
                if button(ui, cx.colours, look, &label)
                    && let Some(looked) = looked
                {
                    let operator = cx.view.operator.clone();
                    self.stand = Stand::Taking(cx.desk.take_list(cx.settings.clone(), operator, looked));
                }
            });
        });
    }

    /// What was found, or what came of it.
    fn result(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let colours = cx.colours;
        match &self.stand {
            Stand::Idle | Stand::Looking(_) | Stand::Taking(_) => return,
            Stand::Cancelled => form::strip(ui, colours, Says::Neutral, Icon::Cross, cx.t(words::CANCELLED)),
            Stand::Failed(failure) => failed(ui, cx, failure),
            Stand::Looked(looked) => {
                let report = &looked.report;
                let (says, icon, text) = match (report.faulty.len(), report.taken) {
                    (0, 0) => (Says::Neutral, Icon::Check, cx.t(words::NOTHING_NEW).to_owned()),
                    (0, _) => (Says::Done, Icon::Check, cx.t(words::GOOD).to_owned()),
                    (count, _) => {
                        let text = words::some_faulty(cx.lang, &shape::count(count as u64));
                        (Says::Soft, Icon::Warning, text)
                    }
                };
                form::strip(ui, colours, says, icon, &text);
            }
            Stand::Taken(report) => {
                let (taken, faults) = (shape::count(report.taken), shape::count(report.faulty.len() as u64));
                let text = match report.faulty.is_empty() {
                    true => words::taken(cx.lang, &taken),
                    false => words::taken_without(cx.lang, &taken, &faults),
                };
                form::strip(ui, colours, Says::Good, Icon::Check, &text);
            }
        }
        if let Some(report) = self.report() {
            numbers(ui, cx, report);
        }
    }

    /// The numbers that are shown.
    fn report(&self) -> Option<&Report> {
        match &self.stand {
            Stand::Looked(looked) => Some(&looked.report),
            Stand::Taken(report) => Some(report),
            _ => None,
        }
    }

    /// Draws the table of faults, where there are any, into what is left of the page.
    pub(super) fn faults(&mut self, ui: &mut Ui, cx: &Cx<'_>, room: f32) {
        let report = match &self.stand {
            Stand::Looked(looked) => &looked.report,
            Stand::Taken(report) => report,
            _ => return,
        };
        if !report.faulty.is_empty() {
            let each = |at: usize| report.faulty.get(at).map(|fault| faults::of_list(cx, fault));
            fault_table::show(
                ui,
                cx,
                &mut self.grid,
                cx.t(words::FAULTS),
                (report.faulty.len(), &each),
                Some(room),
            );
        }
    }
}

/// A list was not taken, for this reason.
pub(super) fn failed(ui: &mut Ui, cx: &Cx<'_>, failure: &Failure) {
    form::strip(ui, cx.colours, Says::Hard, Icon::Cross, failure.text(cx));
    if !failure.detail.is_empty() {
        ui.add(egui::Label::new(&failure.detail).wrap().selectable(true));
    }
    widgets::note(ui, cx.colours, cx.t(words::FAILED_TODO));
}

/// How soon progress is looked at again.
pub(super) const SOON: Duration = Duration::from_millis(100);

fn looking(ui: &mut Ui, cx: &Cx<'_>, task: &Task<Looked>) {
    let (done, total) = task.progress();
    let label = if total > 0 && 2 * done >= total { words::COMPARING } else { words::READING };
    if widgets::progress(ui, cx.colours, (done, total), cx.t(label), cx.t(common::CANCEL)) {
        task.cancel();
    }
    ui.ctx().request_repaint_after(SOON);
}

/// Numbers to be seen at once, side by side.
pub(super) fn in_a_row(ui: &mut Ui, cx: &Cx<'_>, numbers: impl Iterator<Item = (Text, u64)>) {
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL * 1.6;
        for (name, count) in numbers {
            form::number(ui, cx.colours, cx.t(name), Some(count));
        }
    });
}

fn numbers(ui: &mut Ui, cx: &Cx<'_>, report: &Report) {
    let always = [(words::ROWS, report.rows), (words::NEW, report.taken), (words::KNOWN, report.known)];
    let where_any: [(Text, u64); 5] = [
        (words::USED, report.used),
        (words::MALFORMED, report.malformed()),
        (words::REPEATED, report.repeated()),
        (words::FOREIGN, report.foreign),
        (words::DOUBTFUL, report.doubtful()),
    ];
    let some = where_any.into_iter().filter(|(_, count)| *count > 0);
    in_a_row(ui, cx, always.into_iter().chain(some));
    if report.doubtful() > 0 {
        widgets::note(ui, cx.colours, cx.t(words::DOUBTFUL_NOTE));
    }
}
