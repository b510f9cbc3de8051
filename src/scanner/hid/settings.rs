//! A HID POS gun's part of the settings file.

use crate::scanner::ports::UsbId;
use crate::scanner::{FeedbackSettings, Role};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a HID POS gun is found and read. Everything but `name` and `device` has a default.
///
/// ```toml
/// [[hid]]
/// name = "bench left"
/// device = "0c2e:0b81"       # VID:PID[:SERIAL] in hexadecimal, as `scanners list` prints it
/// profile = "auto"           # auto (the report descriptor) | honeywell | idtech | microscan
/// role = "any"               # any | module | device
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HidSettings {
    /// The gun's name on the screen and in the log.
    pub name: String,
    /// Which gun.
    pub device: HidId,
    /// How its reports are laid out.
    #[serde(default)]
    pub profile: Profile,
    /// Which codes it is there for.
    #[serde(default)]
    pub role: Role,
    /// Output reports it is sent after each scan: the first byte is the report id.
    #[serde(default)]
    pub feedback: FeedbackSettings,
}

impl HidSettings {
    /// A gun with the defaults.
    pub fn new(name: impl Into<String>, device: HidId) -> Self {
        HidSettings {
            name: name.into(),
            device,
            profile: Profile::Auto,
            role: Role::Any,
            feedback: FeedbackSettings::default(),
        }
    }
}

/// How reports are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// As the gun's report descriptor says.
    #[default]
    Auto,
    /// Honeywell and its like: length, AIM identifier at bytes 2 to 4, data from byte 5.
    Honeywell,
    /// Unitech, IDTECH and their like.
    Idtech,
    /// Microscan and its like.
    Microscan,
}

/// `VID:PID` or `VID:PID:SERIAL`, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HidId(pub UsbId);

impl TryFrom<String> for HidId {
    type Error = String;

    fn try_from(text: String) -> Result<HidId, String> {
        UsbId::parse(text.strip_prefix("usb:").unwrap_or(&text)).map(HidId).ok_or_else(|| {
            format!("\"{text}\" is no USB device; write VID:PID or VID:PID:SERIAL in hexadecimal")
        })
    }
}

impl From<HidId> for String {
    fn from(id: HidId) -> String {
        id.to_string()
    }
}

impl fmt::Display for HidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.selector().trim_start_matches("usb:"))
    }
}
