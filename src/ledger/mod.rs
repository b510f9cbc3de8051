//! What is kept: events and active pairs, in SQLite.
//!
//! # Shape
//!
//! * [`Ledger`] is the handle: cheap to clone, safe to share. It owns one **writer thread**
//!   (the only connection that writes) and opens **readers** ([`Reader`]) that never block it (WAL).
//! * `pairs`, `events`, `voids`, `exports` and their rows are append-only, by trigger. What is
//!   active is in two claim tables, `dk_claims` and `sn_claims`, whose primary keys *are* the
//!   uniqueness: a void deletes the claims and adds a row to `voids`.
//! * `tallies` holds counts per order, hour and shift, changed in the same transaction as what they
//!   count, so that no screen and no start-up ever counts rows.
//! * Every event carries the SHA-256 of the one before it ([`chain`]).
//!
//! Architecture invariants:
//! * WAL, `synchronous=FULL`, `foreign_keys=ON`, read back at opening; anything else is an error.
//! * A pair has its id before the commit ([`Ledger::reserve_pair_id`]); a doubtful commit is
//!   settled by looking that id up before anything is said.
//! * Checkpoints run on their own connection and thread when the line is idle, so that none falls
//!   into a commit.
//! * An older program refuses a newer schema; nothing is ever started empty over a ledger that
//!   cannot be read.
//! * No vocabulary of verdicts here: verdicts, reasons and hints are stored as the names they are
//!   given.

mod calendar;
mod chain;
mod check;
mod checkpoint;
mod error;
mod events;
mod exports;
mod handle;
mod idset;
mod lock;
mod open;
mod orders;
mod pairs;
mod reader;
mod rows;
mod schema;
mod txn;
mod types;
mod writer;

use std::path::{Path, PathBuf};

pub use error::LedgerError;
pub use handle::Ledger;
pub use reader::Reader;
pub use types::{
    ChainHead, CheckReport, Context, Event, EventFilter, ExportFile, ExportRecord, Millis, NewEvent,
    NewExport, NewPair, OrderRecord, OrderState, Pair, PairFilter, PairOutcome, PairState, Progress, Stamp,
    Tally, Voided,
};

/// Where the ledger of a data directory lies.
pub fn ledger_path(data: &Path) -> PathBuf {
    data.join("ledger.sqlite")
}
