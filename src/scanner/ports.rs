//! The serial ports of this machine, for `scanners list` and the settings screen.
//!
//! "Found, but no permission" is an answer of its own: it is what a fresh Linux user meets first.

use serde::Serialize;
use serialport::{SerialPortInfo, SerialPortType};
use std::path::Path;

/// One serial port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PortInfo {
    /// What to open: `/dev/ttyACM0`, `COM3`.
    pub name: String,
    /// What it is, in words: the maker's and the product's name where it is USB.
    pub description: String,
    /// Who it is, where it is USB.
    pub usb: Option<UsbId>,
    /// May this user open it? (Always true on Windows, which knows only "busy".)
    pub permitted: bool,
}

/// A USB device's identity. A gun keeps it when its `/dev/ttyACM…` or `COM…` number changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsbId {
    /// Vendor.
    pub vid: u16,
    /// Product.
    pub pid: u16,
    /// Serial number, where the device has one.
    pub serial: Option<String>,
}

impl UsbId {
    /// The port setting that means this device wherever it is plugged in: `usb:0c2e:0b6a`, with
    /// `:SERIAL` where it has one.
    pub fn selector(&self) -> String {
        match &self.serial {
            Some(serial) => format!("usb:{:04x}:{:04x}:{serial}", self.vid, self.pid),
            None => format!("usb:{:04x}:{:04x}", self.vid, self.pid),
        }
    }

    /// Reads `VID:PID` or `VID:PID:SERIAL`, the numbers in hexadecimal.
    pub fn parse(id: &str) -> Option<UsbId> {
        let mut parts = id.splitn(3, ':');
        let mut hex = || parts.next().and_then(|part| u16::from_str_radix(part, 16).ok());
        let (vid, pid) = (hex()?, hex()?);
        let serial = parts.next().filter(|serial| !serial.is_empty()).map(str::to_owned);
        Some(UsbId { vid, pid, serial })
    }

    /// Is this the device that `wanted` asks for? Without a serial number any of its kind is.
    pub fn matches(&self, wanted: &UsbId) -> bool {
        self.vid == wanted.vid
            && self.pid == wanted.pid
            && (wanted.serial.is_none() || self.serial == wanted.serial)
    }
}

/// Why ports could not be listed or one not found.
#[derive(Debug, thiserror::Error)]
pub enum PortsError {
    /// The operating system would not list them.
    #[error("the serial ports cannot be listed: {0}; name the port itself, such as /dev/ttyACM0 or COM3")]
    List(#[source] serialport::Error),
    /// A `usb:` selector that is none.
    #[error(
        "\"{0}\" is not a USB port; write usb:VID:PID or usb:VID:PID:SERIAL in hexadecimal, as `scanners list` prints it"
    )]
    Selector(String),
    /// Nothing of that kind is plugged in.
    #[error("no serial port \"{0}\" is plugged in; see `scanners list`")]
    Absent(String),
    /// More than one fits.
    #[error("\"{wanted}\" fits {found}; add the serial number, or name the port")]
    Ambiguous {
        /// The selector.
        wanted: String,
        /// The ports that fit.
        found: String,
    },
}

/// The ports that are plugged in, in the order of their names.
pub fn list() -> Result<Vec<PortInfo>, PortsError> {
    // serialport panics where there is no sysfs, as in some containers.
    if cfg!(target_os = "linux") && !Path::new("/sys/class/tty").is_dir() {
        return Ok(Vec::new());
    }
    let found = serialport::available_ports().map_err(PortsError::List)?;
    let mut ports: Vec<PortInfo> = found.into_iter().map(describe).collect();
    ports.sort_by_cached_key(|port| natural(&port.name));
    ports.dedup_by(|a, b| a.name == b.name);
    Ok(ports)
}

/// The port that a setting means now: a path or COM name as it is, `usb:VID:PID[:SERIAL]` looked up.
pub fn resolve(port: &str) -> Result<String, PortsError> {
    resolve_in(port, list)
}

/// As [`resolve`], among the ports that `list` gives.
pub(super) fn resolve_in(
    port: &str,
    list: impl FnOnce() -> Result<Vec<PortInfo>, PortsError>,
) -> Result<String, PortsError> {
    match selector(port)? {
        None => Ok(port.to_owned()),
        Some(wanted) => choose(port, &wanted, list()?),
    }
}

/// The USB device a `usb:` setting asks for; `None` for a plain port name.
fn selector(port: &str) -> Result<Option<UsbId>, PortsError> {
    let Some(id) = port.strip_prefix("usb:") else { return Ok(None) };
    UsbId::parse(id).map(Some).ok_or_else(|| PortsError::Selector(port.to_owned()))
}

fn choose(port: &str, wanted: &UsbId, ports: Vec<PortInfo>) -> Result<String, PortsError> {
    let fits = |found: &PortInfo| found.usb.as_ref().is_some_and(|usb| usb.matches(wanted));
    let mut names: Vec<String> = ports.into_iter().filter(fits).map(|found| found.name).collect();
    match names.len() {
        0 => Err(PortsError::Absent(port.to_owned())),
        1 => Ok(names.remove(0)),
        _ => Err(PortsError::Ambiguous { wanted: port.to_owned(), found: names.join(", ") }),
    }
}

fn describe(port: SerialPortInfo) -> PortInfo {
    let (description, usb) = match port.port_type {
        SerialPortType::UsbPort(usb) => {
            let names = [usb.manufacturer, usb.product].into_iter().flatten();
            let words = names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ");
            let serial = usb.serial_number.filter(|serial| !serial.is_empty());
            let words = if words.is_empty() { "USB".to_owned() } else { words };
            (words, Some(UsbId { vid: usb.vid, pid: usb.pid, serial }))
        }
        SerialPortType::BluetoothPort => ("Bluetooth".to_owned(), None),
        SerialPortType::PciPort => ("PCI".to_owned(), None),
        SerialPortType::Unknown => (String::new(), None),
    };
    PortInfo { permitted: permitted(&port.port_name), name: port.port_name, description, usb }
}

/// Asks without opening the port: opening one raises its DTR, which resets some devices.
#[cfg(unix)]
pub(super) fn permitted(name: &str) -> bool {
    use rustix::fs::{Access, access};
    access(name, Access::READ_OK | Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
pub(super) fn permitted(_name: &str) -> bool {
    true
}

/// COM10 after COM9.
pub(super) fn natural(name: &str) -> (String, u32) {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (stem.to_owned(), name[stem.len()..].parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gun(name: &str, serial: Option<&str>) -> PortInfo {
        let usb = Some(UsbId { vid: 0x0c2e, pid: 0x0b6a, serial: serial.map(str::to_owned) });
        PortInfo { name: name.to_owned(), description: String::new(), usb, permitted: true }
    }

    #[test]
    fn a_selector_finds_its_gun_wherever_it_is_plugged_in() {
        let check = |port: &str, plugged: &[PortInfo], expect: Result<&str, &str>| {
            let wanted = selector(port).unwrap().unwrap();
            let found = choose(port, &wanted, plugged.to_vec()).map_err(|error| error.to_string());
            match (&found, expect) {
                (Ok(name), Ok(expect)) => assert_eq!(name, expect, "{port}"),
                (Err(error), Err(expect)) => assert!(error.contains(expect), "{port}: {error}"),
                _ => panic!("{port}: {found:?}"),
            }
        };
        let plain =
            PortInfo { name: "/dev/ttyS0".into(), description: String::new(), usb: None, permitted: true };
        let two = [plain.clone(), gun("/dev/ttyACM0", Some("A1")), gun("/dev/ttyACM3", Some("B2"))];
        check("usb:0c2e:0b6a:B2", &two, Ok("/dev/ttyACM3"));
        check("usb:0C2E:0B6A:A1", &two, Ok("/dev/ttyACM0"));
        check("usb:0c2e:0b6a", &two[..2], Ok("/dev/ttyACM0"));
        check("usb:0c2e:0b6a", &two, Err("fits /dev/ttyACM0, /dev/ttyACM3"));
        check("usb:0c2e:0b6a:C3", &two, Err("no serial port"));
        check("usb:0c2e:0b6b", &[plain], Err("no serial port"));
        let found = gun("/dev/ttyACM0", Some("A:1")).usb.unwrap();
        assert_eq!(selector(&found.selector()).unwrap(), Some(found));
    }

    #[test]
    fn what_is_no_selector_is_named_or_taken_as_it_is() {
        for port in ["usb:", "usb:0c2e", "usb:0c2e:xyz", "usb:12345:1"] {
            assert!(matches!(resolve(port), Err(PortsError::Selector(named)) if named == port), "{port}");
        }
        for port in ["/dev/ttyACM0", "COM3", r"\\.\COM12"] {
            assert_eq!(resolve(port).unwrap(), port);
        }
    }

    #[test]
    fn names_are_in_the_order_people_count() {
        let mut names = ["COM10", "COM9", "/dev/ttyUSB2", "/dev/ttyACM11", "/dev/ttyACM2"];
        names.sort_by_cached_key(|name| natural(name));
        assert_eq!(names, ["/dev/ttyACM2", "/dev/ttyACM11", "/dev/ttyUSB2", "COM9", "COM10"]);
    }

    #[test]
    fn listing_works_on_this_machine() {
        let ports = list().unwrap();
        assert!(ports.iter().all(|port| !port.name.is_empty()));
    }
}
