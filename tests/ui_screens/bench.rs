//! Trying a code, making a recording, looking through one.

use std::path::PathBuf;
use std::sync::Arc;

use pairing_station::ledger::OrderState;
use pairing_station::order::Order;
use pairing_station::scan::{Hint, Reason, Rule};
use pairing_station::scanner::{Scan, recording};
use pairing_station::station::view::RecordingView;
use pairing_station::station::{Command, View};
use pairing_station::text::{Lang, orders, parts, reason, scan_log, training as words};
use pairing_station::ui::{Screen, words as state_words};

use crate::given::{Data, Given, NOW, view, window};

const MODULE: &str = "863950069494278";

fn opened(lang: Lang, data: Data) -> Given {
    let mut given = window(lang, Screen::Scanners, data);
    given.settle();
    given.press(lang.t(words::PAGE_TRY));
    given
}

/// An order of these rules is open.
fn ordered(given: &mut Given, rules: &str) {
    let order = Order::parse(&format!("name = \"WO1\"\nproduct_key = \"p11sf2\"\n{rules}")).unwrap();
    given.board.put(View { rules: Some(Arc::new(order)), ..view(1) });
    given.settle();
}

fn nothing_was_sent(given: &Given) {
    assert!(given.commands.is_empty() && given.scans.is_empty(), "the line knows nothing of it");
}

#[test]
fn a_code_is_read_without_the_line() {
    for lang in Lang::ALL {
        let data = Data::new();
        data.pair(1);
        let mut given = opened(lang, data);
        given.until_says(lang.t(words::BY_BUILT_IN));
        given.fill(lang.t(words::TRY_CODE), MODULE);
        given.until_says(&orders::reads_module(lang, "863950 06 949427 8"));
        given.until_says(lang.t(words::NEVER_SEEN));
        assert!(given.says("bare_imei") && given.says("38 36 33 39"));

        given.fill(lang.t(words::TRY_CODE), "pk=p11sf2&sn=NEW0000000000001&v=1");
        given.until_says(&orders::reads_device(lang, "p11sf2", "NEW0000000000001"));
        let paired = words::paired_with(lang, "963950000000001", "NEW0000000000001", "14:32:07");
        given.until_says(&paired);
        given.fill(lang.t(words::TRY_CODE), "");
        given.settle();
        assert!(!given.says(&paired), "nothing is typed");
        nothing_was_sent(&given);
    }
}

#[test]
fn a_refused_code_says_why_and_what_was_tried() {
    for lang in Lang::ALL {
        let mut given = opened(lang, Data::new());
        ordered(&mut given, "issued_sn_only = true\n");
        given.until_says(&words::by_order(lang, "WO1"));
        given.fill(lang.t(words::TRY_CODE), "89860012345678901234");
        let why = reason::words(Reason::WrongBarcode, Some(Hint::Iccid));
        given.until_says(lang.t(why.title));
        assert!(given.says(lang.t(why.todo)) && given.says("wrong_barcode · iccid"));
        let tried = state_words::rules(lang, &[Rule::Control, Rule::PlatformQr, Rule::BareImei]);
        assert!(given.says(&tried), "the rules that were tried");

        given.fill(lang.t(words::TRY_CODE), r"863950069494278\x1d\t");
        given.until_says("1D 09");
        given.fill(lang.t(words::TRY_CODE), "pk=p9zzzz&sn=VDR1&v=1");
        given.until_says(lang.t(words::OTHER_PRODUCT));
        given.until_says(lang.t(words::NOT_ON_LIST));
        nothing_was_sent(&given);
    }
}

#[test]
fn a_recording_is_started_and_stopped() {
    for lang in Lang::ALL {
        let mut given = opened(lang, Data::new());
        given.press(lang.t(words::RECORD));
        given.press_far(lang.t(words::RECORD_BEGIN));
        let Command::Record(Some(path), reply) = given.command() else { panic!("another command") };
        assert_eq!(path, given.data.path().join("recordings").join("20251122-143207.jsonl"));
        reply.send(Ok(())).unwrap();
        let recording = RecordingView { path, since: NOW, scans: 1234, failed: None };
        given.board.put(View { recording: Some(recording.clone()), ..view(1) });
        given.until_says(&words::recording_now(lang, "1,234", "14:32:07"));

        let broken = RecordingView { failed: Some("no space left".into()), ..recording };
        given.board.put(View { recording: Some(broken), ..view(2) });
        given.until_says(lang.t(words::RECORD_FAILED));
        assert!(given.says("no space left"));
        given.press_far(lang.t(words::RECORD_STOP));
        let Command::Record(None, reply) = given.command() else { panic!("another command") };
        reply.send(Ok(())).unwrap();
        given.board.put(view(3));
        given.until("a form for the next one", |given| !given.says(lang.t(words::RECORD_STOP)));
    }
}

/// A recording of these codes, three seconds apart.
fn recorded(data: &Data, codes: &[&str]) -> PathBuf {
    let line = |(n, code): (i64, &&str)| {
        let scan = Scan { source: "left".into(), at: NOW + n * 3000, bytes: code.as_bytes().to_vec() };
        recording::line(&scan) + "\n"
    };
    data.file("shift.jsonl", &(0..).zip(codes).map(line).collect::<String>())
}

fn look_through(given: &mut Given, file: &std::path::Path) {
    given.press(given.t(words::LOOK));
    given.fill(given.t(words::LOOK_FILE), &file.display().to_string());
    given.press_far(given.t(words::LOOK_BEGIN));
}

#[test]
fn a_recording_is_judged_scan_by_scan() {
    for lang in Lang::ALL {
        let data = Data::new();
        data.order("WO1", OrderState::Open);
        let file = recorded(&data, &[MODULE, "pk=p11sf2&sn=VDR1&v=1", "89860012345678901234"]);
        let mut given = opened(lang, data);
        look_through(&mut given, &file);
        given.until_says(&words::looked(lang, "WO1", "3", "1", "1"));
        let iccid = reason::words(Reason::WrongBarcode, Some(Hint::Iccid));
        let refused =
            format!("3 {} {} 89860012345678901234", lang.t(scan_log::REJECTED), lang.t(iccid.short));
        let rows = given.rows();
        assert_eq!(rows.len(), 3, "{rows:?}");
        assert_eq!(rows[0], format!("1 {}  {MODULE}", lang.t(scan_log::MODULE)));
        assert_eq!(rows[1], format!("2 {}  pk=p11sf2&sn=VDR1&v=1", lang.t(scan_log::PAIRED)));
        given.press_far(&refused);
        given.until_says(lang.t(iccid.todo));
        assert!(given.says("38 39 38 36 30") && given.says("left"));
        given.press_far(lang.t(parts::HIDE));
        nothing_was_sent(&given);
        let reader = given.data.ledger.reader().unwrap();
        assert_eq!(reader.count_pairs(&Default::default()).unwrap(), 0, "only the scratch ledger has it");
    }
}

#[test]
fn a_faulty_recording_names_its_line() {
    for lang in Lang::ALL {
        let data = Data::new();
        let good = recording::line(&Scan { source: "g".into(), at: NOW, bytes: b"x".to_vec() });
        let file = data.file("bad.jsonl", &format!("{good}\n{{\"hex\":\"3\"}}\n"));
        let mut given = opened(lang, data);
        look_through(&mut given, &file);
        given.until_says("bad.jsonl:2:");
        assert!(given.says(lang.t(pairing_station::text::common::ERR_RECORDING)));
    }
}

#[test]
fn another_order_may_judge() {
    let data = Data::new();
    data.order("WO1", OrderState::Open);
    data.order("WO2", OrderState::Prepared);
    let file = data.file("plain.txt", &format!("{MODULE}\n{MODULE}\n"));
    let mut given = opened(Lang::English, data);
    given.press(given.t(words::LOOK));
    given.choose(given.t(words::LOOK_ORDER), "WO2");
    look_through(&mut given, &file);
    given.until_says(&words::looked(Lang::English, "WO2", "2", "0", "0"));
}
