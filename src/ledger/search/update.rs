//! Bringing the search file up to date, on a thread of its own.
//!
//! The newest pairs come first: what one looks for is mostly of today, and a search that runs meanwhile
//! shows it at once. Each block is read in a picture of the ledger of its own, so that the write-ahead
//! log can start over between two.

use std::sync::atomic::Ordering;

use super::block::{self, PAIRS};
use super::file::{NewBlock, hash_of};
use super::{Search, State};
use crate::ledger::error::LedgerError;
use crate::ledger::idset::IdSet;
use crate::ledger::reader::Reader;
use crate::ledger::standing::SharedStanding;

/// The blocks that the file lacks, ascending: first and last id of each. The newest pairs wait until
/// they fill a block.
pub(super) fn lacking(made: &IdSet, covered: &IdSet) -> Vec<(i64, i64)> {
    let newest = made.ranges().next_back().map(|(_, last)| last);
    let mut blocks = Vec::new();
    for (first, last) in made.minus(covered).ranges() {
        let mut from = first;
        while from <= last {
            let to = last.min(from + PAIRS - 1);
            let waits = Some(last) == newest && to - from + 1 < PAIRS;
            if !waits {
                blocks.push((from, to));
            }
            from = to + 1;
        }
    }
    blocks
}

/// Why the builder stopped before it was done.
enum Stopped {
    /// The ledger cannot be read: whoever searches it will be told.
    Ledger(LedgerError),
    /// The file cannot be written.
    File(std::io::Error),
}

impl From<LedgerError> for Stopped {
    fn from(error: LedgerError) -> Stopped {
        Stopped::Ledger(error)
    }
}

/// Writes what the file lacks, until it lacks nothing or is told to stop.
pub(super) fn run(search: &Search) {
    let done = build(search);
    let mut state = search.lock();
    state.building = false;
    match done {
        Ok(()) => {}
        Err(Stopped::File(error)) => state.has_trouble(error.to_string()),
        Err(Stopped::Ledger(error)) => state.has_trouble(error.to_string()),
    }
}

fn build(search: &Search) -> Result<(), Stopped> {
    let reader = Reader::open(&search.ledger, SharedStanding::default())?;
    let mut text = Vec::new();
    let mut written = 0_u64;
    while !search.stop.load(Ordering::Relaxed) {
        let _snapshot = reader.snapshot()?;
        let made = reader.made()?;
        let next = {
            let mut state = search.lock();
            lacking(&made, state.index(&search.file.path, &reader)?.covered()).pop()
        };
        let Some((first, last)) = next else { break };
        let newest = block::read(&reader, first, last, &mut text)?;
        let hash = hash_of(&reader, newest)?.unwrap_or_default();
        let block = NewBlock { first, last, text: &text, made: (newest, hash) };
        let State { index, .. } = &mut *search.lock();
        if let Some(index) = index {
            index.append(&block).map_err(Stopped::File)?;
            written += 1;
        }
    }
    if written > 0 {
        tracing::info!(file = %search.file.path.display(), blocks = written, "search file brought up to date");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_blocks_and_the_ends_of_older_runs_are_lacking() {
        let check = |made: &[(i64, i64)], covered: &[(i64, i64)], expect: &[(i64, i64)]| {
            let [made, covered] = [made, covered].map(|ranges| IdSet::from_ranges(ranges.to_vec()));
            assert_eq!(lacking(&made, &covered), expect, "{made:?} − {covered:?}");
        };
        check(&[], &[], &[]);
        check(&[(1, 4095)], &[], &[]);
        check(&[(1, 4096)], &[], &[(1, 4096)]);
        check(&[(1, 9000)], &[(1, 4096)], &[(4097, 8192)]);
        check(&[(1, 100), (102, 5000)], &[], &[(1, 100), (102, 4197)]);
        check(&[(1, 5000)], &[(1, 100), (102, 4197)], &[(101, 101)]);
    }
}
