//! Who does something, and where: what goes with every event.

use super::clock::shift_at;
use super::event::EventDraft;
use super::settings::{Settings, Shift};
use crate::ledger::{Context, Stamp};

/// A person at a station, with the order that is open there.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// Station name.
    pub station: &'a str,
    /// Operator's id.
    pub operator: &'a str,
    /// Name of the open order; empty if none.
    pub order: &'a str,
    /// The shifts of a day.
    pub shifts: &'a [Shift],
}

impl<'a> Actor<'a> {
    /// Somebody at the station of these settings.
    pub fn at(settings: &'a Settings, operator: &'a str, order: &'a str) -> Actor<'a> {
        Actor { station: &settings.station, operator, order, shifts: &settings.shifts }
    }

    /// An event of this person, place, order and shift.
    pub(super) fn draft(self, stamp: Stamp, kind: &'static str) -> EventDraft {
        let (shift, shift_day) = shift_at(self.shifts, stamp);
        let context = Context {
            station: self.station.to_owned(),
            operator: self.operator.to_owned(),
            order: self.order.to_owned(),
            shift,
            shift_day,
        };
        EventDraft::new(stamp, context, kind)
    }
}
