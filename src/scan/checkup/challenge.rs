//! The code to be scanned.
//!
//! It holds every character that stands in a code of a line (both cases, digits, the signs of
//! platform QR codes and labels), each exactly once: whatever comes is then told apart without
//! doubt. Letters change case at every stroke, for a gun that is too fast loses Shift first. Behind
//! the signs whose keys are dead somewhere (`=`, `+`) stands a digit, which no accent melts into.

/// The code as one text of 72 characters: a QR code of version 5.
pub const WHOLE: &str = "Aa=0Bb&1Cc;2DdEeFfGgHhIiJj:3Kk+4Ll-5MmNnOoPpQqRrSs/6Tt#7Uu_8Vv.9WwXxYyZz";

/// The same in parts of 24 characters, each a Code 128 that fits a small screen.
pub const PARTS: [&str; 3] =
    ["Aa=0Bb&1Cc;2DdEeFfGgHhIi", "Jj:3Kk+4Ll-5MmNnOoPpQqRr", "Ss/6Tt#7Uu_8Vv.9WwXxYyZz"];

/// What was scanned of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// [`WHOLE`].
    Whole,
    /// The part of this index in [`PARTS`].
    Part(usize),
}

impl Target {
    /// Everything that can be scanned.
    pub const ALL: [Target; 4] = [Target::Whole, Target::Part(0), Target::Part(1), Target::Part(2)];

    /// Its text.
    pub fn text(self) -> &'static str {
        match self {
            Target::Whole => WHOLE,
            Target::Part(part) => PARTS.get(part).copied().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Order;
    use crate::scan::{Code, Reason, read};

    #[test]
    fn every_character_that_matters_is_there_once() {
        assert_eq!(PARTS.concat(), WHOLE);
        let mut there: Vec<char> = WHOLE.chars().collect();
        there.sort_unstable();
        let signs = "&=;:+-/#_.".chars();
        let mut wanted: Vec<char> = signs.chain('A'..='Z').chain('a'..='z').chain('0'..='9').collect();
        wanted.sort_unstable();
        assert_eq!(there, wanted);
    }

    #[test]
    fn it_reads_as_nothing_else() {
        let orders = ["", "dk_kind = \"mac\"", "dk_kind = \"text\"", "luhn = \"warn\"\naccept_imeisv = true"];
        for rules in orders {
            let order = Order::parse(&format!("name = \"A\"\nproduct_key = \"p11sf2\"\n{rules}")).unwrap();
            for target in Target::ALL {
                for order in [Some(&order), None] {
                    let read = read(target.text().as_bytes(), order).code;
                    let unknown = matches!(
                        read,
                        Code::Refused {
                            reason: Reason::UnknownCode | Reason::DkFormat | Reason::NoOrder,
                            ..
                        }
                    );
                    assert!(unknown, "{target:?} under {rules:?}: {read:?}");
                }
            }
        }
    }
}
