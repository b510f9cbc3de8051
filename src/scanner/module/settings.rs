//! The module port's part of the settings file.

use serde::{Deserialize, Serialize};

/// How modules are asked. Everything but `port` has a default.
///
/// ```toml
/// [module]
/// name = "module port"
/// port = "/dev/ttyUSB2"      # or COM5, or usb:2c7c:0125 (a module brings several ports: name the AT one)
/// baud = 115200
/// use = "source"             # source: its IMEI is the DK | check: it is compared with the label
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModuleSettings {
    /// The port's name on the screen and in the log.
    #[serde(default = "default_name")]
    pub name: String,
    /// A path, a COM name, or `usb:VID:PID[:SERIAL]`.
    pub port: String,
    /// Bits a second.
    #[serde(default = "default_baud")]
    pub baud: u32,
    /// What the IMEI is for.
    #[serde(default, rename = "use")]
    pub purpose: ModuleUse,
}

impl ModuleSettings {
    /// A port with the defaults.
    pub fn new(port: impl Into<String>) -> Self {
        ModuleSettings {
            name: default_name(),
            port: port.into(),
            baud: default_baud(),
            purpose: ModuleUse::default(),
        }
    }
}

/// What the IMEI that a module says is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModuleUse {
    /// It is the DK: nobody scans a module label.
    #[default]
    Source,
    /// The label is scanned, and must say the same.
    Check,
}

fn default_name() -> String {
    "module port".to_owned()
}

fn default_baud() -> u32 {
    115_200
}
