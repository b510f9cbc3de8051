//! The right end of the top bar: who is at the desk, and the way in and out.

use std::time::Duration;

use egui::Ui;

use crate::station::Gate;
use crate::station::gate::Session;
use crate::text::{Lang, people as words};

/// Who is at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtDesk {
    /// Rights are not in force.
    NotSetUp,
    /// Nobody is logged in.
    Nobody,
    /// Somebody is, for so long if nobody touches anything.
    Here(Session, Duration),
}

/// From here on the bar counts the seconds to the log-off.
pub const SOON: Duration = Duration::from_secs(60);

impl AtDesk {
    /// As the gate says.
    pub fn of(gate: &Gate) -> AtDesk {
        match gate.session() {
            _ if !gate.in_force() => AtDesk::NotSetUp,
            None => AtDesk::Nobody,
            Some(session) => AtDesk::Here(session, gate.left().unwrap_or_default()),
        }
    }

    /// The word on the bar.
    pub(in crate::ui) fn word(&self, lang: Lang) -> String {
        match self {
            AtDesk::NotSetUp => lang.t(words::NOT_SET_UP).to_owned(),
            AtDesk::Nobody => lang.t(words::LOG_IN).to_owned(),
            AtDesk::Here(session, left) if *left <= SOON => {
                let seconds = left.as_millis().div_ceil(1000).to_string();
                words::log_off_soon(lang, &session.name, &seconds)
            }
            AtDesk::Here(session, _) => words::here(lang, &session.name, lang.t(super::role(session.role))),
        }
    }

    /// What pressing it does, for those who do not see it.
    pub(in crate::ui) fn name(&self, lang: Lang) -> String {
        match self {
            AtDesk::NotSetUp => lang.t(words::NOT_SET_UP).to_owned(),
            AtDesk::Nobody => lang.t(words::LOG_IN).to_owned(),
            AtDesk::Here(session, _) => {
                words::log_off_who(lang, &session.name, lang.t(super::role(session.role)))
            }
        }
    }

    /// What is said of it when pointed at.
    pub(in crate::ui) fn tip(&self, lang: Lang) -> String {
        match self {
            AtDesk::NotSetUp => lang.t(words::NOT_SET_UP_NOTE).to_owned(),
            AtDesk::Nobody => lang.t(words::LOG_IN).to_owned(),
            AtDesk::Here(..) => format!("{} (F9)", lang.t(words::LOG_OFF)),
        }
    }

    /// Wakes the window when what is said here changes.
    pub(in crate::ui) fn schedule(&self, ui: &Ui) {
        let AtDesk::Here(_, left) = self else { return };
        let wait = match left.checked_sub(SOON) {
            Some(wait) if !wait.is_zero() => wait,
            _ => Duration::from_millis(left.subsec_millis().into()) + Duration::from_millis(1),
        };
        ui.ctx().request_repaint_after(wait);
    }
}
