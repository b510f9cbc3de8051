//! Room kept back for a full disk.
//!
//! When the disk fills up it is mostly with the write-ahead log, whose room comes back as soon as it
//! is moved into the ledger. But the ledger must grow for that, and now it cannot. So a little room
//! is held by a file that is given up then. It lies there only while the ledger is open.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::open::beside;
use super::private;

/// Enough for what a log of 64 MiB brings: a commit writes each page anew, and fills hardly any.
pub(super) const SIZE: u64 = 512 * 1024;

/// The file, which may be there or not.
#[derive(Debug)]
pub(super) struct Spare {
    path: PathBuf,
}

impl Spare {
    /// Holds room for the ledger at `ledger`.
    pub(super) fn hold(ledger: &Path) -> Spare {
        let spare = Spare { path: beside(ledger, ".spare") };
        spare.refill();
        spare
    }

    /// Holds the room again. Where there is none, the ledger goes on without.
    pub(super) fn refill(&self) {
        if fs::metadata(&self.path).is_ok_and(|meta| meta.len() == SIZE) {
            return;
        }
        let mut options = OpenOptions::new();
        let opened = private::of_owner(options.write(true).create(true).truncate(true)).open(&self.path);
        let written = opened.and_then(|mut file| {
            // Written, not only stretched: a hole holds no room.
            (0..SIZE / 4096).try_for_each(|_| file.write_all(&[0xff; 4096]))?;
            file.sync_data()
        });
        if let Err(error) = written {
            tracing::warn!(path = %self.path.display(), %error, "no room is held back");
            self.give_up();
        }
    }

    /// Gives the room to whoever needs it.
    pub(super) fn give_up(&self) {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                tracing::warn!(path = %self.path.display(), %error, "the room held back stays");
            }
            _ => {}
        }
    }
}
