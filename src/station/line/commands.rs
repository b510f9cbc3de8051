//! What the line does when the window asks for something.

use super::aside::at_work;
use super::broken::refuse_after_crash;
use super::{Runner, answer};
use crate::ledger::Stamp;
use crate::pairing::AckBy;
use crate::scanner::{GunKind, GunState, Role};
use crate::station::Settings;
use crate::station::clock::now;
use crate::station::command::{Command, Reply, StationError};
use crate::station::event::prior_of;
use crate::station::rights::Action;
use crate::station::training::{self, Training};

impl Runner {
    pub(super) fn command(&mut self, command: Command) {
        let now = now();
        if self.broken() {
            return refuse_after_crash(command);
        }
        let who = match command.action(&self.settings).map(|action| self.gate.permit(action)) {
            Some(Err(refused)) => {
                if let Some(reply) = command.into_reply() {
                    answer(&reply, Err(refused));
                }
                return;
            }
            Some(Ok(permit)) => permit.who,
            None => None,
        };
        self.act_as(who);
        self.obey(command, now);
        self.act_as(None);
    }

    /// Says who at the desk does what is done now; without one, it is who works at the line.
    fn act_as(&mut self, who: Option<String>) {
        if let Some(training) = &mut self.training {
            training.core_mut().act_as(who.clone());
        }
        self.core.act_as(who);
    }

    /// Does what may be done.
    fn obey(&mut self, command: Command, now: Stamp) {
        let Some(command) = self.beside_the_hand(command, now) else { return };
        let (result, reply) = match command {
            Command::AddOrder { source, origin, open, reply } => {
                (self.add_order(&source, &origin, open, now), reply)
            }
            Command::OpenOrder(_, reply)
            | Command::CloseOrder(_, reply)
            | Command::EditOrder { reply, .. }
            | Command::Replace { reply, .. }
                if self.training.is_some() =>
            {
                (Err(StationError::InTraining), reply)
            }
            Command::OpenOrder(name, reply) => (self.core.open_order(&name, now).map(|_| ()), reply),
            Command::CloseOrder(name, reply) => (self.core.close_order(&name, now).map(|_| ()), reply),
            Command::Replace { pair, side, why, reply } => (self.core.replace(pair, side, &why, now), reply),
            Command::Stop | Command::Crashed => return,
            at_hand => match self.at_hand(at_hand, now) {
                Some(answered) => answered,
                None => return,
            },
        };
        let ended = self.follow(now);
        if result.is_ok() {
            self.picture.clear_hand(at_work(&self.core, &self.training));
        }
        self.refresh();
        if ended {
            self.hear_again(now.at);
        }
        answer(&reply, result);
    }

    /// Does what leaves the operator's hand as it is, or settles that itself; gives back any other command.
    fn beside_the_hand(&mut self, command: Command, now: Stamp) -> Option<Command> {
        match command {
            Command::EditOrder { source, origin, reply } if self.training.is_none() => {
                self.edit_order(&source, &origin, &reply, now);
            }
            // A closed order is nobody's at the line.
            Command::ReopenOrder(name, reply) => {
                answer(&reply, self.core.reopen_order(&name, now).map(|_| ()));
            }
            // It concerns the record; in training, too.
            Command::Void { pair, why, reply } => answer(&reply, self.void(pair, &why, now)),
            Command::CheckUp(on, reply) => {
                self.guns.wiring().tap.set(on);
                self.picture.check_up(on);
                self.publish();
                answer(&reply, Ok(()));
            }
            Command::Train(on, reply) => {
                let result = self.train(on, now);
                if result.is_ok() {
                    self.hear_again(now.at);
                }
                answer(&reply, result);
            }
            Command::Record(path, reply) => {
                // Its thread answers: the line waits for no disk.
                let held = match path {
                    Some(path) => self.recordings.begin(&path, now.at, reply),
                    None => self.recordings.end(reply),
                };
                self.recording_changed();
                drop(held);
            }
            Command::SeenBrokenOff(reply) => {
                self.picture.tell(None);
                self.publish();
                answer(&reply, Ok(()));
            }
            Command::Apply(settings, reply) => {
                self.apply(*settings, now);
                answer(&reply, Ok(()));
            }
            other => return Some(other),
        }
        None
    }

    /// Voids a pair; it stands among the last ones no more.
    fn void(&mut self, pair: i64, why: &str, now: Stamp) -> Result<(), StationError> {
        let result = self.core.void(pair, why, now);
        if result.is_ok()
            && let Ok(Some(voided)) = self.core.reader().pair(pair)
        {
            self.picture.taken_back(&prior_of(&voided).keys);
        }
        self.refresh();
        result
    }

    /// What concerns the work at hand: the training's, while one goes on.
    fn at_hand(&mut self, command: Command, now: Stamp) -> Option<(Result<(), StationError>, Reply)> {
        // Who is logged in acknowledges as what they are.
        let supervisor = self.gate.session().is_some() && self.gate.may(Action::AcknowledgeSupervised);
        let core = match &mut self.training {
            Some(training) => training.core_mut(),
            None => &mut self.core,
        };
        let answered = match command {
            Command::Acknowledge(AckBy::Operator, reply) if supervisor => {
                (core.acknowledge(AckBy::Supervisor, now), reply)
            }
            Command::Acknowledge(by, reply) => (core.acknowledge(by, now), reply),
            Command::AcknowledgeWith(pass, reply) => {
                core.act_as(Some(pass.who().to_owned()));
                (core.acknowledge(AckBy::Supervisor, now), reply)
            }
            Command::Cancel(reply) => (core.cancel(now).map(|_| ()), reply),
            Command::SetMode(mode, reply) => (core.set_mode(mode, now), reply),
            Command::SetOperator(operator, reply) => (core.set_operator(&operator, now), reply),
            Command::Challenge(request, reply) => (core.request(request, now), reply),
            _ => return None,
        };
        if let Some(training) = &mut self.training {
            training.settle(&mut self.core, now);
        }
        Some(answered)
    }

    /// Uses these settings from now on.
    fn apply(&mut self, settings: Settings, now: Stamp) {
        // A port that is closed or set otherwise loses its module, by its old name.
        if !self.module_port.is_set(settings.module.as_ref()) {
            self.module(now.at, None);
        }
        self.core.apply(&settings);
        self.gate.follow(&settings);
        if settings.mode != self.settings.mode {
            if let Err(error) = self.core.set_mode(settings.mode, now) {
                tracing::error!(%error, "the change of mode waits to be recorded");
            }
            self.picture.clear_hand(at_work(&self.core, &self.training));
        }
        if let Some(training) = &mut self.training {
            training.core_mut().apply(&settings);
        }
        self.use_guns(&settings);
        self.settings = settings;
        self.refresh();
    }

    fn add_order(&mut self, source: &str, origin: &str, open: bool, now: Stamp) -> Result<(), StationError> {
        if open && self.training.is_some() {
            return Err(StationError::InTraining);
        }
        if open && self.core.challenge().is_some() {
            return Err(StationError::InChallenge);
        }
        let order = self.core.add_order(source, origin, now)?;
        if open { self.core.open_order(&order.name, now).map(|_| ()) } else { Ok(()) }
    }

    /// What is in the operator's hand stays, unless it was scanned under the rules that are gone.
    fn edit_order(&mut self, source: &str, origin: &str, reply: &Reply, now: Stamp) {
        let before = self.core.machine().order().cloned();
        let result = self.core.edit_order(source, origin, now).map(|_| ());
        if self.core.machine().order() != before.as_ref() {
            self.picture.clear_hand(at_work(&self.core, &self.training));
            self.refresh();
        }
        answer(reply, result);
    }

    /// Begins or ends training; what is so already stays.
    fn train(&mut self, on: bool, now: Stamp) -> Result<(), StationError> {
        match self.training.take() {
            None if on && self.core.challenge().is_some() => return Err(StationError::InChallenge),
            None if on => {
                self.training = Some(Training::begin(&mut self.core, &self.settings, now)?);
                self.picture.set_gun(training::GUN, GunKind::Simulated, Role::Any, GunState::Ready);
            }
            Some(training) if !on => {
                training.end(&mut self.core, now);
                self.picture.forget_gun(training::GUN);
            }
            as_it_is => {
                self.training = as_it_is;
                return Ok(());
            }
        }
        self.picture.turn_to(at_work(&self.core, &self.training), on, now);
        self.publish();
        Ok(())
    }
}
