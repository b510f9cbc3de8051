//! What cannot be changed, and what `check` finds where somebody changed it all the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use ledger_support::{Bench, NOON, event, faults, pair, rejected};
use pairing_station::ledger::{ExportFile, Ledger, LedgerError, NewExport, Reader, key_path};

/// Three pairs of two hours, one voided, one rejected scan, one export; closed.
fn some_ledger() -> Bench {
    let bench = Bench::new();
    let ledger = bench.open();
    let first = pair(&ledger, "dk1", "sn1", NOON);
    let second = pair(&ledger, "dk2", "sn2", NOON + 1);
    pair(&ledger, "dk3", "sn3", NOON + 3_600_000);
    ledger.append(vec![rejected("unknown_code", NOON + 3_600_001)]).unwrap();
    let file = ExportFile { path: "a.csv".into(), pk: "p11sf2".into(), rows: 2, sha256: "00".repeat(32) };
    let export =
        NewExport { event: event("export", NOON + 3_600_002), pairs: vec![first, second], files: vec![file] };
    ledger.record_export(export, &mut |_, _| true).unwrap();
    ledger.void(first, "wrong", event("void", NOON + 3_600_003)).unwrap();
    bench
}

#[test]
fn what_is_written_stays() {
    let bench = some_ledger();
    let conn = bench.raw();
    for table in
        ["events", "event_hours", "pairs", "voids", "exports", "export_files", "export_pairs", "seals"]
    {
        let column: String = conn
            .query_row("SELECT name FROM pragma_table_info(?) LIMIT 1", [table], |row| row.get(0))
            .unwrap();
        for sql in [format!("UPDATE {table} SET {column} = {column}"), format!("DELETE FROM {table}")] {
            let error = conn.execute(&sql, []).unwrap_err().to_string();
            assert_eq!(error, format!("{table} is append-only"), "{sql}");
        }
    }
}

/// Changes a closed ledger by hand, guards taken down; `check` must find a fault with `expect` in it.
fn check(sql: &str, expect: &str) {
    let bench = some_ledger();
    let conn = bench.raw();
    let triggers: Vec<String> = {
        let mut names = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").unwrap();
        let names = names.query_map([], |row| row.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    };
    for name in triggers {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    conn.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
    conn.close().unwrap();
    // Beside: opening it to write may refuse an end that was tampered with.
    let found = faults(&Reader::open_beside(&bench.path(), &key_path(&bench.path())).unwrap());
    assert!(found.iter().any(|fault| fault.contains(expect)), "{sql}: {found:#?}");
}

#[test]
fn every_tampering_is_found_and_named() {
    let no_faults = some_ledger();
    assert_eq!(faults(&no_faults.open().reader().unwrap()), [""; 0]);

    check("UPDATE events SET raw = x'00' WHERE seq = 2", "broken at event 2");
    check("UPDATE events SET operator = 'eve' WHERE seq = 1", "broken at event 1");
    check("UPDATE events SET hash = zeroblob(32) WHERE seq = 3", "broken at event 3");
    check("DELETE FROM events WHERE seq = 4", "event 4 is missing");
    check("UPDATE event_hours SET hour = 0 WHERE first = 1", "event 1 is filed under another hour");
    check("UPDATE pairs SET sn = 'sn9' WHERE id = 3", "pair 3 is not the one its event made");
    check("DELETE FROM pairs WHERE id = 2; DELETE FROM dk_claims WHERE pair = 2", "pair 2 is missing");
    check("UPDATE pair_spans SET day = 20261101", "pair 1 is filed under another day");
    check("DELETE FROM dk_claims WHERE dk = 'dk2'", "active pair 2 has no claim on its DK dk2");
    check("INSERT INTO dk_claims VALUES ('dk1', 1)", "DK dk1 is claimed by pair 1");
    check("UPDATE sn_claims SET pair = 2 WHERE sn = 'sn3'", "SN sn3 is claimed by pair 2");
    check("UPDATE voids SET dk = 'dk9'", "the void of pair 1 has other keys");
    check("UPDATE tallies SET good = good + 1", "the tally of hour");
    check("DELETE FROM tallies", "the tally of hour");
    check("UPDATE active_counts SET active = 7", "order WO1 is said to have 7 active pairs, counted are 2");
    check(
        "UPDATE export_files SET rows = 3",
        "export 1 has 3 rows of product p11sf2 in its files and 2 pairs marked",
    );
    check("UPDATE export_pairs SET last = 9", "export 1 marks pairs 4 to 9");
    check("DELETE FROM events WHERE seq = 1", "refers to a row of events that is not there");
}

#[test]
fn damage_in_the_file_is_found() {
    let bench = Bench::new();
    let ledger = bench.open();
    for n in 0..200 {
        pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON);
    }
    drop(ledger);
    let mut bytes = std::fs::read(bench.path()).unwrap();
    let root: u32 = {
        let conn = bench.raw();
        conn.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'sn_claims'", [], |row| row.get(0))
            .unwrap()
    };
    let page = usize::try_from(root - 1).unwrap() * 4096;
    bytes[page..page + 4096].fill(0x5a);
    std::fs::write(bench.path(), bytes).unwrap();
    let found = faults(&Reader::open_beside(&bench.path(), &key_path(&bench.path())).unwrap());
    assert!(found.iter().any(|fault| fault.contains("the file is damaged")), "{found:#?}");
    // And no line is started on it: its last pairs have lost their claims.
    let error = Ledger::open(&bench.path()).map(|_| ()).unwrap_err();
    assert!(matches!(error, LedgerError::Damaged { .. }), "{error:?}");
}

#[test]
fn a_check_can_be_cancelled() {
    let bench = Bench::new();
    let ledger = bench.open();
    ledger.append((0..5000).map(|n| event("scan", NOON + n)).collect()).unwrap();
    let reader = ledger.reader().unwrap();
    let mut seen = Vec::new();
    let end = reader.check(&mut |done, total| {
        seen.push((done, total));
        false
    });
    assert!(matches!(end, Err(LedgerError::Cancelled)), "{end:?}");
    assert_eq!(seen, [(4096, 5000)]);
    assert_eq!(reader.check(&mut |_, _| true).unwrap().events, 5000);
}
