//! How far an order is: its counts by the hour, its first and its last pair.

use super::error::LedgerError;
use super::reader::Reader;
use super::types::{Millis, Tally};

/// How far an order is, from its counts and its first and last pair.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderProgress {
    /// What each hour came to, in time order.
    pub hours: Vec<Tally>,
    /// When its first pair was made; a voided one counts.
    pub first: Option<Millis>,
    /// When its last pair was made, likewise.
    pub last: Option<Millis>,
}

impl OrderProgress {
    /// All hours as one; its hour is the first one's.
    pub fn total(&self) -> Tally {
        let first = Tally { hour: self.hours.first().map_or(0, |hour| hour.hour), ..Tally::default() };
        self.hours.iter().fold(first, |sum, hour| Tally {
            good: sum.good + hour.good,
            bad: sum.bad + hour.bad,
            first_pass: sum.first_pass + hour.first_pass,
            ..sum
        })
    }
}

impl Reader {
    /// How far an order is. Its hours are its counts; first and last pair are found by the spans of ids,
    /// without a walk over pairs.
    pub fn order_progress(&self, order: &str) -> Result<OrderProgress, LedgerError> {
        let _snapshot = self.snapshot()?;
        let hours = self.tallies(Some(order), Millis::MIN)?;
        let span = |which: &str| {
            self.number(
                &format!("SELECT {which}(first) FROM pair_spans WHERE made AND order_name = ?"),
                [order],
            )
        };
        let (Some(first), Some(last)) = (span("min")?, span("max")?) else {
            return Ok(OrderProgress { hours, ..OrderProgress::default() });
        };
        let at = |pair: i64| self.number("SELECT at FROM pairs WHERE id = ?", [pair]);
        let end = self.number(
            "SELECT coalesce((SELECT min(first) - 1 FROM pair_spans WHERE first > ?), (SELECT max(id) FROM pairs))",
            [last],
        )?;
        let last = end.map_or(Ok(None), at)?;
        Ok(OrderProgress { hours, first: at(first)?, last })
    }
}
