//! Device QR codes → PK and SN: the platform's format, or the order's pattern.

use super::{Hint, Reason};
use crate::order::{self, Order, Pattern, QrVersion};

/// What a text says as a device QR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Device<'t> {
    /// Both keys, of good form.
    Good { pk: &'t str, sn: &'t str },
    /// It is one, but not as it should be.
    Bad { reason: Reason, hint: Option<Hint> },
}

impl Device<'_> {
    fn bad(reason: Reason) -> Device<'static> {
        Device::Bad { reason, hint: None }
    }

    fn missing(hint: Hint) -> Device<'static> {
        Device::Bad { reason: Reason::WrongBarcode, hint: Some(hint) }
    }
}

/// The fields of the platform's QR. `None`: not there; repeated with another value: [`Field::Torn`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Field<'t> {
    #[default]
    Missing,
    Value(&'t str),
    /// Twice with different values: two codes run together, and nothing says which holds.
    Torn,
}

impl<'t> Field<'t> {
    fn add(&mut self, value: &'t str) {
        *self = match *self {
            Field::Missing => Field::Value(value),
            Field::Value(before) if before == value => Field::Value(value),
            Field::Value(_) | Field::Torn => Field::Torn,
        };
    }

    /// The value, if there is exactly one and it is of good form.
    fn good(self, form: impl Fn(&str) -> bool) -> Option<&'t str> {
        match self {
            Field::Value(value) if form(value) => Some(value),
            _ => None,
        }
    }
}

/// Reads the platform's QR: `pk=…&sn=…&v=…`, fields in any order, names in any letter case, values
/// as they are. `None`: it has neither a `pk` nor an `sn` field, or is not made of fields.
///
/// Fields of other names are passed over. A missing field is named before a bad one.
pub(super) fn platform<'t>(text: &'t str, order: &Order) -> Option<Device<'t>> {
    let (mut pk, mut sn, mut v) = (Field::Missing, Field::Missing, Field::Missing);
    let mut torn = false;
    for part in text.split('&') {
        let (name, value) = part.split_once('=').map_or((part, None), |(name, value)| (name, Some(value)));
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return None;
        }
        let Some(value) = value.filter(|_| !name.is_empty()) else {
            torn = true;
            continue;
        };
        if name.eq_ignore_ascii_case("pk") {
            pk.add(value);
        } else if name.eq_ignore_ascii_case("sn") {
            sn.add(value);
        } else if name.eq_ignore_ascii_case("v") {
            v.add(value);
        }
    }
    match (pk, sn) {
        (Field::Missing, Field::Missing) => None,
        (Field::Missing, _) => Some(Device::missing(Hint::PkMissing)),
        (_, Field::Missing) => Some(Device::missing(Hint::SnMissing)),
        // A piece without a name or a value: the code is cut off or two ran together.
        _ if torn => Some(Device::bad(Reason::UnknownCode)),
        _ => Some(judge(pk, sn, v, order)),
    }
}

fn judge<'t>(pk: Field<'t>, sn: Field<'t>, v: Field<'t>, order: &Order) -> Device<'t> {
    let Some(pk) = pk.good(order::is_product_key) else { return Device::bad(Reason::PkFormat) };
    let Some(sn) = sn.good(|sn| order.sn_fits(sn)) else { return Device::bad(Reason::SnFormat) };
    let version = match &order.qr_version {
        QrVersion::Any => v == Field::Missing || v.good(order::is_qr_version).is_some(),
        QrVersion::Exactly(wanted) => v.good(|v| v == wanted).is_some(),
    };
    if version { Device::Good { pk, sn } } else { Device::bad(Reason::QrVersion) }
}

/// A text that fits the literals of the order's pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Matched<'t> {
    pub(super) device: Device<'t>,
    /// Both values have their general form, so that the text is this order's QR beyond doubt,
    /// whatever the order's own SN rule says.
    pub(super) well_formed: bool,
}

/// Reads a QR by the order's own pattern; the whole text must match.
pub(super) fn by_pattern<'t>(text: &'t str, pattern: &Pattern, order: &Order) -> Option<Matched<'t>> {
    let captures = pattern.capture(text)?;
    let (pk, sn) = (captures.pk?, captures.sn?);
    let device = if !order::is_product_key(pk) {
        Device::bad(Reason::PkFormat)
    } else if !order.sn_fits(sn) {
        Device::bad(Reason::SnFormat)
    } else {
        Device::Good { pk, sn }
    };
    Some(Matched { device, well_formed: order::is_product_key(pk) && order::is_sn(sn) })
}
