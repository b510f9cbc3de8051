//! The line's own screen and the hard alarm, worked through their accessible names in both languages.
//! (The harness panics on any character the fonts lack.)
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod given;

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use given::{Given, NOW, half, hard, idle, judged, soft, window, window_of};
use pairing_station::order::DkKind;
use pairing_station::pairing::{AckBy, Keys, Kind, Mode, Verdict};
use pairing_station::scan::{Alarm, Reason};
use pairing_station::scanner::{GunState, ScannerEvent};
use pairing_station::station::view::{Expect, LedgerView};
use pairing_station::station::{Command, View};
use pairing_station::text::{Lang, Text, common, reason, station};
use pairing_station::ui::Screen;

/// Some node has this in its name.
fn says(given: &Given, part: &str) {
    assert!(
        given.window.query_all_by_label_contains(part).next().is_some(),
        "nothing says {part:?}; there is:\n{}",
        names(given).join("\n")
    );
}

fn says_not(given: &Given, part: &str) {
    assert!(given.window.query_all_by_label_contains(part).next().is_none(), "something says {part:?}");
}

fn names(given: &Given) -> Vec<String> {
    given.window.root().children_recursive().filter_map(|node| node.accesskit_node().label()).collect()
}

/// A view, and what the window says of it: sentences, and parts that are the same in both languages.
type Case<'a> = (View, Vec<Text>, Vec<&'a str>);

/// In both languages: the window shows each view and says all that it should.
fn check(cases: Vec<Case<'_>>) {
    for lang in Lang::ALL {
        let mut given = window(lang, View::default());
        for (view, texts, parts) in &cases {
            given.board.put(view.clone());
            given.window.run_steps(2);
            texts.iter().for_each(|text| says(&given, lang.t(*text)));
            parts.iter().for_each(|part| says(&given, part));
        }
    }
}

#[test]
fn waiting_names_the_next_act() {
    let module_first = View { expect: Expect::Module, ..idle() };
    check(vec![
        (idle(), vec![station::SCAN_EITHER, station::EITHER_ORDER, station::SCAN_MODULE], vec!["347 / 500"]),
        (module_first, vec![station::NEXT, station::SCAN_MODULE, station::MODULE_FIRST], vec![]),
    ]);
}

#[test]
fn a_half_shows_what_is_held_and_how_long_it_holds() {
    let texts = vec![station::SCAN_DEVICE, station::HAVE_MODULE, station::NEXT, station::CANCEL_HALF];
    check(vec![(half(), texts, vec!["863950 06 866249 5", "52"])]);
    let given = window(Lang::Chinese, half());
    given.window.get_by_label("剩余 52 秒");
    given.window.get_by_label("模组 IMEI（DK）：863950068662495");
}

#[test]
fn each_verdict_has_its_word_and_sentence() {
    let done = |name| View {
        last: Some(given::shown(
            2,
            Verdict { command: Some(name), ..Verdict::of(Kind::Command, Keys::default()) },
        )),
        ..idle()
    };
    let cases = vec![
        (judged(Kind::Paired), station::PAIRED, station::PAIRED_NOTE),
        (judged(Kind::AlreadyPaired), station::ALREADY, station::ALREADY_NOTE),
        (judged(Kind::Verified), station::VERIFIED, station::VERIFIED_NOTE),
        (done("ack"), station::DID_ACK, station::DID_ACK_NOTE),
        (done("cancel"), station::DID_CANCEL, station::DID_CANCEL_NOTE),
        (done("undo"), station::DID_UNDO, station::DID_UNDO_NOTE),
        (done("badge"), station::DID_BADGE, station::DID_BADGE_NOTE),
        (done("order"), station::DID_ORDER, station::DID_ORDER_NOTE),
    ];
    check(
        cases.into_iter().map(|(view, word, sentence)| (view, vec![word, sentence], vec!["347"])).collect(),
    );
}

#[test]
fn the_last_pair_of_an_order_says_that_it_is_complete() {
    let full = |mut view: View| {
        view.order.as_mut().unwrap().done = 500;
        View { expect: Expect::Nothing, ..view }
    };
    check(vec![
        (full(judged(Kind::Paired)), vec![station::PAIRED, station::COMPLETE_AFTER_PAIR], vec!["500 / 500"]),
        (full(idle()), vec![station::COMPLETE, station::COMPLETE_TODO, station::OPEN_ORDERS], vec![]),
    ]);
}

#[test]
fn every_soft_alarm_says_what_to_do_and_keeps_the_half() {
    let case = |reason| {
        let words = reason::reason(reason);
        (soft(reason), vec![words.title, words.todo], vec!["863950 06 866249 5", "52"])
    };
    check(with_alarm(Alarm::Soft).map(case).collect());
}

#[test]
fn every_hard_alarm_says_everything() {
    let case = |reason| {
        let words = reason::reason(reason);
        let always = [station::IN_HAND, station::TODO, station::LATCHED, station::ACK_QR];
        let texts = [words.title, words.todo].into_iter().chain(always).collect();
        (hard(reason), texts, vec!["F12", "863950 06 866249 5"])
    };
    check(with_alarm(Alarm::Hard).map(case).collect());
}

fn with_alarm(alarm: Alarm) -> impl Iterator<Item = Reason> {
    Reason::ALL.iter().copied().filter(move |reason| reason.alarm() == Some(alarm))
}

#[test]
fn a_hard_alarm_covers_every_screen() {
    let mut given = window(Lang::English, hard(Reason::SameKindTwice));
    for screen in Screen::ALL {
        given.window.state_mut().show_screen(screen);
        given.window.run_steps(2);
        says(&given, Lang::English.t(reason::reason(Reason::SameKindTwice).title));
        says_not(&given, Lang::English.t(common::SCREEN_RECORDS));
    }
}

#[test]
fn a_duplicate_names_the_earlier_pairs_with_when_where_and_who() {
    let mut given = window(Lang::Chinese, hard(Reason::DuplicateBoth));
    given.window.run_steps(2);
    says(&given, "此模组原来绑定 · VDR9908171204415 · 今天 14:31:54 · 3 号工位 · 工号 1024");
    says(&given, "此 SN 原来绑定 · 863950 06 175514 8 · 2025-11-21 14:32:07 · 3 号工位 · 工号 1024");
    let mut given = window(Lang::English, hard(Reason::NotRecorded));
    given.window.run_steps(2);
    says(&given, "the disk is full");
}

/// Guns send these; a human's F12, the button and an assistive technology do acknowledge.
#[test]
fn only_f12_and_the_button_acknowledge() {
    let mut given = window(Lang::Chinese, hard(Reason::DuplicateSn));
    given.window.run_steps(2);
    for key in [Key::Enter, Key::Space, Key::Tab, Key::Enter, Key::Escape] {
        given.window.key_press(key);
        given.window.run_steps(1);
        assert!(given.commands.is_empty(), "{key:?}");
    }
    given.window.key_press(Key::F12);
    given.window.run_steps(3);
    assert!(matches!(given.commands.try_recv(), Ok(Command::Acknowledge(AckBy::Operator, _))));
    assert!(given.commands.is_empty(), "asked for once");

    let mut given = window(Lang::English, hard(Reason::DuplicateSn));
    given.window.run_steps(2);
    given.window.get_by_label(Lang::English.t(station::ACKNOWLEDGE)).click();
    given.window.run_steps(3);
    assert!(matches!(given.commands.try_recv(), Ok(Command::Acknowledge(AckBy::Operator, _))));
}

#[test]
fn where_a_supervisor_is_wanted_there_is_no_button_and_f12_does_nothing() {
    let mut view = hard(Reason::DuplicateDk);
    view.alarm.as_mut().unwrap().supervisor = true;
    check(vec![(
        view.clone(),
        vec![station::SUPERVISOR, station::SUPERVISOR_NOTE, station::LATCHED],
        vec![],
    )]);
    let mut given = window(Lang::Chinese, view);
    given.window.run_steps(2);
    assert!(given.window.query_by_label(Lang::Chinese.t(station::ACK_QR)).is_none());
    given.window.key_press(Key::F12);
    given.window.run_steps(2);
    assert!(given.commands.is_empty());
}

#[test]
fn a_scan_while_latched_is_answered_on_the_alarm() {
    let mut view = hard(Reason::DuplicateSn);
    let ignored = Verdict { reason: Some(Reason::Latched), ..Verdict::of(Kind::Ignored, Keys::default()) };
    view.last = Some(given::shown(4, ignored));
    let texts = [Reason::Latched, Reason::DuplicateSn].map(|reason| reason::reason(reason).title);
    check(vec![(view, texts.to_vec(), vec![])]);
}

#[test]
fn a_double_reading_does_not_wipe_the_verdict() {
    let mut given = window(Lang::Chinese, judged(Kind::Paired));
    given.window.run_steps(1);
    let bounce = Verdict { reason: Some(Reason::Bounce), ..Verdict::of(Kind::Ignored, Keys::default()) };
    given.board.put(View { last: Some(given::shown(3, bounce)), ..judged(Kind::Paired) });
    given.window.run_steps(2);
    says(&given, Lang::Chinese.t(station::PAIRED_NOTE));
}

#[test]
fn keys_of_a_gun_press_no_button_that_has_the_focus() {
    let mut given = window(Lang::English, half());
    given.window.run_steps(2);
    for label in [station::CANCEL_HALF, common::SCREEN_ORDERS] {
        given.window.get_by_label(Lang::English.t(label)).focus();
        given.window.run_steps(1);
        for key in [Key::Space, Key::Enter, Key::Tab] {
            given.window.key_press(key);
            given.window.run_steps(1);
        }
        assert!(given.commands.is_empty());
        assert_eq!(given.window.state().screen(), Screen::Station);
    }
    // A human's chord does.
    given.window.get_by_label(Lang::English.t(station::CANCEL_HALF)).focus();
    given.window.run_steps(1);
    given.window.key_press_modifiers(Modifiers::CTRL, Key::Enter);
    given.window.run_steps(1);
    assert!(matches!(given.commands.try_recv(), Ok(Command::Cancel(_))));
}

#[test]
fn verify_mode_is_unmistakable_and_has_a_way_back() {
    let view = View { mode: Mode::Verify, ..idle() };
    let texts = vec![station::VERIFY_MODE, station::VERIFY_MODE_NOTE, station::VERIFY_SCAN];
    check(vec![(view.clone(), texts, vec![])]);
    let mut given = window(Lang::Chinese, view);
    given.window.run_steps(2);
    given.window.get_by_label(Lang::Chinese.t(station::BACK_TO_PAIRING)).click();
    given.window.run_steps(2);
    assert!(matches!(given.commands.try_recv(), Ok(Command::SetMode(Mode::Pair, _))));
}

#[test]
fn without_an_order_the_screen_says_what_to_do_and_leads_there() {
    let view = View { order: None, expect: Expect::Nothing, ..idle() };
    check(vec![(view.clone(), vec![station::NO_ORDER, station::NO_ORDER_TODO], vec![])]);
    let mut given = window(Lang::English, view);
    given.window.run_steps(2);
    given.window.get_by_label(Lang::English.t(station::OPEN_ORDERS)).click();
    given.window.run_steps(2);
    assert_eq!(given.window.state().screen(), Screen::Orders);
}

#[test]
fn the_status_line_names_every_gun_and_the_ledger() {
    let guns = vec![
        given::gun("gun-1", GunState::Ready),
        given::gun("gun-2", GunState::Missing { why: "no such file".into() }),
    ];
    let ledger = LedgerView::Failing { why: "disk full".into(), since: NOW - 60_000 };
    let view = View { guns, ledger, ..idle() };
    let on_the_bar = [common::GUN_READY, common::GUN_MISSING, common::LEDGER_FAILING];
    let on_the_strip = [station::LEDGER_FAILING, station::LEDGER_FAILING_TODO];
    let texts = on_the_bar.into_iter().chain(on_the_strip).collect();
    check(vec![(view.clone(), texts, vec!["WO1001", "p11sf2", "disk full", "14:31:07"])]);
    let given = window(Lang::English, view);
    given.window.get_by_label("gun-2: not found: check its cable");
    given.window.get_by_label("Time: 14:32");
}

#[test]
fn a_mac_is_shown_in_pairs() {
    let mut view = half();
    view.order.as_mut().unwrap().dk_kind = DkKind::Mac;
    view.module = given::slot("AABBCCDDEEFF", "");
    check(vec![(view, vec![station::MODULE_MAC], vec!["AA BB CC DD EE FF"])]);
}

#[test]
fn nothing_reaches_outside_the_window_at_any_size_and_zoom() {
    let sizes =
        [([1024.0, 768.0], 1.0), ([512.0, 384.0], 2.0), ([1365.0, 1024.0], 0.75), ([1920.0, 1080.0], 1.0)];
    let views = [
        idle(),
        half(),
        judged(Kind::Paired),
        soft(Reason::KeyboardLayout),
        soft(Reason::WrongBarcode),
        hard(Reason::DuplicateBoth),
        hard(Reason::NotRecorded),
        View {
            mode: Mode::Verify,
            ledger: LedgerView::Failing { why: "x".repeat(300), since: NOW },
            ..half()
        },
        View { operator: "a-very-long-operator-name-0123456789".into(), ..idle() },
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

/// Every named thing that does not lie in a window of so many points.
fn outside(given: &Given, size: [f32; 2]) -> Vec<String> {
    let least = f64::from(given::MARGIN) - 1.0;
    let most = size.map(|side| f64::from(side + given::MARGIN) + 1.0);
    let lies_inside =
        |b: &egui::accesskit::Rect| b.x0 >= least && b.y0 >= least && b.x1 <= most[0] && b.y1 <= most[1];
    let mut out = Vec::new();
    for node in given.window.root().children_recursive() {
        let node = node.accesskit_node();
        let (Some(name), Some(bounds)) = (node.label(), node.raw_bounds()) else { continue };
        if !lies_inside(&bounds) {
            out.push(format!("{name:?} at {bounds:?}"));
        }
    }
    out
}

/// A gun that types, as the OS hands it over: the code goes to the line, and no widget sees a key.
#[test]
fn a_typed_scan_goes_to_the_line_and_not_to_a_button() {
    let mut given = window(Lang::English, idle());
    given.window.run_steps(2);
    let ctx = given.window.ctx.clone();
    let mut raw = egui::RawInput { time: Some(10.0), ..egui::RawInput::default() };
    for c in "863950068662495".chars() {
        raw.events.push(Event::Text(c.to_string()));
    }
    raw.events.push(Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    given.window.state_mut().raw_input(&ctx, &mut raw);
    // What is still held back comes once the gun is silent.
    let mut later = egui::RawInput { time: Some(11.0), ..egui::RawInput::default() };
    given.window.state_mut().raw_input(&ctx, &mut later);
    let Ok(ScannerEvent::Scan(scan)) = given.scans.try_recv() else { panic!("no scan") };
    assert_eq!(
        (&*scan.source, scan.bytes.as_slice(), scan.at),
        ("keyboard", b"863950068662495".as_slice(), NOW)
    );
    assert!(raw.events.is_empty() && later.events.is_empty(), "widgets saw {:?}", raw.events);
}

#[test]
fn codes_wait_in_order_while_the_line_has_no_room() {
    let mut given = window(Lang::English, idle());
    given.window.run_steps(1);
    let ctx = given.window.ctx.clone();
    for n in 0..12 {
        let mut raw = egui::RawInput { time: Some(10.0 + f64::from(n)), ..egui::RawInput::default() };
        raw.events.extend(format!("CODE{n:06}").chars().map(|c| Event::Text(c.to_string())));
        given.window.state_mut().raw_input(&ctx, &mut raw);
        let mut later = egui::RawInput { time: Some(10.5 + f64::from(n)), ..egui::RawInput::default() };
        given.window.state_mut().raw_input(&ctx, &mut later);
    }
    let mut got = Vec::new();
    while got.len() < 12 {
        let Ok(ScannerEvent::Scan(scan)) = given.scans.try_recv() else { panic!("only {got:?}") };
        got.push(String::from_utf8(scan.bytes).unwrap());
        given.window.state_mut().tend();
    }
    assert_eq!(got, (0..12).map(|n| format!("CODE{n:06}")).collect::<Vec<_>>());
}

#[test]
fn a_refused_command_is_explained_in_the_users_language() {
    let mut given = window(Lang::Chinese, View { mode: Mode::Verify, ..idle() });
    given.window.run_steps(2);
    given.window.get_by_label(Lang::Chinese.t(station::BACK_TO_PAIRING)).click();
    given.window.run_steps(2);
    let Ok(Command::SetMode(_, reply)) = given.commands.try_recv() else { panic!("no command") };
    reply.send(Err(pairing_station::station::StationError::Stopped)).unwrap();
    given.window.run_steps(2);
    says(&given, Lang::Chinese.t(common::ERR_STOPPED));
    given.window.get_by_label(Lang::Chinese.t(common::CLOSE)).click();
    given.window.run_steps(2);
    says_not(&given, Lang::Chinese.t(common::ERR_STOPPED));
}

/// An idle window paints nothing until the minute changes; while a half waits, once a second.
#[test]
fn frames_are_asked_for_only_when_something_changes() {
    let next_frame = |view: View| {
        let mut given = window(Lang::English, view);
        given.window.run_steps(4);
        let output = given.window.output();
        output.viewport_output[&egui::ViewportId::ROOT].repaint_delay
    };
    assert_eq!(next_frame(idle()).as_secs(), 53 - 1 + 1); // 14:32:07 → 14:33:00
    assert_eq!(next_frame(judged(Kind::Paired)).as_secs(), 53);
    assert_eq!(next_frame(hard(Reason::DuplicateSn)).as_secs(), 53);
    assert!(next_frame(half()).as_millis() <= 1001);
}
