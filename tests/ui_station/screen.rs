//! The line's screen, state by state.

use crate::given::{NOW, half, idle, judged, window};
use crate::{check, given, says};
use egui_kittest::kittest::Queryable as _;
use pairing_station::order::DkKind;
use pairing_station::pairing::{Keys, Kind, Mode, Verdict};
use pairing_station::scan::Reason;
use pairing_station::scanner::GunState;
use pairing_station::scanner::module::ModuleUse;
use pairing_station::station::view::{Expect, LedgerView, ModulePortView, Shown};
use pairing_station::station::{Command, View};
use pairing_station::text::{Lang, common, reason, station};
use pairing_station::ui::Screen;

#[test]
fn waiting_names_the_next_act() {
    let module_first = View { expect: Expect::Module, ..idle() };
    check(vec![
        (idle(), vec![station::SCAN_EITHER, station::EITHER_ORDER, station::SCAN_MODULE], vec!["347 / 500"]),
        (module_first, vec![station::NEXT, station::SCAN_MODULE, station::MODULE_FIRST], vec![]),
    ]);
}

#[test]
fn where_modules_speak_themselves_they_are_connected_and_not_scanned() {
    let port = |purpose| Some(ModulePortView { purpose, imei: None });
    let idle = || View { module_port: port(ModuleUse::Source), ..idle() };
    let device = View {
        device: given::slot(given::SN, "p11sf2"),
        expect: Expect::Module,
        deadline: Some(NOW + 52_000),
        last: Some(given::shown(1, Verdict::of(Kind::Device, given::keys("", given::SN)))),
        ..idle()
    };
    check(vec![
        (idle(), vec![station::CONNECT_NEXT, station::CONNECT_FIRST, station::CONNECT_MODULE], vec![]),
        (
            View { expect: Expect::Module, ..idle() },
            vec![station::CONNECT_MODULE, station::CONNECT_FIRST],
            vec![],
        ),
        (
            View { expect: Expect::Device, ..idle() },
            vec![station::SCAN_DEVICE, station::CONNECT_LAST],
            vec![],
        ),
        (device, vec![station::CONNECT_MODULE, station::HAVE_DEVICE], vec!["52"]),
        (View { mode: Mode::Verify, ..idle() }, vec![station::VERIFY_SCAN, station::CONNECT_FIRST], vec![]),
        (
            View { module_port: port(ModuleUse::Check), ..idle() },
            vec![station::SCAN_EITHER, station::SCAN_MODULE],
            vec![],
        ),
    ]);
}

#[test]
fn a_half_shows_what_is_held_and_how_long_it_holds() {
    let texts = vec![station::SCAN_DEVICE, station::HAVE_MODULE, station::NEXT, station::CANCEL_HALF];
    check(vec![(half(), texts, vec!["863950 06 866249 5", "52"])]);
    let given = window(Lang::Chinese, half());
    given.window.get_by_label("剩余 52 秒");
    given.window.get_by_label("模组 IMEI（DK）：863950068662495");
}

#[test]
fn a_refused_order_card_is_named_whether_an_order_is_open_or_not() {
    for reason in [Reason::UnknownOrder, Reason::OrderClosed] {
        let words = reason::words(reason, None);
        let last =
            Shown { text: "PSWOWO77".into(), ..given::shown(2, Verdict::rejected(reason, Keys::default())) };
        let open = View { last: Some(last), ..idle() };
        let none = View { order: None, expect: Expect::Nothing, ..open.clone() };
        for lang in Lang::ALL {
            for view in [open.clone(), none.clone()] {
                let given = window(lang, view);
                let sentence = station::of_card(lang, "WO77", lang.t(words.todo));
                says(&given, lang.t(words.title));
                says(&given, &sentence);
            }
        }
    }
}

#[test]
fn each_verdict_has_its_word_and_sentence() {
    let done = |name| View {
        last: Some(given::shown(
            2,
            Verdict { command: Some(name), ..Verdict::of(Kind::Command, Keys::default()) },
        )),
        ..idle()
    };
    let cases = vec![
        (judged(Kind::Paired), station::PAIRED, station::PAIRED_NOTE),
        (judged(Kind::AlreadyPaired), station::ALREADY, station::ALREADY_NOTE),
        (judged(Kind::Verified), station::VERIFIED, station::VERIFIED_NOTE),
        (done("ack"), station::DID_ACK, station::DID_ACK_NOTE),
        (done("cancel"), station::DID_CANCEL, station::DID_CANCEL_NOTE),
        (done("undo"), station::DID_UNDO, station::DID_UNDO_NOTE),
        (done("badge"), station::DID_BADGE, station::DID_BADGE_NOTE),
        (done("order"), station::DID_ORDER, station::DID_ORDER_NOTE),
    ];
    check(
        cases.into_iter().map(|(view, word, sentence)| (view, vec![word, sentence], vec!["347"])).collect(),
    );
}

#[test]
fn the_last_pair_of_an_order_says_that_it_is_complete() {
    let full = |mut view: View| {
        view.order.as_mut().unwrap().done = 500;
        View { expect: Expect::Nothing, ..view }
    };
    check(vec![
        (full(judged(Kind::Paired)), vec![station::PAIRED, station::COMPLETE_AFTER_PAIR], vec!["500 / 500"]),
        (full(idle()), vec![station::COMPLETE, station::COMPLETE_TODO, station::OPEN_ORDERS], vec![]),
    ]);
}

#[test]
fn the_other_screens_show_the_last_verdict_at_their_foot() {
    for lang in Lang::ALL {
        let mut given = window(lang, judged(Kind::Paired));
        for screen in Screen::ALL.into_iter().skip(1) {
            given.window.state_mut().show_screen(screen);
            given.window.run_steps(2);
            says(&given, lang.t(station::PAIRED));
            says(&given, lang.t(station::PAIRED_NOTE));
        }
    }
}

#[test]
fn verify_mode_is_unmistakable_and_has_a_way_back() {
    let view = View { mode: Mode::Verify, ..idle() };
    let texts = vec![station::VERIFY_MODE, station::VERIFY_MODE_NOTE, station::VERIFY_SCAN];
    check(vec![(view.clone(), texts, vec![])]);
    let mut given = window(Lang::Chinese, view);
    given.window.run_steps(2);
    given.window.get_by_label(Lang::Chinese.t(station::BACK_TO_PAIRING)).click();
    given.window.run_steps(2);
    assert!(matches!(given.commands.try_recv(), Ok(Command::SetMode(Mode::Pair, _))));
}

#[test]
fn without_an_order_the_screen_says_what_to_do_and_leads_there() {
    let view = View { order: None, expect: Expect::Nothing, ..idle() };
    check(vec![(view.clone(), vec![station::NO_ORDER, station::NO_ORDER_TODO], vec![])]);
    let mut given = window(Lang::English, view);
    given.window.run_steps(2);
    given.window.get_by_label(Lang::English.t(station::OPEN_ORDERS)).click();
    given.window.run_steps(2);
    assert_eq!(given.window.state().screen(), Screen::Orders);
}

#[test]
fn the_status_line_names_every_gun_and_the_ledger() {
    let guns = vec![
        given::gun("gun-1", GunState::Ready),
        given::gun("gun-2", GunState::Missing { why: "no such file".into() }),
    ];
    let ledger = LedgerView::Failing { why: "disk full".into(), since: NOW - 60_000 };
    let view = View { guns, ledger, ..idle() };
    let on_the_bar = [common::GUN_READY, common::GUN_MISSING, common::LEDGER_FAILING];
    let on_the_strip = [station::LEDGER_FAILING, station::LEDGER_FAILING_TODO];
    let texts = on_the_bar.into_iter().chain(on_the_strip).collect();
    check(vec![(view.clone(), texts, vec!["WO1001", "p11sf2", "disk full", "14:31:07"])]);
    let given = window(Lang::English, view);
    given.window.get_by_label("gun-2: not found: check its cable");
    given.window.get_by_label("Time: 14:32");
}

#[test]
fn a_mac_is_shown_in_pairs() {
    let mut view = half();
    view.order.as_mut().unwrap().dk_kind = DkKind::Mac;
    view.module = given::slot("AABBCCDDEEFF", "");
    check(vec![(view, vec![station::MODULE_MAC], vec!["AA BB CC DD EE FF"])]);
}
