//! Module labels → DK, by the order's DK kind.

use super::imei::{self, Imei};
use super::mac::{self, Mac};
use super::read::Found;
use super::{Code, Reason, Rule, known, label};
use crate::order::{DkKind, ImeiChoice, Order, formula_start};

/// Digits that are near enough to an IMEI's 15 to be called a wrong length; shorter and longer ones
/// are other numbers.
const NEAR_IMEI: std::ops::RangeInclusive<usize> = 13..=18;

/// Reads a module label by the order's own patterns, then by the built-in rules. `None`: nothing
/// about it is a module's.
pub(super) fn read(text: &str, order: &Order) -> Option<Found> {
    for pattern in &order.module_label {
        if let Some(dk) = pattern.capture(text).and_then(|c| c.dk)
            && let Some(code) = key(dk, order)
        {
            return Some(Found { code, rule: Rule::ModulePattern });
        }
    }
    match order.dk_kind {
        DkKind::Imei => {
            bare_imei(text, order).or_else(|| vendor_label(text, order)).or_else(|| labelled(text, order))
        }
        DkKind::Mac => mac::labelled(text)
            .or_else(|| {
                mac::bare(text).filter(|mac| *mac != Mac::Bad || known::wrong_barcode(text).is_none())
            })
            .map(|mac| Found { code: mac_code(mac), rule: Rule::Mac }),
        // Nearly every text is one: see `text_key`, which comes last.
        DkKind::Text => None,
    }
}

/// A text key: 4–32 of `[0-9A-Za-z_-]`, not beginning with `-`. Comes last, for it takes nearly everything: not what begins
/// like a control barcode (a mistyped one must not become a module), and no SIM's number.
pub(super) fn text_key(text: &str, order: &Order) -> Option<Found> {
    if order.dk_kind != DkKind::Text
        || known::wrong_barcode(text).is_some_and(|hint| hint != super::Hint::Ean13)
    {
        return None;
    }
    // What has these is a device QR or a sentence, not a key with a bad character.
    if text.contains(['=', '&', ';', '/']) || super::control::looks_like(text) {
        return None;
    }
    Some(Found { code: text_code(text), rule: Rule::TextKey })
}

/// What a value captured by a pattern is; `None` if it is nothing like a key of this kind, so that
/// other rules may try the text.
fn key(value: &str, order: &Order) -> Option<Code> {
    match order.dk_kind {
        DkKind::Imei => {
            let digits: String = value.chars().filter(|c| !matches!(c, '-' | ' ' | '.')).collect();
            let near = NEAR_IMEI.contains(&digits.len()) && imei::is_digits(&digits);
            (near && known::wrong_barcode(&digits).is_none()).then(|| imei_code(imei::judge(&digits, order)))
        }
        DkKind::Mac => mac::bare(value).map(mac_code),
        DkKind::Text => (!value.is_empty() && !super::control::looks_like(value)).then(|| text_code(value)),
    }
}

fn bare_imei(text: &str, order: &Order) -> Option<Found> {
    if !NEAR_IMEI.contains(&text.len()) || !imei::is_digits(text) {
        return None;
    }
    let wrong = |hint| Code::Refused { reason: Reason::WrongBarcode, hint: Some(hint) };
    let code = known::wrong_barcode(text).map_or_else(|| imei_code(imei::judge(text, order)), wrong);
    Some(Found { code, rule: digits_rule(text) })
}

fn digits_rule(digits: &str) -> Rule {
    match digits.len() {
        14 => Rule::Imei14,
        16 => Rule::Imeisv,
        _ => Rule::BareImei,
    }
}

/// `IMEI;SN;licence;model`: the first field is the IMEI. Another valid IMEI among the fields makes
/// it a dual-SIM label.
fn vendor_label(text: &str, order: &Order) -> Option<Found> {
    let (first, rest) = text.split_once(';')?;
    let first = first.trim_matches(' ');
    if !NEAR_IMEI.contains(&first.len()) || !imei::is_digits(first) {
        return None;
    }
    let judged = imei::judge(first, order);
    let other = |field: &str| {
        let field = field.trim_matches(' ');
        imei::is_valid(field) && judged.as_ref().is_ok_and(|imei| imei.digits != field)
    };
    let ambiguous = order.imei_choice != ImeiChoice::First && rest.split(';').any(other);
    let judged = if ambiguous { Err(Reason::ImeiAmbiguous) } else { judged };
    Some(Found { code: imei_code(judged), rule: Rule::VendorLabel })
}

fn labelled(text: &str, order: &Order) -> Option<Found> {
    let candidates = label::candidates(text);
    let candidates = if candidates.is_empty() { label::bare_list(text) } else { candidates };
    let chosen = label::choose(&candidates, order)?;
    Some(Found { code: imei_code(chosen), rule: Rule::LabelledImei })
}

fn imei_code(judged: Result<Imei, Reason>) -> Code {
    match judged {
        Ok(imei) => Code::Module { dk: imei.digits, check_digit_wrong: imei.check_digit_wrong },
        Err(reason) => refused(reason),
    }
}

fn mac_code(mac: Mac) -> Code {
    match mac {
        Mac::Good(dk) => Code::Module { dk, check_digit_wrong: false },
        Mac::Bad => refused(Reason::MacFormat),
    }
}

pub(super) fn text_code(text: &str) -> Code {
    let form = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    // It goes into a file that spreadsheets open: there `-1-1` would be a formula.
    if form && (4..=32).contains(&text.len()) && formula_start(text).is_none() {
        Code::Module { dk: text.to_owned(), check_digit_wrong: false }
    } else {
        refused(Reason::DkFormat)
    }
}

fn refused(reason: Reason) -> Code {
    Code::Refused { reason, hint: None }
}
