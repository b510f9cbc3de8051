//! The user's own downloaded template: CSV or XLSX, told apart by content.
//!
//! Only the header counts; rows below it (examples, in some downloads) are not looked at. A CSV's
//! encoding, byte order mark, separator and line end are kept for the files written from it.

use super::{Encoding, LineEnd, RelationError, Template, TemplateFault, header};
use calamine::{DataRef, Reader, Xlsx};
use std::io::{Cursor, Read};
use std::path::Path;

/// A template is a header; anything this big is something else.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

impl Template {
    /// Reads the user's template.
    pub fn load(path: &Path) -> Result<Template, RelationError> {
        let file = std::fs::File::open(path).map_err(RelationError::io("open the template", path))?;
        let mut bytes = Vec::new();
        file.take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(RelationError::io("read the template", path))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        Template::from_bytes(&name, &bytes)
    }

    /// Reads a template's content; `name` is what messages and manifests call it.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Template, RelationError> {
        let found = if bytes.len() as u64 > MAX_BYTES {
            Err((1, TemplateFault::TooBig { bytes: bytes.len() as u64, max: MAX_BYTES }))
        } else if bytes.starts_with(b"PK\x03\x04") {
            from_xlsx(bytes)
        } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            Err((1, TemplateFault::OldSpreadsheet))
        } else {
            from_csv(bytes)
        };
        let template =
            found.map_err(|(line, fault)| RelationError::Template { file: name.to_owned(), line, fault })?;
        Ok(Template { name: name.to_owned(), ..template })
    }
}

/// A fault, and the line it is in.
type Found = Result<Template, (u64, TemplateFault)>;

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
    let columns =
        header::columns(record.iter().map(str::to_owned).collect()).map_err(|fault| (line, fault))?;
    // A bare LF is kept; a CR, with or without its LF, is a Windows line.
    let line_end = if text.contains('\n') && !text.contains('\r') { LineEnd::Lf } else { LineEnd::CrLf };
    Ok(Template { name: String::new(), columns, encoding, delimiter, line_end })
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
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(fault)?;
    for sheet in book.sheet_names() {
        if let Some((line, cells)) = first_row(&mut book, &sheet).map_err(fault)? {
            let columns = header::columns(cells).map_err(|fault| (line, fault))?;
            return Ok(Template {
                name: String::new(),
                columns,
                encoding: Encoding::Utf8,
                delimiter: b',',
                line_end: LineEnd::CrLf,
            });
        }
    }
    Err((1, TemplateFault::Empty))
}

/// The first row that holds anything: its number from 1, and its cells from column A on.
fn first_row<R: Read + std::io::Seek>(
    book: &mut Xlsx<R>,
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
