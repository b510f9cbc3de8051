//! A ledger to be thrown away, with a core on it: what training and rehearsals are judged on.
//!
//! It lies in a directory of its own beside the station's ledger, whose lock says that no other
//! station's can be there. The directory goes with the [`Scratch`]; what a crash left goes at the next
//! start ([`sweep`]).

use std::path::Path;

use tempfile::TempDir;

use super::command::StationError;
use super::core::Core;
use super::settings::Settings;
use crate::ledger::{Ledger, Reader, Stamp, ledger_path};
use crate::order::Order;

/// A core on a ledger of its own.
#[derive(Debug)]
pub(super) struct Scratch {
    /// Closes its ledger before the directory goes: fields are dropped in this order.
    pub(super) core: Core,
    _dir: TempDir,
}

impl Scratch {
    /// An empty ledger beside the station's at `beside`, in which `order` is open; `lists` reads the
    /// station's.
    pub(super) fn begin(
        beside: &Path,
        order: &Order,
        lists: Reader,
        settings: &Settings,
        operator: &str,
        now: Stamp,
    ) -> Result<Scratch, StationError> {
        let parent = parent(beside);
        let made = tempfile::Builder::new().prefix(&prefix(beside)).tempdir_in(parent);
        let dir = made.map_err(|source| StationError::Io { path: parent.to_owned(), source })?;
        let ledger = Ledger::open(&ledger_path(dir.path()))?;
        let core = Core::on_scratch(ledger, order, lists, settings, operator, now)?;
        Ok(Scratch { core, _dir: dir })
    }
}

/// Removes what a crash left of the scratch ledgers beside a ledger. Only its station may call this,
/// and before anything else is under way.
pub(super) fn sweep(ledger: &Path) {
    let prefix = prefix(ledger);
    let Ok(entries) = std::fs::read_dir(parent(ledger)) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix)) {
        match std::fs::remove_dir_all(entry.path()) {
            Ok(()) => tracing::info!(path = %entry.path().display(), "removed what a training had left"),
            Err(error) => tracing::warn!(path = %entry.path().display(), %error, "a training's rest stays"),
        }
    }
}

fn parent(ledger: &Path) -> &Path {
    ledger.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn prefix(ledger: &Path) -> String {
    let name = ledger.file_name().unwrap_or_default().to_string_lossy();
    format!("{name}.scratch-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_crash_left_goes_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for name in ["a.sqlite.scratch-x1", "b.sqlite.scratch-x1", "a.sqlite-kept"] {
            std::fs::create_dir(at(name)).unwrap();
            std::fs::write(at(name).join("ledger.sqlite"), "rest").unwrap();
        }
        sweep(&at("a.sqlite"));
        assert!(!at("a.sqlite.scratch-x1").exists());
        assert!(at("b.sqlite.scratch-x1").exists(), "another station's");
        assert!(at("a.sqlite-kept").exists());
        sweep(&at("nowhere/a.sqlite"));
    }
}
