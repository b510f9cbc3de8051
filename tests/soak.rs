//! Four serial guns at 1,000 codes a second each: nothing is lost, doubled or reordered, and the memory
//! stays flat.
//!
//! The ordinary run takes some seconds. `SOAK_SECONDS=60` makes it as long as one likes; see the README
//! of the tests.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod gun_support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::bounded;
use gun_support::{Gun, ORDER, PATIENCE, Station, codes_of, resident};
use pairing_station::scanner::{CHANNEL_CAPACITY, GunState, ScannerEvent, Wiring, serial};

const GUNS: usize = 4;
const PER_SECOND: u64 = 1000;

/// More than this the resident memory may not grow from the first fifth of a run to its end.
const FLAT: u64 = 2 << 20;

/// The memory is the whole program's, so one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

fn seconds(usually: u64) -> u64 {
    std::env::var("SOAK_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(usually)
}

fn name(gun: usize) -> String {
    format!("gun {gun}")
}

fn code(gun: usize, n: u64) -> String {
    format!("pk=p11sf2&sn=G{gun}N{n:09}&v=1")
}

/// Sends `codes` codes at the rate; gives the gun back, plugged in.
fn send(mut gun: Gun, number: usize, codes: u64) -> Gun {
    let start = Instant::now();
    for n in 0..codes {
        gun.scan(&code(number, n));
        let due = start + Duration::from_micros((n + 1) * 1_000_000 / PER_SECOND);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    gun
}

#[test]
fn four_guns_at_a_thousand_codes_a_second_each_lose_nothing() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let codes = seconds(4) * PER_SECOND;
    let (sender, events) = bounded(CHANNEL_CAPACITY);
    let wiring = Wiring::new(sender, Arc::new(|| chrono::Utc::now().timestamp_millis()));
    let guns: Vec<Gun> = (0..GUNS).map(|gun| Gun::new(&name(gun))).collect();
    let threads: Vec<_> = guns.iter().map(|gun| serial::spawn(gun.settings.clone(), &wiring)).collect();
    for _ in 0..GUNS {
        let event = events.recv_timeout(PATIENCE).unwrap();
        assert!(matches!(event, ScannerEvent::State { state: GunState::Ready, .. }), "{event:?}");
    }
    let begun = Instant::now();
    let senders: Vec<_> = guns
        .into_iter()
        .enumerate()
        .map(|(number, gun)| std::thread::spawn(move || send(gun, number, codes)))
        .collect();
    let mut next: BTreeMap<String, u64> = (0..GUNS).map(|gun| (name(gun), 0)).collect();
    let (all, mut heard) = (GUNS as u64 * codes, 0);
    let (mut settled, mut peak, mut fullest) = (0, 0, 0);
    while heard < all {
        let ScannerEvent::Scan(scan) = events.recv_timeout(PATIENCE).expect("a code is lost") else {
            continue;
        };
        let due = next.get_mut(&*scan.source).unwrap();
        let gun = scan.source.trim_start_matches("gun ").parse().unwrap();
        let text = String::from_utf8_lossy(&scan.bytes);
        assert_eq!(text, code(gun, *due), "{} lost, doubled or reordered a code", scan.source);
        *due += 1;
        heard += 1;
        fullest = fullest.max(events.len());
        if heard % PER_SECOND == 0 {
            let now = resident();
            if heard <= all / 5 {
                settled = settled.max(now);
            }
            peak = peak.max(now);
        }
    }
    let took = begun.elapsed();
    for sender in senders {
        drop(sender.join().unwrap());
    }
    threads.into_iter().for_each(pairing_station::scanner::Gun::stop);
    let extra = events.try_iter().filter(|event| matches!(event, ScannerEvent::Scan(_))).count();
    assert_eq!(extra, 0, "codes that nobody sent");
    println!(
        "{all} codes in {took:.1?}: {:.0} a second; the channel held {fullest} at most; resident memory {} KiB \
         after a fifth, {} KiB at most",
        all as f64 / took.as_secs_f64(),
        settled / 1024,
        peak / 1024
    );
    assert!(peak <= settled + FLAT, "{settled} bytes grew to {peak}");
}

#[test]
fn four_guns_through_the_whole_line_lose_nothing() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    // As fast as the line takes them; the guns wait for it.
    let codes = seconds(4) * 50;
    let guns: Vec<Gun> = (0..GUNS).map(|gun| Gun::new(&name(gun))).collect();
    let station = Station::start(ORDER, &guns.iter().collect::<Vec<_>>());
    let unknown = |gun: usize, n: u64| format!("G{gun}N{n:09}");
    let before = resident();
    let begun = Instant::now();
    let senders: Vec<_> = guns
        .into_iter()
        .enumerate()
        .map(|(number, mut gun)| {
            std::thread::spawn(move || {
                (0..codes).for_each(|n| gun.scan(&unknown(number, n)));
                gun
            })
        })
        .collect();
    station.wait_for_scans(GUNS as u64 * codes);
    let (took, after) = (begun.elapsed(), resident());
    for sender in senders {
        drop(sender.join().unwrap());
    }
    let scans = station.scans();
    assert_eq!(scans.len() as u64, GUNS as u64 * codes);
    for gun in 0..GUNS {
        let expect: Vec<String> = (0..codes).map(|n| unknown(gun, n)).collect();
        assert_eq!(codes_of(&scans, &name(gun)), expect);
    }
    println!(
        "{} codes through the line in {took:.1?}: {:.0} a second; resident memory {} KiB before, {} KiB after",
        scans.len(),
        scans.len() as f64 / took.as_secs_f64(),
        before / 1024,
        after / 1024
    );
}

#[test]
fn a_gun_that_babbles_without_an_end_takes_no_memory() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let (sender, events) = bounded(CHANNEL_CAPACITY);
    let wiring = Wiring::new(sender, Arc::new(|| 0));
    let mut gun = Gun::new("gun");
    let thread = serial::spawn(gun.settings.clone(), &wiring);
    assert!(matches!(events.recv_timeout(PATIENCE).unwrap(), ScannerEvent::State { .. }));
    let megabyte = vec![b'7'; 1 << 20];
    gun.send(&megabyte);
    let before = resident();
    (0..seconds(4) * 4).for_each(|_| gun.send(&megabyte));
    let grown = resident().saturating_sub(before);
    gun.scan("");
    gun.scan("next");
    let scans: Vec<usize> = std::iter::from_fn(|| events.recv_timeout(PATIENCE).ok())
        .filter_map(|event| match event {
            ScannerEvent::Scan(scan) => Some(scan.bytes.len()),
            _ => None,
        })
        .take(2)
        .collect();
    thread.stop();
    println!("{} MiB without an end: {} KiB more", seconds(4) * 4, grown / 1024);
    assert_eq!(scans, [4097, 4], "told once, and the next code is whole");
    assert!(grown <= FLAT, "{grown} bytes more");
}
