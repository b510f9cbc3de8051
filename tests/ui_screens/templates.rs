//! Import templates by name: read, filled, looked at, kept, exported with, removed.

use pairing_station::ledger::OrderState;
use pairing_station::order::Order;
use pairing_station::station::Command;
use pairing_station::station::templates::{NewTemplate, Shelf};
use pairing_station::text::{Lang, common, export as words, orders, templates as own};
use pairing_station::ui::Screen;

use crate::given::{Data, Given, TODAY, event, window};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/templates/unknown-required.csv");

/// The page, with the file of this path read.
fn read(lang: Lang, data: Data, path: &str) -> Given {
    let mut given = window(lang, Screen::Export, data);
    given.press(lang.t(own::PAGE_TEMPLATES));
    given.fill(lang.t(own::FILE), path);
    given.press(lang.t(own::LOOK));
    given
}

fn keep(data: &Data, name: &str, bytes: &str) {
    let new =
        NewTemplate { name: name.into(), file: "下载.csv".into(), bytes: bytes.into(), fills: Vec::new() };
    let at = pairing_station::ledger::Stamp { at: 0, offset_min: 480 };
    Shelf::of(data.path()).add(&new, at).unwrap();
}

#[test]
fn a_template_with_an_unknown_required_column_is_filled_kept_and_exported_with() {
    for lang in Lang::ALL {
        let mut given = read(lang, Data::with_pairs(5), SAMPLE);
        given.until_says(lang.t(own::FILL_MISSING));
        let batch = own::column_number(lang, 4, "*生产批次");
        assert!(given.says(lang.t(own::PREVIEW_WAITS)));
        given.fill(lang.t(own::NAME), "七厂");
        given.press_far(lang.t(own::SAVE));
        assert!(!given.data.path().join("templates").exists(), "it cannot be kept yet");

        for (text, fault) in [
            ("=A7", own::FAULT_FORMULA),
            ("{lot}", own::FAULT_PLACEHOLDER),
            (&"x".repeat(255), own::FAULT_LONG),
        ] {
            given.fill(&batch, text);
            assert!(given.says(lang.t(fault)), "{text}");
        }
        given.fill(&batch, "A7-{date}");
        given.until_says("*设备DeviceKey,*产品ProductKey,设备SN,*生产批次");
        assert!(given.says(&format!("863950000000005,p11sf2,VDR0000000000005,A7-{TODAY}")));
        assert!(given.says(lang.t(own::PREVIEW_REAL)));

        given.fill(lang.t(own::NAME), "a b");
        assert!(given.says(lang.t(own::NAME_FAULT)));
        given.fill(lang.t(own::NAME), "七厂");
        given.press_far(lang.t(own::SAVE));
        given.until_says(&own::saved(lang, "七厂"));

        given.press(lang.t(words::PAGE_WRITE));
        given.until_says(&words::export_count(lang, "5"));
        given.choose(lang.t(words::TEMPLATE), "七厂");
        assert!(given.says(lang.t(words::TEMPLATE_FILE_NOTE)));
        given.press_far(&words::export_count(lang, "5"));
        given.until_says(&words::done(lang, "5", 1));
        let written = std::fs::read_dir(given.data.path().join("exports")).unwrap();
        let csv = written.map(|entry| entry.unwrap().path()).find(|path| path.extension().unwrap() == "csv");
        let text = std::fs::read_to_string(csv.unwrap()).unwrap();
        assert!(text.starts_with(&std::fs::read_to_string(SAMPLE).unwrap()), "{text}");
        assert!(text.ends_with(&format!("863950000000005,p11sf2,VDR0000000000005,A7-{TODAY}\r\n")), "{text}");
    }
}

#[test]
fn without_pairs_the_preview_is_made_up_and_says_so() {
    for lang in Lang::ALL {
        let data = Data::new();
        let file = data.file("t.csv", "\"SN\"\tDK\tPK\t备注\n");
        let mut given = read(lang, data, &file.display().to_string());
        given.until_says(lang.t(own::PREVIEW_MADE_UP));
        assert!(given.says("\"SN\"→DK→PK→备注"));
        assert!(given.says("VDR7098612099028→863950069494278→p11sf2→"));
        assert!(given.says(lang.t(own::TAB)) && given.says("LF"));
        given.press_far(lang.t(own::CANCEL));
        assert!(!given.says(lang.t(own::PREVIEW_MADE_UP)));
    }
}

#[test]
fn a_file_that_is_no_template_is_named_with_its_fault() {
    for lang in Lang::ALL {
        let data = Data::new();
        let file = data.file("t.csv", "\nDK,PK\n");
        let mut given = read(lang, data, &file.display().to_string());
        given.until_says(lang.t(own::ERR_TEMPLATE));
        assert!(given.says("template t.csv, line 2: no column for the SN"));
    }
}

#[test]
fn a_template_that_an_order_exports_with_goes_only_if_the_user_insists() {
    for lang in Lang::ALL {
        let data = Data::new();
        keep(&data, "plant-7", "DK,PK,SN\n");
        let order = Order { template: "plant-7".into(), ..Order::default_for("WO7", "p11sf2") };
        data.ledger.add_order(&order, &order.to_toml(), event("order", 0)).unwrap();
        let mut given = window(lang, Screen::Export, data);
        given.press(lang.t(own::PAGE_TEMPLATES));
        given.press_far("plant-7");
        given.until_says("下载.csv");
        given.press_far(&own::remove_of(lang, "plant-7"));
        given.press(lang.t(own::REMOVE));
        given.until_says(&own::remove_anyway(lang, "WO7"));
        given.press(lang.t(common::CANCEL));
        let shelf = Shelf::of(given.data.path());
        assert!(shelf.has("plant-7"));

        given.press_far(&own::remove_of(lang, "plant-7"));
        given.press(lang.t(own::REMOVE));
        given.press(lang.t(own::REMOVE_ANYWAY));
        given.until_says(lang.t(own::NONE));
        assert!(!shelf.has("plant-7"));
    }
}

#[test]
fn a_damaged_template_is_shown_as_such_and_a_new_one_of_its_name_waits_for_its_removal() {
    for lang in Lang::ALL {
        let data = Data::new();
        keep(&data, "七厂", "DK,PK,SN\n");
        data.file("templates/七厂.csv", "SN,PK,DK\n");
        let file = data.file("t.csv", "DK,PK,SN\n");
        let mut given = read(lang, data, &file.display().to_string());
        given.until_says(lang.t(own::ERR_DAMAGED));
        given.until_says(lang.t(own::FOUND));
        given.fill(lang.t(own::NAME), "七厂");
        given.press_far(lang.t(own::SAVE));
        given.until_says(lang.t(own::ERR_TAKEN));
        given.press_far("七厂");
        given.press_far(&own::remove_of(lang, "七厂"));
        given.press(lang.t(own::REMOVE));
        given.until_says(lang.t(own::NONE));
        given.press_far(lang.t(own::SAVE));
        given.until_says(&own::saved(lang, "七厂"));
    }
}

#[test]
fn an_order_can_be_made_with_a_named_template() {
    for lang in Lang::ALL {
        let data = Data::new();
        data.order("WO1", OrderState::Open);
        keep(&data, "七厂", "DK,PK,SN\n");
        let mut given = window(lang, Screen::Orders, data);
        given.press(lang.t(orders::NEW));
        given.fill(lang.t(orders::NAME), "WO9");
        given.fill(lang.t(orders::PRODUCT_KEY), "p11sf2");
        given.press_far(lang.t(orders::MORE));
        given.choose(lang.t(orders::TEMPLATE), "七厂");
        given.press_far(lang.t(orders::ADD));
        match given.command() {
            Command::AddOrder { source, .. } => {
                assert_eq!(Order::parse(&source).unwrap().template, "七厂");
            }
            other => panic!("{other:?}"),
        }
    }
}
