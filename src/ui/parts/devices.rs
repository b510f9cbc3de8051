//! What is plugged in, looked up on another thread, and how it is taken into use.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use egui::Ui;

use super::Errand;
use crate::scanner::devices::{self, Device, DeviceKind, Unlisted};
use crate::scanner::hid::{HidId, HidSettings};
use crate::scanner::keyboard::KeyboardSettings;
use crate::scanner::module::ModuleSettings;
use crate::scanner::ports::UsbId;
use crate::scanner::serial::SerialSettings;
use crate::scanner::settings::GunSettings;
use crate::station::Settings;
use crate::text::{Lang, settings as words};
use crate::ui::cx::Cx;

/// How often one looks again while the list is shown.
const AGAIN: Duration = Duration::from_secs(3);

/// Where the list of devices comes from: this computer, or a test.
#[derive(Clone)]
pub struct Lister(Arc<dyn Fn() -> (Vec<Device>, Vec<Unlisted>) + Send + Sync>);

impl Lister {
    /// A list of one's own.
    pub fn new(list: impl Fn() -> (Vec<Device>, Vec<Unlisted>) + Send + Sync + 'static) -> Lister {
        Lister(Arc::new(list))
    }
}

impl Default for Lister {
    fn default() -> Lister {
        Lister::new(devices::list)
    }
}

impl fmt::Debug for Lister {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lister")
    }
}

/// A device that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The device.
    pub device: Device,
    /// The gun of the settings that means it.
    pub used_by: Option<String>,
    /// How the settings name it: by its USB identity where that names this device alone.
    pub setting: String,
}

/// What was found, and what could not be looked for.
#[derive(Debug, Default)]
pub struct Listing {
    /// The devices.
    pub found: Vec<Found>,
    /// The kinds that could not be listed.
    pub failed: Vec<Unlisted>,
}

/// The devices as they were found last.
#[derive(Debug, Default)]
pub struct Devices {
    lister: Lister,
    looking: Option<Errand<Listing>>,
    listing: Option<Listing>,
    /// The guns it was looked up for, and when, in the window's seconds.
    looked: Option<(Vec<GunSettings>, f64)>,
}

impl Devices {
    /// Looks at another list from now on.
    pub fn look_by(&mut self, lister: Lister) {
        *self = Devices { lister, ..Devices::default() };
    }

    /// Looks at once, whenever it looked last.
    pub fn look_again(&mut self) {
        self.looked = None;
    }

    /// A look is under way.
    pub fn is_looking(&self) -> bool {
        self.looking.is_some()
    }

    /// The last answer; `None` before the first. Looks again when it is time, or when other guns are
    /// set: call it in each frame in which the list is shown.
    pub fn tend(&mut self, ui: &Ui, cx: &Cx<'_>) -> Option<&Listing> {
        if let Some(listing) = Errand::take(&mut self.looking) {
            self.listing = Some(listing);
        }
        let now = ui.input(|i| i.time);
        let guns = cx.settings.guns();
        let fresh = self
            .looked
            .as_ref()
            .is_some_and(|(for_these, at)| *for_these == guns && now - at < AGAIN.as_secs_f64());
        if self.looking.is_none() && !fresh {
            self.looked = Some((guns.clone(), now));
            let lister = self.lister.clone();
            self.looking = Some(Errand::run(ui.ctx(), move || look(&lister, &guns)));
        }
        ui.ctx().request_repaint_after(AGAIN);
        self.listing.as_ref()
    }
}

fn look(lister: &Lister, guns: &[GunSettings]) -> Listing {
    let (devices, failed) = (lister.0)();
    let found = devices
        .iter()
        .map(|device| Found {
            device: device.clone(),
            used_by: guns.iter().find(|gun| means(gun, device)).map(|gun| gun.name().to_owned()),
            setting: setting(device, &devices),
        })
        .collect();
    Listing { found, failed }
}

/// Whether a gun of the settings means this device.
fn means(gun: &GunSettings, device: &Device) -> bool {
    let (kind, named) = match gun {
        GunSettings::Serial(gun) => (DeviceKind::Serial, gun.port.as_str()),
        GunSettings::Module(port) => (DeviceKind::Serial, port.port.as_str()),
        GunSettings::Keyboard(gun) => (DeviceKind::Keyboard, gun.device.as_str()),
        GunSettings::Hid(gun) => {
            let is = device.usb.as_ref().is_some_and(|usb| usb.matches(&gun.device.0));
            return device.kind == DeviceKind::Hid && is;
        }
    };
    if device.kind != kind {
        return false;
    }
    match named.strip_prefix("usb:").and_then(UsbId::parse) {
        Some(wanted) => device.usb.as_ref().is_some_and(|usb| usb.matches(&wanted)),
        None => device.path == named || same_file(&device.path, named),
    }
}

/// `/dev/serial/by-id/…` and the like are other names of a device.
fn same_file(one: &str, other: &str) -> bool {
    let real = |path: &str| Path::new(path).canonicalize().ok();
    real(one).is_some_and(|one| real(other) == Some(one))
}

/// A device on USB is known by itself, whatever number its port has tomorrow; but a module brings
/// several ports of one identity, and then only the port's name tells them apart.
fn setting(device: &Device, all: &[Device]) -> String {
    let alike = |usb: &UsbId| {
        all.iter().filter(|other| other.kind == device.kind && other.usb.as_ref() == Some(usb)).count()
    };
    match &device.usb {
        Some(usb) if alike(usb) == 1 => usb.selector(),
        _ => device.path.clone(),
    }
}

/// What a device is taken into use as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseAs {
    /// A gun.
    Gun,
    /// The port at which modules are asked.
    ModulePort,
}

/// Adds a device to the settings; gives the name it has there. `None`: a HID device without an
/// identity, which no setting can name.
pub fn take_into_use(settings: &mut Settings, found: &Found, what: UseAs, lang: Lang) -> Option<String> {
    let name = free_name(settings, lang);
    let setting = found.setting.clone();
    if what == UseAs::ModulePort {
        let port = ModuleSettings::new(setting);
        let name = port.name.clone();
        settings.module = Some(port);
        return Some(name);
    }
    match found.device.kind {
        DeviceKind::Serial => settings.serial.push(SerialSettings::new(&name, setting)),
        DeviceKind::Keyboard => settings.keyboards.push(KeyboardSettings::new(&name, setting)),
        DeviceKind::Hid => {
            let id = found.device.usb.clone()?;
            settings.hid.push(HidSettings::new(&name, HidId(id)));
        }
    }
    Some(name)
}

/// A name no other gun has.
pub fn free_name(settings: &Settings, lang: Lang) -> String {
    let guns = settings.guns();
    let taken = |name: &String| settings.wedge.name == *name || guns.iter().any(|gun| gun.name() == name);
    (1..).map(|n| words::gun_number(lang, n)).find(|name| !taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(kind: DeviceKind, path: &str, usb: Option<&str>) -> Device {
        let usb = usb.and_then(UsbId::parse);
        Device { kind, path: path.into(), description: String::new(), usb, permitted: true }
    }

    #[test]
    fn a_device_is_known_by_each_of_its_names() {
        let gun = device(DeviceKind::Serial, "/dev/ttyACM0", Some("0c2e:0b6a:A1"));
        let check = |port: &str, expect: bool| {
            let settings = GunSettings::Serial(SerialSettings::new("gun", port));
            assert_eq!(means(&settings, &gun), expect, "{port}");
        };
        check("/dev/ttyACM0", true);
        check("usb:0c2e:0b6a", true);
        check("usb:0C2E:0B6A:A1", true);
        check("usb:0c2e:0b6a:B2", false);
        check("/dev/ttyACM1", false);
        let id = HidId(UsbId::parse("0c2e:0b6a").unwrap());
        assert!(!means(&GunSettings::Hid(HidSettings::new("gun", id)), &gun), "another kind of device");
    }

    #[test]
    fn what_is_taken_into_use_means_that_device_and_has_a_name_of_its_own() {
        let all = [
            device(DeviceKind::Serial, "/dev/ttyACM0", Some("0c2e:0b6a:A1")),
            device(DeviceKind::Serial, "/dev/ttyUSB0", Some("2c7c:0125")),
            device(DeviceKind::Serial, "/dev/ttyUSB1", Some("2c7c:0125")),
            device(DeviceKind::Hid, "/dev/hidraw1", Some("0c2e:0b81")),
            device(DeviceKind::Keyboard, "/dev/input/event7", None),
        ];
        let lister = Lister::new(move || (all.to_vec(), Vec::new()));
        let mut settings = Settings::default();
        let listing = look(&lister, &settings.guns());
        for (found, port) in listing.found.iter().zip([
            "usb:0c2e:0b6a:A1",
            "/dev/ttyUSB0",
            "/dev/ttyUSB1",
            "usb:0c2e:0b81",
            "/dev/input/event7",
        ]) {
            assert_eq!((found.setting.as_str(), &found.used_by), (port, &None));
            let what = if port == "/dev/ttyUSB1" { UseAs::ModulePort } else { UseAs::Gun };
            assert!(take_into_use(&mut settings, found, what, Lang::English).is_some());
        }
        assert_eq!(settings.first_fault(), None);
        assert_eq!((settings.serial.len(), settings.hid.len(), settings.keyboards.len()), (2, 1, 1));
        let users: Vec<_> =
            look(&lister, &settings.guns()).found.into_iter().filter_map(|found| found.used_by).collect();
        assert_eq!(users, ["Gun 1", "Gun 2", "module port", "Gun 3", "Gun 4"]);
    }
}
