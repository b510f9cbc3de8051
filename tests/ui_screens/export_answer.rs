//! The platform's answer to an export: looked at, recorded, and what is rejected found, told and exported again.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, RawInput};
use egui_kittest::kittest::Queryable as _;
use pairing_station::ledger::{EventFilter, PairFilter, PlatformState};
use pairing_station::scanner::ScannerEvent;
use pairing_station::text::{Lang, Text, answer as words, common, export, lists, parts, platform};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, window_of};

fn key(n: u32) -> (String, String) {
    (format!("8639500{n:08}"), format!("VDR{n:013}"))
}

/// Ten pairs, of which those of today are in export 1; its page.
fn exported(lang: Lang) -> Given {
    let data = Data::with_pairs(10);
    data.order("WO1", pairing_station::ledger::OrderState::Open);
    // High enough for all of it to be there at once.
    let mut given = window_of(lang, Screen::Export, data, [1280.0, 1400.0], 1.0);
    given.press_far(&export::export_count(lang, "10"));
    given.until_says(&export::done(lang, "10", 1));
    given.press_far(lang.t(export::HISTORY));
    let row = format!("#1 2025-11-22 10 {}", lang.t(export::WAITING));
    given.press_far(&row);
    given.until_says(lang.t(words::TITLE));
    given
}

/// Pastes a text into the box.
fn paste(given: &mut Given, text: &str) {
    let name = given.t(words::BOX);
    given.window.get_by_role_and_label(Role::MultilineTextInput, name).focus();
    given.window.step();
    given.window.event(Event::Paste(text.to_owned()));
    given.settle();
}

fn standing(given: &Given, state: PlatformState) -> u64 {
    let filter = PairFilter { platform: Some(state), ..PairFilter::default() };
    given.data.ledger.reader().unwrap().count_pairs(&filter).unwrap()
}

fn answers(given: &Given) -> usize {
    let reader = given.data.ledger.reader().unwrap();
    let events = reader.page_events(&EventFilter::default(), 0, 100).unwrap();
    events.iter().filter(|event| event.event.kind == "answer").count()
}

fn row(lang: Lang, n: u32, error: &str) -> String {
    let (dk, sn) = key(n);
    format!("{dk} {sn} {}", pairing_station::ui::platform::says(lang, error))
}

#[test]
fn an_answer_is_looked_at_recorded_and_what_is_rejected_is_exported_again() {
    for lang in Lang::ALL {
        let mut given = exported(lang);
        let ((dk, _), (_, sn)) = (key(3), key(7));
        paste(&mut given, &format!("DeviceKey\t失败原因\n{dk}\t70062\n"));
        // A list may come page by page.
        paste(&mut given, &format!("{sn}\tSN无效(5090)\n\n"));
        given.press_far(lang.t(words::CLEAR));
        paste(&mut given, &format!("{dk}\t70062\n{sn}\tSN无效(5090)\n"));
        given.press_far(lang.t(words::LOOK));
        given.until_says(lang.t(words::GOOD));
        assert_eq!(answers(&given), 0, "looking changes nothing");
        assert_eq!(given.rows(), [row(lang, 3, "70062"), row(lang, 7, "SN无效(5090)")]);
        assert!(
            given.says(lang.t(platform::DK_EXISTS_TODO)) && given.says(lang.t(platform::SN_INVALID_TODO))
        );

        // Whether all others were accepted, nobody but the user knows.
        assert!(given.says(lang.t(words::REST_CHOOSE)));
        given.press_far(&words::take_rejected(lang, "2"));
        assert_eq!(answers(&given), 0);
        given.press_far(lang.t(words::REST_ACCEPTED));
        given.press_far(&words::take(lang, "2", "8"));
        given.until_says(&words::taken(lang, "2", "8"));
        let states = [PlatformState::Accepted, PlatformState::Rejected, PlatformState::Waiting];
        assert_eq!(states.map(|state| standing(&given, state)), [8, 2, 0]);

        // They stand there with what to do, and in the records.
        given.until_says(lang.t(words::STILL_REJECTED));
        given.until("both rejected rows", |given| given.rows().len() == 2);
        given.press_far(lang.t(words::SHOW));
        given.until_says(&parts::rows(lang, "2"));
        let chip = parts::chip(lang, lang.t(platform::PLATFORM), lang.t(platform::REJECTED));
        assert!(given.says(&chip));
        let shown = pairing_station::ui::platform::says(lang, "70062");
        assert!(given.says(&platform::rejected_why(lang, &shown)));
        given.press_far(&format!("{} {}", key(3).0, key(3).1));
        assert!(given.says(lang.t(platform::DK_EXISTS_TODO)));

        given.window.state_mut().show_screen(Screen::Export);
        given.settle();
        given.press_far(lang.t(words::AGAIN));
        given.press_far(&export::export_count(lang, "2"));
        given.until_says(&export::done(lang, "2", 1));
        assert_eq!(states.map(|state| standing(&given, state)), [8, 0, 2]);
        given.press_far(lang.t(export::HISTORY));
        given.until("nothing rejected any more", |given| !given.says(lang.t(words::STILL_REJECTED)));
        given.press_far(lang.t(parts::BACK_TO_LIST));
        let again = format!("#2 {} 2 {}", lang.t(export::WHAT_REJECTED), lang.t(export::WAITING));
        given.until("both exports", |given| given.rows().first() == Some(&again));
    }
}

#[test]
fn rows_that_fit_nothing_are_named_and_keep_the_others_from_counting_as_accepted() {
    for lang in Lang::ALL {
        let mut given = exported(lang);
        let (dk, sn) = key(3);
        let text =
            format!("DeviceKey,SN,原因\n{dk},,5361\n863950069999999,,5361\n,{sn},5361\n,,x\n{dk},VDR0,x\n");
        let file = given.data.file("failed.csv", &text);
        given.press_far(lang.t(words::FROM_FILE));
        given.fill(lang.t(words::FILE), &file.display().to_string());
        given.press_far(lang.t(words::LOOK));
        given.until_says(&words::some_unmatched(lang, "4"));
        let fault = |(line, column), value: &str, why: &str, expected: &str| {
            format!("{} {value} {why} {expected}", lists::line_column(lang, line, column))
        };
        let expected = [
            fault((3, 1), "863950069999999", lang.t(words::WHY_UNKNOWN), &words::want_exported(lang, 1)),
            fault((4, 2), &sn, &words::why_twice(lang, 2), lang.t(words::WANT_ONCE)),
            fault((5, 1), "", lang.t(words::WHY_EMPTY), lang.t(words::WANT_KEY)),
            fault((6, 1), &dk, lang.t(words::WHY_DISAGREE), lang.t(words::WANT_ONE_PAIR)),
        ];
        let rows = given.rows();
        assert_eq!((&rows[..4], &rows[4..]), (&expected[..], &[row(lang, 3, "5361")][..]));

        given.press_far(lang.t(words::REST_ACCEPTED));
        assert!(given.says(lang.t(words::REST_BLOCKED)));
        given.press_far(&words::take(lang, "1", "9"));
        assert_eq!(answers(&given), 0);
        std::fs::write(&file, text.replace("5361", "5178")).unwrap();
        given.press_far(lang.t(words::REST_UNKNOWN));
        given.press_far(&words::take_rejected(lang, "1"));
        given.until_says(lang.t(lists::ERR_CHANGED));
        given.press_far(lang.t(words::LOOK));
        given.until_says(&words::some_unmatched(lang, "4"));
        given.press_far(lang.t(words::REST_UNKNOWN));
        given.press_far(&words::take_rejected(lang, "1"));
        given.until_says(&words::taken(lang, "1", "0"));
        assert_eq!((standing(&given, PlatformState::Waiting), answers(&given)), (9, 1));
    }
}

#[test]
fn that_all_were_accepted_is_one_press_and_a_look() {
    for lang in Lang::ALL {
        let mut given = exported(lang);
        given.press_far(lang.t(words::ALL_ACCEPTED));
        given.until_says(lang.t(words::ALL_GOOD));
        assert_eq!(answers(&given), 0);
        given.press_far(&words::take(lang, "0", "10"));
        given.until_says(&words::taken(lang, "0", "10"));
        assert_eq!(standing(&given, PlatformState::Accepted), 10);
    }
}

#[test]
fn a_list_without_a_pair_of_the_export_is_refused_in_words() {
    for lang in Lang::ALL {
        let mut given = exported(lang);
        let mut check = |text: &str, says: Text| {
            paste(&mut given, text);
            given.press_far(lang.t(words::LOOK));
            given.until_says(lang.t(says));
            given.press_far(lang.t(words::CLEAR));
            assert!(!given.says(lang.t(says)), "what was looked at counts no more");
        };
        check("DeviceKey\n863950069999999\n", words::NONE_MATCHED);
        check("DeviceKey\n111111111111111\n222222222222222\n", words::NONE_MATCHED);
        assert_eq!(answers(&given), 0);
    }
}

/// A gun that types while the box has the focus: its code goes to the line. A paste goes to the box, and the
/// box gives the focus back.
#[test]
fn scans_stay_out_of_the_box_and_a_paste_is_no_scan() {
    let lang = Lang::Chinese;
    let mut given = exported(lang);
    let (dk, _) = key(3);
    let ctx = given.window.ctx.clone();
    let field = |given: &Given| {
        given.window.get_by_role_and_label(Role::MultilineTextInput, lang.t(words::BOX)).value()
    };
    given.window.get_by_role_and_label(Role::MultilineTextInput, lang.t(words::BOX)).focus();
    given.window.step();
    assert!(ctx.text_edit_focused());

    let mut raw = RawInput { time: Some(10.0), ..RawInput::default() };
    raw.events.extend("863950068662495".chars().map(|c| Event::Text(c.to_string())));
    let (key, modifiers) = (Key::Enter, Modifiers::NONE);
    raw.events.push(Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers });
    given.window.state_mut().raw_input(&ctx, &mut raw);
    let mut later = RawInput { time: Some(11.0), ..RawInput::default() };
    given.window.state_mut().raw_input(&ctx, &mut later);
    let Ok(ScannerEvent::Scan(scan)) = given.scans.try_recv() else { panic!("no scan") };
    assert_eq!(scan.bytes, b"863950068662495");
    let left = |raw: &RawInput| raw.events.iter().any(|event| matches!(event, Event::Text(_)));
    assert!(!left(&raw) && !left(&later), "no field sees it");

    let mut raw = RawInput { time: Some(20.0), ..RawInput::default() };
    raw.events.push(Event::Paste(format!("{dk}\t70062")));
    given.window.state_mut().raw_input(&ctx, &mut raw);
    let mut later = RawInput { time: Some(21.0), ..RawInput::default() };
    given.window.state_mut().raw_input(&ctx, &mut later);
    assert!(given.scans.is_empty(), "a paste is no scan");
    raw.events.into_iter().chain(later.events).for_each(|event| given.window.event(event));
    given.settle();
    assert_eq!(field(&given).as_deref(), Some(format!("{dk}\t70062").as_str()));
    assert!(!ctx.text_edit_focused(), "the box gave the focus back");
}

#[test]
fn a_long_list_is_counted_and_not_laid_out() {
    let lang = Lang::English;
    let mut given = exported(lang);
    let lines: String = (0..50_000).map(|n| format!("86395006{n:07}\t5361\n")).collect();
    paste(&mut given, &lines);
    given.until_says(&words::pasted(lang, "50,000"));
    assert_eq!(given.window.query_all_by_role(Role::MultilineTextInput).count(), 0);
    given.press_far(lang.t(words::LOOK));
    given.until_says(lang.t(words::NONE_MATCHED));
    assert!(given.rows().len() < 60, "{} rows are drawn", given.rows().len());
    given.press_far(lang.t(words::CLEAR));
    assert_eq!(given.window.query_all_by_role(Role::MultilineTextInput).count(), 1);
    assert!(!given.says(lang.t(common::LOADING)));
}
