//! How fast the old tool's history is taken over, and what that costs over inserting the rows by hand.
//!
//! `cargo bench --bench history_import [-- ROWS [--rounds N]]`, by default a million rows, three rounds.
//! In turns, each into a new ledger: the import of a CSV as `import history` does it (read, every row
//! judged, compared with the ledger, hashed, one transaction, durable), and a bare rusqlite transaction
//! of the same rows into the same tables with the same settings, in the file's order, nothing judged.
//! The keys come in random order. Then the same file is imported again, where every row is known, and
//! a second file of other keys into the ledger that now holds the first.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pairing_station::ledger::{Ledger, Stamp, ledger_path};
use pairing_station::order::DkKind;
use pairing_station::scan::imei::check_digit;
use pairing_station::station::Settings;
use pairing_station::station::desk::TaskShared;
use pairing_station::station::history::{HistoryReport, HistoryRequest, import};
use rusqlite::{Connection, params};

/// 2026-11-22 12:00 UTC.
const NOON: Stamp = Stamp { at: 1_795_348_800_000, offset_min: 480 };

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let (mut rows, mut rounds) = (1_000_000, 3);
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--rounds" => rounds = rest.next().unwrap().parse().unwrap(),
            count => rows = count.parse().unwrap(),
        }
    }
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("history_import");
    if root.exists() {
        fs::remove_dir_all(&root).unwrap();
    }
    fs::create_dir_all(&root).unwrap();
    let (keys, others) = (keys(rows, 0), keys(rows, rows));
    let (file, other) = (csv(&root, "export.csv", &keys), csv(&root, "other.csv", &others));
    println!("{rows} rows, {} MB of CSV", fs::metadata(&file).unwrap().len() >> 20);
    for round in 1..=rounds {
        let dir = root.join(format!("ours{round}"));
        let ledger = Ledger::open(&ledger_path(&dir)).unwrap();
        let ours = timed(rows, "import", || assert_eq!(take(&ledger, &file).taken, rows));
        let dir_by_hand = root.join(format!("bare{round}"));
        let mut conn = None;
        let bare = timed(rows, "bare insert", || conn = Some(by_hand(&dir_by_hand, &keys)));
        drop(conn);
        fs::remove_dir_all(&dir_by_hand).unwrap();
        println!("  import / bare insert: {:.2}", ours.as_secs_f64() / bare.as_secs_f64());
        timed(rows, "again, all known", || assert_eq!(take(&ledger, &file).known, rows));
        timed(rows, "other keys, into that ledger", || assert_eq!(take(&ledger, &other).taken, rows));
        timed(2 * rows, "closing it (the log into the file)", || drop(ledger));
        fs::remove_dir_all(&dir).unwrap();
    }
    fs::remove_dir_all(&root).unwrap();
}

fn timed(rows: u64, what: &str, work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    let took = begun.elapsed();
    println!("  {what:36} {:6.2} s  {:8.0} rows/s", took.as_secs_f64(), rows as f64 / took.as_secs_f64());
    took
}

/// A DK and an SN.
type Keys = (String, String);

/// Valid keys in random order, the same in every run: a full cycle of a linear congruence modulo a prime.
fn keys(rows: u64, skip: u64) -> Vec<Keys> {
    const PRIME: u64 = 99_999_989;
    let random = |n: u64| (n + 1) * 48_271_127 % PRIME;
    (skip..skip + rows)
        .map(|n| {
            let first14 = format!("863950{:08}", random(n));
            let dk = format!("{first14}{}", check_digit(&first14));
            (dk, format!("VDR{:013}", random(n) * 70_001 % 9_999_999_999_971))
        })
        .collect()
}

fn csv(root: &Path, name: &str, keys: &[Keys]) -> PathBuf {
    let mut text = "*产品ProductKey,*设备DeviceKey,*设备SN,设备名称,证书指纹".to_owned();
    for (n, (dk, sn)) in keys.iter().enumerate() {
        write!(text, "\r\n{dk},p11sf2,{sn},meter-{n}").unwrap();
    }
    let path = root.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn take(ledger: &Ledger, file: &Path) -> HistoryReport {
    let request = HistoryRequest {
        file: file.to_owned(),
        dk_kind: DkKind::Imei,
        take_good: false,
        dry_run: false,
        looked_at: None,
        operator: "bench".into(),
    };
    let report = import(ledger, &Settings::default(), &request, NOON, &TaskShared::default()).unwrap();
    assert_eq!(report.faulty, []);
    report
}

/// The same rows, as a short program would insert them; gives the connection, not yet closed.
fn by_hand(dir: &Path, keys: &[Keys]) -> Connection {
    let path = ledger_path(dir);
    drop(Ledger::open(&path).unwrap());
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
         PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-65536; BEGIN IMMEDIATE; \
         INSERT INTO events VALUES (1,0,0,'import','',x'','','','','','','','',NULL,'','','','',0,'',0,zeroblob(32),NULL)",
    )
    .unwrap();
    let mut pair = conn.prepare("INSERT INTO pairs VALUES (?,?,?,?,?,?,?,?,?,?,?,?,1)").unwrap();
    let mut dks = conn.prepare("INSERT INTO dk_claims VALUES (?, ?)").unwrap();
    let mut sns = conn.prepare("INSERT INTO sn_claims VALUES (?, ?)").unwrap();
    for (id, (dk, sn)) in (1i64..).zip(keys) {
        let name = format!("meter-{}", id - 1);
        let row = params![id, dk, "p11sf2", sn, name, NOON.at, 480, "", "bench", "Station 1", "", 20_261_122];
        pair.execute(row).unwrap();
        dks.execute(params![dk, id]).unwrap();
        sns.execute(params![sn, id]).unwrap();
    }
    drop((pair, dks, sns));
    conn.execute_batch("COMMIT").unwrap();
    conn
}
