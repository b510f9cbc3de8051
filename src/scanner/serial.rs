//! Serial guns: a thread for each, which opens its port, reads codes and never gives up.
//!
//! Architecture invariants:
//! * A port is opened exclusively; whoever else has it is told about, not shared with.
//! * What was in the line before the port was [`GunState::Ready`] is no scan, and a code that a
//!   break cut in half is none either.
//! * A gun's thread wakes five times a second while nothing happens, and at once when a byte comes.

pub(super) mod line;
mod settings;

pub(super) use settings::baud;
pub use settings::{DataBits, FlowControl, Parity, SerialSettings, StopBits};

use super::framer::{Frame, Framer};
use super::outlet::{Ended, Gun, Outlet};
use super::{GunState, Wiring};
use line::{Heard, Line};
use std::time::{Duration, Instant};

/// The longest the thread sleeps in a read: how soon [`Gun::stop`] is heard.
const READ_WAIT: Duration = Duration::from_millis(200);

/// How often the port is looked for while it is silent: unplugging shows as an error, as an empty
/// read, or not at all.
const WATCH: Duration = Duration::from_secs(1);

/// How long a code may stand without its end before it is told that it has none.
const UNFINISHED: Duration = Duration::from_millis(500);

/// Starts the thread of a gun: it puts what the gun sends, and how the gun is, into the wiring's
/// channel.
///
/// While the channel is full the thread waits, so that no scan is lost.
pub fn spawn(settings: SerialSettings, wiring: &Wiring) -> Gun {
    let claims = wiring.claims.clone();
    Gun::start(&settings.name.clone(), wiring, move |out| {
        out.keep(|out| match Line::open(&settings, &claims, &out.source()) {
            Ok(mut line) => {
                out.state(GunState::Ready)?;
                let why = listen(&mut line, &settings, out)?;
                Ok(GunState::Missing { why })
            }
            Err(state) => Ok(state),
        })
    })
}

fn scans(out: &Outlet, frames: &mut Vec<Frame>) -> Result<(), Ended> {
    frames.drain(..).try_for_each(|Frame { at, bytes }| out.scan(at, bytes))
}

/// Reads until the line breaks; gives what the OS said then.
fn listen(line: &mut Line, settings: &SerialSettings, out: &Outlet) -> Result<String, Ended> {
    // A new framer for each connection: half a code does not outlive the break.
    let mut framer = Framer::new(settings.framing());
    let mut frames = Vec::new();
    let mut buffer = [0; 4096];
    let mut heard = Instant::now();
    let mut watched = Instant::now();
    // Whether the code that stands in the framer was told to have no end.
    let mut told = false;
    loop {
        out.go_on()?;
        let wait = framer.silence_wanted().map_or(READ_WAIT, |gap| gap.saturating_sub(heard.elapsed()));
        match line.read(&mut buffer, wait.min(READ_WAIT)) {
            Heard::Bytes(count) => {
                heard = Instant::now();
                let at = out.now();
                out.heard(at, &buffer[..count])?;
                framer.push(&buffer[..count], at, &mut frames);
                scans(out, &mut frames)?;
                told = false;
            }
            Heard::Silence => {
                if framer.silence_wanted().is_some_and(|gap| heard.elapsed() >= gap) {
                    framer.silence(&mut frames);
                    scans(out, &mut frames)?;
                }
                if !told && heard.elapsed() >= UNFINISHED && framer.partial() {
                    told = true;
                    let (at, so_far) = framer.so_far();
                    out.unfinished(at, so_far.to_vec())?;
                }
                if watched.elapsed() >= WATCH {
                    watched = Instant::now();
                    if let Err(why) = line.still_there() {
                        return Ok(why);
                    }
                }
            }
            Heard::Break(why) => return Ok(why),
        }
    }
}
