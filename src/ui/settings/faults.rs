//! What is wrong with settings, where, and in the user's language.
//!
//! The station judges ([`Settings::first_fault`], and the settings file read back as it would be
//! written); here its answer is led to the field it is about.

use std::path::Path;

use crate::scanner::GunKind;
use crate::scanner::hid::HidId;
use crate::scanner::ports::UsbId;
use crate::scanner::settings::GunSettings;
use crate::station::Settings;
use crate::station::settings::SettingsError;
use crate::text::{Text, backups, settings as words};

/// Which part of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Station name and people.
    Station,
    /// The shift of this number, from 0.
    Shift(usize),
    /// The gun of this kind and number, from 0.
    Gun(GunKind, usize),
    /// The keyboard wedge.
    Keyboard,
    /// The defaults of relation files.
    Export,
    /// Backups.
    Backups,
    /// Anything else.
    Window,
}

impl Place {
    /// Its name on the screen.
    pub(super) fn words(self) -> Text {
        match self {
            Place::Station => words::STATION,
            Place::Shift(_) => words::SHIFTS,
            Place::Gun(..) => words::GUNS,
            Place::Keyboard => words::KEYBOARD,
            Place::Export => words::EXPORT,
            Place::Backups => backups::SECTION,
            Place::Window => words::WINDOW,
        }
    }
}

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where.
    pub(super) place: Place,
    /// Which field there, by its key in the file.
    pub(super) key: &'static str,
    /// What it must be.
    pub(super) what: Text,
}

/// The keys that can be wrong, and what each must be.
const KEYS: [(&str, Text); 23] = [
    ("station", words::FAULT_STATION),
    ("zoom", words::FAULT_ZOOM),
    ("volume", words::FAULT_VOLUME),
    ("name", words::FAULT_NAME),
    ("start", words::FAULT_TIME),
    ("end", words::FAULT_TIME),
    ("port", words::FAULT_PORT),
    ("device", words::FAULT_DEVICE),
    ("good", words::FAULT_HEX),
    ("bad", words::FAULT_HEX),
    ("baud", words::FAULT_BAUD),
    ("idle_gap_ms", words::FAULT_IDLE_GAP),
    ("gap_ms", words::FAULT_GAP),
    ("min_chars", words::FAULT_MIN_CHARS),
    ("min_chars_in_text", words::FAULT_MIN_CHARS),
    ("char_ms", words::FAULT_GAP),
    ("rows_per_file", words::FAULT_ROWS),
    ("supervisors", words::FAULT_BADGE),
    ("keep", backups::FAULT_KEEP),
    ("keep_days", backups::FAULT_DAYS),
    ("warn_hours", backups::FAULT_HOURS),
    ("disk_warning_mib", backups::FAULT_DISK),
    ("second", backups::FAULT_SECOND),
];

/// A fault of a key; a key without words of its own is the window's.
pub(super) fn of(place: Place, key: &str) -> Fault {
    match KEYS.iter().find(|(known, _)| *known == key) {
        Some((key, what)) => Fault { place, key, what: *what },
        None => Fault { place, key: "", what: words::FAULT_OTHER },
    }
}

/// The first fault; `None` if the settings may be written.
pub(super) fn first(settings: &Settings) -> Option<Fault> {
    match settings.first_fault() {
        Some((word, _)) if word != "wedge" => return Some(by_word(settings, &word)),
        _ => {}
    }
    // A file with two guns on one device starts the station all the same; nobody needs to write one.
    if let Some(fault) = one_device_twice(settings) {
        return Some(fault);
    }
    // What only shows when the file is read, with its line: a baud rate, a gap.
    let text = toml::to_string_pretty(settings).ok()?;
    match Settings::parse(Path::new(""), &text) {
        Ok(_) => None,
        Err(SettingsError::Fault { line, .. }) => Some(by_line(&text, line)),
        Err(SettingsError::Io { .. }) => None,
    }
}

/// The field a word of [`Settings::first_fault`] stands in: a key, or a value that is wrong.
fn by_word(settings: &Settings, word: &str) -> Fault {
    match word {
        "station" | "zoom" | "volume" => {
            let place = if word == "station" { Place::Station } else { Place::Window };
            return of(place, word);
        }
        "rows_per_file" => return of(Place::Export, word),
        "keep" | "keep_days" | "warn_hours" | "disk_warning_mib" | "second" => {
            return of(Place::Backups, word);
        }
        _ => {}
    }
    let blank = |text: &str| text.trim().is_empty();
    for (at, shift) in settings.shifts.iter().enumerate().rev() {
        let twice = settings.shifts[..at].iter().any(|other| other.name == shift.name);
        if blank(&shift.name) || twice && shift.name == word {
            return of(Place::Shift(at), "name");
        }
        if shift.start == word && shift.start_minute().is_none() {
            return of(Place::Shift(at), "start");
        }
        if shift.end == word && shift.end_minute().is_none() {
            return of(Place::Shift(at), "end");
        }
    }
    let mut names = vec![settings.wedge.name.clone()];
    for (place, gun) in placed(settings) {
        let (key, device) = device(&gun);
        if blank(gun.name()) || names.iter().any(|name| name == gun.name()) {
            return of(place, "name");
        }
        if blank(&device) || device == word && word.starts_with("usb:") {
            return of(place, key);
        }
        names.push(gun.name().to_owned());
    }
    of(Place::Window, word)
}

/// Every gun and where it stands, in the order in which the station judges them.
fn placed(settings: &Settings) -> impl Iterator<Item = (Place, GunSettings)> {
    let mut before = [(GunKind::Serial, 0), (GunKind::Hid, 0), (GunKind::Keyboard, 0), (GunKind::Module, 0)];
    settings.guns().into_iter().map(move |gun| {
        let mut at = 0;
        if let Some((_, count)) = before.iter_mut().find(|(kind, _)| *kind == gun.kind()) {
            at = *count;
            *count += 1;
        }
        (Place::Gun(gun.kind(), at), gun)
    })
}

/// The key of a gun's device in the file, and what stands there; empty for a gun that has none yet.
fn device(gun: &GunSettings) -> (&'static str, String) {
    match gun {
        GunSettings::Serial(gun) => ("port", gun.port.clone()),
        GunSettings::Module(port) => ("port", port.port.clone()),
        GunSettings::Keyboard(gun) => ("device", gun.device.clone()),
        GunSettings::Hid(gun) if gun.device == NO_HID => ("device", String::new()),
        GunSettings::Hid(gun) => ("device", gun.device.to_string()),
    }
}

/// What stands for the device of a HID gun that was added by hand, until one is named.
pub(super) const NO_HID: HidId = HidId(UsbId { vid: 0, pid: 0, serial: None });

/// The second gun on one device.
fn one_device_twice(settings: &Settings) -> Option<Fault> {
    let mut seen: Vec<(&str, String)> = Vec::new();
    for (place, gun) in placed(settings) {
        let (key, device) = device(&gun);
        // Ports are shared by guns and the module port; a HID gun and a keyboard have names of their own.
        let space = if gun.kind() == GunKind::Hid { "hid" } else { key };
        if device.is_empty() || seen.contains(&(space, device.clone())) {
            return Some(of(place, key));
        }
        seen.push((space, device));
    }
    None
}

/// The field on a line of the settings file.
fn by_line(text: &str, line: usize) -> Fault {
    let mut place = Place::Window;
    let (mut shifts, mut guns) = (0, 0);
    let mut key = "";
    for line in text.lines().take(line) {
        let kind = match line.trim() {
            "[[shift]]" => {
                (place, shifts) = (Place::Shift(shifts), shifts + 1);
                continue;
            }
            "[[serial]]" => GunKind::Serial,
            "[[hid]]" => GunKind::Hid,
            "[[keyboard]]" => GunKind::Keyboard,
            "[module]" => GunKind::Module,
            "[wedge]" => {
                place = Place::Keyboard;
                continue;
            }
            "[export]" => {
                place = Place::Export;
                continue;
            }
            other => {
                key = other.split_once('=').map_or("", |(key, _)| key.trim());
                continue;
            }
        };
        // The guns of a kind stand together in the file.
        guns = if matches!(place, Place::Gun(before, _) if before == kind) { guns + 1 } else { 0 };
        place = Place::Gun(kind, guns);
    }
    of(place, key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scanner::hid::HidSettings;
    use crate::scanner::keyboard::KeyboardSettings;
    use crate::scanner::module::ModuleSettings;
    use crate::scanner::serial::SerialSettings;

    fn guns() -> Settings {
        let id = |text: &str| HidId(UsbId::parse(text).unwrap());
        Settings {
            serial: vec![SerialSettings::new("left", "COM3"), SerialSettings::new("right", "COM4")],
            hid: vec![HidSettings::new("h0", id("0c2e:0b81")), HidSettings::new("h1", id("0c2e:0b82"))],
            keyboards: vec![KeyboardSettings::new("k0", "usb:0c2e:0b61")],
            module: Some(ModuleSettings::new("COM9")),
            ..Settings::default()
        }
    }

    #[test]
    fn a_fault_is_led_to_its_field() {
        use GunKind::{Hid, Keyboard, Module, Serial};
        let check = |change: fn(&mut Settings), place: Place, key: &str| {
            let mut settings = guns();
            assert_eq!(first(&settings), None);
            change(&mut settings);
            let fault = first(&settings).unwrap();
            assert_eq!((fault.place, fault.key), (place, key));
        };
        check(|s| s.station.clear(), Place::Station, "station");
        check(|s| s.shifts[1].name = "白班".into(), Place::Shift(1), "name");
        check(|s| s.shifts[0].name = " ".into(), Place::Shift(0), "name");
        check(|s| s.shifts[1].start = "25:00".into(), Place::Shift(1), "start");
        check(|s| s.shifts[0].end = "8".into(), Place::Shift(0), "end");
        check(|s| s.serial[1].name = "left".into(), Place::Gun(Serial, 1), "name");
        check(|s| s.serial[1].port = "COM3".into(), Place::Gun(Serial, 1), "port");
        check(|s| s.serial[0].port.clear(), Place::Gun(Serial, 0), "port");
        check(|s| s.serial[1].port = "usb:zz:11".into(), Place::Gun(Serial, 1), "port");
        check(|s| s.serial[1].baud = 3, Place::Gun(Serial, 1), "baud");
        check(|s| s.serial[0].idle_gap_ms = 0, Place::Gun(Serial, 0), "idle_gap_ms");
        check(|s| s.serial[1].feedback.bad.0 = vec![7; 99], Place::Gun(Serial, 1), "bad");
        check(|s| s.hid[1].name = "left".into(), Place::Gun(Hid, 1), "name");
        check(|s| s.hid[0].name = "keyboard".into(), Place::Gun(Hid, 0), "name");
        check(|s| s.hid[0].device = NO_HID, Place::Gun(Hid, 0), "device");
        check(|s| s.hid[1].device = s.hid[0].device.clone(), Place::Gun(Hid, 1), "device");
        check(|s| s.keyboards[0].name.clear(), Place::Gun(Keyboard, 0), "name");
        check(|s| s.keyboards[0].device = " ".into(), Place::Gun(Keyboard, 0), "device");
        check(|s| s.module.as_mut().unwrap().port.clear(), Place::Gun(Module, 0), "port");
        check(|s| s.module.as_mut().unwrap().port = "COM4".into(), Place::Gun(Module, 0), "port");
        check(|s| s.module.as_mut().unwrap().name = "h1".into(), Place::Gun(Module, 0), "name");
        check(|s| s.wedge.gap_ms = 1, Place::Keyboard, "gap_ms");
        check(|s| s.wedge.min_chars = 1, Place::Keyboard, "min_chars");
        check(|s| s.export.rows_per_file = 0, Place::Export, "rows_per_file");
        check(|s| s.zoom = 9.0, Place::Window, "zoom");
    }
}
