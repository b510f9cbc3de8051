//! The words of the work order file for its choices: one table for reading, writing and the editor.

use super::{Ack, DkKind, ImeiChoice, Luhn, ScanOrder};

/// A choice with a fixed set of words in the work order file.
pub trait Choice: Copy + PartialEq + 'static {
    /// Every value with its word, the default first.
    const WORDS: &'static [(Self, &'static str)];

    /// Its word in the file.
    fn as_str(self) -> &'static str {
        // Every value stands in its table (tested); an empty word would not parse back.
        Self::WORDS.iter().find(|(value, _)| *value == self).map_or("", |(_, word)| word)
    }

    /// The value of a word.
    fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, w)| *w == word).map(|(value, _)| *value)
    }
}

impl Choice for DkKind {
    const WORDS: &'static [(Self, &'static str)] =
        &[(DkKind::Imei, "imei"), (DkKind::Mac, "mac"), (DkKind::Text, "text")];
}

impl Choice for ScanOrder {
    const WORDS: &'static [(Self, &'static str)] = &[
        (ScanOrder::Any, "any"),
        (ScanOrder::ModuleFirst, "module_first"),
        (ScanOrder::DeviceFirst, "device_first"),
    ];
}

impl Choice for Luhn {
    const WORDS: &'static [(Self, &'static str)] = &[(Luhn::Require, "require"), (Luhn::Warn, "warn")];
}

impl Choice for ImeiChoice {
    const WORDS: &'static [(Self, &'static str)] =
        &[(ImeiChoice::Refuse, "refuse"), (ImeiChoice::First, "first"), (ImeiChoice::Imei1, "imei1")];
}

impl Choice for Ack {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Ack::Operator, "operator"), (Ack::Supervisor, "supervisor")];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<C: Choice + Default + std::fmt::Debug>(count: usize) {
        assert_eq!(C::WORDS.len(), count);
        assert_eq!(C::WORDS[0].0, C::default());
        for (value, word) in C::WORDS {
            assert_eq!(value.as_str(), *word);
            assert_eq!(C::from_word(word), Some(*value));
        }
    }

    #[test]
    fn every_value_has_a_word() {
        check::<DkKind>(3);
        check::<ScanOrder>(3);
        check::<Luhn>(2);
        check::<ImeiChoice>(3);
        check::<Ack>(2);
    }
}
