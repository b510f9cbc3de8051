//! The old tool's data: looked at before anything is taken, every fault by line and reason, the rest kept.

use std::fmt::Write as _;
use std::path::PathBuf;

use pairing_station::ledger::{NewPair, Origin, PairFilter};
use pairing_station::scan::Reason;
use pairing_station::text::{Lang, Text, common, faults, history as words, lists, parts, reason, records};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, NOW, event, window, window_of};

const HEADER: &str = "*设备DeviceKey,*产品ProductKey,*设备SN,设备名称";

/// A copy of one of the samples, where files may be left beside it.
fn sample(data: &Data, name: &str) -> PathBuf {
    let from = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/legacy").join(name);
    let to = data.path().join(name);
    std::fs::copy(from, &to).unwrap();
    to
}

/// The page, with this file looked at.
fn looked_at(lang: Lang, data: Data, file: &std::path::Path) -> Given {
    // High enough for all of it to be there at once.
    let mut given = window_of(lang, Screen::Lists, data, [1280.0, 1200.0], 1.0);
    given.press(lang.t(lists::PAGE_HISTORY));
    given.until_says(lang.t(words::ABOUT_UNIQUE));
    given.fill(lang.t(words::FILE), &file.display().to_string());
    given.press_far(lang.t(lists::LOOK));
    given
}

fn imported(given: &Given) -> u64 {
    let filter = PairFilter { origin: Origin::Imported, ..PairFilter::default() };
    given.data.ledger.reader().unwrap().count_pairs(&filter).unwrap()
}

fn scanned(why: Reason) -> Text {
    reason::words(why, None).title
}

fn fault(
    lang: Lang,
    (line, column): (u64, u64),
    field: Text,
    value: &str,
    (why, expected): (&str, Text),
) -> String {
    let place = words::place(lang, &lists::line_column(lang, line, column), lang.t(field));
    format!("{place} {value} {why} {}", lang.t(expected))
}

#[test]
fn the_faulty_export_has_its_three_faults_and_the_good_rows_can_be_taken() {
    for lang in Lang::ALL {
        let data = Data::new();
        let file = sample(&data, "export-faulty.csv");
        let mut given = looked_at(lang, data, &file);
        given.until_says(&words::some_faulty(lang, "3"));
        let expected = [
            fault(
                lang,
                (6, 1),
                common::DK,
                "863950067296338",
                (lang.t(scanned(Reason::ImeiCheckDigit)), faults::WANT_CHECK_DIGIT),
            ),
            fault(
                lang,
                (11, 3),
                common::SN,
                "VDR7612356264589",
                (&words::as_lines(lang, "5"), faults::WANT_ONCE),
            ),
            fault(lang, (16, 2), common::PK, "p11sf", (lang.t(faults::PK_FORMAT), faults::WANT_PK)),
        ];
        let rows = given.rows();
        assert_eq!(rows.len(), 5 + 3, "the first rows, and the faults");
        assert_eq!(rows[5..], expected);
        assert_eq!(rows[1], "863950065195010 p11sf2 VDR7910303100740 meter-1");

        // Nothing, while one row is faulty and nobody has chosen otherwise.
        assert!(given.says(lang.t(words::ALL_OR_NOTHING_NOTE)));
        given.press_far(&words::take_good(lang, "17"));
        assert_eq!(imported(&given), 0);

        given.press_far(lang.t(words::TAKE_GOOD));
        assert!(given.says(&words::rest_note(lang, "export-faulty.csv.rejected.csv")));
        given.press_far(&words::take_good(lang, "17"));
        given.until_says(&words::taken_without(lang, "17", "3"));
        assert_eq!(imported(&given), 17);
        assert!(given.says(&words::ids(lang, "1", "17")));
        let rest = given.data.path().join("export-faulty.csv.rejected.csv");
        assert!(given.says(&rest.display().to_string()), "where the rest is");
        assert_eq!(std::fs::read_to_string(&rest).unwrap().lines().count(), 4);

        given.press_far(lang.t(words::SHOW));
        given.until_says(&parts::rows(lang, "17"));
        assert!(given.says(lang.t(records::IMPORTED)));
    }
}

#[test]
fn a_header_over_other_columns_is_told_and_the_values_are_believed() {
    for lang in Lang::ALL {
        let data = Data::new();
        let file = sample(&data, "export-v1.2.csv");
        let text = std::fs::read_to_string(&file).unwrap();
        let rows = text.lines().count() - 1;
        let first: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
        let mut given = looked_at(lang, data, &file);
        given.until_says(lang.t(words::GOOD));
        assert!(given.says(lang.t(words::HEADER_DISAGREES)));
        assert_eq!(given.rows()[0], format!("{} {} {}", first[0], first[1], first[2]).trim_end());
        given.press_far(&words::take(lang, &rows.to_string()));
        given.until_says(&words::taken(lang, &rows.to_string()));
        assert_eq!(imported(&given), rows as u64);
    }
}

#[test]
fn the_database_is_taken_once() {
    for lang in Lang::ALL {
        let data = Data::new();
        let file = sample(&data, "device_info.db");
        let mut given = looked_at(lang, data, &file);
        given.until_says(lang.t(words::GOOD));
        assert_eq!(imported(&given), 0, "looking changes nothing");
        given.press_far(&words::take(lang, "60"));
        given.until_says(&words::taken(lang, "60"));
        given.press_far(lang.t(lists::LOOK));
        given.until_says(lang.t(words::NOTHING_NEW));
        given.press_far(&words::take(lang, "0"));
        assert_eq!(imported(&given), 60);
    }
}

#[test]
fn what_the_ledger_holds_and_what_changed_since_are_named() {
    for lang in Lang::ALL {
        let data = Data::new();
        let id = data.ledger.reserve_pair_id();
        let pair = NewPair {
            id,
            dk: "863950069494278".into(),
            pk: "p11sf2".into(),
            sn: "VDR9".into(),
            name: String::new(),
        };
        data.ledger.pair(pair, event("scan", NOW)).unwrap();
        let rows = format!("{HEADER}\r\n863950069494278,p11sf2,VDR1,\r\n863950061408912,p11sf2,VDR2,\r\n");
        let file = data.file("old.csv", &rows);
        let mut given = looked_at(lang, data, &file);
        given.until_says(&words::some_faulty(lang, "1"));
        let why = words::in_pairs(lang, &id.to_string());
        let held = fault(lang, (2, 1), common::DK, "863950069494278", (&why, faults::WANT_ONCE));
        assert_eq!(given.rows()[1..], [held]);

        given.press_far(lang.t(words::TAKE_GOOD));
        std::fs::write(&file, rows.replace("VDR2", "VDR3")).unwrap();
        given.press_far(&words::take_good(lang, "1"));
        given.until_says(lang.t(lists::ERR_CHANGED));
        assert_eq!(imported(&given), 0);

        given.press_far(lang.t(lists::LOOK));
        given.until_says(&words::some_faulty(lang, "1"));
        let rest = given.data.file("old.csv.rejected.csv", "from before");
        given.press_far(&words::take_good(lang, "1"));
        given.until_says(lang.t(words::REST_THERE));
        assert!(given.says(&rest.display().to_string()));
        assert_eq!((imported(&given), std::fs::read_to_string(&rest).unwrap()), (0, "from before".into()));
    }
}

#[test]
fn another_kind_of_module_key_is_another_question() {
    for lang in Lang::ALL {
        let data = Data::new();
        let file = data.file("wifi.csv", &format!("{HEADER}\r\naa:bb:cc:dd:ee:ff,p11sf2,VDR1,\r\n"));
        let mut given = looked_at(lang, data, &file);
        given.until_says(lang.t(words::ALL_FAULTY));
        assert!(given.says(lang.t(words::NO_SAMPLE)));
        given.press_far(lang.t(pairing_station::text::orders::MAC));
        assert!(!given.says(lang.t(words::ALL_FAULTY)), "what was looked at counts no more");
        given.press_far(lang.t(lists::LOOK));
        given.until_says(lang.t(words::GOOD));
        assert_eq!(given.rows(), ["AABBCCDDEEFF p11sf2 VDR1"]);
    }
}

#[test]
fn what_is_no_history_is_named_in_words() {
    for lang in Lang::ALL {
        let data = Data::new();
        let file = data.file("other.csv", "a,b\r\n1,2\r\n");
        let mut given = looked_at(lang, data, &file);
        given.until_says(lang.t(common::ERR_HISTORY));
        assert!(given.says(lang.t(lists::FAILED_TODO)) && given.says("other.csv"));
        let absent = given.data.path().join("absent.db");
        given.fill(lang.t(words::FILE), &absent.display().to_string());
        given.press_far(lang.t(lists::LOOK));
        given.until_says(lang.t(lists::ERR_UNREADABLE));
    }
}

#[test]
fn a_hundred_thousand_faults_are_listed_and_only_the_visible_are_drawn() {
    let mut text = HEADER.to_owned();
    for n in 0..100_000 {
        write!(text, "\r\n{n:014},p11sf2,VDR{n},").unwrap();
    }
    let data = Data::new();
    let file = data.file("faulty.csv", &text);
    let lang = Lang::Chinese;
    let mut given = window(lang, Screen::Lists, data);
    given.press(lang.t(lists::PAGE_HISTORY));
    given.fill(lang.t(words::FILE), &file.display().to_string());
    given.press_far(lang.t(lists::LOOK));
    given.until_says(lang.t(words::ALL_FAULTY));
    let rows = given.rows();
    assert!((1..40).contains(&rows.len()), "{} rows are drawn", rows.len());
    let why = lang.t(scanned(Reason::ImeiLength));
    let first = fault(lang, (2, 1), common::DK, "00000000000000", (why, faults::WANT_IMEI));
    assert_eq!(rows[0], first);
}
