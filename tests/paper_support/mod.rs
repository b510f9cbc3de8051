//! What the tests of printed pages share: pages as a printer prints them, and two readers of codes.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    reason = "shared; each test program uses its part of it"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a program; its output.
pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; see packaging/system.sh"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Prints a PDF at a printer's resolution; the pictures of its pages, in order.
pub fn printed(dir: &Path, pdf: &Path) -> Vec<PathBuf> {
    let stem = dir.join("page");
    run("pdftoppm", &["-r", "300", "-gray", "-png", pdf.to_str().unwrap(), stem.to_str().unwrap()]);
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "png"));
    pages.sort();
    pages
}

/// Cuts a page into cards: so many columns and rows of this size in mm, in its middle. Gives their pictures,
/// as a gun sees them: on a whole page readers take corners of different codes together.
pub fn cut(page: &Path, (columns, rows): (u32, u32), (wide, high): (f32, f32)) -> Vec<PathBuf> {
    let picture = image::open(page).unwrap().into_luma8();
    let pixels = |mm: f32| (mm / 25.4 * 300.0) as u32;
    let (left, top) = ((210.0 - columns as f32 * wide) / 2.0, (297.0 - rows as f32 * high) / 2.0);
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let cut = places.map(|(column, row)| {
        let (x, y) = (pixels(left + column as f32 * wide), pixels(top + row as f32 * high));
        let card = image::imageops::crop_imm(&picture, x, y, pixels(wide), pixels(high)).to_image();
        let path = page.with_extension(format!("{row}-{column}.card"));
        card.save_with_format(&path, image::ImageFormat::Png).unwrap();
        path
    });
    cut.collect()
}

/// The size of a picture in pixels, and every QR code in it as rqrr reads it.
pub fn rqrr(picture: &Path) -> ((u32, u32), Vec<String>) {
    let picture = image::load_from_memory(&std::fs::read(picture).unwrap()).unwrap().into_luma8();
    let (wide, high) = (picture.width() as usize, picture.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(wide, high, |x, y| {
        picture.get_pixel(x as u32, y as u32).0[0]
    });
    let mut read: Vec<String> = prepared.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect();
    read.sort();
    (picture.dimensions(), read)
}

/// Every code on it as zbarimg reads it: `QR-Code:…` or `CODE-128:…`.
pub fn zbar(page: &Path) -> BTreeSet<String> {
    // It ends with 4 where it finds nothing, which is an answer here.
    let output = Command::new("zbarimg").args(["--quiet", page.to_str().unwrap()]).output();
    let output = output.unwrap_or_else(|error| panic!("zbarimg: {error}; see packaging/system.sh"));
    assert!(matches!(output.status.code(), Some(0 | 4)), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The words of a PDF without blanks: lines are broken anywhere.
pub fn words(pdf: &Path) -> String {
    run("pdftotext", &["-raw", pdf.to_str().unwrap(), "-"]).split_whitespace().collect()
}
