//! Is everything as it must be?
//!
//! Nothing is taken for granted that another table says: what is denormalised for speed (claims,
//! spans, hours, tallies, active counts) is worked out again from events, pairs and voids.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rusqlite::Params;

use super::check_counts::{Counts, Tallied, TallyKey};
use super::check_digest::{Digest, Salt};
use super::check_file::{self, Beside, Looking};
use super::check_imports::Imports;
use super::check_people::People;
use super::check_seals::Seals;
use super::check_walk::Walked;
use super::error::LedgerError;
use super::reader::Reader;
use super::told::Told;
use super::types::{CheckReport, Millis, Progress};

/// Faults of one kind that are named one by one; then they are only counted.
const NAMED: usize = 20;

impl Reader {
    /// Integrity, constraints, claims against pairs, tallies, the chain of events and its seals; progress in
    /// events, and asked until the end. Cancelling gives [`LedgerError::Cancelled`].
    ///
    /// Two threads work on one picture of the ledger, in bounded memory, and are in nobody's way.
    pub fn check(&self, progress: Progress<'_>) -> Result<CheckReport, LedgerError> {
        self.check_with_keys(&[], progress)
    }

    /// The same with further key files, for events that were sealed with another key than the one at its
    /// place. One that is missing or faulty is an error.
    pub fn check_with_keys(
        &self,
        keys: &[PathBuf],
        progress: Progress<'_>,
    ) -> Result<CheckReport, LedgerError> {
        let (_picture, second) = check_file::pictures(self)?;
        let mut seals = Seals::gather(self, keys)?;
        let mut check = Check {
            reader: self,
            report: CheckReport::default(),
            counts: Counts::default(),
            imports: Imports::default(),
            people: People::default(),
            told: Told::default(),
            salt: Salt::default(),
        };
        let run = match second {
            Some(second) => check.run_beside(second, &mut seals, progress),
            None => check.run_alone(&mut seals, progress),
        };
        let run = run.and_then(|walked| match walked {
            Some(Walked { end, .. }) => {
                check.report.sealed = seals.sealed;
                let faults = seals.finish(self, &check.told, end)?;
                check.take(faults);
                Ok(())
            }
            None => Ok(()),
        });
        if let Err(error) = run {
            // Then that is what was found.
            check.report.faults.push(damage_in(error)?);
        }
        Ok(check.report)
    }
}

/// What is damage, as a fault; anything else is no result.
fn damage_in(error: LedgerError) -> Result<String, LedgerError> {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    match error {
        LedgerError::Damaged { what, .. } => Ok(format!("the file is damaged: {what}")),
        LedgerError::Sqlite {
            source:
                source @ (FromSqlConversionFailure(..)
                | IntegralValueOutOfRange(..)
                | InvalidColumnType(..)
                | Utf8Error(..)),
            ..
        } => Ok(format!("the file is damaged: a row holds what it cannot ({source})")),
        other => Err(other),
    }
}

pub(super) struct Check<'a> {
    pub(super) reader: &'a Reader,
    pub(super) report: CheckReport,
    /// Good, bad, first pass and voided, counted again.
    pub(super) counts: Counts,
    /// What the events say of pairs they took over.
    pub(super) imports: Imports,
    /// What they say of people.
    pub(super) people: People,
    /// What they say of other rows.
    pub(super) told: Told,
    /// For comparing keys without looking them up.
    pub(super) salt: Salt,
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
    /// The walk here, the look at the file and the claims on another thread.
    fn run_beside(
        &mut self,
        second: Reader,
        seals: &mut Seals,
        progress: Progress<'_>,
    ) -> Result<Option<Walked>, LedgerError> {
        std::thread::scope(|scope| {
            let looking = Looking::begin(scope, second, &self.salt);
            let mut wanted = true;
            let walked = self.walk(seals, &mut |done, total| {
                wanted = progress(done, total);
                wanted
            });
            let walked = walked.and_then(|walked| self.rest().map(|()| walked));
            if walked.as_ref().is_err_and(|error| !matches!(error, LedgerError::Damaged { .. })) {
                looking.stop();
            }
            let events = self.report.events;
            let beside = looking.wait(&mut || {
                wanted = wanted && progress(events, events);
                wanted
            });
            match (walked, beside) {
                (Ok(walked), Ok(beside)) => self.compare(walked, beside),
                // What SQLite says of the damage that the walk stumbled over.
                (Err(LedgerError::Damaged { .. }), Ok(Beside { damage, .. })) if !damage.is_empty() => {
                    self.only(damage);
                    Ok(None)
                }
                (Err(error), _) | (_, Err(error)) => Err(error),
            }
        })
    }

    /// All of it on this thread.
    fn run_alone(
        &mut self,
        seals: &mut Seals,
        progress: Progress<'_>,
    ) -> Result<Option<Walked>, LedgerError> {
        let beside = check_file::look(self.reader, &self.salt)?;
        if !beside.damage.is_empty() {
            self.only(beside.damage);
            return Ok(None);
        }
        let walked = self.walk(seals, progress)?;
        self.rest()?;
        self.compare(walked, beside)
    }

    /// Damage, which everything else would only say again in other words.
    fn only(&mut self, damage: Vec<String>) {
        self.report.faults = damage.into_iter().map(|line| format!("the file is damaged: {line}")).collect();
    }

    /// The two threads' results against each other.
    fn compare(&mut self, walked: Walked, beside: Beside) -> Result<Option<Walked>, LedgerError> {
        if !beside.damage.is_empty() {
            self.only(beside.damage);
            return Ok(None);
        }
        let of_rows =
            beside.unallowed.into_iter().map(|line| format!("a row holds what it must not: {line}"));
        self.report.faults.extend(of_rows);
        if walked.claims != beside.claims {
            self.claims(walked.claims, beside.claims)?;
        }
        Ok(Some(walked))
    }

    /// What has few rows, or follows from what was counted.
    fn rest(&mut self) -> Result<(), LedgerError> {
        self.references()?;
        self.voids()?;
        self.rows_are_faults(super::replacements::FAULTS, [])?;
        self.tallies()?;
        self.recorded()?;
        self.orders()?;
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

    /// Rows that refer to others. Claims and pairs are held against theirs elsewhere: they are too many to be
    /// looked up one by one.
    fn references(&mut self) -> Result<(), LedgerError> {
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' \
                      AND name NOT IN ('pairs', 'dk_claims', 'sn_claims') ORDER BY name";
        let tables = self
            .reader
            .prepare(tables)?
            .query_map([], |row| row.get::<_, String>(0))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| self.reader.name(e))?;
        for table in tables {
            self.rows_are_faults(
                "SELECT 'row ' || coalesce(rowid, '?') || ' of ' || \"table\" || ' refers to a row of ' || parent || \
                 ' that is not there' FROM pragma_foreign_key_check(?)",
                [table],
            )?;
        }
        Ok(())
    }

    /// Claims are exactly the active pairs' keys: which are not.
    fn claims(&mut self, wanted: [Digest; 2], found: [Digest; 2]) -> Result<(), LedgerError> {
        let parts = [("dk_claims", "dk", "DK"), ("sn_claims", "sn", "SN")];
        for ((table, key, what), (wanted, found)) in parts.into_iter().zip(wanted.into_iter().zip(found)) {
            if wanted == found {
                continue;
            }
            let before = self.report.faults.len();
            self.rows_are_faults(
                &format!(
                    "SELECT '{what} ' || c.{key} || ' is claimed by pair ' || c.pair || ', which is voided, missing \
                     or has another {what}' FROM {table} c LEFT JOIN pairs p ON p.id = c.pair \
                     LEFT JOIN voids v ON v.pair = c.pair \
                     WHERE p.id IS NULL OR p.{key} <> c.{key} OR v.pair IS NOT NULL"
                ),
                [],
            )?;
            self.rows_are_faults(
                &format!(
                    "SELECT 'active pair ' || p.id || ' has no claim on its {what} ' || p.{key} FROM pairs p \
                     LEFT JOIN {table} c ON c.{key} = p.{key} AND c.pair = p.id \
                     WHERE c.pair IS NULL AND p.id NOT IN (SELECT pair FROM voids)"
                ),
                [],
            )?;
            if self.report.faults.len() == before {
                self.report.faults.push(format!("the claims on {what}s are not those of the active pairs"));
            }
        }
        Ok(())
    }

    /// Tallies and active counts against what was counted on the way.
    fn tallies(&mut self) -> Result<(), LedgerError> {
        self.count_voids()?;
        let counted = self.counts.finish();
        let mut faults = Faults::default();
        let mut statement = self
            .reader
            .prepare("SELECT hour, order_name, shift, good, bad, first_pass, voided FROM tallies")?;
        let stored = statement
            .query_map([], |row| {
                let counts = [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
                Ok(((row.get(0)?, row.get(1)?, row.get(2)?), counts))
            })
            .and_then(Iterator::collect::<rusqlite::Result<BTreeMap<TallyKey, Tallied>>>)
            .map_err(|e| self.reader.name(e))?;
        for key in stored.keys().chain(counted.keys().filter(|key| !stored.contains_key(*key))) {
            let [says, is] = [&stored, &counted].map(|of| of.get(key).copied().unwrap_or_default());
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
            .query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<(Millis, String, String)>>>)
            .map_err(|e| self.reader.name(e))?;
        for (at, order, shift) in voids {
            self.counts.add(at, order.as_bytes(), shift.as_bytes(), 3);
        }
        Ok(())
    }
}

impl Reader {
    /// The hours events are filed under: first event and hour.
    pub(super) fn hours(&self) -> Result<Vec<(i64, Millis)>, LedgerError> {
        self.prepare("SELECT first, hour FROM event_hours ORDER BY first")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect)
            .map_err(|e| self.name(e))
    }
}
