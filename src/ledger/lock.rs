//! One running program per ledger: an exclusive lock on a file beside it.
//!
//! The operating system drops the lock when the process ends, however it ends, so a crash never
//! leaves a ledger locked. The file itself stays. Its first line says who had the lock; a second one,
//! that a ledger was here: if that is missing one day, none is started over silently.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::error::{LedgerError, io_error};
use super::private;

/// The lock, held until this is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
    had_ledger: bool,
}

/// The line of the lock file that says: a ledger was here.
const MARK: &str = "ledger";

/// Where the lock of the ledger at `ledger` lies.
pub(super) fn lock_path(ledger: &Path) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

impl Lock {
    /// Takes the lock of `ledger`, or says who holds it.
    pub(super) fn take(ledger: &Path) -> Result<Lock, LedgerError> {
        let path = lock_path(ledger);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = private::of_owner(&mut options).open(&path).map_err(|e| io_error(ledger, &path, e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LedgerError::Locked { path: ledger.to_owned(), holder: holder(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(io_error(ledger, &path, source)),
        }
        let name = |source| io_error(ledger, &path, source);
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(name)?;
        let had_ledger = String::from_utf8_lossy(&text).lines().nth(1) == Some(MARK);
        write(&mut file, had_ledger).map_err(name)?;
        Ok(Lock { file, path, had_ledger })
    }

    /// Where the lock file lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there was a ledger beside it once.
    pub(super) fn had_ledger(&self) -> bool {
        self.had_ledger
    }

    /// Notes that there is a ledger.
    pub(super) fn mark(&mut self) -> std::io::Result<()> {
        if !self.had_ledger {
            write(&mut self.file, true)?;
            self.file.sync_all()?;
            self.had_ledger = true;
        }
        Ok(())
    }
}

/// Writes over what is there and cuts afterwards: this needs no room on a full disk, and a crash in
/// between does not lose the mark.
fn write(file: &mut File, mark: bool) -> std::io::Result<()> {
    let mut text = std::process::id().to_string();
    if mark {
        text = format!("{text}\n{MARK}\n");
    }
    file.rewind()?;
    file.write_all(text.as_bytes())?;
    file.set_len(text.len() as u64)
}

/// The process id in the lock file. Windows lets nobody read a locked file: `unknown` there.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.read_to_string(&mut text);
    match text.lines().next() {
        Some(id) if read.is_ok() && !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) => id.to_owned(),
        _ => "unknown".to_owned(),
    }
}
