//! Cards to cut out, as PDF: operators' badges, order cards, and sheets of codes before them.
//!
//! A card carries one code, as a QR code and, where they fit, as bars. Cards stand close together in the
//! middle of the page, and marks outside of them say where to cut: one cut parts two cards.

use super::fonts::{self, Measures};
use super::paper::{BODY, Book, HEADING, Ink, PAGE, Paper, SMALL, TITLE, Weight};
use super::sheet::{self, Fonts, Sheet, SheetError};
use super::{Code128, Qr};

/// What is printed together, in the user's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deck {
    /// The document's title.
    pub title: String,
    /// Each begins on a page of its own.
    pub parts: Vec<Part>,
}

/// A part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Codes with what they do, on as many pages as they need.
    Sheet(Sheet),
    /// Cards of one size.
    Cards(Size, Vec<Card>),
}

/// How large cards are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// As a credit card (ISO/IEC 7810 ID-1), 85.6 × 54 mm: ten a page.
    Badge,
    /// 180 × 64 mm: four a page.
    Wide,
}

/// A card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What kind of card it is, in small type.
    pub kind: String,
    /// White on black behind it: what sets this card apart from others of its kind.
    pub mark: Option<String>,
    /// In large type.
    pub name: String,
    /// Below it.
    pub lines: Vec<String>,
    /// The text of its code.
    pub code: String,
}

/// The measures of a size, in mm.
struct Form {
    card: (f32, f32),
    columns: usize,
    rows: usize,
    /// Side of the room for the QR code, its quiet zone included.
    code: f32,
    /// Type sizes of its name, the one wanted first.
    names: [f32; 5],
}

impl Size {
    fn form(self) -> Form {
        match self {
            Size::Badge => Form { card: (85.6, 54.0), columns: 2, rows: 5, code: 27.0, names: BADGE_NAMES },
            Size::Wide => Form { card: (180.0, 64.0), columns: 1, rows: 4, code: 38.0, names: WIDE_NAMES },
        }
    }

    /// Cards on a page.
    pub fn per_page(self) -> usize {
        let form = self.form();
        form.columns * form.rows
    }
}

/// Inside a card, along its edge.
const EDGE: f32 = 4.0;
/// Narrowest module of a QR code that guns read from paper.
const QR_MODULE: f32 = 0.25;
/// Widest module of bars, and the narrowest (10 mil) that guns read from paper.
const BAR_MODULE: (f32, f32) = (0.38, 0.25);
/// Height of bars, and of all below the upper edge of bars.
const BARS: f32 = 11.0;
const FOOT: f32 = 18.0;
/// Type sizes of names, and lines they may take.
const BADGE_NAMES: [f32; 5] = [TITLE, 5.4, HEADING, 4.0, BODY];
const WIDE_NAMES: [f32; 5] = [10.0, 8.0, TITLE, HEADING, BODY];
const NAME_LINES: usize = 2;
/// Type sizes of the lines below.
const LINES: ([f32; 3], usize) = ([BODY, 3.0, SMALL], 2);
/// How far from the cards cut marks begin, how long and how wide they are.
const MARK: (f32, f32, f32) = (1.5, 5.0, 0.2);

/// The first character of a text that no card can show.
pub fn unprintable(text: &str) -> Option<char> {
    // What is cut to fit both: names are set in the bold font, lines in the other.
    [fonts::REGULAR, fonts::BOLD].into_iter().find_map(|file| Measures::of(file)?.lacks(text))
}

/// Makes the PDF; `language` is its BCP 47 tag. Gives it and its pages.
///
/// # Errors
/// All of [`SheetError`]; `Full` names the card whose words have no room.
pub fn render(deck: &Deck, fonts: Fonts, language: &str) -> Result<(Vec<u8>, usize), SheetError> {
    let mut book = Book::new(&deck.title, fonts, language)?;
    let mut pages = 0;
    for part in &deck.parts {
        match part {
            Part::Sheet(sheet) => pages += sheet::on_pages(&mut book, sheet)?,
            Part::Cards(size, cards) => {
                for some in cards.chunks(size.per_page()) {
                    book.page(|paper| paper.cards(&size.form(), some))?;
                    pages += 1;
                }
            }
        }
    }
    Ok((book.finish()?, pages))
}

impl Paper<'_> {
    fn cards(&mut self, form: &Form, cards: &[Card]) -> Result<(), SheetError> {
        let (wide, high) = form.card;
        let (columns, rows) = (form.columns as f32, form.rows as f32);
        let corner = ((PAGE.0 - columns * wide) / 2.0, (PAGE.1 - rows * high) / 2.0);
        for (at, card) in cards.iter().enumerate() {
            let (column, row) = ((at % form.columns) as f32, (at / form.columns) as f32);
            self.card(form, card, (corner.0 + column * wide, corner.1 + row * high))?;
        }
        self.cut_marks(form, corner);
        Ok(())
    }

    fn cut_marks(&mut self, form: &Form, (left, top): (f32, f32)) {
        let (off, long, thin) = MARK;
        let (right, low) = (left + form.columns as f32 * form.card.0, top + form.rows as f32 * form.card.1);
        for column in 0..=form.columns {
            let x = left + column as f32 * form.card.0 - thin / 2.0;
            self.block((x, top - off - long), (thin, long), Ink::Black);
            self.block((x, low + off), (thin, long), Ink::Black);
        }
        for row in 0..=form.rows {
            let y = top + row as f32 * form.card.1 - thin / 2.0;
            self.block((left - off - long, y), (long, thin), Ink::Black);
            self.block((right + off, y), (long, thin), Ink::Black);
        }
    }

    fn card(&mut self, form: &Form, card: &Card, (x, y): (f32, f32)) -> Result<(), SheetError> {
        let (wide, high) = form.card;
        self.code_of(form, card, (x, y))?;
        let (left, width) = (x + EDGE, wide - 2.0 * EDGE - form.code);
        let full = || SheetError::Full { block: card.name.clone() };
        let mut low = self.kind(card, (left, y + EDGE));
        let (sizes, most) = (form.names, NAME_LINES);
        low = self
            .fitted(Weight::Bold, (&sizes, most), (left, low + 1.0, width), &card.name)
            .ok_or_else(full)?;
        let (sizes, most) = LINES;
        for line in &card.lines {
            let place = (left, low + 0.4, width);
            low = self.fitted(Weight::Regular, (&sizes, most), place, line).ok_or_else(full)?;
        }
        if low > y + high - FOOT + 1.0 { Err(full()) } else { Ok(()) }
    }

    /// What kind of card it is, with its mark; gives where that ends.
    fn kind(&mut self, card: &Card, (x, y): (f32, f32)) -> f32 {
        let line = 1.6 * SMALL;
        let base = y + 1.1 * SMALL;
        self.put(Weight::Regular, SMALL, (x, base), &card.kind);
        if let Some(mark) = &card.mark {
            let after = x + self.wide(Weight::Regular, &card.kind, SMALL) + SMALL;
            let width = self.wide(Weight::Bold, mark, SMALL) + 2.0;
            self.block((after, y), (width, line), Ink::Black);
            self.put_in(Ink::White, Weight::Bold, SMALL, (after + 1.0, base), mark);
        }
        y + line
    }

    /// The code: as QR in the upper right corner, as bars along the foot. Text too long for bars that a
    /// gun reads from a card is in the QR code only, and in letters.
    fn code_of(&mut self, form: &Form, card: &Card, (x, y): (f32, f32)) -> Result<(), SheetError> {
        let (wide, high) = form.card;
        let qr = Qr::encode(&card.code)?;
        let modules = qr.side_with_quiet_zone() as f32;
        let module = form.code / modules;
        if module < QR_MODULE {
            return Err(SheetError::Full { block: card.name.clone() });
        }
        let side = modules * module;
        self.qr(&qr, (x + wide - EDGE / 2.0 - side, y + EDGE / 2.0), module);
        let top = y + high - FOOT;
        // The first bar stands under the words; its quiet zone reaches to the card's edge.
        let left = x + EDGE;
        let room = wide - EDGE;
        let bars = Code128::encode(&card.code).ok().and_then(|code| {
            let modules = code.width_with_quiet_zones() as f32;
            let module = (room / modules).min(BAR_MODULE.0);
            (module >= BAR_MODULE.1).then_some(module)
        });
        match bars {
            Some(module) => {
                let quiet = Code128::QUIET as f32 * module;
                self.bars(&card.code, (left - quiet, top), (module, BARS))?;
            }
            None => {
                let size = SMALL.min((wide - 2.0 * EDGE) / self.wide(Weight::Regular, &card.code, 1.0));
                self.put(Weight::Regular, size, (left, y + high - EDGE), &card.code);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FONTS: Fonts = Fonts { regular: fonts::REGULAR, bold: fonts::BOLD };

    fn card(name: &str, code: &str) -> Card {
        let (kind, lines) = ("Operator".to_owned(), vec!["1024".to_owned()]);
        Card { kind, mark: Some("Supervisor".into()), name: name.into(), lines, code: code.into() }
    }

    fn deck(size: Size, cards: Vec<Card>) -> Deck {
        Deck { title: "T".into(), parts: vec![Part::Cards(size, cards)] }
    }

    #[test]
    fn cards_fill_pages() {
        let check = |size: Size, count: usize, expect: usize| {
            let deck = deck(size, vec![card("李雷", "PSOP1024"); count]);
            assert_eq!(render(&deck, FONTS, "zh-CN").unwrap().1, expect, "{size:?} {count}");
        };
        check(Size::Badge, 0, 0);
        check(Size::Badge, 10, 1);
        check(Size::Badge, 11, 2);
        check(Size::Wide, 4, 1);
        check(Size::Wide, 5, 2);
    }

    #[test]
    fn words_without_room_name_their_card() {
        let check =
            |size: Size, card: Card, fits: bool| match render(&deck(size, vec![card.clone()]), FONTS, "en") {
                Ok(_) => assert!(fits, "{}", card.name),
                Err(SheetError::Full { block }) => assert!(!fits && block == card.name, "{block}"),
                Err(other) => panic!("{other}"),
            };
        check(Size::Badge, card("Maximilian Alexander von Hohenstein", "PSOP1024"), true);
        check(Size::Badge, card(&"欧阳娜娜".repeat(4), "PSOP1024"), true);
        check(Size::Badge, card(&"W".repeat(64), "PSOP1024"), false);
        check(Size::Badge, card("A", &format!("PSOP{}", "x".repeat(64))), true);
        check(Size::Wide, card(&"W".repeat(64), &format!("PSWO{}", "W".repeat(64))), true);
    }

    #[test]
    fn what_no_font_has_is_found() {
        for (text, expect) in [("李雷 Lei-1", None), ("a\u{1F600}", Some('\u{1F600}')), ("a\n", Some('\n'))]
        {
            assert_eq!(unprintable(text), expect, "{text:?}");
        }
    }
}
