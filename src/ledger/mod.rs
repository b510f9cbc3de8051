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

use std::path::{Path, PathBuf};

/// Milliseconds since 1970-01-01 UTC.
pub type Millis = i64;

/// When something happened: the instant and the local clock's offset from UTC then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01 UTC.
    pub at: Millis,
    /// Local time minus UTC, in minutes.
    pub offset_min: i32,
}

/// Where and by whom: goes with every event and pair.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// Station name.
    pub station: String,
    /// Operator's id.
    pub operator: String,
    /// Name of the open order; empty if none.
    pub order: String,
    /// Name of the shift; empty if none covers the time.
    pub shift: String,
    /// The day the shift began, as `yyyymmdd`; the calendar day where no shift covers the time.
    pub shift_day: i32,
}

/// One thing that happened. `seq` and the hashes are the ledger's to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// When.
    pub stamp: Stamp,
    /// Where and by whom.
    pub context: Context,
    /// `scan`, `timeout`, `ack`, `cancel`, `void`, `export`, `order`, `login`, `mode`, `start`, `stop`, `fault`.
    pub kind: &'static str,
    /// Which gun, or what else it came from.
    pub source: String,
    /// The bytes as they came, for scans.
    pub raw: Vec<u8>,
    /// The verdict's name, for scans; else empty.
    pub verdict: String,
    /// The reason's name; else empty.
    pub reason: String,
    /// The hint's name; else empty.
    pub hint: String,
    /// The rule that read it; else empty.
    pub rule: String,
    /// Keys where known, else empty.
    pub dk: String,
    /// ProductKey where known.
    pub pk: String,
    /// SN where known.
    pub sn: String,
    /// The pair made, confirmed or voided.
    pub pair: Option<i64>,
    /// Whatever else belongs to it, as JSON; else empty.
    pub detail: String,
    /// Counted as a good pair made at the first try.
    pub first_pass: bool,
}

/// A pair to be made, with the id it was given before ([`Ledger::reserve_pair_id`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPair {
    /// Reserved id.
    pub id: i64,
    /// DeviceKey.
    pub dk: String,
    /// ProductKey.
    pub pk: String,
    /// Serial number.
    pub sn: String,
    /// Device name for the relation file; may be empty.
    pub name: String,
}

/// A pair on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Its id; ids grow with time.
    pub id: i64,
    /// DeviceKey.
    pub dk: String,
    /// ProductKey.
    pub pk: String,
    /// Serial number.
    pub sn: String,
    /// Device name.
    pub name: String,
    /// When.
    pub stamp: Stamp,
    /// Where and by whom.
    pub context: Context,
    /// Voided: when, by whom, why.
    pub voided: Option<Voided>,
    /// Is in at least one relation file.
    pub exported: bool,
}

/// A void.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voided {
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: String,
    /// Why, in the words given.
    pub why: String,
}

/// An event on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Sequence number, from 1, without gaps.
    pub seq: i64,
    /// Everything that was given.
    pub event: NewEvent,
}

/// What came of [`Ledger::pair`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PairOutcome {
    /// Durably committed, with its event.
    Paired,
    /// Exactly this pair is active already; nothing was written.
    AlreadyPaired(Box<Pair>),
    /// One or both keys are in other active pairs; nothing was written.
    Conflict {
        /// The pair that holds the DK.
        by_dk: Option<Box<Pair>>,
        /// The pair that holds the SN.
        by_sn: Option<Box<Pair>>,
    },
}

/// What is wrong with a ledger, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another running program holds the ledger.
    #[error(
        "the ledger {path} is in use by another pairing station (process {holder}): close that one first, or give this one another directory with --data"
    )]
    Locked {
        /// The ledger.
        path: PathBuf,
        /// Process id of the holder, as it wrote it; `unknown` if it did not.
        holder: String,
    },
    /// The ledger was written by a newer program.
    #[error(
        "the ledger {path} has schema {found}, this program knows up to {known}: install the newer program; nothing was changed"
    )]
    NewerSchema {
        /// The ledger.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// It is a file, but not a ledger of this program.
    #[error(
        "{path} is not a ledger of the pairing station ({what}): choose another directory with --data; nothing was changed"
    )]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: String,
    },
    /// It is damaged.
    #[error(
        "the ledger {path} is damaged ({what}): do not go on with it; keep a copy of the file and restore the newest backup"
    )]
    Damaged {
        /// The ledger.
        path: PathBuf,
        /// What SQLite or the check says.
        what: String,
    },
    /// It may not be written.
    #[error(
        "the ledger {path} cannot be written (read-only): give this user write access to it and to its directory"
    )]
    ReadOnly {
        /// The ledger.
        path: PathBuf,
    },
    /// A setting that durability hangs on did not take.
    #[error(
        "the ledger {path} runs with {pragma}={found} where {wanted} is needed: it lies on a file system that cannot keep it safe; move it to a local disk"
    )]
    Setting {
        /// The ledger.
        path: PathBuf,
        /// Which pragma.
        pragma: &'static str,
        /// What it read back as.
        found: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// The disk is full.
    #[error("the disk of the ledger {path} is full: free space on it, then acknowledge and scan again")]
    Full {
        /// The ledger.
        path: PathBuf,
    },
    /// Anything else SQLite says.
    #[error("the ledger {path}: {source}; see whether its disk is there and writable")]
    Sqlite {
        /// The ledger.
        path: PathBuf,
        /// SQLite's error.
        source: rusqlite::Error,
    },
    /// The directory or the lock file.
    #[error("{path}: {source}; see whether the directory is there and writable")]
    Io {
        /// Which file.
        path: PathBuf,
        /// The OS's error.
        source: std::io::Error,
    },
    /// The writer thread is gone.
    #[error("the ledger's writer has stopped: restart the station")]
    Stopped,
    /// An order of that name is there with other rules.
    #[error(
        "order {name} is in the ledger with other rules ({what}): use another name, or the file it was made from"
    )]
    OrderDiffers {
        /// Its name.
        name: String,
        /// The first rule that differs.
        what: String,
    },
    /// No such order.
    #[error("there is no order {name} in the ledger: add it first (order add FILE)")]
    NoSuchOrder {
        /// Its name.
        name: String,
    },
    /// The operation was cancelled by the user.
    #[error("cancelled; nothing was changed")]
    Cancelled,
}

/// Which pairs: every given part must hold. Days are local calendar days, `yyyymmdd`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PairFilter {
    /// Calendar day of pairing (the local clock's, then); with `shift`, the day the shift began.
    pub day: Option<i32>,
    /// Shift name.
    pub shift: Option<String>,
    /// Order name.
    pub order: Option<String>,
    /// Begins with this, in DK or SN (any letter case).
    pub search: String,
    /// Active, voided or all.
    pub state: PairState,
    /// Only what is in no relation file.
    pub only_new: bool,
}

/// Active, voided or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum PairState {
    /// All.
    #[default]
    All,
    /// Not voided.
    Active,
    /// Voided.
    Voided,
}

/// Which events: every given part must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventFilter {
    /// From this instant on.
    pub since: Option<Millis>,
    /// Before this instant.
    pub until: Option<Millis>,
    /// Verdict name.
    pub verdict: Option<String>,
    /// Reason name.
    pub reason: Option<String>,
    /// Source (gun).
    pub source: Option<String>,
    /// Only events of kind `scan` and `timeout`.
    pub scans_only: bool,
    /// Contained in DK, SN or the raw text (any letter case).
    pub search: String,
}

/// Counts of one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Start of the hour, ms UTC.
    pub hour: Millis,
    /// Pairs made.
    pub good: u64,
    /// Scans rejected.
    pub bad: u64,
    /// Pairs made at the first try.
    pub first_pass: u64,
}

/// An order as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRecord {
    /// The rules.
    pub order: crate::order::Order,
    /// The file they were read from, whole.
    pub source: String,
    /// When it came.
    pub added: Millis,
    /// Open, prepared or closed.
    pub state: OrderState,
    /// Active pairs made under it.
    pub done: u64,
}

/// Where an order stands. One is open at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderState {
    /// Waiting to be opened.
    Prepared,
    /// The one the line works on.
    Open,
    /// Finished.
    Closed,
}

/// A relation file export, to be recorded once its files are on disk and read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExport {
    /// The export's event (kind `export`; detail = the manifest).
    pub event: NewEvent,
    /// Ids of the pairs in its files.
    pub pairs: Vec<i64>,
    /// Each file.
    pub files: Vec<ExportFile>,
}

/// One file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// File path as written.
    pub path: PathBuf,
    /// ProductKey of all its rows.
    pub pk: String,
    /// Rows below the header.
    pub rows: u64,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
}

/// An export on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRecord {
    /// Its id.
    pub id: i64,
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: String,
    /// Its files.
    pub files: Vec<ExportFile>,
    /// Pairs in it.
    pub pairs: u64,
}

/// The end of the chain: number and hash of the last event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainHead {
    /// Its sequence number; 0 = no event yet.
    pub seq: i64,
    /// Its hash, lower-case hex.
    pub hash: String,
}

/// What [`Reader::check`] found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// Events walked.
    pub events: u64,
    /// Pairs looked at.
    pub pairs: u64,
    /// Each fault, as a sentence.
    pub faults: Vec<String>,
}

/// Where the ledger of a data directory lies.
pub fn ledger_path(data: &Path) -> PathBuf {
    data.join("ledger.sqlite")
}

/// The handle to a ledger. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ledger {
    path: PathBuf,
}

/// Progress of long work: rows done, rows in all (0 = not known); return false to cancel.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> bool;

#[allow(unused_variables, clippy::unimplemented, missing_docs)]
impl Ledger {
    /// Opens (or, where there is no file, makes) the ledger at `path`; takes its lock; migrates.
    pub fn open(path: &Path) -> Result<Ledger, LedgerError> {
        unimplemented!()
    }
    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }
    /// A new reader: its own connection, query-only.
    pub fn reader(&self) -> Result<Reader, LedgerError> {
        unimplemented!()
    }
    /// Gives the next pair its id.
    pub fn reserve_pair_id(&self) -> i64 {
        unimplemented!()
    }
    /// Commits a pair, its claims, its event and its tally in one transaction; returns after it is
    /// durable. The pair takes its time and context from the event. An error means: the pair is
    /// certainly not there, or it could not be found out (then the ledger answers nothing but
    /// errors until it is opened again).
    pub fn pair(&self, pair: NewPair, event: NewEvent) -> Result<PairOutcome, LedgerError> {
        unimplemented!()
    }
    /// Appends events (and tallies rejected scans), durably, in order.
    pub fn append(&self, events: Vec<NewEvent>) -> Result<(), LedgerError> {
        unimplemented!()
    }
    /// Voids an active pair: event (kind `void`), row in `voids`, claims deleted.
    /// Ok(false): it was voided already, or is not there.
    pub fn void(&self, pair: i64, why: &str, event: NewEvent) -> Result<bool, LedgerError> {
        unimplemented!()
    }
    /// Adds an order (state `prepared`), with its event. The same rules again: Ok. Other rules under that name:
    /// [`LedgerError::OrderDiffers`].
    pub fn add_order(
        &self,
        order: &crate::order::Order,
        source: &str,
        event: NewEvent,
    ) -> Result<(), LedgerError> {
        unimplemented!()
    }
    /// Sets the state of an order, with its event. Opening one puts the open one back to `Prepared`.
    pub fn set_order_state(&self, name: &str, state: OrderState, event: NewEvent) -> Result<(), LedgerError> {
        unimplemented!()
    }
    /// Records an export: marks in small batches so that the line never waits long, then, in one
    /// transaction, the event, the files and the export that makes the marks count. Returns its id.
    pub fn record_export(&self, export: NewExport, progress: Progress<'_>) -> Result<i64, LedgerError> {
        unimplemented!()
    }
}

/// A reader: one connection, query-only, never in the writer's way. Not shared between threads
/// (make one for each), but can be sent.
#[derive(Debug)]
pub struct Reader {
    conn: rusqlite::Connection,
}

#[allow(unused_variables, clippy::unimplemented, missing_docs)]
impl Reader {
    /// The active pair a DK is in.
    pub fn active_by_dk(&self, dk: &str) -> Result<Option<Pair>, LedgerError> {
        unimplemented!()
    }
    /// The active pair an SN is in.
    pub fn active_by_sn(&self, sn: &str) -> Result<Option<Pair>, LedgerError> {
        unimplemented!()
    }
    /// The last pair this operator made at this station, voided or not.
    pub fn last_pair_of(&self, operator: &str, station: &str) -> Result<Option<Pair>, LedgerError> {
        unimplemented!()
    }
    /// Whether an SN was issued for a product.
    pub fn sn_issued(&self, pk: &str, sn: &str) -> Result<bool, LedgerError> {
        unimplemented!()
    }
    /// Whether a DK is on an order's list.
    pub fn dk_allowed(&self, order: &str, dk: &str) -> Result<bool, LedgerError> {
        unimplemented!()
    }
    /// Orders, newest first.
    pub fn orders(&self) -> Result<Vec<OrderRecord>, LedgerError> {
        unimplemented!()
    }
    /// One order.
    pub fn order(&self, name: &str) -> Result<Option<OrderRecord>, LedgerError> {
        unimplemented!()
    }
    /// The open order.
    pub fn open_order(&self) -> Result<Option<OrderRecord>, LedgerError> {
        unimplemented!()
    }
    /// Active pairs of an order (from the tallies, not by counting).
    pub fn done(&self, order: &str) -> Result<u64, LedgerError> {
        unimplemented!()
    }
    /// Hourly tallies of an order (`None`: of all) from `since` on, in time order.
    pub fn tallies(&self, order: Option<&str>, since: Millis) -> Result<Vec<Tally>, LedgerError> {
        unimplemented!()
    }
    /// How many pairs match.
    pub fn count_pairs(&self, filter: &PairFilter) -> Result<u64, LedgerError> {
        unimplemented!()
    }
    /// Pairs that match, newest first, `limit` from `offset` (positions in that listing) on.
    pub fn page_pairs(&self, filter: &PairFilter, offset: u64, limit: u64) -> Result<Vec<Pair>, LedgerError> {
        unimplemented!()
    }
    /// Every pair that matches, oldest first, one at a time, in constant memory. The callback
    /// returns false to stop ([`LedgerError::Cancelled`]).
    pub fn each_pair(
        &self,
        filter: &PairFilter,
        each: &mut dyn FnMut(&Pair) -> bool,
    ) -> Result<(), LedgerError> {
        unimplemented!()
    }
    /// How many events match.
    pub fn count_events(&self, filter: &EventFilter) -> Result<u64, LedgerError> {
        unimplemented!()
    }
    /// Events that match, newest first, `limit` from `offset` on.
    pub fn page_events(
        &self,
        filter: &EventFilter,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Event>, LedgerError> {
        unimplemented!()
    }
    /// Every event that matches, oldest first, in constant memory; false stops.
    pub fn each_event(
        &self,
        filter: &EventFilter,
        each: &mut dyn FnMut(&Event) -> bool,
    ) -> Result<(), LedgerError> {
        unimplemented!()
    }
    /// The end of the chain.
    pub fn chain_head(&self) -> Result<ChainHead, LedgerError> {
        unimplemented!()
    }
    /// Exports, newest first.
    pub fn exports(&self) -> Result<Vec<ExportRecord>, LedgerError> {
        unimplemented!()
    }
    /// Integrity, constraints, claims against pairs, tallies, and the chain of events; progress in events.
    pub fn check(&self, progress: Progress<'_>) -> Result<CheckReport, LedgerError> {
        unimplemented!()
    }
    /// Interrupts a running query from another thread.
    pub fn interrupt_handle(&self) -> rusqlite::InterruptHandle {
        self.conn.get_interrupt_handle()
    }
}
