//! A package of new SNs, as the platform's: a list as CSV and as XLSX, and one PNG for each SN.
//!
//! Architecture invariant: no image is written that was not decoded again, by another library than
//! drew it, to exactly the text it stands for.

use super::Qr;
use image::{ExtendedColorType, ImageEncoder, codecs::png};
use std::io::{Seek, Write};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

/// Pixels a module of the code. A code of an SN is then 296 pixels wide: sharp on a label of 25 mm.
const SCALE: usize = 8;

/// One SN, and what its code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The SN, and the image's name.
    pub sn: String,
    /// The code's text.
    pub text: String,
}

/// Why a package was not written.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// A text fits no code.
    #[error("{sn}: {source}")]
    Code {
        /// The SN.
        sn: String,
        /// Why.
        source: super::QrError,
    },
    /// An image could not be made, or does not say what it should.
    #[error("the image of {sn} {what}; nothing was written")]
    Image {
        /// The SN.
        sn: String,
        /// What is wrong.
        what: String,
    },
    /// The archive could not be written.
    #[error("the package cannot be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// The disk said no.
    #[error("the package cannot be written: {0}; see whether there is room")]
    Io(#[from] std::io::Error),
    /// The sheet could not be made.
    #[error("the list as a workbook cannot be made: {0}")]
    Sheet(#[from] rust_xlsxwriter::XlsxError),
    /// The user cancelled.
    #[error("cancelled; nothing was written")]
    Cancelled,
}

/// Writes a package. `progress` is told how many images are done, and says whether to go on; it is
/// called from several threads.
pub fn write<W: Write + Seek>(
    to: W,
    pk: &str,
    labels: &[Label],
    made: DateTime,
    progress: &(dyn Fn(usize) -> bool + Sync),
) -> Result<W, PackageError> {
    let images = images(labels, progress)?;
    let mut zip = ZipWriter::new(to);
    let packed = SimpleFileOptions::default().last_modified_time(made);
    // An image is compressed already.
    let stored = packed.compression_method(CompressionMethod::Stored);
    zip.start_file("SN.csv", packed)?;
    zip.write_all(b"SN,ProductKey\r\n")?;
    for label in labels {
        write!(zip, "{},{pk}\r\n", label.sn)?;
    }
    zip.start_file("SN.xlsx", stored)?;
    zip.write_all(&sheet(pk, labels)?)?;
    for (label, image) in labels.iter().zip(&images) {
        zip.start_file(format!("{}.png", label.sn), stored)?;
        zip.write_all(image)?;
    }
    Ok(zip.finish()?)
}

/// The images, in the labels' order, made and read again on every core.
fn images(labels: &[Label], progress: &(dyn Fn(usize) -> bool + Sync)) -> Result<Vec<Vec<u8>>, PackageError> {
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = labels.len().div_ceil(cores).max(1);
    let (done, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let one = |label: &Label| {
        if stopped.load(Ordering::Relaxed) {
            return Err(PackageError::Cancelled);
        }
        let image = image(label)?;
        if !progress(done.fetch_add(1, Ordering::Relaxed) + 1) {
            stopped.store(true, Ordering::Relaxed);
        }
        Ok(image)
    };
    thread::scope(|scope| {
        let parts: Vec<_> = labels
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(one).collect::<Result<Vec<_>, _>>()))
            .collect();
        let mut images = Vec::with_capacity(labels.len());
        for part in parts {
            let lost = || PackageError::Io(std::io::Error::other("a thread that draws codes was lost"));
            images.extend(part.join().map_err(|_| lost())??);
        }
        Ok(images)
    })
}

/// One code as PNG, read again.
fn image(label: &Label) -> Result<Vec<u8>, PackageError> {
    let fault = |what: String| PackageError::Image { sn: label.sn.clone(), what };
    let qr = Qr::encode(&label.text).map_err(|source| PackageError::Code { sn: label.sn.clone(), source })?;
    let side = SCALE * qr.side_with_quiet_zone();
    let dark =
        |x: usize, y: usize| match (x / SCALE).checked_sub(Qr::QUIET).zip((y / SCALE).checked_sub(Qr::QUIET))
        {
            Some((column, row)) => qr.is_dark(column, row),
            None => false,
        };
    let pixels: Vec<u8> =
        (0..side * side).map(|at| if dark(at % side, at / side) { 0 } else { 255 }).collect();
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| pixels[y * side + x]);
    let read = prepared.detect_grids().first().map(rqrr::Grid::decode);
    match read {
        Some(Ok((_, text))) if text == label.text => {}
        Some(Ok((_, text))) => return Err(fault(format!("reads {text:?}"))),
        Some(Err(error)) => return Err(fault(format!("cannot be read again ({error})"))),
        None => return Err(fault("shows no code that can be read again".to_owned())),
    }
    let mut bytes = Vec::new();
    let size = u32::try_from(side).map_err(|_| fault("is too large".to_owned()))?;
    png::PngEncoder::new_with_quality(&mut bytes, png::CompressionType::Fast, png::FilterType::NoFilter)
        .write_image(&pixels, size, size, ExtendedColorType::L8)
        .map_err(|error| fault(format!("cannot be made ({error})")))?;
    Ok(bytes)
}

/// The list as a workbook: every cell is text, so that no SN of digits loses any.
fn sheet(pk: &str, labels: &[Label]) -> Result<Vec<u8>, PackageError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "SN")?.write_string(0, 1, "ProductKey")?.set_column_width(0, 24)?;
    for (row, label) in (1..).zip(labels) {
        sheet.write_string(row, 0, &label.sn)?.write_string(row, 1, pk)?;
    }
    Ok(book.save_to_buffer()?)
}
