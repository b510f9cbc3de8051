//! Pairs, their uniqueness, and what a void does to it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use std::collections::BTreeSet;

use ledger_support::{Bench, NOON, event, faults, keys, pair, paired, rejected, try_pair};
use pairing_station::ledger::{
    EventFilter, Ledger, LedgerError, NewEvent, PairFilter, PairOutcome, PairState, Tally,
};

#[test]
fn a_pair_is_on_record_with_its_event() {
    let bench = Bench::new();
    let ledger = bench.open();
    let id = pair(&ledger, "863950069494278", "VDR7098612099028", NOON);
    let reader = ledger.reader().unwrap();
    let found = reader.active_by_dk("863950069494278").unwrap().unwrap();
    assert_eq!(found.id, id);
    assert_eq!(reader.active_by_sn("VDR7098612099028").unwrap(), Some(found.clone()));
    assert_eq!(found.context, ledger_support::context());
    assert_eq!(found.stamp.at, NOON);
    assert_eq!((found.voided, found.exported), (None, false));
    let events = reader.page_events(&EventFilter::default(), 0, 10).unwrap();
    assert_eq!(events.len(), 1);
    let NewEvent { dk, pk, sn, pair, kind, .. } = events[0].event.clone();
    assert_eq!(
        (dk.as_str(), pk.as_str(), sn.as_str(), pair, kind),
        ("863950069494278", "p11sf2", "VDR7098612099028", Some(id), "scan")
    );
    assert_eq!(reader.done("WO1").unwrap(), 1);
    let tally = Tally { hour: NOON, good: 1, bad: 0, first_pass: 1 };
    assert_eq!(reader.tallies(Some("WO1"), 0).unwrap(), [tally]);
    assert_eq!(reader.tallies(None, NOON + 10).unwrap(), [tally]);
    assert_eq!(reader.tallies(Some("WO2"), 0).unwrap(), []);
    assert_eq!(faults(&reader), [""; 0]);
}

#[test]
fn one_active_pair_per_dk_and_per_sn() {
    let bench = Bench::new();
    let ledger = bench.open();
    let first = pair(&ledger, "dk1", "sn1", NOON);
    let second = pair(&ledger, "dk2", "sn2", NOON);
    let check =
        |dk: &str, sn: &str, by_dk: Option<i64>, by_sn: Option<i64>| match try_pair(&ledger, dk, sn, NOON)
            .1
            .unwrap()
        {
            PairOutcome::Conflict { by_dk: d, by_sn: s } => {
                assert_eq!((d.map(|p| p.id), s.map(|p| p.id)), (by_dk, by_sn), "{dk} {sn}");
            }
            other => panic!("{dk} {sn}: {other:?}"),
        };
    check("dk1", "sn9", Some(first), None);
    check("dk9", "sn1", None, Some(first));
    check("dk1", "sn2", Some(first), Some(second));
    check("dk2", "sn1", Some(second), Some(first));
    match try_pair(&ledger, "dk1", "sn1", NOON).1.unwrap() {
        PairOutcome::AlreadyPaired(prior) => assert_eq!(prior.id, first),
        other => panic!("{other:?}"),
    }
    // Another product's sticker with the same SN is not the same pair.
    let id = ledger.reserve_pair_id();
    let other = pairing_station::ledger::NewPair { pk: "p22zz9".into(), ..keys(id, "dk1", "sn1") };
    assert!(matches!(ledger.pair(other, paired(NOON)).unwrap(), PairOutcome::Conflict { .. }));
    // Keys are what they are: letter case makes them others.
    pair(&ledger, "DK1", "SN1", NOON);
    let reader = ledger.reader().unwrap();
    assert_eq!(reader.count_pairs(&PairFilter::default()).unwrap(), 3);
    assert_eq!(
        reader.count_events(&EventFilter::default()).unwrap(),
        3,
        "nothing was written for the refused"
    );
    assert_eq!(faults(&reader), [""; 0]);
}

#[test]
fn a_void_frees_the_keys_and_keeps_the_pair() {
    let bench = Bench::new();
    let ledger = bench.open();
    let first = pair(&ledger, "dk1", "sn1", NOON);
    assert!(ledger.void(first, "wrong device", event("void", NOON + 5)).unwrap());
    assert!(!ledger.void(first, "again", event("void", NOON + 6)).unwrap());
    assert!(!ledger.void(77, "not there", event("void", NOON + 6)).unwrap());
    let reader = ledger.reader().unwrap();
    assert_eq!(reader.active_by_dk("dk1").unwrap(), None);
    assert_eq!(reader.done("WO1").unwrap(), 0);
    let second = pair(&ledger, "dk1", "sn1", NOON + 9);
    assert!(second > first);
    let voided = PairFilter { state: PairState::Voided, ..PairFilter::default() };
    let found = reader.page_pairs(&voided, 0, 9).unwrap();
    assert_eq!(found.len(), 1);
    let void = found[0].voided.clone().unwrap();
    assert_eq!(
        (found[0].id, void.at, void.by.as_str(), void.why.as_str()),
        (first, NOON + 5, "anna", "wrong device")
    );
    let events = reader.page_events(&EventFilter::default(), 1, 1).unwrap();
    assert_eq!((events[0].event.pair, events[0].event.sn.as_str()), (Some(first), "sn1"));
    assert_eq!(faults(&reader), [""; 0]);
}

#[test]
fn of_racing_threads_one_wins_each_key() {
    let bench = Bench::new();
    let ledger = bench.open();
    let race = |thread: usize, ledger: Ledger| {
        (0..60).filter(move |n| {
            // Every thread wants the same keys, each in its own combination.
            let (dk, sn) = (format!("dk{}", n % 20), format!("sn{}", (n + thread * 7) % 20));
            try_pair(&ledger, &dk, &sn, NOON).1.unwrap() == PairOutcome::Paired
        })
    };
    let made: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|t| (t, ledger.clone()))
            .map(|(t, l)| scope.spawn(move || race(t, l).count()))
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).sum()
    });
    let reader = ledger.reader().unwrap();
    let all = reader.page_pairs(&PairFilter::default(), 0, 100).unwrap();
    assert_eq!(all.len(), made);
    let distinct =
        |key: fn(&pairing_station::ledger::Pair) -> &String| all.iter().map(key).collect::<BTreeSet<_>>();
    assert_eq!((distinct(|p| &p.dk).len(), distinct(|p| &p.sn).len()), (made, made));
    assert_eq!(faults(&reader), [""; 0]);
}

#[test]
fn ids_are_never_given_twice() {
    let bench = Bench::new();
    let ledger = bench.open();
    let a = pair(&ledger, "dk1", "sn1", NOON);
    // A conflict's id goes back; a pair after it leaves no gap.
    assert_eq!(try_pair(&ledger, "dk1", "sn2", NOON).0, a + 1);
    assert_eq!(pair(&ledger, "dk2", "sn2", NOON), a + 1);
    // An id that stands in an event is spent.
    let lost = ledger.reserve_pair_id();
    ledger.append(vec![NewEvent { pair: Some(lost), ..rejected("not_recorded", NOON) }]).unwrap();
    drop(ledger);
    let ledger = bench.open();
    let next = ledger.reserve_pair_id();
    assert_eq!(next, lost + 1);
    assert!(matches!(
        ledger.pair(keys(a, "dk7", "sn7"), paired(NOON)),
        Err(LedgerError::IdTaken { id }) if id == a
    ));
    // An id given early and used late lands in its gap.
    let late = next;
    pair(&ledger, "dk8", "sn8", NOON);
    assert_eq!(ledger.pair(keys(late, "dk9", "sn9"), paired(NOON)).unwrap(), PairOutcome::Paired);
    let reader = ledger.reader().unwrap();
    let ids: Vec<i64> =
        reader.page_pairs(&PairFilter::default(), 0, 9).unwrap().into_iter().map(|p| p.id).collect();
    assert_eq!(ids, [late + 1, late, a + 1, a]);
    assert_eq!(reader.count_pairs(&PairFilter::default()).unwrap(), 4);
    assert_eq!(faults(&reader), [""; 0]);
}
