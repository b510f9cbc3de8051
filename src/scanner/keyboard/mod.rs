//! Keyboard guns taken exclusively (Linux, evdev): their codes arrive whatever has the focus, and
//! nobody else sees a key of theirs.
//!
//! ```text
//! find     which event node a setting means, and all there are: read from sysfs, nothing is opened
//! taken    one node: opened, waited for until no key is down, grabbed, read
//! codes    the numbers of keys                                    (pure, as are the next three)
//! layout   what the keys of each country type
//! alt      Alt + number
//! keys     key events → text, Enter as CR
//! ```
//!
//! Architecture invariants:
//! * What is read before the grab is no scan: the desktop has it too.
//! * A stroke that the kernel had to drop leaves U+FFFD in the text: the code is refused by name, and
//!   never taken for a shorter one.
//! * The layout is the gun's setting; the desktop's layout, its IME and its Caps Lock do not count.
//!
//! Elsewhere than on Linux a keyboard cannot be taken from the desktop: the gun says so, and the list
//! is empty.

mod alt;
mod codes;
#[cfg(target_os = "linux")]
mod find;
pub mod keys;
mod layout;
#[cfg(target_os = "linux")]
mod listen;
mod settings;
#[cfg(target_os = "linux")]
mod taken;

pub use settings::{KeyLayout, KeyboardSettings};

use super::Wiring;
use super::outlet::Gun;
use super::ports::UsbId;
use std::path::PathBuf;

/// One keyboard, which may be a gun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyboardInfo {
    /// Its event node: `/dev/input/event7`.
    pub path: String,
    /// Who it is, where it is USB or Bluetooth.
    pub usb: Option<UsbId>,
    /// What it calls itself.
    pub description: String,
    /// May this user read it?
    pub permitted: bool,
}

/// Why keyboards could not be listed or one not found.
#[derive(Debug, thiserror::Error)]
pub enum KeyboardError {
    /// The system would not list its input devices.
    #[error("{path}: {source}; see whether this user may look at the system's devices")]
    Unlisted {
        /// What could not be read.
        path: PathBuf,
        /// The OS's error.
        source: std::io::Error,
    },
    /// A `usb:` selector that is none.
    #[error(
        "\"{0}\" is no USB device; write usb:VID:PID or usb:VID:PID:SERIAL in hexadecimal, as `scanners list` prints it"
    )]
    Selector(String),
    /// Nothing of that kind is plugged in.
    #[error("no keyboard \"{0}\" is plugged in; see `scanners list`")]
    Absent(String),
    /// More than one gun fits.
    #[error("\"{wanted}\" fits {found}; add the serial number, or name the path")]
    Ambiguous {
        /// The selector.
        wanted: String,
        /// The event nodes that fit.
        found: String,
    },
}

/// The keyboards that are plugged in, in natural order: every device with letters and Enter, the one
/// people type on too. Empty where they cannot be taken (not Linux).
pub fn list() -> Result<Vec<KeyboardInfo>, KeyboardError> {
    #[cfg(target_os = "linux")]
    return find::System::default().list();
    #[cfg(not(target_os = "linux"))]
    Ok(Vec::new())
}

/// Starts the thread of a keyboard gun: it takes the keyboard for itself, and puts what is typed on it,
/// and how it is, into the wiring's channel.
///
/// While the channel is full the thread waits; the kernel keeps some strokes meanwhile, and what it
/// then drops is marked in the code.
#[cfg(target_os = "linux")]
pub fn spawn(settings: KeyboardSettings, wiring: &Wiring) -> Gun {
    listen::spawn(settings, wiring)
}

/// Starts the thread of a keyboard gun, which says that there is none on this system.
#[cfg(not(target_os = "linux"))]
pub fn spawn(settings: KeyboardSettings, wiring: &Wiring) -> Gun {
    use super::GunState;
    let why = format!("{}: a keyboard can be taken exclusively only on Linux", settings.device);
    Gun::start(&settings.name, wiring, move |out| out.keep(|_| Ok(GunState::Missing { why: why.clone() })))
}
