//! The old tool's database: SQLite, one table `device_userInfo(idex, dk, pk, sn, text, ver)`.
//!
//! The file may be damaged, or made to harm: a copy of it is read, checked before a row is
//! believed, and nothing of its schema is run but a plain table. So the file itself is not
//! touched, whatever it says of itself.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};

use super::sheet::{OWN_HEADER, Place, Sheet, Span};
use super::{IntakeError, MAX_ROWS};
use crate::relation::Encoding;

/// The one table that is read.
const TABLE: &str = "device_userInfo";

/// Longest value or statement, in bytes. A device name has 254 characters at most.
const MAX_VALUE: i32 = 1 << 16;

/// Is this an SQLite file?
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"SQLite format 3\0")
}

/// Reads the database whose bytes these are; `path` is where it lies.
pub(super) fn read(path: &Path, file: &str, bytes: &[u8]) -> Result<Sheet, IntakeError> {
    refuse_unfinished(path, file)?;
    let copying = |error| IntakeError::Unreadable { file: format!("a copy of {file}"), error };
    let dir = tempfile::tempdir().map_err(copying)?;
    let copy = dir.path().join("history.db");
    std::fs::write(&copy, bytes).map_err(copying)?;
    let damaged =
        |error: rusqlite::Error| IntakeError::Database { file: file.to_owned(), what: error.to_string() };
    let conn = open(&copy).map_err(damaged)?;
    let said: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(damaged)?;
    if said != "ok" {
        return Err(IntakeError::Database { file: file.to_owned(), what: said });
    }
    let columns = columns(&conn, file)?;
    let sheet = rows(&conn, &columns).map_err(damaged);
    // The copy cannot be removed on Windows while it is open.
    conn.close().map_err(|(_, error)| damaged(error))?;
    let sheet = sheet?;
    if sheet.len() > MAX_ROWS {
        return Err(IntakeError::TooManyRows { file: file.to_owned(), max: MAX_ROWS });
    }
    Ok(sheet)
}

/// A journal beside it: the tool is running, or was killed while it wrote. The file alone is not the
/// whole truth then, and SQLite would have to write into it to mend it.
fn refuse_unfinished(path: &Path, file: &str) -> Result<(), IntakeError> {
    for end in ["-journal", "-wal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        let beside = PathBuf::from(name);
        if std::fs::metadata(&beside).is_ok_and(|meta| meta.len() > 0) {
            return Err(IntakeError::Unfinished { file: file.to_owned(), beside });
        }
    }
    Ok(())
}

fn open(copy: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(copy, flags)?;
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE)?;
    conn.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, MAX_VALUE)?;
    conn.execute_batch("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0")?;
    Ok(conn)
}

/// What to ask for: idex, DK, PK, SN and name, each by its own spelling, or NULL where there is none.
fn columns(conn: &Connection, file: &str) -> Result<[String; 5], IntakeError> {
    let damaged =
        |error: rusqlite::Error| IntakeError::Database { file: file.to_owned(), what: error.to_string() };
    let not = |what: String| IntakeError::NotHistory { file: file.to_owned(), what };
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE";
    let made: Option<String> = conn.query_row(sql, [TABLE], |row| row.get(0)).optional().map_err(damaged)?;
    // A virtual table runs a module's code to be read.
    if made.is_none_or(|sql| sql.trim_start().to_ascii_uppercase().starts_with("CREATE VIRTUAL")) {
        return Err(not(format!("is a database without the table {TABLE}")));
    }
    // Without generated columns: these are computed by whoever made the file.
    let mut info = conn.prepare("SELECT name FROM pragma_table_info(?)").map_err(damaged)?;
    let there = info
        .query_map([TABLE], |row| row.get(0))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<String>>>)
        .map_err(damaged)?;
    let find = |wanted: &str| there.iter().find(|name| name.eq_ignore_ascii_case(wanted));
    let quoted = |name: &String| format!("\"{}\"", name.replace('"', "\"\""));
    let needed = |wanted: &str| {
        let missing = || not(format!("has no column {wanted} in its table {TABLE}"));
        find(wanted).map(quoted).ok_or_else(missing)
    };
    let optional = |wanted: &str| find(wanted).map_or("NULL".to_owned(), quoted);
    Ok([optional("idex"), needed("dk")?, needed("pk")?, needed("sn")?, optional("text")])
}

fn rows(conn: &Connection, columns: &[String; 5]) -> rusqlite::Result<Sheet> {
    let mut sheet = Sheet {
        text: String::new(),
        header: OWN_HEADER.to_owned(),
        delimiter: ',',
        encoding: Encoding::Utf8Bom,
        // A table's columns have names, and no numbers that anybody sees.
        columns: [0; 4],
        rows: Vec::new(),
        notes: Vec::new(),
    };
    let sql = format!("SELECT {} FROM \"{TABLE}\" LIMIT {}", columns.join(", "), MAX_ROWS + 1);
    let mut statement = conn.prepare(&sql)?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let position = sheet.rows.len() as u64 + 1;
        let line = match row.get_ref(0)? {
            ValueRef::Integer(idex) => u64::try_from(idex).unwrap_or(position),
            _ => position,
        };
        let place = place(&mut sheet.text, row, line)?;
        sheet.rows.push(place);
    }
    Ok(sheet)
}

/// Puts a row into the text, as a line of an export would have it.
fn place(text: &mut String, row: &Row<'_>, line: u64) -> rusqlite::Result<Place> {
    let start = text.len() as u32;
    let (mut fields, mut fault) = ([Span::default(); 4], None);
    for (at, field) in fields.iter_mut().enumerate() {
        if at > 0 {
            text.push(',');
        }
        field.start = text.len() as u32;
        if !put(text, row.get_ref(at + 1)?) {
            fault = Some("bad_encoding");
        }
        field.end = text.len() as u32;
    }
    Ok(Place { line, whole: Span { start, end: text.len() as u32 }, fields, fault })
}

/// Appends a value as text, without blanks around it; false if its bytes are no text.
fn put(text: &mut String, value: ValueRef<'_>) -> bool {
    match value {
        ValueRef::Null => true,
        ValueRef::Integer(number) => write!(text, "{number}").is_ok(),
        ValueRef::Real(number) => write!(text, "{number}").is_ok(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => match Encoding::detect(bytes) {
            Some((_, value)) => {
                text.push_str(value.trim());
                true
            }
            None => {
                text.push_str(&String::from_utf8_lossy(bytes));
                false
            }
        },
    }
}
