//! `people list | add | edit | pin | remove | recover`.

use std::path::Path;

use serde_json::json;

use super::args::{self, NewPin};
use super::secret::{CODE, NEW_PIN};
use super::{CliError, Exit, Place, output};
use crate::ledger::{PersonRecord, Role};
use crate::station::gate::Gate;
use crate::station::people::{NewPerson, PersonEdit};
use crate::station::pin::Pin;
use crate::station::rights::Action;

pub(super) fn run(place: &Place, people: &args::People) -> Result<Exit, CliError> {
    match people {
        args::People::List { json } => list(place, *json)?,
        args::People::Add { id, name, role, pin } => add(place, id, name, role.map(Role::from), pin)?,
        args::People::Edit { id, name, role, back, pin } => {
            let gate = gate(place)?;
            // Before anybody is asked for a PIN.
            gate.permit(Action::People).map(drop)?;
            let role = role.map(Role::from);
            let known = gate.people();
            let has_one = known.iter().any(|person| person.id == *id && person.pin.is_some());
            let wanted = NEW_PIN.given(pin.new_pin_file.as_deref())
                || (!has_one && role.is_some_and(|role| role != Role::Operator));
            let pin = if wanted { Some(new_pin(pin, id)?) } else { None };
            let edit = PersonEdit { name: name.clone(), role, active: back.then_some(true), pin };
            gate.edit_person(id, &edit)?;
            show_one(place, id)?;
        }
        args::People::Pin { id, pin } => {
            let gate = gate(place)?;
            let own = gate.session().is_some_and(|session| session.id == *id);
            gate.permit(if own { Action::OwnPin } else { Action::People }).map(drop)?;
            gate.set_pin(id, &new_pin(pin, id)?)?;
            output::line(&format!("{id}  has a new PIN"))?;
        }
        args::People::Remove { id } => {
            let edit = PersonEdit { active: Some(false), ..PersonEdit::default() };
            gate(place)?.edit_person(id, &edit)?;
            show_one(place, id)?;
        }
        args::People::Recover { id, code_file, pin } => recover(place, id, code_file.as_deref(), pin)?,
    }
    Ok(Exit::Done)
}

fn gate(place: &Place) -> Result<&Gate, CliError> {
    place.gate_of(&place.open()?)
}

fn new_pin(pin: &NewPin, id: &str) -> Result<Pin, CliError> {
    Ok(Pin::new(&NEW_PIN.get(pin.new_pin_file.as_deref(), id)?))
}

fn add(place: &Place, id: &str, name: &str, role: Option<Role>, pin: &NewPin) -> Result<(), CliError> {
    let gate = gate(place)?;
    let first = !gate.in_force();
    if !first {
        gate.permit(Action::People).map(drop)?;
    }
    let role = role.unwrap_or(if first { Role::Supervisor } else { Role::Operator });
    let pin = match role {
        Role::Operator if !NEW_PIN.given(pin.new_pin_file.as_deref()) => None,
        _ => Some(new_pin(pin, id)?),
    };
    let new = NewPerson { id: id.to_owned(), name: name.to_owned(), role, pin };
    if first {
        let code = gate.set_up(&new)?;
        show_one(place, id)?;
        return show_code(&code);
    }
    gate.add_person(&new)?;
    show_one(place, id)
}

fn recover(place: &Place, id: &str, code_file: Option<&Path>, pin: &NewPin) -> Result<(), CliError> {
    let gate = gate(place)?;
    let code = Pin::code(&CODE.get(code_file, id)?);
    let next = gate.recover(id, &code, &new_pin(pin, id)?)?;
    output::line(&format!("{id}  has a new PIN"))?;
    show_code(&next)
}

/// The only time it is seen.
fn show_code(code: &str) -> Result<(), CliError> {
    output::line(&format!("recovery code  {code}"))?;
    output::note(
        "write it down and lock it away: with it a supervisor's forgotten PIN is set anew; it is not shown again",
    );
    Ok(())
}

fn list(place: &Place, json: bool) -> Result<(), CliError> {
    let people = if place.ledger.exists() { place.open()?.reader()?.people()? } else { Vec::new() };
    if people.is_empty() && !json {
        output::note(
            "nobody is set up: everybody may do everything; add the first supervisor with people add",
        );
    }
    for person in &people {
        output::line(&if json { object(person) } else { text(person) })?;
    }
    Ok(())
}

fn show_one(place: &Place, id: &str) -> Result<(), CliError> {
    match place.open()?.reader()?.person(id)? {
        Some(person) => output::line(&text(&person)),
        None => Ok(()),
    }
}

fn object(person: &PersonRecord) -> String {
    json!({
        "id": person.id, "name": person.name, "role": person.role.as_str(), "active": person.active,
        "pin": person.pin.is_some(),
    })
    .to_string()
}

fn text(person: &PersonRecord) -> String {
    let active = if person.active { "" } else { "  removed" };
    let name = person.name.escape_debug();
    format!("{:<12} {:<10} {name}{active}", person.id, person.role.as_str())
}
