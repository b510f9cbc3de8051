//! A keyboard gun's part of the settings file.

use crate::scanner::Role;
use crate::scanner::framer::{Framing, Suffix};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use std::time::Duration;

/// How a keyboard gun is found and read. Everything but `name` and `device` has a default.
///
/// ```toml
/// [[keyboard]]
/// name = "bench right"
/// device = "usb:0c2e:0b61"   # or a path such as /dev/input/by-id/usb-…-event-kbd
/// layout = "us"              # the country the gun itself is set to, whatever the desktop's is
/// suffix = "auto"            # auto (Enter or Tab) | cr | lf | crlf | tab | none
/// idle_gap_ms = 150          # with suffix = "none": this silence ends a code
/// role = "any"               # any | module | device
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyboardSettings {
    /// The gun's name on the screen and in the log.
    pub name: String,
    /// A path, or `usb:VID:PID[:SERIAL]`, which follows the gun from socket to socket.
    pub device: String,
    /// The layout the gun types for.
    #[serde(default)]
    pub layout: KeyLayout,
    /// Which key ends a code.
    #[serde(default)]
    pub suffix: Suffix,
    /// With [`Suffix::None`]: this many milliseconds of silence end a code (20 to 2000).
    #[serde(default = "default_idle_gap", deserialize_with = "idle_gap")]
    pub idle_gap_ms: u32,
    /// Which codes it is there for.
    #[serde(default)]
    pub role: Role,
}

impl KeyboardSettings {
    /// A gun with the defaults.
    pub fn new(name: impl Into<String>, device: impl Into<String>) -> Self {
        KeyboardSettings {
            name: name.into(),
            device: device.into(),
            layout: KeyLayout::Us,
            suffix: Suffix::Auto,
            idle_gap_ms: default_idle_gap(),
            role: Role::Any,
        }
    }

    /// What the framer needs to know: a key has one code where a line has CR, LF or both.
    pub fn framing(&self) -> Framing {
        let suffix = match self.suffix {
            Suffix::Auto | Suffix::Cr | Suffix::Lf | Suffix::Crlf => Suffix::Auto,
            Suffix::Tab => Suffix::Tab,
            Suffix::None => Suffix::None,
        };
        Framing { suffix, idle_gap: Duration::from_millis(self.idle_gap_ms.into()), stx_etx: true }
    }

    /// Does Tab end a code as Enter does?
    pub fn tab_ends_too(&self) -> bool {
        self.suffix == Suffix::Auto
    }
}

fn default_idle_gap() -> u32 {
    150
}

/// A keyboard is asked every 8 to 10 ms, so that a shorter gap would cut codes in two.
fn idle_gap<'de, D: Deserializer<'de>>(input: D) -> Result<u32, D::Error> {
    match u32::deserialize(input)? {
        gap @ 20..=2000 => Ok(gap),
        gap => Err(D::Error::custom(format!("idle_gap_ms is {gap}; it must be 20 to 2000"))),
    }
}

/// A keyboard layout, as guns call their "country".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyLayout {
    /// United States; China and most of Asia too.
    #[default]
    Us,
    /// United Kingdom.
    Uk,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Italian.
    It,
    /// Japanese (JIS).
    Jp,
}

impl KeyLayout {
    /// Every layout.
    pub const ALL: [KeyLayout; 7] = [
        KeyLayout::Us,
        KeyLayout::Uk,
        KeyLayout::De,
        KeyLayout::Fr,
        KeyLayout::Es,
        KeyLayout::It,
        KeyLayout::Jp,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "name = \"right\"\ndevice = \"usb:0c2e:0b61\"\n";

    #[test]
    fn what_is_written_is_read_back_and_the_rest_has_its_default() {
        let least: KeyboardSettings = toml::from_str(LEAST).unwrap();
        assert_eq!(least, KeyboardSettings::new("right", "usb:0c2e:0b61"));
        let settings = KeyboardSettings {
            layout: KeyLayout::Jp,
            suffix: Suffix::None,
            idle_gap_ms: 80,
            role: Role::Device,
            ..least
        };
        assert_eq!(
            toml::from_str::<KeyboardSettings>(&toml::to_string(&settings).unwrap()).unwrap(),
            settings
        );
    }

    #[test]
    fn a_fault_names_its_line() {
        let check = |line: &str, expect: &str| {
            let error =
                toml::from_str::<KeyboardSettings>(&format!("{LEAST}{line}\n")).unwrap_err().to_string();
            assert!(error.contains("line 3") && error.contains(expect), "{line}: {error}");
        };
        check("layout = \"ch\"", "unknown variant `ch`");
        check("idle_gap_ms = 5", "20 to 2000");
        check("baud = 9600", "unknown field `baud`");
    }

    #[test]
    fn keys_end_codes_where_a_line_has_bytes() {
        let check = |suffix: Suffix, framed: Suffix, tab: bool| {
            let settings = KeyboardSettings { suffix, ..KeyboardSettings::new("right", "x") };
            assert_eq!((settings.framing().suffix, settings.tab_ends_too()), (framed, tab), "{suffix:?}");
        };
        check(Suffix::Auto, Suffix::Auto, true);
        check(Suffix::Cr, Suffix::Auto, false);
        check(Suffix::Lf, Suffix::Auto, false);
        check(Suffix::Crlf, Suffix::Auto, false);
        check(Suffix::Tab, Suffix::Tab, false);
        check(Suffix::None, Suffix::None, false);
    }
}
