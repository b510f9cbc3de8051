//! How long `check` takes, and what memory it needs.
//!
//! `cargo bench --bench check [-- EVENTS] [--keep]`, by default a million; the bar is a minute for
//! `10000000`. The ledger has as many pairs as events, random keys, and every event is linked and sealed. It is
//! made before (10 million take minutes; with `--keep` it stays and is taken again the next time) and read once,
//! so that what is measured is the check and not the disk.
//!
//! Beside it, on the same file: SQLite's own `PRAGMA integrity_check`, which is a part of it and the least
//! that any check has to do, and the bare hashing of as many events. The bar is for a computer that does nothing
//! else; on a busy one the ratio to `integrity_check`, measured in the same run, tells more.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, Instant};

use common::fill;
use pairing_station::ledger::{Ledger, Reader, key_path, ledger_path};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

const BAR: Duration = Duration::from_secs(60);

/// More than this beside the caches of its two connections is too much.
const MEMORY_MIB: f64 = 100.0;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let keep = args.iter().any(|arg| arg == "--keep");
    let events: u64 = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(1_000_000);
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("check");
    let path = ledger_path(&root.join(events.to_string()));
    if !(keep && path.exists()) {
        make(&root, &path, events);
    }
    std::io::copy(&mut File::open(&path).unwrap(), &mut std::io::sink()).unwrap();

    let alone = integrity(&path);
    let hashed = hashing(events);
    let before = resident();
    let mut reports = 0;
    let started = Instant::now();
    let reader = Reader::open_beside(&path, &key_path(&path)).unwrap();
    let report = reader.check(&mut |_, _| {
        reports += 1;
        true
    });
    let took = started.elapsed();
    let report = report.unwrap();
    assert_eq!((report.faults, report.events, report.sealed), (vec![], events, events));

    println!("{events} events and pairs, all sealed:");
    println!("    integrity_check alone           {:>8.1} s", alone.as_secs_f64());
    println!("    hashing alone                   {:>8.1} s", hashed.as_secs_f64());
    println!("    check                           {:>8.1} s", took.as_secs_f64());
    println!("    check / integrity_check         {:>8.2}", took.as_secs_f64() / alone.as_secs_f64());
    println!("    reports of progress             {reports:>8}");
    let bar = BAR.mul_f64(events as f64 / 1e7);
    let said = if took <= bar { "" } else { ": MISSED" };
    println!(
        "    of the bar                      {:>8.2}  (at most 1{said})",
        took.as_secs_f64() / bar.as_secs_f64()
    );
    if let (Some(before), Some(most)) = (before, peak()) {
        let said = if most - before <= MEMORY_MIB { "" } else { ": MISSED" };
        println!(
            "    memory                          {:>8.0} MiB (at most {MEMORY_MIB}{said})",
            most - before
        );
    }
    drop(reader);
    if !keep {
        fs::remove_dir_all(&root).unwrap();
    }
}

fn make(root: &Path, path: &Path, events: u64) {
    if root.exists() {
        fs::remove_dir_all(root).unwrap();
    }
    let started = Instant::now();
    drop(Ledger::open(path).unwrap());
    fill(path, events);
    let size = fs::metadata(path).unwrap().len() >> 20;
    println!("made in {:.0} s, {size} MiB", started.elapsed().as_secs_f64());
    // Back into write-ahead logging, and its end remembered.
    drop(Ledger::open(path).unwrap());
}

fn integrity(path: &Path) -> Duration {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA cache_size=-16384").unwrap();
    let started = Instant::now();
    let said: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(said, "ok");
    started.elapsed()
}

/// As many links as there are events, of as many bytes: each of the one before.
fn hashing(events: u64) -> Duration {
    let started = Instant::now();
    let mut piece = [0x5a; 420];
    for _ in 0..events {
        let link = Sha256::digest(piece);
        piece[..32].copy_from_slice(&link);
    }
    std::hint::black_box(piece);
    started.elapsed()
}

/// Memory in use and the most there was, in MiB, where the system says so (Linux). What making the ledger took
/// is forgotten first.
fn resident() -> Option<f64> {
    fs::write("/proc/self/clear_refs", "5").ok()?;
    status("VmRSS:")
}

fn peak() -> Option<f64> {
    status("VmHWM:")
}

fn status(name: &str) -> Option<f64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let kib: f64 = text
        .lines()
        .find_map(|line| line.strip_prefix(name))?
        .trim()
        .strip_suffix("kB")?
        .trim()
        .parse()
        .ok()?;
    Some(kib / 1024.0)
}
