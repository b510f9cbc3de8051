//! How a pair stands at the platform, and what the platform's words mean.

use crate::ledger::PlatformState;
use crate::relation::PlatformError;
use crate::text::{Lang, Text, platform as words};

/// How a pair stands, in a word or two.
pub fn state(state: PlatformState) -> Text {
    match state {
        PlatformState::NotHandedOver => words::NOT_HANDED_OVER,
        PlatformState::Elsewhere => words::ELSEWHERE,
        PlatformState::Waiting => words::WAITING,
        PlatformState::Accepted => words::ACCEPTED,
        PlatformState::Rejected => words::REJECTED,
    }
}

/// Why the platform refused a row, in its own words; where these are a number only, in ours.
pub fn says(lang: Lang, error: &str) -> String {
    let error = error.trim();
    match PlatformError::in_text(error) {
        Some(known) if known.code() == error => {
            words::with_code(lang, lang.t(meaning(known).0), known.code())
        }
        None if error.is_empty() => lang.t(words::SAYS_NOTHING).to_owned(),
        _ => error.to_owned(),
    }
}

/// What to do about it.
pub fn todo(error: &str) -> Text {
    PlatformError::in_text(error).map_or(words::OTHER_TODO, |known| meaning(known).1)
}

/// What an error means, and what to do about it.
fn meaning(error: PlatformError) -> (Text, Text) {
    match error {
        PlatformError::DkExists => (words::DK_EXISTS, words::DK_EXISTS_TODO),
        PlatformError::DkFormat => (words::DK_FORMAT, words::DK_FORMAT_TODO),
        PlatformError::SnFormat => (words::SN_FORMAT, words::SN_FORMAT_TODO),
        PlatformError::SnInvalid => (words::SN_INVALID, words::SN_INVALID_TODO),
        PlatformError::ProductNotFound => (words::NO_PRODUCT, words::NO_PRODUCT_TODO),
        PlatformError::NoActivationCodes => (words::NO_CODES, words::NO_CODES_TODO),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platforms_own_words_stand_and_bare_numbers_are_worded() {
        for lang in Lang::ALL {
            let invalid = words::with_code(lang, lang.t(words::SN_INVALID), "5090");
            let check = |error: &str, shown: &str, advice: Text| {
                assert_eq!((says(lang, error).as_str(), todo(error)), (shown, advice), "{error:?}");
            };
            check(" 5090 ", &invalid, words::SN_INVALID_TODO);
            check("SN无效(5090)", "SN无效(5090)", words::SN_INVALID_TODO);
            check("设备已存在", "设备已存在", words::OTHER_TODO);
            check("", lang.t(words::SAYS_NOTHING), words::OTHER_TODO);
        }
    }
}
