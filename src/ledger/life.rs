//! What the ledger knows of one pair, and of one key.
//!
//! How a pair was made, its void and its relation files are found by indexes. Which scans named its keys
//! is not: an index for that would make every commit dearer. They are found by walking through the
//! events, some thousand at a time.

use rusqlite::OptionalExtension;

use super::error::LedgerError;
use super::handover::ExportRecord;
use super::reader::Reader;
use super::rows;
use super::types::{Event, Pair};

/// Events walked through in one picture of the ledger; between two, the walk can be stopped.
const STRIDE: i64 = 50_000;

/// Events before a pair's own in which its first half is looked for.
const NEAR: i64 = 200;

impl Reader {
    /// The pairs with exactly this DK: the active one, then the voided ones, newest first; `limit` at most.
    pub fn pairs_with_dk(&self, dk: &str, limit: u64) -> Result<Vec<Pair>, LedgerError> {
        self.pairs_with("dk", dk, limit)
    }

    /// The pairs with exactly this SN: the active one, then the voided ones, newest first; `limit` at most.
    pub fn pairs_with_sn(&self, sn: &str, limit: u64) -> Result<Vec<Pair>, LedgerError> {
        self.pairs_with("sn", sn, limit)
    }

    fn pairs_with(&self, column: &str, key: &str, limit: u64) -> Result<Vec<Pair>, LedgerError> {
        let _snapshot = self.snapshot()?;
        self.pairs_of(self.ids_with(column, key, limit)?)
    }

    /// Every pair, active or voided, that has this DK, oldest first.
    pub fn ids_with_dk(&self, dk: &str) -> Result<Vec<i64>, LedgerError> {
        self.ids_with("dk", dk, u64::MAX).map(oldest_first)
    }

    /// Every pair, active or voided, that has this SN, oldest first.
    pub fn ids_with_sn(&self, sn: &str) -> Result<Vec<i64>, LedgerError> {
        self.ids_with("sn", sn, u64::MAX).map(oldest_first)
    }

    /// The active pair first, then the voided ones, newest first.
    fn ids_with(&self, column: &str, key: &str, limit: u64) -> Result<Vec<i64>, LedgerError> {
        let mut statement = self.prepare(&format!(
            "SELECT pair FROM (SELECT pair, 0 AS void FROM {column}_claims WHERE {column} = ?1 \
             UNION ALL SELECT pair, 1 FROM voids WHERE {column} = ?1) ORDER BY void, pair DESC LIMIT ?2"
        ))?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let ids = statement.query_map(rusqlite::params![key, limit], |row| row.get(0));
        ids.and_then(Iterator::collect).map_err(|e| self.name(e))
    }

    /// The event that made a pair: its second half's scan, or the import.
    pub fn event_of_pair(&self, id: i64) -> Result<Option<Event>, LedgerError> {
        self.one_event("WHERE seq = (SELECT seq FROM pairs WHERE id = ?)", [id])
    }

    /// The scan of the first half of a pair that this event made, if it was shortly before.
    pub fn first_half_of(&self, made: &Event) -> Result<Option<Event>, LedgerError> {
        let (seq, it) = (made.seq, &made.event);
        self.one_event(
            "WHERE seq >= ? AND seq < ? AND kind = 'scan' AND verdict IN ('module', 'device') \
             AND (dk = ? OR sn = ?) ORDER BY seq DESC LIMIT 1",
            rusqlite::params![seq - NEAR, seq, it.dk, it.sn],
        )
    }

    /// The event that voided a pair.
    pub fn void_of_pair(&self, id: i64) -> Result<Option<Event>, LedgerError> {
        self.one_event("WHERE seq = (SELECT seq FROM voids WHERE pair = ?)", [id])
    }

    /// The event with this number.
    pub fn event(&self, seq: i64) -> Result<Option<Event>, LedgerError> {
        self.one_event("WHERE seq = ?", [seq])
    }

    fn one_event(
        &self,
        condition: &str,
        params: impl rusqlite::Params,
    ) -> Result<Option<Event>, LedgerError> {
        let mut statement = self.prepare(&format!("{} {condition}", rows::EVENT))?;
        statement.query_row(params, rows::event).optional().map_err(|e| self.name(e))
    }

    /// The exports a pair is in, newest first, each with its files of the pair's product.
    pub fn exports_of(&self, pair: &Pair) -> Result<Vec<ExportRecord>, LedgerError> {
        let mut exports = self.read_exports(
            "WHERE id IN (SELECT export FROM export_pairs WHERE first <= ?1 AND last >= ?1)",
            [pair.id],
        )?;
        for export in &mut exports {
            export.files.retain(|file| file.pk == pair.pk);
        }
        Ok(exports)
    }

    /// Every event after number `after` that names the pair or one of its keys, oldest first, trainings left
    /// out; the number of the last event walked through. `go_on` is told how many were, of how many; false
    /// stops ([`LedgerError::Cancelled`]).
    pub fn events_naming(
        &self,
        pair: &Pair,
        after: i64,
        each: &mut dyn FnMut(Event),
        go_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<i64, LedgerError> {
        let last = self.last_seq()?;
        let mut statement = self.prepare(&format!(
            "{} WHERE seq BETWEEN ?1 AND ?2 AND (pair = ?3 OR dk = ?4 OR sn = ?5) AND kind <> 'training' \
             ORDER BY seq",
            rows::EVENT
        ))?;
        let mut first = after + 1;
        while first <= last {
            if !go_on((first - 1).unsigned_abs(), last.unsigned_abs()) {
                return Err(LedgerError::Cancelled);
            }
            let to = last.min(first + STRIDE - 1);
            let found = statement
                .query_map(rusqlite::params![first, to, pair.id, pair.dk, pair.sn], rows::event)
                .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
                .map_err(|e| self.name(e))?;
            found.into_iter().for_each(&mut *each);
            first = to + 1;
        }
        Ok(last)
    }
}

fn oldest_first(mut ids: Vec<i64>) -> Vec<i64> {
    ids.sort_unstable();
    ids
}
