//! Imported pairs against the events that took them over: all there, with the keys they came with.

use std::collections::BTreeMap;

use super::batch::BatchPair;
use super::imports::{ImportedPairs, PairsDigest};

/// The imports on record, and what of their pairs was met so far.
#[derive(Debug, Default)]
pub(super) struct Imports(BTreeMap<i64, Import>);

#[derive(Debug)]
struct Import {
    said: ImportedPairs,
    met: i64,
    digest: PairsDigest,
}

impl Imports {
    /// Notes an event that took pairs over.
    pub(super) fn note(&mut self, seq: i64, detail: &str) {
        if let Some(said) = ImportedPairs::read(detail) {
            self.0.insert(seq, Import { said, met: 0, digest: PairsDigest::default() });
        }
    }

    /// Meets a pair that says it came with event `seq`; pairs come in the order of their ids. False:
    /// that event took no such pair over.
    pub(super) fn meet(&mut self, seq: i64, id: i64, keys: &BatchPair<'_>, order: &[u8]) -> bool {
        let Some(import) = self.0.get_mut(&seq) else { return false };
        import.digest.add(id, keys);
        import.met += 1;
        (import.said.first..=import.said.last).contains(&id) && order.is_empty()
    }

    /// Each import whose pairs are not what it said, as a sentence.
    pub(super) fn faults(self) -> impl Iterator<Item = String> {
        self.0.into_iter().filter_map(|(seq, import)| {
            let ImportedPairs { first, last, sha256 } = import.said;
            let whole = import.met == last - first + 1 && import.digest.finish() == sha256;
            (!whole).then(|| format!("pairs {first} to {last} are not what event {seq} took over"))
        })
    }
}
