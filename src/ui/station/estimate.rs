//! When the planned quantity will be reached, if the line goes on as it does.

use crate::ledger::Tally;
use crate::station::view::Millis;
use crate::ui::clock::Clock;

/// How far back the line's speed is measured.
const WINDOW: Millis = 2 * 3_600_000;
/// An estimate from less than this is a guess.
const LEAST_PAIRS: u64 = 5;
const LEAST_SPAN: Millis = 10 * 60_000;

/// The time at which `left` more pairs will be made; `None` where there is too little to go by.
pub(super) fn done_at(hours: &[Tally], left: u64, now: Millis) -> Option<Millis> {
    reached(hours.iter().filter(|tally| tally.hour > now - WINDOW), left, now)
}

/// The same if the line goes on as it has today: for what takes days.
pub(in crate::ui) fn done_at_todays_speed(hours: &[Tally], left: u64, clock: &Clock) -> Option<Millis> {
    let now = clock.now();
    reached(hours.iter().filter(|tally| clock.day(tally.hour) == clock.day(now)), left, now)
}

/// If it goes on as in these hours.
fn reached<'t>(hours: impl Iterator<Item = &'t Tally>, left: u64, now: Millis) -> Option<Millis> {
    let hours: Vec<&Tally> = hours.filter(|tally| tally.hour <= now).collect();
    let from = hours.iter().map(|tally| tally.hour).min()?;
    let made: u64 = hours.iter().map(|tally| tally.good).sum();
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
    fn todays_hours_tell_todays_speed() {
        // 14:30 in a zone of eight hours.
        let now = 6 * HOUR + HOUR / 2;
        let clock = Clock::standing(now, 480);
        let check = |hours: &[Tally], left, expect| {
            assert_eq!(done_at_todays_speed(hours, left, &clock), expect);
        };
        // Since 12:00, 25 in two and a half hours; the day before was faster.
        check(&[tally(-10 * HOUR, 900), tally(4 * HOUR, 20), tally(6 * HOUR, 5)], 10, Some(now + HOUR));
        check(&[tally(-10 * HOUR, 900)], 10, None);
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
