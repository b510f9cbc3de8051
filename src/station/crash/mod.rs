//! What happens when a part of the program panics: a file says so, the window says so, the line stops.
//!
//! ```text
//! panic in any thread ──hook──▶ Crash (kept for the whole process) ──▶ crashes/crash-….txt, stderr
//!                                  └─▶ the watching thread ──▶ those who listen: the line (refuses every scan
//!                                      from now on), the window (says so over everything)
//! ```
//!
//! Architecture invariants:
//! * A panic is never taken for nothing, whatever thread it is in and whoever catches it: half a program must
//!   not go on pairing. Only a restart ends it.
//! * Nothing here waits for a lock that the panicking thread may hold, needs stderr, or panics itself.
//! * No key, PIN or name stands in a crash file ([`report`]): it goes to whoever mends the program.

mod last_events;
pub mod report;

pub use crate::ledger::rehearse;
pub use last_events::{Noted, note};

use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crossbeam_channel::{Sender, bounded};

use super::clock::now;
use crate::ledger::Millis;

/// Crash files that one run writes at most: a fault that comes again and again says nothing new.
const MOST_OF_A_RUN: usize = 5;

/// A panic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crash {
    /// When.
    pub at: Millis,
    /// In which thread.
    pub thread: String,
    /// What it said, without what could be a key, a PIN or a name.
    pub what: String,
    /// Where in the source.
    pub place: String,
    /// The file that tells more, if it could be written.
    pub file: Option<PathBuf>,
}

/// Called after a panic, from a thread of its own.
type Listener = Box<dyn Fn() + Send>;

/// What the hook needs.
struct Watch {
    /// The directory of crash files.
    dir: PathBuf,
    /// Files written.
    written: AtomicUsize,
    /// Wakes the watching thread.
    alarm: Sender<()>,
}

static WATCH: OnceLock<Watch> = OnceLock::new();
static CRASH: OnceLock<Arc<Crash>> = OnceLock::new();
static LISTENERS: Mutex<Vec<Listener>> = Mutex::new(Vec::new());

/// Where the crash files of a data directory lie.
pub fn directory(data: &Path) -> PathBuf {
    data.join("crashes")
}

/// From now on every panic of this process is told, in files below `data`. Called once, before any other
/// thread is started.
///
/// # Errors
/// The operating system's, where it gives no thread.
pub fn watch(data: &Path) -> std::io::Result<()> {
    let (alarm, alarmed) = bounded(1);
    let watch = Watch { dir: directory(data), written: AtomicUsize::new(0), alarm };
    if WATCH.set(watch).is_err() {
        return Ok(());
    }
    std::thread::Builder::new().name("crash-watch".to_owned()).spawn(move || {
        while alarmed.recv().is_ok() {
            if let Some(crash) = latest() {
                tracing::error!(thread = crash.thread, place = crash.place, what = crash.what, "a crash");
            }
            let listeners = LISTENERS.lock().unwrap_or_else(PoisonError::into_inner);
            listeners.iter().for_each(|told| told());
        }
    })?;
    std::panic::set_hook(Box::new(hook));
    Ok(())
}

/// The first panic of this process, if there was one.
pub fn latest() -> Option<Arc<Crash>> {
    CRASH.get().cloned()
}

/// Calls `told` after each panic. Where none is watched for, it never is.
pub fn listen(told: impl Fn() + Send + 'static) {
    if WATCH.get().is_some() {
        LISTENERS.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(told));
    }
}

/// Where this process writes crash files; `None` where it watches for no panic.
pub fn here() -> Option<PathBuf> {
    WATCH.get().map(|watch| watch.dir.clone())
}

fn hook(info: &PanicHookInfo<'_>) {
    let Some(watch) = WATCH.get() else { return };
    let thread = std::thread::current();
    let mut crash = Crash {
        at: now().at,
        thread: thread.name().unwrap_or("unnamed").to_owned(),
        what: report::without_keys(&message(info)),
        place: info.location().map(ToString::to_string).unwrap_or_default(),
        file: None,
    };
    if watch.written.fetch_add(1, Ordering::SeqCst) < MOST_OF_A_RUN {
        crash.file = report::write(&watch.dir, &crash);
    }
    report::say(&crash);
    // The first one is what went wrong; those after it may follow from it.
    drop(CRASH.set(Arc::new(crash)));
    // Full: it is about to look anyway.
    watch.alarm.try_send(()).unwrap_or_default();
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "it did not say why".to_owned())
}
