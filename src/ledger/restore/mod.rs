//! Putting a backup in the ledger's place.
//!
//! # Shape
//!
//! ```text
//! FILE ── copied ──► ledger.restore-part ── brought up to date, checked in full, event `restore` ── synced
//!     ── ledger.restoring (what is to happen; from here on it does) ──►
//!     ledger, -wal ──► ledger.replaced-YYYYMMDD-HHMMSS…           kept, whatever state they are in
//!     ledger.restore-part ──► ledger, and the backup's key to its place; ledger.restoring is removed
//! ```
//!
//! * Nothing that belongs to the ledger is touched before the copy is known to be good. A fault in it, a
//!   disk without room or a cancel leaves everything as it was.
//! * From the journal on ([`journal`]) a restore goes forward only: whoever opens the ledger next finishes it
//!   before anything else ([`super::Ledger::open`]), however often it is interrupted.
//! * The ledger is moved away before its write-ahead log, so that there is never one without its log, and
//!   no log ever meets a ledger it does not belong to.
//! * The search file finds out by itself that the past is another one.
//! * What the replaced ledger had beyond the backup is counted and named ([`lost`]): these pairs are on
//!   devices, and in no ledger any more but the one that was kept.

mod journal;
mod lost;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::backup::head_of;
use super::error::{LedgerError, io_error, sqlite_error};
use super::key_file::{copy_key, key_path};
use super::lock::Lock;
use super::open::{self, Found, Role};
use super::reader::Reader;
use super::schema;
use super::standing::SharedStanding;
use super::types::{ChainHead, NewEvent, Progress};
use super::writer::{Writer, WriterThread};
pub(super) use journal::{finish, is_under_way};
pub use lost::{Lost, Missing};

/// A restore that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The backup.
    pub file: PathBuf,
    /// The end of the chain in it; the event of the restore comes after that.
    pub head: ChainHead,
    /// Events in it.
    pub events: u64,
    /// Pairs in it, voided ones too.
    pub pairs: u64,
    /// What the ledger before is called now; `None`: there was none.
    pub replaced: Option<PathBuf>,
    /// What that had and this has not.
    pub missing: Missing,
}

/// Why nothing was restored. The ledger is as it was.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The ledger whose place it was to take.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The file is not there, or cannot be read.
    #[error("{file}: {source}; see whether it is there and may be read; nothing was changed")]
    File {
        /// The backup.
        file: PathBuf,
        /// The OS's error.
        source: io::Error,
    },
    /// It is no ledger, or a newer one, or so damaged that it cannot be opened.
    #[error("{file} cannot be restored: {source}")]
    Unusable {
        /// The backup.
        file: PathBuf,
        /// What is wrong with it.
        source: Box<LedgerError>,
    },
    /// It is the ledger itself.
    #[error("{file}: is the ledger itself; name a backup of it; nothing was changed")]
    Itself {
        /// The file.
        file: PathBuf,
    },
    /// Its check found faults.
    #[error(
        "{file}: is not in order ({} faults, the first: {}); restore another backup; nothing was changed",
        faults.len(), faults.first().map_or("", String::as_str)
    )]
    Faulty {
        /// The backup.
        file: PathBuf,
        /// Each fault.
        faults: Vec<String>,
    },
    /// The ledger's disk has too little room for another one.
    #[error(
        "{ledger}: a restore needs {need} MiB and the disk has {free} MiB free; free some; nothing was changed"
    )]
    NoRoom {
        /// The ledger.
        ledger: PathBuf,
        /// What it needs, in MiB.
        need: u64,
        /// What there is, in MiB.
        free: u64,
    },
    /// It was cancelled.
    #[error("cancelled; nothing was changed")]
    Cancelled,
}

/// Room that stays free besides the restored ledger: its log, the search file.
const MARGIN: u64 = 64 << 20;

/// Puts the backup at `file` in the place of the ledger at `path`, which nobody may have open; its directory
/// is made where there is none. `event` (kind `restore`) tells of it in the restored ledger; what was found
/// is added to its detail. Progress is in thousandths; it can be cancelled until the ledger is touched.
///
/// # Errors
/// See [`RestoreError`]; then nothing was changed.
pub fn restore(
    path: &Path,
    file: &Path,
    event: NewEvent,
    progress: Progress<'_>,
) -> Result<Restored, RestoreError> {
    restore_with(path, &key_path(&open::real_path(path)?), file, event, progress)
}

/// The same, with the key of the ledger's seals at another place. The backup's own key (`FILE.key`) is put
/// there; one of another ledger that lies there already is moved aside and kept.
///
/// # Errors
/// See [`RestoreError`]; then nothing was changed.
pub fn restore_with(
    path: &Path,
    key: &Path,
    file: &Path,
    event: NewEvent,
    progress: Progress<'_>,
) -> Result<Restored, RestoreError> {
    let real = open::real_path(path)?;
    let path = real.as_path();
    refuse_itself(path, file)?;
    look(file)?;
    open::make_dir(path)?;
    let mut lock = Lock::take(path)?;
    finish(path)?;
    let part = Part::new(path)?;
    part.fill(path, file, &mut |done, of| progress(done * 300 / of.max(1), 1000))?;
    part.take_key(key, file)?;
    let mut restored = part.prove(file, &mut |done, of| progress(300 + done * 650 / of.max(1), 1000))?;
    if !progress(950, 1000) {
        return Err(RestoreError::Cancelled);
    }
    restored.missing = lost::missing(path, &part.path);
    let there = path.symlink_metadata().is_ok();
    let replaced = journal::replaced_name(path, event.stamp)?;
    restored.replaced = there.then(|| replaced.clone());
    part.tell(with_detail(event, &restored))?;
    if !progress(990, 1000) {
        return Err(RestoreError::Cancelled);
    }
    journal::begin(path, &replaced, key)?;
    part.keep();
    finish(path)?;
    if let Err(error) = lock.mark() {
        tracing::warn!(path = %lock.path().display(), %error, "the lock file could not be marked");
    }
    progress(1000, 1000);
    tracing::info!(file = %file.display(), seq = restored.head.seq, "ledger restored");
    Ok(restored)
}

/// What a restore of `file` would lose, without changing anything: before anybody is asked.
///
/// # Errors
/// The file is no backup of this program, or cannot be read.
pub fn would_miss(path: &Path, file: &Path) -> Result<Missing, RestoreError> {
    refuse_itself(path, file)?;
    look(file)?;
    Ok(lost::missing(path, file))
}

fn refuse_itself(path: &Path, file: &Path) -> Result<(), RestoreError> {
    let same = match (path.canonicalize(), file.canonicalize()) {
        (Ok(path), Ok(file)) => path == file,
        _ => false,
    };
    if same { Err(RestoreError::Itself { file: file.to_owned() }) } else { Ok(()) }
}

/// Is it a file that this program can restore, as far as its header says?
fn look(file: &Path) -> Result<(), RestoreError> {
    match open::look_only(file) {
        Ok(Found::Ledger) => Ok(()),
        Ok(Found::Nothing) => {
            Err(RestoreError::File { file: file.to_owned(), source: io::ErrorKind::NotFound.into() })
        }
        Err(LedgerError::Io { source, .. }) => Err(RestoreError::File { file: file.to_owned(), source }),
        Err(source) => Err(RestoreError::Unusable { file: file.to_owned(), source: Box::new(source) }),
    }
}

fn with_detail(mut event: NewEvent, restored: &Restored) -> NewEvent {
    let mut detail: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&event.detail).unwrap_or_default();
    let name = |path: &Path| path.display().to_string();
    detail.insert("file".into(), name(&restored.file).into());
    detail.insert("head".into(), serde_json::json!({ "seq": restored.head.seq, "hash": restored.head.hash }));
    detail.insert("replaced".into(), restored.replaced.as_deref().map(name).into());
    detail.insert("missing".into(), restored.missing.to_json());
    event.detail = serde_json::Value::Object(detail).to_string();
    event
}

/// The ledger to be: beside the ledger, under another name. Removed when dropped, unless it is kept.
struct Part {
    path: PathBuf,
    kept: bool,
}

impl Part {
    /// A place for it; what an interrupted restore left there is removed.
    fn new(ledger: &Path) -> Result<Part, RestoreError> {
        let part = Part { path: journal::part_of(ledger), kept: false };
        part.remove().map_err(|e| io_error(ledger, &part.path, e))?;
        Ok(part)
    }

    fn remove(&self) -> io::Result<()> {
        for end in journal::PART {
            open::remove(&open::beside(&self.path, end))?;
        }
        Ok(())
    }

    /// Copies the backup, and a write-ahead log that belongs to it.
    fn fill(&self, ledger: &Path, file: &Path, progress: Progress<'_>) -> Result<(), RestoreError> {
        let log = open::beside(file, "-wal");
        let len = |path: &Path| fs::metadata(path).map_or(0, |meta| meta.len());
        let total = len(file) + len(&log);
        let dir = ledger.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let free = fs4::available_space(dir).map_err(|e| io_error(ledger, dir, e))?;
        // What is in the log goes into the file once more.
        let need = total + len(&log) + MARGIN;
        if free < need {
            let (need, free) = (need >> 20, free >> 20);
            return Err(RestoreError::NoRoom { ledger: ledger.to_owned(), need, free });
        }
        let mut done = 0;
        let mut report = |more: u64| {
            done += more;
            progress(done, total)
        };
        copy(ledger, file, &self.path, &mut report)?;
        if len(&log) > 0 {
            copy(ledger, &log, &open::beside(&self.path, "-wal"), &mut report)?;
        }
        Ok(())
    }

    /// Gives it the key that sealed it: the backup's own, or the ledger's where that has none.
    fn take_key(&self, key: &Path, file: &Path) -> Result<(), RestoreError> {
        let to = key_path(&self.path);
        if !copy_key(&key_path(file), &to)? {
            copy_key(key, &to)?;
        }
        Ok(())
    }

    /// Brings it up to date and checks all of it.
    fn prove(&self, file: &Path, progress: Progress<'_>) -> Result<Restored, RestoreError> {
        let unusable = |source| RestoreError::Unusable {
            file: file.to_owned(),
            source: Box::new(renamed(source, file)),
        };
        let conn = open::connect(&self.path, Role::Writer).map_err(unusable)?;
        let head = head_of(&conn).map_err(|e| unusable(sqlite_error(&self.path, e)))?;
        schema::migrate(&conn, &self.path, schema::MIGRATIONS).map_err(unusable)?;
        let reader = Reader::open(&self.path, SharedStanding::default()).map_err(unusable)?;
        let report = reader.check(progress).map_err(|error| match error {
            LedgerError::Cancelled => RestoreError::Cancelled,
            other => unusable(other),
        })?;
        drop(reader);
        if !report.faults.is_empty() {
            return Err(RestoreError::Faulty { file: file.to_owned(), faults: report.faults });
        }
        Ok(Restored {
            file: file.to_owned(),
            head,
            events: report.events,
            pairs: report.pairs,
            replaced: None,
            missing: Missing::Nothing,
        })
    }

    /// Appends the event of the restore, and syncs all of it: one file, without a log.
    fn tell(&self, event: NewEvent) -> Result<(), RestoreError> {
        let writer =
            WriterThread::start(Writer::open(&self.path, &key_path(&self.path), SharedStanding::default())?)?;
        writer.call(move |writer| writer.append(&[event]))?;
        drop(writer);
        if open::has_log(&self.path) {
            let what = "its write-ahead log could not be moved into it".to_owned();
            return Err(LedgerError::Damaged { path: self.path.clone(), what }.into());
        }
        let synced = OpenOptions::new().write(true).open(&self.path).and_then(|file| file.sync_all());
        Ok(synced.map_err(|e| io_error(&self.path, &self.path, e))?)
    }

    /// From now on it is the journal's.
    fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.kept
            && let Err(error) = self.remove()
        {
            tracing::warn!(path = %self.path.display(), %error, "an unfinished restore is left over");
        }
    }
}

/// An error about the copy is one about the backup.
fn renamed(error: LedgerError, file: &Path) -> LedgerError {
    match error {
        LedgerError::Damaged { what, .. } => LedgerError::Damaged { path: file.to_owned(), what },
        LedgerError::NewerSchema { found, known, .. } => {
            LedgerError::NewerSchema { path: file.to_owned(), found, known }
        }
        LedgerError::NotALedger { what, .. } => LedgerError::NotALedger { path: file.to_owned(), what },
        other => other,
    }
}

/// Copies a file and syncs the copy. `report`: bytes that came; false cancels.
fn copy(
    ledger: &Path,
    from: &Path,
    to: &Path,
    report: &mut dyn FnMut(u64) -> bool,
) -> Result<(), RestoreError> {
    let of_file = |source| RestoreError::File { file: from.to_owned(), source };
    let of_ledger = |source| RestoreError::Ledger(io_error(ledger, to, source));
    let mut source = File::open(from).map_err(of_file)?;
    let mut target = File::create_new(to).map_err(of_ledger)?;
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = source.read(&mut buffer).map_err(of_file)?;
        if read == 0 {
            return target.sync_all().map_err(of_ledger);
        }
        target.write_all(&buffer[..read]).map_err(of_ledger)?;
        if !report(read as u64) {
            return Err(RestoreError::Cancelled);
        }
    }
}
