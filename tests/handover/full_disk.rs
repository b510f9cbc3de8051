//! A disk that fills up: no half file, no mark.
//!
//! The program runs with a limit to the size of a file, which is refused as a full disk is: by the write.
#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output};

use pairing_station::ledger::{EventFilter, Ledger, ledger_path};

use crate::bench::{Bench, all, names};

/// Runs the program with files of at most 256 KiB.
fn run_on_a_full_disk(data: &Path, args: &[&str]) -> Output {
    // Without the trap the signal that comes with the refusal would end the program.
    let script = "trap '' XFSZ; ulimit -f 512; exec \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh", env!("CARGO_BIN_EXE_pairing-station"), "--data"]).arg(data).args(args);
    command.output().unwrap()
}

/// Does `args` where the disk is full, then where it is not.
fn check(prepare: impl FnOnce(&Bench), args: &[&str], marks: fn(&Ledger) -> usize) {
    let bench = Bench::new();
    prepare(&bench);
    let Bench { dir, ledger } = bench;
    drop(ledger);
    let out = dir.path().join("full");
    let args = [args, &["--out", out.to_str().unwrap()]].concat();
    let state = || {
        let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
        let events = ledger.reader().unwrap().count_events(&EventFilter::default()).unwrap();
        (marks(&ledger), events)
    };
    let before = state();

    let refused = run_on_a_full_disk(dir.path(), &args);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("room") || said.contains("free space"), "{said}");
    assert!(!said.contains("panicked"), "a full disk is no fault of the program: {said}");
    assert_eq!(names(&out), [""; 0], "no half file is left");
    assert_eq!(state(), before, "nothing is marked");

    let mut command = Command::new(env!("CARGO_BIN_EXE_pairing-station"));
    let done = command.arg("--data").arg(dir.path()).args(&args).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(names(&out).len() >= 2);
}

#[test]
fn corrections_leave_nothing() {
    let voided = |bench: &Bench| {
        let ids = bench.pairs("WO1", 0..60);
        bench.export(all());
        for id in ids {
            bench.void(id, &"作废".repeat(2000));
        }
    };
    check(voided, &["export", "--corrections"], |ledger| {
        ledger.reader().unwrap().corrections().unwrap().len()
    });
}

/// 700 pairs of the old tool with names of 254 characters.
fn imported(bench: &Bench) {
    let name = "表".repeat(254);
    let keys: Vec<(String, String)> = (0..700).map(|n| (crate::bench::dk(n), crate::bench::sn(n))).collect();
    let rows: Vec<(&str, &str, &str)> =
        keys.iter().map(|(dk, sn)| (dk.as_str(), sn.as_str(), name.as_str())).collect();
    bench.import(&rows);
}

#[test]
fn an_export_leaves_nothing() {
    let exports = |ledger: &Ledger| ledger.reader().unwrap().exports().unwrap().len();
    check(imported, &["export", "--history"], exports);
}

#[test]
fn an_export_again_leaves_nothing() {
    let exported = |bench: &Bench| {
        imported(bench);
        let origin = pairing_station::ledger::Origin::Imported;
        bench.export(pairing_station::ledger::PairFilter { origin, ..all() });
    };
    check(exported, &["export", "--again", "1"], |ledger| ledger.reader().unwrap().exports().unwrap().len());
}
