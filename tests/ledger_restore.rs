//! Backups put in the ledger's place: what is refused, what is kept, and every interruption.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ledger_support::{Bench, NOON, event, faults, pair};
use pairing_station::ledger::{
    EventFilter, ExportFile, Ledger, LedgerError, Lost, Missing, NewExport, Pace, PairFilter, Reader,
    RestoreError, Restored, key_path, restore, would_miss,
};

/// Every file but the lock, and a sum of what is in it.
fn files(dir: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let kept = entries.filter(|path| !path.to_string_lossy().ends_with(".lock"));
    kept.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), sum(&path))).collect()
}

fn sum(path: &Path) -> String {
    use sha2::Digest;
    format!("{:x}", sha2::Sha256::digest(fs::read(path).unwrap()))
}

fn pairs(path: &Path) -> u64 {
    let key = match path.to_string_lossy().split_once(".replaced-") {
        // The key stays with the ledger that is at work.
        Some((ledger, _)) => key_path(Path::new(ledger)),
        None => {
            drop(Ledger::open(path).unwrap());
            key_path(path)
        }
    };
    let reader = Reader::open_beside(path, &key).unwrap();
    let mut found = faults(&reader);
    // What the end mark says is about the ledger at work.
    found.retain(|fault| !(path.to_string_lossy().contains(".replaced-") && fault.contains(".key.end")));
    assert_eq!(found, [""; 0], "{}", path.display());
    reader.count_pairs(&PairFilter::default()).unwrap()
}

fn run(bench: &Bench, file: &Path) -> Result<Restored, RestoreError> {
    restore(&bench.path(), file, event("restore", NOON + 5), &mut |_, _| true)
}

/// A ledger of 40 pairs, closed, and a backup of it when it had 30.
fn ledger_and_backup() -> (Bench, PathBuf) {
    let bench = Bench::new();
    let ledger = bench.open();
    let file = bench.dir.path().join("backups 100%?#/b.sqlite");
    let mut ids = Vec::new();
    for n in 0..40 {
        ids.push(pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON + n));
        if n == 29 {
            ledger.backup(&file, Pace::Full, 0, &mut |_, _| true).unwrap();
        }
    }
    ledger.void(ids[3], "wrong", event("void", NOON + 41)).unwrap();
    let files =
        vec![ExportFile { path: "a.csv".into(), pk: "p11sf2".into(), rows: 1, sha256: "00".repeat(32) }];
    let export = NewExport { event: event("export", NOON + 42), pairs: vec![ids[39]], files };
    ledger.record_export(export, &mut |_, _| true).unwrap();
    (bench, file)
}

fn sql(path: &Path, sql: &str) {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch(sql).unwrap();
    conn.close().unwrap();
}

#[test]
fn a_restore_says_what_is_missing_and_keeps_what_it_replaces() {
    let (bench, file) = ledger_and_backup();
    let before = sum(&bench.path());
    let lost = Lost {
        since: 30,
        at: Some(NOON + 29),
        events: 12,
        pairs: 10,
        ends: Some([(31, "dk30".into(), "sn30".into()), (40, "dk39".into(), "sn39".into())]),
        voids: 1,
        exports: 1,
    };
    assert_eq!(would_miss(&bench.path(), &file).unwrap(), Missing::These(lost.clone()));
    let restored = run(&bench, &file).unwrap();
    assert_eq!((restored.events, restored.pairs, restored.head.seq), (30, 30, 30));
    assert_eq!(restored.missing, Missing::These(lost));
    let replaced = restored.replaced.unwrap();
    assert_eq!(replaced, bench.dir.path().join("ledger.sqlite.replaced-20261122-200000"));
    assert_eq!(sum(&replaced), before);
    assert_eq!(pairs(&bench.path()), 30);
    assert_eq!(pairs(&replaced), 40);
    // It tells of itself, and goes on.
    let ledger = bench.open();
    let reader = ledger.reader().unwrap();
    let told = reader.page_events(&EventFilter::default(), 0, 1).unwrap().remove(0);
    assert_eq!((told.seq, told.event.kind), (31, "restore"));
    let detail: serde_json::Value = serde_json::from_str(&told.event.detail).unwrap();
    assert_eq!(detail["missing"]["pairs"], 10);
    assert_eq!(detail["head"]["seq"], 30);
    assert_eq!(pair(&ledger, "dk30", "sn31", NOON), 31, "what was made since is free again");
    let left: Vec<_> = files(bench.dir.path()).into_keys().filter(|name| name.contains("restor")).collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn a_restore_where_there_is_no_ledger_works() {
    let (bench, file) = ledger_and_backup();
    let other = bench.dir.path().join("other/deep/ledger.sqlite");
    let restored = restore(&other, &file, event("restore", NOON), &mut |_, _| true).unwrap();
    assert_eq!((restored.replaced, restored.missing), (None, Missing::Nothing));
    assert_eq!(pairs(&other), 30);
    // And where it is gone: the lock says that there was one.
    fs::remove_file(bench.path()).unwrap();
    assert!(matches!(Ledger::open(&bench.path()), Err(LedgerError::Gone { .. })));
    run(&bench, &file).unwrap();
    assert_eq!(pairs(&bench.path()), 30);
}

#[test]
fn a_damaged_ledger_is_replaced_and_kept_as_it_was() {
    let check = |what: &str, damage: fn(&Path)| {
        let (bench, file) = ledger_and_backup();
        damage(&bench.path());
        let before = files(bench.dir.path());
        let restored = run(&bench, &file).unwrap();
        assert!(matches!(restored.missing, Missing::Unknown { .. }), "{what}: {:?}", restored.missing);
        let replaced = restored.replaced.unwrap();
        assert_eq!(sum(&replaced), before["ledger.sqlite"], "{what}");
        assert_eq!(pairs(&bench.path()), 30, "{what}");
    };
    check("cut off", |path| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    });
    check("no database", |path| fs::write(path, "x".repeat(5000)).unwrap());
    check("empty", |path| fs::write(path, "").unwrap());
    check("schema", |path| {
        let mut bytes = fs::read(path).unwrap();
        bytes[100..4096].fill(0xa5);
        fs::write(path, bytes).unwrap();
    });
}

#[test]
fn a_log_that_was_left_goes_with_its_ledger_and_never_meets_another() {
    let (bench, file) = ledger_and_backup();
    // As a crash leaves it: pairs that are in the log only.
    let kept = bench.dir.path().join("kept");
    fs::create_dir(&kept).unwrap();
    let ledger = bench.open();
    pair(&ledger, "late", "late", NOON + 50);
    for end in ["", "-wal"] {
        let name = format!("ledger.sqlite{end}");
        fs::copy(bench.dir.path().join(&name), kept.join(&name)).unwrap();
    }
    drop(ledger);
    fs::copy(kept.join("ledger.sqlite"), bench.path()).unwrap();
    fs::copy(kept.join("ledger.sqlite-wal"), bench.dir.path().join("ledger.sqlite-wal")).unwrap();
    let restored = run(&bench, &file).unwrap();
    match &restored.missing {
        Missing::These(lost) => assert_eq!(lost.pairs, 11, "what was in the log only counts"),
        other => panic!("{other:?}"),
    }
    assert_eq!(pairs(&bench.path()), 30);
    assert_eq!(pairs(&restored.replaced.unwrap()), 41);
    // A ledger with its log is a backup, too.
    let again = run(&bench, &kept.join("ledger.sqlite")).unwrap();
    assert_eq!(again.pairs, 41);
    assert_eq!(pairs(&bench.path()), 41);
}

/// The restore must fail as `expect` says and change nothing in either directory.
fn refused(what: &str, expect: fn(&RestoreError) -> bool, prepare: impl FnOnce(&Bench, &Path) -> PathBuf) {
    let (bench, file) = ledger_and_backup();
    let file = prepare(&bench, &file);
    let before = (files(bench.dir.path()), files(file.parent().unwrap()));
    let error = run(&bench, &file).unwrap_err();
    assert!(expect(&error), "{what}: {error:?}");
    assert!(error.to_string().contains(&*file.file_name().unwrap().to_string_lossy()), "{what}: {error}");
    assert_eq!((files(bench.dir.path()), files(file.parent().unwrap())), before, "{what}");
    assert_eq!(pairs(&bench.path()), 40, "{what}");
}

#[test]
fn what_is_no_good_backup_is_refused_and_nothing_changes() {
    let unusable: fn(&RestoreError) -> bool = |e| matches!(e, RestoreError::Unusable { .. });
    let faulty: fn(&RestoreError) -> bool = |e| matches!(e, RestoreError::Faulty { .. });
    refused("missing", |e| matches!(e, RestoreError::File { .. }), |_, file| file.with_file_name("none"));
    refused("the ledger itself", |e| matches!(e, RestoreError::Itself { .. }), |bench, _| bench.path());
    refused("no database", unusable, |_, file| {
        fs::write(file, "dk,sn\r\n".repeat(500)).unwrap();
        file.to_owned()
    });
    refused("a directory", unusable, |_, file| {
        fs::create_dir(file.with_file_name("dir.sqlite")).unwrap();
        file.with_file_name("dir.sqlite")
    });
    refused("another program's", unusable, |_, file| {
        sql(file, "PRAGMA application_id = 7");
        file.to_owned()
    });
    refused("newer", unusable, |_, file| {
        sql(file, "PRAGMA user_version = 1000");
        file.to_owned()
    });
    refused("cut off", unusable, |_, file| {
        let bytes = fs::read(file).unwrap();
        fs::write(file, &bytes[..bytes.len() - 4096]).unwrap();
        file.to_owned()
    });
    refused("a table is lost", unusable, |_, file| {
        sql(file, "PRAGMA foreign_keys = OFF; DROP TABLE pair_spans");
        file.to_owned()
    });
    refused("a pair was changed", faulty, |_, file| {
        sql(file, "DROP TRIGGER pairs_no_update; UPDATE pairs SET sn = 'other' WHERE id = 7");
        file.to_owned()
    });
    refused("an event was changed", faulty, |_, file| {
        sql(file, "DROP TRIGGER events_no_update; UPDATE events SET operator = 'eve' WHERE seq = 7");
        file.to_owned()
    });
    refused("a claim was removed", faulty, |_, file| {
        sql(file, "DELETE FROM dk_claims WHERE dk = 'dk7'");
        file.to_owned()
    });
}

#[test]
fn a_running_station_is_not_replaced() {
    let (bench, file) = ledger_and_backup();
    let ledger = bench.open();
    let error = run(&bench, &file).unwrap_err();
    assert!(matches!(error, RestoreError::Ledger(LedgerError::Locked { .. })), "{error:?}");
    pair(&ledger, "next", "next", NOON);
    assert_eq!(faults(&ledger.reader().unwrap()), [""; 0]);
}

#[test]
fn a_cancel_at_any_moment_changes_nothing() {
    for stop_at in [1, 290, 310, 940, 990] {
        let (bench, file) = ledger_and_backup();
        let before = files(bench.dir.path());
        let error =
            restore(&bench.path(), &file, event("restore", NOON), &mut |done, _| done < stop_at).unwrap_err();
        assert!(matches!(error, RestoreError::Cancelled), "{stop_at}: {error:?}");
        assert_eq!(files(bench.dir.path()), before, "{stop_at}");
        assert_eq!(pairs(&bench.path()), 40, "{stop_at}");
    }
}

/// The files of a restore, as they lie after so many of its steps that change names.
fn interrupted_after(step: usize) -> Bench {
    let (bench, file) = ledger_and_backup();
    let path = |end: &str| PathBuf::from(format!("{}{end}", bench.path().display()));
    // The ledger to be, as a restore makes it.
    let other = bench.dir.path().join("made/ledger.sqlite");
    restore(&other, &file, event("restore", NOON), &mut |_, _| true).unwrap();
    fs::write(path("-wal"), "").unwrap();
    let replaced = ".replaced-20261122-200000";
    let steps: [&dyn Fn(); 6] = [
        &|| {
            fs::rename(&other, path(".restore-part")).unwrap();
            fs::rename(key_path(&other), path(".restore-part.key")).unwrap();
        },
        &|| {
            let key = path(".key").display().to_string();
            let text = format!("pairing-station restore 1\nledger.sqlite.replaced-20261122-200000\n{key}\n");
            fs::write(path(".restoring"), text).unwrap();
        },
        &|| fs::rename(path(""), path(replaced)).unwrap(),
        &|| fs::rename(path("-wal"), path(&format!("{replaced}-wal"))).unwrap(),
        &|| fs::rename(path(".restore-part"), path("")).unwrap(),
        &|| {
            fs::remove_file(path(".key.end")).unwrap();
            fs::rename(path(".restore-part.key"), path(".key")).unwrap();
            fs::remove_file(path(".restoring")).unwrap();
        },
    ];
    for step in steps.iter().take(step) {
        step();
    }
    bench
}

#[test]
fn a_restore_interrupted_after_any_step_is_before_or_after() {
    for (step, expect) in [(1, 40), (2, 30), (3, 30), (4, 30), (5, 30), (6, 30)] {
        let bench = interrupted_after(step);
        assert_eq!(pairs(&bench.path()), expect, "after step {step}");
        assert_eq!(pairs(&bench.path()), expect, "after step {step}, opened again");
        let left: Vec<_> =
            files(bench.dir.path()).into_keys().filter(|name| name.contains("restor")).collect();
        assert_eq!(left, [""; 0], "after step {step}");
        let replaced = bench.dir.path().join("ledger.sqlite.replaced-20261122-200000");
        assert_eq!(replaced.exists(), expect == 30, "after step {step}");
        if replaced.exists() {
            assert_eq!(pairs(&replaced), 40, "after step {step}");
        }
    }
}

#[test]
fn another_restore_finishes_the_one_that_was_interrupted() {
    for step in 1..=5 {
        let bench = interrupted_after(step);
        let file = bench.dir.path().join("backups 100%?#/b.sqlite");
        let restored = run(&bench, &file).unwrap();
        assert_eq!(restored.pairs, 30, "after step {step}");
        assert_eq!(pairs(&bench.path()), 30, "after step {step}");
        assert!(restored.replaced.unwrap().exists(), "after step {step}");
    }
}

#[test]
fn a_journal_that_is_not_ours_is_an_error_by_name() {
    let check = |text: &str| {
        let bench = interrupted_after(1);
        let journal = bench.dir.path().join("ledger.sqlite.restoring");
        fs::write(&journal, text).unwrap();
        let before = files(bench.dir.path());
        match Ledger::open(&bench.path()).map(|_| ()).unwrap_err() {
            LedgerError::Unfinished { journal: named, .. } => assert_eq!(named, journal, "{text:?}"),
            other => panic!("{text:?}: {other:?}"),
        }
        assert_eq!(files(bench.dir.path()), before, "{text:?}");
        // Given up, it is as before.
        fs::remove_file(&journal).unwrap();
        assert_eq!(pairs(&bench.path()), 40, "{text:?}");
    };
    check("");
    check("pairing-station restore 2\nledger.sqlite.replaced-1\nkey\n");
    check("pairing-station restore 1\nledger.sqlite\nkey\n");
    check("pairing-station restore 1\nledger.sqlite.replaced-1\n");
    check("pairing-station restore 1\n../ledger.sqlite.replaced-1\nkey\n");
    check("pairing-station restore 1\nledger.sqlite.replaced-1/../../x\nkey\n");
}

#[test]
fn the_search_file_of_the_past_that_was_replaced_is_not_believed() {
    use pairing_station::ledger::Wait;
    let (bench, file) = ledger_and_backup();
    let find = |word: &str| {
        let ledger = bench.open();
        let filter = PairFilter { search: word.into(), ..PairFilter::default() };
        let wait =
            Wait { page_only: false, at_most: std::time::Duration::from_secs(20), cancelled: &|| false };
        ledger.prepare_search();
        ledger.reader().unwrap().find_pairs(&filter, 0, 10, &wait).unwrap().total
    };
    assert_eq!(find("dk39"), 1);
    run(&bench, &file).unwrap();
    assert_eq!(find("dk39"), 0);
    assert_eq!(find("dk29"), 1);
}
