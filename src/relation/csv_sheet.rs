//! CSV, byte for byte: RFC 4180, quoted only where needed; header cells also where the template's are.
//!
//! Written by hand so that a line is built once and encoded once, whatever the encoding, and so
//! that reading back (with the csv crate) is a second opinion and not the same code.

use super::draft::{Draft, Sealed};
use super::write::check_row;
use super::{Field, RelationError, Row, RowFault, Template};
use std::path::Path;

/// A relation file as it would be written, in memory: for a look at the first rows. Errors are those of
/// the writer; the rows need not be of one product.
pub fn render(template: &Template, rows: &[Row<'_>]) -> Result<Vec<u8>, RelationError> {
    let mut lines = Lines::default();
    let mut out = template.encoding().bom().to_vec();
    out.extend(lines.header(template)?);
    for (number, row) in (1..).zip(rows) {
        check_row(template, row, "").map_err(|(field, fault)| refused(number, row, field, fault))?;
        out.extend(lines.row(template, number, *row)?);
    }
    out.extend(lines.end(template)?);
    Ok(out)
}

fn refused(number: u64, row: &Row<'_>, field: Field, fault: RowFault) -> RelationError {
    RelationError::Row { row: number, dk: row.dk.to_owned(), field, fault }
}

pub(super) struct CsvSheet {
    draft: Draft,
    lines: Lines,
    /// What ends the file: the last line's end, or nothing.
    end: Vec<u8>,
}

impl CsvSheet {
    /// A file with its header.
    pub(super) fn new(dir: &Path, template: &Template) -> Result<CsvSheet, RelationError> {
        let mut draft = Draft::new(dir)?;
        draft.push(template.encoding().bom())?;
        let mut lines = Lines::default();
        draft.push(lines.header(template)?)?;
        let end = Lines::default().end(template)?.to_vec();
        Ok(CsvSheet { draft, lines, end })
    }

    /// Appends row number `row`.
    pub(super) fn push(&mut self, template: &Template, row: u64, keys: Row<'_>) -> Result<(), RelationError> {
        self.draft.push(self.lines.row(template, row, keys)?)
    }

    pub(super) fn seal(mut self) -> Result<Sealed, RelationError> {
        self.draft.push(&self.end)?;
        self.draft.seal()
    }
}

/// Makes the bytes of one line after the other. A line's end comes with the line after it, because the
/// last one's may be left out.
#[derive(Default)]
struct Lines {
    /// The line at hand, as text and as bytes: kept, so that no row allocates.
    text: String,
    bytes: Vec<u8>,
}

impl Lines {
    fn header(&mut self, template: &Template) -> Result<&[u8], RelationError> {
        self.text.clear();
        for (at, column) in template.columns().iter().enumerate() {
            self.separate(template, at);
            push_cell(&mut self.text, &column.header, template.delimiter(), column.quoted);
        }
        // The user's own template may be switched to an encoding that lacks its header's letters.
        self.encode(template).map_err(|character| lacks(template, 0, None, character))
    }

    fn row(&mut self, template: &Template, number: u64, keys: Row<'_>) -> Result<&[u8], RelationError> {
        self.text.clear();
        self.text.push_str(template.line_end().text());
        for (at, cell) in template.values(keys).enumerate() {
            self.separate(template, at);
            push_cell(&mut self.text, &cell, template.delimiter(), false);
        }
        self.encode(template).map_err(|character| lacks(template, number, Some(keys), character))
    }

    fn end(&mut self, template: &Template) -> Result<&[u8], RelationError> {
        self.text.clear();
        if template.last_line_end() {
            self.text.push_str(template.line_end().text());
        }
        self.encode(template).map_err(|character| lacks(template, 0, None, character))
    }

    fn separate(&mut self, template: &Template, at: usize) {
        if at > 0 {
            self.text.push(char::from(template.delimiter()));
        }
    }

    fn encode(&mut self, template: &Template) -> Result<&[u8], char> {
        self.bytes.clear();
        template.encoding().encode(&self.text, &mut self.bytes)?;
        Ok(&self.bytes)
    }
}

/// The encoding lacks a character of this row (of the header, without keys): which cell it is in.
fn lacks(template: &Template, row: u64, keys: Option<Row<'_>>, character: char) -> RelationError {
    let has = |text: &str| text.contains(character);
    let at = match keys {
        None => template.header().position(has),
        Some(keys) => template.values(keys).position(|cell| has(&cell)),
    };
    RelationError::Row {
        row,
        dk: keys.map_or("", |keys| keys.dk).to_owned(),
        field: template.columns()[at.unwrap_or(0)].field,
        fault: RowFault::Unencodable { encoding: template.encoding(), character },
    }
}

/// Appends a cell to a line, in quotes where it needs or is to have them.
pub(super) fn push_cell(line: &mut String, cell: &str, delimiter: u8, quoted: bool) {
    if !quoted && !cell.bytes().any(|byte| byte == delimiter || matches!(byte, b'"' | b'\r' | b'\n')) {
        line.push_str(cell);
        return;
    }
    line.push('"');
    for (at, part) in cell.split('"').enumerate() {
        if at > 0 {
            line.push_str("\"\"");
        }
        line.push_str(part);
    }
    line.push('"');
}

#[cfg(test)]
mod tests {
    use super::push_cell;

    #[test]
    fn cells_are_quoted_only_when_needed() {
        let check = |cell: &str, delimiter: u8, quoted: bool, expect: &str| {
            let mut line = String::new();
            push_cell(&mut line, cell, delimiter, quoted);
            assert_eq!(line, expect);
        };
        check("", b',', false, "");
        check("电表 1", b',', false, "电表 1");
        check(" =1+1", b',', false, " =1+1");
        check("a,b", b',', false, "\"a,b\"");
        check("a,b", b'\t', false, "a,b");
        check("a\tb", b'\t', false, "\"a\tb\"");
        check("a;b", b';', false, "\"a;b\"");
        check("5\" 屏", b',', false, "\"5\"\" 屏\"");
        check("\"", b',', false, "\"\"\"\"");
        check("a\nb", b',', false, "\"a\nb\"");
        check("DK", b',', true, "\"DK\"");
        check("", b',', true, "\"\"");
        check("5\"", b',', true, "\"5\"\"\"");
    }
}
