//! Training: a simulated gun, and a line on which nothing counts.

use egui::Ui;

use crate::ui::cx::Cx;

/// Its state.
#[derive(Default)]
pub(super) struct TrainingPage {}

impl TrainingPage {
    /// Draws it into the room below the heading.
    pub(super) fn ui(&mut self, _ui: &mut Ui, _cx: &mut Cx<'_>, _room: f32) {}
}
