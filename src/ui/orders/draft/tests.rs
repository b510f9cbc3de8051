//! The form and the file are the same order, whatever it is.

use proptest::prelude::*;

use super::*;
use crate::order::file::KEYS;
use crate::order::pattern::Placeholder;

fn draft(change: impl FnOnce(&mut Draft)) -> Draft {
    let mut draft = Draft::like(&Order::default_for("", "p11sf2"));
    draft.name = "WO1".into();
    change(&mut draft);
    draft
}

/// An order typed as it is, and read again from the file the form makes.
#[track_caller]
fn survives(order: &Order) {
    let typed = Draft::of(order);
    assert_eq!(typed.judge().as_ref(), Ok(order));
    assert_eq!(Order::parse(&typed.file()).as_ref(), Ok(order));
}

#[test]
fn every_key_of_the_file_has_a_field() {
    // An order that differs from the usual one in that key alone.
    let check = |key: &str, line: &str| {
        let base = "name = \"W\"\nproduct_key = \"p11sf2\"\n";
        let usual = Order::parse(base).unwrap();
        let text = match key {
            "name" | "product_key" => {
                let kept = base.lines().filter(|kept| !kept.starts_with(key));
                format!("{}\n{line}\n", kept.collect::<Vec<_>>().join("\n"))
            }
            _ => format!("{base}{line}\n"),
        };
        let other = Order::parse(&text).unwrap();
        assert_eq!(usual.differences(&other), [key]);
        survives(&other);
        assert_ne!(Draft::of(&usual), Draft::of(&other), "{key} is in the form");
    };
    let lines = [
        "name = \"WO-2_x\"",
        "product_key = \"P1137H\"",
        "planned = 500",
        "dk_kind = \"mac\"",
        "device_qr = \"ABCPK={pk}+SN={sn}ABC\"",
        "module_label = [\"M:{dk}\", \" \\\"{dk}\\\" \"]",
        "scan_order = \"module_first\"",
        "tac = [\"86395006\", \"86817105\"]",
        "sn_length = 16",
        "sn_prefix = \"VDR\"",
        "issued_sn_only = true",
        "allowed_dk_only = true",
        "accept_imeisv = true",
        "accept_imei14 = true",
        "luhn = \"warn\"",
        "qr_version = \"1\"",
        "imei_choice = \"imei1\"",
        "half_scan_timeout_s = 30",
        "bounce_ms = 0",
        "ack = \"supervisor\"",
        "device_name = \" {order}-{sn} \"",
        "template = \"quectel-en\"",
    ];
    let keys: Vec<&str> =
        lines.iter().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key).collect();
    assert_eq!(keys, KEYS);
    keys.iter().zip(lines).for_each(|(key, line)| check(key, line));
}

/// A pattern that is one: literals of any kind around its placeholders.
fn pattern(required: &'static [Placeholder]) -> impl Strategy<Value = Pattern> {
    let literal = || "[ -~甲“é\\\\\"']{0,8}";
    let parts = prop::collection::vec(literal(), required.len() + 1);
    parts.prop_filter_map("no pattern", |literals| {
        let mut source = literals[0].clone();
        for (placeholder, literal) in required.iter().zip(&literals[1..]) {
            source += placeholder.as_str();
            source += literal;
        }
        Pattern::parse(&source, required).ok()
    })
}

fn choice<C: Choice + std::fmt::Debug>() -> impl Strategy<Value = C> {
    prop::sample::select(C::WORDS.iter().map(|(value, _)| *value).collect::<Vec<_>>())
}

prop_compose! {
    fn keys()(
        name in "[0-9A-Za-z][-_0-9A-Za-z]{0,20}",
        product_key in "[0-9A-Za-z]{6}",
        planned in prop::option::of(1u64..1_000_000_000),
        own in prop::option::of(pattern(&[Placeholder::Pk, Placeholder::Sn])),
        module_label in prop::collection::vec(pattern(&[Placeholder::Dk]), 0..3),
        sn_length in prop::option::of(4usize..=64),
        sn_prefix in "[0-9A-Za-z]{0,4}",
        version in prop::option::of("[0-9.]{1,8}"),
        device_name in "([0-9A-Za-z甲][ -z甲]{0,11})?(\\{(order|pk|sn|dk)\\}[ -z]{0,3}){0,2}",
        template in "[!-~模][ -~]{0,12}",
    ) -> Order {
        Order {
            planned,
            device_qr: own.map_or(DeviceQr::Quectel, DeviceQr::Pattern),
            module_label,
            sn_length,
            sn_prefix,
            qr_version: version.map_or(QrVersion::Any, QrVersion::Exactly),
            device_name,
            template,
            ..Order::default_for(&name, &product_key)
        }
    }
}

prop_compose! {
    fn order()(
        keys in keys(),
        dk_kind in choice::<DkKind>(),
        scan_order in choice::<ScanOrder>(),
        tac in prop::collection::vec("[1-9][0-9]{7}", 0..3),
        switches in any::<[bool; 4]>(),
        (luhn, imei_choice, ack) in (choice::<Luhn>(), choice::<ImeiChoice>(), choice::<Ack>()),
        (half_scan_timeout_s, bounce_ms) in (1u32..=3600, 0u32..=10_000),
    ) -> Order {
        let [issued_sn_only, allowed_dk_only, accept_imeisv, accept_imei14] = switches;
        Order {
            dk_kind,
            scan_order,
            tac: if dk_kind == DkKind::Imei { tac } else { Vec::new() },
            issued_sn_only,
            allowed_dk_only,
            accept_imeisv,
            accept_imei14,
            luhn,
            imei_choice,
            ack,
            half_scan_timeout_s,
            bounce_ms,
            ..keys
        }
    }
}

proptest! {
    #[test]
    fn any_order_survives_the_form(order in order()) {
        // What the order's own room takes, the form takes and gives back.
        prop_assert_eq!(Order::parse(&order.to_toml()), Ok(order.clone()));
        survives(&order);
    }
}

#[test]
fn every_faulty_field_is_named_at_once() {
    let check = |change: fn(&mut Draft), expected: &[&str]| {
        let faults = draft(change).judge().unwrap_err();
        let keys: Vec<&str> = faults.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, expected);
    };
    check(|d| d.name = "订单".into(), &["name"]);
    check(|d| (d.name, d.product_key) = (String::new(), "p11".into()), &["name", "product_key"]);
    check(|d| d.planned = "-5".into(), &["planned"]);
    check(|d| d.planned = "many".into(), &["planned"]);
    check(|d| (d.own_qr, d.pattern) = (true, "{pk}".into()), &["device_qr"]);
    check(|d| d.tac = "86395006, 1234".into(), &["tac"]);
    check(|d| (d.sn_length, d.bounce_ms) = ("0".into(), "x".into()), &["sn_length", "bounce_ms"]);
    check(|d| (d.sn_length, d.sn_prefix) = ("2".into(), "VDR".into()), &["sn_prefix"]);
    check(|d| d.module_label = "no placeholder".into(), &["module_label"]);
}
