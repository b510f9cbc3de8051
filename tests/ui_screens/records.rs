//! Records: paging, looking for pairs, voiding one.

use egui::{Event, Key};
use egui_kittest::kittest::Queryable as _;
use pairing_station::ledger::{ExportFile, NewExport};
use pairing_station::station::Command;
use pairing_station::text::{Lang, common, parts, platform, records as words};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, NOW, dk, event, sn, view, window};

const PAIRS: i64 = 50_000;

fn name_of(n: i64) -> String {
    format!("8639500{n:08} VDR{n:013}")
}

/// Types into the search field.
fn search(given: &mut Given, text: &str) {
    given.window.get_by_role(egui::accesskit::Role::TextInput).focus();
    given.window.step();
    given.window.get_by_role(egui::accesskit::Role::TextInput).type_text(text);
    given.settle();
}

#[test]
fn without_a_pair_it_says_what_to_do() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Records, Data::new());
        given.until_says(lang.t(words::NO_PAIRS));
        assert!(given.says(lang.t(words::NO_PAIRS_TODO)));
    }
}

#[test]
fn only_what_is_visible_of_many_rows_is_there() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Records, Data::with_pairs(PAIRS));
        given.until_says(&parts::rows(lang, "50,000"));
        given.until("the newest pair", |given| given.rows().first() == Some(&name_of(PAIRS)));
        assert!(given.rows().len() < 40, "{} rows are drawn", given.rows().len());
        assert_eq!(given.rows()[1], name_of(PAIRS - 1));

        let top = given.window.get_by_label(&name_of(PAIRS - 5)).rect().center();
        given.window.hover_at(top);
        given.window.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -34.0 * 25_000.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: egui::Modifiers::NONE,
        });
        given.until("rows from the middle", |given| {
            let rows = given.rows();
            rows.len() > 10 && rows.iter().all(|row| *row < name_of(PAIRS - 20_000))
        });
        assert!(given.rows().len() < 40);
    }
}

#[test]
fn what_one_reads_stays_while_pairs_come_in_above() {
    let mut given = window(Lang::Chinese, Screen::Records, Data::with_pairs(2_000));
    given.until("the newest pair", |given| given.rows().first() == Some(&name_of(2_000)));
    let place = given.window.get_by_label(&name_of(1_995)).rect().center();
    given.window.hover_at(place);
    given.window.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, -34.0 * 500.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    });
    given.until("rows further down", |given| given.rows().len() > 10 && given.rows()[0] < name_of(1_900));
    given.window.run_steps(60);
    let before = given.rows();
    given.data.pair(1);
    given.data.pair(2);
    given.board.put(view(2));
    given.until_says(&parts::rows(Lang::Chinese, "2,002"));
    given.window.run_steps(5);
    assert_eq!(given.rows(), before);
}

#[test]
fn a_new_pair_appears_on_top() {
    let mut given = window(Lang::English, Screen::Records, Data::with_pairs(10));
    given.until_says(&parts::rows(Lang::English, "10"));
    given.data.pair(7);
    given.board.put(view(1));
    let newest = format!("{} {}", dk(7), sn(7));
    given.until("the new pair", |given| given.rows().first() == Some(&newest));
    assert_eq!(given.rows().len(), 11);
}

#[test]
fn pairs_are_found_by_the_beginning_of_a_key() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Records, Data::with_pairs(PAIRS));
        given.until_says(&parts::rows(lang, "50,000"));
        search(&mut given, "863950 00 004200");
        given.until("ten pairs", |given| given.rows().len() == 10);
        assert_eq!(given.rows()[0], name_of(42_009));
        let chip = format!(
            "{}: {}",
            lang.t(common::REMOVE_FILTER),
            parts::chip(lang, lang.t(common::SEARCH), "86395000004200")
        );
        given.press(&chip);
        given.until_says(&parts::rows(lang, "50,000"));
        search(&mut given, "nothing like it");
        given.until_says(lang.t(words::NONE_FOUND));
        given.press(given.t(parts::CLEAR_FILTERS));
        given.until_says(&parts::rows(lang, "50,000"));
    }
}

#[test]
fn filters_narrow_the_list_and_can_be_removed() {
    for lang in Lang::ALL {
        let data = Data::with_pairs(10);
        let gone = data.pair(1);
        data.ledger.void(gone, "Test", event("void", NOW)).unwrap();
        let mut given = window(lang, Screen::Records, data);
        given.until("all pairs", |given| given.rows().len() == 11);
        given.choose(given.t(parts::STATE), given.t(words::VOIDED));
        given.until("the voided pair", |given| given.rows() == [format!("{} {}", dk(1), sn(1))]);
        assert!(given.says(&words::voided_why(lang, "Test", "1024")));
        given.choose(given.t(parts::STATE), given.t(words::ACTIVE));
        given.until("the active pairs", |given| given.rows().len() == 10);
        given.choose(given.t(parts::SHIFT), lang.t(common::NIGHT_SHIFT));
        given.until_says(lang.t(words::NONE_FOUND));
        given.choose(given.t(parts::SHIFT), lang.t(common::DAY_SHIFT));
        given.until("the day shift", |given| given.rows().len() == 10);
        given.press(given.t(parts::CLEAR_FILTERS));
        given.until("all pairs again", |given| given.rows().len() == 11);
    }
}

#[test]
fn a_day_is_chosen_from_the_month() {
    let mut given = window(Lang::Chinese, Screen::Records, Data::with_pairs(10));
    given.until("all pairs", |given| given.rows().len() == 10);
    given.press(given.t(parts::DAY));
    given.press("2025-11-21");
    given.until_says(Lang::Chinese.t(words::NONE_FOUND));
    given.press(given.t(parts::DAY));
    given.press(given.t(common::DAY_TODAY));
    given.until("today's pairs", |given| given.rows().len() == 10);
}

/// Opens the question before a void of pair 3.
fn ask_to_void(given: &mut Given) {
    given.until("all pairs", |given| given.rows().len() == 5);
    given.press(&name_of(3));
    given.press(given.t(words::VOID));
    given.until_says(given.t(words::VOID_TITLE));
}

#[test]
fn a_pair_is_voided_only_by_a_click_and_with_a_reason() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Records, Data::with_pairs(5));
        ask_to_void(&mut given);
        for key in [Key::Enter, Key::Space, Key::Tab, Key::Enter, Key::Space] {
            given.window.key_press(key);
            given.settle();
        }
        given.window.event(Event::Text("863950069494278".into()));
        given.window.key_press(Key::Enter);
        given.settle();
        assert!(given.says(lang.t(words::VOID_TITLE)), "the question still stands");
        assert!(given.commands.is_empty());

        given.press(given.t(words::VOID_ACT));
        assert!(given.says(lang.t(words::WHY_MISSING)));
        assert!(given.commands.is_empty());

        given.press(given.t(words::WHY_MODULE_REPLACED));
        given.press(given.t(words::VOID_ACT));
        let Command::Void { pair, why, reply } = given.command() else { panic!("another command") };
        assert_eq!((pair, why.as_str()), (3, lang.t(words::WHY_MODULE_REPLACED)));
        given.data.ledger.void(3, &why, event("void", NOW)).unwrap();
        reply.send(Ok(())).unwrap();
        given.until_says(&words::voided_why(lang, &why, "1024"));
        given.until("no button to void it again", |given| !given.says(lang.t(words::VOID)));
    }
}

#[test]
fn another_reason_wants_words_and_cancel_leaves_everything() {
    let mut given = window(Lang::Chinese, Screen::Records, Data::with_pairs(5));
    ask_to_void(&mut given);
    given.press(given.t(words::WHY_OTHER));
    given.press(given.t(words::VOID_ACT));
    assert!(given.says(given.t(words::WHY_MISSING)));
    given.fill(given.t(words::WHY_WHICH), "返修拆机");
    given.press(given.t(words::VOID_ACT));
    let Command::Void { why, reply, .. } = given.command() else { panic!("another command") };
    assert_eq!(why, "返修拆机");
    reply.send(Ok(())).unwrap();
    given.settle();

    given.press(given.t(words::VOID));
    given.press(given.t(common::CANCEL));
    assert!(!given.says(given.t(words::VOID_TITLE)));
    assert!(given.commands.is_empty());
}

#[test]
fn voiding_an_exported_pair_names_the_platform() {
    let data = Data::with_pairs(5);
    let file = ExportFile { path: "x.csv".into(), pk: "p11sf2".into(), rows: 5, sha256: "0".repeat(64) };
    let export = NewExport { event: event("export", NOW), pairs: vec![1, 2, 3, 4, 5], files: vec![file] };
    data.ledger.record_export(export, &mut |_, _| true).unwrap();
    let mut given = window(Lang::Chinese, Screen::Records, data);
    ask_to_void(&mut given);
    assert!(given.says(given.t(words::VOID_EXPORTED)));
    assert!(given.says(given.t(platform::WAITING_NOTE)));
}
