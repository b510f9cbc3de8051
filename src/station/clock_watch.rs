//! Whether the system clock was set.
//!
//! The wall clock is compared with one that only ever goes on. What they drift apart between two looks is a
//! jump if it is more than a time server corrects by and by; each look starts anew, so that slow corrections
//! never add up to one. A change of the season or of the zone changes local time, not the clock.

use std::time::Duration;

use super::clock::now_ms;
use crate::ledger::Millis;

/// The least that is a jump.
pub(super) const JUMP: Millis = 2_000;

/// The clock was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Jump {
    /// What it would have shown.
    pub(super) from: Millis,
    /// What it shows.
    pub(super) to: Millis,
}

impl Jump {
    /// From what a clock would show to what it shows; `None`: that is no jump.
    pub(super) fn between(from: Millis, to: Millis) -> Option<Jump> {
        let jump = Jump { from, to };
        (jump.by().unsigned_abs() >= JUMP.unsigned_abs()).then_some(jump)
    }

    /// By how much; negative: it was set back.
    pub(super) fn by(self) -> Millis {
        self.to.saturating_sub(self.from)
    }
}

/// The last look.
#[derive(Debug)]
pub(super) struct ClockWatch {
    wall: Millis,
    steady: Duration,
}

impl ClockWatch {
    /// Looks for the first time.
    pub(super) fn begin() -> ClockWatch {
        ClockWatch { wall: now_ms(), steady: steady() }
    }

    /// Looks again.
    pub(super) fn look(&mut self) -> Option<Jump> {
        self.look_at(now_ms(), steady())
    }

    fn look_at(&mut self, wall: Millis, steady: Duration) -> Option<Jump> {
        let gone = i64::try_from(steady.saturating_sub(self.steady).as_millis()).unwrap_or(Millis::MAX);
        let jump = Jump::between(self.wall.saturating_add(gone), wall);
        *self = ClockWatch { wall, steady };
        jump
    }
}

/// A clock that nobody sets and that goes on while the computer sleeps.
#[cfg(target_os = "linux")]
fn steady() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// The same elsewhere: on Windows the performance counter, which goes on too.
#[cfg(not(target_os = "linux"))]
fn steady() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_what_the_clocks_drift_apart_between_two_looks() {
        const HOUR: Millis = 3_600_000;
        let mut watch = ClockWatch { wall: HOUR, steady: Duration::from_secs(100) };
        let mut check = |wall: Millis, steady: u64, expect: Option<Millis>| {
            let jump = watch.look_at(wall, Duration::from_secs(steady));
            assert_eq!(jump.map(Jump::by), expect, "{wall} {steady}");
            assert!(jump.is_none_or(|jump| jump.to == wall && jump.from == wall - jump.by()));
        };
        check(HOUR + 20_000, 120, None);
        check(HOUR + 40_000, 140, None);
        // A time server's corrections, each look a little.
        check(HOUR + 61_999, 160, None);
        check(HOUR + 80_000, 180, None);
        check(HOUR + 102_000, 200, Some(2_000));
        check(HOUR + 112_000, 210, None);
        check(2 * HOUR + 112_000, 210, Some(HOUR));
        check(112_000, 220, Some(-2 * HOUR - 10_000));
        // Asleep for a night: both went on.
        check(112_000 + 10 * HOUR, 220 + 36_000, None);
    }

    #[test]
    fn this_computers_clocks_agree() {
        let mut watch = ClockWatch::begin();
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(watch.look(), None);
    }
}
