//! Backups: made by themselves, kept by count and age, and warned of when they are missing.
//!
//! # Shape
//!
//! ```text
//!                 a look each minute ─► room on the disk ─► event disk_low, warning
//! keeper thread ─┤                   ─► what the newest good backup lacks ─► due? ─► copy ─► event backup
//!                 asked ─────────────────────────────────────────────────────────►        or backup_failed
//! ```
//!
//! * [`keeper`] is that thread, never the line's: it copies beside the line ([`crate::ledger::Pace::Beside`]) and
//!   publishes a [`Keeping`] after each change. It also looks through the ledger for damage, once a day.
//! * [`due`] says when: after a shift and after an export; what was missed is caught up with.
//! * [`kept`] names, lists and thins out: the newest so many, and the last of each of so many days.
//! * [`events`] tell of it in the ledger.
//!
//! Architecture invariants:
//! * The newest good backup is never removed, nor is anything that does not have such a name.
//! * A second place that is not there is a named warning, and never keeps the first from having its copy.

pub mod due;
mod events;
pub mod keeper;
pub mod kept;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

pub use due::Why;
pub use events::{made, restoring};
pub use keeper::{Keeper, KeeperHandle, Rhythm};
pub use kept::Kept;

use super::disk::Room;
use crate::ledger::{Unsaved, prove_copy};

/// Backups, the disk and the ledger's health, as the window sees them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keeping {
    /// Those that are kept, newest first.
    pub list: Vec<Kept>,
    /// Where they go.
    pub targets: Vec<Target>,
    /// One is being made: pages done, and in all.
    pub running: Option<(u64, u64)>,
    /// What the newest good one lacks.
    pub unsaved: Unsaved,
    /// And that for too long.
    pub too_old: bool,
    /// The disk of the ledger.
    pub room: Room,
    /// What is broken in the ledger.
    pub damaged: Option<String>,
}

/// A place for backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The directory.
    pub dir: PathBuf,
    /// Why the last backup did not get there; `None`: it did, or none was tried.
    pub trouble: Option<String>,
}

impl Keeping {
    /// The newest good backup, as far as a look shows.
    pub fn newest(&self) -> Option<&Kept> {
        self.list.iter().find(|kept| kept.state.is_ok())
    }

    /// The first place that has trouble.
    pub fn trouble(&self) -> Option<&Target> {
        self.targets.iter().find(|target| target.trouble.is_some())
    }
}

/// Where the keeper leaves what the window picks up. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Shelf(Arc<Mutex<Arc<Keeping>>>);

impl Shelf {
    pub(super) fn get(&self) -> Arc<Keeping> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, keeping: &Keeping) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(keeping.clone());
    }
}

/// The newest backup in `dirs` that a check of its whole file finds good; damaged ones are passed over.
/// `go_on`: false ends the search.
pub fn newest_good(dirs: &[PathBuf], go_on: &mut dyn FnMut() -> bool) -> Option<Kept> {
    kept::list(dirs).into_iter().filter(|kept| kept.state.is_ok()).find(|kept| {
        match prove_copy(&kept.path, go_on) {
            Ok(_) => true,
            Err(error) => {
                tracing::warn!(path = %kept.path.display(), %error, "a backup is passed over");
                false
            }
        }
    })
}
