use super::*;
use crate::scan::Rule;

const RULES: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\n";

fn order(more: &str) -> Order {
    Order::parse(&format!("{RULES}{more}")).unwrap()
}

/// Orders of every kind.
fn orders() -> Vec<Order> {
    [
        "",
        "tac = [\"35209900\", \"86395006\"]\nsn_length = 10\nsn_prefix = \"T4G\"\nplanned = 5\n",
        "scan_order = \"module_first\"\nqr_version = \"2\"\n",
        "scan_order = \"device_first\"\nbounce_ms = 0\nluhn = \"warn\"\n",
        "dk_kind = \"mac\"\nsn_length = 2\n",
        "dk_kind = \"text\"\n",
        "device_qr = \"ABCPK={pk}+SN={sn}ABC\"\n",
        "device_qr = \"https://example.com/d?p={pk}&s={sn}&x={*}\"\naccept_imei14 = true\naccept_imeisv = true\n",
    ]
    .map(order)
    .into()
}

#[test]
fn good_codes_are_read_as_the_order_wants_them() {
    for order in orders() {
        let mut simulator = Simulator::new(7);
        for _ in 0..50 {
            let text = simulator.module(&order);
            let module = scan::read(text.as_bytes(), Some(&order));
            assert!(
                matches!(module.code, Code::Module { check_digit_wrong: false, .. }),
                "{text}: {module:?}"
            );
            let text = simulator.device(&order);
            let device = scan::read(text.as_bytes(), Some(&order));
            let Code::Device { pk, sn } = &device.code else { panic!("{text}: {device:?}") };
            assert!(*pk == order.product_key && order.sn_fits(sn), "{text}");
            assert_ne!(device.rule, Rule::None);
        }
    }
}

#[test]
fn a_mistake_is_offered_only_where_it_would_be_named() {
    let can = |more: &str, act| Simulator::can(&order(more), act);
    for act in Act::MISTAKES {
        assert!(can("", act), "{act:?} under the plain rules");
    }
    assert!(!can("luhn = \"warn\"\n", Act::CheckDigit), "it would be taken");
    assert!(!can("dk_kind = \"mac\"\n", Act::CheckDigit), "a MAC has none");
    assert!(!can("dk_kind = \"text\"\n", Act::Ean13), "a text key may look so");
    assert!(!can("bounce_ms = 0\n", Act::Bounce));
}

#[test]
fn fresh_codes_are_fresh_and_the_same_for_the_same_seed() {
    let order = order("");
    let many = |seed| {
        let mut simulator = Simulator::new(seed);
        (0..1000).map(|_| simulator.device(&order)).collect::<Vec<_>>()
    };
    let codes = many(1);
    assert_eq!(codes, many(1));
    assert_ne!(codes, many(2));
    let mut distinct = codes.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), codes.len());
}
