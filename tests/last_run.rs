//! How a run ended, and what the next one tells of it; and a line in whose program something has crashed. On a
//! real ledger.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use pairing_station::ledger::{EventFilter, Ledger, NewEvent, PairFilter, ledger_path};
use pairing_station::pairing::{AckBy, Kind, Side};
use pairing_station::scan::Reason;
use pairing_station::scanner::{Scan, ScannerEvent};
use pairing_station::station::clock::now_ms;
use pairing_station::station::core::Core;
use pairing_station::station::crash::Crash;
use pairing_station::station::line::{Line, ask};
use pairing_station::station::view::{Board, View};
use pairing_station::station::{Command, Settings, StationError};

const MODULE: &str = "863950068662495";
const DEVICE: &str = "pk=p11sf2&sn=VDR0319035976321&v=1";
const MODULE_2: &str = "863950061755148";
const ORDER: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\nbounce_ms = 0\n";

/// A line on the ledger of a directory.
struct Station {
    line: Line,
    ledger: Ledger,
}

impl Station {
    fn start(dir: &Path) -> Station {
        let ledger = Ledger::open(&ledger_path(dir)).unwrap();
        let settings = Settings::default();
        let core = Core::new(ledger.clone(), &settings, "1024").unwrap();
        let line = Line::start(core, settings, Board::default(), Arc::new(|| {})).unwrap();
        Station { line, ledger }
    }

    /// With an open order.
    fn new(dir: &Path) -> Station {
        let station = Station::start(dir);
        let source = ORDER.to_owned();
        station.ask(|reply| Command::AddOrder { source, origin: "test".into(), open: true, reply }).unwrap();
        station
    }

    fn ask(
        &self,
        command: impl FnOnce(pairing_station::station::command::Reply) -> Command,
    ) -> Result<(), StationError> {
        ask(&self.line.commands(), command)
    }

    fn view(&self) -> Arc<View> {
        self.line.board().get()
    }

    fn scan(&self, text: &str) -> Arc<View> {
        let before = self.view().last.as_ref().map_or(0, |shown| shown.n);
        let scan = Scan { source: "gun".into(), at: now_ms(), bytes: text.as_bytes().to_vec() };
        self.line.scans().send(ScannerEvent::Scan(scan)).unwrap();
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let view = self.view();
            if view.last.as_ref().is_some_and(|shown| shown.n != before) {
                return view;
            }
            assert!(Instant::now() < end, "{text}: no verdict in time");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn events(&self) -> Vec<NewEvent> {
        let events = self.ledger.reader().unwrap().page_events(&EventFilter::default(), 0, 1000).unwrap();
        events.into_iter().rev().map(|event| event.event).collect()
    }

    fn pairs(&self) -> u64 {
        self.ledger.reader().unwrap().count_pairs(&PairFilter::default()).unwrap()
    }

    fn stop(self) {
        self.line.stop();
    }
}

fn mark(dir: &Path) -> PathBuf {
    dir.join("ledger.sqlite.running")
}

/// What a kill leaves behind: the files as they lie there in the middle of a run.
fn as_killed(dir: &Path) -> tempfile::TempDir {
    let left = tempfile::tempdir().unwrap();
    for end in ["", "-wal", ".lock", ".running", ".key", ".key.end"] {
        let name = format!("ledger.sqlite{end}");
        std::fs::copy(dir.join(&name), left.path().join(&name)).unwrap();
    }
    left
}

#[test]
fn a_clean_end_is_an_event_and_nothing_is_told() {
    let dir = tempfile::tempdir().unwrap();
    for run in 0..3 {
        let station = if run == 0 { Station::new(dir.path()) } else { Station::start(dir.path()) };
        assert_eq!(station.view().broken_off, None, "run {run}");
        assert!(mark(dir.path()).exists(), "run {run}");
        station.scan(if run == 0 { MODULE } else { MODULE_2 });
        station.stop();
        assert!(!mark(dir.path()).exists(), "run {run}");
    }
    let station = Station::start(dir.path());
    let kinds: Vec<_> = station.events().iter().map(|event| event.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "start").count(), 4);
    assert_eq!(kinds.iter().filter(|kind| **kind == "stop").count(), 3);
    let start = station.events().pop().unwrap();
    assert!(start.kind == "start" && !start.detail.contains("broken_off"), "{start:?}");
}

#[test]
fn after_a_run_that_was_broken_off_it_is_told_what_was_recorded_and_what_was_not() {
    let check = |scans: &[&str], pair: Option<&str>, half: Option<Side>| {
        let dir = tempfile::tempdir().unwrap();
        let station = Station::new(dir.path());
        scans.iter().for_each(|scan| drop(station.scan(scan)));
        let last = station.events().pop().unwrap().stamp.at;
        let left = as_killed(dir.path());
        let next = Station::start(left.path());
        let told = next.view().broken_off.clone().expect("something is told");
        assert_eq!(told.last, last, "{scans:?}");
        assert_eq!(told.pair.as_ref().map(|(_, keys)| keys.dk.as_str()), pair, "{scans:?}");
        assert_eq!(told.half, half, "{scans:?}");
        assert_eq!(told.crash, None);
        let start = next.events().pop().unwrap();
        assert!(start.kind == "start" && start.detail.contains("\"broken_off\":{"), "{start:?}");
        // It stays until something is scanned, or until it was read.
        if half.is_some() {
            next.scan(MODULE);
        } else {
            next.ask(Command::SeenBrokenOff).unwrap();
        }
        assert_eq!(next.view().broken_off, None, "{scans:?}");
        // The half that was held is gone: what comes now begins anew.
        next.stop();
        assert!(!mark(left.path()).exists());
    };
    check(&[], None, None);
    check(&[MODULE], None, Some(Side::Module));
    check(&[DEVICE], None, Some(Side::Device));
    check(&[MODULE, DEVICE], Some(MODULE), None);
    check(&[MODULE, DEVICE, MODULE_2], Some(MODULE), Some(Side::Module));
    check(&[MODULE, DEVICE, "what is this"], Some(MODULE), None);
}

#[test]
fn a_mark_that_stayed_after_a_clean_stop_tells_nothing() {
    let dir = tempfile::tempdir().unwrap();
    Station::new(dir.path()).stop();
    std::fs::write(mark(dir.path()), "1\n").unwrap();
    let station = Station::start(dir.path());
    assert_eq!(station.view().broken_off, None);
    station.stop();
    assert!(!mark(dir.path()).exists());
}

#[test]
fn after_a_crash_every_scan_is_refused_and_nothing_ends_that() {
    let dir = tempfile::tempdir().unwrap();
    let station = Station::new(dir.path());
    station.scan(MODULE);
    station.line.board().tell_crash(Crash {
        at: now_ms(),
        thread: "ledger-search".into(),
        what: "index out of bounds".into(),
        place: "src/x.rs:1:2".into(),
        file: Some("crashes/crash-1.txt".into()),
    });
    for code in [DEVICE, "PSCMDACK", MODULE_2, DEVICE, "PSOP1024"] {
        let view = station.scan(code);
        let verdict = &view.last.as_ref().unwrap().verdict;
        assert_eq!((verdict.kind, verdict.reason), (Kind::Rejected, Some(Reason::Crashed)), "{code}");
    }
    let refused = station.ask(|reply| Command::Acknowledge(AckBy::Supervisor, reply));
    assert!(matches!(refused, Err(StationError::Stopped)), "{refused:?}");
    let refused = station.ask(|reply| Command::CloseOrder("A".into(), reply));
    assert!(matches!(refused, Err(StationError::Stopped)), "{refused:?}");
    assert_eq!(station.pairs(), 0);
    let events = station.events();
    let crashes: Vec<_> = events.iter().filter(|event| event.kind == "crash").collect();
    assert_eq!(crashes.len(), 1, "{events:?}");
    assert!(crashes[0].detail.contains("crash-1.txt"), "{crashes:?}");
    let scans = events.iter().filter(|event| event.kind == "scan" && event.reason == "crashed").count();
    assert_eq!(scans, 5);
    station.stop();
    // It was no clean end, and the next run says so.
    assert!(mark(dir.path()).exists());
    let next = Station::start(dir.path());
    assert!(next.view().broken_off.is_some());
    assert_eq!(next.events().iter().filter(|event| event.kind == "stop").count(), 0);
    assert_eq!(next.scan(MODULE).last.as_ref().unwrap().verdict.kind, Kind::Module);
}
