//! A copy of the ledger, taken while the line goes on.
//!
//! # Shape
//!
//! ```text
//! one snapshot ── steps with pauses ──► FILE's directory, under another name ── sync
//!     ── opened again: schema, head of the chain, quick_check, SHA-256 ──► renamed to FILE ── directory synced
//! ```
//!
//! * SQLite's backup begins again whenever another connection has written, and would never end beside a
//!   line. So the connection that is read from holds **one read transaction** during all steps: each of
//!   them then finds the same pages (`sqlite3_backup_step` opens and closes a transaction only where none
//!   is open, and only a new one can make it begin again). What was acknowledged before that transaction
//!   began is in the copy; what comes later is not, not even in part.
//! * While it is held, the write-ahead log cannot start over. The writer is told, so that it does not try
//!   ([`super::checkpoint::Signal::hold`]); it grows by what the line writes meanwhile.
//! * The copy is made with pauses and synced in pieces, so that a commit finds neither a busy disk nor
//!   another file's pages to be written first ([`Pace`]).
//! * The file with the key of its seals goes along as `FILE.key`: without it nobody can tell, on another
//!   computer, that the copy is what the station wrote.
//!
//! Architecture invariants:
//! * A file that is there is never written over.
//! * A file with the name asked for is a whole copy that was read again after it was synced.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::chain::Hash;
use super::error::{LedgerError, sqlite_error};
use super::handle::Ledger;
use super::key_file::{copy_key, key_path};
use super::open::{self, Role};
use super::quick;
use super::reader::Reader;
use super::schema;
use super::types::{ChainHead, Progress};

/// How much of the machine a copy takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// All of it: nobody pairs meanwhile.
    Full,
    /// As little as leaves a line its speed.
    Beside,
}

/// Pages of a step: at 4 KiB a page, what a disk writes in a millisecond or two.
const STEP: i32 = 64;

/// Bytes after which what was written is synced, so that no commit has to wait for much of it.
const SYNC: u64 = 4 << 20;

/// A page; the ledger has no other.
const PAGE: u64 = 4096;

/// Room that stays free on the target's disk besides the copy.
const MARGIN: u64 = 16 << 20;

/// A copy that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The file.
    pub file: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
    /// The end of the chain in it.
    pub head: ChainHead,
    /// How long it took, its check included.
    pub took: Duration,
}

/// Why there is no copy. Nothing is left of one.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The ledger it was to be made of.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// There is a file of that name.
    #[error("{file}: is there already, and a backup writes over nothing; choose another name")]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// The disk has too little room; nothing was written.
    #[error(
        "{file}: the backup needs {need} MiB and its disk has {free} MiB free; free some, or choose another disk"
    )]
    NoRoom {
        /// The file.
        file: PathBuf,
        /// What it needs, in MiB.
        need: u64,
        /// What there is, in MiB.
        free: u64,
    },
    /// Its directory or disk.
    #[error("{file}: {source}; see whether its directory is there and may be written")]
    Io {
        /// The file.
        file: PathBuf,
        /// The OS's error.
        source: io::Error,
    },
    /// SQLite could not write it.
    #[error("{file}: {source}; see whether its disk is there and has room")]
    Write {
        /// The file.
        file: PathBuf,
        /// SQLite's error.
        source: rusqlite::Error,
    },
    /// What was read again is not what was written.
    #[error(
        "{file}: what was written does not read back ({what}), and it was removed; its disk is not to be trusted, choose another"
    )]
    ReadBack {
        /// The file.
        file: PathBuf,
        /// The difference.
        what: String,
    },
    /// It was cancelled.
    #[error("cancelled; there is no backup")]
    Cancelled,
}

impl Ledger {
    /// Copies the ledger as it is now to `file`, and reads the copy again. `reserve`: bytes that must stay
    /// free on its disk. Progress is in pages, twice as many as there are: each is written and read.
    ///
    /// # Errors
    /// See [`BackupError`]; then there is no such file.
    pub fn backup(
        &self,
        file: &Path,
        pace: Pace,
        reserve: u64,
        progress: Progress<'_>,
    ) -> Result<Copied, BackupError> {
        let _held = self.signal().hold();
        let reader = self.reader()?;
        copy(&reader, file, pace, reserve, progress)
    }
}

impl Reader {
    /// The same, of a ledger that another program may be working on.
    ///
    /// # Errors
    /// See [`BackupError`]; then there is no such file.
    pub fn backup(
        &self,
        file: &Path,
        pace: Pace,
        reserve: u64,
        progress: Progress<'_>,
    ) -> Result<Copied, BackupError> {
        copy(self, file, pace, reserve, progress)
    }
}

/// Copies a ledger that is about to be brought up to date, beside it: `<ledger>.schema-N`. The lock is held.
///
/// # Errors
/// Where there is no copy, nothing is to be migrated.
pub(super) fn before_migration(path: &Path) -> Result<(), LedgerError> {
    let conn = open::connect(path, Role::Copy)?;
    let version = schema::version(&conn).map_err(|e| sqlite_error(path, e))?;
    drop(conn);
    if version == schema::NEWEST {
        return Ok(());
    }
    let first = open::beside(path, &format!(".schema-{version}"));
    let more = (2..1000).map(|n| open::beside(path, &format!(".schema-{version}-{n}")));
    let free = std::iter::once(first.clone()).chain(more).find(|file| file.symlink_metadata().is_err());
    // As a writer: a ledger that was killed in its first start has no write-ahead log set yet.
    let conn = open::connect(path, Role::Writer)?;
    let reader = Reader::of(conn, path);
    match copy(&reader, &free.unwrap_or(first), Pace::Full, 0, &mut |_, _| true) {
        Ok(copied) => {
            tracing::info!(file = %copied.file.display(), version, "copied before its schema is changed");
            Ok(())
        }
        Err(BackupError::Ledger(error)) => Err(error),
        Err(BackupError::NoRoom { .. }) => Err(LedgerError::Full { path: path.to_owned() }),
        Err(error) => Err(LedgerError::NotCopied { path: path.to_owned(), source: Box::new(error) }),
    }
}

fn copy(
    reader: &Reader,
    file: &Path,
    pace: Pace,
    reserve: u64,
    progress: Progress<'_>,
) -> Result<Copied, BackupError> {
    let begun = Instant::now();
    let io = |source| BackupError::Io { file: file.to_owned(), source };
    if file.symlink_metadata().is_ok() {
        return Err(BackupError::Exists { file: file.to_owned() });
    }
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(dir).map_err(io)?;
    let snapshot = reader.snapshot()?;
    // The first question begins the transaction; the copy is of this moment.
    let head = head_of(&reader.conn).map_err(|e| reader.name(e))?;
    let pages = reader.number("PRAGMA page_count", [])?.unwrap_or(0).unsigned_abs();
    room_for(file, dir, pages * PAGE + reserve.max(MARGIN))?;
    let name = file.file_name().unwrap_or_default();
    let part = tempfile::Builder::new().prefix(name).suffix(".part").tempfile_in(dir).map_err(io)?;
    write(reader, &part, file, pace, pages, progress)?;
    drop(snapshot);
    let (bytes, sha256) = read_again(&part, file, &head, pace, pages, progress)?;
    if !progress(2 * pages, 2 * pages) {
        return Err(BackupError::Cancelled);
    }
    // Whoever restores it on another computer needs its key: first, so that a copy that has its name has all.
    let key = key_path(file);
    let had_key = key.symlink_metadata().is_ok();
    copy_key(reader.key_path(), &key)?;
    if let Err(error) = put(part, file) {
        if !had_key && let Err(left) = open::remove(&key) {
            tracing::warn!(path = %key.display(), error = %left, "the key of a backup that failed is left over");
        }
        return Err(error);
    }
    open::sync_dir(file).map_err(BackupError::Ledger)?;
    tracing::info!(file = %file.display(), bytes, seq = head.seq, "backup made");
    Ok(Copied { file: file.to_owned(), bytes, sha256, head, took: begun.elapsed() })
}

/// Refuses a disk without `need` bytes.
fn room_for(file: &Path, dir: &Path, need: u64) -> Result<(), BackupError> {
    let free =
        fs4::available_space(dir).map_err(|source| BackupError::Io { file: file.to_owned(), source })?;
    match free < need {
        true => Err(BackupError::NoRoom { file: file.to_owned(), need: need >> 20, free: free >> 20 }),
        false => Ok(()),
    }
}

/// Copies every page of the snapshot, and syncs.
fn write(
    reader: &Reader,
    part: &NamedTempFile,
    file: &Path,
    pace: Pace,
    pages: u64,
    progress: Progress<'_>,
) -> Result<(), BackupError> {
    let name = |source| BackupError::Write { file: file.to_owned(), source };
    let io = |source| BackupError::Io { file: file.to_owned(), source };
    let mut target = Connection::open(part.path()).map_err(name)?;
    // It is worth nothing before it is whole, so it needs no journal; it is synced here, in pieces.
    target
        .execute_batch(
            "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-2048",
        )
        .map_err(name)?;
    let backup = Backup::new(&reader.conn, &mut target).map_err(name)?;
    let mut unsynced = 0;
    loop {
        let begun = Instant::now();
        let step = backup.step(STEP).map_err(|source| at_fault(reader, file, source))?;
        let left = u64::try_from(backup.progress().remaining).unwrap_or(0);
        unsynced += u64::from(STEP.unsigned_abs()) * PAGE;
        if unsynced >= SYNC {
            part.as_file().sync_data().map_err(io)?;
            unsynced = 0;
        }
        if !progress(pages.saturating_sub(left), 2 * pages) {
            return Err(BackupError::Cancelled);
        }
        match step {
            StepResult::Done => break,
            _ => pace.pause(begun.elapsed()),
        }
    }
    drop(backup);
    // A log of its own would be a second file beside each copy, and a medium may be read-only later.
    target.execute_batch("PRAGMA journal_mode=DELETE").map_err(name)?;
    target.close().map_err(|(_, e)| name(e))?;
    part.as_file().sync_all().map_err(io)
}

/// SQLite does not say which of the two files an error is about.
fn at_fault(reader: &Reader, file: &Path, source: rusqlite::Error) -> BackupError {
    use rusqlite::ffi;
    let code = source.sqlite_error().map(|e| e.extended_code);
    let of_ledger = [ffi::SQLITE_IOERR_READ, ffi::SQLITE_IOERR_SHORT_READ, ffi::SQLITE_CORRUPT];
    match code {
        Some(code) if of_ledger.contains(&code) => BackupError::Ledger(reader.name(source)),
        _ => BackupError::Write { file: file.to_owned(), source },
    }
}

/// Opens what was written as a ledger, and reads all of it; its length and SHA-256.
fn read_again(
    part: &NamedTempFile,
    file: &Path,
    head: &ChainHead,
    pace: Pace,
    pages: u64,
    progress: Progress<'_>,
) -> Result<(u64, String), BackupError> {
    let differs = |what: String| BackupError::ReadBack { file: file.to_owned(), what };
    let (bytes, sha256) = hash(part.path(), file, pace, pages, progress)?;
    let conn = open::connect(part.path(), Role::Copy).map_err(|e| differs(e.to_string()))?;
    let found = head_of(&conn).map_err(|e| differs(e.to_string()))?;
    if found != *head {
        return Err(differs(format!("it ends with event {}, not {}", found.seq, head.seq)));
    }
    let faults = quick::check(conn, pace, &mut || progress((2 * pages).saturating_sub(1), 2 * pages))
        .map_err(|e| match sqlite_error(file, e) {
            LedgerError::Cancelled => BackupError::Cancelled,
            other => differs(other.to_string()),
        })?;
    match faults.into_iter().next() {
        Some(fault) => Err(differs(fault)),
        None => Ok((bytes, sha256)),
    }
}

/// The end of the chain in a file.
pub(super) fn head_of(conn: &Connection) -> rusqlite::Result<ChainHead> {
    let sql = "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1";
    let end = conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get::<_, Hash>(1)?))).optional()?;
    let (seq, hash) = end.unwrap_or((0, super::chain::GENESIS));
    // One from before there were seals has no such table.
    let sealed: bool =
        conn.query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'seals')", [], |row| {
            row.get(0)
        })?;
    let sql = "SELECT key FROM seals WHERE first <= ? ORDER BY first DESC LIMIT 1";
    let key = if sealed { conn.query_row(sql, [seq], |row| row.get(0)).optional()? } else { None };
    Ok(ChainHead { seq, hash: super::chain::hex(&hash), key })
}

/// Length and SHA-256 of the file at `path`.
fn hash(
    path: &Path,
    file: &Path,
    pace: Pace,
    pages: u64,
    progress: Progress<'_>,
) -> Result<(u64, String), BackupError> {
    let io = |source| BackupError::Io { file: file.to_owned(), source };
    let mut from = File::open(path).map_err(io)?;
    let mut buffer = vec![0; 64 * PAGE as usize];
    let (mut sha, mut bytes) = (Sha256::new(), 0);
    loop {
        let begun = Instant::now();
        let read = from.read(&mut buffer).map_err(io)?;
        if read == 0 {
            return Ok((bytes, super::chain::hex(&sha.finalize())));
        }
        sha.update(&buffer[..read]);
        bytes += read as u64;
        if !progress((pages + bytes / PAGE).min(2 * pages), 2 * pages) {
            return Err(BackupError::Cancelled);
        }
        pace.pause(begun.elapsed());
    }
}

/// Gives the copy its name, unless that was taken meanwhile.
fn put(part: NamedTempFile, file: &Path) -> Result<(), BackupError> {
    let error = match part.persist_noclobber(file) {
        Ok(_) => return Ok(()),
        Err(error) => error,
    };
    if file.symlink_metadata().is_ok() {
        return Err(BackupError::Exists { file: file.to_owned() });
    }
    // A drive whose file system knows neither this rename nor links (exFAT): nobody else writes there.
    let again = error.file.persist(file);
    again.map(drop).map_err(|e| BackupError::Io { file: file.to_owned(), source: e.error })
}

impl Pace {
    /// Rests after a piece of work that took so long.
    pub(super) fn pause(self, worked: Duration) {
        if self == Pace::Beside {
            std::thread::sleep(worked.max(SHORTEST).min(LONGEST) * REST);
        }
    }
}

/// Bounds of a piece of work that a pause is measured by.
const SHORTEST: Duration = Duration::from_micros(200);
const LONGEST: Duration = Duration::from_millis(50);

/// So many times as long as the work it rests.
const REST: u32 = 1;
