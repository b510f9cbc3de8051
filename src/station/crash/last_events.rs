//! The last events of this process: what a crash file tells of the time before.

use std::collections::VecDeque;
use std::sync::Mutex;

use crate::ledger::{Millis, NewEvent};

/// As many as are kept.
const KEPT: usize = 50;

/// One of them: what kind it was and what came of it; no key, no text, nobody's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// When.
    pub at: Millis,
    /// Its kind.
    pub kind: &'static str,
    /// The verdict's name; may be empty.
    pub verdict: String,
    /// The reason's name; may be empty.
    pub reason: String,
}

static LAST: Mutex<VecDeque<Noted>> = Mutex::new(VecDeque::new());

/// Notes an event that is about to be recorded.
pub fn note(event: &NewEvent) {
    // One that is being noted elsewhere is not waited for: this is for whoever mends the program.
    let Ok(mut last) = LAST.try_lock() else { return };
    if last.len() >= KEPT {
        last.pop_front();
    }
    last.push_back(Noted {
        at: event.stamp.at,
        kind: event.kind,
        verdict: event.verdict.clone(),
        reason: event.reason.clone(),
    });
}

/// Those there are, oldest first; none where they are being written just now.
pub(super) fn last() -> Vec<Noted> {
    LAST.try_lock().map(|last| last.iter().cloned().collect()).unwrap_or_default()
}
