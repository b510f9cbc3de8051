//! A line with a module port, in both of its uses: what goes to the rules when, and what comes of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, unbounded};
use pairing_station::ledger::{EventFilter, Ledger, Reader, ledger_path};
use pairing_station::pairing::AckBy;
use pairing_station::scanner::module::{ModuleSettings, ModuleUse};
use pairing_station::scanner::{Scan, ScannerEvent};
use pairing_station::station::challenge;
use pairing_station::station::clock::now_ms;
use pairing_station::station::core::Core;
use pairing_station::station::line::{Line, ask};
use pairing_station::station::replay::{self, Pace, ReplayScan};
use pairing_station::station::view::{Board, View};
use pairing_station::station::{Command, Settings};
use tempfile::TempDir;

const A: &str = "863950068662495";
const B: &str = "863950061755148";
/// All zeros: a module that was never given an IMEI.
const UNSET: &str = "000000000000000";
const X: &str = "pk=p11sf2&sn=VDR0319035976321&v=1";
const Y: &str = "pk=p11sf2&sn=VDR0319035976322&v=1";
const ORDER: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\nbounce_ms = 0\n";

/// What happens at the line.
enum Act {
    /// Another module answers, or none.
    Module(Option<&'static str>),
    /// A gun's scan.
    Scan(&'static str),
    Acknowledge,
    CheckUp(bool),
    /// The port is set no more.
    Unset,
}

use Act::{Acknowledge, CheckUp, Module, Scan as Gun, Unset};

/// A running line whose module port leads nowhere: the test says what the module there says.
struct Rig {
    line: Option<Line>,
    views: Receiver<Arc<View>>,
    reader: Reader,
    seen: usize,
    dir: TempDir,
    settings: Settings,
}

impl Rig {
    fn new(purpose: ModuleUse, order: &str) -> Rig {
        let module = ModuleSettings { purpose, ..ModuleSettings::new("/nonexistent/module") };
        let settings = Settings { module: Some(module), ..Settings::default() };
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
        let reader = ledger.reader().unwrap();
        let core = Core::new(ledger, &settings, "1024").unwrap();
        let board = Board::default();
        let (send, views) = unbounded();
        let theirs = board.clone();
        // The test may be over while the line still stops.
        let wake = Arc::new(move || drop(send.send(theirs.get())));
        let line = Line::start(core, settings.clone(), board, wake).unwrap();
        let rig = Rig { line: Some(line), views, reader, seen: 0, dir, settings };
        if !order.is_empty() {
            let source = order.to_owned();
            rig.ask(|reply| Command::AddOrder { source, origin: "test".into(), open: true, reply });
        }
        rig
    }

    fn ask(&self, command: impl FnOnce(pairing_station::station::command::Reply) -> Command) {
        ask(&self.line.as_ref().unwrap().commands(), command).unwrap();
    }

    fn view(&self) -> Arc<View> {
        self.line.as_ref().unwrap().board().get()
    }

    /// Does it, and waits until the ledger has these verdicts of it, by these sources, in this order.
    #[track_caller]
    fn act(&mut self, act: Act, expect: &[&str]) {
        let scans = self.line.as_ref().unwrap().scans();
        match act {
            Module(imei) => {
                let event = ScannerEvent::Module {
                    source: "module port".into(),
                    at: now_ms(),
                    imei: imei.map(str::to_owned),
                };
                scans.send(event).unwrap();
                self.wait(|view| view.module_port.as_ref().unwrap().imei.as_deref() == imei);
            }
            Gun(text) => {
                let bytes = text.as_bytes().to_vec();
                scans.send(ScannerEvent::Scan(Scan { source: "gun".into(), at: now_ms(), bytes })).unwrap();
                // The check-up keeps it from the line.
                self.wait(|view| view.checkup.as_ref().is_none_or(|checkup| !checkup.heard.is_empty()));
            }
            Acknowledge => self.ask(|reply| Command::Acknowledge(AckBy::Operator, reply)),
            CheckUp(on) => self.ask(|reply| Command::CheckUp(on, reply)),
            Unset => self.ask(|reply| Command::Apply(Box::default(), reply)),
        }
        let all = self.seen + expect.len();
        self.wait_for_events(all);
        assert_eq!(events(&self.reader)[self.seen..], *expect);
        self.seen = all;
    }

    fn wait(&self, until: impl Fn(&View) -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        while !until(&self.view()) {
            self.views.recv_deadline(end).expect("the line publishes a view in time");
        }
    }

    fn wait_for_events(&self, count: usize) {
        let end = Instant::now() + Duration::from_secs(20);
        // The view of the last of them is published after its event was written.
        while events(&self.reader).len() < count {
            self.views.recv_deadline(end).expect("the line publishes a view in time");
        }
    }

    /// Stops the line: nothing may come that no act expected. Gives what the ledger has of every scan.
    fn stop(mut self) -> (Vec<String>, Vec<ReplayScan>) {
        self.line.take().unwrap().stop();
        let all = events(&self.reader);
        assert_eq!(all.len(), self.seen, "{all:?}");
        let filter = EventFilter::default();
        let mut scans = Vec::new();
        let each = &mut |event: &pairing_station::ledger::Event| {
            let event = &event.event;
            let (at, source, bytes) = (Some(event.stamp), event.source.clone(), event.raw.clone());
            // A half that timed out was the clock's doing.
            if matches!(event.kind, "scan" | "challenge") {
                scans.push(ReplayScan { at, source, bytes });
            }
            true
        };
        self.reader.each_event(&filter, each).unwrap();
        assert_eq!(self.reader.check(&mut |_, _| true).unwrap().faults, Vec::<String>::new());
        drop(self.dir);
        (all, scans)
    }
}

/// Every scan of the ledger, oldest first: its source and its verdict.
fn events(reader: &Reader) -> Vec<String> {
    let filter = EventFilter::default();
    let mut all = Vec::new();
    let each = &mut |event: &pairing_station::ledger::Event| {
        let event = &event.event;
        if !matches!(event.kind, "scan" | "timeout" | "challenge") {
            return true;
        }
        let source = if event.source == "module port" { "port" } else { &event.source };
        let reason = if event.reason.is_empty() { String::new() } else { format!(":{}", event.reason) };
        all.push(format!("{source} {}{reason}", event.verdict));
        true
    };
    reader.each_event(&filter, each).unwrap();
    all
}

/// Plays acts on a line; what the ledger then has replays to the same verdicts.
#[track_caller]
fn check(purpose: ModuleUse, order: &str, acts: Vec<(Act, &[&str])>) {
    let mut rig = Rig::new(purpose, order);
    let (settings, acknowledged) = (rig.settings.clone(), acts.iter().any(|(act, _)| is_command(act)));
    for (act, expect) in acts {
        rig.act(act, expect);
    }
    let (verdicts, scans) = rig.stop();
    if acknowledged || order.is_empty() {
        return; // Commands are no scans: a recording has none.
    }
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
    let reader = ledger.reader().unwrap();
    let mut core = Core::new(ledger, &settings, "replay").unwrap();
    core.add_order(order, "test", pairing_station::station::clock::now()).unwrap();
    core.open_order("A", pairing_station::station::clock::now()).unwrap();
    replay::replay(&mut core, scans, Pace::AsRecorded, false, &mut |_| {}).unwrap();
    assert_eq!(events(&reader), verdicts, "a recording of what was fed replays to the same verdicts");
}

fn is_command(act: &Act) -> bool {
    matches!(act, Acknowledge | CheckUp(_) | Unset)
}

const SOURCE: ModuleUse = ModuleUse::Source;
const CHECK: ModuleUse = ModuleUse::Check;

#[test]
fn a_module_and_a_sticker_are_a_pair_without_a_label() {
    check(
        SOURCE,
        ORDER,
        vec![
            (Module(Some(A)), &["port module"]),
            (Gun(X), &["gun paired"]),
            (Module(None), &[]),
            (Module(Some(B)), &["port module"]),
            (Gun(Y), &["gun paired"]),
            (Module(None), &[]),
        ],
    );
    // The sticker first: the pair is made when the module answers.
    check(SOURCE, ORDER, vec![(Gun(X), &["gun device"]), (Module(Some(A)), &["port paired"])]);
}

#[test]
fn a_forgotten_change_of_modules_is_a_duplicate_and_the_same_sticker_is_known() {
    check(
        SOURCE,
        ORDER,
        vec![
            (Module(Some(A)), &["port module"]),
            (Gun(X), &["gun paired"]),
            (Gun(X), &["port module", "gun already_paired"]),
            (Gun(Y), &["port module", "gun rejected:duplicate_dk"]),
            (Gun(Y), &["gun ignored:latched"]),
            (Acknowledge, &[]),
            (Module(None), &[]),
            (Module(Some(B)), &["port module"]),
            (Gun(Y), &["gun paired"]),
        ],
    );
}

#[test]
fn a_double_reading_of_the_sticker_stays_one() {
    let order = ORDER.replace("bounce_ms = 0", "bounce_ms = 10000");
    check(
        SOURCE,
        &order,
        vec![
            (Module(Some(A)), &["port module"]),
            (Gun(X), &["gun paired"]),
            (Gun(X), &["gun ignored:bounce"]),
        ],
    );
}

#[test]
fn a_module_that_goes_takes_its_half_along() {
    check(
        SOURCE,
        ORDER,
        vec![
            (Module(Some(A)), &["port module"]),
            (Module(None), &["port command"]),
            (Gun(X), &["gun device"]),
            (Module(Some(B)), &["port paired"]),
            (Module(Some(A)), &["port module"]),
            (Module(Some(B)), &["port command", "port module"]),
            (Gun(Y), &["gun rejected:duplicate_dk"]),
        ],
    );
    // A label that was scanned by a gun is not the port's to take back.
    check(SOURCE, ORDER, vec![(Gun(A), &["gun module"]), (Module(None), &[]), (Gun(X), &["gun paired"])]);
}

#[test]
fn a_half_that_was_dropped_comes_again_with_the_next_sticker() {
    check(
        SOURCE,
        ORDER,
        vec![
            (Module(Some(A)), &["port module"]),
            (Gun("PSCMDCANCEL"), &["gun command"]),
            (Gun(X), &["port module", "gun paired"]),
        ],
    );
    check(
        SOURCE,
        ORDER,
        vec![
            (Module(Some(A)), &["port module"]),
            (Gun("pk=zzzzzz&sn=VDR1&v=1"), &["gun rejected:wrong_product"]),
            (Gun("PSCMDACK"), &["gun command"]),
            (Gun(X), &["port module", "gun paired"]),
        ],
    );
    check(
        SOURCE,
        &format!("{ORDER}half_scan_timeout_s = 1\n"),
        vec![
            (Module(Some(A)), &["port module", "port rejected:half_scan_timeout"]),
            (Gun(X), &["port module", "gun paired"]),
        ],
    );
}

#[test]
fn the_order_of_scanning_is_kept() {
    check(
        SOURCE,
        &format!("{ORDER}scan_order = \"module_first\"\n"),
        vec![
            (Gun(X), &["gun rejected:wrong_step"]),
            (Module(Some(A)), &["port module"]),
            (Gun(X), &["gun paired"]),
            (Gun(Y), &["port module", "gun rejected:duplicate_dk"]),
        ],
    );
    check(
        SOURCE,
        &format!("{ORDER}scan_order = \"device_first\"\n"),
        vec![
            (Module(Some(A)), &[]),
            (Gun(X), &["gun device", "port paired"]),
            (Gun(X), &["gun device", "port already_paired"]),
            (Module(None), &[]),
            (Gun(Y), &["gun device"]),
            (Module(Some(B)), &["port paired"]),
        ],
    );
}

#[test]
fn a_module_without_a_real_imei_is_named_last() {
    let placeholder = "port rejected:imei_placeholder";
    check(
        SOURCE,
        ORDER,
        vec![
            (Module(Some(UNSET)), &[placeholder]),
            (Gun(X), &["gun device", placeholder]),
            (Gun(X), &["gun device", placeholder]),
            (Module(None), &[]),
            (Module(Some(A)), &["port paired"]),
        ],
    );
    check(
        SOURCE,
        &format!("{ORDER}scan_order = \"module_first\"\n"),
        vec![(Module(Some(UNSET)), &[placeholder]), (Gun(X), &["gun rejected:wrong_step", placeholder])],
    );
}

#[test]
fn nothing_is_fed_to_a_line_that_does_not_listen() {
    check(SOURCE, "", vec![(Module(Some(A)), &[]), (Gun(X), &["gun rejected:no_order"])]);
    check(
        SOURCE,
        ORDER,
        vec![
            (CheckUp(true), &[]),
            (Module(Some(A)), &[]),
            (Gun(X), &[]),
            (CheckUp(false), &[]),
            (Gun(X), &["port module", "gun paired"]),
            (Module(None), &[]),
            (Module(Some(B)), &["port module"]),
            (CheckUp(true), &[]),
            (Module(None), &["port command"]),
        ],
    );
}

#[test]
fn a_port_that_is_set_no_more_loses_its_module() {
    let mut rig = Rig::new(SOURCE, ORDER);
    rig.act(Module(Some(A)), &["port module"]);
    assert!(rig.view().modules_speak());
    rig.act(Unset, &["port command"]);
    assert_eq!(rig.view().module_port, None);
    rig.act(Gun(X), &["gun device"]);
    rig.stop();
}

#[test]
fn a_label_that_is_not_its_modules_is_a_hard_alarm_that_names_both() {
    let mut rig = Rig::new(CHECK, ORDER);
    rig.act(Module(Some(A)), &["port ignored:module_read"]);
    assert!(rig.view().last.is_none(), "what is only compared is not shown");
    rig.act(Gun(A), &["gun module"]);
    rig.act(Gun(X), &["gun paired"]);
    rig.act(Gun(B), &["gun rejected:module_disagrees"]);
    rig.wait(|view| view.alarm.is_some());
    let alarm = rig.view().alarm.clone().unwrap().shown.verdict;
    assert_eq!((alarm.keys.dk.as_str(), alarm.said.as_deref()), (B, Some(A)));
    // Whatever is connected meanwhile is known afterwards.
    rig.act(Module(Some(B)), &["port ignored:module_read"]);
    rig.act(Acknowledge, &[]);
    rig.act(Gun(Y), &["gun device"]);
    rig.act(Gun(B), &["gun paired"]);
    rig.stop();
}

#[test]
fn a_pair_waits_until_its_module_answers() {
    check(
        CHECK,
        ORDER,
        vec![
            (Gun(A), &["gun module"]),
            (Gun(X), &["gun rejected:module_silent"]),
            (Module(Some(A)), &["port ignored:module_read"]),
            (Gun(X), &["gun paired"]),
            (Module(None), &["port ignored:module_gone"]),
            (Gun(Y), &["gun device"]),
            (Gun(B), &["gun rejected:module_silent"]),
            (Module(Some(A)), &["port ignored:module_read"]),
            (Gun(B), &["gun rejected:module_disagrees"]),
        ],
    );
    // The label of one device, the module of another.
    check(
        CHECK,
        ORDER,
        vec![
            (Gun(A), &["gun module"]),
            (Module(Some(B)), &["port ignored:module_read"]),
            (Gun(X), &["gun rejected:module_disagrees"]),
        ],
    );
}

#[test]
fn a_check_takes_no_label_for_a_double_reading_of_its_module() {
    let order = ORDER.replace("bounce_ms = 0", "bounce_ms = 10000");
    check(
        CHECK,
        &order,
        vec![
            (Module(Some(A)), &["port ignored:module_read"]),
            (Gun(A), &["gun module"]),
            (Module(None), &["port ignored:module_gone"]),
            (Module(Some(A)), &["port ignored:module_read"]),
            (Gun(X), &["gun paired"]),
        ],
    );
}

#[test]
fn a_vendor_label_is_compared_by_its_imei_and_an_unset_module_is_nobodys() {
    check(
        CHECK,
        ORDER,
        vec![
            (Module(Some(A)), &["port ignored:module_read"]),
            (Gun("863950068662495;D1Q20GM050038341P;1"), &["gun module"]),
            (Gun(X), &["gun paired"]),
            (Module(Some(UNSET)), &["port ignored:module_read"]),
            (Gun(B), &["gun rejected:module_disagrees"]),
        ],
    );
}

#[test]
fn a_check_goes_on_under_an_alarm_and_during_a_check_up() {
    check(
        CHECK,
        ORDER,
        vec![
            (Gun("pk=zzzzzz&sn=VDR1&v=1"), &["gun rejected:wrong_product"]),
            (Module(Some(A)), &["port ignored:module_read"]),
            (Acknowledge, &[]),
            (CheckUp(true), &[]),
            (Module(Some(B)), &["port ignored:module_read"]),
            (CheckUp(false), &[]),
            (Gun(B), &["gun module"]),
            (Gun(X), &["gun paired"]),
        ],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_real_port_and_a_sticker_make_a_pair() {
    use serialport::{SerialPort as _, TTYPort};
    use std::io::{Read as _, Write as _};
    use std::sync::atomic::{AtomicBool, Ordering};

    let (mut module, slave) = TTYPort::pair().unwrap();
    module.set_timeout(Duration::from_millis(20)).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = stop.clone();
    let settings =
        Settings { module: Some(ModuleSettings::new(slave.name().unwrap())), ..Settings::default() };
    let answering = std::thread::spawn(move || {
        let mut byte = [0];
        while !stopped.load(Ordering::Relaxed) {
            if module.read(&mut byte).is_ok() && byte == *b"\r" {
                module.write_all(format!("\r\n{A}\r\n\r\nOK\r\n").as_bytes()).unwrap();
            }
        }
    });
    let mut rig = Rig::new(SOURCE, ORDER);
    rig.ask(|reply| Command::Apply(Box::new(settings), reply));
    rig.wait_for_events(1);
    assert_eq!(events(&rig.reader), ["port module"]);
    rig.seen = 1;
    rig.act(Gun(X), &["gun paired"]);
    // The port is closed before the line: the module on it has no time to go.
    rig.stop();
    stop.store(true, Ordering::Relaxed);
    answering.join().unwrap();
}

#[test]
fn modules_stay_out_of_a_test_of_the_alarms_and_are_offered_after_it() {
    let (module, sticker) = (challenge::MODULE, challenge::FIRST);
    check(
        SOURCE,
        ORDER,
        vec![
            (Gun("PSCMDTEST"), &["gun command"]),
            (Module(Some(A)), &[]),
            (Gun(module), &["gun module"]),
            (Gun(sticker), &["gun paired"]),
            (Gun(X), &["gun rejected:in_challenge"]),
            // The module is heard of after the scan that ended the test.
            (Gun("PSCMDCANCEL"), &["gun command", "port module"]),
            (Gun(X), &["gun paired"]),
        ],
    );
    check(
        CHECK,
        ORDER,
        vec![
            (Gun("PSCMDTEST"), &["gun command"]),
            (Module(Some(A)), &["port ignored:module_read"]),
            (Gun(module), &["gun module"]),
            (Gun(sticker), &["gun paired"]),
            (Gun("PSCMDCANCEL"), &["gun command", "port ignored:module_read"]),
            (Gun(A), &["gun module"]),
            (Gun(X), &["gun paired"]),
        ],
    );
}
