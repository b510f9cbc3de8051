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
