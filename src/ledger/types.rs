//! The ledger's vocabulary: what goes in, what comes out, and what is asked for.

use std::path::PathBuf;

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
    /// `scan`, `timeout`, `ack`, `cancel`, `void`, `export`, `import`, `order`, `login`, `mode`, `start`, `stop`, `fault`,
    /// `training` (a scan that counts for nothing), `training_begin`, `training_end`; `challenge` (a scan of
    /// a test of the alarms, which counts for nothing either), `challenge_begin`, `challenge_end`.
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

impl NewEvent {
    /// An event of which nothing else is known yet.
    pub fn new(stamp: Stamp, context: Context, kind: &'static str) -> NewEvent {
        NewEvent {
            stamp,
            context,
            kind,
            source: String::new(),
            raw: Vec::new(),
            verdict: String::new(),
            reason: String::new(),
            hint: String::new(),
            rule: String::new(),
            dk: String::new(),
            pk: String::new(),
            sn: String::new(),
            pair: None,
            detail: String::new(),
            first_pass: false,
        }
    }

    /// Whether it is tallied as a bad scan.
    pub(super) fn is_bad(&self) -> bool {
        self.verdict == "rejected" && !matches!(self.kind, "training" | "challenge")
    }
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
    /// Is in at least one relation file, or was handed over before it was imported.
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
    /// Only what was not handed over: in no relation file, and not imported.
    pub only_new: bool,
    /// Made here, imported or both.
    pub origin: Origin,
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

/// Where pairs were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Origin {
    /// Anywhere.
    #[default]
    Any,
    /// At a station with this ledger.
    Made,
    /// Elsewhere, and taken over ([`super::Ledger::import_pairs`]).
    Imported,
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
    /// The detail of its event, as it was given.
    pub detail: String,
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

/// Progress of long work: rows done, rows in all (0 = not known); return false to cancel.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> bool;

/// Keys for a list that binds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListKeys {
    /// SNs issued for a product.
    IssuedSns {
        /// ProductKey.
        pk: String,
        /// The SNs.
        sns: Vec<String>,
    },
    /// DKs allowed in an order.
    AllowedDks {
        /// The order's name.
        order: String,
        /// The DKs.
        dks: Vec<String>,
    },
}

/// How far a list that binds is used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListCount {
    /// The product key of issued SNs, the order's name of allowed modules.
    pub of: String,
    /// Keys on the list.
    pub listed: u64,
    /// Of them, in an active pair.
    pub paired: u64,
    /// Of them, in no active pair, but in one that was voided.
    pub voided: u64,
}

impl ListCount {
    /// Keys that were never in a pair.
    pub fn left(&self) -> u64 {
        self.listed.saturating_sub(self.paired + self.voided)
    }
}
