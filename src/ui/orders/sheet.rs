//! The rules of an order as a list to read: only those that say something.

use crate::ledger::OrderRecord;
use crate::order::{Ack, DeviceQr, DkKind, ImeiChoice, Luhn, Pattern, QrVersion, ScanOrder};
use crate::text::{Text, common, orders as words};
use crate::ui::cx::Cx;

/// Name and value of each rule.
pub(super) fn of(cx: &Cx<'_>, record: &OrderRecord) -> Vec<(Text, String)> {
    let order = &record.order;
    let switches = [
        (order.issued_sn_only, words::ISSUED_SN_ONLY),
        (order.allowed_dk_only, words::ALLOWED_DK_ONLY),
        (order.accept_imeisv, words::ACCEPT_IMEISV),
        (order.accept_imei14, words::ACCEPT_IMEI14),
    ];
    let also = switches.iter().filter(|(on, _)| *on).map(|(_, name)| cx.t(*name)).collect::<Vec<_>>();
    let device_qr = match &order.device_qr {
        DeviceQr::Quectel => cx.t(words::QR_PLATFORM).to_owned(),
        DeviceQr::Pattern(pattern) => pattern.source().to_owned(),
    };
    let version = match &order.qr_version {
        QrVersion::Any => String::new(),
        QrVersion::Exactly(version) => version.clone(),
    };
    let imei = order.dk_kind == DkKind::Imei;
    vec![
        (common::PK, order.product_key.clone()),
        (words::DK_KIND, cx.t(dk_kind(order.dk_kind)).to_owned()),
        (words::DEVICE_QR, device_qr),
        (words::QR_VERSION, version),
        (words::MODULE_LABEL, list(order.module_label.iter().map(Pattern::source))),
        (words::SCAN_ORDER, cx.t(scan_order(order.scan_order)).to_owned()),
        (words::TAC, list(order.tac.iter().map(String::as_str))),
        (words::SN_LENGTH, order.sn_length.map_or(String::new(), |n| n.to_string())),
        (words::SN_PREFIX, order.sn_prefix.clone()),
        (words::LUHN, if imei { cx.t(luhn(order.luhn)).to_owned() } else { String::new() }),
        (
            words::IMEI_CHOICE,
            if imei { cx.t(imei_choice(order.imei_choice)).to_owned() } else { String::new() },
        ),
        (words::ALSO, also.join(", ")),
        (words::HALF_SCAN_TIMEOUT, words::seconds(cx.lang, order.half_scan_timeout_s)),
        (words::BOUNCE, words::millis(cx.lang, order.bounce_ms)),
        (words::ACK, cx.t(ack(order.ack)).to_owned()),
        (words::DEVICE_NAME, order.device_name.clone()),
        (words::TEMPLATE, crate::ui::export::preset(cx.lang, &order.template)),
        (words::ADDED, cx.clock.date_time(record.added)),
    ]
}

fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    items.collect::<Vec<_>>().join("\n")
}

pub(in crate::ui) fn dk_kind(kind: DkKind) -> Text {
    match kind {
        DkKind::Imei => common::IMEI,
        DkKind::Mac => words::MAC,
        DkKind::Text => words::TEXT_KEY,
    }
}

pub(super) fn scan_order(order: ScanOrder) -> Text {
    match order {
        ScanOrder::Any => words::ANY_ORDER,
        ScanOrder::ModuleFirst => words::MODULE_FIRST,
        ScanOrder::DeviceFirst => words::DEVICE_FIRST,
    }
}

pub(super) fn luhn(luhn: Luhn) -> Text {
    match luhn {
        Luhn::Require => words::LUHN_REQUIRE,
        Luhn::Warn => words::LUHN_WARN,
    }
}

pub(super) fn imei_choice(choice: ImeiChoice) -> Text {
    match choice {
        ImeiChoice::Refuse => words::IMEI_REFUSE,
        ImeiChoice::First => words::IMEI_FIRST,
        ImeiChoice::Imei1 => words::IMEI_1,
    }
}

pub(super) fn ack(ack: Ack) -> Text {
    match ack {
        Ack::Operator => words::ACK_OPERATOR,
        Ack::Supervisor => words::ACK_SUPERVISOR,
    }
}
