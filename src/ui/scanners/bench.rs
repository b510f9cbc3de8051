//! A box to try a code without touching the line; recordings made and looked through.

use egui::Ui;

use crate::ui::cx::Cx;

/// Its state.
#[derive(Default)]
pub(super) struct BenchPage {}

impl BenchPage {
    /// Draws it into the room below the heading.
    pub(super) fn ui(&mut self, _ui: &mut Ui, _cx: &mut Cx<'_>, _room: f32) {}
}
