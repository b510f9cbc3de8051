//! One relation file: its bytes, its cells, its refusals.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use calamine::{Data, Reader, Xlsx};
use chrono::{DateTime, FixedOffset};
use pairing_station::relation::{
    Encoding, Format, OwnedRow, RelationError, RelationWriter, Row, Template, read_back,
};
use std::path::{Path, PathBuf};

/// 15, 16 and 20 digits; a comma, a quote, an equals sign, blanks at both ends.
const ROWS: [Row<'static>; 6] = [
    row("863950069494278", "VDR7098612099028", ""),
    row("863950061408912", "VDR4484216898769", "电表-1"),
    row("8639500651950101", "VDR7910303100740", "甲,乙"),
    row("86395006683244712345", "VDR1650169190701", "5\" 屏"),
    row("863950060297241", "VDR7612356264589", "a=1+1"),
    row("863950067777777", "0000000000000012", "  前后 "),
];

const fn row(dk: &'static str, sn: &'static str, name: &'static str) -> Row<'static> {
    Row::new(dk, "p11sf2", sn, name)
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn time() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-03-01T17:30:00+08:00").unwrap()
}

fn write(
    dir: &Path,
    template: &Template,
    format: Format,
    rows: &[Row<'_>],
) -> Result<PathBuf, RelationError> {
    let mut writer = RelationWriter::create(dir, "relation", template, format, time())?;
    for row in rows {
        writer.push(row)?;
    }
    let done = writer.finish()?;
    assert_eq!((done.rows, done.pk.as_str()), (rows.len() as u64, rows.first().map_or("", |row| row.pk)));
    assert_eq!(done.bytes, std::fs::metadata(&done.path).unwrap().len());
    Ok(done.path)
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn owned(rows: &[Row<'_>]) -> Vec<OwnedRow> {
    let own = |row: &Row<'_>| OwnedRow {
        dk: row.dk.into(),
        pk: row.pk.into(),
        sn: row.sn.into(),
        name: row.name.into(),
        ..OwnedRow::default()
    };
    rows.iter().map(own).collect()
}

fn check_golden(template: &Template, golden: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), template, Format::Csv, &ROWS).unwrap();
    let (found, expect) = (std::fs::read(&path).unwrap(), std::fs::read(data(golden)).unwrap());
    assert!(found == expect, "{golden}:\n{}", String::from_utf8_lossy(&found));
    let read: Vec<OwnedRow> =
        read_back(&path, template, Format::Csv).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(read, owned(&ROWS), "{golden}");
    assert_eq!(names(dir.path()), ["relation.csv"]);
}

#[test]
fn csv_has_exactly_the_golden_bytes_for_each_preset_and_encoding() {
    for preset in Template::PRESETS {
        for encoding in [Encoding::Utf8, Encoding::Utf8Bom, Encoding::Gbk, Encoding::Utf16Le] {
            let template = Template::preset(preset).unwrap().with_encoding(encoding);
            check_golden(&template, &format!("relation/{preset}.{encoding}.csv"));
        }
    }
}

#[test]
fn the_users_template_decides_over_encoding_and_separator() {
    let check = |template: &str, golden: &str| {
        check_golden(&Template::load(&data(template)).unwrap(), golden);
    };
    check("templates/platform-zh.csv", "relation/quectel-zh.utf-8.csv");
    check("templates/platform-zh.xlsx", "relation/quectel-zh.utf-8.csv");
    check("templates/platform-zh-bom.csv", "relation/quectel-zh.utf-8-bom.csv");
    check("templates/platform-zh-gbk.csv", "relation/quectel-zh.gbk.csv");
    check("templates/platform-zh-utf16.csv", "relation/platform-zh-utf16.csv");
    check("templates/platform-en.csv", "relation/quectel-en.utf-8.csv");
    check("templates/platform-pk-first.csv", "relation/quectel-zh-pk-first.utf-8.csv");
}

#[test]
fn a_spreadsheet_holds_every_key_as_text() {
    for preset in Template::PRESETS {
        let dir = tempfile::tempdir().unwrap();
        let template = Template::preset(preset).unwrap();
        let path = write(dir.path(), &template, Format::Xlsx, &ROWS).unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook(&path).unwrap();
        let range = book.worksheet_range_at(0).unwrap().unwrap();
        let text = |value: &str| if value.is_empty() { Data::Empty } else { Data::String(value.to_owned()) };
        let cells = |row: usize, column: usize| range.get((row, column)).cloned().unwrap_or(Data::Empty);
        for (column, header) in template.header().enumerate() {
            assert_eq!(cells(0, column), text(header));
        }
        for (at, row) in ROWS.iter().enumerate() {
            for (column, value) in template.values(*row).enumerate() {
                assert_eq!(cells(at + 1, column), text(&value), "{preset}, {row:?}");
            }
        }
        let read: Vec<OwnedRow> =
            read_back(&path, &template, Format::Xlsx).unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(read, owned(&ROWS));
    }
}

#[test]
fn the_same_rows_at_the_same_time_are_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    for format in [Format::Csv, Format::Xlsx] {
        let template = Template::preset("quectel-zh").unwrap();
        let first = write(dir.path(), &template, format, &ROWS).unwrap();
        let second = write(dir.path(), &template, format, &ROWS).unwrap();
        assert!(second.file_stem().unwrap() == "relation-2", "a file that is there is never replaced");
        assert!(std::fs::read(&first).unwrap() == std::fs::read(&second).unwrap(), "{first:?}");
    }
    assert_eq!(names(dir.path()), ["relation-2.csv", "relation-2.xlsx", "relation.csv", "relation.xlsx"]);
}

fn check_refused(template: &Template, rows: &[Row<'_>], words: &str) {
    for format in [Format::Csv, Format::Xlsx] {
        // A spreadsheet has its own encoding, and no trouble with any character.
        if format == Format::Xlsx && words.contains("gbk") {
            continue;
        }
        let dir = tempfile::tempdir().unwrap();
        let error = write(dir.path(), template, format, rows).unwrap_err().to_string();
        assert!(error.contains(words), "{error}, not {words}");
        assert_eq!(names(dir.path()), [""; 0], "a refused row leaves nothing");
    }
}

#[test]
fn what_the_platform_would_refuse_is_refused_by_row_and_field() {
    let zh = Template::preset("quectel-zh").unwrap();
    let good = ROWS[0];
    let check = |bad: Row<'_>, words: &str| check_refused(&zh, &[good, bad], words);
    check(Row { dk: "", ..good }, "row 2 (DK ), DK (DeviceKey): it is empty");
    check(Row { pk: "", ..good }, "PK (ProductKey): it is empty");
    check(Row { sn: "", ..good }, "row 2 (DK 863950069494278), SN: it is empty");
    check(Row { pk: "p11SF2", ..good }, "this file is for product p11sf2");
    check(
        Row { name: &"名".repeat(255), ..good },
        "device name: it has 255 characters, the platform takes 254",
    );
    check(Row { name: "a\tb", ..good }, "device name: it holds the control character U+0009");
    check(Row { name: "a\r\nb", ..good }, "control character U+000D");
    check(Row { sn: "VDR\u{1d}1", ..good }, "SN: it holds the control character U+001D");
    check(Row { name: "\u{FFFF}", ..good }, "control character U+FFFF");
    let gbk = zh.clone().with_encoding(Encoding::Gbk);
    let smile = Row { name: "电表😀", ..good };
    check_refused(&gbk, &[good, smile], "row 2 (DK 863950069494278), device name: gbk has no '😀'");
    let header = Template::from_bytes("t.csv", "DK,PK,SN,🏭\n".as_bytes()).unwrap();
    check_refused(&header.with_encoding(Encoding::Gbk), &[good], "unknown column: gbk has no '🏭'");
    let named = Template::from_bytes("t.csv", b"DK,PK,SN,*Name\n").unwrap();
    check_refused(&named, &[good], "row 1 (DK 863950069494278), device name: it is empty");
}

#[test]
fn a_name_of_254_characters_is_taken() {
    let dir = tempfile::tempdir().unwrap();
    let name = "名".repeat(254);
    let rows = [Row { name: &name, ..ROWS[0] }];
    let template = Template::preset("quectel-zh").unwrap();
    for format in [Format::Csv, Format::Xlsx] {
        let path = write(dir.path(), &template, format, &rows).unwrap();
        let read: Vec<_> = read_back(&path, &template, format).unwrap().map(Result::unwrap).collect();
        assert_eq!(read, owned(&rows));
    }
}

fn check_read(content: &[u8], template: &Template, words: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("relation.csv");
    std::fs::write(&path, content).unwrap();
    let read = read_back(&path, template, Format::Csv).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let error = read.unwrap_err().to_string();
    assert!(error.contains(words), "{error}, not {words}");
}

#[test]
fn reading_back_names_file_and_line_of_what_is_wrong() {
    let zh = Template::preset("quectel-zh").unwrap();
    let head = "*设备DeviceKey,*产品ProductKey,设备SN,设备名称,证书指纹\r\n";
    let text = |rows: &str| format!("{head}{rows}").into_bytes();
    check_read(&text("1,p,s\r\n"), &zh, "relation.csv, line 2: 3 columns where the template has 5");
    check_read(&text("1,p,s,,\r\n2,p,s,,ab\r\n"), &zh, "relation.csv, line 3: column 5 holds ab");
    check_read(&text("1,p,s,\u{1F600},\r\n")[..head.len() + 8], &zh, "cannot be read as CSV");
    check_read(b"DK,PK\r\n", &zh, "relation.csv, line 1: the header is \"DK|PK\"");
    check_read(b"", &zh, "line 1: the header is \"\"");
    check_read(&text(""), &zh.clone().with_bom(true), "line 1: the byte order mark is not the template's");
    check_read(b"", &zh.clone().with_encoding(Encoding::Utf16Le), "byte order mark");
}

#[test]
fn a_number_in_a_spreadsheet_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("relation.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "DK").unwrap().write_string(0, 1, "PK").unwrap();
    sheet.write_string(0, 2, "SN").unwrap().write_number(1, 0, 863_950_069_494_278_f64).unwrap();
    book.save(&path).unwrap();
    let template = Template::from_bytes("t.csv", b"DK,PK,SN\r\n").unwrap();
    let mut read = read_back(&path, &template, Format::Xlsx).unwrap();
    let error = read.next().unwrap().unwrap_err().to_string();
    assert!(error.contains("relation.xlsx, line 2: column 1 holds Float(863950069494278"), "{error}");
    assert!(read.next().is_none(), "after a fault there is no more");
}
