//! The hard alarm over the whole window.

use egui::Ui;

use super::cx::Cx;
use crate::station::view::AlarmView;

/// Draws it; true when it is to be acknowledged.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, alarm: &AlarmView) -> bool {
    let _ = (ui, cx, alarm);
    false
}
