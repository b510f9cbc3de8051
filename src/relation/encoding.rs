//! The text encodings a relation file may be in, with or without a byte order mark.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// How a file's text becomes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8 without a byte order mark: what the platform documents.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-8 with one, for spreadsheet programs that would else guess the local code page.
    #[serde(rename = "utf-8-bom")]
    Utf8Bom,
    /// GBK.
    #[serde(rename = "gbk")]
    Gbk,
    /// UTF-16, little endian, with a byte order mark.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, big endian, with a byte order mark.
    #[serde(rename = "utf-16be")]
    Utf16Be,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Encoding; 5] =
        [Encoding::Utf8, Encoding::Utf8Bom, Encoding::Gbk, Encoding::Utf16Le, Encoding::Utf16Be];

    /// Its name, as in settings and manifests.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf8Bom => "utf-8-bom",
            Encoding::Gbk => "gbk",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
        }
    }

    /// The encoding of that name.
    pub fn from_name(name: &str) -> Option<Encoding> {
        Encoding::ALL.into_iter().find(|encoding| encoding.name() == name)
    }

    /// The bytes a file in it begins with.
    pub fn bom(self) -> &'static [u8] {
        match self {
            Encoding::Utf8 | Encoding::Gbk => b"",
            Encoding::Utf8Bom => b"\xEF\xBB\xBF",
            Encoding::Utf16Le => b"\xFF\xFE",
            Encoding::Utf16Be => b"\xFE\xFF",
        }
    }

    /// Reads a whole text: its encoding and the text without its byte order mark. `None` if it is
    /// in none of them. Plain ASCII counts as UTF-8; what is not UTF-8 is tried as GBK.
    pub fn detect(bytes: &[u8]) -> Option<(Encoding, Cow<'_, str>)> {
        let marked = [Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be]
            .into_iter()
            .find(|encoding| bytes.starts_with(encoding.bom()));
        let candidates = match marked {
            Some(encoding) => vec![encoding],
            None => vec![Encoding::Utf8, Encoding::Gbk],
        };
        let (encoding, text) =
            candidates.into_iter().find_map(|encoding| Some((encoding, encoding.decode(bytes)?)))?;
        // UTF-16 without its mark passes as UTF-8 or GBK, full of NULs.
        (!text.contains('\0')).then_some((encoding, text))
    }

    /// The text of a file in this encoding, without its byte order mark; `None` if its bytes are not.
    pub fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        let body = bytes.strip_prefix(self.bom())?;
        self.tables().decode_without_bom_handling_and_without_replacement(body)
    }

    /// Appends `text` in this encoding, without a byte order mark; else the first character it
    /// lacks, and `out` is as it was.
    pub fn encode(self, text: &str, out: &mut Vec<u8>) -> Result<(), char> {
        match self {
            Encoding::Utf8 | Encoding::Utf8Bom => out.extend_from_slice(text.as_bytes()),
            Encoding::Utf16Le => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Encoding::Utf16Be => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            Encoding::Gbk => {
                // What GBK lacks, encoding_rs writes as `&#…;` and raises a flag: that is an error.
                let (bytes, _, lacking) = encoding_rs::GBK.encode(text);
                if lacking {
                    return Err(first_lacking(text));
                }
                out.extend_from_slice(&bytes);
            }
        }
        Ok(())
    }

    /// The decoder for what follows the byte order mark.
    pub(super) fn decoder(self) -> encoding_rs::Decoder {
        self.tables().new_decoder_without_bom_handling()
    }

    fn tables(self) -> &'static encoding_rs::Encoding {
        match self {
            Encoding::Utf8 | Encoding::Utf8Bom => encoding_rs::UTF_8,
            Encoding::Gbk => encoding_rs::GBK,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
        }
    }
}

/// The first character of `text` that GBK lacks.
fn first_lacking(text: &str) -> char {
    let mut utf8 = [0; 4];
    text.chars()
        .find(|c| encoding_rs::GBK.encode(c.encode_utf8(&mut utf8)).2)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_back_what_it_took() {
        for encoding in Encoding::ALL {
            let mut bytes = encoding.bom().to_vec();
            encoding.encode("*设备DeviceKey,a\r\n", &mut bytes).unwrap();
            let (found, text) = Encoding::detect(&bytes).unwrap();
            assert_eq!((found, text.as_ref()), (encoding, "*设备DeviceKey,a\r\n"));
            assert_eq!(Encoding::from_name(encoding.name()), Some(encoding));
        }
    }

    #[test]
    fn gbk_names_the_character_it_lacks_and_writes_nothing() {
        let mut bytes = b"kept".to_vec();
        assert_eq!(Encoding::Gbk.encode("电表😀", &mut bytes), Err('😀'));
        assert_eq!(bytes, b"kept");
    }

    #[test]
    fn what_is_no_text_is_named_so() {
        let unmarked: Vec<u8> = "DK,PK".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [&unmarked[..], b"\xFF\xFF\xFF", b"\xFF\xFE\x00\xD8", b"\xEF\xBB\xBF\xC9\xE8"] {
            assert!(Encoding::detect(bytes).is_none(), "{bytes:?}");
        }
    }
}
