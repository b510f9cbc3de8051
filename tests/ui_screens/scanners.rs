//! Scanners, page Guns: which gun is bad and why, what it sent, and what is plugged in and not used.

use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use pairing_station::pairing::{Keys, Kind, Verdict};
use pairing_station::scan::{Reason, Rule};
use pairing_station::scanner::devices::{Device, DeviceKind, Unlisted};
use pairing_station::scanner::ports::UsbId;
use pairing_station::scanner::{GunKind, GunState, Role};
use pairing_station::station::view::{GunView, HeardScan, RecordingView, Unfinished};
use pairing_station::station::{Command, Settings, View};
use pairing_station::text::{Lang, Text, checkup, common, parts, reason, scanners as words};
use pairing_station::ui::Screen;
use pairing_station::ui::parts::devices::Lister;

use crate::given::{Data, Given, NOW, view, window, window_of};

fn gun(name: &str, kind: GunKind, state: GunState) -> GunView {
    GunView::new(name, kind, Role::Any, state, NOW - 60_000)
}

fn why() -> String {
    "No such file or directory".into()
}

fn refused() -> HeardScan {
    HeardScan {
        at: NOW - 1000,
        raw: "pk＝x\u{1d}".into(),
        text: "pk＝x".into(),
        rule: Rule::None,
        tried: vec![Rule::Control, Rule::PlatformQr, Rule::BareImei],
        verdict: Verdict::rejected(Reason::FullWidth, Keys::default()),
    }
}

fn taken() -> HeardScan {
    HeardScan {
        at: NOW - 2000,
        raw: b"863950069494278".to_vec(),
        text: "863950069494278".into(),
        rule: Rule::BareImei,
        tried: Vec::new(),
        verdict: Verdict::of(Kind::Module, Keys::default()),
    }
}

/// A gun that is well and has scanned.
fn busy_gun() -> GunView {
    let mut gun = GunView { role: Role::Module, ..gun("left", GunKind::Serial, GunState::Ready) };
    gun.last_scan = Some(NOW - 1000);
    gun.tally.scans = 1234;
    gun.tally.refused = 17;
    gun.tally.times = [NOW - 90_000, NOW - 2000, NOW - 1000].into();
    gun.heard = Arc::new([refused(), taken()].into());
    gun
}

fn show(given: &mut Given, guns: Vec<GunView>) {
    given.board.put(View { guns, ..view(1) });
    given.settle();
}

/// The window, with these devices plugged in.
fn with_devices(lang: Lang, devices: Vec<Device>) -> Given {
    let mut given = window(lang, Screen::Scanners, Data::new());
    let listed = Unlisted { kind: DeviceKind::Hid, why: "hidraw is off".into() };
    let lister = Lister::new(move || (devices.clone(), vec![listed.clone()]));
    given.window.state_mut().look_for_devices_by(lister);
    given.settle();
    given
}

fn device(kind: DeviceKind, path: &str, usb: &str) -> Device {
    let usb = UsbId::parse(usb);
    Device { kind, path: path.into(), description: "Honeywell 1900".into(), usb, permitted: true }
}

/// The settings the window wants in force; the line agrees.
fn applied(given: &mut Given) -> Settings {
    let Command::Apply(settings, reply) = given.command() else { panic!("another command") };
    reply.send(Ok(())).unwrap();
    given.settle();
    assert_eq!(Settings::load(given.data.path()).unwrap(), *settings, "written before they are applied");
    *settings
}

#[test]
fn each_state_has_its_word_and_what_to_do() {
    let check = |kind: GunKind, state: GunState, word: Text, todo: Text| {
        for lang in Lang::ALL {
            let mut given = with_devices(lang, Vec::new());
            show(&mut given, vec![gun("left", kind, state.clone())]);
            for part in [word, todo] {
                assert!(given.says(lang.t(part)), "{state:?}: {}", lang.t(part));
            }
        }
    };
    let (gone, locked) = (GunState::Missing { why: why() }, GunState::NoPermission { why: why() });
    let short = common::GUN_MISSING_SHORT;
    check(GunKind::Serial, gone.clone(), short, words::TODO_MISSING_SERIAL);
    check(GunKind::Hid, gone.clone(), short, words::TODO_MISSING_HID);
    check(GunKind::Keyboard, gone.clone(), short, words::TODO_MISSING_KEYBOARD);
    check(GunKind::Module, gone, short, words::TODO_MISSING_MODULE);
    let short = common::GUN_NO_PERMISSION_SHORT;
    if !cfg!(windows) {
        check(GunKind::Serial, locked.clone(), short, words::TODO_PERMISSION_SERIAL);
        check(GunKind::Hid, locked, short, words::TODO_PERMISSION_RULE);
    }
    check(GunKind::Serial, GunState::Busy { why: why() }, common::GUN_BUSY_SHORT, words::TODO_BUSY);
    let silent = GunState::Silent { why: why() };
    check(GunKind::Module, silent, common::GUN_SILENT_SHORT, words::TODO_SILENT_MODULE);
    check(GunKind::Serial, GunState::Starting, common::GUN_STARTING_SHORT, words::TODO_STARTING);
}

#[test]
fn a_gun_in_need_is_shown_first_with_the_systems_words() {
    for lang in Lang::ALL {
        let mut given = with_devices(lang, Vec::new());
        let mut bad = gun("right", GunKind::Serial, GunState::Missing { why: why() });
        bad.tally.errors = 3;
        bad.tally.last_error = Some((NOW - 60_000, why()));
        show(&mut given, vec![busy_gun(), bad]);
        assert!(given.says(lang.t(common::GUN_MISSING)));
        assert!(given.says(&words::since(lang, "14:31:07")));
        assert!(given.window.query_all_by_label(&why()).next().is_some(), "the system's own words");
        assert!(!given.says("38 36 33 39"), "the other gun's scans are not shown");
        given.press("left");
        assert!(given.says("38 36 33 39"));
    }
}

#[test]
fn two_guns_on_one_device_name_each_other() {
    for lang in Lang::ALL {
        let mut given = with_devices(lang, Vec::new());
        show(&mut given, vec![gun("right", GunKind::Serial, GunState::Taken { by: "left".into() })]);
        assert!(given.says(&words::taken(lang, "left")));
    }
}

#[test]
fn last_scans_are_raw_and_as_read_with_the_rules_that_were_tried() {
    for lang in Lang::ALL {
        let mut given = with_devices(lang, Vec::new());
        show(&mut given, vec![busy_gun()]);
        let full_width = reason::words(Reason::FullWidth, None);
        let tried = format!(
            "1. {}  2. {}  3. {}",
            lang.t(words::RULE_CONTROL),
            lang.t(words::RULE_PLATFORM_QR),
            lang.t(words::RULE_BARE_IMEI)
        );
        let rate = format!("{} 2", lang.t(words::RATE));
        let all = [
            "pk＝x<1D>",
            "70 6B EF BC 9D 78 1D",
            "863950069494278",
            &tried,
            lang.t(full_width.title),
            lang.t(full_width.todo),
            "1,234",
            &rate,
            lang.t(words::ROLE_MODULE),
        ];
        for text in all {
            assert!(given.says(text), "{text}");
        }
    }
}

#[test]
fn a_scan_of_a_megabyte_is_cut_and_says_so() {
    let mut given = with_devices(Lang::English, Vec::new());
    let mut sender = busy_gun();
    sender.heard = Arc::new([HeardScan { raw: vec![b'x'; 1 << 20], ..refused() }].into());
    show(&mut given, vec![sender]);
    assert!(given.says(&words::cut(Lang::English, "1,048,576")));
}

#[test]
fn a_missing_suffix_is_seen_on_every_screen() {
    for lang in Lang::ALL {
        let mut given = with_devices(lang, Vec::new());
        let unfinished = Some(Unfinished { at: NOW, bytes: b"8639".to_vec() });
        show(&mut given, vec![GunView { unfinished, ..busy_gun() }]);
        assert!(given.says(lang.t(words::TODO_UNFINISHED)));
        for screen in Screen::ALL {
            given.window.state_mut().show_screen(screen);
            given.settle();
            let label = common::named_state(lang, "left", lang.t(common::GUN_UNFINISHED));
            assert!(given.says(&label), "{screen:?}");
        }
    }
}

#[test]
fn training_recording_and_a_check_up_are_seen_on_every_screen_and_size() {
    for (lang, size, zoom) in [
        (Lang::Chinese, [1024.0, 768.0], 1.0),
        (Lang::English, [1024.0, 768.0], 1.0),
        (Lang::Chinese, [640.0, 480.0], 1.0),
        (Lang::English, [512.0, 384.0], 2.0),
    ] {
        let mut given = window_of(lang, Screen::Scanners, Data::new(), size, zoom);
        let gone = gun("right", GunKind::Serial, GunState::Missing { why: why() });
        let recording =
            RecordingView { path: "/tmp/guns.jsonl".into(), since: NOW, scans: 1200, failed: None };
        given.board.put(View {
            training: true,
            recording: Some(recording),
            checkup: Some(Default::default()),
            guns: vec![busy_gun(), gone],
            ..view(1)
        });
        let gone = common::named_state(lang, "right", lang.t(common::GUN_MISSING));
        for screen in Screen::ALL {
            given.window.state_mut().show_screen(screen);
            given.settle();
            let recording = common::recording(lang, "1,200");
            for part in [lang.t(common::TRAINING), lang.t(common::CHECKING_UP), &recording, &gone] {
                assert!(given.says(part), "{screen:?} at {size:?}: {part}");
            }
        }
    }
}

#[test]
fn training_has_a_band_on_the_line_and_a_way_back() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Station, Data::new());
        given.board.put(View { training: true, ..view(1) });
        given.settle();
        assert!(given.window.query_all_by_label(lang.t(common::TRAINING_NOTE)).next().is_some());
        given.press(lang.t(common::END_TRAINING));
        let Command::Train(false, reply) = given.command() else { panic!("another command") };
        reply.send(Ok(())).unwrap();
    }
}

#[test]
fn devices_that_are_not_used_are_taken_into_use() {
    for lang in Lang::ALL {
        let devices = vec![
            device(DeviceKind::Serial, "/dev/ttyACM0", "0c2e:0b6a"),
            device(DeviceKind::Hid, "/dev/hidraw3", "0c2e:0b81:A1"),
            Device { permitted: false, ..device(DeviceKind::Serial, "/dev/ttyUSB2", "") },
        ];
        let mut given = with_devices(lang, devices);
        given.until_says("/dev/hidraw3");
        assert!(given.says(lang.t(words::NOT_LISTED)) && given.says("hidraw is off"));
        assert!(given.says(lang.t(words::NO_PERMISSION)) && given.says("70-pairing-station.rules"));

        given.press_far(&words::use_as_gun(lang, "ttyACM0"));
        assert_eq!(applied(&mut given).serial[0].port, "usb:0c2e:0b6a");
        given.until("the port is used", |given| !given.says(&words::use_as_gun(lang, "ttyACM0")));
        given.press_far(&words::use_as_gun(lang, "hidraw3"));
        assert_eq!(applied(&mut given).hid[0].device.to_string(), "0c2e:0b81:A1");
        given.until("the HID gun is used", |given| !given.says(&words::use_as_gun(lang, "hidraw3")));
        given.press_far(&words::use_as_module(lang, "ttyUSB2"));
        assert_eq!(applied(&mut given).module.unwrap().port, "/dev/ttyUSB2");
        given.until_says(lang.t(words::NONE_FOUND));
    }
}

#[test]
fn a_keyboard_is_taken_only_after_a_warning() {
    for lang in Lang::ALL {
        let mut given = with_devices(lang, vec![device(DeviceKind::Keyboard, "/dev/input/event7", "")]);
        given.press_far(&words::take_keyboard(lang, "event7"));
        given.until_says(lang.t(words::TAKE_BODY));
        given.window.key_press(egui::Key::Enter);
        given.settle();
        assert!(given.commands.is_empty(), "a scan does not answer");
        given.press_far(lang.t(common::CANCEL));
        assert!(!given.says(lang.t(words::TAKE_BODY)) && given.commands.is_empty());
        given.press_far(&words::take_keyboard(lang, "event7"));
        given.press_far(lang.t(words::TAKE));
        assert_eq!(applied(&mut given).keyboards[0].device, "/dev/input/event7");
    }
}

#[test]
fn what_was_taken_into_use_is_not_undone_by_the_settings_screen() {
    let mut given = with_devices(Lang::English, vec![device(DeviceKind::Serial, "/dev/ttyACM0", "")]);
    given.window.state_mut().show_screen(Screen::Settings);
    given.settle();
    given.window.state_mut().show_screen(Screen::Scanners);
    given.press_far(&words::use_as_gun(Lang::English, "ttyACM0"));
    assert_eq!(applied(&mut given).serial.len(), 1);
    given.window.state_mut().show_screen(Screen::Settings);
    given.settle();
    assert!(given.commands.is_empty());
    assert_eq!(Settings::load(given.data.path()).unwrap().serial.len(), 1);
    assert!(given.says("Gun 1"));
}

#[test]
fn a_narrow_window_shows_the_list_or_a_gun() {
    for lang in Lang::ALL {
        let mut given = window_of(lang, Screen::Scanners, Data::new(), [640.0, 480.0], 1.0);
        show(&mut given, vec![busy_gun()]);
        assert!(!given.says(lang.t(words::LAST_SCANS)));
        given.press_far("left");
        assert!(given.says(lang.t(words::LAST_SCANS)));
        given.press_far(lang.t(parts::BACK_TO_LIST));
        assert!(!given.says(lang.t(words::LAST_SCANS)));
    }
}

#[test]
fn a_gun_leads_to_its_check_up_and_to_the_settings() {
    for lang in Lang::ALL {
        let mut given = with_devices(lang, Vec::new());
        show(&mut given, vec![busy_gun()]);
        given.press(lang.t(words::GO_CHECKUP));
        assert!(!given.says(lang.t(words::LAST_SCANS)));
        let tab =
            given.window.get_by_role_and_label(egui::accesskit::Role::RadioButton, lang.t(checkup::PAGE));
        assert_eq!(
            egui_kittest::kittest::NodeT::accesskit_node(&tab).toggled(),
            Some(egui::accesskit::Toggled::True)
        );
        given.press(lang.t(words::PAGE));
        given.press(lang.t(words::GO_SETTINGS));
        assert_eq!(given.window.state().screen(), Screen::Settings);
    }
}
