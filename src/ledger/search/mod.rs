//! Searching: pairs whose keys, order or operator contain what was typed, among millions.
//!
//! # Shape
//!
//! ```text
//! Reader::find_pairs ── find ──► plan (mod) ──► scan: two threads ──► pairs found, newest first
//!                                  │               └─ text of a block: the search file, else the ledger
//!                                  └─ update: what the search file lacks, newest first ──► file
//! ```
//!
//! * An index of all parts of all keys would make every commit dearer. So the keys stand once more, in
//!   lower case, in a **search file** beside the ledger (`ledger.sqlite.search`, see [`file`]), which a
//!   search reads from end to end: 5 million pairs are some 170 MB, read at memory speed.
//! * Pairs never change and only come. So the file is append-only, and what a search has found in a
//!   block holds for good, as a bit a pair ([`hits`]): the same words asked again are only looked for in
//!   what is new ([`scan`]).
//! * Orders and operators are not in the file: `pair_spans` gives them as a few ranges of ids
//!   ([`words`]).
//! * The file is a cache. What it lacks is searched in the ledger itself where that is little, and
//!   written to it by a thread of its own where it is more ([`update`]). A file that cannot be written,
//!   or read, or that fits another ledger costs time, never a pair.
//!
//! Architecture invariant: what a search says of the pairs it has searched is exact; how many these
//! are it says, too ([`super::types::Searched`]).

mod block;
mod file;
mod find;
mod hits;
mod scan;
mod update;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::error::LedgerError;
use super::idset::IdSet;
use super::open::beside;
use super::reader::Reader;
use block::PAIRS;
use file::{Index, Place};
use scan::{Scan, Source};
use words::Words;

/// After a failure of the file's disk, this long before it is written to again.
const RETRY: Duration = Duration::from_secs(30);

/// What all searches in a ledger share.
#[derive(Debug)]
pub(super) struct Search {
    file: Arc<Source>,
    ledger: PathBuf,
    state: Mutex<State>,
    stop: AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    /// What the file holds; `None` before it was looked at.
    index: Option<Index>,
    builder: Option<JoinHandle<()>>,
    /// The builder has not finished.
    building: bool,
    trouble: Option<Trouble>,
    /// The last search: asked again, it goes on where it was.
    latest: Option<Arc<Scan>>,
}

/// The search file could not be written.
#[derive(Debug)]
struct Trouble {
    since: Instant,
    what: String,
}

/// Where what is to be searched lies.
#[derive(Debug, Default)]
struct Plan {
    /// In blocks of the file: the block, and the first and last id wanted of it.
    blocks: Vec<(Place, i64, i64)>,
    /// So few that they are best read from the ledger at once.
    few: IdSet,
    /// Many, and only in the ledger, because the file is not being written.
    slow: IdSet,
    /// Why the file cannot be written.
    trouble: Option<String>,
}

impl Search {
    /// Of the ledger at this path. Nothing is read yet.
    pub(super) fn new(ledger: &Path) -> Arc<Search> {
        Arc::new(Search {
            file: Arc::new(Source { path: beside(ledger, ".search"), distrust: AtomicBool::new(false) }),
            ledger: ledger.to_owned(),
            state: Mutex::default(),
            stop: AtomicBool::new(false),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whole after every statement; a thread that panicked leaves at worst a file to be made again.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to bring the file up to date, if it is not, on a thread of its own.
    pub(super) fn prepare(self: &Arc<Search>) {
        self.start_builder(&mut self.lock());
    }

    fn start_builder(self: &Arc<Search>, state: &mut State) {
        if state.building || self.stop.load(Ordering::Relaxed) {
            return;
        }
        let search = Arc::clone(self);
        let build = move || update::run(&search);
        match std::thread::Builder::new().name("ledger-search".to_owned()).spawn(build) {
            Ok(builder) => {
                // The one before has ended: its handle is not needed any more.
                state.builder = Some(builder);
                state.building = true;
            }
            Err(error) => state.has_trouble(error.to_string()),
        }
    }

    /// The search for these words: the last one, if it was for the same, else a new one, for which the
    /// last one is given up unless somebody still waits for it.
    fn scan(&self, words: Words) -> Arc<Scan> {
        let mut state = self.lock();
        if let Some(scan) = state.latest.as_ref().filter(|scan| *scan.words() == words) {
            return Arc::clone(scan);
        }
        let scan = Arc::new(Scan::new(words, Some(Arc::clone(&self.file)), &self.ledger));
        let before = state.latest.replace(Arc::clone(&scan));
        // Not under the lock: it waits for its threads.
        drop(state);
        drop(before);
        scan
    }

    /// Where the ids of `wanted` are to be searched; what is in no part of the plan is being written to
    /// the file now. `made`: every pair's id.
    fn plan(self: &Arc<Search>, wanted: &IdSet, made: &IdSet, reader: &Reader) -> Result<Plan, LedgerError> {
        let mut state = self.lock();
        state.trouble.take_if(|trouble| trouble.since.elapsed() > RETRY);
        let index = state.index(&self.file.path, reader)?;
        let lacking = update::lacking(made, index.covered());
        let mut plan = Plan { blocks: index.find(wanted), ..Plan::default() };
        let uncovered = wanted.minus(index.covered());
        let many = IdSet::from_ranges(lacking);
        plan.few = uncovered.minus(&many);
        if many.len() > 0 {
            self.start_builder_unless_in_trouble(&mut state);
        }
        plan.trouble = state.trouble.as_ref().map(|trouble| trouble.what.clone());
        // A reader that outlives its ledger has nobody to write the file either.
        if state.trouble.is_some() || self.stop.load(Ordering::Relaxed) {
            plan.slow = uncovered.and(&many);
        }
        Ok(plan)
    }

    fn start_builder_unless_in_trouble(self: &Arc<Search>, state: &mut State) {
        if state.trouble.is_none() {
            self.start_builder(state);
        }
    }

    /// Why the file cannot be written, as far as that is known.
    fn trouble(&self) -> Option<String> {
        self.lock().trouble.as_ref().map(|trouble| trouble.what.clone())
    }

    /// Where the file was not what it should be, it is made again.
    fn start_over_if_damaged(&self) {
        if self.file.distrust.swap(false, Ordering::Relaxed)
            && let Some(index) = &mut self.lock().index
        {
            tracing::warn!(file = %self.file.path.display(), "the search file is damaged or gone: it is made again");
            index.start_over();
        }
    }

    /// Ends what runs, and waits until it has.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        let mut state = self.lock();
        let (builder, scan) = (state.builder.take(), state.latest.take());
        drop(state);
        drop(scan);
        if builder.is_some_and(|builder| builder.join().is_err()) {
            tracing::error!("the thread that keeps the search file had panicked");
        }
    }
}

impl State {
    /// What the file holds. A file that cannot be read or does not fit the ledger holds nothing.
    fn index(&mut self, file: &Path, reader: &Reader) -> Result<&mut Index, LedgerError> {
        let index = match self.index.take() {
            Some(index) => index,
            None => Index::open(file, reader)?,
        };
        Ok(self.index.insert(index))
    }

    fn has_trouble(&mut self, what: String) {
        tracing::warn!(what, "the search file cannot be written: searches read the ledger");
        self.trouble = Some(Trouble { since: Instant::now(), what });
    }
}

/// Ranges of at most a block's pairs.
fn pieces(ids: &IdSet) -> BTreeMap<i64, i64> {
    let mut pieces = BTreeMap::new();
    for (first, last) in ids.ranges() {
        let mut from = first;
        while from <= last {
            let to = last.min(from + PAIRS - 1);
            pieces.insert(from, to);
            from = to + 1;
        }
    }
    pieces
}
