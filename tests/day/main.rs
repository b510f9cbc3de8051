//! A working day in the real window, at twenty times the speed of people: pairs, every kind of refusal, guns
//! unplugged and plugged in again, exports meanwhile, the window resized and minimised. At the end the ledger
//! is what was sent, scan by scan, and the program holds no more memory and no more files than in the morning.
//!
//! The ordinary run is a short form. `DAY=1` is the whole day (ten hours in thirty minutes), `DAY_MINUTES=3` a
//! part of it; see the README of the tests. Xvfb, openbox and xdotool are needed, as for the window tests.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

mod bench;
#[path = "../window/display.rs"]
#[allow(dead_code, reason = "the window tests use more of it")]
mod display;
mod troubles;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bench::{Bench, GUNS, Held, Scan};
use troubles::{Cast, orders, troubles};

/// What fits into a minute of the day: 30,000 pairs in thirty.
const PAIRS_A_MINUTE: usize = 1000;

/// And refusals: 2,000 in thirty, and some.
const TROUBLES_A_MINUTE: usize = 70;

/// Pairs that one gun makes before the next takes over.
const TURN: usize = 20;

/// More than this the program may not have grown by from the first fifth of the day to its end: its caches
/// fill up with the day's work, up to their bounds.
const GROWN: u64 = 48 << 20;

/// How much there is to do, and how long it may take.
#[derive(Debug, Clone, Copy)]
struct Plan {
    pairs: usize,
    troubles: usize,
    /// How long it shall take; zero: as quick as it goes.
    time: Duration,
    exports: usize,
    pulls: usize,
    /// Times that the window is resized or minimised.
    moves: usize,
}

impl Plan {
    /// As the environment says; all kinds of trouble once where it says nothing.
    fn of_environment() -> Plan {
        let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<usize>().ok());
        let minutes = match (number("DAY_MINUTES"), number("DAY")) {
            (Some(minutes), _) => minutes,
            (None, Some(1)) => 30,
            _ => {
                return Plan {
                    pairs: 160,
                    troubles: 40,
                    time: Duration::ZERO,
                    exports: 1,
                    pulls: 2,
                    moves: 4,
                };
            }
        };
        Plan {
            pairs: PAIRS_A_MINUTE * minutes,
            troubles: TROUBLES_A_MINUTE * minutes,
            time: Duration::from_secs(60 * minutes as u64),
            exports: 3 + minutes / 5,
            pulls: 3 + minutes,
            moves: 4 + 2 * minutes,
        }
    }

    /// Whether the `n`th of all pairs is the moment for one of `times` things spread over the day.
    fn is_due(&self, n: usize, times: usize) -> bool {
        let so_far = |n: usize| n * times / self.pairs;
        so_far(n + 1) > so_far(n)
    }
}

/// A day under way.
struct Day {
    plan: Plan,
    bench: Bench,
    cast: Cast,
    /// How often each refusal was provoked.
    refused: BTreeMap<&'static str, usize>,
    troubles: usize,
    moved: usize,
    pulled: usize,
}

#[test]
fn a_day_at_twenty_times_speed_loses_nothing_and_grows_nothing() {
    let plan = Plan::of_environment();
    let bench = Bench::open(&orders(), plan.pairs + plan.troubles * 6);
    let (cast, refused) = (Cast::new(plan.pairs), BTreeMap::new());
    let mut day = Day { plan, bench, cast, refused, troubles: 0, moved: 0, pulled: 0 };
    day.bench.send_all(0, day.cast.opening());
    let begun = Instant::now();
    let mut warm = None;
    for n in 0..plan.pairs {
        day.go_on(n);
        if n == plan.pairs / 5 {
            warm = Some(day.bench.held());
        }
        let due = plan.time.mul_f64((n + 1) as f64 / plan.pairs as f64);
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
    }
    day.bench.wait_until_judged();
    let (warm, end) = (warm.expect("a morning"), day.bench.held());
    day.tell(begun.elapsed(), &warm, &end);
    let Day { bench, cast, refused, .. } = day;
    bench.close_and_compare(plan.pairs + cast.more_pairs());
    expect_flat(&warm, &end);
    assert!(refused.len() >= 25, "{} kinds of refusals only: {refused:?}", refused.len());
}

impl Day {
    /// The `n`th pair, and what is due with it.
    fn go_on(&mut self, n: usize) {
        let (plan, gun) = (self.plan, n / TURN % GUNS);
        if n.is_multiple_of(TURN) {
            // The order of two guns' codes is only known if the first is through.
            self.bench.wait_until_judged();
        }
        self.bench.send_all(gun, pair(n));
        self.cast.paired(n);
        if plan.is_due(n, plan.troubles) {
            self.trouble(gun);
        }
        if plan.is_due(n, plan.pulls) {
            // One that is not at work.
            self.pulled += 1;
            self.bench.pull_and_plug((gun + 1 + self.pulled % (GUNS - 1)) % GUNS);
        }
        if plan.is_due(n, plan.moves) {
            self.bench.move_window(self.moved);
            self.moved += 1;
        }
        // The first before the morning is over: what it opens for good is there from then on.
        if plan.is_due(n, plan.exports) || n == plan.pairs / 10 {
            self.bench.wait_until_judged();
            self.bench.export();
        }
    }

    /// The next kind of trouble, all of them in turn.
    fn trouble(&mut self, gun: usize) {
        let mut all = troubles(&mut self.cast);
        let trouble = all.swap_remove(self.troubles % all.len());
        self.troubles += 1;
        for scan in trouble.scans.iter().chain(&trouble.timeouts) {
            if ["rejected", "ignored"].iter().any(|kind| scan.verdict.starts_with(kind)) {
                *self.refused.entry(scan.verdict).or_default() += 1;
            }
        }
        for (scan, wait) in trouble.scans.into_iter().zip(trouble.waits) {
            self.bench.send_all(gun, vec![scan]);
            if !wait.is_zero() {
                self.bench.wait_until_judged();
                std::thread::sleep(wait);
            }
        }
        self.bench.expect_timeouts(&trouble.timeouts);
    }

    fn tell(&self, took: Duration, warm: &Held, end: &Held) {
        println!(
            "{} pairs, {} refusals of {} kinds, {} guns pulled, the window moved {} times, {} exports in {took:.0?}; \
             memory {} KiB in the morning, {} KiB at the end; {} and {} files open",
            self.plan.pairs,
            self.refused.values().sum::<usize>(),
            self.refused.len(),
            self.pulled,
            self.moved,
            self.bench.exports(),
            warm.memory / 1024,
            end.memory / 1024,
            warm.files,
            end.files
        );
        println!("{:?}", self.refused);
    }
}

fn expect_flat(warm: &Held, end: &Held) {
    assert!(end.memory <= warm.memory + GROWN, "{} bytes grew to {}", warm.memory, end.memory);
    // A backup or a question of the window may be under way at either moment: some files each.
    assert!(end.files <= warm.files + 6, "{} open files became {}", warm.files, end.files);
}

/// A pair of the day: either half first.
fn pair(n: usize) -> Vec<Scan> {
    let (module, sticker) = (troubles::module(n), troubles::sticker(n));
    if n.is_multiple_of(3) {
        vec![Scan::new(sticker, "device"), Scan::new(module, "paired")]
    } else {
        vec![Scan::new(module, "module"), Scan::new(sticker, "paired")]
    }
}
