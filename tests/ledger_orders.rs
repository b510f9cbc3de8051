//! Orders, the lists that bind them, and relation files on record.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use ledger_support::{Bench, NOON, event, faults, pair};
use pairing_station::ledger::{
    ExportFile, Ledger, LedgerError, ListKeys, NewExport, OrderRecord, OrderState, PairFilter, PairState,
};
use pairing_station::order::Order;

fn order(name: &str, more: &str) -> (Order, String) {
    let source = format!("name = \"{name}\"\nproduct_key = \"p11sf2\"\n{more}");
    (Order::parse(&source).unwrap(), source)
}

fn add(ledger: &Ledger, name: &str, more: &str) -> Result<(), LedgerError> {
    let (order, source) = order(name, more);
    ledger.add_order(&order, &source, event("order", NOON))
}

fn states(orders: &[OrderRecord]) -> Vec<(&str, OrderState, u64)> {
    orders.iter().map(|o| (o.order.name.as_str(), o.state, o.done)).collect()
}

#[test]
fn one_order_is_open_at_a_time() {
    let bench = Bench::new();
    let ledger = bench.open();
    let reader = ledger.reader().unwrap();
    assert_eq!(reader.open_order().unwrap(), None);
    add(&ledger, "WO1", "planned = 3").unwrap();
    add(&ledger, "WO2", "").unwrap();
    let set = |name, state| ledger.set_order_state(name, state, event("order", NOON)).unwrap();
    set("WO1", OrderState::Open);
    pair(&ledger, "dk1", "sn1", NOON);
    assert_eq!(
        states(&reader.orders().unwrap()),
        [("WO2", OrderState::Prepared, 0), ("WO1", OrderState::Open, 1)]
    );
    set("WO2", OrderState::Open);
    assert_eq!(
        states(&reader.orders().unwrap()),
        [("WO2", OrderState::Open, 0), ("WO1", OrderState::Prepared, 1)]
    );
    set("WO2", OrderState::Open);
    assert_eq!(reader.open_order().unwrap().unwrap().order, order("WO2", "").0);
    set("WO2", OrderState::Closed);
    assert_eq!(reader.open_order().unwrap(), None);
    let (wo1, source) = order("WO1", "planned = 3");
    let found = reader.order("WO1").unwrap().unwrap();
    assert_eq!((found.order, found.source, found.added), (wo1, source, NOON));
    assert_eq!(reader.order("WO3").unwrap(), None);
    let unknown = ledger.set_order_state("WO3", OrderState::Open, event("order", NOON));
    assert!(matches!(unknown, Err(LedgerError::NoSuchOrder { .. })), "{unknown:?}");
    assert_eq!(reader.chain_head().unwrap().seq, 7, "two added, four set, one pair; nothing for the unknown");
    assert_eq!(faults(&reader), [""; 0]);
}

#[test]
fn an_order_is_known_by_its_rules() {
    let bench = Bench::new();
    let ledger = bench.open();
    add(&ledger, "WO1", "planned = 3").unwrap();
    // Written otherwise, meant the same.
    add(&ledger, "WO1", "planned = 3 # pieces\nscan_order = \"any\"").unwrap();
    match add(&ledger, "WO1", "planned = 4").unwrap_err() {
        LedgerError::OrderDiffers { name, what } => {
            assert_eq!((name.as_str(), what.as_str()), ("WO1", "planned"))
        }
        other => panic!("{other:?}"),
    }
    let (meant, _) = order("WO2", "planned = 4");
    let (_, source) = order("WO2", "planned = 5");
    let error = ledger.add_order(&meant, &source, event("order", NOON)).unwrap_err();
    assert!(matches!(error, LedgerError::OrderDiffers { .. }), "{error:?}");
    assert_eq!(ledger.reader().unwrap().orders().unwrap().len(), 1);
}

#[test]
fn an_order_that_cannot_be_read_any_more_is_an_error() {
    let bench = Bench::new();
    let ledger = bench.open();
    add(&ledger, "WO1", "").unwrap();
    drop(ledger);
    bench
        .raw()
        .execute(
            "INSERT INTO orders (name, source, added, state) VALUES ('WO9', 'colour = 1', 0, 'prepared')",
            [],
        )
        .unwrap();
    let ledger = bench.open();
    let error = ledger.reader().unwrap().orders().unwrap_err();
    assert!(matches!(&error, LedgerError::StoredOrder { name, .. } if name == "WO9"), "{error:?}");
}

#[test]
fn lists_hold_what_was_put_in() {
    let bench = Bench::new();
    let ledger = bench.open();
    let texts = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
    let sns = |sns: &[&str]| ListKeys::IssuedSns { pk: "p11sf2".into(), sns: texts(sns) };
    let dks = ListKeys::AllowedDks { order: "WO1".into(), dks: texts(&["1", "2"]) };
    let import = |lists: Vec<ListKeys>| ledger.import(lists, event("import", NOON)).unwrap();
    assert_eq!(import(vec![sns(&["A1", "A2", "A1"])]), 2);
    assert_eq!(import(vec![sns(&["A2", "A3"]), dks]), 3);
    let reader = ledger.reader().unwrap();
    let check = |pk, sn, wanted| assert_eq!(reader.sn_issued(pk, sn).unwrap(), wanted, "{pk} {sn}");
    check("p11sf2", "A1", true);
    check("p11sf2", "A3", true);
    check("p11sf2", "a1", false);
    check("p11sf3", "A1", false);
    assert!(reader.dk_allowed("WO1", "2").unwrap());
    assert!(!reader.dk_allowed("WO2", "2").unwrap());
}

fn export(ledger: &Ledger, pairs: &[i64]) -> Result<i64, LedgerError> {
    let rows = pairs.len() as u64;
    let file = ExportFile { path: "out/a.csv".into(), pk: "p11sf2".into(), rows, sha256: "ab".repeat(32) };
    let export = NewExport { event: event("export", NOON), pairs: pairs.to_vec(), files: vec![file] };
    ledger.record_export(export, &mut |_, _| true)
}

#[test]
fn an_export_marks_its_pairs() {
    let bench = Bench::new();
    let ledger = bench.open();
    let ids: Vec<i64> = (0..6).map(|n| pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON)).collect();
    let reader = ledger.reader().unwrap();
    let new = PairFilter { only_new: true, ..PairFilter::default() };
    let ids_of = |filter: &PairFilter| {
        let mut found = Vec::new();
        reader
            .each_pair(filter, &mut |pair| {
                found.push((pair.id, pair.exported));
                true
            })
            .unwrap();
        found
    };
    assert_eq!(reader.count_pairs(&new).unwrap(), 6);
    let first = export(&ledger, &[ids[3], ids[0], ids[1]]).unwrap();
    assert_eq!(ids_of(&new), [(ids[2], false), (ids[4], false), (ids[5], false)]);
    let second = export(&ledger, &[ids[3], ids[4]]).unwrap();
    assert!(second > first);
    assert_eq!(reader.count_pairs(&new).unwrap(), 2);
    ledger.void(ids[1], "wrong", event("void", NOON)).unwrap();
    ledger.void(ids[5], "wrong", event("void", NOON)).unwrap();
    assert_eq!(ids_of(&PairFilter { state: PairState::Voided, ..new.clone() }), [(ids[5], false)]);
    assert_eq!(ids_of(&PairFilter { state: PairState::Active, ..new }), [(ids[2], false)]);
    let exported: Vec<bool> =
        ids_of(&PairFilter::default()).into_iter().map(|(_, exported)| exported).collect();
    assert_eq!(exported, [true, true, false, true, true, false]);
    assert!(reader.active_by_dk("dk4").unwrap().unwrap().exported);
    let records = reader.exports().unwrap();
    assert_eq!(
        records.iter().map(|r| (r.id, r.pairs, r.by.as_str())).collect::<Vec<_>>(),
        [(second, 2, "anna"), (first, 3, "anna")]
    );
    assert_eq!(records[0].files[0].path.to_string_lossy(), "out/a.csv");
}

#[test]
fn an_export_is_recorded_whole_or_not_at_all() {
    let bench = Bench::new();
    let ledger = bench.open();
    let id = pair(&ledger, "dk1", "sn1", NOON);
    let reader = ledger.reader().unwrap();
    let error = export(&ledger, &[id, id + 1]).unwrap_err();
    assert!(matches!(error, LedgerError::NoSuchPair { id: missing } if missing == id + 1), "{error:?}");
    let cancelled = NewExport { event: event("export", NOON), pairs: vec![id], files: Vec::new() };
    let error = ledger.record_export(cancelled, &mut |_, _| false).unwrap_err();
    assert!(matches!(error, LedgerError::Cancelled), "{error:?}");
    assert_eq!(reader.exports().unwrap(), []);
    assert_eq!(reader.chain_head().unwrap().seq, 1);
    assert!(!reader.active_by_dk("dk1").unwrap().unwrap().exported);
    export(&ledger, &[id]).unwrap();
    assert_eq!(faults(&reader), [""; 0]);
}
