//! Moving the write-ahead log into the ledger's file, out of the operator's way.
//!
//! A checkpoint that falls into a commit makes that one commit tens of times slower. So the writer
//! never checkpoints by itself: a thread of its own does, passively, when nothing was written for a
//! while, or when too much is waiting. While there is nothing to do it sleeps without a time-out.
//!
//! A passive checkpoint never catches up with work that does not pause, and only a log that is in
//! the file as a whole starts over. So past a bound the writer does that itself, between two commits.
//!
//! While a copy is made of the ledger (`backup.rs`) its snapshot keeps the log: nothing is tried then.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::error::{LedgerError, io_error, sqlite_error};
use super::health::Health;
use super::open::{self, Role};

/// Without a commit for so long, the line counts as idle.
const IDLE: Duration = Duration::from_millis(300);

/// Pages waiting in the log after which it is checkpointed in the middle of work (16 MiB).
pub(super) const WAITING: u64 = 4096;

/// Pages in the log after which the writer itself starts it over (64 MiB): only work without any
/// pause for some thousand commits gets there.
pub(super) const FULL: u64 = 16_384;

/// What writer and checkpointer tell each other.
#[derive(Debug, Default)]
pub(super) struct Signal {
    state: Mutex<State>,
    changed: Condvar,
    /// Held during a checkpoint: SQLite turns a second one away at once instead of letting it wait.
    turn: Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    /// When the last commit was; `None`: nothing to do.
    written: Option<Instant>,
    /// Pages in the log.
    pages: u64,
    /// How many of them are in the file already.
    done: u64,
    /// How many there were when a checkpoint was last tried: somebody may read what it cannot move.
    tried: u64,
    /// Copies that hold the log as it is.
    held: u32,
    stop: bool,
}

/// Keeps checkpoints from being tried, until dropped.
#[derive(Debug)]
pub(super) struct Held(Arc<Signal>);

impl Drop for Held {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.held = state.held.saturating_sub(1);
        // What waits is due now, whether or not the line goes on.
        state.written = Some(Instant::now());
        drop(state);
        self.0.changed.notify_one();
    }
}

impl Signal {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Plain numbers: whole after every statement, whoever panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until no other checkpoint runs, and keeps others from beginning.
    pub(super) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on somebody reads the ledger as it is at this moment: the log cannot be moved.
    pub(super) fn hold(self: &Arc<Signal>) -> Held {
        self.lock().held += 1;
        Held(Arc::clone(self))
    }

    /// Whether somebody does.
    pub(super) fn is_held(&self) -> bool {
        self.lock().held > 0
    }

    /// A commit was made; the log has `pages` pages now.
    pub(super) fn written(&self, pages: u64) {
        let mut state = self.lock();
        if pages < state.pages {
            // The log began anew: everything before was in the file.
            (state.done, state.tried) = (0, 0);
        }
        state.pages = pages;
        let asleep = state.written.replace(Instant::now()).is_none();
        let due = state.is_full();
        drop(state);
        if asleep || due {
            self.changed.notify_one();
        }
    }

    /// Sleeps until a checkpoint is due; false: the end.
    fn wait(&self) -> bool {
        let mut state = self.lock();
        loop {
            if state.stop {
                return false;
            }
            let Some(written) = state.written else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let left = IDLE.saturating_sub(written.elapsed());
            if state.held > 0 {
                state.written = None;
                continue;
            }
            if left.is_zero() || state.is_full() {
                state.written = None;
                state.tried = state.pages;
                return true;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl State {
    /// So much waits that it is moved in the middle of work.
    fn is_full(&self) -> bool {
        self.held == 0 && self.pages.saturating_sub(self.done.max(self.tried)) >= WAITING
    }
}

/// The thread. Stops when dropped.
#[derive(Debug)]
pub(super) struct Checkpointer {
    signal: Arc<Signal>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpointer {
    /// Starts it, with a connection of its own.
    pub(super) fn start(
        path: &Path,
        signal: Arc<Signal>,
        health: Health,
    ) -> Result<Checkpointer, LedgerError> {
        let conn = open::connect(path, Role::Checkpointer)?;
        let (of_thread, file) = (Arc::clone(&signal), path.to_owned());
        let thread = std::thread::Builder::new()
            .name("ledger-checkpoint".to_owned())
            .spawn(move || run(&conn, &of_thread, &file, &health))
            .map_err(|e| io_error(path, path, e))?;
        Ok(Checkpointer { signal, thread: Some(thread) })
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.signal.lock().stop = true;
        self.signal.changed.notify_one();
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the checkpoint thread had panicked");
        }
    }
}

fn run(conn: &Connection, signal: &Signal, path: &Path, health: &Health) {
    while signal.wait() {
        let turn = signal.turn();
        let result = checkpoint(conn, "PASSIVE");
        // Before the writer's turn: it may start the log over, and then this number is stale.
        if let Ok(Moved { done, .. }) = result {
            signal.lock().done = done;
        }
        drop(turn);
        if let Err(error) = result {
            // Nothing is lost by it: the log is kept and the next one tries again, unless there is damage.
            let error = health.noted(sqlite_error(path, error));
            tracing::warn!(path = %path.display(), %error, "checkpoint failed");
        }
    }
}

/// What came of a checkpoint.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moved {
    /// Somebody was in the way: less was done than asked.
    pub(super) busy: bool,
    /// Pages of the log that are in the file now.
    pub(super) done: u64,
}

/// Runs a checkpoint.
pub(super) fn checkpoint(conn: &Connection, mode: &str) -> rusqlite::Result<Moved> {
    let (busy, pages, done): (i64, i64, i64) =
        conn.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    tracing::debug!(mode, busy, pages, done, "checkpoint");
    Ok(Moved { busy: busy != 0, done: u64::try_from(done).unwrap_or(0) })
}
