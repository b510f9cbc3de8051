//! Orders, the lists that bind them, and relation files on record.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use ledger_support::{Bench, NOON, event, faults, keys, pair, paired, rejected};
use pairing_station::ledger::{
    ExportFile, Ledger, LedgerError, ListKeys, NewExport, OrderProgress, OrderRecord, OrderState, PairFilter,
    PairState,
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

fn edit(ledger: &Ledger, name: &str, more: &str) -> Result<(), LedgerError> {
    let (order, source) = order(name, more);
    ledger.edit_order(&order, &source, event("order", NOON))
}

#[test]
fn an_orders_rules_change_until_its_first_pair_and_never_after() {
    let bench = Bench::new();
    let ledger = bench.open();
    let reader = ledger.reader().unwrap();
    add(&ledger, "WO1", "planned = 3").unwrap();
    add(&ledger, "WO2", "").unwrap();
    let kept = |name: &str| {
        let record = reader.order(name).unwrap().unwrap();
        (record.source, record.begun, record.added)
    };
    edit(&ledger, "WO1", "planned = 4").unwrap();
    assert_eq!(kept("WO1"), (order("WO1", "planned = 4").1, false, NOON));
    let unknown = edit(&ledger, "WO3", "");
    assert!(matches!(unknown, Err(LedgerError::NoSuchOrder { .. })), "{unknown:?}");

    let id = pair(&ledger, "dk1", "sn1", NOON);
    let begun = |name: &str| {
        let refused = edit(&ledger, name, "planned = 5");
        assert!(matches!(&refused, Err(LedgerError::OrderBegun { name: of }) if of == name), "{refused:?}");
        let said = refused.unwrap_err().to_string();
        assert!(said.contains("make a new order like it") && said.contains("close this one"), "{said}");
    };
    begun("WO1");
    ledger.void(id, "wrong", event("void", NOON)).unwrap();
    begun("WO1");
    assert_eq!(kept("WO1"), (order("WO1", "planned = 4").1, true, NOON));
    edit(&ledger, "WO2", "planned = 9").unwrap();
    assert_eq!(reader.chain_head().unwrap().seq, 6, "nothing is recorded of what was refused");
    assert_eq!(faults(&reader), [""; 0]);
}

#[test]
fn the_database_itself_keeps_the_rules_of_an_order_that_had_pairs() {
    let bench = Bench::new();
    let ledger = bench.open();
    add(&ledger, "WO1", "").unwrap();
    add(&ledger, "WO2", "").unwrap();
    pair(&ledger, "dk1", "sn1", NOON);
    drop(ledger);
    let raw = bench.raw();
    let check = |sql: &str, said: Option<&str>| match (raw.execute(sql, []), said) {
        (Ok(rows), None) => assert_eq!(rows, 1, "{sql}"),
        (Err(error), Some(said)) => assert!(error.to_string().contains(said), "{sql}: {error}"),
        (result, _) => panic!("{sql}: {result:?}"),
    };
    check("UPDATE orders SET source = source || ' ' WHERE name = 'WO1'", Some("the rules"));
    check("UPDATE orders SET source = source || ' ' WHERE name = 'WO2'", None);
    check("UPDATE orders SET name = 'WO9' WHERE name = 'WO2'", Some("only state and rules"));
    check("UPDATE orders SET state = 'closed' WHERE name = 'WO1'", None);
    check("DELETE FROM orders WHERE name = 'WO2'", Some("orders are kept"));
}

#[test]
fn an_orders_progress_is_its_counts_and_its_first_and_last_pair() {
    const HOUR: i64 = 3_600_000;
    let bench = Bench::new();
    let ledger = bench.open();
    let reader = ledger.reader().unwrap();
    add(&ledger, "WO1", "").unwrap();
    assert_eq!(reader.order_progress("WO1").unwrap(), OrderProgress::default());
    let first = pair(&ledger, "dk1", "sn1", NOON);
    ledger.append(vec![rejected("unknown_code", NOON + 5)]).unwrap();
    pair(&ledger, "dk2", "sn2", NOON + 26 * HOUR);
    // Another order's pair in between, and one after: they are not this order's.
    let other = |n: i64, at: i64| {
        let mut event = paired(at);
        event.context.order = "WO2".into();
        let id = ledger.reserve_pair_id();
        ledger.pair(keys(id, &format!("o{n}"), &format!("o{n}")), event).unwrap();
    };
    other(1, NOON + 27 * HOUR);
    pair(&ledger, "dk3", "sn3", NOON + 28 * HOUR);
    other(2, NOON + 29 * HOUR);
    ledger.void(first, "wrong", event("void", NOON + 30 * HOUR)).unwrap();
    let progress = reader.order_progress("WO1").unwrap();
    let total = progress.total();
    assert_eq!((total.hour, total.good, total.bad, total.first_pass), (NOON, 3, 1, 3));
    assert_eq!((progress.first, progress.last), (Some(NOON), Some(NOON + 28 * HOUR)));
    let hours: Vec<_> = progress.hours.iter().map(|h| ((h.hour - NOON) / HOUR, h.good, h.bad)).collect();
    assert_eq!(hours, [(0, 1, 1), (26, 1, 0), (28, 1, 0), (30, 0, 0)]);
    assert_eq!(reader.order_progress("WO2").unwrap().last, Some(NOON + 29 * HOUR));
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
    assert_eq!(
        reader.issued_count("p11sf2").unwrap().map(|count| (count.listed, count.left())),
        Some((3, 3))
    );
    assert_eq!(reader.issued_count("p11sf3").unwrap(), None);
    assert_eq!(reader.allowed_count("WO1").unwrap().map(|count| count.listed), Some(2));
    assert_eq!(reader.allowed_count("WO2").unwrap(), None);
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
