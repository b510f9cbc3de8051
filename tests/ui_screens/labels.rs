//! Labels on stock and on label printers, and printed again: worked by their names, the results read back.

use std::io::Read as _;
use std::net::TcpListener;
use std::path::PathBuf;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use pairing_station::ledger::{ListKeys, OrderState};
use pairing_station::station::Command;
use pairing_station::text::{Lang, Text, lists as words};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, event, window, window_of};

/// The page of labels, with an open order for p11sf2 and three issued SNs.
fn labels(lang: Lang) -> Given {
    let data = Data::new();
    data.order("WO1", OrderState::Open);
    let sns = ["V1", "V2", "V3"].map(str::to_owned).to_vec();
    let list = ListKeys::IssuedSns { pk: "p11sf2".into(), sns };
    data.ledger.import(vec![list], event("import", 0)).unwrap();
    let mut given = window_of(lang, Screen::Lists, data, [1280.0, 2000.0], 1.0);
    given.press(lang.t(words::PAGE_LABELS));
    given.until_says(lang.t(words::EXAMPLE));
    given
}

/// Files in the directory of exports that end so.
fn files(given: &Given, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(given.data.path().join("exports")) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|is| is == ending)).collect()
}

#[test]
fn a_sheet_is_chosen_seen_and_made() {
    for lang in Lang::ALL {
        let mut given = labels(lang);
        given.fill(lang.t(words::COUNT), "3");
        given.press_far(lang.t(words::OUT_SHEET));
        given.until_says(&words::preview(lang, "L7651", 1, 65));
        given.choose(lang.t(words::STOCK), &words::stock_sheet(lang, "L7160", 21, "63.5", "38.1"));
        given.fill(lang.t(words::START), "20");
        given.fill(lang.t(words::COPIES), "2");
        assert!(
            given
                .window
                .query_by_role_and_label(Role::Image, &words::preview(lang, "L7160", 20, 21))
                .is_some()
        );
        assert!(given.says(&words::pages(lang, 2)));
        given.press_far(&words::make(lang, "3"));
        given.until_says(&words::made_sheet(lang, "3", 2));
        assert!(given.says(lang.t(words::SHEET_NEXT)));
        let made = files(&given, "pdf");
        assert_eq!(made.len(), 1);
        assert!(std::fs::read(&made[0]).unwrap().starts_with(b"%PDF"));
        // The stock is kept for the next time.
        match given.command() {
            Command::Apply(settings, _) => assert_eq!(settings.labels.sheet, "L7160"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_faulty_field_says_what_it_must_be() {
    for lang in Lang::ALL {
        let mut given = labels(lang);
        given.press_far(lang.t(words::OUT_SHEET));
        given.until_says(lang.t(words::OUT_SHEET_NOTE));
        let mut check = |name: Text, bad: &str, expected: Text, good: &str| {
            given.fill(lang.t(name), bad);
            given.until_says(lang.t(expected));
            given.press_far(&words::make(lang, "0"));
            given.fill(lang.t(name), good);
            assert!(!given.says(lang.t(expected)), "{good}");
        };
        check(words::START, "66", words::FAULT_START, "65");
        check(words::COPIES, "0", words::FAULT_COPIES, "1");
        check(words::OFFSET_X, "21", words::FAULT_OFFSET, "0.5");
        check(words::OFFSET_Y, "x", words::FAULT_OFFSET, "-1");
        given.choose(lang.t(words::STOCK), lang.t(words::STOCK_OWN));
        given.fill(lang.t(words::START), "1");
        let mut check = |bad: &str, expected: Text| {
            given.fill(lang.t(words::STOCK_FIGURES), bad);
            given.until_says(lang.t(expected));
        };
        check("large", words::FAULT_STOCK);
        check("210x297,60x20,4x3,0x0,0x0", words::FAULT_ROOM);
        given.fill(lang.t(words::STOCK_FIGURES), "210x297,60x20,3x3,10x10,0x0");
        given.until_says(&words::preview(lang, "210x297,60x20,3x3,10x10,0x0", 1, 9));
        given.press_far(lang.t(words::OUT_PRINTER));
        given.until_says(lang.t(words::FAULT_PRINTER));
        given.press_far(lang.t(words::TEST));
        given.press_far(&words::print(lang, "0"));
        assert_eq!(files(&given, "pdf").len(), 0);
    }
}

#[test]
fn a_printer_is_tried_and_then_printed_on() {
    for lang in Lang::ALL {
        let mut given = labels(lang);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let printer = std::thread::spawn(move || {
            [0, 1].map(|_| {
                let mut zpl = String::new();
                listener.accept().unwrap().0.read_to_string(&mut zpl).unwrap();
                zpl
            })
        });
        given.press_far(lang.t(words::OUT_PRINTER));
        given.fill(lang.t(words::PRINTER), &address);
        given.choose(lang.t(words::STOCK), &words::stock_roll(lang, "50", "30"));
        given.press_far(lang.t(words::TEST));
        given.until_says(&words::tested(lang, &address));
        match given.command() {
            Command::Apply(settings, _) => assert_eq!(settings.labels.printer, address),
            other => panic!("{other:?}"),
        }
        given.press_far(lang.t(words::WHICH_AGAIN));
        given.window.get_by_role_and_label(Role::MultilineTextInput, lang.t(words::THESE)).focus();
        given.window.step();
        given
            .window
            .get_by_role_and_label(Role::MultilineTextInput, lang.t(words::THESE))
            .type_text("V3, V1");
        given.settle();
        given.press_far(&words::print(lang, "2"));
        given.until_says(&words::printed(lang, "2"));
        let [test, labels] = printer.join().unwrap();
        assert!(test.contains("^FDTEST") && !test.contains("sn="), "{test}");
        let places: Vec<_> = ["sn=V3&", "sn=V1&"].map(|sn| labels.find(sn).unwrap()).to_vec();
        assert!(places[0] < places[1] && !labels.contains("V2"), "{labels}");
        assert_eq!(given.data.ledger.reader().unwrap().issued_counts().unwrap()[0].listed, 3);
    }
}

#[test]
fn a_printer_that_is_not_there_issues_nothing() {
    for lang in Lang::ALL {
        let mut given = labels(lang);
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        given.press_far(lang.t(words::OUT_PRINTER));
        given.fill(lang.t(words::PRINTER), &free);
        given.fill(lang.t(words::COUNT), "2");
        given.press_far(&words::print(lang, "2"));
        given.until_says(lang.t(words::ERR_PRINTER_AWAY));
        assert!(given.says(&free), "the printer is named");
        assert_eq!(given.data.ledger.reader().unwrap().issued_counts().unwrap()[0].listed, 3);
    }
}

#[test]
fn issued_sns_are_made_into_a_file_again() {
    for lang in Lang::ALL {
        let mut given = labels(lang);
        given.press_far(lang.t(words::WHICH_AGAIN));
        given.press_far(lang.t(words::OUT_ZPL));
        given.fill(lang.t(words::FROM), "V-");
        given.until_says(lang.t(words::FAULT_SN));
        given.fill(lang.t(words::FROM), "V2");
        given.press_far(&words::make(lang, "…"));
        given.until_says(&words::made_again(lang, "2"));
        let zpl = std::fs::read_to_string(&files(&given, "zpl")[0]).unwrap();
        assert_eq!(zpl.matches("^XA").count(), 2);
        given.fill(lang.t(words::FROM), "W");
        given.fill(lang.t(words::OUT), &given.data.path().join("none.zpl").display().to_string());
        given.press_far(&words::make(lang, "…"));
        given.until_says(lang.t(words::ERR_NOTHING_ISSUED));
    }
}

#[test]
fn every_output_is_drawn_in_a_small_window() {
    for lang in Lang::ALL {
        let data = Data::new();
        data.order("WO1", OrderState::Open);
        let mut given = window(lang, Screen::Lists, data);
        given.press(lang.t(words::PAGE_LABELS));
        given.until_says(lang.t(words::EXAMPLE));
        for output in [words::OUT_SHEET, words::OUT_PRINTER, words::OUT_ZPL, words::OUT_PACKAGE] {
            given.press_far(lang.t(output));
            given.settle();
        }
    }
}
