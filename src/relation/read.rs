//! A written file, row by row: with other libraries than it was written with, in constant memory.

use super::bounded;
use super::json_sheet;
use super::write::Format;
use super::xlsx_rows::XlsxRows;
use super::{Column, Encoding, Field, OwnedRow, ReadFault, RelationError, Template};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// A written file's rows. Ends at the first fault.
pub struct ReadBack {
    rows: Rows,
    columns: Vec<Column>,
    file: String,
    line: u64,
    ended: bool,
}

enum Rows {
    Csv(Box<csv::Reader<Decoded>>, csv::StringRecord),
    Xlsx(XlsxRows),
    Json(std::vec::IntoIter<Vec<String>>),
}

/// Opens a written file and checks its byte order mark and header against the template.
pub fn read_back(path: &Path, template: &Template, format: Format) -> Result<ReadBack, RelationError> {
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    read_back_as(path, &file, template, format)
}

/// The same, for a file that has another name as yet than the one to be told to people.
pub(super) fn read_back_as(
    path: &Path,
    file: &str,
    template: &Template,
    format: Format,
) -> Result<ReadBack, RelationError> {
    let columns = template.columns().len();
    let rows = match format {
        Format::Csv => {
            let opened = Decoded::open(path, template.encoding())
                .map_err(RelationError::io("read back", path))?
                .ok_or_else(|| RelationError::read(file, 1, ReadFault::Bom))?;
            let reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(template.delimiter())
                .from_reader(opened);
            Rows::Csv(Box::new(reader), csv::StringRecord::new())
        }
        Format::Xlsx => Rows::Xlsx(XlsxRows::open(path, columns)?),
        Format::Json => {
            let json = bounded::read_text(path, bounded::MAX_RECORD)
                .map_err(RelationError::io("read back", path))?;
            let cells = json_sheet::cells(&json, template);
            Rows::Json(cells.map_err(|fault| RelationError::read(file, 1, fault))?.into_iter())
        }
    };
    let columns = template.columns().to_vec();
    let mut read = ReadBack { rows, columns, file: file.to_owned(), line: 0, ended: false };
    let header = read.cells()?.unwrap_or_default();
    if !header.iter().map(String::as_str).eq(template.header()) {
        let (found, expected) = (header.join("|"), template.header().collect::<Vec<_>>().join("|"));
        return Err(RelationError::read(file, 1, ReadFault::Header { found, expected }));
    }
    Ok(read)
}

impl ReadBack {
    /// The line (CSV) or row (XLSX) of the row just given, from 1, the header included.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The next line's cells.
    fn cells(&mut self) -> Result<Option<Vec<String>>, RelationError> {
        // A record is a line: no cell that is written holds a line break.
        self.line += 1;
        let next = match &mut self.rows {
            Rows::Csv(reader, record) => {
                let more = reader.read_record(record);
                more.map(|more| more.then(|| record.iter().map(str::to_owned).collect()))
                    .map_err(ReadFault::Csv)
            }
            Rows::Xlsx(rows) => rows.next_row(),
            Rows::Json(rows) => Ok(rows.next()),
        };
        next.map_err(|fault| self.fault(fault))
    }

    fn row(&mut self) -> Result<Option<OwnedRow>, RelationError> {
        let Some(cells) = self.cells()? else {
            return Ok(None);
        };
        let (found, expected) = (cells.len(), self.columns.len());
        if found != expected {
            return Err(self.fault(ReadFault::Columns { found, expected }));
        }
        let mut row = OwnedRow::default();
        for (at, (column, cell)) in self.columns.iter().zip(cells).enumerate() {
            match column.field {
                _ if column.fill.is_some() => row.filled.push(cell),
                Field::Dk => row.dk = cell,
                Field::Pk => row.pk = cell,
                Field::Sn => row.sn = cell,
                Field::Name => row.name = cell,
                Field::Fingerprint | Field::Other if cell.is_empty() => {}
                Field::Fingerprint | Field::Other => {
                    return Err(self.fault(ReadFault::Cell { column: at + 1, found: cell }));
                }
            }
        }
        Ok(Some(row))
    }

    fn fault(&self, fault: ReadFault) -> RelationError {
        RelationError::read(&self.file, self.line, fault)
    }
}

impl Iterator for ReadBack {
    type Item = Result<OwnedRow, RelationError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.row().transpose();
        self.ended = !matches!(row, Some(Ok(_)));
        row
    }
}

/// A file's text as UTF-8, decoded as it is read; malformed bytes are an error.
struct Decoded {
    file: BufReader<File>,
    decoder: encoding_rs::Decoder,
    raw: Box<[u8]>,
    /// What is decoded and not yet given.
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl Decoded {
    /// `None` if the file does not begin with the encoding's byte order mark.
    fn open(path: &Path, encoding: Encoding) -> io::Result<Option<Decoded>> {
        let mut file = BufReader::new(File::open(path)?);
        let mut mark = vec![0; encoding.bom().len()];
        match file.read_exact(&mut mark) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        let decoder = encoding.decoder();
        let raw = vec![0; 64 * 1024].into_boxed_slice();
        let decoded = Decoded { file, decoder, raw, text: Vec::new(), given: 0, ended: false };
        Ok((mark == encoding.bom()).then_some(decoded))
    }

    fn refill(&mut self) -> io::Result<()> {
        let read = self.file.read(&mut self.raw)?;
        self.ended = read == 0;
        let room = self.decoder.max_utf8_buffer_length_without_replacement(read).unwrap_or_default();
        self.text.resize(room, 0);
        let (result, _, written) =
            self.decoder.decode_to_utf8_without_replacement(&self.raw[..read], &mut self.text, self.ended);
        if !matches!(result, encoding_rs::DecoderResult::InputEmpty) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "bytes that are not of its encoding"));
        }
        self.text.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl Read for Decoded {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            self.refill()?;
        }
        let given = out.len().min(self.text.len() - self.given);
        out[..given].copy_from_slice(&self.text[self.given..self.given + given]);
        self.given += given;
        Ok(given)
    }
}
