//! The guns of the settings file, whatever their kind.

use super::hid::{self, HidSettings};
use super::keyboard::{self, KeyboardSettings};
use super::module::{self, ModuleSettings};
use super::outlet::Gun;
use super::serial::{self, SerialSettings};
use super::{FeedbackSettings, Role, Wiring};
use serde::Serialize;

/// How a gun's codes come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GunKind {
    /// As strokes in the station's own window.
    Wedge,
    /// Through a serial port.
    Serial,
    /// As HID POS reports.
    Hid,
    /// From a keyboard taken exclusively.
    Keyboard,
    /// From the module itself.
    Module,
    /// From the training panel, or from a recording that is played.
    Simulated,
}

/// One device the station is set to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GunSettings {
    /// A serial gun.
    Serial(SerialSettings),
    /// A HID POS gun.
    Hid(HidSettings),
    /// A keyboard gun, taken exclusively.
    Keyboard(KeyboardSettings),
    /// The module port.
    Module(ModuleSettings),
}

impl GunSettings {
    /// Its name on the screen and in the log.
    pub fn name(&self) -> &str {
        match self {
            GunSettings::Serial(gun) => &gun.name,
            GunSettings::Hid(gun) => &gun.name,
            GunSettings::Keyboard(gun) => &gun.name,
            GunSettings::Module(port) => &port.name,
        }
    }

    /// The device it is set to be, as it stands in the settings.
    pub fn device(&self) -> String {
        match self {
            GunSettings::Serial(gun) => gun.port.clone(),
            GunSettings::Hid(gun) => gun.device.to_string(),
            GunSettings::Keyboard(gun) => gun.device.clone(),
            GunSettings::Module(port) => port.port.clone(),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> GunKind {
        match self {
            GunSettings::Serial(_) => GunKind::Serial,
            GunSettings::Hid(_) => GunKind::Hid,
            GunSettings::Keyboard(_) => GunKind::Keyboard,
            GunSettings::Module(_) => GunKind::Module,
        }
    }

    /// Which codes it is there for.
    pub fn role(&self) -> Role {
        match self {
            GunSettings::Serial(gun) => gun.role,
            GunSettings::Hid(gun) => gun.role,
            GunSettings::Keyboard(gun) => gun.role,
            GunSettings::Module(_) => Role::Module,
        }
    }

    /// What it is told after each scan; `None` for what cannot be told anything.
    pub fn feedback(&self) -> Option<&FeedbackSettings> {
        match self {
            GunSettings::Serial(gun) => Some(&gun.feedback),
            GunSettings::Hid(gun) => Some(&gun.feedback),
            GunSettings::Keyboard(_) | GunSettings::Module(_) => None,
        }
    }

    /// Opens it, on a thread of its own.
    pub fn spawn(self, wiring: &Wiring) -> Gun {
        match self {
            GunSettings::Serial(gun) => serial::spawn(gun, wiring),
            GunSettings::Hid(gun) => hid::spawn(gun, wiring),
            GunSettings::Keyboard(gun) => keyboard::spawn(gun, wiring),
            GunSettings::Module(port) => module::spawn(port, wiring),
        }
    }
}
