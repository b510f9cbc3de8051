//! A sheet of codes to print: A4, PDF, the codes as rectangles, the words in an embedded font.
//!
//! A block of codes is a column of words, a QR code, and the same as bars at its right or below:
//! whatever a gun reads, it finds it.

use super::paper::{BODY, Book, HEADING, Ink, MARGIN, PAGE, Paper, TITLE, Weight};
use super::{Code128, Code128Error, Qr, QrError};

/// What stands on a sheet, in the user's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// In large type at the top.
    pub title: String,
    /// Below it.
    pub note: String,
    /// The codes, one below the other.
    pub blocks: Vec<Block>,
}

/// A code with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub title: String,
    /// What it does, in a sentence or two.
    pub note: String,
    /// The text of its QR code.
    pub qr: String,
    /// The texts of its bars: one stands beside the QR code, several below it.
    pub bars: Vec<String>,
}

/// Fonts in TrueType or OpenType format.
#[derive(Debug, Clone, Copy)]
pub struct Fonts {
    /// For sentences.
    pub regular: &'static [u8],
    /// For titles.
    pub bold: &'static [u8],
}

/// Why there is no sheet.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// A QR code.
    #[error(transparent)]
    Qr(#[from] QrError),
    /// A bar code.
    #[error(transparent)]
    Bars(#[from] Code128Error),
    /// A font.
    #[error("the sheet's font cannot be read: install the program again")]
    Font,
    /// There is too much on it.
    #[error("the sheet is full before {block:?}: shorten its texts")]
    Full {
        /// The block that has no room.
        block: String,
    },
    /// The PDF.
    #[error("the PDF could not be made: {0}")]
    Pdf(String),
}

/// Between blocks.
const GAP: f32 = 4.0;
/// Width of the words of a block.
const WORDS: f32 = 60.0;
/// A module of a QR code: every gun reads half a millimetre and more.
const QR_MODULE: f32 = 0.72;
/// A module of bars: 15 mil, what wide-range guns are made for.
const BAR_MODULE: f32 = 0.38;
/// Height of bars.
const BARS: f32 = 13.0;

/// Makes the PDF, one page; `language` is its BCP 47 tag.
pub fn render(sheet: &Sheet, fonts: Fonts, language: &str) -> Result<Vec<u8>, SheetError> {
    let mut book = Book::new(&sheet.title, fonts, language)?;
    let drawn = book.page(|paper| paper.sheet(sheet, 0))?;
    match sheet.blocks.get(drawn) {
        Some(left) => Err(SheetError::Full { block: left.title.clone() }),
        None => book.finish(),
    }
}

/// Draws a sheet on as many pages as it needs, each under its title; gives how many these are.
pub(super) fn on_pages(book: &mut Book, sheet: &Sheet) -> Result<usize, SheetError> {
    let (mut drawn, mut pages) = (0, 0);
    while drawn < sheet.blocks.len() {
        let before = drawn;
        drawn = book.page(|paper| paper.sheet(sheet, before))?;
        pages += 1;
        if drawn == before {
            return Err(SheetError::Full { block: sheet.blocks[drawn].title.clone() });
        }
    }
    Ok(pages)
}

impl Paper<'_> {
    /// Draws title, note and the blocks from `first` on that have room; gives the first that has none.
    fn sheet(&mut self, sheet: &Sheet, first: usize) -> Result<usize, SheetError> {
        let width = PAGE.0 - 2.0 * MARGIN;
        let mut y = self.words(Weight::Bold, TITLE, (MARGIN, MARGIN, width), &sheet.title);
        y = self.words(Weight::Regular, BODY, (MARGIN, y + 1.0, width), &sheet.note);
        for (at, block) in sheet.blocks.iter().enumerate().skip(first) {
            y += GAP;
            let end = self.to_measure().code_block(block, y + GAP)?;
            if end > PAGE.1 - MARGIN / 2.0 {
                return Ok(at);
            }
            self.block((MARGIN, y), (width, 0.15), Ink::Black);
            y = self.code_block(block, y + GAP)?;
        }
        Ok(sheet.blocks.len())
    }

    /// Draws a block from `top` on; gives where it ends.
    fn code_block(&mut self, block: &Block, top: f32) -> Result<f32, SheetError> {
        let mut low = self.words(Weight::Bold, HEADING, (MARGIN, top, WORDS), &block.title);
        low = self.words(Weight::Regular, BODY, (MARGIN, low + 0.5, WORDS), &block.note);
        let qr = Qr::encode(&block.qr)?;
        let side = qr.side_with_quiet_zone() as f32 * QR_MODULE;
        // The quiet zone may lie over the gap above: nothing stands there.
        let quiet = Qr::QUIET as f32 * QR_MODULE;
        self.qr(&qr, (MARGIN + WORDS, top - quiet), QR_MODULE);
        low = low.max(top + side - 2.0 * quiet);
        let form = (BAR_MODULE, BARS);
        if let [only] = block.bars.as_slice() {
            let right = PAGE.0 - MARGIN - wide(&Code128::encode(only)?);
            return Ok(low.max(self.bars(only, (right, top), form)?));
        }
        for bars in &block.bars {
            let left = (PAGE.0 - wide(&Code128::encode(bars)?)) / 2.0;
            low = self.bars(bars, (left, low + GAP), form)?;
        }
        Ok(low)
    }
}

fn wide(code: &Code128) -> f32 {
    code.width_with_quiet_zones() as f32 * BAR_MODULE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_named() {
        let fonts = Fonts { regular: b"no font", bold: b"no font" };
        let sheet = Sheet { title: "T".into(), note: String::new(), blocks: Vec::new() };
        assert!(matches!(render(&sheet, fonts, "en"), Err(SheetError::Font)));
    }
}
