//! Keyboard guns taken exclusively (Linux, evdev): their codes arrive whatever has the focus, and
//! nobody else sees a key of theirs.

mod settings;

pub use settings::{KeyLayout, KeyboardSettings};

use super::outlet::Gun;
use super::{GunState, Wiring};

/// Starts the thread of a keyboard gun.
pub fn spawn(settings: KeyboardSettings, wiring: &Wiring) -> Gun {
    Gun::start(&settings.name.clone(), wiring, move |out| {
        out.keep(|_| Ok(GunState::Missing { why: format!("{} is not looked for yet", settings.device) }))
    })
}
