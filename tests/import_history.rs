//! `import history` as another program uses it: the old tool's database and exports, its mislabelled header,
//! every faulty row by number; all or nothing, or the good ones; and what the line then says of these pairs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rusqlite::Connection;
use serde_json::{Value, json};

const HEADER: &str = "*设备DeviceKey,*产品ProductKey,*设备SN,设备名称";
const A: &str = "863950061408912,p11sf2,VDR4484216898769";
const B: &str = "863950065195010,p11sf2,VDR7910303100740";
/// Of no sample.
const FREE_DK: &str = "863950069494278";

struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Bench {
        Bench(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// A sample of the old tool's files, copied here.
    fn sample(&self, name: &str) {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/legacy").join(name);
        self.write(name, std::fs::read(from).unwrap());
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pairing-station"));
        command.current_dir(self.0.path()).args(["--data", "data"]).args(args);
        command
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let out = self.command(args).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
    }

    /// Imports with `--json` and gives the summary.
    #[track_caller]
    fn import(&self, exit: i32, args: &[&str]) -> Value {
        let (code, stdout, stderr) = self.run(&[&["import", "history"], args, &["--json"]].concat());
        assert_eq!(code, exit, "{args:?}: {stdout}{stderr}");
        let line: Value = serde_json::from_str(stdout.lines().last().unwrap()).unwrap();
        line["summary"].clone()
    }

    /// Rows, taken, known; the faults as `line reason`; and the notes.
    #[track_caller]
    fn check(&self, args: &[&str], exit: i32, counts: [u64; 3], faulty: &[&str], notes: &[&str]) {
        let summary = self.import(exit, args);
        let found = ["rows", "taken", "known"].map(|key| summary[key].as_u64().unwrap());
        let faults = summary["faulty"].as_array().unwrap().iter();
        let faults: Vec<String> =
            faults.map(|f| format!("{} {}", f["line"], f["reason"].as_str().unwrap())).collect();
        assert_eq!((found, faults), (counts, faulty.iter().map(|f| (*f).to_owned()).collect()), "{args:?}");
        assert_eq!(summary["notes"], json!(notes), "{args:?}");
    }

    #[track_caller]
    fn refused(&self, args: &[&str], words: &str) {
        let (code, stdout, stderr) = self.run(&[&["import", "history"], args].concat());
        assert_eq!((code, stdout.as_str()), (2, ""), "{args:?}: {stderr}");
        assert!(stderr.contains(words), "{args:?}: {stderr}");
    }

    /// `check` finds nothing wrong; how many events and pairs there are.
    #[track_caller]
    fn whole(&self) -> [u64; 2] {
        let (code, stdout, stderr) = self.run(&["check", "--json"]);
        assert_eq!(code, 0, "{stdout}{stderr}");
        let line: Value = serde_json::from_str(stdout.lines().last().unwrap()).unwrap();
        ["events", "pairs"].map(|key| line["summary"][key].as_u64().unwrap())
    }

    /// Opens an order of the samples' product.
    fn order(&self) {
        self.write("order.toml", "name = \"WO1\"\nproduct_key = \"p11sf2\"\n");
        assert_eq!(self.run(&["order", "add", "order.toml"]).0, 0);
    }

    /// Scans lines; the last line's verdict, as `verdict` or `verdict:reason`, and the whole of it.
    #[track_caller]
    fn scan(&self, lines: &[&str]) -> (String, Value) {
        self.write("scans.txt", lines.join("\n"));
        let (code, stdout, stderr) = self.run(&["replay", "scans.txt", "--auto-ack", "--json"]);
        assert_eq!(code, 0, "{stderr}");
        let mut verdicts = stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let last = verdicts.rfind(|line| line["verdict"].is_string()).unwrap();
        let verdict = last["verdict"].as_str().unwrap();
        let reason = last["reason"].as_str().map(|reason| format!(":{reason}")).unwrap_or_default();
        (format!("{verdict}{reason}"), last)
    }

    /// Makes a database in a file.
    fn database(&self, name: &str, sql: &str) {
        let conn = Connection::open(self.path(name)).unwrap();
        conn.execute_batch(sql).unwrap();
        conn.close().unwrap();
    }
}

const FAULTY: [&str; 3] = ["6 imei_check_digit", "11 duplicate_sn", "16 pk_format"];

#[test]
fn every_sample_is_taken_once_and_known_then() {
    for (name, rows, notes) in [
        ("device_info.db", 60, &[][..]),
        ("export-v1.0.csv", 60, &[]),
        ("export-v1.2.csv", 60, &["header_disagrees"]),
    ] {
        let bench = Bench::new();
        bench.sample(name);
        bench.check(&[name, "--dry-run"], 0, [rows, rows, 0], &[], notes);
        assert_eq!(bench.whole(), [0, 0], "{name}: looking changes nothing");
        bench.check(&[name], 0, [rows, rows, 0], &[], notes);
        assert_eq!(bench.whole(), [1, rows], "{name}: one event");
        // Again, and the same pairs in the tool's other files.
        for again in ["device_info.db", "export-v1.0.csv"] {
            bench.sample(again);
            bench.check(&[again], 0, [rows, 0, rows], &[], &[]);
        }
        assert_eq!(bench.whole(), [1, rows]);
    }
}

#[test]
fn the_header_of_v1_2_is_told_to_people() {
    let bench = Bench::new();
    bench.sample("export-v1.2.csv");
    let (code, stdout, stderr) = bench.run(&["import", "history", "export-v1.2.csv"]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains("V1.2.0") && stderr.contains("the rows were believed"), "{stderr}");
    assert!(stdout.contains("60 rows: 60 taken, 0 known before, 0 faulty"), "{stdout}");
}

#[test]
fn one_faulty_row_and_nothing_is_taken() {
    let bench = Bench::new();
    bench.sample("export-faulty.csv");
    bench.check(&["export-faulty.csv", "--dry-run"], 1, [20, 0, 0], &FAULTY, &[]);
    bench.check(&["export-faulty.csv"], 1, [20, 0, 0], &FAULTY, &[]);
    assert_eq!(bench.whole(), [0, 0]);
    let (_, stdout, _) = bench.run(&["import", "history", "export-faulty.csv"]);
    for line in [
        "line 6, column 1: imei_check_digit (dk \"863950067296338\"); expected an IMEI whose last digit is the check",
        "line 11, column 3: duplicate_sn (sn \"VDR7612356264589\", as line 5); expected each code once",
        "line 16, column 2: pk_format (pk \"p11sf\"); expected 6 letters and digits",
        "nothing is taken while a row is faulty: mend the file, or take the 17 good ones with --take-good",
    ] {
        assert!(stdout.contains(line), "{line}: {stdout}");
    }
}

#[test]
fn the_good_rows_can_be_taken_and_the_rest_is_kept() {
    let bench = Bench::new();
    bench.sample("export-faulty.csv");
    let rejected = bench.path("export-faulty.csv.rejected.csv");
    bench.check(&["export-faulty.csv", "--take-good", "--dry-run"], 1, [20, 17, 0], &FAULTY, &[]);
    assert!(!rejected.exists());
    bench.check(&["export-faulty.csv", "--take-good"], 1, [20, 17, 0], &FAULTY, &[]);
    assert_eq!(bench.whole(), [1, 17]);
    let expect = format!(
        "line,reason,{HEADER}\r\n6,imei_check_digit,863950067296338,p11sf2,VDR4683427276077,\r\n\
         11,duplicate_sn,863950068007980,p11sf2,VDR7612356264589,\r\n16,pk_format,863950062979622,p11sf,VDR8786998338756,meter-14\r\n"
    );
    assert_eq!(std::fs::read_to_string(&rejected).unwrap(), expect);
    // It is never written over, and nothing is taken without it.
    bench.refused(&["export-faulty.csv", "--take-good"], "there already");
    assert_eq!(std::fs::read_to_string(&rejected).unwrap(), expect);
    // Mended, it is imported in its turn.
    let mended = expect.replace("7296338", "7296337").replace("p11sf,", "p11sf2,");
    bench.write("mended.csv", mended.replace("VDR7612356264589", "VDR9725935455508"));
    bench.check(&["mended.csv"], 0, [3, 3, 0], &[], &[]);
    assert_eq!(bench.whole(), [2, 20]);
}

/// A file of these rows under the tool's header: the faults of it.
#[track_caller]
fn check_rows(rows: &[&str], args: &[&str], faulty: &[&str]) {
    let bench = Bench::new();
    bench.write("rows.csv", format!("{HEADER}\r\n{}", rows.join("\r\n")));
    let (count, good) = (rows.len() as u64, if faulty.is_empty() { rows.len() as u64 } else { 0 });
    let exit = i32::from(!faulty.is_empty());
    bench.check(&[&["rows.csv", "--dry-run"], args].concat(), exit, [count, good, 0], faulty, &[]);
}

#[test]
fn every_fault_of_a_row_has_its_reason() {
    let row = |dk: &str| format!("{dk},p11sf2,VDR1,");
    for (dk, reason) in [
        ("86395006149427", "imei_length"),
        ("12345678", "imei_length"),
        ("8639500614942701", "imeisv"),
        ("000000000000000", "imei_placeholder"),
        ("863950069494279", "imei_check_digit"),
        ("8.6395E+14", "dk_format"),
        ("", "empty"),
    ] {
        check_rows(&[A, B, &row(dk)], &[], &[&format!("4 {reason}")]);
    }
    let long = format!("{FREE_DK},p11sf2,VDR1,{}", "名".repeat(255));
    for (line, reason) in [
        (format!("{FREE_DK},p11-f2,VDR1,"), "pk_format"),
        (format!("{FREE_DK},,VDR1,"), "empty"),
        (format!("{FREE_DK},p11sf2,VDR-1,"), "sn_format"),
        (format!("{FREE_DK},p11sf2"), "columns"),
        (format!("{FREE_DK},p11sf2,VDR1,a,b"), "columns"),
        (format!("{FREE_DK},p11sf2,VDR1,a\tb"), "name_format"),
        (format!("{FREE_DK},p11sf2,VDR1,=1+1"), "name_formula"),
        (format!("{FREE_DK},p11sf2,VDR1,@SUM"), "name_formula"),
        (long, "name_format"),
        (A.to_owned(), "duplicate_both"),
        (format!("{FREE_DK},p11sf2,VDR4484216898769,"), "duplicate_sn"),
        ("863950061408912,p11sf2,VDR1,".to_owned(), "duplicate_dk"),
        ("863950061408912,p11sf2,VDR7910303100740,".to_owned(), "duplicate_both"),
    ] {
        check_rows(&[A, B, &line], &[], &[&format!("4 {reason}")]);
    }
    // A key is kept from later rows by a faulty row too.
    check_rows(
        &[A, B, &format!("{FREE_DK},x,VDR1,"), &row(FREE_DK)],
        &[],
        &["4 pk_format", "5 duplicate_both"],
    );
}

#[test]
fn blank_lines_are_no_rows_but_lines() {
    let bench = Bench::new();
    bench.write("x.csv", format!("\n{HEADER}\r\n{A},\n\r\n , ,,\n{B}\n\n12,p11sf2,VDR1\n"));
    bench.check(&["x.csv", "--take-good"], 1, [3, 2, 0], &["8 imei_length"], &[]);
}

#[test]
fn keys_of_other_kinds_are_taken_where_that_is_said() {
    let rows = ["12345678,p11sf2,VDR1,", "00000001,p11sf2,VDR2,"];
    check_rows(&rows, &[], &["2 imei_length", "3 imei_length"]);
    check_rows(&rows, &["--dk-kind", "text"], &[]);
    let macs = ["aabbccddee01,p11sf2,VDR1,", "AA:BB:CC:DD:EE:01,p11sf2,VDR2,"];
    check_rows(&macs, &["--dk-kind", "mac"], &["3 duplicate_dk"]);
    let bench = Bench::new();
    bench.write("mac.csv", format!("{HEADER}\n{}\n", macs[0]));
    bench.check(&["mac.csv", "--dk-kind", "mac"], 0, [1, 1, 0], &[], &[]);
    bench.write("mac.csv", format!("{HEADER}\n{}\n", macs[0].to_uppercase().replace("P11SF2", "p11sf2")));
    bench.check(&["mac.csv", "--dk-kind", "mac"], 0, [1, 0, 1], &[], &[]);
}

#[test]
fn every_encoding_of_an_export_is_read() {
    let text = format!("{HEADER}\r\n{A},阀门控制器\r\n{B},");
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        text.clone().into_bytes(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        [b"\xFF\xFE".to_vec(), utf16].concat(),
        encoding_rs::GBK.encode(&text).0.into_owned(),
    ] {
        let bench = Bench::new();
        bench.write("x.csv", bytes);
        bench.check(&["x.csv"], 0, [2, 2, 0], &[], &[]);
        let conn = Connection::open(bench.path("data/ledger.sqlite")).unwrap();
        let name: String = conn.query_row("SELECT name FROM pairs WHERE id = 1", [], |r| r.get(0)).unwrap();
        assert_eq!(name, "阀门控制器");
    }
}

#[test]
fn a_formula_never_reaches_a_spreadsheet() {
    let bench = Bench::new();
    bench.write("x.csv", format!("{HEADER}\n=1+1,p11sf2,VDR1,@x\n{A},\n"));
    bench.check(&["x.csv", "--take-good"], 1, [2, 1, 0], &["2 dk_format"], &[]);
    let rejected = std::fs::read_to_string(bench.path("x.csv.rejected.csv")).unwrap();
    assert!(rejected.ends_with("\r\n2,dk_format,'=1+1,p11sf2,VDR1,'@x\r\n"), "{rejected}");
}

#[test]
fn what_is_no_history_changes_nothing() {
    let bench = Bench::new();
    let check = |name: &str, words: &str| bench.refused(&[name], words);
    for (name, bytes, words) in [
        ("a.csv", "", "holds no rows"),
        ("b.csv", HEADER, "holds no rows"),
        ("c.csv", "DK,SN\n1,2\n", "no column with PKs"),
        ("d.csv", "one,two\n1,2\n", "names no columns"),
        ("e.xlsx", "PK\x03\x04", "workbook"),
        ("f.db", "SQLite format 3\0 and nothing more", "damaged database"),
    ] {
        bench.write(name, bytes);
        check(name, words);
    }
    check("absent.db", "absent.db");
    bench.database("other.db", "CREATE TABLE t (x)");
    check("other.db", "without the table device_userInfo");
    bench.database("view.db", "CREATE VIEW device_userInfo AS SELECT 1 AS dk, 2 AS pk, 3 AS sn");
    check("view.db", "without the table device_userInfo");
    bench.database("column.db", "CREATE TABLE device_userInfo (dk TEXT, pk TEXT)");
    check("column.db", "no column sn");
    bench.database("empty.db", "CREATE TABLE device_userInfo (dk TEXT, pk TEXT, sn TEXT)");
    check("empty.db", "holds no rows");

    bench.sample("device_info.db");
    let good = std::fs::read(bench.path("device_info.db")).unwrap();
    bench.write("cut.db", &good[..good.len() / 2]);
    check("cut.db", "damaged database");
    let mut bytes = good.clone();
    for page in 1..good.len() / 4096 {
        bytes[page * 4096..page * 4096 + 64].fill(0xA5);
    }
    bench.write("torn.db", bytes);
    check("torn.db", "damaged database");
    bench.write("device_info.db-journal", "x");
    check("device_info.db", "still being written");
    assert_eq!(std::fs::read(bench.path("device_info.db")).unwrap(), good);
    assert_eq!(bench.whole(), [0, 0]);
}

#[test]
fn a_database_is_read_whatever_its_columns_hold() {
    let bench = Bench::new();
    bench.database(
        "odd.db",
        &format!(
            "CREATE TABLE settings (x); CREATE TABLE Device_UserInfo (extra, SN, pk, DK, idex INTEGER, text BLOB, n INTEGER AS (1));
             INSERT INTO Device_UserInfo VALUES (1, 'VDR1', 'p11sf2', {FREE_DK}, 7, x'B7A7C3C5');
             INSERT INTO Device_UserInfo VALUES (1, NULL, 'p11sf2', 863950061408912, 9, NULL);
             INSERT INTO Device_UserInfo VALUES (1, 'VDR3', 'p11sf2', 8.5, NULL, 'a,b');
             INSERT INTO Device_UserInfo VALUES (1, 'VDR4', 'p11sf2', x'FF00FF', 12, '');
             INSERT INTO Device_UserInfo VALUES (1, 'VDR1', 'p11sf2', '863950065195010', 12, '');"
        ),
    );
    let before = std::fs::read(bench.path("odd.db")).unwrap();
    let faulty = ["9 empty", "3 dk_format", "12 bad_encoding", "12 duplicate_sn"];
    bench.check(&["odd.db", "--take-good"], 1, [5, 1, 0], &faulty, &[]);
    let conn = Connection::open(bench.path("data/ledger.sqlite")).unwrap();
    let row = conn.query_row("SELECT dk, pk, sn, name FROM pairs", [], |r| {
        Ok([r.get::<_, String>(0)?, r.get(1)?, r.get(2)?, r.get(3)?])
    });
    assert_eq!(row.unwrap(), [FREE_DK, "p11sf2", "VDR1", "阀门"]);
    drop(conn);
    assert_eq!(bench.whole(), [1, 1]);
    assert_eq!(std::fs::read(bench.path("odd.db")).unwrap(), before);
    let left: Vec<_> = std::fs::read_dir(bench.0.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "the file, the ledger and the rest: {left:?}");
}

#[test]
fn the_line_knows_what_was_imported() {
    let bench = Bench::new();
    bench.sample("export-v1.2.csv");
    bench.check(&["export-v1.2.csv"], 0, [60, 60, 0], &[], &["header_disagrees"]);
    bench.order();
    let (dk, qr) = ("863950061408912", "pk=p11sf2&sn=VDR4484216898769&v=1");
    let (verdict, line) = bench.scan(&[dk, qr]);
    assert_eq!((verdict.as_str(), &line["pair"]), ("already_paired", &json!(1)), "{line}");
    let (verdict, line) = bench.scan(&[dk, "pk=p11sf2&sn=VDR1&v=1"]);
    assert_eq!(verdict, "rejected:duplicate_dk");
    assert_eq!(line["prior"][0]["sn"], "VDR4484216898769");
    assert_eq!(bench.scan(&[FREE_DK, qr]).0, "rejected:duplicate_sn");
    assert_eq!(bench.scan(&["863950065195010", qr]).0, "rejected:duplicate_both");
    assert_eq!(bench.scan(&[FREE_DK, "pk=p11sf2&sn=VDR1&v=1"]).0, "paired");
    bench.whole();

    // The other way round: what the line paired is known, or in the way.
    let other = Bench::new();
    other.order();
    assert_eq!(other.scan(&[dk, qr]).0, "paired");
    assert_eq!(other.scan(&["863950065195010", "pk=p11sf2&sn=VDR1&v=1"]).0, "paired");
    other.sample("export-v1.0.csv");
    other.check(&["export-v1.0.csv"], 1, [60, 0, 1], &["3 duplicate_dk"], &[]);
    other.check(&["export-v1.0.csv", "--take-good"], 1, [60, 58, 1], &["3 duplicate_dk"], &[]);
    assert_eq!(other.whole()[1], 60);
    other.write("both.csv", format!("{HEADER}\n863950061408912,p11sf3,VDR4484216898769,\n"));
    let summary = other.import(1, &["both.csv"]);
    assert_eq!(
        (&summary["faulty"][0]["reason"], &summary["faulty"][0]["pairs"]),
        (&json!("duplicate_both"), &json!([1]))
    );
}

#[test]
fn what_was_handed_over_is_exported_again_only_by_name() {
    let bench = Bench::new();
    bench.sample("device_info.db");
    bench.check(&["device_info.db"], 0, [60, 60, 0], &[], &[]);
    bench.order();
    let rows = |args: &[&str]| {
        let out = format!("out{}", args.len());
        let (code, stdout, stderr) =
            bench.run(&[&["export", "--out", out.as_str(), "--json"], args].concat());
        assert_eq!(code, 0, "{stderr}");
        let lines = stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.map(|line| line["rows"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(rows(&["--only-new"]), 0);
    assert_eq!(rows(&[]), 0, "not by day, order or all either");
    assert_eq!(bench.scan(&[FREE_DK, "pk=p11sf2&sn=VDR1&v=1"]).0, "paired");
    assert_eq!(rows(&["--only-new"]), 1);
    assert_eq!(rows(&["--only-new"]), 0);
    assert_eq!(rows(&["--history", "--template", "legacy-tool"]), 60);
    // And the tool's own export comes out again as it was, but for the line end it never wrote.
    let mut files = std::fs::read_dir(bench.path("out3")).unwrap().map(|e| e.unwrap().path());
    let csv = files.find(|path| path.extension().is_some_and(|e| e == "csv")).unwrap();
    bench.sample("export-v1.0.csv");
    let theirs = std::fs::read_to_string(bench.path("export-v1.0.csv")).unwrap();
    assert_eq!(std::fs::read_to_string(csv).unwrap(), theirs + "\r\n");
    bench.whole();
}

#[test]
fn an_undo_after_an_import_voids_what_was_scanned() {
    let bench = Bench::new();
    bench.order();
    assert_eq!(bench.scan(&[FREE_DK, "pk=p11sf2&sn=VDR1&v=1"]).0, "paired");
    bench.sample("device_info.db");
    bench.check(&["device_info.db"], 0, [60, 60, 0], &[], &[]);
    assert_eq!(bench.scan(&["PSCMDUNDO"]).0, "command");
    assert_eq!(bench.scan(&[FREE_DK, "pk=p11sf2&sn=VDR1&v=1"]).0, "paired");
    assert_eq!(bench.whole()[1], 62);
}

#[test]
fn an_import_that_is_killed_leaves_all_or_nothing() {
    let bench = Bench::new();
    let mut text = format!("{HEADER}\r\n");
    for n in 0..20_000u64 {
        let first14 = format!("{:014}", 86_395_006_000_000 + n);
        let digit = pairing_station::scan::imei::check_digit(&first14);
        text += &format!("{first14}{digit},p11sf2,VDR{n},\r\n");
    }
    bench.write("big.csv", text);
    bench.order();
    let [before, _] = bench.whole();
    for wait in [0, 30, 100, 300] {
        let mut import =
            bench.command(&["import", "history", "big.csv"]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        import.kill().unwrap();
        import.wait().unwrap();
        let [events, pairs] = bench.whole();
        assert!([[0, 0], [1, 20_000]].contains(&[events - before, pairs]), "{wait}: {events} {pairs}");
    }
    let summary = bench.import(0, &["big.csv"]);
    assert_eq!(summary["taken"].as_u64().unwrap() + summary["known"].as_u64().unwrap(), 20_000);
}
