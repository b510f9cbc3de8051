//! The whole past: seals taken away, keys exchanged, everything computed anew, the end cut off; and what
//! cannot be told.

use std::fs;

use pairing_station::ledger::Reader;
use pairing_station::station::export_check::check_manifest_against;

use crate::bench::{Copy, column, id_of, intruder, names, relink, reseal};

/// One of the faults has all of these parts, and there is no other.
fn only(what: &str, faults: &[String], parts: &[&str]) {
    assert_eq!(faults.len(), 1, "{what}: {faults:#?}");
    names(what, faults, parts);
}

const OWN: [u8; 32] = [0x77; 32];

#[test]
fn seals_that_are_taken_away_are_missed() {
    let last: i64 =
        Copy::new().open().query_row("SELECT max(seq) FROM events", [], |row| row.get(0)).unwrap();
    let copy = Copy::new();
    copy.tamper("UPDATE events SET seal = NULL WHERE seq BETWEEN 5 AND 7");
    only("three", &copy.faults(), &["events 5 to 7 have no seal", "from event 2 on"]);
    copy.tamper("UPDATE events SET seal = zeroblob(32) WHERE seq = 5");
    names("a false one", &copy.faults(), &["the seal of event 5 is not the one of key"]);
    names("a false one", &copy.faults(), &["events 6 to 7 have no seal"]);
    // And the word of it: then the key's file knows better, and the event that told of it.
    copy.tamper("UPDATE events SET seal = NULL; DELETE FROM seals");
    let faults = copy.faults();
    names("all of it", &faults, &["does not say which key seals it"]);
    names("all of it", &faults, &["event 2 tells that key"]);
    names("all of it", &faults, &["no event is sealed with key", "from event 2 on"]);
    // From a later event on only.
    let copy = Copy::new();
    copy.tamper(&format!("UPDATE events SET seal = NULL WHERE seq < {last}; UPDATE seals SET first = {last} WHERE first = 2; DELETE FROM seals WHERE first = 1"));
    let faults = copy.faults();
    names(
        "later",
        &faults,
        &[&format!("is said to seal from event {last} on, and that event does not say so")],
    );
    names("later", &faults, &["from event 2 on by its file", &format!("from event {last} on by the ledger")]);
}

#[test]
fn a_past_that_is_sealed_with_another_key_disagrees_with_the_key_file() {
    let copy = Copy::new();
    let conn = copy.open();
    conn.execute("UPDATE events SET operator = 'eve' WHERE seq = 4", []).unwrap();
    conn.execute("UPDATE events SET detail = ? WHERE seq = 2", [format!("{{\"key\":\"{}\"}}", id_of(&OWN))])
        .unwrap();
    relink(&conn, 1);
    reseal(&conn, 1, &OWN);
    conn.execute_batch(&format!("UPDATE seals SET key = '{}'", id_of(&OWN))).unwrap();
    drop(conn);
    let faults = copy.faults();
    names("another key", &faults, &["sealed with key", &id_of(&OWN), "which is not here"]);
    names("another key", &faults, &["no event is sealed with key", "ledger.sqlite.key"]);
    names("another key", &faults, &["had when the ledger was last opened or closed", "rewritten"]);
}

/// A past rewritten by the holder of the key: every link and every seal is whole.
fn rewritten() -> Copy {
    let copy = Copy::new();
    let conn = copy.open();
    conn.execute("UPDATE events SET raw = x'00' WHERE seq = 4", []).unwrap();
    relink(&conn, 4);
    reseal(&conn, 4, &copy.sealing_key());
    drop(conn);
    copy
}

#[test]
fn a_past_rewritten_by_the_holder_of_the_key_disagrees_with_the_end_mark_and_with_manifests() {
    let head = Reader::open_beside(&Copy::new().path(), &Copy::new().key()).unwrap().chain_at(9).unwrap();
    let copy = rewritten();
    only("with the mark", &copy.faults(), &["does not have the hash", "last opened or closed", "rewritten"]);
    // Who has the key may write that mark too. A file that was handed over he does not have.
    fs::remove_file(copy.end_mark()).unwrap();
    assert_eq!(copy.faults(), [""; 0], "what only a manifest can tell");
    let manifest = copy.dir.path().join("handed-over.json");
    let key = head.key.clone().unwrap();
    let json =
        format!(r#"{{"schema":2,"chain_head":{{"seq":9,"hash":"{}","key":"{key}"}},"files":[]}}"#, head.hash);
    fs::write(&manifest, json).unwrap();
    let reader = Reader::open_beside(&copy.path(), &copy.key()).unwrap();
    let fault = check_manifest_against(&reader, &manifest).unwrap().unwrap();
    assert!(fault.contains("event 9") && fault.contains("rewritten after the export"), "{fault}");
    let whole = Copy::new();
    let reader = Reader::open_beside(&whole.path(), &whole.key()).unwrap();
    assert_eq!(check_manifest_against(&reader, &manifest).unwrap(), None);
    // An old manifest names no key; one of another key is named.
    let of = |key: &str| format!(r#"{{"schema":2,"chain_head":{{"seq":9,"hash":"{}"{key}}}}}"#, head.hash);
    fs::write(&manifest, of("")).unwrap();
    assert_eq!(check_manifest_against(&reader, &manifest).unwrap(), None);
    fs::write(&manifest, of(r#","key":"0123456789abcdef""#)).unwrap();
    let fault = check_manifest_against(&reader, &manifest).unwrap().unwrap();
    assert!(fault.contains("0123456789abcdef") && fault.contains("sealed anew"), "{fault}");
}

/// The end is cut off, and all that hung on it put right: as the file was some events ago.
fn cut_off() -> (Copy, i64) {
    let copy = Copy::new();
    let ledger = pairing_station::ledger::Ledger::open(&copy.path()).unwrap();
    let seq = ledger.reader().unwrap().chain_head().unwrap().seq;
    drop(ledger);
    let before = fs::read(copy.path()).unwrap();
    let ledger = pairing_station::ledger::Ledger::open(&copy.path()).unwrap();
    for n in 0..5 {
        crate::ledger_support::pair(
            &ledger,
            &format!("dkx{n}"),
            &format!("snx{n}"),
            crate::ledger_support::NOON,
        );
    }
    drop(ledger);
    fs::write(copy.path(), before).unwrap();
    (copy, seq)
}

#[test]
fn an_end_that_is_cut_off_is_known_by_its_mark() {
    let (copy, seq) = cut_off();
    let says = [format!("ends with event {seq},"), format!("had ended with event {}", seq + 5)];
    only("cut off", &copy.faults(), &[&says[0], &says[1], "its end was cut off"]);
    // A station that goes on from there says so for good: the mark will be another then.
    drop(pairing_station::ledger::Ledger::open(&copy.path()).unwrap());
    let tells = [format!("event {} tells", seq + 1), format!("ended with event {} ", seq + 5)];
    only("cut off, gone on", &copy.faults(), &[&tells[0], &tells[1], "cut off"]);
    drop(pairing_station::ledger::Ledger::open(&copy.path()).unwrap());
    only("cut off, gone on again", &copy.faults(), &[&tells[0]]);
}

#[test]
fn an_end_that_is_cut_off_with_its_mark_is_known_by_a_manifest_only() {
    let (copy, seq) = cut_off();
    fs::remove_file(copy.end_mark()).unwrap();
    assert_eq!(copy.faults(), [""; 0], "nobody can tell: see packaging/promises.md");
    let manifest = copy.dir.path().join("handed-over.json");
    let json = format!(r#"{{"schema":2,"chain_head":{{"seq":{},"hash":"{}"}}}}"#, seq + 5, "ab".repeat(32));
    fs::write(&manifest, json).unwrap();
    let reader = Reader::open_beside(&copy.path(), &copy.key()).unwrap();
    let fault = check_manifest_against(&reader, &manifest).unwrap().unwrap();
    assert!(fault.contains(&format!("event {}", seq + 5)) && fault.contains("rewritten"), "{fault}");
}

#[test]
fn a_false_end_mark_is_named() {
    let copy = Copy::new();
    let text = fs::read_to_string(copy.end_mark()).unwrap();
    let seq: i64 = copy.open().query_row("SELECT max(seq) FROM events", [], |row| row.get(0)).unwrap();
    let earlier = text.replace(&format!("seq {seq}"), &format!("seq {}", seq - 1));
    assert_ne!(earlier, text);
    fs::write(copy.end_mark(), earlier).unwrap();
    only("changed", &copy.faults(), &["the end mark", "was not written by the station"]);
    fs::write(copy.end_mark(), "seq 1").unwrap();
    only("no mark", &copy.faults(), &["the end mark", "cannot be read"]);
}

#[test]
fn what_is_added_without_the_key_is_named_however_it_is_linked() {
    let copy = Copy::new();
    let conn = copy.open();
    let last: i64 = column(&conn, "SELECT max(seq) FROM events")[0];
    for n in 1..=3 {
        intruder(&conn, last + n, "zeroblob(32), NULL");
    }
    relink(&conn, last + 1);
    drop(conn);
    names("added", &copy.faults(), &[&format!("events {} to {} have no seal", last + 1, last + 3)]);
}
