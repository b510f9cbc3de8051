//! Opening: what is refused, by which name, and that it stays as it was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use ledger_support::{Bench, NOON, faults, pair};
use pairing_station::ledger::{
    EventFilter, Ledger, LedgerError, PairFilter, copy_key, key_path, ledger_path,
};

/// Every file and what is in it, but for the lock and SQLite's index into its log, which is made
/// anew at every opening.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file())
        .filter(|path| ![".lock", "-shm"].iter().any(|end| path.to_string_lossy().ends_with(end)))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect()
}

/// `prepare` leaves something at the path; opening it must fail as `expect` says and change nothing.
fn check(what: &str, prepare: impl FnOnce(&Path), expect: fn(&LedgerError) -> bool) {
    let bench = Bench::new();
    let path = bench.path();
    prepare(&path);
    let before = files(bench.dir.path());
    let error = Ledger::open(&path).map(|_| ()).expect_err(what);
    assert!(expect(&error), "{what}: {error:?}");
    assert!(
        error.to_string().contains(&*bench.dir.path().to_string_lossy()),
        "{what}: {error} names no file"
    );
    assert_eq!(files(bench.dir.path()), before, "{what}: something was changed");
}

/// A closed ledger with some pairs at `path`.
fn some_ledger(path: &Path) {
    let ledger = Ledger::open(path).unwrap();
    for n in 0..50 {
        pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON);
    }
}

fn sql(path: &Path, sql: &str) {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch(sql).unwrap();
    conn.close().unwrap();
}

fn not_ours(error: &LedgerError) -> bool {
    matches!(error, LedgerError::NotALedger { .. })
}

fn damaged(error: &LedgerError) -> bool {
    matches!(error, LedgerError::Damaged { .. })
}

#[test]
fn what_is_not_a_ledger_is_left_alone() {
    check("empty", |path| fs::write(path, "").unwrap(), not_ours);
    check("short", |path| fs::write(path, "SQLite format 3\0").unwrap(), not_ours);
    check("text", |path| fs::write(path, "dk,pk,sn\r\n".repeat(100)).unwrap(), not_ours);
    check("directory", |path| fs::create_dir(path).unwrap(), not_ours);
    check("foreign", |path| sql(path, "CREATE TABLE device_userInfo (idex, dk, pk, sn)"), not_ours);
}

#[test]
fn a_newer_schema_is_refused() {
    let newer = |path: &Path| {
        some_ledger(path);
        sql(path, "PRAGMA user_version = 1000");
    };
    check("newer", newer, |e| matches!(e, LedgerError::NewerSchema { found: 1000, known: 1..1000, .. }));
    let in_the_log = |path: &Path| {
        some_ledger(path);
        // The version is in the write-ahead log only, as after a crash.
        let other = path.with_file_name("other");
        let conn = rusqlite::Connection::open(path).unwrap();
        conn.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 1001").unwrap();
        fs::copy(path, &other).unwrap();
        fs::copy(log_of(path), log_of(&other)).unwrap();
        drop(conn);
        fs::rename(&other, path).unwrap();
        fs::rename(log_of(&other), log_of(path)).unwrap();
    };
    check("newer, in the log", in_the_log, |e| matches!(e, LedgerError::NewerSchema { found: 1001, .. }));
}

fn log_of(path: &Path) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

#[test]
fn a_damaged_ledger_is_refused() {
    let cut = |path: &Path| {
        some_ledger(path);
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    };
    check("cut off", cut, damaged);
    let schema = |path: &Path| {
        some_ledger(path);
        let mut bytes = fs::read(path).unwrap();
        bytes[100..4096].fill(0xa5);
        fs::write(path, &bytes).unwrap();
    };
    check("schema", schema, damaged);
    let table = |path: &Path| {
        some_ledger(path);
        sql(path, "PRAGMA foreign_keys = OFF; DROP TABLE pair_spans");
    };
    check("table", table, damaged);
    // What a torn end of the file loses.
    let lost: [(&str, &str); 5] = [
        ("the last pair", "DROP TRIGGER pairs_no_delete; DELETE FROM pairs WHERE id = 50"),
        ("a claim", "DELETE FROM dk_claims WHERE dk = 'dk49'"),
        ("the other claim", "DELETE FROM sn_claims WHERE sn = 'sn40'"),
        ("an event", "DROP TRIGGER events_no_delete; DELETE FROM events WHERE seq = 48"),
        ("what an event says", "DROP TRIGGER events_no_update; UPDATE events SET raw = x'' WHERE seq = 50"),
    ];
    for (what, change) in lost {
        let change = format!("PRAGMA foreign_keys = OFF; {change}");
        check(
            what,
            |path| {
                some_ledger(path);
                sql(path, &change);
            },
            damaged,
        );
    }
    let log_only = |path: &Path| fs::write(log_of(path), "pages").unwrap();
    check("log without ledger", log_only, damaged);
}

#[test]
fn a_read_only_ledger_is_refused() {
    let read_only = |path: &Path| {
        let mut rights = fs::metadata(path).unwrap().permissions();
        rights.set_readonly(true);
        fs::set_permissions(path, rights).unwrap();
    };
    let file = |path: &Path| {
        some_ledger(path);
        read_only(path);
    };
    check("file", file, |e| matches!(e, LedgerError::ReadOnly { .. }));
}

#[cfg(unix)]
#[test]
fn a_read_only_directory_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    some_ledger(&bench.path());
    let rights = |mode| fs::set_permissions(bench.dir.path(), fs::Permissions::from_mode(mode)).unwrap();
    rights(0o555);
    let error = Ledger::open(&bench.path()).map(|_| ()).unwrap_err();
    rights(0o755);
    assert!(matches!(error, LedgerError::ReadOnly { .. }), "{error:?}");
}

#[test]
fn a_missing_ledger_is_made_with_its_directory() {
    let dir = tempfile::tempdir().unwrap();
    let path = ledger_path(&dir.path().join("a").join("b"));
    let ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.path(), path);
    let reader = ledger.reader().unwrap();
    assert_eq!(reader.count_pairs(&PairFilter::default()).unwrap(), 0);
    assert_eq!(reader.chain_head().unwrap().hash, "0".repeat(64));
    assert_eq!(faults(&reader), [""; 0]);
    drop((reader, ledger));
    let left: Vec<String> = files(path.parent().unwrap()).into_keys().collect();
    let expect = ["ledger.sqlite", "ledger.sqlite.key", "ledger.sqlite.key.end"];
    assert_eq!(left, expect, "a clean end leaves no log");
}

#[test]
fn a_ledger_that_is_gone_is_not_started_over_silently() {
    let bench = Bench::new();
    let path = bench.path();
    let lock = path.with_file_name("ledger.sqlite.lock");
    // A first start that failed leaves a lock and no mark in it.
    fs::write(&lock, "4711").unwrap();
    some_ledger(&path);
    let kept = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    for _ in 0..2 {
        match Ledger::open(&path).map(|_| ()).unwrap_err() {
            LedgerError::Gone { path: of, lock: named } => {
                assert_eq!((of, named), (path.clone(), lock.clone()))
            }
            other => panic!("{other:?}"),
        }
        assert!(!path.exists());
    }
    // Brought back, it goes on; with the lock removed on purpose, a new one begins.
    fs::write(&path, kept).unwrap();
    let count = || bench.open().reader().unwrap().count_pairs(&PairFilter::default()).unwrap();
    assert_eq!(count(), 50);
    fs::remove_file(&path).unwrap();
    fs::remove_file(&lock).unwrap();
    assert_eq!(count(), 0);
}

#[test]
fn a_second_opener_is_told_who_holds_it() {
    let bench = Bench::new();
    let ledger = bench.open();
    let clone = ledger.clone();
    drop(ledger);
    match Ledger::open(&bench.path()).map(|_| ()).unwrap_err() {
        LedgerError::Locked { holder, .. } if cfg!(windows) => assert_eq!(holder, "unknown"),
        LedgerError::Locked { holder, .. } => assert_eq!(holder, std::process::id().to_string()),
        other => panic!("{other:?}"),
    }
    drop(clone);
    bench.open();
}

/// Not a test of its own: the other program in the tests below. It pairs until it is killed and
/// prints each pair's number after it was acknowledged.
#[test]
#[ignore = "run by other tests as a process"]
fn another_program() {
    let Some(path) = std::env::var_os("LEDGER_OF_ANOTHER_PROGRAM") else { return };
    let ledger = Ledger::open(Path::new(&path)).unwrap();
    println!("\nopen");
    for n in 0.. {
        pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON);
        println!("paired {n}");
    }
}

fn start_another(path: &Path) -> (Child, impl Iterator<Item = String>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "another_program", "--ignored", "--nocapture"])
        .env("LEDGER_OF_ANOTHER_PROGRAM", path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line == "open"));
    (child, lines)
}

#[test]
fn a_killed_program_loses_nothing_and_holds_nothing() {
    let bench = Bench::new();
    for round in 1..4 {
        let path = bench.dir.path().join(format!("{round}.sqlite"));
        let (mut child, mut lines) = start_another(&path);
        match Ledger::open(&path).map(|_| ()).unwrap_err() {
            LedgerError::Locked { holder, .. } if cfg!(windows) => assert_eq!(holder, "unknown"),
            LedgerError::Locked { holder, .. } => assert_eq!(holder, child.id().to_string()),
            other => panic!("{other:?}"),
        }
        let wanted = format!("paired {}", round * 40);
        assert!(lines.any(|line| line == wanted));
        child.kill().unwrap();
        child.wait().unwrap();
        let last = lines.filter_map(|line| line.strip_prefix("paired ")?.parse::<u64>().ok()).last();
        let acknowledged = last.unwrap_or(round * 40) + 1;
        let ledger = Ledger::open(&path).unwrap();
        let reader = ledger.reader().unwrap();
        let stored = reader.count_pairs(&PairFilter::default()).unwrap();
        assert!(
            stored == acknowledged || stored == acknowledged + 1,
            "{acknowledged} acknowledged, {stored} stored"
        );
        assert_eq!(reader.count_events(&EventFilter::default()).unwrap(), stored);
        assert_eq!(faults(&reader), [""; 0]);
        // It goes on where it stopped, in numbers and in the chain.
        assert_eq!(pair(&ledger, "next", "next", NOON), i64::try_from(stored).unwrap() + 1);
        assert_eq!(faults(&reader), [""; 0]);
    }
}

/// Not a test of its own: pairs until the ledger's disk refuses, and says how that was answered.
#[test]
#[ignore = "run by another test as a process"]
fn a_program_that_runs_out_of_space() {
    let Some(path) = std::env::var_os("LEDGER_OF_ANOTHER_PROGRAM") else { return };
    let ledger = Ledger::open(Path::new(&path)).unwrap();
    for n in 0.. {
        if let Err(error) = ledger_support::try_pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON).1 {
            println!("\npaired {n}, then {error:?}");
            break;
        }
    }
}

#[cfg(unix)]
#[test]
fn a_write_that_fails_is_told_and_what_was_acknowledged_is_there() {
    let bench = Bench::new();
    // Files of at most 512 KiB: the log cannot grow any more in the middle of a commit.
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 1024; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "a_program_that_runs_out_of_space", "--ignored", "--nocapture"])
        .env("LEDGER_OF_ANOTHER_PROGRAM", bench.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find(|line| line.starts_with("paired ")).unwrap();
    let (paired, error) = line.strip_prefix("paired ").unwrap().split_once(", then ").unwrap();
    assert!(error.starts_with("Sqlite") || error.starts_with("Full"), "{error}");
    let ledger = bench.open();
    let reader = ledger.reader().unwrap();
    assert_eq!(reader.count_pairs(&PairFilter::default()).unwrap().to_string(), paired);
    assert_eq!(faults(&reader), [""; 0]);
    pair(&ledger, "next", "next", NOON);
}

#[test]
fn a_copy_made_while_it_runs_has_all_that_was_acknowledged() {
    let bench = Bench::new();
    let ledger = bench.open();
    let copy = bench.dir.path().join("copy.sqlite");
    for n in 0..100 {
        pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON);
        if n == 60 {
            fs::copy(bench.path(), &copy).unwrap();
            fs::copy(log_of(&bench.path()), log_of(&copy)).unwrap();
            assert!(copy_key(&key_path(&bench.path()), &key_path(&copy)).unwrap());
        }
    }
    let ledger = Ledger::open(&copy).unwrap();
    let reader = ledger.reader().unwrap();
    assert_eq!(reader.count_pairs(&PairFilter::default()).unwrap(), 61);
    assert_eq!(faults(&reader), [""; 0]);
}
