//! A shift that owes the proof that its alarms work.

use super::*;
use crate::scan::Hint;

#[test]
fn nothing_is_begun_before_the_proof_and_what_was_begun_is_finished() {
    let check = |proof, lines: &str, script: &[(&str, &str)]| {
        let mut machine = machine(lines);
        for (n, (text, expect)) in script.iter().enumerate() {
            // The first scan comes while the proof is still given.
            let proof = if n == 0 { Proof::Given } else { proof };
            let facts = Facts { proof, ..Facts::default() };
            let step = scan_with(&mut machine, text, n as Millis * 1000, facts);
            assert_eq!(shown(&step), *expect, "scan {n} of {script:?}");
        }
    };
    let pair = format!("commit {A} VDR1");
    let due = "rejected:challenge_due";
    let other = "pk=p11sfX&sn=VDR3";
    for proof in [Proof::Due, Proof::Failed] {
        check(proof, "", &[(A, "module"), (X, &pair), (B, due), (Y, due)]);
        check(proof, "", &[("PSCMDPAIR", "command"), (A, due), (X, due)]);
        check(proof, "", &[("PSCMDVERIFY", "command"), (A, due), (X, due)]);
        check(proof, "", &[(A, "module"), ("garbage!", "rejected:unknown_code"), (X, &pair)]);
        check(proof, "", &[(A, "module"), (other, "rejected:wrong_product"), (X, "ignored:latched")]);
        check(proof, "", &[("PSCMDPAIR", "command"), (other, due)]);
        check(proof, "half_scan_timeout_s = 5", &[(A, "module"), (B, "rejected:same_kind_twice")]);
    }
}

#[test]
fn a_shift_that_failed_is_told_so() {
    for (proof, hint) in [(Proof::Due, None), (Proof::Failed, Some(Hint::ChallengeFailed))] {
        let step = scan_with(&mut machine(""), A, 0, Facts { proof, ..Facts::default() });
        let Step::Done(verdict) = step else { panic!("{step:?}") };
        assert_eq!((verdict.reason, verdict.hint), (Some(Reason::ChallengeDue), hint));
        assert_eq!(verdict.keys.dk, A, "the log names the device");
    }
}
