//! Files and directories that are their owner's alone.
//!
//! On Unix that is a matter of their mode. On Windows what lies in a user's own profile is that user's and the
//! administrators' by what it inherits; nothing is changed there.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

/// A file that is made by these options can be read by its owner only.
pub fn of_owner(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600)
    }
    #[cfg(not(unix))]
    {
        options
    }
}

/// Makes a directory that only its owner can enter, and those above it that are missing; one that is there
/// is made so, if it is this user's.
///
/// # Errors
/// The operating system's, where it is not there and cannot be made.
pub fn directory(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    tighten(path);
    Ok(())
}

/// Makes a station's data directory, and takes group and others their rights to it and to what the station has
/// in it. A user's whole home stays as it is.
///
/// # Errors
/// The operating system's, where it is not there and cannot be made.
pub fn data_directory(path: &Path) -> io::Result<()> {
    if !path.is_dir() {
        return directory(path);
    }
    if std::env::var_os("HOME").is_none_or(|home| Path::new(&home) != path) {
        tighten(path);
    }
    for entry in std::fs::read_dir(path)?.flatten() {
        let name = entry.file_name();
        // What is exported is for others; the directory it lies in lets them in or not.
        if is_ours(&name.to_string_lossy()) && name != "exports" {
            tighten_all(&entry.path(), DEPTH);
        }
    }
    Ok(())
}

/// How deep the station's own directories are.
const DEPTH: usize = 3;

/// Is this a file or directory that the station makes in its data directory?
fn is_ours(name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "backups",
        "crashes",
        "exports",
        "key",
        "logs",
        "recordings",
        "settings.toml",
        "templates",
        "training",
    ];
    NAMES.contains(&name) || name.starts_with("ledger.sqlite") || name.starts_with(".tmp")
}

/// Takes group and others their rights to a file or directory that is this user's. What cannot be changed
/// stays, and is told in the log: a station must not stand still for that.
pub fn tighten(path: &Path) {
    #[cfg(unix)]
    if let Err(error) = unix::tighten(path) {
        tracing::warn!(path = %path.display(), %error, "others may read it: this could not be changed");
    }
    #[cfg(not(unix))]
    let _: &Path = path;
}

/// The same for a directory and all that is in it, to a depth.
pub fn tighten_all(dir: &Path, depth: usize) {
    tighten(dir);
    if !dir.is_dir() {
        return;
    }
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth > 0 => tighten_all(&entry.path(), depth - 1),
            Ok(kind) if kind.is_file() => tighten(&entry.path()),
            // What a link leads to is somebody's else.
            _ => {}
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::fs::{Permissions, symlink_metadata};
    use std::io;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::path::Path;

    /// Group's and others' rights.
    const OTHERS: u32 = 0o077;
    /// A directory that many write in, such as `/tmp`.
    const STICKY: u32 = 0o1000;

    pub(super) fn tighten(path: &Path) -> io::Result<()> {
        let meta = symlink_metadata(path)?;
        let mode = meta.mode();
        let ours = meta.uid() == rustix::process::geteuid().as_raw();
        if meta.is_symlink() || !ours || mode & STICKY != 0 || mode & OTHERS == 0 {
            return Ok(());
        }
        std::fs::set_permissions(path, Permissions::from_mode(mode & 0o7777 & !OTHERS))
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn mode(path: &Path) -> u32 {
        std::fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn set(path: &Path, mode: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_is_made_and_what_was_there_is_the_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("a/data");
        directory(&data).unwrap();
        assert_eq!(mode(&data), 0o700);
        set(&data, 0o755);
        for (name, was) in [("open", 0o644), ("run", 0o755), ("closed", 0o600)] {
            std::fs::write(data.join(name), "x").unwrap();
            set(&data.join(name), was);
        }
        std::fs::create_dir_all(data.join("logs/deep/deeper")).unwrap();
        std::fs::write(data.join("logs/today.log"), "x").unwrap();
        let outside = dir.path().join("outside");
        std::fs::write(&outside, "x").unwrap();
        set(&outside, 0o644);
        std::os::unix::fs::symlink(&outside, data.join("link")).unwrap();
        tighten_all(&data, 2);
        for (name, expect) in [
            ("", 0o700),
            ("open", 0o600),
            ("run", 0o700),
            ("closed", 0o600),
            ("logs", 0o700),
            ("logs/today.log", 0o600),
        ] {
            assert_eq!(mode(&data.join(name)), expect, "{name}");
        }
        assert_eq!(mode(&outside), 0o644, "behind a link");
    }

    #[test]
    fn a_directory_that_many_write_in_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        set(dir.path(), 0o1777);
        directory(dir.path()).unwrap();
        assert_eq!(mode(dir.path()), 0o1777);
    }
}
