//! Properties of reading: nothing panics, every good code reads back to its keys, and no single
//! misread digit makes another module of an IMEI.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use pairing_station::order::Order;
use pairing_station::scan::{Code, Control, Reason, imei, read};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..Config::default() }
}

fn order(lines: &str) -> Order {
    Order::parse(&format!("name = \"WO1\"\nproduct_key = \"p11sf2\"\n{lines}")).unwrap()
}

/// Orders that between them use every rule.
fn orders() -> Vec<Order> {
    vec![
        order(""),
        order("dk_kind = \"mac\"\nsn_length = 16\nsn_prefix = \"VDR\"\nqr_version = \"1\""),
        order("dk_kind = \"text\"\ndevice_qr = \"{pk}{sn}\""),
        order("device_qr = \"ABCPK={pk}+SN={sn}ABC\"\nmodule_label = [\"{*};{dk};{*}\", \"DK={dk}\"]"),
        order("accept_imeisv = true\naccept_imei14 = true\nluhn = \"warn\"\nimei_choice = \"first\""),
    ]
}

fn module(text: &str, order: &Order) -> Option<String> {
    match read(text.as_bytes(), Some(order)).code {
        Code::Module { dk, .. } => Some(dk),
        _ => None,
    }
}

fn device(text: &str, order: &Order) -> Option<(String, String)> {
    match read(text.as_bytes(), Some(order)).code {
        Code::Device { pk, sn } => Some((pk, sn)),
        _ => None,
    }
}

/// A valid IMEI that is no placeholder.
fn an_imei() -> impl Strategy<Value = String> {
    "[1-9][0-9]{13}".prop_map(|first| format!("{first}{}", imei::check_digit(&first)))
}

/// Pieces that codes are made of, so that arbitrary texts come near to every rule.
fn near_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "pk=", "sn=", "v=1", "&", "p11sf2", "VDR1", "IMEI", "IMEI1:", "SV", "MAC:", ";", ",", "]Q1",
            "PSCMD", "PSOP", "ACK", "89", "＝", "；", "´", "/", "é", "ABCPK", "+SN", "ABC", "DK=", " ", "-",
            ":", "\n", "中",
        ])
        .prop_map(str::to_owned),
        "[0-9]{1,16}",
        "[0-9a-fA-F]{2,12}",
        "\\PC",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for order in orders() {
            read(&bytes, Some(&order));
        }
        read(&bytes, None);
    }

    #[test]
    fn no_text_panics_and_what_is_accepted_is_well_formed(text in near_text()) {
        for order in orders() {
            let reading = read(text.as_bytes(), Some(&order));
            prop_assert_eq!(&reading.text, &text);
            match reading.code {
                Code::Module { dk, .. } => prop_assert!(
                    (4..=32).contains(&dk.len()) && dk.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)),
                    "{dk} from {text}"
                ),
                Code::Device { pk, sn } => prop_assert!(
                    pk.len() == 6 && order.sn_fits(&sn) && text.contains(&pk) && text.contains(&sn),
                    "{pk} {sn} from {text}"
                ),
                Code::Control(_) | Code::Refused { .. } => {}
            }
        }
    }

    #[test]
    fn every_form_of_an_imei_reads_back(imei in an_imei(), version in "[0-9]{2}", word in "[0-9A-Za-z]{1,12}") {
        let plain = order("");
        let (tac, serial, check) = (&imei[..6], &imei[8..14], &imei[14..]);
        for text in [
            imei.clone(),
            format!("]C0{imei}\r\n"),
            format!("{imei};{word};17-{word};EC200U"),
            format!("IMEI:{imei},MAC:AABBCCDDEEFF"),
            format!("IMEI1={imei};IMEI2={imei}"),
            format!("IMEI {tac}-{}-{serial}-{check}", &imei[6..8]),
            format!("imei:{imei} sn:{word}"),
        ] {
            prop_assert_eq!(module(&text, &plain), Some(imei.clone()), "{}", text);
        }
        let open = order("accept_imeisv = true\naccept_imei14 = true");
        prop_assert_eq!(module(&imei[..14], &open), Some(imei.clone()));
        prop_assert_eq!(module(&format!("{}{version}", &imei[..14]), &open), Some(imei.clone()));
    }

    #[test]
    fn one_misread_digit_is_never_another_module(imei in an_imei(), at in 0..15_usize, by in 1..10_u8) {
        let mut digits = imei.into_bytes();
        digits[at] = b'0' + (digits[at] - b'0' + by) % 10;
        let reason = match read(&digits, Some(&order(""))).code {
            Code::Refused { reason, .. } => reason,
            other => panic!("{other:?}"),
        };
        prop_assert!(matches!(reason, Reason::ImeiCheckDigit | Reason::ImeiPlaceholder), "{reason:?}");
    }

    #[test]
    fn every_form_of_a_mac_reads_back(mac in "[1-9A-E][0-9A-F]{11}") {
        let order = order("dk_kind = \"mac\"");
        let pairs: Vec<&str> = (0..6).map(|i| &mac[2 * i..2 * i + 2]).collect();
        for text in [
            mac.clone(),
            mac.to_lowercase(),
            pairs.join(":"),
            pairs.join("-"),
            format!("IMEI:863950069494278,MAC:{mac}"),
        ] {
            prop_assert_eq!(module(&text, &order), Some(mac.clone()), "{}", text);
        }
    }

    #[test]
    fn every_form_of_a_device_qr_reads_back(pk in "[0-9A-Za-z]{6}", sn in "[0-9A-Za-z]{1,64}") {
        let lines = format!("name = \"A\"\nproduct_key = \"{pk}\"\n");
        let platform = Order::parse(&lines).unwrap();
        let expect = Some((pk.clone(), sn.clone()));
        for text in [
            format!("pk={pk}&sn={sn}&v=1"),
            format!("v=1&sn={sn}&pk={pk}"),
            format!("]Q1PK={pk}&SN={sn}"),
        ] {
            prop_assert_eq!(device(&text, &platform), expect.clone(), "{}", text);
        }
        for pattern in ["ABCPK={pk}+SN={sn}ABC", "https://example.com/d?p={pk}&s={sn}", "{pk}{sn}", "{*}/{sn}/{pk}"] {
            let order = Order::parse(&format!("{lines}device_qr = \"{pattern}\"")).unwrap();
            let text = pattern.replace("{pk}", &pk).replace("{sn}", &sn).replace("{*}", "any/thing");
            prop_assert_eq!(device(&text, &order), expect.clone(), "{}", text);
        }
    }

    #[test]
    fn every_text_key_reads_back(dk in "[0-9A-Za-z_][0-9A-Za-z_-]{3,31}") {
        prop_assume!(!dk.to_uppercase().starts_with("PS") && !dk.starts_with("89"));
        prop_assert_eq!(module(&dk, &order("dk_kind = \"text\"")), Some(dk));
    }

    #[test]
    fn every_badge_and_order_card_reads_back(name in "[0-9A-Za-z]{1,64}") {
        for order in orders() {
            let badge = read(format!("PSOP{name}").as_bytes(), Some(&order)).code;
            prop_assert_eq!(badge, Code::Control(Control::Badge(name.clone())));
            let card = read(format!("PSWO{name}").as_bytes(), Some(&order)).code;
            prop_assert_eq!(card, Code::Control(Control::OrderCard(name.clone())));
        }
    }
}
