//! What keys do and do not do; what goes to the line, and when.

use crate::given::{NOW, half, hard, idle, judged, window};
use crate::{says, says_not};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use pairing_station::pairing::{Kind, Mode};
use pairing_station::scan::Reason;
use pairing_station::scanner::ScannerEvent;
use pairing_station::station::{Command, View};
use pairing_station::text::{Lang, common, station};
use pairing_station::ui::Screen;

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
