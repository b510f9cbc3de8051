//! The program in its window, guns on pseudo terminals, and the ledger looked at from beside.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use pairing_station::ui::Screen;
use pairing_station::ui::tokens::{LIGHT, size, space};
use rusqlite::{Connection, OpenFlags};
use serialport::{SerialPort, TTYPort};
use tempfile::TempDir;

use crate::display::{Area, Display, Guarded, wait_for};
use crate::troubles::{module, sn};

/// Guns on the bench.
pub(crate) const GUNS: usize = 3;

/// How long the station may take for what was sent to it.
const PATIENCE: Duration = Duration::from_secs(120);

/// What is kept of the bytes of a scan at most.
const KEPT: usize = 4097;

/// The window, in the size it has and the one it is given.
const SIZES: [(&str, &str); 3] = [("1024", "768"), ("1300", "860"), ("1280", "800")];

/// A button as wide as this is no chosen segment and no line of text.
const BUTTON: usize = 150;

/// A scan, and what must be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scan {
    pub(crate) bytes: Vec<u8>,
    /// `verdict`, `verdict:reason` or `verdict:reason:hint`.
    pub(crate) verdict: &'static str,
}

impl Scan {
    pub(crate) fn new(text: impl Into<String>, verdict: &'static str) -> Scan {
        Scan { bytes: text.into().into_bytes(), verdict }
    }
}

/// What the program holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    /// Resident, in bytes.
    pub(crate) memory: u64,
    /// Files, sockets and the like.
    pub(crate) files: usize,
}

pub(crate) struct Bench {
    program: Guarded,
    window: String,
    guns: Vec<TTYPort>,
    display: Display,
    sent: Vec<Scan>,
    /// Events looked at so far, and the scans among them.
    seen: (i64, usize),
    ledger: Connection,
    dir: TempDir,
}

impl Bench {
    /// Lays out a data directory with these orders and lists of so many devices, opens the window.
    pub(crate) fn open(orders: &[String], devices: usize) -> Bench {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let data = dir.path().join("data");
        std::fs::create_dir(&data).expect("the data directory");
        let mut settings = String::new();
        for gun in 0..GUNS {
            let port = port_of(dir.path(), gun);
            settings +=
                &format!("[[serial]]\nname = \"gun {gun}\"\nport = \"{}\"\nbaud = 9600\n", port.display());
        }
        std::fs::write(data.join("settings.toml"), settings).expect("the settings");
        for order in orders {
            let file = dir.path().join("order.toml");
            std::fs::write(&file, order).expect("the order");
            succeed(&data, &["order", "add", &file.to_string_lossy()]);
        }
        import_lists(dir.path(), &data, devices);
        let guns = (0..GUNS).map(|gun| plug(dir.path(), gun)).collect();
        let display = Display::start(dir.path());
        let program = start(&data, &display, dir.path());
        let window = wait_for("the window", || {
            let pid = program.0.id().to_string();
            let found = display.try_xdotool(&["search", "--onlyvisible", "--pid", &pid])?;
            found.lines().next().map(str::to_owned)
        });
        display.xdotool(&["windowactivate", "--sync", &window]);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let ledger = Connection::open_with_flags(data.join("ledger.sqlite"), flags).expect("the ledger");
        let mut bench = Bench { program, window, guns, display, sent: Vec::new(), seen: (0, 0), ledger, dir };
        bench.seen.0 = bench.number("SELECT coalesce(max(seq), 0) FROM events");
        (0..GUNS).for_each(|gun| bench.wait_until_heard(gun));
        bench
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn number(&self, sql: &str) -> i64 {
        self.ledger.query_row(sql, [], |row| row.get(0)).expect("the ledger answers")
    }

    /// Scans with a gun.
    pub(crate) fn send_all(&mut self, gun: usize, scans: Vec<Scan>) {
        for scan in scans {
            let mut line = scan.bytes.clone();
            line.push(b'\r');
            self.guns[gun].write_all(&line).expect("the serial line");
            self.sent.push(scan);
        }
    }

    /// Halves that the clock has dropped, in their place.
    pub(crate) fn expect_timeouts(&mut self, timeouts: &[Scan]) {
        for timeout in timeouts {
            // Before the scan that came after it: the card of the next order.
            let at = self.sent.len() - 1;
            self.sent.insert(at, timeout.clone());
        }
    }

    /// Waits until everything that was sent has its verdict.
    pub(crate) fn wait_until_judged(&mut self) {
        let begun = Instant::now();
        loop {
            let sql = "SELECT coalesce(max(seq), ?1), count(*) FILTER (WHERE kind IN ('scan', 'timeout')) FROM events \
                       WHERE seq > ?1";
            let mut look = self.ledger.prepare_cached(sql).expect("the ledger's tables");
            let (upto, more): (i64, i64) = look
                .query_row([self.seen.0], |row| Ok((row.get(0)?, row.get(1)?)))
                .expect("the ledger answers");
            drop(look);
            self.seen = (upto, self.seen.1 + more as usize);
            if self.seen.1 >= self.sent.len() {
                return;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "{} scans were sent, {} have a verdict; the last: {:?}",
                self.sent.len(),
                self.seen.1,
                &self.sent[self.seen.1.saturating_sub(3)..self.sent.len().min(self.seen.1 + 3)]
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Pulls a gun's plug and puts it in again, at another port of the system, and waits until it is heard.
    pub(crate) fn pull_and_plug(&mut self, gun: usize) {
        self.wait_until_judged();
        let (other, port) = TTYPort::pair().expect("a pty pair");
        drop(port);
        drop(std::mem::replace(&mut self.guns[gun], other));
        self.guns[gun] = plug(self.dir.path(), gun);
        self.wait_until_heard(gun);
    }

    /// The program has opened the gun's port.
    fn wait_until_heard(&self, gun: usize) {
        let port = std::fs::read_link(port_of(self.dir.path(), gun)).expect("the gun's port");
        let fds = format!("/proc/{}/fd", self.program.0.id());
        wait_for("the program to open its gun", || {
            let mut open = std::fs::read_dir(&fds).ok()?.flatten();
            open.any(|fd| std::fs::read_link(fd.path()).is_ok_and(|target| target == port)).then_some(())
        });
    }

    /// Does something with the window, each time something else.
    pub(crate) fn move_window(&self, n: usize) {
        match n % 4 {
            3 => {
                self.display.xdotool(&["windowminimize", "--sync", &self.window]);
            }
            n => {
                self.display.xdotool(&["windowactivate", "--sync", &self.window]);
                let (width, height) = SIZES[n];
                // Where the whole of it fits: a manager may put it elsewhere each time it comes back.
                self.display.xdotool(&["windowmove", &self.window, "30", "30"]);
                self.display.xdotool(&["windowsize", &self.window, width, height]);
            }
        }
    }

    /// Exports what was paired today, in the window, and goes back to the station's screen.
    pub(crate) fn export(&self) {
        let before = self.exports();
        self.display.xdotool(&["windowactivate", "--sync", &self.window]);
        self.display.xdotool(&["windowmove", &self.window, "30", "30"]);
        self.display.xdotool(&["windowsize", &self.window, "1280", "800"]);
        std::thread::sleep(Duration::from_secs(1));
        let begun = Instant::now();
        while self.exports() == before {
            assert!(begun.elapsed() < PATIENCE, "the window does not export");
            // Again, where the window was not there yet to be clicked into.
            match self.wide_button(self.beside_the_rail()) {
                None => self.click(rail(Screen::Export)),
                Some((x, y)) => {
                    self.display.xdotool(&["mousemove", &x.to_string(), &y.to_string(), "click", "1"]);
                }
            }
            std::thread::sleep(Duration::from_secs(1));
        }
        self.click(rail(Screen::Station));
    }

    /// Exports on record.
    pub(crate) fn exports(&self) -> i64 {
        self.number("SELECT count(*) FROM exports")
    }

    fn click(&self, (x, y): (usize, usize)) {
        let (x, y) = (x.to_string(), y.to_string());
        self.display.xdotool(&["mousemove", "--window", &self.window, &x, &y, "click", "1"]);
    }

    /// The screen's own part of the window, below the bar and right of the rail.
    fn beside_the_rail(&self) -> Area {
        let place = self.display.xdotool(&[
            "mousemove",
            "--window",
            &self.window,
            "0",
            "0",
            "getmouselocation",
            "--shell",
        ]);
        let value = |key: &str| {
            let line = place.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            line.and_then(|value| value.parse::<usize>().ok()).expect("the window's place")
        };
        let (left, top) = (size::RAIL as usize + 8, size::TOP_BAR as usize + 8);
        let (x, y) = (value("X") + left, value("Y") + top);
        // What of it is on the screen, which is 1400 by 900.
        Area { x, y, width: (1280 - left - 8).min(1400 - x), height: (800 - top - 8).min(900 - y) }
    }

    /// The place, on the screen, of the first wide button in the colour of the one thing to do.
    fn wide_button(&self, part: Area) -> Option<(usize, usize)> {
        let pixels = self.display.picture().cut(part);
        let brand = brand();
        let filled = |x: usize, y: usize| {
            let row = pixels.get(y * part.width + x..y * part.width + x + BUTTON);
            row.is_some_and(|row| row.iter().all(|pixel| *pixel == brand))
        };
        let places = (0..part.height)
            .step_by(4)
            .flat_map(|y| (0..part.width - BUTTON).step_by(8).map(move |x| (x, y)));
        // Filled, and no line: the rows below are so, too.
        let (x, y) = places.into_iter().find(|(x, y)| filled(*x, *y) && filled(*x, *y + 6))?;
        Some((part.x + x + BUTTON / 2, part.y + y + 3))
    }

    /// What the program holds now.
    pub(crate) fn held(&self) -> Held {
        let proc = PathBuf::from(format!("/proc/{}", self.program.0.id()));
        let status = std::fs::read_to_string(proc.join("status")).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        let memory = line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number") * 1024;
        Held { memory, files: std::fs::read_dir(proc.join("fd")).expect("its files").count() }
    }

    /// Closes the window as a user does; then the ledger is what was sent, and sound.
    pub(crate) fn close_and_compare(mut self, pairs: usize) {
        self.display.xdotool(&["windowactivate", "--sync", &self.window]);
        self.display.xdotool(&["key", "--clearmodifiers", "alt+F4"]);
        let status = wait_for("the program to end", || self.program.0.try_wait().expect("its status"));
        assert!(status.success(), "ended with {status}");
        let kept = self.kept();
        for (n, (kept, sent)) in kept.iter().zip(&self.sent).enumerate() {
            let bytes = &sent.bytes[..sent.bytes.len().min(KEPT)];
            let around =
                self.sent[n.saturating_sub(4)..n].iter().map(|scan| scan.verdict).collect::<Vec<_>>();
            assert!(
                kept.0 == bytes && fits(&kept.1, sent.verdict),
                "scan {n}, after {around:?}: sent {:?} for {}, kept {:?} with {}",
                String::from_utf8_lossy(bytes),
                sent.verdict,
                String::from_utf8_lossy(&kept.0),
                kept.1
            );
        }
        assert_eq!(kept.len(), self.sent.len(), "scans that nobody sent, or that are lost");
        let check = succeed(&self.data(), &["check", "--json"]);
        let summary: serde_json::Value =
            serde_json::from_str(check.lines().last().expect("a summary")).expect("JSON");
        assert_eq!(summary["summary"]["faults"], 0, "{check}");
        assert_eq!(summary["summary"]["pairs"], pairs, "{check}");
    }

    /// Each scan on record, in order.
    fn kept(&self) -> Vec<(Vec<u8>, String)> {
        let sql =
            "SELECT raw, verdict, reason, hint FROM events WHERE kind IN ('scan', 'timeout') ORDER BY seq";
        let mut look = self.ledger.prepare(sql).expect("the ledger's tables");
        let rows = look.query_map([], |row| {
            let parts: [String; 3] = [row.get(1)?, row.get(2)?, row.get(3)?];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            Ok((row.get(0)?, parts.join(":")))
        });
        rows.and_then(Iterator::collect).expect("the rows")
    }
}

/// A verdict with a hint that nobody named is the same verdict.
fn fits(kept: &str, wanted: &str) -> bool {
    kept == wanted || kept.strip_prefix(wanted).is_some_and(|hint| hint.starts_with(':'))
}

impl Drop for Bench {
    /// A failed test leaves what was on the screen and what the program said.
    fn drop(&mut self) {
        if std::thread::panicking() {
            let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("day-failed.png");
            self.display.picture().save(&picture);
            let said = std::fs::read_to_string(self.dir.path().join("stderr")).unwrap_or_default();
            eprintln!("the screen is in {}; the program said: {said}", picture.display());
        }
    }
}

/// The colour of the one button that matters on a screen.
fn brand() -> [u8; 3] {
    let [red, green, blue, _] = LIGHT.brand.to_array();
    [red, green, blue]
}

/// The middle of a screen's entry on the rail.
fn rail(screen: Screen) -> (usize, usize) {
    let at = Screen::ALL.iter().position(|s| *s == screen).expect("a screen of the rail") as f32;
    let y = size::TOP_BAR + space::S + (at + 0.5) * size::RAIL_ENTRY;
    ((size::RAIL / 2.0) as usize, y as usize)
}

/// Where the program finds a gun: a name that leads to whatever port the gun has now.
fn port_of(dir: &Path, gun: usize) -> PathBuf {
    dir.join(format!("gun{gun}"))
}

fn plug(dir: &Path, gun: usize) -> TTYPort {
    let (mut master, port) = TTYPort::pair().expect("a pty pair");
    master.set_timeout(PATIENCE).expect("a time-out");
    let to = port.name().expect("the pty's path");
    // The program opens it exclusively: nobody else may hold it.
    drop(port);
    let link = port_of(dir, gun);
    if link.is_symlink() {
        std::fs::remove_file(&link).expect("the old name");
    }
    std::os::unix::fs::symlink(to, link).expect("the gun's name");
    master
}

/// Every device of the day is on the lists.
fn import_lists(dir: &Path, data: &Path, devices: usize) {
    let sns: String = (0..=devices).map(|n| format!("p11sf2,{}\n", sn(n))).collect();
    let file = dir.join("sns.csv");
    std::fs::write(&file, format!("产品ProductKey,设备SN\n{sns}")).expect("the list");
    succeed(data, &["import", "sn", &file.to_string_lossy()]);
    let dks: String = (0..=devices).map(|n| format!("{}\n", module(n))).collect();
    let file = dir.join("dks.txt");
    std::fs::write(&file, dks).expect("the list");
    succeed(data, &["import", "dk", &file.to_string_lossy(), "--order", "WODAY"]);
}

fn start(data: &Path, display: &Display, dir: &Path) -> Guarded {
    let stderr = File::create(dir.join("stderr")).expect("a file for what the program says");
    let child = Command::new(env!("CARGO_BIN_EXE_pairing-station"))
        .arg("--data")
        .arg(data)
        .env("DISPLAY", display.name())
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("XDG_RUNTIME_DIR", dir)
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .stderr(stderr)
        .spawn();
    Guarded(child.expect("the program"))
}

/// Runs a headless command that has to succeed; what it printed.
fn succeed(data: &Path, args: &[&str]) -> String {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_pairing-station"))
        .arg("--data")
        .arg(data)
        .args(args)
        .output()
        .expect("the program");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?} ended with {}: {said}", output.status);
    String::from_utf8(output.stdout).expect("UTF-8")
}
