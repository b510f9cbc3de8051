//! How long from a scan to its durable verdict, and what that costs over doing it by hand.
//!
//! `cargo bench --bench durable [-- PAIRS... [--samples N]]`, by default with 10 thousand and 1 million
//! pairs; the bars are for `10000 10000000`. For every size there are two databases with the same rows
//! under random keys: one for [`Ledger::pair`] and one for a bare rusqlite transaction of the same
//! statements with the same settings in this thread. Beside them, a bare append and fsync of the
//! same bytes. All of them take turns, one commit each, so that the disk's moods meet them alike.
//!
//! First as a line works, in bursts with pauses, in which both databases are checkpointed (ours by
//! itself); then without any pause.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pairing_station::ledger::{Context, Ledger, NewEvent, NewPair, PairOutcome, Stamp, ledger_path};
use rusqlite::{Connection, params};

/// 2026-11-22 12:00 UTC.
const NOON: i64 = 1_795_348_800_000;
const BURST: usize = 100;
const PAUSE: Duration = Duration::from_millis(450);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let mut samples = 10_000;
    let mut sizes = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--samples" => samples = rest.next().unwrap().parse().unwrap(),
            size => sizes.push(size.parse().unwrap()),
        }
    }
    if sizes.is_empty() {
        sizes = vec![10_000, 1_000_000];
    }
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("durable");
    fs::create_dir_all(&root).unwrap();
    let mut contenders: Vec<Contender> = sizes.iter().map(|pairs| Contender::new(&root, *pairs)).collect();
    let mut file = OpenOptions::new().create(true).append(true).open(root.join("appended")).unwrap();
    let mut keys = Keys { n: 1 << 40 };
    for (title, paced) in [("in bursts of 100, with pauses", true), ("without a pause", false)] {
        // The first commits fill caches and page in what is written again and again.
        measure(&mut contenders, &mut file, &mut keys, samples / 20, paced);
        let appended = measure(&mut contenders, &mut file, &mut keys, samples, paced);
        report(title, &mut contenders, appended);
    }
    drop(contenders);
    fs::remove_dir_all(&root).unwrap();
}

/// The databases of one size.
struct Contender {
    pairs: u64,
    ledger: Ledger,
    bare: Bare,
    ours: Vec<Duration>,
    theirs: Vec<Duration>,
}

impl Contender {
    fn new(root: &Path, pairs: u64) -> Contender {
        let started = Instant::now();
        let [ours, theirs] = ["ours", "bare"].map(|name| ledger_path(&root.join(format!("{pairs}-{name}"))));
        drop(fs::remove_dir_all(ours.parent().unwrap()));
        drop(Ledger::open(&ours).unwrap());
        fill(&ours, pairs);
        fs::create_dir_all(theirs.parent().unwrap()).unwrap();
        fs::copy(&ours, &theirs).unwrap();
        File::open(&theirs).unwrap().sync_all().unwrap();
        let size = fs::metadata(&ours).unwrap().len() >> 20;
        println!("{pairs} pairs: {size} MiB, made in {:.0} s", started.elapsed().as_secs_f64());
        let started = Instant::now();
        let ledger = Ledger::open(&ours).unwrap();
        println!("  opened in {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
        Contender { pairs, ledger, bare: Bare::open(&theirs), ours: Vec::new(), theirs: Vec::new() }
    }
}

/// Puts `pairs` pairs with random keys into an empty ledger, each with its event.
fn fill(path: &PathBuf, pairs: u64) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-3000000; BEGIN")
        .unwrap();
    let bare = Bare { conn, seq: 0 };
    let mut keys = Keys { n: 0 };
    let event = event();
    for seq in 1..=i64::try_from(pairs).unwrap() {
        let pair = keys.next(seq);
        bare.rows(&pair, &event, seq, &[0; 32]);
    }
    bare.conn.execute_batch("INSERT INTO event_hours VALUES (1, 0)").unwrap();
    bare.conn
        .execute("INSERT INTO pair_spans SELECT 1, 1, 20261122, order_name, operator, station, shift, shift_day FROM pairs WHERE id = 1", [])
        .unwrap();
    bare.conn.execute_batch("COMMIT; PRAGMA journal_mode=DELETE").unwrap();
    bare.conn.close().unwrap();
    File::open(path).unwrap().sync_all().unwrap();
}

/// The same rows by hand.
struct Bare {
    conn: Connection,
    seq: i64,
}

impl Bare {
    fn open(path: &Path) -> Bare {
        let conn = Connection::open(path).unwrap();
        conn.execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
             PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-65536",
        )
        .unwrap();
        conn.set_prepared_statement_cache_capacity(96);
        let seq = conn.query_row("SELECT max(seq) FROM events", [], |row| row.get(0)).unwrap();
        Bare { conn, seq }
    }

    fn commit(&mut self, pair: &NewPair, event: &NewEvent, hash: &[u8; 32]) {
        self.conn.prepare_cached("BEGIN IMMEDIATE").unwrap().execute([]).unwrap();
        self.seq += 1;
        self.rows(pair, event, self.seq, hash);
        self.conn.prepare_cached("COMMIT").unwrap().execute([]).unwrap();
    }

    fn rows(&self, pair: &NewPair, event: &NewEvent, seq: i64, hash: &[u8; 32]) {
        let c = &event.context;
        let e = event;
        let run = |sql, params: &[&dyn rusqlite::ToSql]| {
            self.conn.prepare_cached(sql).unwrap().execute(params).unwrap();
        };
        run(
            "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            params![
                seq,
                e.stamp.at,
                e.stamp.offset_min,
                e.kind,
                e.source,
                e.raw,
                e.verdict,
                e.reason,
                e.hint,
                e.rule,
                pair.dk,
                pair.pk,
                pair.sn,
                pair.id,
                c.order,
                c.operator,
                c.station,
                c.shift,
                c.shift_day,
                e.detail,
                e.first_pass,
                &hash[..]
            ],
        );
        run(
            "INSERT INTO pairs VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            params![
                pair.id,
                pair.dk,
                pair.pk,
                pair.sn,
                pair.name,
                e.stamp.at,
                e.stamp.offset_min,
                c.order,
                c.operator,
                c.station,
                c.shift,
                c.shift_day,
                seq
            ],
        );
        run("INSERT INTO dk_claims VALUES (?, ?)", params![pair.dk, pair.id]);
        run("INSERT INTO sn_claims VALUES (?, ?)", params![pair.sn, pair.id]);
        run(
            "INSERT INTO tallies VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET \
             good = good + ?4, bad = bad + ?5, first_pass = first_pass + ?6, voided = voided + ?7",
            params![NOON, c.order, c.shift, 1, 0, 1, 0],
        );
        run(
            "INSERT INTO active_counts VALUES (?, 1) ON CONFLICT DO UPDATE SET active = active + 1",
            params![c.order],
        );
    }
}

fn event() -> NewEvent {
    NewEvent {
        stamp: Stamp { at: NOON, offset_min: 480 },
        context: Context {
            station: "Station 1".into(),
            operator: "anna".into(),
            order: "WO1001".into(),
            shift: "early".into(),
            shift_day: 20_261_122,
        },
        kind: "scan",
        source: "serial:COM3".into(),
        raw: b"pk=p11sf2&sn=VDR7098612099028&v=1".to_vec(),
        verdict: "paired".into(),
        reason: String::new(),
        hint: String::new(),
        rule: "quectel".into(),
        dk: String::new(),
        pk: String::new(),
        sn: String::new(),
        pair: None,
        detail: String::new(),
        first_pass: true,
    }
}

/// Random keys, the same in every run: SplitMix64 of a counter, which never repeats.
struct Keys {
    n: u64,
}

impl Keys {
    fn next(&mut self, id: i64) -> NewPair {
        self.n += 1;
        let mut z = self.n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        // All 64 bits in each, so that none repeats.
        let dk = format!("{z:020}");
        let sn = format!("VDR{:013X}{:x}", z.rotate_left(32) >> 12, z.rotate_left(32) & 0xfff);
        NewPair { id, dk, pk: "p11sf2".into(), sn, name: String::new() }
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
    contender.bare.commit(&pair, &given, &[7; 32]);
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
            None => first = Some((contender.pairs, ours[0])),
            Some((pairs, p50)) => bar(&format!("p50 / p50 with {pairs} pairs"), ours[0] / p50, 1.2),
        }
    }
}
