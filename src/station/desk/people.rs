//! The window's way to log-ins and people: PINs are slow to work on, so each on a thread of its own.

use std::path::PathBuf;

use super::{Desk, Task};
use crate::ledger::PersonRecord;
use crate::station::Settings;
use crate::station::command::StationError;
use crate::station::gate::{LogInAt, Pass, Session};
use crate::station::people::{NewPerson, PersonEdit};
use crate::station::pin::Pin;
use crate::station::rights::Action;

impl Desk {
    /// Opens a session at the desk.
    pub fn log_in(&self, id: String, pin: Pin) -> Task<Session> {
        let gate = self.gate().clone();
        self.ask(move |_, _| gate.log_in(&id, &pin, LogInAt::Desk))
    }

    /// Lets a supervisor's PIN stand for one acknowledgement.
    pub fn prove(&self, id: String, pin: Pin) -> Task<Pass> {
        let gate = self.gate().clone();
        self.ask(move |_, _| gate.prove(&id, &pin))
    }

    /// Makes the first supervisor; gives the recovery code.
    pub fn set_up(&self, first: NewPerson) -> Task<String> {
        let gate = self.gate().clone();
        self.ask(move |_, _| gate.set_up(&first))
    }

    /// Everybody, those who are not here any more too.
    pub fn people(&self) -> Task<Vec<PersonRecord>> {
        self.act(Action::People, |reader, _| Ok(reader.people()?))
    }

    /// Adds somebody.
    pub fn add_person(&self, new: NewPerson) -> Task<()> {
        let gate = self.gate().clone();
        self.ask(move |_, _| gate.add_person(&new))
    }

    /// Changes somebody.
    pub fn edit_person(&self, id: String, edit: PersonEdit) -> Task<()> {
        let gate = self.gate().clone();
        self.ask(move |_, _| gate.edit_person(&id, &edit))
    }

    /// Gives somebody another PIN.
    pub fn set_pin(&self, id: String, pin: Pin) -> Task<()> {
        let gate = self.gate().clone();
        self.ask(move |_, _| gate.set_pin(&id, &pin))
    }

    /// Gives a supervisor another PIN for the recovery code; gives the next code.
    pub fn recover(&self, id: String, code: Pin, pin: Pin) -> Task<String> {
        let gate = self.gate().clone();
        self.ask(move |_, _| gate.recover(&id, &code, &pin))
    }

    /// Writes settings into their file; the line takes them by [`crate::station::Command::Apply`]. `now` are those in
    /// force.
    pub fn save_settings(&self, now: &Settings, settings: Settings, data: PathBuf) -> Task<()> {
        self.act(settings.change_from(now), move |_, _| settings.save(&data).map_err(StationError::from))
    }
}
