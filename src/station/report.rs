//! The report: a period's numbers, pairs, refusals and voids as a workbook for the supervisor's own
//! files.
//!
//! One look at the ledger, two walks over the same events: the first counts ([`super::numbers`]), the
//! second writes the long sheets row by row, in constant memory. The file gets its name when it is
//! whole; a full disk, a cancel or a sheet that is full leaves none.
//!
//! Every key and every text is a text cell: nothing is taken for a number, nothing runs as a formula.

mod sheets;
mod summary;

use std::path::PathBuf;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::command::StationError;
use super::desk::TaskShared;
use super::numbers::{Counter, Numbers, NumbersSelection, walk};
use crate::ledger::{Reader, Stamp};
use crate::text::{Lang, numbers as words};

use sheets::{Errors, Pairs, Voids};

/// What is to be reported.
#[derive(Debug, Clone)]
pub struct ReportRequest {
    /// The file; its directory is made where there is none. One of that name is replaced.
    pub out: PathBuf,
    /// Which events.
    pub selection: NumbersSelection,
    /// The report's language.
    pub lang: Lang,
    /// Station name.
    pub station: String,
    /// Who asked for it.
    pub operator: String,
    /// When.
    pub made: Stamp,
}

/// Why a sheet could not be written.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Xlsx(#[from] XlsxError),
    /// A sheet holds no more rows.
    #[error("the sheet of {what} holds {max} rows and is full; choose fewer days")]
    Full { what: &'static str, max: u32 },
}

/// Writes the report and gives its numbers. Progress in events, both walks together.
pub fn write(reader: &Reader, request: &ReportRequest, task: &TaskShared) -> Result<Numbers, StationError> {
    let path = request.out.as_path();
    let io = |source| StationError::Io { path: path.to_owned(), source };
    let _snapshot = reader.snapshot()?;
    let mut counter = Counter::default();
    walk(reader, &request.selection, task, &mut |event| {
        counter.take(&event.event);
        Ok(())
    })?;
    let numbers = counter.finish();
    let temporary = super::outfile::beside(path)?;
    let mut book = Workbook::new();
    fill(&mut book, reader, request, &numbers, task)?;
    book.save(temporary.path()).map_err(|e| io(fault_to_io(e.into())))?;
    if !task.step(1, 1) {
        return Err(StationError::Cancelled);
    }
    temporary.as_file().sync_all().map_err(io)?;
    temporary.persist(path).map_err(|e| io(e.error))?;
    Ok(numbers)
}

fn fill(
    book: &mut Workbook,
    reader: &Reader,
    request: &ReportRequest,
    numbers: &Numbers,
    task: &TaskShared,
) -> Result<(), StationError> {
    let lang = request.lang;
    let fault = |fault| StationError::Io { path: request.out.clone(), source: fault_to_io(fault) };
    let begin = |book: &mut Workbook| -> Result<(Pairs, Errors, Voids), Fault> {
        let summary = book.add_worksheet().set_name(lang.t(words::SHEET_SUMMARY))?;
        summary::write(summary, request, numbers)?;
        Ok((Pairs::begin(book, lang)?, Errors::begin(book, lang)?, Voids::begin(book, lang)?))
    };
    let (mut pairs, mut errors, mut voids) = begin(book).map_err(fault)?;
    walk(reader, &request.selection, task, &mut |event| {
        let it = &event.event;
        match (it.kind, it.verdict.as_str(), it.pair) {
            ("scan", "paired", Some(id)) => {
                let pair = reader.pair(id)?;
                pairs.row(book, it, pair.as_ref()).map_err(fault)
            }
            (..) if it.is_bad() => errors.row(book, it).map_err(fault),
            ("void", _, Some(id)) => {
                let pair = reader.pair(id)?;
                voids.row(book, it, pair.as_ref()).map_err(fault)
            }
            _ => Ok(()),
        }
    })
}

fn fault_to_io(fault: Fault) -> std::io::Error {
    match fault {
        Fault::Xlsx(XlsxError::IoError(error)) => error,
        other => std::io::Error::other(other),
    }
}
