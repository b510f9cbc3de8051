//! What a screen waits for: counting, paging and searching, with many pairs and events on record.
//!
//! `cargo bench --bench listing [-- PAIRS]`, by default with 1 million. Each question is asked of a new
//! reader (nothing remembered but the file in the system's cache) and again of the same one.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use std::fs;
use std::path::Path;
use std::time::Instant;

use common::{NOON, fill, hand_over};
use pairing_station::ledger::{
    EventFilter, Ledger, LedgerError, PairFilter, PairState, PlatformState, Reader, ledger_path,
};

/// Three years of an export each working day.
const EXPORTS: u64 = 900;

fn main() {
    let size = std::env::args().skip(1).find(|arg| arg != "--bench");
    let pairs: u64 = size.map_or(1_000_000, |size| size.parse().unwrap());
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("listing");
    if root.exists() {
        fs::remove_dir_all(&root).unwrap();
    }
    let path = ledger_path(&root);
    drop(Ledger::open(&path).unwrap());
    fill(&path, pairs);
    hand_over(&path, pairs, EXPORTS);
    let ledger = Ledger::open(&path).unwrap();
    println!("{pairs} pairs and events, ms                       new reader     again");
    ask_how_pairs_stand(&ledger);
    ask_for_pairs(&ledger, pairs);
    ask_for_events(&ledger, pairs);
    drop(ledger);
    fs::remove_dir_all(&root).unwrap();
}

fn ask<T>(ledger: &Ledger, what: &str, question: impl Fn(&Reader) -> Result<T, LedgerError>) {
    let reader = ledger.reader().unwrap();
    let time = || {
        let started = Instant::now();
        question(&reader).unwrap();
        started.elapsed().as_secs_f64() * 1e3
    };
    let (first, again) = (time(), time());
    println!("{what:<45}{first:>12.2} {again:>9.2}");
}

/// The first question of each is asked of a ledger that was just opened: what one reader works out, all share.
fn ask_how_pairs_stand(ledger: &Ledger) {
    let of = |platform| PairFilter { platform: Some(platform), ..PairFilter::default() };
    ask(ledger, "page of 100 rejected pairs", |r| r.page_pairs(&of(PlatformState::Rejected), 0, 100));
    ask(ledger, "count pairs that wait", |r| r.count_pairs(&of(PlatformState::Waiting)));
    ask(ledger, "count pairs not handed over", |r| r.count_pairs(&of(PlatformState::NotHandedOver)));
    ask(ledger, &format!("{EXPORTS} exports with their counts"), Reader::exports);
    ask(ledger, "count corrections", |r| r.count_corrections(true));
}

fn ask_for_pairs(ledger: &Ledger, pairs: u64) {
    let all = PairFilter::default();
    ask(ledger, "count pairs", |r| r.count_pairs(&all));
    ask(ledger, "first page of 100 pairs", |r| r.page_pairs(&all, 0, 100));
    ask(ledger, "page of 100 pairs in the middle", |r| r.page_pairs(&all, pairs / 2, 100));
    let order = PairFilter { order: Some("WO1001".into()), state: PairState::Active, ..all.clone() };
    ask(ledger, "active pairs of an order, middle page", |r| r.page_pairs(&order, pairs / 2, 100));
    let some = ledger.reader().unwrap().page_pairs(&all, pairs / 3, 1).unwrap();
    for letters in [5, 7, 9, 16] {
        let search = PairFilter { search: some[0].sn[..letters].to_lowercase(), ..all.clone() };
        let found = ledger.reader().unwrap().count_pairs(&search).unwrap();
        ask(ledger, &format!("search an SN by {letters} letters ({found} found)"), |r| {
            r.page_pairs(&search, 0, 100)
        });
    }
    let search = PairFilter { search: "vdr".into(), ..all.clone() };
    ask(ledger, "search that finds all", |r| r.page_pairs(&search, 0, 100));
    ask(ledger, "each pair", |r| r.each_pair(&all, &mut |_| true));
}

fn ask_for_events(ledger: &Ledger, pairs: u64) {
    let all = EventFilter::default();
    ask(ledger, "count events", |r| r.count_events(&all));
    ask(ledger, "page of 100 events in the middle", |r| r.page_events(&all, pairs / 2, 100));
    let today = EventFilter { since: Some(NOON - 1), ..all.clone() };
    ask(ledger, "events since an instant", |r| r.page_events(&today, 0, 100));
    let reason = EventFilter { reason: Some("unknown_code".into()), ..all.clone() };
    ask(ledger, "events of a reason", |r| r.page_events(&reason, 0, 100));
    let scans = EventFilter { scans_only: true, ..all.clone() };
    ask(ledger, "scans only", |r| r.page_events(&scans, pairs / 2, 100));
    let verdict = EventFilter { verdict: Some("rejected".into()), ..all.clone() };
    ask(ledger, "events of a verdict", |r| r.page_events(&verdict, 0, 100));
    let search = EventFilter { search: "nowhere".into(), ..all };
    ask(ledger, "search in all events", |r| r.page_events(&search, 0, 100));
}
