//! The program is killed at random moments while it pairs as fast as it can, again and again on one ledger:
//! what it acknowledged is stored, what is stored was scanned, and nothing is there twice.
//!
//! The ordinary run makes some rounds. `KILL_ROUNDS=1000` makes as many as one likes; see the README of the
//! tests.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use pairing_station::ledger::{Ledger, Pair, PairFilter, Reader, ledger_path};
use pairing_station::scan::imei;
use serde_json::Value;

const ORDER: &str = "name = \"KILL\"\nproduct_key = \"p11sf2\"\nbounce_ms = 0\n";

/// Of a hundred devices, so many are followed by each kind of trouble.
const DUPLICATES: u64 = 15;
const UNDONE: u64 = 7;
const REFUSED: u64 = 10;

/// So many of the pairs made last are scanned again now and then.
const RECENT: u64 = 50;

/// Stickers that belong to no device: so much is added to a device's number.
const STRANGERS: u64 = 1_000_000_000;

/// How long a program may take to its first verdict.
const PATIENCE: Duration = Duration::from_secs(60);

/// After so many rounds the whole ledger is checked, and at the end.
const CHECK_EVERY: usize = 100;

fn rounds() -> usize {
    std::env::var("KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(25)
}

/// Chance that comes out the same each time (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % end
    }
}

fn dk(n: u64) -> String {
    let body = format!("8639{n:010}");
    let digit = imei::check_digit(&body);
    format!("{body}{digit}")
}

fn sn(n: u64) -> String {
    format!("VDR{n:013}")
}

fn sticker(n: u64) -> String {
    format!("pk=p11sf2&sn={}&v=1", sn(n))
}

/// The codes of the device `n`: the pair, and now and then a duplicate, an undo, or something unusable. `old`
/// is a device of a round before.
fn codes(n: u64, old: Option<u64>, dice: &mut Dice) -> Vec<String> {
    let mut codes = vec![dk(n), sticker(n)];
    if n % 2 == 1 {
        codes.reverse();
    }
    let thrown = dice.below(100);
    match old {
        // A module that has its sticker, with one that is new: an alarm.
        Some(old) if thrown < DUPLICATES => codes.extend([dk(old), sticker(n + STRANGERS)]),
        _ if thrown < DUPLICATES + UNDONE => codes.push("PSCMDUNDO".into()),
        _ if thrown < DUPLICATES + UNDONE + REFUSED => codes.push("863950060000000".into()),
        _ => {}
    }
    codes
}

/// The ledger, and everything the program ever said of it.
struct Trial {
    dir: tempfile::TempDir,
    /// Pairs it was said of that they are made: number, DK and SN.
    acknowledged: BTreeMap<i64, (String, String)>,
    /// Pairs it was said of that they are undone.
    undone: HashSet<i64>,
    /// Devices up to this one were scanned.
    highest: u64,
    /// Pairs up to this one were looked at.
    examined: i64,
    /// Lines it printed.
    verdicts: HashMap<String, usize>,
    /// Pairs that were stored and not acknowledged any more.
    unsaid: usize,
}

impl Trial {
    fn new() -> Trial {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("order.toml"), ORDER).unwrap();
        let (acknowledged, undone, verdicts) = Default::default();
        Trial { dir, acknowledged, undone, highest: 0, examined: 0, verdicts, unsaid: 0 }
    }

    fn program(&self) -> Child {
        let order = self.dir.path().join("order.toml");
        Command::new(env!("CARGO_BIN_EXE_pairing-station"))
            .arg("--data")
            .arg(self.dir.path())
            .args(["replay", "-", "--json", "--auto-ack", "--order"])
            .arg(order)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program")
    }

    /// Feeds the program until it is killed, and takes down what it said.
    fn round(&mut self, dice: &mut Dice) {
        let mut child = self.program();
        let (mut stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let first = self.highest + 1;
        let (mut of_feeder, made) = (Dice(dice.0), self.made());
        let feeder = std::thread::spawn(move || {
            for n in first.. {
                let old = made.get(of_feeder.below(RECENT) as usize).copied();
                for code in codes(n, old, &mut of_feeder) {
                    if writeln!(stdin, "{code}").is_err() {
                        return n;
                    }
                }
            }
            unreachable!("there are numbers enough")
        });
        // Mostly in full work, sometimes before its first word.
        let (at_work, life) = (dice.below(6) > 0, Duration::from_micros(dice.below(300_000)));
        let (begun, has_begun) = sync_channel::<()>(1);
        let killer = std::thread::spawn(move || {
            if at_work {
                // Fails only when it ended by itself, which the rounds' verdicts would show.
                has_begun.recv_timeout(PATIENCE).expect("its first verdict");
            }
            std::thread::sleep(life);
            child.kill().expect("the program can be killed");
            child.wait().expect("it was a child");
        });
        for line in BufReader::new(stdout).lines() {
            // The last one may be torn.
            let Ok(line) = serde_json::from_str::<Value>(&line.unwrap()) else { break };
            self.heard(&line);
            // Full: it was told before.
            begun.try_send(()).unwrap_or_default();
        }
        killer.join().unwrap();
        self.highest = feeder.join().unwrap();
    }

    /// Devices of the last pairs that were acknowledged.
    fn made(&self) -> Vec<u64> {
        let made = self.acknowledged.iter().rev().filter(|(id, _)| !self.undone.contains(id));
        let numbers = made.filter_map(|(_, (_, sn))| sn.strip_prefix("VDR")?.parse().ok());
        numbers.filter(|n| *n < STRANGERS).take(RECENT as usize).collect()
    }

    fn heard(&mut self, line: &Value) {
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let parts = [text("verdict"), text("reason"), text("command")];
        let shown = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        *self.verdicts.entry(shown).or_default() += 1;
        match (line["verdict"].as_str(), line["pair"].as_i64()) {
            (Some("paired"), Some(id)) => {
                let before = self.acknowledged.insert(id, (text("dk"), text("sn")));
                assert_eq!(before, None, "pair {id} was acknowledged twice");
            }
            (Some("command"), Some(id)) => {
                self.undone.insert(id);
            }
            _ => {}
        }
    }

    /// What was acknowledged since the last look is stored; at times, everything about the ledger.
    fn examine(&mut self, whole: bool) {
        let path = ledger_path(self.dir.path());
        if !path.exists() {
            assert!(self.acknowledged.is_empty(), "the ledger is gone");
            return;
        }
        let ledger = Ledger::open(&path).unwrap();
        let reader = ledger.reader().unwrap();
        let from = if whole { 0 } else { self.examined };
        for (id, (dk, sn)) in self.acknowledged.range(from..) {
            let pair = reader.pair(*id).unwrap().unwrap_or_else(|| panic!("pair {id} ({dk}, {sn}) is lost"));
            assert_eq!((&pair.dk, &pair.sn), (dk, sn), "pair {id}");
            if self.undone.contains(id) {
                assert!(pair.voided.is_some(), "pair {id} was undone and is active");
            }
        }
        self.examined = self.acknowledged.keys().last().copied().unwrap_or(0);
        if whole {
            self.examine_all(&reader);
            drop((reader, ledger));
            assert_eq!(integrity(&path), "ok");
        }
    }

    /// Acknowledged ⊆ stored ⊆ attempted, each active key once, and a clean check.
    fn examine_all(&mut self, reader: &Reader) {
        let mut stored = 0;
        let (mut dks, mut sns) = (HashSet::new(), HashSet::new());
        let mut look = |pair: &Pair| {
            stored += 1;
            self.expect_attempted(pair);
            if pair.voided.is_none() {
                assert!(dks.insert(pair.dk.clone()), "DK {} twice", pair.dk);
                assert!(sns.insert(pair.sn.clone()), "SN {} twice", pair.sn);
            }
            true
        };
        reader.each_pair(&PairFilter::default(), &mut look).unwrap();
        self.unsaid = stored - self.acknowledged.len();
        assert_eq!(reader.check(&mut |_, _| true).unwrap().faults, [""; 0]);
    }

    fn expect_attempted(&self, pair: &Pair) {
        let n: u64 = pair.sn.strip_prefix("VDR").and_then(|n| n.parse().ok()).unwrap_or(0);
        let number = |dk: &str| dk.get(4..14).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
        // An older device's module with a sticker that is no device's: where the older one was undone.
        let stranger = n > STRANGERS && number(&pair.dk) < n - STRANGERS;
        let attempted = stranger || (n > 0 && n <= self.highest && pair.dk == dk(n));
        assert!(attempted, "nobody scanned {} with {}", pair.dk, pair.sn);
    }
}

fn integrity(path: &Path) -> String {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
}

#[test]
fn killed_again_and_again_nothing_acknowledged_is_lost() {
    let (begun, rounds) = (Instant::now(), rounds());
    let mut trial = Trial::new();
    let mut dice = Dice(0x5053_5431_2026);
    for round in 1..=rounds {
        trial.round(&mut dice);
        trial.examine(round % CHECK_EVERY == 0 || round == rounds);
    }
    println!(
        "{rounds} kills: {} pairs acknowledged, {} stored beyond them, {} undone, {:.1?}; verdicts {:?}",
        trial.acknowledged.len(),
        trial.unsaid,
        trial.undone.len(),
        begun.elapsed(),
        BTreeMap::from_iter(&trial.verdicts),
    );
    assert!(trial.acknowledged.len() > rounds, "the program hardly paired: nothing was shown");
    for needed in ["rejected duplicate_dk", "rejected imei_check_digit", "command undo"] {
        assert!(trial.verdicts.contains_key(needed), "no {needed} among {:?}", trial.verdicts);
    }
}
