//! Export: the numbers before, the files after, and what is said when it fails.

use egui_kittest::kittest::Queryable as _;
use pairing_station::text::{Lang, Text, common, export as words, parts};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, window};

fn export_button(given: &Given, count: &str) -> String {
    words::export_count(given.lang, count)
}

#[test]
fn a_day_is_exported_with_proof_and_found_again() {
    for lang in Lang::ALL {
        let data = Data::with_pairs(5);
        data.order("WO1", pairing_station::ledger::OrderState::Open);
        let mut given = window(lang, Screen::Export, data);
        given.until_says(&export_button(&given, "5"));
        given.press_far(&export_button(&given, "5"));
        given.until_says(&words::done(lang, "5", 1));
        let folder = given.data.path().join("exports");
        let csv = files(&folder, "csv");
        assert_eq!(csv.len(), 1);
        let text = std::fs::read_to_string(&csv[0]).unwrap();
        assert_eq!(text.lines().count(), 6);
        assert!(text.contains("863950000000003,p11sf2,VDR0000000000003"));
        assert_eq!(files(&folder, "json").len(), 1, "a manifest");
        assert!(given.says("SHA-256 "));
        given.press_far(given.t(words::HISTORY));
        let row = format!("#1 2025-11-22 5 {}", lang.t(words::WAITING));
        given.until("the export in the list", |given| given.rows() == [row.clone()]);
        given.press_far(&row);
        given.until_says(&words::number(lang, 1));
        assert!(given.says(&csv[0].file_name().unwrap().to_string_lossy()) && given.says("SHA-256 "));
        assert!(!given.says(lang.t(words::FILE_GONE)));

        given.press_far(given.t(words::PAGE_WRITE));
        given.press_far(given.t(words::ONLY_NEW));
        given.until_says(given.t(words::NOTHING_NEW));
        given.press_far(&export_button(&given, "0"));
        assert_eq!(files(&folder, "csv").len(), 1, "nothing more was written");
    }
}

#[test]
fn without_a_pair_there_is_nothing_to_press() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Export, Data::new());
        given.until_says(lang.t(words::NOTHING));
        given.press_far(&export_button(&given, "0"));
        assert!(!given.data.path().join("exports").exists());
        given.press_far(given.t(words::HISTORY));
        given.until_says(lang.t(words::NO_HISTORY));
    }
}

#[test]
fn the_manner_is_taken_as_chosen() {
    let mut given = window(Lang::English, Screen::Export, Data::with_pairs(5));
    given.until_says(&export_button(&given, "5"));
    given.choose(
        given.t(words::TEMPLATE),
        &words::preset(given.lang, given.t(words::PRESET_EN), "quectel-en"),
    );
    given.press_far(given.t(words::UTF8_BOM));
    given.fill(given.t(words::ROWS), "none");
    assert!(given.says(given.t(words::ROWS_FAULT)));
    given.fill(given.t(words::ROWS), "2");
    let folder = given.data.path().join("elsewhere");
    given.fill(given.t(words::FOLDER), &folder.display().to_string());
    given.press_far(&export_button(&given, "5"));
    given.until_says(&words::done(given.lang, "5", 3));
    let written = files(&folder, "csv");
    assert_eq!(written.len(), 3);
    let text = std::fs::read_to_string(&written[0]).unwrap();
    assert!(text.starts_with("\u{feff}*DeviceKey,*ProductKey"), "{text}");

    given.press_far(given.t(words::JSON));
    assert!(given.says(given.t(words::JSON_NOTE)));
    let template = given.window.query_all_by_label(given.t(words::TEMPLATE)).next();
    assert!(template.is_none(), "the call has members of its own");
    given.press_far(&export_button(&given, "5"));
    given.until("the calls", |_| files(&folder, "json").iter().any(|path| names_product(path)));
}

/// A file of calls: a manifest's name ends otherwise.
fn names_product(path: &std::path::Path) -> bool {
    path.to_string_lossy().contains("p11sf2")
}

#[test]
fn a_place_that_cannot_be_written_is_named_and_nothing_is_marked() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Export, Data::with_pairs(5));
        given.until_says(&export_button(&given, "5"));
        given.choose(given.t(words::TEMPLATE), &words::preset(lang, given.t(words::PRESET_ZH), "quectel-zh"));
        let file = given.data.file("taken", "not a directory");
        given.fill(given.t(words::FOLDER), &file.display().to_string());
        given.press_far(&export_button(&given, "5"));
        given.until_says(given.t(words::FAILED_TODO));
        assert!(given.says(given.t(common::ERR_RELATION)));
        given.press_far(given.t(words::ONLY_NEW));
        given.until_says(&export_button(&given, "5"));
    }
}

#[test]
fn days_are_stepped_through() {
    let mut given = window(Lang::Chinese, Screen::Export, Data::with_pairs(5));
    given.until_says(&export_button(&given, "5"));
    given.press_far(given.t(words::DAY_BEFORE));
    given.until_says(given.t(words::NOTHING));
    given.press_far(given.t(words::DAY_AFTER));
    given.until_says(&export_button(&given, "5"));
    given.choose(given.t(parts::SHIFT), "夜班");
    given.until_says(given.t(words::NOTHING));
}

/// What is chosen, and how many pairs that is.
#[test]
fn a_shift_a_range_an_order_and_all_that_is_new_are_chosen_by_a_press() {
    for lang in Lang::ALL {
        let data = Data::with_pairs(5);
        data.order("WO1", pairing_station::ledger::OrderState::Open);
        let mut given = window(lang, Screen::Export, data);
        let mut check = |press: &[Text], count: &str| {
            press.iter().for_each(|name| given.press_far(lang.t(*name)));
            given.until_says(&words::export_count(lang, count));
        };
        check(&[], "5");
        check(&[words::QUICK_YESTERDAY], "0");
        check(&[words::QUICK_SHIFT], "5");
        check(&[words::QUICK_LAST_SHIFT], "0");
        check(&[words::QUICK_TODAY], "5");
        check(&[words::WHAT_RANGE], "5");
        check(&[words::WHAT_REJECTED], "0");
        check(&[words::WHAT_IMPORTED], "0");
        check(&[words::WHAT_ORDER], "5");
        check(&[words::WHAT_NEW], "5");
        given.press_far(&words::export_count(lang, "5"));
        given.until_says(&words::done(lang, "5", 1));
        given.until_says(&words::export_count(lang, "0"));
        given.press_far(lang.t(words::WHAT_ORDER));
        given.until_says(&words::export_count(lang, "5"));
        given.press_far(lang.t(words::WHAT_RANGE));
        given.press(lang.t(words::FROM));
        given.press("2025-11-23");
        given.until_says(lang.t(words::RANGE_FAULT));
        given.press_far(lang.t(words::EXPORT));
        assert_eq!(files(&given.data.path().join("exports"), "csv").len(), 1, "nothing more was written");
    }
}

fn files(folder: &std::path::Path, ending: &str) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == ending));
    paths.sort();
    paths
}
