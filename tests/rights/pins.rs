//! PINs: wrong ones, the lock-out and what ends it, log-off, and that no PIN is found anywhere afterwards.

use std::sync::atomic::Ordering;

use pairing_station::ledger::{Ledger, Role, ledger_path};
use pairing_station::station::gate::{Gate, LogInAt, LogOff};
use pairing_station::station::people::{PeopleError, PersonEdit};
use pairing_station::station::pin::{Pin, WeakPin};
use pairing_station::station::rights::Action;
use pairing_station::station::{Settings, StationError};

use super::given::{Clocks, OPERATOR, SUPERVISOR, TECHNICIAN, Who, events, person, set_up, station};

const NINE: i64 = 1_763_773_200_000;

fn open(dir: &std::path::Path) -> Ledger {
    Ledger::open(&ledger_path(dir)).unwrap()
}

fn gate(ledger: &Ledger, clocks: &Clocks) -> Gate {
    Gate::with_time(ledger.clone(), &Settings::default(), clocks.time())
}

fn try_pin(gate: &Gate, (id, _): (&str, &str), pin: &str) -> Result<(), StationError> {
    gate.log_in(id, &Pin::new(pin), LogInAt::Desk).map(drop)
}

/// Seconds until a PIN may be tried again.
fn wait(tried: Result<(), StationError>) -> u64 {
    match tried {
        Err(StationError::PinLocked { wait }) => wait.as_secs(),
        other => panic!("not locked: {other:?}"),
    }
}

#[test]
fn a_right_pin_opens_a_session_and_a_wrong_one_does_not() {
    let dir = station(Who::Nobody);
    let ledger = open(dir.path());
    let gate = gate(&ledger, &Clocks::at(NINE));
    assert!(gate.in_force() && gate.session().is_none());
    for (who, pin) in
        [(SUPERVISOR.0, "red-4828"), (SUPERVISOR.0, ""), ("nobody", SUPERVISOR.1), (OPERATOR, "")]
    {
        let refused = try_pin(&gate, (who, ""), pin);
        assert!(matches!(refused, Err(StationError::WrongPin { .. })), "{who}: {refused:?}");
        assert!(gate.session().is_none(), "{who}");
    }
    try_pin(&gate, TECHNICIAN, TECHNICIAN.1).unwrap();
    let session = gate.session().unwrap();
    assert_eq!(
        (session.id.as_str(), session.name.as_str(), session.role),
        ("5001", "李工", Role::Technician)
    );
    // Another log-in takes its place.
    try_pin(&gate, SUPERVISOR, SUPERVISOR.1).unwrap();
    assert_eq!(gate.session().unwrap().role, Role::Supervisor);
    gate.close();
    let kinds: Vec<_> = events(&ledger).iter().map(|event| event.event.kind).collect();
    let tried = kinds.iter().filter(|kind| **kind == "login_refused").count();
    assert_eq!(tried, 4, "{kinds:?}");
}

#[test]
fn the_fifth_wrong_pin_locks_and_each_further_one_longer() {
    let dir = station(Who::Nobody);
    let ledger = open(dir.path());
    let clocks = Clocks::at(NINE);
    let gate = gate(&ledger, &clocks);
    for left in [4, 3, 2, 1] {
        let refused = try_pin(&gate, SUPERVISOR, "wrong-1");
        assert!(
            matches!(refused, Err(StationError::WrongPin { left: l }) if l == left),
            "{left}: {refused:?}"
        );
    }
    for seconds in [60, 120, 240, 480, 900, 900] {
        assert_eq!(wait(try_pin(&gate, SUPERVISOR, "wrong-1")), seconds);
        // The right one does not help meanwhile, and is not counted.
        assert_eq!(wait(try_pin(&gate, SUPERVISOR, SUPERVISOR.1)), seconds);
        // Others are not locked out by it.
        try_pin(&gate, TECHNICIAN, TECHNICIAN.1).unwrap();
        clocks.pass(seconds);
    }
    try_pin(&gate, SUPERVISOR, SUPERVISOR.1).unwrap();
    let refused = try_pin(&gate, SUPERVISOR, "wrong-1");
    assert!(matches!(refused, Err(StationError::WrongPin { left: 4 })), "a right one clears the count");
    let kinds: Vec<_> = events(&ledger).iter().map(|event| event.event.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "login_locked").count(), 6, "{kinds:?}");
}

#[test]
fn neither_a_restart_nor_a_clock_ends_a_lock_out() {
    let dir = station(Who::Nobody);
    let clocks = Clocks::at(NINE);
    {
        let ledger = open(dir.path());
        let gate = gate(&ledger, &clocks);
        for _ in 0..5 {
            try_pin(&gate, SUPERVISOR, "wrong-1").unwrap_err();
        }
        // Set forward or back, the clock on the wall says nothing while the program runs.
        for wall in [NINE + 3_600_000, NINE - 3_600_000] {
            clocks.wall.store(wall, Ordering::Relaxed);
            assert_eq!(wait(try_pin(&gate, SUPERVISOR, SUPERVISOR.1)), 60, "at {wall}");
        }
    }
    // The program starts anew, twenty seconds later; then with a clock set back by an hour.
    for (later, seconds) in [(20_000, 40), (-3_600_000, 60)] {
        clocks.wall.store(NINE + later, Ordering::Relaxed);
        clocks.steady.store(0, Ordering::Relaxed);
        let ledger = open(dir.path());
        assert_eq!(wait(try_pin(&gate(&ledger, &clocks), SUPERVISOR, SUPERVISOR.1)), seconds);
    }
    clocks.wall.store(NINE + 60_000, Ordering::Relaxed);
    let ledger = open(dir.path());
    try_pin(&gate(&ledger, &clocks), SUPERVISOR, SUPERVISOR.1).unwrap();
}

#[test]
fn a_session_ends_when_nobody_touches_the_station() {
    let dir = station(Who::Nobody);
    let ledger = open(dir.path());
    let clocks = Clocks::at(NINE);
    let gate = gate(&ledger, &clocks);
    try_pin(&gate, SUPERVISOR, SUPERVISOR.1).unwrap();
    clocks.pass(599);
    gate.permit(Action::Void).map(drop).unwrap();
    gate.touch();
    clocks.pass(599);
    gate.permit(Action::Void).map(drop).unwrap();
    assert_eq!(gate.log_off_idle(), None);
    clocks.pass(1);
    // Whether or not a window looks.
    let refused = gate.permit(Action::Void).map(drop);
    assert!(matches!(refused, Err(StationError::NotAllowed { action: Action::Void, .. })), "{refused:?}");
    gate.touch();
    assert_eq!(gate.session(), None, "a touch does not bring back what is over");
    assert_eq!(gate.log_off_idle().as_deref(), Some(SUPERVISOR.0));
    try_pin(&gate, SUPERVISOR, SUPERVISOR.1).unwrap();
    assert_eq!(gate.log_off(LogOff::Asked).as_deref(), Some(SUPERVISOR.0));
    assert_eq!(gate.session(), None);
}

#[test]
fn people_change_only_by_who_may_and_never_without_a_supervisor() {
    let dir = station(Who::NotSetUp);
    let ledger = open(dir.path());
    let gate = gate(&ledger, &Clocks::at(NINE));
    let people = |error: Result<(), StationError>| match error {
        Err(StationError::People(error)) => error,
        other => panic!("{other:?}"),
    };
    let first = |id, role, pin| gate.set_up(&person(id, "A", role, pin)).map(drop);
    assert!(matches!(
        people(first("1", Role::Technician, Some("blue-7351"))),
        PeopleError::FirstIsSupervisor
    ));
    assert!(matches!(people(first("1", Role::Supervisor, None)), PeopleError::PinWanted { .. }));
    assert!(matches!(
        people(first("1", Role::Supervisor, Some("123456"))),
        PeopleError::Weak(WeakPin::Obvious)
    ));
    assert!(matches!(people(first("no id", Role::Supervisor, Some("blue-7351"))), PeopleError::Id { .. }));
    assert!(matches!(
        people(gate.add_person(&person("1", "A", Role::Operator, None))),
        PeopleError::FirstIsSupervisor
    ));
    assert!(!gate.in_force());

    set_up(&gate);
    assert!(gate.in_force());
    assert!(matches!(people(first("2", Role::Supervisor, Some("blue-7351"))), PeopleError::SetUp));
    let not_allowed = |tried: Result<(), StationError>| {
        assert!(matches!(tried, Err(StationError::NotAllowed { .. })), "{tried:?}");
    };
    let new = person("8", "B", Role::Supervisor, Some("gray-6183"));
    let raise = PersonEdit { role: Some(Role::Supervisor), ..PersonEdit::default() };
    for who in [None, Some(TECHNICIAN)] {
        if let Some(login) = who {
            try_pin(&gate, login, login.1).unwrap();
        }
        not_allowed(gate.add_person(&new));
        not_allowed(gate.edit_person(TECHNICIAN.0, &raise));
        not_allowed(gate.set_pin(SUPERVISOR.0, &Pin::new("mine-now-1")));
    }
    // The own PIN is the technician's.
    gate.set_pin(TECHNICIAN.0, &Pin::new("teal-9264")).unwrap();
    try_pin(&gate, TECHNICIAN, TECHNICIAN.1).unwrap_err();
    try_pin(&gate, TECHNICIAN, "teal-9264").unwrap();

    try_pin(&gate, SUPERVISOR, SUPERVISOR.1).unwrap();
    let last = |edit| {
        let refused = gate.edit_person(SUPERVISOR.0, &edit);
        let refused = format!("{}", refused.unwrap_err());
        assert!(refused.contains("last supervisor"), "{refused}");
    };
    last(PersonEdit { active: Some(false), ..PersonEdit::default() });
    last(PersonEdit { role: Some(Role::Technician), ..PersonEdit::default() });
    last(PersonEdit { role: Some(Role::Operator), ..PersonEdit::default() });
    assert!(matches!(
        people(gate.add_person(&person(OPERATOR, "C", Role::Operator, None))),
        PeopleError::Taken { .. }
    ));
    assert!(matches!(people(gate.edit_person("404", &raise)), PeopleError::NoSuch { .. }));
    assert!(matches!(people(gate.edit_person(OPERATOR, &raise)), PeopleError::PinWanted { .. }));
    gate.add_person(&new).unwrap();
    // With a second one the first may go; a session of somebody who is gone is over at once.
    gate.edit_person(SUPERVISOR.0, &PersonEdit { active: Some(false), ..PersonEdit::default() }).unwrap();
    assert_eq!(gate.session(), None);
    try_pin(&gate, SUPERVISOR, SUPERVISOR.1).unwrap_err();
    assert_eq!(ledger.reader().unwrap().check(&mut |_, _| true).unwrap().faults, Vec::<String>::new());
}

#[test]
fn the_recovery_code_sets_a_supervisors_pin_once() {
    let dir = station(Who::NotSetUp);
    let ledger = open(dir.path());
    let clocks = Clocks::at(NINE);
    let gate = gate(&ledger, &clocks);
    let code = set_up(&gate);
    let recover = |code: &str, id: &str| gate.recover(id, &Pin::code(code), &Pin::new("gray-6183"));
    assert!(matches!(
        recover(&code, TECHNICIAN.0),
        Err(StationError::People(PeopleError::NoSupervisor { .. }))
    ));
    assert!(matches!(
        recover("AAAAA-BBBBB-CCCCC-DDDDD", SUPERVISOR.0),
        Err(StationError::WrongPin { left: 4 })
    ));
    let next = recover(&code.to_lowercase().replace('-', " "), SUPERVISOR.0).unwrap();
    try_pin(&gate, SUPERVISOR, SUPERVISOR.1).unwrap_err();
    try_pin(&gate, SUPERVISOR, "gray-6183").unwrap();
    assert!(recover(&code, SUPERVISOR.0).is_err(), "the code that was used is used up");
    recover(&next, SUPERVISOR.0).unwrap();
    for _ in 0..5 {
        recover("wrong", SUPERVISOR.0).unwrap_err();
    }
    assert!(matches!(recover(&next, SUPERVISOR.0), Err(StationError::PinLocked { .. })));
    assert_eq!(ledger.reader().unwrap().check(&mut |_, _| true).unwrap().faults, Vec::<String>::new());
}

#[test]
fn no_pin_and_nothing_kept_of_one_stands_in_an_event_or_an_error() {
    let dir = station(Who::NotSetUp);
    let ledger = open(dir.path());
    let gate = gate(&ledger, &Clocks::at(NINE));
    let code = set_up(&gate);
    let mut said = Vec::new();
    // A PIN typed where the id belongs, too.
    for (id, pin) in [(SUPERVISOR.0, "wrong-8264"), (SUPERVISOR.1, SUPERVISOR.0), (OPERATOR, TECHNICIAN.1)] {
        said.push(format!("{:?}", try_pin(&gate, (id, ""), pin)));
    }
    said.push(format!("{:?}", gate.recover(SUPERVISOR.0, &Pin::code(&code), &Pin::new("123456"))));
    said.push(format!("{gate:?} {:?}", gate.people()));
    for event in events(&ledger) {
        said.push(format!("{:?} {}", event, String::from_utf8_lossy(&event.event.raw)));
    }
    let bare = code.replace('-', "");
    for text in &said {
        for secret in [SUPERVISOR.1, TECHNICIAN.1, "wrong-8264", &code, &bare, "$argon2", "argon2id"] {
            assert!(!text.contains(secret), "{secret} stands in {text}");
        }
    }
    let kept: Vec<_> = ledger.reader().unwrap().people().unwrap().into_iter().filter_map(|p| p.pin).collect();
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().all(|kept| kept.phc().starts_with("$argon2id$v=19$m=19456,t=2,p=1$")));
}
