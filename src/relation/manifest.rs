//! The manifest: what an export wrote, when, by whom and from which state of the ledger.
//!
//! JSON with a fixed order of keys, so that it can be compared and kept as text. It lies beside its
//! files and goes into the export's event.

use super::bounded;
use super::draft::fingerprint;
use super::{Encoding, Export, Format, RelationError, Template};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;

/// The schema written here.
const SCHEMA: u32 = 2;

/// What the caller knows of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The program and its version, `pairing-station 0.1.0`.
    pub program: String,
    /// Station name.
    pub station: String,
    /// Who exported.
    pub operator: String,
    /// When, RFC 3339 with the local clock's offset.
    pub written: DateTime<FixedOffset>,
    /// Which pairs were asked for.
    pub selection: Selection,
    /// Pairs the selection names that are left out because they were voided.
    pub voided: u64,
    /// The end of the ledger's chain of events when the pairs were read.
    pub chain_head: Head,
}

/// Which pairs were asked for: every part given had to hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Selection {
    /// Day, `yyyy-mm-dd`; with `until`, the first.
    pub day: Option<String>,
    /// The days are those on which the shift began.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub production_day: bool,
    /// The last day of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Shift name.
    pub shift: Option<String>,
    /// Order name.
    pub order: Option<String>,
    /// Only pairs that were in no relation file before.
    pub only_new: bool,
    /// Only pairs that the platform had rejected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rejected: bool,
    /// Pairs taken over from the old tool.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub imported: bool,
}

/// The number and hash of an event.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Head {
    /// Its sequence number; 0 = no event yet.
    pub seq: i64,
    /// Its hash, lower-case hex.
    pub hash: String,
    /// Id of the key that had sealed it; `None`: it was not sealed (manifests from before there were seals).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Head {
    /// The end of the chain that a manifest of any kind and age tells of.
    pub fn of_manifest(path: &Path) -> Result<Head, RelationError> {
        #[derive(Deserialize)]
        struct Anchored {
            chain_head: Head,
        }
        let json = bounded::read_text(path, bounded::MAX_RECORD)
            .map_err(RelationError::io("read the manifest", path))?;
        serde_json::from_str(&json)
            .map(|Anchored { chain_head }| chain_head)
            .map_err(|source| RelationError::Manifest { path: path.to_owned(), source })
    }
}

/// One export, as its manifest tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this shape.
    pub schema: u32,
    /// Who, when, what was asked for.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// The ProductKeys, in the files' order.
    pub products: Vec<String>,
    /// Pairs in all files together.
    pub pairs: u64,
    /// Preset name or the user's template's file name.
    pub template: String,
    /// The header cells.
    pub columns: Vec<String>,
    /// The template, whole: these files can be written again to the byte when its own file is gone. `None`
    /// in manifests of schema 1, which did not carry it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipe: Option<Template>,
    /// CSV or XLSX.
    pub format: Format,
    /// A CSV's encoding; a spreadsheet has its own.
    pub encoding: Option<Encoding>,
    /// The row limit.
    pub rows_per_file: u64,
    /// Each file.
    pub files: Vec<ManifestFile>,
}

/// One file of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Its name, in the manifest's directory.
    pub file: String,
    /// ProductKey of all its rows.
    pub pk: String,
    /// Rows below the header.
    pub rows: u64,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// What is wrong with a file a manifest names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestFault {
    /// It is not there.
    #[error("{file} is not beside its manifest: it was moved, renamed or deleted")]
    Missing {
        /// The file.
        file: String,
    },
    /// It is another.
    #[error(
        "{file} is not the file that was written ({bytes} bytes, SHA-256 {sha256}): do not import it, export again"
    )]
    Changed {
        /// The file.
        file: String,
        /// Its size now.
        bytes: u64,
        /// Its hash now.
        sha256: String,
    },
    /// It cannot be read.
    #[error("{file} cannot be read ({what}): see whether its disk is there")]
    Unreadable {
        /// The file.
        file: String,
        /// The OS's error.
        what: String,
    },
    /// The manifest names something that is no plain file name.
    #[error("{file:?} is no file name: the manifest was changed after it was written")]
    NoFileName {
        /// What it names.
        file: String,
    },
    /// The numbers do not add up.
    #[error("its files have {files} rows together, and it says {pairs} pairs: the manifest was changed")]
    Count {
        /// Sum of the files' rows.
        files: u64,
        /// What it says.
        pairs: u64,
    },
}

impl Manifest {
    pub(super) fn new(export: &Export, provenance: Provenance, files: Vec<ManifestFile>) -> Manifest {
        let mut products: Vec<String> = files.iter().map(|file| file.pk.clone()).collect();
        // A product's files lie side by side.
        products.dedup();
        Manifest {
            schema: SCHEMA,
            provenance,
            products,
            pairs: files.iter().map(|file| file.rows).sum(),
            template: export.template.name().to_owned(),
            columns: export.template.header().map(str::to_owned).collect(),
            recipe: Some(export.template.clone()),
            format: export.format,
            encoding: (export.format == Format::Csv).then(|| export.template.encoding()),
            rows_per_file: export.rows_per_file,
            files,
        }
    }

    /// The template its files were written with. A manifest of schema 1 does not carry it: then what it does
    /// say, and what such templates mostly were (commas, CR LF), which a hash must confirm.
    pub fn template(&self) -> Option<Template> {
        if let Some(recipe) = &self.recipe {
            return Some(recipe.clone());
        }
        let template = Template::preset(&self.template)
            .filter(|preset| preset.header().eq(self.columns.iter().map(String::as_str)))
            .or_else(|| Template::bare(&self.template, self.columns.clone()))?;
        Some(template.with_encoding(self.encoding.unwrap_or(Encoding::Utf8)))
    }

    /// What the names of its files begin with.
    pub fn stem(&self) -> Option<&str> {
        let name = &self.files.first()?.file;
        // `<stem>_<product>_001.csv`
        let (rest, _) = name.rsplit_once('_')?;
        rest.rsplit_once('_').map(|(stem, _)| stem)
    }

    /// The manifest's text: the same manifest gives the same bytes.
    pub fn to_json(&self) -> String {
        // Serialising plain data into a string has no way to fail.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// Reads a manifest.
    pub fn read(path: &Path) -> Result<Manifest, RelationError> {
        #[derive(Deserialize)]
        struct Schema {
            schema: u32,
        }
        let json = bounded::read_text(path, bounded::MAX_RECORD)
            .map_err(RelationError::io("read the manifest", path))?;
        let fault = |source| RelationError::Manifest { path: path.to_owned(), source };
        let Schema { schema: found } = serde_json::from_str(&json).map_err(fault)?;
        if found > SCHEMA {
            return Err(RelationError::NewerManifest { path: path.to_owned(), found, known: SCHEMA });
        }
        serde_json::from_str(&json).map_err(fault)
    }

    /// Hashes the files in `dir` again and names each that is not what was written.
    pub fn verify(&self, dir: &Path) -> Vec<ManifestFault> {
        let mut faults: Vec<ManifestFault> =
            self.files.iter().filter_map(|file| verify_file(dir, file)).collect();
        let files = self.files.iter().fold(0u64, |sum, file| sum.saturating_add(file.rows));
        if files != self.pairs {
            faults.push(ManifestFault::Count { files, pairs: self.pairs });
        }
        faults
    }
}

fn verify_file(dir: &Path, entry: &ManifestFile) -> Option<ManifestFault> {
    let file = entry.file.clone();
    // A manifest must not send the check out of its directory.
    if Path::new(&file).file_name() != Some(file.as_ref()) {
        return Some(ManifestFault::NoFileName { file });
    }
    match fingerprint(&dir.join(&file)) {
        Ok((bytes, sha256)) if bytes == entry.bytes && sha256 == entry.sha256 => None,
        Ok((bytes, sha256)) => Some(ManifestFault::Changed { file, bytes, sha256 }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(ManifestFault::Missing { file }),
        Err(error) => Some(ManifestFault::Unreadable { file, what: error.to_string() }),
    }
}
