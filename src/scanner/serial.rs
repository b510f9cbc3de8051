//! Serial guns: a thread for each, which opens its port, reads codes and never gives up.
//!
//! Architecture invariants:
//! * A port is opened exclusively; whoever else has it is told about, not shared with.
//! * What was in the line before the port was [`GunState::Ready`] is no scan, and a code that a
//!   break cut in half is none either.
//! * A gun's thread wakes five times a second while nothing happens, and at once when a byte comes.
//! * A gun is one device: who was seen at a port by a USB identity is looked for wherever it is plugged
//!   in, and nobody else is taken for it.
//!
//! ```text
//! finder    which port the gun is at now: by name, or by USB identity
//! line      one open port: exclusive, its lines raised, its troubles as a GunState
//! listen    bytes → framer → scans; the watch for a port that went without a word
//! teller    the thread beside it that tells the gun good or bad
//! ```
//!
//! Unplugging shows as an error, as an empty read, or not at all; the last is seen by the port's name,
//! which is looked at each second whether bytes come or not. What had come in whole by then is read out
//! first. (After a hang-up Linux has thrown away what was not read; the thread reads at once, so that
//! is what came in the same instant.)

pub(super) mod finder;
pub(super) mod line;
mod settings;
mod teller;

pub(super) use settings::baud;
pub use settings::{BAUD, DataBits, FlowControl, Parity, SerialSettings, StopBits};

use super::framer::{Frame, Framer};
use super::outlet::{Ended, Gun, Outlet};
use super::{GunState, Wiring};
use finder::Finder;
use line::{Heard, Line};
use std::time::{Duration, Instant};
use teller::Teller;

/// The longest the thread sleeps in a read: how soon [`Gun::stop`] is heard.
const READ_WAIT: Duration = Duration::from_millis(200);

/// How often the port is looked for: a port that went without a word is noticed within two seconds.
const WATCH: Duration = Duration::from_secs(1);

/// How long a code may stand without its end before it is told that it has none.
const UNFINISHED: Duration = Duration::from_millis(500);

/// Most reads of what is left in a port that is no longer there.
const LAST_READS: usize = 16;

/// Starts the thread of a gun: it puts what the gun sends, and how the gun is, into the wiring's
/// channel.
///
/// While the channel is full the thread waits, so that no scan is lost.
pub fn spawn(settings: SerialSettings, wiring: &Wiring) -> Gun {
    start(settings, wiring, Finder::default())
}

fn start(settings: SerialSettings, wiring: &Wiring, mut finder: Finder) -> Gun {
    let claims = wiring.claims.clone();
    Gun::start(&settings.name.clone(), wiring, move |out| {
        out.keep(|out| match Line::open(&settings, &mut finder, &claims, &out.source()) {
            Ok(mut line) => {
                out.state(GunState::Ready)?;
                let why = converse(&mut line, &settings, out)?;
                Ok(GunState::Missing { why })
            }
            Err(state) => Ok(state),
        })
    })
}

/// Listens, and tells the gun what came of its scans if it was set to be told.
fn converse(line: &mut Line, settings: &SerialSettings, out: &Outlet) -> Result<String, Ended> {
    let mut voice = if settings.feedback.is_silent() { None } else { line.voice() };
    let (answers, source) = (out.answers(), out.source());
    std::thread::scope(|scope| {
        let teller = voice
            .as_mut()
            .map(|port| Teller::start(scope, &source, &mut **port, &settings.feedback, answers));
        if let Some(Err(error)) = &teller {
            tracing::error!(gun = %source, %error, "no thread to tell this gun anything");
        }
        Listener::new(line, settings, out).listen()
    })
}

/// One connection, as far as it is listened to.
struct Listener<'a> {
    line: &'a mut Line,
    out: &'a Outlet,
    /// A new framer for each connection: half a code does not outlive the break.
    framer: Framer,
    frames: Vec<Frame>,
    /// The longest sleep in a read.
    longest: Duration,
    /// When the last bytes came.
    heard: Instant,
    /// Whether the code that stands in the framer was told to have no end.
    told: bool,
}

impl<'a> Listener<'a> {
    fn new(line: &'a mut Line, settings: &SerialSettings, out: &'a Outlet) -> Self {
        // On Windows a write waits for the read that goes on.
        let short = cfg!(windows) && !settings.feedback.is_silent();
        Listener {
            line,
            out,
            framer: Framer::new(settings.framing()),
            frames: Vec::new(),
            longest: if short { READ_WAIT / 2 } else { READ_WAIT },
            heard: Instant::now(),
            told: false,
        }
    }

    /// Reads until the line breaks; gives what the OS said then.
    fn listen(mut self) -> Result<String, Ended> {
        let mut buffer = [0; 4096];
        let mut watched = Instant::now();
        loop {
            self.out.go_on()?;
            let gap = self.framer.silence_wanted().map(|gap| gap.saturating_sub(self.heard.elapsed()));
            match self.line.read(&mut buffer, gap.map_or(self.longest, |gap| gap.min(self.longest))) {
                Heard::Bytes(count) => self.bytes(&buffer[..count])?,
                Heard::Silence => self.silence()?,
                Heard::Break(why) => return Ok(why),
            }
            if watched.elapsed() >= WATCH {
                watched = Instant::now();
                if let Err(why) = self.line.still_there() {
                    self.read_out(&mut buffer)?;
                    return Ok(why);
                }
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), Ended> {
        self.heard = Instant::now();
        self.told = false;
        let at = self.out.now();
        self.out.heard(at, bytes)?;
        self.framer.push(bytes, at, &mut self.frames);
        self.scans()
    }

    fn silence(&mut self) -> Result<(), Ended> {
        if self.framer.silence_wanted().is_some_and(|gap| self.heard.elapsed() >= gap) {
            self.framer.silence(&mut self.frames);
            self.scans()?;
        }
        if self.heard.elapsed() >= UNFINISHED && self.framer.partial() {
            self.framer.rest();
            let (at, so_far) = self.framer.so_far();
            if !self.told && !so_far.is_empty() {
                self.told = true;
                self.out.unfinished(at, so_far.to_vec())?;
            }
        }
        Ok(())
    }

    /// The codes that are whole in a port that is on its way out.
    fn read_out(&mut self, buffer: &mut [u8]) -> Result<(), Ended> {
        for _ in 0..LAST_READS {
            match self.line.read(buffer, Duration::ZERO) {
                Heard::Bytes(count) => self.bytes(&buffer[..count])?,
                Heard::Silence | Heard::Break(_) => break,
            }
        }
        Ok(())
    }

    fn scans(&mut self) -> Result<(), Ended> {
        self.frames.drain(..).try_for_each(|Frame { at, bytes }| self.out.scan(at, bytes))
    }
}

#[cfg(test)]
mod tests;
