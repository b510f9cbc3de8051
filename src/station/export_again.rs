//! An earlier export, written again: identical to the byte, or not at all.
//!
//! Its pairs are those the ledger marked then, voided ones included, and its template is the one that its
//! manifest carries, whatever became of the order's. Before a file gets its name its SHA-256 is compared
//! with the record. Nothing is marked; an event (kind `export_again`) tells of it.

use std::path::Path;

use super::actor::Actor;
use super::clock::now;
use super::command::StationError;
use super::desk::{ExportReport, TaskShared};
use super::export::sets::{self, Sets};
use super::export::{absolute, files_of, is_certain, leftover};
use super::export_check::{Written, manifests_of};
use super::settings::Settings;
use crate::ledger::{ExportRecord, Ledger, PairFilter, Reader};
use crate::relation::{Export, RelationError};

/// Why an export cannot be written again. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AgainError {
    /// Its event does not say how.
    #[error(
        "export {export} does not say how it was written ({what}): it cannot be written again; check the ledger"
    )]
    NoManifest {
        /// The export.
        export: i64,
        /// What is wrong with its event's detail.
        what: String,
    },
    /// Its event and its files on record disagree.
    #[error("export {export}: its record and its manifest name other files; check the ledger")]
    Disagrees {
        /// The export.
        export: i64,
    },
    /// A file comes out otherwise.
    #[error("export {export}: {source}")]
    Differs {
        /// The export.
        export: i64,
        /// Which, and how.
        source: RelationError,
    },
}

/// Writes an export again into a directory, under the names its files had (or the next ones free).
///
/// # Errors
/// [`AgainError`], and whatever a relation file can meet; then nothing is left in the directory.
pub fn export_again(
    ledger: &Ledger,
    settings: &Settings,
    (export, operator): (i64, &str),
    out: &Path,
    task: &TaskShared,
) -> Result<ExportReport, StationError> {
    let out = absolute(out)?;
    let reader = ledger.reader()?;
    let aside = leftover::set_aside(&reader, &out);
    let _snapshot = reader.snapshot()?;
    let record = reader.export(export)?;
    let manifests = manifests(&record)?;
    let mut sets = sets_again(&reader, &record, &manifests, &out)?;
    let filter = PairFilter { export: Some(export), ..PairFilter::default() };
    let (ready, _) = sets::write(&reader, &filter, &mut sets, task)?;
    let differs = |source| StationError::from(AgainError::Differs { export, source });
    if ready.len() != manifests.len() {
        return Err(differs(RelationError::NotAsMany { wanted: manifests.len(), written: ready.len() }));
    }
    for (set, ready) in &ready {
        ready.is_again(&manifests[*set].manifest).map_err(differs)?;
    }
    let _naming = leftover::hold();
    let published = sets::publish(ready, |set, ready| ready.publish_again(&manifests[set].manifest))?;
    let files = files_of(&published);
    let detail = serde_json::json!({
        "export": export,
        "files": files.iter().map(|file| serde_json::json!({ "path": file.path, "sha256": file.sha256 })).collect::<Vec<_>>(),
    });
    let actor = Actor::at(settings, operator, "");
    if let Err(error) = ledger.append(vec![actor.draft(now(), "export_again").detail(&detail).build()]) {
        if is_certain(&error) {
            sets::withdraw(published);
        }
        return Err(error.into());
    }
    let manifests = published.into_iter().map(|(_, set)| set.manifest_path).collect();
    Ok(ExportReport { id: export, files, manifests, aside })
}

/// The manifests of an export, if they name the files on record.
fn manifests(record: &ExportRecord) -> Result<Vec<Written>, StationError> {
    let export = record.id;
    let found =
        manifests_of(record).map_err(|error| AgainError::NoManifest { export, what: error.to_string() })?;
    let told = found.iter().flat_map(|written| &written.manifest.files);
    let told: Vec<_> = told.map(|file| (&file.pk, file.rows, &file.sha256)).collect();
    let kept: Vec<_> = record.files.iter().map(|file| (&file.pk, file.rows, &file.sha256)).collect();
    if told == kept { Ok(found) } else { Err(AgainError::Disagrees { export }.into()) }
}

/// What was written then, and which order's pairs went where.
fn sets_again(
    reader: &Reader,
    record: &ExportRecord,
    manifests: &[Written],
    out: &Path,
) -> Result<Sets, StationError> {
    let unsaid = |what: &str| AgainError::NoManifest { export: record.id, what: what.to_owned() };
    let mut exports = Vec::new();
    for Written { manifest, .. } in manifests {
        exports.push(Export {
            dir: out.to_owned(),
            stem: manifest
                .stem()
                .ok_or_else(|| unsaid("a file has another name than such files have"))?
                .to_owned(),
            template: manifest.template().ok_or_else(|| unsaid("its template is not known any more"))?,
            format: manifest.format,
            rows_per_file: manifest.rows_per_file,
            created: manifest.provenance.written,
        });
    }
    let mut orders = Vec::new();
    for (at, written) in manifests.iter().enumerate() {
        orders.extend(written.orders.iter().map(|order| (order.clone(), at)));
    }
    if orders.is_empty() && manifests.len() > 1 {
        // Older programs did not say; an order's template is what it was as long as it has pairs.
        for order in reader.orders()? {
            let spec = Path::new(&order.order.template);
            let name = spec.file_name().unwrap_or(spec.as_os_str()).to_string_lossy();
            let at = manifests.iter().position(|written| written.manifest.template == name);
            orders.extend(at.map(|at| (order.order.name.clone(), at)));
        }
    }
    Ok(Sets::new(exports, orders))
}
