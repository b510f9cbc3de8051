//! Where backups go, how many are kept, and when the station warns.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Backups and the disk's room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BackupSettings {
    /// At each shift end and after each export by itself.
    pub automatic: bool,
    /// Where to; empty = `backups` in the data directory.
    pub directory: PathBuf,
    /// A second place, best on another drive; empty = none.
    pub second: PathBuf,
    /// So many of the newest are kept.
    pub keep: u32,
    /// And the last one of each of so many days.
    pub keep_days: u32,
    /// Work that is in no good backup for so many hours is warned of.
    pub warn_hours: u32,
    /// Less room than this on the ledger's disk is warned of, in MiB.
    pub disk_warning_mib: u32,
}

impl Default for BackupSettings {
    fn default() -> BackupSettings {
        BackupSettings {
            automatic: true,
            directory: PathBuf::new(),
            second: PathBuf::new(),
            keep: 14,
            keep_days: 30,
            warn_hours: 26,
            disk_warning_mib: 1024,
        }
    }
}

impl BackupSettings {
    /// The directories of a station whose data lie in `data`, the first one first.
    pub fn targets(&self, data: &Path) -> Vec<PathBuf> {
        let first = match self.directory.as_os_str().is_empty() {
            true => data.join("backups"),
            false => data.join(&self.directory),
        };
        let second = (!self.second.as_os_str().is_empty()).then(|| data.join(&self.second));
        std::iter::once(first).chain(second).collect()
    }

    /// The first rule these settings break: a word to find its line by, and the fault.
    pub(super) fn first_fault(&self) -> Option<(String, String)> {
        let numbers = [
            ("keep", self.keep, 1, 1000),
            ("keep_days", self.keep_days, 0, 3650),
            ("warn_hours", self.warn_hours, 1, 10_000),
            ("disk_warning_mib", self.disk_warning_mib, 300, 1_000_000),
        ];
        for (key, value, least, most) in numbers {
            if !(least..=most).contains(&value) {
                let what = format!("{key} = {value} must be between {least} and {most}");
                return Some((key.to_owned(), what));
            }
        }
        if !self.second.as_os_str().is_empty() && self.second == self.directory {
            let what = "second must be another directory than the first".to_owned();
            return Some(("second".to_owned(), what));
        }
        None
    }
}
