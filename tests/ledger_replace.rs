//! One pair in another one's place: both sides of it, or nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use ledger_support::{Bench, NOON, event, faults, keys, pair, paired};
use pairing_station::ledger::{
    EventFilter, Ledger, LedgerError, NewEvent, NewPair, NewReplacement, PairFilter, PairState,
    ReplaceOutcome, Tally,
};

/// Replaces a pair by these keys, as the station does.
fn replace(ledger: &Ledger, replaced: i64, dk: &str, sn: &str) -> (i64, Result<ReplaceOutcome, LedgerError>) {
    let id = ledger.reserve_pair_id();
    (id, ledger.replace(replacement(replaced, keys(id, dk, sn))))
}

fn replacement(replaced: i64, pair: NewPair) -> NewReplacement {
    let id = pair.id;
    let void = NewEvent { detail: format!("{{\"replaced_by\":{id}}}"), ..event("void", NOON + 9) };
    let detail = format!("{{\"replaces\":{replaced}}}");
    let event = NewEvent { detail, first_pass: false, ..paired(NOON + 9) };
    NewReplacement { replaced, why: "sticker torn".into(), pair, void, event }
}

#[test]
fn the_old_pair_is_void_and_the_new_one_active() {
    let bench = Bench::new();
    let ledger = bench.open();
    let old = pair(&ledger, "dk1", "sn1", NOON);
    let (new, outcome) = replace(&ledger, old, "dk1", "sn2");
    assert_eq!(outcome.unwrap(), ReplaceOutcome::Replaced);
    let reader = ledger.reader().unwrap();
    let active = reader.active_by_dk("dk1").unwrap().unwrap();
    assert_eq!((active.id, active.sn.as_str(), active.voided), (new, "sn2", None));
    assert_eq!(reader.active_by_sn("sn1").unwrap(), None);
    let before = reader.pair(old).unwrap().unwrap();
    assert_eq!(before.voided.unwrap().why, "sticker torn");
    assert_eq!((reader.replaced_by(old).unwrap(), reader.replaces(new).unwrap()), (Some(new), Some(old)));
    assert_eq!((reader.replaced_by(new).unwrap(), reader.replaces(old).unwrap()), (None, None));
    // The void comes first, the pair right after it, and each names the other.
    let events = reader.page_events(&EventFilter::default(), 0, 2).unwrap();
    let told: Vec<_> = events.iter().map(|e| (e.event.kind, e.event.pair, e.event.detail.as_str())).collect();
    let replaces = format!("{{\"replaces\":{old}}}");
    let replaced_by = format!("{{\"replaced_by\":{new},\"why\":\"sticker torn\"}}");
    assert_eq!(told, [("scan", Some(new), replaces.as_str()), ("void", Some(old), replaced_by.as_str())]);
    assert_eq!(reader.done("WO1").unwrap(), 1);
    let tally = Tally { hour: NOON, good: 2, bad: 0, first_pass: 1 };
    assert_eq!(reader.tallies(Some("WO1"), 0).unwrap(), [tally]);
    // Again, this time the module.
    let (third, outcome) = replace(&ledger, new, "dk3", "sn2");
    assert_eq!(outcome.unwrap(), ReplaceOutcome::Replaced);
    assert_eq!(reader.replaces(third).unwrap(), Some(new));
    let voided = PairFilter { state: PairState::Voided, ..PairFilter::default() };
    assert_eq!(reader.count_pairs(&voided).unwrap(), 2);
    // Both codes that were replaced are free.
    pair(&ledger, "dk1", "sn1", NOON + 20);
    assert_eq!(faults(&reader), [""; 0]);
}

#[test]
fn where_it_cannot_be_nothing_is_written() {
    let bench = Bench::new();
    let ledger = bench.open();
    let old = pair(&ledger, "dk1", "sn1", NOON);
    let other = pair(&ledger, "dk2", "sn2", NOON);
    let gone = pair(&ledger, "dk3", "sn3", NOON);
    assert!(ledger.void(gone, "gone", event("void", NOON + 1)).unwrap());
    let reader = ledger.reader().unwrap();
    let before = reader.chain_head().unwrap();
    let conflict = |outcome| match outcome {
        ReplaceOutcome::Conflict { by_dk, by_sn } => (by_dk.map(|p| p.id), by_sn.map(|p| p.id)),
        outcome => panic!("{outcome:?}"),
    };
    assert_eq!(conflict(replace(&ledger, old, "dk1", "sn2").1.unwrap()), (None, Some(other)));
    assert_eq!(conflict(replace(&ledger, old, "dk2", "sn1").1.unwrap()), (Some(other), None));
    assert_eq!(replace(&ledger, gone, "dk3", "sn4").1.unwrap(), ReplaceOutcome::NotActive);
    assert_eq!(replace(&ledger, 77, "dk3", "sn4").1.unwrap(), ReplaceOutcome::NotActive);
    match replace(&ledger, old, "dk1", "sn1").1.unwrap() {
        ReplaceOutcome::SamePair(same) => assert_eq!(same.id, old),
        outcome => panic!("{outcome:?}"),
    }
    let (id, nothing_kept) = replace(&ledger, old, "dk8", "sn8");
    assert!(matches!(nothing_kept, Err(LedgerError::NothingKept { replaced, .. }) if replaced == old));
    assert_eq!(id, gone + 1, "every id went back");
    let taken = ledger.replace(replacement(old, keys(other, "dk1", "sn9")));
    assert!(matches!(taken, Err(LedgerError::IdTaken { id }) if id == other));
    assert_eq!(reader.chain_head().unwrap(), before);
    assert_eq!(reader.active_by_dk("dk1").unwrap().unwrap().sn, "sn1");
    assert_eq!(faults(&reader), [""; 0]);
}

/// A ledger with one replacement, changed by hand without its guards; `check` must find it.
fn check_tampered(sql: &str, expect: &str) {
    let bench = Bench::new();
    let ledger = bench.open();
    let old = pair(&ledger, "dk1", "sn1", NOON);
    pair(&ledger, "dk2", "sn2", NOON);
    assert_eq!(replace(&ledger, old, "dk1", "sn3").1.unwrap(), ReplaceOutcome::Replaced);
    drop(ledger);
    let conn = bench.raw();
    conn.execute_batch("DROP TRIGGER replacements_no_update; DROP TRIGGER replacements_no_delete").unwrap();
    conn.execute_batch(sql).unwrap();
    conn.close().unwrap();
    let found = faults(&bench.open().reader().unwrap());
    assert!(found.iter().any(|fault| fault.contains(expect)), "{sql}: {found:#?}");
}

#[test]
fn a_replacement_that_is_not_what_was_written_is_found() {
    check_tampered("UPDATE replacements SET replaced = 2", "pair 3 is said to have replaced pair 2");
    check_tampered("UPDATE replacements SET pair = 2", "pair 2 is said to have replaced pair 1");
    check_tampered("DELETE FROM replacements", "pair 1 was voided for another pair");
    let bench = Bench::new();
    drop(bench.open());
    let conn = bench.raw();
    conn.execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO replacements VALUES (1, 2)").unwrap();
    for sql in ["UPDATE replacements SET pair = 3", "DELETE FROM replacements"] {
        let error = conn.execute(sql, []).unwrap_err().to_string();
        assert_eq!(error, "replacements is append-only", "{sql}");
    }
}

/// Not a test of its own: replaces pair after pair until it is killed, and tells of each.
#[test]
#[ignore = "run by the test below as a process"]
fn a_program_that_replaces() {
    let Some(path) = std::env::var_os("LEDGER_OF_ANOTHER_PROGRAM") else { return };
    let ledger = Ledger::open(Path::new(&path)).unwrap();
    let mut last = pair(&ledger, "dk", "sn0", NOON);
    for n in 1.. {
        let (id, outcome) = replace(&ledger, last, "dk", &format!("sn{n}"));
        assert_eq!(outcome.unwrap(), ReplaceOutcome::Replaced);
        last = id;
        println!("\nreplaced {n}");
    }
}

#[test]
fn killed_midway_a_device_has_its_old_pair_or_its_new_one() {
    let bench = Bench::new();
    for round in 1..4_u64 {
        let path = bench.dir.path().join(format!("{round}.sqlite"));
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_program_that_replaces", "--ignored", "--nocapture"])
            .env("LEDGER_OF_ANOTHER_PROGRAM", &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let wanted = format!("replaced {}", round * 30);
        assert!(lines.any(|line| line == wanted));
        child.kill().unwrap();
        child.wait().unwrap();
        let told = lines.filter_map(|line| line.strip_prefix("replaced ")?.parse::<u64>().ok()).last();
        let told = told.unwrap_or(round * 30);
        let ledger = Ledger::open(&path).unwrap();
        let reader = ledger.reader().unwrap();
        let active = reader.active_by_dk("dk").unwrap().expect("one pair is active at any time");
        assert!(active.sn == format!("sn{told}") || active.sn == format!("sn{}", told + 1), "{active:?}");
        let all = reader.count_pairs(&PairFilter::default()).unwrap();
        let voided = PairFilter { state: PairState::Voided, ..PairFilter::default() };
        assert_eq!(reader.count_pairs(&voided).unwrap(), all - 1);
        assert_eq!(reader.count_events(&EventFilter::default()).unwrap(), 2 * all - 1);
        assert_eq!(faults(&reader), [""; 0]);
    }
}
