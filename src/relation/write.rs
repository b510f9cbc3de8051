//! One relation file of one product: rows in, in constant memory; a file with a name out.

use super::csv_sheet::CsvSheet;
use super::draft::{Sealed, sync_dir};
use super::json_sheet::{self, JsonSheet};
use super::xlsx_sheet::{self, XlsxSheet};
use super::{Column, Field, RelationError, Row, RowFault, Template, fill};
use crate::order::formula_start;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// The platform's limit of a device name, in characters.
const MAX_NAME: usize = 254;

/// After this many files of one name something else is wrong.
pub(super) const MAX_SAME_NAME: u32 = 9_999;

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Comma separated: what the platform's import dialog takes.
    #[default]
    Csv,
    /// A spreadsheet, all cells text: for people.
    Xlsx,
    /// The body of the platform's create-batch call: for programs. Its template is
    /// [`Template::create_batch`].
    Json,
}

impl Format {
    /// Its name, which is also the file extension.
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        [Format::Csv, Format::Xlsx, Format::Json].into_iter().find(|format| format.name() == name)
    }

    /// The most rows one file can hold below its header.
    pub fn max_rows(self) -> u64 {
        match self {
            Format::Csv => u64::MAX,
            Format::Xlsx => xlsx_sheet::MAX_ROWS,
            Format::Json => json_sheet::MAX_ROWS,
        }
    }
}

/// A file that is on disk under its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDone {
    /// Where.
    pub path: PathBuf,
    /// ProductKey of all its rows; empty if it has none.
    pub pk: String,
    /// Rows below the header.
    pub rows: u64,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// Writes one file. Dropping it leaves nothing behind.
pub struct RelationWriter {
    template: Template,
    format: Format,
    dir: PathBuf,
    stem: String,
    sheet: Sheet,
    pk: String,
    rows: u64,
}

enum Sheet {
    Csv(Box<CsvSheet>),
    Xlsx(Box<XlsxSheet>),
    Json(Box<JsonSheet>),
}

/// A file that is complete and synced, and has no name yet.
pub(super) struct Unnamed {
    pub(super) sealed: Sealed,
    pub(super) pk: String,
    pub(super) rows: u64,
}

impl RelationWriter {
    /// Starts `<dir>/<stem>.csv` or `.xlsx`; there is no such file before [`RelationWriter::finish`].
    /// `created` goes into a spreadsheet's properties.
    pub fn create(
        dir: &Path,
        stem: &str,
        template: &Template,
        format: Format,
        created: DateTime<FixedOffset>,
    ) -> Result<RelationWriter, RelationError> {
        let sheet = match format {
            Format::Csv => Sheet::Csv(Box::new(CsvSheet::new(dir, template)?)),
            Format::Xlsx => Sheet::Xlsx(Box::new(XlsxSheet::new(dir, template, created)?)),
            Format::Json => Sheet::Json(Box::new(JsonSheet::new(dir)?)),
        };
        Ok(RelationWriter {
            template: template.clone(),
            format,
            dir: dir.to_owned(),
            stem: stem.to_owned(),
            sheet,
            pk: String::new(),
            rows: 0,
        })
    }

    /// Appends a row. After an error the file must be given up.
    pub fn push(&mut self, row: &Row<'_>) -> Result<(), RelationError> {
        let number = self.rows + 1;
        check_row(&self.template, row, &self.pk).map_err(|(field, fault)| RelationError::Row {
            row: number,
            dk: row.dk.to_owned(),
            field,
            fault,
        })?;
        match &mut self.sheet {
            Sheet::Csv(sheet) => sheet.push(&self.template, number, *row)?,
            Sheet::Xlsx(sheet) => sheet.push(&self.template, number, *row)?,
            Sheet::Json(sheet) => sheet.push(&self.template, *row)?,
        }
        if self.rows == 0 {
            row.pk.clone_into(&mut self.pk);
        }
        self.rows = number;
        Ok(())
    }

    /// Rows so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Syncs the file and gives it its name: `<stem>.csv`, or `<stem>-2.csv` and so on where a file
    /// of that name is there already.
    pub fn finish(self) -> Result<FileDone, RelationError> {
        let (dir, stem, extension) = (self.dir.clone(), self.stem.clone(), self.format.name());
        let mut file = self.seal()?;
        let (sha256, bytes) = (file.sealed.sha256.clone(), file.sealed.bytes);
        for number in 1..=MAX_SAME_NAME {
            let path = dir.join(format!("{stem}{}.{extension}", numbered(number)));
            match file.sealed.publish(&path) {
                Ok(()) => {
                    sync_dir(&dir)?;
                    return Ok(FileDone { path, pk: file.pk, rows: file.rows, sha256, bytes });
                }
                Err((sealed, error)) if error.kind() == io::ErrorKind::AlreadyExists => file.sealed = sealed,
                Err((_, error)) => return Err(RelationError::io("name the file", &path)(error)),
            }
        }
        Err(RelationError::io("name the file", &dir.join(stem))(io::ErrorKind::AlreadyExists.into()))
    }

    pub(super) fn seal(self) -> Result<Unnamed, RelationError> {
        let sealed = match self.sheet {
            Sheet::Csv(sheet) => sheet.seal()?,
            Sheet::Xlsx(sheet) => sheet.seal()?,
            Sheet::Json(sheet) => sheet.seal()?,
        };
        Ok(Unnamed { sealed, pk: self.pk, rows: self.rows })
    }
}

/// What tells the second file of a name from the first.
pub(super) fn numbered(number: u32) -> String {
    if number == 1 { String::new() } else { format!("-{number}") }
}

/// Whether the platform takes this row, and a spreadsheet may have it. A text that begins as a formula does
/// would be run by whoever opens the CSV, and a `'` put before it would end up in the device's name: it is
/// refused. Control characters (TAB and line breaks too) are refused: no label means them, and importers
/// differ on them.
pub(super) fn check_row(template: &Template, row: &Row<'_>, pk: &str) -> Result<(), (Field, RowFault)> {
    for column in template.columns() {
        let Column { header, field, required, .. } = column;
        let value = column.value(row);
        let checked = match column.fill {
            Some(_) => fill::check_cell(header, *required, &value),
            None => Ok(()),
        };
        checked.and_then(|()| check_value(*field, *required, &value)).map_err(|fault| (*field, fault))?;
    }
    if !pk.is_empty() && row.pk != pk {
        return Err((Field::Pk, RowFault::OtherProduct(pk.to_owned())));
    }
    Ok(())
}

fn check_value(field: Field, required: bool, value: &str) -> Result<(), RowFault> {
    if value.is_empty() && (required || matches!(field, Field::Dk | Field::Pk | Field::Sn)) {
        return Err(RowFault::Empty);
    }
    if field == Field::Name && value.len() > MAX_NAME {
        let chars = value.chars().count();
        if chars > MAX_NAME {
            return Err(RowFault::TooLong { chars, max: MAX_NAME });
        }
    }
    if let Some(first) = formula_start(value) {
        return Err(RowFault::Formula(first));
    }
    // U+FFFE and U+FFFF are no characters; XML cannot hold them.
    match value.chars().find(|c| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}')) {
        Some(c) => Err(RowFault::Control(c.into())),
        None => Ok(()),
    }
}
