//! The old tool's pairs: its file is looked at, and only then taken over, all of it or what is good.

mod result;

use std::path::PathBuf;

use egui::Ui;

use super::intake::SOON;
use crate::order::DkKind;
use crate::station::history::{HistoryReport, HistoryRequest};
use crate::station::{StationError, Task};
use crate::text::{common, history as words, lists, orders as order_words};
use crate::ui::cx::Cx;
use crate::ui::orders::sheet;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Failure, FolderButton, GridState, PathField, faults, form, page, shape};
use crate::ui::tokens::space;
use crate::ui::widgets::{self, Look, button, card};

/// What such a file may be called.
const ENDINGS: [&str; 5] = ["db", "csv", "txt", "sqlite", "sqlite3"];

/// Its state.
#[derive(Default)]
pub(super) struct HistoryPage {
    file: PathField,
    kind: DkKind,
    manner: Manner,
    stand: Stand,
    sample: GridState,
    faults: GridState,
    folder: FolderButton,
}

/// What is done where rows are faulty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Manner {
    /// Nothing is taken until all are good.
    #[default]
    AllOrNothing,
    /// The good ones are taken, the others kept in a file.
    TakeGood,
}

/// Where it stands.
#[derive(Default)]
enum Stand {
    /// Nothing was looked at yet.
    #[default]
    Idle,
    Looking(Task<HistoryReport>),
    Looked(HistoryReport),
    Taking(Task<HistoryReport>),
    Taken(HistoryReport),
    Cancelled,
    /// The file that an earlier import kept its rest in is in the way.
    RestThere(PathBuf),
    Failed(Failure),
}

impl Stand {
    /// What was found, if something was.
    fn report(&self) -> Option<&HistoryReport> {
        match self {
            Stand::Looked(report) | Stand::Taken(report) => Some(report),
            _ => None,
        }
    }
}

impl HistoryPage {
    /// Takes the answers of what is under way; true when pairs were taken over.
    pub(super) fn tend(&mut self) -> bool {
        let (task, taking) = match &self.stand {
            Stand::Looking(task) => (task, false),
            Stand::Taking(task) => (task, true),
            _ => return false,
        };
        let Some(answer) = task.poll() else { return false };
        let mut taken = false;
        self.stand = match answer {
            Ok(report) if taking => {
                taken = report.taken > 0;
                Stand::Taken(report)
            }
            Ok(report) => Stand::Looked(report),
            Err(StationError::Cancelled) => Stand::Cancelled,
            Err(StationError::Exists(path)) => Stand::RestThere(path),
            Err(error) => Stand::Failed(Failure::of(&error)),
        };
        self.faults.to_top();
        self.sample.to_top();
        taken
    }

    /// Draws it.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, room: f32) {
        let two = page::columns(ui, |columns| {
            self.card(&mut columns[0], cx);
            self.beside(&mut columns[1], cx);
        });
        if !two {
            self.card(ui, cx);
            ui.add_space(space::S);
            self.beside(ui, cx);
        }
        if let Some(report) = self.stand.report().filter(|report| !report.faulty.is_empty()) {
            let each =
                |at: usize| report.faulty.get(at).map(|fault| result::fault(cx, fault, report.database));
            faults::show(
                ui,
                cx,
                &mut self.faults,
                cx.t(lists::FAULTS),
                (report.faulty.len(), &each),
                Some(room),
            );
        }
    }

    fn card(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::TAKE_TITLE));
            widgets::note(ui, cx.colours, cx.t(words::TAKE_NOTE));
            ui.add_space(space::S);
            self.fields(ui, cx);
            ui.add_space(space::S);
            match &self.stand {
                Stand::Looking(task) => under_way(ui, cx, task),
                Stand::Taking(task) => under_way(ui, cx, task),
                _ => self.act(ui, cx),
            }
            result::show(ui, cx, &self.stand, &mut self.folder);
        });
    }

    fn fields(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let busy = matches!(self.stand, Stand::Looking(_) | Stand::Taking(_));
        let changed = ui.add_enabled_ui(!busy, |ui| {
            let file = self.file.show(ui, cx, cx.t(words::FILE), Wanted::Open(&ENDINGS));
            let kinds =
                [DkKind::Imei, DkKind::Mac, DkKind::Text].map(|kind| (kind, cx.t(sheet::dk_kind(kind))));
            form::choice(ui, cx.colours, cx.t(order_words::DK_KIND), &mut self.kind, &kinds) | file
        });
        if changed.inner && !busy {
            // What was looked at was another file, or would have been judged otherwise.
            self.stand = Stand::Idle;
        }
    }

    /// The buttons: looking first, then what can be done with what was found.
    fn act(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let looked = match &self.stand {
            Stand::Looked(report) => Some((report.good, report.faulty.len(), report.sha256.clone())),
            _ => None,
        };
        if let Some((good, faulty, _)) = looked
            && good > 0
            && faulty > 0
        {
            self.manner(ui, cx);
        }
        ui.horizontal_wrapped(|ui| {
            let (look, label) = match looked {
                None => (Look::Primary, lists::LOOK),
                Some(_) => (Look::Secondary, lists::LOOK_AGAIN),
            };
            let file = self.file.path();
            ui.add_enabled_ui(file.is_some(), |ui| {
                if button(ui, cx.colours, look, cx.t(label))
                    && let Some(file) = &file
                {
                    self.stand = Stand::Looking(self.ask(cx, file.clone(), None));
                }
            });
            let Some((good, faulty, sha256)) = looked else { return };
            let ready = good > 0 && (faulty == 0 || self.manner == Manner::TakeGood);
            let count = shape::count(good);
            let label =
                if faulty == 0 { words::take(cx.lang, &count) } else { words::take_good(cx.lang, &count) };
            ui.add_enabled_ui(ready, |ui| {
                if button(ui, cx.colours, Look::Primary, &label)
                    && let Some(file) = file
                {
                    self.stand = Stand::Taking(self.ask(cx, file, Some(sha256)));
                }
            });
        });
    }

    fn manner(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let choices =
            [(Manner::AllOrNothing, cx.t(words::ALL_OR_NOTHING)), (Manner::TakeGood, cx.t(words::TAKE_GOOD))];
        form::choice(ui, cx.colours, cx.t(words::MANNER), &mut self.manner, &choices);
        let note = match self.manner {
            Manner::AllOrNothing => cx.t(words::ALL_OR_NOTHING_NOTE).to_owned(),
            Manner::TakeGood => words::rest_note(cx.lang, &result::rest_name(self.file.path())),
        };
        widgets::note(ui, cx.colours, &note);
    }

    /// Looks, or takes what was looked at (a file with this SHA-256).
    fn ask(&self, cx: &Cx<'_>, file: PathBuf, looked_at: Option<String>) -> Task<HistoryReport> {
        let request = HistoryRequest {
            file,
            dk_kind: self.kind,
            take_good: self.manner == Manner::TakeGood,
            dry_run: looked_at.is_none(),
            looked_at,
            operator: cx.view.operator.clone(),
        };
        cx.desk.import_history(cx.settings.clone(), request)
    }

    /// Beside the form: the first rows, or, before there are any, what becomes of them.
    fn beside(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        card(ui, cx.colours, |ui| match self.stand.report() {
            Some(report) => result::sample(ui, cx, &mut self.sample, report),
            None => {
                widgets::title(ui, cx.t(words::ABOUT));
                let all =
                    [words::ABOUT_CHECK, words::ABOUT_UNIQUE, words::ABOUT_EXPORT, words::ABOUT_RECORDS];
                for about in all {
                    ui.add_space(space::S);
                    ui.add(egui::Label::new(cx.t(about)).wrap());
                }
            }
        });
    }
}

/// The progress; the transaction itself, which nobody can stop half-way, has no button.
fn under_way(ui: &mut Ui, cx: &Cx<'_>, task: &Task<HistoryReport>) {
    let (done, total) = task.progress();
    ui.ctx().request_repaint_after(SOON);
    if total > 0 && done == total {
        widgets::note(ui, cx.colours, cx.t(words::TAKING));
        return;
    }
    let label = if total > 0 { lists::COMPARING } else { words::READING };
    if widgets::progress(ui, cx.colours, (done, total), cx.t(label), cx.t(common::CANCEL)) {
        task.cancel();
    }
}
