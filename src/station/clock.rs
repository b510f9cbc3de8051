//! Time at the station: stamps, local days, shifts.

use chrono::{DateTime, Datelike, FixedOffset, Local, NaiveDate, NaiveTime, TimeZone, Timelike, Utc};

use super::settings::Shift;
use crate::ledger::{Millis, Stamp};

/// The system clock, with the local offset of this moment.
pub fn now() -> Stamp {
    let now = Local::now();
    Stamp { at: now.timestamp_millis(), offset_min: now.offset().local_minus_utc() / 60 }
}

/// The system clock in milliseconds.
pub fn now_ms() -> Millis {
    Utc::now().timestamp_millis()
}

/// `at` with the offset the local clock has then.
pub fn stamp(at: Millis) -> Stamp {
    let offset_min = match Local.timestamp_millis_opt(at) {
        chrono::LocalResult::Single(t) | chrono::LocalResult::Ambiguous(t, _) => {
            t.offset().local_minus_utc() / 60
        }
        chrono::LocalResult::None => 0,
    };
    Stamp { at, offset_min }
}

/// A stamp as a date and time at its own offset. Instants chrono cannot hold become 1970-01-01,
/// offsets of a day or more UTC.
pub fn local(stamp: Stamp) -> DateTime<FixedOffset> {
    use chrono::Offset;
    let offset = FixedOffset::east_opt(stamp.offset_min * 60).unwrap_or_else(|| Utc.fix());
    DateTime::from_timestamp_millis(stamp.at).unwrap_or_default().with_timezone(&offset)
}

/// RFC 3339 with milliseconds and offset, as in logs and JSON.
pub fn rfc3339(stamp: Stamp) -> String {
    local(stamp).to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// The local clock's start of a day; where midnight is skipped, the first moment after it.
pub fn day_start(day: NaiveDate) -> Millis {
    (0..24)
        .filter_map(|hour| day.and_hms_opt(hour, 0, 0))
        .find_map(|naive| Local.from_local_datetime(&naive).earliest())
        .map_or(0, |time| time.timestamp_millis())
}

/// A date as `yyyymmdd`.
pub fn day_number(date: NaiveDate) -> i32 {
    date.year() * 10_000 + date.month() as i32 * 100 + date.day() as i32
}

/// The date of a `yyyymmdd`; `None` if there is no such day.
pub fn day_date(day: i32) -> Option<NaiveDate> {
    let part = |n: i32| u32::try_from(n).ok();
    NaiveDate::from_ymd_opt(day / 10_000, part(day / 100 % 100)?, part(day % 100)?)
}

/// The shift a moment falls into, and the day that shift began; where no shift covers it, an empty
/// name and the calendar day.
pub fn shift_at(shifts: &[Shift], stamp: Stamp) -> (String, i32) {
    let when = local(stamp);
    let (date, minute) = (when.date_naive(), minute_of(when.time()));
    for shift in shifts {
        let (Some(start), Some(end)) = (shift.start_minute(), shift.end_minute()) else { continue };
        if start < end && (start..end).contains(&minute) {
            return (shift.name.clone(), day_number(date));
        }
        if start >= end && minute >= start {
            return (shift.name.clone(), day_number(date));
        }
        if start >= end && minute < end {
            return (shift.name.clone(), day_number(date.pred_opt().unwrap_or(date)));
        }
    }
    (String::new(), day_number(date))
}

/// The shift before the one that covers `stamp`, and the day it began; where none covers it, the one that
/// ended last.
pub fn shift_before(shifts: &[Shift], stamp: Stamp) -> Option<(String, i32)> {
    let now = shift_at(shifts, stamp);
    // Shifts come again every day: two days back, minute by minute, there is another or none.
    (1..=2 * 24 * 60)
        .map(|minutes| shift_at(shifts, Stamp { at: stamp.at - minutes * 60_000, ..stamp }))
        .find(|shift| !shift.0.is_empty() && *shift != now)
}

/// When the shift that covers `stamp` began (the local midnight, where none does).
pub fn shift_start(shifts: &[Shift], stamp: Stamp) -> Millis {
    let (name, day) = shift_at(shifts, stamp);
    let minute = shifts.iter().find(|s| s.name == name).and_then(Shift::start_minute).unwrap_or(0);
    let when = local(stamp);
    let start = day_date(day)
        .and_then(|d| d.and_hms_opt(minute / 60, minute % 60, 0))
        .and_then(|naive| naive.and_local_timezone(*when.offset()).single());
    start.map_or(stamp.at, |t| t.timestamp_millis())
}

fn minute_of(time: NaiveTime) -> u32 {
    time.hour() * 60 + time.minute()
}

impl Shift {
    /// Minutes after midnight it begins; `None` if `start` is no `HH:MM`.
    pub fn start_minute(&self) -> Option<u32> {
        hh_mm(&self.start)
    }

    /// Minutes after midnight it ends; `None` if `end` is no `HH:MM`.
    pub fn end_minute(&self) -> Option<u32> {
        hh_mm(&self.end)
    }
}

fn hh_mm(text: &str) -> Option<u32> {
    if text.len() != 5 {
        return None;
    }
    NaiveTime::parse_from_str(text, "%H:%M").ok().map(minute_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp_of(text: &str) -> Stamp {
        let t = DateTime::parse_from_rfc3339(text).unwrap();
        Stamp { at: t.timestamp_millis(), offset_min: t.offset().local_minus_utc() / 60 }
    }

    fn shift(name: &str, start: &str, end: &str) -> Shift {
        Shift { name: name.into(), start: start.into(), end: end.into() }
    }

    #[test]
    fn a_moment_belongs_to_the_day_its_shift_began() {
        let shifts = [shift("day", "08:00", "20:00"), shift("night", "20:00", "08:00")];
        let check = |at: &str, name: &str, day: i32, start: &str| {
            assert_eq!(shift_at(&shifts, stamp_of(at)), (name.to_string(), day), "{at}");
            assert_eq!(shift_start(&shifts, stamp_of(at)), stamp_of(start).at, "{at} began");
        };
        check("2026-03-01T08:00:00+08:00", "day", 20260301, "2026-03-01T08:00:00+08:00");
        check("2026-03-01T19:59:59+08:00", "day", 20260301, "2026-03-01T08:00:00+08:00");
        check("2026-03-01T20:00:00+08:00", "night", 20260301, "2026-03-01T20:00:00+08:00");
        check("2026-03-02T00:00:00+08:00", "night", 20260301, "2026-03-01T20:00:00+08:00");
        check("2026-03-01T07:59:59+08:00", "night", 20260228, "2026-02-28T20:00:00+08:00");
    }

    #[test]
    fn without_a_shift_the_calendar_day_counts() {
        let shifts = [shift("day", "08:00", "16:00")];
        let at = stamp_of("2026-03-01T18:00:00-03:00");
        assert_eq!(shift_at(&shifts, at), (String::new(), 20260301));
        assert_eq!(shift_start(&shifts, at), stamp_of("2026-03-01T00:00:00-03:00").at);
    }

    #[test]
    fn the_shift_before_is_found_over_days_and_gaps() {
        let check = |shifts: &[Shift], at: &str, expect: Option<(&str, i32)>| {
            let expect = expect.map(|(name, day)| (name.to_owned(), day));
            assert_eq!(shift_before(shifts, stamp_of(at)), expect, "{at}");
        };
        let two = [shift("day", "08:00", "20:00"), shift("night", "20:00", "08:00")];
        check(&two, "2026-03-01T08:00:00+08:00", Some(("night", 20260228)));
        check(&two, "2026-03-01T20:00:00+08:00", Some(("day", 20260301)));
        check(&two, "2026-03-02T07:59:59+08:00", Some(("day", 20260301)));
        let one = [shift("day", "08:00", "16:00")];
        check(&one, "2026-03-01T18:00:00-03:00", Some(("day", 20260301)));
        check(&one, "2026-03-01T09:00:00-03:00", Some(("day", 20260228)));
        check(&[], "2026-03-01T09:00:00-03:00", None);
    }

    #[test]
    fn times_of_day_are_strict() {
        for (text, minute) in
            [("08:00", Some(480)), ("23:59", Some(1439)), ("8:00", None), ("24:00", None), ("", None)]
        {
            assert_eq!(hh_mm(text), minute, "{text:?}");
        }
    }

    #[test]
    fn days_go_to_numbers_and_back() {
        let date = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
        assert_eq!(day_number(date), 20261231);
        assert_eq!(day_date(20261231), Some(date));
        assert_eq!(day_date(20260230), None);
    }

    #[test]
    fn stamps_print_with_their_own_offset() {
        assert_eq!(rfc3339(stamp_of("2026-03-01T08:00:00.250+08:00")), "2026-03-01T08:00:00.250+08:00");
    }
}
