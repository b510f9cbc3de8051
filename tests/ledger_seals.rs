//! Keys: where they lie, what becomes of a ledger without its own, and what a check says of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use std::fs;
use std::path::{Path, PathBuf};

use ledger_support::{Bench, NOON, event, faults, pair};
use pairing_station::ledger::{EventFilter, Ledger, LedgerError, Reader, copy_key, key_path, key_path_in};

fn key_of(bench: &Bench) -> PathBuf {
    key_path(&bench.path())
}

/// A closed ledger with two pairs.
fn some_ledger() -> Bench {
    let bench = Bench::new();
    let ledger = bench.open();
    pair(&ledger, "dk1", "sn1", NOON);
    pair(&ledger, "dk2", "sn2", NOON + 1);
    drop(ledger);
    bench
}

/// What a check says, with these further keys; beside whoever holds the ledger.
fn check(bench: &Bench, key: &Path, more: &[PathBuf]) -> Vec<String> {
    let reader = Reader::open_beside(&bench.path(), key).unwrap();
    reader.check_with_keys(more, &mut |_, _| true).unwrap().faults
}

/// There is one fault, with all of these in it.
fn only(faults: &[String], parts: &[&str]) {
    assert!(faults.len() == 1 && parts.iter().all(|part| faults[0].contains(part)), "{parts:?}: {faults:#?}");
}

fn events_of_kind(reader: &Reader, kind: &str) -> Vec<(i64, String)> {
    let mut found = Vec::new();
    reader
        .each_event(&EventFilter::default(), &mut |event| {
            if event.event.kind == kind {
                found.push((event.seq, event.event.detail.clone()));
            }
            true
        })
        .unwrap();
    found
}

fn id_in(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    text.lines().find_map(|line| line.strip_prefix("id ")).unwrap().to_owned()
}

#[test]
fn a_new_ledger_is_sealed_from_its_first_event_on() {
    let bench = some_ledger();
    let reader = bench.open().reader().unwrap();
    let report = reader.check(&mut |_, _| true).unwrap();
    assert_eq!((report.faults, report.events, report.sealed), (vec![], 2, 2));
    assert_eq!(reader.chain_head().unwrap().key, Some(id_in(&key_of(&bench))));
    let ledger = bench.raw();
    let seals: i64 =
        ledger.query_row("SELECT count(*) FROM events WHERE length(seal) = 32", [], |r| r.get(0)).unwrap();
    assert_eq!(seals, 2);
    let bytes = fs::read(bench.path()).unwrap();
    let key = fs::read_to_string(key_of(&bench)).unwrap();
    let key = key.lines().find_map(|line| line.strip_prefix("key ")).unwrap();
    assert!(!bytes.windows(64).any(|part| part == key.as_bytes()), "the key is not in the ledger");
}

#[test]
fn an_older_ledger_gets_its_key_with_an_event_that_covers_its_past() {
    let bench = some_ledger();
    // As it was before there were seals.
    let raw = bench.raw();
    raw.execute_batch(
        "DROP TRIGGER events_no_update; UPDATE events SET seal = NULL; DROP TABLE seals;
         DROP TABLE people; DROP TABLE recovery; DROP TABLE wrong_pins;
         ALTER TABLE events DROP COLUMN seal; PRAGMA user_version = 4",
    )
    .unwrap();
    drop(raw);
    fs::remove_file(key_of(&bench)).unwrap();
    let refused = Reader::open_beside(&bench.path(), &key_of(&bench)).unwrap_err();
    assert!(matches!(refused, LedgerError::OlderSchema { found: 4, .. }), "{refused:?}");
    let ledger = bench.open();
    assert_eq!(ledger.new_key().map(|new| new.missing.clone()), Some(None));
    let reader = ledger.reader().unwrap();
    let id = id_in(&key_of(&bench));
    assert_eq!(events_of_kind(&reader, "key"), [(3, format!("{{\"key\":\"{id}\"}}"))]);
    pair(&ledger, "dk3", "sn3", NOON + 2);
    let report = reader.check(&mut |_, _| true).unwrap();
    assert_eq!((report.faults, report.events, report.sealed), (vec![], 4, 2));
    drop((reader, ledger));
    // The past has no seals of its own; that of the event covers it, however well the links are made.
    let raw = bench.raw();
    raw.execute_batch("DROP TRIGGER events_no_update; UPDATE events SET rule = 'eve' WHERE seq = 1").unwrap();
    drop(raw);
    only(&check(&bench, &key_of(&bench), &[]), &["broken at event 1"]);
}

#[test]
fn a_key_that_is_missing_is_replaced_told_of_and_named_until_it_is_back() {
    let bench = some_ledger();
    let kept = bench.dir.path().join("kept.key");
    fs::rename(key_of(&bench), &kept).unwrap();
    let old = id_in(&kept);
    only(&check(&bench, &key_of(&bench), &[]), &["events 1 to 2 are sealed", &old, "not here", "--key FILE"]);
    assert_eq!(check(&bench, &kept, &[]), [""; 0]);
    let ledger = bench.open();
    let new = ledger.new_key().unwrap().clone();
    assert_eq!((new.missing.as_deref(), &new.id), (Some(&*old), &id_in(&key_of(&bench))));
    assert_ne!(new.id, old);
    let reader = ledger.reader().unwrap();
    let told = events_of_kind(&reader, "key");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, 3);
    assert!(told[0].1.contains(&old) && told[0].1.contains(&new.id), "{told:?}");
    pair(&ledger, "dk3", "sn3", NOON + 2);
    only(&faults(&reader), &["events 1 to 2 are sealed", &old, "not here"]);
    let report = reader.check_with_keys(std::slice::from_ref(&kept), &mut |_, _| true).unwrap();
    assert_eq!((report.faults, report.sealed), (vec![], 4));
    drop((reader, ledger));
    // It is there again under its name: it does not seal any more, and is not written over.
    fs::rename(key_of(&bench), bench.dir.path().join("new.key")).unwrap();
    fs::rename(&kept, key_of(&bench)).unwrap();
    let refused = Ledger::open(&bench.path()).unwrap_err();
    assert!(matches!(refused, LedgerError::KeyOfAnother { .. }), "{refused:?}");
    assert_eq!(id_in(&key_of(&bench)), old);
    let missing = Reader::open_beside(&bench.path(), &key_of(&bench)).unwrap();
    let missing = missing.check_with_keys(&["nowhere.key".into()], &mut |_, _| true).unwrap_err();
    assert!(matches!(missing, LedgerError::KeyPlace { .. }), "{missing:?}");
}

#[test]
fn an_opening_that_was_interrupted_goes_on_with_the_key_it_had_made() {
    let bench = some_ledger();
    let lost = bench.dir.path().join("lost.key");
    fs::rename(key_of(&bench), &lost).unwrap();
    let copy = tempfile::tempdir().unwrap();
    fs::copy(bench.path(), copy.path().join("ledger.sqlite")).unwrap();
    drop(bench.open());
    let made = id_in(&key_of(&bench));
    // The ledger as it was before its word for the key was committed.
    fs::copy(copy.path().join("ledger.sqlite"), bench.path()).unwrap();
    let ledger = bench.open();
    assert_eq!(ledger.new_key().map(|new| new.id.clone()), Some(made));
    pair(&ledger, "dk3", "sn3", NOON + 2);
    let report = ledger.reader().unwrap().check_with_keys(&[lost], &mut |_, _| true).unwrap();
    // The mark knew the event that this test has taken back.
    assert_eq!(report.sealed, 5);
    only(&report.faults, &["ended with event 3", "event 2"]);
}

#[test]
fn what_is_wrong_with_a_key_file_is_named_and_left_as_it_is() {
    let check = |what: &str, prepare: &dyn Fn(&Path), expect: fn(&LedgerError) -> bool| {
        let bench = some_ledger();
        let (path, before) = (key_of(&bench), fs::read(bench.path()).unwrap());
        prepare(&path);
        let left = fs::read(&path).ok();
        let error = Ledger::open(&bench.path()).map(|_| ()).expect_err(what);
        assert!(expect(&error), "{what}: {error:?}");
        assert!(error.to_string().contains(&*path.to_string_lossy()), "{what}: {error}");
        assert_eq!(fs::read(&path).ok(), left, "{what}: the key file was changed");
        assert_eq!(fs::read(bench.path()).unwrap(), before, "{what}: the ledger was changed");
    };
    let faulty = |e: &LedgerError| matches!(e, LedgerError::KeyFault { .. });
    check("empty", &|path| fs::write(path, "").unwrap(), faulty);
    check("other text", &|path| fs::write(path, "secret").unwrap(), faulty);
    check("binary", &|path| fs::write(path, vec![0xff; 9000]).unwrap(), faulty);
    let cut = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        fs::write(path, &text[..text.len() / 2]).unwrap();
    };
    check("cut off", &cut, faulty);
    let directory = |path: &Path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    };
    check("directory", &directory, |e| matches!(e, LedgerError::KeyPlace { .. }));
    let other = |path: &Path| {
        let stranger = some_ledger();
        pair(&stranger.open(), "dk3", "sn3", NOON);
        fs::copy(key_of(&stranger), path).unwrap();
    };
    check("another ledger's", &other, |e| matches!(e, LedgerError::KeyOfAnother { .. }));
}

#[test]
fn the_key_may_lie_elsewhere_and_is_moved_there_once() {
    let bench = some_ledger();
    let place = tempfile::tempdir().unwrap();
    let key = key_path_in(&bench.path(), place.path());
    assert_eq!(key, place.path().join("ledger.sqlite.key"));
    let id = id_in(&key_of(&bench));
    let ledger = Ledger::open_with(&bench.path(), &key).unwrap();
    assert_eq!((ledger.new_key(), ledger.key_path()), (None, &*key));
    assert!(!key_of(&bench).exists(), "moved, not copied");
    assert_eq!(id_in(&key), id);
    assert_eq!(faults(&ledger.reader().unwrap()), [""; 0]);
    drop(ledger);
    assert_eq!(check(&bench, &key, &[]), [""; 0]);
    // A medium that is not there: nothing is recorded without a key.
    let before = fs::read(bench.path()).unwrap();
    let gone = place.path().join("unplugged").join("k.key");
    let error = Ledger::open_with(&bench.path(), &gone).unwrap_err();
    assert!(matches!(&error, LedgerError::KeyPlace { path, .. } if *path == gone), "{error:?}");
    assert!(error.to_string().contains("key_file in settings.toml"), "{error}");
    assert_eq!(fs::read(bench.path()).unwrap(), before);
    // Where there is no ledger yet, none is begun without its key either.
    let new = place.path().join("new.sqlite");
    Ledger::open_with(&new, &gone).unwrap_err();
    Ledger::open(&new).unwrap();
}

#[test]
fn a_copy_of_ledger_and_key_goes_on_elsewhere() {
    let bench = some_ledger();
    let copy = Bench::new();
    fs::copy(bench.path(), copy.path()).unwrap();
    assert!(copy_key(&key_of(&bench), &key_of(&copy)).unwrap());
    let ledger = copy.open();
    assert_eq!(ledger.new_key(), None);
    pair(&ledger, "dk3", "sn3", NOON + 2);
    assert_eq!(faults(&ledger.reader().unwrap()), [""; 0]);
}

#[test]
fn a_new_ledger_on_purpose_takes_a_new_key_and_keeps_the_old_one() {
    let bench = some_ledger();
    let old = id_in(&key_of(&bench));
    fs::remove_file(bench.path()).unwrap();
    fs::remove_file(bench.path().with_file_name("ledger.sqlite.lock")).unwrap();
    let ledger = bench.open();
    pair(&ledger, "dk1", "sn1", NOON);
    assert_eq!(faults(&ledger.reader().unwrap()), [""; 0]);
    assert_ne!(id_in(&key_of(&bench)), old);
    let kept = bench.dir.path().join(format!("ledger.sqlite.key.{old}"));
    assert_eq!(id_in(&kept), old);
}

#[test]
fn a_check_beside_the_station_is_of_one_picture_and_in_nobodys_way() {
    let bench = Bench::new();
    let ledger = bench.open();
    ledger.append((0..20_000).map(|n| event("scan", NOON + n)).collect()).unwrap();
    let reader = Reader::open_beside(&bench.path(), &key_of(&bench)).unwrap();
    let mut n = 0;
    let report = reader.check(&mut |_, _| {
        n += 1;
        pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON);
        true
    });
    let report = report.unwrap();
    assert_eq!((report.faults, report.events, report.pairs), (vec![], 20_000, 0));
    assert!(n >= 4, "it was asked {n} times");
    let after = reader.check(&mut |_, _| true).unwrap();
    assert_eq!((after.faults, after.events), (vec![], 20_000 + n));
}
