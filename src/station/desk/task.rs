//! How the desk works: each piece of work on a thread of its own, and only if it is allowed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crossbeam_channel::{Receiver, bounded};

use super::Desk;
use crate::ledger::Reader;
use crate::station::command::StationError;
use crate::station::crash;
use crate::station::gate::Permit;
use crate::station::rights::Action;

/// Work under way on another thread.
#[derive(Debug)]
pub struct Task<T> {
    shared: Arc<TaskShared>,
    answer: Receiver<Result<T, StationError>>,
}

/// What both ends of a task see.
#[derive(Debug, Default)]
pub struct TaskShared {
    cancel: AtomicBool,
    done: AtomicU64,
    total: AtomicU64,
}

impl<T> Task<T> {
    /// The answer, once; `None` while the work goes on (or after it was taken).
    pub fn poll(&self) -> Option<Result<T, StationError>> {
        self.answer.try_recv().ok()
    }

    /// Rows done, and rows in all (0 while not known).
    pub fn progress(&self) -> (u64, u64) {
        (self.shared.done.load(Ordering::Relaxed), self.shared.total.load(Ordering::Relaxed))
    }

    /// Asks the work to stop; it answers [`StationError::Cancelled`] and leaves nothing behind.
    pub fn cancel(&self) {
        self.shared.stop();
    }
}

impl TaskShared {
    /// Whether the user asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// Asks the work to stop.
    pub fn stop(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    /// Notes progress; false = cancelled.
    pub fn step(&self, done: u64, total: u64) -> bool {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        !self.cancel.load(Ordering::Relaxed)
    }
}

impl Desk {
    /// Runs `work` as [`Desk::ask`], if who is at the desk may do that.
    pub(in crate::station) fn act<T: Send + 'static>(
        &self,
        action: Action,
        work: impl FnOnce(&Reader, &TaskShared) -> Result<T, StationError> + Send + 'static,
    ) -> Task<T> {
        self.act_as(action, move |_, reader, task| work(reader, task))
    }

    /// The same; the work is told who that is. Asked now: a log-off stops nothing that was begun.
    pub(in crate::station) fn act_as<T: Send + 'static>(
        &self,
        action: Action,
        work: impl FnOnce(Permit, &Reader, &TaskShared) -> Result<T, StationError> + Send + 'static,
    ) -> Task<T> {
        let permit = self.gate.permit(action);
        self.ask(move |reader, task| work(permit?, reader, task))
    }

    /// Runs `work` on its own thread with its own reader.
    pub(in crate::station) fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Reader, &TaskShared) -> Result<T, StationError> + Send + 'static,
    ) -> Task<T> {
        let shared = Arc::new(TaskShared::default());
        let (send, answer) = bounded(1);
        let (ledger, wake, theirs) = (self.ledger.clone(), self.wake.clone(), shared.clone());
        std::thread::spawn(move || {
            crash::rehearse("desk");
            let result =
                ledger.reader().map_err(StationError::from).and_then(|reader| work(&reader, &theirs));
            // The window may have moved on and dropped the task: then nobody waits for the answer.
            if send.send(result).is_ok() {
                wake();
            }
        });
        Task { shared, answer }
    }
}
