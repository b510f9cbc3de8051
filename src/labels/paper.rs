//! Pages of A4, drawn upon: words in lines, QR codes, bars, black and white rectangles.
//!
//! All lengths are in millimetres from the upper left corner of the page. What is drawn without a page is
//! only measured: so one function says both how high a thing is and what it looks like.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};

use super::fonts::Measures;
use super::ink::{MM, push, push_qr};
use super::sheet::{Fonts, SheetError};
use super::{Code128, Code128Error, Qr};

/// A4, upright.
pub(super) const PAGE: (f32, f32) = (210.0, 297.0);
/// Around everything: printers reach no further.
pub(super) const MARGIN: f32 = 14.0;

/// Type sizes.
pub(super) const TITLE: f32 = 6.4;
pub(super) const HEADING: f32 = 4.6;
pub(super) const BODY: f32 = 3.5;
pub(super) const SMALL: f32 = 2.7;
/// Distance of lines, in type sizes.
const LEADING: f32 = 1.4;
/// Height of the text under bars, with its distance.
const UNDER: f32 = 4.2;

/// A PDF being made.
pub(super) struct Book {
    document: Document,
    fonts: (Face, Face),
}

/// A font and how wide its letters are.
#[derive(Clone)]
struct Face {
    font: Font,
    file: &'static [u8],
}

impl Face {
    fn of(file: &'static [u8]) -> Result<Face, SheetError> {
        let font = Font::new(file.into(), 0).ok_or(SheetError::Font)?;
        Ok(Face { font, file })
    }

    fn em(&self, text: &str) -> f32 {
        // Both are read from the same file, which was read before.
        Measures::of(self.file).map_or(0.0, |measures| measures.em(text))
    }
}

/// Which of the two fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// For sentences.
    Regular,
    /// For titles.
    Bold,
}

/// Black, or white on black.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    White,
}

impl Book {
    /// Begins one; `language` is its BCP 47 tag.
    pub(super) fn new(title: &str, fonts: Fonts, language: &str) -> Result<Book, SheetError> {
        let mut document = Document::new();
        document.set_metadata(Metadata::new().title(title.to_owned()).language(language.to_owned()));
        Ok(Book { document, fonts: (Face::of(fonts.regular)?, Face::of(fonts.bold)?) })
    }

    /// Draws the next page.
    pub(super) fn page<T>(
        &mut self,
        draw: impl FnOnce(&mut Paper<'_>) -> Result<T, SheetError>,
    ) -> Result<T, SheetError> {
        let size = PageSettings::from_wh(PAGE.0 * MM, PAGE.1 * MM);
        let size = size.ok_or_else(|| SheetError::Pdf("no page".to_owned()))?;
        let mut page = self.document.start_page_with(size);
        let (regular, bold) = self.fonts.clone();
        let drawn = draw(&mut Paper { surface: Some(page.surface()), regular, bold });
        page.finish();
        drawn
    }

    /// The whole.
    pub(super) fn finish(self) -> Result<Vec<u8>, SheetError> {
        self.document.finish().map_err(|error| SheetError::Pdf(format!("{error:?}")))
    }
}

/// The page being drawn; without a surface nothing is drawn and all is measured.
pub(super) struct Paper<'a> {
    surface: Option<Surface<'a>>,
    regular: Face,
    bold: Face,
}

impl Paper<'_> {
    /// Paper to measure on.
    pub(super) fn to_measure(&self) -> Paper<'static> {
        Paper { surface: None, regular: self.regular.clone(), bold: self.bold.clone() }
    }

    fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// Draws a code into the corner of its quiet zone.
    pub(super) fn qr(&mut self, qr: &Qr, at: (f32, f32), module: f32) {
        let mut path = PathBuilder::new();
        push_qr(&mut path, qr, at, module);
        self.fill(path, Ink::Black);
    }

    /// Draws bars with their text below, the corner being that of the left quiet zone; gives where that
    /// ends.
    pub(super) fn bars(
        &mut self,
        text: &str,
        (x, y): (f32, f32),
        (module, high): (f32, f32),
    ) -> Result<f32, Code128Error> {
        let code = Code128::encode(text)?;
        let mut path = PathBuilder::new();
        let first = x + Code128::QUIET as f32 * module;
        for (from, wide) in code.bars() {
            push(&mut path, (first + from as f32 * module, y), (wide as f32 * module, high));
        }
        self.fill(path, Ink::Black);
        let size = SMALL.min(code.width() as f32 * module / self.wide(Weight::Regular, text, 1.0));
        self.put(Weight::Regular, size, (first, y + high + UNDER - 1.0), text);
        Ok(y + high + UNDER)
    }

    /// A rectangle.
    pub(super) fn block(&mut self, at: (f32, f32), size: (f32, f32), ink: Ink) {
        let mut path = PathBuilder::new();
        push(&mut path, at, size);
        self.fill(path, ink);
    }

    fn fill(&mut self, path: PathBuilder, ink: Ink) {
        self.dip(ink);
        if let (Some(surface), Some(path)) = (&mut self.surface, path.finish()) {
            surface.draw_path(&path);
        }
    }

    fn dip(&mut self, ink: Ink) {
        let colour = if ink == Ink::Black { rgb::Color::black() } else { rgb::Color::white() };
        if let Some(surface) = &mut self.surface {
            surface.set_fill(Some(Fill { paint: colour.into(), ..Fill::default() }));
        }
    }

    /// Words in lines of `width`, from `top` on; gives where they end.
    pub(super) fn words(
        &mut self,
        weight: Weight,
        size: f32,
        (left, top, width): (f32, f32, f32),
        text: &str,
    ) -> f32 {
        self.set(weight, size, (left, top), &lines(text, width / size))
    }

    /// Lines one below the other; gives where they end.
    fn set(&mut self, weight: Weight, size: f32, (left, top): (f32, f32), lines: &[String]) -> f32 {
        let mut low = top;
        for line in lines {
            low += size * LEADING;
            // What lies below the base line is about a third of the type.
            self.put(weight, size, (left, low - 0.35 * size), line);
        }
        low
    }

    /// The same in the largest of these type sizes, the largest first, in which the words take at most so
    /// many lines and no line is too wide; in the smallest, words are broken where need be. `None` (and
    /// nothing is drawn) where even so there is no room.
    pub(super) fn fitted(
        &mut self,
        weight: Weight,
        (sizes, most): (&[f32], usize),
        (left, top, width): (f32, f32, f32),
        text: &str,
    ) -> Option<f32> {
        let whole = sizes.iter().find_map(|size| {
            let lines = lines(text, width / size);
            let narrow = lines.iter().all(|line| self.wide(weight, line, *size) <= width);
            (lines.len() <= most && narrow).then_some((*size, lines))
        });
        let broken = || {
            let size = *sizes.last()?;
            let lines = self.broken(weight, size, width, text);
            (lines.len() <= most).then_some((size, lines))
        };
        let (size, lines) = whole.or_else(broken)?;
        Some(self.set(weight, size, (left, top), &lines))
    }

    /// Lines of `width`, broken between any two characters.
    fn broken(&self, weight: Weight, size: f32, width: f32, text: &str) -> Vec<String> {
        let mut lines = vec![String::new()];
        for c in text.chars() {
            let Some(line) = lines.last_mut() else { break };
            line.push(c);
            if line.chars().count() > 1 && self.face(weight).em(line) * size > width {
                line.pop();
                lines.push(c.to_string());
            }
        }
        lines
    }

    /// How wide a line is.
    pub(super) fn wide(&self, weight: Weight, line: &str, size: f32) -> f32 {
        self.face(weight).em(line) * size
    }

    /// One line in black; `y` is its base line.
    pub(super) fn put(&mut self, weight: Weight, size: f32, at: (f32, f32), text: &str) {
        self.put_in(Ink::Black, weight, size, at, text);
    }

    /// One line; `y` is its base line.
    pub(super) fn put_in(&mut self, ink: Ink, weight: Weight, size: f32, (x, y): (f32, f32), text: &str) {
        self.dip(ink);
        let font = self.face(weight).font.clone();
        if let Some(surface) = &mut self.surface {
            let at = Point::from_xy(x * MM, y * MM);
            surface.draw_text(at, font, size * MM, text, false, TextDirection::LeftToRight);
        }
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
}
