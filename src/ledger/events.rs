//! Listings of events.
//!
//! Events are numbered from 1 without gaps and never change, so what a filter found once holds for
//! good: a listing is read through once and from then on only from where it ended. Without a
//! filter, or with times only, nothing is read at all: `event_hours` gives the ranges. One reason's
//! events come from their own index.

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::calendar::HOUR;
use super::error::LedgerError;
use super::idset::IdSet;
use super::reader::Reader;
use super::rows;
use super::types::{Event, EventFilter};

/// What the last filter found.
#[derive(Debug, Default)]
pub(super) struct EventCache {
    filter: EventFilter,
    /// Events up to this one are looked through.
    upto: i64,
    ids: IdSet,
}

impl Reader {
    /// How many events match.
    pub fn count_events(&self, filter: &EventFilter) -> Result<u64, LedgerError> {
        let _snapshot = self.snapshot()?;
        self.look_through(filter)?;
        Ok(self.cache.borrow().events.ids.len())
    }

    /// Events that match, newest first, `limit` from `offset` on.
    pub fn page_events(
        &self,
        filter: &EventFilter,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Event>, LedgerError> {
        let _snapshot = self.snapshot()?;
        self.look_through(filter)?;
        let seqs = self.cache.borrow().events.ids.page_desc(offset, limit);
        let mut statement = self.prepare(&format!("{} WHERE seq = ?", rows::EVENT))?;
        seqs.into_iter()
            .map(|seq| statement.query_row([seq], rows::event).map_err(|e| self.name(e)))
            .collect()
    }

    /// Every event that matches, oldest first, in constant memory; false stops
    /// ([`LedgerError::Cancelled`]).
    pub fn each_event(
        &self,
        filter: &EventFilter,
        each: &mut dyn FnMut(&Event) -> bool,
    ) -> Result<(), LedgerError> {
        let _snapshot = self.snapshot()?;
        let last = self.last_seq()?;
        let (whole, part) = self.stretch(filter, 1, last)?;
        let find = Find { sql: rows::EVENT, dk: 10, sn: 12, raw: 5, order: " ORDER BY seq" };
        self.find(filter, &whole.or(&part), &find, &mut |row| {
            let event = rows::event(row).map_err(|e| self.name(e))?;
            if each(&event) { Ok(()) } else { Err(LedgerError::Cancelled) }
        })
    }

    pub(super) fn last_seq(&self) -> Result<i64, LedgerError> {
        Ok(self.number("SELECT max(seq) FROM events", [])?.unwrap_or(0))
    }

    /// Brings the cache up to date for `filter`.
    fn look_through(&self, filter: &EventFilter) -> Result<(), LedgerError> {
        let last = self.last_seq()?;
        let from = match &self.cache.borrow().events {
            known if known.filter == *filter => known.upto + 1,
            _ => 1,
        };
        let (whole, part) = self.stretch(filter, from, last)?;
        let mut found = IdSet::default();
        let find =
            Find { sql: "SELECT seq, dk, sn, raw FROM events", dk: 1, sn: 2, raw: 3, order: " ORDER BY seq" };
        self.find(filter, &part, &find, &mut |row| {
            let seq = row.get(0).map_err(|e| self.name(e))?;
            found.push(seq, seq);
            Ok(())
        })?;
        let new = whole.or(&found);
        let known = &mut self.cache.borrow_mut().events;
        if from == 1 {
            *known = EventCache { filter: filter.clone(), ..EventCache::default() };
        }
        for (first, last) in new.ranges() {
            known.ids.push(first, last);
        }
        known.upto = last;
        Ok(())
    }

    /// Events `from..=to` in the filter's time: those that match whatever is in them, and those to
    /// be looked at one by one.
    fn stretch(&self, filter: &EventFilter, from: i64, to: i64) -> Result<(IdSet, IdSet), LedgerError> {
        let timeless = EventFilter { since: None, until: None, ..filter.clone() };
        let by_time_only = timeless == EventFilter::default();
        let all = IdSet::range(from, to);
        if filter.since.is_none() && filter.until.is_none() {
            return Ok(if by_time_only { (all, IdSet::default()) } else { (IdSet::default(), all) });
        }
        let (mut whole, mut part) = (Vec::new(), Vec::new());
        let mut statement = self.prepare(
            "SELECT first, coalesce(lead(first) OVER (ORDER BY first), ?1 + 1) - 1, hour FROM event_hours",
        )?;
        let mut runs = statement.query([to]).map_err(|e| self.name(e))?;
        while let Some(run) = runs.next().map_err(|e| self.name(e))? {
            let read = || rusqlite::Result::Ok((run.get(0)?, run.get(1)?, run.get::<_, i64>(2)?));
            let (first, last, hour) = read().map_err(|e| self.name(e))?;
            let end = hour.saturating_add(HOUR);
            if filter.since.is_some_and(|since| end <= since)
                || filter.until.is_some_and(|until| hour >= until)
            {
                continue;
            }
            let inside = filter.since.is_none_or(|since| hour >= since)
                && filter.until.is_none_or(|until| end <= until);
            if by_time_only && inside { whole.push((first, last)) } else { part.push((first, last)) }
        }
        Ok((IdSet::from_ranges(whole).and(&all), IdSet::from_ranges(part).and(&all)))
    }

    /// Calls `each` with the events of `within` that match.
    fn find(
        &self,
        filter: &EventFilter,
        within: &IdSet,
        find: &Find,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let (condition, values) = condition(filter);
        let needle = filter.search.to_ascii_lowercase();
        let mut statement = self.prepare(&format!("{} WHERE {condition}{}", find.sql, find.order))?;
        for (first, last) in within.ranges() {
            let bounds = [Value::from(first), Value::from(last)];
            let values = params_from_iter(bounds.iter().chain(&values));
            let mut found = statement.query(values).map_err(|e| self.name(e))?;
            while let Some(row) = found.next().map_err(|e| self.name(e))? {
                if needle.is_empty() || find.contains(row, needle.as_bytes()).map_err(|e| self.name(e))? {
                    each(row)?;
                }
            }
        }
        Ok(())
    }
}

/// A query over events, and which of its columns are searched.
struct Find {
    sql: &'static str,
    dk: usize,
    sn: usize,
    raw: usize,
    order: &'static str,
}

impl Find {
    fn contains(&self, row: &Row<'_>, needle: &[u8]) -> rusqlite::Result<bool> {
        for column in [self.dk, self.sn, self.raw] {
            if contains(row.get_ref(column)?.as_bytes()?, needle) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether `needle`, in lower case, is in `bytes` in any (ASCII) letter case.
fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle))
}

/// The filter without its search as SQL; parameters 1 and 2 are the first and last `seq`.
fn condition(filter: &EventFilter) -> (String, Vec<Value>) {
    let mut sql = "seq BETWEEN ? AND ?".to_owned();
    let mut values = Vec::new();
    let mut and = |condition: &str, value: Option<Value>| {
        if let Some(value) = value {
            sql += " AND ";
            sql += condition;
            values.push(value);
        }
    };
    let text = |text: &Option<String>| text.clone().map(Value::from);
    and("at >= ?", filter.since.map(Value::from));
    and("at < ?", filter.until.map(Value::from));
    and("verdict = ?", text(&filter.verdict));
    and("source = ?", text(&filter.source));
    match &filter.reason {
        // Said twice for SQLite's planner: the index holds only events with a reason.
        Some(reason) if !reason.is_empty() => and("reason = ? AND reason <> ''", text(&filter.reason)),
        _ => and("reason = ?", text(&filter.reason)),
    }
    if filter.scans_only {
        sql += " AND kind IN ('scan', 'timeout')";
    }
    (sql, values)
}
