//! Labels on stock, as PDF: each a code with its text, drawn as shapes and letters, so that a printer of any
//! resolution prints them sharp.
//!
//! Architecture invariant: no code is drawn on paper whose picture was not decoded to its text before, as in
//! a package ([`super::package`]).

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};

use super::fonts::{self, Measures};
use super::ink::{MM, push, push_qr};
use super::picture::{self, PictureError};
use super::sticker::{LEADING, LEAST_MODULE, Layout, Sticker};
use super::stock::Stock;
use super::{Qr, QrError};

/// How labels are put on stock.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelSheet {
    /// The stock.
    pub stock: Stock,
    /// The first label of the first page that is still there, from 1: a sheet may be half used.
    pub start: usize,
    /// So many of each, one behind the other.
    pub copies: usize,
    /// Everything this many mm to the right and down: printers are off.
    pub offset: [f32; 2],
    /// A hair line around each label, to cut along or to see how far the printer is off.
    pub frame: bool,
}

impl LabelSheet {
    /// One of each, from the first label on.
    pub fn new(stock: Stock) -> LabelSheet {
        LabelSheet { stock, start: 1, copies: 1, offset: [0.0; 2], frame: false }
    }

    /// Pages that so many stickers take.
    pub fn pages(&self, stickers: usize) -> usize {
        (self.start.saturating_sub(1) + stickers * self.copies).div_ceil(self.stock.per_page())
    }
}

/// Why there is no sheet of labels.
#[derive(Debug, thiserror::Error)]
pub enum LabelSheetError {
    /// A text fits no code.
    #[error(transparent)]
    Code(#[from] QrError),
    /// A code does not say what it should.
    #[error("the code of {text} {what}; nothing was written")]
    Picture {
        /// What it should say.
        text: String,
        /// What is wrong.
        what: String,
    },
    /// The modules would be too narrow.
    #[error(
        "on labels of {stock} a module of the code would be {module:.2} mm wide, and guns need {LEAST_MODULE}: \
         choose larger labels, or shorten what the code says"
    )]
    Small {
        /// The stock.
        stock: String,
        /// Width in mm.
        module: f32,
    },
    /// The text has a character that no font here has.
    #[error("{0:?} cannot be printed: no font here has it; leave it out of the label's text")]
    Letter(char),
    /// A half-used sheet has no such label.
    #[error("label {start} is none of the {per_page} on a page of {stock}")]
    Start {
        /// What was asked for.
        start: usize,
        /// Labels on a page.
        per_page: usize,
        /// The stock.
        stock: String,
    },
    /// The offset pushes labels off the page.
    #[error("an offset of {0} mm is more than any printer is off: 20 at most, either way")]
    Offset(f32),
    /// Nothing, or more copies than anybody wants.
    #[error("{0} copies of each label cannot be: 1 to {most}", most = MOST_COPIES)]
    Copies(usize),
    /// More labels than a PDF is good for.
    #[error("{0} labels are too many for one file: {most} at most; print fewer SNs or copies at a time", most = MOST_LABELS)]
    Many(usize),
    /// A font.
    #[error("the labels' font cannot be read: install the program again")]
    Font,
    /// The PDF.
    #[error("the PDF could not be made: {0}")]
    Pdf(String),
    /// The user cancelled.
    #[error("cancelled; nothing was written")]
    Cancelled,
}

/// Most copies of a label.
pub const MOST_COPIES: usize = 100;
/// Most labels in a file: 10,000 SNs, some copies of each. A label takes about two kilobytes.
const MOST_LABELS: usize = 50_000;
/// Most that a printer is off, in mm.
const MOST_OFFSET: f32 = 20.0;
/// Width of the line around a label, in mm.
const HAIR: f32 = 0.1;

impl LabelSheet {
    /// What of it cannot be.
    pub fn check(&self) -> Result<(), LabelSheetError> {
        let per_page = self.stock.per_page();
        if !(1..=per_page).contains(&self.start) {
            let stock = self.stock.name().to_owned();
            return Err(LabelSheetError::Start { start: self.start, per_page, stock });
        }
        if !(1..=MOST_COPIES).contains(&self.copies) {
            return Err(LabelSheetError::Copies(self.copies));
        }
        let range = -MOST_OFFSET..=MOST_OFFSET;
        match self.offset.iter().find(|offset| !range.contains(*offset)) {
            Some(offset) => Err(LabelSheetError::Offset(*offset)),
            None => Ok(()),
        }
    }

    /// Makes the PDF; `title` is the document's, `progress` is told how many stickers are drawn and says
    /// whether to go on.
    ///
    /// # Errors
    /// All of [`LabelSheetError`]; then there is no PDF.
    pub fn render(
        &self,
        stickers: &[Sticker],
        title: &str,
        progress: &(dyn Fn(usize) -> bool + Sync),
    ) -> Result<Vec<u8>, LabelSheetError> {
        self.check()?;
        let many = stickers.len().saturating_mul(self.copies);
        if many > MOST_LABELS {
            return Err(LabelSheetError::Many(many));
        }
        let mut document = Document::new();
        document.set_metadata(Metadata::new().title(title.to_owned()));
        let letters = Letters::new()?;
        let [wide, high] = self.stock.page.map(|side| side * MM);
        let size = PageSettings::from_wh(wide, high).ok_or_else(|| LabelSheetError::Pdf("no page".into()))?;
        let mut labels = stickers.iter().enumerate().flat_map(|each| std::iter::repeat_n(each, self.copies));
        let mut first = self.start - 1;
        for _ in 0..self.pages(stickers.len()) {
            let mut page = document.start_page_with(size.clone());
            let drawn = {
                let mut paper = Paper { sheet: self, letters: &letters, surface: page.surface() };
                paper.surface.set_fill(Some(Fill { paint: rgb::Color::black().into(), ..Fill::default() }));
                (first..self.stock.per_page()).zip(&mut labels).try_for_each(|(place, (n, sticker))| {
                    paper.label(place, sticker)?;
                    progress(n + 1).then_some(()).ok_or(LabelSheetError::Cancelled)
                })
            };
            page.finish();
            drawn?;
            first = 0;
        }
        document.finish().map_err(|error| LabelSheetError::Pdf(format!("{error:?}")))
    }
}

/// The fonts of labels: codes have their own, words the other.
struct Letters([(Font, Measures); 2]);

impl Letters {
    fn new() -> Result<Letters, LabelSheetError> {
        let font = |file: &'static [u8]| {
            Font::new(file.into(), 0).zip(Measures::of(file)).ok_or(LabelSheetError::Font)
        };
        Ok(Letters([font(fonts::MONO)?, font(fonts::REGULAR)?]))
    }

    /// The first font that has all of it.
    fn of(&self, lines: &[String]) -> Result<&(Font, Measures), LabelSheetError> {
        let lacks = |(_, font): &(Font, Measures)| lines.iter().find_map(|line| font.lacks(line));
        let has = self.0.iter().find(|font| lacks(font).is_none());
        has.ok_or_else(|| LabelSheetError::Letter(lacks(&self.0[1]).unwrap_or(' ')))
    }
}

/// The page being drawn.
struct Paper<'a> {
    sheet: &'a LabelSheet,
    letters: &'a Letters,
    surface: Surface<'a>,
}

impl Paper<'_> {
    fn label(&mut self, index: usize, sticker: &Sticker) -> Result<(), LabelSheetError> {
        let LabelSheet { stock, offset, frame, .. } = self.sheet;
        let corner = stock.corner(index);
        let (left, top) = (corner[0] + offset[0], corner[1] + offset[1]);
        let qr = proven(&sticker.code)?;
        let layout = Layout::of(stock.label, sticker.lines.len());
        let module = layout.module(&qr);
        if module < LEAST_MODULE {
            return Err(LabelSheetError::Small { stock: stock.name().to_owned(), module });
        }
        let mut path = PathBuilder::new();
        push_qr(&mut path, &qr, (left + layout.code[0], top + layout.code[1]), module);
        if *frame {
            let [wide, high] = stock.label;
            for (x, y, length, height) in [
                (left, top, wide, HAIR),
                (left, top + high - HAIR, wide, HAIR),
                (left, top, HAIR, high),
                (left + wide - HAIR, top, HAIR, high),
            ] {
                push(&mut path, (x, y), (length, height));
            }
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
        self.text(&layout, (left, top), &sticker.lines)
    }

    fn text(
        &mut self,
        layout: &Layout,
        (left, top): (f32, f32),
        lines: &[String],
    ) -> Result<(), LabelSheetError> {
        let (font, measures) = self.letters.of(lines)?;
        let (lines, size) = layout.set(lines, |line| measures.em(line));
        let [wide, high] = layout.room;
        let all = lines.len() as f32 * LEADING * size;
        // Under a code the text hangs at it; beside it, it stands in the middle.
        let above = if layout.under { 0.0 } else { (high - all) / 2.0 };
        for (n, line) in lines.iter().enumerate() {
            let indent = if layout.under { (wide - measures.em(line) * size) / 2.0 } else { 0.0 };
            // The base line: what is below it is about a quarter of the type.
            let low =
                top + layout.text[1] + above + (n as f32 * LEADING + 0.5 * (LEADING - 1.0) + 0.78) * size;
            let at = Point::from_xy((left + layout.text[0] + indent) * MM, low * MM);
            self.surface.draw_text(at, font.clone(), size * MM, line, false, TextDirection::LeftToRight);
        }
        Ok(())
    }
}

/// A code whose picture was read again.
fn proven(text: &str) -> Result<Qr, LabelSheetError> {
    let qr = Qr::encode(text)?;
    let fault = |what: String| LabelSheetError::Picture { text: text.to_owned(), what };
    let failed = |error: PictureError| fault(error.to_string());
    match picture::draw(&qr).and_then(|picture| picture::read(&picture)).map_err(failed)? {
        said if said == text => Ok(qr),
        said => Err(fault(format!("reads {said:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sticker() -> Sticker {
        Sticker { code: "pk=p11sf2&sn=VDR1&v=1".into(), lines: vec!["VDR1".into()] }
    }

    #[test]
    fn pages_follow_from_start_and_copies() {
        let check = |start, copies, stickers, expect| {
            let sheet = LabelSheet { start, copies, ..LabelSheet::new("L7160".parse().unwrap()) };
            assert_eq!(sheet.pages(stickers), expect);
            let pdf = sheet.render(&vec![sticker(); stickers], "t", &|_| true).unwrap();
            let count = format!("/Count {expect}/");
            assert!(pdf.windows(count.len()).any(|bytes| bytes == count.as_bytes()), "{count}");
        };
        check(1, 1, 21, 1);
        check(1, 1, 22, 2);
        check(21, 1, 1, 1);
        check(21, 2, 1, 2);
        check(5, 3, 10, 2);
    }

    #[test]
    fn what_cannot_be_printed_is_named() {
        let good = LabelSheet::new("25x25".parse().unwrap());
        let check = |sheet: LabelSheet, sticker: Sticker, expect: &str| {
            let error = sheet.render(&[sticker], "t", &|_| true).unwrap_err().to_string();
            assert!(error.contains(expect), "{error}");
        };
        check(LabelSheet { start: 2, ..good.clone() }, sticker(), "label 2 is none of the 1");
        check(LabelSheet { start: 0, ..good.clone() }, sticker(), "label 0");
        check(LabelSheet { copies: 0, ..good.clone() }, sticker(), "0 copies");
        check(LabelSheet { offset: [0.0, -21.0], ..good.clone() }, sticker(), "-21");
        check(good.clone(), Sticker { code: "x".repeat(1700), ..sticker() }, "guns need 0.17");
        check(good.clone(), Sticker { code: "x".repeat(4000), ..sticker() }, "shorten");
        check(good.clone(), Sticker { lines: vec!["\u{1F600}".into()], ..sticker() }, "cannot be printed");
        let many = LabelSheet { copies: 100, ..good.clone() };
        let error = many.render(&vec![sticker(); 501], "t", &|_| true).unwrap_err();
        assert!(matches!(error, LabelSheetError::Many(50_100)), "{error}");
        let error = good.render(&[sticker()], "t", &|_| false).unwrap_err();
        assert!(matches!(error, LabelSheetError::Cancelled));
    }
}
