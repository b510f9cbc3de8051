//! Guns that babble, that send noise, and that are faster than the ledger.

use crate::gun_support::{Gun, ORDER, Station, codes_of, device, module};
use pairing_station::scanner::CHANNEL_CAPACITY;

#[test]
fn a_megabyte_without_a_suffix_is_too_long_once_and_the_line_goes_on() {
    let mut gun = Gun::new("gun");
    let station = Station::start(ORDER, &[&gun]);
    gun.send(&vec![b'7'; 1_000_000]);
    station.wait_for_scans(1);
    gun.send(b"\r");
    gun.scan(&module(1));
    gun.scan(&device(1));
    station.wait(|view| view.counts.good == 1);
    assert_eq!(station.verdicts(), ["rejected:too_long", "module", "paired"]);
    assert_eq!(station.scans()[0].event.raw.len(), 4097, "the log holds its beginning, not all of it");
}

#[test]
fn after_a_babble_that_has_no_end_the_next_scan_counts() {
    let mut gun = Gun::new("gun");
    let station = Station::start(ORDER, &[&gun]);
    gun.send(&[b'7'; 50_000]);
    station.wait_for_scans(1);
    // Longer than a gun pauses within a code.
    std::thread::sleep(std::time::Duration::from_millis(1200));
    gun.scan(&module(1));
    station.wait(|view| view.module.is_some());
    assert_eq!(station.verdicts(), ["rejected:too_long", "module"]);
}

#[test]
fn binary_noise_is_named_and_the_line_goes_on() {
    let mut gun = Gun::new("gun");
    let station = Station::start(ORDER, &[&gun]);
    // A wrong baud rate looks like this; xorshift makes the same noise each time.
    let mut state = 0x2545_f491_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    })
    .take(20_000)
    .collect();
    gun.send(&noise);
    gun.send(b"\r");
    gun.scan(&module(1));
    gun.scan(&device(1));
    station.wait(|view| view.counts.good == 1);
    let mut verdicts = station.verdicts();
    let good = verdicts.split_off(verdicts.len() - 2);
    assert_eq!(good, ["module", "paired"]);
    let mut seen: Vec<&str> = verdicts.iter().map(String::as_str).collect();
    seen.sort_unstable();
    seen.dedup();
    let named = ["rejected:bad_encoding", "rejected:empty", "rejected:unknown_code", "ignored:bounce"];
    assert!(seen.contains(&"rejected:bad_encoding"), "{seen:?}");
    assert!(seen.iter().all(|verdict| named.contains(verdict)), "{seen:?}");
}

#[test]
fn codes_faster_than_the_ledger_wait_and_none_is_lost() {
    const CODES: usize = CHANNEL_CAPACITY * 2;
    let mut gun = Gun::new("gun");
    let station = Station::start(ORDER, &[&gun]);
    // Somebody else holds the ledger, so that nothing is committed while the gun sends.
    let other = rusqlite::Connection::open(station.ledger.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let sent: Vec<String> = (0..CODES).map(|n| format!("code number {n:04}")).collect();
    let all: String = sent.iter().map(|code| format!("{code}\r\n")).collect();
    let gun = std::thread::spawn(move || {
        // This blocks once channel and kernel are full: the gun waits, nothing is dropped.
        gun.send(all.as_bytes());
        gun
    });
    std::thread::sleep(std::time::Duration::from_millis(300));
    other.execute_batch("ROLLBACK").unwrap();
    station.wait_for_scans(CODES as u64);
    drop(gun.join().unwrap());
    assert_eq!(codes_of(&station.scans(), "gun"), sent);
}
