//! The end of the ledger, looked at when it is opened.
//!
//! Checking all of it takes minutes; what a cut or torn disk loses is mostly what was written last. So the
//! last events are linked again, and the pairs they made must be there with their claims: some hundred
//! rows, however many there are.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use super::chain::{self, Columns, Hash, Linker};
use super::error::{LedgerError, sqlite_error};
use super::rows;
use super::types::Event;

/// Events that are looked at.
const LAST: i64 = 500;

/// Pairs of these events that are not there, or active without both their claims.
const PAIRS: &str = "\
    SELECT iif(p.id IS NULL, 'the pair of event ' || e.seq || ' is missing', 'pair ' || p.id || ' has lost its claims') \
    FROM events e LEFT JOIN pairs p ON p.id = e.pair \
    WHERE e.seq > ?1 AND e.kind = 'scan' AND e.verdict = 'paired' AND e.pair IS NOT NULL \
    AND (p.id IS NULL OR (NOT EXISTS (SELECT 1 FROM voids v WHERE v.pair = p.id) \
    AND (p.id IS NOT (SELECT pair FROM dk_claims WHERE dk = e.dk) \
    OR p.id IS NOT (SELECT pair FROM sn_claims WHERE sn = e.sn)))) LIMIT 1";

/// Refuses a ledger whose end is not what was written.
pub(super) fn verify(conn: &Connection, path: &Path) -> Result<(), LedgerError> {
    match first_fault(conn) {
        Ok(None) => Ok(()),
        Ok(Some(what)) => Err(LedgerError::Damaged { path: path.to_owned(), what }),
        Err(error) => Err(sqlite_error(path, error)),
    }
}

fn first_fault(conn: &Connection) -> rusqlite::Result<Option<String>> {
    let last: Option<i64> = conn.query_row("SELECT max(seq) FROM events", [], |row| row.get(0))?;
    let Some(last) = last else { return Ok(None) };
    let from = (last - LAST).max(0);
    let before: Option<Hash> = match from {
        0 => Some(chain::GENESIS),
        from => {
            conn.query_row("SELECT hash FROM events WHERE seq = ?1", [from], |row| row.get(0)).optional()?
        }
    };
    let Some(mut before) = before else { return Ok(Some(format!("event {from} is missing"))) };
    let mut linker = Linker::default();
    let mut expected = from + 1;
    let columns = rows::EVENT.trim_end_matches(" FROM events");
    let mut events = conn.prepare(&format!("{columns}, hash FROM events WHERE seq > ?1 ORDER BY seq"))?;
    let mut events = events.query([from])?;
    while let Some(row) = events.next()? {
        let Event { seq, event } = rows::event(row)?;
        let hash: Hash = row.get("hash")?;
        if seq != expected {
            return Ok(Some(format!("events {expected} to {} are missing", seq - 1)));
        }
        if linker.link(&before, &Columns::of(seq, &event)) != hash {
            return Ok(Some(format!("the chain of events is broken at event {seq}")));
        }
        (before, expected) = (hash, seq + 1);
    }
    conn.query_row(PAIRS, [from], |row| row.get(0)).optional()
}
