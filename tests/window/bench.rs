//! A bench as on the line: a data directory, the real program in its window, two guns.

use std::fs::File;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output};
use std::time::Duration;

use serialport::{SerialPort, TTYPort};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::display::{Area, Display, Guarded, PATIENCE, wait_for};
use crate::sockets;

/// The work order every test works on.
const ORDER: &str = r#"
name = "WOWINDOW"
product_key = "p11sf2"
tac = ["86395006"]
sn_length = 16
sn_prefix = "VDR"
"#;

/// The first columns of the default preset, and its end of line.
const HEADER: &str = "*设备DeviceKey,*产品ProductKey,设备SN,设备名称,证书指纹\r\n";

/// Device QR of an SN.
pub(crate) fn qr(sn: &str) -> String {
    format!("pk=p11sf2&sn={sn}&v=1")
}

/// The program in its window on a display of its own, with a keyboard gun and a serial gun.
pub(crate) struct Bench {
    program: Guarded,
    window: String,
    gun: TTYPort,
    /// Where the program finds the gun.
    port: PathBuf,
    pub(crate) display: Display,
    /// Where the window's own pixels are on the screen. It is not moved.
    area: Area,
    dir: TempDir,
}

impl Bench {
    /// Lays out the data directory, opens the window and the order.
    pub(crate) fn open() -> Bench {
        Bench::open_with(&[])
    }

    /// The same, with something more in the program's environment.
    pub(crate) fn open_with(environment: &[(&str, &str)]) -> Bench {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let data = dir.path().join("data");
        std::fs::create_dir(&data).expect("the data directory");
        let (gun, port) = TTYPort::pair().expect("a pty pair");
        let port_name = port.name().expect("the pty's path");
        // The program opens it exclusively: nobody else may hold it.
        drop(port);
        let settings = format!("[[serial]]\nname = \"bench\"\nport = \"{port_name}\"\nbaud = 9600\n");
        std::fs::write(data.join("settings.toml"), settings).expect("the settings");
        let order = dir.path().join("order.toml");
        std::fs::write(&order, ORDER).expect("the order");
        succeed(&data, &["order", "add", &order.to_string_lossy()]);

        let display = Display::start(dir.path());
        let program = start(&data, &display, dir.path(), environment);
        let window = window_of(&program, &display);
        let area = area(&display, &window);
        let bench = Bench { program, window, gun, port: port_name.into(), display, area, dir };
        bench.wait_until_drawn();
        bench.wait_until_listening();
        bench.scan("PSWOWOWINDOW");
        bench.wait_for_scans(1);
        bench
    }

    /// The program's window is there again, on the same data directory.
    pub(crate) fn again(mut self) -> Bench {
        self.program = start(&self.data(), &self.display, self.dir.path(), &[]);
        self.window = window_of(&self.program, &self.display);
        self.area = area(&self.display, &self.window);
        self.wait_until_drawn();
        self
    }

    /// Where settings and ledger lie.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// Gives the window the keyboard.
    pub(crate) fn focus(&self) {
        self.display.xdotool(&["windowactivate", "--sync", &self.window]);
    }

    /// Minimises the window.
    pub(crate) fn minimise(&self) {
        self.display.xdotool(&["windowminimize", "--sync", &self.window]);
    }

    /// Scans with the keyboard gun.
    pub(crate) fn scan(&self, code: &str) {
        self.display.scan(code);
    }

    /// Scans with a keyboard gun that sends no suffix.
    pub(crate) fn scan_without_end(&self, code: &str) {
        self.display.xdotool(&["type", "--delay", "5", code]);
    }

    /// Scans with the serial gun.
    pub(crate) fn scan_serial(&mut self, code: &str) {
        self.gun.write_all(format!("{code}\r").as_bytes()).expect("the serial line");
    }

    /// Clicks at a place of the window, in pixels from its upper left corner.
    pub(crate) fn click(&self, (x, y): (usize, usize)) {
        let (x, y) = (x.to_string(), y.to_string());
        self.display.xdotool(&["mousemove", "--window", &self.window, &x, &y, "click", "1"]);
    }

    /// The window's pixels within `part`, which counts from the window's corner.
    pub(crate) fn pixels(&self, part: Area) -> Vec<[u8; 3]> {
        let (x, y) = (self.area.x + part.x, self.area.y + part.y);
        self.display.picture().cut(Area { x, y, ..part })
    }

    /// As [`Bench::pixels`], once nothing moves there any more.
    pub(crate) fn still(&self, part: Area) -> Vec<[u8; 3]> {
        let mut last = self.pixels(part);
        wait_for("the window to come to rest", || {
            std::thread::sleep(Duration::from_millis(200));
            let now = self.pixels(part);
            let rests = now == last;
            last.clone_from(&now);
            rests.then_some(now)
        })
    }

    /// Waits until at least `share` of the window has a colour.
    pub(crate) fn wait_for_colour(&self, what: &str, colour: [u8; 3], share: f64) {
        wait_for(what, || (self.display.picture().share(self.area, colour) >= share).then_some(()));
    }

    /// Clicks into the middle of what has a colour, once it is there.
    pub(crate) fn click_colour(&self, what: &str, colour: [u8; 3]) {
        let (x, y) = wait_for(what, || self.display.picture().middle_of(self.area, colour));
        self.click((x - self.area.x, y - self.area.y));
    }

    /// Waits until the ledger has `count` scans.
    pub(crate) fn wait_for_scans(&self, count: usize) {
        let started = std::time::Instant::now();
        while self.scans().len() < count {
            let seen = self.scans();
            assert!(started.elapsed() < PATIENCE, "waited {PATIENCE:?} for {count} scans, saw {seen:#?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Each scan in the ledger, in order: its text and `verdict` or `verdict:reason`.
    pub(crate) fn scans(&self) -> Vec<(String, String)> {
        let sql = "SELECT CAST(raw AS TEXT), verdict, reason FROM events WHERE kind = 'scan' ORDER BY seq";
        self.query(sql, |row| {
            let (verdict, reason): (String, String) = (row.get(1)?, row.get(2)?);
            let both = if reason.is_empty() { verdict } else { format!("{verdict}:{reason}") };
            Ok((row.get(0)?, both))
        })
    }

    /// Reads the ledger beside the running program, as a reader that can change nothing.
    fn query<T>(&self, sql: &str, row: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let path = self.data().join("ledger.sqlite");
        let ledger = rusqlite::Connection::open_with_flags(path, flags).expect("the ledger");
        let mut statement = ledger.prepare(sql).expect("the ledger's tables");
        let rows = statement.query_map([], |r| row(r)).expect("the rows");
        rows.collect::<Result<_, _>>().expect("each row")
    }

    /// The pairs in the ledger, DK and SN, oldest first.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        self.query("SELECT dk, sn FROM pairs ORDER BY id", |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// What else the last event of a kind says, if there is one.
    pub(crate) fn last_detail(&self, kind: &str) -> Option<String> {
        let sql = "SELECT detail, kind FROM events ORDER BY seq DESC";
        let events: Vec<(String, String)> = self.query(sql, |row| Ok((row.get(0)?, row.get(1)?)));
        events.into_iter().find(|(_, it)| it == kind).map(|(detail, _)| detail)
    }

    /// What the program has said on stderr.
    pub(crate) fn stderr(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("stderr")).expect("what the program said")
    }

    /// The crash files, oldest first.
    pub(crate) fn crash_files(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.data().join("crashes")).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = files.map(|file| file.path()).collect();
        files.sort();
        files
    }

    /// What the program can be reached at: see [`sockets::listening`].
    pub(crate) fn listening(&self) -> (usize, Vec<String>) {
        sockets::listening(self.program.0.id())
    }

    /// Leaves what is on the screen in cargo's directory for test files.
    pub(crate) fn keep_picture(&self, name: &str) {
        self.display.picture().save(&Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
    }

    /// Closes the window as a user does, and waits for the program's end.
    pub(crate) fn close(mut self) -> Bench {
        self.focus();
        self.display.xdotool(&["key", "--clearmodifiers", "alt+F4"]);
        self.wait();
        self
    }

    /// Kills the program.
    pub(crate) fn kill(mut self) -> Bench {
        self.program.0.kill().expect("the program");
        self.wait();
        self
    }

    /// Waits for the program to end by itself.
    pub(crate) fn wait_for_its_end(mut self) -> Bench {
        self.wait();
        self
    }

    fn wait(&mut self) -> ExitStatus {
        wait_for("the program to end", || self.program.0.try_wait().expect("its status"))
    }

    /// How the program ended.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        self.wait()
    }

    /// A window of any program.
    pub(crate) fn any_window(&self) -> Option<String> {
        let found = self.display.try_xdotool(&["search", "--onlyvisible", "--class", "pairing-station"])?;
        found.lines().next().map(str::to_owned)
    }

    /// Closes a window, and waits until it is gone.
    pub(crate) fn end_window(&self, window: &str) {
        std::thread::sleep(Duration::from_millis(500));
        self.display.xdotool(&["windowactivate", "--sync", window, "key", "--clearmodifiers", "alt+F4"]);
        wait_for("the window to be gone", || self.any_window().is_none().then_some(()));
    }

    /// Something other than one flat colour is in the window: the first frame is there.
    fn wait_until_drawn(&self) {
        wait_for("the first frame", || {
            let pixels = self.display.picture().cut(self.area);
            let different = pixels.iter().filter(|p| **p != pixels[0]).count();
            (different > pixels.len() / 100).then_some(())
        });
    }

    /// The program has opened the serial port.
    fn wait_until_listening(&self) {
        let fds = format!("/proc/{}/fd", self.program.0.id());
        wait_for("the program to open its serial gun", || {
            let open = std::fs::read_dir(&fds).ok()?.flatten();
            let mut open = open.filter_map(|fd| std::fs::read_link(fd.path()).ok());
            open.any(|target| target == self.port).then_some(())
        });
    }

    /// Closes the window as a user does, and looks whether everything was kept: every scan with its
    /// verdict, a sound ledger, and the relation file with exactly these pairs (DK, SN), in order.
    pub(crate) fn close_and_expect(mut self, scans: &[(&str, &str)], pairs: &[(&str, &str)]) {
        self.focus();
        self.display.xdotool(&["key", "--clearmodifiers", "alt+F4"]);
        let status = wait_for("the program to end", || self.program.0.try_wait().expect("its status"));
        assert!(status.success(), "ended with {status}, signal {:?}", status.signal());

        let kept = self.scans();
        let kept: Vec<_> = kept.iter().map(|(text, verdict)| (text.as_str(), verdict.as_str())).collect();
        assert_eq!(kept[0], ("PSWOWOWINDOW", "command"));
        assert_eq!(&kept[1..], scans);

        let check = succeed(&self.data(), &["check", "--json"]);
        let summary = json(check.lines().last().expect("a summary"));
        assert_eq!(summary["summary"]["faults"], 0, "{check}");
        assert_eq!(summary["summary"]["pairs"], pairs.len(), "{check}");
        self.expect_relation_file(pairs);
    }

    fn expect_relation_file(&self, pairs: &[(&str, &str)]) {
        let out = self.dir.path().join("exports");
        let printed = succeed(&self.data(), &["export", "--out", &out.to_string_lossy(), "--json"]);
        let lines: Vec<_> = printed.lines().map(json).filter(|line| line.get("file").is_some()).collect();
        assert_eq!(lines.len(), 1, "one file: {printed}");
        let rows: String = pairs.iter().map(|(dk, sn)| format!("{dk},p11sf2,{sn},,\r\n")).collect();
        let bytes = std::fs::read(lines[0]["file"].as_str().expect("its path")).expect("the relation file");
        assert_eq!(String::from_utf8_lossy(&bytes), format!("{HEADER}{rows}"));
        assert_eq!(lines[0]["rows"], pairs.len());
        let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(lines[0]["sha256"], sum.as_str());
    }
}

impl Drop for Bench {
    /// A failed test leaves what was on the screen and what the program said.
    fn drop(&mut self) {
        if std::thread::panicking() {
            let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("window-failed.png");
            self.display.picture().save(&picture);
            let said = std::fs::read_to_string(self.dir.path().join("stderr")).unwrap_or_default();
            eprintln!("the screen is in {}; the program said: {said}", picture.display());
        }
    }
}

/// The program's window, once it is there and has the keyboard.
fn window_of(program: &Guarded, display: &Display) -> String {
    let window = wait_for("the window", || {
        let pid = program.0.id().to_string();
        let found = display.try_xdotool(&["search", "--onlyvisible", "--pid", &pid])?;
        found.lines().next().map(str::to_owned)
    });
    display.xdotool(&["windowactivate", "--sync", &window]);
    window
}

fn start(data: &Path, display: &Display, dir: &Path, environment: &[(&str, &str)]) -> Guarded {
    let stderr = File::create(dir.join("stderr")).expect("a file for what the program says");
    let child = Command::new(env!("CARGO_BIN_EXE_pairing-station"))
        .arg("--data")
        .arg(data)
        .env("DISPLAY", display.name())
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("XDG_RUNTIME_DIR", dir)
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .envs(environment.iter().copied())
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

/// Where a window's own pixels are. The pointer is asked, because xdotool adds the frame twice to
/// the place that it gives for a framed window.
fn area(display: &Display, window: &str) -> Area {
    let place = display.xdotool(&["mousemove", "--window", window, "0", "0", "getmouselocation", "--shell"]);
    let size = display.xdotool(&["getwindowgeometry", "--shell", window]);
    let value = |shell: &str, key: &str| {
        let line = shell.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        line.and_then(|v| v.parse().ok()).unwrap_or_else(|| panic!("no {key} in {shell}"))
    };
    Area {
        x: value(&place, "X"),
        y: value(&place, "Y"),
        width: value(&size, "WIDTH"),
        height: value(&size, "HEIGHT"),
    }
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))
}
