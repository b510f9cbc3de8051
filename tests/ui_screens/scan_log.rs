//! Scan log: which code, which bytes, which rule, and the log as a file.

use pairing_station::scan::{Hint, Reason};
use pairing_station::text::{Lang, common, parts, reason, scan_log as words};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, window};

fn data() -> Data {
    let data = Data::new();
    data.pair(1);
    data.refused(b"89860012345678901234\r", "wrong_barcode", "iccid");
    data.refused("pk＝p11sf2".as_bytes(), "full_width", "");
    data.refused(b"863950069494279", "imei_check_digit", "");
    data
}

fn shown(given: &mut Given, count: usize) {
    given.until(&format!("{count} rows"), |given| given.rows().len() == count);
}

#[test]
fn refused_scans_come_first_and_all_at_a_press() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::ScanLog, data());
        shown(&mut given, 3);
        assert!(given.says(&format!("{}: {}", lang.t(common::REMOVE_FILTER), lang.t(words::ONLY_REFUSED))));
        let short = lang.t(reason::words(Reason::ImeiCheckDigit, None).short);
        let newest = format!("{} {short} 863950069494279", lang.t(words::REJECTED));
        assert_eq!(given.rows()[0], newest);
        given.press(given.t(words::SHOW_ALL));
        shown(&mut given, 4);
        given.choose(given.t(words::VERDICT), given.t(words::PAIRED));
        shown(&mut given, 1);
    }
}

#[test]
fn a_scan_tells_its_bytes_its_rule_and_what_to_do() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::ScanLog, data());
        shown(&mut given, 3);
        let words_of = reason::words(Reason::WrongBarcode, Some(Hint::Iccid));
        let row = format!("{} {} 89860012345678901234<CR>", lang.t(words::REJECTED), lang.t(words_of.short));
        given.press(&row);
        for text in [lang.t(words_of.title), lang.t(words_of.todo), "89860012345678901234<CR>"] {
            assert!(given.says(text), "{text}");
        }
        assert!(given.says("38 39 38 36 30"), "the bytes");
        assert!(given.says("wrong_barcode · iccid"));
        given.press_far(given.t(parts::HIDE));
        assert!(!given.says("38 39 38 36 30"));
    }
}

#[test]
fn a_reason_is_looked_for_and_what_matches_nothing_says_so() {
    let mut given = window(Lang::Chinese, Screen::ScanLog, data());
    shown(&mut given, 3);
    let short = |why| Lang::Chinese.t(reason::words(why, None).short);
    given.choose(given.t(words::REASON), short(Reason::FullWidth));
    shown(&mut given, 1);
    given.choose(given.t(words::REASON), short(Reason::SnFormat));
    given.until_says(given.t(words::NONE_FOUND));
    given.press(given.t(words::SHOW_ALL));
    shown(&mut given, 4);
    given.press(given.t(parts::DAY));
    given.press("2025-11-20");
    given.until_says(given.t(words::NONE_FOUND));
}

#[test]
fn a_line_without_refusals_hears_that() {
    for lang in Lang::ALL {
        let data = Data::new();
        data.pair(1);
        let mut given = window(lang, Screen::ScanLog, data);
        given.until_says(lang.t(words::NONE_REFUSED));
    }
}

#[test]
fn what_the_filter_shows_is_saved() {
    for (lang, format, ending) in
        [(Lang::Chinese, "CSV", "csv"), (Lang::English, "JSON", "jsonl"), (Lang::Chinese, "XLSX", "xlsx")]
    {
        let mut given = window(lang, Screen::ScanLog, data());
        shown(&mut given, 3);
        given.press(given.t(words::TO_FILE));
        given.press(format);
        given.press(given.t(words::WRITE));
        given.until_says(&words::written(lang, "3"));
        let folder = given.data.path().join("exports");
        let path = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
        assert!(path.extension().is_some_and(|e| e == ending), "{}", path.display());
        if ending == "csv" {
            assert_eq!(std::fs::read_to_string(path).unwrap().lines().count(), 4);
        }
    }
}
