//! The one thread that writes.
//!
//! Work comes through a bounded channel, is done in the order it came, and is answered after its
//! commit. When a commit fails the writer finds out whether it is there all the same before it says
//! anything; if it cannot, it answers nothing but that from then on. A full disk is reported only
//! after the write-ahead log gave back its room and that was not enough.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
// Not crossbeam's: when this receiver goes, what waits in the channel is dropped, so that whoever
// waits for an answer is told; crossbeam keeps it until the last sender goes, and he waits for ever.
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OptionalExtension};

use super::chain::Hash;
use super::checkpoint::{self, Checkpointer, Signal};
use super::end_mark::EndMark;
use super::error::{LedgerError, io_error, sqlite_error};
use super::health::Health;
use super::open::{self, Role};
use super::reader::Reader;
use super::seal::Key;
use super::sealing::{self, NewKey, Refused};
use super::spare::{self, Spare};
use super::standing::SharedStanding;
use super::tail;
use super::txn::{State, Stop, Txn};
use super::types::{NewEvent, NewPair, PairOutcome};

/// Pieces of work that may wait; then the caller does.
const QUEUE: usize = 256;

/// How long the writer waits for readers to let go of the log: the operator waits with it.
const PATIENCE: Duration = Duration::from_millis(100);

type Work = Box<dyn FnOnce(&mut Writer) + Send>;

/// The handle to the thread: ends it when dropped, after what waits is done.
#[derive(Debug)]
pub(super) struct WriterThread {
    work: Option<SyncSender<Work>>,
    thread: Option<JoinHandle<()>>,
}

impl WriterThread {
    /// Starts the thread.
    pub(super) fn start(writer: Writer) -> Result<WriterThread, LedgerError> {
        let (sender, receiver) = sync_channel::<Work>(QUEUE);
        let path = writer.path.clone();
        let thread = std::thread::Builder::new()
            .name("ledger-writer".to_owned())
            .spawn(move || run(writer, &receiver))
            .map_err(|e| io_error(&path, &path, e))?;
        Ok(WriterThread { work: Some(sender), thread: Some(thread) })
    }

    /// Has `work` done and waits for its answer.
    pub(super) fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let (answer, answered) = sync_channel(1);
        let work: Work = Box::new(move |writer| {
            // Fails only when the caller is gone, and then nobody wants the answer.
            answer.send(work(writer)).unwrap_or_default();
        });
        let sender = self.work.as_ref().ok_or(LedgerError::Stopped)?;
        sender.send(work).map_err(|_| LedgerError::Stopped)?;
        wait_for(&answered)?
    }
}

/// How long a caller looks for its answer before it sleeps. A commit mostly takes less, and then
/// being woken up would be a good part of what the operator waits for.
const LOOK: Duration = Duration::from_millis(2);

fn wait_for<T>(answered: &Receiver<T>) -> Result<T, LedgerError> {
    let begun = Instant::now();
    while begun.elapsed() < LOOK {
        match answered.try_recv() {
            Ok(answer) => return Ok(answer),
            // On a single core the writer must get its turn.
            Err(TryRecvError::Empty) => std::thread::yield_now(),
            Err(TryRecvError::Disconnected) => return Err(LedgerError::Stopped),
        }
    }
    answered.recv().map_err(|_| LedgerError::Stopped)
}

impl Drop for WriterThread {
    fn drop(&mut self) {
        drop(self.work.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the ledger's writer had panicked");
        }
    }
}

fn run(mut writer: Writer, work: &Receiver<Work>) {
    while let Ok(piece) = work.recv() {
        super::rehearse("ledger");
        piece(&mut writer);
        writer.keep_log_bounded();
    }
    writer.close();
}

/// The writing connection and where it stands.
#[derive(Debug)]
pub(super) struct Writer {
    conn: Connection,
    path: PathBuf,
    key_path: PathBuf,
    /// What events are sealed with.
    key: Key,
    /// A key that began when this was opened.
    new_key: Option<NewKey>,
    state: State,
    /// For looking at what stands in the way of a pair.
    reader: Reader,
    signal: Arc<Signal>,
    checkpointer: Option<Checkpointer>,
    /// Pages in the write-ahead log, as of the last commit.
    pages: Arc<AtomicU64>,
    /// Room for the ledger to grow on a full disk.
    spare: Spare,
    /// Pages in the log at which it is started over.
    bound: u64,
    /// Why nothing can be said any more.
    doubt: Option<String>,
    health: Health,
}

impl Writer {
    /// Opens the connections of a ledger that is there and locked, and brings its schema up to date and its
    /// key into force.
    pub(super) fn open(path: &Path, key_path: &Path, shared: SharedStanding) -> Result<Writer, LedgerError> {
        let mut conn = open::connect(path, Role::Writer)?;
        super::schema::migrate(&conn, path, super::schema::MIGRATIONS)?;
        let name = |e| sqlite_error(path, e);
        let state = State::load(&conn).map_err(|e| match name(e) {
            // The header says it is ours: a table that is not there was lost.
            LedgerError::Sqlite { path, source }
                if source.sqlite_error_code() == Some(ErrorCode::Unknown) =>
            {
                LedgerError::Damaged { path, what: source.to_string() }
            }
            // A disk that cannot be read is no damage.
            other => other,
        })?;
        tail::verify(&conn, path)?;
        let health = shared.health.clone();
        sealing::bring(key_path, path)?;
        let sealing::InForce { key, new: new_key } = match sealing::find(&conn, key_path, &state) {
            Ok(in_force) => in_force,
            Err(Refused::Sqlite(error)) => return Err(name(error)),
            Err(Refused::Named(error)) => return Err(error),
        };
        let pages = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&pages);
        conn.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages: i32| {
            counter.store(u64::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))
        .map_err(name)?;
        let signal = Arc::new(Signal::default());
        let checkpointer = Checkpointer::start(path, Arc::clone(&signal), health.clone())?;
        // What an earlier run left in the log is checkpointed soon.
        signal.written(0);
        let mut writer = Writer {
            reader: Reader::open(path, shared)?,
            conn,
            path: path.to_owned(),
            key_path: key_path.to_owned(),
            key,
            new_key,
            state,
            signal,
            checkpointer: Some(checkpointer),
            pages,
            bound: checkpoint::FULL,
            spare: Spare::hold(path),
            doubt: None,
            health,
        };
        writer.begin()?;
        Ok(writer)
    }

    /// What the ledger itself has to say at an opening: that it was found with another end, that a key
    /// begins. Then its end is remembered.
    fn begin(&mut self) -> Result<(), LedgerError> {
        let cut =
            sealing::cut(&self.key_path, &self.key, &self.conn, &self.state).map_err(|e| self.name(e))?;
        let (new, key_path, found) = (self.new_key.clone(), self.key_path.clone(), self.state.clone());
        if new.is_some() || cut.is_some() {
            self.transact(|txn| {
                if let Some(new) = &new {
                    txn.begin_key(new, &key_path)?;
                }
                cut.iter().try_for_each(|mark| txn.tell_cut(mark, &found))
            })?
            .map_err(|_| LedgerError::Stopped)?;
        }
        self.remember_end();
        Ok(())
    }

    fn remember_end(&self) {
        EndMark::new(&self.key, self.state.seq, self.state.hash).write(&self.key_path);
    }

    /// A key that began when this was opened.
    pub(super) fn new_key(&self) -> Option<&NewKey> {
        self.new_key.as_ref()
    }

    /// What it tells its checkpointer, and is told by those who copy the ledger.
    pub(super) fn signal(&self) -> Arc<Signal> {
        Arc::clone(&self.signal)
    }

    /// Where the ledger stands.
    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// A look at what is committed.
    pub(super) fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Names an SQLite error.
    fn name(&self, error: rusqlite::Error) -> LedgerError {
        self.health.noted(sqlite_error(&self.path, error))
    }

    /// Runs `work` in a transaction and commits it. `Ok(Err(stop))`: rolled back, nothing changed.
    ///
    /// On a full disk the log is emptied and the transaction tried once more: [`LedgerError::Full`]
    /// is said only of one that is certainly not there, so nothing can be written twice by it.
    pub(super) fn transact<T>(
        &mut self,
        mut work: impl FnMut(&mut Txn<'_>) -> Result<T, Stop>,
    ) -> Result<Result<T, Stop>, LedgerError> {
        match self.attempt(&mut work) {
            Err(LedgerError::Full { .. }) => {}
            done => return done,
        }
        let log = self.pages.load(Ordering::Relaxed) * 4096;
        self.spare.give_up();
        if !self.start_over("TRUNCATE") {
            return Err(LedgerError::Full { path: self.path.clone() });
        }
        let done = self.attempt(&mut work);
        // Not when little came back: near the end every commit would be about the spare room.
        if done.is_ok() && log >= spare::SIZE {
            self.spare.refill();
        }
        done
    }

    fn attempt<T>(
        &mut self,
        work: &mut impl FnMut(&mut Txn<'_>) -> Result<T, Stop>,
    ) -> Result<Result<T, Stop>, LedgerError> {
        if let Some(what) = self.health.damage() {
            return Err(LedgerError::Damaged { path: self.path.clone(), what });
        }
        if let Some(what) = &self.doubt {
            return Err(LedgerError::Doubtful { path: self.path.clone(), what: what.clone() });
        }
        self.run("BEGIN IMMEDIATE").map_err(|e| self.name(e))?;
        let mut txn = Txn { conn: &self.conn, key: &self.key, state: self.state.clone() };
        let done = work(&mut txn);
        let after = txn.state;
        let value = match done {
            Ok(value) => value,
            Err(stop) => {
                self.roll_back()?;
                return match stop {
                    Stop::Sqlite(error) => Err(self.name(error)),
                    Stop::Caller(error) => Err(error),
                    stop => Ok(Err(stop)),
                };
            }
        };
        if let Err(error) = self.run("COMMIT") {
            self.settle(error, &after.hash)?;
        }
        self.state = after;
        self.signal.written(self.pages.load(Ordering::Relaxed));
        Ok(Ok(value))
    }

    fn run(&self, sql: &'static str) -> rusqlite::Result<()> {
        self.conn.prepare_cached(sql)?.execute([]).map(|_| ())
    }

    /// Ends the transaction without a trace. SQLite has rolled some failures back by itself.
    fn roll_back(&mut self) -> Result<(), LedgerError> {
        if self.conn.is_autocommit() {
            return Ok(());
        }
        self.run("ROLLBACK").map_err(|error| self.in_doubt(format!("rolling back: {error}")))
    }

    /// Whether SQLite looks up what a row refers to. Where that cannot be set, nothing more is written.
    pub(super) fn look_references_up(&mut self, on: bool) -> Result<(), LedgerError> {
        let set = open::set_references(&self.conn, &self.path, on);
        set.map_err(|error| self.in_doubt(error.to_string()))
    }

    fn in_doubt(&mut self, what: String) -> LedgerError {
        tracing::error!(path = %self.path.display(), what, "the ledger is in doubt");
        self.doubt = Some(what.clone());
        LedgerError::Doubtful { path: self.path.clone(), what }
    }

    /// After a failed COMMIT: Ok if it is there all the same, the commit's error if it is
    /// certainly not, and doubt in every other case.
    fn settle(&mut self, error: rusqlite::Error, wanted: &Hash) -> Result<(), LedgerError> {
        tracing::error!(path = %self.path.display(), %error, "commit failed");
        self.roll_back()?;
        // The last event's hash covers the pair's id and keys: it is the whole question.
        match self.head() {
            Ok(Some(head)) if head == *wanted && head != self.state.hash => return Ok(()),
            Ok(head) if head.unwrap_or(super::chain::GENESIS) == self.state.hash => {}
            Ok(_) => return Err(self.in_doubt(format!("{error}; another writer was here"))),
            Err(e) => return Err(self.in_doubt(format!("{error}; then {e}"))),
        }
        // It cannot be seen now, but when only the last sync failed its pages may lie complete in
        // the log, and a restart would find them. Writing over them settles that.
        match self.run("UPDATE scratch SET n = n + 1") {
            Ok(()) => Err(self.name(error)),
            Err(_) if never_written(&error) => Err(self.name(error)),
            Err(e) => Err(self.in_doubt(format!("{error}; then {e}"))),
        }
    }

    fn head(&self) -> rusqlite::Result<Option<Hash>> {
        self.conn
            .prepare_cached("SELECT hash FROM events ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()
    }

    /// Commits a pair.
    pub(super) fn pair(&mut self, pair: NewPair, mut event: NewEvent) -> Result<PairOutcome, LedgerError> {
        event.pair = Some(pair.id);
        event.dk.clone_from(&pair.dk);
        event.pk.clone_from(&pair.pk);
        event.sn.clone_from(&pair.sn);
        if !pair.name.is_empty() {
            event = event.telling("name", pair.name.as_str().into());
        }
        match self.transact(|txn| txn.pair(&pair, &event))? {
            Ok(()) => Ok(PairOutcome::Paired),
            Err(_) => self.claimed(&pair),
        }
    }

    /// Who claims the keys of a pair that was refused.
    fn claimed(&self, pair: &NewPair) -> Result<PairOutcome, LedgerError> {
        let by_dk = self.reader.active_by_dk(&pair.dk)?;
        let by_sn = self.reader.active_by_sn(&pair.sn)?;
        match (by_dk, by_sn) {
            (Some(a), Some(b)) if a.id == b.id && a.pk == pair.pk => {
                Ok(PairOutcome::AlreadyPaired(Box::new(a)))
            }
            (None, None) => Err(self.health.noted(LedgerError::Damaged {
                path: self.path.clone(),
                what: "a key is claimed by a pair that is not there".to_owned(),
            })),
            (by_dk, by_sn) => {
                Ok(PairOutcome::Conflict { by_dk: by_dk.map(Box::new), by_sn: by_sn.map(Box::new) })
            }
        }
    }

    /// Appends events in one transaction.
    pub(super) fn append(&mut self, events: &[NewEvent]) -> Result<(), LedgerError> {
        self.transact(|txn| events.iter().try_for_each(|event| txn.event(event).map(|_| ())))?
            .map_err(|_| LedgerError::Stopped)
    }

    /// Voids a pair; false if it is not active.
    pub(super) fn void(&mut self, pair: i64, why: &str, event: NewEvent) -> Result<bool, LedgerError> {
        Ok(self.transact(|txn| txn.void(pair, why, event.clone()))?.is_ok())
    }

    /// Starts the log over when work without a pause has kept the checkpointer from it.
    fn keep_log_bounded(&mut self) {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages < checkpoint::FULL {
            self.bound = checkpoint::FULL;
        } else if pages >= self.bound && (self.signal.is_held() || !self.start_over("RESTART")) {
            // A long reader is in the way: not tried again with every commit.
            self.bound = pages + checkpoint::WAITING;
        }
    }

    /// Moves the log into the file, so that the next commit begins it anew. False: some of it must
    /// stay.
    fn start_over(&self, mode: &str) -> bool {
        let turn = self.signal.turn();
        let moved = self.conn.busy_timeout(PATIENCE).and_then(|()| checkpoint::checkpoint(&self.conn, mode));
        let restored = self.conn.busy_timeout(open::BUSY);
        drop(turn);
        match restored.and(moved) {
            Ok(moved) if moved.busy => false,
            Ok(_) => {
                self.pages.store(0, Ordering::Relaxed);
                true
            }
            Err(error) => {
                tracing::warn!(path = %self.path.display(), mode, %error, "checkpoint failed");
                false
            }
        }
    }

    /// The end: everything into the file, as far as no reader is in the way. The log is cut to
    /// nothing, because a reader that is closed last cannot remove it.
    fn close(mut self) {
        drop(self.checkpointer.take());
        self.remember_end();
        drop(self.reader);
        // The last checkpoint may need it.
        self.spare.give_up();
        if let Err(error) = checkpoint::checkpoint(&self.conn, "TRUNCATE") {
            tracing::warn!(path = %self.path.display(), %error, "last checkpoint failed");
        }
        if let Err((_, error)) = self.conn.close() {
            tracing::warn!(path = %self.path.display(), %error, "closing the ledger failed");
        }
    }
}

/// Whether a failed commit cannot have left a complete transaction in the log: its pages were not
/// all written, and the one that makes it valid is the last.
fn never_written(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi;
    let codes = [
        ffi::SQLITE_FULL,
        ffi::SQLITE_IOERR_WRITE,
        ffi::SQLITE_CONSTRAINT_COMMITHOOK,
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY,
    ];
    error.sqlite_error().is_some_and(|e| codes.contains(&e.extended_code))
}

#[cfg(test)]
mod tests;
