//! How codes and numbers are written so that the eye can compare them.

use crate::station::view::Millis;
use crate::text::visible::is_unseen;
use crate::ui::clock::Clock;

/// `1234567` → `1,234,567`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A DK in groups: an IMEI as 6 2 6 1 (its TAC is the first two, its check digit the last), a MAC in
/// pairs, anything else as it is.
pub fn dk(code: &str) -> String {
    let digits = code.bytes().all(|b| b.is_ascii_digit());
    let hex = code.bytes().all(|b| b.is_ascii_hexdigit());
    match code.len() {
        15 if digits => groups(code, &[6, 2, 6, 1]),
        12 if hex => groups(code, &[2; 6]),
        _ => code.to_owned(),
    }
}

fn groups(code: &str, sizes: &[usize]) -> String {
    let mut rest = code;
    let mut parts = Vec::with_capacity(sizes.len());
    for size in sizes {
        let (part, left) = rest.split_at(*size);
        parts.push(part);
        rest = left;
    }
    parts.join(" ")
}

/// Bytes as hex in pairs.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}

/// Bytes as text, with every control character, every character that nobody sees or that turns the line round,
/// and every byte that is no text made visible: `<CR>`, `<1D>`, `<202E>`.
pub fn visible(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| push_visible(&mut out, c));
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("<{byte:02X}>")));
    }
    out
}

fn push_visible(out: &mut String, c: char) {
    match c {
        '\r' => out.push_str("<CR>"),
        '\n' => out.push_str("<LF>"),
        '\t' => out.push_str("<TAB>"),
        c if is_unseen(c) => out.push_str(&format!("<{:02X}>", u32::from(c))),
        c => out.push(c),
    }
}

/// When, as short as a table wants it: the time today, month and day this year, else the whole date.
pub fn when(clock: &Clock, at: Millis) -> String {
    let (today, day) = (clock.day(clock.now()), clock.day(at));
    let whole = clock.date_time(at);
    match (day == today, day / 10_000 == today / 10_000) {
        (true, _) => clock.time(at),
        (false, true) => whole.get(5..).unwrap_or_default().to_owned(),
        (false, false) => whole.get(..16).unwrap_or_default().to_owned(),
    }
}

/// A day `yyyymmdd` as `2026-11-22`.
pub fn day(day: i32) -> String {
    format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        for (n, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(count(n), text);
        }
    }

    #[test]
    fn keys_are_grouped_by_what_they_are() {
        for (code, text) in [
            ("863950069494278", "863950 06 949427 8"),
            ("AABBCCDDEEFF", "AA BB CC DD EE FF"),
            ("123456789012", "12 34 56 78 90 12"),
            ("module-7", "module-7"),
            ("", ""),
        ] {
            assert_eq!(dk(code), text);
        }
    }

    #[test]
    fn tables_say_when_as_short_as_they_can() {
        let now = 1_763_793_127_000; // 2025-11-22 06:32:07 UTC
        let clock = Clock::standing(now, 480);
        for (ago, text) in
            [(0, "14:32:07"), (86_400_000, "11-21 14:32:07"), (365 * 86_400_000, "2024-11-22 14:32")]
        {
            assert_eq!(when(&clock, now - ago), text);
        }
    }

    #[test]
    fn raw_bytes_can_be_seen() {
        assert_eq!(visible(b"pk=1\r\n"), "pk=1<CR><LF>");
        assert_eq!(visible("甲\u{1d}".as_bytes()), "甲<1D>");
        assert_eq!(visible(&[0x41, 0xC4, 0xE3]), "A<C4><E3>");
        assert_eq!(hex(&[0x41, 0x0D]), "41 0D");
        assert_eq!(day(20_261_122), "2026-11-22");
    }
}
