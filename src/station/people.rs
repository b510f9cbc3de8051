//! People: adding and changing them, their PINs, and the way back when all are forgotten.
//!
//! Everything here goes through the [`Gate`] and is an event; it works on PINs, so it is slow: only on threads of
//! [`super::Desk`], or on the command line.
//!
//! * The first person is a supervisor ([`Gate::set_up`]). There is no default PIN. Making the first one gives a
//!   recovery code, once; only what is kept of it stays.
//! * Operators have no PIN: they have a badge. Technicians and supervisors have both.
//! * Nobody is ever removed: who leaves is not active any more, and what they did stays theirs. Who comes back is
//!   made active again.

use serde_json::json;

use super::command::StationError;
use super::gate::{Gate, RECOVERY};
use super::pin::{Pin, WeakPin, new_code};
use super::rights::{Action, Role};
use crate::ledger::{Kept, PersonChange, PersonRecord};
use crate::scan::Control;

/// Longest name.
pub const LONGEST_NAME: usize = 64;

/// What is wrong with a change of people; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// An id that no badge can carry.
    #[error("{id:?} is no id: write 1 to 64 letters and digits, as on a badge")]
    Id {
        /// What was written.
        id: String,
    },
    /// No name, or one that is none.
    #[error("a person has a name of 1 to {LONGEST_NAME} characters in one line: write one")]
    Name,
    /// Somebody has that id.
    #[error("{id} is somebody already: choose another id, or change that person (people edit)")]
    Taken {
        /// The id.
        id: String,
    },
    /// Nobody has that id.
    #[error("nobody has the id {id}: `people list` names everybody")]
    NoSuch {
        /// The id.
        id: String,
    },
    /// The first person has to be a supervisor.
    #[error("the first person is a supervisor: add one first")]
    FirstIsSupervisor,
    /// There is a supervisor: the first one is made no more.
    #[error("there is a supervisor already: log in as one to add others")]
    SetUp,
    /// A role that goes with a PIN.
    #[error("{role} goes with a PIN: give one", role = .role.as_str())]
    PinWanted {
        /// The role.
        role: Role,
    },
    /// Operators have none.
    #[error("an operator has no PIN, but a badge: leave the PIN out, or give the person another role")]
    NoPin,
    /// A PIN that is refused.
    #[error(transparent)]
    Weak(#[from] WeakPin),
    /// Only a supervisor recovers.
    #[error("{id} is no supervisor who is here: give the id of one (`people list` names everybody)")]
    NoSupervisor {
        /// The id.
        id: String,
    },
    /// There is nothing to recover.
    #[error("nobody is set up: add the first supervisor (people add)")]
    NotSetUp,
}

/// Somebody new.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Id: letters and digits.
    pub id: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The PIN, where the role goes with one.
    pub pin: Option<Pin>,
}

/// What is to change about somebody.
#[derive(Debug, Clone, Default)]
pub struct PersonEdit {
    /// Another name.
    pub name: Option<String>,
    /// Another role.
    pub role: Option<Role>,
    /// Here, or not any more.
    pub active: Option<bool>,
    /// Another PIN.
    pub pin: Option<Pin>,
}

impl Gate {
    /// Makes the first supervisor; from then on rights are in force. Gives the recovery code, which is shown once.
    ///
    /// # Errors
    /// [`PeopleError::SetUp`] once there is one; what is wrong with id, name or PIN; the ledger's.
    pub fn set_up(&self, first: &NewPerson) -> Result<String, StationError> {
        let reader = self.ledger().reader()?;
        if reader.rights_in_force()? {
            return Err(PeopleError::SetUp.into());
        }
        if first.role != Role::Supervisor {
            return Err(PeopleError::FirstIsSupervisor.into());
        }
        let person = made(first)?;
        let code = new_code()?;
        let recovery = self.event("recovery", &person.id, &json!({ "do": "made" }));
        let kept = Pin::code(&code).keep()?;
        let event = self.event("person", &person.id, &json!({ "do": "set_up" }));
        self.ledger().put_person(PersonChange { person, event, recovery: Some((kept, recovery)) })?;
        self.read_people()?;
        Ok(code)
    }

    /// Adds somebody.
    ///
    /// # Errors
    /// [`StationError::NotAllowed`]; what is wrong with id, name or PIN; the ledger's.
    pub fn add_person(&self, new: &NewPerson) -> Result<(), StationError> {
        let by = self.permit(Action::People)?.by(String::new());
        let reader = self.ledger().reader()?;
        if !reader.rights_in_force()? {
            return Err(PeopleError::FirstIsSupervisor.into());
        }
        if reader.person(&new.id)?.is_some() {
            return Err(PeopleError::Taken { id: new.id.clone() }.into());
        }
        self.put(made(new)?, &by, "add")
    }

    /// Changes somebody.
    ///
    /// # Errors
    /// [`StationError::NotAllowed`]; the last supervisor ([`crate::ledger::LedgerError::LastSupervisor`]); what is wrong with the change; the ledger's.
    pub fn edit_person(&self, id: &str, edit: &PersonEdit) -> Result<(), StationError> {
        let by = self.permit(Action::People)?.by(String::new());
        let mut person = self.known(id)?;
        if let Some(name) = &edit.name {
            person.name = good_name(name)?;
        }
        person.active = edit.active.unwrap_or(person.active);
        person.role = edit.role.unwrap_or(person.role);
        match (person.role, &edit.pin) {
            (Role::Operator, Some(_)) => return Err(PeopleError::NoPin.into()),
            (Role::Operator, None) => person.pin = None,
            (_, Some(pin)) => person.pin = Some(kept(pin, id)?),
            (role, None) if person.pin.is_none() => return Err(PeopleError::PinWanted { role }.into()),
            (_, None) => {}
        }
        self.put(person, &by, "edit")
    }

    /// Gives somebody another PIN: a supervisor to anybody, everybody else to themselves.
    ///
    /// # Errors
    /// As [`Gate::edit_person`].
    pub fn set_pin(&self, id: &str, pin: &Pin) -> Result<(), StationError> {
        let own = self.session().is_some_and(|session| session.id == id);
        let by = self.permit(if own { Action::OwnPin } else { Action::People })?.by(String::new());
        let mut person = self.known(id)?;
        if person.role == Role::Operator {
            return Err(PeopleError::NoPin.into());
        }
        person.pin = Some(kept(pin, id)?);
        self.put(person, &by, "pin")
    }

    /// Gives a supervisor another PIN for the recovery code, and gives a new code for the one that is used up.
    ///
    /// # Errors
    /// [`StationError::WrongPin`] and [`StationError::PinLocked`] for a wrong code; [`PeopleError::NoSupervisor`].
    pub fn recover(&self, id: &str, code: &Pin, pin: &Pin) -> Result<String, StationError> {
        let reader = self.ledger().reader()?;
        let Some(recovery) = reader.recovery()? else { return Err(PeopleError::NotSetUp.into()) };
        let person = reader.person(id)?.filter(|person| person.active && person.role == Role::Supervisor);
        let Some(mut person) = person else { return Err(PeopleError::NoSupervisor { id: id.into() }.into()) };
        // Before the code is tried: a PIN that is refused uses up nothing.
        pin.fit(id).map_err(PeopleError::Weak)?;
        let said = json!({ "at": "recovery" });
        self.try_pin(RECOVERY, &said, || code.is(Some(&recovery)))?;
        person.pin = Some(kept(pin, id)?);
        let code = new_code()?;
        let made = (Pin::code(&code).keep()?, self.event("recovery", id, &json!({ "do": "made" })));
        let event = self.event("person", id, &json!({ "do": "recover" }));
        self.ledger().put_person(PersonChange { person, event, recovery: Some(made) })?;
        self.read_people()?;
        Ok(code)
    }

    fn known(&self, id: &str) -> Result<PersonRecord, StationError> {
        let known = self.ledger().reader()?.person(id)?;
        Ok(known.ok_or_else(|| PeopleError::NoSuch { id: id.to_owned() })?)
    }

    fn put(&self, person: PersonRecord, by: &str, verb: &str) -> Result<(), StationError> {
        let event = self.event("person", by, &json!({ "do": verb }));
        self.ledger().put_person(PersonChange { person, event, recovery: None })?;
        Ok(self.read_people()?)
    }
}

/// What is kept of somebody new.
fn made(new: &NewPerson) -> Result<PersonRecord, StationError> {
    if Control::badge_code(&new.id).is_none() {
        return Err(PeopleError::Id { id: new.id.clone() }.into());
    }
    let pin = match (new.role, &new.pin) {
        (Role::Operator, None) => None,
        (Role::Operator, Some(_)) => return Err(PeopleError::NoPin.into()),
        (role, None) => return Err(PeopleError::PinWanted { role }.into()),
        (_, Some(pin)) => Some(kept(pin, &new.id)?),
    };
    Ok(PersonRecord { id: new.id.clone(), name: good_name(&new.name)?, role: new.role, pin, active: true })
}

fn kept(pin: &Pin, id: &str) -> Result<Kept, StationError> {
    pin.fit(id).map_err(PeopleError::Weak)?;
    Ok(pin.keep()?)
}

fn good_name(name: &str) -> Result<String, PeopleError> {
    let name = name.trim();
    let good = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if good { Ok(name.to_owned()) } else { Err(PeopleError::Name) }
}
