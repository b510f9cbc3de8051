//! What could be let in, and what could get out: rights to files, sizes, terminals, networks. The real program,
//! and the readers of files that users bring.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(target_os = "linux")]
#[path = "window/sockets.rs"]
mod sockets;

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use pairing_station::intake::{MAX_BYTES, Source, read_history};
use pairing_station::order::{DkKind, Order};
use pairing_station::relation::bounded::{MAX_NOTE, MAX_RECORD};
use pairing_station::relation::{Blank, Manifest, template_bytes};
use pairing_station::scanner::recording;
use pairing_station::station::Settings;

const ORDER: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\n";

fn program(data: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_pairing-station"));
    program.arg("--data").arg(data).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    program
}

fn run(data: &Path, args: &[&str]) -> Output {
    program(data).args(args).output().unwrap()
}

/// A file with so many bytes, and no room taken for them.
fn of_size(dir: &Path, name: &str, bytes: u64) -> std::path::PathBuf {
    let path = dir.join(name);
    std::fs::File::create(&path).unwrap().set_len(bytes).unwrap();
    path
}

#[cfg(unix)]
#[test]
fn what_the_station_keeps_is_its_owners_alone_and_what_it_hands_over_is_not() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let set = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (data, order, out) = (dir.path().join("data"), dir.path().join("order.toml"), dir.path().join("out"));
    std::fs::write(&order, ORDER).unwrap();
    let order = order.to_string_lossy().into_owned();
    // Made by the program; then as an older version may have left it, or somebody who unpacked a copy.
    for round in 0..2 {
        if round == 1 {
            std::fs::create_dir(data.join("logs")).unwrap();
            std::fs::write(data.join("logs/station.2026-01-01.log"), "x").unwrap();
            for entry in std::fs::read_dir(&data).unwrap().flatten() {
                set(&entry.path(), if entry.path().is_dir() { 0o777 } else { 0o666 });
            }
            set(&data, 0o777);
        }
        let added = run(&data, &["order", "add", &order]);
        assert!(added.status.success(), "{added:?}");
        assert_eq!(mode(&data), 0o700, "round {round}");
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&data).unwrap().flatten() {
            assert_eq!(mode(&entry.path()) & 0o077, 0, "{:?} in round {round}", entry.file_name());
            names.push(entry.file_name());
        }
        assert!(names.len() >= 2, "{names:?}");
    }
    assert_eq!(mode(&data.join("logs/station.2026-01-01.log")), 0o600);

    let scans = dir.path().join("scans.txt");
    std::fs::write(&scans, "863950069494278\npk=p11sf2&sn=VDR7098612099028&v=1\n").unwrap();
    let replayed = run(&data, &["replay", &scans.to_string_lossy(), "--order", &order]);
    assert!(replayed.status.success(), "{replayed:?}");
    let exported = run(&data, &["export", "--out", &out.to_string_lossy()]);
    assert!(exported.status.success(), "{exported:?}");
    // As any other program's files: the umask decides.
    let other = dir.path().join("other");
    std::fs::write(&other, "").unwrap();
    let files: Vec<_> = std::fs::read_dir(&out).unwrap().flatten().map(|entry| entry.path()).collect();
    assert!(files.iter().any(|file| file.extension().is_some_and(|end| end == "csv")), "{files:?}");
    files.iter().for_each(|file| assert_eq!(mode(file), mode(&other), "{}", file.display()));
}

#[test]
fn a_file_of_one_byte_more_than_its_limit_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let check = |what: &str, error: String, words: &str| assert!(error.contains(words), "{what}: {error}");

    let settings = dir.path().join("settings.toml");
    std::fs::write(&settings, vec![b'#'; MAX_NOTE as usize + 1]).unwrap();
    check("settings", Settings::load(dir.path()).unwrap_err().to_string(), "more than 1048576 bytes");
    std::fs::write(&settings, vec![b'#'; MAX_NOTE as usize]).unwrap();
    assert_eq!(Settings::load(dir.path()).unwrap(), Settings::default());
    std::fs::remove_file(&settings).unwrap();

    let order = dir.path().join("order.toml");
    let mut text = ORDER.as_bytes().to_vec();
    text.resize(MAX_NOTE as usize + 1, b'#');
    std::fs::write(&order, &text).unwrap();
    let added = run(&dir.path().join("data"), &["order", "add", &order.to_string_lossy()]);
    assert_eq!(added.status.code(), Some(2), "{added:?}");
    check("order", String::from_utf8(added.stderr).unwrap(), "more than 1048576 bytes");

    let template = of_size(dir.path(), "t.csv", 4 * 1024 * 1024 + 1);
    let bytes = template_bytes(&template).unwrap();
    check(
        "template",
        Blank::read("t.csv", &bytes).unwrap_err().to_string(),
        "a template has at most 4194304",
    );

    let list = of_size(dir.path(), "list.csv", MAX_BYTES + 1);
    check("list", Source::read(&list).unwrap_err().to_string(), "larger than 256 MB");
    check("history", read_history(&list, DkKind::Imei).unwrap_err().to_string(), "larger than 256 MB");

    let manifest = of_size(dir.path(), "m.json", MAX_RECORD + 1);
    check("manifest", Manifest::read(&manifest).unwrap_err().to_string(), "more than 67108864 bytes");
}

#[test]
fn tables_without_end_are_refused_before_they_fill_the_memory() {
    let check = |what: &str, bytes: Vec<u8>, words: &str| {
        let error = Source::of("list", bytes).sns(&|_, _| true).unwrap_err().to_string();
        assert!(error.starts_with("list") && error.contains(words), "{what}: {error}");
    };
    // Each byte a cell: a hundred times the file's size as a table.
    check("cells", b"a,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n".repeat(400_000), "cells");
    check("rows", b"a\n".repeat(5_000_001), "rows");
}

/// A workbook of one sheet with these rows.
fn workbook(shared: &str, rows: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{relations}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    for (name, text) in [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{main}\" {shared}<si><t>SN</t></si></sst>")),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_that_asks_for_more_memory_than_there_is_is_refused() {
    let cell = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let good = format!("<row r=\"1\">{}</row><row r=\"2\">{}</row>", cell("A1", "SN"), cell("A2", "VDR1"));
    let list = |bytes: Vec<u8>| Source::of("list.xlsx", bytes).sns(&|_, _| true);
    let template = |bytes: &[u8]| Blank::read("t.xlsx", bytes).unwrap_err().to_string();

    let found = list(workbook("uniqueCount=\"1\">", &good)).unwrap();
    assert_eq!(found.rows.len(), 1);

    // One cell in the first corner and one in the last: a table of seventeen thousand million.
    let corners = format!(
        "<row r=\"1\">{}</row><row r=\"1048576\">{}</row>",
        cell("A1", "SN"),
        cell("XFD1048576", "VDR1")
    );
    assert_eq!(list(workbook(">", &corners)).unwrap().rows.len(), 0);

    for count in ["99999999999", "18446744073709551615", "99999999999999999999999"] {
        for shared in [format!("uniqueCount=\"{count}\">"), format!("uniqueCount = '{count}' count=\"1\">")] {
            let bytes = workbook(&shared, &good);
            let error = list(bytes.clone()).unwrap_err().to_string();
            assert!(error.contains("shares") && error.contains(count), "{error}");
            assert!(template(&bytes).contains("shares"));
        }
    }

    // A few kilobytes that unpack to more than any template, or any list.
    let blanks = " ".repeat(1024 * 1024);
    let bomb = workbook(">", &blanks.repeat(65));
    assert!(bomb.len() < 1024 * 1024, "{} bytes", bomb.len());
    assert!(template(&bomb).contains("unpacks to more than 64 MB"), "{}", template(&bomb));
    let error = list(workbook(">", &blanks.repeat(257))).unwrap_err().to_string();
    assert!(error.contains("unpacks to more than 256 MB"), "{error}");

    // One long text, shared by as many cells as there are bytes.
    let long = "x".repeat(1 << 20);
    let cells: String =
        (1..400).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>1</v></c></row>")).collect();
    let error = list(workbook(
        &format!("uniqueCount=\"2\"><si><t>{long}</t></si>"),
        &cells.replace("<v>1</v>", "<v>0</v>"),
    ));
    let error = error.unwrap_err().to_string();
    assert!(error.contains("MB of text"), "{error}");
}

#[test]
fn a_package_of_many_lists_or_huge_pictures_is_bounded() {
    let zip = |files: &[(String, Vec<u8>)]| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let list = |n: usize| (format!("{n}.csv"), b"SN\nVDR7098612099028\n".to_vec());
    let read = |files: &[(String, Vec<u8>)]| Source::of("p.zip", zip(files)).sns(&|_, _| true);
    assert_eq!(read(&(0..16).map(list).collect::<Vec<_>>()).unwrap().rows.len(), 1);
    let error = read(&(0..17).map(list).collect::<Vec<_>>()).unwrap_err().to_string();
    assert!(error.contains("more than 16 lists"), "{error}");
    // Side by side: a picture that is too wide is a fault of its own, and the list stays.
    let mut wide = Cursor::new(Vec::new());
    image::GrayImage::new(4097, 1).write_to(&mut wide, image::ImageFormat::Png).unwrap();
    let found = read(&[list(1), ("VDR1.png".to_owned(), wide.into_inner())]).unwrap();
    assert!(found.faulty.iter().any(|fault| fault.reason == "image_unreadable"), "{:?}", found.faulty);
}

#[test]
fn a_recording_without_an_end_is_refused() {
    let line = "{\"at\":\"2026-11-22T08:15:00Z\",\"source\":\"g\",\"hex\":\"31\"}";
    let padded = format!("{line}{}\n", " ".repeat(1_000_000));
    let whole = padded.repeat(270);
    let error = recording::read("day.jsonl", whole.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("more than 256 MB"), "{error}");
}

#[test]
fn no_terminal_obeys_what_a_file_says() {
    const EVIL: &str = "\u{1b}]0;owned\u{7}\u{1b}[31m\u{9b}2J\u{202e}drow\u{200b}";
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let obeyed = |text: &str| {
        text.chars()
            .find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202e}' | '\u{200b}'))
    };
    let order = dir.path().join("order.toml");
    std::fs::write(&order, format!("{ORDER}device_name = '''{EVIL}'''\n")).unwrap();
    let scans = dir.path().join("scans.txt");
    std::fs::write(&scans, format!("{EVIL}\npk=p11sf2&sn={EVIL}&v=1\n")).unwrap();
    let list = dir.path().join("list.csv");
    std::fs::write(&list, format!("SN,PK\n{EVIL},p11sf2\n")).unwrap();
    let good = dir.path().join("good.toml");
    std::fs::write(&good, ORDER).unwrap();
    let path = |path: &Path| path.to_string_lossy().into_owned();
    let named = dir.path().join(format!("{EVIL}.toml"));
    std::fs::write(&named, "x = ").unwrap();
    for args in [
        vec!["order", "add", &path(&order)],
        vec!["order", "add", &path(&named)],
        vec!["order", "add", &path(&good)],
        vec!["replay", &path(&scans), "--order", &path(&good)],
        vec!["replay", &path(&scans), "--order", &path(&good), "--json"],
        vec!["import", "sn", &path(&list)],
        vec!["import", "sn", &path(&list), "--json"],
        vec!["import", "history", &path(&list)],
        vec!["template", "show", EVIL],
        vec!["log", "--out", "-"],
    ] {
        let Output { stdout, stderr, .. } = run(&data, &args);
        for (name, bytes) in [("stdout", stdout), ("stderr", stderr)] {
            // A CSV's lines end as those of Windows do.
            let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
            assert_eq!(obeyed(&text), None, "{args:?}, {name}: {text:?}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_command_listens_on_no_network() {
    use std::io::BufRead as _;
    let dir = tempfile::tempdir().unwrap();
    let order = dir.path().join("order.toml");
    std::fs::write(&order, ORDER).unwrap();
    let mut replay = program(&dir.path().join("data"))
        .args(["replay", "-", "--json", "--order"])
        .arg(&order)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut scans = replay.stdin.take().unwrap();
    writeln!(scans, "863950069494278").unwrap();
    let mut said = std::io::BufReader::new(replay.stdout.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.contains("\"module\""), "{line}");
    // In the middle of its work, with its ledger open.
    assert_eq!(sockets::listening(replay.id()).1, Vec::<String>::new());
    drop(scans);
    assert!(replay.wait().unwrap().success());
    assert!(Order::parse(ORDER).is_ok());
}
