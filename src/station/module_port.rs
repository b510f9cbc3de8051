//! The module port at the line: when what a module says is handed to the rules, as a scan.
//!
//! ```text
//! source  a module appears ─────────────► its IMEI        (unless the order wants the device first)
//!         a device code comes, no half ─► its IMEI first  (again: the half may have timed out)
//!         a device half waits ──────────► its IMEI after
//!         it goes while its half waits ─► PSCMDCANCEL
//! check   a module appears ─────────────► its IMEI        (the core compares labels with it)
//!         it goes ──────────────────────► PSCMDCANCEL
//! ```
//!
//! Architecture invariants:
//! * Pure: it decides; the line feeds. What is fed goes the way of every scan, so the ledger and a
//!   recording have it.
//! * As a source a module is offered for every device code, also when its pair was just made: whoever
//!   forgot to change modules gets `duplicate_dk`, and the same sticker again `already_paired`.
//! * Nothing is fed that would raise an alarm about nothing: without an order to pair for, while stickers
//!   are verified alone, under a latched alarm,
//!   during a check-up, or against the order's own sequence.

use super::view::ModulePortView;
use crate::order::ScanOrder;
use crate::pairing::{Kind, Machine, Mode, Replacement, Side, Verdict};
use crate::scan::{Alarm, Reason};
use crate::scanner::module::{ModuleSettings, ModuleUse};

/// What takes the half back that a module brought.
const CANCEL: &str = "PSCMDCANCEL";

/// The module port, and the module at it.
#[derive(Debug, Default)]
pub(super) struct ModulePort {
    settings: Option<ModuleSettings>,
    imei: Option<String>,
    /// The rules refused this module's IMEI: it is not offered before a device code, but after one, so
    /// that this is what the operator sees.
    refused: bool,
}

/// What the line is at, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hand {
    /// The sequence of the halves: the open order's, or that of a replacement, where the half that stays
    /// comes first; `None` = no module is wanted.
    order: Option<ScanOrder>,
    latched: bool,
    held: InHand,
    /// A check-up goes on: no scan reaches the line.
    paused: bool,
}

/// The half held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InHand {
    Nothing,
    Device,
    /// A module's, from a gun.
    Label,
    /// A module's, from this port.
    Module,
}

impl Hand {
    /// What the machine holds.
    pub(super) fn of(machine: &Machine, port: &ModulePort, paused: bool) -> Hand {
        let held = match machine.held() {
            None => InHand::Nothing,
            Some(held) if held.half.side() == Side::Device => InHand::Device,
            Some(held) if port.name() == Some(&held.source) => InHand::Module,
            Some(_) => InHand::Label,
        };
        let order = match (machine.mode(), machine.replacement()) {
            (Mode::VerifySticker, _) => None,
            (Mode::Verify, _) => Some(machine.order().map_or(ScanOrder::Any, |order| order.scan_order)),
            (Mode::Pair, Some(Replacement { side: Side::Module, .. })) => Some(ScanOrder::DeviceFirst),
            (Mode::Pair, Some(Replacement { side: Side::Device, .. })) => Some(ScanOrder::ModuleFirst),
            (Mode::Pair, None) => machine.order().map(|order| order.scan_order),
        };
        Hand { order, latched: machine.latched().is_some(), held, paused }
    }
}

impl ModulePort {
    /// Takes over how the port is set.
    pub(super) fn set(&mut self, settings: Option<&ModuleSettings>) {
        if self.settings.as_ref() != settings {
            *self = ModulePort { settings: settings.cloned(), ..ModulePort::default() };
        }
    }

    /// Is it set like this?
    pub(super) fn is_set(&self, settings: Option<&ModuleSettings>) -> bool {
        self.settings.as_ref() == settings
    }

    /// Its name, the source of what is fed.
    pub(super) fn name(&self) -> Option<&str> {
        self.settings.as_ref().map(|settings| settings.name.as_str())
    }

    /// What the screen shows of it.
    pub(super) fn view(&self) -> Option<ModulePortView> {
        let purpose = self.settings.as_ref()?.purpose;
        Some(ModulePortView { purpose, imei: self.imei.clone() })
    }

    /// Does a module answer that may be half of a pair?
    pub(super) fn offers(&self) -> bool {
        self.is(ModuleUse::Source) && self.imei.is_some()
    }

    /// Another module answers, or none any more: what to feed, in order.
    pub(super) fn heard(&mut self, imei: Option<String>, hand: Hand) -> Vec<String> {
        if self.settings.is_none() {
            return Vec::new();
        }
        self.imei = imei;
        self.refused = false;
        if self.is(ModuleUse::Check) {
            return vec![self.imei.clone().unwrap_or_else(|| CANCEL.to_owned())];
        }
        let cancel = (hand.held == InHand::Module).then(|| CANCEL.to_owned());
        let hand = Hand { held: if cancel.is_some() { InHand::Nothing } else { hand.held }, ..hand };
        cancel.into_iter().chain(self.appeared(hand)).collect()
    }

    fn appeared(&self, hand: Hand) -> Option<String> {
        let fits = hand.held != InHand::Nothing || hand.order != Some(ScanOrder::DeviceFirst);
        self.imei.clone().filter(|_| fits && !hand.paused && listens(hand))
    }

    /// A device code is going to be judged: what to feed before it.
    pub(super) fn before_device(&self, hand: Hand) -> Option<String> {
        let fits = hand.held == InHand::Nothing && hand.order != Some(ScanOrder::DeviceFirst);
        self.imei.clone().filter(|_| self.offers() && fits && !self.refused && listens(hand))
    }

    /// A device code was judged: what to feed after it.
    pub(super) fn after_device(&self, verdict: &Verdict, hand: Hand) -> Option<String> {
        let waits = hand.held == InHand::Device;
        let why = self.refused && verdict.reason == Some(Reason::WrongStep);
        self.imei.clone().filter(|_| self.offers() && (waits || why) && listens(hand))
    }

    /// What came of something that was fed.
    pub(super) fn judged(&mut self, verdict: &Verdict) {
        self.refused = verdict.kind == Kind::Rejected && verdict.alarm() == Some(Alarm::Soft);
    }

    fn is(&self, purpose: ModuleUse) -> bool {
        self.settings.as_ref().is_some_and(|settings| settings.purpose == purpose)
    }
}

/// Would the rules take a half now?
fn listens(hand: Hand) -> bool {
    hand.order.is_some() && !hand.latched
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pairing::Keys;

    const A: &str = "863950069494278";
    const B: &str = "863950068662495";

    const IDLE: Hand =
        Hand { order: Some(ScanOrder::Any), latched: false, held: InHand::Nothing, paused: false };

    fn port(purpose: ModuleUse, imei: Option<&str>) -> ModulePort {
        let settings = Some(ModuleSettings { purpose, ..ModuleSettings::new("x") });
        ModulePort { settings, imei: imei.map(str::to_owned), refused: false }
    }

    fn held(held: InHand) -> Hand {
        Hand { held, ..IDLE }
    }

    fn first(order: ScanOrder) -> Hand {
        Hand { order: Some(order), ..IDLE }
    }

    #[test]
    fn a_module_that_comes_or_goes() {
        let check = |purpose, before: Option<&str>, now: Option<&str>, hand: Hand, expect: &[&str]| {
            let mut port = port(purpose, before);
            assert_eq!(port.heard(now.map(str::to_owned), hand), expect, "{purpose:?} {now:?} {hand:?}");
            assert_eq!(port.view().unwrap().imei.as_deref(), now);
        };
        let source = |before, now, hand, expect: &[&str]| check(ModuleUse::Source, before, now, hand, expect);
        source(None, Some(A), IDLE, &[A]);
        source(None, Some(A), first(ScanOrder::ModuleFirst), &[A]);
        source(None, Some(A), first(ScanOrder::DeviceFirst), &[]);
        source(None, Some(A), Hand { held: InHand::Device, ..first(ScanOrder::DeviceFirst) }, &[A]);
        source(None, Some(A), held(InHand::Device), &[A]);
        source(None, Some(A), held(InHand::Label), &[A]);
        source(None, Some(A), Hand { order: None, ..IDLE }, &[]);
        source(None, Some(A), Hand { latched: true, ..IDLE }, &[]);
        source(None, Some(A), Hand { paused: true, ..IDLE }, &[]);
        source(Some(A), None, IDLE, &[]);
        source(Some(A), None, held(InHand::Device), &[]);
        source(Some(A), None, held(InHand::Label), &[]);
        source(Some(A), None, held(InHand::Module), &[CANCEL]);
        source(Some(A), Some(B), held(InHand::Module), &[CANCEL, B]);
        source(Some(A), Some(B), Hand { paused: true, ..held(InHand::Module) }, &[CANCEL]);
        for hand in [IDLE, held(InHand::Module), Hand { latched: true, paused: true, order: None, ..IDLE }] {
            check(ModuleUse::Check, None, Some(A), hand, &[A]);
            check(ModuleUse::Check, Some(A), Some(B), hand, &[B]);
            check(ModuleUse::Check, Some(A), None, hand, &[CANCEL]);
        }
        assert!(ModulePort::default().heard(Some(A.to_owned()), IDLE).is_empty());
    }

    #[test]
    fn a_device_code_gets_the_module_that_is_there() {
        let there = port(ModuleUse::Source, Some(A));
        let check = |port: &ModulePort, hand: Hand, expect: bool| {
            assert_eq!(port.before_device(hand).is_some(), expect, "{port:?} {hand:?}");
        };
        check(&there, IDLE, true);
        check(&there, first(ScanOrder::ModuleFirst), true);
        check(&there, first(ScanOrder::DeviceFirst), false);
        check(&there, held(InHand::Module), false);
        check(&there, held(InHand::Label), false);
        check(&there, held(InHand::Device), false);
        check(&there, Hand { latched: true, ..IDLE }, false);
        check(&there, Hand { order: None, ..IDLE }, false);
        check(&port(ModuleUse::Source, None), IDLE, false);
        check(&port(ModuleUse::Check, Some(A)), IDLE, false);
        check(&ModulePort::default(), IDLE, false);

        let device = Verdict::of(Kind::Device, Keys::default());
        assert_eq!(there.after_device(&device, held(InHand::Device)).as_deref(), Some(A));
        assert_eq!(there.after_device(&device, IDLE), None);
        assert_eq!(port(ModuleUse::Check, Some(A)).after_device(&device, held(InHand::Device)), None);
        assert_eq!(port(ModuleUse::Source, None).after_device(&device, held(InHand::Device)), None);
    }

    #[test]
    fn a_module_that_was_refused_is_offered_after_the_device_code() {
        let mut there = port(ModuleUse::Source, Some(A));
        there.judged(&Verdict::rejected(Reason::ImeiPlaceholder, Keys::default()));
        assert_eq!(there.before_device(IDLE), None);
        let device = Verdict::of(Kind::Device, Keys::default());
        assert_eq!(there.after_device(&device, held(InHand::Device)).as_deref(), Some(A));
        let wrong_step = Verdict::rejected(Reason::WrongStep, Keys::default());
        assert_eq!(there.after_device(&wrong_step, IDLE).as_deref(), Some(A));
        // The next module has its own chance, and so has this one after a hard alarm.
        there.heard(Some(B.to_owned()), IDLE);
        assert_eq!(there.before_device(IDLE).as_deref(), Some(B));
        there.judged(&Verdict::rejected(Reason::DkNotAllowed, Keys::default()));
        assert_eq!(there.before_device(IDLE).as_deref(), Some(B));
    }
}
