//! Numbers and the report, from a real ledger: a night shift, a change of clocks, training beside the
//! work; the workbook read back cell by cell.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use pairing_station::ledger::{Context, Ledger, NewEvent, NewPair, PairOutcome, Stamp, ledger_path};
use pairing_station::scan::Reason;
use pairing_station::station::StationError;
use pairing_station::station::desk::TaskShared;
use pairing_station::station::numbers::{NumbersSelection, numbers};
use pairing_station::station::report::{self, ReportRequest};
use pairing_station::text::records::void_reason;
use pairing_station::text::{Lang, numbers as words, reason};

/// 2026-10-24 20:00 in Berlin, an hour before a night in which the clocks go back.
const EVENING: i64 = 1_792_864_800_000;
const MINUTE: i64 = 60_000;

struct Given {
    dir: tempfile::TempDir,
    ledger: Ledger,
}

impl Given {
    fn new() -> Given {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
        Given { dir, ledger }
    }

    fn pair(&self, n: u32, minute: i64, shift: &str, day: i32, name: &str) -> i64 {
        let id = self.ledger.reserve_pair_id();
        let (dk, sn) = (format!("86395006{n:07}"), format!("VDR{n:013}"));
        let pair = NewPair { id, dk, pk: "p11sf2".into(), sn, name: name.into() };
        let event = NewEvent {
            verdict: "paired".into(),
            first_pass: n.is_multiple_of(2),
            ..event("scan", minute, shift, day)
        };
        assert_eq!(self.ledger.pair(pair, event).unwrap(), PairOutcome::Paired);
        id
    }

    fn refuse(&self, minute: i64, shift: &str, day: i32, raw: &str, reason: &str) {
        let event = NewEvent {
            raw: raw.into(),
            verdict: "rejected".into(),
            reason: reason.into(),
            ..event("scan", minute, shift, day)
        };
        self.ledger.append(vec![event]).unwrap();
    }
}

/// An event so many minutes after [`EVENING`]; from 3:00 summer time on, winter time.
fn event(kind: &'static str, minute: i64, shift: &str, day: i32) -> NewEvent {
    let context = Context {
        station: "3".into(),
        operator: "1024".into(),
        order: "WO1".into(),
        shift: shift.into(),
        shift_day: day,
    };
    let stamp = Stamp { at: EVENING + minute * MINUTE, offset_min: if minute < 7 * 60 { 120 } else { 60 } };
    NewEvent { source: "gun-1".into(), ..NewEvent::new(stamp, context, kind) }
}

/// A night shift over the change of clocks, and the first pair of the day after.
fn night() -> Given {
    let given = Given::new();
    let night = 20_261_024;
    given.pair(2, 10, "night", night, "");
    given.pair(3, 12, "night", night, "=1+1");
    given.refuse(13, "night", night, "=cmd|' /C calc'!A0", "unknown_code");
    // 2:30 in summer time, and an hour later 2:30 in winter time.
    given.pair(4, 6 * 60 + 30, "night", night, "");
    let voided = given.pair(5, 7 * 60 + 30, "night", night, "");
    given.ledger.void(voided, "贴错标签", event("void", 7 * 60 + 31, "night", night)).unwrap();
    given.refuse(7 * 60 + 32, "night", night, "863950069494279", "imei_check_digit");
    given.refuse(7 * 60 + 33, "night", night, "863950069494279", "imei_check_digit");
    let training = NewEvent { verdict: "paired".into(), ..event("training", 14, "night", night) };
    let ignored =
        NewEvent { verdict: "ignored".into(), reason: "bounce".into(), ..event("scan", 14, "night", night) };
    given.ledger.append(vec![training, ignored]).unwrap();
    given.pair(6, 13 * 60, "day", 20_261_025, "");
    given
}

fn of(given: &Given, selection: &NumbersSelection) -> pairing_station::station::numbers::Numbers {
    numbers(&given.ledger.reader().unwrap(), selection, &TaskShared::default()).unwrap()
}

#[test]
fn a_night_belongs_to_the_evening_it_began() {
    let given = night();
    let found = of(&given, &NumbersSelection::day(20_261_024));
    let total = found.total;
    assert_eq!((total.good, total.bad, total.first_pass, total.voided), (4, 3, 2, 1));
    let hours: Vec<_> = found
        .hours
        .iter()
        .map(|(h, c)| ((h.start - EVENING) / MINUTE, h.offset_min, c.good, c.bad))
        .collect();
    assert_eq!(hours, [(0, 120, 2, 1), (360, 120, 1, 0), (420, 60, 1, 2)], "2:00 comes twice");
    let reasons: Vec<_> = found.reasons.iter().map(|r| (r.reason.as_str(), r.count)).collect();
    assert_eq!(reasons, [("imei_check_digit", 2), ("unknown_code", 1)]);
    assert_eq!(of(&given, &NumbersSelection::day(20_261_025)).total.good, 1);
    assert_eq!(of(&given, &NumbersSelection::day(20_261_023)).total.good, 0);
    let both = NumbersSelection { to: 20_261_025, ..NumbersSelection::day(20_261_024) };
    assert_eq!(of(&given, &both).total.good, 5);
    let day = NumbersSelection { shift: Some("day".into()), ..both.clone() };
    assert_eq!(of(&given, &day).total.good, 1);
    let other = NumbersSelection { operator: Some("7".into()), ..both };
    assert!(of(&given, &other).total.is_empty());
}

#[test]
fn they_are_the_counters_of_the_station() {
    let given = night();
    let tallies = given.ledger.reader().unwrap().tallies(None, 0).unwrap();
    let sum = |of: fn(&pairing_station::ledger::Tally) -> u64| tallies.iter().map(of).sum::<u64>();
    let total = of(&given, &NumbersSelection { to: 20_261_025, ..NumbersSelection::day(20_261_024) }).total;
    assert_eq!(
        (total.good, total.bad, total.first_pass),
        (sum(|t| t.good), sum(|t| t.bad), sum(|t| t.first_pass))
    );
}

fn request(out: &Path, lang: Lang) -> ReportRequest {
    ReportRequest {
        out: out.to_owned(),
        selection: NumbersSelection::day(20_261_024),
        lang,
        station: "3".into(),
        operator: "7".into(),
        made: Stamp { at: EVENING, offset_min: 120 },
    }
}

/// What a spreadsheet shows of its count of days.
fn clock_time(days: f64) -> String {
    let seconds = ((days - 25_569.0) * 86_400.0).round() as i64;
    chrono::DateTime::from_timestamp(seconds, 0).unwrap().format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Every row of a sheet, as text.
fn rows(book: &mut Xlsx<std::io::BufReader<std::fs::File>>, sheet: &str) -> Vec<Vec<String>> {
    let range = book.worksheet_range(sheet).unwrap();
    range
        .rows()
        .map(|row| {
            let text = |cell: &Data| match cell {
                Data::DateTime(time) => clock_time(time.as_f64()),
                cell => cell.to_string(),
            };
            row.iter().map(text).collect()
        })
        .collect()
}

#[test]
fn the_report_reads_back_as_the_ledger_has_it() {
    for lang in Lang::ALL {
        let given = night();
        let out = given.dir.path().join("reports/day.xlsx");
        let reader = given.ledger.reader().unwrap();
        let told = report::write(&reader, &request(&out, lang), &TaskShared::default()).unwrap();
        assert_eq!(told, of(&given, &NumbersSelection::day(20_261_024)));
        let mut book: Xlsx<_> = open_workbook(&out).unwrap();
        let names = [words::SHEET_SUMMARY, words::SHEET_PAIRS, words::SHEET_ERRORS, words::SHEET_VOIDS];
        assert_eq!(book.sheet_names(), names.map(|name| lang.t(name)));

        let pairs = rows(&mut book, lang.t(words::SHEET_PAIRS));
        assert_eq!(pairs.len(), 5, "a header and four pairs");
        let second = &pairs[2];
        assert_eq!(second[1], "2026-10-24 20:12:00");
        assert_eq!(second[2..6], ["863950060000003", "p11sf2", "VDR0000000000003", "=1+1"]);
        assert_eq!(
            (pairs[3][1].as_str(), pairs[4][1].as_str()),
            ("2026-10-25 02:30:00", "2026-10-25 02:30:00")
        );
        assert_eq!(
            (pairs[3][10].as_str(), pairs[4][10].as_str()),
            (lang.t(words::ACTIVE), lang.t(words::VOIDED))
        );

        let errors = rows(&mut book, lang.t(words::SHEET_ERRORS));
        assert_eq!(errors.len(), 4);
        assert_eq!(errors[1][3], "=cmd|' /C calc'!A0");
        assert_eq!(errors[2][1], lang.t(reason::words(Reason::ImeiCheckDigit, None).short));
        assert_eq!(errors[2][2..4], ["imei_check_digit", "863950069494279"]);

        let voids = rows(&mut book, lang.t(words::SHEET_VOIDS));
        assert_eq!(voids.len(), 2);
        assert_eq!(voids[1][4..6], ["VDR0000000000005", void_reason(lang, "贴错标签")]);
        assert_eq!(voids[1][7], "2026-10-25 02:30:00");

        let summary = rows(&mut book, lang.t(words::SHEET_SUMMARY));
        let at: BTreeMap<&str, &[String]> =
            summary.iter().filter(|row| !row[0].is_empty()).map(|row| (row[0].as_str(), &row[1..])).collect();
        assert_eq!(at[lang.t(words::FROM)][0], "2026-10-24");
        assert_eq!(at["WO1"][..3], ["4", "3", "0.5"]);
        let digit = lang.t(reason::words(Reason::ImeiCheckDigit, None).short);
        assert_eq!(at[digit][0], "2");
    }
}

#[test]
fn nothing_in_it_runs_as_a_formula() {
    let given = night();
    let out = given.dir.path().join("day.xlsx");
    let reader = given.ledger.reader().unwrap();
    report::write(&reader, &request(&out, Lang::English), &TaskShared::default()).unwrap();
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&out).unwrap()).unwrap();
    let mut sheets = 0;
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        if !name.starts_with("xl/worksheets/sheet") {
            continue;
        }
        sheets += 1;
        let mut text = String::new();
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        assert!(!text.contains("<f>"), "{name} computes something");
    }
    assert_eq!(sheets, 4);
}

#[test]
fn a_report_that_ends_early_leaves_nothing() {
    let given = night();
    let dir = given.dir.path().join("reports");
    let task = TaskShared::default();
    task.stop();
    let reader = given.ledger.reader().unwrap();
    let error = report::write(&reader, &request(&dir.join("day.xlsx"), Lang::English), &task).unwrap_err();
    assert!(matches!(error, StationError::Cancelled), "{error}");
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 0, "not even a temporary file");
    let file = given.dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error =
        report::write(&reader, &request(&file.join("day.xlsx"), Lang::English), &TaskShared::default());
    assert!(matches!(error.unwrap_err(), StationError::Io { .. }));
}
