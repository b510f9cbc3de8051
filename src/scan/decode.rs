//! Bytes → text: UTF-8, else GBK (vendors print Chinese model names in either).

use std::borrow::Cow;

use super::{MAX_SCAN_BYTES, Reason};

/// What could not be read, with the text as far as it can be shown.
pub(super) struct Unreadable {
    pub(super) text: String,
    pub(super) reason: Reason,
}

/// Decodes a scan. Blanks, tabs and line ends around it are suffixes and prefixes of a gun; a
/// control character *inside* it is a fault of the line (or two codes run together).
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    if bytes.len() > MAX_SCAN_BYTES {
        // What is shown stays bounded; the log has the raw bytes.
        let text = String::from_utf8_lossy(&bytes[..MAX_SCAN_BYTES]).into_owned();
        return Err(Unreadable { text, reason: Reason::TooLong });
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
                let text = String::from_utf8_lossy(bytes).into_owned();
                Unreadable { text, reason: Reason::BadEncoding }
            })?
        }
    };
    let inner = trim(&text);
    if inner.is_empty() {
        return Err(Unreadable { text: text.into_owned(), reason: Reason::Empty });
    }
    if inner.chars().any(unprintable) {
        return Err(Unreadable { text: text.into_owned(), reason: Reason::BadEncoding });
    }
    Ok(text)
}

/// Without the blanks, tabs and line ends around it.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// Control characters, and what cannot be seen or stands for what was lost.
fn unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expect: Result<&str, Reason>) {
        let found = decode(bytes).map(Cow::into_owned).map_err(|e| e.reason);
        assert_eq!(found, expect.map(str::to_owned), "{bytes:?}");
    }

    #[test]
    fn utf_8_else_gbk_else_named() {
        check(b"abc", Ok("abc"));
        check("移远".as_bytes(), Ok("移远"));
        check(&[0xd2, 0xc6, 0xd4, 0xb6], Ok("移远"));
        check(&[b'a', 0xff, b'b'], Err(Reason::BadEncoding));
        check(&[0xd2], Err(Reason::BadEncoding));
        check("a\u{fffd}b".as_bytes(), Err(Reason::BadEncoding));
        check("\u{feff}ab".as_bytes(), Err(Reason::BadEncoding));
        check("ab\u{200b}".as_bytes(), Err(Reason::BadEncoding));
    }

    #[test]
    fn nothing_and_too_much() {
        check(b"", Err(Reason::Empty));
        check(b" \t\r\n", Err(Reason::Empty));
        check(&[b'1'; MAX_SCAN_BYTES + 1], Err(Reason::TooLong));
        check(&[b'1'; MAX_SCAN_BYTES], Ok(&"1".repeat(MAX_SCAN_BYTES)));
    }

    #[test]
    fn control_characters_count_inside_only() {
        check(b"\t12\r\n", Ok("\t12\r\n"));
        check(b"1\r2", Err(Reason::BadEncoding));
        check(b"1\x1d2", Err(Reason::BadEncoding));
        check(b"\x0212\x03", Err(Reason::BadEncoding));
        check("1\u{85}2".as_bytes(), Err(Reason::BadEncoding));
    }
}
