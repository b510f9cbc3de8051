//! What can be wrong with a ledger, and how SQLite's errors become it.

use std::path::{Path, PathBuf};

/// What is wrong with a ledger, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another running program holds the ledger.
    #[error(
        "the ledger {path} is in use by another pairing station (process {holder}): close that one first, or give this one another directory with --data"
    )]
    Locked {
        /// The ledger.
        path: PathBuf,
        /// Process id of the holder, as it wrote it; `unknown` if it did not.
        holder: String,
    },
    /// The ledger was written by a newer program.
    #[error(
        "the ledger {path} has schema {found}, this program knows up to {known}: install the newer program; nothing was changed"
    )]
    NewerSchema {
        /// The ledger.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// It is a file, but not a ledger of this program.
    #[error(
        "{path} is not a ledger of the pairing station ({what}): choose another directory with --data; nothing was changed"
    )]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: String,
    },
    /// It is damaged.
    #[error(
        "the ledger {path} is damaged ({what}): do not go on with it; keep a copy of the file and restore the newest backup"
    )]
    Damaged {
        /// The ledger.
        path: PathBuf,
        /// What SQLite or the check says.
        what: String,
    },
    /// It was there before and is not any more.
    #[error(
        "the ledger {path} was here before and is gone: bring it back, or restore a backup; to start a new one on purpose, remove {lock}"
    )]
    Gone {
        /// Where the ledger was.
        path: PathBuf,
        /// The lock file that says so.
        lock: PathBuf,
    },
    /// It is to be brought up to date, and could not be copied before.
    #[error(
        "the ledger {path} was written by an older program, and could not be copied before it is brought up to date: {source}; nothing was changed"
    )]
    NotCopied {
        /// The ledger.
        path: PathBuf,
        /// Why not.
        source: Box<super::backup::BackupError>,
    },
    /// A restore of it was begun, and its files are not what one leaves.
    #[error(
        "the ledger {path}: a restore was begun and cannot be finished ({what}); see to the files beside it; remove {journal} to give the restore up, and restore a backup again"
    )]
    Unfinished {
        /// The ledger.
        path: PathBuf,
        /// The file that says so.
        journal: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// It may not be written.
    #[error(
        "the ledger {path} cannot be written (read-only): give this user write access to it and to its directory"
    )]
    ReadOnly {
        /// The ledger.
        path: PathBuf,
    },
    /// A setting that durability hangs on did not take.
    #[error(
        "the ledger {path} runs with {pragma}={found} where {wanted} is needed: it lies on a file system that cannot keep it safe; move it to a local disk"
    )]
    Setting {
        /// The ledger.
        path: PathBuf,
        /// Which pragma.
        pragma: &'static str,
        /// What it read back as.
        found: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// The disk is full.
    #[error("the disk of the ledger {path} is full: free space on it, then acknowledge and scan again")]
    Full {
        /// The ledger.
        path: PathBuf,
    },
    /// Anything else SQLite says.
    #[error("the ledger {path}: {source}; see whether its disk is there and writable")]
    Sqlite {
        /// The ledger.
        path: PathBuf,
        /// SQLite's error.
        source: rusqlite::Error,
    },
    /// The directory or the lock file.
    #[error("{path}: {source}; see whether the directory is there and writable")]
    Io {
        /// Which file.
        path: PathBuf,
        /// The OS's error.
        source: std::io::Error,
    },
    /// A commit failed, and whether it is on disk nevertheless could not be found out.
    #[error(
        "the ledger {path} did not answer after a failed commit ({what}): nothing more is recorded; see whether its disk is there, then restart the station"
    )]
    Doubtful {
        /// The ledger.
        path: PathBuf,
        /// What was said to the commit, and to the question after it.
        what: String,
    },
    /// A pair id was used twice.
    #[error("pair {id} is in the ledger already: reserve an id for every pair")]
    IdTaken {
        /// The id.
        id: i64,
    },
    /// A pair that shall replace another one, and has neither its DK nor its SN.
    #[error(
        "pair {pair} has neither the DK nor the sticker of pair {replaced}, and cannot replace it: void that one"
    )]
    NothingKept {
        /// The new pair's id.
        pair: i64,
        /// The old one's.
        replaced: i64,
    },
    /// There is no such pair.
    #[error("there is no pair {id} in the ledger: nothing was changed")]
    NoSuchPair {
        /// The id asked for.
        id: i64,
    },
    /// There is no such export.
    #[error("there is no export {id} in the ledger: see which there are (exports); nothing was changed")]
    NoSuchExport {
        /// The id asked for.
        id: i64,
    },
    /// An answer about a pair that its export does not hold.
    #[error("pair {pair} is not in export {export}, or is named twice: nothing was changed")]
    NotInExport {
        /// The pair.
        pair: i64,
        /// The export that is answered.
        export: i64,
    },
    /// A correction of a pair that is not voided, or was never handed over.
    #[error(
        "pair {pair} is not voided, or was never handed over, so there is nothing to correct: nothing was changed"
    )]
    NothingToCorrect {
        /// The pair.
        pair: i64,
    },
    /// An order's rules, as the ledger keeps them, cannot be read.
    #[error(
        "order {name} in the ledger {path} cannot be read ({source}): it was added by another version of the program; use that one, or check the ledger"
    )]
    StoredOrder {
        /// The ledger.
        path: PathBuf,
        /// The order's name.
        name: String,
        /// What is wrong with its text.
        source: crate::order::OrderError,
    },
    /// The key file is not what was written.
    #[error(
        "the key file {path} is faulty ({what}): bring its copy back to this place; to go on with a new key, move it away; nothing was changed"
    )]
    KeyFault {
        /// The key file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The key file is a whole one, and belongs elsewhere.
    #[error(
        "the key file {key_file} belongs to another ledger, or to another past of this one ({what}): bring the right one to this place; to go on with a new key, move this one away; nothing was changed"
    )]
    KeyOfAnother {
        /// The key file.
        key_file: PathBuf,
        /// What does not fit.
        what: String,
    },
    /// The key file cannot be read or written.
    #[error(
        "the key file {path}: {source}; without it no event can be sealed, and nothing is recorded: see whether its directory is there, readable and writable, or name another place (key_file in settings.toml)"
    )]
    KeyPlace {
        /// The key file.
        path: PathBuf,
        /// The OS's error.
        source: std::io::Error,
    },
    /// The system gives no random numbers for a key.
    #[error("the system gives no random numbers for a key ({what}): restart this computer")]
    NoRandom {
        /// What it says.
        what: String,
    },
    /// An older program wrote the ledger, and whoever only reads cannot bring it up to date.
    #[error(
        "the ledger {path} has schema {found}, this program reads {known}: start the station on it once, which brings it up to date"
    )]
    OlderSchema {
        /// The ledger.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// What this program reads.
        known: i64,
    },
    /// The writer thread is gone.
    #[error("the ledger's writer has stopped: restart the station")]
    Stopped,
    /// An order of that name is there with other rules.
    #[error(
        "order {name} is in the ledger with other rules ({what}): use another name, or the file it was made from"
    )]
    OrderDiffers {
        /// Its name.
        name: String,
        /// The first rule that differs.
        what: String,
    },
    /// No such order.
    #[error("there is no order {name} in the ledger: add it first (order add FILE)")]
    NoSuchOrder {
        /// Its name.
        name: String,
    },
    /// An order has had pairs: its rules are part of their record.
    #[error(
        "order {name} has had pairs, and its rules stay as these were made by: make a new order like it with the changes, and close this one; nothing was changed"
    )]
    OrderBegun {
        /// Its name.
        name: String,
    },
    /// Nobody would be left who can change people again.
    #[error(
        "{id} is the last supervisor who can log in, and stays one: make another supervisor first (people add); nothing was changed"
    )]
    LastSupervisor {
        /// Who was to be changed.
        id: String,
    },
    /// What cannot be an import: no pairs, or pairs of an order.
    #[error(
        "{pairs} pairs of order {order:?} cannot be imported: imported pairs belong to no order, and there is at least one; nothing was changed"
    )]
    NoImport {
        /// How many.
        pairs: usize,
        /// The order they were to belong to.
        order: String,
    },
    /// The operation was cancelled by the user.
    #[error("cancelled; nothing was changed")]
    Cancelled,
}

/// Names an I/O error at `file`, which belongs to the ledger at `ledger`.
pub(super) fn io_error(ledger: &Path, file: &Path, source: std::io::Error) -> LedgerError {
    use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem, StorageFull};
    match source.kind() {
        PermissionDenied | ReadOnlyFilesystem => LedgerError::ReadOnly { path: ledger.to_owned() },
        StorageFull => LedgerError::Full { path: ledger.to_owned() },
        _ => LedgerError::Io { path: file.to_owned(), source },
    }
}

/// Names an error of SQLite at the ledger at `path`.
pub(super) fn sqlite_error(path: &Path, source: rusqlite::Error) -> LedgerError {
    use rusqlite::ErrorCode;
    use rusqlite::ffi;
    let path = path.to_owned();
    let extended = source.sqlite_error().map(|error| error.extended_code);
    // A page that should be there is not: the file was cut off under the program.
    if matches!(extended, Some(ffi::SQLITE_IOERR_SHORT_READ | ffi::SQLITE_IOERR_CORRUPTFS)) {
        return LedgerError::Damaged { path, what: source.to_string() };
    }
    match source.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => LedgerError::Full { path },
        Some(ErrorCode::ReadOnly) => LedgerError::ReadOnly { path },
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            LedgerError::Damaged { path, what: source.to_string() }
        }
        Some(ErrorCode::OperationInterrupted) => LedgerError::Cancelled,
        _ => LedgerError::Sqlite { path, source },
    }
}
