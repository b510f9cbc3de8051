//! What was voided after it was handed over cannot be missed; a lost file is written again as it was.

use std::path::{Path, PathBuf};

use pairing_station::ledger::{NewPair, OrderState, PairOutcome};
use pairing_station::text::{Lang, export as words};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, NOW, event, window_of};

fn key(n: u32) -> (String, String) {
    (format!("8639500{n:08}"), format!("VDR{n:013}"))
}

/// Ten pairs, all in export 1.
fn exported(lang: Lang) -> Given {
    let data = Data::with_pairs(10);
    data.order("WO1", OrderState::Open);
    // High enough for all of it to be there at once.
    let mut given = window_of(lang, Screen::Export, data, [1280.0, 1400.0], 1.0);
    given.press_far(&words::export_count(lang, "10"));
    given.until_says(&words::done(lang, "10", 1));
    given
}

/// Goes away and comes back: the screen looks again.
fn come_back(given: &mut Given) {
    given.window.state_mut().show_screen(Screen::Records);
    given.settle();
    given.window.state_mut().show_screen(Screen::Export);
    given.settle();
}

fn named(folder: &Path, part: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = entries.filter(|path| path.to_string_lossy().contains(part)).collect();
    found.sort();
    found
}

#[test]
fn voids_after_an_export_wait_in_a_strip_until_their_file_is_written() {
    for lang in Lang::ALL {
        let mut given = exported(lang);
        assert!(!given.says(&words::corrections_waiting(lang, "2")));
        let void = |given: &Given, id| given.data.ledger.void(id, "Test", event("void", NOW)).unwrap();
        void(&given, 3);
        void(&given, 4);
        // The third module again, with another sticker.
        let pair = NewPair {
            id: given.data.ledger.reserve_pair_id(),
            dk: key(3).0,
            pk: "p11sf2".into(),
            sn: "NEWSTICKER1".into(),
            name: String::new(),
        };
        assert_eq!(given.data.ledger.pair(pair, event("scan", NOW)).unwrap(), PairOutcome::Paired);
        come_back(&mut given);
        given.until_says(&words::corrections_waiting(lang, "2"));
        given.press_far(lang.t(words::HISTORY));
        given.until_says(&words::corrections_waiting(lang, "2"));

        given.press_far(lang.t(words::CORRECT));
        let delete = lang.t(words::TODO_DELETE);
        let third = format!("{} {} {delete} {}", key(3).0, key(3).1, words::again_dk(lang, "NEWSTICKER1"));
        let fourth = format!("{} {} {delete}", key(4).0, key(4).1);
        given.until("both corrections", |given| given.rows().starts_with(&[third.clone(), fourth.clone()]));
        given.press_far(lang.t(words::CORRECT_WRITE));
        given.until_says(&words::corrections_done(lang, "2"));
        given.until("no strip any more", |given| !given.says(&words::corrections_waiting(lang, "2")));
        let folder = given.data.path().join("exports");
        let written = named(&folder, "orrection");
        assert!(written.iter().any(|path| path.extension().is_some_and(|e| e == "xlsx")), "{written:?}");
        let csv = written.iter().find(|path| path.extension().is_some_and(|e| e == "csv")).unwrap();
        let text = std::fs::read_to_string(csv).unwrap();
        assert!(text.contains(&key(4).1) && text.contains("NEWSTICKER1"), "{text}");

        // Nothing waits; all there ever were can be written once more.
        given.press_far(lang.t(words::CORRECT_WRITE));
        assert_eq!(named(&folder, "orrection"), written);
        given.press_far(lang.t(words::CORRECT_ALL));
        given.press_far(lang.t(words::CORRECT_WRITE));
        given.until("another file", |_| named(&folder, "orrection").len() > written.len());
    }
}

#[test]
fn a_lost_file_is_written_again_to_the_byte() {
    for lang in Lang::ALL {
        let mut given = exported(lang);
        let folder = given.data.path().join("exports");
        let file = named(&folder, ".csv").remove(0);
        let bytes = std::fs::read(&file).unwrap();
        given.data.ledger.void(5, "Test", event("void", NOW)).unwrap();
        std::fs::remove_file(&file).unwrap();
        given.press_far(lang.t(words::HISTORY));
        let row = format!("#1 2025-11-22 10 {}", lang.t(words::WAITING));
        given.press_far(&row);
        given.until_says(lang.t(words::FILE_GONE));
        given.press_far(lang.t(words::AGAIN_TITLE));
        let elsewhere = given.data.path().join("again");
        given.fill(lang.t(words::FOLDER), &elsewhere.display().to_string());
        given.press_far(lang.t(words::AGAIN));
        given.until_says(&words::again_done(lang, 1));
        assert_eq!(std::fs::read(named(&elsewhere, ".csv").remove(0)).unwrap(), bytes);

        let taken = given.data.file("taken", "not a directory");
        given.fill(lang.t(words::FOLDER), &taken.display().to_string());
        given.press_far(lang.t(words::AGAIN));
        given.until_says(lang.t(words::FAILED_TODO));
        assert!(given.says(&taken.display().to_string()), "the place is named");
    }
}
