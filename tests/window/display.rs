//! A display without a screen: Xvfb, a window manager on it, and xdotool for hands.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take that happens at once on an idle machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A child process that ends with its owner.
pub(crate) struct Guarded(pub(crate) Child);

impl Drop for Guarded {
    fn drop(&mut self) {
        // Already gone is what is wanted.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Waits until `done` gives something; panics with `what` when it does not.
pub(crate) fn wait_for<T>(what: &str, mut done: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = done() {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The display. Its size leaves room around the window, so that nothing is cut off.
pub(crate) struct Display {
    name: String,
    framebuffer: PathBuf,
    _manager: Guarded,
    _server: Guarded,
}

impl Display {
    /// Starts server and window manager; `dir` is where the server keeps its framebuffer.
    pub(crate) fn start(dir: &Path) -> Display {
        let mut server = spawn(
            Command::new("Xvfb")
                .args(["-screen", "0", "1400x900x24", "-nolisten", "tcp", "-displayfd", "1", "-fbdir"])
                .arg(dir)
                .stdout(Stdio::piped()),
        );
        let mut number = String::new();
        let stdout = server.0.stdout.take().expect("the server's stdout is piped");
        BufReader::new(stdout).read_line(&mut number).expect("the display's number");
        assert!(!number.trim().is_empty(), "Xvfb did not start");
        let name = format!(":{}", number.trim());
        let manager =
            spawn(Command::new("openbox").arg("--sm-disable").env("DISPLAY", &name).stdout(Stdio::null()));
        let display =
            Display { name, framebuffer: dir.join("Xvfb_screen0"), _manager: manager, _server: server };
        // The manager is at work as soon as it says which desktop is shown.
        wait_for("openbox to manage the display", || display.try_xdotool(&["get_desktop"]));
        display
    }

    /// `:N`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Runs xdotool; what it printed.
    pub(crate) fn xdotool(&self, args: &[&str]) -> String {
        self.try_xdotool(args).unwrap_or_else(|| panic!("xdotool {args:?} failed"))
    }

    /// As [`Display::xdotool`], `None` where it fails.
    pub(crate) fn try_xdotool(&self, args: &[&str]) -> Option<String> {
        let output = Command::new("xdotool")
            .args(args)
            .env("DISPLAY", &self.name)
            .stderr(Stdio::null())
            .output()
            .unwrap_or_else(|e| panic!("xdotool: {e}; bash tests/run.sh installs it"));
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Types a code as a gun does: 5 ms a character, then Return.
    pub(crate) fn scan(&self, code: &str) {
        self.xdotool(&["type", "--delay", "5", "--args", "1", code, "key", "Return"]);
    }

    /// What is on the screen now.
    pub(crate) fn picture(&self) -> Picture {
        Picture::parse(&std::fs::read(&self.framebuffer).expect("Xvfb's framebuffer"))
    }
}

fn spawn(command: &mut Command) -> Guarded {
    let child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn();
    Guarded(child.unwrap_or_else(|e| panic!("{command:?}: {e}; bash tests/run.sh installs it")))
}

/// A colour, red green blue.
pub(crate) type Rgb = [u8; 3];

/// A rectangle of the screen, in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// A picture of the screen.
pub(crate) struct Picture {
    width: usize,
    pixels: Vec<Rgb>,
}

impl Picture {
    /// Reads an XWD dump (`XWDFile.h`): 25 big-endian words, a colour map, then rows of 32-bit pixels.
    fn parse(dump: &[u8]) -> Picture {
        let word =
            |n: usize| u32::from_be_bytes(dump[4 * n..4 * n + 4].try_into().expect("four bytes")) as usize;
        let (header, width, height, stride, colours) = (word(0), word(4), word(5), word(12), word(19));
        assert_eq!((word(7), word(11)), (0, 32), "least significant byte first, 32 bits a pixel");
        let first = header + 12 * colours;
        let pixels = (0..height)
            .flat_map(|y| (0..width).map(move |x| first + y * stride + 4 * x))
            .map(|at| [dump[at + 2], dump[at + 1], dump[at]])
            .collect();
        Picture { width, pixels }
    }

    /// The pixels of one part, row by row.
    pub(crate) fn cut(&self, area: Area) -> Vec<Rgb> {
        (area.y..area.y + area.height)
            .flat_map(|y| &self.pixels[y * self.width + area.x..][..area.width])
            .copied()
            .collect()
    }

    /// How much of a part has this colour, 0–1.
    pub(crate) fn share(&self, area: Area, colour: Rgb) -> f64 {
        let pixels = self.cut(area);
        pixels.iter().filter(|pixel| near(**pixel, colour)).count() as f64 / pixels.len() as f64
    }

    /// The middle, on the screen, of what has this colour within a part: at least a small button's
    /// worth of it.
    pub(crate) fn middle_of(&self, area: Area, colour: Rgb) -> Option<(usize, usize)> {
        let pixels = self.cut(area);
        let found = pixels.iter().enumerate().filter(|(_, pixel)| near(**pixel, colour));
        let places: Vec<_> = found.map(|(at, _)| (at % area.width, at / area.width)).collect();
        let middle = |all: Vec<usize>| Some(all.iter().min()?.midpoint(*all.iter().max()?));
        (places.len() >= 1000).then_some(())?;
        let x = middle(places.iter().map(|place| place.0).collect())?;
        let y = middle(places.iter().map(|place| place.1).collect())?;
        Some((area.x + x, area.y + y))
    }

    /// Keeps it as a PNG, for whoever looks into a failure.
    pub(crate) fn save(&self, path: &Path) {
        let bytes = self.pixels.concat();
        let height = (self.pixels.len() / self.width) as u32;
        image::save_buffer(path, &bytes, self.width as u32, height, image::ColorType::Rgb8)
            .expect("the picture can be written");
    }
}

fn near(a: Rgb, b: Rgb) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 6)
}
