//! What the keys of each layout type: pure tables, as Windows ships the layouts, for that is what guns
//! are made for.
//!
//! Sources: Microsoft's layouts KBDUS, KBDUK, KBDGR, KBDFR, KBDSP, KBDIT and KBD106, compared key by key with
//! xkeyboard-config's symbols `us`, `gb`, `de`, `fr`, `es`, `it` and `jp`. Where Windows has nothing on a key and
//! xkeyboard-config something, that is taken too (Italian `~` and backtick).

use super::KeyLayout;
use super::codes::ROWS;
use std::sync::LazyLock;

/// What a key types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Stroke {
    /// Nothing.
    #[default]
    Nothing,
    /// A character.
    Char(char),
    /// An accent that waits for its letter.
    Dead(char),
}

/// The four things one key can type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Key {
    /// `[alone, with Shift, with AltGr, with both]`.
    pub(super) levels: [Stroke; 4],
    /// Caps Lock does to it what Shift does: it is a letter.
    pub(super) letter: bool,
}

/// One layout. Each row has the characters of [`ROWS`] in its order; a blank is a key without one.
struct Table {
    layout: KeyLayout,
    alone: [&'static str; 4],
    shift: [&'static str; 4],
    /// Pairs: what a key types alone, and what it types with AltGr.
    alt_gr: &'static str,
    /// Likewise, with Shift and AltGr.
    both: &'static str,
    /// Which characters are dead: alone, with Shift, with AltGr.
    dead: [&'static str; 3],
}

#[rustfmt::skip]
const TABLES: [Table; 7] = [
    Table {
        layout: KeyLayout::Us,
        alone: ["`1234567890-=",  "qwertyuiop[]", r"asdfghjkl;'\",  r"\zxcvbnm,./"],
        shift: ["~!@#$%^&*()_+",  "QWERTYUIOP{}", r#"ASDFGHJKL:"|"#, "|ZXCVBNM<>?"],
        alt_gr: "", both: "", dead: ["", "", ""],
    },
    Table {
        layout: KeyLayout::Uk,
        alone: ["`1234567890-=",    "qwertyuiop[]", "asdfghjkl;'#", r"\zxcvbnm,./"],
        shift: [r#"¬!"£$%^&*()_+"#, "QWERTYUIOP{}", "ASDFGHJKL:@~", "|ZXCVBNM<>?"],
        alt_gr: "`¦4€eéuúiíoóaá", both: "eÉuÚiÍoÓaÁ", dead: ["", "", ""],
    },
    Table {
        layout: KeyLayout::De,
        alone: ["^1234567890ß´",    "qwertzuiopü+", "asdfghjklöä#", "<yxcvbnm,.-"],
        shift: [r#"°!"§$%&/()=?`"#, "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ'", ">YXCVBNM;:_"],
        alt_gr: r"2²3³7{8[9]0}ß\q@e€+~<|mµ", both: "ßẞ", dead: ["^´", "`", ""],
    },
    Table {
        layout: KeyLayout::Fr,
        alone: [r#"²&é"'(-è_çà)="#, "azertyuiop^$", "qsdfghjklmù*", "<wxcvbn,;:!"],
        shift: [" 1234567890°+",    "AZERTYUIOP¨£", "QSDFGHJKLM%µ", ">WXCVBN?./§"],
        alt_gr: r##"é~"#'{([-|è`_\ç^à@)]=}e€$¤"##, both: "", dead: ["^", "¨", "~`"],
    },
    Table {
        layout: KeyLayout::Es,
        alone: ["º1234567890'¡",    "qwertyuiop`+", "asdfghjklñ´ç", "<zxcvbnm,.-"],
        shift: [r#"ª!"·$%&/()=?¿"#, "QWERTYUIOP^*", "ASDFGHJKLÑ¨Ç", ">ZXCVBNM;:_"],
        alt_gr: r"º\1|2@3#4~5€6¬e€`[+]´{ç}", both: "", dead: ["`´", "^¨", "~"],
    },
    Table {
        layout: KeyLayout::It,
        alone: [r"\1234567890'ì",   "qwertyuiopè+", "asdfghjklòàù", "<zxcvbnm,.-"],
        shift: [r#"|!"£$%&/()=?^"#, "QWERTYUIOPé*", "ASDFGHJKLç°§", ">ZXCVBNM;:_"],
        alt_gr: "5€e€è[+]ò@à#ì~'`", both: "è{+}", dead: ["", "", ""],
    },
    Table {
        layout: KeyLayout::Jp,
        alone: [r" 1234567890-^\",   "qwertyuiop@[", "asdfghjkl;:]", r" zxcvbnm,./\"],
        shift: [r##" !"#$%&'() =~|"##, "QWERTYUIOP`{", "ASDFGHJKL+*}", " ZXCVBNM<>?_"],
        alt_gr: "", both: "", dead: ["", "", ""],
    },
];

/// What accents make of the letter behind them.
const ACCENTS: [(char, &str, &str); 5] = [
    ('^', "aeiouAEIOU", "âêîôûÂÊÎÔÛ"),
    ('´', "aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ"),
    ('`', "aeiouAEIOU", "àèìòùÀÈÌÒÙ"),
    ('¨', "aeiouyAEIOU", "äëïöüÿÄËÏÖÜ"),
    ('~', "anoANO", "ãñõÃÑÕ"),
];

/// The letter with its accent; `None` where there is no such letter.
pub(super) fn composed(accent: char, letter: char) -> Option<char> {
    let (_, letters, with) = ACCENTS.iter().find(|(known, ..)| *known == accent)?;
    let at = letters.chars().position(|plain| plain == letter)?;
    with.chars().nth(at)
}

/// One more than the greatest code of [`ROWS`].
const CODES: usize = 125;

/// What a layout's key types.
pub(super) fn key(layout: KeyLayout, code: u16) -> Key {
    static MADE: LazyLock<Vec<(KeyLayout, [Key; CODES])>> =
        LazyLock::new(|| TABLES.iter().map(|table| (table.layout, made(table))).collect());
    let keys = MADE.iter().find(|(made, _)| *made == layout).map(|(_, keys)| keys);
    keys.and_then(|keys| keys.get(usize::from(code))).copied().unwrap_or_default()
}

fn made(table: &Table) -> [Key; CODES] {
    let mut keys = [Key::default(); CODES];
    for (row, codes) in ROWS.iter().enumerate() {
        for (at, code) in codes.iter().enumerate() {
            let alone = table.alone[row].chars().nth(at);
            let shift = table.shift[row].chars().nth(at);
            let second = |pairs: &str| alone.and_then(|alone| paired(pairs, alone));
            let levels = [
                stroke(alone, table.dead[0]),
                stroke(shift, table.dead[1]),
                stroke(second(table.alt_gr), table.dead[2]),
                stroke(second(table.both), ""),
            ];
            let letter = matches!((alone, shift), (Some(low), Some(high))
                if low != high && low.to_uppercase().eq([high]));
            if let Some(key) = keys.get_mut(usize::from(*code)) {
                *key = Key { levels, letter };
            }
        }
    }
    keys
}

fn stroke(typed: Option<char>, dead: &str) -> Stroke {
    match typed {
        None | Some(' ') => Stroke::Nothing,
        Some(accent) if dead.contains(accent) => Stroke::Dead(accent),
        Some(c) => Stroke::Char(c),
    }
}

fn paired(pairs: &str, first: char) -> Option<char> {
    let mut chars = pairs.chars();
    while let (Some(key), Some(typed)) = (chars.next(), chars.next()) {
        if key == first {
            return Some(typed);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_its_keys() {
        assert_eq!(TABLES.map(|table| table.layout), KeyLayout::ALL);
        for table in &TABLES {
            for (alone, shift) in table.alone.iter().zip(&table.shift) {
                assert_eq!(alone.chars().count(), shift.chars().count(), "{:?}: {alone}", table.layout);
            }
            for pairs in [table.alt_gr, table.both] {
                assert_eq!(pairs.chars().count() % 2, 0, "{:?}: {pairs}", table.layout);
            }
            let keys = made(table);
            let letters = keys.iter().filter(|key| key.letter).count();
            assert!(letters >= 26, "{:?} has {letters} letters", table.layout);
            let dead =
                keys.iter().flat_map(|key| key.levels).filter(|s| matches!(s, Stroke::Dead(_))).count();
            assert_eq!(dead, table.dead.concat().chars().count(), "{:?}", table.layout);
        }
    }

    #[test]
    fn every_printable_ascii_character_is_on_every_layout() {
        for table in &TABLES {
            let strokes: Vec<Stroke> = made(table).iter().flat_map(|key| key.levels).collect();
            for c in '!'..='~' {
                let there = strokes.iter().any(|s| matches!(s, Stroke::Char(k) | Stroke::Dead(k) if *k == c));
                assert!(there, "{:?} has no {c}", table.layout);
            }
        }
    }

    #[test]
    fn accents_meet_their_letters() {
        for (accent, letters, with) in ACCENTS {
            assert_eq!(letters.chars().count(), with.chars().count(), "{accent}");
        }
        let check = |accent, letter, expect| assert_eq!(composed(accent, letter), expect, "{accent}{letter}");
        check('^', 'e', Some('ê'));
        check('´', 'Y', Some('Ý'));
        check('~', 'n', Some('ñ'));
        check('~', 'e', None);
        check('^', '1', None);
    }
}
