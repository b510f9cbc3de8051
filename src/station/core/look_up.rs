//! What the ledger knows: of a half that is to be paired, and of a device that is verified.
//!
//! A station that verifies is a later step on the line. An order that is open there says how codes are
//! read, and holds it to that order's product; whether the device was paired under this order, under one
//! that is closed or in the old tool makes no difference. Where no order is open, several products may
//! come by: a code is then read by the built-in rules or those of any order known, and the record decides.

use super::{Core, Input, Judged};
use crate::ledger::LedgerError;
use crate::pairing::{Facts, Keys, Outcome, Verdict};
use crate::scan::{self, Code, Reading};
use crate::station::event::prior_of;

impl Core {
    /// What a scan means here.
    pub(super) fn read(&self, bytes: &[u8]) -> Reading {
        if let Some(reading) = self.read_label(bytes) {
            return reading;
        }
        let reading = scan::read(bytes, self.machine.order());
        let unread = matches!(reading.code, Code::Refused { .. });
        if !(unread && self.machine.mode().verifies() && self.machine.order().is_none()) {
            return reading;
        }
        let orders = match self.reader.orders() {
            Ok(orders) => orders,
            Err(error) => {
                // Read by the built-in rules it is refused: that is said, and is safe.
                tracing::warn!(%error, "the orders could not be read");
                return reading;
            }
        };
        let mut read = orders.iter().map(|known| scan::read(bytes, Some(&known.order)));
        read.find(|reading| !matches!(reading.code, Code::Refused { .. })).unwrap_or(reading)
    }

    /// What the ledger knows about the half just read.
    pub(super) fn facts(&mut self, reading: &Reading, input: Input<'_>) -> Result<Facts, LedgerError> {
        let proof = self.proof(input.stamp)?;
        let source = input.source;
        let verifies = self.machine.mode().verifies();
        if self.machine.latched().is_some() || (self.machine.order().is_none() && !verifies) {
            return Ok(Facts::default());
        }
        // The lists say what may be paired.
        let order = self.machine.order().filter(|_| !verifies);
        let mut facts = Facts { done: self.done, module: self.module_says(), proof, ..Facts::default() };
        match &reading.code {
            Code::Module { dk, .. } => {
                facts.prior = self.reader.active_by_dk(dk)?.as_ref().map(prior_of);
                if let Some(order) = order.filter(|order| order.allowed_dk_only) {
                    facts.listed = Some(self.listed(source, |lists| lists.dk_allowed(&order.name, dk))?);
                }
            }
            Code::Device { pk, sn } => {
                facts.prior = self.reader.active_by_sn(sn)?.as_ref().map(prior_of);
                if order.is_some_and(|order| order.issued_sn_only) {
                    facts.listed = Some(self.listed(source, |lists| lists.sn_issued(pk, sn))?);
                }
            }
            Code::Control(_) | Code::Refused { .. } => {}
        }
        Ok(facts)
    }

    /// Verifies these keys; of a sticker alone the DK is empty.
    pub(super) fn look_up(&mut self, keys: Keys, judged: &mut Judged) -> Verdict {
        let by_dk = match keys.dk.as_str() {
            "" => Ok(None),
            dk => self.reader.active_by_dk(dk),
        };
        match by_dk.and_then(|by_dk| Ok((by_dk, self.reader.active_by_sn(&keys.sn)?))) {
            Ok((by_dk, by_sn)) => {
                self.machine.settle_verify(keys, by_dk.as_ref().map(prior_of), by_sn.as_ref().map(prior_of))
            }
            Err(e) => {
                self.note_failure(&e, judged);
                self.machine.settle(keys, Outcome::NotRecorded)
            }
        }
    }
}
