//! The user's own downloaded template: CSV or XLSX, told apart by content.
//!
//! ```text
//! bytes ──Blank::read──▶ Blank: what was found ──fill(rules)──▶ Template: every required column filled
//! ```
//!
//! Only the header counts; rows below it (examples, in some downloads) are not looked at. A CSV's
//! encoding, byte order mark, separator, line end, quotes around header cells, and whether its last line
//! ends, are kept for the files written from it.

use super::workbook::{self, Workbook};
use super::{Column, Encoding, Fill, LineEnd, RelationError, Template, TemplateFault, header};
use calamine::{DataRef, Reader};
use std::io::Read;
use std::path::Path;

/// A template is a header; anything this big is something else.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// What a workbook of that size may unpack to.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;

impl Template {
    /// Reads the user's template; a required column that the station does not know is refused.
    pub fn load(path: &Path) -> Result<Template, RelationError> {
        Blank::load(path)?.fill(&[])
    }

    /// Reads a template's content; `name` is what messages and manifests call it.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Template, RelationError> {
        Blank::read(name, bytes)?.fill(&[])
    }
}

/// The bytes of a template's file, and no more than a template may have.
pub fn template_bytes(path: &Path) -> Result<Vec<u8>, RelationError> {
    let file = std::fs::File::open(path).map_err(RelationError::io("open the template", path))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(RelationError::io("read the template", path))?;
    Ok(bytes)
}

/// A template as it was found: columns that the station does not know may still have to be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    template: Template,
    /// The line its header is in, from 1.
    line: u64,
}

impl Blank {
    /// Reads a template's file.
    pub fn load(path: &Path) -> Result<Blank, RelationError> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        Blank::read(&name, &template_bytes(path)?)
    }

    /// Reads a template's content; `name` is what messages and manifests call it.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Blank, RelationError> {
        let found = if bytes.len() as u64 > MAX_BYTES {
            Err((1, TemplateFault::TooBig { bytes: bytes.len() as u64, max: MAX_BYTES }))
        } else if bytes.starts_with(b"PK\x03\x04") {
            from_xlsx(bytes)
        } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            Err((1, TemplateFault::OldSpreadsheet))
        } else {
            from_csv(bytes)
        };
        let Blank { template, line } =
            found.map_err(|(line, fault)| RelationError::Template { file: name.to_owned(), line, fault })?;
        Ok(Blank { template: Template { name: name.to_owned(), ..template }, line })
    }

    /// What it would be with nothing filled: to be shown, not to be written from.
    pub fn found(&self) -> &Template {
        &self.template
    }

    /// Fills columns, each named as the template has it or as people write it, with a text as [`Fill`]
    /// has it. Every required column that the station does not know must be among them.
    pub fn fill(self, fills: &[(String, String)]) -> Result<Template, RelationError> {
        let Blank { mut template, line } = self;
        let file = template.name.clone();
        let filled = fills.iter().try_for_each(|(column, text)| fill(&mut template, column, text));
        match filled.and_then(|()| header::check(&template.columns)) {
            Ok(()) => Ok(template),
            Err(fault) => Err(RelationError::Template { file, line, fault }),
        }
    }
}

fn fill(template: &mut Template, name: &str, text: &str) -> Result<(), TemplateFault> {
    let Some(at) = header::find(&template.columns, name) else {
        let found = header::names(&template.columns);
        return Err(TemplateFault::NoSuchColumn { column: name.to_owned(), found });
    };
    let (encoding, column) = (template.encoding, &mut template.columns[at]);
    let header = column.header.clone();
    if !column.is_open() {
        return Err(TemplateFault::FilledByStation { column: header, field: column.field });
    }
    if column.fill.is_some() {
        return Err(TemplateFault::FilledTwice { column: header });
    }
    let fill: Fill = text.parse().map_err(|fault| TemplateFault::Fill {
        column: header.clone(),
        text: text.to_owned(),
        fault: Box::new(fault),
    })?;
    for constant in fill.constants() {
        encoding.encode(constant, &mut Vec::new()).map_err(|character| TemplateFault::Unencodable {
            column: header.clone(),
            encoding,
            character,
        })?;
    }
    column.fill = Some(fill);
    Ok(())
}

/// A fault, and the line it is in.
type Found = Result<Blank, (u64, TemplateFault)>;

fn from_csv(bytes: &[u8]) -> Found {
    let (encoding, text) = Encoding::detect(bytes).ok_or((1, TemplateFault::Encoding))?;
    // The reader skips empty lines before the header.
    let header = text.trim_start_matches(['\r', '\n']);
    let line = 1 + text[..text.len() - header.len()].matches('\n').count() as u64;
    let delimiter = delimiter(header);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(header.as_bytes());
    let mut record = csv::StringRecord::new();
    let found = reader.read_record(&mut record).map_err(|error| (line, TemplateFault::Csv(error)))?;
    if !found || record.iter().all(|cell| cell.trim().is_empty()) {
        return Err((line, TemplateFault::Empty));
    }
    let mut columns =
        header::columns(record.iter().map(str::to_owned).collect()).map_err(|fault| (line, fault))?;
    mark_quoted(&mut columns, header, delimiter);
    // A bare LF is kept; a CR, with or without its LF, is a Windows line.
    let line_end = if text.contains('\n') && !text.contains('\r') { LineEnd::Lf } else { LineEnd::CrLf };
    let last_line_end = text.ends_with(['\r', '\n']);
    let name = String::new();
    Ok(Blank { template: Template { name, columns, encoding, delimiter, line_end, last_line_end }, line })
}

/// Notes which cells of the header line stand in quotes.
fn mark_quoted(columns: &mut [Column], header: &str, delimiter: u8) {
    let (mut quoted, mut starts) = (false, vec![header.starts_with('"')]);
    let mut bytes = header.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            byte if byte == delimiter && !quoted => starts.push(bytes.peek() == Some(&b'"')),
            _ => {}
        }
    }
    // A stray quote within a cell makes the two counts differ: then the cells are written plainly.
    if starts.len() == columns.len() {
        columns.iter_mut().zip(starts).for_each(|(column, is)| column.quoted = is);
    }
}

/// The separator that occurs most often in the header line, outside quotes; a comma if none does.
fn delimiter(header: &str) -> u8 {
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0)];
    let mut quoted = false;
    for byte in header.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(count) = counts.iter_mut().find(|count| count.0 == byte) {
                    count.1 += 1;
                }
            }
        }
    }
    // Of equals the last wins in `max_by_key`; the comma is to win.
    counts.into_iter().rev().max_by_key(|count| count.1).map_or(b',', |count| count.0)
}

fn from_xlsx(bytes: &[u8]) -> Found {
    let fault = |error| (1, TemplateFault::Xlsx(Box::new(error)));
    let mut book = workbook::open(bytes, MAX_UNPACKED).map_err(fault)?;
    for sheet in book.sheet_names() {
        let found = first_row(&mut book, &sheet).map_err(|error| fault(error.into()))?;
        if let Some((line, cells)) = found {
            let columns = header::columns(cells).map_err(|fault| (line, fault))?;
            let template = Template {
                name: String::new(),
                columns,
                encoding: Encoding::Utf8,
                delimiter: b',',
                line_end: LineEnd::CrLf,
                last_line_end: true,
            };
            return Ok(Blank { template, line });
        }
    }
    Err((1, TemplateFault::Empty))
}

/// The first row that holds anything: its number from 1, and its cells from column A on.
fn first_row(
    book: &mut Workbook<'_>,
    sheet: &str,
) -> Result<Option<(u64, Vec<String>)>, calamine::XlsxError> {
    let mut reader = book.worksheet_cells_reader(sheet)?;
    let mut first: Option<(u32, Vec<String>)> = None;
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        let text = match cell.get_value() {
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            _ => continue,
        };
        if text.trim().is_empty() {
            continue;
        }
        let (header_row, cells) = first.get_or_insert_with(|| (row, Vec::new()));
        if *header_row != row || column > u32::from(u8::MAX) {
            break;
        }
        cells.resize(cells.len().max(column as usize + 1), String::new());
        cells[column as usize] = text;
    }
    Ok(first.map(|(row, cells)| (u64::from(row) + 1, cells)))
}
