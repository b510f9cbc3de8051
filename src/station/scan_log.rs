//! The scan log as a file: what was scanned, what it was read as, and why it was refused.

use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::json;

use super::clock::rfc3339;
use super::command::StationError;
use super::spreadsheet::{cut, formula_safe, harmless};
use crate::ledger::{Event, EventFilter, LedgerError, Millis, NewEvent, Reader};
use crate::pairing::Kind;
use crate::scan::Reason;
use crate::text::visible::visible;

/// Which scans.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogSelection {
    /// From this moment on.
    pub since: Option<Millis>,
    /// Before this moment.
    pub until: Option<Millis>,
    /// Only this verdict.
    pub verdict: Option<Kind>,
    /// Only this reason.
    pub reason: Option<Reason>,
    /// Only what was refused or not used.
    pub refused_only: bool,
    /// Only from this gun.
    pub source: Option<String>,
    /// Contained in the keys or the text.
    pub search: String,
}

impl LogSelection {
    /// Everything that was refused or not used.
    pub fn refused() -> LogSelection {
        LogSelection { refused_only: true, ..LogSelection::default() }
    }

    /// The selection as the ledger takes it (all but [`LogSelection::refused_only`]).
    pub fn filter(&self) -> EventFilter {
        EventFilter {
            since: self.since,
            until: self.until,
            verdict: self.verdict.map(|v| v.as_str().to_owned()),
            reason: self.reason.map(|r| r.as_str().to_owned()),
            source: self.source.clone(),
            scans_only: true,
            search: self.search.clone(),
        }
    }

    fn holds(&self, event: &NewEvent) -> bool {
        let refused = [Kind::Rejected.as_str(), Kind::Ignored.as_str()];
        // A module that comes or goes was not refused anything.
        let notes = [Reason::ModuleRead.as_str(), Reason::ModuleGone.as_str()];
        let refused = refused.contains(&event.verdict.as_str()) && !notes.contains(&event.reason.as_str());
        !self.refused_only || refused
    }
}

/// Log file formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFile {
    /// Comma separated, UTF-8 with byte-order mark (spreadsheets ask for it), CRLF.
    Csv,
    /// One JSON object a line.
    Json,
    /// A workbook, every cell text.
    Xlsx,
}

/// A column: its header, and its cell for an event.
type LogColumn = (&'static str, fn(&Event) -> String);

/// The columns, in order: one list for the header and the rows.
const COLUMNS: [LogColumn; 15] = [
    ("seq", |e| e.seq.to_string()),
    ("at", |e| rfc3339(e.event.stamp)),
    ("station", |e| e.event.context.station.clone()),
    ("operator", |e| e.event.context.operator.clone()),
    ("order", |e| e.event.context.order.clone()),
    ("shift", |e| e.event.context.shift.clone()),
    ("source", |e| e.event.source.clone()),
    ("verdict", |e| e.event.verdict.clone()),
    ("reason", |e| e.event.reason.clone()),
    ("hint", |e| e.event.hint.clone()),
    ("rule", |e| e.event.rule.clone()),
    ("dk", |e| e.event.dk.clone()),
    ("sn", |e| e.event.sn.clone()),
    ("text", |e| harmless(&String::from_utf8_lossy(&e.event.raw))),
    ("hex", |e| hex(&e.event.raw)),
];

/// Writes the log to `out` (`None`: standard output) and says how many scans it holds. `progress`
/// returns false to cancel; then no file is left.
pub fn write_log(
    reader: &Reader,
    selection: &LogSelection,
    format: LogFile,
    out: Option<&Path>,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<u64, StationError> {
    let total = reader.count_events(&selection.filter())?;
    let Some(path) = out else {
        let mut sink = Sink::text(format, Box::new(std::io::stdout().lock()));
        return pour(reader, selection, &mut sink, Path::new("-"), total, progress);
    };
    let io = |source| StationError::Io { path: path.to_owned(), source };
    let temporary = super::outfile::beside(path)?;
    let mut sink = match format {
        LogFile::Xlsx => Sink::workbook().map_err(io)?,
        _ => Sink::text(format, Box::new(temporary.reopen().map_err(io)?)),
    };
    let rows = pour(reader, selection, &mut sink, path, total, progress)?;
    sink.finish(temporary.path()).map_err(io)?;
    temporary.as_file().sync_all().map_err(io)?;
    temporary.persist(path).map_err(|e| io(e.error))?;
    Ok(rows)
}

fn pour(
    reader: &Reader,
    selection: &LogSelection,
    sink: &mut Sink<'_>,
    path: &Path,
    total: u64,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<u64, StationError> {
    let io = |source| StationError::Io { path: path.to_owned(), source };
    let (mut seen, mut rows, mut failed) = (0u64, 0u64, None);
    sink.header().map_err(io)?;
    let walked = reader.each_event(&selection.filter(), &mut |event| {
        seen += 1;
        if selection.holds(&event.event) {
            match sink.row(event) {
                Ok(()) => rows += 1,
                Err(e) => failed = Some(e),
            }
        }
        failed.is_none() && (!seen.is_multiple_of(1000) || progress(seen, total))
    });
    match (walked, failed) {
        (_, Some(e)) => Err(io(e)),
        (Err(LedgerError::Cancelled), None) => Err(StationError::Cancelled),
        (walked, None) => {
            walked?;
            sink.flush().map_err(io)?;
            Ok(rows)
        }
    }
}

/// Where the rows go.
enum Sink<'a> {
    Csv(Box<csv::Writer<Box<dyn Write + 'a>>>),
    Json(BufWriter<Box<dyn Write + 'a>>),
    Xlsx { book: Box<rust_xlsxwriter::Workbook>, row: u32 },
}

impl<'a> Sink<'a> {
    fn text(format: LogFile, to: Box<dyn Write + 'a>) -> Sink<'a> {
        match format {
            LogFile::Json => Sink::Json(BufWriter::new(to)),
            _ => Sink::Csv(Box::new(
                csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to),
            )),
        }
    }

    fn workbook() -> std::io::Result<Sink<'a>> {
        let mut book = Box::new(rust_xlsxwriter::Workbook::new());
        book.add_worksheet_with_constant_memory()
            .and_then(|sheet| sheet.set_name("scan log"))
            .map_err(std::io::Error::other)?;
        Ok(Sink::Xlsx { book, row: 0 })
    }

    fn header(&mut self) -> std::io::Result<()> {
        if let Sink::Json(_) = self {
            return Ok(());
        }
        if let Sink::Csv(csv) = self {
            csv.write_record(
                COLUMNS.iter().enumerate().map(|(i, (name, _))| {
                    if i == 0 { format!("\u{feff}{name}") } else { (*name).to_string() }
                }),
            )?;
            return Ok(());
        }
        self.cells(COLUMNS.iter().map(|(name, _)| (*name).to_string()))
    }

    fn row(&mut self, event: &Event) -> std::io::Result<()> {
        match self {
            Sink::Json(out) => {
                let mut object: serde_json::Map<String, serde_json::Value> =
                    COLUMNS.iter().map(|(name, cell)| ((*name).to_string(), cell(event).into())).collect();
                object.insert("seq".into(), json!(event.seq));
                // In JSON it means the same; a terminal that shows the file obeys none of it.
                writeln!(out, "{}", visible(&serde_json::Value::Object(object).to_string()))
            }
            Sink::Csv(csv) => {
                let cell = |cell: fn(&Event) -> String| formula_safe(visible(&cell(event)).into_owned());
                Ok(csv.write_record(COLUMNS.iter().map(|(_, of)| cell(*of)))?)
            }
            Sink::Xlsx { .. } => self.cells(COLUMNS.iter().map(|(_, cell)| cell(event))),
        }
    }

    fn cells(&mut self, cells: impl Iterator<Item = String>) -> std::io::Result<()> {
        let Sink::Xlsx { book, row } = self else { return Ok(()) };
        let sheet = book.worksheet_from_index(0).map_err(std::io::Error::other)?;
        for (column, cell) in (0u16..).zip(cells) {
            sheet.write_string(*row, column, cut(cell)).map_err(std::io::Error::other)?;
        }
        *row += 1;
        Ok(())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Sink::Csv(csv) => csv.flush(),
            Sink::Json(out) => out.flush(),
            Sink::Xlsx { .. } => Ok(()),
        }
    }

    fn finish(self, path: &Path) -> std::io::Result<()> {
        match self {
            Sink::Xlsx { mut book, .. } => book.save(path).map_err(std::io::Error::other),
            _ => Ok(()),
        }
    }
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}
