//! Backups that are made by themselves, and a ledger that is damaged under a running line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger_support::{Bench, NOON, event, faults, pair};
use pairing_station::ledger::{EventFilter, ExportFile, Ledger, LedgerError, NewExport, Pace, PairFilter};
use pairing_station::pairing::AckBy;
use pairing_station::scan::Reason;
use pairing_station::scanner::{Scan, ScannerEvent};
use pairing_station::station::backups::{Keeper, Keeping, Rhythm, kept, newest_good};
use pairing_station::station::clock::now_ms;
use pairing_station::station::core::Core;
use pairing_station::station::line::{Line, ask};
use pairing_station::station::settings::BackupSettings;
use pairing_station::station::view::{Board, LedgerView};
use pairing_station::station::{Command, Settings, StationError};

const PATIENCE: Duration = Duration::from_secs(60);

/// Looks at once and often; looks for damage only when it is told.
const QUICK: Rhythm = Rhythm {
    first: Duration::from_millis(1),
    every: Duration::from_millis(20),
    retry: Duration::from_secs(3600),
    damage: Duration::from_secs(3600),
};

fn settings(backup: BackupSettings) -> Settings {
    Settings { backup, ..Settings::default() }
}

fn keeper(bench: &Bench, ledger: &Ledger, backup: BackupSettings) -> Keeper {
    Keeper::start(ledger.clone(), settings(backup), bench.dir.path(), Arc::new(|| {}), QUICK).unwrap()
}

/// Waits until the keeper publishes this.
fn until(keeper: &Keeper, what: &str, holds: impl Fn(&Keeping) -> bool) -> Arc<Keeping> {
    let end = Instant::now() + PATIENCE;
    loop {
        let keeping = keeper.handle().keeping();
        if holds(&keeping) {
            return keeping;
        }
        assert!(Instant::now() < end, "{what} did not come about: {keeping:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Events of this kind, newest first: their details.
fn told(ledger: &Ledger, kind: &str) -> Vec<serde_json::Value> {
    let events = ledger.reader().unwrap().page_events(&EventFilter::default(), 0, 1000).unwrap();
    let of_kind = events.into_iter().filter(|event| event.event.kind == kind);
    of_kind.map(|event| serde_json::from_str(&event.event.detail).unwrap()).collect()
}

/// Waits until this many events of that kind are there.
fn until_told(ledger: &Ledger, kind: &str, count: usize) -> Vec<serde_json::Value> {
    let end = Instant::now() + PATIENCE;
    loop {
        let found = told(ledger, kind);
        if found.len() >= count {
            return found;
        }
        assert!(Instant::now() < end, "{count} of {kind}: {found:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn work_of_a_shift_that_is_over_is_backed_up_at_the_next_start_and_once() {
    let bench = Bench::new();
    let ledger = bench.open();
    // Long before the shift that is on now.
    pair(&ledger, "dk1", "sn1", now_ms() - 3 * 24 * 3_600_000);
    let keeper = keeper(&bench, &ledger, BackupSettings::default());
    let keeping = until(&keeper, "a backup", |k| k.list.len() == 1 && k.running.is_none());
    assert_eq!(keeping.list[0].path.parent().unwrap(), bench.dir.path().join("backups"));
    let details = until_told(&ledger, "backup", 1);
    assert_eq!(details[0]["why"], "shift_end");
    assert_eq!(details[0]["head"]["seq"], 1);
    assert_eq!(details[0]["file"], keeping.list[0].path.display().to_string());
    // Nothing more happened: no other one is made, and nothing is missing.
    std::thread::sleep(Duration::from_millis(200));
    let keeping = until(&keeper, "all is in it", |k| k.unsaved.first_work.is_none());
    assert_eq!((keeping.list.len(), keeping.too_old), (1, false));
    drop(keeper);
    let copy = Ledger::open(&keeping.list[0].path).unwrap();
    assert_eq!(copy.reader().unwrap().count_pairs(&PairFilter::default()).unwrap(), 1);
}

#[test]
fn backups_of_another_past_count_for_nothing_and_are_not_made_again_and_again() {
    let bench = Bench::new();
    let other = Bench::new();
    let ledger = other.open();
    for n in 0..9 {
        pair(&ledger, &format!("x{n}"), &format!("y{n}"), NOON);
    }
    let file = bench.dir.path().join("backups/ledger-20260101-120000.sqlite");
    ledger.backup(&file, Pace::Full, 0, &mut |_, _| true).unwrap();
    let ledger = bench.open();
    pair(&ledger, "dk1", "sn1", now_ms() - 3 * 24 * 3_600_000);
    let keeper = keeper(&bench, &ledger, BackupSettings::default());
    until(&keeper, "its own", |k| k.list.len() == 2 && k.running.is_none() && k.unsaved.first_work.is_none());
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(told(&ledger, "backup").len(), 1);
}

#[test]
fn an_export_is_backed_up_and_work_of_this_shift_waits() {
    let bench = Bench::new();
    let ledger = bench.open();
    let keeper = keeper(&bench, &ledger, BackupSettings::default());
    let id = pair(&ledger, "dk1", "sn1", now_ms() + 1000);
    until(&keeper, "work is seen", |k| k.unsaved.first_work.is_some());
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(told(&ledger, "backup").len(), 0, "the shift goes on");
    let files =
        vec![ExportFile { path: "a.csv".into(), pk: "p11sf2".into(), rows: 1, sha256: "00".repeat(32) }];
    let export = NewExport { event: event("export", now_ms()), pairs: vec![id], files };
    ledger.record_export(export, &mut |_, _| true).unwrap();
    keeper.handle().look();
    assert_eq!(until_told(&ledger, "backup", 1)[0]["why"], "export");
}

#[test]
fn nothing_is_made_by_itself_where_that_is_off_but_a_warning_comes() {
    let bench = Bench::new();
    let ledger = bench.open();
    pair(&ledger, "dk1", "sn1", now_ms() - 27 * 3_600_000);
    let keeper = keeper(&bench, &ledger, BackupSettings { automatic: false, ..BackupSettings::default() });
    until(&keeper, "a warning", |k| k.too_old);
    assert!(!bench.dir.path().join("backups").exists());
    keeper.handle().back_up();
    until(&keeper, "no warning", |k| !k.too_old && k.list.len() == 1);
    assert_eq!(until_told(&ledger, "backup", 1)[0]["why"], "asked");
}

#[test]
fn a_second_place_gets_its_own_and_one_that_is_missing_is_named() {
    let bench = Bench::new();
    let ledger = bench.open();
    pair(&ledger, "dk1", "sn1", NOON);
    let second = bench.dir.path().join("drive/backups");
    let backup = BackupSettings { automatic: false, second: second.clone(), ..BackupSettings::default() };
    let keeper = keeper(&bench, &ledger, backup);
    keeper.handle().back_up();
    let failed = until_told(&ledger, "backup_failed", 1);
    assert!(failed[0]["file"].as_str().unwrap().contains("drive"), "{failed:?}");
    let keeping = until(&keeper, "trouble", |k| k.trouble().is_some() && k.running.is_none());
    assert_eq!(keeping.trouble().unwrap().dir, second);
    assert_eq!(keeping.list.len(), 1, "the first place has its copy");
    assert!(!bench.dir.path().join("drive").exists(), "no drive is made up");
    // Plugged in.
    fs::create_dir(bench.dir.path().join("drive")).unwrap();
    keeper.handle().back_up();
    let keeping = until(&keeper, "both", |k| k.trouble().is_none() && k.list.len() == 3);
    assert_eq!(keeping.list.iter().filter(|kept| kept.path.starts_with(&second)).count(), 1);
}

#[test]
fn only_so_many_are_kept() {
    let bench = Bench::new();
    let ledger = bench.open();
    let dir = bench.dir.path().join("backups");
    pair(&ledger, "dk1", "sn1", NOON);
    for day in 1..6 {
        let file = dir.join(format!("ledger-2026010{day}-120000.sqlite"));
        ledger.backup(&file, Pace::Full, 0, &mut |_, _| true).unwrap();
    }
    fs::write(dir.join("notes.txt"), "mine").unwrap();
    let backup = BackupSettings { automatic: false, keep: 2, keep_days: 0, ..BackupSettings::default() };
    let keeper = keeper(&bench, &ledger, backup);
    until(&keeper, "the old ones", |k| k.list.len() == 5);
    keeper.handle().back_up();
    let keeping = until(&keeper, "thinned out", |k| k.list.len() == 2 && k.running.is_none());
    assert!(keeping.list[1].path.ends_with("ledger-20260105-120000.sqlite"), "{keeping:?}");
    assert!(dir.join("notes.txt").exists());
}

/// A line with two pairs, and where it is.
struct Damaged {
    bench: Bench,
    line: Line,
    ledger: Ledger,
}

impl Damaged {
    fn new() -> Damaged {
        let bench = Bench::new();
        let ledger = bench.open();
        for n in 0..300 {
            pair(&ledger, &format!("dk{n:030}"), &format!("sn{n:030}"), NOON);
        }
        let settings = Settings::default();
        let core = Core::new(ledger.clone(), &settings, "1024").unwrap();
        let line = Line::start(core, settings, Board::default(), Arc::new(|| {})).unwrap();
        let source = "name = \"A\"\nproduct_key = \"p11sf2\"\nbounce_ms = 0\n".to_owned();
        let open = |reply| Command::AddOrder { source, origin: "test".into(), open: true, reply };
        ask(&line.commands(), open).unwrap();
        Damaged { bench, line, ledger }
    }

    fn scan(&self, text: &str) {
        let before = self.line.board().get().last.as_ref().map_or(0, |shown| shown.n);
        let scan = Scan { source: "gun".into(), at: now_ms(), bytes: text.as_bytes().to_vec() };
        self.line.scans().send(ScannerEvent::Scan(scan)).unwrap();
        let end = Instant::now() + PATIENCE;
        while self.line.board().get().last.as_ref().is_none_or(|shown| shown.n == before) {
            assert!(Instant::now() < end, "{text} has no verdict");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Writes over the pages that hold the claims, as a broken disk does, and forgets what is cached.
    fn break_claims(&self) {
        use std::io::{Seek, SeekFrom, Write};
        let conn = self.bench.raw();
        let moved = || {
            let busy = || conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
            while busy().unwrap() != 0 {
                std::thread::sleep(Duration::from_millis(5));
            }
        };
        moved();
        let pages: Vec<u32> = ["dk_claims", "sn_claims"]
            .into_iter()
            .map(|table| {
                let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?";
                conn.query_row(sql, [table], |row| row.get(0)).unwrap()
            })
            .collect();
        // A commit of somebody else makes every connection read anew.
        conn.execute_batch("UPDATE scratch SET n = n + 1").unwrap();
        moved();
        let mut file = fs::OpenOptions::new().write(true).open(self.bench.path()).unwrap();
        for page in pages {
            file.seek(SeekFrom::Start(u64::from(page - 1) * 4096)).unwrap();
            file.write_all(&[0x5a; 4096]).unwrap();
        }
        // Kept open, the file's locks of this process stay.
        std::mem::forget(file);
        std::mem::forget(conn);
    }
}

const MODULE: &str = "863950068662495";
const DEVICE: &str = "pk=p11sf2&sn=VDR0319035976321&v=1";

#[test]
fn damage_under_a_running_line_stops_it_for_good() {
    let rig = Damaged::new();
    rig.break_claims();
    rig.scan(MODULE);
    if rig.line.board().get().alarm.is_none() {
        rig.scan(DEVICE);
    }
    let view = rig.line.board().get();
    let alarm = view.alarm.as_ref().expect("a hard alarm");
    assert_eq!(alarm.shown.verdict.reason, Some(Reason::NotRecorded));
    assert!(matches!(view.ledger, LedgerView::Damaged { .. }), "{:?}", view.ledger);
    assert!(rig.ledger.damage().is_some());
    // Acknowledging does not help, and nothing else is written either.
    let error = ask(&rig.line.commands(), |reply| Command::Acknowledge(AckBy::Operator, reply)).unwrap_err();
    assert!(matches!(error, StationError::Ledger(LedgerError::Damaged { .. })), "{error:?}");
    assert!(rig.line.board().get().alarm.is_some());
    let error = rig.ledger.append(vec![event("scan", NOON)]).unwrap_err();
    assert!(matches!(error, LedgerError::Damaged { .. }), "{error:?}");
}

#[test]
fn a_look_in_the_background_finds_damage_that_nobody_met() {
    let rig = Damaged::new();
    rig.break_claims();
    assert_eq!(rig.ledger.damage(), None);
    let rhythm = Rhythm { damage: Duration::ZERO, ..QUICK };
    let off = settings(BackupSettings { automatic: false, ..BackupSettings::default() });
    let keeper =
        Keeper::start(rig.ledger.clone(), off, rig.bench.dir.path(), Arc::new(|| {}), rhythm).unwrap();
    until(&keeper, "the damage", |k| k.damaged.is_some());
    rig.scan(MODULE);
    assert!(matches!(rig.line.board().get().ledger, LedgerView::Damaged { .. }));
}

#[test]
fn the_newest_good_backup_is_offered_and_damaged_newer_ones_are_passed_over() {
    let bench = Bench::new();
    let ledger = bench.open();
    let dir = bench.dir.path().join("backups");
    let file = |day: u32| dir.join(format!("ledger-202601{day:02}-120000.sqlite"));
    for day in 1..=4 {
        for n in 0..60 {
            pair(&ledger, &format!("dk{day}{n:030}"), &format!("sn{day}{n:030}"), NOON);
        }
        ledger.backup(&file(day), Pace::Full, 0, &mut |_, _| true).unwrap();
    }
    // A torn page in the middle, a file cut off, and one that is none.
    let mut bytes = fs::read(file(3)).unwrap();
    let page = bytes.len() / 4096 / 2 * 4096;
    bytes[page..page + 4096].fill(0x5a);
    fs::write(file(3), bytes).unwrap();
    let bytes = fs::read(file(4)).unwrap();
    fs::write(file(4), &bytes[..bytes.len() / 2]).unwrap();
    fs::write(file(5), "x".repeat(5000)).unwrap();
    let dirs: Vec<PathBuf> = vec![dir.clone(), Path::new("/nowhere").to_owned()];
    let found = newest_good(&dirs, &mut || true).unwrap();
    assert_eq!(found.path, file(2));
    let faulty = kept::list(&dirs).into_iter().filter(|kept| kept.state.is_err()).count();
    assert!(faulty >= 2, "what a look finds");
    assert_eq!(newest_good(&[], &mut || true), None);
    assert_eq!(faults(&ledger.reader().unwrap()), [""; 0]);
}
