//! Cards to print: the control barcodes, operators' badges, order cards, the labels of the test of the alarms.
//!
//! What is asked for becomes a [`Deck`] ([`deck`]), or every fault of it is named; only then is a file
//! written ([`save`]). A card's code is read again before it is printed, as the line would read it.

use std::path::Path;

use crate::intake::{IntakeError, Person, Source};
use crate::labels::cards::{Card, Deck, Part, Size, unprintable};
use crate::labels::print::{self, PrintError};
use crate::labels::sheet::{Block, Sheet};
use crate::order::Order;
use crate::scan::Control;
use crate::station::challenge;
use crate::text::Lang;
use crate::text::cards::{self as words, CONTROL_CODES};

/// Most cards at once.
pub const MOST: usize = 2000;

/// A kind of cards, with what it is printed of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cards {
    /// The control barcodes, each with what it does.
    Controls,
    /// Badges, ten a page; those of the supervisors among these ids are marked.
    Badges {
        /// Whose.
        people: Vec<Person>,
        /// Ids of the supervisors.
        supervisors: Vec<String>,
    },
    /// Cards of these orders, four a page.
    Orders(Vec<Order>),
    /// The labels of the test of the alarms: one sheet, good for every order.
    Challenge,
}

/// Why there are no cards.
#[derive(Debug, thiserror::Error)]
pub enum CardsError {
    /// Nothing is to be printed.
    #[error("there is nothing to print: choose control barcodes, badges, orders or test labels")]
    Nothing,
    /// More than anybody cuts out.
    #[error("{0} cards are too many: print {MOST} at a time")]
    TooMany(usize),
    /// Ids that no badge can carry.
    #[error("no badge can carry {}: an id is 1 to 64 letters and digits; nothing was written", listed(.0))]
    Ids(Vec<Person>),
    /// An id with two names.
    #[error("id {id} has two names, {one:?} and {other:?}: keep one; nothing was written")]
    TwoNames {
        /// The id.
        id: String,
        /// A name.
        one: String,
        /// Another.
        other: String,
    },
    /// A character that no font here has.
    #[error("{letter:?} in {text:?} cannot be printed: no font here has it; nothing was written")]
    Letter {
        /// Where it stands.
        text: String,
        /// The character.
        letter: char,
    },
    /// An order whose card would not be read as its own.
    #[error("no card can carry the order {0:?}: its name needs letters or digits; nothing was written")]
    Order(String),
    /// The list of operators.
    #[error(transparent)]
    List(#[from] IntakeError),
    /// The PDF.
    #[error(transparent)]
    Print(#[from] PrintError),
}

/// Most ids that an error names.
const NAMED: usize = 20;

/// The ids, each with its line where it has one.
fn listed(people: &[Person]) -> String {
    let one = |person: &Person| match person.line {
        0 => format!("{:?}", person.id),
        line => format!("{:?} (line {line}, column {})", person.id, person.column),
    };
    let mut text = people.iter().take(NAMED).map(one).collect::<Vec<_>>().join(", ");
    if people.len() > NAMED {
        text += &format!(" and {} more", people.len() - NAMED);
    }
    text
}

/// The operators on a list: csv, xlsx or txt.
pub fn people_on(path: &Path) -> Result<Vec<Person>, CardsError> {
    Ok(Source::read(path)?.people()?)
}

/// What is printed, in this language.
///
/// # Errors
/// [`CardsError`] names what cannot be printed, of each kind everything at once; `List` and `Print` do not
/// come from here.
pub fn deck(kinds: &[Cards], lang: Lang) -> Result<Deck, CardsError> {
    let parts = kinds.iter().map(|kind| part(kind, lang)).collect::<Result<Vec<_>, _>>()?;
    let parts: Vec<Part> = parts.into_iter().filter(|part| count(part) > 0).collect();
    let cards: usize = parts.iter().map(count).sum();
    match cards {
        0 => Err(CardsError::Nothing),
        cards if cards > MOST => Err(CardsError::TooMany(cards)),
        _ => Ok(Deck { title: lang.t(words::TITLE).to_owned(), parts }),
    }
}

/// Cards, or codes, of a part.
fn count(part: &Part) -> usize {
    match part {
        Part::Sheet(sheet) => sheet.blocks.len(),
        Part::Cards(_, cards) => cards.len(),
    }
}

fn part(kind: &Cards, lang: Lang) -> Result<Part, CardsError> {
    Ok(match kind {
        Cards::Controls => Part::Sheet(Sheet {
            title: lang.t(words::CONTROLS_TITLE).to_owned(),
            note: lang.t(words::CONTROLS_HEAD).to_owned(),
            blocks: control_blocks(lang),
        }),
        Cards::Challenge => Part::Sheet(challenge::sheet(lang)),
        Cards::Badges { people, supervisors } => {
            let people = each_once(people)?;
            Part::Cards(Size::Badge, people.into_iter().map(|of| badge(of, supervisors, lang)).collect())
        }
        Cards::Orders(orders) => {
            let cards = orders.iter().map(|order| order_card(order, lang));
            Part::Cards(Size::Wide, cards.collect::<Result<_, _>>()?)
        }
    })
}

/// Each control barcode with what it does.
pub fn control_blocks(lang: Lang) -> Vec<Block> {
    let block = |(code, name, note): &(&str, _, _)| Block {
        title: lang.t(*name).to_owned(),
        note: lang.t(*note).to_owned(),
        qr: (*code).to_owned(),
        bars: vec![(*code).to_owned()],
    };
    CONTROL_CODES.iter().map(block).collect()
}

/// Each id once, in their order, with its code.
fn each_once(people: &[Person]) -> Result<Vec<(&Person, String)>, CardsError> {
    let mut codes: Vec<(&Person, String)> = Vec::with_capacity(people.len());
    let mut names = std::collections::BTreeMap::new();
    let mut bad = Vec::new();
    for person in people {
        let Some(code) = Control::badge_code(&person.id) else {
            bad.push(person.clone());
            continue;
        };
        match names.insert(&person.id, &person.name) {
            None => codes.push((person, code)),
            Some(name) if *name == person.name => {}
            Some(one) => {
                let (id, other) = (person.id.clone(), person.name.clone());
                return Err(CardsError::TwoNames { id, one: one.clone(), other });
            }
        }
        printable(&person.name)?;
    }
    if bad.is_empty() { Ok(codes) } else { Err(CardsError::Ids(bad)) }
}

fn printable(text: &str) -> Result<(), CardsError> {
    match unprintable(text) {
        None => Ok(()),
        Some(letter) => Err(CardsError::Letter { text: text.to_owned(), letter }),
    }
}

fn badge((person, code): (&Person, String), supervisors: &[String], lang: Lang) -> Card {
    let mark = supervisors.contains(&person.id).then(|| lang.t(words::SUPERVISOR).to_owned());
    // Somebody without a name is called by the id.
    let (name, lines) = match person.name.is_empty() {
        true => (person.id.clone(), Vec::new()),
        false => (person.name.clone(), vec![person.id.clone()]),
    };
    Card { kind: lang.t(words::BADGE).to_owned(), mark, name, lines, code }
}

fn order_card(order: &Order, lang: Lang) -> Result<Card, CardsError> {
    let code = Control::order_code(&order.card_name());
    let code = code.ok_or_else(|| CardsError::Order(order.name.clone()))?;
    let planned = match order.planned {
        Some(planned) => words::planned(lang, &planned.to_string()),
        None => lang.t(words::OPEN_ENDED).to_owned(),
    };
    let lines = vec![words::product(lang, &order.product_key), planned];
    Ok(Card { kind: lang.t(words::ORDER).to_owned(), mark: None, name: order.name.clone(), lines, code })
}

/// Writes the PDF; gives its pages. A file that is there stays unless it is to be replaced.
pub fn save(deck: &Deck, lang: Lang, path: &Path, replace: bool) -> Result<usize, PrintError> {
    print::save_cards(deck, lang.tag(), path, replace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str, name: &str) -> Person {
        Person { id: id.into(), name: name.into(), ..Person::default() }
    }

    fn badges(people: &[Person]) -> Result<Deck, CardsError> {
        deck(&[Cards::Badges { people: people.to_vec(), supervisors: vec!["9001".into()] }], Lang::English)
    }

    #[test]
    fn what_no_card_can_carry_is_named() {
        let check = |people: &[Person], said: &[&str]| {
            let error = badges(people).unwrap_err().to_string();
            assert!(said.iter().all(|part| error.contains(part)), "{error}");
        };
        check(
            &[person("A-1", ""), person("7", ""), person("工号", "x")],
            &["\"A-1\"", "\"工号\"", "letters"],
        );
        check(&[Person { line: 3, column: 2, ..person("", "x") }], &["\"\" (line 3, column 2)"]);
        check(&[person(&"7".repeat(65), "")], &["7777"]);
        check(&[person("7", "Anna"), person("7", "Bob")], &["id 7", "Anna", "Bob"]);
        check(&[person("7", "A\u{1F600}")], &["cannot be printed"]);
        check(&[], &["nothing to print"]);
        check(&vec![person("", "x"); 25], &["and 5 more"]);
        let many: Vec<Person> = (0..=MOST).map(|n| person(&n.to_string(), "")).collect();
        check(&many, &["2001"]);
    }

    #[test]
    fn a_badge_says_who_it_is_and_supervisors_are_marked() {
        let deck = badges(&[person("1024", "李雷"), person("9001", ""), person("1024", "李雷")]).unwrap();
        let [Part::Cards(Size::Badge, cards)] = deck.parts.as_slice() else { panic!("{deck:?}") };
        let said: Vec<_> = cards
            .iter()
            .map(|c| (c.name.as_str(), c.lines.join("|"), c.code.as_str(), c.mark.clone()))
            .collect();
        assert_eq!(
            said,
            [
                ("李雷", "1024".to_owned(), "PSOP1024", None),
                ("9001", String::new(), "PSOP9001", Some("Supervisor".to_owned())),
            ]
        );
    }

    #[test]
    fn an_order_card_carries_the_letters_and_digits_of_its_name() {
        let order = Order { planned: Some(500), ..Order::default_for("WO-7", "p11sf2") };
        let deck = deck(&[Cards::Controls, Cards::Orders(vec![order])], Lang::English).unwrap();
        let [Part::Sheet(sheet), Part::Cards(Size::Wide, cards)] = deck.parts.as_slice() else {
            panic!("{deck:?}")
        };
        assert_eq!(sheet.blocks.len(), CONTROL_CODES.len());
        assert_eq!((cards[0].name.as_str(), cards[0].code.as_str()), ("WO-7", "PSWOWO7"));
        assert_eq!(cards[0].lines, ["Product p11sf2", "500 planned"]);
    }
}
