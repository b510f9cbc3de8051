//! What goes on aside from the line's own work: whose core is at work, and when that changes.

use super::Runner;
use crate::ledger::Stamp;
use crate::pairing::{Millis, Proof};
use crate::station::core::Core;
use crate::station::training::Training;

impl Runner {
    /// Turns the picture to what is at work now, if a test of the alarms has begun or ended; true when
    /// one has ended.
    pub(super) fn follow(&mut self, now: Stamp) -> bool {
        let challenge = floor(&self.core, &self.training).challenge();
        if challenge.is_some() == self.picture.in_challenge() {
            return false;
        }
        let training = self.picture.in_training();
        self.picture.turn_to(at_work(&self.core, &self.training), training, now);
        let proof = self.proof(now);
        self.picture.challenge(challenge, proof);
        challenge.is_none()
    }

    /// Whether the shift has proved that the alarms work; where the ledger cannot say, it has not.
    pub(super) fn proof(&mut self, now: Stamp) -> Proof {
        let core = self.training.as_mut().map_or(&mut self.core, Training::core_mut);
        core.proof(now).unwrap_or_else(|error| {
            tracing::warn!(%error, "whether the alarms were tested could not be read");
            Proof::Due
        })
    }

    /// What is at work now has not heard of the module that is there.
    pub(super) fn hear_again(&mut self, at: Millis) {
        let imei = self.module_port.view().and_then(|port| port.imei);
        self.module(at, imei);
    }
}

/// The core that scans come to: the training's, while one goes on.
pub(super) fn floor<'c>(station: &'c Core, training: &'c Option<Training>) -> &'c Core {
    training.as_ref().map_or(station, Training::core)
}

/// The core that judges: on that floor, the one of a test of the alarms, while one goes on.
pub(super) fn at_work<'c>(station: &'c Core, training: &'c Option<Training>) -> &'c Core {
    floor(station, training).at_work()
}
