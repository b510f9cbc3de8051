//! Files that users bring: any bytes give a value or an error that names the file, in bounded memory.

use std::collections::BTreeSet;
use std::io::{Cursor, Write as _};
use std::path::Path;

use pairing_station::intake::{IntakeError, Source, read_history};
use pairing_station::order::{DkKind, Order};
use pairing_station::relation::{self, Blank, Row, Template};
use pairing_station::scan;
use pairing_station::station::Settings;

/// Longest input that is looked at: what is longer only takes longer.
const MOST: usize = 64 * 1024;

/// How an order's rules are tried once it was taken.
const CODES: [&[u8]; 4] = [
    b"863950069494278",
    b"pk=p11sf2&sn=VDR7098612099028&v=1",
    b"ABCPK=p11sf2+SN=VDR1ABC",
    b"863950069494278;D1Q20GM050038341P;\xe7\xa7\xbb",
];

/// The reader of templates: CSV or XLSX in any encoding. What it takes has a bounded header; filled, it is
/// kept whole as a recipe, and a file written from it begins with that header.
pub fn template(input: &[u8]) {
    let input = &input[..input.len().min(MOST)];
    let blank = match Blank::read("t.csv", input) {
        Ok(blank) => blank,
        Err(error) => return assert!(error.to_string().starts_with("template t.csv, line "), "{error}"),
    };
    let header: Vec<String> = blank.found().header().map(str::to_owned).collect();
    assert!(header.len() <= 64, "{} columns", header.len());
    let open = blank.found().columns().iter().filter(|column| column.required && column.is_open());
    let fills: Vec<_> = open.map(|column| (column.header.clone(), "A7-{date}".to_owned())).collect();
    let Ok(template) = blank.fill(&fills) else { return };
    let json = serde_json::to_string(&template).unwrap();
    assert_eq!(serde_json::from_str::<Template>(&json).unwrap(), template, "the recipe is another template");
    let row = Row::new("863950069494278", "p11sf2", "VDR7098612099028", "电表 1");
    let Ok(written) = relation::render(&template, &[row]) else { return };
    let again = Blank::read("again.csv", &written).unwrap();
    assert_eq!(again.found().header().collect::<Vec<_>>(), header, "its own header, read otherwise");
}

/// The work order: what it takes is written and read again the same, and its rules take any code.
pub fn order(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(&input[..input.len().min(MOST)]) else { return };
    let order = match Order::parse(text) {
        Ok(order) => order,
        Err(error) => {
            assert!(error.line >= 1 && error.column >= 1, "{error:?}");
            assert!(error.to_string().len() <= 8 * text.len() + 4096, "an error longer than its cause");
            return;
        }
    };
    let written = order.to_toml();
    assert!(written.len() <= 8 * text.len() + 4096, "an order longer than its file");
    assert_eq!(Order::parse(&written).as_ref(), Ok(&order), "{written}");
    assert_eq!(Order::parse_kept(&written).as_ref(), Ok(&order), "{written}");
    assert_eq!(order.first_difference(&order), None);
    for code in CODES.into_iter().chain([text.as_bytes()]) {
        assert_eq!(scan::read(code, Some(&order)), scan::read(code, Some(&order)));
    }
}

/// The SN package. Bit 0 of the first byte: what follows is a zip as it is, or files to be packed into one;
/// see [`packed`].
pub fn package(input: &[u8]) {
    let [form, rest @ ..] = &input[..input.len().min(MOST)] else { return };
    let bytes = if form & 1 == 0 { rest.to_vec() } else { packed(rest) };
    let list = match Source::of("p.zip", bytes).sns(&|_, _| true) {
        Ok(list) => list,
        Err(error) => return named(&error, "p.zip"),
    };
    let sns: BTreeSet<&str> = list.rows.iter().map(|row| row.sn.as_str()).collect();
    assert_eq!(sns.len(), list.rows.len(), "an SN twice");
    assert!(sns.iter().all(|sn| is_sn(sn)), "{sns:?}");
}

/// A zip of what these bytes say: for each file its kind, its length by 16 (of a picture: by 64), its content.
/// A picture's content are its pixels.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let mut rest = bytes;
    for number in 0..16 {
        let [kind, length, content @ ..] = rest else { break };
        let unit = if *kind % 8 < 4 { 16 } else { 64 };
        let (content, after) = content.split_at((usize::from(*length) * unit).min(content.len()));
        rest = after;
        let (name, content) = match kind % 8 {
            0 => (format!("SN_{number}.csv"), content.to_vec()),
            1 => (format!("设备SN_{number}.txt"), content.to_vec()),
            2 => (format!("{}.csv", content.escape_ascii()), content.to_vec()),
            3 => (format!("{number}.png"), content.to_vec()),
            _ => (format!("VDR{number}.png"), png(content, *kind)),
        };
        if zip.start_file(name, options).is_ok() {
            zip.write_all(&content).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

/// A picture of these pixels, each a byte or a bit; `kind` chooses which, and how wide it is.
fn png(pixels: &[u8], kind: u8) -> Vec<u8> {
    let width = [21_u32, 29, 64, 128][usize::from(kind >> 6)];
    let pixels: Vec<u8> = match kind & 8 {
        0 => pixels.to_vec(),
        _ => pixels.iter().flat_map(|byte| (0..8).map(move |bit| 255 * (byte >> bit & 1))).collect(),
    };
    let height = (pixels.len() as u32 / width).max(1);
    let mut picture = image::GrayImage::new(width, height);
    picture.pixels_mut().zip(&pixels).for_each(|(pixel, grey)| pixel.0 = [*grey]);
    let scale = 1 + u32::from(kind >> 4 & 3);
    let picture = image::imageops::resize(
        &picture,
        width * scale,
        height * scale,
        image::imageops::FilterType::Nearest,
    );
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

/// Lists of SNs, of modules and of people, and the platform's list of refused rows; the first byte says
/// which.
pub fn lists(input: &[u8]) {
    let [which, rest @ ..] = &input[..input.len().min(MOST)] else { return };
    let source = Source::of("list.csv", rest.to_vec());
    let cells = rest.len() + 1;
    let failed = match which % 4 {
        0 => source.sns(&|_, _| true).map(|list| {
            assert!(list.rows.iter().all(|row| is_sn(&row.sn)), "{:?}", list.rows);
            assert_eq!(list.rows.len() + list.faulty.len(), list.total as usize);
        }),
        1 => {
            let order = Order::default_for("WO1", "p11sf2");
            source.dks(&order, &|_, _| true).map(|list| {
                assert!(list.rows.iter().all(|(_, dk)| dk.len() == 15), "{:?}", list.rows);
                assert_eq!(list.rows.len() + list.faulty.len(), list.total as usize);
            })
        }
        2 => source.people().map(|people| assert!(people.len() <= cells)),
        _ => source
            .answer(&|key| key.len() == 15)
            .map(|list| assert!(list.rows.iter().all(|row| row.line >= 1))),
    };
    if let Err(error) = failed {
        named(&error, "list.csv");
    }
}

/// The old tool's data. The first byte says what a DK is, and whether what follows is a file as it is, or
/// SQL that makes one: see [`made_by_sql`].
pub fn history(input: &[u8]) {
    let [form, rest @ ..] = &input[..input.len().min(MOST)] else { return };
    let kind = [DkKind::Imei, DkKind::Mac, DkKind::Text][usize::from(form % 3)];
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("old.db");
    if *form < 128 {
        std::fs::write(&path, rest).unwrap();
    } else if !made_by_sql(&path, rest) {
        return;
    }
    let history = match read_history(&path, kind) {
        Ok(history) => history,
        Err(error) => return named(&error, "old.db"),
    };
    let good: Vec<usize> = history.good().collect();
    let faulty: BTreeSet<usize> = history.faulty.iter().map(|fault| fault.row).collect();
    assert_eq!(good.len() + faulty.len(), history.len());
    let (mut dks, mut sns) = (BTreeSet::new(), BTreeSet::new());
    for at in 0..history.len() {
        let (row, cells) = (history.row(at), history.cells(at).map(str::len).sum::<usize>());
        assert!(cells <= 1 << 20, "a row of {cells} bytes");
        if faulty.contains(&at) {
            continue;
        }
        assert!(row.pk.len() == 6 && is_sn(row.sn) && !row.dk.is_empty(), "{row:?}");
        assert!(dks.insert(row.dk) && sns.insert(row.sn), "taken twice: {row:?}");
    }
    assert!(history.header().count() >= 1);
}

/// A database as somebody who means harm may make one: tables, views, triggers, whatever this SQL says. It
/// is stopped after some work, and reaches no other file.
fn made_by_sql(path: &Path, sql: &[u8]) -> bool {
    use rusqlite::hooks::{AuthAction, Authorization};
    let Ok(sql) = std::str::from_utf8(sql) else { return false };
    let mut conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF; PRAGMA max_page_count=64").unwrap();
    conn.authorizer(Some(|context: rusqlite::hooks::AuthContext<'_>| match context.action {
        AuthAction::Attach { .. } | AuthAction::Pragma { .. } => Authorization::Deny,
        _ => Authorization::Allow,
    }))
    .unwrap();
    let mut work = 0;
    conn.progress_handler(
        1000,
        Some(move || {
            work += 1;
            work > 200
        }),
    )
    .unwrap();
    // What it did until it failed is a file, too.
    drop(conn.execute_batch(sql));
    true
}

/// The settings: what is taken is written and read again the same.
pub fn settings(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(&input[..input.len().min(MOST)]) else { return };
    let settings = match Settings::parse(Path::new("settings.toml"), text) {
        Ok(settings) => settings,
        Err(error) => return assert!(error.to_string().starts_with("settings.toml, line "), "{error}"),
    };
    let dir = tempfile::tempdir().unwrap();
    settings.save(dir.path()).unwrap();
    assert_eq!(Settings::load(dir.path()).unwrap(), settings, "{text:?}");
}

/// An error says which file it is about.
fn named(error: &IntakeError, file: &str) {
    assert!(error.to_string().starts_with(file), "{error}");
}

/// 1 to 64 of `[0-9A-Za-z]`.
fn is_sn(sn: &str) -> bool {
    (1..=64).contains(&sn.len()) && sn.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
