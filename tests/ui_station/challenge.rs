//! The test of the alarms on the line's screen: due, step by step, asked, failed.

use egui_kittest::kittest::Queryable as _;
use pairing_station::pairing::{Keys, Kind, Proof, Verdict};
use pairing_station::scan::{Hint, Reason};
use pairing_station::station::challenge::{ChallengeView, Request, Stage, Step, StepState};
use pairing_station::station::{Command, View};
use pairing_station::text::{Lang, Text, challenge as words, reason, station};

use crate::given::{DK, Given, NOW, SN, half, hard, idle, keys, shown, window, window_of};
use crate::layout::outside;
use crate::{check, says, says_not};

const WAITING: [StepState; 4] = [StepState::Waiting; 4];
const PASSED: [StepState; 4] = [StepState::Passed; 4];

/// A test goes on.
fn testing(steps: [StepState; 4], stage: Stage) -> View {
    View { challenge: Some(ChallengeView { steps, stage, until: NOW + 600_000 }), ..idle() }
}

fn owed(proof: Proof) -> View {
    View { proof, ..idle() }
}

/// The one request that was sent.
fn requested(given: &Given) -> Request {
    let Ok(Command::Challenge(request, _)) = given.commands.try_recv() else { panic!("another command") };
    assert!(given.commands.is_empty());
    request
}

fn press(given: &mut Given, name: &str) {
    given.window.get_by_label(name).click();
    given.window.run_steps(2);
}

#[test]
fn a_shift_that_owes_the_test_is_told_in_large_words() {
    let due = Verdict::rejected(Reason::ChallengeDue, keys(DK, ""));
    let failed = Verdict { hint: Some(Hint::ChallengeFailed), ..due.clone() };
    let refused = |proof, verdict| View { last: Some(shown(2, verdict)), ..owed(proof) };
    check(vec![
        (
            owed(Proof::Due),
            vec![words::DUE, words::DUE_TODO, words::BEGIN, words::BEGIN_CODE, words::WAITS],
            vec![],
        ),
        (
            owed(Proof::Failed),
            vec![words::FAILED, words::FAILED_TODO, words::BEGIN, words::BEGIN_CODE],
            vec![],
        ),
        (refused(Proof::Due, due), vec![words::DUE, reason::reason(Reason::ChallengeDue).todo], vec![]),
        (
            refused(Proof::Failed, failed),
            vec![words::FAILED, reason::hint(Hint::ChallengeFailed).todo],
            vec![],
        ),
    ]);
    for lang in Lang::ALL {
        let mut given = window(lang, owed(Proof::Due));
        says_not(&given, lang.t(station::SCAN_MODULE));
        press(&mut given, lang.t(words::BEGIN));
        assert_eq!(requested(&given), Request::Begin);
    }
}

#[test]
fn a_device_that_was_begun_is_finished_first() {
    for lang in Lang::ALL {
        let given = window(lang, View { proof: Proof::Due, ..half() });
        says(&given, lang.t(station::SCAN_DEVICE));
        says_not(&given, lang.t(words::DUE_TODO));
    }
}

#[test]
fn each_step_says_what_to_do_what_must_come_and_how_far_it_is() {
    let steps = [StepState::Passed, StepState::Silent, StepState::Waiting, StepState::Waiting];
    let begun = Verdict { command: Some("challenge"), ..Verdict::of(Kind::Command, Keys::default()) };
    let with = |verdict| View { last: Some(shown(2, verdict)), ..testing(steps, Stage::Steps) };
    let step_texts = vec![
        words::TEST,
        words::TEST_NOTE,
        words::CANCEL,
        words::STEP_PAIR_DO,
        words::STEP_DUPLICATE_DO,
        words::STEP_PRODUCT_DO,
        words::STEP_DIGIT_DO,
        words::STEP_PAIR_SIGN,
        words::STEP_HARD_SIGN,
        words::STEP_SOFT_SIGN,
        words::GO_ON,
    ];
    check(vec![
        (testing(steps, Stage::Steps), step_texts, vec![]),
        (with(begun), vec![words::DID_BEGIN, words::DID_BEGIN_NOTE], vec![]),
        (with(Verdict::of(Kind::Paired, keys(DK, SN))), vec![station::PAIRED, words::PAIRED_NOTE], vec![]),
        (
            with(Verdict::rejected(Reason::InChallenge, keys(DK, ""))),
            vec![reason::reason(Reason::InChallenge).title, reason::reason(Reason::InChallenge).todo],
            vec![],
        ),
    ]);
    for lang in Lang::ALL {
        let mut given = window(lang, testing(steps, Stage::Steps));
        let names: [(Text, Text); 4] = [
            (words::STEP_PAIR, words::PASSED),
            (words::STEP_DUPLICATE, words::SILENT),
            (words::STEP_PRODUCT, words::WAITING),
            (words::STEP_DIGIT, words::WAITING),
        ];
        for (at, (step, state)) in names.into_iter().enumerate() {
            let step = words::step(lang, at + 1, lang.t(step));
            given.window.get_by_label(&words::step_state(lang, &step, lang.t(state)));
        }
        press(&mut given, lang.t(words::CANCEL));
        assert_eq!(requested(&given), Request::Cancel);
    }
}

#[test]
fn the_question_is_answered_by_buttons_and_by_codes_on_the_screen() {
    check(vec![
        (
            testing(PASSED, Stage::Asked),
            vec![words::ASK, words::ASK_TODO, words::YES, words::NO, words::YES_CODE, words::NO_CODE],
            vec![],
        ),
        (
            testing(PASSED, Stage::Which),
            vec![words::WHICH, words::WHICH_TODO, words::NO_CODE, words::UNSURE, words::MISSING_HERE],
            vec![],
        ),
    ]);
    for lang in Lang::ALL {
        for (answer, request) in [(words::YES, Request::Yes), (words::NO, Request::No)] {
            let mut given = window(lang, testing(PASSED, Stage::Asked));
            press(&mut given, lang.t(answer));
            assert_eq!(requested(&given), request);
        }
        let mut given = window(lang, testing(WAITING, Stage::Which));
        press(&mut given, lang.t(words::UNSURE));
        assert_eq!(requested(&given), Request::Missing(None));
        for (at, step) in Step::ALL.into_iter().enumerate() {
            let button = given.window.get_all_by_label(lang.t(words::MISSING_HERE)).nth(at).unwrap();
            button.click();
            given.window.run_steps(2);
            assert_eq!(requested(&given), Request::Missing(Some(step)));
        }
    }
}

#[test]
fn keys_that_guns_send_answer_nothing() {
    for stage in [Stage::Asked, Stage::Which] {
        let mut given = window(Lang::Chinese, testing(PASSED, stage));
        let answer = if stage == Stage::Asked { words::YES } else { words::UNSURE };
        given.window.get_by_label(Lang::Chinese.t(answer)).focus();
        given.window.run_steps(1);
        for key in [egui::Key::Tab, egui::Key::Enter, egui::Key::Space, egui::Key::Tab, egui::Key::Enter] {
            given.window.key_press(key);
            given.window.run_steps(2);
        }
        assert!(given.commands.is_empty(), "{stage:?}");
    }
}

#[test]
fn the_alarm_is_as_in_earnest_and_says_that_it_is_a_test() {
    let alarm = |reason| View { challenge: testing(WAITING, Stage::Steps).challenge, ..hard(reason) };
    let case = |reason| {
        let of = reason::reason(reason);
        (
            alarm(reason),
            vec![words::TEST, words::TEST_NOTE, of.title, of.todo, station::ACKNOWLEDGE],
            vec!["F12"],
        )
    };
    check(vec![case(Reason::DuplicateDk), case(Reason::WrongProduct)]);
}

#[test]
fn nothing_reaches_outside_the_window() {
    let sizes =
        [([1024.0, 768.0], 1.0), ([512.0, 384.0], 2.0), ([1280.0, 800.0], 1.0), ([1920.0, 1080.0], 2.0)];
    let views = [
        owed(Proof::Due),
        owed(Proof::Failed),
        testing([StepState::Silent; 4], Stage::Steps),
        testing(PASSED, Stage::Asked),
        testing(PASSED, Stage::Which),
    ];
    for lang in Lang::ALL {
        for (size, zoom) in sizes {
            let mut given = window_of(lang, idle(), size, zoom);
            for view in &views {
                given.board.put(view.clone());
                given.window.run_steps(3);
                let outside = outside(&given, size);
                assert!(outside.is_empty(), "{size:?} ×{zoom} {lang:?}: {outside:?}");
            }
        }
    }
}
