//! The IMEI: 15 digits, the last a Luhn check digit over the first 14 (3GPP TS 23.003 annex B).

use super::Reason;
use crate::order::{Luhn, Order};

/// An IMEI that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Imei {
    /// Its 15 digits.
    pub(super) digits: String,
    /// Taken although the check digit is wrong.
    pub(super) check_digit_wrong: bool,
}

/// Whether a text is digits only, and at least one.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The Luhn check digit that belongs behind `digits` (ASCII digits): every second digit from the
/// right is doubled and its own digits summed; the check digit makes the sum a multiple of ten.
pub fn check_digit(digits: &str) -> char {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0') % 10);
            let weighted = if i % 2 == 0 { digit * 2 } else { digit };
            weighted / 10 + weighted % 10
        })
        .sum();
    char::from(b'0' + ((10 - sum % 10) % 10) as u8)
}

/// Whether 15 digits carry the right check digit and are no placeholder.
pub(super) fn is_valid(digits: &str) -> bool {
    digits.len() == 15
        && is_digits(digits)
        && !is_placeholder(digits)
        && digits.ends_with(check_digit(&digits[..14]))
}

/// What an unprovisioned module carries: all zeros, or a TAC beginning `00`. The first says no more
/// than the second.
fn is_placeholder(digits: &str) -> bool {
    digits.starts_with("00")
}

/// Judges a run of ASCII digits that stands where an IMEI should. A placeholder is named before its
/// check digit.
pub(super) fn judge(digits: &str, order: &Order) -> Result<Imei, Reason> {
    match digits.len() {
        15 => full(digits, order),
        16 if order.accept_imeisv => completed(&digits[..14]),
        16 => Err(Reason::Imeisv),
        14 if order.accept_imei14 => completed(digits),
        _ => Err(Reason::ImeiLength),
    }
}

fn full(digits: &str, order: &Order) -> Result<Imei, Reason> {
    if is_placeholder(digits) {
        return Err(Reason::ImeiPlaceholder);
    }
    let check_digit_wrong = !digits.ends_with(check_digit(&digits[..14]));
    if check_digit_wrong && order.luhn == Luhn::Require {
        return Err(Reason::ImeiCheckDigit);
    }
    Ok(Imei { digits: digits.to_owned(), check_digit_wrong })
}

fn completed(first14: &str) -> Result<Imei, Reason> {
    if is_placeholder(first14) {
        return Err(Reason::ImeiPlaceholder);
    }
    Ok(Imei { digits: format!("{first14}{}", check_digit(first14)), check_digit_wrong: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_s_own_example() {
        assert_eq!(check_digit("26053179311383"), '7');
        assert_eq!(check_digit("86395006949427"), '8');
        assert_eq!(check_digit("00000000000000"), '0');
    }

    #[test]
    fn every_length() {
        let plain = Order::default_for("A", "p11sf2");
        let open = Order { accept_imeisv: true, accept_imei14: true, luhn: Luhn::Warn, ..plain.clone() };
        let check = |digits: &str, order: &Order, expect: Result<(&str, bool), Reason>| {
            let found = judge(digits, order).map(|i| (i.digits, i.check_digit_wrong));
            assert_eq!(found, expect.map(|(d, w)| (d.to_owned(), w)), "{digits}");
        };
        check("863950069494278", &plain, Ok(("863950069494278", false)));
        check("863950069494270", &plain, Err(Reason::ImeiCheckDigit));
        check("863950069494270", &open, Ok(("863950069494270", true)));
        check("000000000000000", &open, Err(Reason::ImeiPlaceholder));
        check("003950069494270", &plain, Err(Reason::ImeiPlaceholder));
        check("8639500694942701", &plain, Err(Reason::Imeisv));
        check("8639500694942701", &open, Ok(("863950069494278", false)));
        check("0039500694942701", &open, Err(Reason::ImeiPlaceholder));
        check("86395006949427", &plain, Err(Reason::ImeiLength));
        check("86395006949427", &open, Ok(("863950069494278", false)));
        check("8639500694942", &open, Err(Reason::ImeiLength));
        check("86395006949427011", &open, Err(Reason::ImeiLength));
    }
}
