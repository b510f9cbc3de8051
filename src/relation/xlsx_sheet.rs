//! XLSX: every cell text, so that no spreadsheet program shortens a 20-digit key to 15 digits or
//! takes a name for a formula. In constant memory: rows go to a temporary file as they come.

use super::draft::{Draft, Sealed};
use super::{Field, RelationError, Row, RowFault, Template};
use chrono::{DateTime, FixedOffset};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Once;

/// Rows of a sheet below the header: the format's 1,048,576 less one.
pub(super) const MAX_ROWS: u64 = 1_048_575;

pub(super) struct XlsxSheet {
    book: Workbook,
    draft: Draft,
    dir: PathBuf,
}

impl XlsxSheet {
    /// A relation file's sheet with its header. `created` goes into the document's properties, so that the
    /// same rows at the same time give the same bytes.
    pub(super) fn new(
        dir: &Path,
        template: &Template,
        created: DateTime<FixedOffset>,
    ) -> Result<XlsxSheet, RelationError> {
        let columns: Vec<(&str, f64)> =
            template.columns().iter().map(|column| (column.header.as_str(), width(column.field))).collect();
        XlsxSheet::with_columns(dir, &columns, created)
    }

    /// A sheet with these headers, and their widths in characters.
    pub(super) fn with_columns(
        dir: &Path,
        columns: &[(&str, f64)],
        created: DateTime<FixedOffset>,
    ) -> Result<XlsxSheet, RelationError> {
        let draft = Draft::new(dir)?;
        let book = guarded(dir, || {
            let mut book = Workbook::new();
            let time = ExcelDateTime::from_timestamp(created.timestamp())?;
            book.set_properties(&DocProperties::new().set_creation_datetime(&time));
            book.set_tempdir(dir)?;
            let sheet = book.add_worksheet_with_constant_memory()?;
            let text = Format::new().set_num_format("@");
            for (at, (_, width)) in (0..).zip(columns) {
                // As a column format it also covers what is typed into empty cells later.
                sheet.set_column_format(at, &text)?.set_column_width(at, *width)?;
            }
            for (at, (header, _)) in (0..).zip(columns) {
                sheet.write_string(0, at, *header)?;
            }
            Ok(book)
        })?;
        Ok(XlsxSheet { book, draft, dir: dir.to_owned() })
    }

    /// Appends row number `row`, from 1.
    pub(super) fn push(&mut self, template: &Template, row: u64, keys: Row<'_>) -> Result<(), RelationError> {
        let written = self.push_cells(row, template.values(keys))?;
        written.ok_or_else(|| {
            let fault = RowFault::SheetFull(MAX_ROWS);
            RelationError::Row { row, dk: keys.dk.to_owned(), field: Field::Dk, fault }
        })
    }

    /// The same with any cells; `None`: the sheet is full.
    pub(super) fn push_cells(
        &mut self,
        row: u64,
        cells: impl Iterator<Item = impl AsRef<str>>,
    ) -> Result<Option<()>, RelationError> {
        let Some(number) = u32::try_from(row).ok().filter(|_| row <= MAX_ROWS) else { return Ok(None) };
        let XlsxSheet { book, dir, .. } = self;
        guarded(dir, || write_row(book.worksheet_from_index(0)?, number, cells)).map(Some)
    }

    pub(super) fn seal(self) -> Result<Sealed, RelationError> {
        let XlsxSheet { mut book, mut draft, dir } = self;
        guarded(&dir, || book.save_to_writer(&mut draft))?;
        draft.seal()
    }
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    cells: impl Iterator<Item = impl AsRef<str>>,
) -> Result<(), XlsxError> {
    for (at, cell) in (0..).zip(cells) {
        // An empty cell is no cell: `write_string` leaves it out.
        sheet.write_string(row, at, cell.as_ref())?;
    }
    Ok(())
}

/// In characters, wide enough to read the field.
fn width(field: Field) -> f64 {
    match field {
        Field::Dk | Field::Sn => 22.0,
        Field::Name => 28.0,
        Field::Pk | Field::Fingerprint | Field::Other => 18.0,
    }
}

thread_local! {
    /// The spreadsheet writer is at work on this thread.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic began in the spreadsheet writer's own source; any other is told of as always.
fn is_the_writers(at: Option<&Location<'_>>) -> bool {
    at.is_some_and(|at| at.file().contains("rust_xlsxwriter"))
}

/// Runs the spreadsheet writer. It panics when its temporary file cannot be written (a full
/// disk), and has no other way to say so: that must be an error with a name, must not end the station's
/// thread, and is nothing to be told of as a fault of the program.
fn guarded<T>(dir: &Path, work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, RelationError> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !(GUARDED.get() && is_the_writers(panic.location())) {
                others(panic);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    match done {
        Ok(done) => {
            done.map_err(|source| RelationError::Xlsx { path: dir.to_owned(), source: Box::new(source) })
        }
        // After this the workbook is only dropped.
        Err(_panic) => Err(RelationError::XlsxDisk { path: dir.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_spreadsheet_writer_is_an_error() {
        let failed = guarded::<()>(Path::new("/out"), || panic!("no space left"));
        assert!(matches!(failed, Err(RelationError::XlsxDisk { .. })), "{failed:?}");
    }
}
