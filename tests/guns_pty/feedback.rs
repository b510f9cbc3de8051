//! What guns are told.

use crate::gun_support::{Gun, ORDER, Station, device, module};
use pairing_station::scanner::FeedbackSettings;
use pairing_station::scanner::serial::FlowControl;
use std::time::{Duration, Instant};

const ACK: u8 = 0x06;
const NAK: u8 = 0x15;
const XOFF: &[u8] = b"\x13";
const XON: &[u8] = b"\x11";

fn ack_nak() -> FeedbackSettings {
    FeedbackSettings::PRESETS.iter().find(|preset| preset.name == "ACK / NAK").unwrap().settings()
}

fn gun() -> Gun {
    let mut gun = Gun::new("gun");
    gun.settings.feedback = ack_nak();
    gun
}

#[test]
fn a_gun_is_told_what_came_of_each_scan() {
    let mut gun = gun();
    let station = Station::start(&ORDER.replace("bounce_ms = 0", "bounce_ms = 10000"), &[&gun]);
    let mut check = |code: &str, expect: u8| {
        gun.scan(code);
        assert_eq!(gun.told(), expect, "{code}");
    };
    check(&module(1), ACK);
    check(&module(1), ACK); // read twice: the gun waits for its answer all the same
    check("hello", NAK);
    check(&device(1), ACK);
    check("PSCMDVERIFY", ACK);
    check(&device(1), ACK);
    check(&module(1), ACK);
    check("PSCMDPAIR", ACK);
    check(&module(1), ACK);
    check(&device(1), ACK); // paired already
    check(&device(2), ACK);
    check(&module(1), NAK); // a duplicate: latched
    check(&module(3), NAK);
    check("PSCMDACK", ACK);
    assert_eq!(station.pairs(), 1);
    assert_eq!(station.verdicts()[11], "rejected:duplicate_dk");
    assert_eq!(gun.told_within(Duration::from_millis(50)), None, "one answer a scan");
}

#[test]
fn the_good_byte_of_a_pair_comes_after_its_commit() {
    let mut gun = gun();
    let station = Station::start(ORDER, &[&gun]);
    gun.scan(&module(1));
    assert_eq!(gun.told(), ACK);
    // Somebody else writes: the commit has to wait, and so has the gun.
    let other = rusqlite::Connection::open(station.ledger.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    gun.scan(&device(1));
    assert_eq!(gun.told_within(Duration::from_millis(200)), None);
    assert_eq!(station.pairs(), 0);
    other.execute_batch("ROLLBACK").unwrap();
    let told = gun.told();
    let pairs = station.pairs();
    assert_eq!((told, pairs), (ACK, 1));
    for n in 2..20 {
        gun.scan(&module(n));
        assert_eq!(gun.told(), ACK);
        gun.scan(&device(n));
        let told = gun.told();
        let pairs = station.pairs();
        assert_eq!((told, pairs), (ACK, n as u64));
    }
}

#[test]
fn an_answer_does_not_wait_for_the_read_that_sleeps() {
    let mut gun = gun();
    let _station = Station::start(ORDER, &[&gun]);
    let mut took: Vec<Duration> = (0..30)
        .map(|n| {
            gun.scan(&format!("code {n}"));
            let sent = Instant::now();
            assert_eq!(gun.told(), NAK);
            sent.elapsed()
        })
        .collect();
    took.sort();
    println!("scan to answer: median {:?}, longest {:?}", took[15], took[29]);
    // A read sleeps 200 ms; answers that waited for it would take 100 ms on the average.
    assert!(took[15] < Duration::from_millis(100), "{took:?}");
}

#[test]
fn a_gun_that_takes_no_answers_holds_nobody_up() {
    let mut gun = gun();
    gun.settings.flow_control = FlowControl::Software;
    let mut other = Gun::new("other");
    other.settings.feedback = ack_nak();
    let station = Station::start(ORDER, &[&gun, &other]);
    gun.send(XOFF);
    for n in 0..50 {
        gun.scan(&format!("code {n}"));
    }
    station.wait_for_scans(50);
    other.scan("of another gun");
    assert_eq!(other.told(), NAK);
    assert_eq!(gun.told_within(Duration::from_millis(20)), None);
    // What it did not take in two seconds is about scans long gone.
    std::thread::sleep(Duration::from_millis(2500));
    gun.send(XON);
    assert_eq!(gun.told_within(Duration::from_millis(300)), None);
    gun.scan(&module(1));
    assert_eq!(gun.told(), ACK);
    // And it does not keep the station from stopping.
    gun.send(XOFF);
    gun.scan(&device(1));
    station.wait_for_scans(53);
    let stopping = Instant::now();
    drop(station.stop());
    assert!(stopping.elapsed() < Duration::from_secs(2), "{:?}", stopping.elapsed());
}

#[test]
fn a_gun_that_was_set_to_be_told_nothing_is_told_nothing() {
    let mut gun = Gun::new("gun");
    let station = Station::start(ORDER, &[&gun]);
    gun.scan(&module(1));
    gun.scan("hello");
    station.wait_for_scans(2);
    assert_eq!(gun.told_within(Duration::from_millis(50)), None);
}
