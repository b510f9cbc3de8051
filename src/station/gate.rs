//! The gate: who is at the desk, and whether they may do what they ask for.
//!
//! ```text
//! log-in ── id + PIN ──► Gate ── session ──► permit(action) ◄── Line, Desk, Shell, command line
//!                          │
//!                          └── events login, login_refused, login_locked, logout; people in the ledger
//! ```
//!
//! One gate belongs to one running station; its clones are the same gate. The line, the desk and the window ask it
//! ([`Gate::permit`]); that costs no I/O, so anybody may, on any thread. What works on PINs or on the ledger
//! ([`Gate::log_in`], [`Gate::prove`], and what `people` adds) is slow on purpose: only on threads of [`super::Desk`].
//!
//! Architecture invariants:
//! * Nobody is logged in without a right PIN, and not before the ledger has the event.
//! * A session is over when nobody touched the station for the time set, whether or not a window looks: `permit`
//!   asks the clock itself.
//! * What cannot be read closes: where the people cannot be read, rights are in force and nobody has any but an
//!   operator's.
//! * Log-off stops no work and no scan.

mod words;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::actor::Actor;
use super::command::StationError;
use super::lockout;
use super::pin::Pin;
use super::rights::{Action, Role, may};
use super::settings::Settings;
use crate::ledger::{Attempt, Ledger, LedgerError, NewEvent, PersonRecord};
pub use words::{LogInAt, LogOff, Pass, Permit, Session, Time};

/// Under which wrong PINs of ids are counted that nobody has: so many ids, one count.
const UNKNOWN: &str = "*unknown*";
/// Under which wrong recovery codes are counted.
pub(super) const RECOVERY: &str = "*recovery*";

/// The gate of a station. Clones are the same gate.
#[derive(Clone)]
pub struct Gate {
    inner: Arc<Inner>,
}

struct Inner {
    ledger: Ledger,
    time: Time,
    state: Mutex<State>,
    /// One PIN at a time: so nobody tries many at once before the first is counted.
    attempts: Mutex<()>,
}

struct State {
    /// `None`: they could not be read.
    people: Option<Vec<PersonRecord>>,
    session: Option<Open>,
    settings: Settings,
    /// When the last wrong PIN of somebody was, in this run of the program.
    wrong: BTreeMap<String, Duration>,
}

/// An open session.
struct Open {
    id: String,
    touched: Duration,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").field("session", &self.session()).finish_non_exhaustive()
    }
}

impl Gate {
    /// The gate of the station with this ledger and these settings.
    pub fn new(ledger: Ledger, settings: &Settings) -> Gate {
        Gate::with_time(ledger, settings, Time::system())
    }

    /// The same, by other clocks.
    pub fn with_time(ledger: Ledger, settings: &Settings, time: Time) -> Gate {
        let state = State { people: None, session: None, settings: settings.clone(), wrong: BTreeMap::new() };
        let gate = Gate {
            inner: Arc::new(Inner { ledger, time, state: Mutex::new(state), attempts: Mutex::new(()) }),
        };
        if let Err(error) = gate.read_people() {
            tracing::error!(%error, "who may do what cannot be read: the gate stays closed");
        }
        gate
    }

    /// Goes by these settings from now on.
    pub fn follow(&self, settings: &Settings) {
        self.state().settings.clone_from(settings);
    }

    /// Whether rights are in force: there is a supervisor who can log in.
    pub fn in_force(&self) -> bool {
        in_force(&self.state())
    }

    /// Everybody who can log in, or work at the line by name: those who are here.
    pub fn people(&self) -> Vec<PersonRecord> {
        self.state().people.iter().flatten().filter(|person| person.active).cloned().collect()
    }

    /// Those who have a PIN, by id.
    pub fn who_can_log_in(&self) -> Vec<Session> {
        let state = self.state();
        let able = state.people.iter().flatten().filter(|person| person.active && person.pin.is_some());
        able.map(|person| Session { id: person.id.clone(), name: person.name.clone(), role: person.role })
            .collect()
    }

    /// Ids of the supervisors, whose badges acknowledge where an order wants one.
    pub fn supervisors(&self) -> Vec<String> {
        let state = self.state();
        let supervisors = state.people.iter().flatten().filter(|person| person.is_supervisor());
        supervisors.map(|person| person.id.clone()).collect()
    }

    /// Who is logged in.
    pub fn session(&self) -> Option<Session> {
        let steady = (self.inner.time.steady)();
        session(&self.state(), steady)
    }

    /// Whether who is at the desk may do something.
    pub fn may(&self, action: Action) -> bool {
        self.permit(action).is_ok()
    }

    /// Lets who is at the desk do something, or not.
    ///
    /// # Errors
    /// [`StationError::NotAllowed`].
    pub fn permit(&self, action: Action) -> Result<Permit, StationError> {
        let steady = (self.inner.time.steady)();
        let state = self.state();
        let session = session(&state, steady);
        let role = session.as_ref().map_or(Role::Operator, |session| session.role);
        if !in_force(&state) || may(role, action) {
            return Ok(Permit { who: session.map(|session| session.id) });
        }
        Err(StationError::NotAllowed { action, logged_in: session.is_some() })
    }

    /// Somebody did something at the desk: the session goes on.
    pub fn touch(&self) {
        let steady = (self.inner.time.steady)();
        let mut state = self.state();
        // One that is over is not brought back by who comes next.
        if session(&state, steady).is_some()
            && let Some(open) = &mut state.session
        {
            open.touched = steady;
        }
    }

    /// How long until the session ends by itself; `None` without one.
    pub fn left(&self) -> Option<Duration> {
        let steady = (self.inner.time.steady)();
        let state = self.state();
        let open = state.session.as_ref()?;
        Some((open.touched + state.settings.people.log_off()).saturating_sub(steady))
    }

    /// Ends the session; its event is written on a thread of its own. Gives who that was.
    pub fn log_off(&self, why: LogOff) -> Option<String> {
        let (id, event) = self.end(why)?;
        let gate = self.clone();
        std::thread::spawn(move || gate.write(event));
        Some(id)
    }

    /// Ends the session if its time is over. Gives who that was.
    pub fn log_off_idle(&self) -> Option<String> {
        if self.left() == Some(Duration::ZERO) { self.log_off(LogOff::Idle) } else { None }
    }

    /// Ends the session with the station; waits for the ledger.
    pub fn close(&self) {
        if let Some((_, event)) = self.end(LogOff::Closed) {
            self.write(event);
        }
    }

    fn end(&self, why: LogOff) -> Option<(String, NewEvent)> {
        let open = self.state().session.take()?;
        let event = self.event("logout", &open.id, &json!({ "person": open.id, "why": why.as_str() }));
        Some((open.id, event))
    }

    fn write(&self, event: NewEvent) {
        if let Err(error) = self.inner.ledger.append(vec![event]) {
            tracing::error!(%error, "a log-off could not be recorded");
        }
    }

    /// Opens a session at the desk. Slow.
    ///
    /// # Errors
    /// [`StationError::WrongPin`], [`StationError::PinLocked`], the ledger's.
    pub fn log_in(&self, id: &str, pin: &Pin, at: LogInAt) -> Result<Session, StationError> {
        let person = self.proved(id, pin, at, Role::Technician)?;
        let steady = (self.inner.time.steady)();
        // Whoever was logged in before is not any more.
        self.log_off(LogOff::Asked);
        self.state().session = Some(Open { id: person.id.clone(), touched: steady });
        Ok(Session { id: person.id, name: person.name, role: person.role })
    }

    /// Lets a supervisor's PIN stand for one acknowledgement; no session is opened. Slow.
    ///
    /// # Errors
    /// As [`Gate::log_in`]; [`StationError::NotAllowed`] for a right PIN of somebody who may not.
    pub fn prove(&self, id: &str, pin: &Pin) -> Result<Pass, StationError> {
        let action = Action::AcknowledgeSupervised;
        let person = self.proved(id, pin, LogInAt::Alarm, Role::Technician)?;
        if !may(person.role, action) {
            return Err(StationError::NotAllowed { action, logged_in: true });
        }
        Ok(Pass::of(person.id))
    }

    /// The person of this id, if the PIN is theirs and they are `least` or more. The attempt is on record, right or
    /// wrong, before this returns.
    fn proved(&self, id: &str, pin: &Pin, at: LogInAt, least: Role) -> Result<PersonRecord, StationError> {
        let person = self.inner.ledger.reader()?.person(id)?;
        let able = person.filter(|person| person.active && person.role >= least && person.pin.is_some());
        let key = able.as_ref().map_or(UNKNOWN, |person| &person.id).to_owned();
        let kept = able.as_ref().and_then(|person| person.pin.clone());
        // What was typed for an id may be a PIN: it stands nowhere.
        let said = json!({ "at": at.as_str() });
        self.try_pin(&key, &said, || pin.is(kept.as_ref()))?;
        able.ok_or(StationError::WrongPin { left: 0 })
    }

    /// Tries a PIN or a code, counted and locked under `key`; the event's detail begins with `said`.
    pub(super) fn try_pin(
        &self,
        key: &str,
        said: &Value,
        right: impl FnOnce() -> Result<bool, super::pin::PinError>,
    ) -> Result<(), StationError> {
        let _one_at_a_time = self.inner.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        let pins = self.inner.ledger.reader()?.wrong_pins(key)?;
        let since = self.state().wrong.get(key).copied();
        let since = since.map(|then| (self.inner.time.steady)().saturating_sub(then));
        let wait = lockout::left(pins, since, (self.inner.time.wall)().at);
        if !wait.is_zero() {
            return Err(StationError::PinLocked { wait });
        }
        let right = right()?;
        let wrong = if right { 0 } else { pins.wrong.saturating_add(1) };
        let wait = lockout::locks_for(wrong);
        let kind = match (right, wait.is_zero()) {
            (true, _) => "login",
            (false, true) => "login_refused",
            (false, false) => "login_locked",
        };
        let operator = if right && key != RECOVERY { key } else { "" };
        let event = self.event(kind, operator, said);
        if !right {
            self.state().wrong.insert(key.to_owned(), (self.inner.time.steady)());
        }
        self.inner.ledger.attempt_login(Attempt { id: key.to_owned(), wrong, event })?;
        match (right, wait.is_zero()) {
            (true, _) => {
                self.state().wrong.remove(key);
                Ok(())
            }
            (false, true) => Err(StationError::WrongPin { left: lockout::FREE + 1 - wrong }),
            (false, false) => Err(StationError::PinLocked { wait }),
        }
    }

    /// An event of this station, now.
    pub(super) fn event(&self, kind: &'static str, operator: &str, detail: &Value) -> NewEvent {
        let order = self.inner.ledger.reader().and_then(|reader| reader.open_order());
        let order = order.ok().flatten().map(|open| open.order.name).unwrap_or_default();
        let settings = self.state().settings.clone();
        let stamp = (self.inner.time.wall)();
        Actor::at(&settings, operator, &order).draft(stamp, kind).detail(detail).build()
    }

    /// The ledger behind it.
    pub(super) fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }

    /// Takes the people from the ledger anew.
    pub(super) fn read_people(&self) -> Result<(), LedgerError> {
        let people = self.inner.ledger.reader().and_then(|reader| reader.people());
        let (people, result) = match people {
            Ok(people) => (Some(people), Ok(())),
            Err(error) => (None, Err(error)),
        };
        self.state().people = people;
        result
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn in_force(state: &State) -> bool {
    state.people.as_ref().is_none_or(|people| people.iter().any(PersonRecord::is_supervisor))
}

/// Who is logged in: as what they are now, not as what they were when they logged in.
fn session(state: &State, steady: Duration) -> Option<Session> {
    let open = state.session.as_ref()?;
    let over = steady >= open.touched + state.settings.people.log_off();
    let mut people = state.people.iter().flatten();
    let person = people.find(|person| person.id == open.id && person.active && person.pin.is_some())?;
    (!over).then(|| Session { id: person.id.clone(), name: person.name.clone(), role: person.role })
}
