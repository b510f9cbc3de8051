//! A device's thread and its two ends: what it tells the station, and the handle the station keeps.
//!
//! Every kind of device is driven the same way: a thread opens it, reads until it breaks, says so,
//! waits a little longer each time, and begins again, for ever. What differs is only what a
//! connection is.

use super::{Answer, Clock, GunState, Millis, Scan, ScannerEvent, Tap, Wiring};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, TrySendError, bounded, select};
use std::convert::Infallible;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The first wait before a device is tried again, and the longest.
pub(super) const BACK_OFF: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(2));

/// A connection that held this long was a good one: after its loss the device is tried again at once.
/// One that breaks as soon as it is made is not, and must not be tried five times a second for ever.
const STEADY: Duration = Duration::from_millis(500);

/// Answers that may wait for a gun that is slow to take them; more are dropped, for an answer that
/// comes late says something about another scan.
const ANSWERS: usize = 4;

/// A device at work. Dropping it ends its thread.
#[derive(Debug)]
pub struct Gun {
    /// Dropped to tell the thread to end; `None` once it was told.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
    answers: Sender<Answer>,
}

impl Gun {
    /// Starts the thread of the device `name`: `run` drives it until it is told to end.
    pub(super) fn start(
        name: &str,
        wiring: &Wiring,
        run: impl FnOnce(&mut Outlet) -> Result<Infallible, Ended> + Send + 'static,
    ) -> Gun {
        let (stop, stopped) = bounded(0);
        let (answers, answers_in) = bounded(ANSWERS);
        let mut outlet = Outlet {
            source: name.into(),
            sender: wiring.sender.clone(),
            clock: wiring.clock.clone(),
            tap: wiring.tap.clone(),
            stopped,
            answers: answers_in,
            state: None,
        };
        let (source, sender, clock) = (outlet.source.clone(), outlet.sender.clone(), outlet.clock.clone());
        let started = std::thread::Builder::new().name(format!("gun {name}")).spawn(move || {
            let Err(Ended) = run(&mut outlet);
            tracing::debug!(gun = %outlet.source, "gun ended");
        });
        let thread = match started {
            Ok(thread) => Some(thread),
            Err(error) => {
                tracing::error!(gun = %source, %error, "no thread for this gun");
                let state = GunState::Missing { why: format!("no thread could be started: {error}") };
                if sender.try_send(ScannerEvent::State { source, at: clock(), state }).is_err() {
                    tracing::error!("and nobody could be told");
                }
                None
            }
        };
        Gun { stop: Some(stop), thread, answers }
    }

    /// Tells the gun what came of a scan, if it was set to be told. Never waits.
    pub fn answer(&self, answer: Answer) {
        match self.answers.try_send(answer) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => tracing::debug!("a gun takes no answers"),
            // The thread is gone, or its gun is of a kind that is told nothing.
            Err(TrySendError::Disconnected(_)) => {}
        }
    }

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

impl Drop for Gun {
    fn drop(&mut self) {
        self.end();
    }
}

/// The thread was told to end, or nobody listens any more.
#[derive(Debug)]
pub(super) struct Ended;

/// The thread's way out.
pub(super) struct Outlet {
    source: Arc<str>,
    sender: Sender<ScannerEvent>,
    clock: Clock,
    tap: Tap,
    /// Never carries anything: it disconnects when the thread shall end.
    stopped: Receiver<()>,
    answers: Receiver<Answer>,
    /// The state that was told last.
    state: Option<GunState>,
}

impl Outlet {
    /// The gun's name.
    pub(super) fn source(&self) -> Arc<str> {
        self.source.clone()
    }

    /// The time.
    pub(super) fn now(&self) -> Millis {
        (self.clock)()
    }

    /// What the station wants the gun to be told.
    pub(super) fn answers(&self) -> &Receiver<Answer> {
        &self.answers
    }

    /// Tells the station something, waiting for room.
    pub(super) fn send(&self, event: ScannerEvent) -> Result<(), Ended> {
        select! {
            send(self.sender, event) -> sent => sent.map_err(|_| Ended),
            recv(self.stopped) -> _ => Err(Ended),
        }
    }

    /// Tells a code.
    pub(super) fn scan(&self, at: Millis, bytes: Vec<u8>) -> Result<(), Ended> {
        self.send(ScannerEvent::Scan(Scan { source: self.source(), at, bytes }))
    }

    /// Tells a state if it is another kind than the last; the OS's words alone are no news, but who
    /// has the device, what is there instead, or what it does instead, is.
    pub(super) fn state(&mut self, state: GunState) -> Result<(), Ended> {
        let same = |last: &GunState| match &state {
            GunState::Taken { .. } | GunState::Stranger { .. } | GunState::Silent { .. } => *last == state,
            _ => std::mem::discriminant(last) == std::mem::discriminant(&state),
        };
        if self.state.as_ref().is_some_and(same) {
            return Ok(());
        }
        tracing::info!(gun = %self.source, ?state, "gun");
        self.state = Some(state.clone());
        self.send(ScannerEvent::State { source: self.source(), at: self.now(), state })
    }

    /// Tells what came in, byte for byte, if somebody looks over the gun's shoulder.
    pub(super) fn heard(&self, at: Millis, bytes: &[u8]) -> Result<(), Ended> {
        if !self.tap.is_open() {
            return Ok(());
        }
        self.send(ScannerEvent::Heard { source: self.source(), at, bytes: bytes.to_vec() })
    }

    /// Tells what has come and has no end yet.
    pub(super) fn unfinished(&self, at: Millis, bytes: Vec<u8>) -> Result<(), Ended> {
        self.send(ScannerEvent::Unfinished { source: self.source(), at, bytes })
    }

    /// Waits, unless the thread shall end.
    pub(super) fn wait(&self, time: Duration) -> Result<(), Ended> {
        match self.stopped.recv_timeout(time) {
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Ok(()) | Err(RecvTimeoutError::Disconnected) => Err(Ended),
        }
    }

    /// Shall the thread go on?
    pub(super) fn go_on(&self) -> Result<(), Ended> {
        match self.stopped.try_recv() {
            Err(TryRecvError::Empty) => Ok(()),
            Ok(()) | Err(TryRecvError::Disconnected) => Err(Ended),
        }
    }

    /// Connects again and again. `connect` gives the state that kept it from connecting, or that the
    /// connection ended in; it says [`GunState::Ready`] itself when it is.
    ///
    /// It never gives up: the waits grow to two seconds and stay there, and begin anew after a
    /// connection that held.
    pub(super) fn keep(
        &mut self,
        mut connect: impl FnMut(&mut Outlet) -> Result<GunState, Ended>,
    ) -> Result<Infallible, Ended> {
        let mut back_off = BACK_OFF.0;
        loop {
            let begun = Instant::now();
            let lost = connect(self)?;
            let was_open = self.state.as_ref().is_some_and(|last| *last == GunState::Ready);
            if was_open && begun.elapsed() >= STEADY {
                back_off = BACK_OFF.0;
            }
            self.state(lost)?;
            self.wait(back_off)?;
            back_off = (back_off * 2).min(BACK_OFF.1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossbeam_channel::unbounded;

    /// When a device was tried, whose every connection lasts so long.
    fn tries(lasts: Duration, count: usize) -> Vec<Instant> {
        let (sender, _events) = unbounded();
        let (tried, tries) = unbounded();
        let gun = Gun::start("gun", &Wiring::new(sender, Arc::new(|| 0)), move |out| {
            out.keep(|out| {
                tried.send(Instant::now()).map_err(|_| Ended)?;
                out.state(GunState::Ready)?;
                out.wait(lasts)?;
                Ok(GunState::Missing { why: "lost".into() })
            })
        });
        let tries = (0..count).map(|_| tries.recv_timeout(Duration::from_secs(20)).unwrap()).collect();
        gun.stop();
        tries
    }

    #[test]
    fn a_connection_that_held_is_made_again_at_once_and_one_that_did_not_more_and_more_slowly() {
        let waits = |lasts, count| -> Vec<Duration> {
            tries(lasts, count).windows(2).map(|pair| pair[1] - pair[0] - lasts).collect()
        };
        let (first, double) = (BACK_OFF.0, BACK_OFF.0 * 2);
        // The third wait would be four times the first; a busy machine adds to each.
        let flapping = waits(Duration::ZERO, 4);
        assert!(flapping[0] >= first && flapping[1] >= double && flapping[2] >= double * 2, "{flapping:?}");
        let steady = waits(STEADY, 4);
        assert!(steady[2] >= first && steady[2] < double * 2, "{steady:?}");
    }
}
