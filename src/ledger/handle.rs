//! The handle to a ledger, and what belongs to all its clones together.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::backup::{self, Pace};
use super::batch::PairBatch;
use super::checkpoint::Signal;
use super::error::{LedgerError, sqlite_error};
use super::handover::{NewAnswer, NewCorrection, NewExport};
use super::idset::IdSet;
use super::imports::ImportedPairs;
use super::key_file::{self, key_path};
use super::lock::Lock;
use super::open::{self, Found, Role};
use super::people::{Attempt, PersonChange};
use super::quick;
use super::reader::Reader;
use super::restore;
use super::sealing::NewKey;
use super::search::Search;
use super::standing::SharedStanding;
use super::types::{
    ListKeys, NewEvent, NewPair, NewReplacement, OrderState, PairOutcome, Progress, ReplaceOutcome,
};
use super::writer::{Writer, WriterThread};

/// The handle to a ledger. Cheap to clone. When the last clone is dropped, what waits is written,
/// the write-ahead log is moved into the file, and the lock is released.
#[derive(Debug, Clone)]
pub struct Ledger {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    key_path: PathBuf,
    new_key: Option<NewKey>,
    next_pair: AtomicI64,
    /// Ends before the writer's last checkpoint, which its readers would be in the way of.
    search: Searching,
    /// Ends before the lock is released: fields are dropped in this order.
    writer: WriterThread,
    signal: Arc<Signal>,
    shared: SharedStanding,
    _lock: Lock,
}

/// What searches share, ended with the ledger: readers that outlive it must not go on writing.
#[derive(Debug)]
struct Searching(Arc<Search>);

impl Drop for Searching {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl Ledger {
    /// Opens (or, where there is no file, makes) the ledger at `path`; takes its lock; migrates.
    ///
    /// The directory is made where there is none. A file that is not a ledger, was written by a
    /// newer program, is read-only or damaged is left as it is. Where the lock file says that there
    /// was a ledger, none is made: [`LedgerError::Gone`]. A restore that was interrupted is finished first.
    ///
    /// The key of its seals lies beside it ([`key_path`]).
    pub fn open(path: &Path) -> Result<Ledger, LedgerError> {
        Ledger::open_with(path, &key_path(&open::real_path(path)?))
    }

    /// The same, with the key at another place. One that lies beside the ledger and not there yet is moved
    /// there. A key that is missing is replaced by a new one ([`Ledger::new_key`]); one that is faulty or of
    /// another ledger is an error, and so is a place that cannot be written.
    pub fn open_with(path: &Path, key_path: &Path) -> Result<Ledger, LedgerError> {
        let real = open::real_path(path)?;
        let path = real.as_path();
        // What an interrupted restore left is for whoever has the lock.
        if !restore::is_under_way(path) && open::look(path)? == Found::Nothing {
            open::make_dir(path)?;
        }
        let mut lock = Lock::take(path)?;
        restore::finish(path)?;
        // Again, because another program may have been at it until we had the lock.
        if open::look(path)? == Found::Nothing {
            if lock.had_ledger() {
                return Err(LedgerError::Gone { path: real, lock: lock.path().to_owned() });
            }
            key_file::set_aside(key_path)?;
            open::create(path)?;
        }
        open::look_into_log(path)?;
        backup::before_migration(path)?;
        let shared = SharedStanding::default();
        let writer = Writer::open(path, key_path, shared.clone())?;
        if let Err(error) = lock.mark() {
            // The ledger is good all the same; the next opening tries again.
            tracing::warn!(path = %lock.path().display(), %error, "the lock file could not be marked");
        }
        let next_pair = AtomicI64::new(writer.state().next_pair());
        let (new_key, signal) = (writer.new_key().cloned(), writer.signal());
        let writer = WriterThread::start(writer)?;
        let search = Searching(Search::new(path));
        let key_path = key_path.to_owned();
        let inner =
            Inner { path: real, key_path, new_key, next_pair, search, writer, signal, shared, _lock: lock };
        Ok(Ledger { inner: Arc::new(inner) })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Where the key of its seals lies.
    pub fn key_path(&self) -> &Path {
        &self.inner.key_path
    }

    /// The key that was made when this was opened, if one was.
    pub fn new_key(&self) -> Option<&NewKey> {
        self.inner.new_key.as_ref()
    }

    /// What is broken in the ledger, once anybody has met it: from then on nothing is written.
    pub fn damage(&self) -> Option<String> {
        self.inner.shared.health.damage()
    }

    /// Looks through the whole file for damage, beside the line; each fault. What is found is known to
    /// [`Ledger::damage`] from then on. `go_on`: false ends it ([`LedgerError::Cancelled`]).
    pub fn look_for_damage(&self, pace: Pace, go_on: &mut dyn FnMut() -> bool) -> Result<(), LedgerError> {
        let path = self.path();
        let health = &self.inner.shared.health;
        let _held = self.signal().hold();
        let conn = open::connect(path, Role::Reader)?;
        match quick::check(conn, pace, go_on) {
            Ok(faults) => match faults.into_iter().next() {
                None => Ok(()),
                Some(what) => Err(health.noted(LedgerError::Damaged { path: path.to_owned(), what })),
            },
            Err(error) => Err(health.noted(sqlite_error(path, error))),
        }
    }

    pub(super) fn signal(&self) -> &Arc<Signal> {
        &self.inner.signal
    }

    /// A new reader: its own connection, query-only.
    pub fn reader(&self) -> Result<Reader, LedgerError> {
        Reader::open_to_search(
            &self.inner.path,
            &self.inner.key_path,
            self.inner.shared.clone(),
            &self.inner.search.0,
        )
    }

    /// Begins to bring the search file up to date, so that the first search need not.
    pub fn prepare_search(&self) {
        self.inner.search.0.prepare();
    }

    /// Gives the next pair its id. It is good for one call of [`Ledger::pair`]: where that makes no
    /// pair, the id goes back and is given again, so that ids stay without gaps.
    pub fn reserve_pair_id(&self) -> i64 {
        self.inner.next_pair.fetch_add(1, Ordering::Relaxed)
    }

    /// Takes back ids nothing was done with, if they were the last ones given.
    fn give_back(&self, first: i64, last: i64) {
        // Where a later one was given meanwhile, these are left out: a gap is allowed.
        let next = &self.inner.next_pair;
        match next.compare_exchange(last + 1, first, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => tracing::trace!(first, last, "pair ids go back"),
            Err(_) => tracing::debug!(first, last, "pair ids are left out"),
        }
    }

    /// Commits a pair, its claims, its event and its tally in one transaction; returns after it is
    /// durable. The pair takes its time and context from the event; the event takes keys and id
    /// from the pair. An error means: the pair is certainly not there, or it could not be found
    /// out ([`LedgerError::Doubtful`]: then the ledger answers nothing but that until it is opened
    /// again).
    pub fn pair(&self, pair: NewPair, event: NewEvent) -> Result<PairOutcome, LedgerError> {
        let id = pair.id;
        let outcome = self.inner.writer.call(move |writer| writer.pair(pair, event));
        if matches!(outcome, Ok(PairOutcome::AlreadyPaired(_) | PairOutcome::Conflict { .. })) {
            self.give_back(id, id);
        }
        outcome
    }

    /// Voids a pair and commits the one that takes its place, in one transaction; returns after it is
    /// durable. As with [`Ledger::pair`], the new pair takes its time and context from its event, and an
    /// error means that nothing of it is there, or that it could not be found out.
    pub fn replace(&self, new: NewReplacement) -> Result<ReplaceOutcome, LedgerError> {
        let id = new.pair.id;
        let outcome = self.inner.writer.call(move |writer| writer.replace(new));
        let nothing = matches!(&outcome, Ok(outcome) if *outcome != ReplaceOutcome::Replaced);
        if nothing || matches!(outcome, Err(LedgerError::NothingKept { .. })) {
            self.give_back(id, id);
        }
        outcome
    }

    /// Appends events (and tallies rejected scans), durably, in order, all or none.
    pub fn append(&self, events: Vec<NewEvent>) -> Result<(), LedgerError> {
        if events.is_empty() {
            return Ok(());
        }
        self.inner.writer.call(move |writer| writer.append(&events))
    }

    /// Voids an active pair: event (kind `void`), row in `voids`, claims deleted. Keys the event
    /// does not have are filled in from the pair; who does it is the event's operator.
    /// Ok(false): it was voided already, or is not there; nothing was written.
    pub fn void(&self, pair: i64, why: &str, event: NewEvent) -> Result<bool, LedgerError> {
        let why = why.to_owned();
        self.inner.writer.call(move |writer| writer.void(pair, &why, event))
    }

    /// Adds an order (state `prepared`), with its event. The same rules again: Ok, and nothing is
    /// written. Other rules under that name: [`LedgerError::OrderDiffers`].
    pub fn add_order(
        &self,
        order: &crate::order::Order,
        source: &str,
        event: NewEvent,
    ) -> Result<(), LedgerError> {
        let (order, source) = (order.clone(), source.to_owned());
        self.inner.writer.call(move |writer| writer.add_order(&order, &source, &event))
    }

    /// Gives an order other rules, with its event (which tells of the old ones); its name says which
    /// order it is. From its first pair on, a voided one too, that is [`LedgerError::OrderBegun`].
    pub fn edit_order(
        &self,
        order: &crate::order::Order,
        source: &str,
        event: NewEvent,
    ) -> Result<(), LedgerError> {
        let (order, source) = (order.clone(), source.to_owned());
        self.inner.writer.call(move |writer| writer.edit_order(&order, &source, &event))
    }

    /// Sets the state of an order, with its event. Opening one puts the open one back to `Prepared`.
    pub fn set_order_state(&self, name: &str, state: OrderState, event: NewEvent) -> Result<(), LedgerError> {
        let name = name.to_owned();
        self.inner.writer.call(move |writer| writer.set_order_state(&name, state, &event))
    }

    /// Records an export, in one transaction: the event, the files, and the marks on its pairs.
    /// Returns its id. Pairs may come in any order; one that is not in the ledger is
    /// [`LedgerError::NoSuchPair`]. Progress is in pairs; it can be cancelled until the
    /// transaction begins.
    pub fn record_export(&self, mut export: NewExport, progress: Progress<'_>) -> Result<i64, LedgerError> {
        let total = export.pairs.len() as u64;
        let pairs = IdSet::from_ids(std::mem::take(&mut export.pairs));
        if !progress(0, total) {
            return Err(LedgerError::Cancelled);
        }
        let id = self.inner.writer.call(move |writer| writer.record_export(&export, &pairs))?;
        // Too late to cancel: it is on record.
        progress(total, total);
        Ok(id)
    }

    /// Records what the platform said of an export, in one transaction; its id. Every refused pair must be
    /// in that export ([`LedgerError::NotInExport`]).
    pub fn record_answer(&self, answer: NewAnswer) -> Result<i64, LedgerError> {
        self.inner.writer.call(move |writer| writer.record_answer(answer))
    }

    /// Records a corrections file, in one transaction: the event, the files, and the marks on its pairs;
    /// its id. Every pair must be voided and handed over ([`LedgerError::NothingToCorrect`]).
    pub fn record_correction(&self, mut correction: NewCorrection) -> Result<i64, LedgerError> {
        let pairs = IdSet::from_ids(std::mem::take(&mut correction.pairs));
        self.inner.writer.call(move |writer| writer.record_correction(&correction, &pairs))
    }

    /// Takes pairs over that were made elsewhere, all or none, in one transaction with one event (kind
    /// `import`), to whose detail (a JSON object, or empty) their ids and hash are added. The pairs take
    /// time and context from the event; its order must be none. They are claimed as any pair, counted
    /// in no tally, and count as exported. `None`: a key of them is claimed by an active pair, and
    /// nothing was written ([`Reader::held`] says which).
    ///
    /// The line's pairs wait as long: a million take some seconds.
    pub fn import_pairs(
        &self,
        batch: PairBatch,
        event: NewEvent,
    ) -> Result<Option<ImportedPairs>, LedgerError> {
        if event.context.order.is_empty() && !batch.is_empty() {
            let count = i64::try_from(batch.len()).unwrap_or(i64::MAX);
            let first = self.inner.next_pair.fetch_add(count, Ordering::Relaxed);
            let pairs = ImportedPairs::of(&batch, first);
            let ids = pairs.clone();
            let taken = self.inner.writer.call(move |writer| writer.import_pairs(&ids, &batch, event));
            if !matches!(taken, Ok(true) | Err(LedgerError::Doubtful { .. })) {
                self.give_back(pairs.first, pairs.last);
            }
            return Ok(taken?.then_some(pairs));
        }
        Err(LedgerError::NoImport { pairs: batch.len(), order: event.context.order })
    }

    /// Makes somebody what the change says, with its event; a new recovery code and its event go with it. Where
    /// no supervisor would be left who can log in, that is [`LedgerError::LastSupervisor`].
    pub fn put_person(&self, change: PersonChange) -> Result<(), LedgerError> {
        self.inner.writer.call(move |writer| writer.put_person(&change))
    }

    /// Records an attempt to log in: the event, and how many wrong ones there were in a row.
    pub fn attempt_login(&self, attempt: Attempt) -> Result<(), LedgerError> {
        self.inner.writer.call(move |writer| writer.attempt_login(&attempt))
    }

    /// Takes lists over with the event that tells of it, in one transaction; how many keys were new.
    pub fn import(&self, lists: Vec<ListKeys>, event: NewEvent) -> Result<u64, LedgerError> {
        self.inner.writer.call(move |writer| writer.import(&lists, &event))
    }
}
