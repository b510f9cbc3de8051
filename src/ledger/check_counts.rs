//! The tallies, counted again on the way.

use std::collections::BTreeMap;

use super::calendar;
use super::types::Millis;

/// Hour, order and shift.
pub(super) type TallyKey = (Millis, String, String);

/// Good, bad, first pass and voided.
pub(super) type Tallied = [i64; 4];

/// Counts by hour, order and shift. What comes mostly counts where the one before did, so that one is at hand.
#[derive(Debug, Default)]
pub(super) struct Counts {
    all: BTreeMap<TallyKey, Tallied>,
    now: TallyKey,
    of_now: Tallied,
}

impl Counts {
    /// One more of what is at the place `what` in [`Tallied`].
    pub(super) fn add(&mut self, at: Millis, order: &[u8], shift: &[u8], what: usize) {
        let hour = calendar::hour(at);
        let (now, of, in_shift) = &self.now;
        if (*now, of.as_bytes(), in_shift.as_bytes()) != (hour, order, shift) {
            self.put_away();
            let [order, shift] = [order, shift].map(|text| String::from_utf8_lossy(text).into_owned());
            self.now = (hour, order, shift);
        }
        self.of_now[what] += 1;
    }

    fn put_away(&mut self) {
        if self.of_now != Tallied::default() {
            let of = self.all.entry(self.now.clone()).or_default();
            of.iter_mut().zip(std::mem::take(&mut self.of_now)).for_each(|(sum, more)| *sum += more);
        }
    }

    /// All of them.
    pub(super) fn finish(&mut self) -> BTreeMap<TallyKey, Tallied> {
        self.put_away();
        std::mem::take(&mut self.all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_in_any_order() {
        let mut counts = Counts::default();
        for (at, order, what) in [(1, "a", 0), (2, "a", 0), (3_600_000, "a", 1), (3, "b", 0), (4, "a", 3)] {
            counts.add(at, order.as_bytes(), b"early", what);
        }
        let key = |hour: i64, order: &str| (hour, order.to_owned(), "early".to_owned());
        let all: Vec<_> = counts.finish().into_iter().collect();
        let expect =
            [(key(0, "a"), [2, 0, 0, 1]), (key(0, "b"), [1, 0, 0, 0]), (key(3_600_000, "a"), [0, 1, 0, 0])];
        assert_eq!(all, expect);
    }
}
