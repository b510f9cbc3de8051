//! Settings: each change checked, written, applied; a bad one named beside its field.

use egui_kittest::kittest::Queryable as _;
use pairing_station::station::settings::{Language, Theme};
use pairing_station::station::{Command, Settings};
use pairing_station::text::{Lang, common, settings as words};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, window};

/// The settings the window wants in force; the line agrees.
fn applied(given: &mut Given) -> Settings {
    let Command::Apply(settings, reply) = given.command() else { panic!("another command") };
    reply.send(Ok(())).unwrap();
    given.settle();
    assert_eq!(Settings::load(given.data.path()).unwrap(), *settings, "written before they are applied");
    *settings
}

#[test]
fn a_choice_is_in_force_at_once() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Settings, Data::new());
        given.settle();
        let other = if lang == Lang::Chinese { "English" } else { "中文" };
        given.press(other);
        let settings = applied(&mut given);
        assert_eq!(settings.language == Language::English, lang == Lang::Chinese);
        given.lang = if lang == Lang::Chinese { Lang::English } else { Lang::Chinese };
        given.until_says(given.t(words::THEME));
        given.press(given.t(words::DARK));
        assert_eq!(applied(&mut given).theme, Theme::Dark);
        given.press("40");
        assert_eq!(applied(&mut given).volume, 40);
    }
}

#[test]
fn a_text_is_taken_when_its_field_is_left() {
    let mut given = window(Lang::Chinese, Screen::Settings, Data::new());
    given.settle();
    given.fill(given.t(words::STATION_NAME), "线体 3");
    assert_eq!(applied(&mut given).station, "线体 3");
    given.fill(given.t(words::ROWS), "500");
    assert_eq!(applied(&mut given).export.rows_per_file, 500);
}

#[test]
fn a_bad_value_says_why_and_changes_nothing() {
    for lang in Lang::ALL {
        let check = |field: pairing_station::text::Text, value: &str, fault: pairing_station::text::Text| {
            let mut given = window(lang, Screen::Settings, Data::new());
            given.settle();
            given.fill(lang.t(field), value);
            given.settle();
            assert!(given.window.query_all_by_label(lang.t(fault)).next().is_some(), "{value:?}");
            assert!(given.commands.is_empty());
            assert!(!given.data.path().join("settings.toml").exists());
            given.press_far(given.t(words::DISCARD));
            given.settle();
            assert!(given.window.query_all_by_label(lang.t(fault)).next().is_none());
        };
        check(words::STATION_NAME, "", words::FAULT_STATION);
        check(words::ROWS, "0", words::FAULT_ROWS);
        check(words::ROWS, "ten", words::FAULT_ROWS);
        check(words::GAP, "1", words::FAULT_GAP);
        check(words::MIN_CHARS, "1", words::FAULT_MIN_CHARS);
    }
}

#[test]
fn shifts_are_added_edited_and_removed() {
    let mut given = window(Lang::English, Screen::Settings, Data::new());
    given.settle();
    given.press_far(given.t(words::ADD_SHIFT));
    let settings = applied(&mut given);
    assert_eq!(settings.shifts.len(), 3);
    assert_eq!(settings.shifts[2].name, "Shift 3");
    assert_eq!(settings.shifts[2].start, "08:00", "it begins where the last one ends");
}

#[test]
fn guns_are_added_by_hand_and_removed_only_by_a_click() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Settings, Data::new());
        given.settle();
        given.press_far(given.t(words::ADD_BY_HAND));
        assert!(given.says(given.t(words::FAULT_PORT)), "a port is wanted");
        assert!(given.commands.is_empty());
        given.fill(given.t(words::PORT), "/dev/ttyACM7");
        let settings = applied(&mut given);
        assert_eq!(settings.serial[0].port, "/dev/ttyACM7");
        given.choose(given.t(words::SUFFIX), given.t(words::SUFFIX_TAB));
        applied(&mut given);
        given.press_far(given.t(words::REMOVE_GUN));
        given.until_says(given.t(words::REMOVE_BODY));
        given.window.key_press(egui::Key::Enter);
        given.settle();
        assert!(given.commands.is_empty());
        given.press_far(given.t(common::CANCEL));
    }
}

#[test]
fn the_ports_are_listed_without_waiting() {
    let mut given = window(Lang::Chinese, Screen::Settings, Data::new());
    given.settle();
    given.press_far(given.t(words::FIND_PORTS));
    // Whatever is plugged into this computer: an answer comes.
    let answer = |given: &Given| {
        given.says(given.t(words::NO_PORTS))
            || given.says(given.t(words::PORTS_FAILED))
            || given.says("使用 ")
    };
    given.until("an answer", answer);
}

#[test]
fn people_are_told_by_their_badges() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Settings, Data::new());
        given.settle();
        given.fill(given.t(words::BADGE_ID), "7 7");
        assert!(given.says(given.t(words::FAULT_BADGE)));
        given.fill(given.t(words::BADGE_ID), "77");
        given.press_far(given.t(words::ADD_SUPERVISOR));
        assert_eq!(applied(&mut given).supervisors, ["77"]);
        given.fill(given.t(words::OPERATOR_NEW), "1025");
        given.press_far(given.t(words::SIGN_ON));
        let Command::SetOperator(id, reply) = given.command() else { panic!("another command") };
        assert_eq!(id, "1025");
        reply.send(Ok(())).unwrap();
        given.until_says(&words::signed_on(lang, "1025"));
    }
}

#[test]
fn every_control_code_stands_on_the_sheet() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Settings, Data::new());
        given.settle();
        for code in ["PSCMDACK", "PSCMDCANCEL", "PSCMDUNDO", "PSCMDVERIFY", "PSCMDPAIR"] {
            assert!(given.says(code), "{code}");
        }
    }
}
