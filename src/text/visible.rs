//! Texts from labels, files and databases, made visible: what a terminal or a line of text would obey, and what
//! nobody can see, is written out.
//!
//! A label may hold `ESC ] 0 ;` (a terminal changes its title), U+202E (the rest of the line runs the other way,
//! so that one SN looks like another) or a blank of no width (two texts look the same and are not). Each such
//! character stands as `\u202e`, which in JSON means the same as the character itself.

use std::borrow::Cow;

/// Is this a character that is not to be shown as it is? Tabs and line ends are not looked at.
pub fn is_unseen(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        // C0, DEL, C1.
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        // Soft hyphen, grapheme joiner, Hangul and Mongolian fillers and separators.
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{180b}'..='\u{180f}' => true,
        // Marks and overrides of direction.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        // Blanks of no width, line and paragraph separators, invisible operators, fillings.
        '\u{200b}'..='\u{200d}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}' => true,
        '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fffb}' => true,
        // Tags and more variation selectors; what is no character.
        '\u{e0000}'..='\u{e0fff}' => true,
        _ => false,
    }
}

/// The text with every such character written out. Tabs and line ends stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    written_out(text, is_unseen)
}

/// The same in one line: tabs and line ends are written out, too.
pub fn one_line(text: &str) -> Cow<'_, str> {
    written_out(text, |c| is_unseen(c) || matches!(c, '\t' | '\n'))
}

fn written_out(text: &str, unseen: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&unseen) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if !unseen(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_obeyed_or_unseen_is_written_out() {
        let check = |text: &str, expect: &str| assert_eq!(visible(text), expect, "{text:?}");
        check("863950069494278;模组", "863950069494278;模组");
        check("\u{1b}]0;owned\u{7}", "\\u001b]0;owned\\u0007");
        check("a\u{9b}31m", "a\\u009b31m");
        check("VDR\u{202e}8209", "VDR\\u202e8209");
        check("A\u{200b}B\u{feff}", "A\\u200bB\\ufeff");
        check("\u{e0041}", "\\udb40\\udc41");
        check("a\tb\r\nc", "a\tb\\u000d\nc");
        assert_eq!(one_line("a\tb\r\nc"), "a\\u0009b\\u000d\\u000ac");
        assert!(matches!(visible("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_means_the_same_afterwards() {
        let text = "\u{9b}\u{202e}\u{e0041}\u{200b}电表\u{2028}";
        let json = serde_json::to_string(&serde_json::json!({ "text": text })).unwrap();
        let shown = visible(&json);
        assert!(!shown.chars().any(is_unseen), "{shown}");
        let back: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(back["text"], text);
    }
}
