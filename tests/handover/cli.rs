//! `answer`, `exports` and the rest of `export`, as another program uses them.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use pairing_station::ledger::ledger_path;
use serde_json::{Value, json};

use crate::bench::{Bench, all, dk, sn};

struct Cli {
    dir: tempfile::TempDir,
}

impl Cli {
    /// A data directory with these pairs, three of which are exported.
    fn new() -> Cli {
        let bench = Bench::new();
        bench.pairs("WO1", 0..3);
        bench.export(all());
        let Bench { dir, ledger } = bench;
        assert_eq!(ledger.path(), ledger_path(dir.path()));
        drop(ledger);
        Cli { dir }
    }

    /// Runs with this on standard input, expects this exit code; the JSON lines and stderr.
    #[track_caller]
    fn says(&self, code: i32, args: &[&str], input: &str) -> (Vec<Value>, String) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pairing-station"))
            .arg("--data")
            .arg(self.dir.path())
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let (out, err) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(code), "{args:?}: {out}{err}");
        let lines = out.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        (lines, err)
    }

    fn out(&self) -> String {
        self.dir.path().join("more").display().to_string()
    }
}

#[test]
fn an_answer_goes_in_and_the_rejected_go_out_again() {
    let cli = Cli::new();
    let list = format!("{}\t70062 已存在\n863950069999999\tx\n", dk(1));
    let (lines, _) = cli.says(1, &["answer", "-", "--dry-run", "--json"], &list);
    assert_eq!(lines[0]["code"], "70062");
    let faulty = json!([{
        "line": 2, "column": 1, "value": "863950069999999", "reason": "unknown_key",
        "expected": "a DK or an SN of export #1",
    }]);
    let summary = json!({ "export": 1, "rows": 2, "rejected": 1, "others": 2, "faulty": faulty });
    assert_eq!(lines[1], json!({ "summary": summary }));
    let (_, refused) = cli.says(2, &["answer", "-", "--all-others-accepted"], &list);
    assert!(refused.contains("fit no pair of export 1 (1 of them)"), "{refused}");
    let (lines, _) = cli.says(0, &["exports", "--json"], "");
    assert_eq!((&lines[0]["waiting"], &lines[0]["kind"]), (&json!(3), &json!("relation")));

    let file = cli.dir.path().join("failed.csv");
    std::fs::write(&file, format!("设备SN,原因\n{},5178\n", sn(2))).unwrap();
    let args = ["answer", file.to_str().unwrap(), "--export", "1", "--all-others-accepted", "--json"];
    let (lines, _) = cli.says(0, &args, "");
    assert_eq!(lines[1]["summary"]["accepted"], 2);
    let (lines, _) = cli.says(0, &["exports", "--json"], "");
    let [accepted, rejected, waiting] = ["accepted", "rejected", "waiting"].map(|of| lines[0][of].as_u64());
    assert_eq!([accepted, rejected, waiting], [Some(2), Some(1), Some(0)]);

    let (lines, _) = cli.says(0, &["export", "--rejected", "--out", &cli.out(), "--json"], "");
    assert_eq!((lines.len(), &lines[0]["rows"]), (1, &json!(1)));
    assert!(lines[0]["file"].as_str().unwrap().contains("_rejected_"), "{lines:?}");
    let (_, none) = cli.says(0, &["export", "--rejected", "--out", &cli.out()], "");
    assert!(none.contains("no rejected pair matches"), "{none}");
    cli.says(2, &["answer", "-", "--export", "9"], &dk(1));
    let (_, which) = cli.says(2, &["answer", "-"], "");
    assert!(which.contains("which export is answered"), "{which}");
    cli.says(0, &["check"], "");
}

#[test]
fn ranges_and_what_excludes_what() {
    let cli = Cli::new();
    let out = cli.out();
    let export =
        |code, args: &[&str]| cli.says(code, &[&["export", "--json", "--out", &out], args].concat(), "");
    let (lines, _) = export(0, &["--from", "2026-02-28", "--to", "2026-03-02"]);
    assert!(lines[0]["file"].as_str().unwrap().contains("relation_20260228-20260302_"), "{lines:?}");
    let (lines, _) = export(0, &["--to", "2026-03-01"]);
    assert!(lines[0]["file"].as_str().unwrap().contains("relation_to_20260301_"), "{lines:?}");
    let (lines, _) = export(0, &["--from", "2026-03-01"]);
    assert_eq!(lines[0]["rows"], 3);
    let (_, none) = export(0, &["--from", "2026-03-02", "--to", "2026-03-03"]);
    assert!(none.contains("no pair matches"), "{none}");
    for wrong in [
        ["--from", "2026-03-02", "--to", "2026-03-01"],
        ["--from", "2026-03-02", "--date", "2026-03-02"],
        ["--again", "1", "--date", "2026-03-02"],
        ["--to", "2026-02-30", "--shift", "白班"],
    ] {
        export(2, &wrong);
    }
    export(2, &["--all"]);
    export(2, &["--corrections", "--rejected"]);
    export(2, &["--again", "7"]);
}

#[test]
fn an_export_again_and_corrections() {
    let cli = Cli::new();
    let out = cli.out();
    let (first, _) = cli.says(0, &["exports", "--json"], "");
    let (lines, _) = cli.says(0, &["export", "--again", "1", "--out", &out, "--json"], "");
    assert_eq!(lines[0]["sha256"], first[0]["files"][0]["sha256"]);
    assert!(Path::new(lines[0]["file"].as_str().unwrap()).starts_with(&out));
    let (_, none) = cli.says(0, &["export", "--corrections", "--out", &out], "");
    assert!(none.contains("no pair was voided"), "{none}");

    let ledger = pairing_station::ledger::Ledger::open(&ledger_path(cli.dir.path())).unwrap();
    let bench = Bench { dir: tempfile::tempdir().unwrap(), ledger };
    bench.void(2, "x");
    drop(bench);
    let (lines, _) = cli.says(0, &["export", "--corrections", "--out", &out, "--json"], "");
    assert_eq!(lines.iter().map(|line| line["rows"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 1]);
    let (_, none) = cli.says(0, &["export", "--corrections", "--out", &out], "");
    assert!(none.contains("no pair was voided"), "{none}");
    let (lines, _) = cli.says(0, &["export", "--corrections", "--all", "--out", &out, "--json"], "");
    assert_eq!(lines.len(), 2);
    cli.says(0, &["check"], "");
}
