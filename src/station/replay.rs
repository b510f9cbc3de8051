//! Replaying scans through exactly the code that the window uses.

use std::time::Duration;

use super::clock::{now, stamp};
use super::command::StationError;
use super::core::{Core, Input, Judged};
use crate::ledger::{Millis, Stamp};
use crate::pairing::{AckBy, Kind};
use crate::scanner::recording::Recorded;

/// The operator's name in a replay.
pub const OPERATOR: &str = "replay";

/// How time passes in a replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Recorded times where the input has them, else the real clock.
    AsRecorded,
    /// The first scan at `start`, each next one `step` milliseconds later.
    Fixed {
        /// Time of the first scan.
        start: Stamp,
        /// Milliseconds from one to the next.
        step: Millis,
    },
}

/// One scan to be replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayScan {
    /// When it was recorded; `None` for plain text.
    pub at: Option<Stamp>,
    /// Which gun it came from.
    pub source: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl From<Recorded> for ReplayScan {
    fn from(recorded: Recorded) -> ReplayScan {
        let source = recorded.source.map_or_else(|| OPERATOR.to_owned(), |name| name.to_string());
        let at = recorded.at.map(|at| match recorded.offset_min {
            Some(offset_min) => Stamp { at, offset_min },
            None => stamp(at),
        });
        ReplayScan { at, source, bytes: recorded.bytes }
    }
}

/// What a replay came to. Scans of a test of the alarms are scans, and nothing more.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Scans fed in.
    pub scans: u64,
    /// Pairs made.
    pub paired: u64,
    /// Verdicts `rejected`.
    pub rejected: u64,
    /// Verdicts `ignored`.
    pub ignored: u64,
    /// How long each commit of a pair took, sorted.
    pub commits: Vec<Duration>,
    /// The ledger could not record something.
    pub not_recorded: bool,
}

impl Summary {
    fn count(&mut self, judged: &Judged) {
        self.not_recorded |= judged.verdict.reason == Some(crate::scan::Reason::NotRecorded);
        if judged.challenge {
            return;
        }
        match judged.verdict.kind {
            Kind::Paired => self.paired += 1,
            Kind::Rejected => self.rejected += 1,
            Kind::Ignored => self.ignored += 1,
            _ => {}
        }
        self.commits.extend(judged.commit.filter(|_| judged.verdict.kind == Kind::Paired));
    }

    /// The commit time that `share` (0–1) of the commits did not exceed, in milliseconds; 0 without commits.
    pub fn commit_ms(&self, share: f64) -> f64 {
        let last = self.commits.len().saturating_sub(1);
        let index = (last as f64 * share).round() as usize;
        self.commits.get(index).map_or(0.0, |d| d.as_secs_f64() * 1e3)
    }
}

/// Feeds scans in, one after the other; `each` sees every verdict. With `auto_ack` a hard alarm is
/// acknowledged (as a supervisor would) before the next scan.
pub fn replay(
    core: &mut Core,
    scans: impl IntoIterator<Item = ReplayScan>,
    pace: Pace,
    auto_ack: bool,
    each: &mut dyn FnMut(&Judged),
) -> Result<Summary, StationError> {
    let mut summary = Summary::default();
    for scan in scans {
        let stamp = match pace {
            Pace::AsRecorded => scan.at.unwrap_or_else(now),
            Pace::Fixed { start, step } => {
                let passed = step.saturating_mul(i64::try_from(summary.scans).unwrap_or(i64::MAX));
                Stamp { at: start.at.saturating_add(passed), ..start }
            }
        };
        summary.scans += 1;
        let input = Input { n: summary.scans, stamp, source: &scan.source, bytes: &scan.bytes };
        for judged in core.scan(input) {
            summary.count(&judged);
            each(&judged);
        }
        if auto_ack && core.at_work().machine().latched().is_some() {
            core.acknowledge(AckBy::Supervisor, stamp)?;
        }
    }
    summary.commits.sort_unstable();
    Ok(summary)
}
