//! The module port's part of the settings file.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// How modules are asked. Everything but `port` has a default.
///
/// ```toml
/// [module]
/// name = "module port"
/// port = "/dev/ttyUSB2"      # or COM5, or usb:2c7c:0125 (a module brings several ports: name the AT one)
/// baud = 115200
/// use = "source"             # source: its IMEI is the DK | check: it is compared with the label
/// answer_ms = 450            # how long an answer is waited for; more for a slow module
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
    #[serde(default = "default_baud", deserialize_with = "crate::scanner::serial::baud")]
    pub baud: u32,
    /// What the IMEI is for.
    #[serde(default, rename = "use")]
    pub purpose: ModuleUse,
    /// How many milliseconds an answer is waited for (100 to 10,000). Twice this and 0.8 s is how soon
    /// a module that was taken away is missed.
    #[serde(default = "default_answer", deserialize_with = "answer")]
    pub answer_ms: u32,
}

impl ModuleSettings {
    /// A port with the defaults.
    pub fn new(port: impl Into<String>) -> Self {
        ModuleSettings {
            name: default_name(),
            port: port.into(),
            baud: default_baud(),
            purpose: ModuleUse::default(),
            answer_ms: default_answer(),
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

/// Modules' manuals promise an answer to `AT+CGSN` within 300 ms.
fn default_answer() -> u32 {
    450
}

fn answer<'de, D: Deserializer<'de>>(input: D) -> Result<u32, D::Error> {
    match u32::deserialize(input)? {
        wait @ 100..=10_000 => Ok(wait),
        wait => Err(D::Error::custom(format!("answer_ms = {wait} must be between 100 and 10000"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_port_is_needed_and_faults_are_named() {
        let port: ModuleSettings = toml::from_str("port = \"COM5\"").unwrap();
        assert_eq!(port, ModuleSettings::new("COM5"));
        assert_eq!((port.baud, port.answer_ms, port.purpose), (115_200, 450, ModuleUse::Source));
        let check = |text: &str, expect: &str| {
            let fault = toml::from_str::<ModuleSettings>(text).unwrap_err();
            assert!(fault.message().contains(expect), "{text}: {fault}");
        };
        check("baud = 9600", "port");
        check("port = \"a\"\nanswer_ms = 99", "100 and 10000");
        check("port = \"a\"\nbaud = 0", "no baud rate");
        check("port = \"a\"\nuse = \"both\"", "both");
        check("port = \"a\"\nspeed = 1", "speed");
    }
}
