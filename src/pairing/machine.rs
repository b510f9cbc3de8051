//! The state and the steps.

use super::{
    AckBy, Facts, Half, Held, Keys, Millis, Mode, Outcome, Prior, Scanned, Step, UndoOutcome, Verdict,
};
use crate::order::Order;

/// The machine. It holds at most one half, at most one latched alarm, and the last scan's text.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    order: Option<Order>,
    mode: Mode,
    // … the rest is private
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

    /// Opens an order (`None` closes). A half held under another order is dropped and returned.
    /// A latched alarm stays.
    pub fn set_order(&mut self, order: Option<Order>) -> Option<Held> {
        self.order = order;
        None
    }

    /// Pairing or verifying.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The half held.
    pub fn held(&self) -> Option<&Held> {
        None
    }

    /// The verdict whose hard alarm is latched.
    pub fn latched(&self) -> Option<&Verdict> {
        None
    }

    /// When the half held times out; the caller calls [`Machine::tick`] at or after it.
    pub fn deadline(&self) -> Option<Millis> {
        None
    }

    /// Judges one scan. `at` may run backwards (a clock set back): then nothing is a bounce and
    /// nothing times out. A half whose time is over is dropped silently here; callers that want
    /// its verdict call [`Machine::tick`] first.
    pub fn scan(&mut self, _scan: &Scanned<'_>) -> Step {
        Step::Undo
    }

    /// Drops the half held if its time is over: its own verdict, `rejected`/`half_scan_timeout`
    /// (soft), and the half.
    pub fn tick(&mut self, _at: Millis) -> Option<(Verdict, Held)> {
        None
    }

    /// What the ledger did with the keys of [`Step::Commit`].
    pub fn settle(&mut self, keys: Keys, _outcome: Outcome) -> Verdict {
        Verdict::of(super::Kind::Paired, keys)
    }

    /// What the ledger has for the keys of [`Step::LookUp`]: the pair that holds the DK, the pair
    /// that holds the SN.
    pub fn settle_verify(&mut self, keys: Keys, _by_dk: Option<Prior>, _by_sn: Option<Prior>) -> Verdict {
        Verdict::of(super::Kind::Verified, keys)
    }

    /// What became of [`Step::Undo`].
    pub fn settle_undo(&mut self, _outcome: UndoOutcome) -> Verdict {
        Verdict::of(super::Kind::Command, Keys::default())
    }

    /// Whether the badge or order card of [`Step::Control`] was obeyed; `Err` carries why not.
    pub fn settle_control(
        &mut self,
        control: &crate::scan::Control,
        _done: Result<(), crate::scan::Reason>,
    ) -> Verdict {
        Verdict { command: Some(control.as_str()), ..Verdict::of(super::Kind::Command, Keys::default()) }
    }

    /// Acknowledges the latched alarm. False: nothing is latched, or the order wants a supervisor.
    pub fn acknowledge(&mut self, _by: AckBy) -> bool {
        false
    }

    /// Drops the half held (button); returns it.
    pub fn cancel(&mut self) -> Option<Held> {
        None
    }

    /// Latches an alarm raised outside a scan (the ledger went away, say) and drops the half.
    pub fn raise(&mut self, _verdict: Verdict) {}

    /// Switches between pairing and verifying; a half held is dropped and returned.
    pub fn set_mode(&mut self, mode: Mode) -> Option<Held> {
        self.mode = mode;
        None
    }
}

#[allow(dead_code)]
fn _shape(_: Facts, _: Half) {}
