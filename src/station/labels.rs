//! New SNs: made, put into a package, recorded as issued.
//!
//! An SN that left the station is never made again: it is in the ledger's list of issued ones before
//! the package has its name. A package that cannot get its name wastes its SNs, and nothing else.
//!
//! Everything but that one transaction goes on beside the line: on the caller's thread, with a reader.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::actor::Actor;
use super::clock::local;
use super::command::StationError;
use crate::labels::package::{self, Label, PackageError};
use crate::labels::series::Series;
use crate::ledger::{Ledger, ListKeys, Reader, Stamp};
use crate::order::DeviceQr;

/// What is to be made.
#[derive(Debug, Clone)]
pub struct LabelRequest {
    /// ProductKey.
    pub pk: String,
    /// How many.
    pub count: usize,
    /// How their SNs are made.
    pub series: Series,
    /// What their codes say.
    pub qr: DeviceQr,
    /// The package.
    pub out: PathBuf,
}

/// Makes new SNs and their package; gives the SNs. `progress` as in [`package::write`].
///
/// # Errors
/// [`StationError::Exists`], [`StationError::OpenPattern`], [`StationError::Series`],
/// [`StationError::Labels`], [`StationError::Io`], [`StationError::Overtaken`],
/// [`StationError::Cancelled`], and the ledger's own. Then there is no package.
pub fn make(
    ledger: &Ledger,
    actor: Actor<'_>,
    request: &LabelRequest,
    now: Stamp,
    progress: &(dyn Fn(usize) -> bool + Sync),
) -> Result<Vec<String>, StationError> {
    let reader = ledger.reader()?;
    let io = |source| StationError::Io { path: request.out.clone(), source };
    if request.out.exists() {
        return Err(StationError::Exists(request.out.clone()));
    }
    let sns = new_sns(&reader, request)?;
    let labels: Vec<Label> = sns
        .iter()
        .map(|sn| {
            let text = request.qr.text(&request.pk, sn).ok_or(StationError::OpenPattern)?;
            Ok(Label { sn: sn.clone(), text })
        })
        .collect::<Result<_, StationError>>()?;
    let dir = request.out.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(dir).map_err(io)?;
    let mut draft = tempfile::NamedTempFile::new_in(dir).map_err(io)?;
    let made = zip_time(now);
    let writer = package::write(BufWriter::new(draft.as_file_mut()), &request.pk, &labels, made, progress)
        .map_err(cancelled_or)?;
    writer.into_inner().map_err(|error| io(error.into_error()))?.sync_all().map_err(io)?;
    let sha256 = sha256(draft.as_file_mut()).map_err(io)?;
    let file = request.out.file_name().unwrap_or(request.out.as_os_str()).to_string_lossy();
    let detail = serde_json::json!({
        "what": "labels", "of": [request.pk], "file": file, "sha256": sha256, "taken": sns.len(),
    });
    let list = ListKeys::IssuedSns { pk: request.pk.clone(), sns: sns.clone() };
    let event = actor.draft(now, "import").detail(&detail).build();
    if ledger.import(vec![list], event)? != sns.len() as u64 {
        return Err(StationError::Overtaken);
    }
    draft.persist_noclobber(&request.out).map_err(|error| io(error.error))?;
    Ok(sns)
}

/// SNs that this ledger never had.
fn new_sns(reader: &Reader, request: &LabelRequest) -> Result<Vec<String>, StationError> {
    let issued: HashSet<String> = reader.every_issued_sn()?;
    let mut failed = None;
    let sns = request.series.make(request.count, |sn| {
        issued.contains(sn)
            || reader.sn_was_paired(sn).unwrap_or_else(|error| {
                failed = Some(error);
                false
            })
    })?;
    failed.map_or(Ok(sns), |error| Err(error.into()))
}

fn cancelled_or(error: PackageError) -> StationError {
    match error {
        PackageError::Cancelled => StationError::Cancelled,
        other => other.into(),
    }
}

fn sha256(file: &mut File) -> std::io::Result<String> {
    file.rewind()?;
    let mut hash = Sha256::new();
    std::io::copy(file, &mut hash)?;
    hash.flush()?;
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The local time, as far as a zip can tell it.
fn zip_time(now: Stamp) -> zip::DateTime {
    zip::DateTime::try_from(local(now).naive_local()).unwrap_or_default()
}
