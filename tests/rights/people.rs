//! People at the line: badges, a supervisor's acknowledgement, known operators only.

use pairing_station::pairing::{AckBy, Kind};
use pairing_station::scan::Reason;
use pairing_station::station::gate::LogInAt;
use pairing_station::station::people::PersonEdit;
use pairing_station::station::pin::Pin;
use pairing_station::station::settings::PeopleSettings;
use pairing_station::station::{Command, Settings, StationError, View};

use super::given::{OPERATOR, SUPERVISOR, TECHNICIAN, Who, done, events};
use super::line::Rig;

const WRONG_PRODUCT: &str = "pk=zzzzz2&sn=VDR0319035976321&v=1";

fn last(view: &View) -> (Kind, Option<Reason>) {
    let verdict = &view.last.as_ref().unwrap().verdict;
    (verdict.kind, verdict.reason)
}

/// A line with an order that wants a supervisor, and an alarm.
fn alarmed(who: Who, settings: Settings) -> Rig {
    let rig = Rig::with(Who::NotSetUp, settings.clone());
    let source = "name = \"S\"\nproduct_key = \"p11sf2\"\nack = \"supervisor\"\nbounce_ms = 0\n".to_owned();
    rig.ask(|reply| Command::AddOrder { source, origin: "test".into(), open: true, reply }).unwrap();
    if who != Who::NotSetUp {
        super::given::set_up(&rig.line.gate());
    }
    let view = rig.scan(WRONG_PRODUCT);
    assert!(view.alarm.as_ref().is_some_and(|alarm| alarm.supervisor), "{view:?}");
    rig
}

#[test]
fn a_badge_says_who_works_and_opens_nothing() {
    let rig = Rig::new(Who::Nobody);
    let view = rig.scan(&format!("PSOP{OPERATOR}"));
    assert_eq!((view.operator.as_str(), view.operator_name.as_str()), (OPERATOR, "张三"));
    // Somebody nobody knows may work, and has no name.
    let view = rig.scan("PSOP4711");
    assert_eq!((view.operator.as_str(), view.operator_name.as_str()), ("4711", ""));
    // A badge can be copied: it opens no session.
    rig.scan(&format!("PSOP{}", SUPERVISOR.0));
    let void = rig.ask(|reply| Command::Void { pair: 1, why: "test".into(), reply });
    assert!(matches!(void, Err(StationError::NotAllowed { .. })), "{void:?}");
}

#[test]
fn only_a_supervisors_badge_acknowledges_where_the_order_says_so() {
    let settings = Settings { supervisors: vec!["9999".into()], ..Settings::default() };
    let rig = alarmed(Who::Nobody, settings.clone());
    // Once there are people, the old list of badges is nothing.
    for badge in [OPERATOR, TECHNICIAN.0, "9999", "4711"] {
        assert_eq!(
            last(&rig.scan(&format!("PSOP{badge}"))),
            (Kind::Ignored, Some(Reason::Latched)),
            "{badge}"
        );
    }
    let view = rig.scan(&format!("PSOP{}", SUPERVISOR.0));
    assert!(view.alarm.is_none());
    let ack = events(&rig.ledger).into_iter().rfind(|event| event.event.kind == "ack").unwrap().event;
    assert!(ack.detail.contains(SUPERVISOR.0), "{}", ack.detail);
    // Before that, the list is what counts.
    let rig = alarmed(Who::NotSetUp, settings);
    assert_eq!(last(&rig.scan("PSOP4711")).1, Some(Reason::Latched));
    assert!(rig.scan("PSOP9999").alarm.is_none());
}

#[test]
fn a_supervisors_pin_acknowledges_without_a_session() {
    let rig = alarmed(Who::Nobody, Settings::default());
    let refused = rig.ask(|reply| Command::Acknowledge(AckBy::Operator, reply));
    assert!(matches!(refused, Err(StationError::SupervisorOnly)), "{refused:?}");
    let technician = done(&rig.desk.prove(TECHNICIAN.0.into(), Pin::new(TECHNICIAN.1)));
    assert!(matches!(technician, Err(StationError::NotAllowed { .. })), "{technician:?}");
    done(&rig.desk.prove(SUPERVISOR.0.into(), Pin::new("red-4828"))).unwrap_err();
    let pass = done(&rig.desk.prove(SUPERVISOR.0.into(), Pin::new(SUPERVISOR.1))).unwrap();
    assert_eq!(rig.line.gate().session(), None);
    rig.ask(|reply| Command::AcknowledgeWith(pass, reply)).unwrap();
    assert!(rig.line.board().get().alarm.is_none());
    let ack = events(&rig.ledger).into_iter().rfind(|event| event.event.kind == "ack").unwrap().event;
    assert_eq!(ack.context.operator, SUPERVISOR.0);
    // Whoever is logged in as a supervisor needs no second PIN.
    rig.line.gate().log_in(SUPERVISOR.0, &Pin::new(SUPERVISOR.1), LogInAt::Desk).unwrap();
    rig.scan(WRONG_PRODUCT);
    rig.ask(|reply| Command::Acknowledge(AckBy::Operator, reply)).unwrap();
}

#[test]
fn a_badge_of_somebody_who_left_is_refused() {
    let rig = Rig::new(Who::Supervisor);
    rig.scan("PSOP4711");
    let edit = PersonEdit { active: Some(false), ..PersonEdit::default() };
    rig.line.gate().edit_person(OPERATOR, &edit).unwrap();
    let view = rig.scan(&format!("PSOP{OPERATOR}"));
    assert_eq!(last(&view), (Kind::Rejected, Some(Reason::UnknownOperator)));
    assert_eq!(view.operator, "4711");
}

#[test]
fn where_only_known_people_may_work_the_others_do_not_pair() {
    let people = PeopleSettings { known_only: true, ..PeopleSettings::default() };
    let settings = Settings { people, ..Settings::default() };
    let rig = Rig::with(Who::Nobody, settings.clone());
    assert_eq!(last(&rig.scan("863950061755148")), (Kind::Rejected, Some(Reason::NoOperator)));
    assert_eq!(last(&rig.scan("PSOP4711")), (Kind::Rejected, Some(Reason::UnknownOperator)));
    rig.scan(&format!("PSOP{OPERATOR}"));
    assert_eq!(last(&rig.scan("863950061755148")).0, Kind::Module);
    // Nothing of it holds before people are set up.
    let rig = Rig::with(Who::NotSetUp, settings);
    assert_eq!(last(&rig.scan("863950061755148")).0, Kind::Module);
}
