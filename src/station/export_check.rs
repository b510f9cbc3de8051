//! Do the exports and corrections on record still agree with the ledger and with what lies where they were written?
//!
//! A relation file that is still there must be what was written; one that is gone was handed over or
//! moved, and is no fault. A manifest carries the end of the chain it was made at: a past that was
//! rewritten afterwards no longer has that end.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::command::StationError;
use crate::ledger::{ExportFile, ExportRecord, Reader};
use crate::relation::manifest::Head;
use crate::relation::{ListManifest, Manifest, PublishedList, RelationError, sha256_of};

/// What the event of an export keeps.
#[derive(Serialize, Deserialize)]
struct Detail {
    manifests: Vec<Written>,
}

/// One of the manifests of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Where it was written.
    pub path: PathBuf,
    /// What it says.
    pub manifest: Manifest,
    /// The orders whose pairs are in its files; none: of all orders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<String>,
}

/// The manifests of an export on record, one for each template that was in use.
pub fn manifests_of(export: &ExportRecord) -> Result<Vec<Written>, serde_json::Error> {
    serde_json::from_str::<Detail>(&export.detail).map(|detail| detail.manifests)
}

/// The detail of an export's event: its manifests, and where they lie.
pub(super) fn written_manifests(manifests: Vec<Written>) -> serde_json::Value {
    // Plain data becomes JSON without fail.
    serde_json::to_value(Detail { manifests }).unwrap_or_default()
}

/// What the event of a corrections file keeps.
#[derive(Serialize, Deserialize)]
struct WrittenList {
    path: PathBuf,
    manifest: ListManifest,
}

/// The detail of a corrections file's event: its manifest, and where it lies.
pub(super) fn written_list(published: &PublishedList) -> serde_json::Value {
    let (path, manifest) = (published.manifest_path.clone(), published.manifest.clone());
    serde_json::to_value(WrittenList { path, manifest }).unwrap_or_default()
}

/// The faults of every export and every corrections file on record, each a sentence.
pub fn check_exports(reader: &Reader) -> Result<Vec<String>, StationError> {
    let mut faults = Vec::new();
    for export in reader.exports()? {
        let mut found = check_files(&export.files);
        match manifests_of(&export) {
            Ok(manifests) => {
                let files_there = export.files.iter().any(|file| file.path.exists());
                for Written { path, manifest, .. } in &manifests {
                    found.extend(check_chain(reader, &manifest.provenance.chain_head)?);
                    found.extend(check_manifest(path, Manifest::read(path), manifest, files_there));
                }
            }
            Err(error) => found.push(format!("its event does not hold its manifests ({error})")),
        }
        faults.extend(found.into_iter().map(|fault| format!("export {}: {fault}", export.id)));
    }
    for correction in reader.corrections()? {
        let mut found = check_files(&correction.files);
        match serde_json::from_str::<WrittenList>(&correction.detail) {
            Ok(WrittenList { path, manifest }) => {
                let files_there = correction.files.iter().any(|file| file.path.exists());
                found.extend(check_chain(reader, &manifest.provenance.chain_head)?);
                found.extend(check_manifest(&path, ListManifest::read(&path), &manifest, files_there));
            }
            Err(error) => found.push(format!("its event does not hold its manifest ({error})")),
        }
        faults.extend(found.into_iter().map(|fault| format!("corrections {}: {fault}", correction.id)));
    }
    Ok(faults)
}

/// A manifest that was handed over, wherever it lies now: does the ledger still have the past it tells of?
pub fn check_manifest_against(reader: &Reader, path: &Path) -> Result<Option<String>, StationError> {
    let fault = check_chain(reader, &Head::of_manifest(path)?)?;
    Ok(fault.map(|fault| format!("{}: {fault}", path.display())))
}

fn check_files(files: &[ExportFile]) -> Vec<String> {
    let check = |file: &ExportFile| match sha256_of(&file.path) {
        Ok(found) if found == file.sha256 => None,
        Ok(found) => Some(format!(
            "{} was changed after it was written (SHA-256 {found}, written {})",
            file.path.display(),
            file.sha256
        )),
        Err(error) => gone_or(error),
    };
    files.iter().filter_map(check).collect()
}

fn check_manifest<M: PartialEq>(
    path: &Path,
    found: Result<M, RelationError>,
    written: &M,
    files_there: bool,
) -> Option<String> {
    match found {
        Err(_) if files_there && !path.exists() => {
            Some(format!("{} is gone, and its files are still there", path.display()))
        }
        Ok(found) if found == *written => None,
        Ok(_) => Some(format!("{} was changed after it was written", path.display())),
        Err(error) => gone_or(error),
    }
}

fn check_chain(reader: &Reader, head: &Head) -> Result<Option<String>, StationError> {
    let found = reader.chain_at(head.seq)?;
    let same = found.seq == head.seq && found.hash == head.hash;
    if same && head.key.is_some() && head.key != found.key {
        let key = |key: &Option<String>| key.clone().unwrap_or_else(|| "none".to_owned());
        return Ok(Some(format!(
            "its manifest was made at event {}, sealed with key {}, which the ledger now says is sealed with key {}: \
             the past was sealed anew after the export",
            head.seq,
            key(&head.key),
            key(&found.key)
        )));
    }
    Ok((!same).then(|| {
        format!(
            "its manifest was made at event {} with hash {}, the ledger now has event {} with hash {}: \
             the past was rewritten after the export",
            head.seq, head.hash, found.seq, found.hash
        )
    }))
}

/// A file that is not there is no fault; one that cannot be read is.
fn gone_or(error: RelationError) -> Option<String> {
    match error {
        RelationError::Io { source, .. } if source.kind() == ErrorKind::NotFound => None,
        other => Some(other.to_string()),
    }
}
