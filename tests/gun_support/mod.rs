//! What the tests with guns share: guns on pseudo terminals, and a whole station at their other end.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "shared; each test program uses its part of it"
)]

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use pairing_station::ledger::{Event, EventFilter, Ledger, PairFilter, Reader, ledger_path};
use pairing_station::scan::imei;
use pairing_station::scanner::GunState;
use pairing_station::scanner::serial::SerialSettings;
use pairing_station::station::core::Core;
use pairing_station::station::line::{Line, ask};
use pairing_station::station::view::{Board, View};
use pairing_station::station::{Command, Settings, StationError, command::Reply};
use serialport::{SerialPort, TTYPort};
use tempfile::TempDir;

/// How long anything may take that has to happen.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub const ORDER: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\nbounce_ms = 0\n";

/// The gun's end of a pseudo terminal. Dropping it is pulling the plug.
pub struct Gun {
    pub settings: SerialSettings,
    master: TTYPort,
    /// Held so that what is written before the station opens the port is not refused.
    _slave: TTYPort,
}

impl Gun {
    pub fn new(name: &str) -> Gun {
        let (mut master, slave) = TTYPort::pair().unwrap();
        master.set_timeout(PATIENCE).unwrap();
        let settings = SerialSettings::new(name, slave.name().unwrap());
        Gun { settings, master, _slave: slave }
    }

    pub fn send(&mut self, bytes: &[u8]) {
        self.master.write_all(bytes).unwrap();
    }

    pub fn scan(&mut self, code: &str) {
        self.send(format!("{code}\r\n").as_bytes());
    }

    /// The next byte that the gun is told.
    pub fn told(&mut self) -> u8 {
        self.told_within(PATIENCE).expect("the gun was told nothing")
    }

    /// The next byte that the gun is told, if one comes in time.
    pub fn told_within(&mut self, time: Duration) -> Option<u8> {
        self.master.set_timeout(time).unwrap();
        let mut byte = [0];
        let read = self.master.read(&mut byte);
        self.master.set_timeout(PATIENCE).unwrap();
        (read.ok()? == 1).then_some(byte[0])
    }
}

/// A running line with guns, on a ledger of its own.
pub struct Station {
    line: Line,
    /// Something has changed since it was looked at.
    changed: Receiver<()>,
    pub ledger: Ledger,
    pub dir: TempDir,
}

impl Station {
    /// Starts it and waits until all guns are ready.
    pub fn start(order: &str, guns: &[&Gun]) -> Station {
        let station = Station::start_with(order, guns.iter().map(|gun| gun.settings.clone()).collect());
        let ready =
            |view: &View| view.guns.iter().filter(|gun| gun.state == GunState::Ready).count() > guns.len();
        // The window's own keyboard is a gun, too.
        station.wait(ready);
        station
    }

    pub fn start_with(order: &str, serial: Vec<SerialSettings>) -> Station {
        let settings = Settings { serial, ..Settings::default() };
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
        let core = Core::new(ledger.clone(), &settings, "1024").unwrap();
        let board = Board::default();
        let (tell, changed) = bounded(1);
        // Full: it was told. Nobody there: the test is over while the line still stops.
        let wake = Arc::new(move || tell.try_send(()).unwrap_or(()));
        let line = Line::start(core, settings, board, wake).unwrap();
        let station = Station { line, changed, ledger, dir };
        let source = order.to_owned();
        let add = |reply| Command::AddOrder { source, origin: "test".into(), open: true, reply };
        station.ask(add).unwrap();
        station
    }

    pub fn ask(&self, command: impl FnOnce(Reply) -> Command) -> Result<(), StationError> {
        ask(&self.line.commands(), command)
    }

    pub fn view(&self) -> Arc<View> {
        self.line.board().get()
    }

    /// Waits until the view is as it should be.
    pub fn wait(&self, until: impl Fn(&View) -> bool) -> Arc<View> {
        let end = Instant::now() + PATIENCE;
        loop {
            let view = self.view();
            if until(&view) {
                return view;
            }
            self.changed.recv_deadline(end).expect("the line does not come to it");
        }
    }

    /// Waits until so many scans of all guns together have their verdicts, as long as there is progress.
    pub fn wait_for_scans(&self, scans: u64) -> Arc<View> {
        let judged = |view: &View| view.guns.iter().map(|gun| gun.tally.scans).sum::<u64>();
        let mut before = judged(&self.view());
        while before < scans {
            let view = self.wait(|view| judged(view) > before);
            before = judged(&view);
        }
        self.view()
    }

    pub fn reader(&self) -> Reader {
        self.ledger.reader().unwrap()
    }

    pub fn pairs(&self) -> u64 {
        self.reader().count_pairs(&PairFilter::default()).unwrap()
    }

    /// Every scan on record, oldest first.
    pub fn scans(&self) -> Vec<Event> {
        let mut events = Vec::new();
        let scans = EventFilter { scans_only: true, ..EventFilter::default() };
        self.reader()
            .each_event(&scans, &mut |event| {
                events.push(event.clone());
                true
            })
            .unwrap();
        events
    }

    /// What each scan came to, oldest first: `verdict`, `verdict:reason` or `verdict:reason:hint`.
    pub fn verdicts(&self) -> Vec<String> {
        self.scans().iter().map(shown).collect()
    }

    /// Ends guns and line; the ledger stays.
    pub fn stop(self) -> (Ledger, TempDir) {
        self.line.stop();
        (self.ledger, self.dir)
    }
}

pub fn shown(event: &Event) -> String {
    let event = &event.event;
    let parts = [&event.verdict, &event.reason, &event.hint];
    parts.map(String::as_str).into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(":")
}

/// The codes that a gun's scans were, in the order of the ledger.
pub fn codes_of(scans: &[Event], gun: &str) -> Vec<String> {
    let of_gun = scans.iter().filter(|scan| scan.event.source == gun);
    of_gun.map(|scan| String::from_utf8_lossy(&scan.event.raw).into_owned()).collect()
}

/// The `n`th module's label.
pub fn module(n: usize) -> String {
    let body = format!("86395006{n:06}");
    let digit = imei::check_digit(&body);
    format!("{body}{digit}")
}

/// The `n`th device's sticker.
pub fn device(n: usize) -> String {
    format!("pk=p11sf2&sn=VDR{n:013}&v=1")
}

/// The resident memory of this program, in bytes.
pub fn resident() -> u64 {
    let status = std::fs::read_to_string(Path::new("/proc/self/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap() * 1024
}
