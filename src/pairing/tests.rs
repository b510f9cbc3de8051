//! Every pairing rule, as scripts: what is scanned when, what it comes to.

mod own_word;
mod proof;
mod replacement;
mod verify;

use super::*;
use crate::order::Order;
use crate::scan::{Control, Reading, Reason, read};

const A: &str = "863950068662495";
const B: &str = "863950069280529";
const X: &str = "pk=p11sf2&sn=VDR1";
const Y: &str = "pk=p11sf2&sn=VDR2";

fn order(lines: &str) -> Order {
    Order::parse(&format!("name = \"WO1\"\nproduct_key = \"p11sf2\"\n{lines}")).unwrap()
}

fn machine(lines: &str) -> Machine {
    let mut machine = Machine::new();
    machine.set_order(Some(order(lines)));
    machine
}

fn scan_with(machine: &mut Machine, text: &str, at: Millis, facts: Facts) -> Step {
    let reading = read(text.as_bytes(), machine.order());
    let gun = ("gun", None);
    machine.scan(&by(gun, false, at, &reading, facts))
}

/// A gun's name, and the only side it is there for.
type Gun<'a> = (&'a str, Option<Side>);

/// A scan by this gun.
fn by<'a>(
    (source, only): Gun<'a>,
    one_gun: bool,
    at: Millis,
    reading: &'a Reading,
    facts: Facts,
) -> Scanned<'a> {
    Scanned { n: at as u64, at, source, only, one_gun, reading, facts }
}

fn scan(machine: &mut Machine, text: &str, at: Millis) -> Step {
    scan_with(machine, text, at, Facts::default())
}

fn word(verdict: &Verdict) -> String {
    match verdict.reason {
        Some(reason) => format!("{}:{}", verdict.kind.as_str(), reason.as_str()),
        None => verdict.kind.as_str().to_owned(),
    }
}

fn shown(step: &Step) -> String {
    match step {
        Step::Done(verdict) => word(verdict),
        Step::Commit(keys) => format!("commit {} {}", keys.dk, keys.sn),
        Step::Replace(replacement, keys) => {
            format!("replace {} by {} {}", replacement.old.id, keys.dk, keys.sn)
        }
        Step::LookUp(keys) => format!("look up {} {}", keys.dk, keys.sn),
        Step::Undo => "undo".to_owned(),
        Step::Control(control) => format!("control {}", control.as_str()),
    }
}

/// Scans a script, each line at its own time, on an order with these lines.
#[track_caller]
fn check(lines: &str, script: &[(Millis, &str, &str)]) -> Machine {
    let mut machine = machine(lines);
    for (at, text, expect) in script {
        assert_eq!(shown(&scan(&mut machine, text, *at)), *expect, "{text} at {at}");
    }
    machine
}

fn prior(id: i64, dk: &str, sn: &str) -> Prior {
    let keys = Keys { dk: dk.into(), pk: "p11sf2".into(), sn: sn.into() };
    Prior { id, keys, at: 1, operator: "op".into(), station: "st".into() }
}

fn keys() -> Keys {
    prior(0, A, "VDR1").keys
}

#[test]
fn either_order_makes_a_pair() {
    check("", &[(0, A, "module"), (1000, X, "commit 863950068662495 VDR1"), (2000, Y, "device")]);
    check("", &[(0, X, "device"), (1000, A, "commit 863950068662495 VDR1"), (2000, B, "module")]);
}

#[test]
fn a_fixed_order_refuses_the_other_half_first() {
    let module_first = "scan_order = \"module_first\"";
    check(
        module_first,
        &[(0, X, "rejected:wrong_step"), (1000, A, "module"), (2000, X, "commit 863950068662495 VDR1")],
    );
    let device_first = "scan_order = \"device_first\"";
    check(
        device_first,
        &[(0, A, "rejected:wrong_step"), (1000, X, "device"), (2000, A, "commit 863950068662495 VDR1")],
    );
    // The same half again is no wrong step, another one of its kind is the worse fault.
    check(module_first, &[(0, A, "module"), (1000, A, "module"), (2000, B, "rejected:same_kind_twice")]);
}

#[test]
fn the_same_half_again_holds_it_anew() {
    let machine = check("", &[(0, A, "module"), (1000, A, "module")]);
    assert_eq!(machine.held().map(|h| (h.at, h.n, h.source.as_str())), Some((1000, 1000, "gun")));
    // Another code of the same key is the same half.
    let label = format!("{A};SN;X");
    check("", &[(0, A, "module"), (100, &label, "module"), (1000, X, "commit 863950068662495 VDR1")]);
}

#[test]
fn two_of_a_kind_stop_the_line() {
    let machine =
        check("", &[(0, A, "module"), (1000, B, "rejected:same_kind_twice"), (2000, X, "ignored:latched")]);
    assert_eq!(machine.held(), None);
    assert_eq!(machine.latched().map(|v| v.keys.dk.as_str()), Some(B));
    check("", &[(0, X, "device"), (1000, Y, "rejected:same_kind_twice")]);
}

#[test]
fn a_soft_refusal_keeps_the_half_a_hard_one_drops_it() {
    check(
        "",
        &[
            (0, A, "module"),
            (1000, "hello", "rejected:unknown_code"),
            (2000, X, "commit 863950068662495 VDR1"),
        ],
    );
    let wrong = "pk=zzzzzz&sn=VDR1";
    check(
        "",
        &[
            (0, A, "module"),
            (1000, wrong, "rejected:wrong_product"),
            (2000, "PSCMDACK", "command"),
            (3000, X, "device"),
        ],
    );
}

#[test]
fn double_readings_are_bounces() {
    let machine = check(
        "bounce_ms = 500",
        &[
            (0, A, "module"),
            (499, A, "ignored:bounce"),
            // A bounce extends nothing.
            (500, A, "module"),
            (600, X, "commit 863950068662495 VDR1"),
            (700, X, "ignored:bounce"),
            (1100, X, "device"),
            (1200, "hello", "rejected:unknown_code"),
            (1300, "hello", "ignored:bounce"),
            (1400, "PSCMDCANCEL", "command"),
            (1500, "PSCMDCANCEL", "ignored:bounce"),
            // A clock set back is no bounce.
            (1450 - 1000, "PSCMDCANCEL", "command"),
        ],
    );
    assert_eq!(machine.held(), None);
    check("bounce_ms = 0", &[(0, A, "module"), (0, A, "module")]);
}

#[test]
fn latched_comes_before_bounce_and_only_an_acknowledgement_counts() {
    check(
        "",
        &[
            (0, "pk=zzzzzz&sn=VDR1", "rejected:wrong_product"),
            (100, "pk=zzzzzz&sn=VDR1", "ignored:latched"),
            (1000, "PSCMDUNDO", "ignored:latched"),
            (2000, "PSCMDVERIFY", "ignored:latched"),
            (3000, "PSWOWO2", "ignored:latched"),
            (4000, "PSOP7", "control badge"),
            (5000, "PSCMDACK", "command"),
            (5100, "PSCMDACK", "ignored:bounce"),
            (6000, A, "module"),
            (7000, "PSCMDACK", "command"),
            (8000, X, "commit 863950068662495 VDR1"),
        ],
    );
}

#[test]
fn an_order_may_demand_a_supervisor() {
    let mut machine = check(
        "ack = \"supervisor\"",
        &[(0, "pk=zzzzzz&sn=VDR1", "rejected:wrong_product"), (1000, "PSCMDACK", "ignored:latched")],
    );
    assert!(!machine.acknowledge(AckBy::Operator));
    assert!(machine.latched().is_some());
    assert!(machine.acknowledge(AckBy::Supervisor));
    assert!(!machine.acknowledge(AckBy::Supervisor));
    assert_eq!(machine.latched(), None);
}

#[test]
fn without_an_order_only_commands_work() {
    for text in [A, X, "hello", ""] {
        let mut machine = Machine::new();
        assert_eq!(shown(&scan(&mut machine, text, 0)), "rejected:no_order", "{text}");
        assert!(machine.latched().is_some());
    }
    let mut machine = Machine::new();
    for (at, text, expect) in [
        (0, "PSCMDCANCEL", "command"),
        (1, "PSCMDUNDO", "undo"),
        (2, "PSOP1", "control badge"),
        (3, "PSWOWO1", "control order"),
        (4, "PSCMDVERIFY", "command"),
        (5, A, "module"),
        (6, "PSCMDPAIR", "command"),
        (7, X, "rejected:no_order"),
        (8, "PSCMDACK", "command"),
    ] {
        assert_eq!(shown(&scan(&mut machine, text, at)), expect, "{text}");
    }
}

#[test]
fn a_half_is_judged_by_product_then_lists_then_kind_then_step_then_plan() {
    let unlisted = Facts { listed: Some(false), ..Facts::default() };
    let full = Facts { done: 5, ..Facts::default() };
    let both = Facts { listed: Some(false), done: 5, ..Facts::default() };
    let plan = "planned = 5";
    for (lines, held, text, facts, expect) in [
        ("issued_sn_only = true", None, X, &unlisted, "rejected:sn_not_issued"),
        ("issued_sn_only = true", None, "pk=zzzzzz&sn=VDR1", &unlisted, "rejected:wrong_product"),
        ("allowed_dk_only = true", None, A, &unlisted, "rejected:dk_not_allowed"),
        ("tac = [\"86395006\"]", None, A, &Facts::default(), "module"),
        ("tac = [\"86395007\"]", None, A, &Facts::default(), "rejected:dk_not_allowed"),
        ("tac = [\"86395007\"]", None, X, &Facts::default(), "device"),
        ("", Some(A), B, &unlisted, "rejected:dk_not_allowed"),
        (plan, Some(A), B, &full, "rejected:same_kind_twice"),
        (plan, None, A, &both, "rejected:dk_not_allowed"),
        (plan, None, A, &full, "rejected:order_complete"),
        (plan, Some(A), X, &full, "rejected:order_complete"),
        (plan, None, A, &Facts { done: 4, ..Facts::default() }, "module"),
        ("planned = 5\nscan_order = \"module_first\"", None, X, &full, "rejected:wrong_step"),
    ] {
        let mut machine = machine(lines);
        if let Some(held) = held {
            assert_eq!(shown(&scan(&mut machine, held, 0)), "module");
        }
        assert_eq!(shown(&scan_with(&mut machine, text, 1000, facts.clone())), expect, "{text} on {lines}");
    }
}

#[test]
fn the_plan_does_not_bind_in_verify_mode() {
    let mut machine = machine("planned = 1");
    machine.set_mode(Mode::Verify);
    let full = Facts { done: 1, ..Facts::default() };
    assert_eq!(shown(&scan_with(&mut machine, A, 0, full.clone())), "module");
    assert_eq!(shown(&scan_with(&mut machine, X, 1000, full)), "look up 863950068662495 VDR1");
}

#[test]
fn a_first_half_shows_the_pair_it_is_in() {
    let mut machine = machine("");
    let facts = Facts { prior: Some(prior(7, A, "VDR9")), ..Facts::default() };
    let Step::Done(verdict) = scan_with(&mut machine, A, 0, facts) else { panic!("not final") };
    assert_eq!((verdict.kind, verdict.prior[0].id), (Kind::Module, 7));
    assert!(machine.held().is_some());
}

#[test]
fn a_half_times_out_once() {
    let mut machine = machine("half_scan_timeout_s = 5");
    assert_eq!(machine.deadline(), None);
    assert_eq!(shown(&scan(&mut machine, A, 1000)), "module");
    assert_eq!(machine.deadline(), Some(6000));
    assert_eq!(machine.tick(5999), None);
    assert_eq!(machine.tick(4500), None, "inputs may come unordered");
    assert_eq!(machine.deadline(), Some(6000));
    let TimedOut { verdict, held } = machine.tick(6000).unwrap();
    assert_eq!((word(&verdict).as_str(), verdict.keys.dk.as_str()), ("rejected:half_scan_timeout", A));
    assert_eq!((held.unwrap().n, machine.tick(7000), machine.latched()), (1000, None, None));
    // Scanned again in time, it waits its whole time again.
    drop(scan(&mut machine, A, 10_000));
    drop(scan(&mut machine, A, 14_000));
    assert_eq!(machine.deadline(), Some(19_000));
    // A caller without ticks never joins a half whose time is over.
    assert_eq!(shown(&scan(&mut machine, X, 19_000)), "device");
}

#[test]
fn a_clock_set_back_neither_times_out_nor_holds_for_hours() {
    const HOUR: Millis = 3_600_000;
    let mut machine = machine("half_scan_timeout_s = 5\nbounce_ms = 800");
    drop(scan(&mut machine, A, HOUR));
    assert_eq!(machine.tick(HOUR + 3000), None);
    // An hour back: two of its five seconds are left, by whichever clock.
    assert_eq!(machine.tick(3000), None);
    assert_eq!(machine.deadline(), Some(5000));
    assert_eq!(machine.tick(4999), None);
    assert_eq!(word(&machine.tick(5000).unwrap().verdict), "rejected:half_scan_timeout");
    // Found out by a scan, which is no double reading of the same one before; the half is still the one held.
    drop(scan(&mut machine, A, 2 * HOUR));
    assert_eq!(shown(&scan(&mut machine, A, HOUR)), "module");
    assert_eq!(shown(&scan(&mut machine, A, HOUR + 799)), "ignored:bounce");
    assert_eq!(shown(&scan(&mut machine, X, HOUR + 4000)), "commit 863950068662495 VDR1");
    // Set forward, a half is older than it can be known to be: it is dropped, never joined.
    drop(scan(&mut machine, B, HOUR + 5000));
    assert_eq!(shown(&scan(&mut machine, X, 3 * HOUR)), "device");
}

#[test]
fn what_the_ledger_did_is_the_verdict() {
    let by_dk = prior(1, A, "VDR9");
    let by_sn = prior(2, B, "VDR1");
    let conflict = |dk: bool, sn: bool| Outcome::Conflict {
        by_dk: dk.then(|| by_dk.clone()),
        by_sn: sn.then(|| by_sn.clone()),
    };
    for (outcome, expect, pair, priors) in [
        (Outcome::Paired { id: 5 }, "paired", Some(5), &[][..]),
        (Outcome::AlreadyPaired { prior: prior(3, A, "VDR1") }, "already_paired", Some(3), &[3]),
        (conflict(true, false), "rejected:duplicate_dk", None, &[1]),
        (conflict(false, true), "rejected:duplicate_sn", None, &[2]),
        (conflict(true, true), "rejected:duplicate_both", None, &[1, 2]),
        (conflict(false, false), "rejected:not_recorded", None, &[]),
        (Outcome::NotRecorded, "rejected:not_recorded", None, &[]),
        (Outcome::Gone, "rejected:verify_unknown", None, &[]),
    ] {
        let mut machine = machine("");
        let verdict = machine.settle(keys(), outcome);
        let ids: Vec<i64> = verdict.prior.iter().map(|p| p.id).collect();
        assert_eq!((word(&verdict).as_str(), verdict.pair, ids.as_slice()), (expect, pair, priors));
        assert_eq!(verdict.keys, keys());
        assert_eq!(machine.latched().is_some(), verdict.kind == Kind::Rejected, "{expect}");
    }
}

#[test]
fn verify_mode_compares_and_writes_nothing() {
    let same = || Some(prior(1, A, "VDR1"));
    let other_sn = || Some(prior(2, A, "VDR2"));
    let other_dk = || Some(prior(3, B, "VDR1"));
    for (by_dk, by_sn, expect, priors) in [
        (same(), same(), "verified", &[1][..]),
        (None, None, "rejected:verify_unknown", &[]),
        (other_sn(), None, "rejected:verify_mismatch", &[2]),
        (None, other_dk(), "rejected:verify_mismatch", &[3]),
        (other_sn(), other_dk(), "rejected:verify_mismatch", &[2, 3]),
    ] {
        let mut machine = machine("");
        let verdict = machine.settle_verify(keys(), by_dk, by_sn);
        let ids: Vec<i64> = verdict.prior.iter().map(|p| p.id).collect();
        assert_eq!((word(&verdict).as_str(), ids.as_slice()), (expect, priors));
        assert_eq!(verdict.pair, (verdict.kind == Kind::Verified).then_some(1));
    }
    // The same keys under another product are another pair.
    let mut machine = machine("");
    let mut foreign = prior(1, A, "VDR1");
    foreign.keys.pk = "zzzzzz".into();
    let verdict = machine.settle_verify(keys(), Some(foreign.clone()), Some(foreign));
    assert_eq!(word(&verdict), "rejected:verify_mismatch");
}

#[test]
fn modes_switch_by_barcode_and_drop_the_half() {
    let machine = check(
        "",
        &[
            (0, A, "module"),
            (1000, "PSCMDPAIR", "command"),
            (2000, X, "commit 863950068662495 VDR1"),
            (3000, A, "module"),
            (4000, "PSCMDVERIFY", "command"),
            (5000, X, "device"),
            (6000, A, "look up 863950068662495 VDR1"),
            (7000, "PSCMDPAIR", "command"),
        ],
    );
    assert_eq!(machine.mode(), Mode::Pair);
}

#[test]
fn undo_says_what_became_of_it() {
    for (outcome, expect, latched) in [
        (UndoOutcome::Voided { id: 4, keys: keys() }, "command", false),
        (UndoOutcome::Nothing, "rejected:nothing_to_undo", false),
        (UndoOutcome::Exported { prior: prior(4, A, "VDR1") }, "rejected:undo_exported", false),
        (UndoOutcome::NotRecorded, "rejected:not_recorded", true),
    ] {
        let mut machine = check("", &[(0, A, "module"), (1000, "PSCMDUNDO", "undo")]);
        let named = matches!(outcome, UndoOutcome::Voided { .. } | UndoOutcome::Exported { .. });
        let verdict = machine.settle_undo(outcome);
        assert_eq!((word(&verdict).as_str(), machine.latched().is_some()), (expect, latched));
        assert_eq!(machine.held().is_some(), !latched, "{expect}: a soft refusal keeps the half");
        if named {
            assert_eq!((verdict.pair, verdict.keys), (Some(4), keys()));
        }
    }
}

#[test]
fn cards_come_back_with_what_was_done() {
    let mut machine = machine("");
    let card = Control::OrderCard("WO9".into());
    for (done, expect) in [
        (Ok(()), "command"),
        (Err(Reason::UnknownOrder), "rejected:unknown_order"),
        (Err(Reason::Latched), "ignored:latched"),
    ] {
        assert_eq!(word(&machine.settle_control(&card, done)), expect);
    }
    assert_eq!(machine.settle_control(&card, Ok(())).command, Some("order"));
}

#[test]
fn first_pass_is_lost_by_a_refusal_and_won_back_by_a_pair() {
    let mut machine = machine("");
    let pair = |machine: &mut Machine| machine.settle(keys(), Outcome::Paired { id: 1 }).first_pass;
    assert!(pair(&mut machine));
    drop(scan(&mut machine, "hello", 0));
    assert!(!pair(&mut machine));
    assert!(pair(&mut machine));
    drop(scan(&mut machine, A, 1000));
    drop(scan(&mut machine, A, 1001));
    assert!(pair(&mut machine), "a bounce spoils nothing");
    machine.tick(1_000_000);
    assert!(!pair(&mut machine), "a half that timed out does");
}

#[test]
fn an_alarm_from_outside_latches_and_drops_the_half() {
    let mut machine = check("", &[(0, A, "module")]);
    machine.raise(Verdict::rejected(Reason::NotRecorded, Keys::default()));
    assert!(machine.held().is_none() && machine.latched().is_some());
    assert_eq!(shown(&scan(&mut machine, X, 1000)), "ignored:latched");
}

#[test]
fn another_order_drops_the_half_and_keeps_the_alarm() {
    let mut machine = check("", &[(0, A, "module")]);
    assert_eq!(machine.set_order(Some(order(""))), None, "the same rules are the same order");
    assert!(machine.held().is_some());
    assert!(machine.set_order(Some(order("planned = 1"))).is_some());
    assert_eq!(machine.held(), None);
    drop(scan(&mut machine, "pk=zzzzzz&sn=VDR1", 1000));
    assert_eq!(machine.set_order(None), None);
    assert!(machine.latched().is_some());
}

#[test]
fn where_each_device_has_one_gun_another_guns_half_is_left_alone() {
    const LEFT: Gun<'static> = ("left", None);
    const RIGHT: Gun<'static> = ("right", None);
    const LABELS: Gun<'static> = ("labels", Some(Side::Module));
    const STICKERS: Gun<'static> = ("stickers", Some(Side::Device));
    let check = |one_gun: bool, script: &[(Gun<'_>, &str, &str)]| {
        let mut machine = machine("");
        for (at, (gun, text, expect)) in script.iter().enumerate() {
            let reading = read(text.as_bytes(), machine.order());
            let at = 1000 * (at as Millis + 1);
            let step = machine.scan(&by(*gun, one_gun, at, &reading, Facts::default()));
            assert_eq!(shown(&step), *expect, "{one_gun} {gun:?} {text}");
        }
    };
    let pair = "commit 863950068662495 VDR1";
    check(false, &[(LEFT, A, "module"), (RIGHT, X, pair)]);
    check(true, &[(LEFT, A, "module"), (LEFT, X, pair)]);
    // Two people scan at once: the one who came second waits, and no pair is mixed.
    let waits = "rejected:wrong_step";
    check(
        true,
        &[(LEFT, A, "module"), (RIGHT, Y, waits), (RIGHT, B, waits), (LEFT, X, pair), (RIGHT, Y, "device")],
    );
    check(true, &[(LEFT, A, "module"), (RIGHT, "PSCMDCANCEL", "command"), (RIGHT, B, "module")]);
    // Guns that are there for one side belong together.
    check(true, &[(LABELS, A, "module"), (STICKERS, X, pair)]);
    check(true, &[(STICKERS, X, "device"), (LEFT, A, pair)]);
    check(true, &[(LEFT, A, "module"), (STICKERS, X, pair)]);
}
