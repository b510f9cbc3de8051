//! A crash over everything, and what is told after a run that was broken off.

use crate::given::{DK, NOW, SN, hard, idle, keys, window, window_of};
use crate::{check, says, says_not};
use egui::Key;
use egui_kittest::kittest::Queryable as _;
use pairing_station::pairing::Side;
use pairing_station::scan::Reason;
use pairing_station::station::crash::Crash;
use pairing_station::station::last_run::BrokenOff;
use pairing_station::station::{Command, View};
use pairing_station::text::{Lang, common, station};
use pairing_station::ui::Screen;

fn crash(file: bool) -> Crash {
    Crash {
        at: NOW,
        thread: "ledger-writer".into(),
        what: "index out of bounds: the len is 3".into(),
        place: "src/ledger/writer.rs:12:3".into(),
        file: file.then(|| "/data/crashes/crash-20251122-143207-01.txt".into()),
    }
}

#[test]
fn a_crash_covers_every_screen_and_the_alarm_and_says_what_to_do() {
    for lang in Lang::ALL {
        for file in [true, false] {
            let mut given = window(lang, hard(Reason::DuplicateSn));
            given.board.tell_crash(crash(file));
            for screen in Screen::ALL {
                given.window.state_mut().show_screen(screen);
                given.window.run_steps(2);
                for text in [station::CRASHED, station::CRASHED_NOTE, station::CRASHED_TODO] {
                    says(&given, lang.t(text));
                }
                says(&given, "src/ledger/writer.rs:12:3");
                says(
                    &given,
                    if file { "crash-20251122-143207-01.txt" } else { lang.t(station::CRASH_NO_FILE) },
                );
                says_not(&given, lang.t(station::ACK_QR));
                says_not(&given, lang.t(common::SCREEN_SETTINGS));
            }
        }
    }
}

#[test]
fn no_key_and_no_scan_takes_a_crash_away() {
    let mut given = window(Lang::Chinese, idle());
    given.board.tell_crash(crash(true));
    given.window.run_steps(2);
    for key in [Key::F12, Key::Enter, Key::Space, Key::Escape, Key::Tab, Key::Enter] {
        given.window.key_press(key);
        given.window.run_steps(2);
        says(&given, Lang::Chinese.t(station::CRASHED));
    }
    given.board.put(View { revision: 9, ..idle() });
    given.window.run_steps(2);
    says(&given, Lang::Chinese.t(station::CRASHED));
    assert!(given.commands.try_recv().is_err(), "it asked the line for something");
}

fn broken_off(half: Option<Side>, crash: bool) -> View {
    let run = BrokenOff {
        last: NOW - 61_000,
        pair: Some((NOW - 70_000, keys(DK, SN))),
        half,
        crash: crash.then(|| "/data/crashes/crash-20251122-143106-01.txt".into()),
    };
    View { broken_off: Some(run), ..idle() }
}

#[test]
fn after_a_run_that_was_broken_off_the_line_says_what_was_recorded() {
    let code = vec!["863950 06 866249 5", SN, "14:31:06", "14:30:57"];
    let with_file = [code.clone(), vec!["crash-20251122-143106-01.txt"]].concat();
    let none =
        View { broken_off: Some(BrokenOff { last: NOW, pair: None, half: None, crash: None }), ..idle() };
    check(vec![
        (broken_off(None, false), vec![station::BROKEN_OFF, station::BROKEN_OFF_TODO], code.clone()),
        (
            broken_off(Some(Side::Module), true),
            vec![station::BROKEN_OFF, station::BROKEN_OFF_MODULE],
            with_file,
        ),
        (broken_off(Some(Side::Device), false), vec![station::BROKEN_OFF, station::BROKEN_OFF_DEVICE], code),
        (none, vec![station::BROKEN_OFF, station::BROKEN_OFF_NO_PAIR, station::SCAN_EITHER], vec![]),
    ]);
}

#[test]
fn it_is_read_with_a_key_or_a_button() {
    let mut given = window(Lang::English, broken_off(None, true));
    given.window.run_steps(2);
    given.window.key_press(Key::F12);
    given.window.run_steps(2);
    assert!(matches!(given.commands.try_recv(), Ok(Command::SeenBrokenOff(_))));
    given.window.get_by_label(Lang::English.t(common::CLOSE)).click();
    given.window.run_steps(2);
    assert!(matches!(given.commands.try_recv(), Ok(Command::SeenBrokenOff(_))));
    // On the smallest screens, too.
    let mut small = window_of(Lang::Chinese, broken_off(Some(Side::Module), true), [640.0, 480.0], 1.0);
    small.window.run_steps(2);
    says(&small, Lang::Chinese.t(station::BROKEN_OFF_MODULE));
}
