//! How long from a scan to its durable verdict, and what that costs over doing it by hand.
//!
//! `cargo bench --bench durable [-- PAIRS... [--samples N] [--keep]]`, by default with 10 thousand and
//! 1 million pairs; the bars are for `10000 10000000`. With `--keep` the databases stay, and are taken
//! again the next time (making 10 million pairs takes minutes). For every size there are two databases with the same rows
//! under random keys: one for [`Ledger::pair`] and one for a bare rusqlite transaction of the same
//! statements with the same settings in this thread. Beside them, a bare append and fsync of the
//! same bytes. All of them take turns, one commit each, so that the disk's moods meet them alike.
//!
//! First as a line works, in bursts with pauses, in which both databases are checkpointed (ours by
//! itself); then without any pause.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::{Bare, Keys, NOON, event, fill};
use pairing_station::ledger::{Ledger, PairOutcome, ledger_path};

const BURST: usize = 100;
/// Commits after which the files are read again, for systems that drop their cache by themselves.
const WARM: usize = 500;
const PAUSE: Duration = Duration::from_millis(700);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let mut samples = 10_000;
    let mut keep = false;
    let mut sizes = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--samples" => samples = rest.next().unwrap().parse().unwrap(),
            "--keep" => keep = true,
            size => sizes.push(size.parse().unwrap()),
        }
    }
    if sizes.is_empty() {
        sizes = vec![10_000, 1_000_000];
    }
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("durable");
    if root.exists() && !keep {
        fs::remove_dir_all(&root).unwrap();
    }
    let mut contenders: Vec<Contender> = sizes.iter().map(|pairs| Contender::new(&root, *pairs)).collect();
    let mut file = OpenOptions::new().create(true).append(true).open(root.join("appended")).unwrap();
    let mut keys = Keys { n: NOON.unsigned_abs() + contenders.iter().map(Contender::made).sum::<u64>() };
    for (title, paced) in [("in bursts of 100, with pauses", true), ("without a pause", false)] {
        // The first commits fill caches and page in what is written again and again.
        measure(&mut contenders, &mut file, &mut keys, samples / 20, paced);
        let appended = measure(&mut contenders, &mut file, &mut keys, samples, paced);
        report(title, &mut contenders, appended);
    }
    drop(contenders);
    if !keep {
        fs::remove_dir_all(&root).unwrap();
    }
}

/// The databases of one size.
struct Contender {
    pairs: u64,
    ledger: Ledger,
    bare: Bare,
    files: [PathBuf; 2],
    ours: Vec<Duration>,
    theirs: Vec<Duration>,
}

impl Contender {
    fn new(root: &Path, pairs: u64) -> Contender {
        let started = Instant::now();
        let [ours, theirs] = ["ours", "bare"].map(|name| ledger_path(&root.join(format!("{pairs}-{name}"))));
        if !theirs.exists() {
            drop(Ledger::open(&ours).unwrap());
            fill(&ours, pairs);
            fs::create_dir_all(theirs.parent().unwrap()).unwrap();
            fs::copy(&ours, &theirs).unwrap();
            File::open(&theirs).unwrap().sync_all().unwrap();
        }
        let size = fs::metadata(&ours).unwrap().len() >> 20;
        println!("{pairs} pairs: {size} MiB, made in {:.0} s", started.elapsed().as_secs_f64());
        let started = Instant::now();
        let ledger = Ledger::open(&ours).unwrap();
        println!("  opened in {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
        let (bare, files) = (Bare::open(&theirs), [ours, theirs]);
        Contender { pairs, ledger, bare, files, ours: Vec::new(), theirs: Vec::new() }
    }

    /// Into the system's cache, where the file of 10 thousand pairs always is: what is asked is what
    /// a commit costs, not what the disk needs to read two random pages.
    fn warm(&self) {
        for file in &self.files {
            std::io::copy(&mut File::open(file).unwrap(), &mut std::io::sink()).unwrap();
        }
    }

    /// Pairs measured in earlier runs: their keys are taken.
    fn made(&self) -> u64 {
        4 * (self.bare.seq.unsigned_abs() - self.pairs)
    }
}

/// Takes turns `samples` times; the times of append + fsync.
fn measure(
    contenders: &mut [Contender],
    file: &mut File,
    keys: &mut Keys,
    samples: usize,
    paced: bool,
) -> Vec<Duration> {
    let mut appended = Vec::new();
    for contender in contenders.iter_mut() {
        contender.ours.clear();
        contender.theirs.clear();
    }
    for n in 0..samples {
        if n % WARM == 0 {
            contenders.iter().for_each(Contender::warm);
        }
        for contender in contenders.iter_mut() {
            one(contender, keys);
        }
        let pair = keys.next(0);
        let bytes = format!("{:?}{}{}{}{}", event(), pair.dk, pair.sn, pair.dk, pair.sn).into_bytes();
        let started = Instant::now();
        file.write_all(&bytes).unwrap();
        file.sync_data().unwrap();
        appended.push(started.elapsed());
        if paced && (n + 1) % BURST == 0 {
            for contender in contenders.iter() {
                contender.bare.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
            }
            std::thread::sleep(PAUSE);
        }
    }
    appended
}

fn one(contender: &mut Contender, keys: &mut Keys) {
    let (pair, given) = (keys.next(contender.ledger.reserve_pair_id()), event());
    let started = Instant::now();
    let outcome = contender.ledger.pair(pair, given).unwrap();
    contender.ours.push(started.elapsed());
    assert_eq!(outcome, PairOutcome::Paired);
    let (pair, given) = (keys.next(contender.bare.seq + 1), event());
    let started = Instant::now();
    contender.bare.commit(&pair, &given, &[7; 32], &[9; 32]);
    contender.theirs.push(started.elapsed());
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

fn report(title: &str, contenders: &mut [Contender], mut appended: Vec<Duration>) {
    println!("\n{title}, µs                 p50       p99     p99.9       max");
    let line = |name: &str, [p50, p99, p999, max]: [f64; 4]| {
        println!("{name:<28}{p50:>9.0} {p99:>9.0} {p999:>9.0} {max:>9.0}");
    };
    let append = spread(&mut appended);
    line("append + fsync", append);
    println!("    p99.9 / own p99                 {:>6.2}  (the disk's own)", append[2] / append[1]);
    let mut first = None;
    for contender in contenders {
        let [ours, bare] = [spread(&mut contender.ours), spread(&mut contender.theirs)];
        line(&format!("{} pairs: bare", contender.pairs), bare);
        line(&format!("{} pairs: ledger", contender.pairs), ours);
        let bar = |name: &str, is: f64, most: f64| {
            println!(
                "    {name:<32}{is:>6.2}  (at most {most:.1}{})",
                if is <= most { "" } else { ": MISSED" }
            );
        };
        bar("p50 / bare p50", ours[0] / bare[0], 1.2);
        bar("p99 / bare p99", ours[1] / bare[1], 1.2);
        bar("p50 / append + fsync p50", ours[0] / append[0], 2.0);
        bar("p99.9 / own p99", ours[2] / ours[1], 3.0);
        match first {
            None => first = Some((contender.pairs, ours[0], bare[0])),
            Some((pairs, p50, bare_p50)) => {
                bar(&format!("p50 / p50 with {pairs} pairs"), ours[0] / p50, 1.2);
                println!("    the same of bare                {:>6.2}", bare[0] / bare_p50);
            }
        }
    }
}
