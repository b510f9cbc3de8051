//! The control barcodes, to be scanned from the screen or printed.

use egui::{RichText, Ui};

use crate::text::cards::CONTROL_CODES;
use crate::text::settings as words;
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::parts::qr;
use crate::ui::tokens::{font, space};
use crate::ui::widgets::{self, card};

/// Draws the sheet.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    card(ui, cx.colours, |ui| {
        widgets::title(ui, cx.t(words::CODES));
        widgets::note(ui, cx.colours, cx.t(words::CODES_NOTE));
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            // Apart, so that a gun sees one at a time.
            ui.spacing_mut().item_spacing = egui::vec2(space::XL * 2.0, space::XL);
            for (text, name, _) in CONTROL_CODES {
                ui.allocate_ui(egui::vec2(qr::SIDE, qr::SIDE + 3.0 * font::BODY), |ui| {
                    ui.vertical(|ui| {
                        ui.spacing_mut().item_spacing.y = space::XS;
                        ui.set_width(qr::SIDE);
                        qr::code(ui, text, cx.t(name));
                        ui.label(RichText::new(cx.t(name)).font(fonts::bold(font::BODY)));
                        ui.label(RichText::new(text).font(fonts::mono(font::SMALL)));
                    });
                });
            }
        });
    });
}
