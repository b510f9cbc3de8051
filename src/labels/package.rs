//! A package of new SNs, as the platform's: a list as CSV and as XLSX, and one PNG for each SN.
//!
//! Architecture invariant: no image is written that was not decoded again, by another library than
//! drew it, to exactly the text it stands for.

use super::{Qr, picture};
use crossbeam_channel::{Receiver, bounded};
use std::io::{Seek, Write};
use std::num::NonZeroUsize;
use std::thread;
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

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

/// Writes a package. `progress` is told how many images are in it, and says whether to go on.
///
/// Images are made and read again on every core, a few ahead of those that are written: memory does not
/// grow with their number.
pub fn write<W: Write + Seek>(
    to: W,
    pk: &str,
    labels: &[Label],
    made: DateTime,
    progress: &(dyn Fn(usize) -> bool + Sync),
) -> Result<W, PackageError> {
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
    let mut done = 0;
    images(labels, |label, image| {
        zip.start_file(format!("{}.png", label.sn), stored)?;
        zip.write_all(image)?;
        done += 1;
        if progress(done) { Ok(()) } else { Err(PackageError::Cancelled) }
    })?;
    Ok(zip.finish()?)
}

/// Labels whose images travel together, from the thread that makes them to the one that writes them.
const PART: usize = 32;

/// Makes every image and hands it to `take`, in the labels' order.
fn images(
    labels: &[Label],
    mut take: impl FnMut(&Label, &[u8]) -> Result<(), PackageError>,
) -> Result<(), PackageError> {
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    thread::scope(|scope| {
        // Part n is the work of thread n % cores, each with a line of its own: the parts arrive in order,
        // and a quick thread waits for its turn instead of piling them up.
        let lines: Vec<Receiver<Result<Vec<Vec<u8>>, PackageError>>> = (0..cores)
            .map(|core| {
                let (send, line) = bounded(2);
                scope.spawn(move || {
                    let mut drawer = Drawer::default();
                    for part in labels.chunks(PART).skip(core).step_by(cores) {
                        let images = part.iter().map(|label| drawer.image(label)).collect();
                        // Nobody listens any more: another image was faulty, or the user cancelled.
                        if send.send(images).is_err() {
                            return;
                        }
                    }
                });
                line
            })
            .collect();
        for (part, line) in labels.chunks(PART).zip(lines.iter().cycle()) {
            let lost = |_| PackageError::Io(std::io::Error::other("a thread that draws codes was lost"));
            for (label, image) in part.iter().zip(line.recv().map_err(lost)??) {
                take(label, &image)?;
            }
        }
        Ok(())
    })
}

/// Draws codes and reads them again.
#[derive(Default)]
struct Drawer {
    /// The size of the last code, in modules.
    size: usize,
}

impl Drawer {
    /// One code as PNG, read again. The first of each size is sought as in a photograph, too: what readers
    /// find a code by is the same in all of them.
    fn image(&mut self, label: &Label) -> Result<Vec<u8>, PackageError> {
        let fault = |what: String| PackageError::Image { sn: label.sn.clone(), what };
        let qr =
            Qr::encode(&label.text).map_err(|source| PackageError::Code { sn: label.sn.clone(), source })?;
        let picture = picture::draw(&qr).map_err(|error| fault(error.to_string()))?;
        let another = std::mem::replace(&mut self.size, qr.side()) != qr.side();
        let found = another.then(|| picture::find(&picture));
        for said in [picture::read(&picture)].into_iter().chain(found) {
            match said {
                Ok(text) if text == label.text => {}
                Ok(text) => return Err(fault(format!("reads {text:?}"))),
                Err(error) => return Err(fault(error.to_string())),
            }
        }
        Ok(picture)
    }
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
