//! Opening: looking first, changing later.
//!
//! What is at the path is read before anything is written, so that a file which is not ours, too
//! new, damaged or read-only stays as it is, byte for byte. A new ledger is made complete under
//! another name and then renamed: there is never a half-made one under its own.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::{LedgerError, io_error, sqlite_error};
use super::private;
use super::schema::{self, APPLICATION_ID, MIGRATIONS, NEWEST};

/// Bytes of SQLite's file header (<https://www.sqlite.org/fileformat.html>, section 1.3).
const HEADER: usize = 100;

/// Statements a connection keeps prepared.
const STATEMENTS: usize = 96;

/// Longer than any other connection of ours ever holds a lock, and no longer than an operator can be
/// left without an answer when a stranger holds one.
pub(super) const BUSY: Duration = Duration::from_secs(2);

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The one that writes.
    Writer,
    /// Moves the write-ahead log into the file.
    Checkpointer,
    /// Only reads.
    Reader,
    /// Only reads, all there is: what SQLite opens for reading only, it does not read the CHECKs of.
    Checker,
    /// Only reads a file that nobody writes: a copy.
    Copy,
}

/// What is at the path of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A file with a ledger's header.
    Ledger,
}

/// Looks at what is there, without SQLite and without changing anything: a ledger that may be written.
pub(super) fn look(path: &Path) -> Result<Found, LedgerError> {
    let found = look_only(path)?;
    if found == Found::Ledger {
        refuse_read_only(path)?;
    }
    Ok(found)
}

fn refuse_read_only(path: &Path) -> Result<(), LedgerError> {
    let readonly =
        fs::metadata(path).is_ok_and(|meta| meta.permissions().readonly()) || parent_is_readonly(path);
    if readonly || OpenOptions::new().append(true).open(path).is_err() {
        return Err(LedgerError::ReadOnly { path: path.to_owned() });
    }
    Ok(())
}

/// The same of one that is only to be read.
pub(super) fn look_only(path: &Path) -> Result<Found, LedgerError> {
    let not_ours = |what: &str| Err(LedgerError::NotALedger { path: path.to_owned(), what: what.to_owned() });
    let meta = match fs::metadata(path) {
        Ok(meta) => meta,
        Err(e) if e.kind() == ErrorKind::NotFound => {
            return nothing_left_over(path).map(|()| Found::Nothing);
        }
        Err(e) => return Err(io_error(path, path, e)),
    };
    if meta.is_dir() {
        return not_ours("it is a directory");
    }
    let mut header = [0; HEADER];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut header));
    match read {
        Ok(()) => {}
        Err(_) if meta.len() == 0 => return not_ours("it is an empty file"),
        Err(e) if e.kind() == ErrorKind::UnexpectedEof => {
            return not_ours("it is too short for an SQLite database");
        }
        Err(e) => return Err(io_error(path, path, e)),
    }
    if !header.starts_with(b"SQLite format 3\0") {
        return not_ours("it is not an SQLite database");
    }
    if be32(&header, 68) != APPLICATION_ID {
        return not_ours("it is another program's SQLite database");
    }
    refuse_newer(path, be32(&header, 60))?;
    refuse_cut_off(path, &header, meta.len())?;
    Ok(Found::Ledger)
}

fn be32(header: &[u8; HEADER], at: usize) -> i64 {
    let bytes = [header[at], header[at + 1], header[at + 2], header[at + 3]];
    u32::from_be_bytes(bytes).into()
}

fn refuse_newer(path: &Path, found: i64) -> Result<(), LedgerError> {
    if found > NEWEST {
        return Err(LedgerError::NewerSchema { path: path.to_owned(), found, known: NEWEST });
    }
    Ok(())
}

/// A file shorter than its header says lost its end, unless the rest is still in the write-ahead
/// log of an interrupted checkpoint.
fn refuse_cut_off(path: &Path, header: &[u8; HEADER], len: u64) -> Result<(), LedgerError> {
    let page = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let pages = be32(header, 28).unsigned_abs();
    // Only then is the number of pages in the header true (file format, section 1.3.7).
    let counted = be32(header, 24) == be32(header, 92);
    if counted && !has_log(path) && len < pages * page {
        let what = format!("its end is missing: {len} bytes of {}", pages * page);
        return Err(LedgerError::Damaged { path: path.to_owned(), what });
    }
    Ok(())
}

/// Whether something waits in the write-ahead log, as after a crash.
pub(super) fn has_log(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|meta| meta.len() > 0)
}

/// On Unix a directory without write bits counts as read-only, whoever runs the program. Windows'
/// attribute means nothing on directories.
fn parent_is_readonly(path: &Path) -> bool {
    cfg!(unix)
        && path.parent().and_then(|dir| fs::metadata(dir).ok()).is_some_and(|m| m.permissions().readonly())
}

/// A write-ahead log without its ledger means that somebody took the ledger away; starting a new
/// one beside it would lose both.
fn nothing_left_over(path: &Path) -> Result<(), LedgerError> {
    for end in ["-wal", "-journal"] {
        let file = beside(path, end);
        if fs::metadata(&file).is_ok_and(|meta| meta.len() > 0) {
            let what = format!("it is missing, but {} is there", file.display());
            return Err(LedgerError::Damaged { path: path.to_owned(), what });
        }
    }
    Ok(())
}

/// Where a symbolic link leads, so that the lock and the log lie beside the real file.
pub(super) fn real_path(path: &Path) -> Result<PathBuf, LedgerError> {
    match path.is_symlink() {
        true => path.canonicalize().map_err(|e| io_error(path, path, e)),
        false => Ok(path.to_owned()),
    }
}

/// Makes the directory of a ledger, if it is not there.
pub(super) fn make_dir(path: &Path) -> Result<(), LedgerError> {
    match path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        Some(dir) => fs::create_dir_all(dir).map_err(|e| io_error(path, dir, e)),
        None => Ok(()),
    }
}

/// `path` with `end` added to its name.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Makes a new, empty ledger at `path`. Its lock is held and nothing is there.
pub(super) fn create(path: &Path) -> Result<(), LedgerError> {
    let new = beside(path, ".new");
    remove(&new).map_err(|e| io_error(path, &new, e))?;
    if let Err(error) = build(path, &new) {
        for left in [beside(&new, "-journal"), new] {
            if let Err(e) = remove(&left) {
                tracing::warn!(path = %left.display(), error = %e, "an unfinished ledger is left over");
            }
        }
        return Err(error);
    }
    sync_dir(path)
}

/// Removes a file, if it is there.
pub(super) fn remove(file: &Path) -> std::io::Result<()> {
    match fs::remove_file(file) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Makes an empty ledger under the name `new` and moves it to `path`.
fn build(path: &Path, new: &Path) -> Result<(), LedgerError> {
    let name = |e| sqlite_error(path, e);
    // Before anything is in it; the files that SQLite puts beside it are as it is.
    private::of_owner(OpenOptions::new().write(true).create_new(true))
        .open(new)
        .map_err(|e| io_error(path, new, e))?;
    let conn = Connection::open(new).map_err(name)?;
    conn.execute_batch(&format!("PRAGMA synchronous=FULL; PRAGMA application_id={APPLICATION_ID};"))
        .map_err(name)?;
    schema::migrate(&conn, path, MIGRATIONS)?;
    conn.close().map_err(|(_, e)| name(e))?;
    fs::rename(new, path).map_err(|e| io_error(path, path, e))
}

/// Makes a rename to this name durable. Windows has no such call; NTFS journals the rename itself.
pub(super) fn sync_dir_of(path: &Path) -> std::io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        Some(dir) => File::open(dir).and_then(|dir| dir.sync_all()),
        None => Ok(()),
    }
}

/// The same, of a file that belongs to the ledger.
pub(super) fn sync_dir(path: &Path) -> Result<(), LedgerError> {
    sync_dir_of(path).map_err(|e| io_error(path, path, e))
}

/// A newer program may have left its schema's number in the write-ahead log. A connection that can
/// write would move the log into the file when it is closed; this one only looks.
pub(super) fn look_into_log(path: &Path) -> Result<(), LedgerError> {
    if has_log(path) {
        drop(connect(path, Role::Reader)?);
    }
    Ok(())
}

/// Opens a connection and reads back what durability hangs on.
pub(super) fn connect(path: &Path, role: Role) -> Result<Connection, LedgerError> {
    let name = |e| sqlite_error(path, e);
    let access = match role {
        Role::Reader | Role::Copy => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Role::Writer | Role::Checkpointer | Role::Checker => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let access = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = match unchanging(path).filter(|_| role == Role::Copy) {
        Some(uri) => Connection::open_with_flags(uri, access | OpenFlags::SQLITE_OPEN_URI),
        None => Connection::open_with_flags(path, access),
    };
    let conn = conn.map_err(name)?;
    conn.busy_timeout(BUSY).map_err(name)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    refuse_newer(path, schema::version(&conn).map_err(name)?)?;
    // No mmap: with it a disk that goes away kills the program instead of giving an error.
    set_references(&conn, path, true)?;
    match role {
        Role::Writer => {
            set(&conn, path, "journal_mode", "WAL", "wal")?;
            set(&conn, path, "synchronous", "FULL", "2")?;
            set(&conn, path, "wal_autocheckpoint", "0", "0")?;
            set(&conn, path, "cache_size", "-65536", "-65536")?;
        }
        Role::Checkpointer => {
            set(&conn, path, "synchronous", "FULL", "2")?;
            read_back(&conn, path, "journal_mode", "wal")?;
        }
        Role::Reader | Role::Checker => {
            if role == Role::Checker {
                // Else the last connection that is closed would move the log into the file.
                conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(name)?;
            }
            set(&conn, path, "query_only", "ON", "1")?;
            set(&conn, path, "cache_size", "-16384", "-16384")?;
            read_back(&conn, path, "journal_mode", "wal")?;
        }
        Role::Copy => set(&conn, path, "query_only", "ON", "1")?,
    }
    Ok(conn)
}

/// The name under which SQLite reads a file that nobody writes without leaving an empty log beside it;
/// `None` where a log belongs to it, or its path cannot be written so
/// (<https://www.sqlite.org/uri.html#uriimmutable>).
fn unchanging(path: &Path) -> Option<String> {
    if has_log(path) {
        return None;
    }
    let absolute = std::path::absolute(path).ok()?;
    let mut uri = "file:".to_owned();
    let text = absolute.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
    if !text.starts_with('/') {
        // C:/…
        uri += "/";
    }
    for c in text.chars() {
        match c {
            '%' => uri += "%25",
            '?' => uri += "%3f",
            '#' => uri += "%23",
            c => uri.push(c),
        }
    }
    Some(uri + "?immutable=1")
}

/// Whether rows that are referred to are looked up.
pub(super) fn set_references(conn: &Connection, path: &Path, on: bool) -> Result<(), LedgerError> {
    let (value, wanted) = if on { ("ON", "1") } else { ("OFF", "0") };
    set(conn, path, "foreign_keys", value, wanted)
}

fn set(
    conn: &Connection,
    path: &Path,
    pragma: &'static str,
    value: &str,
    wanted: &'static str,
) -> Result<(), LedgerError> {
    // Some pragmas answer with a row, some do not.
    let answer = conn.query_row(&format!("PRAGMA {pragma}={value}"), [], |_| Ok(()));
    match answer {
        Ok(()) | Err(rusqlite::Error::QueryReturnedNoRows) => read_back(conn, path, pragma, wanted),
        Err(e) => Err(sqlite_error(path, e)),
    }
}

fn read_back(
    conn: &Connection,
    path: &Path,
    pragma: &'static str,
    wanted: &'static str,
) -> Result<(), LedgerError> {
    use rusqlite::types::Value;
    let found = conn
        .query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, Value>(0))
        .map_err(|e| sqlite_error(path, e))?;
    let found = match found {
        Value::Integer(n) => n.to_string(),
        Value::Text(text) => text,
        other => format!("{other:?}"),
    };
    if found != wanted {
        return Err(LedgerError::Setting { path: path.to_owned(), pragma, found, wanted });
    }
    Ok(())
}
