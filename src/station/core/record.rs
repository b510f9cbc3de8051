//! Putting what happened into the ledger, and what is done when it cannot be put there.

use super::{Core, Input, Judged, MAX_UNWRITTEN};
use crate::ledger::{LedgerError, NewEvent, Stamp};
use crate::pairing::{Keys, Kind, Verdict};
use crate::scan::{MAX_SCAN_BYTES, Reading, Reason, Rule};
use crate::station::event::EventDraft;

/// Recording.
impl Core {
    /// Refuses a scan unread: a part of the program has crashed.
    pub(in crate::station) fn refuse_after_crash(&mut self, input: Input<'_>) -> Judged {
        let text = String::from_utf8_lossy(kept(input.bytes)).into_owned();
        let mut judged = Judged {
            n: input.n,
            stamp: input.stamp,
            source: input.source.to_owned(),
            text,
            raw: input.bytes.to_vec(),
            rule: Rule::None,
            tried: Vec::new(),
            verdict: Verdict::rejected(Reason::Crashed, Keys::default()),
            cause: String::new(),
            commit: None,
            challenge: false,
        };
        let event = self.draft(input.stamp, "scan").source(input.source).raw(kept(input.bytes));
        self.keep(event.verdict(&judged.verdict).build());
        // Where the ledger is what crashed, it takes no event either; nothing more is to be said.
        if let Err(error) = self.flush() {
            self.note_failure(&error, &mut judged);
        }
        judged
    }

    /// An event of this place, person, order and shift.
    pub(super) fn draft(&self, stamp: Stamp, kind: &'static str) -> EventDraft {
        self.actor().draft(stamp, kind)
    }

    pub(super) fn scan_event(&self, input: Input<'_>, reading: &Reading, verdict: &Verdict) -> NewEvent {
        self.draft(input.stamp, "scan")
            .source(input.source)
            .raw(kept(input.bytes))
            .reading(reading)
            .verdict(verdict)
            .build()
    }

    /// Records an event; if the ledger cannot, the verdict becomes `not_recorded`, latched.
    pub(super) fn record(&mut self, event: NewEvent, judged: &mut Judged) {
        self.keep(event);
        match self.flush() {
            Ok(()) => self.failing = None,
            // Nothing was to be paired: the alarm that is latched stays the one to be heard.
            Err(e) if judged.verdict.reason == Some(Reason::Latched) => self.note_failure(&e, judged),
            Err(e) => {
                let keys = judged.verdict.keys.clone();
                self.not_recorded(e, keys, judged);
                self.tell_not_recorded();
            }
        }
    }

    /// The log will tell what was said of the event kept last, not what would have been.
    pub(super) fn tell_not_recorded(&mut self) {
        if let Some(event) = self.unwritten.last_mut() {
            Kind::Rejected.as_str().clone_into(&mut event.verdict);
            Reason::NotRecorded.as_str().clone_into(&mut event.reason);
            event.pair = None;
        }
    }

    pub(super) fn not_recorded(&mut self, error: LedgerError, keys: Keys, judged: &mut Judged) {
        self.note_failure(&error, judged);
        judged.verdict = Verdict::rejected(Reason::NotRecorded, keys);
        self.machine.raise(judged.verdict.clone());
    }

    pub(super) fn note_failure(&mut self, error: &LedgerError, judged: &mut Judged) {
        tracing::error!(%error, "the ledger did not record");
        judged.cause = error.to_string();
        let since = self.failing.as_ref().map_or(judged.stamp.at, |(_, since)| *since);
        self.failing = Some((judged.cause.clone(), since));
    }

    /// Keeps an event to be written next.
    pub(super) fn keep(&mut self, event: NewEvent) {
        if self.unwritten.len() < MAX_UNWRITTEN {
            self.unwritten.push(event);
        } else {
            tracing::error!(?event, "the ledger takes no events, and no more can be kept for it");
        }
    }

    /// Writes what is kept and then these; where that fails, it is as if these had never been.
    pub(super) fn write_at_once(&mut self, events: Vec<NewEvent>) -> Result<(), LedgerError> {
        let kept = self.unwritten.len();
        self.unwritten.extend(events);
        if let Err(error) = self.ledger.append(self.unwritten.clone()) {
            self.unwritten.truncate(kept);
            return Err(error);
        }
        self.unwritten.clear();
        self.failing = None;
        Ok(())
    }

    /// Writes what is kept, oldest first.
    pub(super) fn flush(&mut self) -> Result<(), LedgerError> {
        if self.failing.is_some() && self.unwritten.len() > 1 {
            // A ledger that refused before is asked with one event, not with all of them each time.
            self.ledger.append(vec![self.unwritten[0].clone()])?;
            self.unwritten.remove(0);
        }
        if !self.unwritten.is_empty() {
            self.ledger.append(self.unwritten.clone())?;
            self.unwritten.clear();
        }
        Ok(())
    }
}

/// What of a scan's bytes is kept: all of what could be a code.
pub(super) fn kept(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(MAX_SCAN_BYTES + 1)]
}
