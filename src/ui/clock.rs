//! What time it is, and how times are written. The one place in the window that reads the clock.

use std::sync::Arc;

use chrono::{DateTime, Datelike, FixedOffset, Local, Timelike, Utc};

use crate::ledger::Stamp;
use crate::station::view::Millis;
use crate::text::{Lang, common};

/// A clock with its zone. Cheap to clone.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Millis + Send + Sync>,
    /// `None` = the computer's own, which may change with the season.
    zone: Option<FixedOffset>,
}

impl Clock {
    /// The computer's clock.
    pub fn system() -> Clock {
        Clock { now: Arc::new(|| Utc::now().timestamp_millis()), zone: None }
    }

    /// A clock that stands at `now`, in a zone `offset_min` minutes ahead of UTC (0 if there is no
    /// such zone). For tests.
    pub fn standing(now: Millis, offset_min: i32) -> Clock {
        let zone = FixedOffset::east_opt(offset_min * 60).or_else(|| FixedOffset::east_opt(0));
        Clock { now: Arc::new(move || now), zone }
    }

    /// Now.
    pub fn now(&self) -> Millis {
        (self.now)()
    }

    /// A moment as the ledger stamps it.
    pub fn stamp(&self, at: Millis) -> Stamp {
        Stamp { at, offset_min: self.local(at).offset().local_minus_utc() / 60 }
    }

    /// `14:32:07`.
    pub fn time(&self, at: Millis) -> String {
        let t = self.local(at);
        format!("{:02}:{:02}:{:02}", t.hour(), t.minute(), t.second())
    }

    /// `14:32`.
    pub fn minute(&self, at: Millis) -> String {
        let t = self.local(at);
        format!("{:02}:{:02}", t.hour(), t.minute())
    }

    /// `2026-11-22`.
    pub fn date(&self, at: Millis) -> String {
        let t = self.local(at);
        format!("{:04}-{:02}-{:02}", t.year(), t.month(), t.day())
    }

    /// `2026-11-22 14:32:07`.
    pub fn date_time(&self, at: Millis) -> String {
        format!("{} {}", self.date(at), self.time(at))
    }

    /// The calendar day as `yyyymmdd`, as filters want it.
    pub fn day(&self, at: Millis) -> i32 {
        let t = self.local(at);
        t.year() * 10_000 + t.month() as i32 * 100 + t.day() as i32
    }

    /// Hour of the day, 0–23.
    pub fn hour(&self, at: Millis) -> u32 {
        self.local(at).hour()
    }

    /// The time alone if it was today, the date as well if it was not.
    pub fn when(&self, lang: Lang, at: Millis) -> String {
        if self.day(at) == self.day(self.now()) {
            common::today_at(lang, &self.time(at))
        } else {
            self.date_time(at)
        }
    }

    /// How long until the minute shown changes.
    pub fn to_next_minute(&self) -> std::time::Duration {
        std::time::Duration::from_millis(60_000 - self.now().rem_euclid(60_000) as u64)
    }

    fn local(&self, at: Millis) -> DateTime<FixedOffset> {
        let utc = DateTime::from_timestamp_millis(at).unwrap_or_default();
        match self.zone {
            Some(zone) => utc.with_timezone(&zone),
            None => utc.with_timezone(&Local).fixed_offset(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Millis = 1_763_793_127_000; // 2025-11-22 06:32:07 UTC

    #[test]
    fn times_are_written_in_the_clocks_zone() {
        let clock = Clock::standing(AT, 480);
        assert_eq!(clock.time(AT), "14:32:07");
        assert_eq!(clock.minute(AT), "14:32");
        assert_eq!(clock.date_time(AT), "2025-11-22 14:32:07");
        assert_eq!(clock.day(AT), 20_251_122);
        assert_eq!(clock.hour(AT), 14);
        assert_eq!(clock.to_next_minute().as_secs(), 53);
    }

    #[test]
    fn today_is_said_as_today() {
        let clock = Clock::standing(AT, 480);
        assert_eq!(clock.when(Lang::Chinese, AT - 1000), "今天 14:32:06");
        assert_eq!(clock.when(Lang::English, AT - 86_400_000), "2025-11-21 14:32:07");
    }
}
