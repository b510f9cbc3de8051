//! SN lists & labels: nothing is taken that was not looked at, every fault has words, and new SNs are new.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use pairing_station::intake::Source;
use pairing_station::labels::package::{self, Label};
use pairing_station::ledger::{EventFilter, ListCount, OrderState};
use pairing_station::order::Order;
use pairing_station::scan::Reason;
use pairing_station::text::{
    Lang, Text, cards, common, faults, history, lists as words, orders, parts, reason,
};
use pairing_station::ui::{Screen, rail};

use crate::given::{Data, Given, NOW, event, window, window_of};

/// A ledger whose open order is WO1 of p11sf2.
fn with_order() -> Data {
    let data = Data::new();
    data.order("WO1", OrderState::Open);
    data
}

fn look(given: &mut Given, file: &Path) {
    given.fill(given.t(words::FILE), &file.display().to_string());
    given.press_far(given.t(words::LOOK));
}

/// The details of the imports on record, newest first.
fn imports(data: &Data) -> Vec<serde_json::Value> {
    let reader = data.ledger.reader().unwrap();
    let events = reader.page_events(&EventFilter::default(), 0, 100).unwrap();
    let imports = events.into_iter().filter(|event| event.event.kind == "import");
    imports.map(|event| serde_json::from_str(&event.event.detail).unwrap()).collect()
}

fn issued(data: &Data) -> Vec<ListCount> {
    data.ledger.reader().unwrap().issued_counts().unwrap()
}

#[test]
fn a_list_is_looked_at_then_taken_and_its_faults_have_words() {
    for lang in Lang::ALL {
        let data = with_order();
        data.pair(1);
        let text = "SN,PK\nVDR70986120,p11sf2\nNEW0000000000001,p11sf2\nVDR-1,p11sf2\nVDR70986120,p11sf2\nVDR5,p22222\n";
        let file = data.file("sn.csv", text);
        // High enough for all faults to be there at once.
        let mut given = window_of(lang, Screen::Lists, data, [1280.0, 1200.0], 1.0);
        given.until_says(lang.t(words::NO_SNS));
        given.press_far(lang.t(words::TAKE));
        look(&mut given, &file);
        given.until_says(&words::some_faulty(lang, "3"));
        assert_eq!(issued(&given.data), [], "looking changes nothing");
        for (name, count) in [
            (words::ROWS, "5"),
            (words::NEW, "2"),
            (words::KNOWN, "0"),
            (words::USED, "1"),
            (words::MALFORMED, "1"),
            (words::REPEATED, "1"),
            (words::FOREIGN, "1"),
        ] {
            assert!(given.says(lang.t(name)) && given.says(count), "{name:?}");
        }
        let fault = |(line, column), value, why: &str, expected: &str| {
            format!("{} {value} {why} {expected}", words::line_column(lang, line, column))
        };
        let expected = [
            fault((4, 1), "VDR-1", lang.t(faults::SN_FORMAT), lang.t(faults::WANT_SN)),
            fault((5, 1), "VDR70986120", &history::as_lines(lang, "2"), lang.t(faults::WANT_ONCE)),
            fault((6, 2), "p22222", lang.t(faults::PRODUCT), "p11sf2"),
        ];
        assert_eq!(given.rows(), expected);

        given.press_far(&words::take(lang, "2"));
        given.until_says(&words::taken_without(lang, "2", "3"));
        given.until_says("p11sf2 1 1 0 2");
        let found = &imports(&given.data)[0];
        assert_eq!(
            (&found["taken"], &found["faulty"], &found["file"]),
            (&2.into(), &3.into(), &"sn.csv".into())
        );
        let reader = given.data.ledger.reader().unwrap();
        let context = &reader.page_events(&EventFilter::default(), 0, 1).unwrap()[0].event.context;
        assert_eq!((context.operator.as_str(), context.order.as_str()), ("1024", "WO1"));

        given.press_far(lang.t(words::LOOK));
        given.until_says(&words::some_faulty(lang, "3"));
        given.press_far(lang.t(words::TAKE));
        assert_eq!(imports(&given.data).len(), 1, "with nothing new there is nothing to take");
    }
}

#[test]
fn what_changed_after_the_look_is_not_taken() {
    for lang in Lang::ALL {
        let data = with_order();
        let file = data.file("sn.txt", "VDR70986120\nVDR70986121\n");
        let mut given = window(lang, Screen::Lists, data);
        given.until_says(lang.t(words::NO_SNS));
        look(&mut given, &file);
        given.until_says(lang.t(words::GOOD));
        std::fs::write(&file, "VDR70986120\nVDR70986129\n").unwrap();
        given.press_far(&words::take(lang, "2"));
        given.until_says(lang.t(words::ERR_CHANGED));
        assert!(given.says(lang.t(words::FAILED_TODO)));
        assert_eq!(issued(&given.data), []);
        given.press_far(lang.t(words::LOOK));
        given.until_says(lang.t(words::GOOD));
        // Another product is another question: what was looked at counts no more.
        given.choose(lang.t(words::PRODUCT), lang.t(words::PRODUCT_OF_FILE));
        assert!(!given.says(lang.t(words::GOOD)));
        given.press_far(lang.t(words::LOOK));
        given.until_says(lang.t(words::ERR_NO_PRODUCT));
        given.choose(lang.t(words::PRODUCT), lang.t(words::PRODUCT_OTHER));
        given.fill(lang.t(orders::PRODUCT_KEY), "p1");
        assert!(given.says(lang.t(orders::FAULT_PK)));
        given.fill(lang.t(orders::PRODUCT_KEY), "p22222");
        given.press_far(lang.t(words::LOOK));
        given.until_says(lang.t(words::GOOD));
        given.press_far(&words::take(lang, "2"));
        given.until_says("p22222 2 0 0 2");
    }
}

#[test]
fn a_package_is_taken_with_its_images() {
    for lang in Lang::ALL {
        let data = with_order();
        let label = |sn: &str, says: &str| Label { sn: sn.into(), text: format!("pk=p11sf2&sn={says}&v=1") };
        let labels = [label("VDR70986120", "VDR70986120"), label("VDR70986121", "VDR70986129")];
        let zip =
            package::write(Cursor::new(Vec::new()), "p11sf2", &labels, zip::DateTime::default(), &|_| true)
                .unwrap();
        let file = data.path().join("package.zip");
        std::fs::write(&file, zip.into_inner()).unwrap();
        // High enough for all faults to be there at once.
        let mut given = window_of(lang, Screen::Lists, data, [1280.0, 1200.0], 1.0);
        given.until_says(lang.t(words::NO_SNS));
        look(&mut given, &file);
        given.until_says(&words::some_faulty(lang, "3"));
        assert!(given.says(lang.t(words::DOUBTFUL_NOTE)));
        let rows = given.rows();
        let expected = [
            format!(
                "VDR70986121.png VDR70986129 {} {}",
                lang.t(faults::NOT_LISTED),
                lang.t(faults::WANT_LISTED)
            ),
            format!("VDR70986121.png VDR70986129 {} VDR70986121", lang.t(faults::DIFFERS)),
            format!(
                "{} VDR70986121 {} {}",
                words::in_file(lang, "SN.csv", &words::line_column(lang, 3, 1)),
                lang.t(faults::NO_IMAGE),
                lang.t(faults::WANT_PICTURED)
            ),
        ];
        assert_eq!(rows, expected);
        given.press_far(&words::take(lang, "2"));
        given.until_says("p11sf2 2 0 0 2");
    }
}

#[test]
fn what_is_no_list_is_named_in_words() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Lists, with_order());
        given.until_says(lang.t(words::NO_SNS));
        let mut check = |name: &str, bytes: Option<&[u8]>, expected: Text| {
            let file = given.data.path().join(name);
            if let Some(bytes) = bytes {
                std::fs::write(&file, bytes).unwrap();
            }
            look(&mut given, &file);
            given.until_says(lang.t(expected));
            assert!(given.says(name), "the file is named");
        };
        check("absent.zip", None, words::ERR_UNREADABLE);
        check("empty.csv", Some(b""), words::ERR_EMPTY);
        check("old.xls", Some(b"\xD0\xCF\x11\xE0"), words::ERR_OLD_WORKBOOK);
        check("torn.zip", Some(b"PK\x03\x04 torn"), words::ERR_PACKAGE);
        check("bytes.txt", Some(b"a\xff\xff\xff"), words::ERR_ENCODING);
        check("other.csv", Some(b"a,b\nx,y\n"), words::ERR_NO_COLUMN);
        assert_eq!(imports(&given.data).len(), 0);
    }
}

#[test]
fn a_delivery_list_is_taken_for_the_order_that_was_chosen() {
    for lang in Lang::ALL {
        let data = with_order();
        data.order("WO2", OrderState::Prepared);
        data.order("WO3", OrderState::Closed);
        let file = data.file("dk.txt", "863950069494278\n863950061408912\n863950069494279\n");
        let mut given = window(lang, Screen::Lists, data);
        given.press(lang.t(words::PAGE_MODULES));
        given.until_says(lang.t(words::NO_DKS));
        given.press_far(lang.t(parts::ORDER));
        assert_eq!(given.window.query_all_by_role_and_label(Role::ListBoxOption, "WO3").count(), 0);
        given.press_far(lang.t(parts::ORDER));
        given.choose(lang.t(parts::ORDER), "WO2");
        assert!(given.says(&words::not_bound_dks(lang, "WO2")));
        look(&mut given, &file);
        given.until_says(&words::some_faulty(lang, "1"));
        let check_digit = lang.t(reason::words(Reason::ImeiCheckDigit, None).title);
        assert_eq!(
            given.rows(),
            [format!(
                "{} 863950069494279 {check_digit} {}",
                words::line_column(lang, 3, 1),
                lang.t(faults::WANT_CHECK_DIGIT)
            )]
        );
        given.press_far(&words::take(lang, "2"));
        given.until_says("WO2 2 0 0 2");
        let reader = given.data.ledger.reader().unwrap();
        assert!(reader.dk_allowed("WO2", "863950069494278").unwrap());
        assert!(!reader.dk_allowed("WO1", "863950069494278").unwrap());
        assert!(!reader.dk_allowed("WO2", "863950069494279").unwrap());
    }
}

#[test]
fn without_an_order_there_is_no_delivery_list() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Lists, Data::new());
        given.press(lang.t(words::PAGE_MODULES));
        given.until_says(lang.t(words::NO_ORDER_TODO));
    }
}

/// The packages in the directory of exports.
fn packages(data: &Data) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(data.path().join("exports")) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn new_labels_are_made_once_and_read_back() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Lists, with_order());
        given.press(lang.t(words::PAGE_LABELS));
        given.until_says(lang.t(words::EXAMPLE));
        given.fill(lang.t(words::COUNT), "6");
        given.fill(lang.t(orders::SN_PREFIX), "VDR");
        assert!(given.says("pk=p11sf2&sn=VDR1234567890123&v=1"));
        given.press_far(&words::make(lang, "6"));
        given.until_says(&words::made(lang, "6"));
        let made = packages(&given.data);
        assert_eq!(made.len(), 1);
        assert!(made[0].ends_with("设备SN_20251122143207.zip"), "{made:?}");
        assert!(given.says(lang.t(words::FILE_MADE)) && given.says(lang.t(parts::OPEN_FOLDER)));
        let list = Source::read(&made[0]).unwrap().sns(&|_, _| true).unwrap();
        assert_eq!((list.rows.len(), list.faulty.len()), (6, 0));
        given.until_says("p11sf2 6 0 0 6");
        let event = &imports(&given.data)[0];
        assert_eq!((&event["what"], &event["taken"]), (&"labels".into(), &6.into()));

        // The clock stands still here: the name that is offered next is the same.
        given.press_far(&words::make(lang, "6"));
        given.until_says(lang.t(common::ERR_EXISTS));
        assert_eq!(issued(&given.data)[0].listed, 6, "nothing is overwritten, and no SN is wasted");
        assert_eq!(packages(&given.data), made);
    }
}

#[test]
fn a_faulty_field_says_what_it_must_be() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Lists, with_order());
        given.press(lang.t(words::PAGE_LABELS));
        given.until_says(lang.t(words::EXAMPLE));
        let mut check = |name: Text, bad: &str, expected: &str, good: &str| {
            given.fill(lang.t(name), bad);
            given.until_says(expected);
            given.press_far(&words::make(lang, "0"));
            given.fill(lang.t(name), good);
            assert!(!given.says(expected), "{good}");
        };
        check(words::COUNT, "10001", lang.t(words::FAULT_COUNT), "2");
        check(orders::SN_PREFIX, "VD-", lang.t(words::FAULT_PREFIX), "VDR");
        check(orders::SN_LENGTH, "many", lang.t(words::FAULT_LENGTH), "16");
        check(orders::SN_LENGTH, "65", lang.t(words::FAULT_LENGTH), "16");
        check(orders::SN_LENGTH, "9", &words::fault_short(lang, 8), "16");
        given.press_far(lang.t(words::NUMBERED));
        given.fill(lang.t(orders::SN_LENGTH), "5");
        let mut check = |name: Text, bad: &str, expected: Text, good: &str| {
            given.fill(lang.t(name), bad);
            given.until_says(lang.t(expected));
            given.fill(lang.t(name), good);
        };
        check(words::FIRST, "x", words::FAULT_FIRST, "98");
        check(words::FIRST, "99", words::FAULT_LASTS, "98");
        given.press_far(lang.t(orders::QR_OWN));
        given.until_says(lang.t(words::FAULT_PATTERN));
        given.fill(lang.t(orders::PATTERN), "{pk}+{sn}{*}");
        assert!(given.says(lang.t(words::FAULT_PATTERN)));
        given.fill(lang.t(orders::PATTERN), "A{pk}+{sn}");
        given.until_says("Ap11sf2+VDR98");
        assert!(given.says(&words::misfit(lang, "WO1")), "the order takes the platform's codes only");
        assert_eq!(packages(&given.data).len(), 0);
        given.press_far(&words::make(lang, "2"));
        given.until_says(&words::made(lang, "2"));
        given.until_says("VDR99");
    }
}

#[test]
fn labels_begin_with_the_rules_of_the_products_order() {
    let data = Data::new();
    let text = "name = \"WO9\"\nproduct_key = \"p22222\"\nsn_length = 20\nsn_prefix = \"Q\"\n\
                device_qr = \"ABCPK={pk}+SN={sn}ABC\"\nissued_sn_only = true\n";
    let order = Order::parse(text).unwrap();
    data.ledger.add_order(&order, text, event("order", NOW)).unwrap();
    data.order("WO1", OrderState::Open);
    let mut given = window(Lang::English, Screen::Lists, data);
    given.until_says(&words::not_bound_sns(given.lang, "WO1"));
    given.press(given.t(words::PAGE_LABELS));
    given.until_says("pk=p11sf2&sn=1234567890123456&v=1");
    given.choose(given.t(words::PRODUCT), &words::product_of(given.lang, "p22222", "WO9"));
    given.until_says("ABCPK=p22222+SN=Q1234567890123456789ABC");
    assert!(!given.says(&words::misfit(given.lang, "WO9")));
}

#[test]
fn making_labels_can_be_stopped() {
    for lang in Lang::ALL {
        let mut given = window(lang, Screen::Lists, with_order());
        given.press(lang.t(words::PAGE_LABELS));
        given.until_says(lang.t(words::EXAMPLE));
        given.fill(lang.t(words::COUNT), "10000");
        given.press_far(&words::make(lang, "10,000"));
        given.press_far(lang.t(common::CANCEL));
        given.until_says(lang.t(words::MAKE_CANCELLED));
        assert_eq!((packages(&given.data).len(), issued(&given.data).len()), (0, 0));
    }
}

/// Points and zoom: 640×480, 1024×768 at 200 %, 4K at 75 %, 4K at 200 %.
const SIZES: [([f32; 2], f32); 4] =
    [([640.0, 480.0], 1.0), ([512.0, 384.0], 2.0), ([5120.0, 2880.0], 0.75), ([1920.0, 1080.0], 2.0)];

#[test]
fn every_page_is_drawn_at_every_size() {
    for lang in Lang::ALL {
        for (size, zoom) in SIZES {
            let data = with_order();
            let rows: String = (0..40).map(|n| format!("VDR{n:013}\nVDR-{n}\n\n")).collect();
            let file = data.file("sn.csv", &format!("SN\n{rows}"));
            let mut given = window_of(lang, Screen::Lists, data, size, zoom);
            given.until_says(lang.t(words::NO_SNS));
            look(&mut given, &file);
            given.until_says(&words::some_faulty(lang, "40"));
            for page in [words::PAGE_MODULES, words::PAGE_LABELS, cards::PAGE, words::PAGE_SNS] {
                given.press_far(lang.t(page));
                given.settle();
            }
        }
    }
}

#[test]
fn the_rail_has_room_for_a_glove_at_every_size() {
    for (size, zoom) in SIZES {
        let mut given = window_of(Lang::Chinese, Screen::Lists, with_order(), size, zoom);
        given.settle();
        let mut places = Vec::new();
        for screen in Screen::ALL {
            let name = given.t(rail::entry(screen).1);
            let entry = given.window.get_by_role_and_label(Role::Tab, name);
            places.push(entry.accesskit_node().raw_bounds().unwrap());
        }
        for (at, place) in places.iter().enumerate() {
            assert!(place.width() >= 43.9 && place.height() >= 43.9, "{size:?} ×{zoom}: {place:?}");
            let apart = |other: &egui::accesskit::Rect| {
                place.x1 <= other.x0 + 0.1
                    || other.x1 <= place.x0 + 0.1
                    || place.y1 <= other.y0 + 0.1
                    || other.y1 <= place.y0 + 0.1
            };
            assert!(places[at + 1..].iter().all(apart), "{size:?} ×{zoom}: entry {at} lies under another");
        }
    }
}
