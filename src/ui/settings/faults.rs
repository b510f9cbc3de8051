//! What is wrong with settings, where, and in the user's language.
//!
//! The station judges ([`Settings::first_fault`], and the settings file read back as it would be
//! written); here its answer is led to the field it is about.

use std::path::Path;

use crate::station::Settings;
use crate::station::settings::SettingsError;
use crate::text::{Text, settings as words};

/// Which part of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Station name and people.
    Station,
    /// The shift of this number, from 0.
    Shift(usize),
    /// The serial gun of this number, from 0.
    Gun(usize),
    /// The keyboard wedge.
    Keyboard,
    /// The defaults of relation files.
    Export,
    /// Anything else.
    Window,
}

impl Place {
    /// Its name on the screen.
    pub(super) fn words(self) -> Text {
        match self {
            Place::Station => words::STATION,
            Place::Shift(_) => words::SHIFTS,
            Place::Gun(_) => words::SERIAL,
            Place::Keyboard => words::KEYBOARD,
            Place::Export => words::EXPORT,
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
const KEYS: [(&str, Text); 15] = [
    ("station", words::FAULT_STATION),
    ("zoom", words::FAULT_ZOOM),
    ("volume", words::FAULT_VOLUME),
    ("name", words::FAULT_NAME),
    ("start", words::FAULT_TIME),
    ("end", words::FAULT_TIME),
    ("port", words::FAULT_PORT),
    ("baud", words::FAULT_BAUD),
    ("idle_gap_ms", words::FAULT_IDLE_GAP),
    ("gap_ms", words::FAULT_GAP),
    ("min_chars", words::FAULT_MIN_CHARS),
    ("min_chars_in_text", words::FAULT_MIN_CHARS),
    ("char_ms", words::FAULT_GAP),
    ("rows_per_file", words::FAULT_ROWS),
    ("supervisors", words::FAULT_BADGE),
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
    // A file with two guns on one port starts the station all the same; nobody needs to write one.
    for (at, gun) in settings.serial.iter().enumerate().rev() {
        if settings.serial[..at].iter().any(|other| other.port == gun.port) {
            return Some(of(Place::Gun(at), "port"));
        }
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
    for (at, gun) in settings.serial.iter().enumerate().rev() {
        let earlier = &settings.serial[..at];
        if blank(&gun.name) || earlier.iter().any(|other| other.name == gun.name) {
            return of(Place::Gun(at), "name");
        }
        if blank(&gun.port) {
            return of(Place::Gun(at), "port");
        }
    }
    of(Place::Window, word)
}

/// The field on a line of the settings file.
fn by_line(text: &str, line: usize) -> Fault {
    let mut place = Place::Window;
    let (mut shifts, mut guns) = (0, 0);
    let mut key = "";
    for line in text.lines().take(line) {
        match line.trim() {
            "[[shift]]" => (place, shifts) = (Place::Shift(shifts), shifts + 1),
            "[[serial]]" => (place, guns) = (Place::Gun(guns), guns + 1),
            "[wedge]" => place = Place::Keyboard,
            "[export]" => place = Place::Export,
            other => key = other.split_once('=').map_or("", |(key, _)| key.trim()),
        }
    }
    of(place, key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scanner::serial::SerialSettings;

    #[test]
    fn a_fault_is_led_to_its_field() {
        let check = |change: fn(&mut Settings), place: Place, key: &str| {
            let guns = vec![SerialSettings::new("left", "COM3"), SerialSettings::new("right", "COM4")];
            let mut settings = Settings { serial: guns, ..Settings::default() };
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
        check(|s| s.serial[1].name = "left".into(), Place::Gun(1), "name");
        check(|s| s.serial[1].port = "COM3".into(), Place::Gun(1), "port");
        check(|s| s.serial[0].port.clear(), Place::Gun(0), "port");
        check(|s| s.serial[1].baud = 3, Place::Gun(1), "baud");
        check(|s| s.serial[0].idle_gap_ms = 0, Place::Gun(0), "idle_gap_ms");
        check(|s| s.wedge.gap_ms = 1, Place::Keyboard, "gap_ms");
        check(|s| s.wedge.min_chars = 1, Place::Keyboard, "min_chars");
        check(|s| s.export.rows_per_file = 0, Place::Export, "rows_per_file");
        check(|s| s.zoom = 9.0, Place::Window, "zoom");
    }
}
