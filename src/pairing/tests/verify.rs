//! Verifying: what binds there, and what does not.

use super::*;
use crate::scan::Hint;

/// Scans in a mode, a second apart; without an order where there are no lines.
#[track_caller]
fn check_verify(mode: Mode, lines: Option<&str>, facts: &Facts, scans: &[(&str, &str)]) -> Machine {
    let mut machine = lines.map_or_else(Machine::new, machine);
    machine.set_mode(mode);
    for (at, (text, expect)) in scans.iter().enumerate() {
        let step = scan_with(&mut machine, text, at as Millis * 1000, facts.clone());
        assert_eq!(shown(&step), *expect, "{text} in {mode:?} on {lines:?}");
    }
    machine
}

const PAIR: &str = "look up 863950068662495 VDR1";
const STICKER: &str = "look up  VDR1";
const FOREIGN: &str = "pk=zzzzzz&sn=VDR1";

#[test]
fn the_record_decides_and_not_what_may_be_paired() {
    let facts = Facts { listed: Some(false), done: 9, ..Facts::default() };
    let lines = "planned = 1\ntac = [\"99999999\"]\nissued_sn_only = true\nallowed_dk_only = true";
    check_verify(Mode::Verify, Some(lines), &facts, &[(A, "module"), (X, PAIR)]);
    check_verify(Mode::VerifySticker, Some(lines), &facts, &[(X, STICKER)]);
    // An open order holds the station to its product, and to its sequence.
    for mode in [Mode::Verify, Mode::VerifySticker] {
        check_verify(mode, Some(""), &facts, &[(FOREIGN, "rejected:wrong_product")]);
    }
    let lines = Some("scan_order = \"module_first\"");
    check_verify(Mode::Verify, lines, &facts, &[(X, "rejected:wrong_step"), (A, "module"), (X, PAIR)]);
    check_verify(Mode::VerifySticker, lines, &facts, &[(X, STICKER)]);
}

#[test]
fn without_an_order_any_product_is_verified() {
    let facts = Facts::default();
    let machine = check_verify(Mode::Verify, None, &facts, &[(A, "module"), (A, "module")]);
    assert_eq!(machine.deadline(), Some(61_000), "a half waits a minute");
    check_verify(Mode::Verify, None, &facts, &[(FOREIGN, "device"), (A, PAIR)]);
    check_verify(Mode::Verify, None, &facts, &[(A, "module"), (B, "rejected:same_kind_twice")]);
    check_verify(
        Mode::VerifySticker,
        None,
        &facts,
        &[(FOREIGN, STICKER), ("hello", "rejected:unknown_code")],
    );
    check_verify(Mode::Pair, None, &facts, &[(A, "rejected:no_order")]);
}

#[test]
fn of_a_sticker_alone_the_record_says_the_module() {
    let mut machine = check_verify(
        Mode::VerifySticker,
        Some(""),
        &Facts::default(),
        &[(A, "rejected:wrong_step"), (X, STICKER)],
    );
    let alone = Keys { dk: String::new(), ..keys() };
    let on_record = prior(4, A, "VDR1");
    let verdict = machine.settle_verify(alone.clone(), None, Some(on_record.clone()));
    assert_eq!((word(&verdict).as_str(), verdict.pair, &verdict.keys), ("verified", Some(4), &keys()));
    assert_eq!(verdict.prior, std::slice::from_ref(&on_record));
    let foreign = Prior { keys: Keys { pk: "zzzzzz".into(), ..keys() }, ..on_record };
    for (by_sn, priors) in [(None, 0), (Some(foreign), 1)] {
        let mut machine = machine.clone();
        let verdict = machine.settle_verify(alone.clone(), None, by_sn);
        assert_eq!((word(&verdict).as_str(), verdict.prior.len()), ("rejected:verify_unknown", priors));
        assert!(machine.latched().is_some() && verdict.keys == alone);
    }
    let Step::Done(verdict) = scan(&mut machine, A, 9000) else { panic!("not final") };
    assert_eq!(verdict.hint, Some(Hint::StickerOnly));
}

#[test]
fn each_way_to_verify_has_its_card() {
    let machine = check(
        "",
        &[
            (0, A, "module"),
            (1000, "PSCMDVERIFYSN", "command"),
            (2000, X, STICKER),
            (3000, "PSCMDVERIFY", "command"),
            (4000, X, "device"),
            (5000, "PSCMDVERIFYSN", "command"),
            (6000, A, "rejected:wrong_step"),
        ],
    );
    assert_eq!((machine.mode(), machine.held()), (Mode::VerifySticker, None));
}
