//! The pages of lists: a list on its way in, beside how far such lists are used up.

use egui::Ui;

use super::Shared;
use super::counts::Which;
use super::intake::Intake;
use crate::ui::cx::Cx;
use crate::ui::parts::page;
use crate::ui::tokens::space;

/// A page for one kind of list.
pub(super) trait ListPage {
    /// Which lists its counts are of.
    const WHICH: Which;

    /// The list on its way in.
    fn intake(&mut self) -> &mut Intake;

    /// Draws the card in which a list is chosen, looked at and taken over.
    fn card(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared<'_>);

    /// True when a list was taken over.
    fn tend(&mut self) -> bool {
        self.intake().tend()
    }

    /// Draws the page: two cards side by side where there is room, and the faults right below the list.
    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared<'_>, room: f32) {
        let two = page::columns(ui, |columns| {
            self.card(&mut columns[0], cx, shared);
            shared.counts.show(&mut columns[1], cx, Self::WHICH);
        });
        if two {
            self.intake().faults(ui, cx, room);
            return;
        }
        self.card(ui, cx, shared);
        self.intake().faults(ui, cx, room);
        ui.add_space(space::S);
        shared.counts.show(ui, cx, Self::WHICH);
    }
}
