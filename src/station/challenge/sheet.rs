//! The challenge labels on a page: printed once, laminated, good for ever and for every order.

use std::path::Path;

use super::script::{BAD_MODULE, BEGIN, FIRST, MODULE, NO, OTHER_PRODUCT, SECOND, YES};
use crate::labels::print::{self, PrintError};
use crate::labels::sheet::{Block, Sheet};
use crate::text::{Lang, Text, challenge as words};

/// What stands on the page: how it begins, the labels in the order of their steps, the two answers. A
/// sticker is a QR code, as it is on a device; everything else stands there as bars, too.
pub fn sheet(lang: Lang) -> Sheet {
    let block = |title: Text, note: Text, code: &str, bars: bool| Block {
        title: lang.t(title).to_owned(),
        note: lang.t(note).to_owned(),
        qr: code.to_owned(),
        bars: if bars { vec![code.to_owned()] } else { Vec::new() },
    };
    Sheet {
        title: lang.t(words::SHEET_TITLE).to_owned(),
        note: lang.t(words::SHEET_HEAD).to_owned(),
        blocks: vec![
            block(words::LABEL_BEGIN, words::LABEL_BEGIN_NOTE, BEGIN, true),
            block(words::LABEL_MODULE, words::LABEL_MODULE_NOTE, MODULE, true),
            block(words::LABEL_FIRST, words::LABEL_FIRST_NOTE, FIRST, false),
            block(words::LABEL_SECOND, words::LABEL_SECOND_NOTE, SECOND, false),
            block(words::LABEL_OTHER, words::LABEL_OTHER_NOTE, OTHER_PRODUCT, false),
            block(words::LABEL_BAD, words::LABEL_BAD_NOTE, BAD_MODULE, true),
            block(words::LABEL_YES, words::LABEL_YES_NOTE, YES, true),
            block(words::LABEL_NO, words::LABEL_NO_NOTE, NO, true),
        ],
    }
}

/// Saves the page as PDF; a file that is there stays unless it is to be replaced.
pub fn save(lang: Lang, path: &Path, replace: bool) -> Result<(), PrintError> {
    print::save(&sheet(lang), lang.tag(), path, replace)
}
