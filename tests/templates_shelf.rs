//! Named templates: kept whole, given back whole, and not used when they are not whole any more.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::DateTime;
use pairing_station::ledger::Stamp;
use pairing_station::relation::{
    Encoding, Format, OwnedRow, RelationWriter, Row, Template, read_back, render,
};
use pairing_station::station::templates::{NewTemplate, Shelf, ShelfError, is_name};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

const NOW: Stamp = Stamp { at: 1_772_326_800_000, offset_min: 480 };

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/templates")
}

fn new(name: &str, bytes: &[u8], fills: &[(&str, &str)]) -> NewTemplate {
    let fills = fills.iter().map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect();
    NewTemplate { name: name.to_owned(), file: "模板.csv".to_owned(), bytes: bytes.to_vec(), fills }
}

/// A shelf in a directory of its own.
fn shelf() -> (tempfile::TempDir, Shelf) {
    let dir = tempfile::tempdir().unwrap();
    let shelf = Shelf::of(dir.path());
    (dir, shelf)
}

fn file_names(dir: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn names_are_letters_digits_and_chinese() {
    let check = |name: &str, expect: bool| assert_eq!(is_name(name), expect, "{name:?}");
    check("七厂-2026_B", true);
    check("A", true);
    check(&"x".repeat(40), true);
    check("compact", true);
    check("com", false);
    for name in
        ["", "a b", "a.b", "a/b", "..", "a\\b", "é", "名，", "😀", "CON", "com1", "quectel-zh", "Legacy-Tool"]
    {
        check(name, false);
    }
    check(&"名".repeat(41), false);
}

#[test]
fn every_sample_is_kept_byte_for_byte_and_opens_by_its_name() {
    let (dir, shelf) = shelf();
    let mut names = Vec::new();
    for file in file_names(&samples()) {
        let bytes = std::fs::read(samples().join(&file)).unwrap();
        let name = file.replace('.', "-");
        let fills: &[(&str, &str)] =
            if file.starts_with("unknown") { &[("生产批次", "A7-{date}")] } else { &[] };
        let named = shelf.add(&new(&name, &bytes, fills), NOW).unwrap();
        assert_eq!((named.name.as_str(), named.file.as_str()), (name.as_str(), "模板.csv"));
        assert_eq!(named.added.to_rfc3339(), "2026-03-01T09:00:00+08:00");
        assert_eq!(shelf.open(&name).unwrap(), named.template);
        let ending = if file.ends_with("xlsx") { "xlsx" } else { "csv" };
        assert_eq!(std::fs::read(dir.path().join(format!("templates/{name}.{ending}"))).unwrap(), bytes);
        if ending == "csv" {
            assert_eq!(render(&named.template, &[]).unwrap(), bytes, "{file}: the header as it was");
        }
        names.push(name);
    }
    assert_eq!(names.len(), 8);
    names.sort();
    assert_eq!(shelf.names().unwrap(), names);
    assert!(shelf.list().unwrap().iter().all(|listed| listed.found.is_ok()));
    for name in &names {
        shelf.remove(name).unwrap();
    }
    assert_eq!(file_names(&dir.path().join("templates")), Vec::<String>::new());
}

#[test]
fn what_cannot_be_kept_is_refused_and_leaves_nothing() {
    let (dir, shelf) = shelf();
    let good = b"DK,PK,SN,*Lot\r\n";
    let check = |name: &str, bytes: &[u8], fills: &[(&str, &str)], words: &str| {
        let error = shelf.add(&new(name, bytes, fills), NOW).unwrap_err().to_string();
        assert!(error.contains(words), "{error}, not {words}");
        assert_eq!(file_names(&dir.path().join("templates")), Vec::<String>::new());
    };
    check("a b", good, &[], "cannot be called \"a b\"");
    check("Quectel-ZH", good, &[], "the name of a preset");
    check("A", b"DK,SN\r\n", &[], "template A, line 1: no column for the PK");
    check("A", good, &[], "column 4 (*Lot) is required, and the station has nothing to put there");
    check("A", good, &[("Lot", "")], "column *Lot cannot be filled with \"\": it is empty");
    check("A", good, &[("Lot", "=1")], "begins with '='");
    check("A", good, &[("Lot", "a\tb")], "control character U+0009");
    check("A", good, &[("Lot", "{lot}")], "{lot} is no placeholder");
    check("A", good, &[("Batch", "1")], "there is no column Batch to fill among DK, PK, SN, *Lot");
    check("A", good, &[("Lot", "1"), ("*lot", "2")], "column *Lot is filled twice");
    check("A", good, &[("Lot", "1"), ("DK", "2")], "column DK cannot be filled otherwise: it is the DK");
    let gbk = [&b"DK,PK,\xC9\xE8\xB1\xB8SN,*Lot"[..], b"\r\n"].concat();
    check("A", &gbk, &[("Lot", "😀")], "gbk has no '😀'");
    check("A", b"\xD0\xCF\x11\xE0", &[], "old .xls spreadsheet");
}

#[test]
fn a_name_means_one_template() {
    let (dir, shelf) = shelf();
    shelf.add(&new("Plant7", b"DK,PK,SN\n", &[]), NOW).unwrap();
    for name in ["Plant7", "PLANT7"] {
        let error = shelf.add(&new(name, b"SN,DK,PK\n", &[]), NOW).unwrap_err();
        assert!(matches!(&error, ShelfError::Taken { name } if name == "Plant7"), "{error}");
    }
    assert_eq!(shelf.get("Plant7").unwrap().template.header().collect::<Vec<_>>(), ["DK", "PK", "SN"]);
    let error = shelf.get("Plant8").unwrap_err().to_string();
    assert!(error.contains("Plant8") && error.contains("there are: Plant7"), "{error}");
    assert!(matches!(shelf.remove("Plant8"), Err(ShelfError::NoSuch { .. })));
    assert!(matches!(shelf.remove("../Plant7"), Err(ShelfError::NoSuch { .. })));
    let error = shelf.open("nowhere").unwrap_err().to_string();
    assert!(error.contains("nowhere") && error.contains("legacy-tool, Plant7"), "{error}");
    let file = dir.path().join("mine.csv");
    std::fs::write(&file, "SN,PK,DK\n").unwrap();
    assert_eq!(shelf.open(file.to_str().unwrap()).unwrap().name(), "mine.csv");
}

#[test]
fn a_damaged_template_is_named_and_not_used() {
    let check = |damage: &dyn Fn(&Path), words: &str| {
        let (dir, shelf) = shelf();
        shelf.add(&new("好的", b"DK,PK,SN\n", &[]), NOW).unwrap();
        shelf.add(&new("坏的", b"DK,PK,SN,*Lot\n", &[("Lot", "A7")]), NOW).unwrap();
        damage(&dir.path().join("templates"));
        let error = shelf.open("坏的").unwrap_err().to_string();
        assert!(
            error.contains("template 坏的 is damaged and is not used") && error.contains(words),
            "{error}"
        );
        let listed = shelf.list().unwrap();
        let whole: Vec<_> =
            listed.iter().map(|listed| (listed.name.as_str(), listed.found.is_ok())).collect();
        assert_eq!(whole, [("坏的", false), ("好的", true)]);
        shelf.remove("坏的").unwrap();
        assert_eq!(shelf.names().unwrap(), ["好的"]);
    };
    let note = |dir: &Path| dir.join("坏的.toml");
    let replace = |from: &'static str, to: &'static str| {
        move |dir: &Path| {
            let text = std::fs::read_to_string(note(dir)).unwrap();
            assert!(text.contains(from), "{text}");
            std::fs::write(note(dir), text.replace(from, to)).unwrap();
        }
    };
    check(&|dir| std::fs::write(dir.join("坏的.csv"), "DK,PK,SN\n").unwrap(), "not the file that was added");
    check(&|dir| std::fs::remove_file(dir.join("坏的.csv")).unwrap(), "cannot open the template");
    check(&|dir| std::fs::write(note(dir), b"\xFF").unwrap(), "not UTF-8");
    check(&|dir| std::fs::write(note(dir), "").unwrap(), "missing field");
    check(&replace("file =", "fiel ="), "line 1, unknown field `fiel`");
    check(&replace("\"A7\"", "\"=A7\""), "runs as a formula");
    check(&replace("*Lot", "*Los"), "there is no column *Los to fill");
    check(&replace("+08:00", ""), "added = ");
    check(&replace("\"csv\"", "\"exe\""), "unknown variant `exe`");
}

/// A template: its columns' headers, each with or without quotes, and the bytes it is written in.
#[derive(Debug, Clone)]
struct Made {
    columns: Vec<(&'static str, bool)>,
    encoding: Encoding,
    delimiter: char,
    line_end: &'static str,
    ends: bool,
    filled: bool,
}

impl Made {
    fn bytes(&self) -> Vec<u8> {
        let cell = |(header, quoted): &(&str, bool)| {
            if *quoted { format!("\"{header}\"") } else { (*header).to_owned() }
        };
        let cells: Vec<String> = self.columns.iter().map(cell).collect();
        let mut text = cells.join(&self.delimiter.to_string());
        // Whether a file's lines end as LF or CR LF can only be seen in one that has an end.
        if self.ends || self.line_end == "\n" {
            text.push_str(self.line_end);
        }
        if !self.ends && self.line_end == "\n" {
            text.push('x');
        }
        let mut bytes = self.encoding.bom().to_vec();
        self.encoding.encode(&text, &mut bytes).unwrap();
        bytes
    }
}

fn made() -> impl Strategy<Value = Made> {
    const ALWAYS: [&str; 3] = ["*设备DeviceKey", "PK", "设备SN"];
    const MORE: [&str; 5] = ["设备名称", "证书指纹", "*生产批次", "备注", "产线*"];
    let columns = prop::sample::subsequence(MORE.to_vec(), 0..=5).prop_flat_map(|more| {
        let all = [&ALWAYS[..], &more].concat();
        let quotes = prop::collection::vec(any::<bool>(), all.len());
        (Just(all).prop_shuffle(), quotes)
    });
    let bytes = (
        prop::sample::select(Encoding::ALL.to_vec()),
        prop::sample::select(vec![',', '\t', ';']),
        prop::sample::select(vec!["\r\n", "\n"]),
        any::<bool>(),
        any::<bool>(),
    );
    (columns, bytes).prop_map(|((columns, quotes), (encoding, delimiter, line_end, ends, filled))| Made {
        columns: columns.into_iter().zip(quotes).collect(),
        encoding,
        delimiter,
        line_end,
        ends,
        filled,
    })
}

fn fills_for(made: &Made) -> Vec<(&'static str, &'static str)> {
    const RULES: [(&str, &str); 4] = [
        ("*生产批次", "{order}-{date}"),
        ("产线*", "七,\"{pk}\""),
        ("备注", "{sn}/{name}"),
        ("证书指纹", "无"),
    ];
    let wanted = |column: &str| {
        let there = made.columns.iter().any(|(header, _)| *header == column);
        there && (made.filled || column.contains('*'))
    };
    RULES.into_iter().filter(|(column, _)| wanted(column)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_template_comes_back_from_the_shelf_and_its_export_gives_the_rows(
        made in made(),
        keys in prop::collection::vec(("[0-9]{15}", "[0-9A-Z]{1,16}", "[电a,;\"\t]{0,6}"), 1..6),
    ) {
        let (dir, shelf) = shelf();
        let bytes = made.bytes();
        let template = shelf.add(&new("甲", &bytes, &fills_for(&made)), NOW).unwrap().template;
        prop_assert_eq!(&Shelf::of(dir.path()).get("甲").unwrap().template, &template);

        let rows: Vec<_> = keys
            .iter()
            .map(|(dk, sn, name)| (dk.clone(), sn.clone(), name.replace('\t', "")))
            .collect();
        let row = |at: usize| {
            let (dk, sn, name) = &rows[at];
            Row { order: "WO1", day: 20_260_301, ..Row::new(dk, "p11sf2", sn, name) }
        };
        let time = DateTime::parse_from_rfc3339("2026-03-01T17:30:00+08:00").unwrap();
        let mut writer = RelationWriter::create(dir.path(), "r", &template, Format::Csv, time).unwrap();
        (0..rows.len()).for_each(|at| writer.push(&row(at)).unwrap());
        let path = writer.finish().unwrap().path;

        let written = std::fs::read(&path).unwrap();
        let header = &bytes[..bytes.len() - if made.ends || made.line_end == "\r\n" { 0 } else { width(&made) }];
        prop_assert!(written.starts_with(header), "the platform's own header");
        let all: Vec<Row<'_>> = (0..rows.len()).map(row).collect();
        prop_assert_eq!(&render(&template, &all).unwrap(), &written, "the preview is the file");
        let text = template.encoding().decode(&written).unwrap();
        prop_assert_eq!(text.ends_with(made.line_end), made.ends);
        prop_assert_eq!(text.matches("\r\n").count() > 0, made.line_end == "\r\n");

        let read: Vec<OwnedRow> = read_back(&path, &template, Format::Csv).unwrap().map(Result::unwrap).collect();
        let expect: Vec<OwnedRow> = (0..rows.len()).map(|at| owned(&template, row(at))).collect();
        prop_assert_eq!(read, expect);
    }
}

/// Bytes of the `x` that stands below a header whose line ends though the file's last does not.
fn width(made: &Made) -> usize {
    if matches!(made.encoding, Encoding::Utf16Le | Encoding::Utf16Be) { 2 } else { 1 }
}

/// What a file of this template gives back of a row.
fn owned(template: &Template, row: Row<'_>) -> OwnedRow {
    let named = template.columns().iter().any(|column| column.header == "设备名称");
    OwnedRow {
        dk: row.dk.into(),
        pk: row.pk.into(),
        sn: row.sn.into(),
        name: if named { row.name.into() } else { String::new() },
        filled: template.filled().map(|column| expected_fill(&column.header, row)).collect(),
    }
}

fn expected_fill(header: &str, row: Row<'_>) -> String {
    match header {
        "*生产批次" => "WO1-20260301".to_owned(),
        "产线*" => "七,\"p11sf2\"".to_owned(),
        "备注" => format!("{}/{}", row.sn, row.name),
        _ => "无".to_owned(),
    }
}
