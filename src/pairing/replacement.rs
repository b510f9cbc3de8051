//! Pairing again: one half of an active pair is replaced, as one guided act.
//!
//! ```text
//! begin ──► the half that stays is scanned ──► the new half ──► Step::Replace ──► settle_replacement
//!           (the proof that the right device is in the hand)     one commit: old void, new paired
//! ```
//!
//! The half that stays is the half held ([`Machine::held`]), and waits longer than in everyday work: a
//! sticker must be peeled off in between. A hard alarm, a time-out, a cancel, another order and another
//! mode end the replacement; the old pair is then as it was, for nothing was written.

use super::judge::{self, Judgement};
use super::{Half, Held, Keys, Kind, Machine, Millis, Mode, Outcome, Prior, Scanned, Side, Verdict};
use crate::order::Order;
use crate::scan::{Hint, Reason};

/// Milliseconds that each step of a replacement may take, where the order's own time for a half is not
/// longer.
pub const PATIENCE_MS: Millis = 300_000;

/// What is to be replaced, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The active pair.
    pub old: Prior,
    /// The order it was made under: in this order's plan its place is the new pair's.
    pub order: String,
    /// The half that is replaced; the other one stays.
    pub side: Side,
    /// Why, in the words given.
    pub why: String,
    /// Since when.
    pub at: Millis,
}

impl Replacement {
    /// The half that stays.
    pub fn kept(&self) -> Half {
        self.half(self.side.other())
    }

    /// The half that is replaced.
    pub fn replaced(&self) -> Half {
        self.half(self.side)
    }

    fn half(&self, side: Side) -> Half {
        let Keys { dk, pk, sn } = self.old.keys.clone();
        match side {
            Side::Module => Half::Module { dk },
            Side::Device => Half::Device { pk, sn },
        }
    }
}

/// Why a replacement cannot begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoReplacement {
    /// A hard alarm is latched.
    Latched,
    /// The line verifies, and makes no pairs.
    Verifying,
    /// No order of the pair's product is open.
    OtherProduct,
}

/// Replacing.
impl Machine {
    /// What is being replaced.
    pub fn replacement(&self) -> Option<&Replacement> {
        self.replacing.as_ref()
    }

    /// Whether this could begin now: nothing changes.
    pub fn may_replace(&self, product_key: &str) -> Result<(), NoReplacement> {
        if self.latched().is_some() {
            return Err(NoReplacement::Latched);
        }
        if self.mode() != Mode::Pair {
            return Err(NoReplacement::Verifying);
        }
        match self.order() {
            Some(order) if order.product_key == product_key => Ok(()),
            _ => Err(NoReplacement::OtherProduct),
        }
    }

    /// Begins a replacement, in place of one under way. A half held is dropped and returned: it was
    /// scanned for another pair.
    pub fn begin_replacement(&mut self, replacement: Replacement) -> Result<Option<Held>, NoReplacement> {
        self.may_replace(&replacement.old.keys.pk)?;
        self.follow_clock(replacement.at);
        self.replacing = Some(replacement);
        // The half that stays is often the last thing that was scanned.
        self.last = None;
        Ok(self.held.take())
    }

    /// What the ledger did with the keys of [`super::Step::Replace`].
    pub fn settle_replacement(&mut self, keys: Keys, outcome: Outcome) -> Verdict {
        let replaces = self.replacing.as_ref().map(|replacement| replacement.old.id);
        let verdict = match outcome {
            // Rework is no first pass, and does not wash off what the device at the line has met.
            Outcome::Paired { id } => Verdict { pair: Some(id), replaces, ..Verdict::of(Kind::Paired, keys) },
            other => self.settle(keys, other),
        };
        self.replacing = None;
        verdict
    }

    /// The refusal of another device's half where that of this one was to prove which it is.
    pub(super) fn other_device(&self, half: &Half) -> Verdict {
        let prior = self.replacing.iter().map(|replacement| replacement.old.clone()).collect();
        let verdict = Verdict::rejected(Reason::VerifyMismatch, half.keys());
        Verdict { hint: Some(Hint::OtherDevice), prior, ..verdict }
    }
}

/// Judges a half while a pair is replaced: the half that stays by being that one, the new half by every
/// rule of the order.
pub(super) fn judge(
    half: &Half,
    order: &Order,
    replacement: &Replacement,
    held: Option<&Held>,
    scan: &Scanned<'_>,
) -> Judgement {
    if half.side() != replacement.side {
        return judge::wrong_gun(half, held, scan).unwrap_or_else(|| kept(half, replacement, scan));
    }
    if held.is_none() {
        return Judgement::WrongStep(Hint::KeptFirst);
    }
    if *half == replacement.replaced() {
        return Judgement::WrongStep(Hint::OldCode);
    }
    let mut scan = scan.clone();
    if replacement.order == order.name {
        scan.facts.done = scan.facts.done.saturating_sub(1);
    }
    judge::half(half, order, held, &scan)
}

/// The half that stays.
fn kept(half: &Half, replacement: &Replacement, scan: &Scanned<'_>) -> Judgement {
    if *half != replacement.kept() {
        return Judgement::OtherDevice;
    }
    judge::own_word(half, scan).map_or(Judgement::Waits, Judgement::Refused)
}
