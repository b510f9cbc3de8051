//! HID POS guns (USB usage page 0x8C): reports instead of bytes, and no keyboard in the way.
//!
//! ```text
//! transport   the bus (list, open) and an open gun (read, write): hidapi, or a fake in tests
//! descriptor  report descriptor → layouts         profile  layouts of makers whose descriptor is silent
//! layout      one report → data, symbology, "goes on"
//! assembler   reports → codes                     driver   the thread of one gun
//! ```
//!
//! Everything but `transport` and `driver` is pure, and total: any bytes give a code, a named fault or
//! nothing.
//!
//! Architecture invariants:
//! * A device is found by its USB identity, never by its node, whose number changes with each plug.
//! * A found gun that may not be opened is [`GunState::NoPermission`](super::GunState) and names the
//!   udev rule that mends it.
//! * A code that a break cut in half is none, and neither is one of which a report is missing.
//! * A gun's thread wakes five times a second while nothing happens, and at once when a report comes.

mod assembler;
mod descriptor;
mod driver;
mod layout;
mod profile;
mod settings;
mod transport;

#[cfg(test)]
mod tests;

pub use assembler::{Assembler, Piece};
pub use descriptor::{Descriptor, DescriptorError, MAX_DESCRIPTOR, MAX_REPORT};
pub use driver::spawn;
pub use layout::{Layout, More, Part};
pub use settings::{HidId, HidSettings, Profile};
pub use transport::{HidError, HidInfo, UDEV_RULE, list};
