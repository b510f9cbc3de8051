//! What the old binding tool left behind: its database, and its CSV exports.
//!
//! ```text
//! device_info.db → database ┐
//! export.csv     → csv      ┴─► Sheet (every row, with its line) → judge → History (rows, faults, notes)
//! ```
//!
//! The tool wrote any 4 to 32 digits for a DK and never looked at a check digit, so every row is judged
//! as if it were scanned today. A line of a CSV is its line in the file, from 1; a row of the database
//! has its number in the column `idex` (its position, where the table has none).

mod csv;
mod database;
mod judge;
mod sheet;

use std::path::Path;

use sha2::{Digest, Sha256};

use super::{IntakeError, table};
use crate::order::DkKind;
use crate::relation::Encoding;
use sheet::Sheet;

/// Most rows of a history that are read. The old tool held 50,000.
const MAX_ROWS: usize = 5_000_000;

/// Longest device name (formats.md), in characters.
const MAX_NAME: usize = 254;

/// A history as it was found.
#[derive(Debug)]
pub struct History {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// What cannot be taken, in the order of the rows.
    pub faulty: Vec<HistoryFault>,
    /// What the user should know of the file as a whole.
    pub notes: Vec<HistoryNote>,
    /// It is a database: its rows have numbers, not lines.
    pub database: bool,
    sheet: Sheet,
}

/// One row of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryRow<'a> {
    /// Its line, or its number in the database.
    pub line: u64,
    /// DeviceKey.
    pub dk: &'a str,
    /// ProductKey.
    pub pk: &'a str,
    /// Serial number.
    pub sn: &'a str,
    /// Device name; may be empty.
    pub name: &'a str,
}

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryFault {
    /// Its position among the rows, from 0.
    pub row: usize,
    /// Its line, or its number in the database.
    pub line: u64,
    /// Its column in the file, from 1; 0 where it is the row as a whole, and in a database.
    pub column: u64,
    /// Which of its fields: `dk`, `pk`, `sn`, `name`, or `row` where it is the row as a whole.
    pub field: &'static str,
    /// What stands there.
    pub value: String,
    /// Why: a reason of the contract; else `columns` (fewer or more cells than the header has), or
    /// `name_format` (a name too long, or with control characters), or `name_formula` (a name that begins with
    /// `=`, `+`, `-` or `@`, which a spreadsheet would run).
    pub reason: &'static str,
    /// Earlier rows of the file with the same key, by their lines.
    pub lines: Vec<u64>,
    /// Active pairs with the same key, by their ids.
    pub pairs: Vec<i64>,
}

/// Something about the whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HistoryNote {
    /// The header names the columns in another order than the rows have them (the tool's V1.2.0 wrote
    /// such files); the rows were believed.
    HeaderDisagrees,
    /// There is no header; the columns were told by their values.
    NoHeader,
}

impl HistoryNote {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            HistoryNote::HeaderDisagrees => "header_disagrees",
            HistoryNote::NoHeader => "no_header",
        }
    }
}

/// Reads a history: a database or CSV, told apart by content. `kind` says what its DKs are.
pub fn read_history(path: &Path, kind: DkKind) -> Result<History, IntakeError> {
    let (file, bytes) = table::bytes(path)?;
    let database = database::is_one(&bytes);
    let (sheet, sha256) = std::thread::scope(|scope| {
        let sha256 = scope.spawn(|| sha256(&bytes));
        let sheet =
            if database { database::read(path, &file, &bytes) } else { csv::read(&file, &bytes, kind) };
        (sheet, sha256.join().unwrap_or_else(|_| self::sha256(&bytes)))
    });
    let mut sheet = sheet?;
    drop(bytes);
    if sheet.len() == 0 {
        return Err(IntakeError::Empty { file });
    }
    let faulty = judge::judge(&mut sheet, kind);
    let notes = std::mem::take(&mut sheet.notes);
    Ok(History { file, sha256, faulty, notes, database, sheet })
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl History {
    /// How many rows there are, faulty ones included.
    pub fn len(&self) -> usize {
        self.sheet.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The column of a field (see [`HistoryFault::field`]), from 1; 0 where there is none.
    pub fn column(&self, field: &str) -> u64 {
        self.sheet.column(field)
    }

    /// The row at this position, from 0.
    pub fn row(&self, at: usize) -> HistoryRow<'_> {
        self.sheet.row(at)
    }

    /// Positions of the rows that have no fault.
    pub fn good(&self) -> impl Iterator<Item = usize> {
        let mut faults = self.faulty.iter().map(|fault| fault.row).peekable();
        (0..self.len()).filter(move |at| faults.next_if_eq(at).is_none())
    }

    /// The cells of a row as they stand in the file, whatever they are. What a database has is given
    /// in the order of the old tool's exports.
    pub fn cells(&self, at: usize) -> impl Iterator<Item = &str> {
        self.sheet.whole(at).split(self.sheet.delimiter)
    }

    /// The cells of the header; those of the old tool's exports where there is none.
    pub fn header(&self) -> impl Iterator<Item = &str> {
        self.sheet.header.split(self.sheet.delimiter)
    }

    /// What stands between cells.
    pub fn delimiter(&self) -> char {
        self.sheet.delimiter
    }

    /// In what bytes its text is written.
    pub fn encoding(&self) -> Encoding {
        self.sheet.encoding
    }
}
