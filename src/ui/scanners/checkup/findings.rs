//! The words of a finding: what is wrong, and which setting of the gun mends it.
//!
//! Architecture invariant: no wildcard; a finding without words does not compile.

use crate::scan::checkup::{Country, Damage, End, Finding, Way};
use crate::text::{Lang, Text, checkup as words};
use crate::ui::parts::shape;

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    /// What is wrong.
    pub(super) title: String,
    /// What is known beside; may be empty.
    pub(super) detail: String,
    /// What to change.
    pub(super) mend: String,
}

/// The words of a finding about a gun of this way.
pub(super) fn words(lang: Lang, finding: &Finding, way: Way) -> Words {
    let by_way = |keys: Text, serial: Text, reports: Text| match way {
        Way::Keys => keys,
        Way::Serial => serial,
        Way::Reports => reports,
    };
    let plain = |title: Text, mend: Text| (lang.t(title).to_owned(), lang.t(mend).to_owned());
    let mut detail = String::new();
    let (title, mend) = match finding {
        Finding::Noise => {
            plain(words::NOISE, by_way(words::NOISE_MEND, words::NOISE_SERIAL, words::NOISE_MEND))
        }
        Finding::WrongCode => plain(words::WRONG_CODE, words::WRONG_CODE_MEND),
        Finding::Parity => plain(words::PARITY, words::PARITY_MEND),
        Finding::CaseSwapped => {
            plain(words::CASE_SWAPPED, by_way(words::CASE_SWAPPED_KEYS, words::CASE_MEND, words::CASE_MEND))
        }
        Finding::AllUpper => plain(words::ALL_UPPER, words::CASE_MEND),
        Finding::AllLower => plain(words::ALL_LOWER, words::CASE_MEND),
        Finding::ComputerLayout(country) => {
            let name = lang.t(country_name(*country));
            (words::computer_layout(lang, name), words::computer_layout_mend(lang, name))
        }
        Finding::GunLayout(country) => {
            let name = lang.t(country_name(*country));
            (words::gun_layout(lang, name), lang.t(words::GUN_LAYOUT_MEND).to_owned())
        }
        Finding::FullWidth => plain(words::FULL_WIDTH, words::FULL_WIDTH_MEND),
        Finding::InputMethod => plain(words::INPUT_METHOD, words::FULL_WIDTH_MEND),
        Finding::AimIdentifier(identifier) => {
            (words::aim(lang, identifier), lang.t(words::AIM_MEND).to_owned())
        }
        Finding::Prefix(bytes) => {
            (words::prefix(lang, &shape::visible(bytes)), lang.t(words::PREFIX_MEND).to_owned())
        }
        Finding::Behind(bytes) => {
            (words::behind(lang, &shape::visible(bytes)), lang.t(words::BEHIND_MEND).to_owned())
        }
        Finding::StxEtx => plain(words::STX_ETX, words::STX_ETX_MEND),
        Finding::NoSuffix => plain(
            words::NO_SUFFIX,
            by_way(words::NO_SUFFIX_KEYS, words::NO_SUFFIX_SERIAL, words::NO_SUFFIX_SERIAL),
        ),
        Finding::SuffixTwice => plain(words::SUFFIX_TWICE, words::SUFFIX_TWICE_MEND),
        Finding::OtherSuffix(end) => {
            (words::other_suffix(lang, end_name(*end)), words::other_suffix_mend(lang, end_name(*end)))
        }
        Finding::Damaged(damage) => {
            detail = counted(lang, *damage);
            plain(words::DAMAGED, by_way(words::DAMAGED_KEYS, words::DAMAGED_SERIAL, words::DAMAGED_REPORTS))
        }
        Finding::ReadTwice(times) => {
            (words::read_twice(lang, *times), lang.t(words::READ_TWICE_MEND).to_owned())
        }
    };
    Words { title, detail, mend }
}

/// Words for a number of things.
type Say = fn(Lang, usize) -> String;

/// What happened to characters, and to how many.
fn counted(lang: Lang, damage: Damage) -> String {
    let Damage { lost, repeated, swapped, shifted, changed } = damage;
    let counts: [(usize, Say); 5] = [
        (lost, words::lost),
        (repeated, words::repeated),
        (swapped, words::swapped),
        (shifted, words::shifted),
        (changed, words::changed),
    ];
    let said = counts.iter().filter(|(count, _)| *count > 0).map(|(count, say)| say(lang, *count));
    said.collect::<Vec<_>>().join(" · ")
}

/// The kind of gun.
pub(super) fn way_name(way: Way) -> Text {
    match way {
        Way::Keys => words::KIND_KEYS,
        Way::Serial => words::KIND_SERIAL,
        Way::Reports => words::KIND_REPORTS,
    }
}

/// What ends a code, as guns' manuals call it.
pub(super) fn end_name(end: End) -> &'static str {
    match end {
        End::Cr => "CR",
        End::Lf => "LF",
        End::CrLf => "CR LF",
        End::Tab => "TAB",
        End::Etx => "ETX",
    }
}

fn country_name(country: Country) -> Text {
    match country {
        Country::German => words::GERMAN,
        Country::French => words::FRENCH,
        Country::Belgian => words::BELGIAN,
        Country::Swiss => words::SWISS,
        Country::Spanish => words::SPANISH,
        Country::Italian => words::ITALIAN,
        Country::Portuguese => words::PORTUGUESE,
        Country::Swedish => words::SWEDISH,
        Country::Danish => words::DANISH,
        Country::Norwegian => words::NORWEGIAN,
        Country::Turkish => words::TURKISH,
        Country::Czech => words::CZECH,
        Country::British => words::BRITISH,
        Country::Dvorak => words::DVORAK,
        Country::Russian => words::RUSSIAN,
        Country::Japanese => words::JAPANESE,
    }
}
