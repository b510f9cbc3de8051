//! An export's first step: rows of several products → files of one product each, split by row
//! limit.

use super::verify::Verifier;
use super::write::{Unnamed, numbered};
use super::{Field, Format, RelationError, RelationWriter, Row, RowFault, Template};
use chrono::{DateTime, FixedOffset};
use std::path::PathBuf;

/// Products written side by side: a selection of more is a mistake, and each holds a file open.
const MAX_PRODUCTS: usize = 64;

/// What is to be written, and where.
#[derive(Debug, Clone)]
pub struct Export {
    /// The directory; made if it is not there.
    pub dir: PathBuf,
    /// What all its file names begin with: see [`file_stem`].
    pub stem: String,
    /// Columns and bytes.
    pub template: Template,
    /// CSV or XLSX.
    pub format: Format,
    /// Rows a file, the header not counted; the contract's default is [`Export::ROWS_PER_FILE`].
    pub rows_per_file: u64,
    /// When; goes into spreadsheets' properties.
    pub created: DateTime<FixedOffset>,
}

impl Export {
    /// What the platform's other interfaces take at once; its CSV import names no limit.
    pub const ROWS_PER_FILE: u64 = 10_000;
}

/// `relation_20260301_WO1001` from `["20260301", "WO1001"]`: empty parts are left out, and what a
/// file system may refuse becomes `-`.
pub fn file_stem(parts: &[&str]) -> String {
    named_stem("relation", parts)
}

/// The same for another kind of file.
pub fn named_stem(kind: &str, parts: &[&str]) -> String {
    let parts = parts.iter().filter(|part| !part.is_empty()).map(|part| plain(part));
    std::iter::once(kind.to_owned()).chain(parts).collect::<Vec<_>>().join("_")
}

fn plain(part: &str) -> String {
    part.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' }).collect()
}

/// First step: takes the rows. Dropping it removes all it wrote.
pub struct SplitWriter {
    export: Export,
    products: Vec<Product>,
    /// The product of the row before: mostly also this row's.
    last: usize,
    rows: u64,
}

/// One product's files, in order; the last of them may be open.
struct Product {
    pk: String,
    label: String,
    sealed: Vec<Unnamed>,
    open: Option<RelationWriter>,
}

impl SplitWriter {
    /// Checks the row limit. Nothing is on disk before the first row.
    pub fn create(export: Export) -> Result<SplitWriter, RelationError> {
        let (asked, max) = (export.rows_per_file, export.format.max_rows());
        if asked == 0 || asked > max {
            return Err(RelationError::RowLimit { asked, max });
        }
        Ok(SplitWriter { export, products: Vec::new(), last: 0, rows: 0 })
    }

    /// Rows so far, for progress.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes a row into its product's file. After an error the export must be given up.
    pub fn push(&mut self, row: &Row<'_>) -> Result<(), RelationError> {
        let at = match find(&self.products, self.last, row.pk) {
            Some(at) => at,
            None => self.add_product(row)?,
        };
        self.last = at;
        let product = &mut self.products[at];
        let open = match &mut product.open {
            Some(open) => open,
            none => none.insert(open_file(&self.export, &product.label)?),
        };
        open.push(row)?;
        self.rows += 1;
        // Sealed at once, so that a day of many files does not hold them all open.
        if open.rows() >= self.export.rows_per_file {
            product.sealed.extend(product.open.take().map(RelationWriter::seal).transpose()?);
        }
        Ok(())
    }

    /// Completes and syncs all files. They still have no names.
    pub fn finish(self) -> Result<Verifier, RelationError> {
        let mut products = Vec::new();
        for mut product in self.products {
            product.sealed.extend(product.open.take().map(RelationWriter::seal).transpose()?);
            let parts = (1..).zip(product.sealed);
            products.push(
                parts.map(|(number, file)| Part { label: product.label.clone(), number, file }).collect(),
            );
        }
        Ok(Verifier::new(self.export, products))
    }

    fn add_product(&mut self, row: &Row<'_>) -> Result<usize, RelationError> {
        if row.pk.is_empty() {
            let fault = RowFault::Empty;
            let dk = row.dk.to_owned();
            return Err(RelationError::Row { row: self.rows + 1, dk, field: Field::Pk, fault });
        }
        if self.products.len() >= MAX_PRODUCTS {
            return Err(RelationError::TooManyProducts { limit: MAX_PRODUCTS });
        }
        // `p111KY` and `p111ky` are two products, but one file name on Windows.
        let label = plain(row.pk);
        let twins =
            self.products.iter().filter(|other| plain(&other.pk).eq_ignore_ascii_case(&label)).count();
        let label = if twins == 0 { label } else { format!("{label}-case{}", twins + 1) };
        self.products.push(Product { pk: row.pk.to_owned(), label, sealed: Vec::new(), open: None });
        Ok(self.products.len() - 1)
    }
}

fn find(products: &[Product], last: usize, pk: &str) -> Option<usize> {
    let is_it = |at: &usize| products.get(*at).is_some_and(|product| product.pk == pk);
    Some(last).filter(is_it).or_else(|| (0..products.len()).find(is_it))
}

fn open_file(export: &Export, label: &str) -> Result<RelationWriter, RelationError> {
    let Export { dir, template, format, created, .. } = export;
    RelationWriter::create(dir, label, template, *format, *created)
}

/// A complete file and what it will be called.
pub(super) struct Part {
    label: String,
    number: u32,
    pub(super) file: Unnamed,
}

impl Part {
    /// `relation_20260301_WO1001_p11sf2_001.csv`; `again` tells a second export of that name.
    pub(super) fn name(&self, export: &Export, again: u32) -> String {
        let (stem, extension) = (&export.stem, export.format.name());
        format!("{stem}{}_{}_{:03}.{extension}", numbered(again), self.label, self.number)
    }
}
