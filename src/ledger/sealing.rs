//! Which key seals: found at opening, or made there.
//!
//! ```text
//! ledger says   file holds               then
//! key A         key A                    A seals
//! nothing       a key made for here      it seals (an opening was interrupted after the file was written)
//! key A         a key made for here      the same: A was missing
//! nothing, or A no file                  a new key is made: file first, then the ledger's word for it
//! anything      any other key            an error by name: neither is changed
//! ```
//!
//! A key is made for here if its file names the ledger's next event and present end. An empty ledger takes
//! its key without an event: there is no past to seal, and its first event is sealed like all others.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};
use serde_json::json;

use super::calendar;
use super::chain::hex;
use super::end_mark::EndMark;
use super::error::LedgerError;
use super::key_file::{self, KeyFile};
use super::seal::Key;
use super::txn::{State, Stop, Txn};
use super::types::{Context, NewEvent};

/// The key that seals, and what the ledger has to be told of it first.
#[derive(Debug)]
pub(super) struct InForce {
    pub(super) key: Key,
    pub(super) new: Option<NewKey>,
}

/// A key that begins now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Its id.
    pub id: String,
    /// The key that sealed before and is missing; `None`: the ledger was not sealed.
    pub missing: Option<String>,
}

/// Finds the key of a ledger that stands at `state`, or makes one.
pub(super) fn find(conn: &Connection, key_path: &Path, state: &State) -> Result<InForce, Refused> {
    let said = conn
        .query_row("SELECT key FROM seals ORDER BY first DESC LIMIT 1", [], |row| row.get::<_, String>(0))
        .optional()?;
    let (key, before) = match (said, KeyFile::read(key_path)?) {
        (Some(id), Some(file)) if file.key.id() == id => {
            return Ok(InForce { key: file.key, new: None });
        }
        (before, Some(file)) if file.first == state.seq + 1 && file.head == state.hash => (file.key, before),
        (before, Some(file)) => {
            let said = before.map_or("no key".to_owned(), |id| format!("key {id}"));
            let what = format!(
                "it holds key {} from event {} on, and the ledger is sealed with {said} up to event {}",
                file.key.id(),
                file.first,
                state.seq
            );
            return Err(LedgerError::KeyOfAnother { key_file: key_path.to_owned(), what }.into());
        }
        (before, None) => {
            let key = Key::random().map_err(|e| LedgerError::NoRandom { what: e.to_string() })?;
            KeyFile { key: key.clone(), first: state.seq + 1, head: state.hash }.write(key_path)?;
            (key, before)
        }
    };
    if let Some(missing) = &before {
        tracing::warn!(key_file = %key_path.display(), missing, new = key.id(), "the key of the ledger was missing");
    }
    let new = NewKey { id: key.id().to_owned(), missing: before };
    Ok(InForce { key, new: Some(new) })
}

/// Why there is no key.
#[derive(Debug)]
pub(super) enum Refused {
    /// The ledger cannot be read.
    Sqlite(rusqlite::Error),
    /// By name.
    Named(LedgerError),
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Refused {
        Refused::Sqlite(error)
    }
}

impl From<LedgerError> for Refused {
    fn from(error: LedgerError) -> Refused {
        Refused::Named(error)
    }
}

/// Where the key lies: brought to `wanted`, if it still lies where it was before the settings named a place.
pub(super) fn bring(wanted: &Path, ledger: &Path) -> Result<(), LedgerError> {
    let usual = key_file::key_path(ledger);
    if wanted == usual || wanted.exists() || !key_file::copy_key(&usual, wanted)? {
        return Ok(());
    }
    tracing::info!(from = %usual.display(), to = %wanted.display(), "the key file was moved");
    std::fs::remove_file(&usual).map_err(|source| LedgerError::KeyPlace { path: usual, source })
}

/// The remembered end of a ledger that now ends otherwise.
pub(super) fn cut(
    key_path: &Path,
    key: &Key,
    conn: &Connection,
    state: &State,
) -> rusqlite::Result<Option<EndMark>> {
    let mark = match EndMark::read(key_path) {
        Ok(Some(mark)) => mark,
        Ok(None) => return Ok(None),
        Err(what) => {
            tracing::warn!(path = %super::end_mark::path_of(key_path).display(), what, "the end mark cannot be read");
            return Ok(None);
        }
    };
    if mark.key == key.id() && !mark.is_by(key) {
        return Ok(Some(mark));
    }
    Ok((!holds(&mark, conn, state.seq)?).then_some(mark))
}

/// Whether the ledger has the event that was its last, and goes on from there.
pub(super) fn holds(mark: &EndMark, conn: &Connection, last: i64) -> rusqlite::Result<bool> {
    if mark.seq == 0 {
        return Ok(mark.hash == super::chain::GENESIS);
    }
    let there = conn
        .query_row("SELECT hash FROM events WHERE seq = ?", [mark.seq], |row| {
            row.get::<_, super::chain::Hash>(0)
        })
        .optional()?;
    Ok(mark.seq <= last && there == Some(mark.hash))
}

impl Txn<'_> {
    /// A key begins: its event, where there is a past for it to cover, and its row.
    pub(super) fn begin_key(&mut self, new: &NewKey, key_path: &Path) -> Result<(), Stop> {
        let first = self.state.seq + 1;
        if first > 1 {
            let mut detail = json!({ "key": new.id });
            if let Some(missing) = &new.missing {
                detail["missing"] = json!({ "key": missing, "file": key_path.to_string_lossy() });
            }
            let event = self.of_the_ledger("key", &detail)?;
            self.event(&event)?;
        }
        self.run("INSERT INTO seals VALUES (?, ?)", rusqlite::params![first, new.id])?;
        Ok(())
    }

    /// The ledger had another end when it was closed than the one it was found with.
    pub(super) fn tell_cut(&mut self, mark: &EndMark, found: &State) -> Result<(), Stop> {
        let detail = json!({
            "ended": { "seq": mark.seq, "hash": hex(&mark.hash) },
            "ends": { "seq": found.seq, "hash": hex(&found.hash) },
        });
        let event = self.of_the_ledger("cut", &detail)?;
        self.event(&event).map(|_| ())
    }

    /// An event of the ledger's own, at the station of the event before it.
    fn of_the_ledger(&self, kind: &'static str, detail: &serde_json::Value) -> Result<NewEvent, Stop> {
        let station = self
            .prepare("SELECT station FROM events ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?
            .unwrap_or_default();
        let stamp = calendar::now();
        let context = Context { station, shift_day: calendar::day(stamp), ..Context::default() };
        let event = NewEvent::new(stamp, context, kind);
        Ok(NewEvent { source: "ledger".to_owned(), detail: detail.to_string(), ..event })
    }
}
