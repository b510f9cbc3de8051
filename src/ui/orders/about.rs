//! What each rule of an order is called in the form, and what it is for.

use crate::text::{Text, orders as words};

/// Name and explanation of a key of the work order file.
pub(super) fn about(key: &str) -> Option<(Text, Text)> {
    Some(match key {
        "name" => (words::NAME, words::ABOUT_NAME),
        "product_key" => (words::PRODUCT_KEY, words::ABOUT_PK),
        "planned" => (words::PLANNED, words::ABOUT_PLANNED),
        "dk_kind" => (words::DK_KIND, words::ABOUT_DK_KIND),
        "device_qr" => (words::DEVICE_QR, words::ABOUT_DEVICE_QR),
        "module_label" => (words::MODULE_LABEL, words::MODULE_LABEL_NOTE),
        "scan_order" => (words::SCAN_ORDER, words::ABOUT_SCAN_ORDER),
        "tac" => (words::TAC, words::ABOUT_TAC),
        "sn_length" => (words::SN_LENGTH, words::ABOUT_SN_LENGTH),
        "sn_prefix" => (words::SN_PREFIX, words::ABOUT_SN_PREFIX),
        "issued_sn_only" => (words::ISSUED_SN_ONLY, words::ABOUT_ISSUED),
        "allowed_dk_only" => (words::ALLOWED_DK_ONLY, words::ABOUT_ALLOWED),
        "accept_imeisv" => (words::ACCEPT_IMEISV, words::ABOUT_IMEISV),
        "accept_imei14" => (words::ACCEPT_IMEI14, words::ABOUT_IMEI14),
        "luhn" => (words::LUHN, words::ABOUT_LUHN),
        "qr_version" => (words::QR_VERSION, words::ABOUT_QR_VERSION),
        "imei_choice" => (words::IMEI_CHOICE, words::ABOUT_IMEI_CHOICE),
        "half_scan_timeout_s" => (words::HALF_SCAN_TIMEOUT_S, words::ABOUT_TIMEOUT),
        "bounce_ms" => (words::BOUNCE_MS, words::ABOUT_BOUNCE),
        "ack" => (words::ACK, words::ABOUT_ACK),
        "device_name" => (words::DEVICE_NAME, words::ABOUT_DEVICE_NAME),
        "template" => (words::TEMPLATE, words::ABOUT_TEMPLATE),
        _ => return None,
    })
}

/// What most people set; the rest folds away.
pub(super) const BASICS: [&str; 5] = ["name", "product_key", "planned", "device_qr", "dk_kind"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::file::KEYS;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_has_a_name_of_its_own_and_an_explanation() {
        let names: BTreeSet<String> = KEYS.iter().map(|key| format!("{:?}", about(key).unwrap().0)).collect();
        assert_eq!(names.len(), KEYS.len());
        assert!(about("colour").is_none());
        assert!(BASICS.iter().all(|key| KEYS.contains(key)));
    }
}
