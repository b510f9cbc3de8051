//! A reader: its own connection, which can only read, and what it remembers between questions.
//!
//! WAL gives every question its own unmoving picture of the ledger, whatever the writer does
//! meanwhile. Single rows are answered here; listings in [`super::pairs`] and [`super::events`].

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Transaction};

use super::calendar;
use super::chain::{self, Hash};
use super::error::{LedgerError, sqlite_error};
use super::events::EventCache;
use super::idset::IdSet;
use super::key_file;
use super::open::{self, Role};
use super::pairs::PairCache;
use super::rows;
use super::schema;
use super::search::Search;
use super::standing::{SharedStanding, Standing};
use super::types::{ChainHead, Millis, Pair, Tally};

/// A reader: one connection, query-only, never in the writer's way. Not shared between threads
/// (make one for each), but can be sent.
#[derive(Debug)]
pub struct Reader {
    pub(super) conn: Connection,
    path: PathBuf,
    /// Where its key lies.
    key_path: PathBuf,
    search: Option<Arc<Search>>,
    pub(super) cache: RefCell<Cache>,
    pub(super) shared: SharedStanding,
}

/// What was worked out before and still holds, or can be brought up to date.
#[derive(Debug, Default)]
pub(super) struct Cache {
    pub(super) pairs: PairCache,
    pub(super) events: EventCache,
    pub(super) standing: Arc<Standing>,
    pub(super) corrected: Growing,
    voided: Growing,
}

/// A set of pair ids in a table that only grows: read up to a row, and only from there on next time.
#[derive(Debug, Default)]
pub(super) struct Growing {
    upto: i64,
    ids: Arc<IdSet>,
}

impl Reader {
    /// Opens one on a ledger that is held open by its writer; it shares what is worked out once for all.
    pub(super) fn open(path: &Path, shared: SharedStanding) -> Result<Reader, LedgerError> {
        let conn = open::connect(path, Role::Reader)?;
        let (path, key_path) = (path.to_owned(), key_file::key_path(path));
        Ok(Reader { conn, path, key_path, search: None, cache: RefCell::default(), shared })
    }

    /// The same for a check; where the file may only be read, without SQLite's look at its CHECKs.
    pub(super) fn open_to_check(path: &Path) -> Result<Reader, LedgerError> {
        let reader = Reader::open(path, SharedStanding::default())?;
        Ok(match open::connect(path, Role::Checker) {
            Ok(conn) => Reader { conn, ..reader },
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "checked through a connection that only reads");
                reader
            }
        })
    }

    /// Opens one beside whoever holds the ledger at `path`, or where nobody does: without the lock, and
    /// without changing anything. Its key lies at `key_path`.
    ///
    /// What is not a ledger, newer or damaged is refused as in [`super::Ledger::open_with`]; an older schema
    /// is [`LedgerError::OlderSchema`].
    pub fn open_beside(path: &Path, key_path: &Path) -> Result<Reader, LedgerError> {
        let real = open::real_path(path)?;
        open::look_only(&real)?;
        let reader =
            Reader { key_path: key_path.to_owned(), ..Reader::open(&real, SharedStanding::default())? };
        let found = schema::version(&reader.conn).map_err(|e| reader.name(e))?;
        match found < schema::NEWEST {
            true => Err(LedgerError::OlderSchema { path: real, found, known: schema::NEWEST }),
            false => Ok(reader),
        }
    }

    /// One on a connection that is there, and shares nothing.
    pub(super) fn of(conn: Connection, path: &Path) -> Reader {
        let (cache, shared) = (RefCell::default(), SharedStanding::default());
        let (path, key_path) = (path.to_owned(), key_file::key_path(path));
        Reader { conn, path, key_path, search: None, cache, shared }
    }

    /// The same, with what it searches with.
    pub(super) fn open_to_search(
        path: &Path,
        key_path: &Path,
        shared: SharedStanding,
        search: &Arc<Search>,
    ) -> Result<Reader, LedgerError> {
        let (search, key_path) = (Some(Arc::clone(search)), key_path.to_owned());
        Ok(Reader { search, key_path, ..Reader::open(path, shared)? })
    }

    /// What it searches with; `None`: it looks through the ledger itself.
    pub(super) fn search(&self) -> Option<&Arc<Search>> {
        self.search.as_ref()
    }

    /// Where the ledger lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where its key lies.
    pub(super) fn key_path(&self) -> &Path {
        &self.key_path
    }

    /// Names an SQLite error.
    pub(super) fn name(&self, error: rusqlite::Error) -> LedgerError {
        self.shared.health.noted(sqlite_error(&self.path, error))
    }

    pub(super) fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>, LedgerError> {
        self.conn.prepare_cached(sql).map_err(|e| self.name(e))
    }

    /// Holds one picture of the ledger until dropped. Inside another one it is that one.
    pub fn snapshot(&self) -> Result<Option<Transaction<'_>>, LedgerError> {
        if !self.conn.is_autocommit() {
            return Ok(None);
        }
        self.conn.unchecked_transaction().map(Some).map_err(|e| self.name(e))
    }

    /// One number of a query, or nothing.
    pub(super) fn number(&self, sql: &str, params: impl Params) -> Result<Option<i64>, LedgerError> {
        let found = self.prepare(sql)?.query_row(params, |row| row.get(0)).optional();
        found.map(Option::flatten).map_err(|e| self.name(e))
    }

    /// Every voided pair.
    pub(super) fn voided(&self) -> Result<Arc<IdSet>, LedgerError> {
        let newest = self.number("SELECT max(id) FROM voids", [])?.unwrap_or(0);
        self.grown(
            |cache| &mut cache.voided,
            newest,
            "SELECT pair, pair FROM voids WHERE id > ?1 AND id <= ?2",
        )
    }

    /// Such a set as of its row `newest`; `sql` gives the ranges of the rows after one up to another.
    pub(super) fn grown(
        &self,
        of: impl Fn(&mut Cache) -> &mut Growing,
        newest: i64,
        sql: &str,
    ) -> Result<Arc<IdSet>, LedgerError> {
        let mut cache = self.cache.borrow_mut();
        let known = of(&mut cache);
        if known.upto != newest {
            // A nested question in an older picture never shrinks it: rows only come.
            let mut statement = self.prepare(sql)?;
            let new = statement
                .query_map([known.upto, newest], |row| Ok((row.get(0)?, row.get(1)?)))
                .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
                .map_err(|e| self.name(e))?;
            known.ids = Arc::new(known.ids.or(&IdSet::from_ranges(new)));
            known.upto = newest;
        }
        Ok(Arc::clone(&known.ids))
    }

    /// The pair a query finds.
    pub(super) fn one_pair(&self, condition: &str, params: impl Params) -> Result<Option<Pair>, LedgerError> {
        let mut statement = self.prepare(&format!("{} {condition}", rows::PAIR))?;
        let pair = statement.query_row(params, rows::pair).optional().map_err(|e| self.name(e))?;
        match pair {
            Some(pair) => self.with_standing(pair, &*self.standing()?).map(Some),
            None => Ok(None),
        }
    }

    /// The pair with this id, voided or not.
    pub fn pair(&self, id: i64) -> Result<Option<Pair>, LedgerError> {
        let _snapshot = self.snapshot()?;
        self.one_pair("WHERE p.id = ?", [id])
    }

    /// The active pair a DK is in.
    pub fn active_by_dk(&self, dk: &str) -> Result<Option<Pair>, LedgerError> {
        let _snapshot = self.snapshot()?;
        self.one_pair("WHERE p.id = (SELECT pair FROM dk_claims WHERE dk = ?)", [dk])
    }

    /// The active pair an SN is in.
    pub fn active_by_sn(&self, sn: &str) -> Result<Option<Pair>, LedgerError> {
        let _snapshot = self.snapshot()?;
        self.one_pair("WHERE p.id = (SELECT pair FROM sn_claims WHERE sn = ?)", [sn])
    }

    /// The last pair this operator made at this station, voided or not. What he imported he did not make.
    pub fn last_pair_of(&self, operator: &str, station: &str) -> Result<Option<Pair>, LedgerError> {
        let _snapshot = self.snapshot()?;
        let span = self.number(
            "SELECT max(first) FROM pair_spans WHERE made AND operator = ? AND station = ? AND order_name <> ''",
            [operator, station],
        )?;
        let Some(first) = span else { return Ok(None) };
        self.one_pair(
            "WHERE p.id = (SELECT coalesce((SELECT min(first) - 1 FROM pair_spans WHERE first > ?), \
             (SELECT max(id) FROM pairs)))",
            [first],
        )
    }

    /// Hourly tallies of an order (`None`: of all), in time order, from the hour on that `since`
    /// lies in. Hours in which nothing happened are left out.
    pub fn tallies(&self, order: Option<&str>, since: Millis) -> Result<Vec<Tally>, LedgerError> {
        let condition = if order.is_some() { "AND order_name = ?2" } else { "AND ?2 IS NULL" };
        let mut statement = self.prepare(&format!(
            "SELECT hour, sum(good), sum(bad), sum(first_pass) FROM tallies \
             WHERE hour >= ?1 {condition} GROUP BY hour ORDER BY hour"
        ))?;
        let read = statement.query_map(rusqlite::params![calendar::hour(since), order], |row| {
            Ok(Tally {
                hour: row.get(0)?,
                good: rows::count(row, 1)?,
                bad: rows::count(row, 2)?,
                first_pass: rows::count(row, 3)?,
            })
        });
        read.and_then(Iterator::collect).map_err(|e| self.name(e))
    }

    /// The end of the chain.
    pub fn chain_head(&self) -> Result<ChainHead, LedgerError> {
        self.chain_at(i64::MAX)
    }

    /// The chain as it ended with the event of this number, or with the last one before it.
    pub fn chain_at(&self, seq: i64) -> Result<ChainHead, LedgerError> {
        let head = self
            .prepare("SELECT seq, hash FROM events WHERE seq <= ? ORDER BY seq DESC LIMIT 1")?
            .query_row([seq], |row| Ok((row.get(0)?, row.get::<_, Hash>(1)?)))
            .optional()
            .map_err(|e| self.name(e))?;
        let (seq, hash) = head.unwrap_or((0, chain::GENESIS));
        let key = self
            .prepare("SELECT key FROM seals WHERE first <= ? ORDER BY first DESC LIMIT 1")?
            .query_row([seq], |row| row.get(0))
            .optional()
            .map_err(|e| self.name(e))?;
        Ok(ChainHead { seq, hash: chain::hex(&hash), key })
    }

    /// Interrupts a running query from another thread; it then ends with [`LedgerError::Cancelled`].
    pub fn interrupt_handle(&self) -> rusqlite::InterruptHandle {
        self.conn.get_interrupt_handle()
    }
}
