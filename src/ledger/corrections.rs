//! Corrections: pairs that were voided after they were handed over, and the files that said so.
//!
//! The platform goes on believing a relation file until it is told to delete what was voided. A pair is
//! told of once, as a rule: what is in a corrections file is marked, by ranges of ids as exports are.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::params;

use super::error::LedgerError;
use super::handover::{CorrectionRecord, ExportFile, NewCorrection};
use super::idset::IdSet;
use super::reader::Reader;
use super::rows;
use super::told::record_digest;
use super::txn::{Stop, Txn};
use super::types::Pair;
use super::writer::Writer;

impl Writer {
    /// Records a corrections file and marks its pairs; its id.
    pub(super) fn record_correction(
        &mut self,
        correction: &NewCorrection,
        pairs: &IdSet,
    ) -> Result<i64, LedgerError> {
        let wrong = pairs.minus(&self.reader().to_correct(true)?);
        if let Some((pair, _)) = wrong.ranges().next() {
            return Err(LedgerError::NothingToCorrect { pair });
        }
        self.transact(|txn| insert(txn, correction, pairs))?.map_err(|_| LedgerError::Stopped)
    }
}

fn insert(txn: &mut Txn<'_>, correction: &NewCorrection, pairs: &IdSet) -> Result<i64, Stop> {
    let event = correction.event.telling("record", record_digest(correction.files.iter(), pairs).into());
    let seq = txn.event(&event)?;
    txn.run(
        "INSERT INTO corrections (seq, at, by) VALUES (?, ?, ?)",
        params![seq, event.stamp.at, event.context.operator],
    )?;
    let id = txn.conn.last_insert_rowid();
    for (n, file) in correction.files.iter().enumerate() {
        let rows = i64::try_from(file.rows).unwrap_or(i64::MAX);
        txn.run(
            "INSERT INTO correction_files VALUES (?, ?, ?, ?, ?)",
            params![id, n as i64, file.path.to_string_lossy(), rows, file.sha256],
        )?;
    }
    for (first, last) in pairs.ranges() {
        txn.run("INSERT INTO correction_pairs VALUES (?, ?, ?)", [id, first, last])?;
    }
    Ok(id)
}

impl Reader {
    /// How many pairs were voided after they were handed over (imported ones were, before they came): those
    /// in no corrections file yet, or all.
    pub fn count_corrections(&self, all: bool) -> Result<u64, LedgerError> {
        let _snapshot = self.snapshot()?;
        Ok(self.to_correct(all)?.len())
    }

    /// The same pairs, oldest first, one at a time; false stops ([`LedgerError::Cancelled`]).
    pub fn each_correction(&self, all: bool, each: &mut dyn FnMut(&Pair) -> bool) -> Result<(), LedgerError> {
        let _snapshot = self.snapshot()?;
        self.each_of(&self.to_correct(all)?, each)
    }

    pub(super) fn to_correct(&self, all: bool) -> Result<IdSet, LedgerError> {
        let _snapshot = self.snapshot()?;
        let handed_over = self.standing()?.exported.or(&self.imported()?);
        let voided = self.voided()?.and(&handed_over);
        Ok(if all { voided } else { voided.minus(&*self.corrected()?) })
    }

    /// Every pair that is in a corrections file.
    fn corrected(&self) -> Result<Arc<IdSet>, LedgerError> {
        let newest = self.number("SELECT max(id) FROM corrections", [])?.unwrap_or(0);
        let sql = "SELECT first, last FROM correction_pairs WHERE correction > ?1 AND correction <= ?2";
        self.grown(|cache| &mut cache.corrected, newest, sql)
    }

    /// Corrections files, newest first.
    pub fn corrections(&self) -> Result<Vec<CorrectionRecord>, LedgerError> {
        let _snapshot = self.snapshot()?;
        let read = || {
            let mut corrections = self.conn.prepare_cached(
                "SELECT c.id, c.at, c.by, \
                 (SELECT coalesce(sum(last - first + 1), 0) FROM correction_pairs WHERE correction = c.id), \
                 e.detail FROM corrections c JOIN events e ON e.seq = c.seq ORDER BY c.id DESC",
            )?;
            let mut files = self.conn.prepare_cached(
                "SELECT path, rows, sha256 FROM correction_files WHERE correction = ? ORDER BY n",
            )?;
            let found = corrections.query_map([], |row| {
                let id: i64 = row.get(0)?;
                let files = files.query_map([id], |row| {
                    Ok(ExportFile {
                        path: row.get::<_, String>(0)?.into(),
                        pk: String::new(),
                        rows: rows::count(row, 1)?,
                        sha256: row.get(2)?,
                    })
                })?;
                Ok(CorrectionRecord {
                    id,
                    at: row.get(1)?,
                    by: row.get(2)?,
                    files: files.collect::<rusqlite::Result<_>>()?,
                    pairs: rows::count(row, 3)?,
                    detail: row.get(4)?,
                })
            })?;
            found.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|e| self.name(e))
    }

    /// Which exports hold these pairs, oldest first; pairs that are in none are left out.
    pub fn exports_holding(&self, pairs: &[i64]) -> Result<BTreeMap<i64, Vec<i64>>, LedgerError> {
        let ids = IdSet::from_ids(pairs.to_vec());
        let mut holding: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        if ids.len() == 0 {
            return Ok(holding);
        }
        let mut statement =
            self.prepare("SELECT export, first, last FROM export_pairs ORDER BY export, first")?;
        let mut found = statement.query([]).map_err(|e| self.name(e))?;
        while let Some(row) = found.next().map_err(|e| self.name(e))? {
            let read = || rusqlite::Result::Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let (export, first, last): (i64, i64, i64) = read().map_err(|e| self.name(e))?;
            for id in ids.between(first, last) {
                holding.entry(id).or_default().push(export);
            }
        }
        Ok(holding)
    }
}
