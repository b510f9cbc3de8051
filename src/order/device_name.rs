//! The device name pattern: text with `{order}`, `{pk}`, `{sn}`, `{dk}`.

use super::{DkKind, Order};

/// A piece of the pattern: text that stands for itself, or a placeholder with its braces.
fn pieces(pattern: &str) -> impl Iterator<Item = &str> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = match first {
            '{' => rest.find('}').map_or(rest.len(), |end| end + 1),
            _ => rest.find('{').unwrap_or(rest.len()),
        };
        let (piece, tail) = rest.split_at(length);
        rest = tail;
        Some(piece)
    })
}

/// The first piece in braces that is no placeholder, or is not closed.
pub(super) fn unknown_placeholder(pattern: &str) -> Option<&str> {
    pieces(pattern).find(|p| p.starts_with('{') && !["{order}", "{pk}", "{sn}", "{dk}"].contains(p))
}

/// How many characters the name can have at most.
pub(super) fn longest(order: &Order) -> usize {
    let dk = match order.dk_kind {
        DkKind::Imei => 15,
        DkKind::Mac => 12,
        DkKind::Text => 32,
    };
    let length = |piece: &str| match piece {
        "{order}" => order.name.len(),
        "{pk}" => order.product_key.len(),
        "{sn}" => order.sn_length.unwrap_or(64),
        "{dk}" => dk,
        text => text.chars().count(),
    };
    pieces(&order.device_name).map(length).sum()
}

impl Order {
    /// The device's name in the relation file: [`Order::device_name`] filled in; empty if that is.
    pub fn device_name_for(&self, dk: &str, pk: &str, sn: &str) -> String {
        let fill = |piece| match piece {
            "{order}" => self.name.as_str(),
            "{pk}" => pk,
            "{sn}" => sn,
            "{dk}" => dk,
            text => text,
        };
        pieces(&self.device_name).map(fill).collect()
    }
}
