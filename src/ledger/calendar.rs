//! Hours and days of a stamp.

use chrono::{DateTime, Datelike, Local};

use super::types::{Millis, Stamp};

/// Milliseconds of an hour.
pub(super) const HOUR: Millis = 3_600_000;

/// The system clock, with the local offset of this moment.
pub(super) fn now() -> Stamp {
    let now = Local::now();
    Stamp { at: now.timestamp_millis(), offset_min: now.offset().local_minus_utc() / 60 }
}

/// Start of the UTC hour.
pub(super) fn hour(at: Millis) -> Millis {
    at.div_euclid(HOUR).saturating_mul(HOUR)
}

/// The local calendar day, `yyyymmdd`; 0 beyond the calendar.
pub(super) fn day(stamp: Stamp) -> i32 {
    let local = stamp.at.saturating_add(i64::from(stamp.offset_min) * 60_000);
    match DateTime::from_timestamp_millis(local) {
        Some(time) => {
            let date = time.date_naive();
            let of_year = i32::try_from(date.month() * 100 + date.day()).unwrap_or(0);
            date.year().saturating_mul(10_000).saturating_add(of_year)
        }
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_local_clocks() {
        let check =
            |at, offset_min, want| assert_eq!(day(Stamp { at, offset_min }), want, "{at} {offset_min}");
        check(0, 0, 19_700_101);
        check(0, -1, 19_691_231);
        check(1_795_391_999_999, 0, 20_261_122);
        check(1_795_392_000_000, 0, 20_261_123);
        check(1_795_363_199_999, 480, 20_261_122);
        check(1_795_363_200_000, 480, 20_261_123);
        check(i64::MAX, 0, 0);
    }

    #[test]
    fn hours_before_1970_begin_at_their_start_too() {
        assert_eq!((hour(-1), hour(0), hour(HOUR - 1), hour(HOUR)), (-HOUR, 0, 0, HOUR));
    }
}
