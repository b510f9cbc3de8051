//! How the line's thread reaches the window and the loudspeaker.
//!
//! The line calls [`Wake`] after each change, from its own thread. The sound of a verdict is asked
//! for right there and not from a frame: a minimised window paints nothing, and still sounds.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::sound::Sounder;
use crate::station::view::{Board, Wake};

/// Made before the station starts, filled in when the window is there. Cheap to clone.
#[derive(Clone, Default)]
pub struct WakeSlot(Arc<Inner>);

#[derive(Default)]
struct Inner {
    window: OnceLock<egui::Context>,
    ear: Mutex<Option<(Board, Sounder)>>,
}

impl WakeSlot {
    /// An empty slot.
    pub fn new() -> WakeSlot {
        WakeSlot::default()
    }

    /// What the station calls after each change of its view.
    pub fn wake(&self) -> Wake {
        let inner = Arc::clone(&self.0);
        Arc::new(move || {
            if let Some((board, sounder)) = inner.ear.lock().unwrap_or_else(PoisonError::into_inner).as_ref()
            {
                sounder.hear(&board.get());
            }
            if let Some(window) = inner.window.get() {
                window.request_repaint();
            }
        })
    }

    /// From now on verdicts that appear on `board` are heard.
    pub fn sound(&self, board: Board, sounder: Sounder) {
        *self.0.ear.lock().unwrap_or_else(PoisonError::into_inner) = Some((board, sounder));
    }

    /// From now on changes are painted. The first window stays.
    pub fn window(&self, ctx: &egui::Context) {
        self.0.window.get_or_init(|| ctx.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pairing::{Keys, Kind, Verdict};
    use crate::station::View;
    use crate::station::view::Shown;
    use crate::ui::sound::Player;
    use crate::ui::tokens::sound::Cue;

    struct Ear(crossbeam_channel::Sender<Cue>);

    impl Player for Ear {
        fn play(&mut self, cue: Cue, _volume: u8, _hurry: &dyn Fn() -> bool) {
            self.0.send(cue).unwrap();
        }
    }

    #[test]
    fn a_verdict_is_heard_without_any_frame() {
        let (slot, board) = (WakeSlot::new(), Board::default());
        let wake = slot.wake();
        wake(); // before there is anything to wake
        let (ear, heard) = crossbeam_channel::unbounded();
        slot.sound(board.clone(), Sounder::start(Box::new(Ear(ear)), 50, 0));
        let verdict = Verdict::of(Kind::Paired, Keys::default());
        let shown = Shown { n: 1, at: 0, source: "gun".into(), text: String::new(), verdict };
        board.put(View { last: Some(shown), ..View::default() });
        std::thread::spawn(move || wake()).join().unwrap();
        assert_eq!(heard.recv_timeout(std::time::Duration::from_secs(10)), Ok(Cue::Ok));
    }

    #[test]
    fn a_change_asks_for_a_frame() {
        let slot = WakeSlot::new();
        let ctx = egui::Context::default();
        slot.window(&ctx);
        slot.wake()();
        assert!(ctx.has_requested_repaint());
    }
}
