//! Everything plugged in that could be a gun or a module, for `scanners list` and the Scanners screen.

use super::ports::{self, UsbId};
use serde::Serialize;

/// One device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Device {
    /// How it would be used.
    pub kind: DeviceKind,
    /// What to open: `/dev/ttyACM0`, `COM3`, `/dev/hidraw2`, `/dev/input/event7`.
    pub path: String,
    /// What it is, in words: the maker's and the product's name.
    pub description: String,
    /// Who it is, where it is USB.
    pub usb: Option<UsbId>,
    /// May this user open it?
    pub permitted: bool,
}

/// How a device would be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DeviceKind {
    /// A serial port: a gun, or a module.
    Serial,
    /// A HID POS gun.
    Hid,
    /// A keyboard, which may be a gun (Linux).
    Keyboard,
}

/// A kind of device that could not be listed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the {} devices cannot be listed: {why}", name(*.kind))]
pub struct Unlisted {
    /// Which kind.
    pub kind: DeviceKind,
    /// What the OS said.
    pub why: String,
}

fn name(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Serial => "serial",
        DeviceKind::Hid => "HID",
        DeviceKind::Keyboard => "keyboard",
    }
}

/// The devices that are plugged in, and the kinds that could not be listed.
pub fn list() -> (Vec<Device>, Vec<Unlisted>) {
    let mut failed = Vec::new();
    let serial = ports::list().unwrap_or_else(|error| {
        failed.push(Unlisted { kind: DeviceKind::Serial, why: error.to_string() });
        Vec::new()
    });
    let devices = serial
        .into_iter()
        .map(|port| Device {
            kind: DeviceKind::Serial,
            path: port.name,
            description: port.description,
            usb: port.usb,
            permitted: port.permitted,
        })
        .collect();
    (devices, failed)
}
