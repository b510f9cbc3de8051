//! What the control barcodes do that needs the ledger: undo, badges, order cards.

use super::{Core, Input, Judged};
use crate::ledger::{OrderState, Stamp};
use crate::pairing::{AckBy, Held, UndoOutcome, Verdict};
use crate::scan::{Control, Reason};
use crate::station::command::StationError;
use crate::station::event::prior_of;

impl Core {
    pub(super) fn undo(&mut self, input: Input<'_>, judged: &mut Judged) -> Verdict {
        let last = self.reader.last_pair_of(&self.operator, self.station()).and_then(|last| {
            let replaces = last.as_ref().map(|pair| self.reader.replaces(pair.id)).transpose()?.flatten();
            Ok(last.map(|pair| (pair, replaces)))
        });
        let last = last.map(|last| match last {
            // A supervisor chose that pair and gave the reason: no card takes it back.
            Some((_, Some(_replaced))) => None,
            Some((pair, None)) => Some(pair),
            None => None,
        });
        let outcome = match last {
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
                let done = self.is_supervisors(id) && self.machine.acknowledge(AckBy::Supervisor);
                if done {
                    let event = self.draft(now, "ack").detail(&serde_json::json!({ "by": id })).build();
                    self.keep(event);
                }
                if done { Ok(()) } else { Err(Reason::Latched) }
            }
            Control::Badge(id) => self.take_badge(id),
            Control::OrderCard(card) => match self.open_by_card(card, now) {
                Ok(dropped) => {
                    // As with the cancel code: the log tells what was dropped.
                    let keys = dropped.map(|held| held.half.keys()).unwrap_or_default();
                    return Verdict { keys, ..self.machine.settle_control(control, Ok(())) };
                }
                Err(reason) => Err(reason),
            },
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

    /// Opens the order of a card; a half held under another one is dropped and returned. A card that is
    /// refused leaves half and order as they are.
    fn open_by_card(&mut self, card: &str, now: Stamp) -> Result<Option<Held>, Reason> {
        let orders = self.reader.orders().map_err(|_| Reason::NotRecorded)?;
        let order = orders.iter().find(|o| o.order.card_name() == card).ok_or(Reason::UnknownOrder)?;
        if order.state == OrderState::Closed {
            return Err(Reason::OrderClosed);
        }
        self.open_order(&order.order.name, now).map_err(|_| Reason::NotRecorded)
    }
}
