//! The test of the alarms: each alarm in earnest, nothing of it in the record; and the shifts that owe it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use chrono::DateTime;
use pairing_station::ledger::{Event, EventFilter, Ledger, PairFilter, Stamp, ledger_path};
use pairing_station::pairing::{AckBy, Proof};
use pairing_station::station::challenge::{
    BAD_MODULE, BEGIN, FIRST, MODULE, NO, OTHER_PRODUCT, Request, SECOND, Stage, Step, StepState, YES,
};
use pairing_station::station::core::{Core, Input};
use pairing_station::station::settings::{AlarmProof, Shift};
use pairing_station::station::{Settings, StationError};

const DK: &str = "863950068662495";
const QR: &str = "pk=p11sf2&sn=VDR0319035976321&v=1";
const DK_2: &str = "863950061755148";
const QR_2: &str = "pk=p11sf2&sn=VDR0319035976322&v=1";
const ORDER: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\n";
/// A test from its first scan to the last step, as the card has it.
const STEPS: [&str; 10] =
    [BEGIN, MODULE, FIRST, MODULE, SECOND, "PSCMDACK", OTHER_PRODUCT, "PSCMDACK", BAD_MODULE, YES];

/// A station whose clock is the test's.
struct Rig {
    core: Core,
    now: Stamp,
    n: u64,
}

fn at(text: &str) -> Stamp {
    let time = DateTime::parse_from_rfc3339(text).unwrap();
    Stamp { at: time.timestamp_millis(), offset_min: time.offset().local_minus_utc() / 60 }
}

fn each_shift() -> Settings {
    let shift = |name: &str, start: &str, end: &str| Shift {
        name: name.into(),
        start: start.into(),
        end: end.into(),
    };
    let shifts = vec![shift("day", "08:00", "20:00"), shift("night", "20:00", "08:00")];
    Settings { challenge: AlarmProof::EachShift, shifts, ..Settings::default() }
}

impl Rig {
    fn new(dir: &Path, settings: &Settings) -> Rig {
        let ledger = Ledger::open(&ledger_path(dir)).unwrap();
        let core = Core::new(ledger, settings, "1024").unwrap();
        let mut rig = Rig { core, now: at("2026-03-02T09:00:00+08:00"), n: 0 };
        let order = rig.core.add_order(ORDER, "test", rig.now).unwrap();
        rig.core.open_order(&order.name, rig.now).unwrap();
        rig
    }

    fn wait(&mut self, seconds: i64) {
        self.now.at += seconds * 1000;
    }

    /// Scans two seconds later; what the last verdict was.
    fn scan(&mut self, text: &str) -> String {
        self.wait(2);
        self.n += 1;
        let input = Input { n: self.n, stamp: self.now, source: "gun", bytes: text.as_bytes() };
        let judged = self.core.scan(input);
        let verdict = &judged.last().unwrap().verdict;
        match (verdict.reason, verdict.command) {
            (Some(reason), _) => format!("{}:{}", verdict.kind.as_str(), reason.as_str()),
            (_, Some(command)) => format!("command:{command}"),
            _ => verdict.kind.as_str().to_owned(),
        }
    }

    fn all(&mut self, texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| self.scan(text)).collect()
    }

    fn pass(&mut self) {
        assert_eq!(self.all(&STEPS).last().unwrap(), "command:yes");
    }

    fn proof(&mut self) -> Proof {
        self.core.proof(self.now).unwrap()
    }

    fn events(&self, kind: &str) -> Vec<Event> {
        let mut found = Vec::new();
        let each = &mut |event: &Event| {
            found.extend((event.event.kind == kind).then(|| event.clone()));
            true
        };
        self.core.reader().each_event(&EventFilter::default(), each).unwrap();
        found
    }

    /// What the last test came to.
    fn result(&self) -> serde_json::Value {
        serde_json::from_str(&self.events("challenge_end").last().unwrap().event.detail).unwrap()
    }

    fn pairs(&self) -> u64 {
        self.core.reader().count_pairs(&PairFilter::default()).unwrap()
    }

    fn checked(&self) {
        let report = self.core.reader().check(&mut |_, _| true).unwrap();
        assert_eq!(report.faults, Vec::<String>::new());
    }
}

fn with(settings: &Settings) -> (tempfile::TempDir, Rig) {
    let dir = tempfile::tempdir().unwrap();
    let rig = Rig::new(dir.path(), settings);
    (dir, rig)
}

#[test]
fn each_label_gives_its_alarm_and_the_person_has_the_last_word() {
    let (_dir, mut rig) = with(&Settings::default());
    let expect = [
        "command:challenge",
        "module",
        "paired",
        "module",
        "rejected:duplicate_dk",
        "command:ack",
        "rejected:wrong_product",
        "command:ack",
        "rejected:imei_check_digit",
        "command:yes",
    ];
    assert_eq!(rig.all(&STEPS), expect);
    assert_eq!(rig.core.challenge(), None);
    let result = rig.result();
    assert_eq!(
        (&result["passed"], &result["result"], &result["by"]),
        (&true.into(), &"passed".into(), &"1024".into())
    );
    assert_eq!(result["steps"].as_array().unwrap().len(), 4);
    assert_eq!(result["missing"].as_array().unwrap().len(), 0);
    assert_eq!(rig.scan(DK), "module", "work goes on");
    rig.checked();
}

#[test]
fn nothing_of_it_is_in_the_record() {
    let (dir, mut rig) = with(&Settings::default());
    rig.pass();
    assert_eq!(rig.pairs(), 0);
    assert_eq!(rig.core.done(), 0);
    let reader = rig.core.reader();
    assert_eq!(reader.tallies(None, 0).unwrap(), [], "no tally");
    let scans = EventFilter { scans_only: true, ..EventFilter::default() };
    assert_eq!(reader.count_events(&scans).unwrap(), 1, "of scans the log has the one that began it");
    let events = rig.events("challenge");
    assert_eq!(events.len(), STEPS.len() - 1, "every other is an event of its own kind");
    assert!(events.iter().all(|event| event.event.pair.is_none() && !event.event.first_pass));
    assert_eq!(
        (events[1].event.verdict.as_str(), events[1].event.raw.as_slice()),
        ("paired", FIRST.as_bytes())
    );
    assert_eq!(rig.events("challenge_begin").len(), 1);
    let rest = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(
        rest.into_iter().all(|name| !name.to_string_lossy().contains("scratch")),
        "nothing is left of it"
    );
    assert_eq!(rig.all(&[DK, QR]), ["module", "paired"]);
    assert_eq!((rig.pairs(), rig.core.done()), (1, 1));
    assert_eq!(rig.core.reader().pair(1).unwrap().unwrap().dk, DK, "no pair id was spent");
    rig.checked();
}

#[test]
fn the_steps_may_come_in_any_order() {
    let check = |texts: &[&str]| {
        let (_dir, mut rig) = with(&Settings::default());
        rig.scan(BEGIN);
        rig.all(texts);
        assert_eq!(rig.core.challenge().unwrap().stage, Stage::Asked, "{texts:?}");
        assert_eq!(rig.scan(YES), "command:yes", "{texts:?}");
    };
    let ack = "PSCMDACK";
    check(&[BAD_MODULE, OTHER_PRODUCT, ack, MODULE, SECOND, FIRST, MODULE, ack]);
    check(&[FIRST, MODULE, BAD_MODULE, SECOND, MODULE, ack, OTHER_PRODUCT, ack]);
    check(&[MODULE, OTHER_PRODUCT, ack, SECOND, BAD_MODULE, MODULE, MODULE, FIRST, ack]);
}

#[test]
fn what_is_not_of_the_test_is_named_and_passes_no_step() {
    let (_dir, mut rig) = with(&Settings::default());
    let check = |rig: &mut Rig, text: &str, expect: &str| {
        assert_eq!(rig.scan(text), expect, "{text}");
        assert_eq!(rig.core.challenge().unwrap().steps, [StepState::Waiting; 4], "{text}");
    };
    rig.scan(BEGIN);
    check(&mut rig, DK, "rejected:in_challenge");
    check(&mut rig, QR, "rejected:in_challenge");
    check(&mut rig, "PSCMDUNDO", "rejected:in_challenge");
    check(&mut rig, "PSCMDVERIFY", "rejected:in_challenge");
    check(&mut rig, "PSWOA", "rejected:in_challenge");
    check(&mut rig, "863950068662494", "rejected:imei_check_digit");
    check(&mut rig, "hello world", "rejected:unknown_code");
    check(&mut rig, "89860318740200125478", "rejected:wrong_barcode");
    check(&mut rig, &FIRST.replace('=', "´").replace('&', "/").replace(':', "Ö"), "rejected:keyboard_layout");
    check(&mut rig, YES, "rejected:nothing_asked");
    check(&mut rig, BEGIN, "command:challenge");
    check(&mut rig, "PSOP77", "command:badge");
    assert_eq!(rig.core.operator(), "77", "whoever came to the line is there afterwards, too");
    rig.scan("PSCMDCANCEL");
    assert_eq!((rig.pairs(), rig.core.challenge()), (0, None));
    assert_eq!(rig.scan(FIRST), "rejected:challenge_label");
    assert_eq!(rig.all(&[YES, NO]), ["rejected:nothing_asked"; 2]);
    rig.checked();
}

#[test]
fn an_alarm_that_was_missing_is_named() {
    let check = |answer: &[&str], missing: &[&str]| {
        let (_dir, mut rig) = with(&each_shift());
        rig.all(&STEPS[..9]);
        assert_eq!(rig.scan(NO), "command:no");
        assert_eq!(rig.core.challenge().unwrap().stage, Stage::Which);
        rig.all(answer);
        assert_eq!(rig.core.challenge(), None, "{answer:?}");
        let result = rig.result();
        assert_eq!((&result["result"], &result["passed"]), (&"failed".into(), &false.into()));
        assert_eq!(result["missing"], serde_json::json!(missing), "{answer:?}");
        assert_eq!(rig.proof(), Proof::Failed);
        assert_eq!(rig.scan(DK), "rejected:challenge_due", "the shift stands still");
        rig.pass();
        assert_eq!((rig.proof(), rig.scan(DK).as_str()), (Proof::Given, "module"));
    };
    check(&[FIRST], &["paired"]);
    check(&[SECOND], &["duplicate_dk"]);
    check(&[OTHER_PRODUCT], &["wrong_product"]);
    check(&[BAD_MODULE], &["imei_check_digit"]);
    check(&[NO], &[]);
    // A silent alarm cannot be waited for: no is an answer at any time.
    let (_dir, mut rig) = with(&each_shift());
    rig.all(&[BEGIN, MODULE, FIRST, NO]);
    rig.core.request(Request::Missing(Some(Step::Pair)), rig.now).unwrap();
    assert_eq!(rig.result()["missing"], serde_json::json!(["paired"]));
}

#[test]
fn with_the_sound_off_no_step_is_passed() {
    let settings = Settings { volume: 0, ..Settings::default() };
    let (_dir, mut rig) = with(&settings);
    rig.all(&STEPS[..9]);
    assert_eq!(rig.core.challenge().unwrap().steps, [StepState::Silent; 4]);
    assert_eq!(rig.scan(YES), "rejected:nothing_asked");
    rig.core.apply(&Settings { volume: 40, ..settings });
    rig.all(&[MODULE, SECOND, "PSCMDACK", OTHER_PRODUCT, "PSCMDACK", BAD_MODULE]);
    assert_eq!(rig.core.challenge().unwrap().steps[0], StepState::Silent);
    rig.scan("PSCMDCANCEL");
    rig.pass();
    assert_eq!(rig.result()["volume"], 40);
}

#[test]
fn the_window_answers_as_the_codes_do() {
    let (_dir, mut rig) = with(&each_shift());
    let ask = |rig: &mut Rig, request| rig.core.request(request, rig.now);
    for request in [Request::Yes, Request::No, Request::Cancel, Request::Missing(None)] {
        assert!(matches!(ask(&mut rig, request), Err(StationError::NothingAsked)), "{request:?}");
    }
    ask(&mut rig, Request::Begin).unwrap();
    ask(&mut rig, Request::Begin).unwrap();
    assert_eq!(rig.events("challenge_begin").len(), 1);
    assert!(matches!(ask(&mut rig, Request::Yes), Err(StationError::NothingAsked)));
    rig.all(&STEPS[1..5]);
    for request in [Request::Yes, Request::No] {
        assert!(matches!(ask(&mut rig, request), Err(StationError::AlarmLatched)), "{request:?}");
    }
    rig.core.acknowledge(AckBy::Operator, rig.now).unwrap();
    assert_eq!(rig.events("ack").len(), 0, "nothing real was acknowledged");
    rig.all(&STEPS[6..9]);
    let refused = rig.core.open_order("A", rig.now);
    assert!(matches!(refused, Err(StationError::InChallenge)), "{refused:?}");
    ask(&mut rig, Request::Yes).unwrap();
    assert_eq!(rig.proof(), Proof::Given);
    ask(&mut rig, Request::Begin).unwrap();
    ask(&mut rig, Request::Cancel).unwrap();
    assert_eq!((rig.proof(), rig.result()["result"].as_str()), (Proof::Given, Some("cancelled")));
}

#[test]
fn a_test_ends_by_itself_after_ten_minutes_or_when_the_clock_is_changed() {
    let check = |seconds: i64, over: bool| {
        let (_dir, mut rig) = with(&each_shift());
        rig.all(&STEPS[..5]);
        rig.wait(seconds);
        rig.core.tick(rig.now);
        assert_eq!(rig.core.challenge().is_none(), over, "after {seconds} s");
        if over {
            assert_eq!(rig.result()["result"], "timed_out");
            assert!(rig.core.machine().latched().is_none(), "its alarm went with it");
            assert_eq!(rig.proof(), Proof::Due);
        }
    };
    check(580, false);
    check(600, true);
    check(-30, false);
    check(-3600, true);
    let (_dir, mut rig) = with(&Settings::default());
    rig.all(&[BEGIN, MODULE]);
    rig.wait(700);
    assert_eq!(rig.scan(DK), "module", "what comes after its time is real work");
}

#[test]
fn a_half_in_the_test_is_dropped_by_cancel_before_the_test_is() {
    let (_dir, mut rig) = with(&Settings::default());
    rig.all(&[BEGIN, MODULE]);
    assert_eq!(rig.scan("PSCMDCANCEL"), "command:cancel");
    assert!(rig.core.challenge().is_some());
    assert_eq!(rig.scan("PSCMDCANCEL"), "command:cancel");
    assert!(rig.core.challenge().is_none());
    assert_eq!(rig.scan(DK), "module");
    rig.scan(BEGIN);
    assert_eq!(rig.events("cancel").len(), 1, "the half of real work is dropped, by an event");
    rig.scan("PSCMDCANCEL");
    assert_eq!(rig.scan(QR), "device", "and does not come back");
}

#[test]
fn each_shift_proves_its_alarms_before_it_pairs() {
    let dir = tempfile::tempdir().unwrap();
    let mut rig = Rig::new(dir.path(), &each_shift());
    assert_eq!(rig.all(&[DK, QR, "PSCMDVERIFY", DK, "PSCMDPAIR"])[..2], ["rejected:challenge_due"; 2]);
    assert_eq!(rig.scan("hello world"), "rejected:unknown_code", "a more exact reason wins");
    assert!(rig.core.machine().held().is_none() && rig.core.machine().latched().is_none());
    rig.pass();
    assert_eq!(rig.all(&[DK, QR]), ["module", "paired"]);

    // A restart in between: the ledger knows.
    let now = rig.now;
    drop(rig);
    let restarted = |now| {
        let core = Core::new(Ledger::open(&ledger_path(dir.path())).unwrap(), &each_shift(), "1024").unwrap();
        Rig { core, now, n: 0 }
    };
    let mut rig = restarted(now);
    assert_eq!(rig.proof(), Proof::Given);

    // The next shift, over midnight, and the day after.
    rig.now = at("2026-03-02T20:00:00+08:00");
    assert_eq!(rig.scan(DK_2), "rejected:challenge_due");
    rig.pass();
    rig.now = at("2026-03-03T00:00:30+08:00");
    assert_eq!(rig.scan(DK_2), "module", "the night shift goes on after midnight");
    drop(rig);
    let mut rig = restarted(at("2026-03-03T07:59:00+08:00"));
    assert_eq!(rig.scan(DK_2), "module", "also after a restart");
    rig.scan("PSCMDCANCEL");
    rig.now = at("2026-03-03T08:00:00+08:00");
    assert_eq!((rig.proof(), rig.scan(DK_2).as_str()), (Proof::Due, "rejected:challenge_due"));
    // A clock set back is the old shift's again; another station's proof is no proof here.
    rig.now = at("2026-03-03T06:00:00+08:00");
    assert_eq!(rig.proof(), Proof::Given);
    rig.core.apply(&Settings { station: "2".into(), ..each_shift() });
    assert_eq!(rig.proof(), Proof::Due);
    rig.core.apply(&Settings { challenge: AlarmProof::Off, ..each_shift() });
    rig.now = at("2026-03-05T09:00:00+08:00");
    assert_eq!(rig.scan(DK_2), "module");
    assert_eq!(rig.pairs(), 1);
    rig.checked();
}

#[test]
fn a_device_that_was_begun_is_finished_in_the_next_shift() {
    let (_dir, mut rig) = with(&each_shift());
    rig.pass();
    rig.now = at("2026-03-02T19:59:50+08:00");
    assert_eq!(rig.scan(DK), "module");
    rig.now = at("2026-03-02T20:00:05+08:00");
    assert_eq!(rig.scan(QR), "paired", "its half was scanned under a proof");
    assert_eq!(rig.all(&[DK_2, QR_2]), ["rejected:challenge_due"; 2], "the next device waits");
}

#[test]
fn a_commit_that_fails_proves_nothing() {
    let (dir, mut rig) = with(&each_shift());
    rig.all(&STEPS[..9]);
    let other = rusqlite::Connection::open(ledger_path(dir.path())).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(rig.scan(YES), "rejected:not_recorded");
    assert!(rig.core.challenge().is_some(), "it goes on");
    other.execute_batch("ROLLBACK").unwrap();
    rig.core.acknowledge(AckBy::Operator, rig.now).unwrap();
    assert_eq!((rig.proof(), rig.events("challenge_end").len()), (Proof::Due, 0), "nobody has said so yet");
    assert_eq!(rig.scan(YES), "command:yes");
    assert_eq!(rig.proof(), Proof::Given);
    rig.checked();
}
