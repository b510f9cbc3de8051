//! Settings: each change checked, written, applied; a bad one named beside its field.

use egui_kittest::kittest::Queryable as _;
use pairing_station::pairing::Mode;
use pairing_station::scanner::Role;
use pairing_station::scanner::hid::Profile;
use pairing_station::scanner::keyboard::KeyLayout;
use pairing_station::scanner::module::ModuleUse;
use pairing_station::station::settings::{AlarmProof, Language, Theme};
use pairing_station::station::{Command, Settings};
use pairing_station::text::{Lang, challenge, checkup, common, scanners, settings as words};
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
        given.press_far(given.t(words::ADD_SERIAL));
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
fn each_kind_of_gun_is_set() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Settings, Data::new());
        given.settle();
        given.press_far(given.t(words::ADD_HID));
        assert!(given.says(given.t(words::FAULT_DEVICE)) && given.commands.is_empty());
        given.fill(given.t(words::HID_DEVICE), "honeywell");
        assert!(given.says(given.t(words::FAULT_DEVICE)) && given.commands.is_empty());
        given.fill(given.t(words::HID_DEVICE), "0C2E:0B81");
        assert_eq!(applied(&mut given).hid[0].device.to_string(), "0c2e:0b81");
        given.choose(given.t(words::PROFILE), given.t(words::PROFILE_HONEYWELL));
        assert_eq!(applied(&mut given).hid[0].profile, Profile::Honeywell);

        let mut given = window(lang, Screen::Settings, Data::new());
        given.settle();
        given.press_far(given.t(words::ADD_EXCLUSIVE));
        given.fill(given.t(words::KEY_DEVICE), "usb:0c2e:0b61");
        assert_eq!(applied(&mut given).keyboards[0].device, "usb:0c2e:0b61");
        given.choose(given.t(words::LAYOUT), given.t(words::LAYOUT_DE));
        assert_eq!(applied(&mut given).keyboards[0].layout, KeyLayout::De);
        assert!(given.says(given.t(words::EXCLUSIVE_NOTE)));

        let mut given = window(lang, Screen::Settings, Data::new());
        given.settle();
        given.press_far(given.t(words::ADD_MODULE));
        given.fill(given.t(words::PORT), "COM5");
        assert_eq!(applied(&mut given).module.unwrap().purpose, ModuleUse::Source);
        assert!(given.says(given.t(words::USE_SOURCE_NOTE)));
        given.press_far(given.t(words::USE_CHECK));
        assert_eq!(applied(&mut given).module.unwrap().purpose, ModuleUse::Check);
        assert!(given.says(given.t(words::USE_CHECK_NOTE)));
    }
}

#[test]
fn a_gun_has_its_role_and_is_told_what_came_of_a_scan() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Settings, Data::new());
        given.settle();
        // The wedge's own: no other gun is there yet.
        given.press_far(given.t(scanners::ROLE_DEVICE));
        assert_eq!(applied(&mut given).wedge.role, Role::Device);
        given.press_far(given.t(words::ADD_SERIAL));
        given.fill(given.t(words::PORT), "COM3");
        applied(&mut given);
        given.choose(given.t(words::FEEDBACK), given.t(words::FEEDBACK_ACK_NAK));
        let feedback = applied(&mut given).serial.remove(0).feedback;
        assert_eq!((feedback.good.0, feedback.bad.0), (vec![0x06], vec![0x15]));
        given.choose(given.t(words::FEEDBACK), given.t(words::FEEDBACK_OWN));
        given.fill(given.t(words::FEEDBACK_BAD), "1b 4");
        assert!(given.says(given.t(words::FAULT_HEX)) && given.commands.is_empty());
        given.fill(given.t(words::FEEDBACK_BAD), "1b42");
        assert!(!given.says(given.t(words::FAULT_HEX)));
        assert_eq!(applied(&mut given).serial[0].feedback.bad.0, [0x1b, 0x42]);
    }
}

#[test]
fn devices_are_found_on_the_scanners_screen() {
    let mut given = window(Lang::Chinese, Screen::Settings, Data::new());
    given.settle();
    given.press_far(given.t(words::FIND_DEVICES));
    assert_eq!(given.window.state().screen(), Screen::Scanners);
    // Whatever is plugged into this computer: an answer comes.
    let answer = |given: &Given| given.says(given.t(scanners::NONE_FOUND)) || given.says("/dev/");
    given.until("an answer", answer);
}

#[test]
fn what_the_station_is_for_is_chosen() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Settings, Data::new());
        given.settle();
        assert!(given.says(given.t(words::STATION_MODE_NOTE)));
        for (choice, mode) in [
            (words::MODE_VERIFY_STICKER, Mode::VerifySticker),
            (words::MODE_VERIFY, Mode::Verify),
            (words::MODE_PAIR, Mode::Pair),
        ] {
            given.press_far(given.t(choice));
            assert_eq!(applied(&mut given).mode, mode);
        }
    }
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
        for code in ["PSCMDACK", "PSCMDCANCEL", "PSCMDUNDO", "PSCMDVERIFY", "PSCMDVERIFYSN", "PSCMDPAIR"] {
            assert!(given.says(code), "{code}");
        }
    }
}

#[test]
fn the_test_of_the_alarms_is_required_by_a_choice_and_its_labels_are_saved() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Settings, Data::new());
        given.settle();
        given.press_far(lang.t(challenge::SETTING_EACH));
        assert_eq!(applied(&mut given).challenge, AlarmProof::EachShift);
        given.press_far(lang.t(challenge::SETTING_OFF));
        assert_eq!(applied(&mut given).challenge, AlarmProof::Off);
        let file = given.data.path().join("labels.pdf");
        given.fill(lang.t(checkup::SHEET_FILE), file.to_str().unwrap());
        given.press_far(lang.t(challenge::PRINT_SAVE));
        given.until("the file", |_| file.exists());
        assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF"));
        given.press_far(lang.t(challenge::PRINT_SAVE));
        given.until_says(lang.t(checkup::SHEET_EXISTS));
    }
}
