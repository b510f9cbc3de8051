//! The gun check-up: scan one code, be told what is wrong with the gun.

use egui::Ui;

use crate::ui::cx::Cx;

/// Its state.
#[derive(Default)]
pub(super) struct CheckupPage {}

impl CheckupPage {
    /// Draws it into the room below the heading.
    pub(super) fn ui(&mut self, _ui: &mut Ui, _cx: &mut Cx<'_>, _room: f32) {}

    /// Ends a check-up that nobody looks at.
    pub(super) fn leave(&mut self, _cx: &mut Cx<'_>) {}
}
