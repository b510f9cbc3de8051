//! Serial guns on real pseudo terminals: what a gun sends is what the station gets, once, in order.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crossbeam_channel::{Receiver, Sender, bounded};
use pairing_station::scanner::framer::Suffix;
use pairing_station::scanner::serial::{self, SerialSettings};
use pairing_station::scanner::{CHANNEL_CAPACITY, Clock, Gun, GunState, ScannerEvent, Wiring};
use serialport::{SerialPort, TTYPort};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A socket into which guns are plugged: a link to the pseudo terminal of the one that is in it.
struct Socket {
    _directory: tempfile::TempDir,
    path: PathBuf,
}

/// The gun's end of a pseudo terminal. Dropping it is pulling the plug.
struct Plugged {
    master: TTYPort,
    /// Held so that what is written before the station opens the port is not refused.
    _slave: TTYPort,
}

impl Socket {
    fn new() -> Socket {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("gun");
        Socket { _directory: directory, path }
    }

    fn settings(&self, suffix: Suffix) -> SerialSettings {
        SerialSettings { suffix, ..SerialSettings::new("left", self.path.to_str().unwrap()) }
    }

    fn plug_in(&self) -> Plugged {
        let (mut master, slave) = TTYPort::pair().unwrap();
        master.set_timeout(Duration::from_secs(20)).unwrap();
        let fresh = self.path.with_extension("new");
        std::os::unix::fs::symlink(slave.name().unwrap(), &fresh).unwrap();
        std::fs::rename(fresh, &self.path).unwrap();
        Plugged { master, _slave: slave }
    }
}

impl Plugged {
    fn send(&mut self, bytes: &[u8]) {
        self.master.write_all(bytes).unwrap();
    }
}

/// The station's end.
struct Station {
    events: Receiver<ScannerEvent>,
    sender: Sender<ScannerEvent>,
}

impl Station {
    fn new(capacity: usize) -> Station {
        let (sender, events) = bounded(capacity);
        Station { events, sender }
    }

    fn spawn(&self, settings: SerialSettings) -> Gun {
        serial::spawn(settings, &Wiring::new(self.sender.clone(), clock()))
    }

    fn next(&self) -> ScannerEvent {
        self.events.recv_timeout(Duration::from_secs(20)).expect("nothing came")
    }

    #[track_caller]
    fn state(&self) -> GunState {
        match self.next() {
            ScannerEvent::State { source, state, .. } if &*source == "left" => state,
            other => panic!("not a state: {other:?}"),
        }
    }

    #[track_caller]
    fn ready(&self) {
        assert_eq!(self.state(), GunState::Ready);
    }

    #[track_caller]
    fn missing(&self) {
        let state = self.state();
        assert!(matches!(state, GunState::Missing { .. }), "{state:?}");
    }

    #[track_caller]
    fn code(&self, expect: &[u8]) {
        match self.next() {
            ScannerEvent::Scan(scan) => {
                assert_eq!(scan.bytes.escape_ascii().to_string(), expect.escape_ascii().to_string())
            }
            other => panic!("not a scan: {other:?}"),
        }
    }

    fn nothing_for(&self, time: Duration) {
        if let Ok(event) = self.events.recv_timeout(time) {
            panic!("nothing should have come, but {event:?}");
        }
    }
}

fn clock() -> Clock {
    Arc::new(|| chrono::Utc::now().timestamp_millis())
}

const IMEI: &[u8] = b"863950069494278";
const QR: &[u8] = b"pk=p11sf2&sn=VDR7098612099028&v=1";

#[test]
fn a_code_split_at_every_byte_is_one_code() {
    let (socket, station) = (Socket::new(), Station::new(CHANNEL_CAPACITY));
    let mut gun = socket.plug_in();
    let _thread = station.spawn(socket.settings(Suffix::Auto));
    station.ready();
    for cut in 0..=QR.len() {
        gun.send(&QR[..cut]);
        std::thread::sleep(Duration::from_millis(3));
        gun.send(&QR[cut..]);
        gun.send(b"\r\n");
        station.code(QR);
    }
    for &byte in IMEI {
        gun.send(&[byte]);
        std::thread::sleep(Duration::from_millis(2));
    }
    gun.send(b"\r");
    station.code(IMEI);
}

#[test]
fn every_suffix_ends_a_code() {
    let check = |suffix: Suffix, sent: &[u8], expect: &[&[u8]]| {
        let (socket, station) = (Socket::new(), Station::new(CHANNEL_CAPACITY));
        let mut gun = socket.plug_in();
        let _thread = station.spawn(socket.settings(suffix));
        station.ready();
        gun.send(sent);
        for code in expect {
            station.code(code);
        }
        station.nothing_for(Duration::from_millis(20));
    };
    check(Suffix::Auto, b"one\rtwo\nthree\r\n", &[b"one", b"two", b"three"]);
    check(Suffix::Cr, b"one\r\rtwo\r", &[b"one", b"two"]);
    check(Suffix::Lf, b"one\ntwo\n", &[b"one", b"two"]);
    check(Suffix::Crlf, b"one\r\ntwo\r\n", &[b"one", b"two"]);
    check(Suffix::Tab, b"one\ttwo\t", &[b"one", b"two"]);
    check(Suffix::Auto, b"\x02one\x03\r\n", &[b"one"]);
    check(Suffix::None, b"one", &[b"one"]);
}

#[test]
fn without_a_suffix_a_gap_ends_the_code_and_a_slow_byte_does_not() {
    let (socket, station) = (Socket::new(), Station::new(CHANNEL_CAPACITY));
    let mut gun = socket.plug_in();
    // Longer than one sleep of the thread, so that a gap is put together from several.
    let _thread = station.spawn(SerialSettings { idle_gap_ms: 500, ..socket.settings(Suffix::None) });
    station.ready();
    for half in [&IMEI[..7], &IMEI[7..]] {
        gun.send(half);
        std::thread::sleep(Duration::from_millis(100));
    }
    station.code(IMEI);
    gun.send(QR);
    station.code(QR);
}

#[test]
fn garbage_comes_through_as_it_is_and_harms_nothing() {
    let (socket, station) = (Socket::new(), Station::new(CHANNEL_CAPACITY));
    let mut gun = socket.plug_in();
    let _thread = station.spawn(socket.settings(Suffix::Auto));
    station.ready();
    // Every byte but the framing, among them those a terminal in any but raw mode would act on.
    let garbage: Vec<u8> = (0..=255).filter(|byte| !matches!(byte, b'\r' | b'\n' | 2 | 3)).collect();
    gun.send(&garbage);
    gun.send(b"\r");
    gun.send(QR);
    gun.send(b"\r");
    station.code(&garbage);
    station.code(QR);
    gun.send(&[b'9'; 10_000]);
    gun.send(b"\r");
    station.code(&[b'9'; 4097]);
    gun.send(b"\x02\x03\r\n\r\n");
    gun.send(IMEI);
    gun.send(b"\r");
    station.code(IMEI);
}

#[test]
fn a_pulled_plug_drops_the_half_code_and_the_next_plug_goes_on() {
    let (socket, station) = (Socket::new(), Station::new(CHANNEL_CAPACITY));
    let _thread = station.spawn(socket.settings(Suffix::Auto));
    station.missing();
    station.nothing_for(Duration::from_millis(700)); // looked for again, not told again
    for _ in 0..3 {
        let mut gun = socket.plug_in();
        station.ready();
        gun.send(b"whole\r86395006");
        station.code(b"whole");
        let pulled = Instant::now();
        drop(gun);
        station.missing();
        assert!(pulled.elapsed() < Duration::from_secs(2), "{:?}", pulled.elapsed());
    }
    let mut gun = socket.plug_in();
    station.ready();
    gun.send(b"9494278\r");
    station.code(b"9494278");
}

#[test]
fn a_port_that_vanishes_without_a_word_is_noticed() {
    let (socket, station) = (Socket::new(), Station::new(CHANNEL_CAPACITY));
    let _first = socket.plug_in();
    let _thread = station.spawn(socket.settings(Suffix::Auto));
    station.ready();
    // The old pseudo terminal lives on, as a driver's does that reports nothing.
    let moved = Instant::now();
    let mut second = socket.plug_in();
    station.missing();
    assert!(moved.elapsed() < Duration::from_secs(2), "{:?}", moved.elapsed());
    station.ready();
    second.send(b"second\r");
    station.code(b"second");
}

#[test]
fn a_port_that_vanishes_while_bytes_keep_coming_is_noticed() {
    let (socket, station) = (Socket::new(), Station::new(CHANNEL_CAPACITY));
    let mut first = socket.plug_in();
    let _thread = station.spawn(socket.settings(Suffix::Auto));
    station.ready();
    let (stop, stopped) = bounded::<()>(0);
    let babbler = std::thread::spawn(move || {
        let mut n = 0;
        while stopped.recv_timeout(Duration::from_millis(5)).is_err_and(|why| why.is_timeout()) {
            first.send(format!("code {n}\r").as_bytes());
            n += 1;
        }
    });
    station.code(b"code 0");
    let moved = Instant::now();
    let mut second = socket.plug_in();
    // What came until then is whole and in order; then the break is told.
    let mut due = 1;
    loop {
        match station.next() {
            ScannerEvent::Scan(scan) => assert_eq!(scan.bytes, format!("code {due}").into_bytes()),
            ScannerEvent::State { state: GunState::Missing { .. }, .. } => break,
            other => panic!("{other:?}"),
        }
        due += 1;
    }
    assert!(moved.elapsed() < Duration::from_secs(2), "{:?}", moved.elapsed());
    drop(stop);
    station.ready();
    second.send(b"second\r");
    station.code(b"second");
    babbler.join().unwrap();
}

#[test]
fn a_gun_that_is_plugged_in_again_at_once_is_back_at_once() {
    let (socket, station) = (Socket::new(), Station::new(CHANNEL_CAPACITY));
    let first = socket.plug_in();
    let _thread = station.spawn(socket.settings(Suffix::Auto));
    station.ready();
    // A connection that held for a while, as they do.
    station.nothing_for(Duration::from_millis(700));
    drop(first);
    let mut second = socket.plug_in();
    let back = Instant::now();
    station.missing();
    station.ready();
    assert!(back.elapsed() < Duration::from_secs(1), "{:?}", back.elapsed());
    second.send(b"second\r");
    station.code(b"second");
}

#[test]
fn a_port_that_another_has_is_busy_until_it_is_free() {
    let (socket, first, second) = (Socket::new(), Station::new(8), Station::new(8));
    let mut gun = socket.plug_in();
    let holder = first.spawn(socket.settings(Suffix::Auto));
    first.ready();
    let _waits = second.spawn(socket.settings(Suffix::Auto));
    let state = second.state();
    assert!(matches!(state, GunState::Busy { .. }), "{state:?}");
    gun.send(b"one\r");
    first.code(b"one");
    holder.stop();
    second.ready();
    gun.send(b"two\r");
    second.code(b"two");
    first.nothing_for(Duration::ZERO);
}

#[test]
fn what_was_sent_before_the_gun_was_ready_is_no_scan() {
    let (socket, station) = (Socket::new(), Station::new(8));
    let mut gun = socket.plug_in();
    gun.send(b"yesterday\rhalf a co");
    let _thread = station.spawn(socket.settings(Suffix::Auto));
    station.ready();
    gun.send(b"today\r");
    station.code(b"today");
}

#[test]
fn ten_thousand_codes_at_a_thousand_a_second_all_come_once_and_in_order() {
    const CODES: u32 = 10_000;
    // A small channel, and a reader that stops now and then: the thread must wait, not drop.
    let (socket, station) = (Socket::new(), Station::new(16));
    let mut gun = socket.plug_in();
    let thread = station.spawn(socket.settings(Suffix::Auto));
    station.ready();
    let sender = std::thread::spawn(move || {
        let start = Instant::now();
        for n in 0..CODES {
            gun.send(format!("pk=p11sf2&sn=VDR{n:013}&v=1\r\n").as_bytes());
            let due = start + Duration::from_millis(u64::from(n) + 1);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        (gun, start.elapsed())
    });
    for n in 0..CODES {
        if n % 1000 == 0 {
            std::thread::sleep(Duration::from_millis(100));
        }
        station.code(format!("pk=p11sf2&sn=VDR{n:013}&v=1").as_bytes());
    }
    let (_gun, took) = sender.join().unwrap();
    station.nothing_for(Duration::from_millis(100));
    thread.stop();
    println!("{CODES} codes in {took:?}");
    assert!(took >= Duration::from_secs(10));
}

#[test]
fn a_gun_stops_at_once_even_while_the_channel_is_full() {
    let (socket, station) = (Socket::new(), Station::new(1));
    let mut gun = socket.plug_in();
    let thread = station.spawn(socket.settings(Suffix::Auto));
    station.ready();
    gun.send(b"one\rtwo\rthree\r");
    while station.events.is_empty() {
        std::thread::yield_now();
    }
    let stopping = Instant::now();
    thread.stop();
    assert!(stopping.elapsed() < Duration::from_secs(1), "{:?}", stopping.elapsed());
    station.code(b"one");
    station.nothing_for(Duration::ZERO);

    // And while the port is missing, and when nobody listens any more.
    let nowhere = SerialSettings::new("left", "/nonexistent/gun");
    let thread = station.spawn(nowhere.clone());
    station.missing();
    let stopping = Instant::now();
    drop(thread);
    assert!(stopping.elapsed() < Duration::from_secs(1), "{:?}", stopping.elapsed());
    let Station { events, sender } = station;
    drop(events);
    serial::spawn(nowhere, &Wiring::new(sender, clock())).stop();
}

#[test]
fn an_idle_gun_wakes_less_than_ten_times_a_second() {
    let (socket, station) = (Socket::new(), Station::new(8));
    let _gun = socket.plug_in();
    let _thread = station.spawn(SerialSettings { name: "idle".into(), ..socket.settings(Suffix::Auto) });
    assert!(matches!(station.next(), ScannerEvent::State { state: GunState::Ready, .. }));
    let before = wake_ups("gun idle");
    std::thread::sleep(Duration::from_secs(2));
    let woken = wake_ups("gun idle") - before;
    println!("{woken} wake-ups in 2 s");
    assert!(woken <= 20, "{woken} wake-ups in 2 s");
}

/// How often the thread of that name gave up the processor of its own accord.
fn wake_ups(thread: &str) -> u64 {
    let status = std::fs::read_dir("/proc/self/task").unwrap().find_map(|task| {
        let status = std::fs::read_to_string(task.unwrap().path().join("status")).ok()?;
        (status.lines().next()? == format!("Name:\t{thread}")).then_some(status)
    });
    let status = status.expect("no such thread");
    let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    line.unwrap().trim().parse().unwrap()
}
