//! A whole export: split by product and row limit, compared, named all at once, or gone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::DateTime;
use pairing_station::relation::manifest::{Head, ManifestFault, Selection};
use pairing_station::relation::{
    Blank, Encoding, Export, Format, Manifest, OwnedRow, Provenance, Published, RelationError, Row,
    SplitWriter, Template, Verifier, file_stem, read_back,
};
use std::path::Path;

fn export(dir: &Path, format: Format, rows_per_file: u64) -> Export {
    Export {
        dir: dir.to_owned(),
        stem: file_stem(&["20260301", "WO1001"]),
        template: Template::preset("quectel-zh").unwrap(),
        format,
        rows_per_file,
        created: DateTime::parse_from_rfc3339("2026-03-01T17:30:00+08:00").unwrap(),
    }
}

fn provenance() -> Provenance {
    Provenance {
        program: "pairing-station 0.1.0".into(),
        station: "L1".into(),
        operator: "1007".into(),
        written: DateTime::parse_from_rfc3339("2026-03-01T17:30:00+08:00").unwrap(),
        selection: Selection {
            day: Some("2026-03-01".into()),
            order: Some("WO1001".into()),
            ..Selection::default()
        },
        voided: 2,
        chain_head: Head { seq: 41, hash: "ab".repeat(32), key: None },
    }
}

/// Row `n` of a ledger whose products take turns: two of the first, one of the second.
fn ledger(n: u64) -> OwnedRow {
    OwnedRow {
        dk: format!("86395006{n:07}"),
        pk: if n % 3 == 2 { "p111KY" } else { "p11sf2" }.into(),
        sn: format!("VDR{n:013}"),
        name: if n.is_multiple_of(2) { String::new() } else { format!("电表,{n}") },
        ..OwnedRow::default()
    }
}

fn written(export: Export, rows: u64) -> Result<Verifier, RelationError> {
    let mut writer = SplitWriter::create(export)?;
    for n in 0..rows {
        writer.push(&ledger(n).as_row())?;
    }
    assert_eq!(writer.rows(), rows);
    writer.finish()
}

fn published(export: Export, rows: u64) -> Result<Published, RelationError> {
    let mut verifier = written(export, rows)?;
    for n in 0..rows {
        verifier.expect(&ledger(n).as_row())?;
    }
    assert_eq!(verifier.rows(), rows);
    verifier.finish()?.publish(provenance())
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn one_product_a_file_split_by_rows() {
    for format in [Format::Csv, Format::Xlsx] {
        let dir = tempfile::tempdir().unwrap();
        let done = published(export(dir.path(), format, 3), 10).unwrap();
        let found: Vec<(&str, u64)> = done.files.iter().map(|file| (file.pk.as_str(), file.rows)).collect();
        assert_eq!(found, [("p11sf2", 3), ("p11sf2", 3), ("p11sf2", 1), ("p111KY", 3)]);
        let ends = ["p111KY_001", "p11sf2_001", "p11sf2_002", "p11sf2_003"];
        let mut expect: Vec<String> =
            ends.iter().map(|end| format!("relation_20260301_WO1001_{end}.{}", format.name())).collect();
        expect.insert(0, "relation_20260301_WO1001_manifest.json".into());
        assert_eq!(names(dir.path()), expect);
        let template = Template::preset("quectel-zh").unwrap();
        let mut rows: Vec<OwnedRow> = Vec::new();
        for file in &done.files {
            rows.extend(read_back(&file.path, &template, format).unwrap().map(Result::unwrap));
        }
        rows.sort_by(|a, b| a.dk.cmp(&b.dk));
        assert_eq!(rows, (0..10).map(ledger).collect::<Vec<_>>(), "every pair once");
    }
}

#[test]
fn a_second_export_takes_the_next_name_as_a_set() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("relation_20260301_WO1001_p111KY_001.csv"), "mine").unwrap();
    let second = published(export(dir.path(), Format::Csv, 100), 4).unwrap();
    let third = published(export(dir.path(), Format::Csv, 100), 4).unwrap();
    assert_eq!(second.files[0].sha256, third.files[0].sha256);
    assert_eq!(
        names(dir.path()),
        [
            "relation_20260301_WO1001-2_manifest.json",
            "relation_20260301_WO1001-2_p111KY_001.csv",
            "relation_20260301_WO1001-2_p11sf2_001.csv",
            "relation_20260301_WO1001-3_manifest.json",
            "relation_20260301_WO1001-3_p111KY_001.csv",
            "relation_20260301_WO1001-3_p11sf2_001.csv",
            "relation_20260301_WO1001_p111KY_001.csv",
        ]
    );
    assert_eq!(std::fs::read(dir.path().join("relation_20260301_WO1001_p111KY_001.csv")).unwrap(), b"mine");
}

#[test]
fn products_that_differ_in_letter_case_get_names_that_differ() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = SplitWriter::create(export(dir.path(), Format::Csv, 10)).unwrap();
    let rows = ["p111KY", "p111ky", "P111KY"].map(|pk| OwnedRow { pk: pk.into(), ..ledger(1) });
    rows.iter().for_each(|row| writer.push(&row.as_row()).unwrap());
    let mut verifier = writer.finish().unwrap();
    rows.iter().for_each(|row| verifier.expect(&row.as_row()).unwrap());
    let done = verifier.finish().unwrap().publish(provenance()).unwrap();
    assert_eq!(done.manifest.products, ["p111KY", "p111ky", "P111KY"]);
    let mut lower: Vec<String> = names(dir.path()).iter().map(|name| name.to_lowercase()).collect();
    lower.dedup();
    assert_eq!(lower.len(), 4, "{lower:?}");
}

#[test]
fn cancelling_at_any_step_leaves_nothing() {
    for format in [Format::Csv, Format::Xlsx] {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = SplitWriter::create(export(dir.path(), format, 2)).unwrap();
        (0..7).for_each(|n| writer.push(&ledger(n).as_row()).unwrap());
        assert!(
            names(dir.path()).iter().all(|name| name.starts_with(".relation-") && name.ends_with(".part"))
        );
        drop(writer);
        assert_eq!(names(dir.path()), [""; 0]);

        let mut verifier = written(export(dir.path(), format, 2), 7).unwrap();
        verifier.expect(&ledger(0).as_row()).unwrap();
        drop(verifier);
        assert_eq!(names(dir.path()), [""; 0]);

        let mut verifier = written(export(dir.path(), format, 2), 7).unwrap();
        (0..7).for_each(|n| verifier.expect(&ledger(n).as_row()).unwrap());
        drop(verifier.finish().unwrap());
        assert_eq!(names(dir.path()), [""; 0]);

        published(export(dir.path(), format, 2), 7).unwrap().withdraw().unwrap();
        assert_eq!(names(dir.path()), [""; 0]);
    }
}

#[test]
fn a_row_that_cannot_be_written_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let template = Template::preset("quectel-zh").unwrap().with_encoding(Encoding::Gbk);
    let mut writer = SplitWriter::create(Export { template, ..export(dir.path(), Format::Csv, 2) }).unwrap();
    (0..4).for_each(|n| writer.push(&ledger(n).as_row()).unwrap());
    let smile = OwnedRow { name: "😀".into(), ..ledger(4) };
    let error = writer.push(&smile.as_row()).unwrap_err().to_string();
    assert!(error.contains("(DK 863950060000004), device name: gbk has no '😀'"), "{error}");
    drop(writer);
    assert_eq!(names(dir.path()), [""; 0]);
}

/// What the ledger says the second time, against files of its first 7 rows, at 2 rows a file.
fn check_compare(second: &[OwnedRow], words: &str) {
    for format in [Format::Csv, Format::Xlsx] {
        let dir = tempfile::tempdir().unwrap();
        let mut verifier = written(export(dir.path(), format, 2), 7).unwrap();
        let compared = second.iter().try_for_each(|row| verifier.expect(&row.as_row()));
        let error = compared.and_then(|()| verifier.finish().map(drop)).unwrap_err().to_string();
        assert!(error.contains(&words.replace("csv", format.name())), "{error}, not {words}");
        assert_eq!(names(dir.path()), [""; 0]);
    }
}

#[test]
fn a_difference_from_the_ledger_is_named_by_file_and_line() {
    let rows = |n: u64| (0..n).map(ledger).collect::<Vec<_>>();
    let changed = |at: usize, change: fn(&mut OwnedRow)| {
        let mut rows = rows(7);
        change(&mut rows[at]);
        rows
    };
    let stem = "relation_20260301_WO1001_";
    check_compare(&rows(6), &format!("{stem}p11sf2_003.csv, line 2: it holds DK 863950060000006"));
    check_compare(
        &rows(8),
        &format!("{stem}p11sf2_003.csv, line 3: it ends where the ledger has DK 863950060000007"),
    );
    check_compare(
        &changed(4, |row| row.sn = "other".into()),
        &format!("{stem}p11sf2_002.csv, line 3: SN is \"VDR0000000000004\" where the ledger has \"other\""),
    );
    check_compare(
        &changed(1, |row| row.name = "电表".into()),
        &format!("{stem}p11sf2_001.csv, line 3: device name is \"电表,1\" where the ledger has \"电表\""),
    );
    check_compare(&changed(0, |row| row.dk = "1".into()), "line 2: DK (DeviceKey) is \"863950060000000\"");
    check_compare(&changed(3, |row| row.pk = "p9".into()), "it ends where the ledger has DK 863950060000003");
    let mut swapped = rows(7);
    swapped.swap(0, 1);
    check_compare(&swapped, "p11sf2_001.csv, line 2: DK (DeviceKey)");
}

#[test]
fn a_file_changed_behind_the_exports_back_is_not_published() {
    let dir = tempfile::tempdir().unwrap();
    let mut verifier = written(export(dir.path(), Format::Csv, 100), 2).unwrap();
    (0..2).for_each(|n| verifier.expect(&ledger(n).as_row()).unwrap());
    let part = dir.path().join(&names(dir.path())[0]);
    // The rows stay what they were; only the last line's end goes.
    let bytes = std::fs::read(&part).unwrap();
    std::fs::write(&part, &bytes[..bytes.len() - 2]).unwrap();
    let error = verifier.finish().map(drop).unwrap_err().to_string();
    assert!(error.contains("p11sf2_001.csv, line 1: its bytes are not the ones written"), "{error}");
    assert_eq!(names(dir.path()), [""; 0]);
}

#[test]
fn limits_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let check = |format: Format, rows: u64, words: &str| {
        let error = SplitWriter::create(export(dir.path(), format, rows)).map(drop).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    check(Format::Csv, 0, "0 rows a file cannot be");
    check(Format::Xlsx, 1_048_576, "give 1 to 1048575");
    let mut writer = SplitWriter::create(export(dir.path(), Format::Csv, 10)).unwrap();
    for n in 0..64 {
        writer.push(&OwnedRow { pk: format!("p{n:05}"), ..ledger(n) }.as_row()).unwrap();
    }
    let error = writer.push(&ledger(64).as_row()).unwrap_err().to_string();
    assert!(error.contains("more than 64 products"), "{error}");
    drop(writer);
    let ready = written(export(dir.path(), Format::Csv, 10), 0).unwrap().finish().unwrap();
    assert!(ready.is_empty());
    assert!(matches!(ready.publish(provenance()), Err(RelationError::NoRows)));
    assert_eq!(names(dir.path()), [""; 0]);
}

#[test]
fn a_directory_that_cannot_be_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let mut writer = SplitWriter::create(export(&file.join("out"), Format::Csv, 10)).unwrap();
    let error = writer.push(&ledger(0).as_row()).unwrap_err().to_string();
    assert!(error.contains("file/out: cannot make the directory"), "{error}");
}

#[test]
fn a_stem_is_something_a_file_system_takes() {
    assert_eq!(file_stem(&["20260301", "", "早班", "WO1001"]), "relation_20260301_早班_WO1001");
    assert_eq!(file_stem(&["../a\\b:c\u{0}"]), "relation_---a-b-c-");
    assert_eq!(file_stem(&[]), "relation");
}

#[test]
fn the_manifest_says_what_was_written_and_finds_what_changed() {
    let dir = tempfile::tempdir().unwrap();
    let done = published(export(dir.path(), Format::Csv, 4), 7).unwrap();
    let manifest = Manifest::read(&done.manifest_path).unwrap();
    assert_eq!(manifest, done.manifest);
    assert_eq!(std::fs::read_to_string(&done.manifest_path).unwrap(), manifest.to_json());
    assert_eq!(manifest.verify(dir.path()), []);
    let [first, second, third] = &done.files[..] else { panic!("{:?}", done.files) };

    std::fs::write(&first.path, "changed").unwrap();
    std::fs::remove_file(&second.path).unwrap();
    let faults = manifest.verify(dir.path());
    assert!(matches!(faults[0], ManifestFault::Changed { bytes: 7, .. }), "{faults:?}");
    assert!(matches!(faults[1], ManifestFault::Missing { .. }), "{faults:?}");
    assert_eq!(faults.len(), 2);

    let mut forged = manifest.clone();
    forged.files.retain(|file| third.path.ends_with(&file.file));
    forged.files[0].file = "../secret".into();
    let faults = forged.verify(dir.path());
    assert!(matches!(&faults[0], ManifestFault::NoFileName { file } if file == "../secret"), "{faults:?}");
    assert!(matches!(faults[1], ManifestFault::Count { files: 2, pairs: 7 }), "{faults:?}");
}

#[test]
fn the_manifests_shape_is_fixed() {
    let dir = tempfile::tempdir().unwrap();
    let done = published(export(dir.path(), Format::Csv, 100), 1).unwrap();
    let expect = format!(
        r#"{{
  "schema": 2,
  "program": "pairing-station 0.1.0",
  "station": "L1",
  "operator": "1007",
  "written": "2026-03-01T17:30:00+08:00",
  "selection": {{
    "day": "2026-03-01",
    "shift": null,
    "order": "WO1001",
    "only_new": false
  }},
  "voided": 2,
  "chain_head": {{
    "seq": 41,
    "hash": "{}"
  }},
  "products": [
    "p11sf2"
  ],
  "pairs": 1,
  "template": "quectel-zh",
  "columns": [
    "*设备DeviceKey",
    "*产品ProductKey",
    "设备SN",
    "设备名称",
    "证书指纹"
  ],
  "recipe": {{
    "name": "quectel-zh",
    "columns": [
      {{
        "header": "*设备DeviceKey",
        "field": "dk",
        "required": true
      }},
      {{
        "header": "*产品ProductKey",
        "field": "pk",
        "required": true
      }},
      {{
        "header": "设备SN",
        "field": "sn",
        "required": false
      }},
      {{
        "header": "设备名称",
        "field": "name",
        "required": false
      }},
      {{
        "header": "证书指纹",
        "field": "fingerprint",
        "required": false
      }}
    ],
    "encoding": "utf-8",
    "delimiter": ",",
    "line_end": "crlf",
    "last_line_end": true
  }},
  "format": "csv",
  "encoding": "utf-8",
  "rows_per_file": 100,
  "files": [
    {{
      "file": "relation_20260301_WO1001_p11sf2_001.csv",
      "pk": "p11sf2",
      "rows": 1,
      "sha256": "{}",
      "bytes": {}
    }}
  ]
}}
"#,
        "ab".repeat(32),
        done.files[0].sha256,
        done.files[0].bytes
    );
    assert_eq!(done.manifest.to_json(), expect);
}

#[test]
fn a_manifest_of_the_first_schema_is_read_and_has_no_recipe() {
    let dir = tempfile::tempdir().unwrap();
    let done = published(export(dir.path(), Format::Csv, 100), 1).unwrap();
    let old = Manifest { schema: 1, recipe: None, ..done.manifest.clone() };
    assert!(!old.to_json().contains("recipe"), "{}", old.to_json());
    std::fs::write(&done.manifest_path, old.to_json()).unwrap();
    let read = Manifest::read(&done.manifest_path).unwrap();
    assert_eq!(read, old);
    assert_eq!(read.verify(dir.path()), []);
}

#[test]
fn an_export_is_written_again_to_the_byte_from_its_manifest() {
    let fills = [("批次", "{order}-{date}"), ("产线", "A7")].map(|(c, t)| (c.to_owned(), t.to_owned()));
    let check = |template: Template, format: Format| {
        let dir = tempfile::tempdir().unwrap();
        let rows: Vec<OwnedRow> = (0..4).map(ledger).collect();
        let row = |at: usize| Row { order: "WO1001", day: 20_260_301, ..rows[at].as_row() };
        let write = |export: Export| {
            let mut writer = SplitWriter::create(export).unwrap();
            (0..4).for_each(|at| writer.push(&row(at)).unwrap());
            let mut verifier = writer.finish().unwrap();
            (0..4).for_each(|at| verifier.expect(&row(at)).unwrap());
            verifier.finish().unwrap().publish(provenance()).unwrap()
        };
        let first = write(Export { template, ..export(dir.path(), format, 100) });
        let recipe = Manifest::read(&first.manifest_path).unwrap().recipe.unwrap();
        let again = write(Export { template: recipe, ..export(dir.path(), format, 100) });
        let bytes = |done: &Published| {
            done.files.iter().map(|file| std::fs::read(&file.path).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(bytes(&first), bytes(&again));
    };
    for format in [Format::Csv, Format::Xlsx] {
        check(Template::preset("quectel-en").unwrap().with_encoding(Encoding::Gbk), format);
        let text = "*DeviceKey;\"*批次\";*ProductKey;SN;*产线;设备名称";
        check(Blank::read("t.csv", text.as_bytes()).unwrap().fill(&fills).unwrap(), format);
    }
}

#[test]
fn a_filled_column_that_changed_is_found_when_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let fills = [("*Lot".to_owned(), "{date}".to_owned())];
    let template = Blank::read("t.csv", b"DK,PK,SN,Name,*Lot\r\n").unwrap().fill(&fills).unwrap();
    let mut writer =
        SplitWriter::create(Export { template, ..export(dir.path(), Format::Csv, 100) }).unwrap();
    let pair = ledger(0);
    writer.push(&Row { day: 20_260_301, ..pair.as_row() }).unwrap();
    let mut verifier = writer.finish().unwrap();
    let error = verifier.expect(&Row { day: 20_260_302, ..pair.as_row() }).unwrap_err().to_string();
    assert!(
        error.contains("column 5 is \"20260301\" where the template's rule gives \"20260302\""),
        "{error}"
    );
}

#[test]
fn a_manifest_that_cannot_be_read_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.json");
    let check = |json: &str, words: &str| {
        std::fs::write(&path, json).unwrap();
        let error = Manifest::read(&path).unwrap_err().to_string();
        assert!(error.contains("m.json") && error.contains(words), "{error}, not {words}");
    };
    check("", "line 1 column 0");
    check("{\"schema\": 1,\n \"station\": \"L1\"", "line 2 column 16");
    check("{\"schema\": 1}", "missing field");
    check("{\"schema\": 3, \"anything\": []}", "has schema 3, this program knows 2");
    std::fs::remove_file(&path).unwrap();
    assert!(Manifest::read(&path).unwrap_err().to_string().contains("cannot read the manifest"));
}
