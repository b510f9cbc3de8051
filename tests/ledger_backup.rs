//! Copies of a ledger while it is written to, and what of them is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use ledger_support::{Bench, NOON, faults, pair};
use pairing_station::ledger::{BackupError, Copied, Ledger, Pace, PairFilter, Reader, key_path};

/// Names in a directory, sorted.
fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn target(bench: &Bench) -> PathBuf {
    bench.dir.path().join("copies").join("one.sqlite")
}

fn backup(ledger: &Ledger, file: &Path, pace: Pace) -> Result<Copied, BackupError> {
    ledger.backup(file, pace, 0, &mut |_, _| true)
}

fn count(ledger: &Ledger) -> u64 {
    ledger.reader().unwrap().count_pairs(&PairFilter::default()).unwrap()
}

#[test]
fn a_copy_beside_a_line_at_full_speed_has_every_pair_acknowledged_before_it_began() {
    let bench = Bench::new();
    let ledger = bench.open();
    for n in 0..2_000 {
        pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON);
    }
    let (stop, last) = (AtomicBool::new(false), AtomicI64::new(0));
    let copies: Vec<(i64, Copied)> = std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 2_000.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                last.store(pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON), Ordering::Release);
            }
        });
        let copies = (0..4)
            .map(|n| {
                let acknowledged = last.load(Ordering::Acquire);
                let pace = if n % 2 == 0 { Pace::Beside } else { Pace::Full };
                let copied = backup(&ledger, &bench.dir.path().join(format!("copies/{n}.sqlite")), pace);
                (acknowledged, copied.unwrap())
            })
            .collect();
        stop.store(true, Ordering::Relaxed);
        copies
    });
    let all = i64::try_from(count(&ledger)).unwrap();
    assert_eq!(names(&bench.dir.path().join("copies")).len(), 8, "each with its key, and nothing else");
    for (acknowledged, copied) in copies {
        let of_now = ledger.reader().unwrap().chain_at(copied.head.seq).unwrap();
        assert_eq!(of_now, copied.head, "the copy is the ledger of a moment");
        assert_eq!(fs::metadata(&copied.file).unwrap().len(), copied.bytes);
        let copy = Ledger::open(&copied.file).unwrap();
        let pairs = i64::try_from(count(&copy)).unwrap();
        assert!(
            acknowledged <= pairs && pairs < all,
            "{acknowledged} acknowledged, {pairs} in it, {all} in all"
        );
        assert_eq!(faults(&copy.reader().unwrap()), [""; 0]);
    }
    // The log, which the copies held, is moved again.
    drop(ledger);
    assert!(!names(bench.dir.path()).contains(&"ledger.sqlite-wal".to_owned()));
}

#[test]
fn a_copy_made_by_another_program_is_whole_and_changes_nothing() {
    let bench = Bench::new();
    let ledger = bench.open();
    pair(&ledger, "dk1", "sn1", NOON);
    let reader = Reader::open_beside(&bench.path(), &key_path(&bench.path())).unwrap();
    let copied = reader.backup(&target(&bench), Pace::Full, 0, &mut |_, _| true).unwrap();
    drop(reader);
    assert_eq!(copied.head, ledger.reader().unwrap().chain_head().unwrap());
    pair(&ledger, "dk2", "sn2", NOON);
    assert_eq!(count(&Ledger::open(&copied.file).unwrap()), 1);
    assert_eq!(faults(&ledger.reader().unwrap()), [""; 0]);
}

#[test]
fn an_empty_ledger_can_be_copied() {
    let bench = Bench::new();
    let copied = backup(&bench.open(), &target(&bench), Pace::Full).unwrap();
    assert_eq!(copied.head.seq, 0);
    assert_eq!(count(&Ledger::open(&copied.file).unwrap()), 0);
}

/// The backup must fail as `expect` says and leave `left` in the directory of the copies.
fn refused(
    what: &str,
    left: &[&str],
    expect: fn(&BackupError) -> bool,
    run: impl FnOnce(&Ledger, &Path) -> BackupError,
) {
    let bench = Bench::new();
    let ledger = bench.open();
    for n in 0..200 {
        pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON);
    }
    let file = target(&bench);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let error = run(&ledger, &file);
    assert!(expect(&error), "{what}: {error:?}");
    assert_eq!(names(file.parent().unwrap()), left, "{what}");
    assert_eq!(faults(&ledger.reader().unwrap()), [""; 0], "{what}");
    pair(&ledger, "next", "next", NOON);
}

#[test]
fn what_is_refused_leaves_nothing() {
    let exists: fn(&BackupError) -> bool = |e| matches!(e, BackupError::Exists { .. });
    refused("a file of that name", &["one.sqlite"], exists, |ledger, file| {
        fs::write(file, "mine").unwrap();
        let error = backup(ledger, file, Pace::Full).unwrap_err();
        assert_eq!(fs::read(file).unwrap(), b"mine");
        error
    });
    refused("a file of that name that came meanwhile", &["one.sqlite"], exists, |ledger, file| {
        let error = ledger.backup(file, Pace::Full, 0, &mut |done, of| {
            if done == of {
                fs::write(file, "mine").unwrap();
            }
            true
        });
        assert_eq!(fs::read(file).unwrap(), b"mine");
        error.unwrap_err()
    });
    refused(
        "no room",
        &[],
        |e| matches!(e, BackupError::NoRoom { .. }),
        |ledger, file| ledger.backup(file, Pace::Full, 1 << 60, &mut |_, _| true).unwrap_err(),
    );
    refused(
        "its directory is a file",
        &["a"],
        |e| matches!(e, BackupError::Io { .. }),
        |ledger, file| {
            fs::write(file.with_file_name("a"), "").unwrap();
            backup(ledger, &file.with_file_name("a").join("one.sqlite"), Pace::Full).unwrap_err()
        },
    );
    for at in [1, 3, 50, 90, 99, 100] {
        refused(
            "cancelled",
            &[],
            |e| matches!(e, BackupError::Cancelled),
            |ledger, file| {
                ledger.backup(file, Pace::Full, 0, &mut |done, of| done * 100 < of * at).unwrap_err()
            },
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_target_that_fills_up_is_named_and_left_clean() {
    // A device on which every write says that there is no room, where a directory cannot be had so easily.
    let bench = Bench::new();
    let ledger = bench.open();
    for n in 0..50 {
        pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON);
    }
    drop(ledger);
    // Files of at most 64 KiB.
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 128; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_pairing-station"))
        .arg("--data")
        .arg(bench.dir.path())
        .arg("backup")
        .arg(target(&bench))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("one.sqlite"), "{said}");
    assert_eq!(names(target(&bench).parent().unwrap()), [""; 0]);
    assert_eq!(faults(&bench.open().reader().unwrap()), [""; 0]);
}

#[test]
fn a_damaged_ledger_gives_no_copy() {
    let bench = Bench::new();
    let ledger = bench.open();
    for n in 0..1500 {
        pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON);
    }
    drop(ledger);
    // A page of the first events, which opening does not look at: only the last five hundred.
    let mut bytes = fs::read(bench.path()).unwrap();
    let page = bytes.len() / 4096 / 4;
    bytes[page * 4096..page * 4096 + 200].fill(0xa5);
    fs::write(bench.path(), &bytes).unwrap();
    // Beside: opening it to write may find that out already.
    let reader = Reader::open_beside(&bench.path(), &key_path(&bench.path())).unwrap();
    let error = reader.backup(&target(&bench), Pace::Full, 0, &mut |_, _| true).unwrap_err().to_string();
    assert!(error.contains("one.sqlite"), "{error}");
    assert_eq!(names(target(&bench).parent().unwrap()), [""; 0]);
}
