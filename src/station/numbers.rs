//! Numbers: how much was paired, how much refused and why, by shift, order, operator and hour.
//!
//! ```text
//! ledger's events of the period ── each_event ──► Count::take ──► Numbers ──► screen, report, JSON
//! ```
//!
//! The events are the one source: what the screen shows and what the report holds are counted by the
//! same [`Counter`], from the same walk. Training and challenges leave events of kinds of their own and
//! imported pairs one event of kind `import`; none of them counts.
//!
//! * **The production day** is the day a shift began: a night shift belongs to the evening, whole.
//! * **Hours** are those of the local clock, each a stretch of time of its own: where the clocks are set
//!   back, the hour that comes twice stands there twice, with its offset; where they are set forward, one
//!   is missing. A clock that is corrected by hand puts its scans into the hours it says.
//! * **Voids** count when and where they were done.
//! * **Working time** is the time between one scan and the next at the same station, pauses of more
//!   than [`PAUSE_MIN`] minutes left out. Pairs per hour are pairs per hour of that.

mod count;

pub use count::Counter;

use super::clock::{day_date, day_number};
use super::command::StationError;
use super::desk::TaskShared;
use crate::ledger::{Event, EventFilter, LedgerError, Millis, Reader};
use chrono::{Days, NaiveTime};

/// Minutes without a scan after which the line was not working.
pub const PAUSE_MIN: i64 = 10;

/// Events between two looks at progress and cancel.
const STRIDE: u64 = 2_000;

/// Which events count: every part given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NumbersSelection {
    /// First production day, `yyyymmdd`.
    pub from: i32,
    /// Last production day, `yyyymmdd`.
    pub to: i32,
    /// Shift name.
    pub shift: Option<String>,
    /// Order name.
    pub order: Option<String>,
    /// Operator's id; empty = nobody was signed on.
    pub operator: Option<String>,
}

impl NumbersSelection {
    /// Everything of one production day.
    pub fn day(day: i32) -> NumbersSelection {
        NumbersSelection { from: day, to: day, ..NumbersSelection::default() }
    }

    /// How many days it spans; 0 if it ends before it begins or is no date.
    pub fn days(&self) -> u64 {
        match (day_date(self.from), day_date(self.to)) {
            (Some(from), Some(to)) if from <= to => {
                u64::try_from((to - from).num_days()).unwrap_or(0).saturating_add(1)
            }
            _ => 0,
        }
    }

    /// The same, as many days earlier as it spans: what it is compared with. `None` before the calendar.
    pub fn before(&self) -> Option<NumbersSelection> {
        let back = |day| Some(day_number(day_date(day)?.checked_sub_days(Days::new(self.days().max(1)))?));
        Some(NumbersSelection { from: back(self.from)?, to: back(self.to)?, ..self.clone() })
    }

    /// Whether an event of this context counts.
    pub fn holds(&self, event: &Event) -> bool {
        let context = &event.event.context;
        let is = |wanted: &Option<String>, value: &String| wanted.as_ref().is_none_or(|w| w == value);
        (self.from..=self.to).contains(&context.shift_day)
            && is(&self.shift, &context.shift)
            && is(&self.order, &context.order)
            && is(&self.operator, &context.operator)
    }

    /// The stretch of time all its events lie in, in whichever zone, a shift past midnight included.
    fn events(&self) -> Option<EventFilter> {
        const MARGIN: Millis = 14 * 3_600_000;
        let midnight = |day| Some(day_date(day)?.and_time(NaiveTime::MIN).and_utc().timestamp_millis());
        Some(EventFilter {
            since: Some(midnight(self.from)?.saturating_sub(MARGIN)),
            until: Some(midnight(self.to)?.saturating_add(2 * 24 * 3_600_000 + MARGIN)),
            ..EventFilter::default()
        })
    }
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Pairs made.
    pub good: u64,
    /// Scans refused.
    pub bad: u64,
    /// Pairs made at the first try: nothing was refused since the pair before.
    pub first_pass: u64,
    /// Pairs voided.
    pub voided: u64,
    /// Devices found to be as recorded, in verify mode.
    pub verified: u64,
    /// Working time, in milliseconds.
    pub worked: Millis,
}

impl Count {
    /// Pairs made at the first try, of all pairs made: 0–1; `None` without a pair.
    pub fn first_pass_yield(&self) -> Option<f64> {
        (self.good > 0).then(|| self.first_pass as f64 / self.good as f64)
    }

    /// Pairs per hour of working time; `None` where less than a minute was worked.
    pub fn per_hour(&self) -> Option<f64> {
        (self.worked >= 60_000).then(|| self.good as f64 * 3_600_000.0 / self.worked as f64)
    }

    /// Whether nothing was done.
    pub fn is_empty(&self) -> bool {
        *self == Count::default()
    }
}

/// One shift of one day.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShiftOf {
    /// The production day, `yyyymmdd`.
    pub day: i32,
    /// The shift's name; empty where none covered the time.
    pub shift: String,
}

/// One hour of the local clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HourOf {
    /// When it began, ms UTC.
    pub start: Millis,
    /// The local clock's offset in it, minutes.
    pub offset_min: i32,
}

/// Why scans were refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonCount {
    /// The reason's name.
    pub reason: String,
    /// The hint's name; empty without one.
    pub hint: String,
    /// How often.
    pub count: u64,
}

/// The numbers of a selection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbers {
    /// All of it.
    pub total: Count,
    /// By shift, in time order.
    pub shifts: Vec<(ShiftOf, Count)>,
    /// By order, most pairs first; the name is empty where none was open.
    pub orders: Vec<(String, Count)>,
    /// By operator, most pairs first; empty where nobody was signed on.
    pub operators: Vec<(String, Count)>,
    /// By hour, in time order; hours in which nothing happened are left out.
    pub hours: Vec<(HourOf, Count)>,
    /// Reasons, the most frequent first.
    pub reasons: Vec<ReasonCount>,
}

/// Counts a selection. Progress in events; it can be cancelled.
pub fn numbers(
    reader: &Reader,
    selection: &NumbersSelection,
    task: &TaskShared,
) -> Result<Numbers, StationError> {
    let mut counter = Counter::default();
    walk(reader, selection, task, &mut |event| {
        counter.take(&event.event);
        Ok(())
    })?;
    Ok(counter.finish())
}

/// Gives every event of a selection to `each`, oldest first.
pub(super) fn walk(
    reader: &Reader,
    selection: &NumbersSelection,
    task: &TaskShared,
    each: &mut dyn FnMut(&Event) -> Result<(), StationError>,
) -> Result<(), StationError> {
    let Some(filter) = selection.events() else { return Ok(()) };
    let _snapshot = reader.snapshot()?;
    let total = reader.count_events(&filter)?;
    let (mut done, mut failed) = (0u64, None);
    let walked = reader.each_event(&filter, &mut |event| {
        done += 1;
        if selection.holds(event) {
            failed = each(event).err();
        }
        failed.is_none() && (!done.is_multiple_of(STRIDE) || task.step(done, total))
    });
    match (walked, failed) {
        (_, Some(error)) => Err(error),
        (Err(LedgerError::Cancelled), None) => Err(StationError::Cancelled),
        (walked, None) => Ok(walked?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_is_compared_with_as_many_days_before() {
        let check = |from, to, days, before: Option<(i32, i32)>| {
            let selection = NumbersSelection { from, to, ..NumbersSelection::default() };
            assert_eq!(selection.days(), days, "{from}–{to}");
            assert_eq!(selection.before().map(|s| (s.from, s.to)), before, "{from}–{to}");
        };
        check(20_260_301, 20_260_301, 1, Some((20_260_228, 20_260_228)));
        check(20_260_302, 20_260_308, 7, Some((20_260_223, 20_260_301)));
        check(20_260_308, 20_260_302, 0, Some((20_260_307, 20_260_301)));
        check(20_260_230, 20_260_301, 0, None);
    }

    #[test]
    fn rates_want_something_to_divide_by() {
        let count = Count { good: 30, first_pass: 27, worked: 1_800_000, ..Count::default() };
        assert_eq!((count.first_pass_yield(), count.per_hour()), (Some(0.9), Some(60.0)));
        let count = Count { bad: 3, worked: 59_999, ..Count::default() };
        assert_eq!((count.first_pass_yield(), count.per_hour()), (None, None));
    }
}
