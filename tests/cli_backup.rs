//! `backup` and `restore` as another program calls them: the real binary, beside a real station's lock.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use pairing_station::ledger::{Ledger, ledger_path};
use serde_json::Value;
use tempfile::TempDir;

const SCANS: &str = "863950068662495\npk=p11sf2&sn=VDR0319035976321&v=1\n863950061755148\npk=p11sf2&sn=VDR0319035976322&v=1\n";

struct Bench {
    dir: Arc<TempDir>,
    name: String,
}

impl Bench {
    /// A station with two pairs.
    fn new() -> Bench {
        let bench = Bench { dir: Arc::new(tempfile::tempdir().unwrap()), name: "data".into() };
        let scans = bench.file("scans.txt");
        std::fs::write(&scans, SCANS).unwrap();
        let order = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/orders/WO1001.toml");
        let order = order.to_str().unwrap();
        let lines = bench.json(0, &["replay", scans.to_str().unwrap(), "--order", order, "--json"]);
        assert_eq!(lines.last().unwrap()["summary"]["paired"], 2);
        bench
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join(&self.name)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Another data directory beside it.
    fn beside(&self, name: &str) -> Bench {
        Bench { dir: Arc::clone(&self.dir), name: name.to_owned() }
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pairing-station"));
        command.arg("--data").arg(self.data()).args(args).output().unwrap()
    }

    fn json(&self, code: i32, args: &[&str]) -> Vec<Value> {
        let output = self.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    fn fails(&self, code: i32, args: &[&str], expect: &str) {
        let output = self.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.contains(expect), "{args:?}: {said}");
    }

    fn check(&self, events: u64, pairs: u64) {
        let lines = self.json(0, &["check", "--json"]);
        let summary = &lines.last().unwrap()["summary"];
        assert_eq!((&summary["events"], &summary["pairs"]), (&events.into(), &pairs.into()), "{summary}");
    }
}

fn events(bench: &Bench) -> u64 {
    bench.json(0, &["check", "--json"]).last().unwrap()["summary"]["events"].as_u64().unwrap()
}

#[test]
fn a_backup_is_made_told_and_restored() {
    let bench = Bench::new();
    let file = bench.file("copies/b.sqlite");
    let file = file.to_str().unwrap();
    let before = events(&bench);
    let made = bench.json(0, &["backup", file, "--json"]).remove(0);
    assert_eq!(made["file"], file);
    assert_eq!(made["head"]["seq"], before);
    assert_eq!(made["sha256"].as_str().unwrap().len(), 64);
    // The backup itself is an event.
    bench.check(before + 1, 2);
    bench.fails(2, &["backup", file], "is there already");
    let restored = bench.json(0, &["restore", file, "--json"]).remove(0);
    assert_eq!((&restored["events"], &restored["pairs"]), (&before.into(), &2.into()));
    assert_eq!(restored["missing"]["events"], 1, "the event of the backup");
    assert_eq!(restored["missing"]["pairs"], 0);
    assert!(Path::new(restored["replaced"].as_str().unwrap()).exists());
    bench.check(before + 1, 2);
    // Into an empty directory.
    let other = bench.beside("other");
    let restored = other.json(0, &["restore", file, "--json"]).remove(0);
    assert!(restored["replaced"].is_null(), "{restored}");
    other.check(before + 1, 2);
}

#[test]
fn words_name_the_pairs_that_are_missing() {
    let bench = Bench::new();
    let file = bench.file("b.sqlite");
    bench.json(0, &["backup", file.to_str().unwrap(), "--json"]);
    let scans = bench.file("more.txt");
    std::fs::write(&scans, "863950069494278\npk=p11sf2&sn=VDR0319035976323&v=1\n").unwrap();
    bench.json(0, &["replay", scans.to_str().unwrap(), "--json"]);
    let output = bench.run(&["restore", file.to_str().unwrap()]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains(
            "these pairs are not in the restored ledger: 1, from 3 863950069494278 VDR0319035976323"
        ),
        "{said}"
    );
    assert!(said.contains("is kept as"), "{said}");
}

#[test]
fn beside_a_running_station_a_backup_is_made_and_a_restore_refused() {
    let bench = Bench::new();
    let station = Ledger::open(&ledger_path(&bench.data())).unwrap();
    let before = station.reader().unwrap().chain_head().unwrap();
    let file = bench.file("b.sqlite");
    let made = bench.json(0, &["backup", file.to_str().unwrap(), "--json"]).remove(0);
    assert_eq!(made["head"]["hash"], before.hash);
    assert_eq!(
        station.reader().unwrap().chain_head().unwrap(),
        before,
        "nothing is written beside a station"
    );
    bench.fails(3, &["restore", file.to_str().unwrap()], "in use by another pairing station");
    drop(station);
    bench.check(before.seq.unsigned_abs(), 2);
}

#[test]
fn what_is_unusable_is_named_and_changes_nothing() {
    let bench = Bench::new();
    let before = events(&bench);
    let file = |name: &str| bench.file(name).to_str().unwrap().to_owned();
    bench.fails(2, &["restore", &file("none")], "none");
    std::fs::write(bench.file("text"), "x".repeat(500)).unwrap();
    bench.fails(2, &["restore", &file("text")], "is not an SQLite database");
    bench.json(0, &["backup", &file("b.sqlite"), "--json"]);
    let conn = rusqlite::Connection::open(bench.file("b.sqlite")).unwrap();
    conn.execute_batch("DROP TRIGGER pairs_no_update; UPDATE pairs SET sn = 'x' WHERE id = 1").unwrap();
    conn.close().unwrap();
    let faults = bench.json(2, &["restore", &file("b.sqlite"), "--json"]);
    assert!(faults.iter().all(|line| line["fault"].is_string()) && !faults.is_empty(), "{faults:?}");
    bench.check(before + 1, 2);
    let empty = bench.beside("empty");
    empty.fails(3, &["backup", &file("c.sqlite")], "there is no ledger here");
    assert!(!empty.data().exists() && !bench.file("c.sqlite").exists());
}
