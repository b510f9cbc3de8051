//! Soft and hard alarms: what they say, and who may take them away.

use crate::given::{hard, soft, window};
use crate::{check, given, says, says_not, with_alarm};
use egui::Key;
use egui_kittest::kittest::Queryable as _;
use pairing_station::pairing::{AckBy, Keys, Kind, Verdict};
use pairing_station::scan::{Alarm, Reason};
use pairing_station::station::Command;
use pairing_station::text::{Lang, common, reason, station};
use pairing_station::ui::Screen;

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
    says(
        &given,
        "已用此模组的设备 · 863950 06 866249 5 · VDR9908171204415 · 今天 14:31:54 · 3 号工位 · 工号 1024",
    );
    says(
        &given,
        "已用此 SN 的设备 · 863950 06 175514 8 · VDR0319035976321 · 2025-11-21 14:32:07 · 3 号工位 · 工号 1024",
    );
    let mut given = window(Lang::English, hard(Reason::NotRecorded));
    given.window.run_steps(2);
    says(&given, "the disk is full");
}

#[test]
fn the_same_kind_twice_shows_both_codes() {
    let mut given = window(Lang::English, hard(Reason::SameKindTwice));
    given.window.run_steps(2);
    says(&given, "Scanned before it · 863950 06 175514 8 · gun-1 · 14:32:03");
}

#[test]
fn a_label_that_is_not_its_modules_stands_beside_what_the_module_says() {
    let mut view = hard(Reason::ModuleDisagrees);
    view.alarm.as_mut().unwrap().shown.verdict.said = Some("863950061755148".into());
    let mut given = window(Lang::English, view);
    given.window.run_steps(2);
    says(&given, "In your hand · 863950 06 866249 5");
    says(&given, "The module itself says · 863950 06 175514 8");
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
