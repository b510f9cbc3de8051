//! The line's thread with a real ledger: scans and commands in, views out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
use pairing_station::ledger::{Event, EventFilter, Ledger, PairFilter, ledger_path};
use pairing_station::pairing::{AckBy, Kind, Mode, Proof, Side};
use pairing_station::scan::Reason;
use pairing_station::scanner::serial::SerialSettings;
use pairing_station::scanner::{GunState, Scan, ScannerEvent};
use pairing_station::station::challenge::{self, Request, Stage, Step, StepState};
use pairing_station::station::clock::now_ms;
use pairing_station::station::core::Core;
use pairing_station::station::line::{Line, ask};
use pairing_station::station::settings::AlarmProof;
use pairing_station::station::view::{Board, Expect, LedgerView, VerifyCounts, View};
use pairing_station::station::{Command, Settings, StationError};
use tempfile::TempDir;

const MODULE: &str = "863950068662495";
const DEVICE: &str = "pk=p11sf2&sn=VDR0319035976321&v=1";
const MODULE_2: &str = "863950061755148";
const ORDER: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\nbounce_ms = 0\n";

/// A running line, and every view it has published.
struct Rig {
    line: Option<Line>,
    views: Receiver<Arc<View>>,
    last: Arc<View>,
    ledger: Ledger,
    _dir: TempDir,
}

impl Rig {
    fn new(order: &str) -> Rig {
        Rig::with(order, Settings::default())
    }

    fn with(order: &str, settings: Settings) -> Rig {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
        let core = Core::new(ledger.clone(), &settings, "1024").unwrap();
        let board = Board::default();
        let (send, views) = unbounded();
        let theirs = board.clone();
        let wake = Arc::new(move || {
            // The test may be over while the line still stops.
            drop(send.send(theirs.get()));
        });
        let line = Line::start(core, settings, board, wake).unwrap();
        let mut rig = Rig { line: Some(line), views, last: Arc::default(), ledger, _dir: dir };
        if !order.is_empty() {
            let source = order.to_owned();
            rig.ask(|reply| Command::AddOrder { source, origin: "test".into(), open: true, reply }).unwrap();
        }
        rig
    }

    fn line(&self) -> &Line {
        self.line.as_ref().unwrap()
    }

    fn scan(&mut self, text: &str) -> Arc<View> {
        let shown = self.last.last.as_ref().map_or(0, |s| s.n);
        let scan = Scan { source: "gun".into(), at: now_ms(), bytes: text.as_bytes().to_vec() };
        self.line().scans().send(ScannerEvent::Scan(scan)).unwrap();
        self.wait(move |view| view.last.as_ref().is_some_and(|s| s.n != shown))
    }

    fn ask(
        &mut self,
        command: impl FnOnce(pairing_station::station::command::Reply) -> Command,
    ) -> Result<(), StationError> {
        let result = ask(&self.line().commands(), command);
        self.last = self.line().board().get();
        result
    }

    fn wait(&mut self, until: impl Fn(&View) -> bool) -> Arc<View> {
        let end = Instant::now() + Duration::from_secs(20);
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
}

#[test]
fn a_pair_goes_from_slots_to_counters() {
    let mut rig = Rig::new(ORDER);
    assert_eq!(rig.last.expect, Expect::Either);
    let view = rig.scan(MODULE);
    assert_eq!(view.expect, Expect::Device);
    assert_eq!(view.module.as_ref().map(|s| s.code.as_str()), Some(MODULE));
    assert!(view.device.is_none());
    let held_at = view.module.as_ref().unwrap().at;
    assert_eq!(view.deadline, Some(held_at + 60_000));
    let view = rig.scan(DEVICE);
    assert_eq!(view.last.as_ref().unwrap().verdict.kind, Kind::Paired);
    assert_eq!(view.module.as_ref().unwrap().at, held_at, "the module keeps the time it was scanned");
    assert_eq!(view.device.as_ref().unwrap().pk, "p11sf2");
    assert_eq!((view.counts.good, view.counts.bad, view.counts.first_pass), (1, 0, 1));
    assert_eq!(view.order.as_ref().unwrap().done, 1);
    assert_eq!(view.recent.len(), 1);
    assert_eq!(view.hours.iter().map(|h| h.good).sum::<u64>(), 1);
    assert_eq!(rig.pairs(), 1);
}

#[test]
fn a_double_reading_leaves_the_verdict_in_view() {
    let mut rig = Rig::new(&ORDER.replace("bounce_ms = 0", "bounce_ms = 10000"));
    rig.scan(MODULE);
    let paired = rig.scan(DEVICE);
    let again = Scan { source: "gun".into(), at: now_ms(), bytes: DEVICE.as_bytes().to_vec() };
    rig.line().scans().send(ScannerEvent::Scan(again)).unwrap();
    let view = rig.wait(|view| view.revision > paired.revision);
    assert_eq!(view.last, paired.last);
    assert_eq!((&view.module, &view.device), (&paired.module, &paired.device));
}

#[test]
fn a_hard_alarm_stays_until_acknowledged() {
    let mut rig = Rig::new(ORDER);
    rig.scan(MODULE);
    let view = rig.scan(MODULE_2);
    let alarm = view.alarm.as_ref().expect("a hard alarm");
    assert_eq!(alarm.shown.verdict.reason, Some(Reason::SameKindTwice));
    let before = alarm.before.as_ref().map(|slot| (slot.code.as_str(), slot.source.as_str()));
    assert_eq!(before, Some((MODULE, "gun")), "the half that was held");
    assert!(!alarm.supervisor);
    let view = rig.scan(DEVICE);
    assert_eq!(view.last.as_ref().unwrap().verdict.reason, Some(Reason::Latched));
    assert!(view.alarm.is_some(), "the alarm stays");
    rig.ask(|reply| Command::Acknowledge(AckBy::Operator, reply)).unwrap();
    assert!(rig.last.alarm.is_none());
    assert!(rig.last.last.is_none() && rig.last.module.is_none(), "nothing is in hand");
    let again = rig.ask(|reply| Command::Acknowledge(AckBy::Operator, reply));
    assert!(matches!(again, Err(StationError::NothingLatched)));
    assert_eq!(rig.pairs(), 0);
}

#[test]
fn a_supervisors_badge_acknowledges_where_the_order_says_so() {
    let settings = Settings { supervisors: vec!["9001".into()], ..Settings::default() };
    let mut rig = Rig::with(&format!("{ORDER}ack = \"supervisor\"\n"), settings);
    rig.scan(MODULE);
    assert!(rig.scan(MODULE_2).alarm.as_ref().unwrap().supervisor);
    let refused = rig.ask(|reply| Command::Acknowledge(AckBy::Operator, reply));
    assert!(matches!(refused, Err(StationError::SupervisorOnly)));
    assert!(rig.scan("PSCMDACK").alarm.is_some(), "an operator's card does not do");
    assert!(rig.scan("PSOP1024").alarm.is_some(), "nor another badge");
    assert!(rig.scan("PSOP9001").alarm.is_none());
    assert_eq!(rig.last.operator, "1024", "the supervisor has not taken the line over");
}

#[test]
fn a_half_left_alone_is_dropped_by_the_clock() {
    let mut rig = Rig::new(&format!("{ORDER}half_scan_timeout_s = 1\n"));
    rig.scan(MODULE);
    let view = rig.wait(|view| view.deadline.is_none());
    let shown = view.last.as_ref().unwrap();
    assert_eq!(shown.verdict.reason, Some(Reason::HalfScanTimeout));
    assert!(view.module.is_none());
    assert!(view.alarm.is_none(), "it is a soft alarm");
}

#[test]
fn cancel_mode_operator_void_and_order_are_obeyed() {
    let mut rig = Rig::new(ORDER);
    rig.scan(MODULE);
    rig.ask(Command::Cancel).unwrap();
    assert!(rig.last.module.is_none());
    rig.ask(|reply| Command::SetOperator("7".into(), reply)).unwrap();
    assert_eq!(rig.last.operator, "7");
    rig.scan(MODULE);
    rig.scan(DEVICE);
    rig.ask(|reply| Command::SetMode(Mode::Verify, reply)).unwrap();
    assert_eq!(rig.last.mode, Mode::Verify);
    rig.ask(|reply| Command::Void { pair: 1, why: "wrong sticker".into(), reply }).unwrap();
    assert_eq!(rig.last.order.as_ref().unwrap().done, 0);
    let twice = rig.ask(|reply| Command::Void { pair: 1, why: "again".into(), reply });
    assert!(matches!(twice, Err(StationError::NotActive(1))));
    rig.ask(|reply| Command::CloseOrder("A".into(), reply)).unwrap();
    assert!(rig.last.order.is_none());
    assert_eq!(rig.last.expect, Expect::Either, "what is on record is verified without an order");
    rig.ask(|reply| Command::SetMode(Mode::Pair, reply)).unwrap();
    assert_eq!(rig.last.expect, Expect::Nothing);
    assert_eq!(rig.scan(MODULE).last.as_ref().unwrap().verdict.reason, Some(Reason::NoOrder));
}

#[test]
fn a_pair_is_replaced_at_the_line_as_the_view_tells() {
    let mut rig = Rig::new(ORDER);
    let begin = |reply| Command::Replace { pair: 1, side: Side::Device, why: "torn".into(), reply };
    rig.scan(MODULE);
    rig.scan(DEVICE);
    rig.ask(|reply| Command::Train(true, reply)).unwrap();
    assert!(matches!(rig.ask(begin), Err(StationError::InTraining)), "training reaches no real pair");
    rig.ask(|reply| Command::Train(false, reply)).unwrap();
    rig.scan(MODULE_2);
    rig.ask(begin).unwrap();
    let replacing = rig.last.replacing.as_ref().unwrap();
    assert_eq!((replacing.pair, replacing.side, replacing.proven), (1, Side::Device, false));
    assert_eq!((replacing.keys.dk.as_str(), replacing.keys.sn.as_str()), (MODULE, "VDR0319035976321"));
    assert_eq!((rig.last.expect, rig.last.module.is_none()), (Expect::Module, true));
    rig.ask(Command::Cancel).unwrap();
    assert_eq!((&rig.last.replacing, rig.last.expect), (&None, Expect::Either));
    assert_eq!(rig.pairs(), 1);

    rig.ask(begin).unwrap();
    let view = rig.scan(MODULE);
    assert!(view.replacing.as_ref().unwrap().proven);
    assert_eq!((view.expect, view.module.is_some()), (Expect::Device, true));
    let view = rig.scan("pk=p11sf2&sn=VDR2&v=1");
    let verdict = &view.last.as_ref().unwrap().verdict;
    assert_eq!((verdict.kind, verdict.replaces, &view.replacing), (Kind::Paired, Some(1), &None));
    assert_eq!((view.device.as_ref().unwrap().code.as_str(), view.order.as_ref().unwrap().done), ("VDR2", 1));
    assert_eq!((view.counts.good, view.counts.first_pass), (2, 1));
    assert_eq!(rig.ledger.reader().unwrap().replaces(2).unwrap(), Some(1));
    assert!(matches!(rig.ask(begin), Err(StationError::NotActive(1))));
}

#[test]
fn a_verifying_station_counts_what_it_verified() {
    let mut rig = Rig::new(ORDER);
    rig.scan(MODULE);
    rig.scan(DEVICE);
    // Another way to start, and to change while it runs: the settings.
    let settings = Settings { mode: Mode::VerifySticker, ..Settings::default() };
    rig.ask(|reply| Command::Apply(Box::new(settings), reply)).unwrap();
    assert_eq!((rig.last.mode, rig.last.expect), (Mode::VerifySticker, Expect::Device));
    let view = rig.scan(DEVICE);
    assert_eq!(view.module.as_ref().map(|slot| slot.code.as_str()), Some(MODULE), "the module expected");
    assert_eq!(view.verified, VerifyCounts { good: 1, bad: 0 });
    assert_eq!(view.recent[0].kind, Kind::Verified);
    rig.scan(DEVICE);
    let view = rig.scan("pk=p11sf2&sn=VDR9&v=1");
    assert_eq!(view.last.as_ref().unwrap().verdict.reason, Some(Reason::VerifyUnknown));
    assert_eq!(view.verified, VerifyCounts { good: 2, bad: 1 });
    rig.ask(|reply| Command::Acknowledge(AckBy::Operator, reply)).unwrap();
    rig.scan("hello");
    rig.ask(|reply| Command::SetMode(Mode::Pair, reply)).unwrap();
    assert_eq!(rig.last.verified, VerifyCounts::default());
    assert_eq!(rig.pairs(), 1);
    // What was counted is found again in the log.
    rig.ask(|reply| Command::SetMode(Mode::Verify, reply)).unwrap();
    assert_eq!(rig.last.verified, VerifyCounts { good: 2, bad: 1 });
}

#[test]
fn a_faulty_order_changes_nothing() {
    let mut rig = Rig::new(ORDER);
    let source = "name = \"B\"\nproduct_key = \"nope\"\n".to_owned();
    let result = rig.ask(|reply| Command::AddOrder { source, origin: "b.toml".into(), open: true, reply });
    let said = result.unwrap_err().to_string();
    assert!(said.contains("b.toml") && said.contains("line 2"), "{said}");
    assert_eq!(rig.last.order.as_ref().unwrap().name, "A");
}

#[test]
fn a_pair_the_ledger_cannot_commit_is_not_recorded_and_latched() {
    let mut rig = Rig::new(ORDER);
    rig.scan(MODULE);
    // Another program holds the database: the commit cannot be made.
    let other = rusqlite::Connection::open(rig.ledger.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let view = rig.scan(DEVICE);
    let shown = view.last.as_ref().unwrap();
    assert_eq!((shown.verdict.kind, shown.verdict.reason), (Kind::Rejected, Some(Reason::NotRecorded)));
    let alarm = view.alarm.as_ref().expect("it is latched");
    assert!(alarm.cause.contains("ledger"), "the cause is named: {}", alarm.cause);
    assert!(matches!(view.ledger, LedgerView::Failing { .. }));
    assert_eq!(view.order.as_ref().unwrap().done, 0);
    assert_eq!(rig.pairs(), 0, "the pair is not there");

    other.execute_batch("ROLLBACK").unwrap();
    rig.ask(|reply| Command::Acknowledge(AckBy::Operator, reply)).unwrap();
    assert_eq!(rig.last.ledger, LedgerView::Good, "acknowledging wrote what had been kept");
    rig.scan(MODULE);
    assert_eq!(rig.scan(DEVICE).last.as_ref().unwrap().verdict.kind, Kind::Paired);
    let reader = rig.ledger.reader().unwrap();
    let refused = EventFilter { reason: Some("not_recorded".into()), ..EventFilter::default() };
    assert_eq!(reader.count_events(&refused).unwrap(), 1, "the log tells of the failure");
    assert_eq!(reader.check(&mut |_, _| true).unwrap().faults, Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn guns_come_and_go_with_the_settings() {
    use serialport::{SerialPort as _, TTYPort};
    use std::io::Write as _;

    let (mut gun, station_side) = TTYPort::pair().unwrap();
    let port = station_side.name().unwrap();
    drop(station_side);
    let mut rig = Rig::new(ORDER);
    let settings = Settings { serial: vec![SerialSettings::new("module gun", port)], ..Settings::default() };
    let with_gun = Box::new(settings.clone());
    rig.ask(|reply| Command::Apply(with_gun, reply)).unwrap();
    rig.wait(|view| view.guns.iter().any(|g| g.name == "module gun" && g.state == GunState::Ready));
    gun.write_all(format!("{MODULE}\r\n").as_bytes()).unwrap();
    let view = rig.wait(|view| view.module.is_some());
    assert_eq!(view.module.as_ref().unwrap().source, "module gun");
    rig.ask(|reply| Command::Apply(Box::default(), reply)).unwrap();
    assert!(rig.last.guns.iter().all(|g| g.name != "module gun"));
}

#[test]
fn a_line_that_starts_again_knows_where_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let start = || {
        let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
        let core = Core::new(ledger, &Settings::default(), "").unwrap();
        Line::start(core, Settings::default(), Board::default(), Arc::new(|| {})).unwrap()
    };
    let line = start();
    let source = ORDER.to_owned();
    ask(&line.commands(), |reply| Command::AddOrder { source, origin: "t".into(), open: true, reply })
        .unwrap();
    for text in [MODULE, DEVICE] {
        let scan = Scan { source: "gun".into(), at: now_ms(), bytes: text.as_bytes().to_vec() };
        line.scans().send(ScannerEvent::Scan(scan)).unwrap();
    }
    line.stop();
    let line = start();
    let view = line.board().get();
    assert_eq!(view.order.as_ref().map(|o| (o.name.as_str(), o.done)), Some(("A", 1)));
    assert_eq!(view.recent.len(), 1, "what was scanned before the stop was judged before it");
    assert_eq!(view.counts.good, 1);
    line.stop();
}

#[test]
fn a_test_of_the_alarms_takes_the_screen_and_gives_it_back() {
    let settings = Settings { challenge: AlarmProof::EachShift, ..Settings::default() };
    let mut rig = Rig::with(ORDER, settings);
    assert_eq!(rig.last.proof, Proof::Due);
    let refused = rig.scan(MODULE);
    assert_eq!(refused.last.as_ref().unwrap().verdict.reason, Some(Reason::ChallengeDue));
    assert!(refused.module.is_none() && refused.alarm.is_none(), "no half is kept, nothing latches");

    let view = rig.scan(challenge::BEGIN);
    assert_eq!(view.order.as_ref().unwrap().name, "PSTEST");
    assert_eq!(view.challenge.unwrap().steps, [StepState::Waiting; 4]);
    rig.scan(challenge::MODULE);
    let view = rig.scan(challenge::FIRST);
    assert_eq!((view.last.as_ref().unwrap().verdict.kind, view.counts.good), (Kind::Paired, 1));
    rig.scan(challenge::MODULE);
    let view = rig.scan(challenge::SECOND);
    let alarm = view.alarm.as_ref().expect("the alarm is as in earnest");
    assert_eq!(alarm.shown.verdict.prior[0].keys.sn, "ALARMTEST0000001", "and names the earlier pair");
    rig.ask(|reply| Command::Acknowledge(AckBy::Operator, reply)).unwrap();
    rig.scan(challenge::OTHER_PRODUCT);
    rig.ask(|reply| Command::Acknowledge(AckBy::Operator, reply)).unwrap();
    let refused = rig.ask(|reply| Command::Train(true, reply));
    assert!(matches!(refused, Err(StationError::InChallenge)), "{refused:?}");
    assert_eq!(rig.scan(challenge::BAD_MODULE).challenge.unwrap().stage, Stage::Asked);
    let view = rig.scan(challenge::YES);
    assert_eq!((view.challenge, view.proof), (None, Proof::Given));
    assert_eq!(view.last.as_ref().unwrap().verdict.command, Some("yes"), "what came of it is shown");
    assert_eq!(view.order.as_ref().map(|o| (o.name.as_str(), o.done)), Some(("A", 0)));
    assert_eq!(view.counts.good, 0, "the line's own counters again");

    rig.scan(MODULE);
    assert_eq!(rig.scan(DEVICE).last.as_ref().unwrap().verdict.kind, Kind::Paired);
    rig.ask(|reply| Command::Challenge(Request::Begin, reply)).unwrap();
    assert!(rig.last.challenge.is_some() && rig.last.last.is_none());
    rig.ask(|reply| Command::Challenge(Request::No, reply)).unwrap();
    rig.ask(|reply| Command::Challenge(Request::Missing(Some(Step::Pair)), reply)).unwrap();
    assert_eq!((rig.last.challenge, rig.last.proof), (None, Proof::Failed), "the last result counts");
    rig.ask(|reply| Command::Challenge(Request::Begin, reply)).unwrap();
    rig.line.take().unwrap().stop();
    assert_eq!(rig.pairs(), 1);
    let reader = rig.ledger.reader().unwrap();
    assert_eq!(reader.check(&mut |_, _| true).unwrap().faults, Vec::<String>::new());
    let mut results = Vec::new();
    let each = &mut |event: &Event| {
        if event.event.kind == "challenge_end" {
            let detail: serde_json::Value = serde_json::from_str(&event.event.detail).unwrap();
            results.push(detail["result"].as_str().unwrap().to_owned());
        }
        true
    };
    reader.each_event(&EventFilter::default(), each).unwrap();
    assert_eq!(results, ["passed", "failed", "stopped"]);
}

/// Details of the newest events of kind `order`, newest first.
fn order_events(rig: &Rig) -> Vec<serde_json::Value> {
    let reader = rig.ledger.reader().unwrap();
    let events = reader.page_events(&EventFilter::default(), 0, 100).unwrap();
    let orders = events.into_iter().filter(|event| event.event.kind == "order");
    orders.map(|event| serde_json::from_str(&event.event.detail).unwrap()).collect()
}

#[test]
fn the_open_order_takes_its_new_rules_at_once_until_its_first_pair() {
    let mut rig = Rig::new(ORDER);
    rig.scan(MODULE);
    assert!(rig.last.module.is_some());
    let edited = format!("{ORDER}scan_order = \"device_first\"\n");
    let edit = |source: &str| {
        let source = source.to_owned();
        move |reply| Command::EditOrder { source, origin: "a.toml".into(), reply }
    };
    rig.ask(edit(&edited)).unwrap();
    assert!(rig.last.module.is_none(), "the half was scanned under the rules that are gone");
    assert_eq!(rig.last.expect, Expect::Device);
    let told = &order_events(&rig)[0];
    assert_eq!(
        (told["do"].as_str(), &told["was"], &told["now"]),
        (Some("edit"), &ORDER.into(), &edited.clone().into())
    );
    assert_eq!(told["changed"], serde_json::json!(["scan_order"]));
    assert_eq!(rig.scan(MODULE).last.as_ref().unwrap().verdict.reason, Some(Reason::WrongStep));

    // The same rules again: nothing happens, and a half that is held stays.
    rig.scan(DEVICE);
    let events = order_events(&rig).len();
    rig.ask(edit(&edited)).unwrap();
    assert!(rig.last.device.is_some());
    assert_eq!(order_events(&rig).len(), events);
    rig.scan(MODULE);
    assert_eq!(rig.pairs(), 1);
    let refused = rig.ask(edit(ORDER)).unwrap_err();
    let said = refused.to_string();
    assert!(said.contains("has had pairs") && said.contains("close this one"), "{said}");
    assert_eq!(rig.last.expect, Expect::Device, "the rules are those the pair was made by");
    let faulty = rig.ask(edit("name = \"A\"\nproduct_key = \"no\"\n")).unwrap_err().to_string();
    assert!(faulty.contains("a.toml") && faulty.contains("line 2"), "{faulty}");
}

#[test]
fn a_closed_order_is_reopened_before_it_is_opened() {
    let mut rig = Rig::new(ORDER);
    let open = |reply| Command::OpenOrder("A".into(), reply);
    let reopen = |reply| Command::ReopenOrder("A".into(), reply);
    assert!(matches!(rig.ask(reopen), Err(StationError::OrderNotClosed(name)) if name == "A"));
    rig.ask(|reply| Command::CloseOrder("A".into(), reply)).unwrap();
    assert!(matches!(rig.ask(open), Err(StationError::OrderClosed(name)) if name == "A"));
    assert!(rig.last.order.is_none());
    rig.ask(reopen).unwrap();
    assert!(rig.last.order.is_none(), "it waits to be opened");
    rig.ask(open).unwrap();
    assert_eq!(rig.last.order.as_ref().unwrap().name, "A");
    let done: Vec<_> = order_events(&rig).iter().take(3).map(|event| event["do"].clone()).collect();
    assert_eq!(done, ["open", "reopen", "close"]);
}

#[test]
fn an_order_card_opens_a_prepared_order_and_no_other() {
    let mut rig = Rig::new(ORDER);
    let add = |name: &str| {
        let source = ORDER.replace("\"A\"", &format!("\"{name}\""));
        move |reply| Command::AddOrder { source, origin: "test".into(), open: false, reply }
    };
    rig.ask(add("B-2")).unwrap();
    rig.ask(add("C")).unwrap();
    rig.ask(|reply| Command::CloseOrder("C".into(), reply)).unwrap();
    let order = |rig: &Rig| rig.last.order.as_ref().map(|order| order.name.clone());
    let last = |rig: &Rig| {
        let shown = rig.last.last.as_ref().unwrap();
        (shown.verdict.kind, shown.verdict.reason, shown.text.clone())
    };

    // A card that is refused leaves order and half as they are, and is known by its name.
    rig.scan(MODULE);
    rig.scan("PSWONONE");
    assert_eq!(last(&rig), (Kind::Rejected, Some(Reason::UnknownOrder), "PSWONONE".into()));
    rig.scan("PSWOC");
    assert_eq!(last(&rig), (Kind::Rejected, Some(Reason::OrderClosed), "PSWOC".into()));
    assert_eq!(order(&rig), Some("A".into()));
    assert_eq!(rig.last.module.as_ref().map(|slot| slot.code.as_str()), Some(MODULE));
    // The open order's own card changes nothing.
    rig.scan("PSWOA");
    assert_eq!(last(&rig).0, Kind::Command);
    assert!(rig.last.module.is_some());
    // Another order's card opens it; the half was scanned under the order before and is dropped.
    rig.scan("PSWOB2");
    assert_eq!((last(&rig).0, order(&rig)), (Kind::Command, Some("B-2".into())));
    assert!(rig.last.module.is_none());
    assert_eq!(rig.last.last.as_ref().unwrap().verdict.keys.dk, MODULE, "the log tells what was dropped");
    rig.scan(DEVICE);
    assert_eq!(rig.pairs(), 0);
    rig.scan(MODULE);
    assert_eq!(rig.pairs(), 1);
    let reader = rig.ledger.reader().unwrap();
    assert_eq!(reader.active_by_dk(MODULE).unwrap().unwrap().context.order, "B-2");
}
