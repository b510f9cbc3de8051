//! What can be wrong with a template, a row, a written file, and what to do about each.

use super::workbook::WorkbookFault;
use super::{Encoding, Field, FillFault};
use std::io;
use std::path::{Path, PathBuf};

/// Anything that keeps a relation file from being written.
#[derive(Debug, thiserror::Error)]
pub enum RelationError {
    /// Neither a preset nor a file.
    #[error("there is no template {spec}: give a file, or one of {presets}")]
    UnknownTemplate {
        /// What was asked for.
        spec: String,
        /// The presets there are.
        presets: String,
    },
    /// The user's template cannot be used.
    #[error("template {file}, line {line}: {fault}")]
    Template {
        /// The template's file name.
        file: String,
        /// Line, from 1.
        line: u64,
        /// What is wrong with it, and what to do.
        fault: TemplateFault,
    },
    /// A row cannot be written as it is.
    #[error("row {row} (DK {dk}), {field}: {fault}; nothing was written")]
    Row {
        /// Which row of the file, from 1, the header not counted.
        row: u64,
        /// Its DK, to find it by.
        dk: String,
        /// Which of its fields.
        field: Field,
        /// What is wrong with it, and what to do.
        fault: RowFault,
    },
    /// More products than an export may hold open at once.
    #[error("the selection holds more than {limit} products: export them order by order")]
    TooManyProducts {
        /// The limit.
        limit: usize,
    },
    /// The rows a file may have.
    #[error("{asked} rows a file cannot be: give 1 to {max}")]
    RowLimit {
        /// What was asked for.
        asked: u64,
        /// The most this format takes.
        max: u64,
    },
    /// Nothing to write.
    #[error("no pair fits the selection, so no file was written: choose another day, shift or order")]
    NoRows,
    /// A file or directory.
    #[error("{path}: cannot {action} ({source}); see whether the directory is there, writable and has room")]
    Io {
        /// What was being done, as a verb.
        action: &'static str,
        /// To what.
        path: PathBuf,
        /// The OS's error.
        source: io::Error,
    },
    /// The spreadsheet writer.
    #[error("{path}: the spreadsheet cannot be written ({source}); see whether its disk has room")]
    Xlsx {
        /// The file.
        path: PathBuf,
        /// The writer's error.
        source: Box<rust_xlsxwriter::XlsxError>,
    },
    /// The spreadsheet writer gave up: it does so when its temporary file cannot be written.
    #[error("{path}: the spreadsheet's temporary file cannot be written; free space on its disk")]
    XlsxDisk {
        /// The file.
        path: PathBuf,
    },
    /// A written file does not read back as what it was written from.
    #[error("{file}, line {line}: {fault}")]
    ReadBack {
        /// The file.
        file: String,
        /// Line (CSV) or row (XLSX), from 1, the header included.
        line: u64,
        /// What is wrong.
        fault: ReadFault,
    },
    /// A file that was to be written again comes out otherwise.
    #[error(
        "{file} comes out otherwise than it was written (SHA-256 {found}, then {wanted}): the ledger, the \
         record or the program is not what it was; nothing was written"
    )]
    NotAgain {
        /// The file.
        file: String,
        /// SHA-256 as it was written.
        wanted: String,
        /// SHA-256 as it came out.
        found: String,
    },
    /// An export that was to be written again has another number of files.
    #[error(
        "{written} files come out where {wanted} were written: the ledger or the record is not what it was; \
         nothing was written"
    )]
    NotAsMany {
        /// As many were written.
        wanted: usize,
        /// As many came out.
        written: usize,
    },
    /// More rows than a sheet has.
    #[error("a spreadsheet ends after {max} rows: hand over what is new more often")]
    ListFull {
        /// The limit.
        max: u64,
    },
    /// A manifest cannot be read.
    #[error("manifest {path}: {source}; it was changed after it was written: export again")]
    Manifest {
        /// The file.
        path: PathBuf,
        /// Where in it, and what.
        source: serde_json::Error,
    },
    /// A manifest of a newer program.
    #[error("manifest {path} has schema {found}, this program knows {known}: use the newer program")]
    NewerManifest {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The one known here.
        known: u32,
    },
}

impl RelationError {
    /// For `map_err`: what was being done to which path.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> RelationError {
        let path = path.to_owned();
        move |source| RelationError::Io { action, path, source }
    }

    /// A fault met when reading a written file.
    pub(super) fn read(file: &str, line: u64, fault: ReadFault) -> RelationError {
        RelationError::ReadBack { file: file.to_owned(), line, fault }
    }
}

/// What is wrong with a template.
#[derive(Debug, thiserror::Error)]
pub enum TemplateFault {
    /// Too big to be a template.
    #[error("it has {bytes} bytes, a template has at most {max}: give the empty template, not a filled file")]
    TooBig {
        /// Its size.
        bytes: u64,
        /// The limit.
        max: u64,
    },
    /// In no text encoding known here.
    #[error("it is neither UTF-8, UTF-16 with a byte order mark, nor GBK: download it again")]
    Encoding,
    /// The old spreadsheet format.
    #[error("it is an old .xls spreadsheet: save it as .xlsx or .csv")]
    OldSpreadsheet,
    /// The CSV cannot be read.
    #[error("it cannot be read as CSV ({0}): download it again")]
    Csv(#[from] csv::Error),
    /// The XLSX cannot be read.
    #[error("it cannot be read as XLSX ({0}): download it again")]
    Xlsx(Box<WorkbookFault>),
    /// It has no header.
    #[error("there is no header: the first line must name the columns")]
    Empty,
    /// A sheet of nonsense.
    #[error("it has more than {max} columns: give the platform's template")]
    TooManyColumns {
        /// The limit.
        max: usize,
    },
    /// A column without which a relation cannot be told.
    #[error("no column for the {field} among {found}: give the platform's device import template")]
    Missing {
        /// Which.
        field: Field,
        /// The header that is there.
        found: String,
    },
    /// Two columns for the same thing.
    #[error("column {column} ({header}) is the {field} again, as column {earlier} is: delete one of them")]
    Duplicate {
        /// Column, from 1.
        column: usize,
        /// Its header.
        header: String,
        /// What both are.
        field: Field,
        /// The first of them, from 1.
        earlier: usize,
    },
    /// A column the platform demands and the station has nothing for.
    #[error(
        "column {column} ({header}) is required, and the station has nothing to put there: add the template \
         by name and say what to fill it with, or use a template without it"
    )]
    Required {
        /// Column, from 1.
        column: usize,
        /// Its header.
        header: String,
    },
    /// A column to be filled that is not there.
    #[error(
        "there is no column {column} to fill among {found}: write the column's name as the template has it"
    )]
    NoSuchColumn {
        /// What was asked for.
        column: String,
        /// The header that is there.
        found: String,
    },
    /// A column to be filled that the station fills itself.
    #[error(
        "column {column} cannot be filled otherwise: it is the {field}, which the station fills from each pair"
    )]
    FilledByStation {
        /// Its header.
        column: String,
        /// What it is.
        field: Field,
    },
    /// Two rules for one column.
    #[error("column {column} is filled twice: give one text for it")]
    FilledTwice {
        /// Its header.
        column: String,
    },
    /// What a column is to be filled with cannot be used.
    #[error("column {column} cannot be filled with {text:?}: {fault}")]
    Fill {
        /// Its header.
        column: String,
        /// The text.
        text: String,
        /// What is wrong with it, and what to do.
        fault: Box<FillFault>,
    },
    /// What a column is to be filled with has a character that the template's encoding lacks.
    #[error(
        "column {column} cannot be filled with that: {encoding} has no {character:?}, write it otherwise"
    )]
    Unencodable {
        /// Its header.
        column: String,
        /// The template's encoding.
        encoding: Encoding,
        /// The character.
        character: char,
    },
    /// A template that was kept and is none.
    #[error("it is no template any more ({what}): it was changed after it was written")]
    Recipe {
        /// What it breaks.
        what: &'static str,
    },
}

/// What is wrong with a field of a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// Nothing there.
    #[error("it is empty, and the platform demands it: void the pair and pair it again")]
    Empty,
    /// Too long.
    #[error("it has {chars} characters, the platform takes {max}: shorten the order's device_name")]
    TooLong {
        /// Its length.
        chars: usize,
        /// The limit.
        max: usize,
    },
    /// A character that is no text.
    #[error("it holds the control character U+{0:04X}: remove it from the order's device_name")]
    Control(u32),
    /// A required column comes out empty by its rule.
    #[error(
        "column {header} comes out empty for this pair, and the platform demands it: fill it with something \
         that every pair has"
    )]
    FilledEmpty {
        /// Its header.
        header: String,
    },
    /// A column begins as a formula does by its rule.
    #[error(
        "column {header} would begin with {first:?}, which a spreadsheet runs as a formula: fill it with \
         something that begins with a letter or digit"
    )]
    FilledFormula {
        /// Its header.
        header: String,
        /// How it begins.
        first: char,
    },
    /// It begins as a formula does.
    #[error(
        "it begins with {0:?}, which a spreadsheet runs as a formula: void the pair, and pair it again in an \
         order whose device_name begins otherwise"
    )]
    Formula(char),
    /// A character the encoding lacks.
    #[error("{encoding} has no {character:?}: choose UTF-8, or another name")]
    Unencodable {
        /// The encoding.
        encoding: Encoding,
        /// The character.
        character: char,
    },
    /// A second product in one file.
    #[error("this file is for product {0}, and the platform takes one product a file: split by product")]
    OtherProduct(String),
    /// A row beyond what a sheet holds.
    #[error("a spreadsheet ends after {0} rows: split into more files")]
    SheetFull(u64),
}

/// How a written file differs from what it was written from. All of them mean: do not import it.
#[derive(Debug, thiserror::Error)]
pub enum ReadFault {
    /// Another byte order mark than the template's.
    #[error("the byte order mark is not the template's; do not import this file, export again")]
    Bom,
    /// Another header than the template's.
    #[error("the header is {found:?} where the template has {expected:?}; do not import this file")]
    Header {
        /// What the file has.
        found: String,
        /// What the template has.
        expected: String,
    },
    /// Another number of columns.
    #[error("{found} columns where the template has {expected}; do not import this file, export again")]
    Columns {
        /// What the file has.
        found: usize,
        /// What the template has.
        expected: usize,
    },
    /// A cell that must be text or empty is not.
    #[error("column {column} holds {found}; do not import this file, export again")]
    Cell {
        /// Column, from 1.
        column: usize,
        /// What is there.
        found: String,
    },
    /// A field that differs from the ledger.
    #[error(
        "{field} is {found:?} where the ledger has {expected:?}; do not import this file: see whether \
         something was changed during the export, and export again"
    )]
    Differs {
        /// Which.
        field: Field,
        /// What the file has.
        found: String,
        /// What the ledger has.
        expected: String,
    },
    /// A filled column that differs from its rule.
    #[error(
        "column {column} is {found:?} where the template's rule gives {expected:?}; do not import this file: \
         export again"
    )]
    Filled {
        /// Column, from 1.
        column: usize,
        /// What the file has.
        found: String,
        /// What the rule gives.
        expected: String,
    },
    /// The file ends early.
    #[error("it ends where the ledger has DK {expected}; do not import this file, export again")]
    Short {
        /// The DK of the row that is not there.
        expected: String,
    },
    /// The file goes on.
    #[error("it holds DK {found}, which the ledger's selection does not; do not import it, export again")]
    Extra {
        /// The DK of the row too many.
        found: String,
    },
    /// The bytes are not the ones written.
    #[error("its bytes are not the ones written; its disk or another program changed it: export again")]
    Bytes,
    /// Not readable as CSV.
    #[error("it cannot be read as CSV ({0}); export again")]
    Csv(#[from] csv::Error),
    /// Not readable as XLSX.
    #[error("it cannot be read as XLSX ({0}); export again")]
    Xlsx(Box<calamine::XlsxError>),
    /// Not readable as JSON.
    #[error("it cannot be read as JSON ({0}); export again")]
    Json(serde_json::Error),
    /// The reading thread ended without a word.
    #[error("reading it broke off; export again")]
    BrokeOff,
}
