//! The Orders screen.

use super::cx::Cx;
use super::widgets;
use crate::text::common;

/// Its state.
#[derive(Debug, Default)]
pub struct OrdersScreen {}

impl OrdersScreen {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut egui::Ui, cx: &mut Cx<'_>) {
        widgets::heading(ui, cx.t(common::SCREEN_ORDERS));
    }
}
