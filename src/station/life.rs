//! A pair's whole life: how it was made, what was scanned of it before and after, the relation files it
//! is in, its end.
//!
//! ```text
//! known(): indexes, at once   → made or imported, exports, void      ┐
//! whole(): the events' walk   → every scan that named one of its keys ┴→ entries, oldest first
//!            (the whole ledger once, then only what is new: Walks)
//! ```
//!
//! Architecture invariant: every entry stands for an event and has its number, so that the order of
//! what happened never hangs on a clock.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use super::command::StationError;
use super::desk::TaskShared;
use crate::ledger::{Event, ExportFile, Pair, Reader, Stamp};

/// Scans shown at most, the newest; more than that is a code on a jig that is scanned all day.
pub const MOST_SCANS: usize = 1000;

/// The life of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairLife {
    /// The pair, as it stands now.
    pub pair: Pair,
    /// What happened, oldest first.
    pub entries: Vec<Entry>,
    /// Older scans that were left out, beyond [`MOST_SCANS`].
    pub left_out: u64,
}

/// One thing that happened to a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Number of its event.
    pub seq: i64,
    /// When.
    pub stamp: Stamp,
    /// By whom.
    pub operator: String,
    /// Where.
    pub station: String,
    /// What.
    pub step: Step,
}

/// What happened. Whatever else befalls a pair (an answer of the platform, a replacement) is a step of
/// its own, gathered in [`known`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It was paired.
    Made {
        /// The order.
        order: String,
        /// The guns of the first half, where that is known, and of the second.
        guns: Vec<String>,
    },
    /// It was taken over from the old tool.
    Imported {
        /// From which file.
        file: String,
    },
    /// One of its codes was scanned, or something else named it.
    Named(Box<Event>),
    /// It went into a relation file.
    Exported {
        /// The export's id.
        export: i64,
        /// The files for its product: it is in one of them.
        files: Vec<ExportFile>,
    },
    /// The platform took it, or refused it.
    Answered {
        /// Which export it is about.
        export: i64,
        /// Its words; `None` = accepted.
        error: Option<String>,
    },
    /// It took another pair's place, or another took its.
    Replaced {
        /// The other pair.
        other: i64,
        /// It was this one that went.
        gone: bool,
    },
    /// It was voided.
    Voided {
        /// Why, in the words given.
        why: String,
    },
}

impl Step {
    /// Its name in the JSON output.
    pub fn as_str(&self) -> &'static str {
        match self {
            Step::Made { .. } => "made",
            Step::Imported { .. } => "imported",
            Step::Named(_) => "scan",
            Step::Exported { .. } => "exported",
            Step::Answered { .. } => "answered",
            Step::Replaced { .. } => "replaced",
            Step::Voided { .. } => "voided",
        }
    }
}

impl Entry {
    fn of(event: &Event, step: Step) -> Entry {
        let context = &event.event.context;
        Entry {
            seq: event.seq,
            stamp: event.event.stamp,
            operator: context.operator.clone(),
            station: context.station.clone(),
            step,
        }
    }
}

/// What indexes give of a pair's life; `None`: there is no such pair.
pub fn known(reader: &Reader, id: i64) -> Result<Option<PairLife>, StationError> {
    let _snapshot = reader.snapshot()?;
    let Some(pair) = reader.pair(id)? else { return Ok(None) };
    let mut entries = Vec::new();
    if let Some(made) = reader.event_of_pair(id)? {
        let step = match pair.is_imported() {
            true => Step::Imported { file: file_of(&made) },
            false => Step::Made { order: pair.context.order.clone(), guns: guns(reader, &made)? },
        };
        entries.push(Entry::of(&made, step));
    }
    for export in reader.exports_of(&pair)? {
        if let Some(event) = reader.event(export.seq)? {
            let step = Step::Exported { export: export.id, files: export.files };
            entries.push(Entry::of(&event, step));
        }
    }
    for answer in reader.answers_of(pair.id)? {
        if let Some(event) = reader.event(answer.seq)? {
            let step = Step::Answered { export: answer.export, error: answer.error };
            entries.push(Entry::of(&event, step));
        }
    }
    for (other, gone) in [(reader.replaces(id)?, false), (reader.replaced_by(id)?, true)] {
        // Told with the event of the pair that came.
        let came = if gone { other } else { Some(id) };
        if let (Some(other), Some(came)) = (other, came)
            && let Some(event) = reader.event_of_pair(came)?
        {
            entries.push(Entry::of(&event, Step::Replaced { other, gone }));
        }
    }
    if let (Some(voided), Some(event)) = (&pair.voided, reader.void_of_pair(id)?) {
        entries.push(Entry::of(&event, Step::Voided { why: voided.why.clone() }));
    }
    entries.sort_by_key(|entry| entry.seq);
    Ok(Some(PairLife { pair, entries, left_out: 0 }))
}

/// The events that named a pair, as far as the ledger was walked through for them.
#[derive(Debug, Clone, Default)]
struct Walk {
    /// The last event that was looked at.
    to: i64,
    /// The newest, [`MOST_SCANS`] at most.
    named: VecDeque<Event>,
    left_out: u64,
}

/// Walks of pairs that were looked at lately: events never change, so whoever looks again only walks
/// through what has come since. Belongs to one ledger.
#[derive(Debug, Default)]
pub struct Walks(Mutex<VecDeque<(i64, Walk)>>);

/// Walks kept at most.
const WALKS: usize = 16;

impl Walks {
    fn take(&self, pair: i64) -> Walk {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(of, _)| *of == pair);
        at.and_then(|at| kept.remove(at)).map(|(_, walk)| walk).unwrap_or_default()
    }

    fn keep(&self, pair: i64, walk: Walk) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(of, _)| *of != pair);
        kept.push_back((pair, walk));
        if kept.len() > WALKS {
            kept.pop_front();
        }
    }
}

/// The whole life of a pair, the scans included; `None`: there is no such pair. Progress in events.
pub fn whole(
    reader: &Reader,
    id: i64,
    walks: &Walks,
    task: &TaskShared,
) -> Result<Option<PairLife>, StationError> {
    let Some(mut life) = known(reader, id)? else { return Ok(None) };
    let mut walk = walks.take(id);
    let known: BTreeSet<i64> = life.entries.iter().map(|entry| entry.seq).collect();
    let Walk { to, named, left_out } = &mut walk;
    let mut keep = |event: Event| {
        if known.contains(&event.seq) {
            return;
        }
        if named.len() == MOST_SCANS {
            named.pop_front();
            *left_out += 1;
        }
        named.push_back(event);
    };
    // What a walk that is stopped has found is lost: half of it would be no walk.
    *to = reader.events_naming(&life.pair, *to, &mut keep, &mut |done, total| task.step(done, total))?;
    // What became known by an index since an earlier walk stands there once.
    let scans = walk.named.iter().filter(|event| !known.contains(&event.seq));
    life.entries.extend(scans.map(|event| Entry::of(event, Step::Named(Box::new(event.clone())))));
    life.entries.sort_by_key(|entry| entry.seq);
    life.left_out = walk.left_out;
    walks.keep(id, walk);
    Ok(Some(life))
}

/// The guns of both halves, the first one's first.
fn guns(reader: &Reader, made: &Event) -> Result<Vec<String>, StationError> {
    let first = reader.first_half_of(made)?;
    let guns = first.iter().chain([made]).map(|event| event.event.source.clone());
    Ok(guns.filter(|gun| !gun.is_empty()).collect())
}

/// The file an import's event names.
fn file_of(event: &Event) -> String {
    let detail: serde_json::Value = serde_json::from_str(&event.event.detail).unwrap_or_default();
    detail["file"].as_str().unwrap_or_default().to_owned()
}
