//! The poka-yoke state machine: which scans make a pair.
//!
//! Architecture invariant: pure. Time comes in with each input ([`Millis`]), what the ledger knows
//! comes in as [`Facts`], and what the ledger did comes back through [`Machine::settle`]. The same
//! inputs give the same verdicts, always.
//!
//! One scan is judged like this:
//!
//! ```text
//! scan ─ latched? ─ bounce? ─ control? ─ order open? ─ read well? ─ are the alarms proved? ─ the half
//! alone (product, lists, TAC, gun, the module's own word) ─ same kind twice? ─ step ─ planned
//!   ─ both halves there? ── no → Verdict module | device
//!           └─ yes ─ the module's own word → Step::Commit(keys) → ledger → settle → Verdict
//! ```
//!
//! Two things are done beside pairing. One half of a pair is replaced ([`Replacement`]): then the first
//! half must be the one that stays. And devices are verified ([`Mode::Verify`], [`Mode::VerifySticker`]):
//! then the record decides ([`Step::LookUp`]), and nothing is written but the scans.

mod judge;
mod machine;
mod replacement;
#[cfg(test)]
mod tests;
mod verdict;

pub use machine::Machine;
pub use replacement::{NoReplacement, PATIENCE_MS, Replacement};
pub use verdict::{Kind, Verdict};

use serde::{Deserialize, Serialize};

use crate::scan::Reading;

/// A point in time: milliseconds since 1970-01-01 UTC.
pub type Millis = i64;

/// The three keys of a pair, named so that no column can be mistaken for another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Keys {
    /// DeviceKey of the module.
    pub dk: String,
    /// ProductKey.
    pub pk: String,
    /// Serial number on the sticker.
    pub sn: String,
}

/// Which half of a pair a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The module's label.
    Module,
    /// The device's QR code.
    Device,
}

impl Side {
    /// The other one.
    pub fn other(self) -> Side {
        match self {
            Side::Module => Side::Device,
            Side::Device => Side::Module,
        }
    }

    /// Its name in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Module => "module",
            Side::Device => "device",
        }
    }
}

/// A half that is held, waiting for the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Half {
    /// A module.
    Module {
        /// DeviceKey.
        dk: String,
    },
    /// A device QR.
    Device {
        /// ProductKey.
        pk: String,
        /// Serial number.
        sn: String,
    },
}

impl Half {
    /// Which side it is.
    pub fn side(&self) -> Side {
        match self {
            Half::Module { .. } => Side::Module,
            Half::Device { .. } => Side::Device,
        }
    }

    /// The keys it brings; the other half's are empty.
    pub fn keys(&self) -> Keys {
        match self {
            Half::Module { dk } => Keys { dk: dk.clone(), ..Keys::default() },
            Half::Device { pk, sn } => Keys { pk: pk.clone(), sn: sn.clone(), ..Keys::default() },
        }
    }
}

/// The half held and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The half.
    pub half: Half,
    /// When it was scanned (or scanned again).
    pub at: Millis,
    /// The text it was read from.
    pub text: String,
    /// Which gun it came from.
    pub source: String,
    /// The only side that gun is there for.
    pub only: Option<Side>,
    /// Number of the scan it came from, as given in [`Scanned::n`].
    pub n: u64,
}

/// An active pair that was there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prior {
    /// Its id in the ledger.
    pub id: i64,
    /// Its keys.
    pub keys: Keys,
    /// When it was paired.
    pub at: Millis,
    /// Who paired it.
    pub operator: String,
    /// At which station.
    pub station: String,
}

/// What the ledger knows about the half just scanned, looked up before [`Machine::scan`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The active pair this DK (or this SN) is in.
    pub prior: Option<Prior>,
    /// Whether it is on the list the order binds it to; `None` where the order has no list.
    pub listed: Option<bool>,
    /// Pairs of this order so far.
    pub done: u64,
    /// What the module in the hand says itself.
    pub module: ModuleSays,
    /// Whether the shift owes a proof that the alarms work.
    pub proof: Proof,
}

/// Whether this shift has proved that the alarms work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Proof {
    /// It has, or nobody asks for it.
    #[default]
    Given,
    /// Not yet.
    Due,
    /// It tried, and an alarm was missing.
    Failed,
}

/// What the module that is connected says its key is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ModuleSays {
    /// Labels are not compared with modules here.
    #[default]
    NotAsked,
    /// No module answers.
    Silent,
    /// This, normalised as a label's DK is.
    Dk(String),
}

/// One scan as the machine takes it.
#[derive(Debug, Clone)]
pub struct Scanned<'a> {
    /// A running number the caller gives; verdicts about a held half carry it again.
    pub n: u64,
    /// When it was scanned.
    pub at: Millis,
    /// Which gun.
    pub source: &'a str,
    /// The only side that gun is there for; `None` = both.
    pub only: Option<Side>,
    /// A device is scanned with one gun: a half from another is not joined to the half held, unless one
    /// of the two guns is there for one side only.
    pub one_gun: bool,
    /// What it means.
    pub reading: &'a Reading,
    /// What the ledger knows.
    pub facts: Facts,
}

/// What is to be done after a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Step {
    /// The verdict is final.
    Done(Verdict),
    /// Both halves are here: commit them, then tell [`Machine::settle`] what came of it.
    Commit(Keys),
    /// Replacing, both halves here: void the old pair and commit these keys, at once, then
    /// [`Machine::settle_replacement`].
    Replace(Box<Replacement>, Keys),
    /// Verify mode, both halves here (of a sticker alone: the DK is empty): look the keys up, then
    /// [`Machine::settle_verify`].
    LookUp(Keys),
    /// Undo was asked for: void the last pair of this operator, then [`Machine::settle_undo`].
    Undo,
    /// A badge or an order card was read: apply it, then [`Machine::settle_control`].
    Control(crate::scan::Control),
}

/// What the ledger did with a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Durably committed under this id.
    Paired {
        /// The pair's id.
        id: i64,
    },
    /// Exactly this pair is active already.
    AlreadyPaired {
        /// The active pair.
        prior: Prior,
    },
    /// One or both keys are in other active pairs.
    Conflict {
        /// The pair that holds the DK, with another SN.
        by_dk: Option<Prior>,
        /// The pair that holds the SN, with another DK.
        by_sn: Option<Prior>,
    },
    /// It could not be committed; the pair is not there.
    NotRecorded,
    /// The pair that was to be replaced is not active any more; nothing was written.
    Gone,
}

/// What timed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedOut {
    /// Its verdict.
    pub verdict: Verdict,
    /// The half that was held; `None` = a replacement for which nothing was scanned.
    pub held: Option<Held>,
}

/// What became of an undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UndoOutcome {
    /// This pair was voided.
    Voided {
        /// Its id.
        id: i64,
        /// Its keys.
        keys: Keys,
    },
    /// The operator's last pair is voided already, or there is none.
    Nothing,
    /// The operator's last pair is in a relation file.
    Exported {
        /// The pair.
        prior: Prior,
    },
    /// The ledger could not record it.
    NotRecorded,
}

/// Who acknowledges a hard alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AckBy {
    /// The operator at the line.
    Operator,
    /// A supervisor.
    Supervisor,
}

/// What the line is doing with pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Making pairs.
    #[default]
    Pair,
    /// Comparing module and sticker with the record; nothing is written but the scans.
    Verify,
    /// Looking the sticker alone up: the record says which module is expected.
    VerifySticker,
}

impl Mode {
    /// Its name in the settings and in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Pair => "pair",
            Mode::Verify => "verify",
            Mode::VerifySticker => "verify_sticker",
        }
    }

    /// Whether it compares with the record and makes no pair.
    pub fn verifies(self) -> bool {
        self != Mode::Pair
    }
}
