//! Pairs found, a bit each.
//!
//! A short word is in a good part of all pairs, and then ranges of ids are many and long to reckon with.
//! Five million bits are 600 KB, counted in the twinkling of an eye.

use std::collections::BTreeMap;

use crate::ledger::idset::IdSet;

/// Words of a chunk.
const WORDS: usize = 64;
/// Ids of a chunk as a power of two: 64 words of 64 bits.
const SHIFT: u32 = 12;

/// A set of ids, all above zero.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Hits {
    /// By their first ids, divided by the ids of a chunk.
    chunks: BTreeMap<i64, Box<[u64; WORDS]>>,
}

impl Hits {
    /// Adds the ids `first..=last`.
    pub(super) fn insert(&mut self, first: i64, last: i64) {
        for key in first >> SHIFT..=last >> SHIFT {
            let words = self.chunks.entry(key).or_insert_with(|| Box::new([0; WORDS]));
            let begin = key << SHIFT;
            let [from, to] = [first, last].map(|id| (id - begin).clamp(0, (1 << SHIFT) - 1) >> 6);
            for n in from..=to {
                words[n as usize] |= mask(begin + 64 * n, first, last);
            }
        }
    }

    /// Adds all of `other`.
    pub(super) fn merge(&mut self, other: Hits) {
        for (key, words) in other.chunks {
            match self.chunks.get_mut(&key) {
                Some(known) => known.iter_mut().zip(words.iter()).for_each(|(known, new)| *known |= new),
                None => {
                    self.chunks.insert(key, words);
                }
            }
        }
    }

    /// The words that have ids of `first..=last`, and none but these: the first id of each, and its bits.
    fn within(&self, first: i64, last: i64) -> impl DoubleEndedIterator<Item = (i64, u64)> + '_ {
        let chunks = self.chunks.range(first >> SHIFT..=last >> SHIFT);
        let words = chunks.flat_map(|(key, words)| {
            words.iter().enumerate().map(move |(n, word)| ((key << SHIFT) + 64 * n as i64, *word))
        });
        words
            .map(move |(begin, word)| (begin, word & mask(begin, first, last)))
            .filter(|(_, word)| *word != 0)
    }

    /// How many of `ids` are in it.
    pub(super) fn count(&self, ids: &IdSet) -> u64 {
        let words = ids.ranges().flat_map(|(first, last)| self.within(first, last));
        words.map(|(_, word)| u64::from(word.count_ones())).sum()
    }

    /// Those of `ids` that are in it, the greatest first: `limit` from position `offset` on.
    pub(super) fn page_desc(&self, ids: &IdSet, offset: u64, limit: u64) -> Vec<i64> {
        let (mut skip, mut page) = (offset, Vec::new());
        let words = ids.ranges().rev().flat_map(|(first, last)| self.within(first, last).rev());
        for (begin, mut word) in words {
            let count = u64::from(word.count_ones());
            if count <= skip {
                skip -= count;
                continue;
            }
            while word != 0 {
                if page.len() as u64 == limit {
                    return page;
                }
                let bit = 63 - word.leading_zeros();
                word &= !(1 << bit);
                match skip {
                    0 => page.push(begin + i64::from(bit)),
                    _ => skip -= 1,
                }
            }
        }
        page
    }

    /// The same as ranges.
    pub(super) fn to_set(&self) -> IdSet {
        let mut set = IdSet::default();
        for (begin, mut word) in self.within(0, i64::MAX) {
            while word != 0 {
                let first = word.trailing_zeros();
                let run = (word >> first).trailing_ones();
                set.push(begin + i64::from(first), begin + i64::from(first + run) - 1);
                word &= !below(i64::from(first + run));
            }
        }
        set
    }
}

/// The bits of the word that begins with the id `begin` which are of the ids `first..=last`.
fn mask(begin: i64, first: i64, last: i64) -> u64 {
    below(last.saturating_sub(begin).saturating_add(1)) & !below(first.saturating_sub(begin))
}

/// The lowest `n` bits, 0 to 64.
fn below(n: i64) -> u64 {
    match n {
        ..=0 => 0,
        1..64 => (1 << n) - 1,
        _ => u64::MAX,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ranges(most: i64) -> impl Strategy<Value = Vec<(i64, i64)>> {
        prop::collection::vec((1..most, 0i64..200), 0..40)
            .prop_map(|all| all.into_iter().map(|(first, more)| (first, first + more)).collect())
    }

    proptest! {
        #[test]
        fn they_are_what_ranges_would_be(
            a in ranges(9_000),
            b in ranges(9_000),
            ids in ranges(9_500),
            offset in 0u64..300,
            limit in 0u64..300,
        ) {
            let (mut hits, mut more) = (Hits::default(), Hits::default());
            a.iter().for_each(|(first, last)| hits.insert(*first, *last));
            b.iter().for_each(|(first, last)| more.insert(*first, *last));
            hits.merge(more);
            let set = IdSet::from_ranges([a, b].concat());
            prop_assert_eq!(hits.to_set(), set.clone());
            let ids = IdSet::from_ranges(ids);
            let both = set.and(&ids);
            prop_assert_eq!(hits.count(&ids), both.len());
            prop_assert_eq!(hits.page_desc(&ids, offset, limit), both.page_desc(offset, limit));
        }
    }
}
