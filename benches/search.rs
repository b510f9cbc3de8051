//! How long a search takes among many pairs, from the last key to the first rows, and to the whole count.
//!
//! `cargo bench --bench search [-- PAIRS [--keep DIR]]`, by default 5 million. It asks as the window does:
//! each question on a thread of its own with a new reader, a full page first. Needles are parts of one to
//! six characters of keys that are there, and some that are nowhere. `--keep DIR` leaves the ledger in
//! DIR, and beside it `needles.tsv` with a frequent, a rare and an absent needle and their times:
//! `search.sh` asks the sqlite3 shell the same.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::{Keys, fill_orders};
use pairing_station::ledger::{Ledger, PairFilter, Wait, ledger_path};
use pairing_station::station::Desk;
use pairing_station::ui::WakeSlot;

/// Rows a page, as the window asks for them.
const PAGE: u64 = 200;
/// Orders in the ledger, one after another.
const ORDERS: u64 = 50;
/// Searches of each kind.
const ROUNDS: u64 = 100;

fn main() {
    let (pairs, keep) = arguments();
    let root = keep.clone().unwrap_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("search"));
    if root.exists() {
        fs::remove_dir_all(&root).unwrap();
    }
    let path = ledger_path(&root);
    drop(Ledger::open(&path).unwrap());
    fill_orders(&path, pairs, (pairs / ORDERS).max(1));
    let ledger = Ledger::open(&path).unwrap();
    println!("{pairs} pairs, ledger {} MB", megabytes(&path));
    first_search_of_all(&ledger, &path);
    let desk = Desk::new(ledger.clone(), WakeSlot::new().wake());
    println!(
        "needles                              first rows, ms: p50     p99   all, ms: p50     p99   resident"
    );
    for letters in 1..=6 {
        let needles = (0..ROUNDS).map(|n| part(pairs, n, letters));
        ask_each(&desk, &format!("{letters} of a key's characters"), needles);
    }
    ask_each(
        &desk,
        "two parts of a key",
        (0..ROUNDS).map(|n| format!("{} {}", part(pairs, n, 2), part(pairs, n, 3))),
    );
    ask_each(&desk, "one that is nowhere", (0..ROUNDS).map(|n| format!("zq{n}")));
    ask_each(&desk, "an order's name", (0..ROUNDS).map(|n| format!("wo{}", 1001 + n % ORDERS)));
    if keep.is_some() {
        note(&desk, pairs, &root);
    }
    typed(&desk, pairs);
    drop((desk, ledger));
    if keep.is_none() {
        fs::remove_dir_all(&root).unwrap();
    }
}

fn arguments() -> (u64, Option<PathBuf>) {
    let (mut pairs, mut keep) = (5_000_000, None);
    let mut rest = std::env::args().skip(1).filter(|arg| arg != "--bench");
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--keep" => keep = Some(PathBuf::from(rest.next().unwrap())),
            count => pairs = count.parse().unwrap(),
        }
    }
    (pairs, keep)
}

/// The search file is made while a search waits for it.
fn first_search_of_all(ledger: &Ledger, path: &Path) {
    let filter = PairFilter { search: "nowhere".into(), ..PairFilter::default() };
    let wait = Wait { page_only: false, at_most: Duration::MAX, cancelled: &|| false };
    let begun = Instant::now();
    ledger.reader().unwrap().find_pairs(&filter, 0, PAGE, &wait).unwrap();
    let file = path.with_extension("sqlite.search");
    println!("search file made in {:.1} s, {} MB", begun.elapsed().as_secs_f64(), megabytes(&file));
}

/// So many characters from within a key of some pair; the same in every run.
fn part(pairs: u64, n: u64, letters: usize) -> String {
    let pair = Keys { n: (n * 7919 * 631) % pairs }.next(1);
    let key = if n.is_multiple_of(2) { pair.dk } else { pair.sn };
    let at = 4 + (n as usize * 3 + letters) % 8;
    key[at..at + letters].to_lowercase()
}

/// Time to the first rows (or to the certainty that there are none), time to the whole count, and rows.
fn ask(desk: &Desk, needle: &str) -> (Duration, Duration, u64) {
    let filter = PairFilter { search: needle.to_owned(), ..PairFilter::default() };
    let begun = Instant::now();
    let mut first = None;
    loop {
        let task = desk.find_pairs(filter.clone(), 0, PAGE, first.is_some());
        let found = loop {
            match task.poll() {
                Some(found) => break found.unwrap(),
                None => std::thread::sleep(Duration::from_micros(100)),
            }
        };
        if !found.pairs.is_empty() || found.searched.is_none() {
            first.get_or_insert_with(|| begun.elapsed());
        }
        if let (Some(first), None) = (first, found.searched) {
            return (first, begun.elapsed(), found.total);
        }
    }
}

fn ask_each(desk: &Desk, what: &str, needles: impl Iterator<Item = String>) {
    let (mut first, mut all): (Vec<_>, Vec<_>) =
        needles.map(|needle| ask(desk, &needle)).map(|(first, all, _)| (first, all)).unzip();
    first.sort_unstable();
    all.sort_unstable();
    let at = |times: &[Duration], share: f64| {
        times[((times.len() - 1) as f64 * share).round() as usize].as_secs_f64() * 1e3
    };
    let [p50, p99] = [0.5, 0.99].map(|share| at(&first, share));
    let [all50, all99] = [0.5, 0.99].map(|share| at(&all, share));
    println!("{what:<45}{p50:>12.1}{p99:>8.1}{all50:>15.1}{all99:>8.1}   {}", resident());
}

/// An SN typed at speed, a key every 30 ms: each key's search gives the one before up.
fn typed(desk: &Desk, pairs: u64) {
    let pair = Keys { n: pairs / 3 }.next(1);
    let mut worst = Duration::ZERO;
    let mut before = None;
    for letters in 1..=pair.sn.len() {
        let filter = PairFilter { search: pair.sn[..letters].to_lowercase(), ..PairFilter::default() };
        if letters == pair.sn.len() {
            let begun = Instant::now();
            ask(desk, &filter.search);
            worst = begun.elapsed();
        } else {
            before = Some(desk.find_pairs(filter, 0, PAGE, false));
            std::thread::sleep(Duration::from_millis(30));
        }
        if let Some(task) = &before {
            task.cancel();
        }
    }
    println!(
        "after an SN typed at 30 ms a key: whole answer {:.1} ms after the last key",
        worst.as_secs_f64() * 1e3
    );
}

/// What `search.sh` compares with.
fn note(desk: &Desk, pairs: u64, root: &Path) {
    let rare = Keys { n: pairs / 2 }.next(1).sn[5..13].to_lowercase();
    let mut text = String::new();
    for (kind, needle) in [("frequent", "123"), ("rare", rare.as_str()), ("absent", "zzzz")] {
        // Another search in between, or the answer would be known already.
        ask(desk, "elsewhere");
        let (first, all, rows) = ask(desk, needle);
        let [first, all] = [first, all].map(|time| time.as_secs_f64() * 1e3);
        writeln!(text, "{kind}\t{needle}\t{first:.1}\t{all:.1}\t{rows}").unwrap();
    }
    fs::write(root.join("needles.tsv"), text).unwrap();
}

fn megabytes(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |meta| meta.len() >> 20)
}

/// Memory in use (Linux).
fn resident() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    format!("{} MB", kilobytes.unwrap_or(0) >> 10)
}
