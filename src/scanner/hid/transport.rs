//! The way to HID guns: what is plugged in, and an open one.
//!
//! Behind two traits, [`Bus`] and [`Line`], for few machines have such a gun: the tests play recorded
//! reports through the same driver. The real ones go through hidapi (hidraw on Linux, hid.dll on
//! Windows). hidapi keeps no state between its contexts in these two backends, so that each gun's
//! thread has one of its own; the list in it is made anew each time it is asked for, which is all the
//! hot-plug there is to see.
//!
//! A hidraw node is shared by whoever opens it: two programs would both read every scan. So the node
//! is locked (`flock`) while a gun has it, and who comes second is told that it is taken.

use crate::scanner::GunState;
use crate::scanner::ports::{self, UsbId};
use serde::Serialize;
use std::ffi::CString;
use std::time::Duration;

/// USB usage page of bar code scanners (HID Point of Sale Usage Tables 1.02, section 3).
const SCANNER_PAGE: u16 = 0x8c;

/// The rule that gives the user the devices of common guns; it lies beside the packages.
pub const UDEV_RULE: &str = "70-pairing-station.rules";

/// One HID POS gun that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HidInfo {
    /// What to open: `/dev/hidraw2`; on Windows a long path that begins `\\?\hid#`.
    pub path: String,
    /// Who it is.
    pub usb: UsbId,
    /// What it is, in words: the maker's and the product's name.
    pub description: String,
    /// May this user open it? (Always true on Windows, which knows only "busy".)
    pub permitted: bool,
}

/// Why guns could not be listed or one not found.
#[derive(Debug, thiserror::Error)]
pub enum HidError {
    /// The operating system would not list them.
    #[error("the HID devices cannot be listed: {0}; plug the gun in again, or set it to its serial mode")]
    List(#[source] hidapi::HidError),
    /// Nothing of that kind is plugged in.
    #[error(
        "no HID POS gun \"{0}\" is plugged in; see `scanners list`, and set the gun to its HID POS mode if it is missing there"
    )]
    Absent(String),
    /// More than one fits.
    #[error("\"{wanted}\" fits {found}; add the serial number, as `scanners list` prints it")]
    Ambiguous {
        /// What the settings ask for.
        wanted: String,
        /// The devices that fit.
        found: String,
    },
}

/// The HID POS guns that are plugged in, in the order of their paths.
///
/// Only what calls itself a bar code scanner (usage page 0x8C) is one; a gun in its keyboard mode is
/// not. An empty list where the machine has no HID devices at all.
pub fn list() -> Result<Vec<HidInfo>, HidError> {
    let api = hidapi::HidApi::new().map_err(HidError::List)?;
    let scanners = api.device_list().filter(|device| device.usage_page() == SCANNER_PAGE);
    let mut guns: Vec<HidInfo> = scanners.map(describe).collect();
    guns.sort_by_cached_key(|gun| ports::natural(&gun.path));
    // hidapi lists a device once for each of its collections.
    guns.dedup_by(|a, b| a.path == b.path);
    Ok(guns)
}

fn describe(device: &hidapi::DeviceInfo) -> HidInfo {
    let path = device.path().to_string_lossy().into_owned();
    let names = [device.manufacturer_string(), device.product_string()].into_iter().flatten();
    let words = names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ");
    let serial = device.serial_number().filter(|serial| !serial.is_empty()).map(str::to_owned);
    HidInfo {
        usb: UsbId { vid: device.vendor_id(), pid: device.product_id(), serial },
        description: if words.is_empty() { "USB".to_owned() } else { words },
        permitted: ports::permitted(&path),
        path,
    }
}

/// The gun among `guns` that the settings ask for.
pub(super) fn choose(wanted: &UsbId, guns: Vec<HidInfo>) -> Result<HidInfo, HidError> {
    let mut fit: Vec<HidInfo> = guns.into_iter().filter(|gun| gun.usb.matches(wanted)).collect();
    let name = || wanted.selector().trim_start_matches("usb:").to_owned();
    match fit.len() {
        0 => Err(HidError::Absent(name())),
        1 => Ok(fit.remove(0)),
        _ => {
            let found = fit.iter().map(|gun| gun.path.as_str()).collect::<Vec<_>>().join(", ");
            Err(HidError::Ambiguous { wanted: name(), found })
        }
    }
}

/// Where HID guns are found and opened.
pub(super) trait Bus {
    /// An open gun.
    type Line: Line;

    /// The guns that are plugged in now.
    fn list(&mut self) -> Result<Vec<HidInfo>, HidError>;

    /// Opens one by its path; what cannot be opened is the gun's state.
    fn open(&mut self, path: &str) -> Result<Self::Line, GunState>;
}

/// What a read gave.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// A report of so many bytes, its id first if the gun numbers its reports.
    Report(usize),
    /// Nothing in the time given.
    Silence,
    /// The line is lost; what the OS said.
    Break(String),
}

/// An open gun.
pub(super) trait Line {
    /// Its report descriptor; else what the OS said.
    fn descriptor(&self) -> Result<Vec<u8>, String>;

    /// Waits at most `wait` for one input report.
    fn read(&mut self, buffer: &mut [u8], wait: Duration) -> Heard;

    /// Sends an output report, its id first (0 if the gun does not number them); else what the OS said.
    fn write(&mut self, report: &[u8]) -> Result<(), String>;

    /// Is what was opened still plugged in? Else what is wrong.
    fn still_there(&self) -> Result<(), String>;
}

/// The HID devices of this machine.
#[derive(Debug, Default)]
pub(super) struct System;

impl Bus for System {
    type Line = Device;

    fn list(&mut self) -> Result<Vec<HidInfo>, HidError> {
        list()
    }

    fn open(&mut self, path: &str) -> Result<Device, GunState> {
        let lock = Lock::take(path)?;
        let missing = |why: String| GunState::Missing { why: format!("{path}: {why}") };
        let name = CString::new(path).map_err(|error| missing(error.to_string()))?;
        let opened = hidapi::HidApi::new().and_then(|api| api.open_path(&name));
        let device = opened.map_err(|error| refused(path, &error))?;
        Ok(Device { device, path: path.to_owned(), _lock: lock })
    }
}

/// A gun open through hidapi.
pub(super) struct Device {
    device: hidapi::HidDevice,
    path: String,
    _lock: Lock,
}

impl Line for Device {
    fn descriptor(&self) -> Result<Vec<u8>, String> {
        let mut buffer = vec![0; hidapi::MAX_REPORT_DESCRIPTOR_SIZE];
        let length = self.device.get_report_descriptor(&mut buffer).map_err(|error| error.to_string())?;
        buffer.truncate(length);
        Ok(buffer)
    }

    fn read(&mut self, buffer: &mut [u8], wait: Duration) -> Heard {
        // At least a millisecond: 0 would be a spin, and negative is for ever.
        let wait = i32::try_from(wait.as_millis()).unwrap_or(i32::MAX).max(1);
        match self.device.read_timeout(buffer, wait) {
            Ok(0) => Heard::Silence,
            Ok(length) => Heard::Report(length.min(buffer.len())),
            // A signal: nothing came, and nothing was waited for.
            Err(hidapi::HidError::IoError { error }) if error.kind() == std::io::ErrorKind::Interrupted => {
                Heard::Silence
            }
            Err(error) => Heard::Break(format!("{}: {error}", self.path)),
        }
    }

    fn write(&mut self, report: &[u8]) -> Result<(), String> {
        self.device.write(report).map(drop).map_err(|error| error.to_string())
    }

    fn still_there(&self) -> Result<(), String> {
        // On Windows a read says so at once, and its paths are no files.
        let there = !cfg!(unix) || std::path::Path::new(&self.path).exists();
        if there { Ok(()) } else { Err(format!("{} is no longer there", self.path)) }
    }
}

/// The state of a gun that hidapi would not open.
fn refused(path: &str, error: &hidapi::HidError) -> GunState {
    let why = format!("{path}: {error}");
    match error {
        // On Windows a device that somebody has for himself: sharing violation, or access denied.
        hidapi::HidError::IoError { error }
            if matches!(error.raw_os_error(), Some(5 | 32)) && cfg!(windows) =>
        {
            GunState::Busy { why }
        }
        _ => GunState::Missing { why },
    }
}

/// A gun that is there and may not be opened, and what to do about it.
pub(super) fn no_permission(path: &str, why: &str) -> GunState {
    let rule = if cfg!(target_os = "linux") {
        format!("; install the udev rule {UDEV_RULE} and plug the gun in again")
    } else {
        String::new()
    };
    GunState::NoPermission { why: format!("{path}: {why}{rule}") }
}

/// The node, locked against other programs that ask.
#[cfg(unix)]
#[derive(Debug)]
struct Lock(#[allow(dead_code, reason = "held for its lock")] std::fs::File);

#[cfg(unix)]
impl Lock {
    fn take(path: &str) -> Result<Lock, GunState> {
        use rustix::fs::{FlockOperation, flock};
        use std::io::ErrorKind;
        // hidapi gives the OS's words only; opening the node here first gives the kind of error too.
        let node = std::fs::OpenOptions::new().read(true).write(true).open(path);
        let node = node.map_err(|error| match error.kind() {
            ErrorKind::PermissionDenied => no_permission(path, &error.to_string()),
            ErrorKind::ResourceBusy => GunState::Busy { why: format!("{path}: {error}") },
            _ => GunState::Missing { why: format!("{path}: {error}") },
        })?;
        match flock(&node, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Lock(node)),
            Err(rustix::io::Errno::WOULDBLOCK) => {
                Err(GunState::Busy { why: format!("{path} is locked by another program") })
            }
            Err(error) => {
                tracing::debug!(path, %error, "the node cannot be locked");
                Ok(Lock(node))
            }
        }
    }
}

#[cfg(not(unix))]
#[derive(Debug)]
struct Lock;

#[cfg(not(unix))]
impl Lock {
    fn take(_path: &str) -> Result<Lock, GunState> {
        Ok(Lock)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gun(path: &str, serial: Option<&str>) -> HidInfo {
        let usb = UsbId { vid: 0x0c2e, pid: 0x0b81, serial: serial.map(str::to_owned) };
        HidInfo { path: path.to_owned(), usb, description: "Honeywell".to_owned(), permitted: true }
    }

    #[test]
    fn a_gun_is_found_by_who_it_is_and_two_alike_are_named() {
        #[track_caller]
        fn check(wanted: &str, plugged: &[HidInfo], expect: Result<&str, &str>) {
            let found = choose(&UsbId::parse(wanted).unwrap(), plugged.to_vec());
            match (found, expect) {
                (Ok(gun), Ok(path)) => assert_eq!(gun.path, path, "{wanted}"),
                (Err(error), Err(words)) => {
                    let error = error.to_string();
                    assert!(error.contains(words), "{wanted}: {error}");
                }
                (found, _) => panic!("{wanted}: {found:?}"),
            }
        }
        let two = [gun("/dev/hidraw0", Some("A1")), gun("/dev/hidraw7", Some("B2"))];
        check("0c2e:0b81:B2", &two, Ok("/dev/hidraw7"));
        check("0C2E:0B81", &two[..1], Ok("/dev/hidraw0"));
        check("0c2e:0b81", &two, Err("\"0c2e:0b81\" fits /dev/hidraw0, /dev/hidraw7; add the serial number"));
        check("0c2e:0b81:C3", &two, Err("no HID POS gun \"0c2e:0b81:C3\" is plugged in"));
        check("0c2e:0b82", &two, Err("no HID POS gun"));
        check("0c2e:0b81", &[], Err("no HID POS gun"));
    }

    #[test]
    fn listing_works_on_this_machine() {
        assert!(list().unwrap().iter().all(|gun| !gun.path.is_empty()));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_no_hid_device_is_missing_and_a_locked_one_is_busy() {
        let directory = tempfile::tempdir().unwrap();
        let (file, absent) = (directory.path().join("file"), directory.path().join("absent"));
        std::fs::write(&file, "").unwrap();
        for path in [&file, &absent] {
            let path = path.to_str().unwrap();
            let state = System.open(path).err().unwrap();
            assert!(matches!(&state, GunState::Missing { why } if why.starts_with(path)), "{state:?}");
        }
        let path = file.to_str().unwrap();
        let held = Lock::take(path).unwrap();
        assert!(matches!(System.open(path).err(), Some(GunState::Busy { why }) if why.starts_with(path)));
        drop(held);
        assert!(matches!(System.open(path).err(), Some(GunState::Missing { .. })));
    }

    #[test]
    fn the_rule_that_is_named_is_shipped_and_jumps_nowhere_else() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/linux").join(UDEV_RULE);
        let rule = std::fs::read_to_string(path).unwrap();
        let lines: Vec<&str> = rule.lines().filter(|line| !line.starts_with('#')).collect();
        let named = |key: &str| -> Vec<String> {
            let values = lines.iter().filter_map(|line| line.split(key).nth(1)?.split('"').next());
            values.map(str::to_owned).collect()
        };
        let labels = named("LABEL=\"");
        assert!(named("GOTO=\"").iter().all(|target| labels.contains(target)));
        let makers = named("idVendor}==\"");
        assert!(makers.len() > 10 && makers.iter().all(|vid| vid.len() == 4 && *vid == vid.to_lowercase()));
        assert!(makers.iter().all(|vid| u16::from_str_radix(vid, 16).is_ok()));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_gun_that_may_not_be_opened_names_the_rule() {
        let GunState::NoPermission { why } = no_permission("/dev/hidraw3", "Permission denied") else {
            panic!("another state")
        };
        assert_eq!(
            why,
            "/dev/hidraw3: Permission denied; install the udev rule 70-pairing-station.rules and plug the gun in again"
        );
    }
}
