//! HID POS guns (USB usage page 0x8C): reports instead of bytes, and no keyboard in the way.

mod settings;
mod transport;

pub use settings::{HidId, HidSettings, Profile};
pub use transport::{HidError, HidInfo, UDEV_RULE, list};

use super::outlet::Gun;
use super::{GunState, Wiring};

/// Starts the thread of a HID POS gun.
pub fn spawn(settings: HidSettings, wiring: &Wiring) -> Gun {
    Gun::start(&settings.name.clone(), wiring, move |out| {
        out.keep(|_| Ok(GunState::Missing { why: format!("{} is not looked for yet", settings.device) }))
    })
}
