//! What a ledger has that a copy of it has not, in brief: is it time for another one?

use std::path::Path;

use super::backup::{Pace, head_of};
use super::error::{LedgerError, sqlite_error};
use super::open::{self, Role};
use super::quick;
use super::reader::Reader;
use super::types::{ChainHead, Millis};

/// Kinds of events that are no work: nothing is lost with them.
const NO_WORK: &str = "'start', 'stop', 'backup', 'backup_failed', 'disk_low', 'restore'";

/// What happened since a copy was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unsaved {
    /// The first work that is not in it.
    pub first_work: Option<Millis>,
    /// Relation files or corrections were written since.
    pub exported: bool,
}

/// A copy, as a look at its end shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// The end of its chain.
    pub head: ChainHead,
    /// When its last event was, ms UTC; `None`: it has none.
    pub at: Option<Millis>,
    /// The greatest number of a pair in it.
    pub last_pair: i64,
}

/// Looks at a copy without reading all of it, and without changing anything.
///
/// # Errors
/// What it is not.
pub fn inspect(file: &Path) -> Result<Inspected, LedgerError> {
    let name = |e| sqlite_error(file, e);
    if open::look_only(file)? == open::Found::Nothing {
        return Err(LedgerError::Io { path: file.to_owned(), source: std::io::ErrorKind::NotFound.into() });
    }
    let conn = open::connect(file, Role::Copy)?;
    let head = head_of(&conn).map_err(name)?;
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, Option<i64>>(0)).map_err(name);
    let at = match head.seq {
        0 => None,
        _ => number("SELECT at FROM events ORDER BY seq DESC LIMIT 1")?,
    };
    Ok(Inspected { head, at, last_pair: number("SELECT max(id) FROM pairs")?.unwrap_or(0) })
}

/// The same, and reads the whole file for damage. `go_on`: false ends it ([`LedgerError::Cancelled`]).
///
/// # Errors
/// What is wrong with it.
pub fn prove_copy(file: &Path, go_on: &mut dyn FnMut() -> bool) -> Result<Inspected, LedgerError> {
    let inspected = inspect(file)?;
    let conn = open::connect(file, Role::Copy)?;
    let faults = quick::check(conn, Pace::Full, go_on).map_err(|e| sqlite_error(file, e))?;
    match faults.into_iter().next() {
        Some(what) => Err(LedgerError::Damaged { path: file.to_owned(), what }),
        None => Ok(inspected),
    }
}

impl Reader {
    /// What is in none of the copies that end with these heads; those of another past count for nothing.
    pub fn unsaved<'a>(&self, heads: impl Iterator<Item = &'a ChainHead>) -> Result<Unsaved, LedgerError> {
        let _snapshot = self.snapshot()?;
        let mut since = 0;
        for head in heads {
            if head.seq > since {
                let here = self.chain_at(head.seq)?;
                if (here.seq, &here.hash) == (head.seq, &head.hash) {
                    since = head.seq;
                }
            }
        }
        let work =
            format!("SELECT at FROM events WHERE seq > ?1 AND kind NOT IN ({NO_WORK}) ORDER BY seq LIMIT 1");
        let exported = "SELECT EXISTS (SELECT 1 FROM exports WHERE seq > ?1) OR \
                        EXISTS (SELECT 1 FROM corrections WHERE seq > ?1)";
        Ok(Unsaved {
            first_work: self.number(&work, [since])?,
            exported: self.number(exported, [since])? == Some(1),
        })
    }
}
