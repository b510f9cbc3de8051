//! Keyboard layouts: what a gun set to a US keyboard types on a computer set to another.
//!
//! A gun in keyboard mode sends key positions; the computer's layout makes characters of them. Each
//! table lists the keys whose character differs from the US layout (as Windows ships the layouts),
//! and what they type instead. The way back is looked up, never applied to a scan: it only serves to
//! name the fault.

use std::sync::LazyLock;

use super::Hint;

/// A layout, as guns call their "country".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Country {
    /// German.
    German,
    /// French.
    French,
    /// Belgian.
    Belgian,
    /// Swiss.
    Swiss,
    /// Spanish.
    Spanish,
    /// Italian.
    Italian,
    /// Portuguese.
    Portuguese,
    /// Swedish, Finnish.
    Swedish,
    /// Danish.
    Danish,
    /// Norwegian.
    Norwegian,
    /// Turkish Q.
    Turkish,
    /// Czech.
    Czech,
    /// British.
    British,
    /// Dvorak.
    Dvorak,
    /// Russian.
    Russian,
    /// Japanese (JIS).
    Japanese,
}

impl Country {
    /// Every layout but the US one, the likelier first.
    pub const ALL: [Country; 16] = [
        Country::German,
        Country::French,
        Country::Belgian,
        Country::Swiss,
        Country::Spanish,
        Country::Italian,
        Country::Portuguese,
        Country::Swedish,
        Country::Danish,
        Country::Norwegian,
        Country::Turkish,
        Country::Czech,
        Country::British,
        Country::Dvorak,
        Country::Russian,
        Country::Japanese,
    ];
}

/// One layout, as differences from the US one.
struct Table {
    country: Country,
    hint: Hint,
    /// Characters of the US layout …
    us: &'static str,
    /// … and what their keys type here, in the same order; a character for private use stands for
    /// nothing at all.
    typed: &'static str,
    /// US characters whose keys are dead here: they may vanish, or melt into the next letter.
    dead: &'static str,
}

const fn table(country: Country, us: &'static str, typed: &'static str, dead: &'static str) -> Table {
    let hint = match country {
        Country::German => Hint::LayoutDe,
        // The Belgian letters are the French ones.
        Country::French | Country::Belgian => Hint::LayoutFr,
        _ => Hint::LayoutOther,
    };
    Table { country, hint, us, typed, dead }
}

/// German and French first: where a text fits several, these are likelier.
#[rustfmt::skip]
const TABLES: &[Table] = &[
    table(Country::German, r##"`-=yz[]\;'/~@#^&*()_+YZ{}|:"<>?"##,
                           r##"^ß´zyü+#öä-°"§&/()=?`ZYÜ*'ÖÄ;:_"##, "`=+"),
    table(Country::French, r##"`1234567890-qwaz[]\;'m,./!@#$%^&*()_QWAZ{}|:"M<>?"##,
                           r##"²&é"'(-è_çà)azqw^$*mù,;:!1234567890°AZQW¨£µM%?./§"##, "[{"),
    // The French letters, other signs.
    table(Country::Belgian, r##"`1234567890-=qwaz[]\;'m,./!@#$%^&*()_+QWAZ{}|:"M<>?"##,
                            r##"²&é"'(§è!çà)-azqw^$µmù,;:=1234567890°_AZQW¨*£M%?./+"##, "[{"),
    table(Country::Swiss, r##"`-=yz[]\;'/~!@#$^&*()_+YZ{}|:"<>?"##,
                          r##"§'^zyü¨$öä-°+"*ç&/()=?`ZYè!£éà;:_"##, "=]+"),
    table(Country::Spanish, r##"`-=[]\;'/~@#^&*()_+{}|:"<>?"##,
                            r##"º'¡`+çñ´-ª"·&/()=?¿^*ÇÑ¨;:_"##, "['{\""),
    table(Country::Italian, r##"`-=[]\;'/~@#^&*()_+{}|:"<>?"##,
                            r##"\'ìè+ùòà-|"£&/()=?^é*§ç°;:_"##, ""),
    table(Country::Portuguese, r##"`-=[]\;'/~@^&*()_+{}|:"<>?"##,
                               r##"\'«+´~çº-|"&/()=?»*`^Çª;:_"##, "]\\}|"),
    table(Country::Swedish, r##"`-=[]\;'/~@$^&*()_+{}|:"<>?"##,
                            r##"§+´å¨'öä-½"¤&/()=?`Å^*ÖÄ;:_"##, "=+]}"),
    table(Country::Danish, r##"`-=[]\;'/~@$^&*()_+{}|:"<>?"##,
                           r##"½+´å¨'æø-§"¤&/()=?`Å^*ÆØ;:_"##, "=+]}"),
    table(Country::Norwegian, r##"`-=[]\;'/~@$^&*()_+{}|:"<>?"##,
                              r##"|+\å¨'øæ-§"¤&/()=?`Å^*ØÆ;:_"##, "+]}"),
    table(Country::Turkish, r##"`-=i[]\;',./~@#$^&*()_+{}|:"<>?"##,
                            r##""*-ığü,şiöç.é'^+&/()=?_ĞÜ;ŞİÖÇ:"##, ""),
    table(Country::Czech, r##"`1234567890-=yz[]\;'/~!@#$%^&*()_+YZ{}|:"<>?"##,
                          r##";+ěščřžýáíé=´zyú)¨ů§-°1234567890%ˇZY/('"!?:_"##, "=+\\"),
    table(Country::British, r##"\~@#|""##,
                            r##"#¬"£~@"##, ""),
    table(Country::Dvorak, r##"-=qwertyuiop[]sdfghjkl;'zxcvbn,./_+QWERTYUIOP{}SDFGHJKL:"ZXCVBN<>?"##,
                           r##"[]',.pyfgcrl/=oeuidhtns-;qjkxbwvz{}"<>PYFGCRL?+OEUIDHTNS_:QJKXBWVZ"##, ""),
    table(Country::Russian,
        r##"`qwertyuiop[]asdfghjkl;'zxcvbnm,./~@#$^&QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?"##,
        r##"ёйцукенгшщзхъфывапролджэячсмитьбю.Ё"№;:?ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"##, ""),
    // A JIS keyboard: Shift+0 types nothing, and the key of ` switches the input method.
    table(Country::Japanese, "`=[]\\'~@^&*()_+{}|:\"",
                             "\u{e000}^@[]:\u{e001}\"&'()\u{e002}=~`{}+*", "`~)"),
];

/// What dead keys make of the letter behind them: accent, letters, and the letters with it.
const ACCENTS: &[(char, &str, &str)] = &[
    ('´', "aeiouyAEIOUYcCnNsSzZlLrRgGkKmMpPwW", "áéíóúýÁÉÍÓÚÝćĆńŃśŚźŹĺĹŕŔǵǴḱḰḿḾṕṔẃẂ"),
    ('`', "aeiouAEIOUnNwWyY", "àèìòùÀÈÌÒÙǹǸẁẀỳỲ"),
    ('^', "aeiouAEIOUcCgGhHjJsSwWyYzZ", "âêîôûÂÊÎÔÛĉĈĝĜĥĤĵĴŝŜŵŴŷŶẑẐ"),
    ('¨', "aeiouyAEIOUYhHwWxX", "äëïöüÿÄËÏÖÜŸḧḦẅẄẍẌ"),
    ('~', "aonAON", "ãõñÃÕÑ"),
];

/// A layout, ready to be read backwards.
pub(super) struct Layout {
    /// Which it is.
    pub(super) country: Country,
    /// How a scan's verdict names it.
    pub(super) hint: Hint,
    /// US characters whose keys are dead.
    pub(super) dead: &'static str,
    /// US character for each ASCII character typed; 0 = no key types it.
    ascii: [u8; 128],
    other: Vec<(char, u8)>,
    table: &'static Table,
}

/// Every layout, the likelier first.
pub(super) fn layouts() -> &'static [Layout] {
    static LAYOUTS: LazyLock<Vec<Layout>> = LazyLock::new(|| TABLES.iter().map(Layout::of).collect());
    &LAYOUTS
}

impl Layout {
    fn of(table: &'static Table) -> Layout {
        let Table { country, hint, dead, .. } = *table;
        let mut layout = Layout { country, hint, dead, ascii: [0; 128], other: Vec::new(), table };
        let moved = |us: u8| table.us.bytes().any(|b| b == us);
        for us in (b' '..=b'~').filter(|us| !moved(*us)) {
            layout.ascii[usize::from(us)] = us;
        }
        for (us, typed) in table.us.bytes().zip(table.typed.chars()) {
            match layout.ascii.get_mut(typed as usize) {
                // Where two keys type the same, the first of the table counts.
                Some(slot) if *slot == 0 => *slot = us,
                Some(_) => {}
                None => layout.other.push((typed, us)),
            }
        }
        layout
    }

    /// The text as the gun meant it, if every character of it can be typed on this layout.
    pub(super) fn untyped(&self, text: &str) -> Option<String> {
        let mut meant = String::with_capacity(text.len());
        for typed in text.chars() {
            if let Some(us) = self.key_of(typed) {
                meant.push(us);
            } else {
                let (accent, letter) = decomposed(typed)?;
                meant.push(self.key_of(accent)?);
                meant.push(self.key_of(letter)?);
            }
        }
        Some(meant)
    }

    /// What the key of a US character types here, a dead key its accent; `None` = nothing.
    pub(super) fn typed(&self, us: char) -> Option<char> {
        let moved = self.table.us.chars().position(|c| c == us);
        let typed = moved.and_then(|at| self.table.typed.chars().nth(at)).unwrap_or(us);
        (!('\u{e000}'..='\u{f8ff}').contains(&typed)).then_some(typed)
    }

    /// The US character of the key that types this here.
    pub(super) fn key_of(&self, typed: char) -> Option<char> {
        let us = match self.ascii.get(typed as usize) {
            Some(us) => *us,
            None => self.other.iter().find(|(c, _)| *c == typed).map_or(0, |(_, us)| *us),
        };
        (us != 0).then(|| char::from(us))
    }
}

/// The accent of a dead key and the letter that it melted into.
pub(super) fn decomposed(c: char) -> Option<(char, char)> {
    ACCENTS.iter().find_map(|(accent, letters, composed)| {
        let at = composed.chars().position(|with| with == c)?;
        letters.chars().nth(at).map(|letter| (*accent, letter))
    })
}

/// A text as each layout types it, dead keys as spacing accents.
#[cfg(test)]
pub(super) fn typed_on_each(text: &str) -> Vec<(Hint, String)> {
    let on = |layout: &Layout| text.chars().filter_map(|us| layout.typed(us)).collect();
    layouts().iter().map(|layout| (layout.hint, on(layout))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_aligned_and_can_be_read_backwards() {
        for table in TABLES {
            assert!(table.us.is_ascii());
            assert_eq!(table.us.len(), table.typed.chars().count(), "{}", table.typed);
            assert!(table.dead.chars().all(|c| table.us.contains(c)), "{}", table.dead);
            let mut keys: Vec<u8> = table.us.bytes().collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), table.us.len(), "a key twice: {}", table.us);
            let mut typed: Vec<char> = table.typed.chars().collect();
            typed.sort_unstable();
            typed.dedup();
            assert_eq!(typed.len(), table.us.len(), "a character twice: {}", table.typed);
            // What a key types elsewhere must not also be what an unmoved key types.
            let unmoved = |c: &char| c.is_ascii_graphic() && !table.us.contains(*c);
            let clash: String = table.typed.chars().filter(unmoved).collect();
            assert_eq!(clash, "", "{}", table.typed);
        }
        for (_, letters, composed) in ACCENTS {
            assert_eq!(letters.chars().count(), composed.chars().count(), "{composed}");
        }
    }

    #[test]
    fn every_layout_has_its_table() {
        let tables: Vec<_> = TABLES.iter().map(|table| table.country).collect();
        assert_eq!(tables, Country::ALL);
    }

    #[test]
    fn a_text_is_led_back() {
        let german = &layouts()[0];
        for (typed, meant) in [
            ("pk´p11sf2/sn´VDR1/v´1", Some("pk=p11sf2&sn=VDR1&v=1")),
            ("pkṕ11sf2", Some("pk=p11sf2")),
            ("ź", Some("=y")),
            ("xyz", Some("xzy")),
            ("863;ä", Some("863<'")),
            ("ñ", None),
            ("中", None),
        ] {
            assert_eq!(german.untyped(typed).as_deref(), meant, "{typed}");
        }
    }
}
