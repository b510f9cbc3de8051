//! Training on a running line: judged as real work, and nothing of it is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
use pairing_station::ledger::{Event, EventFilter, Ledger, ListKeys, NewEvent, PairFilter, ledger_path};
use pairing_station::pairing::{AckBy, Kind};
use pairing_station::scan::Reason;
use pairing_station::scanner::{GunKind, Scan, ScannerEvent};
use pairing_station::station::clock::{now, now_ms};
use pairing_station::station::command::Reply;
use pairing_station::station::core::Core;
use pairing_station::station::desk::ExportRequest;
use pairing_station::station::line::{Line, ask};
use pairing_station::station::simulator::{Act, Bench, Simulator};
use pairing_station::station::training::{GUN, built_in_order};
use pairing_station::station::view::{Board, LedgerView, View};
use pairing_station::station::{Command, Desk, Settings, StationError};
use tempfile::TempDir;

const MODULE: &str = "863950068662495";
const DEVICE: &str = "pk=p11sf2&sn=VDR0319035976321&v=1";
const MODULE_2: &str = "863950061755148";
const DEVICE_2: &str = "pk=p11sf2&sn=VDR0319035976322&v=1";
const ORDER: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\nbounce_ms = 0\n";
const PATIENCE: Duration = Duration::from_secs(30);

/// A running line, and every view it has published.
struct Rig {
    line: Option<Line>,
    views: Receiver<Arc<View>>,
    last: Arc<View>,
    ledger: Ledger,
    dir: TempDir,
}

impl Rig {
    fn new(order: &str) -> Rig {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
        let core = Core::new(ledger.clone(), &Settings::default(), "1024").unwrap();
        let board = Board::default();
        let (send, views) = unbounded();
        let theirs = board.clone();
        let wake = Arc::new(move || {
            // The test may be over while the line still stops.
            drop(send.send(theirs.get()));
        });
        let line = Line::start(core, Settings::default(), board, wake).unwrap();
        let mut rig = Rig { line: Some(line), views, last: Arc::default(), ledger, dir };
        if !order.is_empty() {
            let source = order.to_owned();
            rig.ask(|reply| Command::AddOrder { source, origin: "test".into(), open: true, reply }).unwrap();
        }
        rig
    }

    fn line(&self) -> &Line {
        self.line.as_ref().unwrap()
    }

    fn send(&self, source: &str, text: &str) {
        let scan = Scan { source: source.into(), at: now_ms(), bytes: text.as_bytes().to_vec() };
        self.line().scans().send(ScannerEvent::Scan(scan)).unwrap();
    }

    /// Scans, and gives what the line said.
    fn scan(&mut self, text: &str) -> (Kind, Option<Reason>) {
        self.scan_with("gun", text)
    }

    fn scan_with(&mut self, source: &str, text: &str) -> (Kind, Option<Reason>) {
        let shown = self.last.last.as_ref().map_or(0, |s| s.n);
        self.send(source, text);
        let view = self.wait(move |view| view.last.as_ref().is_some_and(|s| s.n > shown));
        let verdict = &view.last.as_ref().unwrap().verdict;
        (verdict.kind, verdict.reason)
    }

    fn ask(&mut self, command: impl FnOnce(Reply) -> Command) -> Result<(), StationError> {
        let result = ask(&self.line().commands(), command);
        self.last = self.line().board().get();
        while self.views.try_recv().is_ok() {}
        result
    }

    fn train(&mut self, on: bool) {
        self.ask(|reply| Command::Train(on, reply)).unwrap();
        assert_eq!(self.last.training, on);
    }

    fn acknowledge(&mut self) {
        self.ask(|reply| Command::Acknowledge(AckBy::Operator, reply)).unwrap();
    }

    fn wait(&mut self, until: impl Fn(&View) -> bool) -> Arc<View> {
        let end = Instant::now() + PATIENCE;
        loop {
            let view = self.views.recv_deadline(end).expect("the line publishes a view in time");
            if until(&view) {
                self.last = view.clone();
                return view;
            }
        }
    }

    fn pairs(&self) -> u64 {
        self.ledger.reader().unwrap().count_pairs(&PairFilter::default()).unwrap()
    }

    /// Events of a kind, oldest first.
    fn events(&self, kind: &str) -> Vec<Event> {
        let mut found = Vec::new();
        let reader = self.ledger.reader().unwrap();
        let each = &mut |event: &Event| {
            found.extend((event.event.kind == kind).then(|| event.clone()));
            true
        };
        reader.each_event(&EventFilter::default(), each).unwrap();
        found
    }

    fn checked(&self) {
        let report = self.ledger.reader().unwrap().check(&mut |_, _| true).unwrap();
        assert_eq!(report.faults, Vec::<String>::new());
    }

    fn scratch(&self) -> Vec<PathBuf> {
        scratch_in(self.dir.path())
    }
}

fn scratch_in(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.display().to_string().contains(".scratch-")).collect()
}

#[test]
fn what_is_paired_in_training_is_paired_nowhere_else() {
    let mut rig = Rig::new(ORDER);
    rig.train(true);
    assert_eq!(rig.scan(MODULE), (Kind::Module, None));
    assert_eq!(rig.scan(DEVICE), (Kind::Paired, None));
    assert_eq!((rig.last.counts.good, rig.last.recent.len()), (1, 1), "the training's own counters");
    assert_eq!(rig.last.order.as_ref().unwrap().done, 1);
    rig.train(false);
    assert_eq!((rig.last.counts.good, rig.last.recent.len()), (0, 0), "the line's own again");
    assert!(rig.last.module.is_none() && rig.last.last.is_none());
    assert_eq!(rig.pairs(), 0);
    assert_eq!(rig.scratch(), Vec::<PathBuf>::new(), "nothing is left of it");

    rig.scan(MODULE);
    assert_eq!(rig.scan(DEVICE), (Kind::Paired, None), "it was no duplicate");
    assert_eq!(rig.pairs(), 1);
    rig.train(true);
    rig.scan(MODULE);
    assert_eq!(rig.scan(DEVICE_2), (Kind::Paired, None), "nor is real work one in training");
    rig.train(false);
    assert_eq!(rig.last.counts.good, 1);
    rig.checked();
}

#[test]
fn nothing_of_a_training_is_exported() {
    let mut rig = Rig::new(ORDER);
    let desk = Desk::new(rig.ledger.clone(), Arc::new(|| {}));
    let request = |out: &Path| ExportRequest {
        out: out.to_owned(),
        filter: PairFilter::default(),
        template: None,
        shelf: pairing_station::station::templates::Shelf::beside(Path::new("")),
        format: pairing_station::relation::Format::Csv,
        bom: false,
        gbk: false,
        rows_per_file: 100,
        operator: "1024".into(),
        station: "1".into(),
    };
    let out = rig.dir.path().join("out");
    rig.train(true);
    rig.scan(MODULE);
    rig.scan(DEVICE);
    // Also while it goes on.
    let nothing = done(&desk.export(Settings::default(), request(&out)));
    assert!(matches!(nothing, Err(StationError::NothingToExport)), "{nothing:?}");
    rig.train(false);
    rig.scan(MODULE_2);
    rig.scan(DEVICE_2);
    let report = done(&desk.export(Settings::default(), request(&out))).unwrap();
    assert_eq!(report.files.iter().map(|file| file.rows).sum::<u64>(), 1);
    let text = std::fs::read_to_string(&report.files[0].path).unwrap();
    assert!(text.contains(MODULE_2) && !text.contains(MODULE), "{text}");
    rig.checked();
}

fn done<T>(task: &pairing_station::station::Task<T>) -> Result<T, StationError> {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = task.poll() {
            return answer;
        }
        assert!(Instant::now() < end, "the task answers in time");
        std::thread::yield_now();
    }
}

#[test]
fn every_verdict_leaves_an_event_that_counts_for_nothing() {
    let mut rig = Rig::new(ORDER);
    rig.train(true);
    rig.scan(MODULE);
    rig.scan(DEVICE);
    rig.scan("garbage");
    assert_eq!(rig.scan("PSOP77"), (Kind::Command, None));
    rig.scan(MODULE);
    assert_eq!(rig.scan(DEVICE_2), (Kind::Rejected, Some(Reason::DuplicateDk)));
    rig.acknowledge();
    rig.train(false);
    assert_eq!(rig.last.operator, "1024", "who was at the line is again");

    let events = rig.events("training");
    let said: Vec<&str> = events.iter().map(|e| e.event.verdict.as_str()).collect();
    assert_eq!(said, ["module", "paired", "rejected", "command", "module", "rejected"]);
    let (pair, last) = (&events[1].event, &events[5].event);
    assert_eq!((pair.dk.as_str(), pair.sn.as_str(), pair.pair), (MODULE, "VDR0319035976321", None));
    assert_eq!((pair.context.order.as_str(), pair.context.operator.as_str()), ("A", "1024"));
    assert_eq!((pair.raw.as_slice(), pair.rule.as_str()), (DEVICE.as_bytes(), "platform_qr"));
    assert_eq!((last.reason.as_str(), last.context.operator.as_str()), ("duplicate_dk", "77"));
    assert!(!last.detail.contains("prior"), "an id of the scratch ledger says nothing here");

    let ends = rig.events("training_end");
    assert_eq!((rig.events("training_begin").len(), ends.len()), (1, 1));
    assert!(ends[0].event.detail.contains("\"scans\":6"), "{}", ends[0].event.detail);
    let reader = rig.ledger.reader().unwrap();
    assert_eq!(reader.tallies(None, 0).unwrap(), [], "no tally");
    let scans = EventFilter { scans_only: true, ..EventFilter::default() };
    assert_eq!(reader.count_events(&scans).unwrap(), 0, "no scan of the log");
    assert_eq!(rig.last.counts.bad, 0);
    rig.checked();
}

#[test]
fn a_training_begins_with_empty_hands_and_never_under_an_alarm() {
    let mut rig = Rig::new(ORDER);
    rig.scan(MODULE);
    rig.train(true);
    assert!(rig.last.module.is_none() && rig.last.deadline.is_none());
    assert_eq!(rig.events("cancel").len(), 1, "the half held was dropped by an event");
    assert_eq!(rig.scan(DEVICE), (Kind::Device, None));
    rig.train(false);
    assert_eq!(rig.scan(DEVICE), (Kind::Device, None), "nor does a half come out of it");
    assert_eq!(rig.scan(DEVICE_2), (Kind::Rejected, Some(Reason::SameKindTwice)));
    let refused = rig.ask(|reply| Command::Train(true, reply));
    assert!(matches!(refused, Err(StationError::AlarmLatched)), "{refused:?}");
    assert!(!rig.last.training && rig.last.alarm.is_some());
    assert_eq!(rig.scratch(), Vec::<PathBuf>::new());
    rig.acknowledge();
    rig.train(true);
    rig.train(true);
    rig.train(false);
    rig.train(false);
    assert_eq!(rig.events("training_begin").len(), 2, "what is so already is no event");
}

#[test]
fn alarms_latch_in_training_and_end_with_it() {
    let mut rig = Rig::new(ORDER);
    rig.train(true);
    rig.scan(MODULE);
    assert_eq!(rig.scan(MODULE_2), (Kind::Rejected, Some(Reason::SameKindTwice)));
    assert!(rig.last.alarm.is_some());
    assert_eq!(rig.scan(DEVICE), (Kind::Ignored, Some(Reason::Latched)));
    rig.acknowledge();
    assert!(rig.last.alarm.is_none());
    rig.scan(MODULE);
    rig.scan(MODULE_2);
    rig.train(false);
    assert!(rig.last.alarm.is_none(), "the alarm was the training's");
    assert_eq!(rig.scan(MODULE), (Kind::Module, None));
    assert_eq!(rig.events("ack").len(), 0, "nothing real was acknowledged");
}

#[test]
fn the_training_gun_is_heard_in_training_only() {
    let mut rig = Rig::new(ORDER);
    rig.send(GUN, MODULE);
    assert_eq!(rig.scan(DEVICE), (Kind::Device, None), "the simulated module made no pair");
    rig.train(true);
    let gun = rig.last.guns.iter().find(|gun| gun.name == GUN).expect("the training gun is there");
    assert_eq!(gun.kind, GunKind::Simulated);
    assert_eq!(rig.scan_with(GUN, MODULE), (Kind::Module, None));
    assert_eq!(rig.scan_with("gun", DEVICE), (Kind::Paired, None), "real guns are heard as well");
    rig.train(false);
    assert!(rig.last.guns.iter().all(|gun| gun.name != GUN));
    rig.send(GUN, MODULE);
    rig.send(GUN, DEVICE);
    assert_eq!(rig.scan(MODULE_2), (Kind::Module, None));
    rig.line.take().unwrap().stop();
    assert_eq!(rig.pairs(), 0);
}

#[test]
fn what_was_scanned_before_the_end_is_the_trainings() {
    let mut rig = Rig::new(ORDER);
    for round in 1..=20 {
        rig.train(true);
        // All in the channel before the command is: none is lost, and none becomes real work.
        for text in [MODULE, DEVICE, MODULE_2, DEVICE_2, "garbage"] {
            rig.send("gun", text);
        }
        rig.train(false);
        assert_eq!(rig.events("training").len(), round * 5);
    }
    assert_eq!(rig.events("scan").len(), 0);
    rig.checked();
}

#[test]
fn the_record_is_mended_in_training_and_the_order_stays() {
    let mut rig = Rig::new(ORDER);
    rig.scan(MODULE);
    rig.scan(DEVICE);
    rig.train(true);
    assert_eq!(
        rig.scan("PSCMDUNDO"),
        (Kind::Rejected, Some(Reason::NothingToUndo)),
        "no real pair is undone"
    );
    rig.ask(|reply| Command::Void { pair: 1, why: "wrong sticker".into(), reply }).unwrap();
    let voided = rig.ledger.reader().unwrap().pair(1).unwrap().unwrap().voided;
    assert_eq!(voided.unwrap().why, "wrong sticker", "a void concerns the record");
    let closed = rig.ask(|reply| Command::CloseOrder("A".into(), reply));
    assert!(matches!(closed, Err(StationError::InTraining)), "{closed:?}");
    let source = ORDER.replace("\"A\"", "\"B\"");
    let opened = rig.ask(|reply| Command::AddOrder { source, origin: "b".into(), open: true, reply });
    assert!(matches!(opened, Err(StationError::InTraining)), "{opened:?}");
    rig.train(false);
    assert_eq!(rig.last.order.as_ref().map(|o| (o.name.as_str(), o.done)), Some(("A", 0)));
}

#[test]
fn without_an_order_there_is_one_to_train_with() {
    let mut rig = Rig::new("");
    rig.train(true);
    let order = built_in_order();
    assert_eq!(rig.last.order.as_ref().map(|o| o.name.as_str()), Some(order.name.as_str()));
    let mut simulator = Simulator::new(3);
    for text in simulator.shift(&order) {
        rig.send(GUN, &text);
    }
    rig.train(false);
    assert!(rig.last.order.is_none());
    let events = rig.events("training");
    let paired = events.iter().filter(|e| e.event.verdict == "paired").count();
    assert!(paired >= 10, "{paired} pairs");
    for reason in ["same_kind_twice", "duplicate_dk", "duplicate_sn", "wrong_product", "imei_check_digit"] {
        assert!(events.iter().any(|e| e.event.reason == reason), "{reason} is in the shift");
    }
    assert!(events.iter().all(|e| e.event.reason != "latched"), "each alarm was acknowledged");
}

#[test]
fn each_button_of_the_simulated_gun_brings_its_verdict() {
    let rejected = |why| (Kind::Rejected, Some(why));
    let acts = [
        (Act::SameKind, rejected(Reason::SameKindTwice)),
        (Act::DuplicateModule, rejected(Reason::DuplicateDk)),
        (Act::DuplicateDevice, rejected(Reason::DuplicateSn)),
        (Act::WrongProduct, rejected(Reason::WrongProduct)),
        (Act::CheckDigit, rejected(Reason::ImeiCheckDigit)),
        (Act::Iccid, rejected(Reason::WrongBarcode)),
        (Act::Ean13, rejected(Reason::WrongBarcode)),
        (Act::CapsLock, rejected(Reason::CaseInverted)),
        (Act::Layout, rejected(Reason::KeyboardLayout)),
        (Act::FullWidth, rejected(Reason::FullWidth)),
        (Act::Unknown, rejected(Reason::UnknownCode)),
    ];
    for scan_order in ["any", "module_first", "device_first"] {
        // The wrong step is named before the wrong product only where the device must come second.
        let mut rig = Rig::new(&format!("{ORDER}scan_order = \"{scan_order}\"\n"));
        rig.train(true);
        let order = rig.last.rules.as_ref().unwrap().as_ref().clone();
        let mut simulator = Simulator::new(11);
        let first = if scan_order == "device_first" { Act::Device } else { Act::Module };
        for (act, expect) in acts {
            for held in [false, true] {
                rig.ask(Command::Cancel).unwrap();
                if held {
                    let code = simulator.scans(&order, first, &Bench::of(&rig.last)).remove(0);
                    rig.scan_with(GUN, &code);
                }
                let scans = simulator.scans(&order, act, &Bench::of(&rig.last));
                let said = scans.iter().map(|text| rig.scan_with(GUN, text)).last();
                assert_eq!(said, Some(expect), "{act:?}, {scan_order}, a half held: {held}: {scans:?}");
                if rig.last.alarm.is_some() {
                    rig.acknowledge();
                }
            }
        }
    }
}

#[test]
fn a_double_reading_is_one_scan() {
    let mut rig = Rig::new(&ORDER.replace("bounce_ms = 0", "bounce_ms = 10000"));
    rig.train(true);
    let order = rig.last.rules.as_ref().unwrap().as_ref().clone();
    for text in Simulator::new(5).scans(&order, Act::Bounce, &Bench::of(&rig.last)) {
        rig.send(GUN, &text);
    }
    rig.train(false);
    let reasons: Vec<String> = rig.events("training").into_iter().map(|e| e.event.reason).collect();
    assert_eq!(reasons, ["", "bounce"]);
}

#[test]
fn lists_bind_in_training_but_not_the_simulated_gun() {
    let mut rig = Rig::new(&format!("{ORDER}issued_sn_only = true\nallowed_dk_only = true\n"));
    let list = ListKeys::AllowedDks { order: "A".into(), dks: vec![MODULE.to_owned()] };
    let event = NewEvent::new(now(), Default::default(), "import");
    rig.ledger.import(vec![list], event).unwrap();
    rig.train(true);
    assert_eq!(rig.scan(MODULE), (Kind::Module, None), "the real list is read");
    rig.ask(Command::Cancel).unwrap();
    assert_eq!(rig.scan(MODULE_2), (Kind::Rejected, Some(Reason::DkNotAllowed)));
    rig.acknowledge();
    assert_eq!(rig.scan_with(GUN, MODULE_2), (Kind::Module, None), "made up codes are on no list");
    assert_eq!(rig.scan_with(GUN, DEVICE), (Kind::Paired, None));
}

#[test]
fn a_training_the_ledger_cannot_record_is_not_recorded() {
    let mut rig = Rig::new(ORDER);
    rig.train(true);
    rig.scan(MODULE);
    let other = rusqlite::Connection::open(rig.ledger.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(rig.scan(DEVICE), (Kind::Rejected, Some(Reason::NotRecorded)));
    assert!(rig.last.alarm.as_ref().is_some_and(|alarm| alarm.cause.contains("ledger")));
    assert!(matches!(rig.last.ledger, LedgerView::Failing { .. }));
    assert_eq!(rig.last.order.as_ref().unwrap().done, 0);
    other.execute_batch("ROLLBACK").unwrap();
    rig.acknowledge();
    assert_eq!(rig.last.ledger, LedgerView::Good, "acknowledging wrote what had been kept");
    rig.scan(MODULE);
    assert_eq!(rig.scan(DEVICE), (Kind::Paired, None), "the pair was not there");
    rig.train(false);
    let said: Vec<String> = rig.events("training").into_iter().map(|e| e.event.reason).collect();
    assert_eq!(said, ["", "not_recorded", "", ""], "the log tells what was said");
    rig.checked();
}

#[test]
fn a_training_the_ledger_cannot_record_does_not_begin() {
    let mut rig = Rig::new(ORDER);
    rig.scan(MODULE);
    let other = rusqlite::Connection::open(rig.ledger.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = rig.ask(|reply| Command::Train(true, reply));
    assert!(matches!(refused, Err(StationError::Ledger(_))), "{refused:?}");
    other.execute_batch("ROLLBACK").unwrap();
    assert!(!rig.last.training && rig.last.module.is_some(), "the half is still in hand");
    assert_eq!(rig.scratch(), Vec::<PathBuf>::new());
    assert_eq!(rig.scan(DEVICE), (Kind::Paired, None));
    assert_eq!(rig.events("training_begin").len(), 0);
    rig.checked();
}

#[test]
fn a_station_stopped_in_training_ends_it() {
    let mut rig = Rig::new(ORDER);
    rig.train(true);
    rig.send("gun", MODULE);
    rig.send("gun", DEVICE);
    rig.line.take().unwrap().stop();
    assert_eq!((rig.events("training").len(), rig.events("training_end").len()), (2, 1));
    assert_eq!((rig.pairs(), rig.scratch()), (0, Vec::new()));
    rig.checked();
}

#[test]
fn what_a_crash_left_is_removed_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let left = dir.path().join("ledger.sqlite.scratch-Ab12");
    std::fs::create_dir(&left).unwrap();
    std::fs::write(left.join("ledger.sqlite"), "half a training").unwrap();
    let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
    let core = Core::new(ledger, &Settings::default(), "").unwrap();
    let line = Line::start(core, Settings::default(), Board::default(), Arc::new(|| {})).unwrap();
    assert_eq!(scratch_in(dir.path()), Vec::<PathBuf>::new());
    line.stop();
}
