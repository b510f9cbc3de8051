//! What a module says on its AT port, line by line.
//!
//! ```text
//! bytes ─► line (CR, LF or both end it) ─► Said: echo, IMEI, OK, refusal, power-up message, other, garbage
//! ```
//!
//! Sources: 3GPP TS 27.007 §5.4 (`+CGSN`: bare digits without `=<snt>`, `+CGSN: "<imei>"` with
//! `=1`) and §9 (`+CME ERROR`), TS 27.005 §3.2.5 (`+CMS ERROR`), ITU-T V.250 §5.7.1 (result codes, as
//! digits after `ATV0`) and §5.2.3 (echo).
//!
//! Architecture invariants:
//! * Pure: bytes in, [`Said`] out, whatever pieces the bytes come in.
//! * Bounded: of a line without end at most [`LONGEST`] bytes are kept, and any bytes give something.
//! * The digits are not judged: whether they are an IMEI is `scan::read`'s to say.

use std::ops::RangeInclusive;

/// Longest line that is looked at, in bytes; a longer one is [`Said::Garbage`].
pub const LONGEST: usize = 256;

/// How many digits may be meant as an IMEI: what a damaged or unprovisioned one has, too, so that it
/// is refused by name and not passed over.
const DIGITS: RangeInclusive<usize> = 4..=32;

/// Messages that a module sends of its own accord when it has just been switched on.
const POWER_UP: [&str; 6] = ["RDY", "APP RDY", "^SYSSTART", "SYSSTART", "MODEM:STARTUP", "*ATREADY: 1"];

/// One line that a module has said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// What it was sent, said back.
    Echo,
    /// Digits that answer a question for the IMEI.
    Imei(String),
    /// The command was carried out.
    Ok,
    /// It was not; the line as it came.
    Refused(String),
    /// It has just been switched on: whatever was known of it is void.
    Booted,
    /// Something else in plain text: messages nobody asked for, or a device that is no module.
    Other(String),
    /// Bytes that are no text: a bad contact, power-up noise, another speed.
    Garbage,
}

/// Puts bytes together to lines.
#[derive(Debug, Default)]
pub struct AtReader {
    line: Vec<u8>,
    /// The line grew beyond [`LONGEST`]: its rest is skipped.
    overlong: bool,
}

impl AtReader {
    /// A reader that has seen nothing.
    pub fn new() -> AtReader {
        AtReader::default()
    }

    /// Takes bytes in, and adds what they end to `said`: at most one thing a byte.
    pub fn push(&mut self, bytes: &[u8], said: &mut Vec<Said>) {
        for &byte in bytes {
            match byte {
                b'\r' | b'\n' => said.extend(self.end()),
                _ if self.line.len() < LONGEST => self.line.push(byte),
                _ => self.overlong = true,
            }
        }
    }

    /// Drops the line that has no end yet.
    pub fn clear(&mut self) {
        self.line.clear();
        self.overlong = false;
    }

    /// Has a line begun that has no end yet?
    pub fn partial(&self) -> bool {
        !self.line.is_empty()
    }

    fn end(&mut self) -> Option<Said> {
        let said = if self.overlong { Some(Said::Garbage) } else { meaning(&self.line) };
        self.clear();
        said
    }
}

/// What a whole line means; `None` for an empty one.
fn meaning(line: &[u8]) -> Option<Said> {
    if line.is_empty() {
        return None;
    }
    // Switching on leaves a few wild bytes in front of the first line; inside a line they spoil it.
    let wild = |byte: &u8| !matches!(byte, b' '..=b'~' | b'\t');
    let start = line.iter().position(|byte| !wild(byte)).unwrap_or(line.len());
    let text = &line[start..];
    if let Some(last) = text.iter().rposition(wild) {
        let booted = std::str::from_utf8(&text[last + 1..]).is_ok_and(|end| POWER_UP.contains(&end.trim()));
        return Some(if booted { Said::Booted } else { Said::Garbage });
    }
    let text = std::str::from_utf8(text).unwrap_or_default().trim();
    match text {
        "" if start == 0 => None,
        "" => Some(Said::Garbage),
        text => Some(plain(text)),
    }
}

fn plain(text: &str) -> Said {
    let upper = text.to_ascii_uppercase();
    if upper.starts_with("AT") {
        return Said::Echo;
    }
    // As digits, in a module that was told ATV0.
    if matches!(upper.as_str(), "OK" | "0") {
        return Said::Ok;
    }
    if matches!(upper.as_str(), "ERROR" | "4")
        || upper.starts_with("+CME ERROR")
        || upper.starts_with("+CMS ERROR")
    {
        return Said::Refused(text.to_owned());
    }
    if POWER_UP.contains(&upper.as_str()) {
        return Said::Booted;
    }
    match digits(text) {
        Some(imei) => Said::Imei(imei.to_owned()),
        None => Said::Other(text.to_owned()),
    }
}

/// The digits of an answer: bare, in quotes, or behind the command's name.
fn digits(text: &str) -> Option<&str> {
    let name = |name: &str| {
        let (head, rest) = text.split_at_checked(name.len())?;
        head.eq_ignore_ascii_case(name).then_some(rest)
    };
    let value = ["+CGSN:", "+GSN:", "IMEI:"].into_iter().find_map(name).unwrap_or(text).trim();
    let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    (DIGITS.contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const IMEI: &str = "863950069494278";

    fn read(bytes: &[u8]) -> Vec<Said> {
        let mut said = Vec::new();
        AtReader::new().push(bytes, &mut said);
        said
    }

    fn imei() -> Said {
        Said::Imei(IMEI.to_owned())
    }

    #[test]
    fn each_line_has_its_meaning() {
        let check = |line: &str, expect: Said| {
            for end in ["\r", "\n", "\r\n"] {
                let sent = format!("\r\n{line}{end}");
                assert_eq!(read(sent.as_bytes()), std::slice::from_ref(&expect), "{sent:?}");
            }
        };
        check("863950069494278", imei());
        check(" 863950069494278 ", imei());
        check("+CGSN: \"863950069494278\"", imei());
        check("+CGSN:863950069494278", imei());
        check("+GSN: 863950069494278", imei());
        check("IMEI:863950069494278", imei());
        check("\"863950069494278\"", imei());
        check("86395", Said::Imei("86395".into()));
        check("OK", Said::Ok);
        check("0", Said::Ok);
        check("AT+CGSN", Said::Echo);
        check("at+cgsn=1", Said::Echo);
        check("ERROR", Said::Refused("ERROR".into()));
        check("4", Said::Refused("4".into()));
        check("+CME ERROR: 10", Said::Refused("+CME ERROR: 10".into()));
        check("+CMS ERROR: 302", Said::Refused("+CMS ERROR: 302".into()));
        check("RDY", Said::Booted);
        check("APP RDY", Said::Booted);
        check("^SYSSTART", Said::Booted);
        check("+CFUN: 1", Said::Other("+CFUN: 1".into()));
        check("+CPIN: READY", Said::Other("+CPIN: READY".into()));
        check("$GPGGA,,,", Said::Other("$GPGGA,,,".into()));
        check("863", Said::Other("863".into()));
        check("8639500694942x8", Said::Other("8639500694942x8".into()));
        check("+CGSN: \"863950069494278", Said::Other("+CGSN: \"863950069494278".into()));
        check(&"9".repeat(LONGEST), Said::Other("9".repeat(LONGEST)));
        check(&"9".repeat(LONGEST + 1), Said::Garbage);
    }

    #[test]
    fn wild_bytes_before_a_line_do_no_harm_and_inside_it_they_spoil_it() {
        let check = |bytes: &[u8], expect: &[Said]| {
            assert_eq!(read(bytes), expect, "{}", bytes.escape_ascii());
        };
        check(b"\xff\x00\xfe\r\nRDY\r\n", &[Said::Garbage, Said::Booted]);
        check(b"\xff\x00\xfeRDY\r\n", &[Said::Booted]);
        check(b"\xffx\xfeRDY\r\n", &[Said::Booted]);
        check(b"\x00\x00863950069494278\r\n\r\nOK\r\n", &[imei(), Said::Ok]);
        check(b"8639500\xff69494278\r\n", &[Said::Garbage]);
        check(b"863950069494278\xff\r\n", &[Said::Garbage]);
        check(b"8639500\x0069494278\r\nOK\r\n", &[Said::Garbage, Said::Ok]);
        check(b" \r\n\t\r\n", &[]);
    }

    #[test]
    fn whole_conversations_are_told_apart() {
        let check = |sent: &str, expect: &[Said]| assert_eq!(read(sent.as_bytes()), expect, "{sent:?}");
        check("AT+CGSN\r\r\n863950069494278\r\n\r\nOK\r\n", &[Said::Echo, imei(), Said::Ok]);
        check(
            "\r\n+CREG: 1\r\n\r\n863950069494278\r\n\r\n+QIND: SMS DONE\r\n\r\nOK\r\n",
            &[Said::Other("+CREG: 1".into()), imei(), Said::Other("+QIND: SMS DONE".into()), Said::Ok],
        );
        check("863950069494278\r\n0\r", &[imei(), Said::Ok]);
        check("\r\n863950069494278", &[]);
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_say_the_same_and_stay_bounded(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\r'), Just(b'9'), Just(b'K')], 0..2000),
            cut in 1usize..50,
        ) {
            let mut reader = AtReader::new();
            let mut said = Vec::new();
            for piece in bytes.chunks(cut) {
                reader.push(piece, &mut said);
                prop_assert!(reader.line.len() <= LONGEST);
            }
            prop_assert!(said.len() <= bytes.len());
            prop_assert_eq!(said, read(&bytes));
        }

        #[test]
        fn an_imei_comes_through_split_anywhere(cut in 0usize..40) {
            let sent = format!("AT+CGSN\r\r\n{IMEI}\r\n\r\nOK\r\n");
            let (head, tail) = sent.as_bytes().split_at(cut.min(sent.len()));
            let mut reader = AtReader::new();
            let mut said = Vec::new();
            reader.push(head, &mut said);
            reader.push(tail, &mut said);
            prop_assert_eq!(said, vec![Said::Echo, imei(), Said::Ok]);
        }
    }
}
