//! 10,000 SNs as a package: each code drawn as PNG, the PNG unpacked and decoded again, all of it zipped
//! and synced; beside libqrencode and libpng in one process, which only draw the same codes. Then the
//! same SNs as a printable sheet and as labels for a label printer.
//!
//! `bash benches/labels.sh`, which installs what the C side needs; or `cargo bench --bench labels`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use pairing_station::labels::label_sheet::LabelSheet;
use pairing_station::labels::package::{self, Label};
use pairing_station::labels::sticker::Sticker;
use pairing_station::labels::zpl::Zpl;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const COUNT: u64 = 10_000;
/// Ours and theirs take turns, so that both have the machine's good and bad moments.
const ROUNDS: usize = 5;

fn main() {
    // `cargo test` builds and starts benchmarks too.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("run me with: cargo bench --bench labels");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let labels: Vec<Label> = (0..COUNT).map(label).collect();
    let peer = peer(dir.path());
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(package(dir.path(), &labels));
        if let Some(peer) = &peer {
            theirs.push(timed(|| {
                let status =
                    Command::new(peer).arg(dir.path().join("peer.bin")).arg(COUNT.to_string()).status();
                assert!(status.unwrap().success());
            }));
        }
    }
    let (mut sheets, mut zpls) = (Vec::new(), Vec::new());
    let stickers: Vec<Sticker> = labels.iter().map(sticker).collect();
    for _ in 0..ROUNDS {
        sheets.push(timed(|| sheet(dir.path(), &stickers)));
        zpls.push(timed(|| zpl(dir.path(), &stickers)));
    }
    println!("{COUNT} codes, best and median of {ROUNDS}");
    let ours = told("package", ours, "drawn, unpacked, decoded, zipped, synced");
    if peer.is_some() {
        let theirs = told("C peer", theirs, "libqrencode + libpng: drawn only, one process");
        println!(
            "ratio (best) {:.2}, (median) {:.2}; 1.00 or less is the bar",
            ours.0 / theirs.0,
            ours.1 / theirs.1
        );
    }
    told("PDF sheets", sheets, "L7651, each code drawn as a picture, unpacked and decoded before");
    told("ZPL", zpls, "40x30 at 203 dpi");
    println!("peak memory of all of it {} MB", peak_mb());
}

fn package(dir: &Path, labels: &[Label]) -> Duration {
    timed(|| {
        let file = BufWriter::new(File::create(dir.join("package.zip")).unwrap());
        let file = package::write(file, "p11sf2", labels, zip::DateTime::default(), &|_| true).unwrap();
        file.into_inner().unwrap().sync_all().unwrap();
    })
}

fn sheet(dir: &Path, stickers: &[Sticker]) {
    let sheet = LabelSheet::new("L7651".parse().unwrap());
    std::fs::write(dir.join("labels.pdf"), sheet.render(stickers, "labels", &|_| true).unwrap()).unwrap();
}

fn zpl(dir: &Path, stickers: &[Sticker]) {
    let zpl = Zpl::new("40x30".parse().unwrap());
    let labels: String = stickers.iter().map(|sticker| zpl.label(sticker).unwrap()).collect();
    std::fs::write(dir.join("labels.zpl"), labels).unwrap();
}

fn sticker(label: &Label) -> Sticker {
    Sticker { code: label.text.clone(), lines: vec![label.sn.clone()] }
}

/// Peak resident memory of this process; 0 where the OS does not tell.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).map_or(0, |kb| kb / 1024)
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Says best and median, in seconds; gives both.
fn told(what: &str, mut times: Vec<Duration>, note: &str) -> (f64, f64) {
    times.sort_unstable();
    let (best, median) = (times[0].as_secs_f64(), times[times.len() / 2].as_secs_f64());
    println!("{what:10} {best:6.3} s  {median:6.3} s   {note}");
    (best, median)
}

/// Builds the C side.
fn peer(dir: &Path) -> Option<std::path::PathBuf> {
    let (source, program) =
        (Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/labels_peer.c"), dir.join("peer"));
    let built = Command::new("cc")
        .args(["-O2", "-o"])
        .args([&program, &source])
        .args(["-lqrencode", "-lpng"])
        .stderr(Stdio::null())
        .status();
    if built.is_ok_and(|status| status.success()) {
        return Some(program);
    }
    println!("C peer: skipped, it takes cc, libqrencode-dev and libpng-dev to compare with it");
    None
}

fn label(n: u64) -> Label {
    let sn = format!("VDR{:013}", mix(n) % 10_000_000_000_000);
    Label { text: format!("pk=p11sf2&sn={sn}&v=1"), sn }
}

/// splitmix64.
fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}
