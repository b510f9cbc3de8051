//! The work order file, line by line.

use super::*;

const FULL: &str = r#"# every key
name = "WO-1001_b"
product_key = "p11sf2"
planned = 500
dk_kind = "imei"
device_qr = "ABCPK={pk}+SN={sn}ABC"
module_label = ["{*};{dk};{*}", "DK {dk}"]
scan_order = "module_first"
tac = ["86395006", "86395007"]
sn_length = 16
sn_prefix = "VDR"
issued_sn_only = true
allowed_dk_only = true
accept_imeisv = true
accept_imei14 = true
luhn = "warn"
qr_version = "1"
imei_choice = "imei1"
half_scan_timeout_s = 30
bounce_ms = 0
ack = "supervisor"
device_name = "{order}-{sn}"
template = "quectel-en"
"#;

#[test]
fn every_key_is_read() {
    let order = Order::parse(FULL).unwrap();
    assert_eq!(order.planned, Some(500));
    assert!(matches!(&order.device_qr, DeviceQr::Pattern(p) if p.source() == "ABCPK={pk}+SN={sn}ABC"));
    assert_eq!(order.module_label.len(), 2);
    assert_eq!(order.scan_order, ScanOrder::ModuleFirst);
    assert_eq!(order.tac, ["86395006", "86395007"]);
    assert_eq!((order.sn_length, order.sn_prefix.as_str()), (Some(16), "VDR"));
    assert!(order.issued_sn_only && order.allowed_dk_only && order.accept_imeisv && order.accept_imei14);
    assert_eq!((order.luhn, order.imei_choice, order.ack), (Luhn::Warn, ImeiChoice::Imei1, Ack::Supervisor));
    assert_eq!(order.qr_version, QrVersion::Exactly("1".into()));
    assert_eq!((order.half_scan_timeout_s, order.bounce_ms), (30, 0));
    assert_eq!(order.device_name_for("863950069494278", "p11sf2", "VDR1"), "WO-1001_b-VDR1");
    assert_eq!(order.template, "quectel-en");
    assert_eq!(order.card_name(), "WO1001b");
}

#[test]
fn two_keys_are_enough_and_the_rest_has_the_contract_s_defaults() {
    let order = Order::parse("\u{feff}name = \"WO1\"\r\nproduct_key = \"p11sf2\"\r\n").unwrap();
    assert_eq!(order, Order::default_for("WO1", "p11sf2"));
    assert_eq!(
        (order.half_scan_timeout_s, order.bounce_ms, order.template.as_str()),
        (60, 800, "quectel-zh")
    );
    assert_eq!(order.device_name_for("d", "p", "s"), "");
}

#[test]
fn the_canonical_text_parses_back_equal() {
    let odd = "name = 'A'\nproduct_key = 'p11sf2'\ntemplate = 'C:\\t \"x\".csv'\ndevice_name = '设备 {sn}'";
    for text in [FULL, odd, "name='A'\nproduct_key='p11sf2'"] {
        let order = Order::parse(text).unwrap();
        assert_eq!(Order::parse(&order.to_toml()), Ok(order));
    }
}

#[test]
fn the_sample_orders_are_read() {
    for text in [
        "name = \"WO1001\"\nproduct_key = \"p11sf2\"\nplanned = 500\ntac = [\"86395006\"]\nsn_length = 16\nsn_prefix = \"VDR\"\n",
        "name = \"WOCUSTOM\"\nproduct_key = \"p11sf2\"\ndevice_qr = \"ABCPK={pk}+SN={sn}ABC\"\ntemplate = \"quectel-en\"\n",
        "name = \"WOWIFI\"\nproduct_key = \"p11sf2\"\ndk_kind = \"mac\"\n",
    ] {
        assert!(Order::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn the_first_rule_that_differs_is_named() {
    let order = Order::parse(FULL).unwrap();
    assert_eq!(order.first_difference(&order), None);
    let text = FULL.replace("planned = 500", "").replace("bounce_ms = 0", "bounce_ms = 1");
    assert_eq!(order.first_difference(&Order::parse(&text).unwrap()), Some("planned"));
    // Each line of the full file is a rule of its own: leaving it out shows, under its own name.
    for line in FULL.lines().skip(4).filter(|line| !line.starts_with("dk_kind")) {
        let other = Order::parse(&FULL.replace(line, "")).unwrap();
        let key = line.split(' ').next();
        assert_eq!(order.first_difference(&other), key, "{line}");
    }
}

/// A good file of two lines, then `line`: the fault must be at `line`'s `column` and say `words`.
#[track_caller]
fn check_fault(line: &str, column: usize, words: &str) {
    let text = format!("name = \"WO1\"\nproduct_key = \"p11sf2\"\n{line}\nack = \"operator\"\n");
    let error = Order::parse(&text).unwrap_err();
    assert_eq!((error.line, error.column), (3, column), "{line}: {error}");
    assert!(error.to_string().contains(words), "{line}: {error}");
    assert!(!error.todo.is_empty(), "{line}: {error}");
}

#[test]
fn every_fault_names_its_line() {
    check_fault("planed = 5", 1, "there is no key \"planed\"");
    check_fault("planned = 0", 11, "planned cannot be 0");
    check_fault("planned = -1", 11, "planned cannot be -1");
    check_fault("planned = 99999999999999999999", 11, "whole number");
    check_fault("planned = \"5\"", 11, "of the kind string");
    check_fault("planned = 5.0", 11, "of the kind float");
    check_fault("dk_kind = \"IMEI\"", 11, "\"imei\" or \"mac\" or \"text\"");
    check_fault("device_qr = \"PK={pk}\"", 13, "{sn} is missing");
    check_fault("device_qr = \"SN={sn}\"", 13, "{pk} is missing");
    check_fault("device_qr = \"\"", 13, "empty");
    check_fault("device_qr = \"{sn}{*}+{pk}\"", 13, "touches");
    check_fault("module_label = [\"{dk}\", \"IMEI\"]", 25, "{dk} is missing");
    check_fault("module_label = \"{dk}\"", 16, "a list of texts");
    check_fault("scan_order = \"module\"", 14, "module_first");
    check_fault("tac = [\"86395006\", \"8639500\"]", 20, "first 8 digits");
    check_fault("tac = [86395006]", 8, "of the kind integer");
    check_fault("tac = [\"00395006\"]", 8, "never beginning 00");
    check_fault("sn_length = 65", 13, "from 1 to 64");
    check_fault("sn_prefix = \"V-\"", 13, "letters and digits");
    check_fault("issued_sn_only = \"true\"", 18, "without quotes");
    check_fault("luhn = \"off\"", 8, "\"require\" or \"warn\"");
    check_fault("qr_version = 1", 14, "a text in quotes");
    check_fault("qr_version = \"\"", 14, "any");
    check_fault("imei_choice = \"second\"", 15, "imei1");
    check_fault("half_scan_timeout_s = 0", 23, "from 1 to 3600");
    check_fault("half_scan_timeout_s = 3601", 23, "from 1 to 3600");
    check_fault("bounce_ms = 10001", 13, "from 0 to 10000");
    check_fault("device_name = \"{name}\"", 15, "{name}");
    check_fault("device_name = \"{sn\"", 15, "{sn");
    for formula in ["=1+1", "+{sn}", "-{dk}", "@x"] {
        check_fault(&format!("device_name = {formula:?}"), 15, "runs as a formula");
    }
    check_fault("template = \" \"", 12, "template is empty");
    check_fault("name = \"WO2\"", 1, "not TOML");
    check_fault("bounce_ms 800", 11, "not TOML");
    check_fault("[line]", 2, "there is no key \"line\"");
}

#[test]
fn rules_that_do_not_fit_each_other_are_refused() {
    let both = "name='A'\nproduct_key='p11sf2'\nsn_length = 2\nsn_prefix = 'VDR'";
    let error = Order::parse(both).unwrap_err();
    assert_eq!((error.line, error.column), (4, 13), "{error}");
    let mac = "name='A'\nproduct_key='p11sf2'\ndk_kind='mac'\ntac = ['86395006']";
    assert_eq!(Order::parse(mac).unwrap_err().line, 4);
    let long = format!("name='A'\nproduct_key='p11sf2'\ndevice_name = '{}{{sn}}'", "x".repeat(200));
    assert!(Order::parse(&long).unwrap_err().what.contains("264 characters"));
    assert!(Order::parse(&format!("{long}\nsn_length = 16")).is_ok());
}

#[test]
fn name_and_product_key_must_be_there_and_good() {
    for (text, line, column, words) in [
        ("", 1, 1, "name is missing"),
        ("name = \"WO1\"", 1, 1, "product_key is missing"),
        ("name = \"\"\nproduct_key = \"p11sf2\"", 1, 8, "name is empty"),
        ("name = \"工单\"\nproduct_key = \"p11sf2\"", 1, 8, "name cannot be"),
        ("name = \"-_\"\nproduct_key = \"p11sf2\"", 1, 8, "name cannot be"),
        ("name = \"WO1\"\n\n  product_key = \"p11sf\"", 3, 17, "6 letters and digits"),
        ("name = \"WO1\"\nproduct_key = \"p11s-2\"", 2, 15, "6 letters and digits"),
        // Columns are counted in characters.
        ("name = \"WO1\"\nproduct_key = \"p11sf2\" # 号 \"\ntac = ['号', 1]", 3, 8, "8 digits"),
    ] {
        let error = Order::parse(text).unwrap_err();
        assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
        assert!(error.to_string().contains(words), "{text}: {error}");
    }
}

#[test]
fn an_order_that_was_taken_in_before_is_still_read() {
    let formula = "name = '-A'\nproduct_key = 'p11sf2'\ndevice_name = '{order}'";
    let error = Order::parse(formula).unwrap_err();
    assert_eq!((error.line, error.column), (3, 15), "{error}");
    assert_eq!(Order::parse_kept(formula).unwrap().device_name_for("d", "p", "s"), "-A");
    assert!(Order::parse_kept("name = 'A'").is_err());
}
