//! The module itself at a serial port: it is asked for its IMEI by `AT+CGSN`.

mod settings;

pub use settings::{ModuleSettings, ModuleUse};

use super::outlet::Gun;
use super::{GunState, Wiring};

/// Starts the thread of the module port.
pub fn spawn(settings: ModuleSettings, wiring: &Wiring) -> Gun {
    Gun::start(&settings.name.clone(), wiring, move |out| {
        out.keep(|_| Ok(GunState::Missing { why: format!("{} is not asked yet", settings.port) }))
    })
}
