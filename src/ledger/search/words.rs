//! What is looked for, and where orders and operators have it already.

use std::borrow::Cow;

use memchr::memmem::Finder;

use crate::ledger::idset::IdSet;

/// Words that count; more than anyone types. Each is a bit of a [`Need`].
const MOST: usize = 16;

/// Text as it is compared: in lower case, on one line.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii() && !b.is_ascii_uppercase() && b != b'\n';
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    // No word has a blank in it: nothing is found for it that is not there.
    Cow::Owned(text.to_lowercase().replace('\n', " "))
}

/// Words in lower case, each of which must be in the DK, the SN, the order or the operator. The
/// longest come first: they are the rarest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Words(Vec<String>);

impl Words {
    /// The words of what was typed, which blanks part. One that is in another goes without saying.
    pub(super) fn of(typed: &str) -> Words {
        let mut words: Vec<String> =
            typed.split_whitespace().map(|word| fold(word).into_owned()).take(MOST).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let mut kept: Vec<String> = Vec::new();
        for word in words {
            if !kept.iter().any(|longer| longer.contains(&word)) {
                kept.push(word);
            }
        }
        Words(kept)
    }

    /// Nothing is looked for.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Which of them, as bits, are in neither the order nor the operator.
    pub(super) fn lacking(&self, order: &str, operator: &str) -> u32 {
        let [order, operator] = [order, operator].map(fold);
        let lacks = |word: &String| !order.contains(word.as_str()) && !operator.contains(word.as_str());
        self.0.iter().enumerate().filter(|(_, word)| lacks(word)).fold(0, |bits, (n, _)| bits | 1 << n)
    }

    /// One searcher for each.
    pub(super) fn finders(&self) -> Vec<Finder<'static>> {
        self.0.iter().map(|word| Finder::new(word.as_bytes()).into_owned()).collect()
    }
}

/// Ids `first..=last`, in whose keys the words of `words` (bits) must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) words: u32,
}

/// What must be in the keys, for all pairs: ascending, neighbours with the same words as one.
#[derive(Debug, Default)]
pub(super) struct Needs(Vec<Need>);

impl Needs {
    /// Adds the next ids.
    pub(super) fn push(&mut self, first: i64, last: i64, words: u32) {
        match self.0.last_mut() {
            Some(end) if end.words == words && end.last + 1 == first => end.last = last,
            _ => self.0.push(Need { first, last, words }),
        }
    }

    /// Ids whose order and operator have all the words (`true`), or not.
    pub(super) fn ids(&self, complete: bool) -> IdSet {
        let ranges = self.0.iter().filter(|need| (need.words == 0) == complete);
        IdSet::from_ranges(ranges.map(|need| (need.first, need.last)).collect())
    }

    /// What is needed of the ids `first..=last`.
    pub(super) fn within(&self, first: i64, last: i64) -> Vec<Need> {
        let from = self.0.partition_point(|need| need.last < first);
        let overlapping = self.0[from..].iter().take_while(|need| need.first <= last);
        let clipped =
            overlapping.map(|need| Need { first: need.first.max(first), last: need.last.min(last), ..*need });
        clipped.filter(|need| need.words != 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_by_blanks_folded_and_longest_first() {
        let check = |typed: &str, expect: &[&str]| assert_eq!(Words::of(typed).0, expect, "{typed:?}");
        check("", &[]);
        check(" \t", &[]);
        check("86 VdR70", &["vdr70", "86"]);
        check("ab b a AB ba", &["ab", "ba"]);
        check("订单Ä", &["订单ä"]);
    }

    #[test]
    fn order_and_operator_answer_for_their_words() {
        let words = Words::of("wo10 anna 86");
        let check = |order: &str, operator: &str, expect: u32| {
            assert_eq!(words.lacking(order, operator), expect, "{order} {operator}");
        };
        check("", "", 0b111);
        check("WO1001", "bob", 0b110);
        check("WO1001", "Anna", 0b100);
        check("86-WO10", "ANNA", 0);
    }

    #[test]
    fn needs_are_clipped_and_joined() {
        let mut needs = Needs::default();
        for (first, last, words) in [(1, 10, 3), (11, 20, 3), (21, 30, 0), (40, 50, 1)] {
            needs.push(first, last, words);
        }
        assert_eq!(needs.ids(true), IdSet::range(21, 30));
        assert_eq!(needs.ids(false), IdSet::from_ranges(vec![(1, 20), (40, 50)]));
        let need = |first, last, words| Need { first, last, words };
        assert_eq!(needs.within(15, 45), [need(15, 20, 3), need(40, 45, 1)]);
        assert_eq!(needs.within(22, 23), []);
    }
}
