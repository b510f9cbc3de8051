//! Do the exports on record still agree with the ledger and with what lies where they were written?
//!
//! A relation file that is still there must be what was written; one that is gone was handed over or
//! moved, and is no fault. A manifest carries the end of the chain it was made at: a past that was
//! rewritten afterwards no longer has that end.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::command::StationError;
use crate::ledger::{ExportRecord, Reader};
use crate::relation::{Manifest, Published, RelationError, sha256_of};

/// What the event of an export keeps.
#[derive(Serialize, Deserialize)]
struct Detail {
    manifests: Vec<Written>,
}

#[derive(Serialize, Deserialize)]
struct Written {
    path: PathBuf,
    manifest: Manifest,
}

/// The detail of an export's event: its manifests, and where they lie.
pub(super) fn written_manifests(published: &[Published]) -> serde_json::Value {
    let written = |p: &Published| Written { path: p.manifest_path.clone(), manifest: p.manifest.clone() };
    // Plain data becomes JSON without fail.
    serde_json::to_value(Detail { manifests: published.iter().map(written).collect() }).unwrap_or_default()
}

/// The manifests of an export on record, and where they were written; none where its event does not hold
/// them (`check` says so).
pub fn manifests_of(export: &ExportRecord) -> Vec<(PathBuf, Manifest)> {
    let detail = serde_json::from_str::<Detail>(&export.detail);
    let written = detail.map(|detail| detail.manifests).unwrap_or_default();
    written.into_iter().map(|written| (written.path, written.manifest)).collect()
}

/// The faults of every export on record, each a sentence.
pub fn check_exports(reader: &Reader) -> Result<Vec<String>, StationError> {
    let mut faults = Vec::new();
    for export in reader.exports()? {
        let mut found = check_files(&export);
        match serde_json::from_str::<Detail>(&export.detail) {
            Ok(detail) => {
                for written in &detail.manifests {
                    found.extend(check_chain(reader, &written.manifest)?);
                    let files_there = export.files.iter().any(|file| file.path.exists());
                    found.extend(check_manifest(&written.path, &written.manifest, files_there));
                }
            }
            Err(error) => found.push(format!("its event does not hold its manifests ({error})")),
        }
        faults.extend(found.into_iter().map(|fault| format!("export {}: {fault}", export.id)));
    }
    Ok(faults)
}

fn check_files(export: &ExportRecord) -> Vec<String> {
    let check = |file: &crate::ledger::ExportFile| match sha256_of(&file.path) {
        Ok(found) if found == file.sha256 => None,
        Ok(found) => Some(format!(
            "{} was changed after it was written (SHA-256 {found}, written {})",
            file.path.display(),
            file.sha256
        )),
        Err(error) => gone_or(error),
    };
    export.files.iter().filter_map(check).collect()
}

fn check_manifest(path: &Path, written: &Manifest, files_there: bool) -> Option<String> {
    match Manifest::read(path) {
        Err(_) if files_there && !path.exists() => {
            Some(format!("{} is gone, and its files are still there", path.display()))
        }
        Ok(found) if found == *written => None,
        Ok(_) => Some(format!("{} was changed after it was written", path.display())),
        Err(error) => gone_or(error),
    }
}

fn check_chain(reader: &Reader, manifest: &Manifest) -> Result<Option<String>, StationError> {
    let head = &manifest.provenance.chain_head;
    let found = reader.chain_at(head.seq)?;
    let same = found.seq == head.seq && found.hash == head.hash;
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
