//! What users bring along: SNs the platform issued, modules the maker delivered, rows the platform refused,
//! operators whose badges are printed, the old tool's pairs.
//!
//! ```text
//! file → source → table (rows of cells, with their lines) → columns (by header, else by value) → keys, each judged
//! zip  → source → package (a list, and one QR image for each SN) ─────────────────────────────┘
//! the platform's list of refused rows → source → table → answer (keys and reasons)
//! database or CSV of the old tool → history (rows, each judged)
//! ```
//!
//! Architecture invariants:
//! * Nothing here touches the ledger: a file becomes keys and faults, and somebody looks at both
//!   before anything is taken over.
//! * Every fault has its line and column, its value, a reason, and what was expected. A file that is none
//!   of what it could be is an error, not an empty list.
//! * A key that stands in a file before is a fault of the later row, which names the line of the first; the
//!   first counts. (Two lists in one package are the same list in two formats: there the rows of the second
//!   repeat nothing.)
//! * Every size is bounded before it is read, and no name in an archive is ever a path on disk.

mod answer;
mod columns;
mod dks;
mod history;
mod package;
mod people;
mod sns;
mod source;
mod table;

pub use answer::{AnswerKey, AnswerList, AnswerRow};
pub use dks::DkList;
pub use history::{History, HistoryFault, HistoryNote, HistoryRow, read_history};
pub use people::Person;
pub use sns::{SnList, SnRow};
pub use source::Source;

use std::io;
use std::path::PathBuf;

/// Largest file that is read.
pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Told how many of how many rows (of a package: images) are looked at; says whether to go on. It is
/// called from several threads.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) -> bool + Sync);

/// Rows between two words of progress.
const STRIDE: u64 = 512;

/// Tells of the next row of a list; `Err` where it is not to go on.
fn step(progress: Progress<'_>, done: u64, total: usize) -> Result<(), IntakeError> {
    let go_on = !done.is_multiple_of(STRIDE) || progress(done, total as u64);
    if go_on { Ok(()) } else { Err(IntakeError::Cancelled) }
}

/// One row, or one image, that cannot be used or does not agree with the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faulty {
    /// Its line (of a sheet: its row) from 1; 0 where a file inside a package has none.
    pub line: u64,
    /// Its column, from 1; 0 where it is a file inside a package.
    pub column: u64,
    /// The file inside the package, where it is one.
    pub file: String,
    /// What should stand there: `dk`, `sn`, `pk` or `image`.
    pub field: &'static str,
    /// What stands there.
    pub value: String,
    /// Why: a reason of the contract where one fits, else a name of this room.
    pub reason: &'static str,
    /// The very value expected, where there is but one; empty: any of the reason's kind.
    pub expected: String,
    /// Of a key that stands in the file before: the line of the first; else 0.
    pub first: u64,
}

/// Why a file cannot be used at all. Nothing of it is.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// It could not be read.
    #[error("{file}: cannot be read ({error}); see whether it is there, is a file and may be read")]
    Unreadable {
        /// The file.
        file: String,
        /// What the OS said.
        #[source]
        error: io::Error,
    },
    /// It is bigger than any such file.
    #[error("{file}: is larger than {} MB; it is no list of keys", .max >> 20)]
    TooBig {
        /// The file.
        file: String,
        /// The limit in bytes.
        max: u64,
    },
    /// It is a spreadsheet of the old kind.
    #[error("{file}: is an .xls workbook; save it as .xlsx or as CSV")]
    OldSpreadsheet {
        /// The file.
        file: String,
    },
    /// It is text in no encoding known here.
    #[error("{file}: is neither UTF-8, GBK nor UTF-16 text; save it as UTF-8")]
    Encoding {
        /// The file.
        file: String,
    },
    /// A line of it cannot be taken apart.
    #[error("{file}, line {line}: {what}; mend that line")]
    Line {
        /// The file.
        file: String,
        /// The line from 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// The workbook is broken.
    #[error("{file}: is no workbook that can be read ({what}); save it anew")]
    Workbook {
        /// The file.
        file: String,
        /// What the reader said.
        what: String,
    },
    /// The archive is broken, or not what such a package is.
    #[error("{file}: {what}; download the package again")]
    Package {
        /// The archive.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// No column holds what is wanted.
    #[error(
        "{file}: no column with {wanted}; name one in the first line, or bring a file whose values are such"
    )]
    NoColumn {
        /// The file.
        file: String,
        /// What is wanted.
        wanted: &'static str,
    },
    /// It is no history of the old tool.
    #[error("{file}: {what}; bring the old tool's device_info.db, or a CSV that it exported")]
    NotHistory {
        /// The file.
        file: String,
        /// What it is instead, or lacks.
        what: String,
    },
    /// A database that is damaged.
    #[error(
        "{file}: is a damaged database ({what}); export CSV from the old tool and bring that, or a backup"
    )]
    Database {
        /// The file.
        file: String,
        /// What SQLite says.
        what: String,
    },
    /// A database that is being written.
    #[error(
        "{file}: is still being written, for there is {}; open the old tool, close it, and bring the file again", .beside.display()
    )]
    Unfinished {
        /// The file.
        file: String,
        /// Its journal.
        beside: PathBuf,
    },
    /// More cells than any list has.
    #[error(
        "{file}: has more than {max} cells; leave out the columns that hold no keys, or bring it in parts"
    )]
    TooManyCells {
        /// The file.
        file: String,
        /// The limit.
        max: usize,
    },
    /// More rows than any such file has.
    #[error("{file}: has more than {max} rows; bring it in parts")]
    TooManyRows {
        /// The file.
        file: String,
        /// The limit.
        max: usize,
    },
    /// The user stopped it.
    #[error("cancelled; nothing was changed")]
    Cancelled,
    /// There is nothing in it.
    #[error("{file}: holds no rows")]
    Empty {
        /// The file.
        file: String,
    },
}
