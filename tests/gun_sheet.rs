//! The printable sheets (gun check-up, labels of the alarm test): every code on them is read back from the
//! printed page by two readers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use pairing_station::labels::print::PrintError;
use pairing_station::labels::sheet::{SheetError, render};
use pairing_station::scan::checkup::challenge::{PARTS, WHOLE};
use pairing_station::station::challenge::{
    self, BAD_MODULE, BEGIN, FIRST, MODULE, NO, OTHER_PRODUCT, SECOND, YES,
};
use pairing_station::text::{Lang, checkup as words, settings};
use pairing_station::ui::scanners::check_up_sheet;

const CONTROLS: [&str; 6] =
    ["PSCMDACK", "PSCMDCANCEL", "PSCMDUNDO", "PSCMDVERIFY", "PSCMDVERIFYSN", "PSCMDPAIR"];

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; see packaging/system.sh"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Prints the PDF at a printer's resolution; gives the picture.
fn printed(dir: &Path, pdf: &[u8]) -> image::GrayImage {
    let file = dir.join("sheet.pdf");
    std::fs::write(&file, pdf).unwrap();
    let picture = dir.join("page");
    run(
        "pdftoppm",
        &["-r", "300", "-gray", "-png", "-singlefile", file.to_str().unwrap(), picture.to_str().unwrap()],
    );
    image::open(picture.with_extension("png")).unwrap().into_luma8()
}

#[test]
fn every_code_can_be_read_from_paper() {
    for lang in Lang::ALL {
        let dir = tempfile::tempdir().unwrap();
        let (sheet, fonts, tag) = check_up_sheet(lang);
        let page = printed(dir.path(), &render(&sheet, fonts, tag).unwrap());
        assert!(matches!((page.width(), page.height()), (2480..=2481, 3508..=3509)), "A4 at 300 dpi");

        let qr: Vec<&str> = CONTROLS.into_iter().chain([WHOLE]).collect();
        let bars: Vec<&str> = CONTROLS.into_iter().chain(PARTS).collect();
        read_back(dir.path(), &page, &qr, &bars);
    }
}

/// Both readers find these codes on the page, and no other.
fn read_back(dir: &Path, page: &image::GrayImage, qr: &[&str], bars: &[&str]) {
    let (wide, high) = (page.width() as usize, page.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(wide, high, |x, y| {
        page.get_pixel(x as u32, y as u32).0[0]
    });
    let grids = prepared.detect_grids();
    let read: BTreeSet<String> = grids.iter().map(|grid| grid.decode().unwrap().1).collect();
    let wanted: BTreeSet<String> = qr.iter().map(|text| (*text).to_owned()).collect();
    assert_eq!(read, wanted);
    assert_eq!(grids.len(), wanted.len());

    let lines = run("zbarimg", &["--quiet", dir.join("page.png").to_str().unwrap()]);
    let read: BTreeSet<&str> = lines.lines().collect();
    let qr = qr.iter().map(|text| format!("QR-Code:{text}"));
    let bars = bars.iter().map(|text| format!("CODE-128:{text}"));
    let wanted: BTreeSet<String> = qr.chain(bars).collect();
    assert_eq!(read, wanted.iter().map(String::as_str).collect());
}

#[test]
fn every_label_of_the_alarm_test_can_be_read_from_paper() {
    for lang in Lang::ALL {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("labels.pdf");
        challenge::save(lang, &file, false).unwrap();
        let page = printed(dir.path(), &std::fs::read(&file).unwrap());
        let bars = [BEGIN, MODULE, BAD_MODULE, YES, NO];
        let qr = [BEGIN, MODULE, FIRST, SECOND, OTHER_PRODUCT, BAD_MODULE, YES, NO];
        read_back(dir.path(), &page, &qr, &bars);
        assert!(
            matches!(challenge::save(lang, &file, false), Err(PrintError::Exists(_))),
            "nothing is written over"
        );
        challenge::save(lang, &file, true).unwrap();
    }
}

#[test]
fn the_words_are_text_in_an_embedded_font() {
    for lang in Lang::ALL {
        let dir = tempfile::tempdir().unwrap();
        let (sheet, fonts, tag) = check_up_sheet(lang);
        let pdf = render(&sheet, fonts, tag).unwrap();
        assert!(pdf.len() < 400_000, "the fonts are cut to what is used: {} bytes", pdf.len());
        let file = dir.path().join("sheet.pdf");
        std::fs::write(&file, pdf).unwrap();
        let text = run("pdftotext", &["-raw", file.to_str().unwrap(), "-"]);
        let joined: String = text.split_whitespace().collect();
        for sentence in [words::SHEET_TITLE, words::SHEET_CHECK_NOTE, words::SHEET_UNDO, settings::CODE_ACK] {
            let sentence: String = lang.t(sentence).split_whitespace().collect();
            assert!(joined.contains(&sentence), "{sentence} in {joined}");
        }
    }
}

#[test]
fn a_sheet_that_overflows_is_none() {
    let (mut sheet, fonts, tag) = check_up_sheet(Lang::English);
    sheet.blocks.extend(sheet.blocks.clone());
    assert!(matches!(render(&sheet, fonts, tag), Err(SheetError::Full { .. })));
}
