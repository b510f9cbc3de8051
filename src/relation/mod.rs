//! The relation file: which module belongs to which device, as the platform imports it.
//!
//! * [`template`]: what columns a file has and in what bytes it is written. The four presets, and
//!   the user's own downloaded template ([`load`], whose header is read by name: [`header`]). What the
//!   user puts into columns the station does not know: [`fill`]; a template kept whole: [`recipe`].
//! * [`write`](mod@write): rows → CSV or XLSX, one file, in constant memory.
//! * [`split`]: rows of several products → many files; [`verify`]: read back ([`read`]) and compared
//!   with the ledger; [`publish`]: only then given their names.
//! * [`bounded`]: files of text, never more of them than such a file has.
//! * `workbook`: an XLSX that somebody brought, bounded before it is read.
//! * [`ListWriter`]: a list for people, published as the files are.
//! * [`PlatformError`]: what the platform says when it refuses a row.
//! * [`manifest`]: what was written, when, by whom, and the ledger's chain head, beside the files.
//!
//! # The way of an export
//!
//! Each step's type is the next step's only door, so no file gets its name unread:
//!
//! ```text
//! SplitWriter ──push(row)…──finish()──▶ Verifier ──expect(row)…──finish()──▶ Ready ──publish()──▶ Published
//! ```
//!
//! Dropping any of the first three, at a fault or because the user cancels, removes all it wrote.
//!
//! Architecture invariants:
//! * A file's header and its rows come from one column list.
//! * Nothing on disk is ever overwritten, and nothing half-written has a relation file's name.
//! * No value is changed on its way into a file: what a file cannot hold is refused by name.

pub mod bounded;
mod csv_sheet;
mod draft;
pub mod encoding;
pub mod error;
pub mod fill;
pub mod header;
mod json_sheet;
mod list;
pub mod load;
pub mod manifest;
mod platform;
pub mod publish;
pub mod read;
pub mod recipe;
pub mod split;
pub mod template;
pub mod verify;
pub(crate) mod workbook;
pub mod write;
mod xlsx_rows;
mod xlsx_sheet;

pub use csv_sheet::render;
pub use draft::DRAFT;
pub use encoding::Encoding;
pub use error::{ReadFault, RelationError, RowFault, TemplateFault};
pub use fill::{Fill, FillFault};
pub use list::{ListManifest, ListProvenance, ListWriter, PublishedList};
pub use load::{Blank, template_bytes};
pub use manifest::{Manifest, Provenance};
pub use platform::PlatformError;
pub use publish::{MANIFEST, Published, Ready};
pub use read::read_back;
pub use split::{Export, SplitWriter, file_stem, named_stem};
pub use template::{Column, Field, LineEnd, Template};
pub use verify::Verifier;
pub use workbook::WorkbookFault;
pub use write::{FileDone, Format, RelationWriter};

/// One row's worth of keys, and what the ledger knows around them, borrowed from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Row<'a> {
    /// DeviceKey.
    pub dk: &'a str,
    /// ProductKey.
    pub pk: &'a str,
    /// Serial number.
    pub sn: &'a str,
    /// Device name, ≤ 254 characters; may be empty.
    pub name: &'a str,
    /// Work order; empty if none. Only a [`Fill`] asks for it.
    pub order: &'a str,
    /// Production day, `yyyymmdd`; 0 if not known. Only a [`Fill`] asks for it.
    pub day: i32,
}

impl<'a> Row<'a> {
    /// A row of no order and no day.
    pub const fn new(dk: &'a str, pk: &'a str, sn: &'a str, name: &'a str) -> Row<'a> {
        Row { dk, pk, sn, name, order: "", day: 0 }
    }
}

/// One row read back from a file. What the template has no column for is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnedRow {
    /// DeviceKey.
    pub dk: String,
    /// ProductKey.
    pub pk: String,
    /// Serial number.
    pub sn: String,
    /// Device name.
    pub name: String,
    /// The cells of the columns that the user's rules fill, left to right.
    pub filled: Vec<String>,
}

impl OwnedRow {
    /// The same keys, borrowed.
    pub fn as_row(&self) -> Row<'_> {
        Row::new(&self.dk, &self.pk, &self.sn, &self.name)
    }
}

/// SHA-256 of these bytes, lower-case hex.
pub fn sha256_of_bytes(bytes: &[u8]) -> String {
    draft::sha256(bytes)
}

/// SHA-256 of a file's bytes, lower-case hex, as manifests and the ledger keep it.
pub fn sha256_of(path: &std::path::Path) -> Result<String, RelationError> {
    draft::fingerprint(path).map(|(_, hash)| hash).map_err(RelationError::io("read", path))
}
