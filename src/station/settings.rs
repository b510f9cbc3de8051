//! The station's settings: `settings.toml` in the data directory.
//!
//! A missing file means the defaults; a faulty one is a named error with its line, and nothing of
//! it is used.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Everything a user can set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Station name, as in the log and the manifests.
    pub station: String,
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
    /// The shifts of a day.
    #[serde(rename = "shift")]
    pub shifts: Vec<Shift>,
    /// The keyboard wedge.
    pub wedge: Wedge,
    /// Guns on serial ports.
    pub serial: Vec<SerialGun>,
    /// Relation files.
    pub export: Export,
}

/// A gun on a serial port (replaced by the scanner room's own settings).
pub type SerialGun = toml::Table;

/// Language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
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

/// The keyboard wedge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wedge {
    /// Listen to it.
    pub enabled: bool,
    /// Longest gap between two characters of a gun, ms.
    pub gap_ms: u32,
    /// Fewest characters of a code.
    pub min_length: usize,
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
            language: Language::default(),
            theme: Theme::default(),
            zoom: 1.0,
            volume: 80,
            supervisors: Vec::new(),
            shifts: Vec::new(),
            wedge: Wedge::default(),
            serial: Vec::new(),
            export: Export::default(),
        }
    }
}

impl Default for Wedge {
    fn default() -> Wedge {
        Wedge { enabled: true, gap_ms: 50, min_length: 6 }
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

/// Where the settings of a data directory lie.
pub fn settings_path(data: &Path) -> PathBuf {
    data.join("settings.toml")
}
