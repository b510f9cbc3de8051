//! Every sentence people read, in Chinese and in English.
//!
//! Architecture invariant: a sentence cannot exist in one language only. Each is a [`Text`], made
//! by the `texts!` macro from a pair; leaving one out does not compile. No other room writes words
//! for the window.
//!
//! * [`common`]: the frame of the window, buttons, states, errors;
//! * [`station`]: the line's own screen and the hard alarm;
//! * [`records`], [`export`], [`scan_log`], [`numbers`], [`orders`], [`lists`], [`history`], [`settings`]: the screens
//!   behind it;
//!   [`templates`]: import templates by name, a page of the export's;
//!   [`parts`]: what they share;
//! * [`answer`], [`platform`]: what the platform says of an export, and what to do then;
//! * [`faults`]: what is wrong with a value of a file, and what was expected;
//! * [`cards`]: cards to print;
//! * [`scanners`], [`checkup`], [`training`]: the guns' screen, page by page;
//! * [`pair_life`]: what happened to one pair;
//! * [`backups`]: backups, restores, the disk's room, a damaged ledger;
//! * [`people`]: people, log-in and rights;
//! * [`challenge`]: the test of the alarms, on the screen and on paper;
//! * [`reason`]: what is wrong and what to do now, for each reason and hint of the contract.
//!
//! [`visible`]: texts from labels, files and databases as they may be shown and logged.
//!
//! Sentences with values are functions of the same macro: `fn left(n: u64) = "…{n}…", "…{n}…";`. What
//! follows a number in English is written for one and for many, `{n} row[s]`: see [`plural`].

pub mod visible;

/// A language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Lang {
    /// Every language.
    pub const ALL: [Lang; 2] = [Lang::Chinese, Lang::English];

    /// Its BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::Chinese => "zh-CN",
            Lang::English => "en",
        }
    }

    /// The sentence in this language.
    pub const fn t(self, text: Text) -> &'static str {
        match self {
            Lang::Chinese => text.zh,
            Lang::English => text.en,
        }
    }
}

/// One sentence in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    zh: &'static str,
    en: &'static str,
}

impl Text {
    /// A sentence from its Chinese and its English wording.
    pub const fn new(zh: &'static str, en: &'static str) -> Text {
        Text { zh, en }
    }
}

/// A sentence of a module, by its name in the code: for the tests that go through all of them.
pub type Named = (&'static str, Text);

/// Makes the sentences of a module: constants first, then functions for those with values.
/// Also makes `SENTENCES`, the list the tests go through.
macro_rules! texts {
    (
        $( const $name:ident = $zh:literal, $en:literal; )*
        $( fn $fun:ident( $( $arg:ident : $ty:ty ),* ) = $fun_zh:literal, $fun_en:literal; )*
    ) => {
        $(
            #[doc = $en]
            pub const $name: $crate::text::Text = $crate::text::Text::new($zh, $en);
        )*
        $(
            #[doc = $fun_en]
            pub fn $fun(lang: $crate::text::Lang, $( $arg: $ty ),*) -> String {
                match lang {
                    $crate::text::Lang::Chinese => format!($fun_zh),
                    $crate::text::Lang::English => $crate::text::plural(format!($fun_en)),
                }
            }
        )*
        /// Every sentence of this module.
        pub const SENTENCES: &[$crate::text::Named] = &[
            $( (stringify!($name), $name), )*
            $( (stringify!($fun), $crate::text::Text::new($fun_zh, $fun_en)), )*
        ];
    };
}
pub(crate) use texts;

pub mod answer;
pub mod backups;
pub mod cards;
pub mod challenge;
pub mod checkup;
pub mod common;
pub mod export;
pub mod faults;
pub mod history;
pub mod lists;
pub mod numbers;
pub mod orders;
pub mod pair_life;
pub mod parts;
pub mod people;
pub mod platform;
mod plural;
pub mod reason;
pub mod records;
pub mod scan_log;
pub mod scanners;
pub mod settings;
pub mod station;
pub mod templates;
pub mod training;

pub use plural::plural;

/// Every sentence of every module, and those of each reason and hint.
pub fn every() -> Vec<Named> {
    let rooms = [
        common::SENTENCES,
        station::SENTENCES,
        parts::SENTENCES,
        records::SENTENCES,
        pair_life::SENTENCES,
        people::SENTENCES,
        export::SENTENCES,
        answer::SENTENCES,
        platform::SENTENCES,
        scan_log::SENTENCES,
        orders::SENTENCES,
        lists::SENTENCES,
        numbers::SENTENCES,
        history::SENTENCES,
        faults::SENTENCES,
        cards::SENTENCES,
        settings::SENTENCES,
        backups::SENTENCES,
        scanners::SENTENCES,
        checkup::SENTENCES,
        templates::SENTENCES,
        training::SENTENCES,
        challenge::SENTENCES,
    ];
    rooms.concat().into_iter().chain(reason::every()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_cjk(c: char) -> bool {
        matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
    }

    #[test]
    fn every_sentence_is_there_in_both_languages() {
        for (name, text) in every() {
            assert!(!text.zh.trim().is_empty(), "{name}: no Chinese");
            assert!(!text.en.trim().is_empty(), "{name}: no English");
            let same_in_both = text.zh == text.en;
            assert!(same_in_both || text.zh.chars().any(is_cjk), "{name}: Chinese without Chinese");
            assert!(!text.en.chars().any(is_cjk), "{name}: Chinese characters in English: {}", text.en);
        }
    }

    #[test]
    fn chinese_sentences_use_chinese_punctuation() {
        for (name, text) in every() {
            let mut before = ' ';
            for c in text.zh.chars() {
                assert!(
                    !(is_cjk(before) && matches!(c, ',' | ';' | '?' | '!' | ':')),
                    "{name}: half-width punctuation after a Chinese character: {}",
                    text.zh
                );
                before = c;
            }
        }
    }
}
