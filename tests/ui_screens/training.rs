//! Training: begun and ended by one button, and a simulated gun that works meanwhile.

use std::sync::Arc;
use std::time::Duration;

use pairing_station::order::Order;
use pairing_station::scan::{self, Code, Reason};
use pairing_station::scanner::{Scan, ScannerEvent};
use pairing_station::station::training::{GUN, built_in_order};
use pairing_station::station::{Command, StationError, View};
use pairing_station::text::{Lang, common, training as words};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, view, window};

fn opened(lang: Lang) -> Given {
    let mut given = window(lang, Screen::Scanners, Data::new());
    given.settle();
    given.press(lang.t(words::PAGE));
    given
}

/// Training goes on with this order.
fn training(given: &mut Given, order: Order) {
    given.board.put(View { training: true, rules: Some(Arc::new(order)), ..view(1) });
    given.until_says(given.t(words::GOING_ON));
}

/// What the window has put into the channel.
fn scanned(given: &Given) -> Vec<Scan> {
    let scan = |event| match event {
        ScannerEvent::Scan(scan) => scan,
        other => panic!("no scan: {other:?}"),
    };
    given.scans.try_iter().map(scan).collect()
}

fn pressed(given: &mut Given, name: pairing_station::text::Text) -> Vec<Scan> {
    given.press_far(given.t(name));
    scanned(given)
}

#[test]
fn one_button_begins_and_ends_it() {
    for lang in Lang::ALL {
        let mut given = opened(lang);
        assert!(given.says(lang.t(words::IDLE)) && given.says(lang.t(words::MEANING)));
        given.press(lang.t(words::BEGIN));
        let Command::Train(true, reply) = given.command() else { panic!("another command") };
        given.press(lang.t(words::BEGIN));
        assert!(given.commands.is_empty(), "it is asked for once");
        reply.send(Err(StationError::AlarmLatched)).unwrap();
        given.until_says(lang.t(common::ERR_ALARM_LATCHED));
        training(&mut given, built_in_order());
        given.press(lang.t(words::END));
        let Command::Train(false, reply) = given.command() else { panic!("another command") };
        reply.send(Ok(())).unwrap();
        given.board.put(view(2));
        given.until_says(lang.t(words::IDLE));
    }
}

#[test]
fn the_simulated_gun_works_in_training_only() {
    for lang in Lang::ALL {
        let mut given = opened(lang);
        for name in [words::MODULE, words::ICCID, words::CANCEL_CODE, words::SHIFT_BEGIN] {
            assert!(pressed(&mut given, name).is_empty(), "{} without training", lang.t(name));
        }
        training(&mut given, built_in_order());
        let order = built_in_order();
        let scans = pressed(&mut given, words::MODULE);
        assert_eq!((scans.len(), &*scans[0].source), (1, GUN));
        let read = |scan: &Scan| scan::read(&scan.bytes, Some(&order)).code;
        assert!(matches!(read(&scans[0]), Code::Module { .. }));
        let again = pressed(&mut given, words::MODULE);
        assert_ne!(again[0].bytes, scans[0].bytes, "each is another module");
        let device = pressed(&mut given, words::DEVICE);
        assert!(matches!(read(&device[0]), Code::Device { pk, .. } if pk == order.product_key));
        let caps = pressed(&mut given, words::CAPS_LOCK);
        assert!(matches!(read(&caps[0]), Code::Refused { reason: Reason::CaseInverted, .. }));
        assert_eq!(
            pressed(&mut given, words::DUPLICATE_MODULE).len(),
            4,
            "a pair first, then its module again"
        );
        assert_eq!(pressed(&mut given, words::CANCEL_CODE)[0].bytes, b"PSCMDCANCEL");
    }
}

#[test]
fn what_the_order_would_not_name_cannot_be_pressed() {
    let mut given = opened(Lang::English);
    let order =
        Order::parse("name = \"A\"\nproduct_key = \"p11sf2\"\nluhn = \"warn\"\nbounce_ms = 0\n").unwrap();
    training(&mut given, order);
    assert!(pressed(&mut given, words::CHECK_DIGIT).is_empty());
    assert!(pressed(&mut given, words::BOUNCE).is_empty());
    assert_eq!(pressed(&mut given, words::EAN13).len(), 1);
}

#[test]
fn a_code_of_ones_own_is_scanned_as_it_is_meant() {
    for lang in Lang::ALL {
        let mut given = opened(lang);
        training(&mut given, built_in_order());
        given.fill(lang.t(words::FREE), r"a b\x1d");
        assert_eq!(pressed(&mut given, words::SEND)[0].bytes, b"a b\x1d");
    }
}

#[test]
fn a_shift_is_played_until_the_training_ends() {
    let mut given = opened(Lang::Chinese);
    training(&mut given, built_in_order());
    given.press_far(given.t(words::SHIFT_BEGIN));
    given.until_says(given.t(words::SHIFT_PLAYING));
    let patience = Duration::from_secs(30);
    let ready = given.scans.recv_timeout(patience).unwrap();
    assert!(matches!(ready, ScannerEvent::State { source, .. } if &*source == GUN));
    let ScannerEvent::Scan(scan) = given.scans.recv_timeout(patience).unwrap() else { panic!("a scan") };
    assert_eq!(&*scan.source, GUN);
    given.board.put(view(2));
    given.until_says(given.t(words::IDLE));
    given.until("the end of it", |given| !given.says(given.t(words::SHIFT_PLAYING)));
}

#[test]
fn the_window_never_waits_for_the_line() {
    let mut given = opened(Lang::English);
    training(&mut given, built_in_order());
    // The channel of this test holds eight; the rest waits in the window, in order.
    for _ in 0..12 {
        given.press_far(given.t(words::MODULE));
    }
    let mut got = scanned(&given);
    given.until("the others", |given| !given.scans.is_empty());
    got.extend(scanned(&given));
    assert_eq!(got.len(), 12);
    let mut distinct: Vec<_> = got.iter().map(|scan| &scan.bytes).collect();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 12, "none twice");
}
