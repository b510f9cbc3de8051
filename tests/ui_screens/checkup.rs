//! The gun check-up: begun and ended at the line, judged at once, in words of the gun's own settings;
//! the sheet saved and never overwritten unasked.

use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use pairing_station::scan::checkup::challenge::{PARTS, WHOLE};
use pairing_station::scanner::{GunKind, GunState, Role as GunRole, ScannerEvent};
use pairing_station::station::checkup::{CheckupView, Heard, What};
use pairing_station::station::view::GunView;
use pairing_station::station::{Command, View};
use pairing_station::text::{Lang, checkup as words, scanners};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, NOW, view, window, window_of};

/// The line's answer to a check-up: the view with what was heard, as (gun, what, bytes).
fn heard(given: &Given, parts: &[(&str, What, &str)]) {
    let heard = parts.iter().enumerate().map(|(at, (source, what, bytes))| Heard {
        source: (*source).into(),
        // Each part of a check-up in its own second, its raw bytes and its code at once.
        at: NOW + 2000 * (at as i64 / 2),
        what: *what,
        bytes: bytes.as_bytes().to_vec(),
    });
    let checkup = CheckupView { heard: Arc::new(heard.collect()), overflowed: false };
    let gun = |name: &str, kind| GunView::new(name, kind, GunRole::Any, GunState::Ready, NOW);
    let guns = vec![gun("keyboard", GunKind::Wedge), gun("left", GunKind::Serial)];
    given.board.put(View { checkup: Some(checkup), guns, ..view(0) });
}

/// What a gun sends, and the code that the station makes of it.
fn scan<'a>(gun: &'a str, raw: &'a str) -> [(&'a str, What, &'a str); 2] {
    [(gun, What::Raw, raw), (gun, What::Code, raw.trim_end())]
}

fn answered(given: &mut Given) -> bool {
    let Command::CheckUp(on, reply) = given.command() else { panic!("another command") };
    reply.send(Ok(())).unwrap();
    given.settle();
    on
}

/// The page, with a check-up begun.
fn begun(lang: Lang) -> Given {
    let mut given = window(lang, Screen::Scanners, Data::new());
    given.settle();
    given.press(given.t(words::PAGE));
    given.press(given.t(words::BEGIN));
    assert!(answered(&mut given));
    heard(&given, &[]);
    given.until_says(given.t(words::WAITING));
    given
}

#[test]
fn the_line_is_paused_while_the_page_is_shown() {
    for lang in Lang::ALL {
        let mut given = begun(lang);
        assert!(given.says(given.t(words::PAUSED)));
        // Another page of the screen, another screen, the button: each ends it, once.
        given.press(given.t(scanners::PAGE));
        assert!(!answered(&mut given));
        given.board.put(view(1));
        given.press(given.t(words::PAGE));
        given.press(given.t(words::BEGIN));
        assert!(answered(&mut given));
        heard(&given, &[]);
        given.window.state_mut().show_screen(Screen::Station);
        assert!(!answered(&mut given));
        given.window.state_mut().show_screen(Screen::Scanners);
        given.press(given.t(words::END));
        assert!(!answered(&mut given));
        given.settle();
        assert!(given.commands.is_empty());
    }
}

#[test]
fn a_gun_that_is_fine_is_said_to_be() {
    for lang in Lang::ALL {
        for gun in ["keyboard", "left"] {
            let mut given = begun(lang);
            heard(&given, &scan(gun, &format!("{WHOLE}\r")));
            given.until_says(given.t(words::WELL));
            assert!(given.says("CR"));
            given.press(given.t(words::AGAIN));
            assert!(answered(&mut given));
            heard(&given, &[]);
            given.until_says(given.t(words::WAITING));
        }
    }
}

#[test]
fn each_fault_names_the_setting_that_mends_it() {
    let german = "Aa´0Bb/1Ccö2DdEeFfGgHhIiJjÖ3Kk`4Llß5MmNnOoPpQqRrSs-6Tt§7Uu?8Vv.9WwXxZzYy\r";
    for lang in Lang::ALL {
        let check = |gun: &str, raw: &str, expect: &[&str]| {
            let mut given = begun(lang);
            heard(&given, &scan(gun, raw));
            given.until_says(expect[0]);
            for words in expect {
                assert!(given.says(words), "{raw:?}: {words}");
            }
        };
        let name = lang.t(words::GERMAN);
        check(
            "keyboard",
            german,
            &[&words::computer_layout(lang, name), &words::computer_layout_mend(lang, name)],
        );
        check("keyboard", &format!("{}\r", WHOLE.to_uppercase()), &[lang.t(words::ALL_UPPER)]);
        check("keyboard", WHOLE, &[lang.t(words::NO_SUFFIX), lang.t(words::NO_SUFFIX_KEYS)]);
        check("left", &format!("{WHOLE}\r\r"), &[lang.t(words::SUFFIX_TWICE), "CR + CR"]);
        check("left", &format!("]Q1{WHOLE}\r"), &[&words::aim(lang, "]Q1"), lang.t(words::AIM_MEND)]);
        check(
            "left",
            &WHOLE.replace("Kk", "").replace(';', ";;"),
            &[
                &format!("{} · {}", words::lost(lang, 2), words::repeated(lang, 1)),
                lang.t(words::DAMAGED_SERIAL),
            ],
        );
        // Characters that the fonts lack do not stop the page.
        check("keyboard", "\u{1f980}\u{12345}ěšč\r", &[lang.t(words::WRONG_CODE)]);
        check("left", "\u{1}\u{2}\u{7}\u{e}", &[lang.t(words::NOISE), lang.t(words::NOISE_SERIAL)]);
    }
}

#[test]
fn a_gun_that_reads_bars_scans_three_codes() {
    for lang in Lang::ALL {
        let mut given = begun(lang);
        given.press(given.t(words::BARS));
        for part in PARTS {
            assert_eq!(given.window.query_all_by_role_and_label(Role::Image, part).count(), 1, "{part}");
        }
        let codes = PARTS.map(|part| format!("{part}\r"));
        let mut sent = Vec::new();
        for (n, code) in codes.iter().enumerate() {
            sent.extend(scan("left", code));
            heard(&given, &sent);
            let says = [
                words::part_well(lang, 1, "2, 3"),
                words::part_well(lang, 2, "3"),
                given.t(words::WELL).into(),
            ];
            given.until_says(&says[n]);
        }
    }
}

#[test]
fn what_is_not_over_is_waited_for() {
    let mut given = begun(Lang::English);
    heard(&given, &[("left", What::Raw, &WHOLE[..30])]);
    given.until_says(given.t(words::LISTENING));
    heard(&given, &[("left", What::Raw, WHOLE), ("left", What::Unfinished, WHOLE)]);
    given.until_says(given.t(words::NO_SUFFIX_SERIAL));
}

/// Types a code and Enter, all in one frame, as a gun does in a slow window.
fn typed(given: &mut Given, code: &str, time: f64) {
    let key = |pressed| egui::Event::Key {
        key: egui::Key::Enter,
        physical_key: Some(egui::Key::Enter),
        pressed,
        repeat: false,
        modifiers: egui::Modifiers::NONE,
    };
    let text = code.chars().map(|c| egui::Event::Text(c.to_string()));
    let events = text.chain([key(true), key(false)]).collect();
    let mut raw = egui::RawInput { time: Some(time), events, ..egui::RawInput::default() };
    let ctx = given.window.ctx.clone();
    given.window.state_mut().raw_input(&ctx, &mut raw);
    let mut later = egui::RawInput { time: Some(time + 1.0), ..egui::RawInput::default() };
    given.window.state_mut().raw_input(&ctx, &mut later);
}

/// The window's own keyboard gun: what it writes is told with its Enter while a check-up goes on, and
/// only then.
#[test]
fn the_wedge_is_heard() {
    let mut given = begun(Lang::English);
    typed(&mut given, "PSCMDACK", 1.0);
    let events: Vec<ScannerEvent> = given.scans.try_iter().collect();
    let [ScannerEvent::Heard { bytes, source, .. }, ScannerEvent::Scan(scan)] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(
        (bytes.as_slice(), scan.bytes.as_slice(), &**source),
        (b"PSCMDACK\r".as_slice(), b"PSCMDACK".as_slice(), "keyboard")
    );
    given.board.put(view(3));
    given.settle();
    typed(&mut given, "PSCMDACK", 9.0);
    let events: Vec<ScannerEvent> = given.scans.try_iter().collect();
    assert!(matches!(events.as_slice(), [ScannerEvent::Scan(_)]), "{events:?}");
}

#[test]
fn the_sheet_is_saved_and_never_overwritten_unasked() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Scanners, Data::new());
        given.settle();
        given.press(given.t(words::PAGE));
        let path = given.data.path().join("sheets").join("sheet.pdf");
        given.fill(given.t(words::SHEET_FILE), path.to_str().unwrap());
        given.press_far(given.t(words::SHEET_SAVE));
        given.until_says(&words::sheet_saved(lang, path.to_str().unwrap()));
        assert!(std::fs::read(&path).unwrap().starts_with(b"%PDF-"));
        std::fs::write(&path, "precious").unwrap();
        given.press_far(given.t(words::SHEET_SAVE));
        given.until_says(given.t(words::SHEET_EXISTS));
        assert_eq!(std::fs::read(&path).unwrap(), b"precious");
        given.press_far(given.t(words::SHEET_REPLACE));
        let over = |given: &Given| {
            [words::SHEET_EXISTS, words::SHEET_SAVING].iter().all(|t| !given.says(given.t(*t)))
        };
        given.until("the new sheet", over);
        assert!(std::fs::read(&path).unwrap().starts_with(b"%PDF-"));
        let left = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(left, 1, "nothing is left behind");
        given.fill(given.t(words::SHEET_FILE), path.join("no.pdf").to_str().unwrap());
        given.press_far(given.t(words::SHEET_SAVE));
        given.until_says(given.t(words::SHEET_FAILED));
    }
}

#[test]
fn the_page_fits_every_window() {
    for lang in Lang::ALL {
        for (size, zoom) in [([1024.0, 768.0], 1.0), ([512.0, 384.0], 2.0), ([1920.0, 1080.0], 1.0)] {
            let mut given = window_of(lang, Screen::Scanners, Data::new(), size, zoom);
            given.settle();
            given.press_far(given.t(words::PAGE));
            given.press_far(given.t(words::BEGIN));
            assert!(answered(&mut given));
            heard(&given, &scan("keyboard", &format!("]Q1{}", WHOLE.to_lowercase())));
            given.until_says(given.t(words::ALL_LOWER));
            given.press_far(given.t(words::BARS));
            given.settle();
        }
    }
}
