//! Orders: making one, adding one from its file, opening, closing.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use pairing_station::ledger::{ListKeys, OrderState};
use pairing_station::order::file::KEYS;
use pairing_station::order::{DeviceQr, Order, ScanOrder};
use pairing_station::station::Command;
use pairing_station::text::{Lang, Text, common, orders as words, parts};
use pairing_station::ui::Screen;

use crate::given::{Data, NOW, event, window};

#[test]
fn without_an_order_it_says_what_to_do() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Orders, Data::new());
        given.until_says(lang.t(words::NO_ORDERS));
        assert!(given.says(lang.t(words::NO_ORDERS_TODO)));
    }
}

#[test]
fn an_order_is_made_field_by_field() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Orders, Data::new());
        given.press(given.t(words::NEW));
        given.press_far(given.t(words::ADD_AND_OPEN));
        assert!(given.says(given.t(words::FAULT_NAME)) && given.says(given.t(words::FAULT_PK)));
        assert!(given.commands.is_empty(), "an order with faults is not sent");

        given.fill(given.t(words::NAME), "WO7");
        given.fill(given.t(words::PRODUCT_KEY), "p11sf2");
        given.fill(given.t(words::PLANNED), "many");
        assert!(given.says(given.t(words::FAULT_PLANNED)));
        given.fill(given.t(words::PLANNED), "20");
        given.press_far(given.t(words::QR_OWN));
        given.fill(given.t(words::PATTERN), "ABCPK={pk}+SN={sn}ABC");
        assert!(!given.says(given.t(words::MODULE_FIRST)), "what few people set is folded away");
        given.press_far(given.t(words::MORE));
        given.press_far(given.t(words::MODULE_FIRST));
        given.fill(given.t(words::TRIAL_CODE), "ABCPK=p11sf2+SN=X1ABC");
        assert!(given.says(&words::reads_device(lang, "p11sf2", "X1")));
        given.press_far(given.t(words::ISSUED_SN_ONLY));
        given.press_far(given.t(words::ALLOWED_DK_ONLY));
        given.press_far(given.t(words::ADD_AND_OPEN));

        let Command::AddOrder { source, open, reply, .. } = given.command() else {
            panic!("another command")
        };
        let order = Order::parse(&source).unwrap();
        assert!(open);
        assert_eq!((order.name.as_str(), order.planned), ("WO7", Some(20)));
        assert_eq!(order.scan_order, ScanOrder::ModuleFirst);
        assert!(order.issued_sn_only && order.allowed_dk_only);
        assert!(matches!(&order.device_qr, DeviceQr::Pattern(p) if p.source() == "ABCPK={pk}+SN={sn}ABC"));
        given.data.order("WO7", OrderState::Open);
        reply.send(Ok(())).unwrap();
        given.until_says("PSWOWO7");
        assert!(given.says(&words::added(lang, "WO7")));
    }
}

#[test]
fn a_file_is_shown_before_it_is_added_and_a_fault_names_its_line() {
    for lang in Lang::ALL {
        let data = Data::new();
        let bad = data.file("bad.toml", "name = \"WO8\"\nproduct_key = \"p11\"\n");
        let list = data.file("list.toml", "name = \"WO8\"\nproduct_key = \"p11sf2\"\nissued_sn_only = 1\n");
        let good = data.file("good.toml", "name = \"WO8\"\nproduct_key = \"p11sf2\"\n");
        let mut given = window(lang, Screen::Orders, data);
        given.press(given.t(words::FROM_FILE));
        given.fill(given.t(words::FILE), &bad.display().to_string());
        given.press(given.t(words::READ));
        let place = words::fault_at(lang, 2, 15);
        given.until_says(&words::fault_is(lang, &place, lang.t(words::FAULT_PK)));
        assert!(!given.says(given.t(words::ADD_AND_OPEN)));

        given.fill(given.t(words::FILE), &list.display().to_string());
        given.press(given.t(words::READ));
        given.until_says(&words::fault_is(lang, &words::fault_at(lang, 3, 18), lang.t(words::FAULT_SWITCH)));

        given.fill(given.t(words::FILE), &given.data.path().join("none.toml").display().to_string());
        given.press(given.t(words::READ));
        given.until_says(given.t(words::CANNOT_READ));

        given.fill(given.t(words::FILE), &good.display().to_string());
        given.press(given.t(words::READ));
        given.until_says(given.t(words::FILE_GOOD));
        given.press(given.t(words::ADD));
        let Command::AddOrder { source, origin, open, .. } = given.command() else {
            panic!("another command")
        };
        assert_eq!((source.as_str(), open), ("name = \"WO8\"\nproduct_key = \"p11sf2\"\n", false));
        assert_eq!(origin, good.display().to_string());
        given.press(given.t(parts::BACK_TO_LIST));
        given.until_says(given.t(words::NO_ORDERS));
    }
}

#[test]
fn another_order_is_opened_and_one_closed_only_by_a_click() {
    for lang in Lang::ALL {
        let data = Data::new();
        data.order("WO1", OrderState::Open);
        data.order("WO2", OrderState::Prepared);
        let mut given = window(lang, Screen::Orders, data);
        given.press(&format!("WO2 {}", lang.t(words::PREPARED)));
        given.press(given.t(words::OPEN));
        given.until_says(&words::open_title(lang, "WO2"));
        given.window.key_press(Key::Enter);
        given.window.key_press(Key::Space);
        given.settle();
        assert!(given.commands.is_empty());
        given.press(given.t(common::CANCEL));

        given.press(given.t(words::CLOSE));
        given.until_says(given.t(words::CLOSE_BODY));
        assert!(given.commands.is_empty());
        given.press(given.t(common::CANCEL));
        assert!(!given.says(given.t(words::CLOSE_BODY)));
    }
}

#[test]
fn every_rule_of_the_file_has_a_field_with_its_explanation() {
    const RULES: [(Text, Text); 22] = [
        (words::NAME, words::ABOUT_NAME),
        (words::PRODUCT_KEY, words::ABOUT_PK),
        (words::PLANNED, words::ABOUT_PLANNED),
        (words::DK_KIND, words::ABOUT_DK_KIND),
        (words::DEVICE_QR, words::ABOUT_DEVICE_QR),
        (words::MODULE_LABEL, words::MODULE_LABEL_NOTE),
        (words::SCAN_ORDER, words::ABOUT_SCAN_ORDER),
        (words::TAC, words::ABOUT_TAC),
        (words::SN_LENGTH, words::ABOUT_SN_LENGTH),
        (words::SN_PREFIX, words::ABOUT_SN_PREFIX),
        (words::ISSUED_SN_ONLY, words::ABOUT_ISSUED),
        (words::ALLOWED_DK_ONLY, words::ABOUT_ALLOWED),
        (words::ACCEPT_IMEISV, words::ABOUT_IMEISV),
        (words::ACCEPT_IMEI14, words::ABOUT_IMEI14),
        (words::LUHN, words::ABOUT_LUHN),
        (words::QR_VERSION, words::ABOUT_QR_VERSION),
        (words::IMEI_CHOICE, words::ABOUT_IMEI_CHOICE),
        (words::HALF_SCAN_TIMEOUT_S, words::ABOUT_TIMEOUT),
        (words::BOUNCE_MS, words::ABOUT_BOUNCE),
        (words::ACK, words::ABOUT_ACK),
        (words::DEVICE_NAME, words::ABOUT_DEVICE_NAME),
        (words::TEMPLATE, words::ABOUT_TEMPLATE),
    ];
    assert_eq!(RULES.len(), KEYS.len());
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Orders, Data::new());
        given.press(given.t(words::NEW));
        given.press_far(given.t(words::MORE));
        for (name, about) in RULES {
            assert!(given.says(lang.t(name)), "{name:?}");
            assert!(given.says(lang.t(about)), "{about:?}");
        }
    }
}

#[test]
fn a_fault_that_is_folded_away_is_brought_to_light() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Orders, Data::new());
        given.press(given.t(words::NEW));
        given.fill(given.t(words::NAME), "WO7");
        given.fill(given.t(words::PRODUCT_KEY), "p11sf2");
        given.press_far(given.t(words::MORE));
        given.fill(given.t(words::SN_LENGTH), "99");
        given.press_far(&words::more_faults(lang, 1));
        assert!(!given.says(given.t(words::FAULT_SN_LENGTH)));
        given.press_far(given.t(words::ADD));
        assert!(given.says(given.t(words::FAULT_SN_LENGTH)) && given.commands.is_empty());
    }
}

#[test]
fn an_order_is_edited_under_its_own_name_until_its_first_pair() {
    for lang in Lang::ALL {
        let data = Data::new();
        data.order("WO1", OrderState::Open);
        data.order("WO2", OrderState::Prepared);
        data.pair(1);
        let mut given = window(lang, Screen::Orders, data);
        given.press(&format!("WO1 {}", lang.t(words::IS_OPEN)));
        given.until_says(given.t(words::BEGUN_NOTE));
        assert!(!given.says(given.t(words::EDIT)));

        given.press(&format!("WO2 {}", lang.t(words::PREPARED)));
        given.press(given.t(words::EDIT));
        given.until_says(&words::edit_title(lang, "WO2"));
        assert!(given.window.query_by_role_and_label(Role::TextInput, given.t(words::NAME)).is_none());
        given.fill(given.t(words::PLANNED), "none");
        given.press_far(given.t(words::SAVE_CHANGES));
        assert!(given.says(given.t(words::FAULT_PLANNED)) && given.commands.is_empty());
        given.fill(given.t(words::PLANNED), "7");
        given.press_far(given.t(words::SAVE_CHANGES));
        let Command::EditOrder { source, reply, .. } = given.command() else { panic!("another command") };
        let order = Order::parse(&source).unwrap();
        assert_eq!((order.name.as_str(), order.planned), ("WO2", Some(7)));
        given.data.ledger.edit_order(&order, &source, event("order", NOW)).unwrap();
        reply.send(Ok(())).unwrap();
        given.until_says(&words::edited(lang, "WO2"));
        given.until_says("0 / 7");
    }
}

#[test]
fn a_closed_order_is_reopened() {
    for lang in Lang::ALL {
        let data = Data::new();
        data.order("WO2", OrderState::Closed);
        let mut given = window(lang, Screen::Orders, data);
        given.press(&format!("WO2 {}", lang.t(words::IS_CLOSED)));
        assert!(!given.says("PSWOWO2") && !given.says(given.t(words::OPEN)));
        given.press(given.t(words::REOPEN));
        let Command::ReopenOrder(name, reply) = given.command() else { panic!("another command") };
        given.data.ledger.set_order_state(&name, OrderState::Prepared, event("order", NOW)).unwrap();
        reply.send(Ok(())).unwrap();
        given.until_says(&words::reopened(lang, "WO2"));
        given.until_says(given.t(words::OPEN));
        given.until_says("PSWOWO2");
    }
}

#[test]
fn many_orders_are_found_by_state_and_name() {
    for lang in Lang::ALL {
        let data = Data::new();
        for n in 0..300 {
            data.order(&format!("WO{n:03}"), OrderState::Prepared);
        }
        data.order("X17", OrderState::Closed);
        let mut given = window(lang, Screen::Orders, data);
        let row = |name: &str, state: Text| format!("{name} {}", lang.t(state));
        given.until_says(&row("X17", words::IS_CLOSED));
        let search = |given: &mut crate::given::Given, text: &str| {
            let field = given.window.get_by_role(Role::TextInput);
            field.focus();
            given.window.step();
            given.window.key_combination_modifiers(egui::Modifiers::COMMAND, &[Key::A]);
            given.window.step();
            given.window.get_by_role(Role::TextInput).type_text(text);
            given.settle();
        };
        search(&mut given, "o17");
        let found: Vec<String> = (170..180).rev().map(|n| row(&format!("WO{n}"), words::PREPARED)).collect();
        assert_eq!(given.rows(), found);
        search(&mut given, "17");
        given.choose(lang.t(words::STATE), lang.t(words::IS_CLOSED));
        assert_eq!(given.rows(), [row("X17", words::IS_CLOSED)]);
        search(&mut given, "nowhere");
        assert!(given.says(lang.t(words::NONE_MATCH)));
    }
}

#[test]
fn an_orders_card_says_how_far_it_is() {
    for lang in Lang::ALL {
        let data = Data::new();
        let text = "name = \"WO1\"\nproduct_key = \"p11sf2\"\nplanned = 40\nissued_sn_only = true\nallowed_dk_only = true\n";
        let order = Order::parse(text).unwrap();
        data.ledger.add_order(&order, text, event("order", NOW)).unwrap();
        data.ledger.set_order_state("WO1", OrderState::Open, event("order", NOW)).unwrap();
        let sns = ListKeys::IssuedSns {
            pk: "p11sf2".into(),
            sns: vec![crate::given::sn(1), "A2".into(), "A3".into()],
        };
        let dks = ListKeys::AllowedDks { order: "WO1".into(), dks: vec![crate::given::dk(1), "1".into()] };
        data.ledger.import(vec![sns, dks], event("import", NOW)).unwrap();
        data.refused(b"x", "unknown_code", "");
        // 30 pairs since 14:00, it is 14:32:07; 10 are left: they take 10 min 42 s.
        (1..=30).for_each(|n| _ = data.pair(n));
        let mut given = window(lang, Screen::Orders, data);
        given.press(&format!("WO1 {}", lang.t(words::IS_OPEN)));
        let shown = |given: &mut crate::given::Given, name: Text, value: &str| {
            given.until_says(value);
            assert!(given.says(lang.t(name)), "{name:?}");
        };
        shown(&mut given, words::HOW_FAR, "30 / 40");
        shown(&mut given, words::FINISH, &words::finish_in(lang, "14:42", "0.2"));
        shown(&mut given, words::SNS_LEFT, &words::left_of(lang, "2", "3"));
        shown(&mut given, words::DKS_LEFT, &words::left_of(lang, "1", "2"));
        shown(&mut given, words::FIRST_PASS, "0.0 %");
        shown(&mut given, words::DAYS, &words::day_line(lang, "2025-11-22", "30", "1"));
        shown(&mut given, words::LAST_PAIR, &common::today_at(lang, "14:32:07"));
        let bar = given.window.get_all_by_role(Role::ProgressIndicator).next().is_some();
        assert!(bar, "what is done is a bar, too");
    }
}
