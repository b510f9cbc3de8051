//! What is heard.
//!
//! Sounds are synthesised from the notes in [`super::tokens::sound`]; there are no sound files.
//! The program is not linked against any sound library: on Linux the WAV is handed to the first
//! of `pw-play`, `paplay`, `aplay` that is installed (linking ALSA would need its headers to build
//! and its library to start), on Windows to the system's own `PlaySoundW`. A machine without
//! sound is no error: it is noted once in the log.
//!
//! [`Sounder::hear`] is called from the line's thread ([`super::wake`]) and never waits: a bounded
//! queue leads to a thread of its own, where a refusal beats anything else that waits and the newest
//! beats what is older.

mod player;
mod synth;

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

pub use player::{Player, system_player};
pub use synth::wav;

use super::tokens::{self, sound::Cue};
use crate::station::View;

/// How many sounds may wait; more than this is noise.
const QUEUE: usize = 4;

/// Turns verdicts into sounds. Cheap to clone.
#[derive(Clone)]
pub struct Sounder(Arc<Inner>);

struct Inner {
    /// Number of the last verdict heard.
    heard: AtomicU64,
    /// 0–100.
    volume: AtomicU8,
    queue: Sender<Cue>,
    /// The other end, to make room for what is newer.
    oldest: Receiver<Cue>,
}

impl Sounder {
    /// A sounder on a thread of its own. Verdicts up to number `heard` are over and stay silent.
    pub fn start(mut player: Box<dyn Player>, volume: u8, heard: u64) -> Sounder {
        let (queue, waiting) = bounded(QUEUE);
        let oldest = waiting.clone();
        let inner =
            Arc::new(Inner { heard: AtomicU64::new(heard), volume: AtomicU8::new(volume), queue, oldest });
        let weak = Arc::downgrade(&inner);
        let run = move || {
            while let Ok(first) = waiting.recv() {
                let cue = loudest(first, waiting.try_iter());
                let Some(inner) = weak.upgrade() else { return };
                let volume = inner.volume.load(Ordering::Relaxed);
                drop(inner);
                if volume > 0 {
                    player.play(cue, volume, &|| !waiting.is_empty());
                }
            }
        };
        if let Err(error) = std::thread::Builder::new().name("sound".into()).spawn(run) {
            tracing::warn!(%error, "no thread for sound: the station stays silent");
        }
        Sounder(inner)
    }

    /// Sounds the verdict of this view, if it is a new one.
    pub fn hear(&self, view: &View) {
        let Some(last) = &view.last else { return };
        if self.0.heard.fetch_max(last.n, Ordering::Relaxed) >= last.n {
            return;
        }
        if let (_, Some(cue)) = tokens::says(&last.verdict) {
            self.sound(cue);
        }
    }

    /// Sounds this, whatever the line does (to try the volume).
    pub fn sound(&self, cue: Cue) {
        let mut cue = cue;
        while let Err(TrySendError::Full(back)) = self.0.queue.try_send(cue) {
            // The queue is full: what has waited longest makes room, unless it is a refusal.
            cue = match self.0.oldest.try_recv() {
                Ok(Cue::Ng) => Cue::Ng,
                _ => back,
            };
        }
    }

    /// Sets the volume, 0–100; 0 = silent.
    pub fn set_volume(&self, volume: u8) {
        self.0.volume.store(volume.min(100), Ordering::Relaxed);
    }
}

/// Of all that waits: a refusal if there is one, else the newest.
fn loudest(first: Cue, rest: impl Iterator<Item = Cue>) -> Cue {
    rest.fold(first, |kept, next| if kept == Cue::Ng { kept } else { next })
}

#[cfg(test)]
mod tests;
