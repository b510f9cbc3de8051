//! The module port on real pseudo terminals: modules that answer as real ones do, badly too.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crossbeam_channel::{Receiver, Sender, bounded};
use pairing_station::scanner::module::{self, ModuleSettings};
use pairing_station::scanner::serial::{self, SerialSettings};
use pairing_station::scanner::{Gun, GunState, ScannerEvent, Wiring};
use serialport::{SerialPort, TTYPort};
use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const A: &str = "863950069494278";
const B: &str = "863950068662495";
const LONG: Duration = Duration::from_secs(20);

/// How a module answers: the bytes for a question; `None` = not at all.
type Manner = Box<dyn FnMut(&str) -> Option<Vec<u8>> + Send>;

/// A module on the far end of a pseudo terminal. Dropping it is pulling the plug.
struct Module {
    path: String,
    line: TTYPort,
    manner: Arc<Mutex<Manner>>,
    asked: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    slave: Option<TTYPort>,
}

impl Module {
    fn new(manner: impl FnMut(&str) -> Option<Vec<u8>> + Send + 'static) -> Module {
        let (mut master, slave) = TTYPort::pair().unwrap();
        let path = slave.name().unwrap();
        master.set_timeout(Duration::from_millis(20)).unwrap();
        let line = master.try_clone_native().unwrap();
        let manner: Arc<Mutex<Manner>> = Arc::new(Mutex::new(Box::new(manner)));
        let (asked, stop) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicBool>::default());
        let (theirs, log, stopped) = (manner.clone(), asked.clone(), stop.clone());
        let thread = std::thread::spawn(move || {
            let mut text = Vec::new();
            let mut byte = [0];
            while !stopped.load(Ordering::Relaxed) {
                if master.read(&mut byte).is_ok_and(|count| count == 1) {
                    text.push(byte[0]);
                }
                if text.last() == Some(&b'\r') {
                    let question = String::from_utf8(std::mem::take(&mut text)).unwrap();
                    log.lock().unwrap().push(question.trim_end().to_owned());
                    if let Some(answer) = theirs.lock().unwrap()(question.trim_end()) {
                        master.write_all(&answer).unwrap();
                    }
                }
            }
        });
        Module { path, line, manner, asked, stop, thread: Some(thread), slave: Some(slave) }
    }

    fn now_answers(&self, manner: impl FnMut(&str) -> Option<Vec<u8>> + Send + 'static) {
        *self.manner.lock().unwrap() = Box::new(manner);
    }

    /// Something that nobody asked for.
    fn says(&mut self, bytes: &[u8]) {
        self.line.write_all(bytes).unwrap();
    }

    fn settings(&self) -> ModuleSettings {
        ModuleSettings::new(&self.path)
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let thread = self.thread.take().unwrap().join();
        self.slave = None;
        if !std::thread::panicking() {
            thread.unwrap();
            let only = ["AT+CGSN", "AT+GSN", "AT+CGSN=1"];
            let asked = self.asked.lock().unwrap();
            assert!(asked.iter().all(|question| only.contains(&question.as_str())), "{asked:?}");
        }
    }
}

fn plain(imei: &str) -> Option<Vec<u8>> {
    Some(format!("\r\n{imei}\r\n\r\nOK\r\n").into_bytes())
}

fn text(answer: &str) -> Option<Vec<u8>> {
    Some(answer.as_bytes().to_vec())
}

/// The station's end.
struct Port {
    events: Receiver<ScannerEvent>,
    wiring: Wiring,
    gun: Option<Gun>,
}

impl Port {
    fn new() -> Port {
        let (sender, events): (Sender<_>, _) = bounded(64);
        let clock = Arc::new(|| chrono::Utc::now().timestamp_millis());
        Port { events, wiring: Wiring::new(sender, clock), gun: None }
    }

    fn open(settings: ModuleSettings) -> Port {
        let mut port = Port::new();
        port.gun = Some(module::spawn(settings, &port.wiring));
        port
    }

    fn next(&self) -> ScannerEvent {
        self.events.recv_timeout(LONG).expect("nothing came")
    }

    #[track_caller]
    fn state(&self) -> GunState {
        match self.next() {
            ScannerEvent::State { source, state, .. } if &*source == "module port" => state,
            other => panic!("not a state: {other:?}"),
        }
    }

    #[track_caller]
    fn silent(&self, words: &str) {
        let state = self.state();
        assert!(matches!(&state, GunState::Silent { why } if why.contains(words)), "{words}: {state:?}");
    }

    #[track_caller]
    fn module(&self, expect: Option<&str>) {
        match self.next() {
            ScannerEvent::Module { imei, .. } => assert_eq!(imei.as_deref(), expect),
            other => panic!("not {expect:?}: {other:?}"),
        }
    }

    #[track_caller]
    fn answers(&self, imei: &str) {
        assert_eq!(self.state(), GunState::Ready);
        self.module(Some(imei));
    }

    #[track_caller]
    fn nothing_for(&self, time: Duration) {
        if let Ok(event) = self.events.recv_timeout(time) {
            panic!("nothing should have come, but {event:?}");
        }
    }
}

#[test]
fn every_manner_of_answering_is_understood() {
    let check = |name: &str, manner: fn(&str) -> Option<Vec<u8>>| {
        let module = Module::new(manner);
        let port = Port::open(module.settings());
        println!("{name}");
        port.answers(A);
        drop(port);
        drop(module);
    };
    check("no echo", |_| plain(A));
    check("echo", |question| Some([question.as_bytes(), b"\r", &plain(A).unwrap()].concat()));
    check("bare line feeds", |_| text("863950069494278\n\nOK\n"));
    check("digits as result codes", |_| text("863950069494278\r\n0\r"));
    check("messages in between", |_| {
        text("\r\n+CREG: 1\r\n\r\n863950069494278\r\n\r\n+CSQ: 20,99\r\n\r\nOK\r\n")
    });
    check("wild bytes in front", |_| Some([&b"\0\xff\xfe"[..], &plain(A).unwrap()].concat()));
    check("AT+GSN only", |question| match question {
        "AT+GSN" => plain(A),
        _ => text("\r\nERROR\r\n"),
    });
    check("AT+CGSN=1 only", |question| match question {
        "AT+CGSN=1" => text("AT+CGSN=1\r\r\n+CGSN: \"863950069494278\"\r\n\r\nOK\r\n"),
        _ => text("\r\n+CME ERROR: 50\r\n"),
    });
    check("another serial number first", |question| match question {
        "AT+CGSN" => text("\r\nD1Q20GM05\r\n\r\nOK\r\n"),
        _ => plain(A),
    });
}

#[test]
fn an_answer_byte_by_byte_is_one_answer() {
    let module = Module::new(|_| None);
    let mut slow = module.line.try_clone_native().unwrap();
    module.now_answers(move |_| {
        for byte in plain(A).unwrap() {
            slow.write_all(&[byte]).unwrap();
            std::thread::sleep(Duration::from_millis(3));
        }
        None
    });
    let port = Port::open(module.settings());
    port.answers(A);
}

#[test]
fn what_a_port_does_instead_is_said() {
    let module = Module::new(|_| None);
    let port = Port::open(module.settings());
    port.silent("nothing came back");
    module.now_answers(|question| Some([question.as_bytes(), b"\r"].concat()));
    port.silent("only says back");
    module.now_answers(|_| Some(b"\xfe\x80\x00\xff\xfe\r\n\x90\r".to_vec()));
    port.silent("no text");
    module.now_answers(|_| text("$GPGGA,1,2\r\n"));
    port.silent("$GPGGA,1,2");
    module.now_answers(|_| text("\r\n+CME ERROR: 10\r\n"));
    port.silent("+CME ERROR: 10");
    module.now_answers(|_| text("863950069494278\r\n"));
    port.silent("without OK");
    let mut n = 1000;
    module.now_answers(move |_| {
        n += 1;
        plain(&n.to_string())
    });
    port.silent("is the contact good");
    module.now_answers(|_| plain(A));
    port.answers(A);
}

#[test]
fn a_module_that_goes_or_changes_is_seen_within_two_seconds() {
    let module = Module::new(|_| plain(A));
    let port = Port::open(module.settings());
    port.answers(A);
    port.nothing_for(Duration::from_millis(2500)); // it is asked again, and nothing is news
    assert!((4..=7).contains(&module.asked.lock().unwrap().len()), "about once a second");

    let changed = Instant::now();
    module.now_answers(|_| plain(B));
    port.module(Some(B));
    println!("changed: seen after {:?}", changed.elapsed());
    assert!(changed.elapsed() < Duration::from_secs(2));

    let gone = Instant::now();
    module.now_answers(|_| None);
    port.silent("nothing came back");
    port.module(None);
    println!("gone: seen after {:?}", gone.elapsed());
    assert!(gone.elapsed() < Duration::from_secs(2), "{:?}", gone.elapsed());

    module.now_answers(|_| plain(A));
    port.answers(A);
}

#[test]
fn a_damaged_answer_is_nobody() {
    let module = Module::new(|_| plain(A));
    let port = Port::open(module.settings());
    port.answers(A);
    let mut asked = 0;
    let damaged = Arc::new(AtomicBool::new(false));
    let done = damaged.clone();
    module.now_answers(move |_| {
        asked += 1;
        match asked {
            1 => plain("86395006949427"),
            2 => plain(A),
            // One question that nobody hears is no absence either.
            3 => None,
            4 => plain(A),
            5 => plain(B),
            _ => {
                done.store(true, Ordering::Relaxed);
                plain(A)
            }
        }
    });
    let end = Instant::now() + LONG;
    while !damaged.load(Ordering::Relaxed) {
        assert!(Instant::now() < end, "it is asked no more");
        port.nothing_for(Duration::from_millis(50));
    }
    port.nothing_for(Duration::from_millis(300));
}

#[test]
fn a_power_up_message_means_a_new_module_at_once() {
    let mut module = Module::new(|_| plain(A));
    let port = Port::open(module.settings());
    port.answers(A);
    module.now_answers(|_| plain(B));
    module.says(b"\xff\0\xfe\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n");
    let booted = Instant::now();
    port.module(None);
    port.module(Some(B));
    assert!(booted.elapsed() < Duration::from_secs(1), "{:?}", booted.elapsed());
    // A module that is switched on while nobody was waited for is asked before the back-off is over.
    module.now_answers(|_| None);
    port.silent("nothing came back");
    port.module(None);
    port.nothing_for(Duration::from_secs(4));
    module.now_answers(|_| plain(A));
    module.says(b"\r\n^SYSSTART\r\n");
    let booted = Instant::now();
    port.answers(A);
    assert!(booted.elapsed() < Duration::from_millis(1500), "{:?}", booted.elapsed());
}

#[test]
fn a_flood_is_no_module_and_harms_nobody() {
    let module = Module::new(|_| None);
    let mut flood = module.line.try_clone_native().unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = stop.clone();
    let flooding = std::thread::spawn(move || {
        let mut n = 0u64;
        while !stopped.load(Ordering::Relaxed) {
            // Nobody reads at times: a full buffer is no fault of the test's.
            drop(flood.write(b"RDY\r\n\xff\xfe 0123456789012345678901234567890123456789"));
            n += 1;
        }
        n
    });
    let port = Port::open(module.settings());
    std::thread::sleep(Duration::from_secs(1));
    let asked = module.asked.lock().unwrap().len();
    let stopping = Instant::now();
    drop(port);
    assert!(stopping.elapsed() < Duration::from_secs(1), "{:?}", stopping.elapsed());
    stop.store(true, Ordering::Relaxed);
    println!("{} writes, asked {asked} times", flooding.join().unwrap());
    assert!(asked <= 12, "power-up messages without end make the questions no quicker: {asked}");
}

#[test]
fn the_port_is_lost_and_its_module_with_it() {
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("module");
    let module = Module::new(|_| plain(A));
    std::os::unix::fs::symlink(&module.path, &socket).unwrap();
    let port = Port::open(ModuleSettings::new(socket.to_str().unwrap()));
    port.answers(A);
    let pulled = Instant::now();
    drop(module);
    port.module(None);
    let state = port.state();
    assert!(matches!(state, GunState::Missing { .. }), "{state:?}");
    assert!(pulled.elapsed() < Duration::from_secs(2), "{:?}", pulled.elapsed());
    let module = Module::new(|_| plain(B));
    std::fs::remove_file(&socket).unwrap();
    std::os::unix::fs::symlink(&module.path, &socket).unwrap();
    port.answers(B);
}

#[test]
fn a_port_that_a_gun_has_is_taken_and_one_that_another_program_has_is_busy() {
    let module = Module::new(|_| plain(A));
    let mut port = Port::new();
    let gun = serial::spawn(SerialSettings::new("bench", &module.path), &port.wiring);
    assert!(matches!(port.next(), ScannerEvent::State { state: GunState::Ready, .. }));
    port.gun = Some(module::spawn(module.settings(), &port.wiring));
    assert_eq!(port.state(), GunState::Taken { by: "bench".into() });
    let other = Port::open(module.settings());
    let state = other.state();
    assert!(matches!(state, GunState::Busy { .. }), "{state:?}");
    drop(other);
    gun.stop();
    port.answers(A);
}

#[test]
fn every_byte_is_heard_while_the_tap_is_open() {
    let module = Module::new(|_| None);
    let mut port = Port::new();
    port.wiring.tap.set(true);
    module.now_answers(|_| plain(A));
    port.gun = Some(module::spawn(module.settings(), &port.wiring));
    let mut heard = Vec::new();
    loop {
        match port.next() {
            ScannerEvent::Heard { bytes, .. } => heard.extend(bytes),
            ScannerEvent::Module { imei, .. } => break assert_eq!(imei.as_deref(), Some(A)),
            ScannerEvent::State { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(heard.escape_ascii().to_string(), plain(A).unwrap().repeat(2).escape_ascii().to_string());
}

#[test]
fn an_idle_module_port_wakes_less_than_ten_times_a_second() {
    let module = Module::new(|_| plain(A));
    let port = Port::open(ModuleSettings { name: "idle".into(), ..module.settings() });
    assert!(matches!(port.next(), ScannerEvent::State { .. }));
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
