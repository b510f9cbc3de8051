//! Devices found, guns used, and what each of them sent.

use egui::Ui;

use crate::ui::cx::Cx;

/// Its state.
#[derive(Default)]
pub(super) struct GunsPage {}

impl GunsPage {
    /// Draws it into the room below the heading.
    pub(super) fn ui(&mut self, _ui: &mut Ui, _cx: &mut Cx<'_>, _room: f32) {}
}
