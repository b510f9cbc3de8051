//! A recording played back: a gun that nobody has to hold.

use super::Recorded;
use crate::scanner::{Clock, GunState, Scan, ScannerEvent};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, select};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

/// How fast a recording is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// As it was recorded. Scans without a time, or from before the one before, follow at once.
    Recorded,
    /// One scan after each such wait.
    Every(Duration),
}

/// A recording that is playing. Dropping it ends its thread.
#[derive(Debug)]
pub struct Player {
    /// Dropped to tell the thread to end; `None` once it was told.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Plays `scans` into `sender`, on a thread of its own, as the gun `name`: it is
/// [`GunState::Ready`], then each scan comes with the name of the gun that made it, if the recording
/// says, and the time it is played at. While the channel is full the thread waits.
pub fn play(
    scans: Vec<Recorded>,
    name: Arc<str>,
    sender: Sender<ScannerEvent>,
    clock: Clock,
    pace: Pace,
) -> std::io::Result<Player> {
    let (stop, stopped) = bounded(0);
    let builder = std::thread::Builder::new().name(format!("play {name}"));
    let thread = builder.spawn(move || {
        let ready = ScannerEvent::State { source: name.clone(), at: clock(), state: GunState::Ready };
        let mut last = None;
        let mut play = |recorded: Recorded| {
            let wait = match pace {
                Pace::Every(wait) => wait,
                Pace::Recorded => gap(last, recorded.at),
            };
            last = recorded.at.or(last);
            let source = recorded.source.unwrap_or_else(|| name.clone());
            slept(&stopped, wait)
                && sent(
                    &sender,
                    &stopped,
                    ScannerEvent::Scan(Scan { source, at: clock(), bytes: recorded.bytes }),
                )
        };
        if sent(&sender, &stopped, ready) && scans.into_iter().all(&mut play) {
            tracing::debug!(gun = %name, "recording played");
        }
    })?;
    Ok(Player { stop: Some(stop), thread: Some(thread) })
}

impl Player {
    /// Is there nothing left to play?
    pub fn is_finished(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Waits until all is played.
    pub fn wait(mut self) {
        self.join();
    }

    /// Ends it where it is, even while the channel is full.
    pub fn stop(self) {
        drop(self);
    }

    fn join(&mut self) {
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the player's thread had panicked");
        }
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.stop = None;
        self.join();
    }
}

fn gap(last: Option<i64>, at: Option<i64>) -> Duration {
    let (Some(last), Some(at)) = (last, at) else { return Duration::ZERO };
    Duration::from_millis(u64::try_from(at.saturating_sub(last)).unwrap_or(0))
}

/// Waits; false when it was stopped meanwhile.
fn slept(stopped: &Receiver<()>, wait: Duration) -> bool {
    matches!(stopped.recv_timeout(wait), Err(RecvTimeoutError::Timeout))
}

/// Sends, waiting for room; false when it was stopped or nobody listens.
fn sent(sender: &Sender<ScannerEvent>, stopped: &Receiver<()>, event: ScannerEvent) -> bool {
    select! {
        send(sender, event) -> sent => sent.is_ok(),
        recv(stopped) -> _ => false,
    }
}
