//! Every rule of reading, as tables: what a gun sends, what it means.

mod device;
mod keyboard;
mod module;

use super::*;
use crate::order::Order;

/// An order of two lines and these.
fn order(lines: &str) -> Order {
    Order::parse(&format!("name = \"WO1\"\nproduct_key = \"p11sf2\"\n{lines}")).unwrap()
}

/// A reading in one line: `module DK`, `module DK !` (wrong check digit taken), `device PK SN`,
/// `control …`, or `reason` / `reason:hint`.
fn shown(reading: &Reading) -> String {
    match &reading.code {
        Code::Module { dk, check_digit_wrong } => {
            format!("module {dk}{}", if *check_digit_wrong { " !" } else { "" })
        }
        Code::Device { pk, sn } => format!("device {pk} {sn}"),
        Code::Control(Control::Badge(id)) => format!("control badge {id}"),
        Code::Control(Control::OrderCard(name)) => format!("control order {name}"),
        Code::Control(control) => format!("control {}", control.as_str()),
        Code::Refused { reason, hint: None } => reason.as_str().to_owned(),
        Code::Refused { reason, hint: Some(hint) } => format!("{}:{}", reason.as_str(), hint.as_str()),
    }
}

#[track_caller]
fn check(order: &Order, input: impl AsRef<[u8]>, expect: &str) {
    let input = input.as_ref();
    let reading = read(input, Some(order));
    assert_eq!(shown(&reading), expect, "{:?} by {:?}", String::from_utf8_lossy(input), reading.rule);
}

#[track_caller]
fn check_all(order: &Order, table: &[(&str, &str)]) {
    for (input, expect) in table {
        check(order, input, expect);
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let order = order("");
    check(&order, "", "empty");
    check(&order, " \r\n", "empty");
    check(&order, "]C0", "empty");
    check(&order, "1".repeat(4097), "too_long");
    check(&order, "1".repeat(4096), "unknown_code");
    check(&order, b"\xff\xfe", "bad_encoding");
    check(&order, b"86395006\x009494278", "bad_encoding");
    check(&order, b"863950069494278\n863950069494278", "bad_encoding");
}

#[test]
fn the_text_is_kept_as_it_came() {
    let order = order("");
    for (bytes, text, rule) in [
        (&b"]C0863950069494278\r"[..], "]C0863950069494278\r", Rule::BareImei),
        (b" hello ", " hello ", Rule::None),
        (b"863950069494278;\xd2\xc6", "863950069494278;移", Rule::VendorLabel),
        (b"pk=p11sf2&sn=A", "pk=p11sf2&sn=A", Rule::PlatformQr),
    ] {
        let reading = read(bytes, Some(&order));
        assert_eq!((reading.text.as_str(), reading.rule), (text, rule));
    }
}

#[test]
fn control_barcodes_badges_and_order_cards() {
    for order in [order(""), order("dk_kind = \"text\""), order("device_qr = \"{pk}{sn}\"")] {
        check_all(
            &order,
            &[
                ("PSCMDACK", "control ack"),
                ("]C0PSCMDCANCEL\r\n", "control cancel"),
                ("PSCMDUNDO", "control undo"),
                ("PSCMDVERIFY", "control verify"),
                ("PSCMDPAIR", "control pair"),
                ("PSOP1007", "control badge 1007"),
                ("PSWOWO1001", "control order WO1001"),
            ],
        );
    }
    for order in [order(""), order("dk_kind = \"text\"")] {
        check_all(
            &order,
            &[("PSCMDFOO", "unknown_code"), ("PSOP", "unknown_code"), ("PSOP-1", "unknown_code")],
        );
    }
}

#[test]
fn without_an_order_the_built_in_rules_read() {
    for (input, expect) in [
        ("863950069494278", "module 863950069494278"),
        ("pk=zzzzzz&sn=A1", "device zzzzzz A1"),
        ("PSWOWO1", "control order WO1"),
        ("hello", "unknown_code"),
    ] {
        assert_eq!(shown(&read(input.as_bytes(), None)), expect, "{input}");
    }
}

#[test]
fn known_wrong_barcodes_have_their_own_words() {
    for kind in ["imei", "mac", "text"] {
        let order = order(&format!("dk_kind = \"{kind}\""));
        check(&order, "89860000000000000000", "wrong_barcode:iccid");
        check(&order, "8986000000000000000F", "wrong_barcode:iccid");
        check(&order, "89049032004008882600004821436874", "wrong_barcode:eid");
    }
    check(&order(""), "6901234567892", "wrong_barcode:ean13");
    check(&order("dk_kind = \"mac\""), "6901234567892", "wrong_barcode:ean13");
    // Thirteen digits may be a firmware's own key, and one in ten has a fitting check digit.
    check(&order("dk_kind = \"text\""), "6901234567892", "module 6901234567892");
    check(&order(""), "6901234567893", "imei_length");
}
