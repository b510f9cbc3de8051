//! Pairing again: a supervisor chose the pair at the desk, the scans at the line do the rest.
//!
//! Nothing of it is kept in the ledger before its commit but the event that it began (kind `replace`), so
//! a crash at any point leaves the old pair as it was.

use super::{Core, Input, Judged, Settled};
use crate::ledger::{NewPair, NewReplacement, Pair, ReplaceOutcome, Stamp};
use crate::pairing::{Keys, Kind, NoReplacement, Outcome, Replacement, Side, Verdict};
use crate::scan::Reading;
use crate::station::command::StationError;
use crate::station::event::prior_of;

impl Core {
    /// Begins to replace one half of an active pair. A half held, or a replacement under way, is dropped.
    ///
    /// # Errors
    /// The pair is not active; no order of its product is open; the line verifies; an alarm is latched;
    /// the ledger cannot take the event. Nothing has changed then.
    pub fn replace(&mut self, pair: i64, side: Side, why: &str, now: Stamp) -> Result<(), StationError> {
        self.outside_challenge()?;
        let old = self.reader.pair(pair)?.filter(|old| old.voided.is_none());
        let old = old.ok_or(StationError::NotActive(pair))?;
        self.machine.may_replace(&old.pk).map_err(|why| refused(why, &old))?;
        let detail = serde_json::json!({ "do": "begin", "side": side.as_str(), "why": why });
        let mut events = Vec::new();
        if self.machine.held().is_some() || self.machine.replacement().is_some() {
            events.push(self.draft(now, "cancel").build());
        }
        events.push(self.draft(now, "replace").pair(pair).keys(&prior_of(&old).keys).detail(&detail).build());
        self.write_at_once(events)?;
        let (order, why) = (old.context.order.clone(), why.to_owned());
        let replacement = Replacement { old: prior_of(&old), order, side, why, at: now.at };
        // It may, as was asked before the event was written.
        self.machine.begin_replacement(replacement).map_err(|why| refused(why, &old))?;
        Ok(())
    }

    /// Commits both sides of a replacement.
    pub(super) fn commit_replacement(
        &mut self,
        replacement: &Replacement,
        keys: Keys,
        input: Input<'_>,
        reading: &Reading,
        judged: &mut Judged,
    ) -> Settled {
        let old = replacement.old.id;
        let pair = self.new_pair(&keys);
        let id = pair.id;
        let detail = serde_json::json!({ "why": replacement.why, "replaced_by": id });
        let void =
            self.draft(input.stamp, "void").pair(old).keys(&replacement.old.keys).detail(&detail).build();
        let good = Verdict { pair: Some(id), replaces: Some(old), ..Verdict::of(Kind::Paired, keys.clone()) };
        let event = self.scan_event(input, reading, &good);
        let new = NewReplacement { replaced: old, why: replacement.why.clone(), pair, void, event };
        let outcome = self.timed(judged, |core| core.ledger.replace(new));
        let outcome = match outcome {
            Ok(ReplaceOutcome::Replaced) => {
                self.failing = None;
                self.count_done(judged);
                return Settled::Recorded(self.machine.settle_replacement(keys, Outcome::Paired { id }));
            }
            Ok(ReplaceOutcome::NotActive) => Outcome::Gone,
            Ok(ReplaceOutcome::SamePair(pair)) => Outcome::AlreadyPaired { prior: prior_of(&pair) },
            Ok(ReplaceOutcome::Conflict { by_dk, by_sn }) => Outcome::Conflict {
                by_dk: by_dk.as_deref().map(prior_of),
                by_sn: by_sn.as_deref().map(prior_of),
            },
            Err(e) => {
                self.note_failure(&e, judged);
                Outcome::NotRecorded
            }
        };
        Settled::Unrecorded(self.machine.settle_replacement(keys, outcome))
    }

    /// A pair of these keys under the open order, with an id of its own.
    pub(super) fn new_pair(&self, keys: &Keys) -> NewPair {
        let Keys { dk, pk, sn } = keys.clone();
        let name = self.machine.order().map(|o| o.device_name_for(&dk, &pk, &sn)).unwrap_or_default();
        NewPair { id: self.ledger.reserve_pair_id(), dk, pk, sn, name }
    }

    /// Counts the open order's pairs again: one came, and one may have gone.
    fn count_done(&mut self, judged: &mut Judged) {
        let Some(order) = self.machine.order().map(|order| order.name.clone()) else { return };
        match self.reader.done(&order) {
            Ok(done) => self.done = done,
            // The pair is committed; the next scan finds out how the ledger is.
            Err(e) => self.note_failure(&e, judged),
        }
    }
}

fn refused(why: NoReplacement, old: &Pair) -> StationError {
    match why {
        NoReplacement::Latched => StationError::AlarmLatched,
        NoReplacement::Verifying => StationError::Verifying,
        NoReplacement::OtherProduct => StationError::NoOrderOf { pk: old.pk.clone() },
    }
}
