//! Sets of row ids as sorted ranges.
//!
//! Pairs and events are numbered densely and what is asked for is nearly always a stretch of them
//! (a day, a shift, an order, what is in a relation file). Kept as ranges, counting a selection and
//! finding its millionth row cost a binary search instead of a walk through the table.

/// A set of ids: ascending, disjoint, non-adjacent inclusive ranges.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct IdSet {
    ranges: Vec<Range>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    first: i64,
    last: i64,
    /// Ids in all ranges before this one.
    before: u64,
}

impl Range {
    fn len(&self) -> u64 {
        self.last.abs_diff(self.first) + 1
    }
}

impl IdSet {
    /// One range; empty if `last < first`.
    pub(super) fn range(first: i64, last: i64) -> IdSet {
        let mut set = IdSet::default();
        set.push(first, last);
        set
    }

    /// Ids in any order, any number of times.
    pub(super) fn from_ids(mut ids: Vec<i64>) -> IdSet {
        ids.sort_unstable();
        let mut set = IdSet::default();
        for id in ids {
            set.push(id, id);
        }
        set
    }

    /// Ranges in any order, overlapping or not.
    pub(super) fn from_ranges(mut ranges: Vec<(i64, i64)>) -> IdSet {
        ranges.sort_unstable();
        let mut set = IdSet::default();
        for (first, last) in ranges {
            set.push(first, last);
        }
        set
    }

    /// Adds a range that does not begin before the last one began. Empty ranges add nothing.
    pub(super) fn push(&mut self, first: i64, last: i64) {
        if last < first {
            return;
        }
        let before = match self.ranges.last_mut() {
            Some(end) if first <= end.last.saturating_add(1) => {
                debug_assert!(first >= end.first, "ranges are pushed in ascending order");
                end.last = end.last.max(last);
                return;
            }
            Some(end) => end.before + end.len(),
            None => 0,
        };
        self.ranges.push(Range { first, last, before });
    }

    /// How many ids.
    pub(super) fn len(&self) -> u64 {
        self.ranges.last().map_or(0, |end| end.before + end.len())
    }

    /// The ranges, ascending, inclusive.
    pub(super) fn ranges(&self) -> impl DoubleEndedIterator<Item = (i64, i64)> + '_ {
        self.ranges.iter().map(|r| (r.first, r.last))
    }

    /// Whether `id` is in it.
    pub(super) fn contains(&self, id: i64) -> bool {
        let at = self.ranges.partition_point(|r| r.last < id);
        self.ranges.get(at).is_some_and(|r| r.first <= id)
    }

    /// How many ids from `first` to `last` are in it.
    pub(super) fn count_between(&self, first: i64, last: i64) -> u64 {
        self.count_below(last.saturating_add(1)).saturating_sub(self.count_below(first))
    }

    /// The ids from `first` to `last` that are in it, ascending.
    pub(super) fn between(&self, first: i64, last: i64) -> impl Iterator<Item = i64> + '_ {
        let at = self.ranges.partition_point(|r| r.last < first);
        let within = self.ranges[at..].iter().take_while(move |r| r.first <= last);
        within.flat_map(move |r| r.first.max(first)..=r.last.min(last))
    }

    /// How many ids below `id` are in it.
    fn count_below(&self, id: i64) -> u64 {
        let at = self.ranges.partition_point(|r| r.last < id);
        match self.ranges.get(at) {
            Some(range) if range.first < id => range.before + range.first.abs_diff(id),
            Some(range) => range.before,
            None => self.len(),
        }
    }

    /// Ids in both.
    pub(super) fn and(&self, other: &IdSet) -> IdSet {
        let mut out = IdSet::default();
        let (mut a, mut b) = (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            out.push(x.first.max(y.first), x.last.min(y.last));
            if x.last < y.last {
                a.next();
            } else {
                b.next();
            }
        }
        out
    }

    /// Ids in this one only.
    pub(super) fn minus(&self, other: &IdSet) -> IdSet {
        let mut out = IdSet::default();
        let mut holes = other.ranges.iter().peekable();
        for range in &self.ranges {
            let mut from = range.first;
            while let Some(hole) = holes.peek() {
                if hole.first > range.last {
                    break;
                }
                if hole.last >= from {
                    out.push(from, hole.first - 1);
                    from = hole.last.saturating_add(1);
                }
                if hole.last > range.last {
                    break;
                }
                holes.next();
            }
            out.push(from, range.last);
        }
        out
    }

    /// Ids in either.
    pub(super) fn or(&self, other: &IdSet) -> IdSet {
        IdSet::from_ranges(self.ranges().chain(other.ranges()).collect())
    }

    /// The listing from the greatest id down: `limit` ids from position `offset` on.
    pub(super) fn page_desc(&self, offset: u64, limit: u64) -> Vec<i64> {
        let total = self.len();
        if offset >= total {
            return Vec::new();
        }
        let mut left = limit.min(total - offset);
        // Position of the first wanted id, counted from the small end.
        let position = total - 1 - offset;
        let mut at = self.ranges.partition_point(|r| r.before <= position);
        let mut page = Vec::with_capacity(usize::try_from(left).unwrap_or(0));
        let mut within = position;
        while left > 0 && at > 0 {
            at -= 1;
            let range = self.ranges[at];
            let mut id = range.first.saturating_add_unsigned(within - range.before);
            while left > 0 && id >= range.first {
                page.push(id);
                id -= 1;
                left -= 1;
            }
            within = range.before.saturating_sub(1);
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::IdSet;

    fn flat(set: &IdSet) -> Vec<i64> {
        set.ranges().flat_map(|(a, b)| a..=b).collect()
    }

    #[test]
    fn neighbours_become_one_range() {
        let set = IdSet::from_ids(vec![5, 3, 4, 9, 4]);
        assert_eq!(set.ranges().collect::<Vec<_>>(), [(3, 5), (9, 9)]);
        assert_eq!(set.len(), 4);
        assert_eq!(IdSet::range(2, 1), IdSet::default());
    }

    proptest! {
        #[test]
        fn behaves_as_a_set_does(
            a in prop::collection::btree_set(-20i64..60, 0..50),
            b in prop::collection::btree_set(-20i64..60, 0..50),
            offset in 0u64..60,
            limit in 0u64..60,
        ) {
            let (x, y) = (IdSet::from_ids(a.iter().copied().collect()), IdSet::from_ids(b.iter().copied().collect()));
            let want = |set: BTreeSet<i64>| set.into_iter().collect::<Vec<_>>();
            prop_assert_eq!(flat(&x), want(a.clone()));
            prop_assert_eq!(flat(&x.and(&y)), want(&a & &b));
            prop_assert_eq!(flat(&x.minus(&y)), want(&a - &b));
            prop_assert_eq!(flat(&x.or(&y)), want(&a | &b));
            prop_assert_eq!(x.len(), a.len() as u64);
            for id in -21..61 {
                prop_assert_eq!(x.contains(id), a.contains(&id));
                for last in id - 2..id + 9 {
                    let within: Vec<i64> = a.iter().filter(|n| (id..=last).contains(n)).copied().collect();
                    prop_assert_eq!(x.count_between(id, last), within.len() as u64);
                    prop_assert_eq!(x.between(id, last).collect::<Vec<_>>(), within);
                }
            }
            let page: Vec<i64> = a.iter().rev().skip(offset as usize).take(limit as usize).copied().collect();
            prop_assert_eq!(x.page_desc(offset, limit), page);
        }
    }
}
