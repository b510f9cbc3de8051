//! Pairs that were made elsewhere, in the ledger: claimed and found as any, counted and exported as none;
//! whole whatever ids are given around them; and `check` finds a changed one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use ledger_support::{Bench, NOON, event, faults, keys, pair, paired};
use pairing_station::ledger::{
    BatchPair, Context, Held, ImportedPairs, Ledger, LedgerError, NewEvent, Origin, Pair, PairBatch,
    PairFilter, PairOutcome, PairState, Reader, Stamp, key_path,
};

fn batch(keys: &[(&str, &str)]) -> PairBatch {
    PairBatch::new(keys.iter().map(|(dk, sn)| BatchPair { dk, pk: "p11sf2", sn, name: "电表" }))
}

fn import_event(at: i64) -> NewEvent {
    let context = Context { order: String::new(), ..event("import", at).context };
    let stamp = Stamp { at, offset_min: 480 };
    NewEvent { detail: r#"{"what":"history"}"#.into(), ..NewEvent::new(stamp, context, "import") }
}

fn import(ledger: &Ledger, keys: &[(&str, &str)], at: i64) -> Result<Option<ImportedPairs>, LedgerError> {
    ledger.import_pairs(batch(keys), import_event(at))
}

#[track_caller]
fn ids(reader: &Reader, filter: &PairFilter) -> Vec<i64> {
    reader.page_pairs(filter, 0, 100).unwrap().iter().map(|pair| pair.id).collect()
}

#[test]
fn imported_pairs_are_pairs_that_were_handed_over() {
    let bench = Bench::new();
    let ledger = bench.open();
    let first = pair(&ledger, "dk1", "sn1", NOON);
    let taken = import(&ledger, &[("dk3", "sn3"), ("dk2", "sn2")], NOON + 1).unwrap().unwrap();
    assert_eq!((taken.first, taken.last), (2, 3));
    let last = pair(&ledger, "dk4", "sn4", NOON + 2);
    let reader = ledger.reader().unwrap();
    let found = reader.active_by_sn("sn3").unwrap().unwrap();
    let Pair { id, dk, name, exported, .. } = &found;
    assert_eq!((*id, dk.as_str(), name.as_str(), *exported), (2, "dk3", "电表", true));
    assert!(found.is_imported() && !reader.pair(first).unwrap().unwrap().is_imported());

    let by = |origin, only_new| ids(&reader, &PairFilter { origin, only_new, ..PairFilter::default() });
    assert_eq!(by(Origin::Any, false), [4, 3, 2, 1]);
    assert_eq!(by(Origin::Made, false), [4, 1]);
    assert_eq!(by(Origin::Imported, false), [3, 2]);
    assert_eq!(by(Origin::Any, true), [last, first]);
    assert_eq!(ids(&reader, &PairFilter { search: "DK2".into(), ..PairFilter::default() }), [3]);
    // Not the shift's work, and not the last pair of whoever imported.
    let tallies = reader.tallies(None, 0).unwrap();
    assert_eq!(tallies.iter().map(|tally| tally.good).sum::<u64>(), 2);
    assert_eq!(reader.last_pair_of("anna", "S1").unwrap().unwrap().id, last);

    assert!(ledger.void(3, "wrong", event("void", NOON + 3)).unwrap());
    pair(&ledger, "dk2", "sn9", NOON + 4);
    let voided = PairFilter { state: PairState::Voided, ..PairFilter::default() };
    assert_eq!(ids(&reader, &voided), [3]);
    assert_eq!(faults(&reader), [""; 0]);
    drop((reader, ledger));
    let again = bench.open();
    assert_eq!(pair(&again, "dk6", "sn6", NOON + 5), 6);
    assert_eq!(faults(&again.reader().unwrap()), [""; 0]);
}

#[test]
fn what_is_claimed_is_told_and_stays() {
    let bench = Bench::new();
    let ledger = bench.open();
    for (dk, sn) in [("dk1", "sn1"), ("dk5", "sn5"), ("dk7", "sn7")] {
        pair(&ledger, dk, sn, NOON);
    }
    let mine =
        [("dk7", "sn8"), ("dk0", "sn0"), ("dk5", "sn5"), ("dk9", "sn1"), ("dk1", "sn7"), ("dk2", "sn2")];
    let reader = ledger.reader().unwrap();
    let held = |at, by_dk, by_sn, same| Held { at, by_dk, by_sn, same };
    let expect = [
        held(0, Some(3), None, false),
        held(2, Some(2), Some(2), true),
        held(3, None, Some(1), false),
        held(4, Some(1), Some(3), false),
    ];
    assert_eq!(reader.held(&batch(&mine)).unwrap(), expect);
    let other = PairBatch::new([BatchPair { dk: "dk5", pk: "p22222", sn: "sn5", name: "" }].into_iter());
    assert_eq!(reader.held(&other).unwrap(), [held(0, Some(2), Some(2), false)]);

    assert_eq!(import(&ledger, &mine, NOON + 1).unwrap(), None);
    assert_eq!(import(&ledger, &[("dk2", "sn2"), ("dk3", "sn2")], NOON + 1).unwrap(), None, "twice in one");
    for (keys, order) in [(&[][..], ""), (&[("dk2", "sn2")], "WO1")] {
        let mut event = import_event(NOON);
        event.context.order = order.into();
        let error = ledger.import_pairs(batch(keys), event).unwrap_err();
        assert!(matches!(error, LedgerError::NoImport { .. }), "{error:?}");
    }
    assert_eq!(reader.count_pairs(&PairFilter::default()).unwrap(), 3);
    assert_eq!(pair(&ledger, "dk4", "sn4", NOON), 4, "the ids went back");
    assert_eq!(faults(&reader), [""; 0]);
}

#[test]
fn ids_given_before_an_import_may_be_used_after_it() {
    let bench = Bench::new();
    let ledger = bench.open();
    let early = [ledger.reserve_pair_id(), ledger.reserve_pair_id()];
    import(&ledger, &[("dk3", "sn3"), ("dk4", "sn4")], NOON).unwrap().unwrap();
    assert_eq!(ledger.pair(keys(early[1], "dk2", "sn2"), paired(NOON)).unwrap(), PairOutcome::Paired);
    let reader = ledger.reader().unwrap();
    assert_eq!(ids(&reader, &PairFilter::default()), [4, 3, 2]);
    assert_eq!(ids(&reader, &PairFilter { origin: Origin::Imported, ..PairFilter::default() }), [4, 3]);
    assert_eq!(ledger.pair(keys(early[0], "dk1", "sn1"), paired(NOON)).unwrap(), PairOutcome::Paired);
    assert_eq!(ids(&reader, &PairFilter { origin: Origin::Made, ..PairFilter::default() }), [2, 1]);
    assert_eq!(faults(&reader), [""; 0]);
}

/// Changes a closed ledger with an import by hand; `check` must find a fault with `expect` in it.
#[track_caller]
fn check(sql: &str, expect: &str) {
    let bench = Bench::new();
    let ledger = bench.open();
    pair(&ledger, "dk1", "sn1", NOON);
    import(&ledger, &[("dk2", "sn2"), ("dk3", "sn3"), ("dk4", "sn4")], NOON).unwrap().unwrap();
    assert_eq!(faults(&ledger.reader().unwrap()), [""; 0]);
    drop(ledger);
    let conn = bench.raw();
    let drop_guards: String = conn
        .query_row(
            "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema WHERE type = 'trigger'",
            [],
            |r| r.get(0),
        )
        .unwrap();
    conn.execute_batch(&format!("{drop_guards}; PRAGMA foreign_keys = OFF; {sql}")).unwrap();
    conn.close().unwrap();
    // Beside: opening it to write may refuse an end that was tampered with.
    let found = faults(&Reader::open_beside(&bench.path(), &key_path(&bench.path())).unwrap());
    assert!(found.iter().any(|fault| fault.contains(expect)), "{sql}: {found:#?}");
}

#[test]
fn every_tampering_with_an_import_is_found() {
    let not_whole = "pairs 2 to 4 are not what event 2 took over";
    check("UPDATE pairs SET name = '' WHERE id = 3", not_whole);
    check("UPDATE pairs SET pk = 'p22222' WHERE id = 4", not_whole);
    check(
        "UPDATE pairs SET sn = 'sn9' WHERE id = 3; UPDATE sn_claims SET sn = 'sn9' WHERE sn = 'sn3'",
        not_whole,
    );
    check("DELETE FROM pairs WHERE id = 4; DELETE FROM dk_claims WHERE pair = 4", not_whole);
    check("UPDATE events SET detail = '{}' WHERE seq = 2", "broken at event 2");
    check("UPDATE events SET detail = '{}' WHERE seq = 2", "pair 3 is not the one its event made");
    check("UPDATE pairs SET seq = 2 WHERE id = 1", "pair 1 is not the one its event made");
    check("UPDATE pairs SET order_name = 'WO1' WHERE id = 2", "pair 2 is not the one its event made");
    check("INSERT INTO tallies VALUES (0, '', '', 3, 0, 0, 0)", "the tally of hour");
    check(
        "UPDATE active_counts SET active = 2 WHERE order_name = ''",
        "is said to have 2 active pairs, counted are 3",
    );
}
