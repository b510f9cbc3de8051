//! The Settings screen.

use super::cx::Cx;
use super::widgets;
use crate::text::common;

/// Its state.
#[derive(Debug, Default)]
pub struct SettingsScreen {}

impl SettingsScreen {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut egui::Ui, cx: &mut Cx<'_>) {
        widgets::heading(ui, cx.t(common::SCREEN_SETTINGS));
    }
}
