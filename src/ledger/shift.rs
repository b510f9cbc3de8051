//! What happened in one shift at one station, found by the shift's time.

use super::calendar::{self, HOUR};
use super::error::LedgerError;
use super::reader::Reader;
use super::rows;
use super::types::{Event, Millis};

/// Hours around a shift that are looked through as well: its offset may have changed in it (summer
/// time), and what belongs to it says so itself.
const SLACK: Millis = 3 * HOUR;

/// The longest a shift is.
const LONGEST: Millis = 24 * HOUR;

/// A shift at a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationShift {
    /// Station name.
    pub station: String,
    /// The shift's name; empty for a day that no shift covers.
    pub shift: String,
    /// The local day it began, `yyyymmdd`.
    pub day: i32,
    /// When it began.
    pub began: Millis,
}

impl Reader {
    /// The events of a kind in a shift, newest first. Only the events of its hours are looked at,
    /// however many the ledger holds.
    pub fn events_in_shift(&self, kind: &str, of: &StationShift) -> Result<Vec<Event>, LedgerError> {
        let _snapshot = self.snapshot()?;
        // CROSS: the few runs of hours first, then their events by number. NOT INDEXED: else SQLite makes an
        // index of its own, of every event there is.
        let mut statement = self.prepare(&format!(
            "{} WHERE seq IN (
                 SELECT e.seq FROM (
                     SELECT first, coalesce(lead(first) OVER (ORDER BY first), ?1) - 1 AS last, hour
                     FROM event_hours
                 ) h CROSS JOIN events e NOT INDEXED ON e.seq BETWEEN h.first AND h.last
                 WHERE h.hour BETWEEN ?2 AND ?3 AND e.kind = ?4 AND e.station = ?5 AND e.shift = ?6
                     AND e.shift_day = ?7
             ) ORDER BY seq DESC",
            rows::EVENT
        ))?;
        let from = calendar::hour(of.began.saturating_sub(SLACK));
        let until = of.began.saturating_add(LONGEST + SLACK);
        let values = rusqlite::params![i64::MAX, from, until, kind, of.station, of.shift, of.day];
        let found = statement.query_map(values, rows::event);
        found.and_then(Iterator::collect).map_err(|e| self.name(e))
    }
}
