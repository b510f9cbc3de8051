//! Whole days at the line, from files.

use pairing_station::order::Order;
use pairing_station::pairing::Kind;

use crate::bench::{Bench, shown};

fn order() -> Order {
    let text = "name = \"WO1001\"\nproduct_key = \"p11sf2\"\nplanned = 500\ntac = [\"86395006\"]\nsn_length = 16\nsn_prefix = \"VDR\"\n";
    Order::parse(text).unwrap()
}

/// The scans of a file, a second apart.
fn play(bench: &mut Bench, scans: &str) -> Vec<String> {
    let scans = scans.lines().filter(|line| !line.is_empty());
    scans.enumerate().map(|(i, scan)| shown(&bench.scan(scan, i as i64 * 1000))).collect()
}

#[test]
fn a_bad_day_gives_the_verdicts_written_for_it() {
    let mut bench = Bench::new(order());
    let verdicts = play(&mut bench, include_str!("../data/scans/bad-day.txt"));
    let expected: Vec<&str> = include_str!("../data/scans/bad-day.expected").lines().collect();
    assert_eq!(verdicts, expected);
    assert_eq!(bench.ledger.active.len(), 2);
}

#[test]
fn a_good_day_pairs_all() {
    let scans = include_str!("../data/scans/good-day.txt");
    let mut bench = Bench::new(order());
    let verdicts = play(&mut bench, scans);
    assert_eq!(verdicts.len(), 24);
    for two in verdicts.chunks(2) {
        assert!(matches!(two[0].as_str(), "module" | "device"), "{two:?}");
        assert_eq!(two[1], "paired");
    }
    assert_eq!((bench.ledger.active.len(), bench.ledger.commits), (12, 12));
    assert_eq!(bench.held_side(), None);
    // The same day again: every pair is confirmed, none is written.
    let mut at = 1_000_000;
    for (i, scan) in scans.lines().enumerate() {
        let verdict = bench.scan(scan, at);
        at += 1000;
        let expect = if i % 2 == 1 { Kind::AlreadyPaired } else { verdict.kind };
        assert_eq!(verdict.kind, expect);
        assert_eq!(verdict.prior.len(), 1, "{scan}");
    }
    assert_eq!(bench.ledger.commits, 12);
}
