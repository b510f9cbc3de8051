//! A replacement whose commit fails, is doubtful, or finds the disk full.

use super::*;
use crate::ledger::types::{NewReplacement, ReplaceOutcome};

fn replace(writer: &mut Writer, replaced: i64, id: i64) -> Result<ReplaceOutcome, LedgerError> {
    let pair = NewPair {
        id,
        dk: format!("dk{replaced}"),
        pk: "p11sf2".into(),
        sn: format!("sn{id}"),
        name: String::new(),
    };
    let told = |kind, detail| NewEvent { verdict: String::new(), detail, ..NewEvent { kind, ..event() } };
    let void = told("void", format!("{{\"replaced_by\":{id}}}"));
    let event = NewEvent { verdict: "paired".into(), ..told("scan", format!("{{\"replaces\":{replaced}}}")) };
    writer.replace(NewReplacement { replaced, why: "torn".into(), pair, void, event })
}

/// The active sticker of a module, in a ledger that is whole.
fn sticker(writer: &Writer, dk: &str) -> String {
    let report = writer.reader.check(&mut |_, _| true).unwrap();
    assert_eq!(report.faults, [""; 0]);
    writer.reader.active_by_dk(dk).unwrap().unwrap().sn
}

#[test]
fn a_commit_that_fails_leaves_the_old_pair() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = writer(&dir);
    pair(&mut writer, 1).unwrap();
    let fail = Arc::new(AtomicBool::new(true));
    let hook = Arc::clone(&fail);
    writer.conn.commit_hook(Some(move || hook.swap(false, Ordering::Relaxed))).unwrap();
    let error = replace(&mut writer, 1, 2).unwrap_err();
    assert!(matches!(error, LedgerError::Sqlite { .. }), "{error:?}");
    assert_eq!(sticker(&writer, "dk1"), "sn1");
    assert_eq!(replace(&mut writer, 1, 2).unwrap(), ReplaceOutcome::Replaced);
    assert_eq!(sticker(&writer, "dk1"), "sn2");
}

#[test]
fn a_full_disk_leaves_the_old_pair() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = writer(&dir);
    pair(&mut writer, 1).unwrap();
    let size: i64 = writer.conn.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    writer.conn.query_row(&format!("PRAGMA max_page_count = {size}"), [], |_| Ok(())).unwrap();
    let (mut last, mut id) = (1, 1);
    let error = loop {
        id += 1;
        let pair = NewPair {
            id,
            dk: "dk1".into(),
            pk: "p11sf2".into(),
            sn: format!("sn{id}"),
            name: "x".repeat(900),
        };
        let void = NewEvent { detail: format!("{{\"replaced_by\":{id}}}"), ..event() };
        let void = NewEvent { kind: "void", verdict: String::new(), ..void };
        let made = NewEvent { detail: format!("{{\"replaces\":{last}}}"), ..event() };
        let new = NewReplacement { replaced: last, why: "torn".into(), pair, void, event: made };
        match writer.replace(new) {
            Ok(outcome) => assert_eq!(outcome, ReplaceOutcome::Replaced),
            Err(error) => break error,
        }
        last = id;
    };
    assert!(matches!(error, LedgerError::Full { .. }), "{error:?}");
    assert_eq!(sticker(&writer, "dk1"), format!("sn{last}"));
}

#[test]
fn a_doubtful_commit_is_settled_when_the_ledger_is_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = writer(&dir);
    pair(&mut first, 1).unwrap();
    let gone = Arc::new(AtomicBool::new(false));
    let (commit, ask) = (Arc::clone(&gone), Arc::clone(&gone));
    first
        .conn
        .commit_hook(Some(move || {
            commit.store(true, Ordering::Relaxed);
            true
        }))
        .unwrap();
    first.conn.progress_handler(1, Some(move || ask.load(Ordering::Relaxed))).unwrap();
    for _ in 0..2 {
        let error = replace(&mut first, 1, 2).unwrap_err();
        assert!(matches!(error, LedgerError::Doubtful { .. }), "{error:?}");
    }
    gone.store(false, Ordering::Relaxed);
    let path = first.path.clone();
    first.close();
    let mut second = Writer::open(&path, &key_path(&path), SharedStanding::default()).unwrap();
    assert_eq!(sticker(&second, "dk1"), "sn1");
    assert_eq!(replace(&mut second, 1, 2).unwrap(), ReplaceOutcome::Replaced);
    assert_eq!(sticker(&second, "dk1"), "sn2");
}
