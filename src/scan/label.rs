//! Labels with words on them: `IMEI:…`, `IMEI1=…;IMEI2=…`, `IMEI 863950-06-949427-8`.

use super::Reason;
use super::imei::{self, Imei};
use crate::order::{ImeiChoice, Order};

/// A number that a label calls an IMEI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The number behind the word, as in `IMEI1`.
    index: Option<u8>,
    /// The word was `IMEISV`.
    software_version: bool,
    /// Its digits, separators removed.
    digits: String,
}

/// Every number a label calls an IMEI, in its order.
pub(super) fn candidates(text: &str) -> Vec<Candidate> {
    words(text, "IMEI").filter_map(candidate).collect()
}

/// What stands behind every `word` of a text, number and punctuation of the word removed.
pub(super) fn values_after<'t>(text: &'t str, word: &'static str) -> impl Iterator<Item = &'t str> {
    words(text, word).map(|rest| {
        let (_, rest) = index(rest);
        rest.trim_start_matches(PUNCTUATION)
    })
}

/// What may stand between a word and its value.
const PUNCTUATION: [char; 10] = [' ', ':', '=', '#', '.', '-', '_', '(', ')', '/'];

/// The text behind every occurrence of a word, in any letter case, that begins a word.
fn words<'t>(text: &'t str, word: &'static str) -> impl Iterator<Item = &'t str> {
    let bytes = text.as_bytes();
    let hits = bytes.windows(word.len()).enumerate().filter(move |(at, window)| {
        let begins = at.checked_sub(1).is_none_or(|before| !bytes[before].is_ascii_alphanumeric());
        begins && window.eq_ignore_ascii_case(word.as_bytes())
    });
    hits.filter_map(move |(at, _)| text.get(at + word.len()..))
}

fn candidate(rest: &str) -> Option<Candidate> {
    let (software_version, rest) = match rest.split_at_checked(2) {
        Some((sv, rest)) if sv.eq_ignore_ascii_case("SV") => (true, rest),
        _ => (false, rest),
    };
    let (index, rest) = index(rest);
    let digits = number(rest.trim_start_matches(PUNCTUATION));
    (!digits.is_empty()).then_some(Candidate { index, software_version, digits })
}

/// The 1 of `IMEI1=`, `IMEI1 `, `IMEI 1:`, `IMEI(1)`; and the text behind it.
fn index(rest: &str) -> (Option<u8>, &str) {
    let inner = rest.strip_prefix([' ', '_', '-', '(', '#']).unwrap_or(rest);
    let adjacent = inner.len() == rest.len();
    match inner.as_bytes() {
        [digit, next, ..] if digit.is_ascii_digit() => {
            // Away from the word a digit may be the number's first, so it must be marked as an index.
            let marked = matches!(next, b':' | b'=' | b')' | b'#');
            let apart = adjacent && !next.is_ascii_digit() && next.is_ascii();
            if marked || apart { (Some(digit - b'0'), &inner[1..]) } else { (None, rest) }
        }
        _ => (None, rest),
    }
}

/// The digits of the number a text begins with; single `-`, `.`, `/` or blanks may stand inside.
fn number(text: &str) -> String {
    let mut digits = String::with_capacity(16);
    let bytes = text.as_bytes();
    for (i, byte) in bytes.iter().enumerate() {
        let digit_next = bytes.get(i + 1).is_some_and(u8::is_ascii_digit);
        match byte {
            b'0'..=b'9' => digits.push(char::from(*byte)),
            // Behind a whole IMEI a blank or a slash parts it from the next number.
            b' ' | b'/' if digit_next && digits.len() < 15 => {}
            b'-' | b'.' if digit_next => {}
            _ => break,
        }
    }
    digits
}

/// 15-digit numbers and nothing else but separators: a dual-SIM label without words.
pub(super) fn bare_list(text: &str) -> Vec<Candidate> {
    let numbers = text.split([',', ';', '/', '|', ' ']).filter(|part| !part.is_empty());
    let list: Vec<&str> = numbers.collect();
    let all = list.len() >= 2 && list.iter().all(|part| part.len() == 15 && imei::is_digits(part));
    let candidate =
        |part: &&str| Candidate { index: None, software_version: false, digits: (*part).to_owned() };
    if all { list.iter().map(candidate).collect() } else { Vec::new() }
}

/// The IMEI among a label's candidates. Placeholders beside a real number are passed over (a second
/// SIM that was never provisioned); a misread one is named, for it may have been the right one.
pub(super) fn choose(candidates: &[Candidate], order: &Order) -> Option<Result<Imei, Reason>> {
    // An IMEISV beside IMEIs says nothing new.
    let plain = candidates.iter().any(|c| !c.software_version);
    let numbers: Vec<&Candidate> = candidates.iter().filter(|c| !plain || !c.software_version).collect();
    let judge = |c: &Candidate| imei::judge(&c.digits, order);
    let first = numbers.first()?;
    if order.imei_choice == ImeiChoice::Imei1
        && let Some(named) = numbers.iter().find(|c| c.index == Some(1))
    {
        return Some(judge(named));
    }
    if order.imei_choice == ImeiChoice::First {
        return Some(judge(first));
    }
    let mut chosen: Option<Imei> = None;
    let mut placeholder = None;
    for number in numbers {
        match (judge(number), &chosen) {
            (Err(Reason::ImeiPlaceholder), _) => placeholder = Some(Err(Reason::ImeiPlaceholder)),
            (Err(reason), _) => return Some(Err(reason)),
            (Ok(imei), Some(before)) if *before != imei => return Some(Err(Reason::ImeiAmbiguous)),
            (Ok(imei), _) => chosen = Some(imei),
        }
    }
    chosen.map(Ok).or(placeholder)
}
