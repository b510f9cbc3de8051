//! A pair that is being replaced, and a station that verifies: nobody may overlook either.

use egui::Key;
use egui_kittest::kittest::Queryable as _;
use pairing_station::pairing::{Kind, Mode, Prior, Side, Verdict};
use pairing_station::scan::{Hint, Reason};
use pairing_station::scanner::module::ModuleUse;
use pairing_station::station::view::{AlarmView, Expect, ModulePortView, ReplaceView, VerifyCounts};
use pairing_station::station::{Command, View};
use pairing_station::text::{Lang, Text, station};
use pairing_station::ui::Screen;

use crate::given::{self, DK, NOW, SN, half, idle, judged, keys, shown, window};
use crate::{check, says, says_not};

/// A side of a pair is being replaced; nothing was scanned yet.
fn replacing(side: Side) -> View {
    let expect = if side == Side::Device { Expect::Module } else { Expect::Device };
    let replacing = Some(ReplaceView { pair: 7, keys: keys(DK, SN), side, proven: false });
    View { replacing, expect, deadline: Some(NOW + 290_000), ..idle() }
}

/// The half that stays was scanned.
fn proven(side: Side) -> View {
    let view = replacing(side);
    let replacing = view.replacing.clone().map(|replacing| ReplaceView { proven: true, ..replacing });
    let (expect, kind, last, module, device) = match side {
        Side::Device => (Expect::Device, Kind::Module, keys(DK, ""), given::slot(DK, ""), None),
        Side::Module => (Expect::Module, Kind::Device, keys("", SN), None, given::slot(SN, "p11sf2")),
    };
    View { replacing, expect, module, device, last: Some(shown(1, Verdict::of(kind, last))), ..view }
}

const CODES: [&str; 2] = ["863950 06 866249 5", SN];

#[test]
fn it_says_which_device_what_stays_and_what_to_scan_now() {
    let sticker = [station::AGAIN_STICKER, station::AGAIN_KEPT_MODULE, station::AGAIN_OLD_STICKER];
    let module = [station::AGAIN_MODULE, station::AGAIN_KEPT_STICKER, station::AGAIN_OLD_MODULE];
    let case = |view: View, of: [Text; 3], next: [Text; 2]| {
        (
            view,
            [&of[..], &next, &[station::AGAIN_CANCEL, station::AGAIN, station::NEXT]].concat(),
            CODES.to_vec(),
        )
    };
    check(vec![
        case(replacing(Side::Device), sticker, [station::AGAIN_SCAN_KEPT_MODULE, station::AGAIN_PROVE]),
        case(proven(Side::Device), sticker, [station::AGAIN_SCAN_NEW_DEVICE, station::AGAIN_RIGHT]),
        case(replacing(Side::Module), module, [station::AGAIN_SCAN_KEPT_DEVICE, station::AGAIN_PROVE]),
        case(proven(Side::Module), module, [station::AGAIN_SCAN_NEW_MODULE, station::AGAIN_RIGHT]),
    ]);
    let speaks = |view| {
        let module_port = Some(ModulePortView { purpose: ModuleUse::Source, imei: None });
        View { module_port, ..view }
    };
    check(vec![
        (speaks(replacing(Side::Device)), vec![station::AGAIN_CONNECT_KEPT], vec![]),
        (speaks(proven(Side::Module)), vec![station::AGAIN_CONNECT_NEW], vec![]),
    ]);
}

#[test]
fn a_soft_refusal_says_what_is_wrong_and_the_replacement_goes_on() {
    for (hint, word) in [
        (Hint::OldCode, ["这是换掉的旧码", "This is the old code"]),
        (Hint::KeptFirst, ["先扫留下的那个码", "First scan the code that stays"]),
    ] {
        for (lang, word) in Lang::ALL.into_iter().zip(word) {
            let refused = Verdict { hint: Some(hint), ..Verdict::rejected(Reason::WrongStep, keys("", SN)) };
            let mut given = window(lang, View { last: Some(shown(2, refused)), ..proven(Side::Device) });
            given.window.run_steps(2);
            says(&given, word);
            says(&given, lang.t(station::AGAIN_STICKER));
        }
    }
}

#[test]
fn escape_and_the_button_cancel_it() {
    for lang in Lang::ALL {
        let mut given = window(lang, proven(Side::Device));
        given.window.run_steps(2);
        for key in [Key::Enter, Key::Space, Key::Tab] {
            given.window.key_press(key);
            given.window.run_steps(2);
        }
        assert!(given.commands.is_empty(), "no key of a gun cancels");
        given.window.key_press(Key::Escape);
        given.window.run_steps(2);
        assert!(matches!(given.commands.try_recv(), Ok(Command::Cancel(_))));
        given.window.get_by_label(lang.t(station::AGAIN_CANCEL)).click();
        given.window.run_steps(2);
        assert!(matches!(given.commands.try_recv(), Ok(Command::Cancel(_))));
        // In everyday work Escape does nothing.
        given.board.put(half());
        given.window.run_steps(2);
        given.window.key_press(Key::Escape);
        given.window.run_steps(2);
        assert!(given.commands.is_empty());
    }
}

#[test]
fn how_it_ended_is_said() {
    let mut done = judged(Kind::Paired);
    done.last.as_mut().unwrap().verdict.replaces = Some(7);
    let ended =
        |verdict: Verdict| View { last: Some(shown(2, Verdict { replaces: Some(7), ..verdict })), ..idle() };
    let cancelled = ended(Verdict { command: Some("cancel"), ..Verdict::of(Kind::Command, keys(DK, SN)) });
    check(vec![
        (done, vec![station::REPLACED, station::REPLACED_NOTE], vec!["347"]),
        (cancelled, vec![station::DID_CANCEL_AGAIN, station::DID_CANCEL_AGAIN_NOTE], vec![]),
    ]);
    let mut alarm = given::hard(Reason::VerifyMismatch);
    if let Some(AlarmView { shown, .. }) = &mut alarm.alarm {
        shown.verdict.replaces = Some(7);
        shown.verdict.hint = Some(Hint::OtherDevice);
    }
    check(vec![(alarm, vec![station::NOTHING_REPLACED, station::ON_RECORD], vec!["VDR9908171204415"])]);
}

#[test]
fn the_other_screens_say_that_it_goes_on() {
    for lang in Lang::ALL {
        let mut given = window(lang, replacing(Side::Device));
        given.window.state_mut().show_screen(Screen::Records);
        given.window.run_steps(2);
        says(&given, lang.t(station::AGAIN_SCAN_KEPT_MODULE));
        says(&given, lang.t(station::AGAIN));
    }
}

/// A station that verifies.
fn verifying(mode: Mode) -> View {
    let expect = if mode == Mode::Verify { Expect::Either } else { Expect::Device };
    View { mode, expect, verified: VerifyCounts { good: 31, bad: 2 }, ..idle() }
}

#[test]
fn a_station_that_verifies_says_so_on_every_screen_and_counts_apart() {
    let counts = [station::VERIFY_GOOD, station::VERIFY_BAD, station::VERIFY_SHARE];
    let case = |view: View, texts: &[Text]| (view, [texts, &counts].concat(), vec!["31", "93.9%"]);
    let without = View { order: None, ..verifying(Mode::Verify) };
    check(vec![
        case(
            verifying(Mode::Verify),
            &[station::VERIFY_MODE, station::VERIFY_MODE_NOTE, station::VERIFY_SCAN],
        ),
        case(without, &[station::VERIFY_MODE, station::VERIFY_ANY_NOTE, station::VERIFY_SCAN]),
        case(
            verifying(Mode::VerifySticker),
            &[station::VERIFY_STICKER_MODE, station::VERIFY_STICKER_NOTE, station::VERIFY_STICKER_SCAN],
        ),
    ]);
    for lang in Lang::ALL {
        let mut given = window(lang, verifying(Mode::Verify));
        for screen in Screen::ALL {
            given.window.state_mut().show_screen(screen);
            given.window.run_steps(2);
            says(&given, lang.t(station::VERIFY_MODE));
        }
        given.window.state_mut().show_screen(Screen::Station);
        given.board.put(idle());
        given.window.run_steps(2);
        says_not(&given, lang.t(station::VERIFY_MODE_NOTE));
    }
}

#[test]
fn each_mode_is_a_button_away() {
    for lang in Lang::ALL {
        for (mode, button, to) in [
            (Mode::Verify, station::TO_STICKER, Mode::VerifySticker),
            (Mode::VerifySticker, station::TO_BOTH, Mode::Verify),
            (Mode::VerifySticker, station::BACK_TO_PAIRING, Mode::Pair),
            (Mode::Pair, station::VERIFY_BUTTON, Mode::Verify),
        ] {
            let mut given = window(lang, verifying(mode));
            given.window.run_steps(2);
            given.window.get_by_label(lang.t(button)).click();
            given.window.run_steps(2);
            match given.commands.try_recv() {
                Ok(Command::SetMode(asked, _)) => assert_eq!(asked, to),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_sticker_alone_shows_its_module_and_who_paired_it() {
    let prior = Prior {
        id: 7,
        keys: keys(DK, SN),
        at: NOW - 3_600_000,
        operator: "2048".into(),
        station: "5".into(),
    };
    let verdict = Verdict { prior: vec![prior], pair: Some(7), ..Verdict::of(Kind::Verified, keys(DK, SN)) };
    let view = View {
        module: given::slot(DK, ""),
        device: given::slot(SN, "p11sf2"),
        last: Some(shown(2, verdict)),
        ..verifying(Mode::VerifySticker)
    };
    let texts = vec![station::EXPECTED, station::EXPECTED_NOTE, station::EXPECTED_MODULE];
    check(vec![(view, texts, vec!["863950 06 866249 5", SN, "2048", "13:32"])]);
}
