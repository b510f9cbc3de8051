//! Labels: new SNs made and recorded as issued, or issued ones again; put into a package, on sheets, or sent
//! to a label printer.
//!
//! An SN that left the station is never made again: it is in the ledger's list of issued ones before
//! the file has its name, or the printer its first label. What cannot be drawn, and a printer that does not
//! answer, is found before that; a file that cannot get its name, or a printer that breaks off, wastes no SN:
//! they are printed again from the ledger.
//!
//! Everything but the transaction goes on beside the line: on the caller's thread, with a reader. [`which`]
//! says which SNs, `ready` makes what is put in place.

mod ready;
mod which;

use std::path::PathBuf;

use super::actor::Actor;
use super::command::StationError;
use crate::labels::label_sheet::LabelSheet;
use crate::labels::printer::{Patience, Printer, PrinterError};
use crate::labels::series::Series;
use crate::labels::sticker::Sticker;
use crate::labels::zpl::Zpl;
use crate::ledger::{IssuedFilter, Ledger, ListKeys, Stamp};
use crate::order::DeviceQr;

use ready::Ready;

/// What is wanted.
#[derive(Debug, Clone)]
pub struct LabelRequest {
    /// ProductKey.
    pub pk: String,
    /// Which SNs.
    pub which: Which,
    /// What their codes say.
    pub qr: DeviceQr,
    /// A line under the SN, on sheets and labels, with `{pk}` and `{sn}`; empty = none.
    pub line: String,
    /// What becomes of them.
    pub output: Output,
}

/// Which SNs.
#[derive(Debug, Clone)]
pub enum Which {
    /// New ones.
    New {
        /// How many.
        count: usize,
        /// How they are made.
        series: Series,
    },
    /// Issued ones, again.
    Issued(IssuedFilter),
    /// These, again; each must have been issued for the product.
    Listed {
        /// The SNs.
        sns: Vec<String>,
        /// Only those of them that are in no active pair.
        unpaired: bool,
    },
}

/// What becomes of labels.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// A package, as the platform's.
    Package(PathBuf),
    /// A PDF to be printed on stock.
    Sheet(PathBuf, LabelSheet),
    /// A file for a label printer.
    Zpl(PathBuf, Zpl),
    /// A label printer itself, by its address.
    Printer(String, Zpl),
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its SNs, in the order of the labels.
    pub sns: Vec<String>,
    /// Where they are.
    pub place: Place,
    /// Pages of a sheet; 0 of anything else.
    pub pages: usize,
}

/// Where labels are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In this file.
    File(PathBuf),
    /// Handed over to this printer.
    Printer(String),
}

/// Makes labels. `progress` is told how many are drawn or handed over, and of how many; it says whether to go
/// on, and may be called from several threads.
///
/// # Errors
/// [`StationError::Exists`], [`StationError::OpenPattern`], [`StationError::Series`],
/// [`StationError::NothingIssued`], [`StationError::NotIssued`], [`StationError::TooManyLabels`],
/// [`StationError::Labels`], [`StationError::LabelSheet`], [`StationError::Zpl`], [`StationError::Printer`],
/// [`StationError::Io`], [`StationError::Overtaken`], [`StationError::Cancelled`], and the ledger's own: then
/// no file was made, nothing was printed, and no SN was issued. [`StationError::Printing`]: some were printed.
pub fn make(
    ledger: &Ledger,
    actor: Actor<'_>,
    request: &LabelRequest,
    now: Stamp,
    progress: &(dyn Fn(usize, usize) -> bool + Sync),
) -> Result<Made, StationError> {
    if let Some(out) = request.output.file()
        && out.exists()
    {
        return Err(StationError::Exists(out.clone()));
    }
    let sns = which::sns(&ledger.reader()?, request)?;
    let codes = codes(request, &sns)?;
    let progress: &(dyn Fn(usize) -> bool + Sync) = &|done| progress(done, sns.len());
    let ready = Ready::prepare(request, &codes, now, progress)?;
    let pages = match &request.output {
        Output::Sheet(_, sheet) => sheet.pages(sns.len()),
        _ => 0,
    };
    record(ledger, actor, request, &sns, &ready, now)?;
    let place = match ready {
        Ready::File { draft, out, .. } => {
            let io =
                |error: tempfile::PersistError| StationError::Io { path: out.clone(), source: error.error };
            draft.persist_noclobber(&out).map_err(io)?;
            Place::File(out)
        }
        Ready::Printer { printer, labels } => {
            let address = printer.address().to_owned();
            let printed = ready::print(printer, &labels, progress);
            tell_printed(ledger, actor, &request.pk, &address, &printed, now)?;
            printed.map_err(|source| {
                let next = sns.get(source.sent()).or(sns.last()).cloned().unwrap_or_default();
                StationError::Printing { source, of: sns.len(), next }
            })?;
            Place::Printer(address)
        }
    };
    Ok(Made { sns, place, pages })
}

/// Puts new SNs on record, or that issued ones are printed again.
fn record(
    ledger: &Ledger,
    actor: Actor<'_>,
    request: &LabelRequest,
    sns: &[String],
    ready: &Ready,
    now: Stamp,
) -> Result<(), StationError> {
    let mut detail = ready.detail();
    detail["what"] = "labels".into();
    detail["of"] = vec![request.pk.as_str()].into();
    match &request.which {
        Which::New { .. } => {
            detail["taken"] = sns.len().into();
            let list = ListKeys::IssuedSns { pk: request.pk.clone(), sns: sns.to_vec() };
            let event = actor.draft(now, "import").detail(&detail).build();
            if ledger.import(vec![list], event)? != sns.len() as u64 {
                return Err(StationError::Overtaken);
            }
        }
        Which::Issued(_) | Which::Listed { .. } => {
            detail["again"] = sns.len().into();
            (detail["first"], detail["last"]) = (sns.first().cloned().into(), sns.last().cloned().into());
            ledger.append(vec![actor.draft(now, "labels").detail(&detail).build()])?;
        }
    }
    Ok(())
}

/// Puts on record how far a printer came.
fn tell_printed(
    ledger: &Ledger,
    actor: Actor<'_>,
    pk: &str,
    address: &str,
    printed: &Result<usize, PrinterError>,
    now: Stamp,
) -> Result<(), StationError> {
    let sent = printed.as_ref().map_or_else(PrinterError::sent, |sent| *sent);
    let mut detail = serde_json::json!({ "what": "printed", "of": [pk], "printer": address, "labels": sent });
    if let Err(error) = printed {
        detail["error"] = error.to_string().into();
    }
    Ok(ledger.append(vec![actor.draft(now, "labels").detail(&detail).build()])?)
}

/// Prints one label that belongs to nothing: to see how the printer is set. Its code is none of a device.
///
/// # Errors
/// [`StationError::Zpl`], [`StationError::Printer`].
pub fn test_label(address: &str, zpl: &Zpl) -> Result<Place, StationError> {
    let about = format!("{} {} dpi", zpl.stock.name(), zpl.dpi.number());
    let sticker = Sticker { code: format!("TEST {about}"), lines: vec!["TEST".to_owned(), about] };
    let label = Zpl { copies: 1, ..zpl.clone() }.label(&sticker)?;
    let mut printer = Printer::connect(address, Patience::default())?;
    let address = printer.address().to_owned();
    printer.send(label.as_bytes(), &|| true)?;
    printer.finish()?;
    Ok(Place::Printer(address))
}

impl Output {
    /// The file it is to be, if it is one.
    pub fn file(&self) -> Option<&PathBuf> {
        match self {
            Output::Package(out) | Output::Sheet(out, _) | Output::Zpl(out, _) => Some(out),
            Output::Printer(..) => None,
        }
    }
}

impl Output {
    /// The same with its file's whole path.
    ///
    /// # Errors
    /// [`StationError::Io`] where the working directory is gone.
    pub fn absolute(mut self) -> Result<Output, StationError> {
        if let Output::Package(out) | Output::Sheet(out, _) | Output::Zpl(out, _) = &mut self {
            let whole = std::path::absolute(&*out);
            *out = whole.map_err(|source| StationError::Io { path: out.clone(), source })?;
        }
        Ok(self)
    }
}

/// Each SN with what its code says.
fn codes(request: &LabelRequest, sns: &[String]) -> Result<Vec<(String, String)>, StationError> {
    let code = |sn: &String| {
        let text = request.qr.text(&request.pk, sn).ok_or(StationError::OpenPattern)?;
        Ok((sn.clone(), text))
    };
    sns.iter().map(code).collect()
}
