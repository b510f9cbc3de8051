//! Device QR codes.

use super::{check_all, order};

#[test]
fn the_platform_s_format() {
    let long = "S".repeat(64);
    let good = format!("pk=p11sf2&sn={long}");
    let longer = format!("pk=p11sf2&sn={long}S");
    check_all(
        &order(""),
        &[
            ("pk=p11sf2&sn=VDR7098612099028&v=1", "device p11sf2 VDR7098612099028"),
            ("]Q1pk=p11sf2&sn=VDR7098612099028&v=1\r", "device p11sf2 VDR7098612099028"),
            ("v=1&sn=VDR7098612099028&pk=p11sf2", "device p11sf2 VDR7098612099028"),
            ("PK=p11sf2&Sn=vdr1&V=1", "device p11sf2 vdr1"),
            ("pk=p11sf2&sn=VDR1", "device p11sf2 VDR1"),
            ("pk=zzzzzz&sn=VDR1&v=1", "device zzzzzz VDR1"),
            ("pk=p11sf2&sn=VDR1&v=1&batch=7", "device p11sf2 VDR1"),
            ("pk=p11sf2&sn=VDR1&sn=VDR1", "device p11sf2 VDR1"),
            (good.as_str(), &format!("device p11sf2 {long}")),
            (longer.as_str(), "sn_format"),
            ("sn=VDR1&v=1", "wrong_barcode:pk_missing"),
            ("pk=p11sf2&v=1", "wrong_barcode:sn_missing"),
            ("pk=p11sf2&", "wrong_barcode:sn_missing"),
            ("pk=p11sf2&sn", "wrong_barcode:sn_missing"),
            // A missing field before a bad one.
            ("pk=p1&v=", "wrong_barcode:sn_missing"),
            ("sn=V-1", "wrong_barcode:pk_missing"),
            ("pk=p11sf&sn=VDR1", "pk_format"),
            ("pk=p11sf2x&sn=VDR1", "pk_format"),
            ("pk=p11-f2&sn=V-1", "pk_format"),
            ("pk=&sn=VDR1", "pk_format"),
            ("pk=p11sf2&sn=", "sn_format"),
            ("pk=p11sf2&sn=VDR-1", "sn_format"),
            ("pk=p11sf2&sn=VDR%31", "sn_format"),
            ("pk=p11sf2&sn= VDR1", "sn_format"),
            ("pk=p11sf2&sn=VDR1&v=", "qr_version"),
            ("pk=p11sf2&sn=VDR1&v=1863950069494278", "qr_version"),
            // Two codes run together.
            ("pk=p11sf2&sn=VDR1&v=1pk=p11sf2&sn=VDR2&v=1", "sn_format"),
            ("pk=p11sf2&sn=VDR1&pk=p11sf3", "pk_format"),
            ("pk=p11sf2&sn=VDR1&v=1&v=2", "qr_version"),
            ("pk=p11sf2&sn=VDR1&", "unknown_code"),
            ("pk=p11sf2&sn=VDR1&v", "unknown_code"),
            ("https://x.cn/?pk=p11sf2&sn=VDR1", "unknown_code"),
            ("pk:p11sf2;sn:VDR1", "unknown_code"),
            ("v=1", "unknown_code"),
            // A device QR that names an IMEI is a device QR.
            ("pk=zzzzzz&sn=VDR1&imei=863950069494278", "device zzzzzz VDR1"),
        ],
    );
}

#[test]
fn the_order_s_rules_for_sn_and_version() {
    check_all(
        &order("sn_length = 16\nsn_prefix = \"VDR\"\nqr_version = \"1\""),
        &[
            ("pk=p11sf2&sn=VDR7098612099028&v=1", "device p11sf2 VDR7098612099028"),
            ("pk=p11sf2&sn=VDR709861209902&v=1", "sn_format"),
            ("pk=p11sf2&sn=XDR7098612099028&v=1", "sn_format"),
            ("pk=p11sf2&sn=VDR7098612099028&v=2", "qr_version"),
            ("pk=p11sf2&sn=VDR7098612099028", "qr_version"),
            ("pk=zzzzzz&sn=VDR7098612099028&v=1", "device zzzzzz VDR7098612099028"),
            // Format before product.
            ("pk=zzzzzz&sn=XDR7098612099028&v=1", "sn_format"),
        ],
    );
}

#[test]
fn patterns_of_the_order() {
    check_all(
        &order("device_qr = \"ABCPK={pk}+SN={sn}ABC\"\nsn_prefix = \"V\""),
        &[
            ("ABCPK=p11sf2+SN=VDR1ABC", "device p11sf2 VDR1"),
            ("]Q1ABCPK=p11sf2+SN=VDR1ABC", "device p11sf2 VDR1"),
            ("ABCPK=zzzzzz+SN=VDR1ABC", "device zzzzzz VDR1"),
            ("ABCPK=p11sf+SN=VDR1ABC", "pk_format"),
            ("ABCPK=p11sf2+SN=V-1ABC", "sn_format"),
            ("ABCPK=p11sf2+SN=XDR1ABC", "sn_format"),
            ("ABCPK=p11sf2+SN=VDR1ABCD", "unknown_code"),
            ("XABCPK=p11sf2+SN=VDR1ABC", "unknown_code"),
            ("pk=p11sf2&sn=VDR1&v=1", "unknown_code"),
            ("863950069494278", "module 863950069494278"),
        ],
    );
    check_all(
        &order("device_qr = \"https://example.com/d?p={pk}&s={sn}{*}\"".replace("{*}", "&{*}").as_str()),
        &[("https://example.com/d?p=p11sf2&s=A1&x=imei", "device p11sf2 A1")],
    );
}

#[test]
fn a_pattern_without_text_of_its_own_leaves_modules_alone() {
    check_all(
        &order("device_qr = \"{pk}{sn}\""),
        &[
            ("p11sf2VDR1", "device p11sf2 VDR1"),
            ("863950069494278", "module 863950069494278"),
            ("863950069494270", "imei_check_digit"),
            ("zzzzzzVDR1", "device zzzzzz VDR1"),
        ],
    );
    check_all(
        &order("device_qr = \"{pk}-{sn}\"\ndk_kind = \"mac\""),
        &[("AA-BB-CC-DD-EE-FF", "module AABBCCDDEEFF"), ("p11sf2-A1", "device p11sf2 A1")],
    );
    check_all(
        &order("device_qr = \"{pk}-{sn}\"\ndk_kind = \"text\""),
        &[("zzzzzz-A1", "device zzzzzz A1"), ("p1-A1", "pk_format"), ("FW00012", "module FW00012")],
    );
    check_all(
        &order("device_qr = \"{pk};{sn}\""),
        &[("863950069494278;D1Q20", "module 863950069494278"), ("863950069494270;D1Q20", "imei_check_digit")],
    );
}
