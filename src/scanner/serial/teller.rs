//! Tells a gun what came of its scans, beside the thread that reads.
//!
//! The reading thread sleeps in reads of up to 200 ms; an answer must go out at once. So it has a thread
//! of its own, with a handle of its own to the same port.
//!
//! Architecture invariant: a gun that takes nothing blocks nobody. A byte is handed over only when the
//! port has room for it, each wait is short, and an answer that is too old to be about what the
//! operator holds is dropped.

use crate::scanner::{Answer, FeedbackSettings};
use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded, select};
use serialport::SerialPort;
use std::collections::VecDeque;
use std::io;
use std::thread::{Builder, Scope};
use std::time::{Duration, Instant};

/// An answer that could not be given for so long is not given any more.
const STALE: Duration = Duration::from_secs(2);

/// Answers that wait behind one that is being given; more are dropped.
const WAITING: usize = 4;

/// The thread that tells the gun. Dropping it tells the thread to end, within one wait of the port.
pub(super) struct Teller {
    _end: Sender<()>,
}

/// What the thread has.
struct Voice<'a> {
    port: &'a mut dyn SerialPort,
    feedback: &'a FeedbackSettings,
    answers: &'a Receiver<Answer>,
    ended: Receiver<()>,
    waiting: VecDeque<(Instant, Answer)>,
}

/// The connection is over.
struct Over;

impl Teller {
    /// Starts it for one connection. What was to be told before it is dropped: it was about scans of
    /// the connection before.
    pub(super) fn start<'scope, 'env>(
        scope: &'scope Scope<'scope, 'env>,
        name: &str,
        port: &'scope mut dyn SerialPort,
        feedback: &'scope FeedbackSettings,
        answers: &'scope Receiver<Answer>,
    ) -> io::Result<Teller> {
        while answers.try_recv().is_ok() {}
        let (end, ended) = bounded(0);
        let mut voice = Voice { port, feedback, answers, ended, waiting: VecDeque::new() };
        Builder::new().name(format!("tell {name}")).spawn_scoped(scope, move || {
            let Err(Over) = voice.run();
        })?;
        Ok(Teller { _end: end })
    }
}

impl Voice<'_> {
    fn run(&mut self) -> Result<std::convert::Infallible, Over> {
        loop {
            let answer = select! {
                recv(self.answers) -> answer => answer.map_err(|_| Over)?,
                recv(self.ended) -> _ => return Err(Over),
            };
            self.waiting.push_back((Instant::now(), answer));
            while let Some((since, answer)) = self.waiting.pop_front() {
                self.tell(since, answer)?;
            }
        }
    }

    fn tell(&mut self, since: Instant, answer: Answer) -> Result<(), Over> {
        // Byte by byte: the port says whether it has room for one, not for all.
        for byte in self.feedback.bytes(answer) {
            while !self.took(*byte)? {
                self.listen_on()?;
                if since.elapsed() >= STALE {
                    tracing::debug!(?answer, "the gun does not take its answer");
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Whether the port took the byte; false after a short wait for room.
    fn took(&mut self, byte: u8) -> Result<bool, Over> {
        match self.port.write(&[byte]) {
            Ok(count) => Ok(count == 1),
            Err(error) => match error.kind() {
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => Ok(false),
                // The reading thread will meet it, too, and say so.
                _ => {
                    tracing::debug!(%error, "the gun cannot be told anything");
                    Err(Over)
                }
            },
        }
    }

    /// While the port takes nothing: notes when the next answers came, and whether all is over.
    fn listen_on(&mut self) -> Result<(), Over> {
        while let Ok(answer) = self.answers.try_recv() {
            if self.waiting.len() < WAITING {
                self.waiting.push_back((Instant::now(), answer));
            }
        }
        self.waiting.retain(|(since, _)| since.elapsed() < STALE);
        match self.ended.try_recv() {
            Err(TryRecvError::Empty) => Ok(()),
            Ok(()) | Err(TryRecvError::Disconnected) => Err(Over),
        }
    }
}
