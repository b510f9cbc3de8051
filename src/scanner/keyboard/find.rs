//! The keyboards of this machine, from sysfs: who may open them makes no difference, and no device is
//! opened to be listed.

use super::{KeyboardError, KeyboardInfo};
use crate::scanner::ports::{UsbId, natural};
use rustix::fs::{Access, access};
use std::io;
use std::path::{Path, PathBuf};

/// The buses whose numbers are a USB identity (`BUS_USB`, `BUS_BLUETOOTH` of `linux/input.h`).
const USB_BUSES: [u16; 2] = [3, 5];

/// The keys that make a keyboard of an input device: Q to P, A to L, Z to M, and Enter. Power buttons, mice and
/// the media keys of a composite gun have none of these, or not all.
fn is_keyboard(key: impl Fn(u16) -> bool) -> bool {
    [16..=25, 30..=38, 44..=50, 28..=28].into_iter().flatten().all(key)
}

/// Where the system shows its input devices.
#[derive(Debug, Clone)]
pub(super) struct System {
    /// Directories `event…`, each with `device/name`, `device/id/vendor` and so on.
    classes: PathBuf,
    /// Their nodes.
    nodes: PathBuf,
}

impl Default for System {
    fn default() -> Self {
        System { classes: "/sys/class/input".into(), nodes: "/dev/input".into() }
    }
}

/// One keyboard, and the place it is plugged in at.
#[derive(Debug)]
struct Found {
    info: KeyboardInfo,
    /// `usb-0000:00:14.0-2/input0`: before the slash the socket, the same for every node of one gun.
    phys: String,
}

impl System {
    /// The keyboards, in natural order.
    pub(super) fn list(&self) -> Result<Vec<KeyboardInfo>, KeyboardError> {
        Ok(self.found()?.into_iter().map(|found| found.info).collect())
    }

    /// The event node a setting means now: a path as it is, `usb:VID:PID[:SERIAL]` looked up.
    ///
    /// A composite gun may show as several input devices: those with letters count, and of these the first. Two
    /// guns that both fit are an error, for a station must not choose between them by chance.
    pub(super) fn resolve(&self, device: &str) -> Result<PathBuf, KeyboardError> {
        let Some(id) = device.strip_prefix("usb:") else { return Ok(device.into()) };
        let wanted = UsbId::parse(id).ok_or_else(|| KeyboardError::Selector(device.to_owned()))?;
        let fits = |found: &Found| found.info.usb.as_ref().is_some_and(|usb| usb.matches(&wanted));
        let fitting: Vec<Found> = self.found()?.into_iter().filter(fits).collect();
        let Some(first) = fitting.first() else { return Err(KeyboardError::Absent(device.to_owned())) };
        if fitting.iter().any(|other| !same_gun(first, other)) {
            let names: Vec<&str> = fitting.iter().map(|found| found.info.path.as_str()).collect();
            return Err(KeyboardError::Ambiguous { wanted: device.to_owned(), found: names.join(", ") });
        }
        Ok(PathBuf::from(&first.info.path))
    }

    fn found(&self) -> Result<Vec<Found>, KeyboardError> {
        let unlisted = |source| KeyboardError::Unlisted { path: self.classes.clone(), source };
        let entries = match std::fs::read_dir(&self.classes) {
            // No input device was ever there, or a container shows none.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(unlisted)?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let name = entry.map_err(unlisted)?.file_name();
            let Some(name) = name.to_str().filter(|name| name.starts_with("event")) else { continue };
            found.extend(self.keyboard(name));
        }
        found.sort_by_cached_key(|found| natural(&found.info.path));
        Ok(found)
    }

    /// One input device; `None` where it is no keyboard, or has just gone.
    fn keyboard(&self, name: &str) -> Option<Found> {
        let device = self.classes.join(name).join("device");
        let keys = said(&device, "capabilities/key")?;
        let path = self.nodes.join(name);
        if !is_keyboard(|key| has(&keys, key)) || !path.exists() {
            return None;
        }
        let number = |file| said(&device, file).and_then(|text| u16::from_str_radix(&text, 16).ok());
        let usb = number("id/bustype").filter(|bus| USB_BUSES.contains(bus)).and_then(|_| {
            let serial = said(&device, "uniq").filter(|serial| !serial.is_empty());
            Some(UsbId { vid: number("id/vendor")?, pid: number("id/product")?, serial })
        });
        let info = KeyboardInfo {
            path: path.to_str()?.to_owned(),
            usb,
            description: said(&device, "name").unwrap_or_default(),
            permitted: access(&path, Access::READ_OK).is_ok(),
        };
        Some(Found { info, phys: said(&device, "phys").unwrap_or_default() })
    }
}

fn same_gun(one: &Found, other: &Found) -> bool {
    let socket = |found: &Found| found.phys.rsplit_once('/').map(|(socket, _)| socket.to_owned());
    one.info.path == other.info.path || (socket(one).is_some() && socket(one) == socket(other))
}

/// What one file of sysfs says.
fn said(device: &Path, file: &str) -> Option<String> {
    std::fs::read_to_string(device.join(file)).ok().map(|text| text.trim().to_owned())
}

/// Is a key in a `capabilities/key` map: words of the kernel's `long` in hexadecimal, the highest first,
/// leading zeros and empty words left out?
fn has(map: &str, key: u16) -> bool {
    let bits = usize::BITS as usize;
    let (word, bit) = (usize::from(key) / bits, usize::from(key) % bits);
    let word = map.split_whitespace().rev().nth(word).and_then(|word| usize::from_str_radix(word, 16).ok());
    word.is_some_and(|word| word >> bit & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What sysfs says of a usual keyboard, of a gun's media keys, and of a power button.
    const LETTERS: &str = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe";
    const MEDIA: &str = "3f000303ff 0 0 483ffff17aff32d bfd4444600000000 1 130c730b17c000 267bfad9415fed 9e168000004400 10000002";
    const POWER: &str = "10000000000000 0";

    struct Machine {
        directory: tempfile::TempDir,
    }

    impl Machine {
        fn new() -> Machine {
            let directory = tempfile::tempdir().unwrap();
            for part in ["sys", "dev"] {
                std::fs::create_dir(directory.path().join(part)).unwrap();
            }
            Machine { directory }
        }

        fn system(&self) -> System {
            System { classes: self.directory.path().join("sys"), nodes: self.directory.path().join("dev") }
        }

        fn plug(&self, node: &str, bus: &str, id: (&str, &str), uniq: &str, phys: &str, keys: &str) {
            let device = self.directory.path().join("sys").join(node).join("device");
            for part in ["id", "capabilities"] {
                std::fs::create_dir_all(device.join(part)).unwrap();
            }
            let write =
                |file: &str, text: &str| std::fs::write(device.join(file), format!("{text}\n")).unwrap();
            write("id/bustype", bus);
            write("id/vendor", id.0);
            write("id/product", id.1);
            write("uniq", uniq);
            write("phys", phys);
            write("name", &format!("name of {node}"));
            write("capabilities/key", keys);
            std::fs::write(self.directory.path().join("dev").join(node), "").unwrap();
        }

        #[track_caller]
        fn check(&self, device: &str, expect: Result<&str, &str>) {
            let found = self.system().resolve(device).map_err(|error| error.to_string());
            match (&found, expect) {
                (Ok(path), Ok(node)) => assert!(path.ends_with(node), "{device}: {path:?}"),
                (Err(error), Err(part)) => assert!(error.contains(part), "{device}: {error}"),
                _ => panic!("{device}: {found:?}"),
            }
        }
    }

    const GUN: (&str, &str) = ("0c2e", "0b61");

    #[test]
    fn keyboards_are_listed_and_nothing_else_is() {
        let machine = Machine::new();
        machine.plug("event10", "0003", GUN, "S1", "usb-1-1/input0", LETTERS);
        machine.plug("event2", "0011", ("0001", "0001"), "", "isa0060/serio0/input0", LETTERS);
        machine.plug("event3", "0019", ("0000", "0001"), "", "PNP0C0C/button/input0", POWER);
        machine.plug("event4", "0003", GUN, "S1", "usb-1-1/input1", MEDIA);
        std::fs::create_dir(machine.directory.path().join("sys/mouse0")).unwrap();
        let list = machine.system().list().unwrap();
        let names: Vec<&str> = list.iter().map(|k| k.path.rsplit('/').next().unwrap()).collect();
        assert_eq!(names, ["event2", "event10"]);
        assert_eq!((list[0].usb.clone(), list[0].permitted), (None, true));
        assert_eq!(list[1].usb.as_ref().unwrap().selector(), "usb:0c2e:0b61:S1");
        assert_eq!(list[1].description, "name of event10");
        std::fs::remove_file(machine.directory.path().join("dev/event10")).unwrap();
        assert_eq!(machine.system().list().unwrap().len(), 1, "what has no node cannot be used");
        let nowhere = System { classes: "/absent/sys".into(), nodes: "/absent/dev".into() };
        assert_eq!(nowhere.list().unwrap(), []);
    }

    #[test]
    fn a_selector_means_one_gun() {
        let machine = Machine::new();
        machine.plug("event4", "0003", GUN, "S1", "usb-1-1/input1", LETTERS);
        machine.plug("event3", "0003", GUN, "S1", "usb-1-1/input0", LETTERS);
        machine.plug("event5", "0003", GUN, "S1", "usb-1-1/input2", MEDIA);
        machine.check("usb:0c2e:0b61", Ok("event3"));
        machine.check("usb:0C2E:0B61:S1", Ok("event3"));
        machine.check("usb:0c2e:0b61:S2", Err("no keyboard \"usb:0c2e:0b61:S2\""));
        machine.check("usb:0c2e:0b62", Err("scanners list"));
        machine.check("usb:0c2e", Err("VID:PID"));
        machine.check("/dev/input/by-id/usb-gun-event-kbd", Ok("usb-gun-event-kbd"));
        machine.plug("event12", "0003", GUN, "S2", "usb-1-2/input0", LETTERS);
        machine.check("usb:0c2e:0b61", Err("add the serial number"));
        machine.check("usb:0c2e:0b61:S2", Ok("event12"));
    }
}
