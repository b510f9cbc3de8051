//! When the planned quantity will be reached, if the line goes on as it does.

use crate::ledger::Tally;
use crate::station::view::Millis;

/// How far back the line's speed is measured.
const WINDOW: Millis = 2 * 3_600_000;
/// An estimate from less than this is a guess.
const LEAST_PAIRS: u64 = 5;
const LEAST_SPAN: Millis = 10 * 60_000;

/// The time at which `left` more pairs will be made; `None` where there is too little to go by.
pub(super) fn done_at(hours: &[Tally], left: u64, now: Millis) -> Option<Millis> {
    let recent = || hours.iter().filter(|tally| tally.hour <= now && tally.hour > now - WINDOW);
    let from = recent().map(|tally| tally.hour).min()?;
    let made: u64 = recent().map(|tally| tally.good).sum();
    let span = now - from;
    if made < LEAST_PAIRS || span < LEAST_SPAN {
        return None;
    }
    let per_pair = span as f64 / made as f64;
    Some(now + (per_pair * left as f64) as Millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Millis = 3_600_000;

    fn tally(hour: Millis, good: u64) -> Tally {
        Tally { hour, good, ..Tally::default() }
    }

    #[test]
    fn the_last_two_hours_tell_the_speed() {
        let check = |hours: &[Tally], left, now, expect| assert_eq!(done_at(hours, left, now), expect);
        check(&[], 10, HOUR, None);
        check(&[tally(0, 4)], 10, HOUR / 2, None);
        check(&[tally(0, 30)], 10, HOUR / 12, None); // five minutes into it
        check(&[tally(0, 30)], 30, HOUR / 2, Some(HOUR));
        // What is older than two hours does not count.
        check(&[tally(0, 1000), tally(4 * HOUR, 60)], 60, 5 * HOUR - 1, Some(6 * HOUR - 2));
        check(&[tally(0, 30)], 0, HOUR / 2, Some(HOUR / 2));
    }
}
