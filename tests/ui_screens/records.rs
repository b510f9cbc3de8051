//! Records: paging, looking for pairs, voiding one.

use egui::{Event, Key};
use egui_kittest::kittest::Queryable as _;
use pairing_station::ledger::{ExportFile, NewEvent, NewExport, NewPair};
use pairing_station::scan::Reason;
use pairing_station::station::Command;
use pairing_station::text::{
    Lang, common, pair_life as life, parts, platform, reason, records as words, scan_log,
};
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
fn pairs_are_found_by_any_part_of_key_order_and_operator() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Records, Data::with_pairs(PAIRS));
        given.until_says(&parts::rows(lang, "50,000"));
        search(&mut given, "004200 vdr");
        given.until("the pairs with it in their keys", |given| given.rows().len() == 11);
        assert_eq!(given.rows()[0], name_of(42_009));
        assert_eq!(given.rows()[10], name_of(4_200));
        let chip = format!(
            "{}: {}",
            lang.t(common::REMOVE_FILTER),
            parts::chip(lang, lang.t(common::SEARCH), "004200 vdr")
        );
        given.press(&chip);
        given.until_says(&parts::rows(lang, "50,000"));
        search(&mut given, "wO1  1024 42009");
        given.until("the pair of that order and operator", |given| given.rows() == [name_of(42_009)]);
        given.press(given.t(parts::CLEAR_FILTERS));
        search(&mut given, "nothing like it");
        given.until_says(lang.t(words::NONE_FOUND));
        given.press(given.t(parts::CLEAR_FILTERS));
        given.until_says(&parts::rows(lang, "50,000"));
    }
}

#[test]
fn a_search_file_that_cannot_be_written_is_said() {
    for lang in Lang::ALL {
        let data = Data::with_pairs(PAIRS);
        std::fs::create_dir(data.path().join("ledger.sqlite.search")).unwrap();
        let mut given = window(lang, Screen::Records, data);
        given.until_says(&parts::rows(lang, "50,000"));
        search(&mut given, "0042009");
        given.until("the pair", |given| given.rows() == [name_of(42_009)]);
        let said = words::slow(lang, "");
        given.until_says(said.trim_end());
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
        assert!(given.says(&words::voided_why(lang, words::void_reason(lang, "Test"), "1024")));
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
fn days_are_chosen_from_the_month() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Records, Data::with_pairs(10));
        given.until("all pairs", |given| given.rows().len() == 10);
        given.press(given.t(parts::DAY));
        given.press("2025-11-20");
        given.until_says(lang.t(words::NONE_FOUND));
        given.press(given.t(words::UNTIL));
        given.press("2025-11-21");
        given.until_says(&parts::chip(
            lang,
            lang.t(parts::DAY),
            &words::days(lang, "2025-11-20", "2025-11-21"),
        ));
        given.until_says(lang.t(words::NONE_FOUND));
        given.press(given.t(words::UNTIL));
        given.press(given.t(common::DAY_TODAY));
        given.until("the pairs up to today", |given| given.rows().len() == 10);
        given.press(given.t(parts::DAY));
        given.press(given.t(parts::ALL_DAYS));
        given.until("no last day without a first", |given| !given.says(given.t(words::SAME_DAY)));
        given.until("all pairs", |given| given.rows().len() == 10);
    }
}

#[test]
fn an_operators_pairs_are_chosen() {
    for lang in Lang::ALL {
        let data = Data::with_pairs(10);
        let id = data.ledger.reserve_pair_id();
        let pair = NewPair { id, dk: dk(1), pk: "p11sf2".into(), sn: sn(1), name: String::new() };
        let mut by_another = event("scan", NOW);
        by_another.context.operator = "2048".into();
        data.ledger.pair(pair, by_another).unwrap();
        let mut given = window(lang, Screen::Records, data);
        given.until("all pairs", |given| given.rows().len() == 11);
        given.choose(given.t(parts::OPERATOR), "2048");
        given.until("the pair of the other", |given| given.rows() == [format!("{} {}", dk(1), sn(1))]);
        given.choose(given.t(parts::OPERATOR), lang.t(common::ALL));
        given.until("all pairs again", |given| given.rows().len() == 11);
    }
}

#[test]
fn a_pairs_life_stands_below_it() {
    for lang in Lang::ALL {
        let data = Data::with_pairs(3);
        let named = |verdict: &str, reason: &str| NewEvent {
            dk: dk(7),
            verdict: verdict.into(),
            reason: reason.into(),
            ..event("scan", NOW)
        };
        data.ledger.append(vec![named("module", "")]).unwrap();
        let id = data.pair(7);
        data.ledger.append(vec![named("rejected", "duplicate_dk")]).unwrap();
        let file =
            ExportFile { path: "x/out.csv".into(), pk: "p11sf2".into(), rows: 1, sha256: "0".repeat(64) };
        let export = NewExport { event: event("export", NOW), pairs: vec![id], files: vec![file] };
        data.ledger.record_export(export, &mut |_, _| true).unwrap();
        let mut given = window(lang, Screen::Records, data);
        given.until("all pairs", |given| given.rows().len() == 4);
        given.press(&format!("{} {}", dk(7), sn(7)));
        let why = reason::words(Reason::DuplicateDk, None).short;
        let refused = parts::chip(lang, lang.t(scan_log::REJECTED), lang.t(why));
        for told in
            [lang.t(life::MADE), lang.t(life::EXPORTED), "out.csv", &refused, lang.t(scan_log::MODULE)]
        {
            given.until_says(told);
        }
        given.until("the walk's end", |given| !given.says(given.t(life::WALKING)));
        assert!(given.says(&format!("{} · {}", words_order(lang), life::gun(lang, "gun-1"))));
        assert!(!given.says(lang.t(life::STOPPED)));

        given.data.ledger.void(id, "broken", event("void", NOW)).unwrap();
        given.board.put(view(9));
        given.until_says("broken");
        given.until("the void's place in it", |given| {
            given.window.query_all_by_label(given.t(life::VOIDED)).next().is_some()
        });
        given.press_far(given.t(parts::HIDE));
        given.until("nothing beside the table", |given| !given.says(given.t(life::TITLE)));
    }
}

fn words_order(lang: Lang) -> String {
    life::order(lang, "WO1")
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
        assert_eq!((pair, why.as_str()), (3, "module_replaced"));
        given.data.ledger.void(3, &why, event("void", NOW)).unwrap();
        reply.send(Ok(())).unwrap();
        given.until_says(&words::voided_why(lang, lang.t(words::WHY_MODULE_REPLACED), "1024"));
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
