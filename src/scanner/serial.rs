//! Serial guns: a thread for each, which opens its port, reads codes and never gives up.
//!
//! Architecture invariants:
//! * A port is opened exclusively; whoever else has it is told about, not shared with.
//! * What was in the line before the port was [`GunState::Ready`] is no scan, and a code that a
//!   break cut in half is none either.
//! * A gun's thread wakes five times a second while nothing happens, and at once when a byte comes.

mod line;
mod settings;

pub use settings::{DataBits, FlowControl, Parity, SerialSettings, StopBits};

use super::framer::{Frame, Framer};
use super::{Clock, GunState, Scan, ScannerEvent};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, bounded, select};
use line::{Heard, Line};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The first wait before a port is tried again, and the longest.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(2));

/// The longest the thread sleeps in a read: how soon [`SerialGun::stop`] is heard.
const READ_WAIT: Duration = Duration::from_millis(200);

/// How often the port is looked for while it is silent: unplugging shows as an error, as an empty
/// read, or not at all.
const WATCH: Duration = Duration::from_secs(1);

/// A serial gun at work. Dropping it ends its thread.
#[derive(Debug)]
pub struct SerialGun {
    /// Dropped to tell the thread to end; `None` once it was told.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Starts the thread of a gun: it puts what the gun sends, and how the gun is, into `sender`.
///
/// While the channel is full the thread waits, so that no scan is lost.
pub fn spawn(settings: SerialSettings, sender: Sender<ScannerEvent>, clock: Clock) -> SerialGun {
    let (stop, stopped) = bounded(0);
    let source: Arc<str> = settings.name.as_str().into();
    let mut out = Out { source, sender, clock, stopped, state: None };
    let failed = (out.source.clone(), out.sender.clone(), out.clock.clone());
    let builder = std::thread::Builder::new().name(format!("gun {}", settings.name));
    let thread = match builder.spawn(move || run(&settings, &mut out)) {
        Ok(thread) => Some(thread),
        Err(error) => {
            let (source, sender, clock) = failed;
            tracing::error!(gun = %source, %error, "no thread for this gun");
            let state = GunState::Missing { why: format!("no thread could be started: {error}") };
            let event = ScannerEvent::State { source, at: clock(), state };
            if sender.try_send(event).is_err() {
                tracing::error!("and nobody could be told");
            }
            None
        }
    };
    SerialGun { stop: Some(stop), thread }
}

impl SerialGun {
    /// Ends the thread and waits for it: at most a fifth of a second, even while the channel is full.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("a gun's thread had panicked");
        }
    }
}

impl Drop for SerialGun {
    fn drop(&mut self) {
        self.end();
    }
}

/// The thread was told to end, or nobody listens any more.
struct Ended;

/// The thread's way out.
struct Out {
    source: Arc<str>,
    sender: Sender<ScannerEvent>,
    clock: Clock,
    /// Never carries anything: it disconnects when the thread shall end.
    stopped: Receiver<()>,
    /// The state that was told last.
    state: Option<GunState>,
}

impl Out {
    fn send(&self, event: ScannerEvent) -> Result<(), Ended> {
        select! {
            send(self.sender, event) -> sent => sent.map_err(|_| Ended),
            recv(self.stopped) -> _ => Err(Ended),
        }
    }

    /// Tells a state if it is another kind than the last; the OS's words alone are no news.
    fn state(&mut self, state: GunState) -> Result<(), Ended> {
        let same = |last: &GunState| std::mem::discriminant(last) == std::mem::discriminant(&state);
        if self.state.as_ref().is_some_and(same) {
            return Ok(());
        }
        tracing::info!(gun = %self.source, ?state, "gun");
        self.state = Some(state.clone());
        self.send(ScannerEvent::State { source: self.source.clone(), at: (self.clock)(), state })
    }

    fn scans(&self, frames: &mut Vec<Frame>) -> Result<(), Ended> {
        frames.drain(..).try_for_each(|Frame { at, bytes }| {
            self.send(ScannerEvent::Scan(Scan { source: self.source.clone(), at, bytes }))
        })
    }

    fn wait(&self, time: Duration) -> Result<(), Ended> {
        match self.stopped.recv_timeout(time) {
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Ok(()) | Err(RecvTimeoutError::Disconnected) => Err(Ended),
        }
    }

    fn go_on(&self) -> Result<(), Ended> {
        match self.stopped.try_recv() {
            Err(TryRecvError::Empty) => Ok(()),
            Ok(()) | Err(TryRecvError::Disconnected) => Err(Ended),
        }
    }
}

fn run(settings: &SerialSettings, out: &mut Out) {
    let Err(Ended) = keep_open(settings, out);
    tracing::debug!(gun = %out.source, "gun ended");
}

/// Opens the port, listens, and begins again whenever it is lost.
fn keep_open(settings: &SerialSettings, out: &mut Out) -> Result<std::convert::Infallible, Ended> {
    let mut back_off = BACK_OFF.0;
    loop {
        let lost = match Line::open(settings) {
            Ok(mut line) => {
                out.state(GunState::Ready)?;
                back_off = BACK_OFF.0;
                let why = listen(&mut line, settings, out)?;
                GunState::Missing { why }
            }
            Err(state) => state,
        };
        out.state(lost)?;
        out.wait(back_off)?;
        back_off = (back_off * 2).min(BACK_OFF.1);
    }
}

/// Reads until the line breaks; gives what the OS said then.
fn listen(line: &mut Line, settings: &SerialSettings, out: &Out) -> Result<String, Ended> {
    // A new framer for each connection: half a code does not outlive the break.
    let mut framer = Framer::new(settings.framing());
    let mut frames = Vec::new();
    let mut buffer = [0; 4096];
    let mut heard = Instant::now();
    let mut watched = Instant::now();
    loop {
        out.go_on()?;
        let wait = framer.silence_wanted().map_or(READ_WAIT, |gap| gap.saturating_sub(heard.elapsed()));
        match line.read(&mut buffer, wait.min(READ_WAIT)) {
            Heard::Bytes(count) => {
                heard = Instant::now();
                framer.push(&buffer[..count], (out.clock)(), &mut frames);
                out.scans(&mut frames)?;
            }
            Heard::Silence => {
                if framer.silence_wanted().is_some_and(|gap| heard.elapsed() >= gap) {
                    framer.silence(&mut frames);
                    out.scans(&mut frames)?;
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
