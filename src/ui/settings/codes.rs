//! The control barcodes, to be scanned from the screen or printed.

use egui::{RichText, Ui};

use crate::text::{Text, settings as words};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::parts::qr;
use crate::ui::tokens::{font, space};
use crate::ui::widgets::{self, card};

/// What each says to the station, and what it is for.
pub(in crate::ui) const CODES: [(&str, Text); 6] = [
    ("PSCMDACK", words::CODE_ACK),
    ("PSCMDCANCEL", words::CODE_CANCEL),
    ("PSCMDUNDO", words::CODE_UNDO),
    ("PSCMDVERIFY", words::CODE_VERIFY),
    ("PSCMDVERIFYSN", words::CODE_VERIFY_STICKER),
    ("PSCMDPAIR", words::CODE_PAIR),
];

/// Draws the sheet.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>) {
    card(ui, cx.colours, |ui| {
        widgets::title(ui, cx.t(words::CODES));
        widgets::note(ui, cx.colours, cx.t(words::CODES_NOTE));
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            // Apart, so that a gun sees one at a time.
            ui.spacing_mut().item_spacing = egui::vec2(space::XL * 2.0, space::XL);
            for (text, name) in CODES {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Control;

    #[test]
    fn the_station_obeys_each_of_them() {
        let read: Vec<Option<Control>> = CODES.iter().map(|(text, _)| Control::read(text)).collect();
        let all = [
            Control::Acknowledge,
            Control::Cancel,
            Control::Undo,
            Control::Verify,
            Control::VerifySticker,
            Control::Pair,
        ]
        .map(Some);
        assert_eq!(read, all);
    }
}
