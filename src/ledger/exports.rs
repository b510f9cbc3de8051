//! Relation files on record.
//!
//! What is in a file is kept as ranges of pair ids: a day is one range, cut only where a pair was
//! voided. So a million pairs are marked in one small transaction, whole or not at all, and the
//! line does not wait for it.

use rusqlite::{Params, params};

use super::error::LedgerError;
use super::idset::IdSet;
use super::reader::Reader;
use super::rows;
use super::txn::{Stop, Txn};
use super::types::{ExportFile, ExportRecord, NewExport};
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
    let event = &export.event;
    let seq = txn.event(event)?;
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
        let read = || {
            let mut exports = self.conn.prepare_cached(&format!(
                "SELECT id, at, by, (SELECT coalesce(sum(last - first + 1), 0) FROM export_pairs WHERE export = id), \
                 (SELECT detail FROM events WHERE events.seq = exports.seq), seq \
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
                Ok(ExportRecord {
                    id,
                    seq: row.get(5)?,
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
}
