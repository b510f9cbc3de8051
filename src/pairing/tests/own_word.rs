//! The module's own word against its label.

use super::*;

/// Scans while the module says something; the words are those of `check`.
#[track_caller]
fn check_module(lines: &str, verify: bool, script: &[(&ModuleSays, &str, &str)]) -> Machine {
    let mut machine = machine(lines);
    if verify {
        machine.set_mode(Mode::Verify);
    }
    for (at, (says, text, expect)) in script.iter().enumerate() {
        let facts = Facts { module: (*says).clone(), ..Facts::default() };
        let step = scan_with(&mut machine, text, at as Millis * 1000, facts);
        assert_eq!(shown(&step), *expect, "{text} while the module is {says:?}");
        if let Step::Done(verdict) = step {
            let said = matches!(verdict.reason, Some(Reason::ModuleDisagrees));
            assert_eq!(verdict.said.is_some(), said, "{verdict:?}");
        }
    }
    machine
}

#[test]
fn a_label_is_compared_with_the_module() {
    let (silent, a, b) = (&ModuleSays::Silent, &ModuleSays::Dk(A.into()), &ModuleSays::Dk(B.into()));
    let pair = "commit 863950068662495 VDR1";
    check_module("", false, &[(a, A, "module"), (a, X, pair)]);
    check_module("", false, &[(a, X, "device"), (a, A, pair)]);
    let machine = check_module("", false, &[(b, A, "rejected:module_disagrees"), (b, X, "ignored:latched")]);
    let alarm = machine.latched().unwrap();
    assert_eq!((alarm.keys.dk.as_str(), alarm.said.as_deref()), (A, Some(B)));
    // The module of another device answers only after the label was scanned.
    let machine = check_module("", false, &[(silent, A, "module"), (b, X, "rejected:module_disagrees")]);
    assert_eq!(machine.latched().unwrap().keys, keys(), "both codes are in the hand");
    check_module("", false, &[(silent, X, "device"), (b, A, "rejected:module_disagrees")]);
    check_module("", false, &[(a, A, "module"), (a, B, "rejected:module_disagrees")]);
    check_module("", false, &[(silent, A, "module"), (silent, B, "rejected:same_kind_twice")]);
    // Lists and product come first, the step and the plan after.
    check_module("tac = [\"99999999\"]", false, &[(b, A, "rejected:dk_not_allowed")]);
    check_module("scan_order = \"device_first\"", false, &[(b, A, "rejected:module_disagrees")]);
    check_module("scan_order = \"device_first\"", false, &[(a, A, "rejected:wrong_step")]);
}

#[test]
fn a_pair_waits_for_a_module_that_does_not_answer() {
    let (silent, a) = (&ModuleSays::Silent, &ModuleSays::Dk(A.into()));
    let pair = "commit 863950068662495 VDR1";
    let refused = "rejected:module_silent";
    let machine = check_module("", false, &[(silent, A, "module"), (silent, X, refused)]);
    assert!(machine.held().is_some() && machine.latched().is_none(), "the half is kept");
    assert!(!machine.first_pass_so_far());
    check_module("", false, &[(silent, A, "module"), (silent, X, refused), (a, X, pair)]);
    check_module("", false, &[(silent, X, "device"), (silent, A, refused), (a, A, pair)]);
    // What is verified may be finished: no wire leads to its module.
    check_module("", true, &[(silent, A, "module"), (silent, X, "look up 863950068662495 VDR1")]);
    let b = &ModuleSays::Dk(B.into());
    check_module("", true, &[(silent, A, "module"), (b, X, "rejected:module_disagrees")]);
}
