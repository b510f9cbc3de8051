//! Many pairs at once: their keys in one text, and both ways they are sorted.

/// One pair of a [`PairBatch`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchPair<'a> {
    /// DeviceKey.
    pub dk: &'a str,
    /// ProductKey.
    pub pk: &'a str,
    /// Serial number.
    pub sn: &'a str,
    /// Device name; may be empty.
    pub name: &'a str,
}

/// Pairs to be taken over together. A million take some 250 MB, sorting them included: no pair has
/// an allocation of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PairBatch {
    text: String,
    /// Where each field ends in the text; it begins where the one before ends.
    ends: Vec<[usize; 4]>,
    by_dk: SortedKeys,
    by_sn: SortedKeys,
}

/// One key of each pair, sorted. Keys that come sorted are looked up and inserted along the leaves of
/// their tree, each page once, instead of each at another place. They are copied, so that a walk
/// through them is one through memory too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct SortedKeys {
    text: String,
    /// Where each key ends, and the position of its pair.
    keys: Vec<(usize, usize)>,
}

impl PairBatch {
    /// Takes pairs over in their order, and sorts them on two threads.
    pub fn new<'a>(pairs: impl Iterator<Item = BatchPair<'a>>) -> PairBatch {
        let mut batch = PairBatch::default();
        for pair in pairs {
            let fields = [pair.dk, pair.pk, pair.sn, pair.name];
            batch.ends.push(fields.map(|field| {
                batch.text.push_str(field);
                batch.text.len()
            }));
        }
        let (by_dk, by_sn) = std::thread::scope(|scope| {
            let by_sn = scope.spawn(|| batch.sorted(|pair| pair.sn));
            let by_dk = batch.sorted(|pair| pair.dk);
            // A thread that panicked left nothing to sort by: done again here, it panics for whoever asked.
            (by_dk, by_sn.join().unwrap_or_else(|_| batch.sorted(|pair| pair.sn)))
        });
        PairBatch { by_dk, by_sn, ..batch }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The pairs, in the order they were given.
    pub fn iter(&self) -> impl Iterator<Item = BatchPair<'_>> {
        (0..self.len()).map(|at| self.get(at))
    }

    pub(super) fn get(&self, at: usize) -> BatchPair<'_> {
        let begin = if at == 0 { 0 } else { self.ends[at - 1][3] };
        let [dk, pk, sn, name] = self.ends[at];
        BatchPair {
            dk: &self.text[begin..dk],
            pk: &self.text[dk..pk],
            sn: &self.text[pk..sn],
            name: &self.text[sn..name],
        }
    }

    /// Positions and keys, sorted by DK.
    pub(super) fn by_dk(&self) -> impl Iterator<Item = (usize, &str)> {
        self.by_dk.iter()
    }

    /// Positions and keys, sorted by SN.
    pub(super) fn by_sn(&self) -> impl Iterator<Item = (usize, &str)> {
        self.by_sn.iter()
    }

    /// Sorted by the first 16 bytes, which lie beside each other in memory and are mostly the whole
    /// key; by the rest only where they are the same.
    fn sorted(&self, key: impl Fn(BatchPair<'_>) -> &str) -> SortedKeys {
        let mut order: Vec<(u128, usize)> =
            (0..self.len()).map(|at| (prefix(key(self.get(at))), at)).collect();
        order.sort_unstable_by(|(a, i), (b, j)| {
            a.cmp(b).then_with(|| key(self.get(*i)).cmp(key(self.get(*j)))).then(i.cmp(j))
        });
        let mut sorted = SortedKeys::default();
        for (_, at) in order {
            sorted.text.push_str(key(self.get(at)));
            sorted.keys.push((sorted.text.len(), at));
        }
        sorted
    }
}

impl SortedKeys {
    fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut begin = 0;
        self.keys.iter().map(move |(end, at)| (*at, &self.text[std::mem::replace(&mut begin, *end)..*end]))
    }
}

fn prefix(key: &str) -> u128 {
    let mut bytes = [0; 16];
    let len = key.len().min(16);
    bytes[..len].copy_from_slice(&key.as_bytes()[..len]);
    u128::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_gives_back_what_it_took_and_sorts_as_bytes_do() {
        let long = "VDR7098612099028x";
        let rows = [("2", long, "b"), ("10", "VDR7098612099028", ""), ("1", "a", "电表"), ("10", "Z", "")];
        let pairs = rows.map(|(dk, sn, name)| BatchPair { dk, pk: "p11sf2", sn, name });
        let batch = PairBatch::new(pairs.into_iter());
        assert_eq!(batch.iter().collect::<Vec<_>>(), pairs);
        assert_eq!(batch.by_dk().collect::<Vec<_>>(), [(2, "1"), (1, "10"), (3, "10"), (0, "2")]);
        assert_eq!(
            batch.by_sn().collect::<Vec<_>>(),
            [(1, "VDR7098612099028"), (0, long), (3, "Z"), (2, "a")]
        );
        assert!(PairBatch::new([].into_iter()).is_empty());
    }
}
