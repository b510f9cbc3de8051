//! Module labels.

use super::{check, check_all, order};

const A: &str = "863950069494278";
const B: &str = "863950068662495";

#[test]
fn bare_imei() {
    check_all(
        &order(""),
        &[
            ("863950069494278", "module 863950069494278"),
            (" 863950069494278\r\n", "module 863950069494278"),
            ("]C0863950069494278", "module 863950069494278"),
            ("]d2863950069494278", "module 863950069494278"),
            ("]C]C0863950069494278", "unknown_code"),
            ("863950069494270", "imei_check_digit"),
            ("000000000000000", "imei_placeholder"),
            ("001234567890123", "imei_placeholder"),
            ("8639500694942", "imei_length"),
            ("86395006949427", "imei_length"),
            ("8639500694942701", "imeisv"),
            ("86395006949427012", "imei_length"),
            ("863950069494270123", "imei_length"),
            ("8639500694942701234", "unknown_code"),
            ("863950069494", "unknown_code"),
            ("86395006949427a", "unknown_code"),
            ("hello", "unknown_code"),
            ("AABBCCDDEEFF", "unknown_code"),
        ],
    );
}

#[test]
fn what_an_order_may_allow() {
    check(&order("luhn = \"warn\""), "863950069494270", "module 863950069494270 !");
    check(&order("luhn = \"warn\""), "863950069494278", "module 863950069494278");
    check(&order("luhn = \"warn\""), "000000000000000", "imei_placeholder");
    check(&order("accept_imeisv = true"), "8639500694942701", "module 863950069494278");
    check(&order("accept_imeisv = true"), "0039500694942701", "imei_placeholder");
    check(&order("accept_imei14 = true"), "86395006949427", "module 863950069494278");
    check(&order("accept_imei14 = true"), "8639500694942701", "imeisv");
    check(&order("accept_imei14 = true"), "IMEI:86395006949427", "module 863950069494278");
    check(&order("accept_imeisv = true"), "IMEISV:8639500694942701", "module 863950069494278");
}

#[test]
fn vendor_label() {
    check_all(
        &order(""),
        &[
            ("863950069494278;D1Q20GM050038341P;17-B001;EC200U", "module 863950069494278"),
            ("863950069494278;D1Q20GM050038341P;;移远通信；EC200U", "module 863950069494278"),
            ("863950069494278;", "module 863950069494278"),
            ("863950069494270;D1Q20GM050038341P", "imei_check_digit"),
            ("000000000000000;D1Q20GM050038341P", "imei_placeholder"),
            ("86395006949427;D1Q20GM050038341P", "imei_length"),
            ("8639500694942701;D1Q20GM050038341P", "imeisv"),
            ("D1Q20GM050038341P;863950069494278", "unknown_code"),
            ("863950069494278;863950069494278;x", "module 863950069494278"),
            ("863950069494278;863950068662495;x", "imei_ambiguous"),
            ("863950069494278;863950068662490;x", "module 863950069494278"),
        ],
    );
    check(&order(""), b"863950069494278;SN;\xd2\xc6\xd4\xb6;EC", "module 863950069494278");
    check(&order("imei_choice = \"first\""), format!("{A};{B};x"), &format!("module {A}"));
    check(&order("imei_choice = \"imei1\""), format!("{A};{B};x"), "imei_ambiguous");
}

#[test]
fn labelled_imei() {
    check_all(
        &order(""),
        &[
            ("IMEI:863950069494278,MAC:AABBCCDDEEFF", "module 863950069494278"),
            ("IMEI 863950-06-949427-8", "module 863950069494278"),
            ("imei=863950069494278", "module 863950069494278"),
            ("IMEI863950069494278", "module 863950069494278"),
            ("IMEI: 8639 5006 9494 278 SN 5", "module 863950069494278"),
            ("IMEI:863950069494278 863950068662495", "module 863950069494278"),
            ("SN:123;IMEI:863950069494278;FW:7", "module 863950069494278"),
            ("IMEI1:863950069494278", "module 863950069494278"),
            ("IMEI 1: 863950069494278", "module 863950069494278"),
            ("IMEI(1)863950069494278", "module 863950069494278"),
            ("IMEI:863950069494278,IMEISV:8639500694942701", "module 863950069494278"),
            ("IMEISV:8639500694942701", "imeisv"),
            ("IMEI:863950069494270", "imei_check_digit"),
            ("IMEI:000000000000000", "imei_placeholder"),
            ("IMEI:8639500694942", "imei_length"),
            ("IMEI:863950069494278-01", "imei_length"),
            ("IMEI:", "unknown_code"),
            ("XIMEI:863950069494278", "unknown_code"),
            ("863950-06-949427-8", "unknown_code"),
        ],
    );
}

#[test]
fn two_imeis_on_one_label() {
    let two = format!("IMEI1={A};IMEI2={B}");
    let swapped = format!("IMEI2={B};IMEI1={A}");
    let unnumbered = format!("IMEI={A};IMEI={B}");
    let list = format!("{A},{B}");
    for (choice, text, expect) in [
        ("refuse", &two, "imei_ambiguous"),
        ("refuse", &list, "imei_ambiguous"),
        ("refuse", &format!("IMEI1={A};IMEI2={A}"), &*format!("module {A}")),
        ("refuse", &format!("{A} {A}"), &format!("module {A}")),
        ("refuse", &format!("IMEI1={A};IMEI2=000000000000000"), &format!("module {A}")),
        ("refuse", &format!("IMEI1={A};IMEI2=863950068662490"), "imei_check_digit"),
        ("refuse", &"IMEI1=000000000000000;IMEI2=000000000000000".to_owned(), "imei_placeholder"),
        ("first", &two, &format!("module {A}")),
        ("first", &swapped, &format!("module {B}")),
        ("first", &list, &format!("module {A}")),
        ("first", &format!("IMEI1=863950069494270;IMEI2={B}"), "imei_check_digit"),
        ("imei1", &two, &format!("module {A}")),
        ("imei1", &swapped, &format!("module {A}")),
        ("imei1", &unnumbered, "imei_ambiguous"),
        ("imei1", &format!("IMEI1=863950069494270;IMEI2={B}"), "imei_check_digit"),
        ("imei1", &format!("IMEI={A}"), &format!("module {A}")),
    ] {
        check(&order(&format!("imei_choice = \"{choice}\"")), text, expect);
    }
}

#[test]
fn mac_orders() {
    check_all(
        &order("dk_kind = \"mac\""),
        &[
            ("AABBCCDDEEFF", "module AABBCCDDEEFF"),
            ("aa:bb:cc:dd:ee:ff", "module AABBCCDDEEFF"),
            ("AA-BB-CC-DD-EE-FF", "module AABBCCDDEEFF"),
            ("IMEI:863950069494278,MAC:AABBCCDDEEFF", "module AABBCCDDEEFF"),
            ("AA:BB:CC:DD:EE:GG", "mac_format"),
            ("AABBCCDDEE", "mac_format"),
            ("000000000000", "mac_format"),
            ("863950069494278", "mac_format"),
            ("hello", "unknown_code"),
            ("pk=p11sf2&sn=A1", "device p11sf2 A1"),
        ],
    );
}

#[test]
fn text_orders() {
    let long = "x".repeat(33);
    check_all(
        &order("dk_kind = \"text\""),
        &[
            ("FW_00-12ab", "module FW_00-12ab"),
            ("863950069494278", "module 863950069494278"),
            ("1234", "module 1234"),
            ("123", "dk_format"),
            (long.as_str(), "dk_format"),
            ("AB CD", "dk_format"),
            ("设备0001", "dk_format"),
            ("a=b&c=d", "unknown_code"),
            ("pk=p11sf2&sn=A1", "device p11sf2 A1"),
            ("pk=p11sf2", "wrong_barcode:sn_missing"),
        ],
    );
}

#[test]
fn patterns_of_the_order_come_first() {
    let vendor = order("module_label = [\"{*};{dk};{*}\", \"DK={dk}\"]");
    check_all(
        &vendor,
        &[
            ("X;863950069494278;Y", "module 863950069494278"),
            ("X;863950-06-949427-8;Y", "module 863950069494278"),
            ("X;863950069494270;Y", "imei_check_digit"),
            ("DK=863950069494278", "module 863950069494278"),
            // The field is no IMEI at all: the built-in rules may try.
            ("863950069494278;D1Q20;Y", "module 863950069494278"),
            ("863950069494278", "module 863950069494278"),
            ("X;hello;Y", "unknown_code"),
            ("pk=p11sf2&sn=A1", "device p11sf2 A1"),
            ("89860000000000000000", "wrong_barcode:iccid"),
        ],
    );
    // The pattern picks the second; a bad one must not fall back to the first.
    let second = order("module_label = [\"IMEI1={*};IMEI2={dk}\"]");
    check(&second, format!("IMEI1={A};IMEI2={B}"), &format!("module {B}"));
    check(&second, format!("IMEI1={A};IMEI2=863950068662490"), "imei_check_digit");
    check(&order("dk_kind = \"text\"\nmodule_label = [\"M:{dk}.\"]"), "M:abcd.", "module abcd");
    check(&order("dk_kind = \"text\"\nmodule_label = [\"M:{dk}.\"]"), "M:abc.", "dk_format");
    check(
        &order("dk_kind = \"mac\"\nmodule_label = [\"M:{dk}.\"]"),
        "M:aa:bb:cc:dd:ee:ff.",
        "module AABBCCDDEEFF",
    );
}
