//! From starting the program to its first frame, with many pairs in the ledger and with none; then
//! how often an idle window wakes.
//!
//! `cargo bench --bench cold_start [-- PAIRS]`, by default with 1 million pairs; the bar is for
//! `10000000`. Needs Xvfb. Both ledgers are started in turns, from a warm page cache.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod common;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pairing_station::ledger::{Ledger, ledger_path};

const STARTS: usize = 9;
const IDLE: Duration = Duration::from_secs(20);
const ORDER: &str = "name = \"WO1001\"\nproduct_key = \"p11sf2\"\n";

fn main() {
    let pairs: u64 = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(1_000_000);
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cold_start");
    if root.exists() {
        fs::remove_dir_all(&root).unwrap();
    }
    let (server, display) = display();
    let sizes = [0, pairs];
    for size in sizes {
        lay_out(&root.join(size.to_string()), size);
    }
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..STARTS {
        for (size, times) in sizes.iter().zip(&mut times) {
            let (_program, time) = start(&root.join(size.to_string()), &display);
            times.push(time);
        }
    }
    let medians = times.map(|mut times| {
        times.sort();
        times[times.len() / 2].as_secs_f64() * 1e3
    });
    println!("first frame, median of {STARTS} starts in turns:");
    println!("{:>12} pairs {:>8.1} ms", 0, medians[0]);
    println!("{pairs:>12} pairs {:>8.1} ms, {:.2} times as long", medians[1], medians[1] / medians[0]);

    let (program, _) = start(&root.join(pairs.to_string()), &display);
    idle(&program.0);
    drop((program, server));
    fs::remove_dir_all(&root).unwrap();
}

fn lay_out(data: &Path, pairs: u64) {
    fs::create_dir_all(data).unwrap();
    drop(Ledger::open(&ledger_path(data)).unwrap());
    if pairs > 0 {
        common::fill(&ledger_path(data), pairs);
    }
    let order = data.join("order.toml");
    fs::write(&order, ORDER).unwrap();
    let program = env!("CARGO_BIN_EXE_pairing-station");
    let added =
        Command::new(program).arg("--data").arg(data).args(["order", "add"]).arg(&order).output().unwrap();
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
}

/// Starts the program and waits for its own word that it has drawn its first frame.
fn start(data: &Path, display: &str) -> (Running, Duration) {
    let logs = data.join("logs");
    if logs.exists() {
        fs::remove_dir_all(&logs).unwrap();
    }
    let begun = Instant::now();
    let program = Command::new(env!("CARGO_BIN_EXE_pairing-station"))
        .arg("--data")
        .arg(data)
        .env("DISPLAY", display)
        .env_remove("WAYLAND_DISPLAY")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let program = Running(program);
    loop {
        let said = fs::read_dir(&logs)
            .into_iter()
            .flatten()
            .flatten()
            .any(|file| fs::read_to_string(file.path()).is_ok_and(|text| text.contains("first frame")));
        if said {
            return (program, begun.elapsed());
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "no first frame within a minute");
        std::thread::sleep(Duration::from_micros(500));
    }
}

/// How often each thread went to sleep and woke again while nothing happened.
fn idle(program: &Child) {
    std::thread::sleep(Duration::from_secs(5));
    let before = switches(program.id());
    std::thread::sleep(IDLE);
    println!("wakes a second while idle, by thread (the bar is 10; the clock's frame is one a minute):");
    for (id, name, count) in switches(program.id()) {
        let earlier = before.iter().find(|(other, ..)| *other == id).map_or(0, |(.., count)| *count);
        println!("{name:>20} {:>6.2}", (count - earlier) as f64 / IDLE.as_secs_f64());
    }
}

fn switches(pid: u32) -> Vec<(String, String, u64)> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten();
    let of = |task: fs::DirEntry| {
        let status = fs::read_to_string(task.path().join("status")).ok()?;
        let value = |key: &str| status.lines().find_map(|line| line.strip_prefix(key)).map(str::trim);
        let count = value("voluntary_ctxt_switches:")?.parse().ok()?;
        Some((task.file_name().to_string_lossy().into_owned(), value("Name:")?.to_owned(), count))
    };
    tasks.filter_map(of).collect()
}

fn display() -> (Running, String) {
    let server = Command::new("Xvfb")
        .args(["-screen", "0", "1280x800x24", "-nolisten", "tcp", "-displayfd", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Xvfb is installed");
    let mut server = Running(server);
    let mut number = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
    (server, format!(":{}", number.trim()))
}

/// A program that ends with its owner.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}
