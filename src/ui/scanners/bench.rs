//! A box to try a code without touching the line; recordings made and looked through.
//!
//! Three things a technician comes for one at a time, each with the page to itself.

mod look;
mod record;
mod trial;

use egui::Ui;

use crate::text::{Text, training as words};
use crate::ui::cx::Cx;
use crate::ui::tokens::space;
use crate::ui::widgets::{card, segmented};

use look::LookThrough;
use record::Record;
use trial::Trial;

/// Its state.
#[derive(Default)]
pub(super) struct BenchPage {
    part: Part,
    trial: Trial,
    record: Record,
    look: LookThrough,
}

/// A part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Part {
    #[default]
    Try,
    Record,
    Look,
}

impl Part {
    const ALL: [(Part, Text); 3] =
        [(Part::Try, words::TRY), (Part::Record, words::RECORD), (Part::Look, words::LOOK)];
}

impl BenchPage {
    /// Draws it into the room below the heading.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, room: f32) {
        let parts = Part::ALL.map(|(part, name)| (part, cx.t(name)));
        segmented(ui, cx.colours, cx.t(words::PAGE_TRY), &mut self.part, &parts);
        ui.add_space(space::S);
        match self.part {
            Part::Try => card(ui, cx.colours, |ui| self.trial.show(ui, cx)),
            Part::Record => card(ui, cx.colours, |ui| self.record.show(ui, cx)),
            Part::Look => {
                card(ui, cx.colours, |ui| self.look.show(ui, cx));
                self.look.result(ui, cx, room);
            }
        }
    }
}
