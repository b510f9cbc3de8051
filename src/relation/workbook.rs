//! A workbook that somebody brought, opened only after it was bounded.
//!
//! An XLSX is a zip of XML: a few kilobytes of it unpack to gigabytes, one attribute makes its reader ask for
//! more memory than there is (which ends the whole program), and one cell in the last corner makes a table
//! of seventeen thousand million. So every part is unpacked once and counted, whatever the archive says of
//! itself, before the reader sees the file; and cells are taken as they come, never as a table.

use std::io::{Cursor, Read};

use calamine::{Data, DataRef, Reader, Xlsx, XlsxError};

/// Most parts of a workbook; a bomb has many that all unpack the same bytes.
const MOST_PARTS: usize = 4_096;

/// Most texts a workbook may say it shares: what its reader makes room for before it has seen one.
const MOST_SHARED: u64 = 8 * 1024 * 1024;

/// How much is unpacked at a time.
const PIECE: usize = 64 * 1024;

/// A workbook in memory.
pub(crate) type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Why a workbook is not read.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookFault {
    /// It unpacks to more than what it is read for.
    #[error("it unpacks to more than {} MB", .max >> 20)]
    Unpacked {
        /// The limit in bytes.
        max: u64,
    },
    /// It has more parts than a workbook.
    #[error("it has {found} parts, a workbook has at most {MOST_PARTS}")]
    Parts {
        /// As many it has.
        found: usize,
    },
    /// It says that it shares more texts than can be.
    #[error("it says that it shares {said} texts")]
    Shared {
        /// What it says.
        said: String,
    },
    /// Its sheet has more rows, cells or text than what it is read for.
    #[error("its sheet has more than {max} {what}")]
    Sheet {
        /// The limit.
        max: usize,
        /// Of what.
        what: &'static str,
    },
    /// The archive is broken.
    #[error("{0}")]
    Zip(#[from] zip::result::ZipError),
    /// A part of the archive is broken.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// What is in it is no workbook.
    #[error("{0}")]
    Xlsx(#[from] XlsxError),
}

/// Opens a workbook that unpacks to `max` bytes at most.
pub(crate) fn open(bytes: &[u8], max: u64) -> Result<Workbook<'_>, WorkbookFault> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    if archive.len() > MOST_PARTS {
        return Err(WorkbookFault::Parts { found: archive.len() });
    }
    let mut left = max;
    for index in 0..archive.len() {
        let entry = archive.by_index(index)?;
        let shared = entry.name_raw().to_ascii_lowercase().ends_with(b"sharedstrings.xml");
        let unpacked = count(entry.take(left + 1), shared)?;
        left = left.checked_sub(unpacked).ok_or(WorkbookFault::Unpacked { max })?;
    }
    Ok(Xlsx::new(Cursor::new(bytes))?)
}

/// Unpacks a part and counts; `shared`: also looks at what it says of the number of its texts.
fn count(mut part: impl Read, shared: bool) -> Result<u64, WorkbookFault> {
    let (mut piece, mut kept, mut sum) = (vec![0; PIECE], Vec::new(), 0);
    loop {
        let read = match part.read(&mut piece) {
            Ok(0) => return Ok(sum),
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        sum += read as u64;
        if shared {
            // The attribute may lie across two pieces.
            kept.extend_from_slice(&piece[..read]);
            check_shared(&kept)?;
            kept.drain(..kept.len().saturating_sub(ATTRIBUTE_ROOM));
        }
    }
}

/// Longer than the attribute with any number that is let pass.
const ATTRIBUTE_ROOM: usize = 256;

/// Looks at each `uniqueCount="…"`.
fn check_shared(xml: &[u8]) -> Result<(), WorkbookFault> {
    const NAME: &[u8] = b"uniqueCount";
    for at in memchr::memmem::find_iter(xml, NAME) {
        let rest = &xml[at + NAME.len()..];
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b'=').count();
        let Some((b'"' | b'\'', value)) = rest[blank..].split_first() else { continue };
        let digits: Vec<u8> = value.iter().copied().take_while(u8::is_ascii_digit).take(32).collect();
        let said = String::from_utf8_lossy(&digits).into_owned();
        if !said.is_empty() && !said.parse::<u64>().is_ok_and(|said| said <= MOST_SHARED) {
            return Err(WorkbookFault::Shared { said });
        }
    }
    Ok(())
}

/// How much of a sheet is taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Most {
    /// Rows that hold anything.
    pub(crate) rows: usize,
    /// Cells of a row; what is further right is not looked at.
    pub(crate) columns: usize,
    /// Cells in all, those left out on the left included.
    pub(crate) cells: usize,
    /// Bytes of text in all: a text that is shared counts wherever it stands.
    pub(crate) text: usize,
}

/// A row of a sheet: its number from 1, and its cells from column A on.
pub(crate) type SheetRow = (u32, Vec<Data>);

/// The rows of a sheet that hold anything, in their order in the file. Empty cells at their end are left out.
pub(crate) fn rows(book: &mut Workbook<'_>, sheet: &str, most: Most) -> Result<Vec<SheetRow>, WorkbookFault> {
    let mut reader = book.worksheet_cells_reader(sheet)?;
    let mut rows: Vec<SheetRow> = Vec::new();
    let (mut cells, mut text) = (0_usize, 0_usize);
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        let column = column as usize;
        if column >= most.columns || matches!(cell.get_value(), DataRef::Empty) {
            continue;
        }
        text = text.saturating_add(match cell.get_value() {
            DataRef::String(text) => text.len(),
            DataRef::SharedString(text) => text.len(),
            _ => 0,
        });
        if text > most.text {
            return Err(WorkbookFault::Sheet { max: most.text >> 20, what: "MB of text" });
        }
        let number = row.saturating_add(1);
        if rows.last().is_none_or(|(last, _)| *last != number) {
            if rows.len() >= most.rows {
                return Err(WorkbookFault::Sheet { max: most.rows, what: "rows" });
            }
            rows.push((number, Vec::new()));
        }
        let Some((_, row)) = rows.last_mut() else { continue };
        if row.len() <= column {
            cells += column + 1 - row.len();
            if cells > most.cells {
                return Err(WorkbookFault::Sheet { max: most.cells, what: "cells" });
            }
            row.resize(column + 1, Data::Empty);
        }
        row[column] = cell.get_value().clone().into();
    }
    Ok(rows)
}
