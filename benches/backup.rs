//! What a backup costs the line: the verdict's p99 while one is made against its normal one.
//!
//! `cargo bench --bench backup [-- PAIRS [--rounds N] [--keep]]`, by default with 1 million pairs; the bar (at most
//! twice) is for `10000000`. The line pairs in bursts, as `durable` does; before and after each backup it is
//! measured without one, so that the disk's moods meet both alike. With `--keep` the ledger stays and is taken
//! again the next time.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use common::{Keys, NOON, event, fill};
use pairing_station::ledger::{Copied, Ledger, Pace, PairOutcome, ledger_path};

const BURST: usize = 100;
const PAUSE: Duration = Duration::from_millis(700);
/// Commits measured before and after each backup.
const NORMAL: usize = 2_000;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let (mut pairs, mut rounds, mut keep) = (1_000_000, 3, false);
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--rounds" => rounds = rest.next().unwrap().parse().unwrap(),
            "--keep" => keep = true,
            size => pairs = size.parse().unwrap(),
        }
    }
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("backup");
    if root.exists() && !keep {
        std::fs::remove_dir_all(&root).unwrap();
    }
    let path = ledger_path(&root.join(pairs.to_string()));
    if !path.exists() {
        drop(Ledger::open(&path).unwrap());
        let started = Instant::now();
        fill(&path, pairs);
        println!("{pairs} pairs made in {:.0} s", started.elapsed().as_secs_f64());
    }
    let size = std::fs::metadata(&path).unwrap().len() >> 20;
    let ledger = Ledger::open(&path).unwrap();
    // Keys of earlier runs are taken.
    let mut keys =
        Keys { n: NOON.unsigned_abs() + ledger.reader().unwrap().chain_head().unwrap().seq.unsigned_abs() };
    println!("{pairs} pairs, {size} MiB");
    println!("µs                             p50       p99     p99.9       max");
    measure(&ledger, &mut keys, |made| made < NORMAL);
    for round in 1..=rounds {
        let mut normal = measure(&ledger, &mut keys, |made| made < NORMAL);
        let file = root.join(format!("copy-{round}.sqlite"));
        let (mut during, copied) = beside(&ledger, &mut keys, &file);
        normal.extend(measure(&ledger, &mut keys, |made| made < NORMAL));
        std::fs::remove_file(&file).unwrap();
        std::fs::remove_file(pairing_station::ledger::key_path(&file)).unwrap();
        let (usual, meanwhile) = (spread(&mut normal), spread(&mut during));
        line("without a backup", usual, normal.len());
        line("during a backup", meanwhile, during.len());
        let ratio = meanwhile[1] / usual[1];
        println!(
            "    p99 / normal p99 {ratio:>6.2}  (at most 2.0{}); the backup took {:.1} s, its check included",
            if ratio <= 2.0 { "" } else { ": MISSED" },
            copied.took.as_secs_f64()
        );
    }
    drop(ledger);
    if !keep {
        std::fs::remove_dir_all(&root).unwrap();
    }
}

/// Pairs in bursts as long as `on` says; how long each commit took.
fn measure(ledger: &Ledger, keys: &mut Keys, on: impl Fn(usize) -> bool) -> Vec<Duration> {
    let mut times = Vec::new();
    while on(times.len()) {
        let (pair, given) = (keys.next(ledger.reserve_pair_id()), event());
        let started = Instant::now();
        let outcome = ledger.pair(pair, given).unwrap();
        times.push(started.elapsed());
        assert_eq!(outcome, PairOutcome::Paired);
        if times.len() % BURST == 0 {
            std::thread::sleep(PAUSE);
        }
    }
    times
}

/// The same while a backup is made.
fn beside(ledger: &Ledger, keys: &mut Keys, file: &Path) -> (Vec<Duration>, Copied) {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let copy = scope.spawn(|| {
            let copied = ledger.backup(file, Pace::Beside, 0, &mut |_, _| true);
            done.store(true, Ordering::Relaxed);
            copied.unwrap()
        });
        let times = measure(ledger, keys, |_| !done.load(Ordering::Relaxed));
        (times, copy.join().unwrap())
    })
}

/// p50, p99, p99.9 and the worst, in microseconds.
fn spread(times: &mut [Duration]) -> [f64; 4] {
    times.sort_unstable();
    let at = |share: f64| {
        let n = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1;
        times[n].as_secs_f64() * 1e6
    };
    [at(0.5), at(0.99), at(0.999), at(1.0)]
}

fn line(name: &str, [p50, p99, p999, max]: [f64; 4], commits: usize) {
    println!("{name:<24}{p50:>9.0} {p99:>9.0} {p999:>9.0} {max:>9.0}  of {commits} commits");
}
