//! Numbers: counted from the ledger, compared with the day before, and written as a workbook.

use pairing_station::ledger::NewEvent;
use pairing_station::scan::Reason;
use pairing_station::text::{Lang, numbers as words, parts, reason, station};
use pairing_station::ui::Screen;

use crate::given::{Data, NOW, TODAY, event, view, window};

/// Two pairs and three refusals today, one pair yesterday.
fn data() -> Data {
    let data = Data::new();
    data.pair(1);
    data.pair(2);
    for _ in 0..2 {
        data.refused(b"863950069494279", "imei_check_digit", "");
    }
    data.refused(b"x", "unknown_code", "");
    let mut yesterday = event("scan", NOW - 24 * 3_600_000);
    yesterday.context.shift_day = TODAY - 1;
    yesterday.context.operator = "7".into();
    data.ledger
        .append(vec![NewEvent { verdict: "rejected".into(), reason: "sn_format".into(), ..yesterday }])
        .unwrap();
    data
}

#[test]
fn the_day_is_told_in_figures_bars_and_reasons() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Numbers, data());
        given.until_says(&station::in_slot(lang, lang.t(words::GOOD), "2"));
        assert!(given.says(&station::in_slot(lang, lang.t(words::BAD), "3")));
        given.until_says(&words::hour_of(lang, "14:00", "2", "3"));
        let digit = lang.t(reason::words(Reason::ImeiCheckDigit, None).short);
        assert!(given.says(&words::reason_of(lang, digit, "2", "66.6%")));
        given.press_far(lang.t(words::BY_ORDER));
        assert!(given.says(&words::row_of(lang, "WO1", "2", "3")));
        given.press_far(lang.t(words::BY_OPERATOR));
        assert!(given.says(&words::row_of(lang, "1024", "2", "3")));
    }
}

#[test]
fn other_days_and_weeks_are_a_press_away() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Numbers, data());
        given.until_says(&station::in_slot(lang, lang.t(words::BAD), "3"));
        given.press(lang.t(words::EARLIER));
        given.until_says(&station::in_slot(lang, lang.t(words::BAD), "1"));
        given.press(lang.t(words::EARLIER));
        given.until_says(lang.t(words::NOTHING));
        given.press(lang.t(words::LATER));
        given.press(lang.t(words::LATER));
        given.until_says(&station::in_slot(lang, lang.t(words::BAD), "3"));
        given.press(lang.t(words::SEVEN_DAYS));
        given.until_says(&station::in_slot(lang, lang.t(words::BAD), "4"));
        assert!(given.says(&words::hour_of(lang, "2025-11-21", "0", "1")), "a bar a day");
        given.choose(lang.t(parts::SHIFT), lang.t(pairing_station::text::common::NIGHT_SHIFT));
        given.until_says(lang.t(words::NOTHING));
    }
}

#[test]
fn today_goes_on_while_it_is_shown() {
    let mut given = window(Lang::English, Screen::Numbers, data());
    given.until_says(&station::in_slot(Lang::English, Lang::English.t(words::GOOD), "2"));
    given.data.pair(3);
    given.board.put(view(1));
    given.until_says(&station::in_slot(Lang::English, Lang::English.t(words::GOOD), "3"));
}

#[test]
fn the_report_is_written_where_it_says() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Numbers, data());
        given.until_says(&station::in_slot(lang, lang.t(words::GOOD), "2"));
        given.press(lang.t(words::REPORT));
        given.press(lang.t(words::WRITE));
        let path = given.data.path().join("exports").join(format!("report_{TODAY}.xlsx"));
        given.until_says(&words::written(lang, "2", &path.display().to_string()));
        assert!(path.is_file());
    }
}
