//! Cards: what is chosen is what is printed, and what cannot be on a card is named before there is a file.

use std::path::PathBuf;

use pairing_station::ledger::OrderState;
use pairing_station::text::{Lang, cards as words, checkup};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, window};

/// The page, with two orders that are not closed and one that is.
fn page(lang: Lang) -> Given {
    let data = Data::new();
    data.order("WO1", OrderState::Open);
    data.order("WO2", OrderState::Prepared);
    data.order("WO3", OrderState::Closed);
    let mut given = window(lang, Screen::Lists, data);
    given.press(lang.t(words::PAGE));
    given.until_says(lang.t(words::WHAT));
    given
}

/// The PDF that is offered.
fn pdf(given: &Given) -> PathBuf {
    given.data.path().join("exports").join(given.t(words::FILE_NAME))
}

fn saved(given: &mut Given) {
    let path = pdf(given);
    given.press_far(given.t(words::SAVE));
    given.until_says(&checkup::sheet_saved(given.lang, &path.display().to_string()));
    assert!(std::fs::read(path).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn the_cards_that_are_chosen_are_saved_and_never_over_a_file_unasked() {
    for lang in Lang::ALL {
        let mut given = page(lang);
        given.press_far(given.t(words::BADGES));
        given.fill(given.t(words::PEOPLE), "1024 李雷\n9001");
        given.press_far(given.t(words::ALL_ORDERS));
        given.until_says(&words::badge_count(lang, 2, 1));
        assert!(given.says(&words::order_count(lang, 2, 1)));
        saved(&mut given);
        let before = std::fs::read(pdf(&given)).unwrap();

        given.press_far(given.t(words::SOME_ORDERS));
        given.choose(given.t(words::ADD_ORDER), "WO2");
        given.until_says(&words::order_count(lang, 1, 1));
        given.press_far(given.t(words::SAVE));
        given.until_says(given.t(checkup::SHEET_EXISTS));
        assert_eq!(std::fs::read(pdf(&given)).unwrap(), before);
        given.press_far(given.t(checkup::SHEET_REPLACE));
        given.until("another file", |given| std::fs::read(pdf(given)).is_ok_and(|now| now != before));
        given.press_far(&format!("{}: WO2", lang.t(words::REMOVE)));
        assert!(!given.says(&words::order_count(lang, 1, 1)));
    }
}

#[test]
fn what_cannot_be_on_a_card_is_named_and_nothing_can_be_saved() {
    for lang in Lang::ALL {
        let mut given = page(lang);
        given.press_far(given.t(words::CONTROLS));
        given.until_says(given.t(words::NOTHING));
        given.press_far(given.t(words::BADGES));
        given.fill(given.t(words::PEOPLE), "1024 李雷\nA-1 韩梅梅\n工号");
        given.until_says(&words::bad_ids(lang, "“A-1”、“工号”"));
        given.press_far(given.t(words::SAVE));
        given.fill(given.t(words::PEOPLE), "1024 李雷\n1024 韩梅梅");
        given.until_says(&words::two_names(lang, "1024"));
        given.press_far(given.t(words::SAVE));
        given.settle();
        assert!(!pdf(&given).exists());
    }
}

#[test]
fn operators_come_from_a_list() {
    for lang in Lang::ALL {
        let mut given = page(lang);
        let list = given.data.file("people.csv", "工号,姓名\n1024,李雷\n1025,韩梅梅\n");
        given.press_far(given.t(words::BADGES));
        given.fill(given.t(words::LIST), &given.data.path().join("none.csv").display().to_string());
        given.press_far(given.t(words::READ_LIST));
        given.until_says("none.csv");
        given.fill(given.t(words::LIST), &list.display().to_string());
        given.press_far(given.t(words::READ_LIST));
        given.until_says(&words::badge_count(lang, 2, 1));
        // There are none in these settings.
        given.press_far(given.t(words::ADD_SUPERVISORS));
        assert!(given.says(&words::badge_count(lang, 2, 1)));
        saved(&mut given);
    }
}
