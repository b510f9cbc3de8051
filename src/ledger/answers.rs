//! What the platform said of relation files.
//!
//! An answer is about one export. The event (kind `answer`) says in its detail, under `said`, how many
//! pairs it is about and the SHA-256 of what it says of which, so that the chain of events covers the rows
//! of the tables: over each range of accepted ids (`a`, first, last), then each refused pair in the order of
//! ids (`r`, its id, the length of the error and the error); numbers are 8 bytes, big-endian.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::chain;
use super::error::LedgerError;
use super::handover::{AnswerRecord, NewAnswer, PairAnswer};
use super::idset::IdSet;
use super::reader::Reader;
use super::rows;
use super::txn::{Stop, Txn};
use super::types::NewEvent;
use super::writer::Writer;

/// The member of the event's detail.
const MEMBER: &str = "said";

/// What an answer says, as its event tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Said {
    /// Which export it answers.
    pub(super) export: i64,
    /// Pairs taken.
    pub(super) accepted: u64,
    /// Pairs refused.
    pub(super) rejected: u64,
    /// SHA-256 of which, lower-case hex.
    pub(super) sha256: String,
}

impl Said {
    pub(super) fn of(export: i64, accepted: &IdSet, rejected: &BTreeMap<i64, String>) -> Said {
        let mut digest = Sha256::new();
        for (first, last) in accepted.ranges() {
            digest.update(b"a");
            digest.update(first.to_be_bytes());
            digest.update(last.to_be_bytes());
        }
        for (pair, error) in rejected {
            digest.update(b"r");
            digest.update(pair.to_be_bytes());
            digest.update((error.len() as u64).to_be_bytes());
            digest.update(error.as_bytes());
        }
        Said {
            export,
            accepted: accepted.len(),
            rejected: rejected.len() as u64,
            sha256: chain::hex(&digest.finalize()),
        }
    }

    /// What the detail of an event says.
    pub(super) fn read(detail: &str) -> Option<Said> {
        let mut detail: serde_json::Value = serde_json::from_str(detail).ok()?;
        serde_json::from_value(detail.get_mut(MEMBER)?.take()).ok()
    }

    /// Adds itself to the detail of an event.
    fn tell(&self, event: &mut NewEvent) {
        let mut detail: serde_json::Map<_, _> = serde_json::from_str(&event.detail).unwrap_or_default();
        // Plain data becomes JSON without fail.
        detail.insert(MEMBER.to_owned(), serde_json::to_value(self).unwrap_or_default());
        event.detail = serde_json::Value::Object(detail).to_string();
    }
}

impl Writer {
    /// Records an answer; its id.
    pub(super) fn record_answer(&mut self, mut answer: NewAnswer) -> Result<i64, LedgerError> {
        let export = answer.export;
        let pairs = self.reader().pairs_of_export(export)?.ok_or(LedgerError::NoSuchExport { id: export })?;
        let mut rejected = BTreeMap::new();
        for refused in std::mem::take(&mut answer.rejected) {
            let pair = refused.pair;
            if !pairs.contains(pair) || rejected.insert(pair, refused.error).is_some() {
                return Err(LedgerError::NotInExport { pair, export });
            }
        }
        let refused = IdSet::from_ids(rejected.keys().copied().collect());
        // What the platform refused before stays refused until it is handed over again: the lists of one
        // export may come in parts.
        let accepted = match answer.others_accepted {
            true => pairs.minus(&refused).minus(&self.reader().refused_before(export)?),
            false => IdSet::default(),
        };
        Said::of(export, &accepted, &rejected).tell(&mut answer.event);
        self.transact(|txn| insert(txn, &answer, [(&accepted, true), (&refused, false)], &rejected))?
            .map_err(|_| LedgerError::Stopped)
    }
}

fn insert(
    txn: &mut Txn<'_>,
    answer: &NewAnswer,
    sets: [(&IdSet, bool); 2],
    rejected: &BTreeMap<i64, String>,
) -> Result<i64, Stop> {
    let event = &answer.event;
    let seq = txn.event(event)?;
    txn.run(
        "INSERT INTO answers (seq, export, at, by) VALUES (?, ?, ?, ?)",
        params![seq, answer.export, event.stamp.at, event.context.operator],
    )?;
    let id = txn.conn.last_insert_rowid();
    for (set, accepted) in sets {
        for (first, last) in set.ranges() {
            txn.run("INSERT INTO answer_pairs VALUES (?, ?, ?, ?)", params![id, first, last, accepted])?;
        }
    }
    for (pair, error) in rejected {
        txn.run("INSERT INTO rejections (pair, answer, error) VALUES (?, ?, ?)", params![pair, id, error])?;
    }
    Ok(id)
}

impl Reader {
    /// Pairs of an export that an answer to it said were refused.
    fn refused_before(&self, export: i64) -> Result<IdSet, LedgerError> {
        let mut statement = self.prepare(
            "SELECT p.first, p.last FROM answer_pairs p JOIN answers a ON a.id = p.answer \
             WHERE a.export = ? AND NOT p.accepted",
        )?;
        let ranges = statement
            .query_map([export], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| self.name(e))?;
        Ok(IdSet::from_ranges(ranges))
    }

    /// How many pairs of an export earlier answers to it said were refused, these left out.
    pub fn still_refused(&self, export: i64, but: &[i64]) -> Result<u64, LedgerError> {
        Ok(self.refused_before(export)?.minus(&IdSet::from_ids(but.to_vec())).len())
    }

    /// What the platform said of a pair, oldest first.
    pub fn answers_of(&self, pair: i64) -> Result<Vec<PairAnswer>, LedgerError> {
        let mut statement = self.prepare(
            "SELECT a.seq, a.export, p.accepted, coalesce(r.error, '') FROM answer_pairs p \
             JOIN answers a ON a.id = p.answer LEFT JOIN rejections r ON r.answer = a.id AND r.pair = ?1 \
             WHERE p.first <= ?1 AND p.last >= ?1 ORDER BY a.id",
        )?;
        let found = statement.query_map([pair], |row| {
            let (accepted, error): (bool, String) = (row.get(2)?, row.get(3)?);
            Ok(PairAnswer { seq: row.get(0)?, export: row.get(1)?, error: (!accepted).then_some(error) })
        });
        found.and_then(Iterator::collect).map_err(|e| self.name(e))
    }

    /// What the platform said, oldest first: to one export, or (`None`) to all.
    pub fn answers(&self, export: Option<i64>) -> Result<Vec<AnswerRecord>, LedgerError> {
        let _snapshot = self.snapshot()?;
        let mut statement = self.prepare(
            "SELECT a.id, a.export, a.at, a.by, \
             (SELECT coalesce(sum(last - first + 1), 0) FROM answer_pairs WHERE answer = a.id AND accepted), \
             (SELECT coalesce(sum(last - first + 1), 0) FROM answer_pairs WHERE answer = a.id AND NOT accepted), \
             e.detail FROM answers a JOIN events e ON e.seq = a.seq WHERE ?1 IS NULL OR a.export = ?1 ORDER BY a.id",
        )?;
        let found = statement.query_map([export], |row| {
            Ok(AnswerRecord {
                id: row.get(0)?,
                export: row.get(1)?,
                at: row.get(2)?,
                by: row.get(3)?,
                accepted: rows::count(row, 4)?,
                rejected: rows::count(row, 5)?,
                detail: row.get(6)?,
            })
        });
        found.and_then(Iterator::collect).map_err(|e| self.name(e))
    }

    /// The pairs an answer is about: taken, and refused with the platform's words.
    pub(super) fn said_by(&self, answer: i64) -> Result<(IdSet, BTreeMap<i64, String>), LedgerError> {
        let read = || {
            let mut ranges = self
                .conn
                .prepare_cached("SELECT first, last FROM answer_pairs WHERE answer = ? AND accepted")?;
            let accepted = ranges
                .query_map([answer], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            let mut errors =
                self.conn.prepare_cached("SELECT pair, error FROM rejections WHERE answer = ?")?;
            let rejected = errors.query_map([answer], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok((IdSet::from_ranges(accepted), rejected.collect::<rusqlite::Result<_>>()?))
        };
        read().map_err(|e| self.name(e))
    }

    /// The pairs an export holds; `None` where there is no such export.
    pub(super) fn pairs_of_export(&self, export: i64) -> Result<Option<IdSet>, LedgerError> {
        let _snapshot = self.snapshot()?;
        let there = self.prepare("SELECT 1 FROM exports WHERE id = ?")?.exists([export]);
        if !there.map_err(|e| self.name(e))? {
            return Ok(None);
        }
        let mut statement = self.prepare("SELECT first, last FROM export_pairs WHERE export = ?")?;
        let ranges = statement
            .query_map([export], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| self.name(e))?;
        Ok(Some(IdSet::from_ranges(ranges)))
    }

    /// What an answer is about as its event tells it.
    pub(super) fn said_in_event(&self, answer: i64) -> Result<Option<Said>, LedgerError> {
        let sql = "SELECT e.detail FROM answers a JOIN events e ON e.seq = a.seq AND e.kind = 'answer' WHERE a.id = ?";
        let detail = self.prepare(sql)?.query_row([answer], |row| row.get::<_, String>(0)).optional();
        Ok(detail.map_err(|e| self.name(e))?.and_then(|detail| Said::read(&detail)))
    }
}
