//! The module itself at a serial port: it is asked for its IMEI by `AT+CGSN`.
//!
//! ```text
//! port ─► bytes ─► at: lines ─► dialogue: what is believed, what to ask next ─► ScannerEvent::Module
//! ```
//!
//! A module comes and goes without a word, so it is asked again and again: once a second while it
//! answers, with growing waits of at most two seconds while it does not.
//!
//! Architecture invariants:
//! * Nothing is ever written but the questions of `dialogue`, which change nothing in a module.
//! * [`ScannerEvent::Module`] is sent on change only. A module that is gone or another is told within
//!   two seconds (with the default `answer_ms`); a port that is lost takes its module along.
//! * [`GunState::Ready`] means that a module answers.
//!
//! Between two questions nothing is known: a module that is exchanged and whose device is scanned
//! before the next question was not answered counts as the one before.

mod at;
mod dialogue;
mod settings;

pub use at::{AtReader, LONGEST, Said};
pub use settings::{ModuleSettings, ModuleUse};

use super::outlet::{Ended, Gun, Outlet};
use super::serial::SerialSettings;
use super::serial::finder::Finder;
use super::serial::line::{Heard, Line};
use super::{GunState, ScannerEvent, Wiring};
use dialogue::{Answer, Dialogue, How, Instead, Next, Reply, SOON};
use std::convert::Infallible;
use std::io;
use std::mem::Discriminant;
use std::time::{Duration, Instant};

/// The longest the thread sleeps in a read: how soon [`Gun::stop`] is heard.
const READ_WAIT: Duration = Duration::from_millis(200);

/// How often the port is looked for, as for every serial device.
const WATCH: Duration = Duration::from_secs(1);

/// Starts the thread of the module port.
pub fn spawn(settings: ModuleSettings, wiring: &Wiring) -> Gun {
    let claims = wiring.claims.clone();
    let patience = Duration::from_millis(settings.answer_ms.into());
    let port = SerialSettings { baud: settings.baud, ..SerialSettings::new(&settings.name, settings.port) };
    Gun::start(&settings.name, wiring, move |out| {
        // Any module at the port will do, so nobody remembers the one before.
        out.keep(|out| match Line::open(&port, &mut Finder::default(), &claims, &out.source()) {
            Ok(line) => Session::new(line, patience).run(out),
            Err(state) => Ok(state),
        })
    })
}

/// Why a session ends.
enum Stop {
    /// The thread shall end.
    Ended,
    /// The port is lost; what the OS said.
    Lost(String),
}

impl From<Ended> for Stop {
    fn from(_: Ended) -> Stop {
        Stop::Ended
    }
}

/// One open port, and what is known of the module at it.
struct Session {
    line: Line,
    /// How long an answer is waited for.
    patience: Duration,
    reader: AtReader,
    dialogue: Dialogue,
    watched: Instant,
    /// What was told last of a silent port; the words of the same trouble are no news.
    silent: Option<Discriminant<Instead>>,
}

impl Session {
    fn new(line: Line, patience: Duration) -> Session {
        Session {
            line,
            patience,
            reader: AtReader::new(),
            dialogue: Dialogue::default(),
            watched: Instant::now(),
            silent: None,
        }
    }

    /// Asks until the port is lost; gives the state it is lost in.
    fn run(mut self, out: &mut Outlet) -> Result<GunState, Ended> {
        let Err(stop) = self.converse(out);
        match stop {
            Stop::Ended => Err(Ended),
            Stop::Lost(why) => {
                if let Some(imei) = self.dialogue.lost() {
                    tell(imei, out)?;
                }
                Ok(GunState::Missing { why })
            }
        }
    }

    fn converse(&mut self, out: &mut Outlet) -> Result<Infallible, Stop> {
        loop {
            let reply = self.ask(out)?;
            let mut next = self.dialogue.take(reply);
            self.tell(&next, out)?;
            while self.booted_within(next.wait, out)? {
                next = self.dialogue.take(Reply::Booted);
                self.tell(&next, out)?;
            }
        }
    }

    /// Puts the question that is due, and waits for the reply.
    fn ask(&mut self, out: &Outlet) -> Result<Reply, Stop> {
        self.reader.clear();
        match self.line.write(format!("{}\r", self.dialogue.question()).as_bytes()) {
            Ok(()) => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) => {
                return Ok(Reply::None(Instead::Deaf));
            }
            Err(error) => return Err(Stop::Lost(error.to_string())),
        }
        let asked = Instant::now();
        let mut answer = Answer::default();
        loop {
            let left = self.patience.saturating_sub(asked.elapsed());
            if left.is_zero() {
                return Ok(answer.give_up(self.reader.partial()));
            }
            if let Some(reply) = self.listen(left, out)?.into_iter().find_map(|said| answer.take(said)) {
                return Ok(reply);
            }
        }
    }

    /// Waits until the next question is due. True = a power-up message came that is worth asking at
    /// once; a flood of them makes nothing quicker.
    fn booted_within(&mut self, wait: Duration, out: &Outlet) -> Result<bool, Stop> {
        let begun = Instant::now();
        loop {
            let left = wait.saturating_sub(begun.elapsed());
            if left.is_zero() {
                return Ok(false);
            }
            let booted = self.listen(left, out)?.contains(&Said::Booted);
            if booted && (self.dialogue.knows() || left > SOON) {
                return Ok(true);
            }
        }
    }

    /// What is said within a time, or until the first bytes came.
    fn listen(&mut self, wait: Duration, out: &Outlet) -> Result<Vec<Said>, Stop> {
        out.go_on()?;
        if self.watched.elapsed() >= WATCH {
            self.watched = Instant::now();
            self.line.still_there().map_err(Stop::Lost)?;
        }
        let mut said = Vec::new();
        let mut buffer = [0; 1024];
        match self.line.read(&mut buffer, wait.min(READ_WAIT)) {
            Heard::Bytes(count) => {
                out.heard(out.now(), &buffer[..count])?;
                self.reader.push(&buffer[..count], &mut said);
            }
            Heard::Silence => {}
            Heard::Break(why) => return Err(Stop::Lost(why)),
        }
        Ok(said)
    }

    fn tell(&mut self, next: &Next, out: &mut Outlet) -> Result<(), Ended> {
        match &next.how {
            None => {}
            Some(How::Answers) => {
                self.silent = None;
                out.state(GunState::Ready)?;
            }
            Some(How::Silent(instead)) => {
                let kind = Some(std::mem::discriminant(instead));
                if std::mem::replace(&mut self.silent, kind) != kind {
                    out.state(GunState::Silent { why: instead.words() })?;
                }
            }
        }
        next.news.clone().map_or(Ok(()), |imei| tell(imei, out))
    }
}

fn tell(imei: Option<String>, out: &Outlet) -> Result<(), Ended> {
    out.send(ScannerEvent::Module { source: out.source(), at: out.now(), imei })
}
