//! The system clock set back while a ledger is written: nothing is reordered, nothing counted or handed over
//! twice, nothing lost from a listing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use std::path::Path;
use std::process::{Command as Program, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger_support::{Bench, NOON, event, faults, pair, rejected};
use pairing_station::ledger::{
    Event, EventFilter, ExportFile, Ledger, NewExport, PairFilter, Reader, StationShift, Tally, Wait,
    ledger_path,
};
use pairing_station::scanner::{Scan, ScannerEvent};
use pairing_station::station::clock::now_ms;
use pairing_station::station::core::Core;
use pairing_station::station::line::{Line, ask};
use pairing_station::station::view::{Board, View};
use pairing_station::station::{Command, Settings};

const HOUR: i64 = 3_600_000;

/// Pairs 1–3 at noon; the clock is set back by three hours, and goes on with 4–6; then right again, 7.
const TIMES: [i64; 7] =
    [NOON, NOON + 1, NOON + 2, NOON - 3 * HOUR, NOON - 3 * HOUR + 1, NOON - 3 * HOUR + 2, NOON + 3];

fn some_ledger() -> (Bench, Ledger) {
    let bench = Bench::new();
    let ledger = bench.open();
    for (n, at) in (1..).zip(TIMES) {
        assert_eq!(pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), at), n);
        if n == 5 {
            ledger.append(vec![rejected("unknown_code", at)]).unwrap();
        }
    }
    (bench, ledger)
}

fn ids(reader: &Reader, filter: &PairFilter) -> Vec<i64> {
    reader.page_pairs(filter, 0, 100).unwrap().iter().map(|pair| pair.id).collect()
}

#[test]
fn listings_go_by_number_and_a_check_finds_nothing() {
    let (_bench, ledger) = some_ledger();
    let reader = ledger.reader().unwrap();
    assert_eq!(ids(&reader, &PairFilter::default()), [7, 6, 5, 4, 3, 2, 1]);
    let seqs: Vec<i64> =
        reader.page_events(&EventFilter::default(), 0, 100).unwrap().iter().map(|event| event.seq).collect();
    assert_eq!(seqs, [8, 7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(faults(&reader), [""; 0]);
}

#[test]
fn a_stretch_of_time_has_what_its_clock_said_then() {
    let (_bench, ledger) = some_ledger();
    let reader = ledger.reader().unwrap();
    let check = |since: Option<i64>, until: Option<i64>, expect: &[i64]| {
        let filter = EventFilter { since, until, ..EventFilter::default() };
        let mut seqs = Vec::new();
        reader
            .each_event(&filter, &mut |event| {
                seqs.push(event.seq);
                true
            })
            .unwrap();
        assert_eq!(seqs, expect, "{since:?} {until:?}");
        assert_eq!(reader.count_events(&filter).unwrap(), expect.len() as u64);
    };
    check(Some(NOON), None, &[1, 2, 3, 8]);
    check(None, Some(NOON), &[4, 5, 6, 7]);
    check(Some(NOON - 3 * HOUR + 1), Some(NOON + 1), &[1, 5, 6, 7]);
    check(Some(NOON - HOUR), Some(NOON), &[]);
    // What comes next is found as well, by the reader that has looked already.
    ledger.append(vec![event("stop", NOON - 2 * HOUR)]).unwrap();
    check(None, Some(NOON), &[4, 5, 6, 7, 9]);
}

#[test]
fn hours_and_shifts_count_each_pair_once() {
    let (_bench, ledger) = some_ledger();
    let reader = ledger.reader().unwrap();
    let hours = [
        Tally { hour: NOON - 3 * HOUR, good: 3, bad: 1, first_pass: 3 },
        Tally { hour: NOON, good: 4, bad: 0, first_pass: 4 },
    ];
    assert_eq!(reader.tallies(Some("WO1"), 0).unwrap(), hours);
    assert_eq!(reader.done("WO1").unwrap(), 7);
    let progress = reader.order_progress("WO1").unwrap();
    assert_eq!(progress.total().good, 7);
    let shift =
        StationShift { station: "S1".into(), shift: "early".into(), day: 20_261_122, began: NOON - 5 * HOUR };
    let scans = reader.events_in_shift("scan", &shift).unwrap();
    assert_eq!(scans.iter().map(|event| event.seq).collect::<Vec<_>>(), [8, 7, 6, 5, 4, 3, 2, 1]);
}

#[test]
fn what_is_new_is_what_was_in_no_file_whatever_the_clock_says() {
    let (_bench, ledger) = some_ledger();
    let reader = ledger.reader().unwrap();
    let new = PairFilter { only_new: true, ..PairFilter::default() };
    let hand_over = |pairs: &[i64], at: i64| {
        let file = ExportFile {
            path: "a.csv".into(),
            pk: "p11sf2".into(),
            rows: pairs.len() as u64,
            sha256: "0".repeat(64),
        };
        let export = NewExport { event: event("export", at), pairs: pairs.to_vec(), files: vec![file] };
        ledger.record_export(export, &mut |_, _| true).unwrap()
    };
    assert_eq!(hand_over(&[1, 2, 3, 4], NOON + HOUR), 1);
    assert_eq!(ids(&reader, &new), [7, 6, 5]);
    // Handed over by a clock that is behind the first file's.
    assert_eq!(hand_over(&[5, 6], NOON - 4 * HOUR), 2);
    assert_eq!(ids(&reader, &new), [7]);
    pair(&ledger, "dk8", "sn8", NOON - 4 * HOUR);
    assert_eq!(ids(&reader, &new), [8, 7]);
    let exports: Vec<i64> = reader.exports().unwrap().iter().map(|export| export.id).collect();
    assert_eq!(exports, [2, 1], "newest first is last recorded first");
    assert_eq!(faults(&reader), [""; 0]);
}

#[test]
fn a_search_finds_them_all_newest_number_first() {
    let (_bench, ledger) = some_ledger();
    let reader = ledger.reader().unwrap();
    let filter = PairFilter { search: "sn".into(), ..PairFilter::default() };
    let wait = Wait { page_only: false, at_most: std::time::Duration::from_secs(20), cancelled: &|| false };
    let found = reader.find_pairs(&filter, 0, 100, &wait).unwrap();
    assert_eq!(found.pairs.iter().map(|pair| pair.id).collect::<Vec<_>>(), [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(found.total, 7);
}

fn events(reader: &Reader) -> Vec<Event> {
    let mut events = Vec::new();
    reader
        .each_event(&EventFilter::default(), &mut |event| {
            events.push(event.clone());
            true
        })
        .unwrap();
    events
}

fn kinds(reader: &Reader) -> Vec<&'static str> {
    events(reader).iter().map(|event| event.event.kind).collect()
}

fn start(path: &Path) -> (Line, Ledger) {
    let ledger = Ledger::open(path).unwrap();
    let settings = Settings::default();
    let core = Core::new(ledger.clone(), &settings, "1024").unwrap();
    (Line::start(core, settings, Board::default(), Arc::new(|| {})).unwrap(), ledger)
}

#[test]
fn a_start_before_the_last_event_is_told_and_a_start_after_it_is_not() {
    let bench = Bench::new();
    let ledger = bench.open();
    let ahead = now_ms() + 2 * HOUR;
    pair(&ledger, "dk1", "sn1", ahead);
    drop(ledger);
    for expect in
        [&["scan", "clock", "start", "stop"][..], &["scan", "clock", "start", "stop", "start", "stop"]]
    {
        let (line, ledger) = start(&bench.path());
        line.stop();
        assert_eq!(kinds(&ledger.reader().unwrap()), expect);
    }
    let reader = bench.open().reader().unwrap();
    let clock = events(&reader).remove(1);
    let detail: serde_json::Value = serde_json::from_str(&clock.event.detail).unwrap();
    let by = detail["by_ms"].as_i64().unwrap();
    assert!((-2 * HOUR - 60_000..-HOUR).contains(&by), "{detail}");
    let time = |member: &str| chrono::DateTime::parse_from_rfc3339(detail[member].as_str().unwrap()).unwrap();
    assert_eq!(time("from").timestamp_millis(), ahead);
    assert_eq!(time("to").timestamp_millis(), ahead + by);
    assert_eq!(faults(&reader), [""; 0]);
}

const CHILD: &str = "LEDGER_OF_A_LINE_WHOSE_CLOCK_IS_SET";

/// Not a test of its own: the line whose clock is set, in a process whose wall clock the one below fakes. It
/// scans a module, has the clock set back by a day, goes on, has it set forward, and pairs.
#[test]
#[ignore = "run by another test as a process"]
fn a_line_under_a_clock() {
    let Some(dir) = std::env::var_os(CHILD) else { return };
    let dir = Path::new(&dir);
    let (line, ledger) = start(&ledger_path(dir));
    let source = "name = \"A\"\nproduct_key = \"p11sf2\"\nhalf_scan_timeout_s = 5\n".to_owned();
    ask(&line.commands(), |reply| Command::AddOrder { source, origin: "test".into(), open: true, reply })
        .unwrap();
    let set = |days: i64| std::fs::write(dir.join("clock"), format!("{days:+}d")).unwrap();
    let scan = |text: &str| {
        let scan = Scan { source: "gun".into(), at: now_ms(), bytes: text.as_bytes().to_vec() };
        line.scans().send(ScannerEvent::Scan(scan)).unwrap();
    };
    let wait = |what: &str, until: &dyn Fn(&View) -> bool| {
        let end = Instant::now() + Duration::from_secs(60);
        while !until(&line.board().get()) {
            assert!(Instant::now() < end, "{what}");
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    scan("863950068662495");
    wait("the module is held", &|view| view.deadline.is_some());
    let before = now_ms();
    set(-1);
    assert!(now_ms() < before - 20 * HOUR, "the clock is faked");
    // The line looks when something comes; the half is dropped after the seconds it had left, not after a day.
    ask(&line.commands(), |reply| Command::SetOperator("1025".into(), reply)).unwrap();
    wait("the half's time is told anew", &|view| view.deadline.is_some_and(|at| at < before - 20 * HOUR));
    wait("the half is dropped", &|view| view.deadline.is_none());
    scan("863950061755148");
    wait("the second module is held", &|view| view.deadline.is_some());
    scan("pk=p11sf2&sn=VDR0319035976321&v=1");
    wait("paired", &|view| view.deadline.is_none());
    set(0);
    ask(&line.commands(), |reply| Command::SetOperator("1024".into(), reply)).unwrap();
    line.stop();
    let reader = ledger.reader().unwrap();
    assert_eq!(faults(&reader), [""; 0]);
    println!("done");
}

#[cfg(target_os = "linux")]
#[test]
fn a_clock_that_is_set_under_a_running_line_is_told_and_nothing_waits_for_it() {
    let libraries = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
    let library = libraries.map(|dir| Path::new(dir).join("faketime/libfaketimeMT.so.1"));
    let library =
        library.iter().find(|path| path.exists()).expect("faketime is installed (tests/run.sh does that)");
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("clock"), "+0d").unwrap();
    let output = Program::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_line_under_a_clock", "--ignored", "--nocapture"])
        .env(CHILD, dir.path())
        .env("LD_PRELOAD", library)
        .env("FAKETIME_TIMESTAMP_FILE", dir.path().join("clock"))
        .env("FAKETIME_NO_CACHE", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("done"), "{said}");
    let reader = Ledger::open(&ledger_path(dir.path())).unwrap().reader().unwrap();
    let events = events(&reader);
    let jumps: Vec<i64> = events
        .iter()
        .filter(|event| event.event.kind == "clock")
        .map(|event| {
            serde_json::from_str::<serde_json::Value>(&event.event.detail).unwrap()["by_ms"].as_i64().unwrap()
        })
        .collect();
    let day = 24 * HOUR;
    assert_eq!(jumps.len(), 2, "{jumps:?}");
    assert!((jumps[0] + day).abs() < 5_000 && (jumps[1] - day).abs() < 5_000, "{jumps:?}");
    // In the order in which it happened, by number, though the clock says otherwise.
    let of_interest = ["scan", "timeout", "clock"];
    let order: Vec<(&str, &str)> = events
        .iter()
        .filter(|event| of_interest.contains(&event.event.kind))
        .map(|event| (event.event.kind, event.event.verdict.as_str()))
        .collect();
    let expect = [
        ("scan", "module"),
        ("clock", ""),
        ("timeout", "rejected"),
        ("scan", "module"),
        ("scan", "paired"),
        ("clock", ""),
    ];
    assert_eq!(order, expect);
}
