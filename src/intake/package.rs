//! The platform's package: a list of SNs and one QR image for each, in a zip whose inner names are
//! not documented.

use super::sns::{self, SnList, SnRow};
use super::{Faulty, IntakeError, MAX_BYTES, Progress, table};
use crate::order::is_sn;
use crate::relation::Encoding;
use image::ImageDecoder as _;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use zip::ZipArchive;

/// Most files in a package: 10,000 SNs, with room for what else the platform puts in.
const MAX_FILES: usize = 20_100;
/// Largest image, packed or not. A QR of an SN has some hundred bytes.
const MAX_IMAGE: u64 = 4 * 1024 * 1024;
/// Largest side of an image, in pixels.
const MAX_SIDE: u32 = 4096;
/// Most pixels of all images together: a few bytes of PNG make millions of them. 10,000 codes of 1,000 by 1,000.
const MAX_PIXELS: u64 = 10_000_000_000;
/// Most lists in a package; it has one, or the same one in two formats.
const MAX_LISTS: usize = 16;

/// Is this a package, and not a workbook (which is a zip too)?
pub(super) fn is_one(bytes: &[u8]) -> bool {
    // A list whose first column is called PK is none.
    let begins = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
    begins.iter().any(|mark| bytes.starts_with(*mark))
        && ZipArchive::new(Cursor::new(bytes))
            .map_or(true, |archive| archive.index_for_name("[Content_Types].xml").is_none())
}

/// An image, and what it says.
struct Image {
    name: String,
    /// The file's name without directory and ending.
    stem: String,
    /// PK and SN in its code, or why there are none.
    read: Result<(String, String), &'static str>,
}

/// Reads a package.
pub(super) fn read(file: &str, bytes: &[u8], progress: Progress<'_>) -> Result<SnList, IntakeError> {
    let broken = |what: String| IntakeError::Package { file: file.to_owned(), what };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    if archive.len() > MAX_FILES {
        return Err(broken(format!("it holds {} files; a package has {MAX_FILES} at most", archive.len())));
    }
    let mut left = MAX_BYTES;
    let (mut list, mut pictures): (Option<SnList>, Vec<(String, Vec<u8>)>) = (None, Vec::new());
    let mut lists = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| broken(error.to_string()))?;
        // Chinese Windows packs names as GBK without saying so.
        let name = Encoding::detect(entry.name_raw()).map_or_else(String::new, |(_, name)| name.into_owned());
        if leads_out(&name) {
            return Err(broken(format!("{name:?} leads out of the archive")));
        }
        let kind = Kind::of(&name);
        if entry.is_dir() || kind == Kind::Other {
            continue;
        }
        let most = if kind == Kind::Image { MAX_IMAGE.min(left) } else { left };
        let mut content = Vec::new();
        (&mut entry)
            .take(most + 1)
            .read_to_end(&mut content)
            .map_err(|error| broken(format!("{name}: {error}")))?;
        if content.len() as u64 > most {
            return Err(broken(format!("{name} unpacks to more than any list or image needs")));
        }
        left -= content.len() as u64;
        match kind {
            Kind::Image => pictures.push((name, content)),
            Kind::List => {
                lists += 1;
                if lists > MAX_LISTS {
                    return Err(broken(format!("it holds more than {MAX_LISTS} lists; a package has one")));
                }
                // A list without SNs (a note, a read-me) is none.
                let rows = table::rows(&name, &content);
                if let Ok(found) = rows.and_then(|rows| sns::from_rows(&name, true, &rows, &|_, _| true)) {
                    list = Some(list.map_or(found.clone(), |list| joined(list, found)));
                }
            }
            Kind::Other => {}
        }
    }
    let images = decode(file, pictures, progress)?;
    match list {
        Some(list) => Ok(compare(list, images)),
        None if images.is_empty() => Err(broken("it holds neither a list with SNs nor QR images".to_owned())),
        None => Ok(from_images(images)),
    }
}

/// Two lists of one package: the same list in two formats, as a rule; whatever the second has more is taken
/// or named, too.
fn joined(mut list: SnList, other: SnList) -> SnList {
    let known: BTreeSet<String> = list.rows.iter().map(|row| row.sn.clone()).collect();
    let more: Vec<SnRow> = other.rows.into_iter().filter(|row| !known.contains(&row.sn)).collect();
    let named: BTreeSet<(String, &str)> =
        list.faulty.iter().map(|fault| (fault.value.clone(), fault.reason)).collect();
    let faults =
        other.faulty.into_iter().filter(|fault| !named.contains(&(fault.value.clone(), fault.reason)));
    let faults: Vec<Faulty> = faults.collect();
    list.total += (more.len() + faults.len()) as u64;
    list.rows.extend(more);
    list.faulty.extend(faults);
    list
}

/// Would this name, taken for a path, leave the directory it is unpacked in? (Nothing is unpacked here;
/// but who packs such names has something in mind.)
fn leads_out(name: &str) -> bool {
    name.is_empty()
        || name.starts_with(['/', '\\'])
        || name.contains([':', '\0'])
        || name.split(['/', '\\']).any(|part| part == "..")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    List,
    Image,
    Other,
}

impl Kind {
    fn of(name: &str) -> Kind {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("csv" | "txt" | "xlsx") => Kind::List,
            Some("png") => Kind::Image,
            _ => Kind::Other,
        }
    }
}

/// Decodes the images, on every core.
fn decode(
    file: &str,
    pictures: Vec<(String, Vec<u8>)>,
    progress: Progress<'_>,
) -> Result<Vec<Image>, IntakeError> {
    let (done, stopped) = (AtomicU64::new(0), AtomicBool::new(false));
    let pixels = AtomicU64::new(0);
    let total = pictures.len() as u64;
    let one = |(name, png): &(String, Vec<u8>)| {
        if !progress(done.fetch_add(1, Ordering::Relaxed), total) {
            stopped.store(true, Ordering::Relaxed);
        }
        // Told to one thread, it stops all of them.
        (!stopped.load(Ordering::Relaxed)).then(|| image(name, png, &pixels))
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = pictures.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = pictures
            .chunks(share)
            .map(|part| scope.spawn(|| part.iter().map(one).collect::<Option<Vec<_>>>()))
            .collect();
        let mut images = Vec::with_capacity(pictures.len());
        for part in parts {
            // Images that nobody looked at must not pass for images that are not there.
            let lost = |_| IntakeError::Package {
                file: file.to_owned(),
                what: "an image in it cannot be decoded at all".to_owned(),
            };
            images.extend(part.join().map_err(lost)?.ok_or(IntakeError::Cancelled)?);
        }
        Ok(images)
    })
}

fn image(name: &str, png: &[u8], pixels: &AtomicU64) -> Image {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem).to_owned();
    Image { name: name.to_owned(), stem, read: code_in(png, pixels) }
}

/// `pixels`: those of the images before it.
fn code_in(png: &[u8], pixels: &AtomicU64) -> Result<(String, String), &'static str> {
    let mut reader = image::ImageReader::with_format(Cursor::new(png), image::ImageFormat::Png);
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|_| "image_unreadable")?;
    let (width, height) = decoder.dimensions();
    let own = u64::from(width) * u64::from(height);
    if pixels.fetch_add(own, Ordering::Relaxed) + own > MAX_PIXELS {
        return Err("images_too_large");
    }
    let picture = image::DynamicImage::from_decoder(decoder).map_err(|_| "image_unreadable")?.to_luma8();
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width as usize, height as usize, |x, y| {
            picture.get_pixel(x as u32, y as u32).0[0]
        });
    let grids = prepared.detect_grids();
    let text = grids.iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text).ok_or("no_qr_code")?;
    sns::qr(&text).ok_or("qr_of_another_kind")
}

/// The list counts; where the images say something else, it is named.
fn compare(mut list: SnList, images: Vec<Image>) -> SnList {
    let listed: BTreeMap<&str, &SnRow> = list.rows.iter().map(|row| (row.sn.as_str(), row)).collect();
    let mut pictured = BTreeSet::new();
    let mut faulty = Vec::new();
    let any = !images.is_empty();
    for image in images {
        let fault = |value: &str, reason| Faulty {
            file: image.name.clone(),
            field: "image",
            value: value.to_owned(),
            reason,
            ..Faulty::default()
        };
        match &image.read {
            Err(reason) => faulty.push(fault(&image.stem, *reason)),
            Ok((pk, sn)) => {
                match listed.get(sn.as_str()) {
                    None => faulty.push(fault(sn, "not_listed")),
                    Some(row) => {
                        if let Some(expected) = row.pk.clone().filter(|listed| listed != pk) {
                            faulty.push(Faulty { expected, ..fault(pk, "wrong_product") });
                        }
                    }
                }
                if is_sn(&image.stem) && image.stem != *sn && listed.contains_key(image.stem.as_str()) {
                    faulty.push(Faulty { expected: image.stem.clone(), ..fault(sn, "image_differs") });
                }
                pictured.insert(sn.clone());
            }
        }
    }
    if any {
        let missing = list.rows.iter().filter(|row| !pictured.contains(&row.sn));
        faulty.extend(missing.map(|row| Faulty {
            line: row.line,
            column: row.column,
            file: row.file.to_string(),
            field: "sn",
            value: row.sn.clone(),
            reason: "image_missing",
            ..Faulty::default()
        }));
    }
    list.faulty.extend(faulty);
    list
}

/// No list: the codes count, and where one cannot be read, the image's name.
fn from_images(images: Vec<Image>) -> SnList {
    let mut list = SnList { total: images.len() as u64, ..SnList::default() };
    let mut seen = BTreeSet::new();
    for image in images {
        let (pk, sn, reason) = match image.read {
            Ok((pk, sn)) if sn != image.stem && is_sn(&image.stem) => (Some(pk), sn, Some("image_differs")),
            Ok((pk, sn)) => (Some(pk), sn, None),
            Err(reason) => (None, image.stem.clone(), Some(reason)),
        };
        let reason = reason.or_else(|| (!seen.insert(sn.clone())).then_some("duplicate_sn"));
        match reason {
            None => {
                list.rows.push(SnRow { file: image.name.into(), line: 0, column: 0, pk_column: 0, pk, sn })
            }
            Some(reason) => {
                let expected = if reason == "image_differs" { image.stem } else { String::new() };
                let (file, field) = (image.name, "image");
                list.faulty.push(Faulty { file, field, value: sn, reason, expected, ..Faulty::default() });
            }
        }
    }
    list
}
