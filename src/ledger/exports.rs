//! Relation files on record.
//!
//! What is in a file is kept as ranges of pair ids: a day is one range, cut only where a pair was
//! voided. So a million pairs are marked in one small transaction, whole or not at all, and the
//! line does not wait for it.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Params, params};

use super::error::LedgerError;
use super::handover::{ExportFile, ExportKind, ExportRecord, NewExport};
use super::idset::IdSet;
use super::reader::Reader;
use super::rows;
use super::told::record_digest;
use super::txn::{Stop, Txn};
use super::writer::Writer;

impl Writer {
    /// Records an export and marks its pairs; its id.
    pub(super) fn record_export(&mut self, export: &NewExport, pairs: &IdSet) -> Result<i64, LedgerError> {
        if let Some(id) = self.reader().not_made(pairs)? {
            return Err(LedgerError::NoSuchPair { id });
        }
        self.transact(|txn| insert(txn, export, pairs))?.map_err(|_| LedgerError::Stopped)
    }
}

fn insert(txn: &mut Txn<'_>, export: &NewExport, pairs: &IdSet) -> Result<i64, Stop> {
    let event = export.event.telling("record", record_digest(export.files.iter(), pairs).into());
    let seq = txn.event(&event)?;
    txn.run(
        "INSERT INTO exports (seq, at, by) VALUES (?, ?, ?)",
        params![seq, event.stamp.at, event.context.operator],
    )?;
    let id = txn.conn.last_insert_rowid();
    for (n, file) in export.files.iter().enumerate() {
        let rows = i64::try_from(file.rows).unwrap_or(i64::MAX);
        txn.run(
            "INSERT INTO export_files VALUES (?, ?, ?, ?, ?, ?)",
            params![id, n as i64, file.path.to_string_lossy(), file.pk, rows, file.sha256],
        )?;
    }
    for (first, last) in pairs.ranges() {
        txn.run("INSERT INTO export_pairs VALUES (?, ?, ?)", [id, first, last])?;
    }
    Ok(id)
}

impl Reader {
    /// Exports, newest first.
    pub fn exports(&self) -> Result<Vec<ExportRecord>, LedgerError> {
        self.read_exports("", [])
    }

    /// The exports that meet a condition, newest first.
    pub(super) fn read_exports(
        &self,
        condition: &str,
        params: impl Params,
    ) -> Result<Vec<ExportRecord>, LedgerError> {
        let _snapshot = self.snapshot()?;
        let mut counts = self.export_counts()?;
        let read = || {
            let mut exports = self.conn.prepare_cached(&format!(
                "SELECT id, at, by, (SELECT detail FROM events WHERE events.seq = exports.seq), seq \
                 FROM exports {condition} ORDER BY id DESC",
            ))?;
            let mut files = self.conn.prepare_cached(
                "SELECT path, pk, rows, sha256 FROM export_files WHERE export = ? ORDER BY n",
            )?;
            let found = exports.query_map(params, |row| {
                let id: i64 = row.get(0)?;
                let files = files.query_map([id], |row| {
                    Ok(ExportFile {
                        path: row.get::<_, String>(0)?.into(),
                        pk: row.get(1)?,
                        rows: rows::count(row, 2)?,
                        sha256: row.get(3)?,
                    })
                })?;
                let detail: String = row.get(3)?;
                let Counts { pairs, voided, accepted, rejected } = counts.remove(&id).unwrap_or_default();
                Ok(ExportRecord {
                    id,
                    seq: row.get(4)?,
                    at: row.get(1)?,
                    by: row.get(2)?,
                    kind: ExportKind::read(&detail),
                    files: files.collect::<rusqlite::Result<_>>()?,
                    pairs,
                    accepted: accepted.len(),
                    rejected: rejected.len(),
                    voided,
                    detail,
                })
            })?;
            found.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|e| self.name(e))
    }

    /// The same, of one export only.
    pub fn export(&self, id: i64) -> Result<ExportRecord, LedgerError> {
        let found = self.exports()?.into_iter().find(|export| export.id == id);
        found.ok_or(LedgerError::NoSuchExport { id })
    }

    /// SHA-256 of every relation file and corrections file on record.
    pub fn every_file_written(&self) -> Result<HashSet<String>, LedgerError> {
        let sql = "SELECT sha256 FROM export_files UNION SELECT sha256 FROM correction_files";
        let mut statement = self.prepare(sql)?;
        let found = statement.query_map([], |row| row.get(0));
        found.and_then(Iterator::collect).map_err(|e| self.name(e))
    }

    fn export_counts(&self) -> Result<BTreeMap<i64, Counts>, LedgerError> {
        let voided = self.voided()?;
        let mut counts: BTreeMap<i64, Counts> = BTreeMap::new();
        self.each_range(
            "SELECT export, first, last, 0, 0 FROM export_pairs",
            |[export, first, last, ..]| {
                let of = counts.entry(export).or_default();
                of.pairs += first.abs_diff(last) + 1;
                of.voided += voided.count_between(first, last);
            },
        )?;
        // Each answer's ranges together: an answer to a million pairs has thousands of them.
        let mut answers: BTreeMap<i64, Answer> = BTreeMap::new();
        let said = "SELECT a.export, p.first, p.last, p.accepted, a.id FROM answers a \
                    JOIN answer_pairs p ON p.answer = a.id";
        self.each_range(said, |[export, first, last, accepted, answer]| {
            let of = answers.entry(answer).or_insert_with(|| Answer { export, ..Answer::default() });
            if accepted == 1 { &mut of.accepted } else { &mut of.rejected }.push((first, last));
        })?;
        // A later answer to the same export overrides an earlier one.
        for Answer { export, accepted, rejected } in answers.into_values() {
            let (accepted, rejected) = (IdSet::from_ranges(accepted), IdSet::from_ranges(rejected));
            let of = counts.entry(export).or_default();
            of.accepted = of.accepted.minus(&rejected).or(&accepted);
            of.rejected = of.rejected.minus(&accepted).or(&rejected);
        }
        Ok(counts)
    }

    /// The rows of a query for five numbers.
    fn each_range(&self, sql: &str, mut each: impl FnMut([i64; 5])) -> Result<(), LedgerError> {
        let mut statement = self.prepare(sql)?;
        let mut found = statement.query([]).map_err(|e| self.name(e))?;
        while let Some(row) = found.next().map_err(|e| self.name(e))? {
            let read =
                || rusqlite::Result::Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]);
            each(read().map_err(|e| self.name(e))?);
        }
        Ok(())
    }
}

/// What is counted of an export.
#[derive(Debug, Default)]
struct Counts {
    pairs: u64,
    voided: u64,
    accepted: IdSet,
    rejected: IdSet,
}

/// The ranges of an answer.
#[derive(Debug, Default)]
struct Answer {
    export: i64,
    accepted: Vec<(i64, i64)>,
    rejected: Vec<(i64, i64)>,
}
