//! The sheet to print: the check-up code and the control barcodes.

use egui::Ui;

use crate::labels::print::FONTS;
use crate::labels::sheet::{Block, Fonts, Sheet};
use crate::scan::checkup::challenge::{PARTS, WHOLE};
use crate::text::{Lang, Text, checkup as words};
use crate::ui::cx::Cx;
use crate::ui::parts::print::{Print, Printed};
use crate::ui::settings::CONTROL_CODES;
use crate::ui::widgets::card;

/// The sheet.
const SHEET: Printed = Printed {
    title: words::SHEET,
    note: words::SHEET_NOTE,
    save: words::SHEET_SAVE,
    file: words::SHEET_NAME,
    failed: words::SHEET_FAILED,
    sheet,
};

/// Draws its card.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, print: &mut Print) {
    card(ui, cx.colours, |ui| print.show(ui, cx, &SHEET));
}

/// The sheet in a language: what stands on it, its fonts and its language's tag (BCP 47).
pub fn sheet_in(lang: Lang) -> (Sheet, Fonts, &'static str) {
    (sheet(lang), FONTS, lang.tag())
}

/// What stands on it.
fn sheet(lang: Lang) -> Sheet {
    let note_of: [Text; CONTROL_CODES.len()] =
        [words::SHEET_ACK, words::SHEET_CANCEL, words::SHEET_UNDO, words::SHEET_VERIFY, words::SHEET_PAIR];
    let check = Block {
        title: lang.t(words::SHEET_CHECK).to_owned(),
        note: lang.t(words::SHEET_CHECK_NOTE).to_owned(),
        qr: WHOLE.to_owned(),
        bars: PARTS.map(str::to_owned).to_vec(),
    };
    let controls = CONTROL_CODES.iter().zip(note_of).map(|((text, name), note)| Block {
        title: lang.t(*name).to_owned(),
        note: lang.t(note).to_owned(),
        qr: (*text).to_owned(),
        bars: vec![(*text).to_owned()],
    });
    Sheet {
        title: lang.t(words::SHEET_TITLE).to_owned(),
        note: lang.t(words::SHEET_HEAD).to_owned(),
        blocks: std::iter::once(check).chain(controls).collect(),
    }
}
