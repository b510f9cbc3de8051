//! What the window and the control barcodes ask of the core, beside scans.

use std::path::Path;

use super::Core;
use crate::ledger::{LedgerError, OrderRecord, OrderState, Stamp};
use crate::order::Order;
use crate::pairing::{AckBy, Held, Mode};
use crate::station::clock::rfc3339;
use crate::station::clock_watch::Jump;
use crate::station::command::StationError;
use crate::station::work_order::{self, WorkOrder, at_key};

/// The commands of the window and of the control barcodes.
impl Core {
    /// Acknowledges the latched alarm.
    pub fn acknowledge(&mut self, by: AckBy, now: Stamp) -> Result<(), StationError> {
        if let Some(challenge) = self.challenge.take() {
            return self.acknowledge_in(challenge, by, now);
        }
        if self.machine.latched().is_none() {
            return Err(StationError::NothingLatched);
        }
        // Acknowledged or not, nothing can be recorded: the alarm stays.
        if let Some(what) = self.ledger.damage() {
            let path = self.ledger.path().to_owned();
            return Err(LedgerError::Damaged { path, what }.into());
        }
        if !self.machine.acknowledge(by) {
            return Err(StationError::SupervisorOnly);
        }
        let by = self.actor().operator.to_owned();
        let event = self.draft(now, "ack").detail(&serde_json::json!({ "by": by })).build();
        self.keep(event);
        // Acknowledging must work while the ledger is away; the event waits with the others.
        match self.flush() {
            Ok(()) => self.failing = None,
            Err(e) => self.failing = Some((e.to_string(), now.at)),
        }
        Ok(())
    }

    /// Drops the half held, and ends a replacement.
    pub fn cancel(&mut self, now: Stamp) -> Result<Option<Held>, StationError> {
        if let Some(challenge) = &mut self.challenge {
            return challenge.core_mut().cancel(now);
        }
        let held = self.machine.cancel();
        let event = self.draft(now, "cancel").build();
        self.keep(event);
        self.flush()?;
        Ok(held)
    }

    /// Pairing or verifying from now on.
    pub fn set_mode(&mut self, mode: Mode, now: Stamp) -> Result<(), StationError> {
        self.outside_challenge()?;
        self.machine.set_mode(mode);
        let detail = serde_json::json!({ "mode": mode.as_str() });
        let event = self.draft(now, "mode").detail(&detail).build();
        self.keep(event);
        Ok(self.flush()?)
    }

    /// Another operator is at the line.
    pub fn set_operator(&mut self, operator: &str, now: Stamp) -> Result<(), StationError> {
        if let Some(challenge) = &mut self.challenge {
            challenge.core_mut().set_operator(operator, now)?;
        }
        operator.clone_into(&mut self.operator);
        self.operator_name = self.name_of(operator);
        // Where somebody at the desk said it, the event is theirs, and names the operator too.
        let detail = match &self.acting {
            Some(_) => serde_json::json!({ "operator": operator }),
            None => serde_json::json!({}),
        };
        let event = self.draft(now, "login").detail(&detail).build();
        self.keep(event);
        Ok(self.flush()?)
    }

    /// Adds a work order; returns it. The same file again is no error.
    pub fn add_order(&mut self, source: &str, origin: &str, now: Stamp) -> Result<Order, StationError> {
        let WorkOrder { order, source } =
            work_order::read(source.as_bytes(), Path::new(origin), &self.shelf)?;
        self.refuse_same_card(&order, &source, origin)?;
        let detail = serde_json::json!({ "do": "add", "name": order.name, "origin": origin });
        let event = self.draft(now, "order").detail(&detail).build();
        self.ledger.add_order(&order, &source, event)?;
        Ok(order)
    }

    /// Two orders whose cards read alike would open one another.
    fn refuse_same_card(&self, order: &Order, source: &str, origin: &str) -> Result<(), StationError> {
        let card = order.card_name();
        let same = |other: &OrderRecord| other.order.name != order.name && other.order.card_name() == card;
        let Some(other) = self.reader.orders()?.into_iter().find(same) else { return Ok(()) };
        let what = format!(
            "the order card of {} reads PSWO{card}, as that of {} does",
            order.name, other.order.name
        );
        let todo = "choose a name that differs in its letters and digits".to_owned();
        let source = at_key(source, "name", what, todo);
        Err(StationError::Order { origin: origin.to_owned(), source })
    }

    /// Gives an order that never had a pair the rules of this file; its name says which order. If it is
    /// the open one, the line goes by the new rules at once, and a half held under the old ones is
    /// dropped. The event keeps the old file and the new one. Returns the order as it is now.
    pub fn edit_order(&mut self, source: &str, origin: &str, now: Stamp) -> Result<Order, StationError> {
        let WorkOrder { order, source } =
            work_order::read(source.as_bytes(), Path::new(origin), &self.shelf)?;
        self.outside_challenge()?;
        let known = self.known_order(&order.name)?;
        // Written otherwise, meant the same: the file is the newer one all the same.
        if known.source == source {
            return Ok(order);
        }
        let detail = serde_json::json!({
            "do": "edit", "name": order.name, "origin": origin,
            "changed": known.order.differences(&order), "was": known.source, "now": source,
        });
        let event = self.draft(now, "order").detail(&detail).build();
        self.ledger.edit_order(&order, &source, event)?;
        self.refresh_order()?;
        Ok(order)
    }

    /// Opens an order; a half held under another one is dropped and returned.
    pub fn open_order(&mut self, name: &str, now: Stamp) -> Result<Option<Held>, StationError> {
        self.outside_challenge()?;
        if self.known_order(name)?.state == OrderState::Closed {
            return Err(StationError::OrderClosed(name.to_owned()));
        }
        self.set_order_state(name, OrderState::Open, "open", now)
    }

    /// Lets a closed order wait to be opened again.
    pub fn reopen_order(&mut self, name: &str, now: Stamp) -> Result<Option<Held>, StationError> {
        if self.known_order(name)?.state != OrderState::Closed {
            return Err(StationError::OrderNotClosed(name.to_owned()));
        }
        self.set_order_state(name, OrderState::Prepared, "reopen", now)
    }

    fn known_order(&self, name: &str) -> Result<OrderRecord, StationError> {
        let known = self.reader.order(name)?;
        Ok(known.ok_or_else(|| LedgerError::NoSuchOrder { name: name.to_owned() })?)
    }

    /// Closes an order.
    pub fn close_order(&mut self, name: &str, now: Stamp) -> Result<Option<Held>, StationError> {
        self.outside_challenge()?;
        self.set_order_state(name, OrderState::Closed, "close", now)
    }

    /// A test of the alarms is made for the line as it was when it began.
    pub(super) fn outside_challenge(&self) -> Result<(), StationError> {
        if self.challenge.is_some() { Err(StationError::InChallenge) } else { Ok(()) }
    }

    fn set_order_state(
        &mut self,
        name: &str,
        state: OrderState,
        verb: &str,
        now: Stamp,
    ) -> Result<Option<Held>, StationError> {
        let detail = serde_json::json!({ "do": verb, "name": name });
        let event = self.draft(now, "order").detail(&detail).build();
        self.ledger.set_order_state(name, state, event)?;
        self.refresh_order()
    }

    /// Voids a pair.
    pub fn void(&mut self, pair: i64, why: &str, now: Stamp) -> Result<(), StationError> {
        let event = self.draft(now, "void").pair(pair).detail(&serde_json::json!({ "why": why })).build();
        if !self.ledger.void(pair, why, event)? {
            return Err(StationError::NotActive(pair));
        }
        if self.machine.replacement().is_some_and(|replacement| replacement.old.id == pair) {
            // There is nothing left to replace.
            self.machine.cancel();
        }
        if let Some(order) = self.machine.order() {
            self.done = self.reader.done(&order.name)?;
        }
        Ok(())
    }

    /// Records that the clock was set. Everything goes on in its order: that never hangs on a clock.
    pub(in crate::station) fn clock_jumped(&mut self, jump: Jump, now: Stamp) {
        let from = rfc3339(Stamp { at: jump.from, ..now });
        tracing::warn!(from, to = rfc3339(now), "the system clock was set");
        let detail = serde_json::json!({ "from": from, "to": rfc3339(now), "by_ms": jump.by() });
        let event = self.draft(now, "clock").detail(&detail).build();
        self.keep(event);
        if let Err(error) = self.flush() {
            tracing::error!(%error, "that the clock was set could not be recorded yet");
        }
    }

    /// Records that the clock shows less than it did at the last event, if it does: it was set back while no
    /// station was running.
    pub fn look_at_clock_before(&mut self, now: Stamp) -> Result<(), StationError> {
        let last = self.reader.event(self.reader.chain_head()?.seq)?;
        let back =
            last.and_then(|last| Jump::between(last.event.stamp.at, now.at)).filter(|jump| jump.by() < 0);
        if let Some(jump) = back {
            self.clock_jumped(jump, now);
        }
        Ok(())
    }

    /// Records that the station was started or stopped.
    pub fn note(&mut self, kind: &'static str, now: Stamp) -> Result<(), StationError> {
        self.note_with(kind, &serde_json::json!({}), now)
    }

    /// The same, with what else belongs to it: a JSON object.
    pub(in crate::station) fn note_with(
        &mut self,
        kind: &'static str,
        more: &serde_json::Value,
        now: Stamp,
    ) -> Result<(), StationError> {
        let detail = serde_json::json!({ "version": env!("CARGO_PKG_VERSION") });
        let event = self.draft(now, kind).detail(&detail).detail(more).build();
        self.keep(event);
        Ok(self.flush()?)
    }
}
