//! Export: the day's relation file, complete, once, with proof; and what the platform made of it.
//!
//! On the first page, what is exported ([`select`]) and how it is written ([`manner`]) stand side by
//! side, with the numbers before anything is written; then the button ([`act`]) and what came of it
//! ([`outcome`]). On the second, every earlier export ([`history`]): its files, which can be written
//! again, and the platform's answer to it ([`answer`]). Above both: pairs that were voided after they were
//! handed over, until they are in a file of [`corrections`]. A third page keeps the platform's import
//! [`templates`].

mod act;
mod answer;
mod corrections;
mod history;
mod manner;
mod outcome;
mod select;
mod templates;

use egui::Ui;

use super::cx::Cx;
use super::parts::{Watch, page};
use super::tokens::space;
use super::widgets;
use crate::text::{Text, common, export as words, templates as template_words};

use act::Act;
use corrections::Corrections;
use history::{Asked, History};
use manner::Manner;
pub(super) use manner::{export_directory, preset};
use select::{Select, What};
use templates::TemplatesPage;

/// Its state.
#[derive(Default)]
pub struct ExportScreen {
    page: Page,
    templates: TemplatesPage,
    select: Select,
    manner: Manner,
    act: Act,
    corrections: Corrections,
    history: History,
    watch: Watch<(String, u64, u64)>,
}

/// A page of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Page {
    #[default]
    Write,
    History,
    Templates,
}

impl Page {
    const ALL: [(Page, Text); 3] = [
        (Page::Write, words::PAGE_WRITE),
        (Page::History, words::HISTORY),
        (Page::Templates, template_words::PAGE_TEMPLATES),
    ];
}

impl ExportScreen {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.look(ui, cx);
        page::heading(ui, cx.t(common::SCREEN_EXPORT), |ui| {
            let pages = Page::ALL.map(|(page, name)| (page, cx.t(name)));
            if widgets::segmented(ui, cx.colours, cx.t(words::PAGES), &mut self.page, &pages) {
                self.corrections.close();
            }
            self.corrections.button(ui, cx);
        });
        // Not a part of the page, which may be scrolled away.
        self.corrections.strip(ui, cx);
        if self.corrections.is_open() {
            page::page(ui, "corrections", |ui, _| self.corrections.show(ui, cx));
            return;
        }
        match self.page {
            Page::Write => page::page(ui, "export", |ui, _| self.write(ui, cx)),
            Page::Templates => page::page(ui, "templates", |ui, _| {
                if self.templates.ui(ui, cx) {
                    self.manner.templates_changed(cx);
                }
            }),
            Page::History => {
                let id = self.history.page_id();
                page::page(ui, id, |ui, room| {
                    if self.history.ui(ui, cx, room) == Some(Asked::ExportRejected) {
                        self.page = Page::Write;
                        self.select.choose(cx, What::Rejected);
                    }
                });
            }
        }
    }

    /// What has changed since the last frame.
    fn look(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let order = cx.view.order.as_ref();
        let name = order.map_or(String::new(), |order| order.name.clone());
        let done = order.map_or(0, |order| order.done);
        self.manner.begin(cx);
        let ended = [self.act.tend(), self.corrections.tend(), self.history.tend()].contains(&true);
        if self.watch.changed(ui, (name, done, cx.view.counts.good)) || ended {
            self.select.refresh(cx);
            self.corrections.refresh(cx);
            self.history.refresh(cx);
        }
    }

    fn write(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let two = page::columns(ui, |columns| {
            self.select.show(&mut columns[0], cx);
            columns[0].add_space(space::S);
            self.act.show(&mut columns[0], cx, &self.select, &self.manner);
            self.manner.show(&mut columns[1], cx);
        });
        if !two {
            self.select.show(ui, cx);
            ui.add_space(space::S);
            self.manner.show(ui, cx);
            ui.add_space(space::S);
            self.act.show(ui, cx, &self.select, &self.manner);
        }
        self.act.outcome(ui, cx);
    }
}
