//! Is everything as it must be?
//!
//! Nothing is taken for granted that another table says: what is denormalised for speed (claims,
//! spans, hours, tallies, active counts) is worked out again from events, pairs and voids.

use std::collections::BTreeMap;

use rusqlite::Params;

use super::calendar;
use super::chain::{self, Hash};
use super::check_imports::Imports;
use super::check_people::People;
use super::error::LedgerError;
use super::idset::IdSet;
use super::reader::Reader;
use super::rows;
use super::types::{CheckReport, Context, Event, Millis, Pair, Progress};

/// Faults of one kind that are named one by one; then they are only counted.
const NAMED: usize = 20;

/// Rows between two reports of progress.
const STEP: u64 = 4096;

impl Reader {
    /// Integrity, constraints, claims against pairs, tallies, and the chain of events; progress in
    /// events. Cancelling gives [`LedgerError::Cancelled`]; [`Reader::interrupt_handle`] also ends
    /// the steps that cannot report.
    pub fn check(&self, progress: Progress<'_>) -> Result<CheckReport, LedgerError> {
        let _snapshot = self.snapshot()?;
        let mut check = Check {
            reader: self,
            report: CheckReport::default(),
            tallies: BTreeMap::new(),
            imports: Imports::default(),
            people: People::default(),
        };
        match check.run(progress) {
            // Then that is what was found.
            Err(LedgerError::Damaged { what, .. }) => {
                check.report.faults.push(format!("the file is damaged: {what}"))
            }
            Err(other) => return Err(other),
            Ok(()) => {}
        }
        Ok(check.report)
    }
}

/// Hour, order and shift.
type TallyKey = (Millis, String, String);

pub(super) struct Check<'a> {
    pub(super) reader: &'a Reader,
    report: CheckReport,
    /// Good, bad, first pass and voided, counted again.
    tallies: BTreeMap<TallyKey, [i64; 4]>,
    /// What the events say of pairs they took over.
    imports: Imports,
    /// What they say of people.
    pub(super) people: People,
}

/// Faults of one kind.
#[derive(Default)]
pub(super) struct Faults {
    named: Vec<String>,
    more: u64,
}

impl Faults {
    pub(super) fn add(&mut self, fault: String) {
        if self.named.len() < NAMED {
            self.named.push(fault);
        } else {
            self.more += 1;
        }
    }
}

impl Check<'_> {
    fn run(&mut self, progress: Progress<'_>) -> Result<(), LedgerError> {
        self.integrity()?;
        if !self.report.faults.is_empty() {
            // The rest would only say it again in other words.
            return Ok(());
        }
        self.references()?;
        self.events(progress)?;
        self.pairs()?;
        self.claims()?;
        self.rows_are_faults(super::replacements::FAULTS, [])?;
        self.tallies()?;
        self.exports()?;
        self.answers()?;
        self.corrections()?;
        self.people()
    }

    pub(super) fn take(&mut self, faults: Faults) {
        self.report.faults.extend(faults.named);
        if faults.more > 0 {
            self.report.faults.push(format!("… and {} more of this kind", faults.more));
        }
    }

    /// One fault for each row of `sql`, whose first column is its sentence.
    pub(super) fn rows_are_faults(&mut self, sql: &str, params: impl Params) -> Result<(), LedgerError> {
        let mut faults = Faults::default();
        let mut statement = self.reader.prepare(sql)?;
        let mut found = statement.query(params).map_err(|e| self.reader.name(e))?;
        while let Some(row) = found.next().map_err(|e| self.reader.name(e))? {
            faults.add(row.get(0).map_err(|e| self.reader.name(e))?);
        }
        drop(found);
        drop(statement);
        self.take(faults);
        Ok(())
    }

    /// SQLite's own check of the file, its indexes and constraints.
    fn integrity(&mut self) -> Result<(), LedgerError> {
        let said = self
            .reader
            .prepare("PRAGMA integrity_check(20)")?
            .query_map([], |row| row.get::<_, String>(0))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| self.reader.name(e))?;
        let faults = said.into_iter().filter(|line| line != "ok");
        self.report.faults.extend(faults.map(|line| format!("the file is damaged: {line}")));
        Ok(())
    }

    fn references(&mut self) -> Result<(), LedgerError> {
        self.rows_are_faults(
            "SELECT 'row ' || coalesce(rowid, '?') || ' of ' || \"table\" || ' refers to a row of ' || parent || \
             ' that is not there' FROM pragma_foreign_key_check",
            [],
        )
    }

    /// Walks the chain; counts rejected scans; compares the hours.
    fn events(&mut self, progress: Progress<'_>) -> Result<(), LedgerError> {
        let total = self.reader.number("SELECT max(seq) FROM events", [])?.unwrap_or(0);
        let total = u64::try_from(total).unwrap_or(0);
        let mut hours = self.reader.hours()?.into_iter().peekable();
        let mut hour = None;
        let (mut chain_faults, mut hour_faults) = (Faults::default(), Faults::default());
        let (mut expected, mut before) = (1, chain::GENESIS);
        let mut statement = self.reader.prepare(&format!("{} ORDER BY seq", rows::EVENT))?;
        let mut found = statement.query([]).map_err(|e| self.reader.name(e))?;
        while let Some(row) = found.next().map_err(|e| self.reader.name(e))? {
            let (event, hash): (Event, Hash) = rows::event(row)
                .and_then(|event| Ok((event, rows::hash(row)?)))
                .map_err(|e| self.reader.name(e))?;
            self.imports.note(&event);
            self.people.note(&event);
            let Event { seq, event } = event;
            if seq != expected {
                chain_faults.add(format!("events {expected} to {} are missing", seq - 1));
            } else if chain::link(&before, seq, &event) != hash {
                chain_faults.add(format!(
                    "the chain of events is broken at event {seq}: it, or the one before, is not what was written"
                ));
            }
            (expected, before) = (seq + 1, hash);
            while let Some((_, of)) = hours.next_if(|(first, _)| *first <= seq) {
                hour = Some(of);
            }
            if hour != Some(calendar::hour(event.stamp.at)) {
                hour_faults.add(format!("event {seq} is filed under another hour than its own"));
            }
            if event.is_bad() {
                self.count(event.stamp.at, event.context.order, event.context.shift, 1);
            }
            self.report.events += 1;
            if self.report.events.is_multiple_of(STEP) && !progress(self.report.events, total) {
                return Err(LedgerError::Cancelled);
            }
        }
        progress(self.report.events, total);
        self.take(chain_faults);
        self.take(hour_faults);
        Ok(())
    }

    fn count(&mut self, at: Millis, order: String, shift: String, what: usize) {
        self.tallies.entry((calendar::hour(at), order, shift)).or_default()[what] += 1;
    }

    /// Every pair against its event and its span.
    fn pairs(&mut self) -> Result<(), LedgerError> {
        let spans = self.reader.spans()?;
        let made: Vec<_> = spans.iter().filter(|s| s.made).map(|s| (s.first, s.last)).collect();
        let made = IdSet::from_ranges(made);
        let (mut event_faults, mut span_faults) = (Faults::default(), Faults::default());
        let mut before = 0;
        let mut statement = self.reader.prepare(&format!("{PAIR_AND_EVENT} ORDER BY p.id"))?;
        let mut found = statement.query([]).map_err(|e| self.reader.name(e))?;
        while let Some(row) = found.next().map_err(|e| self.reader.name(e))? {
            let read = || {
                let of_event: Option<bool> = row.get(15)?;
                let import: Option<i64> = row.get(17)?;
                rusqlite::Result::Ok((
                    rows::pair(row)?,
                    of_event.unwrap_or(false),
                    row.get::<_, bool>(16)?,
                    import,
                ))
            };
            let (pair, of_event, first_pass, import) = read().map_err(|e| self.reader.name(e))?;
            let id = pair.id;
            if !(of_event && import.is_none_or(|seq| self.imports.meet(seq, &pair))) {
                event_faults.add(format!("pair {id} is not the one its event made"));
            }
            if before + 1 < id {
                for (first, last) in made.and(&IdSet::range(before + 1, id - 1)).ranges() {
                    span_faults.add(format!("pairs {first} to {last} are missing"));
                }
            }
            before = id;
            let span = spans.get(spans.partition_point(|s| s.last < id));
            if !span.is_some_and(|span| span.fits(&pair)) {
                span_faults.add(format!("pair {id} is filed under another day, order, operator or shift"));
            }
            self.report.pairs += 1;
            if import.is_none() {
                self.count_pair(pair, first_pass);
            }
        }
        for fault in std::mem::take(&mut self.imports).faults() {
            event_faults.add(fault);
        }
        self.take(event_faults);
        self.take(span_faults);
        Ok(())
    }

    fn count_pair(&mut self, pair: Pair, first_pass: bool) {
        let Context { order, shift, .. } = pair.context;
        if first_pass {
            self.count(pair.stamp.at, order.clone(), shift.clone(), 2);
        }
        self.count(pair.stamp.at, order, shift, 0);
    }

    /// Claims are exactly the active pairs' keys. Every claim belongs to an active pair with that
    /// key, and there are as many as active pairs: so none is missing.
    fn claims(&mut self) -> Result<(), LedgerError> {
        let voids = self.reader.number("SELECT count(*) FROM voids", [])?.unwrap_or(0);
        let active = i64::try_from(self.report.pairs).unwrap_or(i64::MAX) - voids;
        for (table, key, what) in [("dk_claims", "dk", "DK"), ("sn_claims", "sn", "SN")] {
            self.rows_are_faults(
                &format!(
                    "SELECT '{what} ' || c.{key} || ' is claimed by pair ' || c.pair || ', which is voided, missing \
                     or has another {what}' FROM {table} c LEFT JOIN pairs p ON p.id = c.pair \
                     LEFT JOIN voids v ON v.pair = c.pair \
                     WHERE p.id IS NULL OR p.{key} <> c.{key} OR v.pair IS NOT NULL"
                ),
                [],
            )?;
            if self.reader.number(&format!("SELECT count(*) FROM {table}"), [])? != Some(active) {
                self.rows_are_faults(
                    &format!(
                        "SELECT 'active pair ' || p.id || ' has no claim on its {what} ' || p.{key} FROM pairs p \
                         LEFT JOIN {table} c ON c.{key} = p.{key} AND c.pair = p.id \
                         WHERE c.pair IS NULL AND p.id NOT IN (SELECT pair FROM voids)"
                    ),
                    [],
                )?;
            }
        }
        self.rows_are_faults(
            "SELECT 'the void of pair ' || v.pair || ' has other keys than the pair or its event' FROM voids v \
             JOIN pairs p ON p.id = v.pair LEFT JOIN events e ON e.seq = v.seq \
             WHERE v.dk <> p.dk OR v.sn <> p.sn OR e.pair IS NOT v.pair OR e.at IS NOT v.at OR e.operator IS NOT v.by",
            [],
        )
    }

    /// Tallies and active counts against what was counted on the way.
    fn tallies(&mut self) -> Result<(), LedgerError> {
        self.count_voids()?;
        let mut faults = Faults::default();
        let mut statement = self
            .reader
            .prepare("SELECT hour, order_name, shift, good, bad, first_pass, voided FROM tallies")?;
        let stored = statement
            .query_map([], |row| {
                let counts = [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
                Ok(((row.get(0)?, row.get(1)?, row.get(2)?), counts))
            })
            .and_then(Iterator::collect::<rusqlite::Result<BTreeMap<TallyKey, [i64; 4]>>>)
            .map_err(|e| self.reader.name(e))?;
        for key in stored.keys().chain(self.tallies.keys().filter(|key| !stored.contains_key(*key))) {
            let [says, is] = [&stored, &self.tallies].map(|of| of.get(key).copied().unwrap_or_default());
            if says != is {
                let (hour, order, shift) = key;
                faults.add(format!(
                    "the tally of hour {hour}, order {order:?}, shift {shift:?} says {says:?}, counted are {is:?} \
                     (good, bad, first pass, voided)"
                ));
            }
        }
        drop(statement);
        self.take(faults);
        self.rows_are_faults(
            "WITH counted AS (SELECT order_name, count(*) - count(v.pair) AS n FROM pairs p \
             LEFT JOIN voids v ON v.pair = p.id GROUP BY order_name) \
             SELECT 'order ' || order_name || ' is said to have ' || coalesce(a.active, 0) || ' active pairs, counted are ' \
             || coalesce(c.n, 0) FROM active_counts a FULL JOIN counted c USING (order_name) \
             WHERE coalesce(a.active, 0) <> coalesce(c.n, 0)",
            [],
        )
    }

    fn count_voids(&mut self) -> Result<(), LedgerError> {
        let mut statement = self.reader.prepare(
            "SELECT e.at, p.order_name, e.shift FROM voids v JOIN pairs p ON p.id = v.pair JOIN events e ON e.seq = v.seq",
        )?;
        let voids = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| self.reader.name(e))?;
        for (at, order, shift) in voids {
            self.count(at, order, shift, 3);
        }
        Ok(())
    }

    /// Files against the marks on the pairs, product by product.
    fn exports(&mut self) -> Result<(), LedgerError> {
        self.rows_are_faults(
            "WITH files AS (SELECT export, pk, sum(rows) AS n FROM export_files GROUP BY export, pk), \
             marks AS (SELECT m.export, p.pk, count(*) AS n FROM export_pairs m \
             JOIN pairs p ON p.id BETWEEN m.first AND m.last GROUP BY m.export, p.pk) \
             SELECT 'export ' || export || ' has ' || coalesce(f.n, 0) || ' rows of product ' || pk || \
             ' in its files and ' || coalesce(m.n, 0) || ' pairs marked' \
             FROM files f FULL JOIN marks m USING (export, pk) WHERE coalesce(f.n, 0) <> coalesce(m.n, 0)",
            [],
        )?;
        self.rows_are_faults(
            "SELECT 'export ' || m.export || ' marks pairs ' || m.first || ' to ' || m.last || \
             ', and some of them are not there' FROM export_pairs m \
             WHERE m.last - m.first + 1 <> (SELECT count(*) FROM pairs WHERE id BETWEEN m.first AND m.last)",
            [],
        )
    }
}

/// A pair's row, whether its event says the same, and the number of the event if it is an import's,
/// which names no keys of its own.
const PAIR_AND_EVENT: &str = "SELECT p.id, p.dk, p.pk, p.sn, p.name, p.at, p.offset_min, p.order_name, p.operator, \
     p.station, p.shift, p.shift_day, v.at, v.by, v.why, \
     (e.kind = 'import' OR (e.pair = p.id AND e.dk = p.dk AND e.pk = p.pk AND e.sn = p.sn)) AND e.at = p.at \
     AND e.offset_min = p.offset_min AND e.order_name = p.order_name AND e.operator = p.operator \
     AND e.station = p.station AND e.shift = p.shift AND e.shift_day = p.shift_day, \
     coalesce(e.first_pass, 0), iif(e.kind = 'import', e.seq, NULL) \
     FROM pairs p LEFT JOIN voids v ON v.pair = p.id LEFT JOIN events e ON e.seq = p.seq";

/// A row of `pair_spans`.
struct Span {
    first: i64,
    last: i64,
    made: bool,
    day: i32,
    context: Context,
}

impl Span {
    fn fits(&self, pair: &Pair) -> bool {
        self.made
            && self.first <= pair.id
            && self.day == calendar::day(pair.stamp)
            && self.context == pair.context
    }
}

impl Reader {
    fn hours(&self) -> Result<Vec<(i64, Millis)>, LedgerError> {
        self.prepare("SELECT first, hour FROM event_hours ORDER BY first")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect)
            .map_err(|e| self.name(e))
    }

    fn spans(&self) -> Result<Vec<Span>, LedgerError> {
        let sql = "SELECT first, coalesce(lead(first) OVER (ORDER BY first) - 1, (SELECT max(id) FROM pairs), first), \
             made, day, order_name, operator, station, shift, shift_day FROM pair_spans ORDER BY first";
        self.prepare(sql)?
            .query_map([], |row| {
                let context = Context {
                    order: row.get(4)?,
                    operator: row.get(5)?,
                    station: row.get(6)?,
                    shift: row.get(7)?,
                    shift_day: row.get(8)?,
                };
                Ok(Span {
                    first: row.get(0)?,
                    last: row.get(1)?,
                    made: row.get(2)?,
                    day: row.get(3)?,
                    context,
                })
            })
            .and_then(Iterator::collect)
            .map_err(|e| self.name(e))
    }
}
