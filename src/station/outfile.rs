//! Files that are written for people: beside their place first, then whole or not at all.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use tempfile::NamedTempFile;

use super::command::StationError;

/// What every SQLite database begins with (<https://www.sqlite.org/fileformat.html>, section 1.3).
const DATABASE: &[u8; 16] = b"SQLite format 3\0";

/// A file beside `path`, in whose place it will be put; its directory is made where there is none. It can
/// be read by others, as the umask has it.
///
/// # Errors
/// The disk's. [`StationError::Exists`] where the file that would be replaced is a database, this
/// station's or another's, or settings: nobody means that.
pub(super) fn beside(path: &Path) -> Result<NamedTempFile, StationError> {
    let io = |source| StationError::Io { path: path.to_owned(), source };
    if keeps(path) {
        return Err(StationError::Exists(path.to_owned()));
    }
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(dir).map_err(io)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(dir).map_err(io)
}

/// Is there a file that no report is to take the place of?
fn keeps(path: &Path) -> bool {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
        return path.exists();
    }
    let mut head = [0; DATABASE.len()];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == *DATABASE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_database_and_no_settings_are_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let check = |name: &str, content: &[u8], free: bool| {
            let path = dir.path().join(name);
            std::fs::write(&path, content).unwrap();
            match beside(&path) {
                Ok(_) => assert!(free, "{name}"),
                Err(StationError::Exists(at)) => assert!(!free && at == path, "{name}"),
                Err(other) => panic!("{other}"),
            }
            assert_eq!(std::fs::read(&path).unwrap(), content);
        };
        check("ledger.sqlite", b"SQLite format 3\0 and so on", false);
        check("log.csv", b"SQLite format 3\0", false);
        check("settings.toml", b"station = \"1\"", false);
        check("log.csv", b"seq,at", true);
        check("short", b"SQL", true);
        assert!(beside(&dir.path().join("new/deep.xlsx")).is_ok());
    }
}
