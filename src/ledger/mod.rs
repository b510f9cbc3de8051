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
//! * Ids of pairs and numbers of events have no gaps worth mentioning. So `pair_spans` and
//!   `event_hours`, which get a row only when the context or the hour changes, stand in for indexes
//!   by day, shift, order, operator and time: a commit writes six pages however many rows there are,
//!   and a listing of millions is counted and paged as a few ranges (see `pairs.rs`, `events.rs`). What a
//!   relation file holds is ranges too (see `exports.rs`).
//! * Pairs that were made elsewhere are taken over many at once, with one event (see `imports.rs`).
//! * Every event carries the SHA-256 of the one before it (see `chain.rs`).
//!
//! Architecture invariants:
//! * WAL, `synchronous=FULL`, `foreign_keys=ON`, read back at opening; anything else is an error. (While
//!   an import writes both sides of its references at once, they are not looked up.)
//! * A pair has its id before the commit ([`Ledger::reserve_pair_id`]); after a failed commit the
//!   writer looks whether it is there, and makes sure that it cannot turn up later, before anything
//!   is said. Where it cannot find out it says nothing but that ([`LedgerError::Doubtful`]).
//! * Checkpoints run on their own connection and thread when the line is idle, so that none falls
//!   into a commit.
//! * An older program refuses a newer schema; nothing is ever started empty over a ledger that
//!   cannot be read.
//! * No vocabulary of verdicts here: verdicts, reasons and hints are stored as the names they are
//!   given. One means something: an event with the verdict `rejected` is tallied as bad, unless its
//!   kind is `training` or `challenge`.

mod batch;
mod calendar;
mod chain;
mod check;
mod check_imports;
mod checkpoint;
mod error;
mod events;
mod exports;
mod handle;
mod idset;
mod imports;
mod lock;
mod open;
mod orders;
mod pairs;
mod reader;
mod rows;
mod schema;
mod shift;
mod spare;
mod txn;
mod types;
mod writer;

use std::path::{Path, PathBuf};

pub use batch::{BatchPair, PairBatch};
pub use error::LedgerError;
pub use handle::Ledger;
pub use imports::{Held, ImportedPairs};
pub use reader::Reader;
pub use shift::StationShift;
pub use types::{
    ChainHead, CheckReport, Context, Event, EventFilter, ExportFile, ExportRecord, ListCount, ListKeys,
    Millis, NewEvent, NewExport, NewPair, OrderRecord, OrderState, Origin, Pair, PairFilter, PairOutcome,
    PairState, Progress, Stamp, Tally, Voided,
};

/// Where the ledger of a data directory lies.
pub fn ledger_path(data: &Path) -> PathBuf {
    data.join("ledger.sqlite")
}
