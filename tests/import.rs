//! `import sn | dk` and `labels` as another program uses them: what is taken, known, used and faulty; that
//! an order which binds to a list then takes just these; that new SNs are issued once, and their codes read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use image::{GrayImage, ImageFormat, Luma};
use pairing_station::labels::Qr;
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ORDER: &str =
    "name = \"WO1\"\nproduct_key = \"p11sf2\"\nissued_sn_only = true\nallowed_dk_only = true\n";

struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Bench {
        let bench = Bench(tempfile::tempdir().unwrap());
        bench.write("order.toml", ORDER.as_bytes());
        assert_eq!(bench.run(&["order", "add", "order.toml"]).0, 0);
        bench
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let data = self.0.path().join("data");
        let out = Command::new(env!("CARGO_BIN_EXE_pairing-station"))
            .current_dir(self.0.path())
            .arg("--data")
            .arg(data)
            .args(args)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
    }

    /// Rows, taken, known, used; and the faults as `line[:column] file reason`. Each says what was expected.
    #[track_caller]
    fn check(&self, args: &[&str], exit: i32, counts: [u64; 4], faulty: &[&str]) {
        let (code, stdout, stderr) = self.run(&[args, &["--json"]].concat());
        assert_eq!(code, exit, "{args:?}: {stdout}{stderr}");
        let last: Value = serde_json::from_str(stdout.lines().last().unwrap()).unwrap();
        let summary = &last["summary"];
        let found = ["rows", "taken", "known", "used"].map(|key| summary[key].as_u64().unwrap());
        let faults: Vec<String> = summary["faulty"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| {
                let file = fault["file"].as_str().unwrap_or("-");
                let column = fault["column"].as_u64().map_or(String::new(), |column| format!(":{column}"));
                assert!(fault["value"].is_string() && !fault["expected"].as_str().unwrap().is_empty());
                format!("{}{column} {file} {}", fault["line"], fault["reason"].as_str().unwrap())
            })
            .collect();
        assert_eq!(
            (found, faults.iter().map(String::as_str).collect::<Vec<_>>()),
            (counts, faulty.to_vec()),
            "{args:?}"
        );
    }

    #[track_caller]
    fn refused(&self, args: &[&str], words: &str) {
        let (code, stdout, stderr) = self.run(args);
        assert_eq!((code, stdout.as_str()), (2, ""), "{args:?}: {stderr}");
        assert!(stderr.contains(words), "{args:?}: {stderr}");
    }
}

fn png(text: &str) -> Vec<u8> {
    let qr = Qr::encode(text).unwrap();
    let side = 4 * qr.side_with_quiet_zone() as u32;
    let dark = |at: u32| (at as usize / 4).wrapping_sub(Qr::QUIET);
    let image =
        GrayImage::from_fn(side, side, |x, y| Luma([if qr.is_dark(dark(x), dark(y)) { 0 } else { 255 }]));
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

fn qr(sn: &str) -> Vec<u8> {
    png(&format!("pk=p11sf2&sn={sn}&v=1"))
}

fn package(path: &Path, files: &[(&str, Vec<u8>)]) {
    let mut zip = ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

#[test]
fn lists_are_taken_once_and_bind_their_order() {
    let bench = Bench::new();
    bench.write(
        "sn.csv",
        "SN,ProductKey\r\nVDR70986120,p11sf2\r\nVDR70986121,p11sf2\r\nVDR-1,p11sf2\r\n".as_bytes(),
    );
    bench.write("dk.txt", b"863950069494278\n863950061408912\n863950069494279\n");
    bench.check(&["import", "sn", "sn.csv", "--dry-run"], 1, [3, 2, 0, 0], &["4:1 - sn_format"]);
    bench.check(&["import", "sn", "sn.csv"], 1, [3, 2, 0, 0], &["4:1 - sn_format"]);
    bench.check(&["import", "sn", "sn.csv"], 1, [3, 0, 2, 0], &["4:1 - sn_format"]);
    bench.check(&["import", "dk", "dk.txt"], 1, [3, 2, 0, 0], &["3:1 - imei_check_digit"]);

    let scans = "863950069494278\npk=p11sf2&sn=VDR70986120&v=1\n863950065195010\npk=p11sf2&sn=VDR99&v=1\n";
    bench.write("scans.txt", scans.as_bytes());
    let (code, stdout, stderr) = bench.run(&["replay", "scans.txt", "--auto-ack", "--json"]);
    assert_eq!(code, 0, "{stderr}");
    let lines: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[1]["verdict"], "paired");
    assert_eq!(
        (&lines[2]["reason"], &lines[3]["reason"]),
        (&"dk_not_allowed".into(), &"sn_not_issued".into())
    );
    bench.check(&["import", "sn", "sn.csv"], 1, [3, 0, 2, 1], &["4:1 - sn_format"]);
    assert_eq!(bench.run(&["check"]).0, 0);
}

#[test]
fn the_product_is_the_files_own_or_the_orders() {
    let bench = Bench::new();
    bench.write("bare.txt", b"VDR7098612099028\nVDR7098612099029\n");
    bench.check(&["import", "sn", "bare.txt"], 0, [2, 2, 0, 0], &[]);
    bench.write("mixed.csv", b"SN,PK\nVDR70986131,p11sf2\nVDR70986132,p22222\n");
    bench.check(&["import", "sn", "mixed.csv", "--pk", "p11sf2"], 1, [2, 1, 0, 0], &["3:2 - wrong_product"]);
    bench.check(&["import", "sn", "mixed.csv"], 0, [2, 1, 1, 0], &[]);
    assert_eq!(bench.run(&["order", "close", "WO1"]).0, 0);
    bench.refused(&["import", "sn", "bare.txt"], "names no product");
    bench.refused(&["import", "dk", "bare.txt"], "no order is open");
}

#[test]
fn a_package_is_its_list_and_its_images() {
    let bench = Bench::new();
    let path = bench.0.path().join("package.zip");
    let list =
        b"SN,ProductKey\r\nVDR70986120,p11sf2\r\nVDR70986121,p11sf2\r\nVDR70986122,p11sf2\r\n".to_vec();
    let good = vec![
        ("设备/SN.csv", list.clone()),
        ("设备/VDR70986120.png", qr("VDR70986120")),
        ("设备/VDR70986121.png", qr("VDR70986121")),
        ("设备/VDR70986122.png", qr("VDR70986122")),
    ];
    package(&path, &good);
    bench.check(&["import", "sn", "package.zip", "--dry-run"], 0, [3, 3, 0, 0], &[]);
    package(&path, &good[1..]);
    bench.check(&["import", "sn", "package.zip", "--dry-run"], 0, [3, 3, 0, 0], &[]);
    package(
        &path,
        &[
            ("SN.csv", list),
            ("VDR70986120.png", qr("VDR70986120")),
            ("VDR70986121.png", qr("VDR70986129")),
            ("VDR70986122.png", b"no picture".to_vec()),
            ("VDR70986123.png", png("http://example.com")),
        ],
    );
    bench.check(
        &["import", "sn", "package.zip"],
        1,
        [3, 3, 0, 0],
        &[
            "0 VDR70986121.png not_listed",
            "0 VDR70986121.png image_differs",
            "0 VDR70986122.png image_unreadable",
            "0 VDR70986123.png qr_of_another_kind",
            "3:1 SN.csv image_missing",
            "4:1 SN.csv image_missing",
        ],
    );
}

/// A fault as a person reads it: file, line, column, value, reason, and what was expected.
#[test]
fn a_fault_is_told_whole() {
    let bench = Bench::new();
    bench.write(
        "sn.csv",
        b"PK,SN\np11sf2,VDR70986120\np11sf2,VDR-1\np11sf2,VDR70986120\np22222,VDR70986121\n",
    );
    let (code, stdout, _) = bench.run(&["import", "sn", "sn.csv", "--pk", "p11sf2", "--dry-run"]);
    assert_eq!(code, 1);
    let expect = [
        r#"sn.csv, line 3, column 2: "VDR-1" sn_format; expected 1 to 64 letters and digits"#,
        r#"sn.csv, line 4, column 2: "VDR70986120" duplicate_sn, as line 2; expected each code once"#,
        r#"sn.csv, line 5, column 1: "p22222" wrong_product; expected p11sf2"#,
    ];
    assert_eq!(stdout.lines().take(3).collect::<Vec<_>>(), expect);
    bench.write("dk.csv", b"No,IMEI\n1,863950069494279\n");
    let (_, stdout, _) = bench.run(&["import", "dk", "dk.csv", "--dry-run"]);
    let expect = r#"dk.csv, line 2, column 2: "863950069494279" imei_check_digit; expected an IMEI whose last digit is the check digit of the 14 before"#;
    assert_eq!(stdout.lines().next(), Some(expect));
}

/// A repeated row is a fault of its own, and not malformed; the second list of a package repeats nothing.
#[test]
fn a_repeated_row_is_told_as_one_wherever_it_stands() {
    let bench = Bench::new();
    let repeated = |args: &[&str]| {
        let (_, stdout, stderr) = bench.run(&[args, &["--dry-run", "--json"]].concat());
        let last: Value = serde_json::from_str(stdout.lines().last().unwrap_or_default()).expect(&stderr);
        let faults = last["summary"]["faulty"].as_array().unwrap().clone();
        (last["summary"]["repeated"].as_u64().unwrap(), faults)
    };
    bench.write("sn.txt", b"VDR70986120\nVDR70986121\nVDR70986120\n");
    let (count, faults) = repeated(&["import", "sn", "sn.txt"]);
    assert_eq!((count, &faults[0]["line"], &faults[0]["first"]), (1, &3.into(), &1.into()));
    bench.write("dk.txt", b"863950069494278\n863950069494278\n");
    let (count, faults) = repeated(&["import", "dk", "dk.txt"]);
    assert_eq!((count, &faults[0]["line"], &faults[0]["first"]), (1, &2.into(), &1.into()));
    let path = bench.0.path().join("two.zip");
    let [one, two] =
        [b"SN\nVDR70986120\nVDR-1\n".to_vec(), b"SN\nVDR70986120\nVDR70986121\nVDR-1\nVDR-2\n".to_vec()];
    package(&path, &[("a/SN.csv", one), ("SN.txt", two)]);
    let expect = ["3:1 a/SN.csv sn_format", "5:1 SN.txt sn_format"];
    bench.check(&["import", "sn", "two.zip", "--dry-run"], 1, [4, 2, 0, 0], &expect);
    assert_eq!(repeated(&["import", "sn", "two.zip"]).0, 0);
}

/// What a file is, its content says; its name does not matter.
#[test]
fn a_wrong_ending_changes_nothing_of_what_a_file_is() {
    let bench = Bench::new();
    let list = b"SN\nVDR70986120\n".to_vec();
    package(
        &bench.0.path().join("package.csv"),
        &[("SN.csv", list.clone()), ("VDR70986120.png", qr("VDR70986120"))],
    );
    bench.check(&["import", "sn", "package.csv", "--dry-run"], 0, [1, 1, 0, 0], &[]);
    bench.write("list.zip", &list);
    bench.check(&["import", "sn", "list.zip", "--dry-run"], 0, [1, 1, 0, 0], &[]);
    // Inside a package the ending says what to look for: an image that is none is named, a list is not missed.
    package(&bench.0.path().join("inside.zip"), &[("SN.txt", list.clone()), ("VDR70986120.png", list)]);
    let faults = ["0 VDR70986120.png image_unreadable", "2:1 SN.txt image_missing"];
    bench.check(&["import", "sn", "inside.zip", "--dry-run"], 1, [1, 1, 0, 0], &faults);
}

#[test]
fn the_sample_package_is_taken_whole() {
    let bench = Bench::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sn/sn-package.zip");
    let sample = sample.to_str().unwrap();
    bench.check(&["import", "sn", sample, "--dry-run"], 0, [30, 30, 0, 0], &[]);
    bench.check(&["import", "sn", sample], 0, [30, 30, 0, 0], &[]);
    bench.check(&["import", "sn", sample], 0, [30, 0, 30, 0], &[]);
}

#[test]
fn what_is_no_package_changes_nothing() {
    let bench = Bench::new();
    let path = bench.0.path().join("package.zip");
    let check = |files: &[(&str, Vec<u8>)], words: &str| {
        package(&path, files);
        bench.refused(&["import", "sn", "package.zip"], words);
    };
    check(&[], "neither a list");
    check(&[("readme.md", b"hello".to_vec())], "neither a list");
    check(&[("../SN.csv", b"SN\nVDR70986120\n".to_vec())], "leads out");
    check(&[("a.png", vec![0; 5 << 20])], "unpacks to more");
    check(&[("SN.csv", vec![b'\n'; 300 << 20])], "unpacks to more");
    bench.write("package.zip", b"PK\x03\x04 torn");
    bench.refused(&["import", "sn", "package.zip"], "package.zip");
    bench.refused(&["import", "sn", "absent.zip"], "absent.zip");
    bench.write("list.xls", b"\xD0\xCF\x11\xE0");
    bench.refused(&["import", "sn", "list.xls"], ".xlsx");
}

#[test]
fn new_labels_are_issued_once_and_come_back_whole() {
    let bench = Bench::new();
    let make = |out: &str, more: &[&str]| {
        let args = ["labels", "--pk", "p11sf2", "--count", "8", "--prefix", "VDR", "--out", out];
        bench.run(&[&args[..], more].concat())
    };
    let (code, stdout, stderr) = make("new.zip", &["--json"]);
    assert_eq!(code, 0, "{stdout}{stderr}");
    let line: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&line["count"], &line["pk"]), (&8.into(), &"p11sf2".into()));
    // Its list and its images agree, and it is known already: what was made is issued.
    bench.check(&["import", "sn", "new.zip"], 0, [8, 0, 8, 0], &[]);
    let (code, _, stderr) = make("new.zip", &[]);
    assert!(code == 2 && stderr.contains("there already"), "{code} {stderr}");

    assert_eq!(make("a.zip", &["--first", "1", "--length", "8"]).0, 0);
    assert_eq!(make("b.zip", &["--first", "1", "--length", "8"]).0, 0);
    let read = |name: &str| {
        let source = pairing_station::intake::Source::read(&bench.0.path().join(name)).unwrap();
        let list = source.sns(&|_, _| true).unwrap();
        assert_eq!((list.faulty.len(), list.rows.len()), (0, 8), "{name}");
        list.rows.into_iter().map(|row| row.sn).collect::<Vec<_>>()
    };
    let (a, b) = (read("a.zip"), read("b.zip"));
    assert_eq!((a[0].as_str(), a[7].as_str()), ("VDR00001", "VDR00008"));
    assert_eq!(
        (b[0].as_str(), b[7].as_str()),
        ("VDR00009", "VDR00016"),
        "numbers that were given are passed over"
    );

    let pattern = "ABCPK={pk}+SN={sn}ABC";
    assert_eq!(make("c.zip", &["--pattern", pattern]).0, 0);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(bench.0.path().join("c.zip")).unwrap()).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(
        names.contains(&"SN.csv".to_owned()) && names.contains(&"SN.xlsx".to_owned()) && names.len() == 10
    );
    let image = names.iter().find(|name| name.ends_with(".png")).unwrap();
    let mut bytes = Vec::new();
    std::io::copy(&mut zip.by_name(image).unwrap(), &mut bytes).unwrap();
    let picture = image::load_from_memory(&bytes).unwrap().to_luma8();
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(
        picture.width() as usize,
        picture.height() as usize,
        |x, y| picture.get_pixel(x as u32, y as u32).0[0],
    );
    let (_, text) = prepared.detect_grids()[0].decode().unwrap();
    assert_eq!(text, format!("ABCPK=p11sf2+SN={}ABC", image.trim_end_matches(".png")));

    for (more, words) in [
        (&["--pattern", "X{sn}"][..], "{pk}"),
        (&["--pattern", "{pk}+{sn}{*}"], "{*}"),
        (&["--length", "8"], "leaves 5 digits"),
        (&["--first", "99995", "--length", "8"], "ends before"),
    ] {
        let (code, stdout, stderr) = make("d.zip", more);
        assert!((code, stdout.as_str()) == (2, "") && stderr.contains(words), "{more:?}: {code} {stderr}");
        assert!(!bench.0.path().join("d.zip").exists());
    }
    assert_eq!(bench.run(&["check"]).0, 0);
}
