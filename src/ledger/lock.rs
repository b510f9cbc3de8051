//! One running program per ledger: an exclusive lock on a file beside it.
//!
//! The operating system drops the lock when the process ends, however it ends, so a crash never
//! leaves a ledger locked. The file itself stays; only its lock means anything.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::error::{LedgerError, io_error};

/// The lock, held until this is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

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
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| io_error(ledger, &path, e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LedgerError::Locked { path: ledger.to_owned(), holder: holder(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(io_error(ledger, &path, source)),
        }
        let name = |source| LedgerError::Io { path: path.clone(), source };
        file.set_len(0).map_err(name)?;
        file.rewind().map_err(name)?;
        write!(file, "{}", std::process::id()).map_err(name)?;
        file.flush().map_err(name)?;
        Ok(Lock { _file: file })
    }
}

/// The process id in the lock file. Windows lets nobody read a locked file: `unknown` there.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    match file.read_to_string(&mut text) {
        Ok(_) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => text,
        _ => "unknown".to_owned(),
    }
}
