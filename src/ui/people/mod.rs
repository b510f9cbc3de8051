//! Who is at the desk: log-in, log-off, and the first supervisor.
//!
//! * [`login`] is the dialog: who, and the PIN; also for an alarm that wants a supervisor.
//! * [`first`] offers to make the first supervisor, until there is one.
//! * [`pin`] is the field a PIN is typed into, [`keypad`] the keys beside it, for gloves.
//! * [`bar`] says on the top bar who is logged in.
//!
//! Architecture invariants:
//! * Nothing here decides what is allowed: the station's gate does, whatever the window shows.
//! * What a gun sends comes into none of these fields (see [`super::wedge_input`]), and none of its keys logs in:
//!   only the pointer, an assistive technology, or Ctrl+Enter.
//! * A PIN is in its field until it is used or the dialog closes, and nowhere else.

pub mod bar;
pub mod first;
pub mod keypad;
pub mod login;
pub mod pin;
pub mod recover;

use super::Screen;
use crate::station::rights::{Action, Role};
use crate::text::{Text, people as words};

/// What a role is called.
pub fn role(role: Role) -> Text {
    match role {
        Role::Operator => words::OPERATOR,
        Role::Technician => words::TECHNICIAN,
        Role::Supervisor => words::SUPERVISOR,
    }
}

/// What a screen is for: who may do that may see it.
pub fn needs(screen: Screen) -> Action {
    match screen {
        Screen::Station => Action::Pair,
        Screen::Records => Action::LookAtRecords,
        Screen::Export => Action::Export,
        Screen::ScanLog => Action::LookAtScanLog,
        Screen::Numbers => Action::Numbers,
        Screen::Orders => Action::AddOrder,
        Screen::Lists => Action::ImportSns,
        Screen::Scanners => Action::CheckUp,
        Screen::Settings => Action::SetGuns,
    }
}

/// A wait as it is said: `0:45`.
pub(super) fn clock_time(left: std::time::Duration) -> String {
    let seconds = left.as_millis().div_ceil(1000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
