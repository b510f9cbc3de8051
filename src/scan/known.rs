//! Known wrong barcodes: what an operator hits by mistake and deserves to be told by name.

use super::Hint;
use super::imei::is_digits;

/// The wrong barcode a text is.
pub(super) fn wrong_barcode(text: &str) -> Option<Hint> {
    let number = unlabelled(text);
    if is_iccid(number) {
        Some(Hint::Iccid)
    } else if is_eid(number) {
        Some(Hint::Eid)
    } else if is_ean13(text) {
        Some(Hint::Ean13)
    } else {
        None
    }
}

/// Without an `ICCID:` or `EID:` before it.
fn unlabelled(text: &str) -> &str {
    for label in ["ICCID", "EID"] {
        if let Some((head, tail)) = text.split_at_checked(label.len())
            && head.eq_ignore_ascii_case(label)
        {
            return tail.trim_start_matches([':', '=', ' ']);
        }
    }
    text
}

/// 19–20 digits beginning 89 (ITU-T E.118; 89 is telecommunications). Modules report 19-digit ones
/// with a filler F behind.
fn is_iccid(text: &str) -> bool {
    let digits = text.strip_suffix(['F', 'f']).unwrap_or(text);
    text.len() <= 20 && (19..=20).contains(&digits.len()) && digits.starts_with("89") && is_digits(digits)
}

/// 32 digits that leave 1 when divided by 97 (GSMA SGP.29).
fn is_eid(text: &str) -> bool {
    let rest = |rest: u32, byte: u8| (rest * 10 + u32::from(byte.wrapping_sub(b'0'))) % 97;
    text.len() == 32 && is_digits(text) && text.bytes().fold(0, rest) == 1
}

/// 13 digits whose weighted sum (1, 3, 1, 3, …) is a multiple of ten (GS1).
fn is_ean13(text: &str) -> bool {
    let weighted =
        |(i, byte): (usize, u8)| u32::from(byte.wrapping_sub(b'0')) * if i % 2 == 0 { 1 } else { 3 };
    text.len() == 13 && is_digits(text) && text.bytes().enumerate().map(weighted).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_known_by_its_form() {
        for (text, expect) in [
            ("89860000000000000000", Some(Hint::Iccid)),
            ("8986011234567890123", Some(Hint::Iccid)),
            ("8986011234567890123F", Some(Hint::Iccid)),
            ("ICCID: 89860000000000000000", Some(Hint::Iccid)),
            ("898600000000000000", None),
            ("898600000000000000000", None),
            ("89860000000000000000F", None),
            ("12860000000000000000", None),
            ("89049032000001000000000000000031", None),
            ("89049032004008882600004821436874", Some(Hint::Eid)),
            ("EID:89049032004008882600004821436874", Some(Hint::Eid)),
            ("89049032004008882600004821436875", None),
            ("6901234567892", Some(Hint::Ean13)),
            ("6901234567893", None),
            ("hello", None),
        ] {
            assert_eq!(wrong_barcode(text), expect, "{text}");
        }
    }
}
