//! Whether two tables hold the same keys, without looking any of them up.
//!
//! The keys of active pairs come in the order of ids, their claims in the order of keys, and to look ten
//! million up in the other's order costs minutes. So each side is summed up: every key with its pair is
//! hashed to 128 bits, and the hashes are added, which no order changes. The hash has keys of its own,
//! random in each run: nobody can choose rows that come to the same sum.

use std::hash::{BuildHasher as _, RandomState};

/// The hash both sides use.
#[derive(Debug, Clone, Default)]
pub(super) struct Salt([RandomState; 2]);

/// How many keys, and their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Digest {
    rows: u64,
    sum: u128,
}

impl Digest {
    /// One more key of a pair.
    pub(super) fn add(&mut self, salt: &Salt, key: &[u8], pair: i64) {
        let [high, low] = salt.0.each_ref().map(|state| state.hash_one((key, pair)));
        self.rows += 1;
        self.sum = self.sum.wrapping_add((u128::from(high) << 64) | u128::from(low));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_keys_in_any_order_are_the_same_and_others_are_not() {
        let salt = Salt::default();
        let of = |keys: &[(&str, i64)]| {
            let mut digest = Digest::default();
            keys.iter().for_each(|(key, pair)| digest.add(&salt, key.as_bytes(), *pair));
            digest
        };
        let whole = of(&[("a", 1), ("b", 2), ("c", 3)]);
        assert_eq!(of(&[("c", 3), ("a", 1), ("b", 2)]), whole);
        for other in [
            &[("a", 1), ("b", 2)][..],
            &[("a", 1), ("b", 2), ("c", 3), ("c", 3)],
            &[("a", 1), ("b", 2), ("c", 4)],
            &[("a", 2), ("b", 1), ("c", 3)],
            &[("a", 1), ("b", 2), ("d", 3)],
        ] {
            assert_ne!(of(other), whole, "{other:?}");
        }
    }
}
