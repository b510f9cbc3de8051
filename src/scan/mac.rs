//! MAC addresses: 12 hex digits, `:` or `-` allowed, kept in upper case without separators.

/// What a text says about a MAC address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mac {
    /// It is one.
    Good(String),
    /// It should be one, but is not.
    Bad,
}

/// Reads a bare MAC address; `None` if the text is nothing like one.
pub(super) fn bare(text: &str) -> Option<Mac> {
    if let Some(mac) = normalised(text) {
        return Some(Mac::Good(mac));
    }
    let digits = text.bytes().filter(|b| !is_separator(*b)).count();
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || is_separator(b) || b == b'.' || b == b' ');
    let hex = text.bytes().all(|b| b.is_ascii_hexdigit() || is_separator(b) || b == b'.' || b == b' ');
    let near = (hex && (6..=24).contains(&digits)) || (plain && digits == 12);
    near.then_some(Mac::Bad)
}

/// Reads a labelled one (`MAC:AABBCCDDEEFF`, `IMEI:…,MAC=…`). Several different ones are bad, for
/// nothing says which is meant.
pub(super) fn labelled(text: &str) -> Option<Mac> {
    let mut found: Option<Mac> = None;
    for value in super::label::values_after(text, "MAC") {
        let end =
            value.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '-')).unwrap_or(value.len());
        let mac = normalised(&value[..end]).map_or(Mac::Bad, Mac::Good);
        if found.as_ref().is_some_and(|before| *before != mac) {
            return Some(Mac::Bad);
        }
        found = Some(mac);
    }
    found
}

/// 12 hex digits, with single separators between pairs allowed; all zeros and all ones are what an
/// unprovisioned module has.
fn normalised(text: &str) -> Option<String> {
    let mut mac = String::with_capacity(12);
    let mut after_separator = true;
    for byte in text.bytes() {
        if is_separator(byte) {
            if after_separator || mac.len() % 2 == 1 {
                return None;
            }
            after_separator = true;
        } else if byte.is_ascii_hexdigit() && mac.len() < 12 {
            mac.push(char::from(byte.to_ascii_uppercase()));
            after_separator = false;
        } else {
            return None;
        }
    }
    let good = mac.len() == 12 && !after_separator && mac != "000000000000" && mac != "FFFFFFFFFFFF";
    good.then_some(mac)
}

fn is_separator(byte: u8) -> bool {
    byte == b':' || byte == b'-'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_ones() {
        for (text, expect) in [
            ("AABBCCDDEEFF", Some(Mac::Good("AABBCCDDEEFF".into()))),
            ("aa:bb:cc:dd:ee:0f", Some(Mac::Good("AABBCCDDEE0F".into()))),
            ("AA-BB-CC-DD-EE-FF", Some(Mac::Good("AABBCCDDEEFF".into()))),
            ("AABB-CCDD-EEFF", Some(Mac::Good("AABBCCDDEEFF".into()))),
            ("000000000000", Some(Mac::Bad)),
            ("ff:ff:ff:ff:ff:ff", Some(Mac::Bad)),
            ("AABBCCDDEEF", Some(Mac::Bad)),
            ("AABBCCDDEEFFA", Some(Mac::Bad)),
            ("AABBCCDDEEFG", Some(Mac::Bad)),
            ("AA:BB:CC:DD:EE:GG", Some(Mac::Bad)),
            ("AA::BB:CC:DD:EE:FF", Some(Mac::Bad)),
            ("AA:BB:CC:DD:EE:FF:", Some(Mac::Bad)),
            ("A:ABBCCDDEEFF", Some(Mac::Bad)),
            ("863950069494278", Some(Mac::Bad)),
            ("hello", None),
            ("pk=p11sf2&sn=VDR1", None),
        ] {
            assert_eq!(bare(text), expect, "{text}");
        }
    }

    #[test]
    fn labelled_ones() {
        for (text, expect) in [
            ("MAC:AABBCCDDEEFF", Some(Mac::Good("AABBCCDDEEFF".into()))),
            ("IMEI:863950069494278,MAC:AA:BB:CC:DD:EE:FF", Some(Mac::Good("AABBCCDDEEFF".into()))),
            ("WIFI_MAC=aabbccddeeff;SN=1", Some(Mac::Good("AABBCCDDEEFF".into()))),
            ("MAC:AABBCCDDEEFF MAC:AABBCCDDEEFF", Some(Mac::Good("AABBCCDDEEFF".into()))),
            ("MAC1:AABBCCDDEEFF;MAC2:AABBCCDDEE00", Some(Mac::Bad)),
            ("MAC:AABBCCDDEE", Some(Mac::Bad)),
            ("STOMACH", None),
        ] {
            assert_eq!(labelled(text), expect, "{text}");
        }
    }
}
