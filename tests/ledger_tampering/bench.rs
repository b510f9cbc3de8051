//! The ledger that is tampered with, the tools for it, and the way back to its keys.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use hmac::{Hmac, Mac as _};
use pairing_station::ledger::{
    Attempt, BatchPair, CheckReport, ExportFile, Kept, Ledger, ListKeys, NewAnswer, NewCorrection, NewEvent,
    NewExport, NewPair, NewReplacement, OrderState, PairBatch, PersonChange, PersonRecord, Reader, Rejection,
    Role, key_path, ledger_path,
};
use pairing_station::order::Order;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

use crate::ledger_support::{NOON, context, event, keys, pair, paired, rejected};

/// A directory with a copy of the ledger, its key and its end mark.
pub(crate) struct Copy {
    pub dir: tempfile::TempDir,
}

fn file(name: &str, pk: &str, rows: u64) -> ExportFile {
    ExportFile { path: name.into(), pk: pk.into(), rows, sha256: "5a".repeat(32) }
}

/// Everything that leaves rows: two orders, pairs (one with a name), a refusal, a void, a replacement, pairs
/// of the old tool, an export and its answer, a corrections file, lists.
fn fill(ledger: &Ledger) {
    let source = |name: &str| format!("name = \"{name}\"\nproduct_key = \"p11sf2\"\n");
    for name in ["WO1", "WO2"] {
        let order = Order::parse(&source(name)).unwrap();
        ledger.add_order(&order, &source(name), event("order", NOON)).unwrap();
    }
    ledger.set_order_state("WO1", OrderState::Open, event("order", NOON)).unwrap();
    let lists = vec![
        ListKeys::IssuedSns { pk: "p11sf2".into(), sns: vec!["sn1".into()] },
        ListKeys::AllowedDks { order: "WO1".into(), dks: vec!["dk1".into()] },
    ];
    ledger.import(lists, event("import", NOON + 1)).unwrap();
    let first = pair(ledger, "dk1", "sn1", NOON + 2);
    let second = ledger.reserve_pair_id();
    let named = NewPair { name: "meter 2".into(), ..keys(second, "dk2", "sn2") };
    ledger.pair(named, paired(NOON + 3)).unwrap();
    let third = pair(ledger, "dk3", "sn3", NOON + 3_600_000);
    ledger.append(vec![rejected("unknown_code", NOON + 3_600_001)]).unwrap();
    let export = NewExport {
        event: event("export", NOON + 3_600_002),
        pairs: vec![first, second, third],
        files: vec![file("a.csv", "p11sf2", 2), file("b.csv", "p11sf2", 1)],
    };
    let export = ledger.record_export(export, &mut |_, _| true).unwrap();
    let rejected = vec![Rejection { pair: second, error: "70062".into() }];
    let answer = event("answer", NOON + 3_600_003);
    ledger.record_answer(NewAnswer { event: answer, export, rejected, others_accepted: true }).unwrap();
    ledger.void(first, "wrong device", event("void", NOON + 3_600_004)).unwrap();
    let correction = event("correction", NOON + 3_600_005);
    let files = vec![file("c.csv", "", 1)];
    ledger.record_correction(NewCorrection { event: correction, pairs: vec![first], files }).unwrap();
    let new = ledger.reserve_pair_id();
    let void = NewEvent { detail: format!("{{\"replaced_by\":{new}}}"), ..event("void", NOON + 3_600_006) };
    let detail = format!("{{\"replaces\":{second}}}");
    let made = NewEvent { detail, first_pass: false, ..paired(NOON + 3_600_006) };
    let replacement = NewReplacement {
        replaced: second,
        why: "torn".into(),
        pair: keys(new, "dk2", "sn9"),
        void,
        event: made,
    };
    ledger.replace(replacement).unwrap();
    people(ledger);
    let old =
        [("dk7", "sn7"), ("dk8", "sn8")].map(|(dk, sn)| BatchPair { dk, pk: "p11sf2", sn, name: "old" });
    let mut import = event("import", NOON + 3_600_007);
    import.context.order = String::new();
    ledger.import_pairs(PairBatch::new(old.into_iter()), import).unwrap().unwrap();
    pair(ledger, "dk4", "sn4", NOON + 3_600_008);
    ledger.append(vec![event("stop", NOON + 3_600_009)]).unwrap();
}

/// A supervisor with a PIN, a code and a wrong attempt; an operator.
fn people(ledger: &Ledger) {
    let person = |id: &str, role, pin: Option<&str>| PersonRecord {
        id: id.into(),
        name: "Anna".into(),
        role,
        pin: pin.map(|phc| Kept::new(phc.into())),
        active: true,
    };
    let told = |kind| event(kind, NOON + 3_600_006);
    let code = Kept::new("$argon2id$code".into());
    let supervisor = person("SUP1", Role::Supervisor, Some("$argon2id$pin"));
    let recovery = Some((code, told("recovery")));
    ledger.put_person(PersonChange { person: supervisor, event: told("person"), recovery }).unwrap();
    let operator = person("OPR2", Role::Operator, None);
    ledger.put_person(PersonChange { person: operator, event: told("person"), recovery: None }).unwrap();
    ledger.attempt_login(Attempt { id: "SUP1".into(), wrong: 1, event: told("login_refused") }).unwrap();
}

/// The one that is copied; it stays until the tests end.
fn original() -> &'static Path {
    static ORIGINAL: OnceLock<tempfile::TempDir> = OnceLock::new();
    let dir = ORIGINAL.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let path = ledger_path(dir.path());
        // Its key's file had been lost once: two keys, and an event of that.
        let ledger = Ledger::open(&path).unwrap();
        ledger.append(vec![event("start", NOON - 1)]).unwrap();
        drop(ledger);
        fs::rename(key_path(&path), dir.path().join("first.key")).unwrap();
        fill(&Ledger::open(&path).unwrap());
        dir
    });
    dir.path()
}

impl Copy {
    pub(crate) fn new() -> Copy {
        let dir = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(original()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
        }
        Copy { dir }
    }

    pub(crate) fn path(&self) -> PathBuf {
        ledger_path(self.dir.path())
    }

    pub(crate) fn key(&self) -> PathBuf {
        key_path(&self.path())
    }

    /// Where the key lies that was lost once.
    pub(crate) fn first_key(&self) -> PathBuf {
        self.dir.path().join("first.key")
    }

    pub(crate) fn end_mark(&self) -> PathBuf {
        self.dir.path().join("ledger.sqlite.key.end")
    }

    /// The file with all guards taken down.
    pub(crate) fn open(&self) -> Connection {
        let conn = Connection::open(self.path()).unwrap();
        conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
        let names: Vec<String> = column(&conn, "SELECT name FROM sqlite_schema WHERE type = 'trigger'");
        for name in names {
            conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
        conn
    }

    /// Does something to it by hand.
    pub(crate) fn tamper(&self, sql: &str) {
        let conn = self.open();
        conn.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        conn.close().unwrap();
    }

    pub(crate) fn report(&self) -> CheckReport {
        let reader = Reader::open_beside(&self.path(), &self.key()).unwrap();
        reader.check_with_keys(&[self.first_key()], &mut |_, _| true).unwrap()
    }

    pub(crate) fn faults(&self) -> Vec<String> {
        self.report().faults
    }

    /// The key of the file, as its documentation says it is to be read.
    pub(crate) fn sealing_key(&self) -> Vec<u8> {
        let text = fs::read_to_string(self.key()).unwrap();
        let hex = text.lines().find_map(|line| line.strip_prefix("key ")).unwrap().to_owned();
        (0..64).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }
}

pub(crate) fn column<T: rusqlite::types::FromSql>(conn: &Connection, sql: &str) -> Vec<T> {
    conn.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Computes the links of all events anew from `from` on, as anybody can.
pub(crate) fn relink(conn: &Connection, from: i64) {
    let seqs: Vec<i64> = column(conn, "SELECT seq FROM events ORDER BY seq");
    let mut before = [0; 32];
    for seq in seqs {
        if seq < from {
            before =
                conn.query_row("SELECT hash FROM events WHERE seq = ?", [seq], |row| row.get(0)).unwrap();
            continue;
        }
        before = link(conn, seq, &before);
        conn.execute("UPDATE events SET hash = ? WHERE seq = ?", params![&before[..], seq]).unwrap();
    }
}

/// The link of an event by the words of `chain.rs`: all its columns but hash and seal.
fn link(conn: &Connection, seq: i64, before: &[u8; 32]) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(b"pairing-station/1\n");
    digest.update(before);
    conn.query_row("SELECT * FROM events WHERE seq = ?", [seq], |row| {
        for at in 0..21 {
            match row.get_ref(at)? {
                ValueRef::Null => digest.update(b"n"),
                ValueRef::Integer(value) => {
                    digest.update(b"i");
                    digest.update(value.to_be_bytes());
                }
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    digest.update(b"b");
                    digest.update((bytes.len() as u64).to_be_bytes());
                    digest.update(bytes);
                }
                ValueRef::Real(_) => panic!("a number with a point"),
            }
        }
        Ok(())
    })
    .unwrap();
    digest.finalize().into()
}

/// Seals all events from `from` on with a key, as only its holder can.
pub(crate) fn reseal(conn: &Connection, from: i64, key: &[u8]) {
    for seq in column::<i64>(conn, &format!("SELECT seq FROM events WHERE seq >= {from}")) {
        let hash: [u8; 32] =
            conn.query_row("SELECT hash FROM events WHERE seq = ?", [seq], |row| row.get(0)).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(b"pairing-station/seal/1\n");
        mac.update(&hash);
        let seal = mac.finalize().into_bytes();
        conn.execute("UPDATE events SET seal = ? WHERE seq = ?", params![&seal[..], seq]).unwrap();
    }
}

/// A key's id by the words of `seal.rs`.
pub(crate) fn id_of(key: &[u8]) -> String {
    let mut digest = Sha256::new_with_prefix(b"pairing-station/key/1\n");
    digest.update(key);
    digest.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The event of an intruder, at this place.
pub(crate) fn intruder(conn: &Connection, seq: i64, hash_and_seal: &str) {
    let station = context().station;
    conn.execute_batch(&format!(
        "INSERT INTO events VALUES ({seq}, {NOON}, 480, 'scan', 'gun1', x'00', 'module', '', '', '', 'dk9', '', '', \
         NULL, 'WO1', 'eve', '{station}', 'early', 20261122, '', 0, {hash_and_seal})"
    ))
    .unwrap();
}

/// One of the faults has all of these parts.
pub(crate) fn names(what: &str, faults: &[String], parts: &[&str]) {
    assert!(
        faults.iter().any(|fault| parts.iter().all(|part| fault.contains(part))),
        "{what}: no fault has {parts:?}: {faults:#?}"
    );
}
