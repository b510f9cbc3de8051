//! Keyboard faults: a gun in keyboard mode, and an IME, Caps Lock or another layout on the computer.
//!
//! Architecture invariant: named, never repaired. A fault is only named where the scan would be
//! right without it; what stands in the scan is never changed.

use std::borrow::Cow;

use super::device::{self, Device};
use super::layout::{self, Layout};
use super::read::{Found, Rules, WITHOUT_ORDER};
use super::{Code, Hint, Reason, Rule};
use crate::order::{DeviceQr, DkKind, Order, Pattern};

/// Longest text that is looked at for a wrong layout, in bytes: no label is longer, and every
/// layout costs a reading.
const MAX_TYPED: usize = 512;

/// The fault that keeps a text from being right; `found` is what the text is as it stands.
pub(super) fn fault(text: &str, rules: &Rules<'_>, found: &Found) -> Option<(Reason, Option<Hint>)> {
    if full_width(text, rules, found) {
        return Some((Reason::FullWidth, None));
    }
    if case_inverted(text, rules) {
        return Some((Reason::CaseInverted, None));
    }
    wrong_layout(text, rules, found).map(|hint| (Reason::KeyboardLayout, Some(hint)))
}

/// An IME's full-width forms are so plain a sign that it is named wherever the text would be
/// *anything* without them, a misread IMEI too.
fn full_width(text: &str, rules: &Rules<'_>, found: &Found) -> bool {
    let Some(half) = half_width(text) else { return false };
    let meant = rules.apply(&half);
    match meant.reason() {
        None => true,
        Some(reason) => found.reason() == Some(Reason::UnknownCode) && reason != Reason::UnknownCode,
    }
}

/// The text in half width; `None` if it is that already.
fn half_width(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut changed = false;
    let half = narrowed(text).map(|(narrow, stood)| {
        changed |= narrow != stood;
        narrow
    });
    let half = half.collect();
    changed.then_some(half)
}

/// Each character in half width, and as it stood there.
pub(super) fn narrowed(text: &str) -> impl Iterator<Item = (char, char)> {
    let mut chars = text.chars().peekable();
    std::iter::from_fn(move || {
        let c = chars.next()?;
        let narrow = match c {
            // Full-width forms of ASCII stand in its order.
            '\u{ff01}'..='\u{ff5e}' => u8::try_from(c as u32 - 0xff01 + 0x21).ok().map(char::from),
            '\u{3000}' => Some(' '),
            // What a Chinese IME makes of punctuation keys.
            '。' => Some('.'),
            '、' => Some('/'),
            '【' => Some('['),
            '】' => Some(']'),
            '《' => Some('<'),
            '》' => Some('>'),
            '“' | '”' => Some('"'),
            '‘' | '’' => Some('\''),
            '￥' => Some('$'),
            '—' if chars.next_if_eq(&'—').is_some() => Some('_'),
            '…' if chars.next_if_eq(&'…').is_some() => Some('^'),
            _ => None,
        };
        Some((narrow.unwrap_or(c), c))
    })
}

/// Caps Lock. Right includes the order's product and SN rule: those are what tells the cases apart.
fn case_inverted(text: &str, rules: &Rules<'_>) -> bool {
    if !text.bytes().any(|b| b.is_ascii_alphabetic()) {
        return false;
    }
    let swapped: String = text
        .chars()
        .map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
        .collect();
    let meant = rules.apply(&swapped);
    rules.is_right(&meant) && is_telling(&meant, rules.order)
}

/// Whether a reading says something about the text: a text key takes nearly everything, and a wrong
/// check digit under `luhn = "warn"` any fifteen digits.
fn is_telling(found: &Found, order: &Order) -> bool {
    match &found.code {
        Code::Module { check_digit_wrong: true, .. } => false,
        Code::Module { .. } if order.dk_kind == DkKind::Text => {
            found.rule == Rule::ModulePattern && order.module_label.iter().all(Pattern::has_literal)
        }
        _ => true,
    }
}

fn wrong_layout(text: &str, rules: &Rules<'_>, found: &Found) -> Option<Hint> {
    // Digits alone are the same everywhere but where they are no digits at all.
    if text.len() > MAX_TYPED || text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fits = |layout: &&Layout| {
        // A QR of another product can only be right if its PK is this order's on that layout.
        if let (Code::Device { pk, .. }, Some(product)) = (&found.code, rules.product)
            && layout.untyped(pk).as_deref() != Some(product)
        {
            return false;
        }
        let Some(meant) = layout.untyped(text) else { return false };
        (meant != text && would_read(&meant, rules, found))
            || would_read_without_dead_keys(&meant, layout, rules)
    };
    layout::layouts().iter().find(fits).map(|layout| layout.hint)
}

/// Whether a text reads as a code of this order, or at least as a device QR with well-formed fields.
fn would_read(meant: &str, rules: &Rules<'_>, found: &Found) -> bool {
    let read = rules.apply(meant);
    if rules.is_right(&read) {
        // What is a device QR as it stands is not a module on another layout.
        let was_device = matches!(found.rule, Rule::PlatformQr | Rule::QrPattern);
        let same_kind = !was_device || matches!(read.code, Code::Device { .. });
        return same_kind && is_telling(&read, rules.order);
    }
    // A device QR of another product, read well as it stands, is that.
    found.reason().is_some() && is_device(meant, rules.order)
}

/// Whether a text is a device QR with well-formed fields, of any product and SN rule.
fn is_device(text: &str, order: &Order) -> bool {
    match &order.device_qr {
        DeviceQr::Quectel => {
            matches!(device::platform(text, &WITHOUT_ORDER), Some(Device::Good { .. }))
        }
        DeviceQr::Pattern(pattern) => {
            pattern.has_literal() && device::by_pattern(text, pattern, order).is_some_and(|m| m.well_formed)
        }
    }
}

/// A dead key's character may be lost altogether: the text is then a device QR but for it.
fn would_read_without_dead_keys(meant: &str, layout: &Layout, rules: &Rules<'_>) -> bool {
    if layout.dead.is_empty() || meant.contains(|c| layout.dead.contains(c)) {
        return false;
    }
    match &rules.order.device_qr {
        DeviceQr::Quectel => {
            layout.dead.contains('=')
                && with_equals_signs(meant).is_some_and(|text| is_device(&text, rules.order))
        }
        DeviceQr::Pattern(pattern) => {
            let source = pattern.source().replace(|c| layout.dead.contains(c), "");
            if source == pattern.source() {
                return false;
            }
            let placeholders =
                [crate::order::pattern::Placeholder::Pk, crate::order::pattern::Placeholder::Sn];
            Pattern::parse(&source, &placeholders).is_ok_and(|rest| {
                rest.has_literal()
                    && device::by_pattern(meant, &rest, rules.order).is_some_and(|m| m.well_formed)
            })
        }
    }
}

/// `pkp11sf2&snVDR1&v1` with its `=` put back.
fn with_equals_signs(text: &str) -> Option<String> {
    let mut fields = Vec::new();
    for part in text.split('&') {
        let name = ["pk", "sn", "v"]
            .into_iter()
            .find(|name| part.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name)))?;
        let (name, value) = part.split_at(name.len());
        fields.push(Cow::Owned(format!("{name}={value}")));
    }
    Some(fields.join("&"))
}
