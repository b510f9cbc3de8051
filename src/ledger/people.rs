//! People: who they are, what is kept of their PINs, and wrong PINs.
//!
//! A row says how somebody stands now. Each change of it comes with an event of kind `person`, whose detail says
//! the same, but for the PIN: of that only the hash of what is kept. So a role that is raised in the table alone
//! disagrees with the chain, and `check` names it (see `check_people.rs`).
//!
//! Architecture invariants:
//! * Once there are people, there is a supervisor who can log in: no change takes the last one away.
//! * What is kept of a PIN stands in no event and in nobody's `Debug`.

use rusqlite::{OptionalExtension, Row, params};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::error::LedgerError;
use super::open;
use super::reader::Reader;
use super::txn::{Stop, Txn};
use super::types::{Millis, NewEvent};
use super::writer::Writer;

/// What somebody is at the station. Each may do what the ones before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Works at the line.
    Operator,
    /// Sees to guns, and to why scans fail.
    Technician,
    /// Answers for the shift.
    Supervisor,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Role; 3] = [Role::Operator, Role::Technician, Role::Supervisor];

    /// Its name in the ledger and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Technician => "technician",
            Role::Supervisor => "supervisor",
        }
    }

    /// The role of this name.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// What is kept of a PIN or of a code: a PHC string. It is shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept(String);

impl Kept {
    /// A PHC string that is to be kept.
    pub fn new(phc: String) -> Kept {
        Kept(phc)
    }

    /// The PHC string, to compare a PIN with.
    pub fn phc(&self) -> &str {
        &self.0
    }

    /// SHA-256 of it, in hex: what events say of it.
    pub(super) fn sha256(&self) -> String {
        Sha256::digest(self.0.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept(…)")
    }
}

/// Somebody at the station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// Id, as on the badge: letters and digits.
    pub id: String,
    /// Name, as people say it.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// What is kept of the PIN; operators have none.
    pub pin: Option<Kept>,
    /// False: they are not here any more, and what they did stays theirs.
    pub active: bool,
}

impl PersonRecord {
    /// Whether this is a supervisor who can log in.
    pub fn is_supervisor(&self) -> bool {
        self.active && self.role == Role::Supervisor && self.pin.is_some()
    }

    /// What events say of them.
    pub(super) fn detail(&self) -> Value {
        json!({
            "id": self.id, "name": self.name, "role": self.role.as_str(), "active": self.active,
            "pin": self.pin.as_ref().map(Kept::sha256),
        })
    }
}

/// Wrong PINs in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WrongPins {
    /// How many since the last right one.
    pub wrong: u32,
    /// When the last attempt was.
    pub at: Millis,
}

/// One attempt to log in, to be recorded.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Whose PIN, or which code.
    pub id: String,
    /// Wrong ones in a row with this one; 0 after a right one.
    pub wrong: u32,
    /// The event. Id and count are added to its detail.
    pub event: NewEvent,
}

/// A change of people, to be recorded in one transaction.
#[derive(Debug, Clone)]
pub struct PersonChange {
    /// How they stand from now on.
    pub person: PersonRecord,
    /// Its event. What it says of the person is added to its detail.
    pub event: NewEvent,
    /// A new recovery code, and its event.
    pub recovery: Option<(Kept, NewEvent)>,
}

/// The event with these members in its detail, whatever it said of them.
fn with(mut event: NewEvent, more: &Value) -> NewEvent {
    let mut detail: serde_json::Map<String, Value> = serde_json::from_str(&event.detail).unwrap_or_default();
    if let Some(more) = more.as_object() {
        detail.extend(more.clone());
    }
    event.detail = Value::Object(detail).to_string();
    event
}

impl Writer {
    /// Records a change of people.
    pub(super) fn put_person(&mut self, change: &PersonChange) -> Result<(), LedgerError> {
        self.transact(|txn| put_person(txn, change))?.map_err(|_| LedgerError::Stopped)
    }

    /// Records an attempt to log in.
    pub(super) fn attempt_login(&mut self, attempt: &Attempt) -> Result<(), LedgerError> {
        let said = json!({ "person": attempt.id, "wrong": attempt.wrong });
        let event = with(attempt.event.clone(), &said);
        self.transact(|txn| {
            let seq = txn.event(&event)?;
            txn.run(
                "INSERT OR REPLACE INTO wrong_pins VALUES (?, ?, ?, ?)",
                params![attempt.id, attempt.wrong, event.stamp.at, seq],
            )?;
            Ok(())
        })?
        .map_err(|_| LedgerError::Stopped)
    }
}

fn put_person(txn: &mut Txn<'_>, change: &PersonChange) -> Result<(), Stop> {
    let person = &change.person;
    let seq = txn.event(&with(change.event.clone(), &person.detail()))?;
    txn.run(
        "INSERT OR REPLACE INTO people VALUES (?, ?, ?, ?, ?, ?)",
        params![
            person.id,
            person.name,
            person.role.as_str(),
            person.pin.as_ref().map(Kept::phc),
            person.active,
            seq
        ],
    )?;
    if let Some((code, event)) = &change.recovery {
        let seq = txn.event(&with(event.clone(), &json!({ "code": code.sha256() })))?;
        txn.run("INSERT OR REPLACE INTO recovery VALUES (1, ?, ?)", params![code.phc(), seq])?;
    }
    // Asked within the transaction, so that two changes cannot each take one of the last two.
    match txn.prepare(SUPERVISORS)?.exists([])? {
        true => Ok(()),
        false => Err(Stop::Caller(LedgerError::LastSupervisor { id: person.id.clone() })),
    }
}

/// Supervisors who can log in.
const SUPERVISORS: &str = "SELECT 1 FROM people WHERE role = 'supervisor' AND active AND pin IS NOT NULL";

const PERSON: &str = "SELECT id, name, role, pin, active FROM people";

fn person(row: &Row<'_>) -> rusqlite::Result<PersonRecord> {
    let role: String = row.get(2)?;
    Ok(PersonRecord {
        id: row.get(0)?,
        name: row.get(1)?,
        // The table holds no others; whoever made it hold one gets nothing by it.
        role: Role::from_name(&role).unwrap_or(Role::Operator),
        pin: row.get::<_, Option<String>>(3)?.map(Kept),
        active: row.get(4)?,
    })
}

impl Reader {
    /// Everybody, by id.
    pub fn people(&self) -> Result<Vec<PersonRecord>, LedgerError> {
        self.prepare(&format!("{PERSON} ORDER BY id"))?
            .query_map([], person)
            .and_then(Iterator::collect)
            .map_err(|e| self.name(e))
    }

    /// One of them.
    pub fn person(&self, id: &str) -> Result<Option<PersonRecord>, LedgerError> {
        let found = self.prepare(&format!("{PERSON} WHERE id = ?"))?.query_row([id], person).optional();
        found.map_err(|e| self.name(e))
    }

    /// Whether there is a supervisor who can log in: from then on rights are in force.
    pub fn rights_in_force(&self) -> Result<bool, LedgerError> {
        self.prepare(SUPERVISORS)?.exists([]).map_err(|e| self.name(e))
    }

    /// What is kept of the recovery code.
    pub fn recovery(&self) -> Result<Option<Kept>, LedgerError> {
        let found = self.prepare("SELECT code FROM recovery")?.query_row([], |row| row.get(0)).optional();
        Ok(found.map_err(|e| self.name(e))?.map(Kept))
    }

    /// Wrong PINs of somebody since the last right one.
    pub fn wrong_pins(&self, id: &str) -> Result<WrongPins, LedgerError> {
        let found = self
            .prepare("SELECT wrong, at FROM wrong_pins WHERE id = ?")?
            .query_row([id], |row| Ok(WrongPins { wrong: row.get(0)?, at: row.get(1)? }))
            .optional();
        Ok(found.map_err(|e| self.name(e))?.unwrap_or_default())
    }
}

/// Whether rights are in force in a ledger that another program may be using; nothing is changed. One of an
/// older schema has no people.
pub fn rights_in_force_at(path: &std::path::Path) -> Result<bool, LedgerError> {
    let conn = open::connect(path, open::Role::Reader)?;
    let name = |e| super::error::sqlite_error(path, e);
    let known = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'people'";
    let known = conn.prepare(known).and_then(|mut sql| sql.exists([])).map_err(name)?;
    Ok(known && conn.prepare(SUPERVISORS).and_then(|mut sql| sql.exists([])).map_err(name)?)
}
