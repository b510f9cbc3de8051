//! An export's second step: its files, read back, against the ledger.

use super::draft::fingerprint;
use super::publish::Ready;
use super::read::{ReadBack, read_back_as};
use super::split::{Export, Part};
use super::{Field, OwnedRow, ReadFault, RelationError, Row, Template};

/// Compares the files with the ledger, asked a second time, row by row in the same order. Dropping
/// it removes all files.
pub struct Verifier {
    export: Export,
    /// Each product's files.
    products: Vec<Reading>,
    /// The product of the row before: mostly also this row's.
    last: usize,
    rows: u64,
}

/// One product's files and where their reading stands.
struct Reading {
    pk: String,
    parts: Vec<Part>,
    /// The file being read, or to be opened next.
    at: usize,
    open: Option<ReadBack>,
}

/// What reading on in a product's files gives.
enum Next {
    Row(OwnedRow),
    End,
}

impl Reading {
    /// The next row, in this file or the next.
    fn next(&mut self, export: &Export) -> Result<Next, RelationError> {
        loop {
            let open = match &mut self.open {
                Some(open) => open,
                none => {
                    let part = &self.parts[self.at];
                    let (path, name) = (part.file.sealed.path(), part.name(export, 1));
                    none.insert(read_back_as(path, &name, &export.template, export.format)?)
                }
            };
            match open.next() {
                Some(row) => return Ok(Next::Row(row?)),
                None if self.at + 1 == self.parts.len() => return Ok(Next::End),
                None => {
                    self.at += 1;
                    self.open = None;
                }
            }
        }
    }

    /// A fault at the line just read.
    fn fault(&self, export: &Export, fault: ReadFault) -> RelationError {
        let line = self.open.as_ref().map_or(1, ReadBack::line);
        RelationError::read(&self.parts[self.at].name(export, 1), line, fault)
    }
}

impl Verifier {
    /// Takes each product's files; no product is without one.
    pub(super) fn new(export: Export, products: Vec<Vec<Part>>) -> Verifier {
        let reading = |parts: Vec<Part>| {
            let pk = parts.first()?.file.pk.clone();
            Some(Reading { pk, parts, at: 0, open: None })
        };
        let products = products.into_iter().filter_map(reading).collect();
        Verifier { export, products, last: 0, rows: 0 }
    }

    /// Rows compared so far, for progress.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The next row of the ledger: the next row in its product's files must be this one.
    pub fn expect(&mut self, row: &Row<'_>) -> Result<(), RelationError> {
        let is_it = |at: &usize| self.products.get(*at).is_some_and(|product| product.pk == row.pk);
        let at = Some(self.last).filter(is_it).or_else(|| (0..self.products.len()).find(is_it));
        let short = || ReadFault::Short { expected: row.dk.to_owned() };
        let Some(at) = at else {
            return Err(RelationError::read(&self.export.stem, 1, short()));
        };
        self.last = at;
        let product = &mut self.products[at];
        let fault = match product.next(&self.export)? {
            Next::Row(found) => compare(&self.export.template, row, &found),
            Next::End => Some(short()),
        };
        self.rows += 1;
        fault.map_or(Ok(()), |fault| Err(product.fault(&self.export, fault)))
    }

    /// No more rows in the ledger: there must be none in the files either, and their bytes must
    /// still be the ones written.
    pub fn finish(mut self) -> Result<Ready, RelationError> {
        for product in &mut self.products {
            if let Next::Row(found) = product.next(&self.export)? {
                return Err(product.fault(&self.export, ReadFault::Extra { found: found.dk }));
            }
        }
        let parts: Vec<Part> = self.products.into_iter().flat_map(|product| product.parts).collect();
        for part in &parts {
            let sealed = &part.file.sealed;
            let now = fingerprint(sealed.path()).map_err(RelationError::io("read back", sealed.path()))?;
            if now != (sealed.bytes, sealed.sha256.clone()) {
                return Err(RelationError::read(&part.name(&self.export, 1), 1, ReadFault::Bytes));
            }
        }
        Ok(Ready::new(self.export, parts))
    }
}

/// The first field, of those the template has, in which the file differs from the ledger, or the first
/// filled column that is not what its rule gives for the ledger's row.
fn compare(template: &Template, ledger: &Row<'_>, found: &OwnedRow) -> Option<ReadFault> {
    let file = &found.as_row();
    let differs = |field: &Field| template.has(*field) && field.value(ledger) != field.value(file);
    let field = [Field::Dk, Field::Pk, Field::Sn, Field::Name].into_iter().find(differs);
    let key = field.map(|field| ReadFault::Differs {
        field,
        found: field.value(file).to_owned(),
        expected: field.value(ledger).to_owned(),
    });
    key.or_else(|| {
        // Reading gives a cell for each filled column.
        let filled = (1..).zip(template.columns()).filter(|(_, column)| column.fill.is_some());
        let mut cells = filled.zip(&found.filled);
        cells.find(|((_, column), cell)| column.value(ledger) != cell.as_str()).map(
            |((number, column), cell)| {
                let expected = column.value(ledger).into_owned();
                ReadFault::Filled { column: number, found: cell.clone(), expected }
            },
        )
    })
}
