//! What a ledger has that a backup of it has not.
//!
//! The two agree up to some event: chained hashes that are equal at one event are equal at all before.
//! So the last common one is found by halving, and what comes after it in the replaced ledger is missing.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};
use serde_json::json;

use crate::ledger::chain::Hash;
use crate::ledger::error::{LedgerError, sqlite_error};
use crate::ledger::open::{self, Role};

/// What the replaced ledger had and the restored one has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// Nothing: there was no ledger, or it had nothing more.
    Nothing,
    /// This.
    These(Lost),
    /// Nobody can say: the replaced ledger cannot be read.
    Unknown {
        /// What is wrong with it.
        what: String,
    },
}

/// Counts of what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lost {
    /// The last event that both have.
    pub since: i64,
    /// When that was, ms UTC; `None`: they have none in common.
    pub at: Option<i64>,
    /// Events after it.
    pub events: u64,
    /// Pairs made by them.
    pub pairs: u64,
    /// The first and the last of these: id, DK and SN.
    pub ends: Option<[(i64, String, String); 2]>,
    /// Pairs voided by them.
    pub voids: u64,
    /// Exports recorded by them: relation files that the platform may have.
    pub exports: u64,
}

impl Missing {
    /// As it stands in the event of the restore.
    pub(super) fn to_json(&self) -> serde_json::Value {
        match self {
            Missing::Nothing => json!(0),
            Missing::Unknown { what } => json!({ "unknown": what }),
            Missing::These(lost) => {
                let ends = lost.ends.as_ref().map(|ends| {
                    ends.each_ref().map(|(id, dk, sn)| json!({ "pair": id, "dk": dk, "sn": sn }))
                });
                json!({ "since": lost.since, "events": lost.events, "pairs": lost.pairs, "ends": ends,
                        "voids": lost.voids, "exports": lost.exports })
            }
        }
    }
}

/// What the ledger at `path` has beyond the one at `file`. Both are only read.
pub(super) fn missing(path: &Path, file: &Path) -> Missing {
    if path.symlink_metadata().is_err() {
        return Missing::Nothing;
    }
    let read = || {
        let (old, new) = (reading(path)?, reading(file)?);
        compare(&old, &new).map_err(|e| sqlite_error(path, e))
    };
    match read() {
        Ok(lost) if lost.events == 0 => Missing::Nothing,
        Ok(lost) => Missing::These(lost),
        Err(error) => Missing::Unknown { what: error.to_string() },
    }
}

fn reading(path: &Path) -> Result<Connection, LedgerError> {
    open::look_only(path)?;
    open::connect(path, Role::Copy)
}

fn compare(old: &Connection, new: &Connection) -> rusqlite::Result<Lost> {
    let _one = old.unchecked_transaction()?;
    let since = last_common(old, new)?;
    let count = |sql: &str| old.query_row(sql, [since], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs);
    let end = |order: &str| {
        let sql = format!("SELECT id, dk, sn FROM pairs WHERE seq > ?1 ORDER BY id {order} LIMIT 1");
        old.query_row(&sql, [since], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()
    };
    let pairs = count("SELECT count(*) FROM pairs WHERE seq > ?1")?;
    let ends = match pairs {
        0 => None,
        _ => end("ASC")?.zip(end("DESC")?).map(|(first, last)| [first, last]),
    };
    Ok(Lost {
        since,
        at: old.query_row("SELECT at FROM events WHERE seq = ?1", [since], |row| row.get(0)).optional()?,
        events: count("SELECT count(*) FROM events WHERE seq > ?1")?,
        pairs,
        ends,
        voids: count("SELECT count(*) FROM voids WHERE seq > ?1")?,
        exports: count("SELECT count(*) FROM exports WHERE seq > ?1")?,
    })
}

/// The number of the last event that both have; 0: none.
fn last_common(old: &Connection, new: &Connection) -> rusqlite::Result<i64> {
    let last = |conn: &Connection| {
        let last = conn.query_row("SELECT max(seq) FROM events", [], |row| row.get::<_, Option<i64>>(0));
        last.map(Option::unwrap_or_default)
    };
    let hash = |conn: &Connection, seq: i64| {
        conn.query_row("SELECT hash FROM events WHERE seq = ?1", [seq], |row| row.get::<_, Hash>(0))
            .optional()
    };
    let (mut common, mut differs) = (0, last(old)?.min(last(new)?) + 1);
    while common + 1 < differs {
        let middle = common + (differs - common) / 2;
        let (a, b) = (hash(old, middle)?, hash(new, middle)?);
        if a.is_some() && a == b { common = middle } else { differs = middle }
    }
    Ok(common)
}
