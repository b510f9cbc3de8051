//! The rules in their order.

use std::sync::LazyLock;

use super::control::is_challenge_label;
use super::device::{self, Device};
use super::{Code, Control, Hint, Reading, Reason, Rule, decode, keyboard, known, module};
use crate::order::{DeviceQr, DkKind, Order};

/// The rules where no order is open: the built-in ones, any product.
pub(super) static WITHOUT_ORDER: LazyLock<Order> = LazyLock::new(|| Order::default_for("none", ""));

/// Reads one scan. Without an order only control barcodes, badges and order cards are told from
/// the rest, which then reads as by an order with the built-in rules and any product. A challenge label
/// is [`Reason::ChallengeLabel`], whatever the order's own patterns are.
pub fn read(bytes: &[u8], order: Option<&Order>) -> Reading {
    read_by(bytes, Rules::of(order))
}

/// Reads one scan in a test of the alarms, by that test's own order: its patterns take challenge labels.
pub fn read_challenge(bytes: &[u8], order: &Order) -> Reading {
    read_by(bytes, Rules { challenge: true, ..Rules::of(Some(order)) })
}

fn read_by(bytes: &[u8], rules: Rules<'_>) -> Reading {
    let text = match decode::decode(bytes) {
        Ok(text) => text,
        Err(unreadable) => {
            let code = Code::Refused { reason: unreadable.reason, hint: None };
            return Reading { text: unreadable.text, code, rule: Rule::None };
        }
    };
    let inner = decode::trim(&text);
    let mut found = rules.apply(inner);
    if !rules.is_right(&found)
        && let Some((reason, hint)) = keyboard::fault(inner, &rules, &found)
    {
        found = Found { code: Code::Refused { reason, hint }, rule: found.rule };
    }
    Reading { text: text.into_owned(), code: found.code, rule: found.rule }
}

/// The rules that an order tries on a text, in their order: what the technician is shown where none of
/// them matched.
pub fn rules_tried(order: Option<&Order>) -> Vec<Rule> {
    let order = Rules::of(order).order;
    let device = match order.device_qr {
        DeviceQr::Quectel => Rule::PlatformQr,
        DeviceQr::Pattern(_) => Rule::QrPattern,
    };
    let own = (!order.module_label.is_empty()).then_some(Rule::ModulePattern);
    let built_in: &[Rule] = match order.dk_kind {
        DkKind::Imei => &[Rule::BareImei, Rule::VendorLabel, Rule::LabelledImei, Rule::Imeisv, Rule::Imei14],
        DkKind::Mac => &[Rule::Mac],
        DkKind::Text => &[Rule::TextKey],
    };
    [Rule::Control, device].into_iter().chain(own).chain(built_in.iter().copied()).collect()
}

/// What the rules made of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) code: Code,
    pub(super) rule: Rule,
}

impl Found {
    fn refused(reason: Reason, hint: Option<Hint>) -> Found {
        Found { code: Code::Refused { reason, hint }, rule: Rule::None }
    }

    fn device(device: Device<'_>, rule: Rule) -> Found {
        let code = match device {
            Device::Good { pk, sn } => Code::Device { pk: pk.to_owned(), sn: sn.to_owned() },
            Device::Bad { reason, hint } => Code::Refused { reason, hint },
        };
        Found { code, rule }
    }

    /// The reason it was refused for.
    pub(super) fn reason(&self) -> Option<Reason> {
        match &self.code {
            Code::Refused { reason, .. } => Some(*reason),
            _ => None,
        }
    }
}

/// An order's rules for texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules<'o> {
    pub(super) order: &'o Order,
    /// The product a device QR must carry; `None` = any.
    pub(super) product: Option<&'o str>,
    /// Challenge labels are read as what they stand for.
    challenge: bool,
}

impl<'o> Rules<'o> {
    pub(super) fn of(order: Option<&'o Order>) -> Rules<'o> {
        Rules {
            order: order.unwrap_or(&WITHOUT_ORDER),
            product: order.map(|order| order.product_key.as_str()),
            challenge: false,
        }
    }

    /// Reads a text as it stands; keyboard faults are not looked for.
    pub(super) fn apply(&self, text: &str) -> Found {
        let text = without_aim(text);
        if text.is_empty() {
            return Found::refused(Reason::Empty, None);
        }
        if let Some(control) = Control::read(text) {
            return Found { code: Code::Control(control), rule: Rule::Control };
        }
        if !self.challenge && is_challenge_label(text) {
            return Found::refused(Reason::ChallengeLabel, None);
        }
        match &self.order.device_qr {
            DeviceQr::Quectel => match device::platform(text, self.order) {
                Some(device) => Found::device(device, Rule::PlatformQr),
                None => module::read(text, self.order).unwrap_or_else(|| self.rest(text)),
            },
            DeviceQr::Pattern(pattern) => {
                let device = device::by_pattern(text, pattern, self.order);
                self.by_pattern(text, device, pattern.has_literal())
            }
        }
    }

    /// With a pattern of the order's own, a text may fit the device's rule and the module's. A
    /// good code of this product, or one whose literals and forms fit, is a device; then come the
    /// exact module rules; then a device whose values are bad; then what takes nearly everything.
    fn by_pattern(&self, text: &str, matched: Option<device::Matched<'_>>, has_literal: bool) -> Found {
        let certain = matched.filter(|m| match m.device {
            Device::Good { pk, .. } if self.product.is_none_or(|product| product == pk) => true,
            _ => has_literal && m.well_formed,
        });
        if let Some(certain) = certain {
            return Found::device(certain.device, Rule::QrPattern);
        }
        if let Some(module) = module::read(text, self.order) {
            return module;
        }
        match matched {
            Some(matched) if has_literal => Found::device(matched.device, Rule::QrPattern),
            Some(matched) => module::text_key(text, self.order)
                .unwrap_or_else(|| Found::device(matched.device, Rule::QrPattern)),
            None => self.rest(text),
        }
    }

    /// What no exact rule knows.
    fn rest(&self, text: &str) -> Found {
        if let Some(found) = module::text_key(text, self.order) {
            return found;
        }
        match known::wrong_barcode(text) {
            Some(hint) => Found::refused(Reason::WrongBarcode, Some(hint)),
            None => Found::refused(Reason::UnknownCode, None),
        }
    }

    /// Whether a text was read, and (a device) is of this order's product.
    pub(super) fn is_right(&self, found: &Found) -> bool {
        match &found.code {
            Code::Module { .. } | Code::Control(_) => true,
            Code::Device { pk, .. } => self.product.is_none_or(|product| product == pk),
            Code::Refused { .. } => false,
        }
    }
}

/// Without the AIM symbology identifier a gun may put first: `]`, a letter, a letter or digit
/// (ISO/IEC 15424).
fn without_aim(text: &str) -> &str {
    match text.as_bytes() {
        [b']', code, modifier, ..] if code.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() => {
            &text[3..]
        }
        _ => text,
    }
}
