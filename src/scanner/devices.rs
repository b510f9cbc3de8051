//! Everything plugged in that could be a gun or a module, for `scanners list` and the Scanners screen.

use super::hid::{self, UDEV_RULE};
use super::keyboard;
use super::ports::{self, UsbId, natural};
use super::settings::GunSettings;
use serde::Serialize;
use std::path::Path;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
#[error("the {} devices cannot be listed: {why}", .kind.as_str())]
pub struct Unlisted {
    /// Which kind.
    pub kind: DeviceKind,
    /// What the OS said.
    pub why: String,
}

impl DeviceKind {
    /// Its name in lists and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            DeviceKind::Serial => "serial",
            DeviceKind::Hid => "hid",
            DeviceKind::Keyboard => "keyboard",
        }
    }
}

impl Device {
    /// The gun of the settings that means this device: by its path, by a link to it (`by-id`), or by
    /// its USB identity. Of several, the first.
    pub fn used_as<'a>(&self, guns: &'a [GunSettings]) -> Option<&'a GunSettings> {
        guns.iter().find(|gun| match (self.kind, gun) {
            (DeviceKind::Serial, GunSettings::Serial(gun)) => self.is_named(&gun.port),
            (DeviceKind::Serial, GunSettings::Module(port)) => self.is_named(&port.port),
            (DeviceKind::Hid, GunSettings::Hid(gun)) => self.is_usb(&gun.device.0),
            (DeviceKind::Keyboard, GunSettings::Keyboard(gun)) => self.is_named(&gun.device),
            _ => false,
        })
    }

    /// Who may open it, where this user may not.
    pub fn remedy(&self) -> Option<String> {
        if self.permitted {
            return None;
        }
        Some(match self.kind {
            DeviceKind::Serial => "add this user to the group of the port (dialout), and log in again".into(),
            DeviceKind::Hid | DeviceKind::Keyboard => {
                format!("install {UDEV_RULE} in /etc/udev/rules.d, and plug the gun in again")
            }
        })
    }

    fn is_named(&self, name: &str) -> bool {
        match name.strip_prefix("usb:") {
            Some(id) => UsbId::parse(id).is_some_and(|wanted| self.is_usb(&wanted)),
            None if cfg!(unix) => same_file(name, &self.path),
            None => name.trim_start_matches(r"\\.\").eq_ignore_ascii_case(&self.path),
        }
    }

    fn is_usb(&self, wanted: &UsbId) -> bool {
        self.usb.as_ref().is_some_and(|usb| usb.matches(wanted))
    }
}

fn same_file(one: &str, other: &str) -> bool {
    let real = |name: &str| Path::new(name).canonicalize().ok();
    one == other || real(one).is_some_and(|path| real(other) == Some(path))
}

/// The devices that are plugged in, by kind and then in the order people count, and the kinds that
/// could not be listed.
pub fn list() -> (Vec<Device>, Vec<Unlisted>) {
    let mut failed = Vec::new();
    let mut devices = serial(&mut failed);
    devices.extend(hid_guns(&mut failed));
    devices.extend(keyboards(&mut failed));
    devices.sort_by_cached_key(|device| (device.kind, natural(&device.path)));
    (devices, failed)
}

fn serial(failed: &mut Vec<Unlisted>) -> Vec<Device> {
    let device = |port: ports::PortInfo| Device {
        kind: DeviceKind::Serial,
        path: port.name,
        description: port.description,
        usb: port.usb,
        permitted: port.permitted,
    };
    listed(DeviceKind::Serial, ports::list(), device, failed)
}

fn hid_guns(failed: &mut Vec<Unlisted>) -> Vec<Device> {
    let device = |gun: hid::HidInfo| Device {
        kind: DeviceKind::Hid,
        path: gun.path,
        description: gun.description,
        usb: Some(gun.usb),
        permitted: gun.permitted,
    };
    listed(DeviceKind::Hid, hid::list(), device, failed)
}

fn keyboards(failed: &mut Vec<Unlisted>) -> Vec<Device> {
    let device = |keyboard: keyboard::KeyboardInfo| Device {
        kind: DeviceKind::Keyboard,
        path: keyboard.path,
        description: keyboard.description,
        usb: keyboard.usb,
        permitted: keyboard.permitted,
    };
    listed(DeviceKind::Keyboard, keyboard::list(), device, failed)
}

fn listed<T, E: std::fmt::Display>(
    kind: DeviceKind,
    found: Result<Vec<T>, E>,
    device: impl FnMut(T) -> Device,
    failed: &mut Vec<Unlisted>,
) -> Vec<Device> {
    found.map(|found| found.into_iter().map(device).collect()).unwrap_or_else(|error| {
        failed.push(Unlisted { kind, why: error.to_string() });
        Vec::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scanner::hid::{HidId, HidSettings};
    use crate::scanner::keyboard::KeyboardSettings;
    use crate::scanner::module::ModuleSettings;
    use crate::scanner::serial::SerialSettings;

    fn device(kind: DeviceKind, path: &str) -> Device {
        let usb = UsbId::parse("0c2e:0b61:S1");
        Device { kind, path: path.into(), description: String::new(), usb, permitted: true }
    }

    #[test]
    fn a_device_is_known_by_path_by_link_and_by_identity() {
        let directory = tempfile::tempdir().unwrap();
        let node = directory.path().join("event7");
        std::fs::write(&node, "").unwrap();
        let node = node.to_str().unwrap();
        let check = |kind, gun: GunSettings, expect: bool| {
            let guns = [GunSettings::Keyboard(KeyboardSettings::new("other", "/dev/input/event99")), gun];
            let used = device(kind, node).used_as(&guns).map(GunSettings::name);
            assert_eq!(used, expect.then_some("gun"), "{guns:?}");
        };
        let keyboard = |path: &str| GunSettings::Keyboard(KeyboardSettings::new("gun", path));
        let serial = |port: &str| GunSettings::Serial(SerialSettings::new("gun", port));
        let hid = |id: &str| GunSettings::Hid(HidSettings::new("gun", HidId(UsbId::parse(id).unwrap())));
        check(DeviceKind::Keyboard, keyboard(node), true);
        check(DeviceKind::Keyboard, keyboard("usb:0c2e:0b61"), true);
        check(DeviceKind::Keyboard, keyboard("usb:0c2e:0b61:S2"), false);
        check(DeviceKind::Keyboard, keyboard("/dev/input/event98"), false);
        check(DeviceKind::Keyboard, serial(node), false);
        check(DeviceKind::Serial, serial("usb:0c2e:0b61:S1"), true);
        check(
            DeviceKind::Serial,
            GunSettings::Module(ModuleSettings { name: "gun".into(), ..ModuleSettings::new(node) }),
            true,
        );
        check(DeviceKind::Hid, hid("0c2e:0b61"), true);
        check(DeviceKind::Hid, hid("0c2e:0b62"), false);
        check(DeviceKind::Keyboard, hid("0c2e:0b61"), false);
        #[cfg(unix)]
        {
            let link = directory.path().join("usb-gun-event-kbd");
            std::os::unix::fs::symlink(node, &link).unwrap();
            check(DeviceKind::Keyboard, keyboard(link.to_str().unwrap()), true);
        }
    }

    #[test]
    fn what_may_not_be_opened_says_what_to_do() {
        let remedy = |kind, permitted| Device { permitted, ..device(kind, "x") }.remedy().unwrap_or_default();
        assert!(remedy(DeviceKind::Hid, false).contains(UDEV_RULE));
        assert!(remedy(DeviceKind::Keyboard, false).contains(UDEV_RULE));
        assert!(remedy(DeviceKind::Serial, false).contains("dialout"));
        assert_eq!(remedy(DeviceKind::Serial, true), "");
    }

    #[test]
    fn listing_works_on_this_machine() {
        let (devices, failed) = list();
        assert_eq!(failed, []);
        assert!(devices.iter().all(|device| !device.path.is_empty()));
        assert!(devices.is_sorted_by_key(|device| device.kind));
    }
}
