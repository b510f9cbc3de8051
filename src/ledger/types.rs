//! The ledger's vocabulary: what goes in, what comes out, and what is asked for.

use super::handover::{Platform, PlatformState};

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

/// Reasons that are about the test of the alarms.
const ABOUT_THE_TEST: [&str; 4] = ["challenge_due", "challenge_label", "in_challenge", "nothing_asked"];

/// One thing that happened. `seq` and the hashes are the ledger's to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// When.
    pub stamp: Stamp,
    /// Where and by whom.
    pub context: Context,
    /// `scan`, `timeout`, `ack`, `cancel`, `void`, `export`, `export_again`, `answer`, `correction`, `import`, `order`, `login`, `mode`, `start` (with what the run before has left, if it was broken off), `stop`, `crash` (in place of a `stop`), `fault`,
    /// `replace` (it began; what came of it is a `void` and a `scan`, or a `cancel`),
    /// `training` (a scan that counts for nothing), `training_begin`, `training_end`; `challenge` (a scan of
    /// a test of the alarms, which counts for nothing either), `challenge_begin`, `challenge_end`; `clock` (the
    /// system clock jumped); and the ledger's own `key` (another key seals from here on), `cut` (it ended
    /// otherwise when it was closed).
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

    /// Whether it is counted as a bad scan: a refusal of the line's own work, not one that only says that the
    /// alarms are to be tested, or are being tested.
    pub fn is_bad(&self) -> bool {
        let of_work = matches!(self.kind, "scan" | "timeout");
        of_work && counts_as_bad(self.verdict.as_bytes(), self.reason.as_bytes())
    }
}

/// Whether a scan with this verdict and reason counts as a bad one.
pub(super) fn counts_as_bad(verdict: &[u8], reason: &[u8]) -> bool {
    verdict == b"rejected" && ABOUT_THE_TEST.iter().all(|about| about.as_bytes() != reason)
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
    /// What the platform makes of it.
    pub platform: Platform,
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

/// A pair that takes the place of another one, of which it keeps the DK or the SN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReplacement {
    /// The active pair that is replaced.
    pub replaced: i64,
    /// Why, in the words given.
    pub why: String,
    /// The new pair, with its reserved id.
    pub pair: NewPair,
    /// The old pair's event (kind `void`); `replaced_by` in its detail is the new pair's id.
    pub void: NewEvent,
    /// The new pair's event; `replaces` in its detail is the old pair's id.
    pub event: NewEvent,
}

/// What came of [`super::Ledger::replace`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplaceOutcome {
    /// Durably committed: the old pair is void, the new one active.
    Replaced,
    /// The old pair is not active; nothing was written.
    NotActive,
    /// The old pair has exactly these keys; nothing was written.
    SamePair(Box<Pair>),
    /// A key is in an active pair that is not the one to be replaced; nothing was written.
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
    /// Calendar day of pairing (the local clock's, then); with `shift` or `production_day`, the day the
    /// shift began.
    pub day: Option<i32>,
    /// The days are production days: a shift that passes midnight belongs to the day it began.
    pub production_day: bool,
    /// The last such day: with it, `day` is the first (without one, from the beginning on).
    pub until: Option<i32>,
    /// Shift name.
    pub shift: Option<String>,
    /// Order name.
    pub order: Option<String>,
    /// Operator's id.
    pub operator: Option<String>,
    /// Words, parted by blanks: each is contained in DK, SN, order or operator (any letter case).
    pub search: String,
    /// Active, voided or all.
    pub state: PairState,
    /// Only what was not handed over: in no relation file, and not imported.
    pub only_new: bool,
    /// Made here, imported or both.
    pub origin: Origin,
    /// How they stand at the platform.
    pub platform: Option<PlatformState>,
    /// In the files of this export.
    pub export: Option<i64>,
}

impl PairFilter {
    /// Whether a day lies in the range of days asked for.
    pub(super) fn has_day(&self, day: i32) -> bool {
        match (self.day, self.until) {
            (Some(only), None) => day == only,
            (first, last) => first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last),
        }
    }
}

/// Pairs found, as far as the search has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPairs {
    /// How many match, of those searched.
    pub total: u64,
    /// The page asked for, newest first.
    pub pairs: Vec<Pair>,
    /// How far the search has come; `None`: all pairs were searched, or nothing was searched for.
    pub searched: Option<Searched>,
    /// Why this search was a slow one: what keeps the search file from being written.
    pub trouble: Option<String>,
}

/// How far a search has come. It begins with the newest pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Searched {
    /// Pairs searched.
    pub pairs: u64,
    /// Pairs in all.
    pub of: u64,
}

/// How long a search may take before it answers with what it has.
pub struct Wait<'a> {
    /// Answer as soon as the page is full.
    pub page_only: bool,
    /// And in any case after this.
    pub at_most: std::time::Duration,
    /// Nobody wants the answer any more ([`super::LedgerError::Cancelled`]).
    pub cancelled: &'a dyn Fn() -> bool,
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
    /// It has had a pair, a voided one too: its rules stay as they are.
    pub begun: bool,
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

/// The end of the chain: number and hash of the last event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainHead {
    /// Its sequence number; 0 = no event yet.
    pub seq: i64,
    /// Its hash, lower-case hex.
    pub hash: String,
    /// Id of the key it is sealed with; `None`: it is not sealed.
    pub key: Option<String>,
}

/// What [`Reader::check`] found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// Events walked.
    pub events: u64,
    /// Pairs looked at.
    pub pairs: u64,
    /// Events whose seal is the one their key gives.
    pub sealed: u64,
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
