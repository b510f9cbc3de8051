//! The verdict of one scan: the contract's vocabulary.

use super::{Keys, Prior};
use crate::scan::{Alarm, Hint, Reason};

/// What a scan came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A module code is accepted as the first half.
    Module,
    /// A device QR is accepted as the first half.
    Device,
    /// Both halves fit, and the pair is durably committed.
    Paired,
    /// Exactly this pair is active already.
    AlreadyPaired,
    /// Verify mode: the pair on the bench is the pair on record.
    Verified,
    /// Refused, with a reason.
    Rejected,
    /// Deliberately not used, with a reason.
    Ignored,
    /// A control barcode was obeyed.
    Command,
}

impl Kind {
    /// Every kind, in the contract's order.
    pub const ALL: &'static [Kind] = &[
        Kind::Module,
        Kind::Device,
        Kind::Paired,
        Kind::AlreadyPaired,
        Kind::Verified,
        Kind::Rejected,
        Kind::Ignored,
        Kind::Command,
    ];

    /// Its name in JSON and in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Module => "module",
            Kind::Device => "device",
            Kind::Paired => "paired",
            Kind::AlreadyPaired => "already_paired",
            Kind::Verified => "verified",
            Kind::Rejected => "rejected",
            Kind::Ignored => "ignored",
            Kind::Command => "command",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|k| k.as_str() == name)
    }
}

/// The verdict of one scan, complete: what the screen shows, the log keeps and JSON prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What it came to.
    pub kind: Kind,
    /// Why, for [`Kind::Rejected`] and [`Kind::Ignored`].
    pub reason: Option<Reason>,
    /// What exactly.
    pub hint: Option<Hint>,
    /// The keys known at this point; empty strings where not known.
    pub keys: Keys,
    /// The pair's id: made now, or confirmed.
    pub pair: Option<i64>,
    /// The earlier pairs this one collides with or repeats.
    pub prior: Vec<Prior>,
    /// What the module itself says its key is, for [`Reason::ModuleDisagrees`].
    pub said: Option<String>,
    /// The control barcode's name, for [`Kind::Command`].
    pub command: Option<&'static str>,
    /// The pair whose place it takes, or was to take: a pair is being replaced.
    pub replaces: Option<i64>,
    /// The pair came at the first try: nothing was rejected since the one before.
    pub first_pass: bool,
}

impl Verdict {
    /// A verdict without reason, pair or prior.
    pub fn of(kind: Kind, keys: Keys) -> Verdict {
        Verdict {
            kind,
            reason: None,
            hint: None,
            keys,
            pair: None,
            prior: Vec::new(),
            said: None,
            command: None,
            replaces: None,
            first_pass: false,
        }
    }

    /// A refusal.
    pub fn rejected(reason: Reason, keys: Keys) -> Verdict {
        Verdict { reason: Some(reason), ..Verdict::of(Kind::Rejected, keys) }
    }

    /// How loud it is.
    pub fn alarm(&self) -> Option<Alarm> {
        self.reason.filter(|_| self.kind == Kind::Rejected).and_then(Reason::alarm)
    }
}
