//! One transaction of the writer: what is written for an event, a pair and a void.
//!
//! A pair writes six pages, five of them at the right edge of their trees: event, pair, the two
//! claims, tally and active count. The next state of the writer is built beside the old one and
//! takes its place only after the commit.

use rusqlite::{CachedStatement, Connection, ErrorCode, OptionalExtension, Params, params};

use super::calendar;
use super::chain::{self, Columns, Hash, Linker};
use super::error::LedgerError;
use super::seal::Key;
use super::types::{Context, NewEvent, NewPair};

/// Where the writer stands: the ends of the tables it appends to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    /// Number of the last event.
    pub(super) seq: i64,
    /// Its hash.
    pub(super) hash: Hash,
    /// UTC hour of the last event; `None` before the first.
    hour: Option<i64>,
    /// Greatest pair id.
    pub(super) last_pair: i64,
    /// Context of the last span of pairs.
    span: Option<Span>,
    /// Greatest pair id that stands in an event.
    last_spent: i64,
}

/// What all pairs of a span share.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    made: bool,
    day: i32,
    context: Context,
}

/// Why a transaction was not committed.
#[derive(Debug)]
pub(super) enum Stop {
    /// A key is claimed by another active pair.
    Claimed,
    /// There is nothing to do.
    Nothing,
    /// SQLite says no.
    Sqlite(rusqlite::Error),
    /// The caller is wrong.
    Caller(LedgerError),
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Stop {
        Stop::Sqlite(error)
    }
}

impl State {
    /// Reads where the ledger stands.
    pub(super) fn load(conn: &Connection) -> rusqlite::Result<State> {
        let head = conn
            .query_row("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let (seq, hash) = head.unwrap_or((0, chain::GENESIS));
        let hour = conn
            .query_row("SELECT hour FROM event_hours ORDER BY first DESC LIMIT 1", [], |row| row.get(0))
            .optional()?;
        let span = conn
            .query_row("SELECT made, day, order_name, operator, station, shift, shift_day FROM pair_spans ORDER BY first DESC LIMIT 1",
                [],
                |row| {
                    let context = Context {
                        order: row.get(2)?,
                        operator: row.get(3)?,
                        station: row.get(4)?,
                        shift: row.get(5)?,
                        shift_day: row.get(6)?,
                    };
                    Ok(Span { made: row.get(0)?, day: row.get(1)?, context })
                },
            )
            .optional()?;
        let max = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, Option<i64>>(0));
        Ok(State {
            seq,
            hash,
            hour,
            span,
            last_pair: max("SELECT max(id) FROM pairs")?.unwrap_or(0),
            last_spent: max("SELECT max(id) FROM spent_ids")?.unwrap_or(0),
        })
    }

    /// The first id no pair and no event has.
    pub(super) fn next_pair(&self) -> i64 {
        self.last_pair.max(self.last_spent) + 1
    }
}

/// An open transaction.
pub(super) struct Txn<'a> {
    pub(super) conn: &'a Connection,
    /// What its events are sealed with.
    pub(super) key: &'a Key,
    /// What the state is after the commit.
    pub(super) state: State,
}

impl<'a> Txn<'a> {
    pub(super) fn prepare(&self, sql: &'static str) -> rusqlite::Result<CachedStatement<'a>> {
        self.conn.prepare_cached(sql)
    }

    /// Runs a statement; the number of rows it changed.
    pub(super) fn run(&self, sql: &'static str, params: impl Params) -> rusqlite::Result<usize> {
        self.prepare(sql)?.execute(params)
    }

    /// Appends an event; its number.
    pub(super) fn event(&mut self, event: &NewEvent) -> Result<i64, Stop> {
        let seq = self.state.seq + 1;
        let hash = Linker::default().link(&self.state.hash, &Columns::of(seq, event));
        let c = &event.context;
        self.run(
            "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            params![
                seq,
                event.stamp.at,
                event.stamp.offset_min,
                event.kind,
                event.source,
                event.raw,
                event.verdict,
                event.reason,
                event.hint,
                event.rule,
                event.dk,
                event.pk,
                event.sn,
                event.pair,
                c.order,
                c.operator,
                c.station,
                c.shift,
                c.shift_day,
                event.detail,
                event.first_pass,
                &hash[..],
                &self.key.seal(&hash)[..],
            ],
        )?;
        let hour = calendar::hour(event.stamp.at);
        if self.state.hour != Some(hour) {
            self.run("INSERT INTO event_hours VALUES (?, ?)", [seq, hour])?;
            self.state.hour = Some(hour);
        }
        if event.is_bad() {
            self.tally(event, &event.context.order, [0, 1, 0, 0])?;
        }
        self.spend(event.pair)?;
        self.state.seq = seq;
        self.state.hash = hash;
        Ok(seq)
    }

    /// Keeps an id that stands in an event without being a pair's from being given again.
    fn spend(&mut self, id: Option<i64>) -> Result<(), Stop> {
        match id {
            Some(id) if id > self.state.last_pair.max(self.state.last_spent) => {
                self.run("INSERT INTO spent_ids VALUES (?)", [id])?;
                self.state.last_spent = id;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Adds good, bad, first pass and voided to an order's tally of the event's hour and shift.
    fn tally(
        &self,
        event: &NewEvent,
        order: &str,
        [good, bad, first_pass, voided]: [i64; 4],
    ) -> Result<(), Stop> {
        self.run(
            "INSERT INTO tallies VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET \
             good = good + ?4, bad = bad + ?5, first_pass = first_pass + ?6, voided = voided + ?7",
            params![
                calendar::hour(event.stamp.at),
                order,
                event.context.shift,
                good,
                bad,
                first_pass,
                voided
            ],
        )?;
        Ok(())
    }

    /// Makes a pair and its event.
    pub(super) fn pair(&mut self, pair: &NewPair, event: &NewEvent) -> Result<(), Stop> {
        if pair.id < 1 {
            return Err(Stop::Caller(LedgerError::IdTaken { id: pair.id }));
        }
        let c = &event.context;
        let before = self.state.last_pair;
        // So that the event's own id is not taken for one without a pair.
        self.state.last_pair = before.max(pair.id);
        let seq = self.event(event)?;
        self.run(
            "INSERT INTO pairs VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            params![
                pair.id,
                pair.dk,
                pair.pk,
                pair.sn,
                pair.name,
                event.stamp.at,
                event.stamp.offset_min,
                c.order,
                c.operator,
                c.station,
                c.shift,
                c.shift_day,
                seq,
            ],
        )
        .map_err(|e| taken(e, || Stop::Caller(LedgerError::IdTaken { id: pair.id })))?;
        for (sql, key) in [
            ("INSERT INTO dk_claims VALUES (?, ?)", &pair.dk),
            ("INSERT INTO sn_claims VALUES (?, ?)", &pair.sn),
        ] {
            self.run(sql, params![key, pair.id]).map_err(|e| taken(e, || Stop::Claimed))?;
        }
        self.tally(event, &c.order, [1, 0, event.first_pass.into(), 0])?;
        self.run(
            "INSERT INTO active_counts VALUES (?, 1) ON CONFLICT DO UPDATE SET active = active + 1",
            [&c.order],
        )?;
        self.span(pair.id, pair.id, before, event)
    }

    /// Files the pairs `first..=last`, just made, under their event's context; `before` is the greatest
    /// id before them. The spans stay a partition of all ids up to the greatest: see the table's comment.
    pub(super) fn span(&mut self, first: i64, last: i64, before: i64, event: &NewEvent) -> Result<(), Stop> {
        let span = Span { made: true, day: calendar::day(event.stamp), context: event.context.clone() };
        if first == before + 1 {
            if self.state.span.as_ref() != Some(&span) {
                self.insert_span(first, &span)?;
                self.state.span = Some(span);
            }
        } else if first > before {
            self.insert_span(before + 1, &NOT_MADE)?;
            self.insert_span(first, &span)?;
            self.state.span = Some(span);
        } else {
            // Ids given earlier and used later: cut them out of the unmade span they lie in. The span
            // ends where the next one begins; the last span is always a made one.
            let next: i64 = self
                .prepare("SELECT min(first) FROM pair_spans WHERE first > ?")?
                .query_row([first], |r| r.get(0))?;
            if last + 1 < next {
                self.insert_span(last + 1, &NOT_MADE)?;
            }
            self.insert_span(first, &span)?;
        }
        Ok(())
    }

    fn insert_span(&self, first: i64, span: &Span) -> Result<(), Stop> {
        let c = &span.context;
        self.run(
            "INSERT OR REPLACE INTO pair_spans VALUES (?,?,?,?,?,?,?,?)",
            params![first, span.made, span.day, c.order, c.operator, c.station, c.shift, c.shift_day],
        )?;
        Ok(())
    }

    /// Voids an active pair. Nothing to do if it is not active.
    pub(super) fn void(&mut self, id: i64, why: &str, mut event: NewEvent) -> Result<(), Stop> {
        let (dk, pk, sn, order): (String, String, String, String) = self
            .prepare("SELECT dk, pk, sn, order_name FROM pairs WHERE id = ?")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?
            .ok_or(Stop::Nothing)?;
        if self.run("DELETE FROM dk_claims WHERE dk = ? AND pair = ?", params![dk, id])? == 0 {
            return Err(Stop::Nothing);
        }
        self.run("DELETE FROM sn_claims WHERE sn = ? AND pair = ?", params![sn, id])?;
        event = event.telling("why", why.into());
        event.pair = Some(id);
        for (known, key) in [(&mut event.dk, &dk), (&mut event.pk, &pk), (&mut event.sn, &sn)] {
            if known.is_empty() {
                known.clone_from(key);
            }
        }
        let seq = self.event(&event)?;
        self.run(
            "INSERT INTO voids (pair, seq, at, by, why, dk, sn) VALUES (?,?,?,?,?,?,?)",
            params![id, seq, event.stamp.at, event.context.operator, why, dk, sn],
        )?;
        self.tally(&event, &order, [0, 0, 0, 1])?;
        self.run("UPDATE active_counts SET active = active - 1 WHERE order_name = ?", [&order])?;
        Ok(())
    }
}

const NOT_MADE: Span = Span {
    made: false,
    day: 0,
    context: Context {
        station: String::new(),
        operator: String::new(),
        order: String::new(),
        shift: String::new(),
        shift_day: 0,
    },
};

/// A violated uniqueness by its own name; anything else as it is.
pub(super) fn taken(error: rusqlite::Error, name: impl FnOnce() -> Stop) -> Stop {
    use rusqlite::ffi;
    let unique =
        [ffi::SQLITE_CONSTRAINT_PRIMARYKEY, ffi::SQLITE_CONSTRAINT_ROWID, ffi::SQLITE_CONSTRAINT_UNIQUE];
    match error.sqlite_error() {
        Some(e) if e.code == ErrorCode::ConstraintViolation && unique.contains(&e.extended_code) => name(),
        _ => Stop::Sqlite(error),
    }
}
