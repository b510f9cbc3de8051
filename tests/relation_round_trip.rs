//! Whatever a device is called, a file gives it back, or refuses it by name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::DateTime;
use pairing_station::relation::{
    Encoding, Format, OwnedRow, RelationError, RelationWriter, RowFault, Template, read_back,
};
use proptest::prelude::*;

/// Anything, and more often what files trip over.
fn name() -> impl Strategy<Value = String> {
    let awkward = prop::sample::select(vec![
        ",", ";", "\t", "\"", "\"\"", "'", "\n", "\r\n", "=", "+", "@", " ", "\u{3000}", "\u{FEFF}",
        "_x0041_", "_", "<", ">", "&", "&amp;", "]]>", "电表", "，", "€", "\u{E5E5}", "é", "e\u{301}", "😀",
        "\u{2028}", "\u{85}", "#",
    ]);
    let part = prop_oneof![3 => awkward.prop_map(str::to_owned), 1 => any::<String>(), 1 => "[ -~]{0,9}"];
    prop::collection::vec(part, 0..5).prop_map(|parts| parts.concat().chars().take(254).collect())
}

fn rows() -> impl Strategy<Value = Vec<OwnedRow>> {
    let row = ("[0-9]{15,20}", "[0-9A-Za-z]{1,20}", name());
    prop::collection::vec(
        row.prop_map(|(dk, sn, name)| OwnedRow { dk, pk: "p11sf2".into(), sn, name, ..OwnedRow::default() }),
        1..20,
    )
}

fn check(template: &Template, format: Format, rows: &[OwnedRow]) {
    let dir = tempfile::tempdir().unwrap();
    let time = DateTime::parse_from_rfc3339("2026-03-01T17:30:00+08:00").unwrap();
    let mut writer = RelationWriter::create(dir.path(), "relation", template, format, time).unwrap();
    for (at, row) in rows.iter().enumerate() {
        match writer.push(&row.as_row()) {
            Ok(()) => {}
            Err(RelationError::Row { row: number, dk, fault, .. }) => {
                assert_eq!((number, &dk), (at as u64 + 1, &row.dk));
                let known = match fault {
                    RowFault::Control(c) => row.name.chars().any(|other| u32::from(other) == c),
                    RowFault::Formula(c) => "=+-@".contains(c) && row.name.starts_with(c),
                    RowFault::Unencodable { character, .. } => {
                        template.encoding() == Encoding::Gbk && row.name.contains(character)
                    }
                    _ => false,
                };
                assert!(known, "{fault}: {row:?}");
                // Refused rightly: the rest must come back without it.
                let rest = [&rows[..at], &rows[at + 1..]].concat();
                return check(template, format, &rest);
            }
            Err(error) => panic!("{error}"),
        }
    }
    let path = writer.finish().unwrap().path;
    let read: Vec<OwnedRow> = read_back(&path, template, format).unwrap().map(Result::unwrap).collect();
    assert_eq!(read, rows);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn names_come_back_from_a_csv(rows in rows(), encoding in prop::sample::select(Encoding::ALL.to_vec())) {
        for header in ["DK,PK,SN,Name,x\r\n", "Name\tSN\tPK\tDK\n", "PK;Name;DK;SN\r\n"] {
            let template = Template::from_bytes("t", header.as_bytes()).unwrap().with_encoding(encoding);
            check(&template, Format::Csv, &rows);
        }
    }

    #[test]
    fn names_come_back_from_a_spreadsheet(rows in rows()) {
        check(&Template::preset("quectel-zh").unwrap(), Format::Xlsx, &rows);
    }
}
