//! From verdicts to the view: what stands in the slots, what counts, what is shown.

use super::challenge::ChallengeView;
use super::checkup::CheckupView;
use super::clock::{now_ms, shift_at, shift_start, stamp};
use super::core::{Core, Judged};
use super::gun_views;
use super::last_run::BrokenOff;
use super::verified::Verified;
use super::view::{
    AlarmView, Counts, Expect, GunView, LedgerView, ModulePortView, OrderView, Recent, RecordingView,
    ReplaceView, Shown, Slot, Unfinished, View,
};
use crate::ledger::{LedgerError, Origin, PairFilter, PairState, Stamp, Tally};
use crate::order::{Ack, ScanOrder};
use crate::pairing::{Half, Held, Keys, Kind, Machine, Millis, Mode, Proof, Side};
use crate::scan::{Alarm, Reason};
use crate::scanner::{GunKind, GunState, Role, ScannerEvent};
use std::sync::Arc;

/// How many of the last pairs the screen shows.
const RECENT: usize = 10;

/// The view under construction.
#[derive(Debug, Default)]
pub(super) struct Picture {
    view: View,
    shown: u64,
    verified: Verified,
}

impl Picture {
    /// A picture of a line that has just started: the last pairs and this shift's counts.
    pub(super) fn new(core: &Core, now: Stamp) -> Result<Picture, LedgerError> {
        let mut picture = Picture::default();
        // Made here and in force: what was taken over or voided was no work of this line.
        let made = PairFilter { origin: Origin::Made, state: PairState::Active, ..PairFilter::default() };
        let pairs = core.reader().page_pairs(&made, 0, RECENT as u64)?;
        picture.view.recent = pairs
            .into_iter()
            .map(|p| Recent {
                at: p.stamp.at,
                keys: super::event::prior_of(&p).keys,
                kind: Kind::Paired,
                reason: None,
                hint: None,
            })
            .collect();
        picture.refresh(core, now)?;
        Ok(picture)
    }

    /// From now on it shows another core's work: training, or the station's own again. What is not about
    /// scans stays: the guns, a check-up, a recording, the module port.
    pub(super) fn turn_to(&mut self, core: &Core, training: bool, now: Stamp) {
        let fresh = Picture::new(core, now).unwrap_or_else(|error| {
            tracing::warn!(%error, "the counters could not be read");
            let mut empty = Picture::default();
            empty.take_state(core, now);
            empty
        });
        let old = std::mem::take(&mut self.view);
        self.verified = fresh.verified;
        self.view = View {
            revision: old.revision,
            guns: old.guns,
            checkup: old.checkup,
            recording: old.recording,
            module_port: old.module_port,
            broken_off: old.broken_off,
            training,
            ..fresh.view
        };
    }

    /// What the run before has left unrecorded; `None`: it was seen.
    pub(super) fn tell(&mut self, broken_off: Option<BrokenOff>) {
        self.view.broken_off = broken_off;
    }

    /// The view as it stands, with a new revision.
    pub(super) fn view(&mut self) -> View {
        self.view.revision += 1;
        self.view.clone()
    }

    /// Whether the shift on screen is over.
    pub(super) fn shift_is_over(&self, core: &Core, now: Stamp) -> bool {
        shift_at(core.shifts(), now).0 != self.view.shift
    }

    /// Whether the ledger was found damaged since this was drawn.
    pub(super) fn is_unaware_of_damage(&self, core: &Core) -> bool {
        core.ledger().damage().is_some() && !matches!(self.view.ledger, LedgerView::Damaged { .. })
    }

    /// Takes over everything that is not about one verdict.
    pub(super) fn refresh(&mut self, core: &Core, now: Stamp) -> Result<(), LedgerError> {
        self.take_state(core, now);
        let since = shift_start(core.shifts(), now);
        self.take_hours(core.reader().tallies(None, since)?);
        self.view.verified = self.verified.since(core, since)?;
        Ok(())
    }

    /// Takes over what changes with each verdict or command, without asking the ledger.
    pub(super) fn take_state(&mut self, core: &Core, now: Stamp) {
        let machine = core.machine();
        let view = &mut self.view;
        view.order = machine.order().map(|o| OrderView {
            name: o.name.clone(),
            product_key: o.product_key.clone(),
            planned: o.planned,
            done: core.done(),
            dk_kind: o.dk_kind,
            scan_order: o.scan_order,
            ack: o.ack,
            half_scan_timeout_s: o.half_scan_timeout_s,
        });
        if view.rules.as_deref() != machine.order() {
            view.rules = machine.order().cloned().map(Arc::new);
        }
        view.mode = machine.mode();
        core.operator().clone_into(&mut view.operator);
        core.operator_name().clone_into(&mut view.operator_name);
        core.station().clone_into(&mut view.station);
        view.shift = shift_at(core.shifts(), now).0;
        view.expect = expect(machine, core.done());
        view.replacing = machine.replacement().map(|replacement| ReplaceView {
            pair: replacement.old.id,
            keys: replacement.old.keys.clone(),
            side: replacement.side,
            proven: machine.held().is_some(),
        });
        view.deadline = machine.deadline();
        if machine.latched().is_none() {
            view.alarm = None;
        }
        view.ledger = match (core.ledger().damage(), core.failing()) {
            (Some(what), _) => LedgerView::Damaged { what },
            (None, None) => LedgerView::Good,
            (None, Some((why, since))) => LedgerView::Failing { why: why.to_owned(), since },
        };
    }

    fn take_hours(&mut self, hours: Vec<Tally>) {
        self.view.counts = hours.iter().fold(Counts::default(), |sum, hour| Counts {
            good: sum.good + hour.good,
            bad: sum.bad + hour.bad,
            first_pass: sum.first_pass + hour.first_pass,
        });
        self.view.hours = hours;
    }

    /// Takes over one verdict.
    pub(super) fn judged(&mut self, judged: &Judged, core: &Core) {
        if is_news(judged.verdict.reason) {
            self.show(judged, core);
        }
        self.verified.judged(&judged.verdict);
        if judged.verdict.reason != Some(Reason::HalfScanTimeout)
            && let Some(gun) = self.view.guns.iter_mut().find(|g| g.name == judged.source)
        {
            gun_views::scanned(gun, judged);
        }
        if let Err(error) = self.refresh(core, stamp(now_ms())) {
            // The counters stay as they are; the verdict itself was recorded and is shown.
            tracing::warn!(%error, "the counters could not be read");
        }
    }

    fn show(&mut self, judged: &Judged, core: &Core) {
        self.shown += 1;
        let shown = Shown {
            n: self.shown,
            at: judged.stamp.at,
            source: judged.source.clone(),
            text: judged.text.clone(),
            verdict: judged.verdict.clone(),
        };
        let twice = judged.verdict.reason == Some(Reason::SameKindTwice);
        let before = self.view.module.as_ref().or(self.view.device.as_ref()).filter(|_| twice).cloned();
        self.fill_slots(judged, core.machine().held());
        if judged.verdict.alarm() == Some(Alarm::Hard) && core.machine().latched().is_some() {
            let supervisor = core.machine().order().is_some_and(|o| o.ack == Ack::Supervisor);
            let cause = judged.cause.clone();
            self.view.alarm = Some(AlarmView { shown: shown.clone(), supervisor, cause, before });
        }
        self.remember(judged);
        self.view.last = Some(shown);
    }

    /// The half was dropped, the order changed, the alarm was acknowledged: nothing is in hand.
    pub(super) fn clear_hand(&mut self, core: &Core) {
        self.view.last = None;
        self.view.module = None;
        self.view.device = None;
        self.hold(core.machine().held());
    }

    fn fill_slots(&mut self, judged: &Judged, held: Option<&Held>) {
        let verdict = &judged.verdict;
        match verdict.kind {
            Kind::Ignored => {}
            Kind::Paired | Kind::AlreadyPaired | Kind::Verified => {
                let (source, at) = (judged.source.clone(), judged.stamp.at);
                let earlier = |slot: &Option<Slot>, code: &str| {
                    slot.as_ref().filter(|s| s.code == code).map(|s| (s.source.clone(), s.at))
                };
                let fill = |slot: &Option<Slot>, code: &str, pk: &str| {
                    let (source, at) = earlier(slot, code).unwrap_or((source.clone(), at));
                    Some(Slot { code: code.to_owned(), pk: pk.to_owned(), source, at, good: true })
                };
                self.view.module = fill(&self.view.module, &verdict.keys.dk, "");
                self.view.device = fill(&self.view.device, &verdict.keys.sn, &verdict.keys.pk);
            }
            Kind::Module | Kind::Device | Kind::Rejected | Kind::Command => {
                self.view.module = None;
                self.view.device = None;
                self.hold(held);
            }
        }
    }

    fn hold(&mut self, held: Option<&Held>) {
        let Some(held) = held else { return };
        let slot = |code: &str, pk: &str| {
            Some(Slot {
                code: code.to_owned(),
                pk: pk.to_owned(),
                source: held.source.clone(),
                at: held.at,
                good: true,
            })
        };
        match &held.half {
            Half::Module { dk } => self.view.module = slot(dk, ""),
            Half::Device { pk, sn } => self.view.device = slot(sn, pk),
        }
    }

    /// Keeps pairs, and refusals that concern a key, in the list of the last ten.
    fn remember(&mut self, judged: &Judged) {
        let verdict = &judged.verdict;
        if verdict.command == Some("undo") {
            self.taken_back(&verdict.keys);
        }
        let worth = match verdict.kind {
            Kind::Paired | Kind::Verified => true,
            Kind::Rejected => {
                verdict.keys != Default::default() && verdict.reason != Some(Reason::HalfScanTimeout)
            }
            _ => false,
        };
        if worth {
            let recent = Recent {
                at: judged.stamp.at,
                keys: verdict.keys.clone(),
                kind: verdict.kind,
                reason: verdict.reason,
                hint: verdict.hint,
            };
            self.view.recent.insert(0, recent);
            self.view.recent.truncate(RECENT);
        }
    }

    /// A pair was voided: it stands among the last ones no more.
    pub(super) fn taken_back(&mut self, keys: &Keys) {
        self.view.recent.retain(|recent| recent.kind != Kind::Paired || recent.keys != *keys);
    }

    /// A gun that is configured, and how.
    pub(super) fn set_gun(&mut self, name: &str, kind: GunKind, role: Role, state: GunState) {
        match self.view.guns.iter_mut().find(|g| g.name == name) {
            Some(gun) => {
                gun.kind = kind;
                gun.role = role;
                gun_views::change(gun, state, now_ms());
            }
            None => self.view.guns.push(GunView::new(name, kind, role, state, now_ms())),
        }
    }

    /// A gun's state. A gun that is not configured (a recording that is played, say) is a simulated one.
    pub(super) fn gun(&mut self, name: &str, state: GunState, at: Millis) {
        match self.view.guns.iter_mut().find(|g| g.name == name) {
            Some(gun) => gun_views::change(gun, state, at),
            None => self.set_gun(name, GunKind::Simulated, Role::Any, state),
        }
    }

    /// A gun sent something that has no end.
    pub(super) fn unfinished(&mut self, name: &str, at: Millis, bytes: Vec<u8>) {
        if let Some(gun) = self.view.guns.iter_mut().find(|g| g.name == name) {
            gun.unfinished = Some(Unfinished { at, bytes });
        }
    }

    /// Forgets a gun that is no longer configured.
    pub(super) fn forget_gun(&mut self, name: &str) {
        self.view.guns.retain(|g| g.name != name);
    }

    /// The test of the alarms, and whether the shift owes one.
    pub(super) fn challenge(&mut self, challenge: Option<ChallengeView>, proof: Proof) {
        self.view.challenge = challenge;
        self.view.proof = proof;
    }

    /// Does a test of the alarms go on, as was last said?
    pub(super) fn in_challenge(&self) -> bool {
        self.view.challenge.is_some()
    }

    /// Whether the shift owes one, as was last said.
    pub(super) fn proof(&self) -> Proof {
        self.view.proof
    }

    /// Is a training shown?
    pub(super) fn in_training(&self) -> bool {
        self.view.training
    }

    /// The module at the module port.
    pub(super) fn set_module_port(&mut self, port: Option<ModulePortView>) {
        self.view.module_port = port;
    }

    /// Does a gun check-up go on?
    pub(super) fn checking_up(&self) -> bool {
        self.view.checkup.is_some()
    }

    /// Begins or ends a gun check-up.
    pub(super) fn check_up(&mut self, on: bool) {
        self.view.checkup = on.then(CheckupView::default);
    }

    /// Keeps what a gun sends for the check-up, while one goes on; gives back what is the line's.
    pub(super) fn for_checkup(&mut self, event: ScannerEvent) -> Option<ScannerEvent> {
        match &mut self.view.checkup {
            Some(checkup) => checkup.take(event),
            None => Some(event),
        }
    }

    /// The recording, as it is now.
    pub(super) fn recording(&mut self, recording: Option<RecordingView>) {
        self.view.recording = recording;
    }

    /// When the half held is dropped.
    pub(super) fn deadline(&self) -> Option<Millis> {
        self.view.deadline
    }
}

/// A gun's double reading leaves the verdict that is being looked at, and so does a module that comes
/// or goes only to be compared with its label.
fn is_news(reason: Option<Reason>) -> bool {
    !matches!(reason, Some(Reason::Bounce | Reason::ModuleRead | Reason::ModuleGone))
}

/// What the next scan should be.
fn expect(machine: &Machine, done: u64) -> Expect {
    let only = |side: Side| match side {
        Side::Module => Expect::Module,
        Side::Device => Expect::Device,
    };
    if machine.latched().is_some() {
        return Expect::Nothing;
    }
    let held = machine.held().map(|held| held.half.side());
    if let Some(replacement) = machine.replacement() {
        let proven = held.is_some();
        return only(if proven { replacement.side } else { replacement.side.other() });
    }
    let complete = machine.order().and_then(|order| order.planned).is_some_and(|planned| done >= planned);
    match (machine.mode(), held, machine.order()) {
        (Mode::VerifySticker, ..) => Expect::Device,
        (_, Some(side), _) => only(side.other()),
        (Mode::Verify, None, None) => Expect::Either,
        (Mode::Pair, None, None) => Expect::Nothing,
        (Mode::Pair, None, Some(_)) if complete => Expect::Nothing,
        (_, None, Some(order)) => match order.scan_order {
            ScanOrder::Any => Expect::Either,
            ScanOrder::ModuleFirst => Expect::Module,
            ScanOrder::DeviceFirst => Expect::Device,
        },
    }
}
