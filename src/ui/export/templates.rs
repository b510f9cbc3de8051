//! Import templates: those there are ([`list`]), and a new one on its way in ([`adding`]); both show what a
//! template is ([`sheet`]), with a preview of the file that comes of it.

mod adding;
mod list;
mod sheet;

use egui::Ui;

use crate::station::Task;
use crate::station::templates::preview::Samples;
use crate::ui::cx::Cx;
use crate::ui::parts::{Watch, page};
use crate::ui::tokens::space;

use adding::Adding;
use list::List;

/// The page's state.
#[derive(Default)]
pub(super) struct TemplatesPage {
    adding: Adding,
    list: List,
    samples: Option<Samples>,
    asked: Option<Task<Samples>>,
    watch: Watch<u64>,
}

impl TemplatesPage {
    /// Draws it. True when a template came or went.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let changed = self.look(ui, cx);
        let samples = self.samples.as_ref();
        let two = page::columns(ui, |columns| {
            self.adding.show(&mut columns[0], cx, samples);
            self.list.show(&mut columns[1], cx, samples);
        });
        if !two {
            self.adding.show(ui, cx, samples);
            ui.add_space(space::M);
            self.list.show(ui, cx, samples);
        }
        self.list.questions(ui, cx);
        changed
    }

    fn look(&mut self, ui: &Ui, cx: &mut Cx<'_>) -> bool {
        if self.watch.changed(ui, cx.view.counts.good) {
            self.asked = Some(cx.desk.template_samples(cx.clock.day(cx.clock.now())));
        }
        if let Some(answer) = self.asked.as_ref().and_then(Task::poll) {
            self.asked = None;
            match answer {
                Ok(samples) => {
                    self.samples = Some(samples);
                    self.adding.judge(self.samples.as_ref());
                }
                Err(error) => cx.error(&error),
            }
        }
        let saved = self.adding.tend(self.samples.as_ref());
        if saved {
            self.list.refresh(cx);
        }
        let removed = self.list.tend(cx);
        saved || removed
    }
}
