//! What must be deleted on the platform, and what was paired again.

use calamine::{Data, Reader, Xlsx};
use pairing_station::ledger::{LedgerError, NewCorrection, NewEvent, PairFilter};
use pairing_station::relation::ListManifest;
use pairing_station::station::StationError;
use pairing_station::station::corrections::{Todo, preview};
use std::path::Path;

use crate::bench::{Bench, MORNING, all, context, dk, names, sn, stamp};

/// The rows of the CSV, each by some of its columns: what to do, DK, SN, why, and the new SN and DK.
fn rows(path: &Path) -> Vec<[String; 6]> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.strip_prefix('\u{FEFF}').expect("a byte order mark for spreadsheets");
    assert!(text.ends_with("\r\n"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|cell| cell.contains(name)).unwrap();
    let columns =
        [at("to do"), at("DeviceKey"), at("设备SN"), at("why"), at("now with SN"), at("now with DK")];
    reader.records().map(|row| row.unwrap()).map(|row| columns.map(|at| row[at].to_owned())).collect()
}

fn row<'a>(todo: &'a str, dk: &'a str, sn: &'a str, why: &'a str, new: [&'a str; 2]) -> [String; 6] {
    [todo, dk, sn, why, new[0], new[1]].map(str::to_owned)
}

#[test]
fn every_way_a_pair_may_be_paired_again() {
    let bench = Bench::new();
    let ids = bench.pairs("WO1", 0..6);
    bench.export(PairFilter { order: Some("WO1".into()), ..all() });
    let old = bench.import(&[("865000000000001", "OLD1", "旧"), ("865000000000002", "OLD2", "")]);
    let late = bench.pairs("WO1", 6..7)[0];
    for (id, why) in ids.iter().take(5).zip(["gone", "by dk", "by sn", "both", "undone"]) {
        bench.void(*id, why);
    }
    bench.void(old, "=HYPERLINK(\"x\")");
    // Never handed over: nothing to correct.
    bench.void(late, "not exported");
    bench.pair("WO1", &dk(1), &sn(21));
    bench.pair("WO1", &dk(22), &sn(2));
    bench.pair("WO1", &dk(3), &sn(23));
    bench.pair("WO1", &dk(23), &sn(3));
    bench.pair("WO1", &dk(4), &sn(4));

    let before = preview(&bench.reader()).unwrap();
    assert_eq!((before.new, before.all, before.first.len()), (6, 6, 6));
    let todo: Vec<Todo> = before.first.iter().map(|correction| correction.todo()).collect();
    assert_eq!(todo, [Todo::Delete, Todo::Delete, Todo::Delete, Todo::Delete, Todo::Keep, Todo::Delete]);
    let report = bench.corrections(false).unwrap();
    assert_eq!((report.id, report.rows, report.files.len()), (1, 6, 2));
    let (delete, keep) = ("删除 delete", "保留 keep");
    assert_eq!(
        rows(&report.files[0].path),
        [
            row(delete, &dk(0), &sn(0), "gone", ["", ""]),
            row(delete, &dk(1), &sn(1), "by dk", [&sn(21), ""]),
            row(delete, &dk(2), &sn(2), "by sn", ["", &dk(22)]),
            row(delete, &dk(3), &sn(3), "both", [&sn(23), &dk(23)]),
            row(keep, &dk(4), &sn(4), "undone", [&sn(4), &dk(4)]),
            row(delete, "865000000000001", "OLD1", "'=HYPERLINK(\"x\")", ["", ""]),
        ]
    );
    assert_eq!(names(&bench.out("corrections")).len(), 3);
    let manifest = ListManifest::read(&report.manifest).unwrap();
    assert_eq!((manifest.rows, manifest.provenance.kind.as_str()), (6, "corrections"));
    bench.sound();
}

#[test]
fn the_workbook_says_the_same_in_text_cells() {
    let bench = Bench::new();
    let ids = bench.pairs("WO1", 0..2);
    let export = bench.export(all());
    bench.void(ids[1], "=1+1");
    let report = bench.corrections(false).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook(&report.files[1].path).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let cells: Vec<&Data> = sheet.rows().nth(1).unwrap().iter().collect();
    let text = |at: usize| match cells[at] {
        Data::String(text) => text.as_str(),
        Data::Empty => "",
        other => panic!("{other:?} is no text"),
    };
    assert_eq!((text(1), text(3), text(8)), (dk(1).as_str(), sn(1).as_str(), "=1+1"));
    assert_eq!(text(9), export.files[0].path.file_name().unwrap().to_str().unwrap());
    assert_eq!(text(11), "未回 no answer");
    assert_eq!(sheet.height(), 2);
    assert!(book.worksheet_formula("Sheet1").unwrap().is_empty());
}

#[test]
fn a_pair_is_told_of_once_unless_all_are_asked_for() {
    let bench = Bench::new();
    let ids = bench.pairs("WO1", 0..4);
    let none = bench.corrections(false);
    assert!(matches!(none, Err(StationError::NothingToCorrect)), "{none:?}");
    bench.export(all());
    bench.void(ids[1], "a");
    assert_eq!(bench.corrections(false).unwrap().rows, 1);
    assert!(matches!(bench.corrections(false), Err(StationError::NothingToCorrect)));
    bench.void(ids[3], "b");
    let counts = preview(&bench.reader()).unwrap();
    assert_eq!((counts.new, counts.all), (1, 2));
    assert_eq!(counts.first[0].pair.id, ids[3]);
    let all = bench.corrections(true).unwrap();
    assert_eq!(all.rows, 2);
    assert!(all.files[0].path.to_str().unwrap().contains("_all"), "{all:?}");
    assert!(matches!(bench.corrections(false), Err(StationError::NothingToCorrect)));
    let written: Vec<_> = bench.reader().corrections().unwrap().iter().map(|c| (c.id, c.pairs)).collect();
    assert_eq!(written, [(2, 2), (1, 1)]);
    bench.sound();
    // Nor does the ledger mark what is no correction.
    let event = NewEvent::new(stamp(MORNING), context(""), "correction");
    let error = bench.ledger.record_correction(NewCorrection { event, pairs: vec![ids[0]], files: vec![] });
    assert!(matches!(error, Err(LedgerError::NothingToCorrect { pair }) if pair == ids[0]), "{error:?}");
}

#[test]
fn the_platform_may_have_the_new_one_by_now() {
    let bench = Bench::new();
    let ids = bench.pairs("WO1", 0..1);
    let first = bench.export(all());
    bench.void(ids[0], "wrong sticker");
    bench.pair("WO1", &dk(0), &sn(9));
    let second = bench.export(PairFilter { only_new: true, ..all() });
    let todo = || preview(&bench.reader()).unwrap().first[0].todo();
    assert_eq!(todo(), Todo::Delete);
    bench.answer(&format!("{}\t70062", dk(0)), second.id, false).unwrap();
    assert_eq!(todo(), Todo::Delete);
    // What is refused stays so until it is handed over again.
    bench.answer("", second.id, true).unwrap();
    assert_eq!(todo(), Todo::Delete);
    let third = bench.export(all());
    bench.answer("", third.id, true).unwrap();
    assert_eq!(todo(), Todo::Look);
    bench.answer("", first.id, true).unwrap();
    bench.stand(&[(ids[0], "accepted")]);
    bench.sound();
}

#[test]
fn each_pair_names_the_file_it_went_out_in() {
    let bench = Bench::new();
    let ids = bench.pairs("WO1", 0..7);
    let mut request = bench.request(&bench.out("out"), PairFilter { order: Some("WO1".into()), ..all() });
    request.rows_per_file = 3;
    let first = bench.export_as(request).unwrap();
    let second = bench.export(all());
    for id in [ids[0], ids[2], ids[3], ids[6]] {
        bench.void(id, "x");
    }
    let told = preview(&bench.reader()).unwrap().first;
    let files: Vec<Vec<_>> =
        told.iter().map(|c| c.handed_over.iter().map(|h| h.files.clone()).collect()).collect();
    let (of, again) = (|at: usize| vec![first.files[at].path.clone()], vec![second.files[0].path.clone()]);
    let expect: Vec<Vec<_>> = [0, 0, 1, 2].map(|at| vec![of(at), again.clone()]).into();
    assert_eq!(files, expect);
    assert_eq!(told[0].handed_over.iter().map(|h| h.export).collect::<Vec<_>>(), [first.id, second.id]);
}

#[test]
fn a_corrections_file_that_was_changed_is_found() {
    let bench = Bench::new();
    let ids = bench.pairs("WO1", 0..2);
    bench.export(all());
    bench.void(ids[0], "x");
    let report = bench.corrections(false).unwrap();
    let check = |path: &Path, words: &str| {
        let whole = std::fs::read(path).unwrap();
        std::fs::write(path, [whole.as_slice(), b" "].concat()).unwrap();
        let faults = pairing_station::station::export_check::check_exports(&bench.reader()).unwrap();
        assert!(faults.len() == 1 && faults[0].contains("corrections 1: "), "{faults:?}");
        assert!(faults[0].contains(words), "{faults:?}");
        std::fs::write(path, whole).unwrap();
    };
    check(&report.files[0].path, "was changed after it was written");
    check(&report.files[1].path, "was changed after it was written");
    // A blank at the end leaves JSON what it is.
    std::fs::write(
        &report.manifest,
        std::fs::read_to_string(&report.manifest).unwrap().replace("9001", "9002"),
    )
    .unwrap();
    let faults = pairing_station::station::export_check::check_exports(&bench.reader()).unwrap();
    assert!(faults.len() == 1 && faults[0].contains("manifest.json was changed"), "{faults:?}");
}
