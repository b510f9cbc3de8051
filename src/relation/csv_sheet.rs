//! CSV, byte for byte: RFC 4180, quoted only where needed.
//!
//! Written by hand so that a line is built once and encoded once, whatever the encoding, and so
//! that reading back (with the csv crate) is a second opinion and not the same code.

use super::draft::{Draft, Sealed};
use super::{RelationError, Row, RowFault, Template};
use std::path::Path;

pub(super) struct CsvSheet {
    draft: Draft,
    /// The line at hand, as text and as bytes: kept, so that no row allocates.
    text: String,
    bytes: Vec<u8>,
}

impl CsvSheet {
    /// A file with its header.
    pub(super) fn new(dir: &Path, template: &Template) -> Result<CsvSheet, RelationError> {
        let mut draft = Draft::new(dir)?;
        draft.push(template.encoding().bom())?;
        let mut sheet = CsvSheet { draft, text: String::new(), bytes: Vec::new() };
        // The user's own template may be switched to an encoding that lacks its header's letters.
        sheet.line(template, template.header()).map_err(|fault| match fault {
            LineFault::File(error) => error,
            LineFault::Lacks(fault, at) => {
                RelationError::Row { row: 0, dk: String::new(), field: template.columns()[at].field, fault }
            }
        })?;
        Ok(sheet)
    }

    /// Appends row number `row`.
    pub(super) fn push(&mut self, template: &Template, row: u64, keys: Row<'_>) -> Result<(), RelationError> {
        self.line(template, template.values(keys)).map_err(|fault| match fault {
            LineFault::File(error) => error,
            LineFault::Lacks(fault, at) => {
                let field = template.columns()[at].field;
                RelationError::Row { row, dk: keys.dk.to_owned(), field, fault }
            }
        })
    }

    pub(super) fn seal(self) -> Result<Sealed, RelationError> {
        self.draft.seal()
    }

    fn line<'a>(
        &mut self,
        template: &Template,
        cells: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<(), LineFault> {
        self.text.clear();
        for (at, cell) in cells.clone().enumerate() {
            if at > 0 {
                self.text.push(char::from(template.delimiter()));
            }
            push_cell(&mut self.text, cell, template.delimiter());
        }
        self.text.push_str(template.line_end().text());
        self.bytes.clear();
        template.encoding().encode(&self.text, &mut self.bytes).map_err(|character| {
            let at = cells.clone().position(|cell| cell.contains(character)).unwrap_or(0);
            LineFault::Lacks(RowFault::Unencodable { encoding: template.encoding(), character }, at)
        })?;
        self.draft.push(&self.bytes).map_err(LineFault::File)
    }
}

enum LineFault {
    File(RelationError),
    /// What is lacking, and the index of the column it is in.
    Lacks(RowFault, usize),
}

fn push_cell(line: &mut String, cell: &str, delimiter: u8) {
    if !cell.bytes().any(|byte| byte == delimiter || matches!(byte, b'"' | b'\r' | b'\n')) {
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
        let check = |cell: &str, delimiter: u8, expect: &str| {
            let mut line = String::new();
            push_cell(&mut line, cell, delimiter);
            assert_eq!(line, expect);
        };
        check("", b',', "");
        check("电表 1", b',', "电表 1");
        check(" =1+1", b',', " =1+1");
        check("a,b", b',', "\"a,b\"");
        check("a,b", b'\t', "a,b");
        check("a\tb", b'\t', "\"a\tb\"");
        check("a;b", b';', "\"a;b\"");
        check("5\" 屏", b',', "\"5\"\" 屏\"");
        check("\"", b',', "\"\"\"\"");
        check("a\nb", b',', "\"a\nb\"");
    }
}
