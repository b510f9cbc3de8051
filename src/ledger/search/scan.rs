//! One search: what it has looked through, what it has found, and the two threads that look.
//!
//! Pairs never change. So what was looked through stays so, whoever asks for the same words again, and
//! whatever else is asked of the pairs.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use memchr::memmem::Finder;

use super::block;
use super::file::Place;
use super::hits::Hits;
use super::words::{Need, Words};
use crate::ledger::error::LedgerError;
use crate::ledger::idset::IdSet;
use crate::ledger::reader::Reader;
use crate::ledger::standing::SharedStanding;

/// Threads that look at the same time.
const THREADS: usize = 2;

/// Pairs to be looked through.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) first: i64,
    pub(super) last: i64,
    /// The block of the search file they are in; `None`: read from the ledger.
    pub(super) place: Option<Place>,
    pub(super) needs: Vec<Need>,
}

/// The search file, as those who read it see it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// A block was not there as it was written.
    pub(super) distrust: AtomicBool,
}

/// A search. When the last of those who want it is gone, it ends.
#[derive(Debug)]
pub(super) struct Scan {
    words: Words,
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Shared {
    finders: Vec<Finder<'static>>,
    file: Option<Arc<Source>>,
    ledger: PathBuf,
    stop: AtomicBool,
    work: Mutex<Work>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Work {
    /// By their first ids: the newest are next.
    queue: BTreeMap<i64, Piece>,
    /// Threads that have not ended.
    threads: usize,
    /// Pieces that are being looked through.
    busy: usize,
    /// Looked through, or waiting to be.
    taken: IdSet,
    searched: IdSet,
    found: Arc<Hits>,
    failed: Option<LedgerError>,
}

/// What a search has come to.
#[derive(Debug)]
pub(super) struct Stand {
    /// Pairs found among those searched.
    pub(super) found: Arc<Hits>,
    pub(super) searched: IdSet,
}

impl Scan {
    /// For these words, in this search file and ledger.
    pub(super) fn new(words: Words, file: Option<Arc<Source>>, ledger: &Path) -> Scan {
        let shared = Shared {
            finders: words.finders(),
            file,
            ledger: ledger.to_owned(),
            stop: AtomicBool::new(false),
            work: Mutex::default(),
            changed: Condvar::new(),
        };
        Scan { words, shared: Arc::new(shared), threads: Mutex::default() }
    }

    /// What it looks for.
    pub(super) fn words(&self) -> &Words {
        &self.words
    }

    /// Those of `ids` that were not given to it yet.
    pub(super) fn open(&self, ids: &IdSet) -> IdSet {
        ids.minus(&self.shared.lock().taken)
    }

    /// Gives it pieces; those that somebody else who asks the same gave meanwhile are left out.
    pub(super) fn add(&self, mut pieces: Vec<Piece>) {
        if pieces.is_empty() {
            return;
        }
        let mut work = self.shared.lock();
        pieces.retain(|piece| !work.taken.contains(piece.first));
        let ids = pieces.iter().map(|piece| (piece.first, piece.last)).collect();
        work.taken = work.taken.or(&IdSet::from_ranges(ids));
        work.queue.extend(pieces.into_iter().map(|piece| (piece.first, piece)));
        let missing = THREADS.min(work.queue.len()).saturating_sub(work.threads);
        work.threads += missing;
        drop(work);
        for _ in 0..missing {
            self.start();
        }
    }

    fn start(&self) {
        let shared = Arc::clone(&self.shared);
        let looking = move || shared.look(&mut Hands::default());
        match std::thread::Builder::new().name("ledger-scan".to_owned()).spawn(looking) {
            Ok(thread) => {
                let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
                threads.retain(|thread| !thread.is_finished());
                threads.push(thread);
            }
            Err(error) => {
                tracing::warn!(%error, "no thread to search with: done by whoever asks");
                self.shared.look(&mut Hands::default());
            }
        }
    }

    /// Looks a piece through at once, with the reader at hand.
    pub(super) fn look_at(&self, reader: &Reader, piece: &Piece) -> Result<(), LedgerError> {
        let (mut text, mut found) = (Vec::new(), Hits::default());
        block::read(reader, piece.first, piece.last, &mut text)?;
        self.shared.search(&text, (piece.first, piece.last), piece, &mut found);
        let mut work = self.shared.lock();
        let ids = IdSet::range(piece.first, piece.last);
        // Somebody else who asks the same may have been faster: the same is found twice then.
        work.taken = work.taken.or(&ids);
        work.done(&ids, found);
        Ok(())
    }

    /// What it has come to. A failure is told once, and what failed is to be given to it again.
    pub(super) fn stand(&self) -> Result<Stand, LedgerError> {
        let mut work = self.shared.lock();
        if let Some(error) = work.failed.take() {
            return Err(error);
        }
        Ok(Stand { found: Arc::clone(&work.found), searched: work.searched.clone() })
    }

    /// Waits until everything given to it is looked through, at most so long; false: there was nothing
    /// to wait for.
    pub(super) fn wait(&self, at_most: Duration) -> bool {
        let work = self.shared.lock();
        if work.is_idle() {
            return false;
        }
        let waited = self.shared.changed.wait_timeout_while(work, at_most, |work| !work.is_idle());
        drop(waited.unwrap_or_else(PoisonError::into_inner));
        true
    }
}

impl Drop for Scan {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        let threads = self.threads.get_mut().unwrap_or_else(PoisonError::into_inner);
        for thread in threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread that searched had panicked");
            }
        }
    }
}

impl Work {
    fn is_idle(&self) -> bool {
        self.queue.is_empty() && self.busy == 0
    }

    fn done(&mut self, ids: &IdSet, found: Hits) {
        self.searched = self.searched.or(ids);
        // Copied only where somebody is still looking at what it was before.
        Arc::make_mut(&mut self.found).merge(found);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Work> {
        // A thread that panics holds no lock.
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks through pieces until there are none.
    fn look(&self, hands: &mut Hands) {
        while let Some(piece) = self.next() {
            let mut turn = Turn { shared: self, piece: &piece, done: Err(LedgerError::Stopped) };
            turn.done = hands.look(self, &piece);
        }
    }

    fn next(&self) -> Option<Piece> {
        let mut work = self.lock();
        let stop = self.stop.load(Ordering::Relaxed);
        match work.queue.pop_last().filter(|_| !stop) {
            Some((_, piece)) => {
                work.busy += 1;
                Some(piece)
            }
            None => {
                work.threads -= 1;
                None
            }
        }
    }

    /// `text` holds the pairs `ids.0..=ids.1`.
    fn search(&self, text: &[u8], ids: (i64, i64), piece: &Piece, found: &mut Hits) {
        for need in &piece.needs {
            block::search(text, ids, *need, &self.finders, found);
        }
    }
}

/// One piece being looked through: whatever happens, nobody waits for it for ever.
struct Turn<'a> {
    shared: &'a Shared,
    piece: &'a Piece,
    done: Result<Hits, LedgerError>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut work = self.shared.lock();
        let ids = IdSet::range(self.piece.first, self.piece.last);
        match std::mem::replace(&mut self.done, Ok(Hits::default())) {
            Ok(found) => work.done(&ids, found),
            Err(error) => {
                work.taken = work.taken.minus(&ids);
                work.failed = Some(error);
            }
        }
        work.busy -= 1;
        if work.is_idle() {
            self.shared.changed.notify_all();
        }
    }
}

/// What a thread works with: opened when first needed, used again.
#[derive(Default)]
struct Hands {
    file: Option<File>,
    reader: Option<Reader>,
    text: Vec<u8>,
}

impl Hands {
    fn look(&mut self, shared: &Shared, piece: &Piece) -> Result<Hits, LedgerError> {
        let mut found = Hits::default();
        let ids = match piece.place.filter(|place| self.read_block(shared, place)) {
            Some(place) => (place.first, place.last()),
            None => {
                self.read_ledger(shared, piece)?;
                (piece.first, piece.last)
            }
        };
        shared.search(&self.text, ids, piece, &mut found);
        Ok(found)
    }

    /// Reads a block of the file; false if it is not there as it was written.
    fn read_block(&mut self, shared: &Shared, place: &Place) -> bool {
        let Some(source) = &shared.file else { return false };
        let file = match self.file.take() {
            Some(file) => Ok(file),
            None => File::open(&source.path),
        };
        let read = file.and_then(|mut file| {
            place.read(&mut file, &mut self.text)?;
            self.file = Some(file);
            Ok(())
        });
        if let Err(error) = &read {
            tracing::warn!(file = %source.path.display(), %error, "a block is read from the ledger instead");
            source.distrust.store(true, Ordering::Relaxed);
        }
        read.is_ok()
    }

    fn read_ledger(&mut self, shared: &Shared, piece: &Piece) -> Result<(), LedgerError> {
        let reader = match self.reader.take() {
            Some(reader) => reader,
            None => Reader::open(&shared.ledger, SharedStanding::default())?,
        };
        block::read(&reader, piece.first, piece.last, &mut self.text)?;
        self.reader = Some(reader);
        Ok(())
    }
}
