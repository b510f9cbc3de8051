//! A sheet of codes to print: A4, PDF, the codes as rectangles, the words in an embedded font.
//!
//! A block of codes is a column of words, a QR code, and the same as bars at its right or below:
//! whatever a gun reads, it finds it. All lengths are in millimetres from the upper left corner.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};

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

/// Points of PDF in a millimetre.
const MM: f32 = 72.0 / 25.4;
/// A4, upright.
const PAGE: (f32, f32) = (210.0, 297.0);
/// Around everything: printers reach no further.
const MARGIN: f32 = 14.0;
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
/// Height of the text under bars, with its distance.
const UNDER: f32 = 4.2;

/// Type sizes, in millimetres.
const TITLE: f32 = 6.4;
const HEADING: f32 = 4.6;
const BODY: f32 = 3.5;
const SMALL: f32 = 2.7;
/// Distance of lines, in type sizes.
const LEADING: f32 = 1.4;

/// Makes the PDF; `language` is its BCP 47 tag.
pub fn render(sheet: &Sheet, fonts: Fonts, language: &str) -> Result<Vec<u8>, SheetError> {
    let font = |bytes: &'static [u8]| Font::new(bytes.into(), 0).ok_or(SheetError::Font);
    let (regular, bold) = (font(fonts.regular)?, font(fonts.bold)?);
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(sheet.title.clone()).language(language.to_owned()));
    let size = PageSettings::from_wh(PAGE.0 * MM, PAGE.1 * MM);
    let mut page = document.start_page_with(size.ok_or_else(|| SheetError::Pdf("no page".to_owned()))?);
    let drawn = Paper { surface: page.surface(), regular, bold }.sheet(sheet);
    page.finish();
    drawn?;
    document.finish().map_err(|error| SheetError::Pdf(format!("{error:?}")))
}

/// The page being drawn.
struct Paper<'a> {
    surface: Surface<'a>,
    regular: Font,
    bold: Font,
}

impl Paper<'_> {
    fn sheet(&mut self, sheet: &Sheet) -> Result<(), SheetError> {
        self.surface.set_fill(Some(Fill { paint: rgb::Color::black().into(), ..Fill::default() }));
        let width = PAGE.0 - 2.0 * MARGIN;
        let mut y = self.words(&self.bold.clone(), TITLE, (MARGIN, MARGIN, width), &sheet.title);
        y = self.words(&self.regular.clone(), BODY, (MARGIN, y + 1.0, width), &sheet.note);
        for block in &sheet.blocks {
            y += GAP;
            self.line(y);
            y = self.block(block, y + GAP)?;
            if y > PAGE.1 - MARGIN / 2.0 {
                return Err(SheetError::Full { block: block.title.clone() });
            }
        }
        Ok(())
    }

    /// Draws a block from `top` on; gives where it ends.
    fn block(&mut self, block: &Block, top: f32) -> Result<f32, SheetError> {
        let mut low = self.words(&self.bold.clone(), HEADING, (MARGIN, top, WORDS), &block.title);
        low = self.words(&self.regular.clone(), BODY, (MARGIN, low + 0.5, WORDS), &block.note);
        let qr = Qr::encode(&block.qr)?;
        let side = qr.side_with_quiet_zone() as f32 * QR_MODULE;
        // The quiet zone may lie over the gap above: nothing stands there.
        let quiet = Qr::QUIET as f32 * QR_MODULE;
        self.qr(&qr, (MARGIN + WORDS, top - quiet));
        low = low.max(top + side - 2.0 * quiet);
        if let [only] = block.bars.as_slice() {
            let right = PAGE.0 - MARGIN - wide(&Code128::encode(only)?);
            return Ok(low.max(self.bars(only, (right, top))?));
        }
        for bars in &block.bars {
            let left = (PAGE.0 - wide(&Code128::encode(bars)?)) / 2.0;
            low = self.bars(bars, (left, low + GAP))?;
        }
        Ok(low)
    }

    fn qr(&mut self, qr: &Qr, (x, y): (f32, f32)) {
        let mut path = PathBuilder::new();
        let quiet = Qr::QUIET as f32;
        for row in 0..qr.side() {
            let mut column = 0;
            while column < qr.side() {
                // Runs, not modules: no hair line between two of them.
                let run = (column..qr.side()).take_while(|at| qr.is_dark(*at, row)).count();
                if run > 0 {
                    let (left, top) = ((column as f32 + quiet) * QR_MODULE, (row as f32 + quiet) * QR_MODULE);
                    push(&mut path, (x + left, y + top), (run as f32 * QR_MODULE, QR_MODULE));
                }
                column += run.max(1);
            }
        }
        self.fill(path);
    }

    /// Draws bars with their text below; gives where that ends.
    fn bars(&mut self, text: &str, (x, y): (f32, f32)) -> Result<f32, SheetError> {
        let code = Code128::encode(text)?;
        let mut path = PathBuilder::new();
        let first = x + Code128::QUIET as f32 * BAR_MODULE;
        for (from, wide) in code.bars() {
            push(&mut path, (first + from as f32 * BAR_MODULE, y), (wide as f32 * BAR_MODULE, BARS));
        }
        self.fill(path);
        let regular = self.regular.clone();
        self.put(&regular, SMALL, (first, y + BARS + UNDER - 1.0), text);
        Ok(y + BARS + UNDER)
    }

    fn fill(&mut self, path: PathBuilder) {
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    fn line(&mut self, y: f32) {
        let mut path = PathBuilder::new();
        push(&mut path, (MARGIN, y), (PAGE.0 - 2.0 * MARGIN, 0.15));
        self.fill(path);
    }

    /// Words in lines of `width`, from `top` on; gives where they end.
    fn words(&mut self, font: &Font, size: f32, (left, top, width): (f32, f32, f32), text: &str) -> f32 {
        let mut low = top;
        for line in lines(text, width / size) {
            low += size * LEADING;
            // What lies below the base line is about a third of the type.
            self.put(font, size, (left, low - 0.35 * size), &line);
        }
        low
    }

    /// One line; `y` is its base line.
    fn put(&mut self, font: &Font, size: f32, (x, y): (f32, f32), text: &str) {
        let at = Point::from_xy(x * MM, y * MM);
        self.surface.draw_text(at, font.clone(), size * MM, text, false, TextDirection::LeftToRight);
    }
}

fn wide(code: &Code128) -> f32 {
    code.width_with_quiet_zones() as f32 * BAR_MODULE
}

fn push(path: &mut PathBuilder, (x, y): (f32, f32), (wide, high): (f32, f32)) {
    if let Some(rect) = Rect::from_xywh(x * MM, y * MM, wide * MM, high * MM) {
        path.push_rect(rect);
    }
}

/// Breaks a text into lines of so many ems: between words, and between any two Chinese characters,
/// but never before closing punctuation.
fn lines(text: &str, ems: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut wide) = (String::new(), 0.0);
    for word in pieces(text) {
        let needs: f32 = word.trim_end().chars().map(em).sum();
        if wide + needs > ems && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            wide = 0.0;
        }
        line.push_str(&word);
        wide += word.chars().map(em).sum::<f32>();
    }
    if !line.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// What no line may be broken within.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.chars() {
        let chinese = is_wide(c) && !closes(c);
        match pieces.last_mut() {
            Some(piece) if (open && !chinese) || closes(c) => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
        open = c != ' ' && !is_wide(c);
    }
    pieces
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '“' | '”')
}

fn closes(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '、' | '）' | '”' | '！' | '？' | ' ')
}

/// About how wide a character is, in type sizes: enough to break lines by.
fn em(c: char) -> f32 {
    match c {
        ' ' => 0.25,
        c if is_wide(c) => 1.0,
        'A'..='Z' | 'm' | 'w' | '&' | '_' => 0.68,
        _ => 0.55,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_they_may() {
        let check = |text: &str, ems: f32, expect: &[&str]| assert_eq!(lines(text, ems), expect, "{text}");
        check("", 10.0, &[]);
        check("one two three", 4.5, &["one two", "three"]);
        check("one", 0.1, &["one"]);
        check("扫一次，看结果。", 4.0, &["扫一次，", "看结果。"]);
        check("扫一次，看结果。", 3.0, &["扫一", "次，看", "结果。"]);
        check("扫PSCMDACK确认", 7.0, &["扫PSCMDACK", "确认"]);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let fonts = Fonts { regular: b"no font", bold: b"no font" };
        let sheet = Sheet { title: "T".into(), note: String::new(), blocks: Vec::new() };
        assert!(matches!(render(&sheet, fonts, "en"), Err(SheetError::Font)));
    }
}
