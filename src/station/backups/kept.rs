//! The backups in a directory: their names, what a look says of each, and which of them stay.

use std::path::{Path, PathBuf};

use chrono::{Duration, NaiveDate, NaiveDateTime};

use crate::ledger::{Inspected, Stamp, inspect};
use crate::station::clock::local;

/// A backup that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The file.
    pub path: PathBuf,
    /// When it was begun, local time, as its name says.
    pub made: NaiveDateTime,
    /// Its length.
    pub bytes: u64,
    /// Its end; the error says why it is no good one.
    pub state: Result<Inspected, String>,
}

/// Local time in a name.
const TIME: &str = "%Y%m%d-%H%M%S";

/// A name for a backup made now that nothing in `dir` has: `ledger-YYYYMMDD-HHMMSS.sqlite`, and a number
/// where that is taken.
pub(super) fn new_name(dir: &Path, now: Stamp) -> PathBuf {
    let time = local(now).format(TIME);
    let names = std::iter::once(format!("ledger-{time}.sqlite"))
        .chain((2..u32::MAX).map(|n| format!("ledger-{time}-{n}.sqlite")));
    let mut free = names.map(|name| dir.join(name)).filter(|path| path.symlink_metadata().is_err());
    free.next().unwrap_or_else(|| dir.join(format!("ledger-{time}.sqlite")))
}

/// When a file of this name was begun; `None`: it is no automatic backup's name.
fn time_of(name: &str) -> Option<NaiveDateTime> {
    let rest = name.strip_prefix("ledger-")?.strip_suffix(".sqlite")?;
    let (time, number) = rest.split_at_checked(15)?;
    let good = number.is_empty()
        || number.strip_prefix('-').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    NaiveDateTime::parse_from_str(time, TIME).ok().filter(|_| good)
}

/// The backups in `dirs`, newest first. A directory that is not there has none.
pub fn list(dirs: &[PathBuf]) -> Vec<Kept> {
    let files = dirs.iter().filter_map(|dir| std::fs::read_dir(dir).ok()).flatten().flatten();
    let mut kept: Vec<Kept> = files
        .filter_map(|entry| {
            let made = time_of(entry.file_name().to_str()?)?;
            let (path, bytes) = (entry.path(), entry.metadata().ok()?.len());
            let state = inspect(&path).map_err(|error| error.to_string());
            Some(Kept { path, made, bytes, state })
        })
        .collect();
    kept.sort_by(|a, b| (b.made, &b.path).cmp(&(a.made, &a.path)));
    kept
}

/// Those of one directory's that go, of a list with the newest first: what is neither among the `keep`
/// newest good ones nor the last good one of one of the `days` days before `today`. The newest good one
/// always stays, and a faulty one as long as a good one of its day would.
pub(super) fn too_many(kept: &[Kept], today: NaiveDate, keep: u32, days: u32) -> Vec<&Path> {
    let oldest = today - Duration::days(i64::from(days));
    let (mut good, mut day) = (0, None);
    let mut gone = Vec::new();
    for one in kept {
        let made = one.made.date();
        let recent = made > oldest;
        let stays = match &one.state {
            Ok(_) => {
                good += 1;
                let last_of_day = day.replace(made) != Some(made);
                good <= keep.max(1) || (recent && last_of_day)
            }
            Err(_) => recent,
        };
        if !stays {
            gone.push(one.path.as_path());
        }
    }
    gone
}

/// Removes what is left of backups that were broken off by a crash.
pub(super) fn sweep(dir: &Path) {
    let Ok(files) = std::fs::read_dir(dir) else { return };
    for entry in files.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let ours = name.strip_suffix(".part").and_then(|name| name.split_once(".sqlite"));
        if ours.is_some_and(|(name, _)| time_of(&format!("{name}.sqlite")).is_some()) {
            remove(&entry.path());
        }
    }
}

/// Removes a backup and its key.
pub(super) fn remove_backup(path: &Path) {
    remove(path);
    let key = crate::ledger::key_path(path);
    if key.symlink_metadata().is_ok() {
        remove(&key);
    }
}

/// Removes a file; one that stays is only told of.
fn remove(path: &Path) {
    match std::fs::remove_file(path) {
        Ok(()) => tracing::info!(path = %path.display(), "removed"),
        Err(error) => tracing::warn!(path = %path.display(), %error, "could not be removed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::ChainHead;

    fn kept(name: &str, good: bool) -> Kept {
        let head = ChainHead { seq: 1, hash: String::new(), key: None };
        let state = match good {
            true => Ok(Inspected { head, at: None, last_pair: 0 }),
            false => Err("damaged".to_owned()),
        };
        Kept { path: name.into(), made: time_of(name).expect(name), bytes: 1, state }
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        let dir = tempfile::tempdir().unwrap();
        let now = Stamp { at: 1_795_348_800_000, offset_min: 480 };
        let first = new_name(dir.path(), now);
        assert_eq!(first, dir.path().join("ledger-20261122-200000.sqlite"));
        std::fs::write(&first, "").unwrap();
        let second = new_name(dir.path(), now);
        assert_eq!(second, dir.path().join("ledger-20261122-200000-2.sqlite"));
        let noon = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(20, 0, 0).unwrap();
        for path in [first, second] {
            assert_eq!(time_of(path.file_name().unwrap().to_str().unwrap()), Some(noon));
        }
        for other in [
            "ledger.sqlite",
            "ledger-20261122-200000.sqlite.key",
            "ledger-20261122-250000.sqlite",
            "ledger-20261122-200000-.sqlite",
            "ledger-20261122-200000-x.sqlite",
            "ledger-.sqlite",
            "my-ledger-20261122-200000.sqlite",
        ] {
            assert_eq!(time_of(other), None, "{other}");
        }
    }

    #[test]
    fn what_goes_and_what_stays() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let check = |what: &str, keep: u32, days: u32, files: &[(&str, bool)], gone: &[&str]| {
            let kept: Vec<Kept> =
                files.iter().map(|(name, good)| kept(&format!("ledger-{name}.sqlite"), *good)).collect();
            let found: Vec<String> =
                too_many(&kept, today, keep, days).iter().map(|p| p.display().to_string()).collect();
            let gone: Vec<String> = gone.iter().map(|name| format!("ledger-{name}.sqlite")).collect();
            assert_eq!(found, gone, "{what}");
        };
        let three = [("20261128-200000", true), ("20261128-080000", true), ("20261127-200000", true)];
        check("few enough", 14, 30, &three, &[]);
        check("by count", 2, 0, &three, &["20261127-200000"]);
        check("the last of each day stays", 1, 30, &three, &["20261128-080000"]);
        check("the newest always stays", 0, 0, &three, &["20261128-080000", "20261127-200000"]);
        let old = [("20260101-200000", true), ("20260101-080000", true)];
        check("the newest good one however old", 1, 30, &old, &["20260101-080000"]);
        let faulty = [("20261128-200000", false), ("20261028-200000", false), ("20260101-080000", true)];
        check("faulty ones do not count, and go by age", 1, 30, &faulty, &["20261028-200000"]);
        check("nothing there", 1, 1, &[], &[]);
    }

    #[test]
    fn only_what_a_crash_left_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let stays = ["ledger-20261122-200000.sqlite", "mine.part", "ledger.sqlite.part", "a.sqlite"];
        let goes = ["ledger-20261122-200000.sqliteAb3x.part", "ledger-20261122-200000-2.sqlite.part"];
        for name in stays.iter().chain(&goes) {
            std::fs::write(dir.path().join(name), "").unwrap();
        }
        sweep(dir.path());
        for name in stays {
            assert!(dir.path().join(name).exists(), "{name}");
        }
        for name in goes {
            assert!(!dir.path().join(name).exists(), "{name}");
        }
    }
}
