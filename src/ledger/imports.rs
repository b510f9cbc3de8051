//! Pairs that were made elsewhere, taken over: many at once, with one event.
//!
//! An imported pair is a pair: it has its claims, is found, confirmed, voided. What sets it apart is
//! that it belongs to no order (a pair made here always does), counts in no tally, and counts as
//! handed over to the platform, for whoever made it did that ([`Pair::is_imported`]).
//!
//! The event (kind `import`) names the ids and the SHA-256 of the pairs in its detail, so that the
//! chain of events covers them although they have no events of their own:
//! `"pairs":{"first":1,"last":60,"sha256":"…"}`. The hash is over each pair in the order of ids: its
//! id (8 bytes, big-endian), then DK, PK, SN and name, each as its length (8 bytes, big-endian) and its bytes.

use std::collections::BTreeMap;

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::batch::{BatchPair, PairBatch};
use super::chain;
use super::error::LedgerError;
use super::reader::Reader;
use super::txn::{Stop, Txn, taken};
use super::types::{NewEvent, Pair};
use super::writer::Writer;

/// What the event of an import says of its pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedPairs {
    /// Id of the first.
    pub first: i64,
    /// Id of the last; all between are theirs.
    pub last: i64,
    /// SHA-256 of them all, lower-case hex.
    pub sha256: String,
}

/// The member of the event's detail.
const MEMBER: &str = "pairs";

impl ImportedPairs {
    /// What `batch` is with these ids.
    pub(super) fn of(batch: &PairBatch, first: i64) -> ImportedPairs {
        let mut digest = PairsDigest::default();
        let mut last = first - 1;
        for pair in batch.iter() {
            last += 1;
            digest.add(last, &pair);
        }
        ImportedPairs { first, last, sha256: digest.finish() }
    }

    /// What the detail of an event says; `None` where it is not of an import of pairs.
    pub(super) fn read(detail: &str) -> Option<ImportedPairs> {
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

/// The hash of imported pairs, one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct PairsDigest(Sha256);

impl PairsDigest {
    /// The next pair.
    pub(super) fn add(&mut self, id: i64, pair: &BatchPair<'_>) {
        // One piece for the hash: many small ones cost more than what is in them.
        let mut piece = [0; 256];
        let mut len = 0;
        for bytes in [pair.dk, pair.pk, pair.sn, pair.name].map(str::as_bytes) {
            let needed = len + 8 + bytes.len();
            if needed + 8 > piece.len() {
                return self.add_long(id, pair);
            }
            piece[8 + len..16 + len].copy_from_slice(&(bytes.len() as u64).to_be_bytes());
            piece[16 + len..8 + needed].copy_from_slice(bytes);
            len = needed;
        }
        piece[..8].copy_from_slice(&id.to_be_bytes());
        self.0.update(&piece[..8 + len]);
    }

    fn add_long(&mut self, id: i64, pair: &BatchPair<'_>) {
        self.0.update(id.to_be_bytes());
        for text in [pair.dk, pair.pk, pair.sn, pair.name] {
            self.0.update((text.len() as u64).to_be_bytes());
            self.0.update(text.as_bytes());
        }
    }

    /// Lower-case hex.
    pub(super) fn finish(self) -> String {
        chain::hex(&self.0.finalize())
    }
}

/// A pair of a batch one or both of whose keys are claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its position in the batch.
    pub at: usize,
    /// The active pair with its DK.
    pub by_dk: Option<i64>,
    /// The active pair with its SN.
    pub by_sn: Option<i64>,
    /// Exactly this pair (DK, PK and SN) is active.
    pub same: bool,
}

impl Pair {
    /// Whether it was made elsewhere and taken over: it belongs to no order.
    pub fn is_imported(&self) -> bool {
        self.context.order.is_empty()
    }
}

impl Reader {
    /// Which pairs of a batch have a key that an active pair claims, in the batch's order.
    pub fn held(&self, batch: &PairBatch) -> Result<Vec<Held>, LedgerError> {
        let _snapshot = self.snapshot()?;
        let mut found: BTreeMap<usize, [Option<i64>; 2]> = BTreeMap::new();
        let by_dk = "SELECT dk, pair FROM dk_claims WHERE dk >= ? ORDER BY dk LIMIT 1";
        for (at, pair) in self.claims_of(by_dk, batch.by_dk())? {
            found.entry(at).or_default()[0] = Some(pair);
        }
        let by_sn = "SELECT sn, pair FROM sn_claims WHERE sn >= ? ORDER BY sn LIMIT 1";
        for (at, pair) in self.claims_of(by_sn, batch.by_sn())? {
            found.entry(at).or_default()[1] = Some(pair);
        }
        let mut pk = self.prepare("SELECT pk FROM pairs WHERE id = ?")?;
        found
            .into_iter()
            .map(|(at, [by_dk, by_sn])| {
                let same = match by_dk {
                    Some(id) if by_dk == by_sn => pk
                        .query_row([id], |row| Ok(row.get_ref(0)?.as_str()? == batch.get(at).pk))
                        .map_err(|e| self.name(e))?,
                    _ => false,
                };
                Ok(Held { at, by_dk, by_sn, same })
            })
            .collect()
    }

    /// Sorted keys against the sorted claims, leaping over what the other side has not: as many looks
    /// as the shorter side has rows, at most.
    fn claims_of<'a>(
        &self,
        sql: &str,
        keys: impl Iterator<Item = (usize, &'a str)>,
    ) -> Result<Vec<(usize, i64)>, LedgerError> {
        let mut statement = self.prepare(sql)?;
        let mut held = Vec::new();
        // The first claim at or after the key looked up last.
        let mut next: Option<(String, i64)> = None;
        for (at, key) in keys {
            if next.as_ref().is_none_or(|(claimed, _)| claimed.as_str() < key) {
                next = statement
                    .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()
                    .map_err(|e| self.name(e))?;
            }
            match &next {
                None => break,
                Some((claimed, pair)) if claimed == key => held.push((at, *pair)),
                Some(_) => {}
            }
        }
        Ok(held)
    }
}

impl Writer {
    /// Takes a batch over; false: a key of it is claimed, and nothing was written.
    ///
    /// Claims come sorted, so the pair each refers to lies at another place: looking every one up, as a
    /// foreign key does, costs more than inserting it. Here both sides are written by the same
    /// transaction from the same ids.
    pub(super) fn import_pairs(
        &mut self,
        ids: &ImportedPairs,
        batch: &PairBatch,
        mut event: NewEvent,
    ) -> Result<bool, LedgerError> {
        ids.tell(&mut event);
        self.look_references_up(false)?;
        let done = self.transact(|txn| txn.import_pairs(ids, batch, &event));
        self.look_references_up(true)?;
        match done? {
            Ok(()) => Ok(true),
            Err(Stop::Claimed) => Ok(false),
            Err(_) => Err(LedgerError::Stopped),
        }
    }
}

impl Txn<'_> {
    fn import_pairs(&mut self, ids: &ImportedPairs, batch: &PairBatch, event: &NewEvent) -> Result<(), Stop> {
        let before = self.state.last_pair;
        let seq = self.event(event)?;
        self.insert_pairs(ids.first, seq, batch, event)?;
        self.claim("INSERT INTO dk_claims VALUES (?, ?)", ids.first, batch.by_dk())?;
        self.claim("INSERT INTO sn_claims VALUES (?, ?)", ids.first, batch.by_sn())?;
        let order = &event.context.order;
        let count = batch.len() as i64;
        self.run(
            "INSERT INTO active_counts VALUES (?1, ?2) ON CONFLICT DO UPDATE SET active = active + ?2",
            rusqlite::params![order, count],
        )?;
        self.state.last_pair = before.max(ids.last);
        self.span(ids.first, ids.last, before, event)
    }

    /// The rows of the pairs. What all of them share is bound once.
    fn insert_pairs(&self, first: i64, seq: i64, batch: &PairBatch, event: &NewEvent) -> Result<(), Stop> {
        let mut insert = self.prepare(
            "INSERT INTO pairs (id, dk, pk, sn, name, at, offset_min, order_name, operator, station, shift, \
             shift_day, seq) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        )?;
        let c = &event.context;
        insert.raw_bind_parameter(6, event.stamp.at)?;
        insert.raw_bind_parameter(7, event.stamp.offset_min)?;
        for (at, text) in [(8, &c.order), (9, &c.operator), (10, &c.station), (11, &c.shift)] {
            insert.raw_bind_parameter(at, text)?;
        }
        insert.raw_bind_parameter(12, c.shift_day)?;
        insert.raw_bind_parameter(13, seq)?;
        for (id, pair) in (first..).zip(batch.iter()) {
            insert.raw_bind_parameter(1, id)?;
            for (at, text) in [(2, pair.dk), (3, pair.pk), (4, pair.sn), (5, pair.name)] {
                insert.raw_bind_parameter(at, text)?;
            }
            insert.raw_execute().map_err(|e| taken(e, || Stop::Caller(LedgerError::IdTaken { id })))?;
        }
        Ok(())
    }

    fn claim<'a>(
        &self,
        sql: &'static str,
        first: i64,
        keys: impl Iterator<Item = (usize, &'a str)>,
    ) -> Result<(), Stop> {
        let mut insert = self.prepare(sql)?;
        for (at, key) in keys {
            insert.raw_bind_parameter(1, key)?;
            insert.raw_bind_parameter(2, first + at as i64)?;
            insert.raw_execute().map_err(|e| taken(e, || Stop::Claimed))?;
        }
        Ok(())
    }
}
