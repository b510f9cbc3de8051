//! The state and the steps.

use super::judge::{self, Judgement};
use super::replacement::{self, PATIENCE_MS, Replacement};
use super::{
    AckBy, Half, Held, Keys, Kind, Millis, Mode, ModuleSays, Outcome, Prior, Proof, Scanned, Step, TimedOut,
    UndoOutcome, Verdict,
};
use crate::order::{Ack, Order};
use crate::scan::{Alarm, Code, Control, Hint, Reason};

/// Milliseconds within which a code is a gun's double reading while no order says otherwise.
const BOUNCE_MS_WITHOUT_ORDER: u32 = 800;

/// Milliseconds that a half waits while no order says otherwise, in verify mode.
const HALF_MS_WITHOUT_ORDER: Millis = 60_000;

/// By how much an input may be older than the one before without the clock having been set back: guns stamp
/// their codes on threads of their own.
const UNORDERED_MS: Millis = 2_000;

/// The machine. It holds at most one half, at most one latched alarm, and the last scan's text.
///
/// Architecture invariant: a latched alarm exists together neither with a held half nor with a
/// replacement; a hard alarm drops both, and nothing is held again before it is acknowledged.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    order: Option<Order>,
    mode: Mode,
    pub(super) held: Option<Held>,
    /// The pair that is being replaced; the half held is then the one of it that stays.
    pub(super) replacing: Option<Replacement>,
    latched: Option<Verdict>,
    pub(super) last: Option<Last>,
    /// The latest time that came in.
    seen: Option<Millis>,
    /// Something was rejected since the last pair: the next one is no first pass.
    spoiled: bool,
}

/// The last scan that was not a bounce itself, so that a stuttering gun extends nothing.
#[derive(Debug, Clone)]
pub(super) struct Last {
    text: String,
    at: Millis,
}

impl Machine {
    /// A machine with no open order.
    pub fn new() -> Machine {
        Machine::default()
    }

    /// The open order.
    pub fn order(&self) -> Option<&Order> {
        self.order.as_ref()
    }

    /// Opens an order (`None` closes). A half held under another order is dropped and returned, a
    /// replacement ends. A latched alarm stays.
    pub fn set_order(&mut self, order: Option<Order>) -> Option<Held> {
        let same = self.order == order;
        self.order = order;
        if same { None } else { self.cancel() }
    }

    /// Pairing or verifying.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The half held.
    pub fn held(&self) -> Option<&Held> {
        self.held.as_ref()
    }

    /// The verdict whose hard alarm is latched.
    pub fn latched(&self) -> Option<&Verdict> {
        self.latched.as_ref()
    }

    /// When the half held, or the step of a replacement, times out; the caller calls [`Machine::tick`]
    /// at or after it.
    pub fn deadline(&self) -> Option<Millis> {
        let since = self.held.as_ref().map(|held| held.at);
        let since = since.or(self.replacing.as_ref().map(|replacement| replacement.at))?;
        let order = self.order.as_ref();
        let wait = order.map_or(HALF_MS_WITHOUT_ORDER, |o| Millis::from(o.half_scan_timeout_s) * 1000);
        let wait = if self.replacing.is_some() { wait.max(PATIENCE_MS) } else { wait };
        Some(since.saturating_add(wait))
    }

    /// Whether nothing was rejected since the last pair: what a pair made now would be.
    pub fn first_pass_so_far(&self) -> bool {
        !self.spoiled
    }

    /// Judges one scan. `at` may run backwards (a clock set back): then nothing is a bounce and
    /// nothing times out, and what waits goes on waiting only as long as it still had. A half whose time is over is dropped silently here; callers that want
    /// its verdict call [`Machine::tick`] first.
    pub fn scan(&mut self, scan: &Scanned<'_>) -> Step {
        self.follow_clock(scan.at);
        if self.deadline().is_some_and(|deadline| scan.at >= deadline) {
            self.cancel();
        }
        let bounce = self.is_bounce(&scan.reading.text, scan.at);
        if !bounce {
            self.last = Some(Last { text: scan.reading.text.clone(), at: scan.at });
        }
        if self.latched.is_some() {
            return self.scan_latched(scan);
        }
        if bounce {
            return Step::Done(ignored(Reason::Bounce));
        }
        let half = match &scan.reading.code {
            Code::Control(control) => return self.obey(control),
            _ if self.order.is_none() && self.mode == Mode::Pair => {
                return self.refuse_scan(Verdict::rejected(Reason::NoOrder, Keys::default()));
            }
            Code::Refused { reason, hint } => {
                let verdict = Verdict::rejected(*reason, Keys::default());
                return self.refuse_scan(Verdict { hint: *hint, ..verdict });
            }
            Code::Module { dk, .. } => Half::Module { dk: dk.clone() },
            Code::Device { pk, sn } => Half::Device { pk: pk.clone(), sn: sn.clone() },
        };
        self.take_half(half, scan)
    }

    /// Keeps what waits as old as it is when the clock is set back: a half must not be held for the hours that
    /// the clock has to go through again. How long the clock was not seen then is not known, and counts for
    /// nothing.
    pub(super) fn follow_clock(&mut self, at: Millis) {
        let seen = self.seen.map_or(at, |seen| seen.max(at));
        self.seen = Some(seen);
        if at >= seen.saturating_sub(UNORDERED_MS) {
            return;
        }
        let by = at.saturating_sub(seen);
        for waits in [
            self.held.as_mut().map(|held| &mut held.at),
            self.replacing.as_mut().map(|replacement| &mut replacement.at),
        ] {
            waits.into_iter().for_each(|since| *since = since.saturating_add(by));
        }
        self.last = None;
        self.seen = Some(at);
    }

    /// Drops the half held if its time is over, and the replacement with it: their own verdict,
    /// `rejected`/`half_scan_timeout` (soft).
    pub fn tick(&mut self, at: Millis) -> Option<TimedOut> {
        self.follow_clock(at);
        if at < self.deadline()? {
            return None;
        }
        let verdict = match &self.replacing {
            Some(replacement) => {
                let keys = replacement.old.keys.clone();
                Verdict { hint: Some(Hint::Replacement), ..Verdict::rejected(Reason::HalfScanTimeout, keys) }
            }
            None => {
                let keys = self.held.as_ref().map(|held| held.half.keys()).unwrap_or_default();
                Verdict::rejected(Reason::HalfScanTimeout, keys)
            }
        };
        let verdict = self.refuse(verdict);
        Some(TimedOut { verdict, held: self.cancel() })
    }

    /// What the ledger did with the keys of [`Step::Commit`].
    pub fn settle(&mut self, keys: Keys, outcome: Outcome) -> Verdict {
        match outcome {
            Outcome::Paired { id } => {
                let first_pass = !std::mem::take(&mut self.spoiled);
                Verdict { pair: Some(id), first_pass, ..Verdict::of(Kind::Paired, keys) }
            }
            Outcome::AlreadyPaired { prior } => {
                Verdict { pair: Some(prior.id), prior: vec![prior], ..Verdict::of(Kind::AlreadyPaired, keys) }
            }
            Outcome::Conflict { by_dk, by_sn } => {
                let reason = match (&by_dk, &by_sn) {
                    (Some(_), Some(_)) => Reason::DuplicateBoth,
                    (Some(_), None) => Reason::DuplicateDk,
                    (None, Some(_)) => Reason::DuplicateSn,
                    // A conflict with nobody is a ledger that contradicts itself: fail closed.
                    (None, None) => Reason::NotRecorded,
                };
                let verdict = Verdict::rejected(reason, keys);
                self.refuse(Verdict { prior: distinct(by_dk, by_sn), ..verdict })
            }
            Outcome::NotRecorded => self.refuse(Verdict::rejected(Reason::NotRecorded, keys)),
            Outcome::Gone => self.refuse(Verdict::rejected(Reason::VerifyUnknown, keys)),
        }
    }

    /// What the ledger has for the keys of [`Step::LookUp`]: the pair that holds the DK, the pair
    /// that holds the SN. Of a sticker alone the verdict gets the DK from the record.
    pub fn settle_verify(&mut self, keys: Keys, by_dk: Option<Prior>, by_sn: Option<Prior>) -> Verdict {
        let prior = distinct(by_dk, by_sn);
        let sticker = keys.dk.is_empty();
        let fits = |on_record: &Keys| match sticker {
            true => (&on_record.pk, &on_record.sn) == (&keys.pk, &keys.sn),
            false => *on_record == keys,
        };
        match prior.as_slice() {
            [] => self.refuse(Verdict::rejected(Reason::VerifyUnknown, keys)),
            [only] if fits(&only.keys) => {
                let keys = only.keys.clone();
                Verdict { pair: Some(only.id), prior, ..Verdict::of(Kind::Verified, keys) }
            }
            _ => {
                // Of a sticker alone: this SN is on record, but not of this product.
                let reason = if sticker { Reason::VerifyUnknown } else { Reason::VerifyMismatch };
                let verdict = Verdict::rejected(reason, keys);
                self.refuse(Verdict { prior, ..verdict })
            }
        }
    }

    /// What became of [`Step::Undo`].
    pub fn settle_undo(&mut self, outcome: UndoOutcome) -> Verdict {
        match outcome {
            UndoOutcome::Voided { id, keys } => Verdict { pair: Some(id), keys, ..command(&Control::Undo) },
            UndoOutcome::Nothing => self.refuse(Verdict::rejected(Reason::NothingToUndo, Keys::default())),
            UndoOutcome::Exported { prior } => {
                let verdict = Verdict::rejected(Reason::UndoExported, prior.keys.clone());
                self.refuse(Verdict { pair: Some(prior.id), prior: vec![prior], ..verdict })
            }
            UndoOutcome::NotRecorded => self.refuse(Verdict::rejected(Reason::NotRecorded, Keys::default())),
        }
    }

    /// Whether the badge or order card of [`Step::Control`] was obeyed; `Err` carries why not
    /// (a reason without alarm, such as `latched`, makes it `ignored`).
    pub fn settle_control(&mut self, control: &Control, done: Result<(), Reason>) -> Verdict {
        match done {
            Ok(()) => command(control),
            Err(reason) if reason.alarm().is_none() => ignored(reason),
            Err(reason) => self.refuse(Verdict::rejected(reason, Keys::default())),
        }
    }

    /// Acknowledges the latched alarm. False: nothing is latched, or the order wants a supervisor.
    pub fn acknowledge(&mut self, by: AckBy) -> bool {
        let supervisor_only = self.order.as_ref().is_some_and(|order| order.ack == Ack::Supervisor);
        if by == AckBy::Operator && supervisor_only {
            return false;
        }
        self.latched.take().is_some()
    }

    /// Drops the half held, and the replacement it belongs to (button); returns the half.
    pub fn cancel(&mut self) -> Option<Held> {
        self.replacing = None;
        self.held.take()
    }

    /// Latches an alarm raised outside a scan (the ledger went away, say) and drops the half. A
    /// verdict without a hard alarm latches nothing.
    pub fn raise(&mut self, verdict: Verdict) {
        self.refuse(verdict);
    }

    /// Switches between pairing and verifying; a half held is then dropped and returned, for it
    /// was scanned to be something else, and a replacement ends. The mode that is on already changes
    /// nothing.
    pub fn set_mode(&mut self, mode: Mode) -> Option<Held> {
        if std::mem::replace(&mut self.mode, mode) == mode { None } else { self.cancel() }
    }

    /// The same text as the last scan, from whichever gun, within the order's `bounce_ms`.
    pub fn is_bounce(&self, text: &str, at: Millis) -> bool {
        let within = self.order.as_ref().map_or(BOUNCE_MS_WITHOUT_ORDER, |order| order.bounce_ms);
        self.last.as_ref().is_some_and(|last| {
            let age = at.saturating_sub(last.at);
            last.text == text && (0..Millis::from(within)).contains(&age)
        })
    }

    /// Under a latched alarm only an acknowledgement counts, or a badge that may be a supervisor's
    /// (the caller knows whose it is and calls [`Machine::acknowledge`]).
    fn scan_latched(&mut self, scan: &Scanned<'_>) -> Step {
        match &scan.reading.code {
            Code::Control(control @ Control::Acknowledge) if self.acknowledge(AckBy::Operator) => {
                Step::Done(command(control))
            }
            Code::Control(control @ Control::Badge(_)) => Step::Control(control.clone()),
            _ => Step::Done(ignored(Reason::Latched)),
        }
    }

    fn obey(&mut self, control: &Control) -> Step {
        let replaced = self.replacing.clone();
        let dropped = match control {
            Control::Badge(_) | Control::OrderCard(_) | Control::Challenge | Control::Yes | Control::No => {
                return Step::Control(control.clone());
            }
            Control::Undo if self.replacing.is_some() => {
                let verdict = Verdict::rejected(Reason::WrongStep, Keys::default());
                return self.refuse_scan(Verdict { hint: Some(Hint::FinishFirst), ..verdict });
            }
            Control::Undo => return Step::Undo,
            // Nothing is latched here: acknowledging nothing is obeyed, and does nothing.
            Control::Acknowledge => None,
            Control::Cancel => self.cancel(),
            Control::Verify => self.set_mode(Mode::Verify),
            Control::VerifySticker => self.set_mode(Mode::VerifySticker),
            Control::Pair => self.set_mode(Mode::Pair),
        };
        let ended = replaced.filter(|_| self.replacing.is_none()).map(|replacement| replacement.old);
        let replaces = ended.as_ref().map(|old| old.id);
        let keys = ended.map(|old| old.keys).or(dropped.map(|held| held.half.keys())).unwrap_or_default();
        Step::Done(Verdict { keys, replaces, ..command(control) })
    }

    /// What the rules make of a half, for what the line is doing.
    fn judge_half(&self, half: &Half, scan: &Scanned<'_>) -> Judgement {
        let held = self.held.as_ref();
        match (self.mode, &self.order, &self.replacing) {
            (Mode::Verify | Mode::VerifySticker, order, _) => {
                judge::verify(half, order.as_ref(), self.mode, held, scan)
            }
            (Mode::Pair, None, _) => Judgement::Refused(Reason::NoOrder),
            (Mode::Pair, Some(order), None) => judge::half(half, order, held, scan),
            (Mode::Pair, Some(order), Some(replacement)) => {
                replacement::judge(half, order, replacement, held, scan)
            }
        }
    }

    /// A well-read half: judged alone, then held, or joined to the half held.
    fn take_half(&mut self, half: Half, scan: &Scanned<'_>) -> Step {
        // A device that was begun is finished; the next one waits for the proof.
        if scan.facts.proof != Proof::Given && self.held.is_none() {
            let hint = (scan.facts.proof == Proof::Failed).then_some(Hint::ChallengeFailed);
            let verdict = Verdict::rejected(Reason::ChallengeDue, half.keys());
            return self.refuse_scan(Verdict { hint, ..verdict });
        }
        match self.judge_half(&half, scan) {
            Judgement::Refused(reason) => self.refuse_half(reason, half.keys(), scan),
            Judgement::PairRefused(reason, keys) => self.refuse_half(reason, keys, scan),
            Judgement::OtherDevice => self.refuse_scan(self.other_device(&half)),
            Judgement::WrongStep(hint) => {
                if matches!(hint, Hint::ModuleGun | Hint::DeviceGun | Hint::OtherGun) {
                    // The same code from the right gun, however soon, is no double reading.
                    self.last = None;
                }
                let verdict = Verdict::rejected(Reason::WrongStep, half.keys());
                self.refuse_scan(Verdict { hint: Some(hint), ..verdict })
            }
            Judgement::Completes(keys) => {
                self.held = None;
                match (self.mode, &self.replacing) {
                    (Mode::Pair, None) => Step::Commit(keys),
                    (Mode::Pair, Some(replacement)) => Step::Replace(Box::new(replacement.clone()), keys),
                    (Mode::Verify | Mode::VerifySticker, _) => Step::LookUp(keys),
                }
            }
            Judgement::Waits => {
                let kind = match half {
                    Half::Module { .. } => Kind::Module,
                    Half::Device { .. } => Kind::Device,
                };
                let prior = scan.facts.prior.iter().cloned().collect();
                let verdict = Verdict { prior, ..Verdict::of(kind, half.keys()) };
                self.held = Some(Held {
                    half,
                    at: scan.at,
                    text: scan.reading.text.clone(),
                    source: scan.source.to_owned(),
                    only: scan.only,
                    n: scan.n,
                });
                Step::Done(verdict)
            }
        }
    }

    /// Refuses what an order's rules do not take.
    fn refuse_half(&mut self, reason: Reason, keys: Keys, scan: &Scanned<'_>) -> Step {
        let said = match &scan.facts.module {
            ModuleSays::Dk(said) if reason == Reason::ModuleDisagrees => Some(said.clone()),
            _ => None,
        };
        self.refuse_scan(Verdict { said, ..Verdict::rejected(reason, keys) })
    }

    fn refuse_scan(&mut self, verdict: Verdict) -> Step {
        Step::Done(self.refuse(verdict))
    }

    /// Every refusal passes here: the first-pass mark goes, and a hard alarm latches, drops the half
    /// and ends the replacement.
    fn refuse(&mut self, verdict: Verdict) -> Verdict {
        // That the alarms are to be tested says nothing of the device.
        self.spoiled |= !verdict.reason.is_some_and(Reason::is_about_the_test);
        let replaces = self.replacing.as_ref().map(|replacement| replacement.old.id);
        let verdict = Verdict { replaces, ..verdict };
        if verdict.alarm() == Some(Alarm::Hard) {
            self.cancel();
            self.latched = Some(verdict.clone());
        }
        verdict
    }
}

fn command(control: &Control) -> Verdict {
    Verdict { command: Some(control.as_str()), ..Verdict::of(Kind::Command, Keys::default()) }
}

fn ignored(reason: Reason) -> Verdict {
    Verdict { reason: Some(reason), ..Verdict::of(Kind::Ignored, Keys::default()) }
}

/// The pairs two look-ups found, DK's first, the same pair once.
fn distinct(by_dk: Option<Prior>, by_sn: Option<Prior>) -> Vec<Prior> {
    let by_sn = by_sn.filter(|sn| by_dk.as_ref().is_none_or(|dk| dk.id != sn.id));
    by_dk.into_iter().chain(by_sn).collect()
}
