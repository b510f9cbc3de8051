//! What the control barcodes do that needs the ledger: undo, badges, order cards.

use super::{Core, Input, Judged};
use crate::ledger::{OrderState, Stamp};
use crate::pairing::{AckBy, UndoOutcome, Verdict};
use crate::scan::{Control, Reason};
use crate::station::command::StationError;
use crate::station::event::prior_of;

impl Core {
    pub(super) fn undo(&mut self, input: Input<'_>, judged: &mut Judged) -> Verdict {
        let outcome = match self.reader.last_pair_of(&self.operator, self.station()) {
            Ok(Some(pair)) if pair.voided.is_some() => UndoOutcome::Nothing,
            Ok(Some(pair)) if pair.exported => UndoOutcome::Exported { prior: prior_of(&pair) },
            Ok(Some(pair)) => {
                let prior = prior_of(&pair);
                match self.void(pair.id, "undo", input.stamp) {
                    Ok(()) => UndoOutcome::Voided { id: prior.id, keys: prior.keys },
                    Err(StationError::Ledger(e)) => {
                        self.note_failure(&e, judged);
                        UndoOutcome::NotRecorded
                    }
                    Err(_) => UndoOutcome::Nothing,
                }
            }
            Ok(None) => UndoOutcome::Nothing,
            Err(e) => {
                self.note_failure(&e, judged);
                UndoOutcome::NotRecorded
            }
        };
        self.machine.settle_undo(outcome)
    }

    pub(super) fn control(&mut self, control: &Control, now: Stamp) -> Verdict {
        let done = match control {
            Control::Badge(id) if self.machine.latched().is_some() => {
                let supervisor = self.settings.supervisors.contains(id);
                let done = supervisor && self.machine.acknowledge(AckBy::Supervisor);
                if done {
                    let event = self.draft(now, "ack").detail(&serde_json::json!({ "by": id })).build();
                    self.keep(event);
                }
                if done { Ok(()) } else { Err(Reason::Latched) }
            }
            Control::Badge(id) => {
                self.operator.clone_from(id);
                Ok(())
            }
            Control::OrderCard(card) => self.open_by_card(card, now),
            Control::Challenge if self.may_say_no() => Ok(()),
            Control::Challenge => self.begin_challenge(now).map_err(|error| {
                tracing::error!(%error, "the test of the alarms could not begin");
                Reason::NotRecorded
            }),
            Control::Yes if !self.may_say_yes() => Err(Reason::NothingAsked),
            Control::No if !self.may_say_no() => Err(Reason::NothingAsked),
            _ => Ok(()),
        };
        self.machine.settle_control(control, done)
    }

    fn open_by_card(&mut self, card: &str, now: Stamp) -> Result<(), Reason> {
        let orders = self.reader.orders().map_err(|_| Reason::NotRecorded)?;
        let order = orders
            .iter()
            .find(|o| o.state != OrderState::Closed && o.order.card_name() == card)
            .ok_or(Reason::UnknownOrder)?;
        self.open_order(&order.order.name, now).map(|_| ()).map_err(|_| Reason::NotRecorded)
    }
}
