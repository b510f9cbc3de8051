//! Orders: making one, adding one from its file, opening, closing.

use egui::Key;
use pairing_station::ledger::OrderState;
use pairing_station::order::{DeviceQr, Order, ScanOrder};
use pairing_station::station::Command;
use pairing_station::text::{Lang, common, orders as words, parts};
use pairing_station::ui::Screen;

use crate::given::{Data, window};

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
        given.press_far(given.t(words::MODULE_FIRST));
        given.fill(given.t(words::TRIAL_CODE), "ABCPK=p11sf2+SN=X1ABC");
        assert!(given.says(&words::reads_device(lang, "p11sf2", "X1")));
        given.press_far(given.t(words::ISSUED_SN_ONLY));
        assert!(given.says(given.t(words::ISSUED_SN_ONLY_NOTE)));
        given.press_far(given.t(words::ALLOWED_DK_ONLY));
        assert!(given.says(given.t(words::ALLOWED_DK_ONLY_NOTE)));
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

        given.press(given.t(words::CLOSE_FOR_GOOD));
        given.until_says(given.t(words::CLOSE_BODY));
        assert!(given.commands.is_empty());
        given.press(given.t(common::CANCEL));
        assert!(!given.says(given.t(words::CLOSE_BODY)));
    }
}
