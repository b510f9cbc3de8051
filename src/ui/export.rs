//! Export: the day's relation file, complete, once, with proof.
//!
//! What is exported ([`select`]) and how it is written ([`manner`]) stand side by side; the numbers
//! are there before anything is written. Below: what came of it ([`outcome`]), and every earlier
//! export with its files ([`history`]). A second page keeps the platform's import [`templates`].

mod history;
mod manner;
mod outcome;
mod select;
mod templates;

use egui::{Ui, vec2};

use super::cx::Cx;
use super::parts::{Failure, Watch, page, shape};
use super::tokens::{font, size, space};
use super::widgets::{self, Look, card, wide_button};
use crate::station::desk::{ExportReport, ExportRequest};
use crate::station::{StationError, Task};
use crate::text::{Text, common, export as words, templates as template_words};

use history::History;
use manner::Manner;
pub(super) use manner::{export_directory, preset};
use outcome::Outcome;
use select::Select;
use templates::TemplatesPage;

/// Its state.
#[derive(Default)]
pub struct ExportScreen {
    page: Page,
    templates: TemplatesPage,
    select: Select,
    manner: Manner,
    running: Option<Task<ExportReport>>,
    outcome: Option<Outcome>,
    history: History,
    watch: Watch<(String, u64, u64)>,
}

/// A page of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Page {
    #[default]
    Files,
    Templates,
}

impl Page {
    const ALL: [(Page, Text); 2] =
        [(Page::Files, template_words::PAGE_EXPORT), (Page::Templates, template_words::PAGE_TEMPLATES)];
}

impl ExportScreen {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.look(ui, cx);
        page::page(ui, "export", |ui, _| {
            page::heading(ui, cx.t(common::SCREEN_EXPORT), |ui| {
                let pages = Page::ALL.map(|(page, name)| (page, cx.t(name)));
                widgets::segmented(ui, cx.colours, cx.t(template_words::PAGES), &mut self.page, &pages);
            });
            ui.add_space(space::S);
            if self.page == Page::Templates {
                if self.templates.ui(ui, cx) {
                    self.manner.templates_changed(cx);
                }
                return;
            }
            let two = page::columns(ui, |columns| {
                self.select.show(&mut columns[0], cx);
                columns[0].add_space(space::S);
                self.act(&mut columns[0], cx);
                self.manner.show(&mut columns[1], cx);
            });
            if !two {
                self.select.show(ui, cx);
                ui.add_space(space::S);
                self.manner.show(ui, cx);
                ui.add_space(space::S);
                self.act(ui, cx);
            }
            if let Some(outcome) = &mut self.outcome {
                ui.add_space(space::L);
                card(ui, cx.colours, |ui| outcome.show(ui, cx));
            }
            ui.add_space(space::L);
            self.history.show(ui, cx);
        });
    }

    /// What has changed since the last frame.
    fn look(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let order = cx.view.order.as_ref();
        let name = order.map_or(String::new(), |order| order.name.clone());
        let done = order.map_or(0, |order| order.done);
        if self.watch.changed(ui, (name, done, cx.view.counts.good)) {
            self.select.refresh(cx);
            self.history.refresh(cx);
        }
        self.manner.begin(cx);
        if let Some(answer) = self.running.as_ref().and_then(Task::poll) {
            self.running = None;
            self.outcome = Some(match answer {
                Ok(report) => Outcome::done(report),
                Err(StationError::Cancelled) => Outcome::Cancelled,
                Err(error) => Outcome::Failed(Failure::of(&error)),
            });
            self.select.refresh(cx);
            self.history.refresh(cx);
        }
    }

    /// The button, or the progress of what it has started.
    fn act(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if let Some(running) = &self.running {
            // Three steps: written, read back and compared, marked in the ledger.
            let (done, total) = running.progress();
            let label = match done.saturating_mul(3).checked_div(total) {
                None | Some(0) => words::WRITING,
                Some(1) => words::COMPARING,
                Some(_) => words::MARKING,
            };
            let stop = cx.t(common::CANCEL);
            if widgets::progress(ui, cx.colours, (done, total), cx.t(label), stop) {
                running.cancel();
            }
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
            return;
        }
        let count = self.select.count();
        let ready = self.manner.request(cx, &self.select);
        let label = match count {
            Some(count) => words::export_count(cx.lang, &shape::count(count)),
            None => cx.t(words::EXPORT).to_owned(),
        };
        ui.horizontal_wrapped(|ui| {
            ui.add_enabled_ui(ready.is_some() && count.is_some_and(|count| count > 0), |ui| {
                let size = vec2(size::FIELD, size::TOUCH * 1.3);
                if wide_button(ui, cx.colours, Look::Primary, &label, size, font::TITLE)
                    && let Some(request) = ready
                {
                    self.start(cx, request);
                }
            });
            if count == Some(0) {
                let why = if self.select.has_old() { words::NOTHING_NEW } else { words::NOTHING };
                ui.label(cx.t(why));
            }
        });
    }

    fn start(&mut self, cx: &Cx<'_>, request: ExportRequest) {
        self.outcome = None;
        self.running = Some(cx.desk.export(cx.settings.clone(), request));
    }
}
