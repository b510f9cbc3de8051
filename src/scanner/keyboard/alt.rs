//! Alt held down, a number on the keypad, Alt let go: the way of typing that no layout can spoil, and
//! that many guns know as "ALT mode".

use super::KeyLayout;

/// Longest number that counts: five digits hold every code of two bytes.
const DIGITS: usize = 5;

/// The OEM code pages from 128 on, which Windows uses for numbers without a leading zero.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// The number so far.
#[derive(Debug, Default)]
pub(super) struct AltNumber {
    digits: String,
}

impl AltNumber {
    /// One more digit.
    pub(super) fn push(&mut self, digit: char) {
        // One more than counts is kept, so that a number that is too long is seen to be.
        if self.digits.len() <= DIGITS {
            self.digits.push(digit);
        }
    }

    /// Alt was let go: the character, if a number was typed. What stands for none is U+FFFD, so that
    /// the code it is in is refused by name.
    pub(super) fn end(&mut self, layout: KeyLayout) -> Option<char> {
        let digits = std::mem::take(&mut self.digits);
        if digits.is_empty() {
            return None;
        }
        let number = digits.parse().ok().filter(|_| digits.len() <= DIGITS);
        Some(number.and_then(|number| meant(number, digits.starts_with('0'), layout)).unwrap_or('\u{fffd}'))
    }

    /// Forgets what was typed so far.
    pub(super) fn clear(&mut self) {
        self.digits.clear();
    }
}

/// The character of a number: ASCII; from 128 on a byte of the Windows code page (with a leading zero)
/// or of the OEM code page; from 256 on two bytes of GBK, as guns sold in China send them (Shift JIS
/// from a Japanese gun).
fn meant(number: u16, leading_zero: bool, layout: KeyLayout) -> Option<char> {
    let japanese = layout == KeyLayout::Jp;
    let oem = if layout == KeyLayout::Us { CP437 } else { CP850 };
    let decoded = |encoding: &'static encoding_rs::Encoding, bytes: &[u8]| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
        let mut chars = text.chars();
        chars.next().filter(|_| chars.next().is_none())
    };
    match (number, u8::try_from(number)) {
        (0, _) => None,
        (1..128, Ok(byte)) => Some(char::from(byte)),
        (_, Ok(byte)) if japanese => decoded(encoding_rs::SHIFT_JIS, &[byte]),
        (_, Ok(byte)) if leading_zero => decoded(encoding_rs::WINDOWS_1252, &[byte]),
        (_, Ok(byte)) => oem.chars().nth(usize::from(byte) - 128),
        (_, Err(_)) if japanese => decoded(encoding_rs::SHIFT_JIS, &number.to_be_bytes()),
        (_, Err(_)) => decoded(encoding_rs::GBK, &number.to_be_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_character() {
        let check = |layout: KeyLayout, typed: &str, expect: Option<char>| {
            let mut number = AltNumber::default();
            typed.chars().for_each(|digit| number.push(digit));
            assert_eq!(number.end(layout), expect, "{layout:?} {typed}");
            assert_eq!(number.end(layout), None, "it is used up");
        };
        check(KeyLayout::Us, "", None);
        check(KeyLayout::Us, "65", Some('A'));
        check(KeyLayout::De, "065", Some('A'));
        check(KeyLayout::De, "0065", Some('A'));
        check(KeyLayout::Fr, "38", Some('&'));
        check(KeyLayout::Fr, "13", Some('\r'));
        check(KeyLayout::De, "0228", Some('ä'));
        check(KeyLayout::De, "132", Some('ä'));
        check(KeyLayout::Us, "155", Some('¢'));
        check(KeyLayout::De, "155", Some('ø'));
        check(KeyLayout::De, "0128", Some('€'));
        check(KeyLayout::Us, "54992", Some('中'));
        check(KeyLayout::Jp, "177", Some('ｱ'));
        for nothing in ["0", "65536", "123456789", "256"] {
            check(KeyLayout::Us, nothing, Some('\u{fffd}'));
        }
    }

    #[test]
    fn the_code_pages_are_whole() {
        assert_eq!([CP437, CP850].map(|page| page.chars().count()), [128, 128]);
    }
}
