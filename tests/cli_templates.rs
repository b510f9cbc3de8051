//! `template` and `export --template NAME` as another program uses them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use pairing_station::ledger::{EventFilter, Ledger, ledger_path};
use pairing_station::relation::{Encoding, Manifest};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A data directory of its own.
struct Bench {
    dir: tempfile::TempDir,
}

impl Bench {
    fn new() -> Bench {
        Bench { dir: tempfile::tempdir().unwrap() }
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pairing-station"));
        command.arg("--data").arg(self.dir.path().join("data")).args(args).output().unwrap()
    }

    /// Runs, expects this exit code; stdout and stderr.
    fn says(&self, code: i32, args: &[&str]) -> (String, String) {
        let output = self.run(args);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert_eq!(output.status.code(), Some(code), "{args:?}: {out}{err}");
        (out, err)
    }

    /// What is on record of templates, oldest first.
    fn template_events(&self) -> Vec<String> {
        let ledger = Ledger::open(&ledger_path(&self.dir.path().join("data"))).unwrap();
        let events = ledger.reader().unwrap().page_events(&EventFilter::default(), 0, 1000).unwrap();
        let told = events.iter().rev().filter(|event| event.event.kind == "template").map(|event| {
            let detail: Value = serde_json::from_str(&event.event.detail).unwrap();
            format!("{} {}", detail["what"].as_str().unwrap(), detail["name"].as_str().unwrap())
        });
        told.collect()
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// Two pairs of an order with this template.
    fn pair(&self, template: &str) {
        let order = format!(
            "name = \"WO1\"\nproduct_key = \"p11sf2\"\ndevice_name = \"表{{sn}}\"\ntemplate = {template:?}\n"
        );
        let order = self.file("order.toml", &order);
        let scans = self.file(
            "scans.txt",
            "863950068662495\npk=p11sf2&sn=VDR0319035976321&v=1\n863950061755148\npk=p11sf2&sn=VDR6652587224483&v=1\n",
        );
        self.says(0, &["replay", &scans, "--order", &order, "--start", "2026-03-01T09:00:00+08:00"]);
    }

    /// Exports; the file's bytes and its manifest.
    fn export(&self, out: &str, more: &[&str]) -> (Vec<u8>, Manifest) {
        let out = self.dir.path().join(out);
        let args = [&["export", "--out", out.to_str().unwrap(), "--json"], more].concat();
        let (said, _) = self.says(0, &args);
        let line: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
        let manifest = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
        let manifest =
            manifest.into_iter().find(|path| path.extension().is_some_and(|e| e == "json")).unwrap();
        (std::fs::read(line["file"].as_str().unwrap()).unwrap(), Manifest::read(&manifest).unwrap())
    }
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/templates").join(name)
}

const ROWS: [[&str; 3]; 2] = [
    ["863950068662495", "VDR0319035976321", "表VDR0319035976321"],
    ["863950061755148", "VDR6652587224483", "表VDR6652587224483"],
];

/// The export must be the sample's own bytes (`head` where these are no CSV), then rows of these cells; `dk`,
/// `sn` and `name` stand for each pair's.
fn check(file: &str, fills: &[&str], head: Option<&[u8]>, encoding: Encoding, delimiter: &str, row: &[&str]) {
    let bench = Bench::new();
    bench.pair("quectel-zh");
    let path = sample(file);
    let mut args = vec!["template", "add", path.to_str().unwrap(), "--name", "七厂"];
    fills.iter().for_each(|fill| args.extend(["--fill", fill]));
    bench.says(0, &args);
    let (bytes, manifest) = bench.export("out", &["--template", "七厂"]);
    let mut expect = head.map_or_else(|| std::fs::read(&path).unwrap(), <[u8]>::to_vec);
    for [dk, sn, name] in ROWS {
        let cell = |cell: &&str| match *cell {
            "dk" => dk.to_owned(),
            "sn" => sn.to_owned(),
            "name" => name.to_owned(),
            other => other.to_owned(),
        };
        let line = row.iter().map(cell).collect::<Vec<_>>().join(delimiter) + "\r\n";
        encoding.encode(&line, &mut expect).unwrap();
    }
    assert!(bytes == expect, "{file}:\n{}\nnot\n{}", lossy(&bytes), lossy(&expect));
    assert_eq!(manifest.template, "七厂");
    assert_eq!(manifest.recipe.unwrap().name(), "七厂");
    bench.says(0, &["check"]);
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn every_sample_goes_by_name_into_an_export_in_its_own_bytes() {
    use Encoding::{Gbk, Utf8, Utf8Bom, Utf16Le};
    let zh = ["dk", "p11sf2", "sn", "name", ""];
    check("platform-zh.csv", &[], None, Utf8, ",", &zh);
    check("platform-zh-bom.csv", &[], None, Utf8Bom, ",", &zh);
    check("platform-zh-gbk.csv", &[], None, Gbk, ",", &zh);
    check("platform-zh-utf16.csv", &[], None, Utf16Le, "\t", &zh);
    check("platform-en.csv", &[], None, Utf8, ",", &zh);
    check("platform-pk-first.csv", &[], None, Utf8, ",", &["p11sf2", "dk", "sn", "name", ""]);
    let header = "*设备DeviceKey,*产品ProductKey,设备SN,设备名称,证书指纹\r\n";
    check("platform-zh.xlsx", &[], Some(header.as_bytes()), Utf8, ",", &zh);
    let filled = ["dk", "p11sf2", "sn", "A7-WO1-20260301"];
    check("unknown-required.csv", &["生产批次=A7-{order}-{date}"], None, Utf8, ",", &filled);
}

#[test]
fn an_unknown_required_column_is_refused_by_name_and_nothing_is_kept() {
    let bench = Bench::new();
    let path = sample("unknown-required.csv");
    let add = ["template", "add", path.to_str().unwrap(), "--name", "七厂"];
    let check = |more: &[&str], words: &str| {
        let (_, err) = bench.says(2, &[&add[..], more].concat());
        assert!(err.contains(words), "{err}");
        assert!(!bench.dir.path().join("data/templates").exists());
    };
    check(&[], "line 1: column 4 (*生产批次) is required");
    check(&["--fill", "生产批次"], "no column before an =");
    check(&["--fill", "=A7"], "no column before an =");
    check(&["--fill", "生产批次==A7"], "runs as a formula");
    check(&["--fill", "设备SN=A7"], "which the station fills from each pair");
    let nowhere = bench.dir.path().join("no.csv").display().to_string();
    let (_, err) = bench.says(2, &["template", "add", &nowhere, "--name", "七厂"]);
    assert!(err.contains("no.csv: cannot open the template"), "{err}");
}

#[test]
fn templates_are_listed_shown_and_removed() {
    let bench = Bench::new();
    let path = sample("unknown-required.csv");
    let add = ["template", "add", path.to_str().unwrap(), "--name", "七厂", "--fill", "*生产批次={date}"];
    let (out, _) = bench.says(0, &add);
    assert!(out.contains("*生产批次  = {date}"), "{out}");
    let (_, err) = bench.says(2, &add);
    assert!(err.contains("there is a template 七厂 already"), "{err}");

    let lines: Vec<Value> = bench
        .says(0, &["template", "list", "--json"])
        .0
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 5);
    assert_eq!((lines[0]["name"].as_str(), lines[0]["preset"].as_bool()), (Some("quectel-zh"), Some(true)));
    assert_eq!(lines[4]["name"], "七厂");
    assert_eq!(lines[4]["file"], "unknown-required.csv");
    assert_eq!(lines[4]["columns"][3], "*生产批次");

    let (out, _) = bench.says(0, &["template", "show", "七厂", "--json"]);
    let shown: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(shown["columns"][3]["fill"], "{date}");
    let (out, _) = bench.says(0, &["template", "show", "legacy-tool"]);
    assert!(out.contains("utf-8, comma, CR LF") && out.contains("*设备SN  SN"), "{out}");

    std::fs::write(bench.dir.path().join("data/templates/七厂.csv"), "DK").unwrap();
    let (_, err) = bench.says(1, &["template", "list"]);
    assert!(err.contains("七厂 is damaged"), "{err}");
    bench.says(0, &["template", "remove", "七厂"]);
    let (_, err) = bench.says(2, &["template", "remove", "七厂"]);
    assert!(err.contains("there is no template 七厂"), "{err}");
    assert!(!bench.dir.path().join("data/ledger.sqlite").exists(), "no ledger was made for it");
}

#[test]
fn an_order_exports_with_a_named_template_and_keeps_it_from_being_removed() {
    let bench = Bench::new();
    let path = sample("platform-en.csv");
    let add = ["template", "add", path.to_str().unwrap(), "--name", "plant-7"];
    bench.says(0, &add);
    bench.pair("plant-7");
    let (first, manifest) = bench.export("a", &[]);
    assert!(first.starts_with(b"*DeviceKey,*ProductKey,Device SN"), "{}", lossy(&first));

    let (_, err) = bench.says(2, &["template", "remove", "plant-7"]);
    assert!(err.contains("plant-7 is what orders export with (WO1)"), "{err}");
    bench.says(0, &["template", "remove", "plant-7", "--force"]);
    // Gone is not guessed: the order's export fails by name, and so does another template of its name.
    let out = bench.dir.path().join("b").display().to_string();
    let (_, err) = bench.says(2, &["export", "--out", &out]);
    assert!(err.contains("there is no template plant-7"), "{err}");
    assert!(!bench.dir.path().join("b").exists());
    let other = sample("platform-zh.csv");
    let (_, err) = bench.says(2, &["template", "add", other.to_str().unwrap(), "--name", "plant-7"]);
    assert!(err.contains("orders export with (WO1)"), "{err}");
    bench.says(0, &[&add[..], &["--force"]].concat());
    let (again, _) = bench.export("c", &[]);
    assert_eq!(again, first);
    assert_eq!(manifest.recipe.unwrap().name(), "plant-7");
    // Before there was a ledger there was nothing to record it in.
    assert_eq!(bench.template_events(), ["removed plant-7", "added plant-7"]);
}

#[test]
fn a_damaged_template_stops_the_export_before_anything_is_written() {
    let bench = Bench::new();
    bench.says(0, &["template", "add", sample("platform-en.csv").to_str().unwrap(), "--name", "七厂"]);
    bench.pair("七厂");
    std::fs::write(bench.dir.path().join("data/templates/七厂.csv"), "DK,PK,SN\n").unwrap();
    let out = bench.dir.path().join("out").display().to_string();
    let (_, err) = bench.says(2, &["export", "--out", &out]);
    assert!(err.contains("七厂 is damaged and is not used"), "{err}");
    assert!(!bench.dir.path().join("out").exists());
}
