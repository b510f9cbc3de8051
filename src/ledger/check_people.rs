//! People, the recovery code and wrong PINs, against what the events say of them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::chain::Columns;
use super::check::{Check, Faults};
use super::error::LedgerError;
use super::people::{Kept, PersonRecord};
use super::reader::Reader;

/// What the events say, the last of each.
#[derive(Debug, Default)]
pub(super) struct People {
    persons: BTreeMap<String, (i64, Value)>,
    recovery: Option<(i64, String)>,
    attempts: BTreeMap<String, (i64, u64)>,
}

impl People {
    /// Takes note of an event.
    pub(super) fn note(&mut self, event: &Columns<'_>) {
        let text = |detail: &Value, member: &str| detail[member].as_str().unwrap_or_default().to_owned();
        let detail = || serde_json::from_slice::<Value>(event.detail).unwrap_or_default();
        match event.kind {
            b"person" => {
                let detail = detail();
                self.persons.insert(text(&detail, "id"), (event.seq, detail));
            }
            b"recovery" => self.recovery = Some((event.seq, text(&detail(), "code"))),
            b"login" | b"login_refused" | b"login_locked" => {
                let detail = detail();
                // A badge at the line is a log-in too, and has no PIN.
                if let Some(wrong) = detail["wrong"].as_u64() {
                    self.attempts.insert(text(&detail, "person"), (event.seq, wrong));
                }
            }
            _ => {}
        }
    }
}

/// Whether an event's detail says what the row says.
fn agrees(person: &PersonRecord, detail: &Value) -> bool {
    let row = person.detail();
    ["id", "name", "role", "active", "pin"].iter().all(|member| row[member] == detail[member])
}

impl Check<'_> {
    /// Each row against the last event about it.
    pub(super) fn people(&mut self) -> Result<(), LedgerError> {
        let mut said = std::mem::take(&mut self.people);
        let mut faults = Faults::default();
        for (person, changed) in self.reader.people_changed()? {
            let id = &person.id;
            match said.persons.remove(id) {
                None => faults.add(format!("{id} is among the people, and no event made them one")),
                Some((seq, detail)) if seq == changed && agrees(&person, &detail) => {}
                Some((seq, detail)) => faults.add(format!(
                    "{id} is not what event {seq} made of them: {}, and the event says {}",
                    in_words(&person.detail()),
                    in_words(&detail)
                )),
            }
        }
        for id in said.persons.keys() {
            faults
                .add(format!("{id} is not among the people any more, and nobody is ever removed from them"));
        }
        let recovery = self.reader.recovery_changed()?.map(|(code, seq)| (seq, code.sha256()));
        if recovery != said.recovery {
            faults.add("the recovery code is not the one that was made".to_owned());
        }
        let attempts = self.reader.attempts()?;
        for id in attempts.keys().chain(said.attempts.keys().filter(|id| !attempts.contains_key(*id))) {
            if attempts.get(id) != said.attempts.get(id) {
                faults.add(format!("the count of wrong PINs of {id} is not what the events say"));
            }
        }
        self.take(faults);
        self.rows_are_faults(
            "SELECT 'the last attempt of ' || w.id || ' to log in is said to have been at another time than its event' \
             FROM wrong_pins w JOIN events e ON e.seq = w.seq WHERE e.at <> w.at",
            [],
        )
    }
}

fn in_words(detail: &Value) -> String {
    let role = detail["role"].as_str().unwrap_or("without a role");
    let active = if detail["active"] == true { "active" } else { "not active" };
    let pin = if detail["pin"].is_null() { "no PIN" } else { "a PIN" };
    format!("{} ({role}, {active}, {pin})", detail["name"].as_str().unwrap_or_default())
}

impl Reader {
    fn people_changed(&self) -> Result<Vec<(PersonRecord, i64)>, LedgerError> {
        let changed: BTreeMap<String, i64> = self
            .prepare("SELECT id, changed FROM people")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect)
            .map_err(|e| self.name(e))?;
        let with = |person: PersonRecord| {
            let seq = changed.get(&person.id).copied().unwrap_or(0);
            (person, seq)
        };
        Ok(self.people()?.into_iter().map(with).collect())
    }

    fn recovery_changed(&self) -> Result<Option<(Kept, i64)>, LedgerError> {
        let seq = self.number("SELECT changed FROM recovery", [])?;
        Ok(self.recovery()?.zip(seq))
    }

    fn attempts(&self) -> Result<BTreeMap<String, (i64, u64)>, LedgerError> {
        self.prepare("SELECT id, seq, wrong FROM wrong_pins")?
            .query_map([], |row| {
                let wrong: i64 = row.get(2)?;
                Ok((row.get(0)?, (row.get(1)?, wrong.unsigned_abs())))
            })
            .and_then(Iterator::collect)
            .map_err(|e| self.name(e))
    }
}
