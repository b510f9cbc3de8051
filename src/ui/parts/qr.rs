//! A QR code to be scanned from the screen.

use egui::accesskit::Role;
use egui::{Color32, Sense, Ui, Vec2, WidgetInfo};

use crate::labels::Qr;
use crate::ui::alarm::paint_qr;
use crate::ui::tokens::{font, round};

/// Side of a code on the screen: a gun at arm's length reads it.
pub const SIDE: f32 = 10.0 * font::BODY;

/// Draws the code of a text on white, quiet zone and all, whatever the theme. A text that no code
/// holds leaves the square empty.
pub fn code(ui: &mut Ui, text: &str, name: &str) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SIDE), Sense::hover());
    ui.painter().rect_filled(rect, round::BAR, Color32::WHITE);
    if let Ok(qr) = Qr::encode(text) {
        paint_qr(ui, &qr, rect);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    }
}
