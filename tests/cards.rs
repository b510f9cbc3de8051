//! Cards to print: every code is read back from the printed pages by two readers, as what it was made for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod paper_support;

use std::collections::BTreeSet;
use std::path::PathBuf;

use pairing_station::intake::Person;
use pairing_station::labels::cards::Deck;
use pairing_station::order::Order;
use pairing_station::scan::Control;
use pairing_station::station::cards::{Cards, deck, save};
use pairing_station::text::cards::{self as texts, CONTROL_CODES};
use pairing_station::text::{Lang, Text};
use paper_support::{cut, printed, rqrr, run, words, zbar};

fn person(id: &str, name: &str) -> Person {
    Person { id: id.into(), name: name.into(), ..Person::default() }
}

fn badges(people: Vec<Person>) -> Cards {
    Cards::Badges { people, supervisors: vec!["9001".into()] }
}

/// A printed deck, its directory, and the codes on each page.
struct Paper {
    dir: tempfile::TempDir,
    pages: Vec<PathBuf>,
}

impl Paper {
    fn of(deck: &Deck, lang: Lang) -> Paper {
        let dir = tempfile::tempdir().unwrap();
        let pdf = dir.path().join("cards.pdf");
        let pages = save(deck, lang, &pdf, false).unwrap();
        let printed = printed(dir.path(), &pdf);
        assert_eq!(printed.len(), pages, "what is said of the pages");
        Paper { dir, pages: printed }
    }

    fn pdf(&self) -> PathBuf {
        self.dir.path().join("cards.pdf")
    }

    /// Both readers find exactly these codes on a page, card by card: all as QR codes, most as bars.
    #[track_caller]
    fn holds(&self, page: usize, form: Form, codes: &[String], without_bars: &[String]) {
        let page = &self.pages[page];
        let size = image::image_dimensions(page).unwrap();
        assert!(matches!(size, (2480..=2481, 3508..=3509)), "A4 at 300 dpi: {size:?}");
        let (pictures, each): (_, Vec<&[String]>) = match form {
            Form::Sheet => (vec![page.clone()], vec![codes]),
            Form::Badges => (cut(page, (2, 5), (85.6, 54.0)), codes.chunks(1).collect()),
            Form::Orders => (cut(page, (1, 4), (180.0, 64.0)), codes.chunks(1).collect()),
        };
        for (at, picture) in pictures.iter().enumerate() {
            let mut codes = each.get(at).map_or_else(Vec::new, |codes| codes.to_vec());
            codes.sort();
            assert_eq!(rqrr(picture).1, codes, "{}", picture.display());
            let bars = codes.iter().filter(|code| !without_bars.contains(code));
            let bars = bars.map(|code| format!("CODE-128:{code}"));
            let wanted: BTreeSet<String> =
                codes.iter().map(|code| format!("QR-Code:{code}")).chain(bars).collect();
            assert_eq!(zbar(picture), wanted, "{}", picture.display());
        }
    }
}

/// What a page is, and so how it is cut.
#[derive(Debug, Clone, Copy)]
enum Form {
    Sheet,
    Badges,
    Orders,
}

fn controls() -> Vec<String> {
    CONTROL_CODES.iter().map(|(code, ..)| (*code).to_owned()).collect()
}

#[test]
fn every_code_can_be_read_from_paper() {
    let lang = Lang::Chinese;
    let people: Vec<Person> = (0..11).map(|n| person(&format!("{}", 1024 + n), "李雷")).collect();
    let badge = |person: &Person| Control::badge_code(&person.id).unwrap();
    let codes: Vec<String> = people.iter().map(badge).collect();
    let orders: Vec<Order> =
        ["WO1001", "WO-1002", "X"].map(|name| Order::default_for(name, "p11sf2")).to_vec();
    let deck = deck(&[Cards::Controls, badges(people), Cards::Orders(orders)], lang).unwrap();
    let paper = Paper::of(&deck, lang);
    assert_eq!(paper.pages.len(), 4);
    paper.holds(0, Form::Sheet, &controls(), &[]);
    paper.holds(1, Form::Badges, &codes[..10], &[]);
    paper.holds(2, Form::Badges, &codes[10..], &[]);
    paper.holds(3, Form::Orders, &["PSWOWO1001", "PSWOWO1002", "PSWOX"].map(str::to_owned), &[]);
}

#[test]
fn the_longest_ids_and_names_are_read_too() {
    let (id, name) = ("x9".repeat(32), "W".repeat(64));
    let wide = "A1".repeat(22);
    let people = vec![person(&id, "Anna"), person("12345678901234567890", "Bob"), person("7", "")];
    let orders = vec![Order::default_for(&name, "p11sf2"), Order::default_for(&wide, "p11sf2")];
    let deck = deck(&[badges(people), Cards::Orders(orders)], Lang::English).unwrap();
    let paper = Paper::of(&deck, Lang::English);
    // Bars that long are too narrow for a gun: the QR code carries the card alone.
    let [id, name] = [format!("PSOP{id}"), format!("PSWO{name}")];
    let badges = [id.clone(), "PSOP12345678901234567890".to_owned(), "PSOP7".to_owned()];
    paper.holds(0, Form::Badges, &badges, &[id]);
    paper.holds(1, Form::Orders, &[name.clone(), format!("PSWO{wide}")], &[name]);
}

#[test]
fn the_words_are_text_in_an_embedded_font() {
    for lang in Lang::ALL {
        let t = |text: Text| lang.t(text).split_whitespace().collect::<String>();
        let people = vec![person("9001", "韩梅梅"), person("1024", "Li Lei")];
        let order = Order { planned: Some(500), ..Order::default_for("WO1001", "p11sf2") };
        let deck = deck(&[Cards::Controls, badges(people), Cards::Orders(vec![order])], lang).unwrap();
        let paper = Paper::of(&deck, lang);
        let said = words(&paper.pdf());
        for (_, name, note) in CONTROL_CODES {
            assert!(said.contains(&t(name)) && said.contains(&t(note)), "{name:?} in {said}");
        }
        for word in [texts::BADGE, texts::SUPERVISOR, texts::ORDER] {
            assert!(said.contains(&t(word)), "{word:?} in {said}");
        }
        assert_eq!(said.matches(&t(texts::SUPERVISOR)).count(), 1, "one of the two is marked");
        for word in ["韩梅梅", "9001", "LiLei", "PSOP1024", "WO1001", "PSWOWO1001", "p11sf2", "500"] {
            assert!(said.contains(word), "{word} in {said}");
        }
        let fonts = run("pdffonts", &[paper.pdf().to_str().unwrap()]);
        let fonts: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!fonts.is_empty() && fonts.iter().all(|line| line.contains(" yes ")), "{fonts:?}");
        let bytes = std::fs::metadata(paper.pdf()).unwrap().len();
        assert!(bytes < 400_000, "the fonts are cut to what is used: {bytes} bytes");
    }
}

#[test]
fn badges_are_as_large_as_credit_cards() {
    let deck = deck(&[badges((0..10).map(|n| person(&n.to_string(), "")).collect())], Lang::English).unwrap();
    let paper = Paper::of(&deck, Lang::English);
    let page = image::open(&paper.pages[0]).unwrap().into_luma8();
    // The cut marks above the cards stand where three columns of edges are.
    let mm = |pixels: u32| pixels as f32 * 25.4 / 300.0;
    let y = ((13.5 - 4.0) / 25.4 * 300.0) as u32;
    let dark: Vec<u32> = (0..page.width()).filter(|x| page.get_pixel(*x, y).0[0] < 128).collect();
    let mut edges: Vec<f32> = Vec::new();
    for x in dark {
        if edges.last().is_none_or(|last| mm(x) - last > 1.0) {
            edges.push(mm(x));
        }
    }
    assert_eq!(edges.len(), 3, "{edges:?}");
    assert!(edges.windows(2).all(|pair| (pair[1] - pair[0] - 85.6).abs() < 0.2), "{edges:?}");
    let x = ((19.4 - 4.0) / 25.4 * 300.0) as u32;
    let rows: Vec<f32> = (0..page.height()).filter(|y| page.get_pixel(x, *y).0[0] < 128).map(mm).collect();
    let (first, last) = (rows[0], rows[rows.len() - 1]);
    assert!((last - first - 5.0 * 54.0).abs() < 0.4, "five of 54 mm: {first} to {last}");
}
