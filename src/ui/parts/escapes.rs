//! Codes as they are typed: `\t`, `\r`, `\n`, `\\` and `\x1d` stand for bytes that no key types.

/// The bytes that a typed text stands for. A backslash before anything else stands for itself, so that
/// a code with one in it can be pasted as it is.
pub fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, taken) = match after {
            _ if *first != b'\\' => (*first, 1),
            [b't', ..] => (b'\t', 2),
            [b'r', ..] => (b'\r', 2),
            [b'n', ..] => (b'\n', 2),
            [b'\\', ..] => (b'\\', 2),
            [b'x', high, low, ..] => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, 4),
                _ => (b'\\', 1),
            },
            _ => (b'\\', 1),
        };
        bytes.push(byte);
        rest = &rest[taken..];
    }
    bytes
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_key_types_can_be_typed() {
        let check = |typed: &str, expect: &[u8]| assert_eq!(unescape(typed), expect, "{typed}");
        check("", b"");
        check("pk=1&sn=2", b"pk=1&sn=2");
        check(r"863\r\n", b"863\r\n");
        check(r"a\tb\\c", b"a\tb\\c");
        check(r"\x1d\x1D\xe4\xb8\xad", b"\x1d\x1d\xe4\xb8\xad");
        check("中", "中".as_bytes());
        // Not one of these: as it stands.
        for typed in [r"\", r"\x", r"\x1", r"\xgg", r"C:\dir", r"\q", "\\中"] {
            check(typed, typed.as_bytes());
        }
        check(r"\\x41", br"\x41");
    }
}
