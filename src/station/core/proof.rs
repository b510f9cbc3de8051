//! Whether this shift has proved that the alarms work.
//!
//! The last test of the shift that came to a result counts: one that was cancelled, or ran out of time,
//! changes nothing. It is read from the ledger when a shift is first met, and known from then on; so it
//! holds across restarts, and a clock that jumps only asks about another shift. A shift is its name and
//! the day it began, at this station.

use super::Core;
use crate::ledger::{LedgerError, Stamp, StationShift};
use crate::pairing::Proof;
use crate::station::challenge::{FAILED, PASSED};
use crate::station::clock::{shift_at, shift_start};
use crate::station::settings::AlarmProof;

impl Core {
    /// Whether the shift at this moment owes the proof. On a scratch ledger none does.
    pub fn proof(&mut self, now: Stamp) -> Result<Proof, LedgerError> {
        if self.settings.challenge == AlarmProof::Off || self.lists.is_some() {
            return Ok(Proof::Given);
        }
        let shift = self.shift(now);
        if let Some((known, proof)) = &self.proof
            && *known == shift
        {
            return Ok(*proof);
        }
        let proof = self.recorded(&shift)?;
        self.proof = Some((shift, proof));
        Ok(proof)
    }

    /// A test of this moment's shift came to this.
    pub(super) fn proved(&mut self, proof: Proof, now: Stamp) {
        self.proof = Some((self.shift(now), proof));
    }

    fn shift(&self, now: Stamp) -> StationShift {
        let (shift, day) = shift_at(self.shifts(), now);
        let began = shift_start(self.shifts(), now);
        StationShift { station: self.station().to_owned(), shift, day, began }
    }

    /// What the ledger has of a shift.
    fn recorded(&self, shift: &StationShift) -> Result<Proof, LedgerError> {
        let ends = self.reader.events_in_shift("challenge_end", shift)?;
        let results = ends.iter().filter_map(|end| {
            let detail = serde_json::from_str::<serde_json::Value>(&end.event.detail).ok()?;
            match detail.get("result")?.as_str()? {
                PASSED => Some(Proof::Given),
                FAILED => Some(Proof::Failed),
                _ => None,
            }
        });
        Ok(results.into_iter().next().unwrap_or(Proof::Due))
    }
}
