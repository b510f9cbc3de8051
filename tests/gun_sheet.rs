//! The printable sheets (gun check-up, labels of the alarm test): every code on them is read back from the
//! printed page by two readers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod paper_support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pairing_station::labels::print::PrintError;
use pairing_station::labels::sheet::{SheetError, render};
use pairing_station::scan::checkup::challenge::{PARTS, WHOLE};
use pairing_station::station::challenge::{
    self, BAD_MODULE, BEGIN, FIRST, MODULE, NO, OTHER_PRODUCT, SECOND, YES,
};
use pairing_station::text::{Lang, checkup as words, settings};
use pairing_station::ui::scanners::check_up_sheet;
use paper_support::{printed, rqrr, words as said, zbar};

const CONTROLS: [&str; 6] =
    ["PSCMDACK", "PSCMDCANCEL", "PSCMDUNDO", "PSCMDVERIFY", "PSCMDVERIFYSN", "PSCMDPAIR"];

/// Prints the PDF; the picture of its only page.
fn one_page(dir: &Path, pdf: &[u8]) -> PathBuf {
    let file = dir.join("sheet.pdf");
    std::fs::write(&file, pdf).unwrap();
    let mut pages = printed(dir, &file);
    assert_eq!(pages.len(), 1);
    pages.remove(0)
}

#[test]
fn every_code_can_be_read_from_paper() {
    for lang in Lang::ALL {
        let dir = tempfile::tempdir().unwrap();
        let (sheet, fonts, tag) = check_up_sheet(lang);
        let page = one_page(dir.path(), &render(&sheet, fonts, tag).unwrap());
        let qr: Vec<&str> = CONTROLS.into_iter().chain([WHOLE]).collect();
        let bars: Vec<&str> = CONTROLS.into_iter().chain(PARTS).collect();
        read_back(&page, &qr, &bars);
    }
}

/// Both readers find these codes on an A4 page, and no other.
fn read_back(page: &Path, qr: &[&str], bars: &[&str]) {
    let (size, read) = rqrr(page);
    assert!(matches!(size, (2480..=2481, 3508..=3509)), "A4 at 300 dpi");
    let mut wanted: Vec<String> = qr.iter().map(|text| (*text).to_owned()).collect();
    wanted.sort();
    assert_eq!(read, wanted);
    let qr = qr.iter().map(|text| format!("QR-Code:{text}"));
    let bars = bars.iter().map(|text| format!("CODE-128:{text}"));
    let wanted: BTreeSet<String> = qr.chain(bars).collect();
    assert_eq!(zbar(page), wanted);
}

#[test]
fn every_label_of_the_alarm_test_can_be_read_from_paper() {
    for lang in Lang::ALL {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("labels.pdf");
        challenge::save(lang, &file, false).unwrap();
        let page = one_page(dir.path(), &std::fs::read(&file).unwrap());
        let bars = [BEGIN, MODULE, BAD_MODULE, YES, NO];
        let qr = [BEGIN, MODULE, FIRST, SECOND, OTHER_PRODUCT, BAD_MODULE, YES, NO];
        read_back(&page, &qr, &bars);
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
        let joined = said(&file);
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
