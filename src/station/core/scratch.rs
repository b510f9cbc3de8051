//! A core beside the station's own: the same rules on a ledger that is thrown away, and what it leaves
//! in the station's ledger.

use super::{Core, Judged};
use crate::ledger::{Ledger, LedgerError, NewEvent, OrderState, Reader, Stamp};
use crate::order::Order;
use crate::pairing::{Kind, Mode};
use crate::scan::Reason;
use crate::station::command::StationError;
use crate::station::settings::Settings;
use crate::station::training;

/// A core on a scratch ledger.
impl Core {
    /// A core on an empty ledger, in which this order is open. The order's lists of SNs and DKs are
    /// those that `lists` reads: they are not copied.
    pub(in crate::station) fn on_scratch(
        ledger: Ledger,
        order: &Order,
        lists: Reader,
        settings: &Settings,
        operator: &str,
        now: Stamp,
    ) -> Result<Core, StationError> {
        let mut core = Core::new(ledger, settings, operator)?;
        // Nothing is on record here that could be verified.
        core.machine.set_mode(Mode::Pair);
        core.lists = Some(lists);
        let event = |core: &Core| core.draft(now, "order").build();
        core.ledger.add_order(order, &order.to_toml(), event(&core))?;
        core.ledger.set_order_state(&order.name, OrderState::Open, event(&core))?;
        core.refresh_order()?;
        Ok(core)
    }

    /// Whether a code is on a list. What the training gun makes up can be on none: on a scratch ledger
    /// it passes.
    pub(super) fn listed(
        &self,
        source: &str,
        ask: impl FnOnce(&Reader) -> Result<bool, LedgerError>,
    ) -> Result<bool, LedgerError> {
        match &self.lists {
            Some(_) if source == training::GUN => Ok(true),
            Some(lists) => ask(lists),
            None => ask(&self.reader),
        }
    }

    /// The event of this kind that a verdict of this core leaves in the station's ledger: without the ids of pairs,
    /// which are those of another ledger.
    pub(in crate::station) fn aside_event(&self, kind: &'static str, judged: &Judged) -> NewEvent {
        let mut verdict = judged.verdict.clone();
        verdict.pair = None;
        verdict.prior.clear();
        verdict.replaces = None;
        verdict.first_pass = false;
        self.draft(judged.stamp, kind)
            .source(&judged.source)
            .raw(super::record::kept(&judged.raw))
            .rule(judged.rule)
            .verdict(&verdict)
            .build()
    }

    /// The station's ledger did not take a verdict's event: then it is `not_recorded`, as real work
    /// would be, and a pair made by it is taken back.
    pub(in crate::station) fn unrecorded(&mut self, error: LedgerError, judged: &mut Judged) {
        if judged.verdict.reason == Some(Reason::Latched) {
            return self.note_failure(&error, judged);
        }
        if let (Kind::Paired, Some(pair)) = (judged.verdict.kind, judged.verdict.pair)
            && let Err(error) = self.void(pair, "not recorded", judged.stamp)
        {
            tracing::error!(%error, "a pair stays in a scratch ledger that was said not to be there");
        }
        let keys = judged.verdict.keys.clone();
        self.not_recorded(error, keys, judged);
    }

    /// What this core says of its ledger is what the station's says, if that fails.
    pub(in crate::station) fn fail_with(&mut self, station: &Core) {
        if station.failing.is_some() {
            self.failing.clone_from(&station.failing);
        }
    }
}

/// The station's own core, while a training or a test of the alarms goes on.
impl Core {
    /// Records by an event of this kind that something else than the line's work begins, and that the
    /// half held is dropped for it. Where that cannot be written, nothing is changed.
    pub(in crate::station) fn begin_aside(
        &mut self,
        kind: &'static str,
        detail: &serde_json::Value,
        now: Stamp,
    ) -> Result<(), StationError> {
        if self.machine.latched().is_some() {
            return Err(StationError::AlarmLatched);
        }
        let mut events = Vec::new();
        if self.machine.held().is_some() || self.machine.replacement().is_some() {
            events.push(self.draft(now, "cancel").build());
        }
        events.push(self.draft(now, kind).detail(detail).build());
        self.write_at_once(events)?;
        self.machine.cancel();
        Ok(())
    }

    /// Takes an event of what goes on aside into the station's ledger. Where that fails the event is kept, to
    /// be written first once it can be, as `not_recorded`.
    pub(in crate::station) fn journal(&mut self, event: NewEvent) -> Result<(), LedgerError> {
        let at = event.stamp.at;
        let latched = event.reason == Reason::Latched.as_str();
        self.keep(event);
        let written = self.write_kept(at);
        if written.is_err() && !latched {
            self.tell_not_recorded();
        }
        written
    }

    /// Records that the training is over; kept, where it cannot be written.
    pub(in crate::station) fn end_training(&mut self, scans: u64, paired: u64, now: Stamp) {
        let detail = serde_json::json!({ "scans": scans, "paired": paired });
        let event = self.draft(now, "training_end").detail(&detail).build();
        self.keep(event);
        if let Err(error) = self.write_kept(now.at) {
            tracing::error!(%error, "the end of the training waits to be recorded");
        }
    }

    /// Writes what is kept, and notes whether the ledger fails.
    pub(in crate::station) fn write_kept(&mut self, now: crate::ledger::Millis) -> Result<(), LedgerError> {
        let written = self.flush();
        self.failing = match &written {
            Ok(()) => None,
            Err(error) => {
                let since = self.failing.as_ref().map_or(now, |(_, since)| *since);
                Some((error.to_string(), since))
            }
        };
        written
    }
}
