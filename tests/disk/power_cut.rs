//! The power goes at every step of a shift, and what was not synced is lost, kept, torn or mixed: then the
//! ledger opens, holds everything that was said, and nothing that was not tried.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crossbeam_channel::bounded;
use pairing_station::ledger::{
    ChainHead, Context, Ledger, NewEvent, NewPair, PairFilter, PairOutcome, Stamp, ledger_path,
};

use crate::cut::{Care, Found, Platter};
use crate::record::{Clerk, Recorder, Story};
use crate::shift::{Shift, room};
use crate::vfs::{Answer, Ask, Disk, watch};

/// Threads that open what was found.
const OPENERS: usize = 2;

/// A disk that obeys and does not sync: nobody pulls its plug.
struct Quick;

impl Disk for Quick {
    fn ask(&self, ask: Ask<'_>) -> Answer {
        if matches!(ask, Ask::Sync { .. }) { Answer::Pretend } else { Answer::Obey }
    }
}

/// What must be true of what was found after a cut.
struct Case {
    step: usize,
    found: Found,
    /// The chain as it stood when something was last said.
    told: Option<ChainHead>,
    /// How many of the story's pairs were acknowledged, and how many attempts there were.
    paired: usize,
    attempts: usize,
}

/// What came of it.
struct Outcome {
    steps: usize,
    cases: usize,
    faults: Vec<String>,
}

/// A shift with so many pairs to a stretch, written down.
fn recorded(pairs: u32, lies: bool) -> Story {
    let dir = room();
    let recorder = Arc::new(Recorder::new(dir.path(), lies));
    let watched = watch(dir.path(), Arc::clone(&recorder) as Arc<dyn Disk>);
    Shift::new(dir.path(), pairs, true, &mut Clerk(Arc::clone(&recorder))).run();
    let story = recorder.take();
    drop(watched);
    story
}

/// Cuts the power at every `stride`th step.
fn cut_everywhere(story: &Story, care: Care, stride: usize) -> Outcome {
    let dir = room();
    let _quick = watch(dir.path(), Arc::new(Quick));
    let faults = Mutex::new(Vec::new());
    let (send, cases) = bounded::<Case>(16);
    let mut sent = 0;
    std::thread::scope(|scope| {
        for opener in 0..OPENERS {
            let (cases, faults, dir) = (cases.clone(), &faults, dir.path().join(opener.to_string()));
            scope.spawn(move || {
                for case in cases {
                    if let Err(fault) = examine(&dir, &case, story) {
                        let Case { step, found, .. } = &case;
                        let fault = format!("step {step} ({}), {}: {fault}", shown(story, *step), found.how);
                        faults.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
                    }
                }
            });
        }
        sent = send_cases(story, care, stride, &|case| send.send(case).expect("an opener"));
        drop(send);
    });
    let faults = faults.into_inner().unwrap_or_else(PoisonError::into_inner);
    Outcome { steps: story.steps.len(), cases: sent, faults }
}

/// Every case that differs from the ones before; how many.
fn send_cases(story: &Story, care: Care, stride: usize, send: &dyn Fn(Case)) -> usize {
    let mut platter = Platter::default();
    let mut seen: HashMap<[u8; 32], usize> = HashMap::new();
    let mut sent = 0;
    for (n, step) in story.steps.iter().enumerate() {
        platter.step(step);
        let done = n + 1;
        // Something was said right after this step: the most telling moment of all.
        let said = story.told.iter().any(|(at, _)| *at == done);
        if !(said || done % stride == 0) {
            continue;
        }
        let told = story.told.iter().take_while(|(at, _)| *at <= done).last().map(|(_, head)| head.clone());
        let paired = story.paired.iter().take_while(|(at, ..)| *at <= done).count();
        let attempts = story.attempts.iter().take_while(|(at, ..)| *at <= done).count();
        for found in platter.cuts(care, n as u64) {
            let promised = told.as_ref().map_or(0, |head| head.seq as usize + 1);
            // The same again, with no more promised than before.
            if seen.insert(found.digest(), promised) == Some(promised) {
                continue;
            }
            sent += 1;
            send(Case { step: n, found, told: told.clone(), paired, attempts });
        }
    }
    sent
}

fn shown(story: &Story, step: usize) -> String {
    let text = format!("{:?}", story.steps[step].change);
    text.chars().take(60).collect()
}

/// Opens what was found with the product's own opening, and asks for everything that was promised.
fn examine(dir: &Path, case: &Case, story: &Story) -> Result<(), String> {
    std::fs::create_dir(dir).map_err(|e| e.to_string())?;
    case.found.lay(dir);
    let result =
        examine_ledger(dir, case, story).map_err(|fault| format!("{fault}; found were {}", sizes(case)));
    std::fs::remove_dir_all(dir).map_err(|e| e.to_string())?;
    result
}

fn sizes(case: &Case) -> String {
    let sizes = case.found.files.iter().map(|(name, bytes)| format!("{name} ({})", bytes.len()));
    sizes.collect::<Vec<_>>().join(", ")
}

fn examine_ledger(dir: &Path, case: &Case, story: &Story) -> Result<(), String> {
    let ledger = Ledger::open(&ledger_path(dir)).map_err(|e| format!("it does not open: {e}"))?;
    let reader = ledger.reader().map_err(|e| e.to_string())?;
    if let Some(told) = &case.told {
        let kept = reader.chain_at(told.seq).map_err(|e| e.to_string())?;
        if kept != *told {
            return Err(format!("event {} was said and is not there: it ends with {}", told.seq, kept.seq));
        }
    }
    for (_, id, dk, sn) in &story.paired[..case.paired] {
        let pair = reader.pair(*id).map_err(|e| e.to_string())?;
        if !pair.is_some_and(|pair| pair.dk == *dk && pair.sn == *sn) {
            return Err(format!("pair {id} ({dk}, {sn}) was acknowledged and is not there"));
        }
    }
    let attempts: HashSet<_> = story.attempts[..case.attempts].iter().map(|(_, dk, sn)| (dk, sn)).collect();
    let mut strangers = Vec::new();
    let mut look = |pair: &pairing_station::ledger::Pair| {
        if !attempts.contains(&(&pair.dk, &pair.sn)) {
            strangers.push((pair.dk.clone(), pair.sn.clone()));
        }
        true
    };
    reader.each_pair(&PairFilter::default(), &mut look).map_err(|e| e.to_string())?;
    if !strangers.is_empty() {
        return Err(format!("there are pairs nobody scanned: {strangers:?}"));
    }
    let report = reader.check(&mut |_, _| true).map_err(|e| e.to_string())?;
    if !report.faults.is_empty() {
        return Err(format!("the check finds {:?}", report.faults));
    }
    // And it goes on.
    let id = ledger.reserve_pair_id();
    let pair = NewPair { id, dk: "next".into(), pk: "p11sf2".into(), sn: "next".into(), name: String::new() };
    let event = NewEvent::new(Stamp { at: 0, offset_min: 0 }, Context::default(), "scan");
    match ledger.pair(pair, event) {
        Ok(PairOutcome::Paired) => Ok(()),
        other => Err(format!("it does not go on: {other:?}")),
    }
}

fn report(what: &str, begun: Instant, outcome: &Outcome) {
    println!(
        "{what}: {} steps, {} different disks, {} faults, {:.1?}",
        outcome.steps,
        outcome.cases,
        outcome.faults.len(),
        begun.elapsed()
    );
}

#[test]
fn a_power_cut_at_any_step_loses_nothing_that_was_said() {
    let begun = Instant::now();
    // The long run: more pairs, each step, each sector.
    let long = std::env::var_os("POWER_CUTS").is_some_and(|value| value == "all");
    let (pairs, care, stride) = if long { (12, Care::Every, 1) } else { (2, Care::Sample, 2) };
    let story = recorded(pairs, false);
    assert!(story.paired.len() > 3 * pairs as usize, "{} pairs were acknowledged", story.paired.len());
    let outcome = cut_everywhere(&story, care, stride);
    report("power cuts", begun, &outcome);
    assert!(outcome.cases > story.steps.len(), "only {} disks were tried", outcome.cases);
    assert_eq!(outcome.faults, [""; 0]);
}

#[test]
fn a_disk_that_only_says_it_synced_is_seen_to_lose_pairs() {
    let begun = Instant::now();
    let outcome = cut_everywhere(&recorded(1, true), Care::Sample, 16);
    report("a lying disk", begun, &outcome);
    let lost = outcome.faults.iter().filter(|fault| fault.contains("was said and is not there")).count();
    assert!(lost > 0, "the trial sees no loss where there must be one: {:?}", outcome.faults);
}
