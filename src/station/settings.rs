//! The station's settings: `settings.toml` in the data directory.
//!
//! A missing file means the defaults; a faulty one is a named error with its line, and nothing of
//! it is used.

mod people;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use super::backup_settings::BackupSettings;
use super::label_settings::LabelSettings;
use crate::pairing::Mode;
use crate::relation::bounded::{MAX_NOTE, read_text};
use crate::scanner::Role;
use crate::scanner::hid::HidSettings;
use crate::scanner::keyboard::KeyboardSettings;
use crate::scanner::module::ModuleSettings;
use crate::scanner::ports::UsbId;
use crate::scanner::serial::SerialSettings;
use crate::scanner::settings::GunSettings;
use crate::scanner::wedge::WedgeSettings;
use crate::text::Lang;
pub use people::PeopleSettings;

/// Everything a user can set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Station name, as in the log and the manifests.
    pub station: String,
    /// What the station does when it starts: pair, or verify what was paired at an earlier step.
    pub mode: Mode,
    /// Language of the window.
    pub language: Language,
    /// Colours of the window.
    pub theme: Theme,
    /// Size of everything in the window, 0.75–2.0.
    pub zoom: f32,
    /// Loudness of the sounds, 0–100.
    pub volume: u8,
    /// Ids on the badges of those who may acknowledge where an order wants a supervisor.
    pub supervisors: Vec<String>,
    /// Both codes of a device come from one gun: for two people with a gun each at one station. (Guns
    /// that are there for one side only belong together all the same.)
    pub one_gun_per_device: bool,
    /// Whether each shift has to prove that the alarms work before it pairs.
    pub challenge: AlarmProof,
    /// Where the key of the ledger's seals lies: a file, or a directory for it; empty = beside the ledger.
    #[serde(skip_serializing_if = "is_beside")]
    pub key_file: PathBuf,
    /// The shifts of a day.
    #[serde(rename = "shift")]
    pub shifts: Vec<Shift>,
    /// The keyboard wedge.
    pub wedge: WedgeSettings,
    /// Guns on serial ports.
    pub serial: Vec<SerialSettings>,
    /// HID POS guns.
    pub hid: Vec<HidSettings>,
    /// Keyboard guns that are taken exclusively.
    #[serde(rename = "keyboard")]
    pub keyboards: Vec<KeyboardSettings>,
    /// The port at which modules are asked for their IMEI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<ModuleSettings>,
    /// People and rights.
    pub people: PeopleSettings,
    /// Relation files.
    pub export: Export,
    /// Printing of labels.
    pub labels: LabelSettings,
    /// Backups, and the disk's room.
    pub backup: BackupSettings,
}

/// Language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, clap::ValueEnum)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh")]
    #[value(name = "zh")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    #[value(name = "en")]
    English,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Lang {
        match language {
            Language::Chinese => Lang::Chinese,
            Language::English => Lang::English,
        }
    }
}

/// Colours of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Light: lines are bright.
    #[default]
    Light,
    /// Dark.
    Dark,
}

/// Whether a shift has to prove that the alarms work: see [`super::challenge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmProof {
    /// No.
    #[default]
    Off,
    /// Each, before its first device.
    EachShift,
}

/// One shift of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Name, as on screen and in `--shift`.
    pub name: String,
    /// Local time it begins, `HH:MM`.
    pub start: String,
    /// Local time it ends, `HH:MM`; at or before `start` = on the next day.
    pub end: String,
}

/// Relation files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Export {
    /// Directory offered first; empty = `exports` in the data directory.
    pub directory: PathBuf,
    /// Rows a file at most.
    pub rows_per_file: u64,
    /// Byte-order mark.
    pub bom: bool,
    /// GBK instead of UTF-8.
    pub gbk: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            station: "1".into(),
            mode: Mode::default(),
            language: Language::default(),
            theme: Theme::default(),
            zoom: 1.0,
            volume: 80,
            supervisors: Vec::new(),
            challenge: AlarmProof::default(),
            key_file: PathBuf::new(),
            shifts: vec![
                Shift { name: "白班".into(), start: "08:00".into(), end: "20:00".into() },
                Shift { name: "夜班".into(), start: "20:00".into(), end: "08:00".into() },
            ],
            wedge: WedgeSettings::default(),
            one_gun_per_device: false,
            serial: Vec::new(),
            hid: Vec::new(),
            keyboards: Vec::new(),
            module: None,
            people: PeopleSettings::default(),
            export: Export::default(),
            labels: LabelSettings::default(),
            backup: BackupSettings::default(),
        }
    }
}

impl Default for Export {
    fn default() -> Export {
        Export { directory: PathBuf::new(), rows_per_file: 10_000, bom: false, gbk: false }
    }
}

/// What is wrong with a settings file.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// It cannot be read or written.
    #[error("{path}: {source}; see whether it is there and may be read or written")]
    Io {
        /// The file.
        path: PathBuf,
        /// The OS's error.
        source: std::io::Error,
    },
    /// A fault in it.
    #[error(
        "{path}, line {line}, column {column}: {what}; mend that line, or remove the file to start with the defaults"
    )]
    Fault {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
}

impl Settings {
    /// Reads the settings of a data directory; the defaults where there is no file.
    pub fn load(data: &Path) -> Result<Settings, SettingsError> {
        let path = settings_path(data);
        match read_text(&path, MAX_NOTE) {
            Ok(text) => Settings::parse(&path, &text),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Settings::default()),
            Err(source) => Err(SettingsError::Io { path, source }),
        }
    }

    /// Reads a settings file's text; `path` is for the error.
    pub fn parse(path: &Path, text: &str) -> Result<Settings, SettingsError> {
        let fault = |at: usize, what: String| {
            let (line, column) = line_column(text, at);
            SettingsError::Fault { path: path.to_owned(), line, column, what }
        };
        let settings: Settings = toml::from_str(text)
            .map_err(|e| fault(e.span().map_or(0, |s| s.start), e.message().to_string()))?;
        match settings.first_fault() {
            None => Ok(settings),
            Some((word, what)) => Err(fault(find_word(text, &word), what)),
        }
    }

    /// Writes the settings of a data directory: to a temporary file, synced, renamed.
    pub fn save(&self, data: &Path) -> Result<(), SettingsError> {
        use std::io::Write as _;
        let path = settings_path(data);
        let io = |source| SettingsError::Io { path: path.clone(), source };
        let text = toml::to_string_pretty(self)
            .map_err(|e| io(std::io::Error::new(std::io::ErrorKind::InvalidData, e)))?;
        let mut file = tempfile::NamedTempFile::new_in(data).map_err(io)?;
        file.write_all(text.as_bytes()).map_err(io)?;
        file.as_file().sync_all().map_err(io)?;
        file.persist(&path).map_err(|e| io(e.error))?;
        Ok(())
    }

    /// The first rule these settings break: a word to find its line by, and the fault.
    pub fn first_fault(&self) -> Option<(String, String)> {
        let fault = |word: &str, what: String| Some((word.to_string(), what));
        if self.station.trim().is_empty() || self.station.chars().count() > 64 {
            return fault("station", "station must be a name of 1 to 64 characters".into());
        }
        if !(0.75..=2.0).contains(&self.zoom) {
            return fault("zoom", format!("zoom = {} must be between 0.75 and 2.0", self.zoom));
        }
        if self.volume > 100 {
            return fault("volume", format!("volume = {} must be between 0 and 100", self.volume));
        }
        if !(1..=120).contains(&self.people.log_off_min) {
            let what = format!("log_off_min = {} must be between 1 and 120", self.people.log_off_min);
            return fault("log_off_min", what);
        }
        for (i, shift) in self.shifts.iter().enumerate() {
            if shift.name.trim().is_empty() {
                return fault("shift", "a shift needs a name".into());
            }
            if self.shifts[..i].iter().any(|s| s.name == shift.name) {
                return fault(&shift.name, format!("there are two shifts named {}", shift.name));
            }
            for (time, minute) in [(&shift.start, shift.start_minute()), (&shift.end, shift.end_minute())] {
                if minute.is_none() {
                    return fault(time, format!("\"{time}\" is not a time of day as HH:MM (08:00)"));
                }
            }
        }
        self.first_gun_fault()
    }

    /// Every device that is to be opened; the keyboard wedge needs no opening.
    pub fn guns(&self) -> Vec<GunSettings> {
        let serial = self.serial.iter().cloned().map(GunSettings::Serial);
        let hid = self.hid.iter().cloned().map(GunSettings::Hid);
        let keyboards = self.keyboards.iter().cloned().map(GunSettings::Keyboard);
        let module = self.module.iter().cloned().map(GunSettings::Module);
        serial.chain(hid).chain(keyboards).chain(module).collect()
    }

    /// The guns that are there for some codes only, by name.
    pub fn roles(&self) -> BTreeMap<String, Role> {
        let wedge = (self.wedge.name.clone(), self.wedge.role);
        let guns = self.guns().into_iter().map(|gun| (gun.name().to_owned(), gun.role()));
        guns.chain([wedge]).filter(|(_, role)| *role != Role::Any).collect()
    }

    fn first_gun_fault(&self) -> Option<(String, String)> {
        // Ranges of single values are the scanner room's own, checked where they are read; what the
        // window has set is read once more.
        let again = toml::Table::try_from(&self.wedge).map(toml::Table::try_into::<WedgeSettings>);
        if let Ok(Err(fault)) = again {
            return Some(("wedge".into(), fault.message().to_string()));
        }
        // Two guns on one device are no fault here: the station starts, and the second says on the
        // status line whose the device is.
        let guns = self.guns();
        let mut names: Vec<&str> = vec![&self.wedge.name];
        let reserved = super::training::GUN;
        if guns.iter().map(GunSettings::name).chain(names.iter().copied()).any(|name| name == reserved) {
            let fault = format!("\"{reserved}\" is the simulated gun of the trainings: choose another name");
            return Some((reserved.into(), fault));
        }
        for gun in &guns {
            let (kind, device) = match gun {
                GunSettings::Serial(gun) => ("serial", gun.port.as_str()),
                GunSettings::Keyboard(gun) => ("keyboard", gun.device.as_str()),
                GunSettings::Module(port) => ("module", port.port.as_str()),
                GunSettings::Hid(_) => ("hid", "known"),
            };
            if gun.name().trim().is_empty() || device.trim().is_empty() {
                return Some((kind.into(), format!("a [[{kind}]] entry needs a name and a device")));
            }
            let device = gun.device();
            if let Some(id) = device.strip_prefix("usb:")
                && UsbId::parse(id).is_none()
            {
                let what = format!(
                    "\"{device}\" is no USB device; write usb:VID:PID or usb:VID:PID:SERIAL in hexadecimal"
                );
                return Some((device, what));
            }
            if names.contains(&gun.name()) {
                return Some((gun.name().into(), format!("there are two guns named {}", gun.name())));
            }
            names.push(gun.name());
        }
        if self.export.rows_per_file == 0 {
            return Some(("rows_per_file".into(), "rows_per_file must be at least 1".into()));
        }
        self.labels.first_fault().or_else(|| self.backup.first_fault())
    }
}

fn is_beside(key_file: &Path) -> bool {
    key_file.as_os_str().is_empty()
}

/// Line and column (both from 1, in characters) of a byte position.
fn line_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or("");
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}

/// Where a word stands last: of two equal names the second is the one too many.
fn find_word(text: &str, word: &str) -> usize {
    // As a whole value first: a name may also be part of a path.
    let value = text.rfind(&format!("\"{word}\"")).map(|at| at + 1);
    value.or_else(|| text.rfind(word)).unwrap_or(0)
}

/// Where the settings of a data directory lie.
pub fn settings_path(data: &Path) -> PathBuf {
    data.join("settings.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings, SettingsError> {
        Settings::parse(Path::new("settings.toml"), text)
    }

    #[test]
    fn an_empty_file_means_the_defaults() {
        assert_eq!(parse("").unwrap(), Settings::default());
    }

    #[test]
    fn faults_name_their_line() {
        let check = |text: &str, expected: (usize, &str)| match parse(text) {
            Err(SettingsError::Fault { line, what, .. }) => {
                assert_eq!(line, expected.0, "line of {text:?}: {what}");
                assert!(what.contains(expected.1), "{text:?}: {what}");
            }
            other => panic!("{text:?} gave {other:?}"),
        };
        check("station = \"1\"\ncolour = 3", (2, "colour"));
        check("station = 3", (1, "string"));
        check("station = \"1\"\n\nstation = \"2\"", (3, "duplicate"));
        check("station = \"1\"\nmode = \"check\"", (2, "verify_sticker"));
        check("station = \"1\"\nvolume = 101", (2, "volume"));
        check("zoom = 9.0", (1, "zoom"));
        check("[[shift]]\nname = \"A\"\nstart = \"8\"\nend = \"20:00\"", (3, "HH:MM"));
        check("[wedge]\ngap_ms = 1", (2, "10 to 500"));
        check("[labels]\nprinter = \"a b\"", (2, "printer's address"));
        check("[labels]\nroll = \"40x30\"\nsheet = \"L1\"", (3, "no label stock"));
        check("[labels]\ndpi = 200", (2, "203, 300 or 600"));
        check("[export]\nrows_per_file = 0", (2, "rows_per_file"));
        check("[backup]\nkeep = 0", (2, "keep = 0"));
        check("[backup]\nkeep = 3\nkeep_days = 4000", (3, "keep_days"));
        check("[backup]\nwarn_hours = 0", (2, "warn_hours"));
        check("[backup]\ndisk_warning_mib = 200", (2, "disk_warning_mib"));
        check("[backup]\ndirectory = \"/a\"\nsecond = \"/a\"", (3, "another directory"));
        check(
            "[[serial]]\nname = \"gun\"\nport = \"x\"\n[[serial]]\nname = \"gun\"\nport = \"/dev/gun2\"",
            (5, "two guns"),
        );
        check("[[serial]]\nname = \"a\"\nport = \"usb:zz:11\"", (3, "no USB device"));
        check(
            "[[serial]]\nname = \"a\"\nport = \"x\"\n[[serial]]\nname = \"a\"\nport = \"y\"",
            (5, "two guns"),
        );
    }

    #[test]
    fn what_is_saved_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings {
            station: "线体 3".into(),
            volume: 35,
            key_file: "/mnt/key".into(),
            ..Settings::default()
        };
        settings.save(dir.path()).unwrap();
        assert_eq!(Settings::load(dir.path()).unwrap(), settings);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file stays");
    }
}
