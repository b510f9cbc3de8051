//! Searching against a plain model, with the search file in every condition.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use ledger_support::{Bench, NOON, event, pair};
use pairing_station::ledger::{
    BatchPair, FoundPairs, Ledger, LedgerError, NewEvent, PairBatch, PairFilter, PairState, Reader, Wait,
};
use proptest::prelude::*;

/// A block of the search file holds so many pairs.
const BLOCK: usize = 4096;

/// What the model knows of a pair, in lower case; its id is its position and one.
struct Made {
    texts: [String; 4],
    voided: bool,
}

struct Station {
    bench: Bench,
    ledger: Ledger,
    model: Vec<Made>,
}

impl Station {
    fn new() -> Station {
        let bench = Bench::new();
        let ledger = bench.open();
        Station { bench, ledger, model: Vec::new() }
    }

    fn search_file(&self) -> PathBuf {
        let mut name = self.bench.path().into_os_string();
        name.push(".search");
        name.into()
    }

    /// So many pairs at once, by this operator.
    fn import(&mut self, count: usize, operator: &str) {
        let keys: Vec<(String, String)> = (0..count).map(|n| keys_of(self.model.len() + n)).collect();
        let pairs = keys.iter().map(|(dk, sn)| BatchPair { dk, pk: "p11sf2", sn, name: "" });
        let mut event = event("import", NOON);
        event.context.order = String::new();
        event.context.operator = operator.to_owned();
        self.ledger.import_pairs(PairBatch::new(pairs), event).unwrap().unwrap();
        for (dk, sn) in keys {
            let texts = [dk, sn, String::new(), operator.to_owned()].map(|text| text.to_lowercase());
            self.model.push(Made { texts, voided: false });
        }
    }

    /// One pair, at the line.
    fn pair(&mut self) {
        let (dk, sn) = keys_of(self.model.len());
        pair(&self.ledger, &dk, &sn, NOON);
        let texts = [dk, sn, "WO1".to_owned(), "anna".to_owned()].map(|text| text.to_lowercase());
        self.model.push(Made { texts, voided: false });
    }

    fn void(&mut self, at: usize) {
        if let Some(made) = self.model.get_mut(at) {
            let done = self.ledger.void(at as i64 + 1, "why", event("void", NOON)).unwrap();
            assert_ne!(done, made.voided);
            made.voided = true;
        }
    }

    fn reopen(self) -> Station {
        let Station { bench, ledger, model } = self;
        drop(ledger);
        let ledger = bench.open();
        Station { bench, ledger, model }
    }

    /// Ids that match, newest first.
    fn expect(&self, typed: &str, state: PairState) -> Vec<i64> {
        let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
        let has = |made: &Made| words.iter().all(|word| made.texts.iter().any(|text| text.contains(word)));
        let is = |made: &Made| match state {
            PairState::All => true,
            PairState::Active => !made.voided,
            PairState::Voided => made.voided,
        };
        let ids = (1..).zip(&self.model).filter(|(_, made)| has(made) && is(made)).map(|(id, _)| id);
        ids.collect::<Vec<i64>>().into_iter().rev().collect()
    }

    /// Asked in both ways, everything is as the model says.
    fn check(&self, typed: &str, state: PairState) {
        let expect = self.expect(typed, state);
        let reader = self.ledger.reader().unwrap();
        let filter = PairFilter { search: typed.to_owned(), state, ..PairFilter::default() };
        let found = whole(&reader, &filter, 50, 40);
        assert_eq!(found.total, expect.len() as u64, "{typed:?}");
        let page: Vec<i64> = expect.iter().skip(50).take(40).copied().collect();
        assert_eq!(ids(&found), page, "{typed:?}");
        assert_eq!(reader.count_pairs(&filter).unwrap(), expect.len() as u64, "{typed:?}");
    }
}

fn ids(found: &FoundPairs) -> Vec<i64> {
    found.pairs.iter().map(|pair| pair.id).collect()
}

/// Keys in both letter cases, all different: what is often, seldom and never in them differs.
fn keys_of(n: usize) -> (String, String) {
    let mixed = (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (format!("86{:013}", mixed % 10_000_000_000_000), format!("VDr{n:05}{:06X}", mixed >> 40))
}

const FOREVER: Duration = Duration::from_secs(60);

fn whole(reader: &Reader, filter: &PairFilter, offset: u64, limit: u64) -> FoundPairs {
    let wait = Wait { page_only: false, at_most: FOREVER, cancelled: &|| false };
    let found = reader.find_pairs(filter, offset, limit, &wait).unwrap();
    assert_eq!(found.searched, None);
    found
}

/// Waits until the search file holds all blocks that the pairs fill: a search that is whole has waited for
/// them. The first one may find out that the file is damaged; then the second has it made again.
fn until_written(station: &Station) {
    let reader = station.ledger.reader().unwrap();
    for needle in ["q1", "q2"] {
        let filter = PairFilter { search: needle.to_owned(), ..PairFilter::default() };
        assert_eq!(whole(&reader, &filter, 0, 1).total, 0);
    }
    let size = fs::metadata(station.search_file()).map_or(0, |meta| meta.len());
    // Two keys of 15 and 14 letters with their line ends.
    let least = 31 * (station.model.len() / BLOCK * BLOCK) as u64;
    assert!(size >= least, "{size} bytes, at least {least}");
}

const NEEDLES: [&str; 16] = [
    "",
    "1",
    "86",
    "vdr",
    "VDR0",
    "00",
    "7a",
    "12345",
    "b 7 9",
    "vdr 86 anna",
    "bob",
    "anna 1",
    "wo1",
    "wo1 3",
    "86vdr",
    "nothing",
];

#[derive(Debug, Clone)]
enum Step {
    Import(usize, bool),
    Pair,
    Void(usize),
    Search(usize, PairState),
    Prepare,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let state = prop::sample::select(vec![PairState::All, PairState::Active, PairState::Voided]);
    prop_oneof![
        2 => (1usize..9_000, any::<bool>()).prop_map(|(count, bob)| Step::Import(count, bob)),
        3 => Just(Step::Pair),
        3 => (0usize..10_000).prop_map(Step::Void),
        6 => (0..NEEDLES.len(), state).prop_map(|(needle, state)| Step::Search(needle, state)),
        1 => Just(Step::Prepare),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pairs_are_found_as_the_model_finds_them(steps in prop::collection::vec(step(), 1..24)) {
        let mut station = Station::new();
        for step in steps {
            match step {
                Step::Import(count, bob) => station.import(count, if bob { "Bob" } else { "Anna" }),
                Step::Pair => station.pair(),
                Step::Void(at) if station.model.get(at).is_some_and(|made| !made.voided) => station.void(at),
                Step::Void(_) => {}
                Step::Search(needle, state) => station.check(NEEDLES[needle], state),
                Step::Prepare => station.ledger.prepare_search(),
                Step::Reopen => station = station.reopen(),
            }
        }
        for needle in NEEDLES {
            station.check(needle, PairState::All);
        }
    }
}

/// Three blocks, their file, and some pairs after it.
fn three_blocks() -> (Station, Vec<u8>) {
    let mut station = Station::new();
    station.import(3 * BLOCK, "Bob");
    until_written(&station);
    station.import(100, "Anna");
    let station = station.reopen();
    let bytes = fs::read(station.search_file()).unwrap();
    (station, bytes)
}

fn check_all(station: &Station) {
    for needle in ["VDr00007", "1234", "bob", "anna 9"] {
        station.check(needle, PairState::All);
    }
}

#[test]
fn a_file_that_was_torn_damaged_or_is_another_ones_costs_no_pair() {
    let (mut station, bytes) = three_blocks();
    let third = bytes.len() / 3;
    let flipped = |at: usize| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x20;
        bytes
    };
    let zeroed = |from: usize| {
        let mut bytes = bytes.clone();
        bytes[from..].fill(0);
        bytes
    };
    let files = [
        Vec::new(),
        b"PSTSRCH".to_vec(),
        b"not a search file, and a good deal longer than the head of one".to_vec(),
        bytes[..16].to_vec(),
        bytes[..third].to_vec(),
        bytes[..bytes.len() - 1].to_vec(),
        [bytes.clone(), b"BLK1 and then the power went".to_vec()].concat(),
        [bytes.clone(), bytes[16..].to_vec()].concat(),
        flipped(7),
        flipped(30),
        flipped(third),
        flipped(2 * third),
        zeroed(third),
        zeroed(bytes.len() - 1000),
    ];
    for (n, file) in files.into_iter().enumerate() {
        let Station { bench, ledger, model } = station;
        drop(ledger);
        let path = Station { ledger: bench.open(), bench, model };
        fs::write(path.search_file(), &file).unwrap();
        station = path;
        check_all(&station);
        until_written(&station);
        station = station.reopen();
        check_all(&station);
        let now = fs::read(station.search_file()).unwrap();
        assert_eq!(now.len(), bytes.len(), "file {n} is whole again");
    }
}

#[test]
fn a_ledger_that_was_put_back_is_not_searched_by_its_lost_future() {
    let mut station = Station::new();
    station.import(BLOCK + 10, "Bob");
    let Station { bench, ledger, mut model } = station;
    drop(ledger);
    let copy = fs::read(bench.path()).unwrap();
    let mut station = Station { ledger: bench.open(), bench, model };
    station.import(BLOCK, "Anna");
    until_written(&station);
    let Station { bench, ledger, model: later } = station;
    drop(ledger);
    fs::write(bench.path(), copy).unwrap();
    model = later.into_iter().take(BLOCK + 10).collect();
    let mut station = Station { ledger: bench.open(), bench, model };
    // Other pairs under the ids of those that are gone.
    station.model.push(Made { texts: ["x1", "y1", "wo1", "anna"].map(str::to_owned), voided: false });
    pair(&station.ledger, "X1", "Y1", NOON);
    station.import(BLOCK, "Carl");
    for needle in ["x1", "carl", "anna", "1234", "nothing"] {
        station.check(needle, PairState::All);
    }
    until_written(&station);
    station.check("y", PairState::All);
    station.check("VDr04", PairState::All);
}

#[test]
fn where_the_file_cannot_be_written_the_ledger_is_searched_and_that_is_said() {
    let mut station = Station::new();
    fs::create_dir(station.search_file()).unwrap();
    station.import(2 * BLOCK + 5, "Bob");
    check_all(&station);
    let filter = PairFilter { search: "VDr".to_owned(), ..PairFilter::default() };
    let found = whole(&station.ledger.reader().unwrap(), &filter, 0, 1);
    assert!(found.trouble.is_some());
    assert_eq!(found.total, station.model.len() as u64);
}

#[test]
fn what_is_found_so_far_is_the_newest_and_exact() {
    let mut station = Station::new();
    station.import(40 * BLOCK, "Bob");
    let filter = PairFilter { search: "1".to_owned(), ..PairFilter::default() };
    let expect = station.expect("1", PairState::All);
    let wait = Wait { page_only: true, at_most: FOREVER, cancelled: &|| false };
    let mut before = 0;
    loop {
        // A new reader each time, as the window's questions have.
        let reader = station.ledger.reader().unwrap();
        let found = reader.find_pairs(&filter, 0, 60, &wait).unwrap();
        assert_eq!(ids(&found), expect[..60]);
        assert!(found.total >= before && found.total <= expect.len() as u64);
        before = found.total;
        let Some(searched) = found.searched else { break };
        assert_eq!(searched.of, station.model.len() as u64);
        let oldest = searched.of - searched.pairs;
        let so_far = expect.iter().filter(|id| id.unsigned_abs() > oldest).count();
        assert_eq!(found.total, so_far as u64, "{searched:?}");
    }
    assert_eq!(before, expect.len() as u64);
}

#[test]
fn a_search_nobody_waits_for_ends() {
    let mut station = Station::new();
    station.import(3 * BLOCK, "Bob");
    let reader = station.ledger.reader().unwrap();
    let filter = PairFilter { search: "nothing".to_owned(), ..PairFilter::default() };
    let wait = Wait { page_only: true, at_most: FOREVER, cancelled: &|| true };
    let found = reader.find_pairs(&filter, 0, 10, &wait);
    assert!(matches!(found, Err(LedgerError::Cancelled)), "{found:?}");
    // The ledger goes while searches are under way; nothing is left running, and the lock is free.
    let wait = Wait { page_only: false, at_most: Duration::ZERO, cancelled: &|| false };
    for typed in ["1", "12", "vdr"] {
        let filter = PairFilter { search: typed.to_owned(), ..PairFilter::default() };
        assert!(reader.find_pairs(&filter, 0, 10, &wait).is_ok());
    }
    drop(reader);
    let station = station.reopen();
    station.check("12", PairState::All);
}

#[test]
fn a_reader_that_outlives_its_ledger_still_finds() {
    let mut station = Station::new();
    station.import(2 * BLOCK + 5, "Bob");
    let reader = station.ledger.reader().unwrap();
    let expect = station.expect("7a", PairState::All);
    drop(station.ledger);
    let filter = PairFilter { search: "7A".to_owned(), ..PairFilter::default() };
    assert_eq!(whole(&reader, &filter, 0, 1).total, expect.len() as u64);
    assert_eq!(reader.count_pairs(&filter).unwrap(), expect.len() as u64);
}

#[test]
fn ids_that_come_late_are_found() {
    let mut station = Station::new();
    station.import(10, "Bob");
    let late = station.ledger.reserve_pair_id();
    station.model.push(Made { texts: ["late", "later", "wo1", "anna"].map(str::to_owned), voided: false });
    station.import(BLOCK, "Bob");
    // The gap's pair is not there yet, and both sides of it are searched and written.
    until_written(&station);
    let filter = PairFilter { search: "vdr".to_owned(), ..PairFilter::default() };
    let reader = station.ledger.reader().unwrap();
    assert_eq!(whole(&reader, &filter, 0, 1).total, (10 + BLOCK) as u64);
    let keys = pairing_station::ledger::NewPair {
        id: late,
        dk: "LATE".into(),
        pk: "p11sf2".into(),
        sn: "LATER".into(),
        name: String::new(),
    };
    let given = NewEvent { verdict: "paired".into(), ..event("scan", NOON) };
    station.ledger.pair(keys, given).unwrap();
    for needle in ["late", "vdr", "anna"] {
        station.check(needle, PairState::All);
    }
}
