//! One million rows × 5 columns: CSV beside the sqlite3 shell's own dump of the same table, XLSX
//! beside libxlsxwriter in constant memory; time and peak memory, at a tenth of the rows too, to
//! show that memory does not grow with them.
//!
//! `cargo bench --bench relation_file`. Each measurement is a process of its own, since a process's
//! peak memory never falls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use chrono::DateTime;
use pairing_station::relation::manifest::{Head, Selection};
use pairing_station::relation::{
    Export, Format, Provenance, RelationWriter, Row, SplitWriter, Template, read_back,
};
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROWS: u64 = 1_000_000;
const ROUNDS: usize = 3;
const SELECT: &str = "SELECT dk, pk, sn, name, '' FROM pairs ORDER BY id";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--measure") {
        Some(at) => {
            measure(&arguments[at + 1], Path::new(&arguments[at + 2]), arguments[at + 3].parse().unwrap())
        }
        // `cargo test` builds and starts benchmarks too.
        None if arguments.iter().any(|argument| argument == "--bench") => compare(),
        None => println!("run me with: cargo bench --bench relation_file"),
    }
}

fn compare() {
    let dir = tempfile::tempdir().unwrap();
    for rows in [ROWS / 10, ROWS] {
        let base = dir.path().join(format!("{rows}.sqlite"));
        fill(&base, rows);
        let (kept, template) =
            (dir.path().join(format!("read-{rows}")), Template::preset("quectel-zh").unwrap());
        for format in [Format::Csv, Format::Xlsx] {
            write(&base, &kept, &template, format, rows);
        }
    }
    println!("{ROWS} rows x 5 columns, best of {ROUNDS}; every file is synced and hashed");
    for what in ["csv", "csv-gbk", "csv-read", "csv-export", "xlsx", "xlsx-read", "xlsx-export"] {
        let (_, small) = best(what, dir.path(), ROWS / 10);
        let (time, large) = best(what, dir.path(), ROWS);
        println!("{what:12} {time:6.2} s   peak {large:4} MB   ({small:4} MB at {} rows)", ROWS / 10);
    }
    sqlite3_dump(dir.path());
    libxlsxwriter(dir.path());
}

/// Seconds and MB of the quickest of some runs.
fn best(what: &str, dir: &Path, rows: u64) -> (f64, u64) {
    let run = |_| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let output = command.arg("--measure").args([what, dir.to_str().unwrap(), &rows.to_string()]).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
        let line = String::from_utf8(output.stdout).unwrap();
        let (seconds, megabytes) = line.trim().split_once(' ').unwrap();
        (seconds.parse::<f64>().unwrap(), megabytes.parse::<u64>().unwrap())
    };
    (0..ROUNDS).map(run).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
}

fn measure(what: &str, dir: &Path, rows: u64) {
    let format = if what.starts_with("csv") { Format::Csv } else { Format::Xlsx };
    let template = Template::preset("quectel-zh").unwrap();
    let out = tempfile::tempdir_in(dir).unwrap();
    let base = dir.join(format!("{rows}.sqlite"));
    let time = match what {
        "csv" | "xlsx" => write(&base, out.path(), &template, format, rows),
        "csv-gbk" => write(
            &base,
            out.path(),
            &template.with_encoding(pairing_station::relation::Encoding::Gbk),
            format,
            rows,
        ),
        "csv-read" | "xlsx-read" => read(dir, &template, format, rows),
        _ => export(&base, out.path(), template, format, rows),
    };
    println!("{:.3} {}", time.as_secs_f64(), peak_mb());
}

/// Table → one file: what the sqlite3 shell's dump does, and a sync and a hash. For XLSX the rows
/// are made on the way, as they are for libxlsxwriter.
fn write(base: &Path, out: &Path, template: &Template, format: Format, rows: u64) -> Duration {
    let start = Instant::now();
    let mut writer = RelationWriter::create(out, "relation", template, format, now()).unwrap();
    match format {
        Format::Csv => each_row(base, &mut |row| writer.push(row).unwrap()),
        Format::Xlsx => (0..rows).for_each(|n| with_row(n, rows, &mut |row| writer.push(row).unwrap())),
        Format::Json => unreachable!("not measured"),
    }
    assert_eq!(writer.finish().unwrap().rows, rows);
    start.elapsed()
}

/// Reading a file back that another process wrote.
fn read(dir: &Path, template: &Template, format: Format, rows: u64) -> Duration {
    let file = dir.join(format!("read-{rows}")).join(format!("relation.{}", format.name()));
    let start = Instant::now();
    assert_eq!(read_back(&file, template, format).unwrap().map(Result::unwrap).count() as u64, rows);
    start.elapsed()
}

/// The whole way: split by 10,000 rows, read back, compared with the table asked again, named.
fn export(base: &Path, out: &Path, template: Template, format: Format, rows: u64) -> Duration {
    let start = Instant::now();
    let mut writer = SplitWriter::create(Export {
        dir: out.to_owned(),
        stem: "relation".into(),
        template,
        format,
        rows_per_file: Export::ROWS_PER_FILE,
        created: now(),
    })
    .unwrap();
    each_row(base, &mut |row| writer.push(row).unwrap());
    let mut verifier = writer.finish().unwrap();
    each_row(base, &mut |row| verifier.expect(row).unwrap());
    let done = verifier.finish().unwrap().publish(provenance()).unwrap();
    assert_eq!(done.manifest.pairs, rows);
    start.elapsed()
}

fn sqlite3_dump(dir: &Path) {
    let base = dir.join(format!("{ROWS}.sqlite"));
    let dump = |_| {
        let out = File::create(dir.join("dump.csv")).unwrap();
        let start = Instant::now();
        let status = Command::new("sqlite3").arg("-csv").arg(&base).arg(SELECT).stdout(out).status();
        (status.is_ok_and(|status| status.success()), start.elapsed().as_secs_f64())
    };
    match (0..ROUNDS).map(dump).min_by(|a, b| a.1.total_cmp(&b.1)).unwrap() {
        (true, time) => println!(
            "{:12} {time:6.2} s   (sqlite3 shell, same table, neither synced nor hashed)",
            "sqlite3 -csv"
        ),
        (false, _) => println!("sqlite3 -csv: skipped, there is no sqlite3 shell here"),
    }
}

fn libxlsxwriter(dir: &Path) {
    let (source, program) =
        (Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/relation_file.c"), dir.join("c"));
    let built = Command::new("cc")
        .args(["-O2", "-o"])
        .args([&program, &source])
        .arg("-lxlsxwriter")
        .stderr(Stdio::null())
        .status();
    if !built.is_ok_and(|status| status.success()) {
        println!("libxlsxwriter: skipped, it takes cc and libxlsxwriter-dev to compare with it");
        return;
    }
    let run = |_| {
        let start = Instant::now();
        let status = Command::new(&program).arg(dir.join("c.xlsx")).arg(ROWS.to_string()).status();
        assert!(status.unwrap().success());
        start.elapsed().as_secs_f64()
    };
    let time = (0..ROUNDS).map(run).min_by(f64::total_cmp).unwrap();
    println!("{:12} {time:6.2} s   (constant memory, neither synced nor hashed)", "libxlsxwriter");
}

fn fill(base: &Path, rows: u64) {
    let mut connection = rusqlite::Connection::open(base).unwrap();
    let transaction = connection.transaction().unwrap();
    transaction
        .execute("CREATE TABLE pairs (id INTEGER PRIMARY KEY, dk TEXT, pk TEXT, sn TEXT, name TEXT)", [])
        .unwrap();
    {
        let mut insert =
            transaction.prepare("INSERT INTO pairs (dk, pk, sn, name) VALUES (?1, ?2, ?3, ?4)").unwrap();
        for n in 0..rows {
            with_row(n, rows, &mut |row| {
                assert_eq!(insert.execute([row.dk, row.pk, row.sn, row.name]).unwrap(), 1)
            });
        }
    }
    transaction.commit().unwrap();
}

fn each_row(base: &Path, take: &mut dyn FnMut(&Row<'_>)) {
    let connection = rusqlite::Connection::open(base).unwrap();
    let mut select = connection.prepare(SELECT).unwrap();
    let mut rows = select.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let text = |at| row.get_ref(at).unwrap().as_str().unwrap();
        take(&Row::new(text(0), text(1), text(2), text(3)));
    }
}

/// Row `n`: keys in no order, a name of its own.
fn with_row(n: u64, rows: u64, take: &mut dyn FnMut(&Row<'_>)) {
    let dk = format!("8639500{:08}", mix(n) % 100_000_000);
    let sn = format!("VDR{:013}", mix(n + rows) % 10_000_000_000_000);
    take(&Row::new(&dk, "p11sf2", &sn, &format!("WO1001-{n}")));
}

/// splitmix64.
fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}

fn now() -> DateTime<chrono::FixedOffset> {
    DateTime::parse_from_rfc3339("2026-03-01T17:30:00+08:00").unwrap()
}

fn provenance() -> Provenance {
    Provenance {
        program: "bench".into(),
        station: String::new(),
        operator: String::new(),
        written: now(),
        selection: Selection::default(),
        voided: 0,
        chain_head: Head::default(),
    }
}

/// Peak resident memory of this process; 0 where the OS does not tell.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).map_or(0, |kb| kb / 1024)
}
