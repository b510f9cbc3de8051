//! What the ledger's tests share: a ledger in a directory of its own, and things to put into it.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "shared; each test program uses its part of it"
)]

use std::path::PathBuf;

use pairing_station::ledger::{
    Context, Ledger, LedgerError, NewEvent, NewPair, PairOutcome, Reader, Stamp, ledger_path,
};

/// 2026-11-22 12:00:00 UTC.
pub const NOON: i64 = 1_795_348_800_000;

/// A directory with a ledger's path in it; gone when dropped.
pub struct Bench {
    pub dir: tempfile::TempDir,
}

impl Bench {
    pub fn new() -> Bench {
        Bench { dir: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> PathBuf {
        ledger_path(self.dir.path())
    }

    pub fn open(&self) -> Ledger {
        Ledger::open(&self.path()).unwrap()
    }

    /// A second, unguarded way into the file.
    pub fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }
}

pub fn context() -> Context {
    Context {
        station: "S1".into(),
        operator: "anna".into(),
        order: "WO1".into(),
        shift: "early".into(),
        shift_day: 20_261_122,
    }
}

pub fn event(kind: &'static str, at: i64) -> NewEvent {
    let stamp = Stamp { at, offset_min: 480 };
    NewEvent {
        source: "gun1".into(),
        raw: b"863950069494278".to_vec(),
        ..NewEvent::new(stamp, context(), kind)
    }
}

pub fn rejected(reason: &str, at: i64) -> NewEvent {
    NewEvent { verdict: "rejected".into(), reason: reason.into(), ..event("scan", at) }
}

pub fn paired(at: i64) -> NewEvent {
    NewEvent { verdict: "paired".into(), first_pass: true, ..event("scan", at) }
}

pub fn keys(id: i64, dk: &str, sn: &str) -> NewPair {
    NewPair { id, dk: dk.into(), pk: "p11sf2".into(), sn: sn.into(), name: String::new() }
}

/// Pairs `dk` with `sn` at `at`; the id and what came of it.
pub fn try_pair(ledger: &Ledger, dk: &str, sn: &str, at: i64) -> (i64, Result<PairOutcome, LedgerError>) {
    let id = ledger.reserve_pair_id();
    (id, ledger.pair(keys(id, dk, sn), paired(at)))
}

/// Pairs, and expects it to work.
pub fn pair(ledger: &Ledger, dk: &str, sn: &str, at: i64) -> i64 {
    let (id, outcome) = try_pair(ledger, dk, sn, at);
    assert_eq!(outcome.unwrap(), PairOutcome::Paired, "{dk} {sn}");
    id
}

/// The faults `check` finds.
pub fn faults(reader: &Reader) -> Vec<String> {
    reader.check(&mut |_, _| true).unwrap().faults
}
