//! What is kept: events and active pairs, in SQLite.
//!
//! # Shape
//!
//! * [`Ledger`] is the handle: cheap to clone, safe to share. It owns one **writer thread**
//!   (the only connection that writes) and opens **readers** ([`Reader`]) that never block it (WAL).
//! * `pairs`, `events`, `voids`, `exports`, `answers`, `corrections` and their rows are append-only, by trigger. What is
//!   active is in two claim tables, `dk_claims` and `sn_claims`, whose primary keys *are* the
//!   uniqueness: a void deletes the claims and adds a row to `voids`.
//! * `tallies` holds counts per order, hour and shift, changed in the same transaction as what they
//!   count, so that no screen and no start-up ever counts rows.
//! * Ids of pairs and numbers of events have no gaps worth mentioning. So `pair_spans` and
//!   `event_hours`, which get a row only when the context or the hour changes, stand in for indexes
//!   by day, shift, order, operator and time: a commit writes six pages however many rows there are,
//!   and a listing of millions is counted and paged as a few ranges (see `pairs.rs`, `events.rs`). What a
//!   relation file holds is ranges too (see `exports.rs`).
//! * What the platform said of a file (`answers.rs`), and what it was told to delete (`corrections.rs`), are
//!   ranges too; how a pair stands at the platform is worked out from them (see `standing.rs`).
//! * Pairs that were made elsewhere are taken over many at once, with one event (see `imports.rs`).
//! * A pair can take another one's place, which is voided in the same transaction (see `replacements.rs`).
//! * People and what is kept of their PINs are rows that change, each with an event that says the same (see `people.rs`).
//! * What is typed is searched in a file of its own beside the ledger, a cache that no commit writes (see
//!   `search`).
//! * A copy is made while the line goes on (see `backup.rs`), and put in the ledger's place so that an
//!   interruption leaves the old one or the new one (see `restore`).
//! * Every event carries the SHA-256 of the one before it (see `chain.rs`), and is sealed with a key that
//!   lies outside of the ledger (see `seal.rs`).
//!
//! Architecture invariants:
//! * WAL, `synchronous=FULL`, `foreign_keys=ON`, read back at opening; anything else is an error. (While
//!   an import writes both sides of its references at once, they are not looked up.)
//! * A pair has its id before the commit ([`Ledger::reserve_pair_id`]); after a failed commit the
//!   writer looks whether it is there, and makes sure that it cannot turn up later, before anything
//!   is said. Where it cannot find out it says nothing but that ([`LedgerError::Doubtful`]).
//! * Checkpoints run on their own connection and thread when the line is idle, so that none falls
//!   into a commit.
//! * Damage that anybody meets stops the writer for good (see `health.rs`); the end of the ledger is looked at
//!   whenever it is opened (see `tail.rs`).
//! * An older program refuses a newer schema; nothing is ever started empty over a ledger that
//!   cannot be read.
//! * No vocabulary of verdicts here: verdicts, reasons and hints are stored as the names they are
//!   given. Two mean something: an event with the verdict `rejected` is tallied as bad, unless its
//!   kind is `training` or `challenge`; a scan with the verdict `paired` has its pair.

mod answers;
mod backup;
mod batch;
mod calendar;
mod chain;
mod check;
mod check_counts;
mod check_digest;
mod check_file;
mod check_handover;
mod check_imports;
mod check_pairs;
mod check_people;
mod check_rows;
mod check_seals;
mod check_walk;
mod checkpoint;
mod corrections;
mod end_mark;
mod error;
mod events;
mod exports;
mod handle;
mod handover;
mod health;
mod idset;
mod imports;
mod issued;
mod key_file;
mod life;
mod lock;
mod open;
mod orders;
mod pairs;
mod people;
pub mod private;
mod progress;
mod quick;
mod reader;
mod rehearse;
mod replacements;
mod restore;
mod rows;
mod schema;
mod seal;
mod sealing;
mod search;
mod shift;
mod spare;
mod standing;
mod tail;
mod told;
mod txn;
mod types;
mod unsaved;
mod writer;

use std::path::{Path, PathBuf};

pub use backup::{BackupError, Copied, Pace};
pub use batch::{BatchPair, PairBatch};
pub use error::LedgerError;
pub use handle::Ledger;
pub use handover::{
    AnswerRecord, CorrectionRecord, ExportFile, ExportKind, ExportRecord, NewAnswer, NewCorrection,
    NewExport, PairAnswer, Platform, PlatformState, Rejection,
};
pub use imports::{Held, ImportedPairs};
pub use issued::IssuedFilter;
pub use key_file::{copy_key, key_path, key_path_in};
pub use people::{Attempt, Kept, PersonChange, PersonRecord, Role, WrongPins, rights_in_force_at};
pub use progress::OrderProgress;
pub use reader::Reader;
pub use rehearse::rehearse;
pub use restore::{Lost, Missing, RestoreError, Restored, restore, restore_with, would_miss};
pub use sealing::NewKey;
pub use shift::StationShift;
pub use types::{
    ChainHead, CheckReport, Context, Event, EventFilter, FoundPairs, ListCount, ListKeys, Millis, NewEvent,
    NewPair, NewReplacement, OrderRecord, OrderState, Origin, Pair, PairFilter, PairOutcome, PairState,
    Progress, ReplaceOutcome, Searched, Stamp, Tally, Voided, Wait,
};
pub use unsaved::{Inspected, Unsaved, inspect, prove_copy};

/// Where the ledger of a data directory lies.
pub fn ledger_path(data: &Path) -> PathBuf {
    data.join("ledger.sqlite")
}

/// Whether a restore of the ledger at `path` was interrupted: opening it finishes that.
pub fn is_being_restored(path: &Path) -> bool {
    restore::is_under_way(path)
}
