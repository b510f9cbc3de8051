//! The headless commands, as another program would call them: the real binary, a real ledger.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A data directory of its own for each test.
struct Bench {
    dir: TempDir,
}

impl Bench {
    fn new() -> Bench {
        Bench { dir: tempfile::tempdir().unwrap() }
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_pairing-station"))
            .arg("--data")
            .arg(self.data())
            .args(args)
            .output()
            .unwrap()
    }

    /// Runs, expects this exit code, gives stdout's JSON lines.
    fn json(&self, code: i32, args: &[&str]) -> Vec<Value> {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// Replays scans given as lines and gives the verdicts, `rejected:reason` as in the expected files.
    fn verdicts(&self, scans: &str, args: &[&str]) -> Vec<String> {
        let file = self.file("scans.txt", scans);
        let mut all = vec!["replay", file.to_str().unwrap(), "--json"];
        all.extend(args);
        verdicts(&self.json(0, &all))
    }

    /// Runs, expects failure with this code, and gives stderr.
    fn fails(&self, code: i32, args: &[&str]) -> String {
        let output = self.run(args);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        said
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn data(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name).to_str().unwrap().to_owned()
}

fn verdicts(lines: &[Value]) -> Vec<String> {
    let of = |line: &Value| {
        let verdict = line["verdict"].as_str()?.to_owned();
        Some(match line["reason"].as_str() {
            Some(reason) => format!("{verdict}:{reason}"),
            None => verdict,
        })
    };
    lines.iter().filter_map(of).collect()
}

fn summary(lines: &[Value]) -> &Value {
    &lines.last().unwrap()["summary"]
}

const DAY: &[&str] = &["--start", "2026-03-01T09:00:00+08:00"];
const MODULE: &str = "863950068662495";
const DEVICE: &str = "pk=p11sf2&sn=VDR0319035976321&v=1";
const MODULE_2: &str = "863950061755148";
const DEVICE_2: &str = "pk=p11sf2&sn=VDR6652587224483&v=1";

const ORDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/orders/WO1001.toml");
const GOOD_DAY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/scans/good-day.txt");
const BAD_DAY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/scans/bad-day.txt");

#[test]
fn a_bad_day_gets_the_expected_verdicts() {
    let bench = Bench::new();
    let lines = bench.json(0, &[&["replay", BAD_DAY, "--order", ORDER, "--json"], DAY].concat());
    let expected = std::fs::read_to_string(data("scans/bad-day.expected")).unwrap();
    assert_eq!(verdicts(&lines), expected.lines().collect::<Vec<_>>());
    assert_eq!(summary(&lines)["scans"], 22);
    assert_eq!(summary(&lines)["paired"], 2);
    assert_eq!(summary(&lines)["rejected"], 7);
    assert_eq!(summary(&lines)["ignored"], 1);
    assert!(summary(&lines)["commit_ms"]["p50"].as_f64().unwrap() > 0.0);
    let duplicate = &lines[5];
    assert_eq!(duplicate["alarm"], "hard");
    assert_eq!(duplicate["prior"][0]["dk"], MODULE);
    assert_eq!(duplicate["prior"][0]["operator"], "replay");
    let at = chrono::DateTime::parse_from_rfc3339(duplicate["prior"][0]["at"].as_str().unwrap()).unwrap();
    assert_eq!(at, chrono::DateTime::parse_from_rfc3339("2026-03-01T09:00:01+08:00").unwrap());
    assert_eq!(lines[18]["hint"], "iccid");
    assert_eq!(lines[6]["command"], "ack");
}

#[test]
fn a_good_day_pairs_all_and_again_only_confirms() {
    let bench = Bench::new();
    let args = [&["replay", GOOD_DAY, "--order", ORDER, "--json"], DAY].concat();
    let first = bench.json(0, &args);
    assert_eq!(summary(&first)["paired"], 12);
    assert_eq!(summary(&first)["rejected"], 0);
    let ids: Vec<i64> = first.iter().filter_map(|l| l["pair"].as_i64()).collect();
    assert_eq!(ids, (1..=12).collect::<Vec<_>>());
    let again = bench.json(0, &args);
    assert_eq!(summary(&again)["paired"], 0);
    assert_eq!(verdicts(&again).iter().filter(|v| *v == "already_paired").count(), 12);
}

#[test]
fn time_decides_over_bounce_and_time_out() {
    let check = |scans: &[&str], step: &str, expected: &[&str]| {
        let bench = Bench::new();
        let args = [&["--order", ORDER, "--step", step], DAY].concat();
        assert_eq!(bench.verdicts(&scans.join("\n"), &args), expected, "{scans:?} each {step} ms");
    };
    check(&[MODULE, MODULE, DEVICE], "100", &["module", "ignored:bounce", "paired"]);
    check(&[MODULE, MODULE, DEVICE], "801", &["module", "module", "paired"]);
    check(&[MODULE, DEVICE], "59999", &["module", "paired"]);
    check(&[MODULE, DEVICE], "61000", &["module", "rejected:half_scan_timeout", "device"]);
}

#[test]
fn hard_alarms_latch_unless_acknowledged() {
    let scans = [MODULE, MODULE_2, DEVICE, "PSCMDACK", MODULE, DEVICE].join("\n");
    let args = [&["--order", ORDER], DAY].concat();
    let latched = ["module", "rejected:same_kind_twice", "ignored:latched", "command", "module", "paired"];
    assert_eq!(Bench::new().verdicts(&scans, &args), latched);
    let auto = ["module", "rejected:same_kind_twice", "device", "command", "paired", "device"];
    assert_eq!(Bench::new().verdicts(&scans, &[&args[..], &["--auto-ack"]].concat()), auto);
}

#[test]
fn undo_verify_and_the_planned_quantity() {
    let bench = Bench::new();
    let planned = bench.file("two.toml", "name = \"TWO\"\nproduct_key = \"p11sf2\"\nplanned = 1\n");
    let args = [&["--order", planned.to_str().unwrap()], DAY].concat();
    let scans = [MODULE, DEVICE, MODULE_2, "PSCMDACK", "PSCMDUNDO", MODULE_2, DEVICE_2].join("\n");
    let expected =
        ["module", "paired", "module", "command", "command", "module", "paired"].map(str::to_owned);
    let got = bench.verdicts(&scans, &args);
    assert_eq!(got[2], "rejected:order_complete");
    assert_eq!([&got[..2], &got[3..]].concat(), [&expected[..2], &expected[3..]].concat());
    let scans = ["PSCMDVERIFY", MODULE_2, DEVICE_2, MODULE, DEVICE_2, "PSCMDACK", "PSCMDPAIR"].join("\n");
    let expected =
        ["command", "module", "verified", "module", "rejected:verify_mismatch", "command", "command"];
    assert_eq!(bench.verdicts(&scans, &[]), expected);
}

#[test]
fn without_an_order_nothing_is_paired() {
    let scans = [MODULE, DEVICE].join("\n");
    assert_eq!(Bench::new().verdicts(&scans, &[]), ["rejected:no_order", "ignored:latched"]);
}

#[test]
fn the_same_name_with_other_rules_is_refused() {
    let bench = Bench::new();
    let one = bench.file("one.toml", "name = \"A\"\nproduct_key = \"p11sf2\"\n");
    let other = bench.file("other.toml", "name = \"A\"\nproduct_key = \"p11sf2\"\nplanned = 5\n");
    let scans = bench.file("none.txt", "\n");
    let replay = |order: &PathBuf| {
        ["replay", scans.to_str().unwrap(), "--order", order.to_str().unwrap()].map(str::to_owned)
    };
    let args = replay(&one);
    assert_eq!(bench.run(&args.each_ref().map(String::as_str)).status.code(), Some(0));
    let args = replay(&other);
    let said = bench.fails(2, &args.each_ref().map(String::as_str));
    assert!(said.contains("order A") && said.contains("planned"), "{said}");
}

#[test]
fn the_relation_file_has_exactly_the_platforms_bytes() {
    let bench = Bench::new();
    bench.verdicts(&[MODULE, DEVICE, DEVICE_2, MODULE_2].join("\n"), &[&["--order", ORDER], DAY].concat());
    let out = bench.dir.path().join("out");
    let args = ["export", "--out", out.to_str().unwrap(), "--date", "2026-03-01", "--json"];
    let files = bench.json(0, &args);
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!((files[0]["pk"].as_str(), files[0]["rows"].as_u64()), (Some("p11sf2"), Some(2)));
    let bytes = std::fs::read(files[0]["file"].as_str().unwrap()).unwrap();
    let expected = "*设备DeviceKey,*产品ProductKey,设备SN,设备名称,证书指纹\r\n\
        863950068662495,p11sf2,VDR0319035976321,,\r\n\
        863950061755148,p11sf2,VDR6652587224483,,\r\n";
    assert_eq!(text(&bytes), expected);
    assert_eq!(files[0]["sha256"].as_str().unwrap().len(), 64);

    // Marked: nothing is new any more; another day has nothing; neither writes a file.
    let before = std::fs::read_dir(&out).unwrap().count();
    for more in [["--only-new", "--date", "2026-03-01"], ["--json", "--date", "2026-03-02"]] {
        let output = bench.run(&[&["export", "--out", out.to_str().unwrap()], &more[..]].concat());
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stderr).contains("no pair matches"));
    }
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), before);
}

#[test]
fn an_exported_pair_cannot_be_undone() {
    let bench = Bench::new();
    bench.verdicts(&[MODULE, DEVICE].join("\n"), &[&["--order", ORDER], DAY].concat());
    let out = bench.dir.path().join("out");
    bench.json(0, &["export", "--out", out.to_str().unwrap(), "--json"]);
    assert_eq!(bench.verdicts("PSCMDUNDO", &[]), ["rejected:undo_exported"]);
}

#[test]
fn the_log_names_each_refusal() {
    let bench = Bench::new();
    bench.json(0, &[&["replay", BAD_DAY, "--order", ORDER, "--json"], DAY].concat());
    let lines = bench.json(0, &["log", "--format", "json", "--out", "-"]);
    let reasons: Vec<_> = lines.iter().map(|l| l["reason"].as_str().unwrap()).collect();
    let expected = [
        "duplicate_sn",
        "duplicate_dk",
        "wrong_product",
        "same_kind_twice",
        "latched",
        "imei_check_digit",
        "wrong_barcode",
        "unknown_code",
    ];
    assert_eq!(reasons, expected);
    assert_eq!(lines[7]["text"], "hello");
    assert_eq!(lines[7]["hex"], "68656c6c6f");
    let one = bench.json(0, &["log", "--reason", "wrong_product", "--format", "json", "--out", "-"]);
    assert_eq!(one.len(), 1);
    let none = bench.json(0, &["log", "--since", "2026-03-02", "--format", "json", "--out", "-"]);
    assert_eq!(none.len(), 0);
    let csv = bench.dir.path().join("log.csv");
    assert_eq!(bench.run(&["log", "--out", csv.to_str().unwrap()]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(csv).unwrap().lines().count(), 1 + 8);
    assert!(bench.fails(2, &["log", "--reason", "bad_luck", "--out", "-"]).contains("bad_luck"));
}

#[test]
fn check_finds_a_changed_file_and_a_changed_past() {
    let bench = Bench::new();
    bench.verdicts(&[MODULE, DEVICE].join("\n"), &[&["--order", ORDER], DAY].concat());
    let out = bench.dir.path().join("out");
    let files = bench.json(0, &["export", "--out", out.to_str().unwrap(), "--json"]);
    let clean = bench.json(0, &["check", "--json"]);
    assert_eq!(summary(&clean)["faults"], 0, "{clean:?}");
    assert_eq!(summary(&clean)["pairs"], 1);

    std::fs::write(files[0]["file"].as_str().unwrap(), "x").unwrap();
    let faulty = bench.json(1, &["check", "--json"]);
    assert_eq!(summary(&faulty)["faults"], 1, "{faulty:?}");
    assert!(faulty[0]["fault"].as_str().unwrap().contains("changed after it was written"), "{faulty:?}");

    std::fs::remove_file(files[0]["file"].as_str().unwrap()).unwrap();
    assert_eq!(summary(&bench.json(0, &["check", "--json"]))["faults"], 0, "a file handed over is no fault");
    let ledger = bench.data().join("ledger.sqlite");
    let sql = rusqlite::Connection::open(ledger).unwrap();
    let trigger: Vec<String> = sql
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(!trigger.is_empty(), "events are guarded by triggers");
    for name in trigger {
        sql.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    sql.execute("UPDATE events SET sn = 'VDR0000000000000' WHERE verdict = 'paired'", []).unwrap();
    drop(sql);
    let broken = bench.json(1, &["check", "--json"]);
    let said = format!("{broken:?}");
    assert!(said.contains("broken at event 4"), "the first break is named: {said}");

    // A past rewritten so well that its own chain holds still disagrees with the manifest.
    let sql = rusqlite::Connection::open(bench.data().join("ledger.sqlite")).unwrap();
    sql.execute("UPDATE events SET hash = zeroblob(32)", []).unwrap();
    drop(sql);
    let said = format!("{:?}", bench.json(1, &["check", "--json"]));
    assert!(said.contains("rewritten after the export"), "{said}");
}

#[test]
fn faults_of_files_are_named_and_change_nothing() {
    let bench = Bench::new();
    let check = |args: &[&str], code: i32, parts: &[&str]| {
        let said = bench.fails(code, args);
        for part in parts {
            assert!(said.contains(part), "{args:?} said {said:?}, expected {part:?} in it");
        }
        assert!(!bench.data().join("ledger.sqlite").exists(), "{args:?} made a ledger");
    };
    let bad_order = bench.file("bad.toml", "name = \"A\"\nproduct_key = \"p11sf2\"\nplaned = 5\n");
    let scans = bench.file("scans.txt", MODULE);
    let recording = bench.file(
        "rec.jsonl",
        "{\"at\":\"2026-03-01T08:00:00.000Z\",\"source\":\"g\",\"hex\":\"31\"}\n{\"at\":\n",
    );
    let (bad_order, scans) = (bad_order.to_str().unwrap(), scans.to_str().unwrap());
    check(&["order", "add", bad_order], 2, &["bad.toml", "line 3", "planed"]);
    check(&["replay", scans, "--order", bad_order], 2, &["bad.toml", "line 3"]);
    check(&["order", "add", "/nowhere/a.toml"], 2, &["/nowhere/a.toml"]);
    check(&["replay", "/nowhere/scans.txt"], 2, &["/nowhere/scans.txt"]);
    check(&["replay", recording.to_str().unwrap()], 2, &["rec.jsonl:2:", "column 6"]);
    check(&["replay", scans, "--start", "yesterday"], 2, &["--start yesterday"]);
    check(&["check"], 3, &["there is no ledger here"]);
    check(&["--ledger", "mysql:x", "check"], 2, &["mysql:x", "sqlite:PATH"]);
    std::fs::create_dir_all(bench.data()).unwrap();
    std::fs::write(bench.data().join("settings.toml"), "volume = 80\nvolum = 3\n").unwrap();
    check(&["replay", scans], 2, &["settings.toml", "line 2", "volum"]);
}

#[test]
fn a_ledger_that_cannot_be_used_is_named_and_left_alone() {
    let bench = Bench::new();
    bench.verdicts(MODULE, &["--order", ORDER]);
    let path = bench.data().join("ledger.sqlite");
    let held = pairing_station::ledger::Ledger::open(&path).unwrap();
    let said = bench.fails(3, &["order", "list"]);
    assert!(said.contains("in use") && said.contains(&std::process::id().to_string()), "{said}");
    assert_eq!(
        summary(&bench.json(0, &["check", "--json"]))["faults"],
        0,
        "it is checked beside the station"
    );
    drop(held);

    let sql = rusqlite::Connection::open(&path).unwrap();
    sql.pragma_update(None, "user_version", 999).unwrap();
    drop(sql);
    let said = bench.fails(3, &["check"]);
    assert!(said.contains("schema 999") && said.contains("newer program"), "{said}");

    std::fs::write(&path, vec![b'x'; 8192]).unwrap();
    let said = bench.fails(3, &["replay", GOOD_DAY]);
    assert!(said.contains("not a ledger"), "{said}");
    assert_eq!(std::fs::read(&path).unwrap(), vec![b'x'; 8192], "the file was left alone");
}

#[test]
fn orders_are_added_opened_and_closed() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["order", "add", ORDER]).status.code(), Some(0));
    assert_eq!(bench.run(&["order", "add", &data("orders/custom.toml")]).status.code(), Some(0));
    let states = || -> Vec<(String, String)> {
        let of =
            |l: &Value| (l["name"].as_str().unwrap().to_owned(), l["state"].as_str().unwrap().to_owned());
        let mut all: Vec<_> = bench.json(0, &["order", "list", "--json"]).iter().map(of).collect();
        all.sort();
        all
    };
    let expect = |list: &[(&str, &str)]| {
        let list: Vec<_> = list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(states(), list);
    };
    expect(&[("WO1001", "open"), ("WOCUSTOM", "prepared")]);
    assert_eq!(bench.run(&["order", "open", "WOCUSTOM"]).status.code(), Some(0));
    expect(&[("WO1001", "prepared"), ("WOCUSTOM", "open")]);
    assert_eq!(bench.run(&["order", "close", "WOCUSTOM"]).status.code(), Some(0));
    expect(&[("WO1001", "prepared"), ("WOCUSTOM", "closed")]);
    assert!(bench.fails(2, &["order", "close", "NONE"]).contains("NONE"));
    assert_eq!(bench.verdicts("PSWOWO1001\n863950068662495", &[]), ["command", "module"], "by its card");
}

#[test]
fn an_order_is_edited_until_its_first_pair_and_reopened() {
    let bench = Bench::new();
    let rules = "name = \"WO5\"\nproduct_key = \"p11sf2\"\n";
    let file = bench.file("wo5.toml", rules);
    let file = file.to_str().unwrap();
    assert!(bench.fails(2, &["order", "edit", file]).contains("WO5"), "it is not there yet");
    bench.json(0, &["check", "--json"]);
    assert_eq!(bench.run(&["order", "add", file]).status.code(), Some(0));
    bench.file("wo5.toml", &format!("{rules}planned = 4\n"));
    let edited = bench.run(&["order", "edit", file]);
    assert_eq!(edited.status.code(), Some(0));
    assert!(text(&edited.stdout).contains("0/4 (0%)"), "{}", text(&edited.stdout));
    assert_eq!(text(&bench.run(&["order", "show", "WO5"]).stdout), format!("{rules}planned = 4\n"));

    bench.verdicts(&[MODULE, "garbage", DEVICE].join("\n"), DAY);
    let listed = &bench.json(0, &["order", "list", "--json"])[0];
    for (key, expect) in [("done", 1), ("planned", 4), ("good", 1), ("bad", 1), ("first_pass", 0)] {
        assert_eq!(listed[key], expect, "{key}: {listed}");
    }
    assert_eq!(listed["first"], listed["last"]);
    assert!(listed["first"].as_str().unwrap().starts_with("2026-"), "{listed}");
    assert!(text(&bench.run(&["order", "list"]).stdout).contains("1/4 (25%)  good 1, bad 1"));
    bench.file("wo5.toml", rules);
    let said = bench.fails(2, &["order", "edit", file]);
    assert!(said.contains("WO5") && said.contains("close this one"), "{said}");

    assert!(bench.fails(2, &["order", "reopen", "WO5"]).contains("not closed"));
    assert_eq!(bench.run(&["order", "close", "WO5"]).status.code(), Some(0));
    assert!(bench.fails(2, &["order", "open", "WO5"]).contains("reopen it first"));
    assert_eq!(bench.run(&["order", "reopen", "WO5"]).status.code(), Some(0));
    assert_eq!(bench.run(&["order", "open", "WO5"]).status.code(), Some(0));
    assert!(bench.fails(2, &["order", "show", "NONE"]).contains("NONE"));
    assert_eq!(bench.json(0, &["check", "--json"]).last().unwrap()["summary"]["faults"], 0);
}

#[test]
fn cards_are_printed_or_nothing_is_written() {
    let bench = Bench::new();
    let pdf = bench.data().join("cards.pdf");
    let out = pdf.to_str().unwrap();
    let list = bench.file("people.csv", "工号,姓名\n1024,李雷\n9001,韩梅梅\n");
    let bad = bench.file("bad.csv", "工号,姓名\nA-1,李雷\n");
    let (list, bad) = (list.to_str().unwrap(), bad.to_str().unwrap());
    let check = |args: &[&str], said: &[&str]| {
        let error = bench.fails(2, &[&["cards", "--out", out], args].concat());
        assert!(said.iter().all(|part| error.contains(part)), "{args:?}: {error}");
        assert!(!pdf.exists(), "{args:?}");
    };
    check(&[], &["--controls"]);
    check(&["--badges", "A-1", "工号"], &["\"A-1\"", "\"工号\"", "letters and digits"]);
    check(&["--badges", bad], &["\"A-1\" (line 2, column 1)"]);
    check(&["--badges", "none.csv"], &["none.csv"]);
    check(&["--orders", "NONE"], &["NONE"]);
    check(&["--all-orders"], &["nothing to print"]);

    assert_eq!(bench.run(&["order", "add", ORDER]).status.code(), Some(0));
    let all = [
        "cards",
        "--out",
        out,
        "--controls",
        "--badges",
        list,
        "7",
        "--all-orders",
        "--lang",
        "en",
        "--json",
    ];
    assert_eq!(bench.json(0, &all)[0]["pages"], 3);
    let written = std::fs::read(&pdf).unwrap();
    assert!(written.starts_with(b"%PDF-"));
    assert!(bench.fails(2, &["cards", "--out", out, "--controls"]).contains("already"));
    assert_eq!(std::fs::read(&pdf).unwrap(), written);
    bench.json(0, &["cards", "--out", out, "--orders", "WO1001", "--replace", "--json"]);
    assert_ne!(std::fs::read(&pdf).unwrap(), written);
}

#[test]
fn a_plan_card_badge_and_wifi_order_read_as_they_should() {
    let bench = Bench::new();
    let scans = ["PSOP1024", "AA:BB:CC:DD:EE:FF", DEVICE].join("\n");
    let wifi = data("orders/wifi.toml");
    let file = bench.file("w.txt", &scans);
    let lines = bench.json(0, &["replay", file.to_str().unwrap(), "--order", &wifi, "--json"]);
    assert_eq!(verdicts(&lines), ["command", "module", "paired"]);
    assert_eq!(lines[2]["dk"], "AABBCCDDEEFF");
    let custom = data("orders/custom.toml");
    let scans = [MODULE_2, "ABCPK=p11sf2+SN=X1ABC", DEVICE_2].join("\n");
    let got = bench.verdicts(&scans, &["--order", &custom]);
    assert_eq!(got, ["module", "paired", "rejected:unknown_code"]);
}

#[test]
fn a_scan_on_standard_input_is_judged_when_it_comes() {
    use std::io::{BufRead, BufReader, Write};
    let bench = Bench::new();
    let mut replay = Command::new(env!("CARGO_BIN_EXE_pairing-station"))
        .arg("--data")
        .arg(bench.data())
        .args(["replay", "-", "--json", "--order", ORDER])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = replay.stdin.take().unwrap();
    let mut lines = BufReader::new(replay.stdout.take().unwrap()).lines();
    for (scan, verdict) in [(MODULE, "module"), (DEVICE, "paired")] {
        writeln!(stdin, "{scan}").unwrap();
        let line: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        assert_eq!(line["verdict"], verdict, "before the next scan is written");
    }
    drop(stdin);
    assert!(lines.next().unwrap().unwrap().contains("summary"));
    assert!(replay.wait().unwrap().success());
}

#[test]
fn nobody_reading_the_verdicts_loses_no_pair() {
    let bench = Bench::new();
    let mut replay = Command::new(env!("CARGO_BIN_EXE_pairing-station"))
        .arg("--data")
        .arg(bench.data())
        .args(["replay", GOOD_DAY, "--order", ORDER])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(replay.stdout.take());
    assert!(replay.wait().unwrap().success());
    let check = bench.json(0, &["check", "--json"]);
    assert_eq!(summary(&check)["pairs"], 12);
}

#[test]
fn a_recording_keeps_its_own_day() {
    let bench = Bench::new();
    let line = |time: &str, text: &str| {
        let hex: String = text.bytes().map(|b| format!("{b:02x}")).collect();
        format!("{{\"at\":\"2026-03-01T{time}+08:00\",\"source\":\"left\",\"hex\":\"{hex}\"}}\n")
    };
    let text = line("07:00:00", MODULE) + &line("07:00:01", DEVICE);
    let file = bench.file("rec.jsonl", &text);
    bench.json(0, &["replay", file.to_str().unwrap(), "--json", "--order", ORDER]);
    let out = bench.dir.path().join("out");
    let night = ["--date", "2026-02-28", "--shift", "夜班"];
    let files = bench.json(0, &[&["export", "--json", "--out", out.to_str().unwrap()], &night[..]].concat());
    assert_eq!(files[0]["rows"], 1, "07:00 at +08:00 is the night shift that began the day before");
    let args = ["export", "--out", out.to_str().unwrap(), "--shift", "nope"];
    assert!(bench.fails(2, &args).contains("白班"), "a slip is told the shifts there are");
}

#[test]
fn devices_are_listed_and_a_gun_that_is_not_there_is_named() {
    let bench = Bench::new();
    for device in bench.json(0, &["scanners", "list", "--json"]) {
        for key in ["kind", "port", "description", "usb", "permitted", "gun"] {
            assert!(device.get(key).is_some(), "{key}: {device}");
        }
    }
    let check = |code: i32, arguments: &[&str], expect: &str| {
        let said = bench.fails(code, &[&["scanners", "listen"], arguments].concat());
        assert!(said.contains(expect), "{arguments:?}: {said}");
    };
    check(3, &[], "no gun is configured");
    check(3, &["--serial", "/dev/absent"], "not there");
    check(3, &["--hid", "ffff:fff0"], "not there");
    check(3, &["--keyboard", "/dev/input/absent"], "not there");
    check(3, &["--keyboard", "usb:ffff:fff0"], "not there");
    check(2, &["--serial", "/dev/ttyS0,fast"], "no baud rate");
    check(2, &["--hid", "gun"], "VID:PID");
    check(2, &["--hid", "ffff:fff0", "--keyboard", "usb:ffff:fff0"], "cannot be used with");
}

#[test]
fn a_test_of_the_alarms_replays_to_the_same_verdicts_and_counts_nowhere() {
    let bench = Bench::new();
    std::fs::create_dir_all(bench.data()).unwrap();
    std::fs::write(bench.data().join("settings.toml"), "challenge = \"each_shift\"\n").unwrap();
    let order = bench.file("a.toml", "name = \"A\"\nproduct_key = \"p11sf2\"\n");
    let (module, device) = ("863950068662495", "pk=p11sf2&sn=VDR0319035976321&v=1");
    let sticker = |n: u32| format!("PSTEST:pk=PSTEST&sn=ALARMTEST000000{n}&v=1");
    let scans = [
        module,
        "PSCMDTEST",
        "PSTEST260531793113837",
        &sticker(1),
        "PSTEST260531793113837",
        &sticker(2),
        "PSTEST:pk=PSOTHR&sn=ALARMTEST0000003&v=1",
        "PSTEST260531793113838",
        "PSCMDYES",
        module,
        device,
    ]
    .join("\n");
    let file = bench.file("scans.txt", &scans);
    let start = "2026-03-02T09:00:00+08:00";
    let all = ["replay", file.to_str().unwrap(), "--order", order.to_str().unwrap(), "--auto-ack"];
    let lines = bench.json(0, &[&all[..], &["--start", start, "--json"]].concat());
    let expect = [
        "rejected:challenge_due",
        "command",
        "module",
        "paired",
        "module",
        "rejected:duplicate_dk",
        "rejected:wrong_product",
        "rejected:imei_check_digit",
        "command",
        "module",
        "paired",
    ];
    assert_eq!(verdicts(&lines), expect);
    assert_eq!(
        (summary(&lines)["paired"].as_u64(), summary(&lines)["rejected"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!((&lines[3]["challenge"], &lines[3]["pair"]), (&Value::Bool(true), &Value::Null));
    assert_eq!(lines[10]["pair"], 1);
    let out = bench.dir.path().join("out");
    let files = bench.json(0, &["export", "--out", out.to_str().unwrap(), "--json"]);
    assert_eq!(files[0]["rows"], 1);
    assert_eq!(bench.json(0, &["check", "--json"])[0]["summary"]["faults"], 0);
}

#[test]
fn the_labels_of_the_alarm_test_are_written_and_never_over_a_file() {
    let bench = Bench::new();
    let file = bench.dir.path().join("labels.pdf");
    let out = file.to_str().unwrap();
    assert_eq!(bench.json(0, &["challenge", "--out", out, "--lang", "en", "--json"])[0]["lang"], "en");
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF"));
    assert!(bench.fails(2, &["challenge", "--out", out]).contains("is there already"));
    bench.json(0, &["challenge", "--out", out, "--replace", "--json"]);
}
