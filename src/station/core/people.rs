//! Badges: whose they are, and whether somebody may work at the line.

use super::{Core, Labels};
use crate::ledger::{LedgerError, PersonRecord, Reader};
use crate::scan::{Code, Reading, Reason};

impl Core {
    /// The reader that knows the people: in a training or a test of the alarms, that of the station's own ledger.
    fn people(&self) -> &Reader {
        self.lists.as_ref().unwrap_or(&self.reader)
    }

    /// Whether a badge is a supervisor's. Before people are set up the settings say so.
    pub(super) fn is_supervisors(&self, id: &str) -> bool {
        let people = self.people();
        let said = people.rights_in_force().and_then(|in_force| match in_force {
            false => Ok(self.settings.supervisors.iter().any(|known| known == id)),
            true => Ok(people.person(id)?.is_some_and(|person| person.is_supervisor())),
        });
        said.unwrap_or_else(|error| {
            tracing::error!(%error, "whose badge it is cannot be read: it is nobody's");
            false
        })
    }

    /// Takes a badge: who works at the line from now on.
    pub(super) fn take_badge(&mut self, id: &str) -> Result<(), Reason> {
        let person = self.welcome(id).map_err(|error| {
            tracing::error!(%error, "whose badge it is cannot be read");
            Reason::NotRecorded
        })?;
        let person = person.ok_or(Reason::UnknownOperator)?;
        id.clone_into(&mut self.operator);
        self.operator_name = person.map(|person| person.name).unwrap_or_default();
        Ok(())
    }

    /// Whether somebody with this id may work at the line (`None`: no), and who that is, if it is known.
    fn welcome(&self, id: &str) -> Result<Option<Option<PersonRecord>>, LedgerError> {
        let people = self.people();
        let person = people.person(id)?;
        if !people.rights_in_force()? {
            return Ok(Some(person));
        }
        Ok(match person {
            Some(person) => person.active.then_some(Some(person)),
            None => (!self.settings.people.known_only).then_some(None),
        })
    }

    /// What is called at the line by this id; empty where nobody is set up with it.
    pub(super) fn name_of(&self, id: &str) -> String {
        let person = self.people().person(id).ok().flatten();
        person.map(|person| person.name).unwrap_or_default()
    }

    /// Why a code is refused because nobody who is known works here. On a scratch ledger nothing is at stake.
    pub(super) fn nobody_works(&self, reading: &Reading) -> Option<Reason> {
        let of_a_pair = matches!(reading.code, Code::Module { .. } | Code::Device { .. });
        let asked = of_a_pair && self.settings.people.known_only && self.lists.is_none();
        if !asked || !matches!(self.labels, Labels::Line) || self.machine.latched().is_some() {
            return None;
        }
        let known = self.reader.rights_in_force().and_then(|in_force| {
            let person = self.reader.person(&self.operator)?;
            Ok(!in_force || person.is_some_and(|person| person.active))
        });
        match known {
            Ok(true) => None,
            Ok(false) => Some(Reason::NoOperator),
            Err(error) => {
                tracing::error!(%error, "who works at the line cannot be read");
                Some(Reason::NotRecorded)
            }
        }
    }
}
