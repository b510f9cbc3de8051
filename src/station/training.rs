//! Training: the line's own code on a ledger of its own that is thrown away.
//!
//! What is scanned in training is judged by the same rules as real work, against the pairs of this
//! training only. In the station's ledger each such scan leaves an event of kind `training` and nothing
//! else: no pair, no claim on a DK or an SN, no count. So nothing of it can be exported, and nothing of
//! it can be a duplicate of real work, by construction and not by a condition in every question.
//!
//! ```text
//! begin   training_begin in the station's ledger; the half held is dropped (an event `cancel`)
//! scan    scratch core ── Verdict ──► event `training` in the station's ledger ──► view
//!                                     not taken: the verdict is `not_recorded`, as real work's would be
//! end     training_end in the station's ledger; the scratch ledger is removed
//! ```
//!
//! The training works on a copy of the open order, or on the built-in one where none is open; the lists
//! that bind an order are read where they are. Alarms latch and are acknowledged in it. A change of
//! operator or mode lasts as long as the training.

use super::command::StationError;
use super::core::{Core, Input, Judged};
use super::scratch::Scratch;
use super::settings::Settings;
use crate::ledger::Stamp;
use crate::order::Order;
use crate::pairing::Kind;

/// The simulated gun's name. The line takes nothing from it but in training.
pub const GUN: &str = "training gun";

/// Rules for a training where no order is open: the demo's.
const ORDER: &str = include_str!("../../assets/demo/order.toml");

/// The order of a training where none is open: the demo's rules under their own name, without a
/// planned quantity.
pub fn built_in_order() -> Order {
    let order = Order::parse(ORDER).unwrap_or_else(|_| Order::default_for("", "p11sf2"));
    Order { name: "TRAINING".into(), planned: None, ..order }
}

/// A training under way.
#[derive(Debug)]
pub(super) struct Training {
    scratch: Scratch,
    scans: u64,
    paired: u64,
}

impl Training {
    /// Begins one beside the station's core.
    ///
    /// # Errors
    /// [`StationError::AlarmLatched`]; the ledger's, where it cannot take the event; the disk's, where
    /// there is no room for a scratch ledger. Nothing has changed then.
    pub(super) fn begin(
        station: &mut Core,
        settings: &Settings,
        now: Stamp,
    ) -> Result<Training, StationError> {
        let order = station.machine().order().cloned().unwrap_or_else(built_in_order);
        let lists = station.ledger().reader()?;
        let (place, operator) = (station.ledger().path(), station.operator());
        let scratch = Scratch::begin(place, &order, lists, settings, operator, now)?;
        station.begin_aside("training_begin", &serde_json::json!({ "order": order.name }), now)?;
        Ok(Training { scratch, scans: 0, paired: 0 })
    }

    /// The core at work.
    pub(super) fn core(&self) -> &Core {
        &self.scratch.core
    }

    /// The core at work, for what is asked of it beside scans.
    pub(super) fn core_mut(&mut self) -> &mut Core {
        &mut self.scratch.core
    }

    /// Judges a scan, and leaves its event in the station's ledger.
    pub(super) fn scan(&mut self, station: &mut Core, input: Input<'_>) -> Vec<Judged> {
        self.scans += 1;
        let mut judged = self.scratch.core.scan(input);
        judged.iter_mut().for_each(|judged| self.leave(station, judged));
        judged
    }

    /// Drops the half held if its time is over.
    pub(super) fn tick(&mut self, station: &mut Core, now: Stamp) -> Option<Judged> {
        let mut judged = self.scratch.core.tick(now)?;
        self.leave(station, &mut judged);
        Some(judged)
    }

    fn leave(&mut self, station: &mut Core, judged: &mut Judged) {
        let core = &mut self.scratch.core;
        if let Err(error) = station.journal(core.aside_event("training", judged)) {
            core.unrecorded(error, judged);
        }
        self.paired += u64::from(judged.verdict.kind == Kind::Paired);
    }

    /// After a command to the core at work: the station's ledger is asked again, as an acknowledgement
    /// asks it.
    pub(super) fn settle(&mut self, station: &mut Core, now: Stamp) {
        if let Err(error) = station.write_kept(now.at) {
            tracing::warn!(%error, "the ledger still takes no events");
        }
        self.scratch.core.fail_with(station);
    }

    /// Ends it: its ledger goes.
    pub(super) fn end(self, station: &mut Core, now: Stamp) {
        station.end_training(self.scans, self.paired, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_order_is_one() {
        let order = built_in_order();
        assert_eq!(Order::parse(&order.to_toml()).unwrap(), order);
        assert_eq!((order.product_key.as_str(), order.sn_prefix.as_str()), ("p11sf2", "VDR"));
    }
}
