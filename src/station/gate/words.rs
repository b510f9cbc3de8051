//! What is said at the gate: who is there, what was allowed, and when.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::ledger::Stamp;
use crate::station::clock::now;
use crate::station::rights::Role;

/// Where the gate takes time from.
#[derive(Clone)]
pub struct Time {
    /// The wall clock, for events and for what must outlive the program.
    pub wall: Arc<dyn Fn() -> Stamp + Send + Sync>,
    /// A clock that nobody can set.
    pub steady: Arc<dyn Fn() -> Duration + Send + Sync>,
}

impl Time {
    /// The system's.
    pub fn system() -> Time {
        let begun = Instant::now();
        Time { wall: Arc::new(now), steady: Arc::new(move || begun.elapsed()) }
    }
}

/// Who is logged in at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// What they are.
    pub role: Role,
}

/// That something was allowed, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct Permit {
    /// Who is logged in; `None` where nobody is.
    pub who: Option<String>,
}

impl Permit {
    /// Who is said to have done it, where without a log-in it would be `otherwise`.
    pub fn by(&self, otherwise: String) -> String {
        self.who.clone().unwrap_or(otherwise)
    }
}

/// That a supervisor typed the PIN for one alarm. Only the gate makes one.
#[derive(Debug)]
pub struct Pass {
    who: String,
}

impl Pass {
    /// Of whoever was proved to be one.
    pub(super) fn of(who: String) -> Pass {
        Pass { who }
    }

    /// Who that was.
    pub fn who(&self) -> &str {
        &self.who
    }
}

/// What a log-in is for, as the log says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogInAt {
    /// The window.
    Desk,
    /// An alarm that wants a supervisor.
    Alarm,
    /// The command line.
    CommandLine,
}

impl LogInAt {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            LogInAt::Desk => "desk",
            LogInAt::Alarm => "alarm",
            LogInAt::CommandLine => "command line",
        }
    }
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogOff {
    /// Asked for.
    Asked,
    /// Nobody touched the station for the time set.
    Idle,
    /// The station was closed.
    Closed,
}

impl LogOff {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            LogOff::Asked => "asked",
            LogOff::Idle => "idle",
            LogOff::Closed => "closed",
        }
    }
}
