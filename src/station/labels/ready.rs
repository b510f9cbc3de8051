//! Labels made ready: a file without its name yet, or a printer that waits for them.

use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::{LabelRequest, Output};
use crate::labels::label_sheet::LabelSheetError;
use crate::labels::package::{self, Label, PackageError};
use crate::labels::printer::{Patience, Printer, PrinterError};
use crate::labels::sticker::Sticker;
use crate::labels::zpl::Zpl;
use crate::ledger::Stamp;
use crate::station::StationError;
use crate::station::clock::local;

/// Labels that only have to be put in place.
pub(super) enum Ready {
    /// In a file beside its place, whole and synced.
    File { draft: NamedTempFile, out: PathBuf, form: &'static str, sha256: String },
    /// Drawn, with the printer listening.
    Printer { printer: Printer, labels: Vec<String> },
}

impl Ready {
    /// Draws everything; `codes` are SNs and what their codes say.
    pub(super) fn prepare(
        request: &LabelRequest,
        codes: &[(String, String)],
        now: Stamp,
        progress: &(dyn Fn(usize) -> bool + Sync),
    ) -> Result<Ready, StationError> {
        match &request.output {
            Output::Package(out) => {
                let label = |(sn, text): &(String, String)| Label { sn: sn.clone(), text: text.clone() };
                let labels: Vec<Label> = codes.iter().map(label).collect();
                file(out, "package", |to| {
                    let to = BufWriter::new(to);
                    let written = package::write(to, &request.pk, &labels, zip_time(now), progress)?;
                    let io = |error: std::io::IntoInnerError<_>| PackageError::Io(error.into_error());
                    written.into_inner().map(drop).map_err(io)?;
                    Ok(())
                })
            }
            Output::Sheet(out, sheet) => {
                let pdf = sheet.render(&stickers(request, codes), &request.pk, progress)?;
                file(out, "sheet", |to| to.write_all(&pdf).map_err(|error| PackageError::Io(error).into()))
            }
            Output::Zpl(out, zpl) => {
                let labels = drawn(zpl, &stickers(request, codes), progress)?;
                file(out, "zpl", |to| {
                    let mut to = BufWriter::new(to);
                    let written = labels.iter().try_for_each(|label| to.write_all(label.as_bytes()));
                    written.and_then(|()| to.flush()).map_err(|error| PackageError::Io(error).into())
                })
            }
            Output::Printer(address, zpl) => {
                // Progress is for what is handed over.
                let labels = drawn(zpl, &stickers(request, codes), &|_| true)?;
                Ok(Ready::Printer { printer: Printer::connect(address, Patience::default())?, labels })
            }
        }
    }

    /// What and where, for the log.
    pub(super) fn detail(&self) -> serde_json::Value {
        match self {
            Ready::File { out, form, sha256, .. } => {
                let file = out.file_name().unwrap_or(out.as_os_str()).to_string_lossy();
                serde_json::json!({ "form": form, "file": file, "sha256": sha256 })
            }
            Ready::Printer { printer, .. } => {
                serde_json::json!({ "form": "printer", "printer": printer.address() })
            }
        }
    }
}

/// Hands labels to a printer; gives how many. `progress` as in [`super::make`].
pub(super) fn print(
    mut printer: Printer,
    labels: &[String],
    progress: &(dyn Fn(usize) -> bool + Sync),
) -> Result<usize, PrinterError> {
    for (n, label) in labels.iter().enumerate() {
        if !progress(n) {
            return Err(PrinterError::Cancelled { address: printer.address().to_owned(), sent: n });
        }
        printer.send(label.as_bytes(), &|| progress(n))?;
    }
    let sent = printer.finish()?;
    // All of them are out: there is nothing left to be stopped.
    progress(sent);
    Ok(sent)
}

fn stickers(request: &LabelRequest, codes: &[(String, String)]) -> Vec<Sticker> {
    let line = request.line.trim();
    let sticker = |(sn, code): &(String, String)| {
        let second = line.replace("{pk}", &request.pk).replace("{sn}", sn);
        let lines = [sn.clone(), second].into_iter().filter(|line| !line.is_empty()).collect();
        Sticker { code: code.clone(), lines }
    };
    codes.iter().map(sticker).collect()
}

/// The commands for each label.
fn drawn(
    zpl: &Zpl,
    stickers: &[Sticker],
    progress: &(dyn Fn(usize) -> bool + Sync),
) -> Result<Vec<String>, StationError> {
    let label = |(n, sticker): (usize, &Sticker)| {
        let label = zpl.label(sticker)?;
        if progress(n + 1) { Ok(label) } else { Err(StationError::Cancelled) }
    };
    stickers.iter().enumerate().map(label).collect()
}

/// A file beside its place, written by `write`.
fn file(
    out: &Path,
    form: &'static str,
    write: impl FnOnce(&mut File) -> Result<(), StationError>,
) -> Result<Ready, StationError> {
    let io = |source| StationError::Io { path: out.to_owned(), source };
    let mut draft = crate::station::outfile::beside(out)?;
    write(draft.as_file_mut())?;
    draft.as_file().sync_all().map_err(io)?;
    let sha256 = sha256(draft.as_file_mut()).map_err(io)?;
    Ok(Ready::File { draft, out: out.to_owned(), form, sha256 })
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

impl From<PackageError> for StationError {
    fn from(error: PackageError) -> StationError {
        match error {
            PackageError::Cancelled => StationError::Cancelled,
            other => StationError::Labels(other),
        }
    }
}

impl From<LabelSheetError> for StationError {
    fn from(error: LabelSheetError) -> StationError {
        match error {
            LabelSheetError::Cancelled => StationError::Cancelled,
            other => StationError::LabelSheet(other),
        }
    }
}
