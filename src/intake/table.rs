//! A file of rows: CSV, TXT or XLSX, told apart by content.

use super::{IntakeError, MAX_BYTES};
use crate::relation::Encoding;
use crate::relation::workbook::{self, WorkbookFault};
use calamine::{Data, Reader};
use std::io::Read;
use std::path::Path;

/// Most cells of a row that are looked at.
const MAX_CELLS: usize = 256;

/// Most rows of a list. An order of the largest kind has a million devices.
pub(super) const MAX_ROWS: usize = 5_000_000;

/// Most cells of a list: of a text full of separators each byte is one.
const MAX_TABLE: usize = 16 * 1024 * 1024;

/// A row, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its line, from 1.
    pub(super) line: u64,
    /// Its cells, trimmed.
    pub(super) cells: Vec<String>,
}

/// Reads a whole file, `MAX_BYTES` at most.
pub(super) fn bytes(path: &Path) -> Result<(String, Vec<u8>), IntakeError> {
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let unreadable = |error| IntakeError::Unreadable { file: path.display().to_string(), error };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(path).map_err(unreadable)?;
    opened.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(IntakeError::TooBig { file, max: MAX_BYTES });
    }
    Ok((file, bytes))
}

/// The rows of a file's content that hold anything; `file` is for errors.
pub(super) fn rows(file: &str, bytes: &[u8]) -> Result<Vec<Row>, IntakeError> {
    rows_with(file, bytes, delimiter)
}

/// The same, with another way to tell the separator of a text.
pub(super) fn rows_with(
    file: &str,
    bytes: &[u8],
    delimiter: fn(&str) -> u8,
) -> Result<Vec<Row>, IntakeError> {
    let rows = if bytes.starts_with(b"PK\x03\x04") {
        workbook(file, bytes)?
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(IntakeError::OldSpreadsheet { file: file.to_owned() });
    } else {
        text(file, bytes, delimiter)?
    };
    if rows.is_empty() {
        return Err(IntakeError::Empty { file: file.to_owned() });
    }
    Ok(rows)
}

fn text(file: &str, bytes: &[u8], delimiter: fn(&str) -> u8) -> Result<Vec<Row>, IntakeError> {
    let (_, text) = Encoding::detect(bytes).ok_or_else(|| IntakeError::Encoding { file: file.to_owned() })?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut lines = Lines { text: &text, at: 0, line: 1 };
    let mut taken = 0;
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            IntakeError::Line { file: file.to_owned(), line, what: error.to_string() }
        })?;
        let line = record.position().map_or(0, |position| lines.of(position.byte()));
        let cells: Vec<String> = record.iter().take(MAX_CELLS).map(|cell| cell.trim().to_owned()).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            taken += cells.len();
            if taken > MAX_TABLE {
                return Err(IntakeError::TooManyCells { file: file.to_owned(), max: MAX_TABLE });
            }
            if rows.len() >= MAX_ROWS {
                return Err(IntakeError::TooManyRows { file: file.to_owned(), max: MAX_ROWS });
            }
            rows.push(Row { line, cells });
        }
    }
    Ok(rows)
}

/// Lines as people count them. (The reader's own count stands before the line break of the record
/// before, where that is CR LF.)
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the record that begins at or after this byte; bytes are asked for in order.
    fn of(&mut self, byte: u64) -> u64 {
        let bytes = self.text.as_bytes();
        let mut to = usize::try_from(byte).unwrap_or(bytes.len()).clamp(self.at, bytes.len());
        while bytes.get(to).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            to += 1;
        }
        self.line += bytes[self.at..to].iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = to;
        self.line
    }
}

/// The separator: of a list without one, whichever (it does not occur).
pub(super) fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    // A vendor's label stands in one cell although it is full of semicolons.
    [b',', b'\t', b';'].into_iter().find(|byte| first.as_bytes().contains(byte)).unwrap_or(b',')
}

fn workbook(file: &str, bytes: &[u8]) -> Result<Vec<Row>, IntakeError> {
    let broken =
        |what: WorkbookFault| IntakeError::Workbook { file: file.to_owned(), what: what.to_string() };
    let mut book = workbook::open(bytes, MAX_BYTES).map_err(broken)?;
    let most =
        workbook::Most { rows: MAX_ROWS, columns: MAX_CELLS, cells: MAX_TABLE, text: MAX_BYTES as usize };
    for sheet in book.sheet_names() {
        let found = workbook::rows(&mut book, &sheet, most).map_err(broken)?;
        // A table that begins further right begins in its first column all the same.
        let filled = |cells: &[Data]| cells.iter().position(|cell| !matches!(cell, Data::Empty));
        let left = found.iter().filter_map(|(_, cells)| filled(cells)).min().unwrap_or(0);
        let rows: Vec<Row> = found
            .into_iter()
            .map(|(line, cells)| Row {
                line: line.into(),
                cells: cells.iter().skip(left).map(cell).collect(),
            })
            .filter(|row| row.cells.iter().any(|cell| !cell.is_empty()))
            .collect();
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// A cell as text. A number shows what a spreadsheet has left of it: digits beyond the fifteenth are
/// gone, which the key's own check then finds.
fn cell(data: &Data) -> String {
    match data {
        Data::String(text) => text.trim().to_owned(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e18 => format!("{number:.0}"),
        other => other.to_string().trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expect: &[(u64, &[&str])]) {
        let rows = rows("list", bytes).unwrap();
        let found: Vec<(u64, Vec<&str>)> =
            rows.iter().map(|row| (row.line, row.cells.iter().map(String::as_str).collect())).collect();
        let expect: Vec<(u64, Vec<&str>)> =
            expect.iter().map(|(line, cells)| (*line, cells.to_vec())).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn text_is_rows_with_their_lines() {
        check(b"SN,PK\r\nA1,p\r\n\r\nA2,p", &[(1, &["SN", "PK"]), (2, &["A1", "p"]), (4, &["A2", "p"])]);
        check(b"\"A\n1\",x\r\nA2,y\r\nA3,z", &[(1, &["A\n1", "x"]), (3, &["A2", "y"]), (4, &["A3", "z"])]);
        check(b"A1\nA2\n", &[(1, &["A1"]), (2, &["A2"])]);
        check("\u{feff}设备SN\tx\nA1\ty\n".as_bytes(), &[(1, &["设备SN", "x"]), (2, &["A1", "y"])]);
        check(&[0xc9, 0xe8, b'S', b'N', b'\n', b'A'], &[(1, &["设SN"]), (2, &["A"])]);
    }

    #[test]
    fn what_is_no_list_is_named() {
        let check = |bytes: &[u8], expect: &str| {
            let error = rows("list", bytes).unwrap_err().to_string();
            assert!(error.starts_with("list") && error.contains(expect), "{error}");
        };
        check(b"", "no rows");
        check(b"\r\n , \r\n", "no rows");
        check(b"\xD0\xCF\x11\xE0", ".xlsx");
        check(b"a\xff\xff\xff", "UTF-8");
        check(b"PK\x03\x04 and nothing more", "no workbook");
    }
}
