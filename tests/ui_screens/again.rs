//! Pairing again, as it begins in Records.

use egui_kittest::kittest::Queryable as _;
use pairing_station::ledger::{ExportFile, NewExport};
use pairing_station::pairing::{Mode, Side};
use pairing_station::station::{Command, View};
use pairing_station::text::{Lang, common, records as words};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, NOW, dk, event, sn, view, window};

/// Records with one pair, its question open.
fn asked(lang: Lang, data: Data) -> Given {
    let mut given = window(lang, Screen::Records, data);
    let name = format!("{} {}", dk(1), sn(1));
    given.until("the pair", |given| given.rows() == [name.clone()]);
    given.press(&name);
    given.press(given.t(words::AGAIN));
    given.until_says(given.t(words::AGAIN_TITLE));
    given
}

fn one_pair() -> Data {
    let data = Data::new();
    data.pair(1);
    data
}

#[test]
fn the_half_and_the_reason_are_asked_and_then_the_line_takes_over() {
    for lang in Lang::ALL {
        let mut given = asked(lang, one_pair());
        given.board.put(view(1));
        given.settle();
        assert!(!given.says(lang.t(common::ERR_NO_ORDER_OF)), "the open order is of this product");
        assert!(!given.says(lang.t(words::AGAIN_EXPORTED)));
        given.press(given.t(words::AGAIN_ACT));
        assert!(given.says(lang.t(words::AGAIN_WHICH_MISSING)) && given.commands.is_empty());
        given.press(given.t(words::AGAIN_MODULE));
        given.press(given.t(words::AGAIN_ACT));
        assert!(given.says(lang.t(words::WHY_MISSING)) && given.commands.is_empty());
        given.press(given.t(words::WHY_MODULE_FAULTY));
        // Another half has other reasons.
        given.press(given.t(words::AGAIN_STICKER));
        assert!(!given.says(lang.t(words::WHY_MODULE_FAULTY)));
        given.press(given.t(words::WHY_STICKER_DAMAGED));
        given.press(given.t(words::AGAIN_ACT));
        let Command::Replace { pair, side, why, reply } = given.command() else { panic!("another command") };
        assert_eq!((pair, side, why.as_str()), (1, Side::Device, "sticker_damaged"));
        assert_eq!(given.window.state().screen(), Screen::Records, "not before the line has begun");
        reply.send(Ok(())).unwrap();
        given.until("the line's screen", |given| given.window.state().screen() == Screen::Station);
    }
}

#[test]
fn what_stands_in_the_way_is_said_and_nothing_is_sent() {
    let in_the_way = [
        (View { order: None, ..view(1) }, common::ERR_NO_ORDER_OF),
        (View { mode: Mode::Verify, ..view(1) }, common::ERR_VERIFYING),
        (View { training: true, ..view(1) }, common::ERR_IN_TRAINING),
    ];
    for lang in Lang::ALL {
        let mut given = asked(lang, one_pair());
        for (view, why) in &in_the_way {
            given.board.put(view.clone());
            given.settle();
            given.press(given.t(words::AGAIN_STICKER));
            given.press(given.t(words::WHY_WRONG_STICKER));
            given.press(given.t(words::AGAIN_ACT));
            assert!(given.says(lang.t(*why)) && given.commands.is_empty(), "{}", lang.t(*why));
        }
        given.press(given.t(common::CANCEL));
        assert!(!given.says(lang.t(words::AGAIN_TITLE)) && given.commands.is_empty());
    }
}

#[test]
fn where_the_line_refuses_the_screen_stays_and_says_why() {
    let mut given = asked(Lang::English, one_pair());
    given.board.put(view(1));
    given.press(given.t(words::AGAIN_MODULE));
    given.press(given.t(words::WHY_OTHER));
    given.fill(given.t(words::WHY_WHICH), "bent pins");
    given.press(given.t(words::AGAIN_ACT));
    let Command::Replace { side, why, reply, .. } = given.command() else { panic!("another command") };
    assert_eq!((side, why.as_str()), (Side::Module, "bent pins"));
    reply.send(Err(pairing_station::station::StationError::AlarmLatched)).unwrap();
    given.until_says(Lang::English.t(common::ERR_ALARM_LATCHED));
    assert_eq!(given.window.state().screen(), Screen::Records);
}

#[test]
fn an_exported_pair_names_the_corrections_and_a_void_one_has_no_button() {
    for lang in Lang::ALL {
        let data = one_pair();
        let file = ExportFile { path: "x.csv".into(), pk: "p11sf2".into(), rows: 1, sha256: "0".repeat(64) };
        let export = NewExport { event: event("export", NOW), pairs: vec![1], files: vec![file] };
        data.ledger.record_export(export, &mut |_, _| true).unwrap();
        let mut given = asked(lang, data);
        assert!(given.says(lang.t(words::AGAIN_EXPORTED)));
        given.press(given.t(common::CANCEL));
        given.data.ledger.void(1, "Test", event("void", NOW)).unwrap();
        given.board.put(view(2));
        given.until_says(&words::voided_why(lang, words::void_reason(lang, "Test"), "1024"));
        given.until("no button", |given| given.window.query_by_label(lang.t(words::AGAIN)).is_none());
    }
}
