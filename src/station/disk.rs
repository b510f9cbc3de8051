//! How much room the ledger's disk has.
//!
//! Early there is a warning; late the ledger refuses a commit and the line says `not_recorded`. Between
//! them lies the urgent one, which leaves a shift to free some room.

use std::path::Path;

/// Room on a disk, and whether it is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Room {
    /// Bytes free; `None`: the disk did not say.
    pub free: Option<u64>,
    /// What that means.
    pub level: Level,
}

/// How little there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// Enough.
    #[default]
    Enough,
    /// Less than the settings warn of.
    Low,
    /// So little that the line will stop soon.
    Urgent,
}

/// Less is urgent: some ten thousand pairs and an export.
pub const URGENT: u64 = 200 << 20;

impl Room {
    /// Looks at the disk of the ledger at `ledger`; `warning` in MiB.
    pub fn look(ledger: &Path, warning: u32) -> Room {
        let dir = ledger.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        match fs4::available_space(dir) {
            Ok(free) => Room { free: Some(free), level: level(free, warning) },
            Err(error) => {
                tracing::warn!(dir = %dir.display(), %error, "the disk does not say how much room it has");
                Room::default()
            }
        }
    }
}

fn level(free: u64, warning: u32) -> Level {
    match free {
        free if free < URGENT => Level::Urgent,
        free if free < u64::from(warning) << 20 => Level::Low,
        _ => Level::Enough,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_begin_where_they_should() {
        let check = |free: u64, warning: u32, expect: Level| {
            assert_eq!(level(free, warning), expect, "{free} bytes, warning at {warning} MiB");
        };
        check(0, 1024, Level::Urgent);
        check(URGENT - 1, 1024, Level::Urgent);
        check(URGENT, 1024, Level::Low);
        check((1 << 30) - 1, 1024, Level::Low);
        check(1 << 30, 1024, Level::Enough);
        check(u64::MAX, 1024, Level::Enough);
    }

    #[test]
    fn a_real_disk_says_how_much_it_has() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Room::look(&dir.path().join("ledger.sqlite"), 300).free.is_some());
        assert_eq!(Room::look(Path::new("/nowhere/at/all/ledger.sqlite"), 300), Room::default());
    }
}
