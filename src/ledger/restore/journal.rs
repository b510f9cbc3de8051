//! The steps of a restore that cannot be undone, and the file that says they are under way.
//!
//! `<ledger>.restoring` is there from the moment the new ledger is whole beside the old one until it has
//! its name. Three lines: a title, the name that the old ledger gets, and where the key of the seals lies.
//! What is done already is seen from which files are there, so every step may be done again:
//!
//! | new ledger's part | ledger | then |
//! |---|---|---|
//! | there | old, or gone already | the old one is moved away, then its log; the part becomes the ledger |
//! | gone | the new one | its key is put in place, if that was not done, and the journal is removed |
//! | gone | gone | somebody took files away: an error by name, nothing is done |

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::ledger::error::{LedgerError, io_error};
use crate::ledger::key_file::{self, key_path};
use crate::ledger::open::{self, beside};
use crate::ledger::types::Stamp;

const TITLE: &str = "pairing-station restore 1";

/// What lies beside the part while it is made.
pub(super) const PART: [&str; 7] = ["", "-wal", "-shm", "-journal", ".spare", ".key", ".key.end"];

/// Where the ledger to be lies.
pub(super) fn part_of(ledger: &Path) -> PathBuf {
    beside(ledger, ".restore-part")
}

/// Where the journal lies.
fn journal_of(ledger: &Path) -> PathBuf {
    beside(ledger, ".restoring")
}

/// Whether a restore is under way, or was interrupted.
pub(in crate::ledger) fn is_under_way(ledger: &Path) -> bool {
    journal_of(ledger).symlink_metadata().is_ok()
}

/// The name a replaced ledger gets: `<ledger>.replaced-YYYYMMDD-HHMMSS`, local time, and a number where
/// that is taken.
pub(super) fn replaced_name(ledger: &Path, stamp: Stamp) -> Result<PathBuf, LedgerError> {
    let local = stamp.at.saturating_add(i64::from(stamp.offset_min) * 60_000);
    let time = chrono::DateTime::from_timestamp_millis(local).unwrap_or_default();
    let name = format!(".replaced-{}", time.format("%Y%m%d-%H%M%S"));
    let names = std::iter::once(name.clone()).chain((2..1000).map(|n| format!("{name}-{n}")));
    let free = |path: &PathBuf| MOVED.iter().all(|end| beside(path, end).symlink_metadata().is_err());
    names
        .map(|name| beside(ledger, &name))
        .find(free)
        .ok_or_else(|| io_error(ledger, &beside(ledger, &name), io::Error::from(ErrorKind::AlreadyExists)))
}

/// What moves with the ledger, in this order: it first, so that it is never there without its log.
const MOVED: [&str; 3] = ["", "-wal", "-journal"];

/// Writes the journal: from now on the restore goes forward only.
pub(super) fn begin(ledger: &Path, replaced: &Path, key: &Path) -> Result<(), LedgerError> {
    let journal = journal_of(ledger);
    let name = |e| io_error(ledger, &journal, e);
    let replaced = replaced.file_name().unwrap_or_default().to_string_lossy();
    let new = beside(&journal, ".new");
    let mut file = File::create(&new).map_err(name)?;
    let key = key.to_string_lossy();
    file.write_all(format!("{TITLE}\n{replaced}\n{key}\n").as_bytes()).map_err(name)?;
    file.sync_all().map_err(name)?;
    drop(file);
    fs::rename(&new, &journal).map_err(name)?;
    open::sync_dir(ledger)
}

/// Finishes a restore that was begun, if one was; removes what one left that was not. The lock is held.
///
/// # Errors
/// The disk's; [`LedgerError::Unfinished`] where the files are not what a restore leaves.
pub(in crate::ledger) fn finish(ledger: &Path) -> Result<(), LedgerError> {
    let (journal, part) = (journal_of(ledger), part_of(ledger));
    let unfinished = |what: &str| LedgerError::Unfinished {
        path: ledger.to_owned(),
        journal: journal.clone(),
        what: what.to_owned(),
    };
    let text = match fs::read_to_string(&journal) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return clear(ledger, &part),
        Err(e) => return Err(io_error(ledger, &journal, e)),
    };
    let (replaced, key) = match text.lines().collect::<Vec<_>>()[..] {
        [TITLE, name, key] if is_ours(ledger, name) => (ledger.with_file_name(name), Path::new(key)),
        _ => return Err(unfinished("its journal is not what this program writes")),
    };
    match (part.symlink_metadata().is_ok(), ledger.symlink_metadata().is_ok()) {
        (true, _) => {
            move_away(ledger, &replaced)?;
            // Whoever looks into it later needs its key.
            key_file::copy_key(key, &key_path(&replaced))?;
            open::sync_dir(ledger)?;
            fs::rename(&part, ledger).map_err(|e| io_error(ledger, &part, e))?;
            open::sync_dir(ledger)?;
        }
        (false, true) => {}
        (false, false) => return Err(unfinished("the ledger that was to be put in place is gone")),
    }
    key_file::put_in_place(&key_path(&part), key)?;
    key_file::forget_end(key)?;
    open::remove(&journal).map_err(|e| io_error(ledger, &journal, e))?;
    open::sync_dir(ledger)?;
    tracing::info!(ledger = %ledger.display(), replaced = %replaced.display(), "the restored ledger is in place");
    Ok(())
}

/// Is it a name that [`replaced_name`] gives?
fn is_ours(ledger: &Path, name: &str) -> bool {
    let start = beside(ledger, ".replaced-");
    let start = start.file_name().unwrap_or_default().to_string_lossy();
    name.strip_prefix(&*start).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
}

fn move_away(ledger: &Path, replaced: &Path) -> Result<(), LedgerError> {
    for end in MOVED {
        let (from, to) = (beside(ledger, end), beside(replaced, end));
        match fs::rename(&from, &to) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(io_error(ledger, &from, e)),
            _ => {}
        }
    }
    // The index into the log: made anew from it, by whoever opens it.
    let index = beside(ledger, "-shm");
    open::remove(&index).map_err(|e| io_error(ledger, &index, e))
}

/// Removes what a restore left that had not come to its journal.
fn clear(ledger: &Path, part: &Path) -> Result<(), LedgerError> {
    for left in PART.map(|end| beside(part, end)) {
        open::remove(&left).map_err(|e| io_error(ledger, &left, e))?;
    }
    let new = beside(&journal_of(ledger), ".new");
    open::remove(&new).map_err(|e| io_error(ledger, &new, e))
}
