//! Labels: which SNs ([`form`], [`reprint`]), what becomes of them ([`output`], with a [`preview`]), progress,
//! and what came of it ([`outcome`]).

mod form;
mod outcome;
mod output;
mod preview;
mod reprint;

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{Ui, vec2};

use super::Shared;
use super::counts::Which;
use crate::labels::series::MAX_COUNT;
use crate::station::labels::{LabelRequest, Made, Output, Place};
use crate::station::{Settings, Task};
use crate::text::{common, lists as words};
use crate::ui::cx::Cx;
use crate::ui::export::export_directory;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{PathField, form as shared_form, page, shape};
use crate::ui::tokens::{font, size, space};
use crate::ui::widgets::{self, Look, button, card, wide_button};

use form::Form;
use outcome::{Ended, Outcome};
use output::{Kind, OutputForm};

/// Its state.
#[derive(Default)]
pub(super) struct LabelsPage {
    form: Form,
    output: OutputForm,
    out: PathField,
    /// The path that was offered: while it stands there, it is offered anew.
    offered: String,
    /// The kind that the path ends like.
    ends_like: Kind,
    running: Option<Running>,
    testing: Option<Task<Place>>,
    outcome: Outcome,
}

/// What is being made.
struct Running {
    task: Task<Made>,
    kind: Kind,
    /// No new SNs.
    again: bool,
}

impl LabelsPage {
    /// Takes the answer of what is under way; true when SNs were issued.
    pub(super) fn tend(&mut self, cx: &Cx<'_>) -> bool {
        if let Some(answer) = self.testing.as_ref().and_then(Task::poll) {
            self.testing = None;
            self.outcome.set(match answer {
                Ok(place) => Ended::Tested(place),
                Err(error) => Ended::failed(error, true),
            });
        }
        let Some(answer) = self.running.as_ref().and_then(|running| running.task.poll()) else {
            return false;
        };
        let Some(Running { kind, again, .. }) = self.running.take() else { return false };
        let done = answer.is_ok();
        if done {
            // The next one goes beside it, under a name of its own.
            let folder = self.out.path().and_then(|path| path.parent().map(Path::to_owned));
            self.offer(cx, folder);
        }
        self.outcome.set(match answer {
            Ok(made) => Ended::done(made, kind, again),
            Err(error) => Ended::failed(error, again),
        });
        // A printer that breaks off leaves its SNs issued.
        done || kind == Kind::Printer
    }

    /// Draws it.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shared: &mut Shared<'_>) {
        self.end_like_kind(cx);
        let two = page::columns(ui, |columns| {
            self.which(&mut columns[0], cx, shared);
            shared.counts.show(&mut columns[0], cx, Which::Sns);
            self.making(&mut columns[1], cx, shared);
            self.outcome.show(&mut columns[1], cx);
        });
        if !two {
            self.which(ui, cx, shared);
            self.making(ui, cx, shared);
            self.outcome.show(ui, cx);
            shared.counts.show(ui, cx, Which::Sns);
        }
    }

    /// Offers a name, or gives the typed one the ending of what is made now.
    fn end_like_kind(&mut self, cx: &Cx<'_>) {
        if self.running.is_some() {
            return;
        }
        let kind = self.output.kind;
        if self.out.text == self.offered {
            self.offer(cx, None);
        } else if self.ends_like != kind
            && let (Some(path), Some(ending)) = (self.out.path(), kind.ending())
        {
            self.out.text = path.with_extension(ending).display().to_string();
        }
        self.ends_like = kind;
    }

    /// Offers a name in this folder, or where it was offered before.
    fn offer(&mut self, cx: &Cx<'_>, folder: Option<PathBuf>) {
        let before = Path::new(&self.offered).parent().filter(|_| !self.offered.is_empty());
        let usual = || export_directory(&cx.settings.export.directory, cx.data);
        let folder = folder.or_else(|| before.map(Path::to_owned)).unwrap_or_else(usual);
        let now: String = cx.clock.date_time(cx.clock.now()).chars().filter(char::is_ascii_digit).collect();
        let ending = self.output.kind.ending().unwrap_or("zip");
        self.out.text = folder.join(format!("设备SN_{now}.{ending}")).display().to_string();
        self.offered.clone_from(&self.out.text);
    }

    /// The card of which SNs.
    fn which(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared<'_>) {
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::MAKE));
            widgets::note(ui, cx.colours, cx.t(words::MAKE_NOTE));
            ui.add_space(space::S);
            ui.add_enabled_ui(self.running.is_none(), |ui| self.form.show(ui, cx, &shared.orders));
        });
        ui.add_space(space::S);
    }

    /// The card of what becomes of them.
    fn making(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shared: &Shared<'_>) {
        let colours = cx.colours;
        card(ui, colours, |ui| {
            widgets::title(ui, cx.t(words::OUTPUT));
            ui.add_space(space::S);
            ui.add_enabled_ui(self.running.is_none(), |ui| {
                self.output.show(ui, cx);
                if let Some(ending) = self.output.kind.ending() {
                    self.out.show(ui, cx, cx.t(words::OUT), Wanted::Save(ending));
                    let fault = self.out.path().is_none().then(|| cx.t(words::OUT_FAULT));
                    shared_form::show_fault(ui, colours, fault);
                } else {
                    self.test(ui, cx);
                }
            });
            ui.add_space(space::S);
            self.act(ui, cx, shared);
            self.output.preview(ui, cx, self.form.labels());
        });
        ui.add_space(space::S);
    }

    /// The button for a label that belongs to nothing.
    fn test(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if self.testing.is_some() {
            widgets::note(ui, cx.colours, cx.t(words::TESTING));
            ui.ctx().request_repaint_after(SOON);
            return;
        }
        let printer = self.output.printer();
        ui.add_enabled_ui(printer.is_some(), |ui| {
            if button(ui, cx.colours, Look::Secondary, cx.t(words::TEST))
                && let Some((address, zpl)) = printer
            {
                self.outcome.clear();
                self.testing = Some(cx.desk.test_label(address, zpl));
                self.remember(cx);
            }
        });
    }

    /// The button, or the progress of what it has started.
    fn act(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shared: &Shared<'_>) {
        if let Some(Running { task, kind, .. }) = &self.running {
            let label = cx.t(if *kind == Kind::Printer { words::TESTING } else { words::MAKING });
            if widgets::progress(ui, cx.colours, task.progress(), label, cx.t(common::CANCEL)) {
                task.cancel();
            }
            ui.ctx().request_repaint_after(SOON);
            return;
        }
        let wanted = self
            .output
            .output(self.out.path())
            .and_then(|output| self.form.wanted(&shared.orders, output, self.output.line.trim().to_owned()));
        let count = self.form.labels().filter(|_| wanted.is_some());
        let count = match (count, &wanted) {
            (Some(count), _) => shape::count(count.min(MAX_COUNT) as u64),
            // How many a range has, only the ledger knows.
            (None, Some(_)) => "…".to_owned(),
            (None, None) => "0".to_owned(),
        };
        let label = match self.output.kind {
            Kind::Printer => words::print(cx.lang, &count),
            _ => words::make(cx.lang, &count),
        };
        ui.add_enabled_ui(wanted.is_some() && self.testing.is_none(), |ui| {
            let size = vec2(size::FIELD, size::TOUCH * 1.3);
            if wide_button(ui, cx.colours, Look::Primary, &label, size, font::TITLE)
                && let Some(request) = wanted
            {
                self.start(cx, request);
            }
        });
    }

    fn start(&mut self, cx: &mut Cx<'_>, request: LabelRequest) {
        self.outcome.clear();
        let kind = match &request.output {
            Output::Package(_) => Kind::Package,
            Output::Sheet(..) => Kind::Sheet,
            Output::Zpl(..) => Kind::Zpl,
            Output::Printer(..) => Kind::Printer,
        };
        let again = !matches!(request.which, crate::station::labels::Which::New { .. });
        let operator = cx.view.operator.clone();
        let task = cx.desk.make_labels(cx.settings.clone(), operator, request);
        self.running = Some(Running { task, kind, again });
        self.remember(cx);
    }

    /// Printer and stock are there again the next time.
    fn remember(&self, cx: &mut Cx<'_>) {
        let labels = self.output.remembered(&cx.settings.labels);
        if labels != cx.settings.labels {
            cx.save_settings(Settings { labels, ..cx.settings.clone() });
        }
    }
}

/// How soon a task is looked at again.
const SOON: Duration = Duration::from_millis(100);
