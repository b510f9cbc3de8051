//! The ScanLog screen.

use super::cx::Cx;
use super::widgets;
use crate::text::common;

/// Its state.
#[derive(Debug, Default)]
pub struct ScanLogScreen {}

impl ScanLogScreen {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut egui::Ui, cx: &mut Cx<'_>) {
        widgets::heading(ui, cx.t(common::SCREEN_SCAN_LOG));
    }
}
