//! What a frame costs while one scrolls through a long table: records and scan log.
//!
//! `cargo bench --bench scrolling [-- PAIRS]`, by default with 1 million. Each frame jumps to another
//! place, so that its rows must come from the ledger; the time is the window's own, up to the shapes
//! that a graphics card is given.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use common::fill;
use crossbeam_channel::bounded;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use pairing_station::ledger::{Ledger, ledger_path};
use pairing_station::station::view::Board;
use pairing_station::station::{Desk, Settings};
use pairing_station::text::{Lang, scan_log};
use pairing_station::ui::clock::Clock;
use pairing_station::ui::sound::{Player, Sounder};
use pairing_station::ui::tokens::sound::Cue;
use pairing_station::ui::{Link, Screen, Shell, WakeSlot, dress};

const FRAMES: usize = 400;

struct Silence;

impl Player for Silence {
    fn play(&mut self, _cue: Cue, _volume: u8, _hurry: &dyn Fn() -> bool) {}
}

fn main() {
    let size = std::env::args().skip(1).find(|arg| arg != "--bench");
    let pairs: u64 = size.map_or(1_000_000, |size| size.parse().unwrap());
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scrolling");
    if root.exists() {
        fs::remove_dir_all(&root).unwrap();
    }
    let path = ledger_path(&root);
    drop(Ledger::open(&path).unwrap());
    fill(&path, pairs);
    let ledger = Ledger::open(&path).unwrap();
    println!("{pairs} rows, a frame in ms                 p50     p99     max");
    for (screen, name) in [(Screen::Records, "records"), (Screen::ScanLog, "scan log")] {
        let mut frames = scroll(&root, &ledger, screen);
        frames.sort_unstable();
        let at = |share: f64| frames[((frames.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        println!("{name:<38}{:>8.2}{:>8.2}{:>8.2}", at(0.5), at(0.99), at(1.0));
    }
    drop(ledger);
    fs::remove_dir_all(&root).unwrap();
}

fn scroll(root: &Path, ledger: &Ledger, screen: Screen) -> Vec<Duration> {
    let wake = WakeSlot::new();
    let link = Link {
        board: Board::default(),
        commands: bounded(8).0,
        scans: bounded(8).0,
        desk: Desk::new(ledger.clone(), wake.wake()),
        settings: Settings::default(),
        data: root.to_owned(),
        wake,
        first_start: false,
    };
    let sounder = Sounder::start(Box::new(Silence), 0, 0);
    let mut shell = Shell::new(link, Clock::system(), sounder);
    shell.show_screen(screen);
    let mut window = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_context_setup(dress)
        .build_ui_state(|ui, shell: &mut Shell| shell.ui(ui), shell);
    settle(&mut window);
    if let Some(all) = window.query_by_label(Lang::Chinese.t(scan_log::SHOW_ALL)) {
        all.click();
        settle(&mut window);
    }
    (0..FRAMES).map(|frame| timed(&mut window, frame)).collect()
}

fn settle(window: &mut Harness<'_, Shell>) {
    for _ in 0..40 {
        window.step();
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A frame at another place of the table.
fn timed(window: &mut Harness<'_, Shell>, frame: usize) -> Duration {
    let down = if frame % 3 == 2 { 30_000.0 } else { -50_000.0 };
    window.hover_at(egui::pos2(600.0, 500.0));
    window.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, down),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    });
    let started = Instant::now();
    window.step();
    let shapes = window.output().shapes.clone();
    let meshes = window.ctx.tessellate(shapes, 1.0);
    let spent = started.elapsed();
    assert!(!meshes.is_empty());
    // As on a screen: the ledger's threads answer between two frames.
    std::thread::sleep(Duration::from_millis(5));
    spent
}
