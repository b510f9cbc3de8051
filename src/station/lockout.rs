//! How long nobody may try a PIN after wrong ones: a pure rule.
//!
//! The first four wrong ones in a row cost nothing. The fifth and each one after it locks, for one minute, then two,
//! four, eight and fifteen. A right one clears the count; a restart does not (it is in the ledger).
//!
//! Time is told by a clock that nobody can set, as long as the program runs. After a restart only the wall clock is
//! there: one that was set back gives the whole time again, never less than was left.

use std::time::Duration;

use crate::ledger::{Millis, WrongPins};

/// Wrong ones in a row that cost nothing.
pub const FREE: u32 = 4;

/// Longest wait.
const LONGEST: u64 = 15 * 60;

/// How long the last of so many wrong ones in a row locks.
pub fn locks_for(wrong: u32) -> Duration {
    let Some(doublings) = wrong.checked_sub(FREE + 1) else { return Duration::ZERO };
    Duration::from_secs(60_u64.saturating_mul(1 << doublings.min(8)).min(LONGEST))
}

/// How long is left. `since`: how long ago the last wrong one was, by a clock that cannot be set, if that was in
/// this run of the program; `now` is the wall clock.
pub fn left(pins: WrongPins, since: Option<Duration>, now: Millis) -> Duration {
    let whole = locks_for(pins.wrong);
    let passed = since.unwrap_or_else(|| {
        // Before the last attempt there was nothing to wait for: the clock was set back.
        Duration::from_millis(u64::try_from(now.saturating_sub(pins.at)).unwrap_or(0))
    });
    whole.saturating_sub(passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_at_a_quarter_of_an_hour() {
        let minutes: Vec<u64> = (0..=12).map(|wrong| locks_for(wrong).as_secs() / 60).collect();
        assert_eq!(minutes, [0, 0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15, 15]);
        assert_eq!(locks_for(u32::MAX).as_secs(), LONGEST);
    }

    #[test]
    fn no_setting_of_the_clock_shortens_a_wait_while_the_program_runs() {
        let pins = WrongPins { wrong: 6, at: 1_000_000 };
        for now in [0, 999_999, 1_000_000, 1_060_000, 99_000_000] {
            assert_eq!(left(pins, Some(Duration::from_secs(30)), now).as_secs(), 90, "at {now}");
        }
        assert_eq!(left(pins, Some(Duration::from_secs(121)), 0), Duration::ZERO);
    }

    #[test]
    fn after_a_restart_a_clock_set_back_gives_the_whole_wait_again() {
        let pins = WrongPins { wrong: 5, at: 1_000_000 };
        for (now, seconds) in [(1_000_000, 60), (1_020_000, 40), (1_060_000, 0), (999_000, 60), (0, 60)] {
            assert_eq!(left(pins, None, now).as_secs(), seconds, "at {now}");
        }
    }
}
