//! How many devices a verifying station has verified in this shift, and how many were not on record so.
//!
//! The tallies of the ledger count pairs. These counts are read from the log once, when the station begins
//! to verify or the shift changes, and kept up with each verdict.

use super::core::Core;
use super::view::{Millis, VerifyCounts};
use crate::ledger::{EventFilter, LedgerError, Reader};
use crate::pairing::{Kind, Verdict};
use crate::scan::{Hint, Reason};

/// The refusals that mean: this device is not on record so.
const BAD: [Reason; 2] = [Reason::VerifyMismatch, Reason::VerifyUnknown];

/// The counts, and since when they hold.
#[derive(Debug, Default)]
pub(super) struct Verified {
    since: Option<Millis>,
    counts: VerifyCounts,
}

impl Verified {
    /// Counts one verdict.
    pub(super) fn judged(&mut self, verdict: &Verdict) {
        // Of the device that is to be paired again this is no verification.
        let replaced = verdict.hint == Some(Hint::OtherDevice);
        self.counts.good += u64::from(verdict.kind == Kind::Verified);
        self.counts.bad += u64::from(!replaced && verdict.reason.is_some_and(|why| BAD.contains(&why)));
    }

    /// The counts since the begin of the shift; nothing while the line pairs.
    pub(super) fn since(&mut self, core: &Core, shift: Millis) -> Result<VerifyCounts, LedgerError> {
        if !core.machine().mode().verifies() {
            *self = Verified::default();
        } else if self.since != Some(shift) {
            *self = Verified { since: Some(shift), counts: count(core.reader(), shift)? };
        }
        Ok(self.counts)
    }
}

fn count(reader: &Reader, since: Millis) -> Result<VerifyCounts, LedgerError> {
    let of = EventFilter { since: Some(since), scans_only: true, ..EventFilter::default() };
    let verified = EventFilter { verdict: Some(Kind::Verified.as_str().to_owned()), ..of.clone() };
    let good = reader.count_events(&verified)?;
    let mut bad = 0;
    for why in BAD {
        let refused = EventFilter { reason: Some(why.as_str().to_owned()), ..of.clone() };
        reader.each_event(&refused, &mut |event| {
            bad += u64::from(event.event.hint != Hint::OtherDevice.as_str());
            true
        })?;
    }
    Ok(VerifyCounts { good, bad })
}
