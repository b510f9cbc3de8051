//! A list for people, as CSV and as XLSX: any columns of texts, published with a manifest as relation
//! files are.
//!
//! The CSV has a byte order mark, because spreadsheet programs ask for it; a text in it that they would
//! run as a formula gets an apostrophe in front. In the XLSX every cell is text, and stands as it is.

use super::bounded;
use super::csv_sheet::push_cell;
use super::draft::Draft;
use super::manifest::{Head, ManifestFile};
use super::publish::{free_names, publish_set, remove};
use super::write::numbered;
use super::xlsx_sheet::{MAX_ROWS, XlsxSheet};
use super::{FileDone, Format, RelationError};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The schema of a list's manifest.
const SCHEMA: u32 = 1;

/// Takes the rows. Dropping it removes all it wrote.
pub struct ListWriter {
    dir: PathBuf,
    stem: String,
    columns: Vec<String>,
    csv: Draft,
    xlsx: XlsxSheet,
    harmless: fn(String) -> String,
    rows: u64,
}

/// What the caller knows of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListProvenance {
    /// What kind of list.
    pub kind: String,
    /// The program and its version, `pairing-station 0.1.0`.
    pub program: String,
    /// Station name.
    pub station: String,
    /// Who wrote it.
    pub operator: String,
    /// When, RFC 3339 with the local clock's offset.
    pub written: DateTime<FixedOffset>,
    /// The end of the ledger's chain of events when it was read.
    pub chain_head: Head,
}

/// One list, as its manifest tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListManifest {
    /// Version of this shape.
    pub schema: u32,
    /// What, who, when.
    #[serde(flatten)]
    pub provenance: ListProvenance,
    /// Rows; each file has all of them.
    pub rows: u64,
    /// The header cells.
    pub columns: Vec<String>,
    /// Each file. A list is of all products: their `pk` is empty.
    pub files: Vec<ManifestFile>,
}

impl ListManifest {
    /// The manifest's text: the same manifest gives the same bytes.
    pub fn to_json(&self) -> String {
        // Serialising plain data into a string has no way to fail.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// Reads a manifest.
    pub fn read(path: &Path) -> Result<ListManifest, RelationError> {
        let json = bounded::read_text(path, bounded::MAX_RECORD)
            .map_err(RelationError::io("read the manifest", path))?;
        serde_json::from_str(&json)
            .map_err(|source| RelationError::Manifest { path: path.to_owned(), source })
    }
}

/// A list that is on disk under its names.
#[derive(Debug)]
pub struct PublishedList {
    /// The CSV, and the XLSX.
    pub files: Vec<FileDone>,
    /// What the manifest says.
    pub manifest: ListManifest,
    /// Where it lies.
    pub manifest_path: PathBuf,
}

impl PublishedList {
    /// Removes the files again, the manifest first: for a list that the ledger then refused to record.
    pub fn withdraw(self) -> Result<(), RelationError> {
        let files = self.files.into_iter().map(|file| file.path);
        remove(std::iter::once(self.manifest_path).chain(files))
    }
}

impl ListWriter {
    /// Starts `<dir>/<stem>.csv` and `.xlsx` with these columns (header, and width in characters).
    /// `harmless` makes a cell that a spreadsheet would run as a formula a text.
    pub fn create(
        dir: &Path,
        stem: &str,
        columns: &[(&str, f64)],
        created: DateTime<FixedOffset>,
        harmless: fn(String) -> String,
    ) -> Result<ListWriter, RelationError> {
        let mut list = ListWriter {
            dir: dir.to_owned(),
            stem: stem.to_owned(),
            columns: columns.iter().map(|(header, _)| (*header).to_owned()).collect(),
            csv: Draft::new(dir)?,
            xlsx: XlsxSheet::with_columns(dir, columns, created)?,
            harmless,
            rows: 0,
        };
        list.csv.push("\u{FEFF}".as_bytes())?;
        let header = list.columns.clone();
        list.line(&header)?;
        Ok(list)
    }

    /// Appends a row.
    pub fn push(&mut self, cells: &[String]) -> Result<(), RelationError> {
        self.rows += 1;
        let written = self.xlsx.push_cells(self.rows, cells.iter())?;
        written.ok_or(RelationError::ListFull { max: MAX_ROWS })?;
        self.line(cells)
    }

    /// Rows so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    fn line(&mut self, cells: &[String]) -> Result<(), RelationError> {
        let mut line = String::new();
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                line.push(',');
            }
            push_cell(&mut line, &(self.harmless)(cell.clone()), b',', false);
        }
        line.push_str("\r\n");
        self.csv.push(line.as_bytes())
    }

    /// Completes both files and gives them their names and their manifest: all or none.
    pub fn publish(self, provenance: ListProvenance) -> Result<PublishedList, RelationError> {
        let ListWriter { dir, stem, columns, csv, xlsx, rows, .. } = self;
        let sealed = [(Format::Csv, csv.seal()?), (Format::Xlsx, xlsx.seal()?)];
        let names = |again| {
            let name = |format: Format| format!("{stem}{}.{}", numbered(again), format.name());
            vec![name(Format::Csv), name(Format::Xlsx)]
        };
        let (names, manifest_path) = free_names(&dir, &stem, names)?;
        let (mut set, mut files, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for ((_, sealed), file) in sealed.into_iter().zip(names) {
            let (path, sha256, bytes) = (dir.join(&file), sealed.sha256.clone(), sealed.bytes);
            entries.push(ManifestFile { file, pk: String::new(), rows, sha256: sha256.clone(), bytes });
            files.push(FileDone { path: path.clone(), pk: String::new(), rows, sha256, bytes });
            set.push((path, sealed));
        }
        let manifest = ListManifest { schema: SCHEMA, provenance, rows, columns, files: entries };
        publish_set(&dir, set, &manifest_path, &manifest.to_json())?;
        Ok(PublishedList { files, manifest, manifest_path })
    }
}
