//! One half of a pair is replaced: what is scanned when, what it comes to, and what ends it.

use super::*;
use crate::scan::Hint;

/// A third module, and a third sticker.
const C: &str = "863950068282476";
const Z: &str = "pk=p11sf2&sn=VDR3";
/// The new pairs.
const NEW_STICKER: &str = "replace 7 by 863950068662495 VDR2";
const NEW_MODULE: &str = "replace 7 by 863950069280529 VDR1";

/// A machine that replaces this side of pair 7, A with X, from time 0 on.
fn replacing(lines: &str, side: Side) -> Machine {
    let mut machine = machine(lines);
    let replacement = of(side);
    assert_eq!(machine.begin_replacement(replacement), Ok(None));
    machine
}

fn of(side: Side) -> Replacement {
    Replacement { old: prior(7, A, "VDR1"), order: "WO1".into(), side, why: "torn".into(), at: 0 }
}

/// Scans, a second apart from time 0 on.
#[track_caller]
fn feed(machine: &mut Machine, scans: &[(&str, &str)]) {
    for (at, (text, expect)) in scans.iter().enumerate() {
        let step = scan(machine, text, at as Millis * 1000);
        assert_eq!(shown(&step), *expect, "{text}");
        if let Step::Done(verdict) = &step
            && verdict.kind == Kind::Rejected
        {
            assert_eq!(verdict.replaces, Some(7), "{verdict:?}");
        }
    }
}

/// Scans while a side is replaced; whether the replacement goes on.
#[track_caller]
fn check_again(lines: &str, side: Side, scans: &[(&str, &str)], goes_on: bool) -> Machine {
    let mut machine = replacing(lines, side);
    feed(&mut machine, scans);
    assert_eq!(machine.replacement().is_some(), goes_on, "{scans:?}");
    assert!(machine.latched().is_none() || machine.held().is_none());
    machine
}

#[test]
fn the_half_that_stays_comes_first_and_then_the_new_one() {
    check_again("", Side::Device, &[(A, "module"), (Y, NEW_STICKER)], true);
    check_again("", Side::Module, &[(X, "device"), (B, NEW_MODULE)], true);
    // Whatever order the work order fixes, and also where the plan is reached by the old pair.
    check_again("scan_order = \"device_first\"", Side::Device, &[(A, "module"), (Y, NEW_STICKER)], true);
    check_again("scan_order = \"module_first\"", Side::Module, &[(X, "device"), (B, NEW_MODULE)], true);
    // The half that stays again, also by another code of the same key, proves it anew.
    let label = format!("{A};SN;X");
    check_again("", Side::Device, &[(A, "module"), (&label, "module"), (Y, NEW_STICKER)], true);
}

#[test]
fn what_is_not_its_turn_is_refused_softly() {
    let first = "rejected:wrong_step";
    for (side, scans) in [
        (Side::Device, [(Y, first), (X, first), (A, "module"), (X, first), (Y, NEW_STICKER)]),
        (Side::Module, [(B, first), (A, first), (X, "device"), (A, first), (B, NEW_MODULE)]),
    ] {
        check_again("", side, &scans, true);
    }
    let soft = [(A, "module"), ("hello", "rejected:unknown_code"), ("PSCMDUNDO", first), (Y, NEW_STICKER)];
    check_again("", Side::Device, &soft, true);
    let hint = |machine: &mut Machine, text: &str, at| match scan(machine, text, at) {
        Step::Done(verdict) => verdict.hint,
        step => panic!("{step:?}"),
    };
    let mut machine = replacing("", Side::Device);
    assert_eq!(hint(&mut machine, Y, 0), Some(Hint::KeptFirst));
    assert_eq!(hint(&mut machine, "PSCMDUNDO", 1000), Some(Hint::FinishFirst));
    assert_eq!(hint(&mut machine, A, 2000), None);
    assert_eq!(hint(&mut machine, X, 3000), Some(Hint::OldCode));
}

#[test]
fn another_device_in_the_hand_stops_the_line() {
    for (side, other, same_side) in [(Side::Device, B, A), (Side::Module, Y, X)] {
        let machine = check_again("", side, &[(other, "rejected:verify_mismatch")], false);
        let alarm = machine.latched().unwrap();
        assert_eq!((alarm.hint, alarm.prior[0].id), (Some(Hint::OtherDevice), 7));
        let word = if side == Side::Device { "module" } else { "device" };
        check_again("", side, &[(same_side, word), (other, "rejected:verify_mismatch")], false);
    }
    // A sticker of another product is another device's, too.
    let other = "pk=zzzzzz&sn=VDR1";
    check_again("", Side::Module, &[(other, "rejected:verify_mismatch")], false);
}

#[test]
fn the_new_half_meets_every_rule_of_the_order() {
    let stops = |lines: &str, side, first: (&str, &str), new: &str, expect: &str| {
        check_again(lines, side, &[first, (new, expect), (new, "ignored:latched")], false);
    };
    let (module, device) = ((A, "module"), (X, "device"));
    stops("", Side::Device, module, "pk=zzzzzz&sn=VDR9", "rejected:wrong_product");
    stops("tac = [\"99999999\"]", Side::Module, device, B, "rejected:dk_not_allowed");
    check_again("", Side::Module, &[device, ("863950069280528", "rejected:imei_check_digit")], true);
    check_again("sn_length = 9", Side::Device, &[module, (Y, "rejected:sn_format")], true);

    let with = |side, first: &str, new: &str, facts: Facts| {
        let mut machine = replacing("planned = 3\nissued_sn_only = true", side);
        drop(scan(&mut machine, first, 0));
        shown(&scan_with(&mut machine, new, 1000, facts))
    };
    let unlisted = Facts { listed: Some(false), ..Facts::default() };
    assert_eq!(with(Side::Device, A, Y, unlisted.clone()), "rejected:sn_not_issued");
    assert_eq!(with(Side::Module, X, B, unlisted), "rejected:dk_not_allowed");
    let says = |dk: &str| Facts { module: ModuleSays::Dk(dk.into()), ..Facts::default() };
    assert_eq!(with(Side::Module, X, B, says(A)), "rejected:module_disagrees");
    assert_eq!(with(Side::Module, X, B, says(B)), NEW_MODULE);
    assert_eq!(with(Side::Device, A, Y, says(B)), "rejected:module_disagrees");
    let silent = Facts { module: ModuleSays::Silent, ..Facts::default() };
    assert_eq!(with(Side::Device, A, Y, silent), "rejected:module_silent");
    // The plan has room for it where the old pair is one of the order's.
    let full = Facts { done: 3, ..Facts::default() };
    assert_eq!(with(Side::Device, A, Y, full.clone()), NEW_STICKER);
    let over = Facts { done: 4, ..Facts::default() };
    assert_eq!(with(Side::Device, A, Y, over), "rejected:order_complete");
    let mut machine = machine("planned = 3");
    machine.begin_replacement(Replacement { order: "WO0".into(), ..of(Side::Device) }).unwrap();
    drop(scan(&mut machine, A, 0));
    assert_eq!(shown(&scan_with(&mut machine, Y, 1000, full)), "rejected:order_complete");
}

#[test]
fn what_the_ledger_did_is_the_verdict_and_ends_it() {
    for (outcome, expect) in [
        (Outcome::Paired { id: 9 }, "paired"),
        (Outcome::AlreadyPaired { prior: prior(7, A, "VDR1") }, "already_paired"),
        (Outcome::Conflict { by_dk: None, by_sn: Some(prior(3, B, "VDR2")) }, "rejected:duplicate_sn"),
        (Outcome::NotRecorded, "rejected:not_recorded"),
        (Outcome::Gone, "rejected:verify_unknown"),
    ] {
        let mut machine = replacing("", Side::Device);
        drop(scan(&mut machine, A, 0));
        let Step::Replace(replacement, keys) = scan(&mut machine, Y, 1000) else { panic!("no pair") };
        assert_eq!((replacement.old.id, replacement.why.as_str()), (7, "torn"));
        let verdict = machine.settle_replacement(keys, outcome);
        assert_eq!(word(&verdict), expect);
        let refused = verdict.kind == Kind::Rejected;
        assert_eq!(machine.latched().is_some(), refused, "{expect}");
        assert_eq!(verdict.replaces, (refused || verdict.kind == Kind::Paired).then_some(7), "{expect}");
        assert!(!verdict.first_pass, "rework is no first pass");
        assert_eq!((machine.replacement(), machine.held()), (None, None));
        assert_eq!(machine.first_pass_so_far(), !refused);
    }
}

#[test]
fn it_ends_by_cancel_another_mode_another_order_or_time() {
    let half_way = |end: &dyn Fn(&mut Machine)| {
        for scans in [&[][..], &[(A, "module")]] {
            let mut machine = replacing("", Side::Device);
            feed(&mut machine, scans);
            end(&mut machine);
            assert_eq!((machine.replacement(), machine.held(), machine.deadline()), (None, None, None));
            assert!(machine.latched().is_none());
        }
    };
    half_way(&|machine| {
        let Step::Done(verdict) = scan(machine, "PSCMDCANCEL", 9000) else { panic!("not final") };
        assert_eq!((verdict.command, verdict.replaces), (Some("cancel"), Some(7)));
        assert_eq!(verdict.keys, keys());
    });
    half_way(&|machine| drop(machine.cancel()));
    half_way(&|machine| drop(machine.set_mode(Mode::Verify)));
    half_way(&|machine| drop(machine.set_order(Some(order("planned = 4")))));
    half_way(&|machine| {
        assert_eq!(machine.tick(PATIENCE_MS - 1), None);
        let TimedOut { verdict, held } = machine.tick(PATIENCE_MS).unwrap();
        assert_eq!(word(&verdict), "rejected:half_scan_timeout");
        assert_eq!((verdict.hint, verdict.replaces), (Some(Hint::Replacement), Some(7)));
        assert_eq!(verdict.keys, keys());
        assert!(held.is_none_or(|held| held.text == A));
    });
    // The codes it does not end by.
    check_again("", Side::Device, &[(A, "module"), ("PSCMDPAIR", "command"), (Y, NEW_STICKER)], true);
    // An order that waits longer lets a replacement wait as long.
    let machine = replacing("half_scan_timeout_s = 600", Side::Module);
    assert_eq!(machine.deadline(), Some(600_000));
}

#[test]
fn it_begins_only_where_it_could_end_well() {
    let begins = |machine: &mut Machine| machine.begin_replacement(of(Side::Device));
    assert_eq!(begins(&mut Machine::new()), Err(NoReplacement::OtherProduct));
    let mut other = machine("");
    let mut foreign = of(Side::Device);
    foreign.old.keys.pk = "zzzzzz".into();
    assert_eq!(other.begin_replacement(foreign), Err(NoReplacement::OtherProduct));
    other.set_mode(Mode::VerifySticker);
    assert_eq!(begins(&mut other), Err(NoReplacement::Verifying));
    let mut latched = check("", &[(0, "pk=zzzzzz&sn=VDR1", "rejected:wrong_product")]);
    assert_eq!(begins(&mut latched), Err(NoReplacement::Latched));
    assert!(latched.replacement().is_none());
    // A half held was scanned for another pair; the same code may come again at once.
    let mut machine = check("", &[(0, A, "module")]);
    assert_eq!(begins(&mut machine).map(|held| held.is_some()), Ok(true));
    assert_eq!(shown(&scan(&mut machine, A, 100)), "module");
    // Another one takes its place.
    machine.begin_replacement(Replacement { old: prior(8, C, "VDR3"), ..of(Side::Module) }).unwrap();
    assert_eq!(machine.held(), None);
    assert_eq!(shown(&scan(&mut machine, Z, 2000)), "device");
}
