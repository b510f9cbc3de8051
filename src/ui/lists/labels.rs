//! New SNs and their codes: what they are to be ([`form`]), progress, and the package that came of it.

mod form;

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{Ui, vec2};

use super::Shared;
use super::counts::Which;
use crate::labels::series::MAX_COUNT;
use crate::station::desk::Labels;
use crate::station::labels::LabelRequest;
use crate::station::{StationError, Task};
use crate::text::{common, lists as words};
use crate::ui::cx::Cx;
use crate::ui::export::export_directory;
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Failure, FolderButton, PathField, form as shared_form, page, shape};
use crate::ui::tokens::{Says, font, size, space};
use crate::ui::widgets::{self, Look, card, wide_button};

use form::Form;

/// Its state.
#[derive(Default)]
pub(super) struct LabelsPage {
    form: Form,
    out: PathField,
    /// The path that was offered: while it stands there, it is offered anew.
    offered: String,
    running: Option<Task<Labels>>,
    ended: Option<Ended>,
    /// It has ended just now: what came of it may lie below the window's edge.
    fresh: bool,
}

/// How it ended.
enum Ended {
    Done { labels: Labels, folder: FolderButton },
    Cancelled,
    Failed(Failure),
}

impl LabelsPage {
    /// Takes the answer of what is under way; true when SNs were issued.
    pub(super) fn tend(&mut self, cx: &Cx<'_>) -> bool {
        let Some(answer) = self.running.as_ref().and_then(Task::poll) else { return false };
        self.running = None;
        let ended = match answer {
            Ok(labels) => Ended::Done { labels, folder: FolderButton::default() },
            Err(StationError::Cancelled) => Ended::Cancelled,
            Err(error) => Ended::Failed(Failure::of(&error)),
        };
        let done = matches!(ended, Ended::Done { .. });
        if done {
            // The next one goes beside it, under a name of its own.
            let folder = self.out.path().and_then(|path| path.parent().map(Path::to_owned));
            self.offer(cx, folder);
        }
        self.ended = Some(ended);
        self.fresh = true;
        done
    }

    /// Draws it.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shared: &mut Shared<'_>) {
        if self.out.text == self.offered && self.running.is_none() {
            self.offer(cx, None);
        }
        let two = page::columns(ui, |columns| {
            self.card(&mut columns[0], cx, shared);
            self.outcome(&mut columns[1], cx);
            shared.counts.show(&mut columns[1], cx, Which::Sns);
        });
        if !two {
            self.card(ui, cx, shared);
            ui.add_space(space::S);
            self.outcome(ui, cx);
            shared.counts.show(ui, cx, Which::Sns);
        }
    }

    /// Offers a name in this folder, or where it was offered before.
    fn offer(&mut self, cx: &Cx<'_>, folder: Option<PathBuf>) {
        let before = Path::new(&self.offered).parent().filter(|_| !self.offered.is_empty());
        let usual = || export_directory(&cx.settings.export.directory, cx.data);
        let folder = folder.or_else(|| before.map(Path::to_owned)).unwrap_or_else(usual);
        let now: String = cx.clock.date_time(cx.clock.now()).chars().filter(char::is_ascii_digit).collect();
        self.out.text = folder.join(format!("设备SN_{now}.zip")).display().to_string();
        self.offered.clone_from(&self.out.text);
    }

    fn card(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared<'_>) {
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::MAKE));
            widgets::note(ui, cx.colours, cx.t(words::MAKE_NOTE));
            ui.add_space(space::S);
            ui.add_enabled_ui(self.running.is_none(), |ui| {
                self.form.show(ui, cx, &shared.orders);
                self.out.show(ui, cx, cx.t(words::OUT), Wanted::Save("zip"));
                let fault = self.out.path().is_none().then(|| cx.t(words::OUT_FAULT));
                shared_form::show_fault(ui, cx.colours, fault);
            });
            ui.add_space(space::S);
            self.act(ui, cx, shared);
        });
    }

    /// The button, or the progress of what it has started.
    fn act(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared<'_>) {
        if let Some(running) = &self.running {
            let label = cx.t(words::MAKING);
            if widgets::progress(ui, cx.colours, running.progress(), label, cx.t(common::CANCEL)) {
                running.cancel();
            }
            ui.ctx().request_repaint_after(Duration::from_millis(100));
            return;
        }
        let wanted = self.form.wanted(&shared.orders).zip(self.out.path());
        let count = wanted.as_ref().map_or(0, |(wanted, _)| wanted.count.min(MAX_COUNT));
        let label = words::make(cx.lang, &shape::count(count as u64));
        ui.add_enabled_ui(wanted.is_some(), |ui| {
            let size = vec2(size::FIELD, size::TOUCH * 1.3);
            if wide_button(ui, cx.colours, Look::Primary, &label, size, font::TITLE)
                && let Some((wanted, out)) = wanted
            {
                self.ended = None;
                let operator = cx.view.operator.clone();
                let request = LabelRequest { out, ..wanted };
                self.running = Some(cx.desk.make_labels(cx.settings.clone(), operator, request));
            }
        });
    }

    /// What came of it.
    fn outcome(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(ended) = &mut self.ended else { return };
        let colours = cx.colours;
        let contents = |ui: &mut Ui| match ended {
            Ended::Cancelled => {
                let text = cx.t(words::MAKE_CANCELLED);
                shared_form::strip(ui, colours, Says::Neutral, Icon::Cross, text);
            }
            Ended::Failed(failure) => {
                shared_form::strip(ui, colours, Says::Hard, Icon::Cross, failure.text(cx));
                if !failure.detail.is_empty() {
                    ui.add(egui::Label::new(&failure.detail).wrap().selectable(true));
                }
                widgets::note(ui, colours, cx.t(words::MAKE_FAILED_TODO));
            }
            Ended::Done { labels, folder } => done(ui, cx, labels, folder),
        };
        let drawn = ui.scope(|ui| card(ui, colours, contents)).response;
        if std::mem::take(&mut self.fresh) {
            drawn.scroll_to_me(None);
        }
        ui.add_space(space::S);
    }
}

fn done(ui: &mut Ui, cx: &mut Cx<'_>, labels: &Labels, folder: &mut FolderButton) {
    let text = words::made(cx.lang, &shape::count(labels.sns.len() as u64));
    shared_form::strip(ui, cx.colours, Says::Good, Icon::Check, &text);
    ui.add_space(space::S);
    ui.label(cx.t(words::MADE_NEXT));
    ui.add_space(space::S);
    let path = labels.file.display().to_string();
    let (first, last) = (labels.sns.first(), labels.sns.last());
    for (name, value) in [
        (words::FILE_MADE, path.as_str()),
        (words::FIRST_MADE, first.map_or("", String::as_str)),
        (words::LAST_MADE, last.map_or("", String::as_str)),
    ] {
        shared_form::fact(ui, cx.colours, cx.t(name), value, true);
    }
    if let Some(directory) = labels.file.parent() {
        folder.show(ui, cx, directory);
    }
}
