//! The user's own template, by content: every encoding, every fault.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use pairing_station::relation::{Encoding, Field, LineEnd, Template};
use std::path::{Path, PathBuf};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/templates").join(name)
}

const ZH: [Field; 5] = [Field::Dk, Field::Pk, Field::Sn, Field::Name, Field::Fingerprint];
const PK_FIRST: [Field; 5] = [Field::Pk, Field::Dk, Field::Sn, Field::Name, Field::Fingerprint];

#[test]
fn each_sample_is_read_as_what_it_is() {
    let check = |file: &str, fields: &[Field], encoding: Encoding, delimiter: u8| {
        let template = Template::load(&data(file)).unwrap();
        let found: Vec<Field> = template.columns().iter().map(|column| column.field).collect();
        assert_eq!(found, fields, "{file}");
        assert_eq!((template.encoding(), template.delimiter()), (encoding, delimiter), "{file}");
        assert_eq!((template.name(), template.line_end()), (file, LineEnd::CrLf));
    };
    check("platform-zh.csv", &ZH, Encoding::Utf8, b',');
    check("platform-zh-bom.csv", &ZH, Encoding::Utf8Bom, b',');
    check("platform-zh-gbk.csv", &ZH, Encoding::Gbk, b',');
    check("platform-zh-utf16.csv", &ZH, Encoding::Utf16Le, b'\t');
    check("platform-zh.xlsx", &ZH, Encoding::Utf8, b',');
    check("platform-en.csv", &ZH, Encoding::Utf8, b',');
    check("platform-pk-first.csv", &PK_FIRST, Encoding::Utf8, b',');
}

#[test]
fn a_templates_bytes_are_kept() {
    let check = |text: &str, encoding: Encoding, delimiter: u8, line_end: LineEnd| {
        let mut bytes = encoding.bom().to_vec();
        encoding.encode(text, &mut bytes).unwrap();
        let template = Template::from_bytes("t", &bytes).unwrap();
        assert_eq!(
            (template.encoding(), template.delimiter(), template.line_end()),
            (encoding, delimiter, line_end),
            "{text:?}"
        );
    };
    check("DK,PK,SN", Encoding::Utf8, b',', LineEnd::CrLf);
    check("DK,PK,SN\n1,2,3\n", Encoding::Utf8, b',', LineEnd::Lf);
    check("DK;PK;SN;甲,乙\r\n", Encoding::Utf8Bom, b';', LineEnd::CrLf);
    check("\"设备SN\"\t\"DK\"\t\"PK\"\t\"a,b,c,d\"\n", Encoding::Utf16Be, b'\t', LineEnd::Lf);
    check("设备SN,DK,PK\r\n示例,1,2\r\n", Encoding::Gbk, b',', LineEnd::CrLf);
}

#[test]
fn columns_the_station_does_not_know_are_kept_and_left_empty() {
    let template = Template::from_bytes("t", "批次,SN,*PK,*DK,备注\n".as_bytes()).unwrap();
    let row = pairing_station::relation::Row::new("d", "p", "s", "n");
    assert_eq!(template.header().collect::<Vec<_>>(), ["批次", "SN", "*PK", "*DK", "备注"]);
    assert_eq!(template.values(row).collect::<Vec<_>>(), ["", "s", "p", "d", ""]);
}

fn check_fault(bytes: &[u8], words: &str) {
    let error = Template::from_bytes("t.csv", bytes).unwrap_err().to_string();
    assert!(error.starts_with("template t.csv, line ") && error.contains(words), "{error}, not {words}");
}

#[test]
fn every_fault_is_named_with_its_line() {
    check_fault(b"", "line 1: there is no header");
    check_fault(b"\r\n\r\n", "there is no header");
    check_fault(b" , ,\r\nDK,PK,SN\r\n", "line 1: there is no header");
    check_fault(b"\n\nDK,SN\n", "line 3: no column for the PK (ProductKey) among DK, SN");
    check_fault(b"863950069494278,p11sf2,VDR1\n", "line 1: no column for the DK (DeviceKey)");
    check_fault(b"DK,PK,SN,imei\n", "line 1: column 4 (imei) is the DK (DeviceKey) again, as column 1 is");
    check_fault(b"DK,PK,SN,*Batch\n", "line 1: column 4 (*Batch) is required");
    check_fault(b"\xFF\xFF\xFF", "neither UTF-8, UTF-16");
    check_fault(b"D\0K\0,\0", "neither UTF-8, UTF-16");
    check_fault(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "old .xls spreadsheet");
    check_fault(b"PK\x03\x04 and no more", "cannot be read as XLSX");
    check_fault("x,".repeat(100).as_bytes(), "more than 64 columns");
    check_fault(&vec![b' '; 5 << 20], "a template has at most 4194304");
    let sample = std::fs::read(data("unknown-required.csv")).unwrap();
    check_fault(&sample, "line 1: column 4 (*生产批次) is required");
}

#[test]
fn a_spreadsheets_faults_are_named_with_their_row() {
    let sheet = |rows: &[(u32, &[&str])]| {
        let mut book = rust_xlsxwriter::Workbook::new();
        // The header may stand on the second sheet, behind a cover that is empty.
        book.add_worksheet();
        let sheet = book.add_worksheet();
        for (row, cells) in rows {
            for (column, cell) in (0..).zip(*cells) {
                sheet.write_string(*row, column, *cell).unwrap();
            }
        }
        book.save_to_buffer().unwrap()
    };
    check_fault(&sheet(&[]), "line 1: there is no header");
    check_fault(&sheet(&[(2, &["DK", "SN"])]), "line 3: no column for the PK");
    check_fault(&sheet(&[(0, &["DK", "PK", "SN", "", "*x"])]), "line 1: column 5 (*x) is required");
    let template =
        Template::from_bytes("t.xlsx", &sheet(&[(0, &["SN", "", "DK", "PK"]), (1, &["1"])])).unwrap();
    assert_eq!(template.header().collect::<Vec<_>>(), ["SN", "", "DK", "PK"]);
}

#[test]
fn open_takes_a_preset_or_a_file() {
    let file = data("platform-en.csv");
    assert_eq!(Template::open("legacy-tool").unwrap().name(), "legacy-tool");
    assert_eq!(Template::open(file.to_str().unwrap()).unwrap().name(), "platform-en.csv");
    let error = Template::open("nowhere.csv").unwrap_err().to_string();
    assert!(error.contains("nowhere.csv") && error.contains("quectel-zh-pk-first"), "{error}");
    let error = Template::load(&data("")).unwrap_err().to_string();
    assert!(error.contains("cannot read the template"), "{error}");
}
