//! An earlier export, written again.

use pairing_station::ledger::{EventFilter, PairFilter};
use pairing_station::relation::{Format, Manifest};
use pairing_station::station::StationError;
use pairing_station::station::export_again::AgainError;

use crate::bench::{Bench, all, dk, names, sn};

/// The files of two directories are the same, name by name and byte by byte.
#[track_caller]
fn same(bench: &Bench, first: &str, second: &str) {
    let files = |dir: &str| -> Vec<(String, Vec<u8>)> {
        let dir = bench.out(dir);
        names(&dir).into_iter().map(|name| (name.clone(), std::fs::read(dir.join(name)).unwrap())).collect()
    };
    assert!(!files(first).is_empty());
    assert_eq!(files(first), files(second));
}

#[test]
fn an_export_comes_out_as_it_was_although_pairs_were_voided_since() {
    for (format, templates) in [(Format::Csv, 2), (Format::Xlsx, 2), (Format::Json, 1)] {
        let bench = Bench::new();
        let ids = bench.pairs("WO1", 0..7);
        bench.pairs("WO2", 20..24);
        let mut request = bench.request(&bench.out("out"), all());
        request.format = format;
        request.rows_per_file = 3;
        let first = bench.export_as(request).unwrap();
        assert_eq!(first.manifests.len(), templates, "two orders, two templates; a call has none");
        bench.void(ids[2], "wrong");
        bench.pair("WO1", &dk(2), &sn(30));
        let events = bench.reader().count_events(&EventFilter::default()).unwrap();

        let again = bench.again(first.id, &bench.out("again")).unwrap();
        same(&bench, "out", "again");
        let sums = |files: &[pairing_station::ledger::ExportFile]| -> Vec<String> {
            files.iter().map(|file| file.sha256.clone()).collect()
        };
        assert_eq!(sums(&again.files), sums(&first.files));
        assert_eq!(bench.reader().exports().unwrap().len(), 1, "nothing is marked");
        let newest = bench.reader().page_events(&EventFilter::default(), 0, 1).unwrap();
        assert_eq!(
            (newest[0].event.kind, newest[0].seq),
            ("export_again", i64::try_from(events).unwrap() + 1)
        );
        // Where the names are taken, the next ones; nothing is overwritten.
        let beside = bench.again(first.id, &bench.out("out")).unwrap();
        assert!(beside.files[0].path.to_str().unwrap().contains("-2_"), "{beside:?}");
        assert_eq!(sums(&beside.files), sums(&first.files));
        let manifest = Manifest::read(&beside.manifests[0]).unwrap();
        assert_eq!(manifest.verify(&bench.out("out")), []);
        bench.sound();
    }
}

#[test]
fn a_template_file_that_changed_or_is_gone_does_not_matter() {
    let bench = Bench::new();
    bench.pairs("WO1", 0..3);
    let template = bench.out("template.csv");
    let header = "SN;DeviceKey;ProductKey;批次\n";
    std::fs::write(&template, encoding_rs::GBK.encode(header).0).unwrap();
    let mut request = bench.request(&bench.out("out"), all());
    request.template = Some(template.display().to_string());
    let first = bench.export_as(request).unwrap();
    std::fs::write(&template, "DK,PK,SN\n").unwrap();
    bench.again(first.id, &bench.out("changed")).unwrap();
    same(&bench, "out", "changed");
    std::fs::remove_file(&template).unwrap();
    bench.again(first.id, &bench.out("gone")).unwrap();
    same(&bench, "out", "gone");
}

#[test]
fn an_unknown_export_and_a_directory_that_cannot_be_are_named() {
    let bench = Bench::new();
    bench.pairs("WO1", 0..2);
    let id = bench.export(all()).id;
    let error = bench.again(id + 1, &bench.out("again")).unwrap_err().to_string();
    assert!(error.contains("there is no export 2"), "{error}");
    std::fs::write(bench.out("file"), "").unwrap();
    let error = bench.again(id, &bench.out("file").join("again")).unwrap_err();
    assert!(matches!(error, StationError::Relation(_)), "{error}");
    let events = EventFilter::default();
    assert_ne!(bench.reader().page_events(&events, 0, 1).unwrap()[0].event.kind, "export_again");
}

/// What was changed behind the ledger's back after an export, and how the export is then refused.
#[track_caller]
fn check_tampered(change: &str, words: &str) {
    let bench = Bench::new();
    bench.pairs("WO1", 0..4);
    let id = bench.export(all()).id;
    let raw = rusqlite::Connection::open(bench.ledger.path()).unwrap();
    for table in ["pairs", "export_pairs", "export_files", "events"] {
        for verb in ["update", "delete"] {
            raw.execute_batch(&format!("DROP TRIGGER {table}_no_{verb}")).unwrap();
        }
    }
    raw.execute_batch(change).unwrap();
    let error = bench.again(id, &bench.out("again")).unwrap_err();
    assert!(matches!(error, StationError::Again(_)), "{change}: {error}");
    assert!(error.to_string().contains(words), "{change}: {error}");
    assert_eq!(names(&bench.out("again")), [""; 0], "{change}");
}

#[test]
fn an_export_that_would_come_out_otherwise_is_refused_and_leaves_nothing() {
    check_tampered("UPDATE pairs SET sn = 'VDR9' WHERE id = 2", "comes out otherwise than it was written");
    check_tampered("UPDATE pairs SET name = '' WHERE id = 4", "comes out otherwise");
    check_tampered("UPDATE export_pairs SET last = 3", "comes out otherwise");
    check_tampered("UPDATE pairs SET pk = 'p111KY' WHERE id = 4", "comes out otherwise");
    check_tampered("DELETE FROM export_pairs", "0 files come out where 1 were");
    check_tampered("UPDATE export_files SET sha256 = 'ab'", "name other files");
    check_tampered(
        "UPDATE events SET detail = '{}' WHERE kind = 'export'",
        "does not say how it was written",
    );
}

#[test]
fn a_name_that_a_spreadsheet_would_run_is_refused_by_name() {
    for name in ["=1+1", "+86", "-1", "@SUM(A1)"] {
        let bench = Bench::new();
        bench.pairs("WO1", 0..2);
        bench.import(&[("865000000000001", "OLD1", name)]);
        let history =
            PairFilter { origin: pairing_station::ledger::Origin::Imported, ..PairFilter::default() };
        for format in [Format::Csv, Format::Xlsx] {
            let mut request = bench.request(&bench.out("out"), history.clone());
            request.format = format;
            let error = bench.export_as(request).unwrap_err().to_string();
            assert!(error.contains("865000000000001") && error.contains("as a formula"), "{error}");
            assert_eq!(names(&bench.out("out")), [""; 0]);
        }
        assert_eq!(bench.reader().exports().unwrap(), []);
        bench.export(all());
        bench.sound();
    }
}

#[test]
fn an_older_programs_export_is_written_again_too() {
    let bench = Bench::new();
    bench.pairs("WO1", 0..3);
    let id = bench.export(all()).id;
    // As schema 1 had it: no recipe, no kind.
    let raw = rusqlite::Connection::open(bench.ledger.path()).unwrap();
    raw.execute_batch(
        "DROP TRIGGER events_no_update; UPDATE events SET detail = json_remove(json_set(detail, \
         '$.manifests[0].manifest.schema', 1), '$.manifests[0].manifest.recipe', '$.kind') WHERE kind = 'export'",
    )
    .unwrap();
    let again = bench.again(id, &bench.out("again")).unwrap();
    let manifest = std::fs::read_to_string(&again.manifests[0]).unwrap();
    assert!(manifest.contains("\"schema\": 1") && !manifest.contains("recipe"), "{manifest}");
    let error = AgainError::Disagrees { export: id }.to_string();
    assert!(error.contains("check the ledger"), "{error}");
}
