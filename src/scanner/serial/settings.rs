//! A serial gun's part of the settings file.

use crate::scanner::framer::{Framing, Suffix};
use crate::scanner::{FeedbackSettings, Role};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use std::time::Duration;

/// How a serial gun is connected. Everything but `name` and `port` has a default.
///
/// ```toml
/// name = "bench left"
/// port = "/dev/ttyACM0"     # or COM3, or usb:0c2e:0b6a:SERIAL as `scanners list` prints it
/// baud = 9600
/// data_bits = 8             # 5 to 8
/// parity = "none"           # none | odd | even
/// stop_bits = 1             # 1 | 2
/// flow_control = "none"     # none | software | hardware
/// suffix = "auto"           # auto | cr | lf | crlf | tab | none
/// idle_gap_ms = 50          # with suffix = "none": this silence ends a code
/// stx_etx = true            # cut off STX and ETX
/// dtr = true                # many guns stay silent without it
/// rts = true
/// role = "any"              # any | module | device
/// feedback = { good = "06", bad = "15" }   # what the gun is told; empty = nothing
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SerialSettings {
    /// The gun's name on the screen and in the log.
    #[serde(deserialize_with = "filled")]
    pub name: String,
    /// A path, a COM name, or `usb:VID:PID[:SERIAL]`, which follows the gun from socket to socket.
    #[serde(deserialize_with = "filled")]
    pub port: String,
    /// Bits a second. A gun on USB does not care.
    #[serde(default = "default_baud", deserialize_with = "baud")]
    pub baud: u32,
    /// Bits in a byte.
    #[serde(default)]
    pub data_bits: DataBits,
    /// The check bit.
    #[serde(default)]
    pub parity: Parity,
    /// Bits between bytes.
    #[serde(default)]
    pub stop_bits: StopBits,
    /// Who may hold whom.
    #[serde(default)]
    pub flow_control: FlowControl,
    /// What ends a code.
    #[serde(default)]
    pub suffix: Suffix,
    /// With [`Suffix::None`]: this many milliseconds of silence end a code (5 to 2000).
    #[serde(default = "default_idle_gap", deserialize_with = "idle_gap")]
    pub idle_gap_ms: u32,
    /// Cut off STX and ETX, and let ETX end a code.
    #[serde(default = "on")]
    pub stx_etx: bool,
    /// Raise DTR: Windows opens a port without it, and many USB guns then stay silent.
    #[serde(default = "on")]
    pub dtr: bool,
    /// Raise RTS (the driver's business when flow control is `hardware`).
    #[serde(default = "on")]
    pub rts: bool,
    /// Which codes it is there for.
    #[serde(default)]
    pub role: Role,
    /// What it is told after each scan.
    #[serde(default)]
    pub feedback: FeedbackSettings,
}

/// Bits in a byte: 5 to 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct DataBits(u8);

/// Bits between bytes: 1 or 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct StopBits(u8);

/// The check bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Parity {
    /// There is none.
    #[default]
    None,
    /// Odd.
    Odd,
    /// Even.
    Even,
}

/// Who may hold whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlowControl {
    /// Nobody.
    #[default]
    None,
    /// XON and XOFF.
    Software,
    /// RTS and CTS.
    Hardware,
}

impl SerialSettings {
    /// A gun with the defaults.
    pub fn new(name: impl Into<String>, port: impl Into<String>) -> Self {
        SerialSettings {
            name: name.into(),
            port: port.into(),
            baud: default_baud(),
            data_bits: DataBits::default(),
            parity: Parity::default(),
            stop_bits: StopBits::default(),
            flow_control: FlowControl::default(),
            suffix: Suffix::default(),
            idle_gap_ms: default_idle_gap(),
            stx_etx: true,
            dtr: true,
            rts: true,
            role: Role::Any,
            feedback: FeedbackSettings::default(),
        }
    }

    /// What the framer needs to know.
    pub fn framing(&self) -> Framing {
        Framing {
            suffix: self.suffix,
            idle_gap: Duration::from_millis(self.idle_gap_ms.into()),
            stx_etx: self.stx_etx,
        }
    }
}

fn on() -> bool {
    true
}

fn default_baud() -> u32 {
    9600
}

fn default_idle_gap() -> u32 {
    50
}

fn filled<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    let text = String::deserialize(input)?;
    if text.trim().is_empty() { Err(D::Error::custom("must not be empty")) } else { Ok(text) }
}

/// Reads a baud rate: 110 to 4,000,000.
/// Bits a second that a port may be set to.
pub const BAUD: std::ops::RangeInclusive<u32> = 110..=4_000_000;

pub(in crate::scanner) fn baud<'de, D: Deserializer<'de>>(input: D) -> Result<u32, D::Error> {
    match u32::deserialize(input)? {
        rate if BAUD.contains(&rate) => Ok(rate),
        rate => Err(D::Error::custom(format!("{rate} is no baud rate; common are 9600 and 115200"))),
    }
}

fn idle_gap<'de, D: Deserializer<'de>>(input: D) -> Result<u32, D::Error> {
    match u32::deserialize(input)? {
        gap @ 5..=2000 => Ok(gap),
        gap => Err(D::Error::custom(format!("idle_gap_ms is {gap}; it must be 5 to 2000"))),
    }
}

impl Default for DataBits {
    fn default() -> Self {
        DataBits(8)
    }
}

impl TryFrom<u8> for DataBits {
    type Error = String;

    fn try_from(bits: u8) -> Result<Self, String> {
        match bits {
            5..=8 => Ok(DataBits(bits)),
            _ => Err(format!("data_bits is {bits}; it must be 5, 6, 7 or 8")),
        }
    }
}

impl From<DataBits> for u8 {
    fn from(bits: DataBits) -> u8 {
        bits.0
    }
}

impl From<DataBits> for serialport::DataBits {
    fn from(bits: DataBits) -> Self {
        match bits.0 {
            5 => serialport::DataBits::Five,
            6 => serialport::DataBits::Six,
            7 => serialport::DataBits::Seven,
            _ => serialport::DataBits::Eight,
        }
    }
}

impl Default for StopBits {
    fn default() -> Self {
        StopBits(1)
    }
}

impl TryFrom<u8> for StopBits {
    type Error = String;

    fn try_from(bits: u8) -> Result<Self, String> {
        match bits {
            1..=2 => Ok(StopBits(bits)),
            _ => Err(format!("stop_bits is {bits}; it must be 1 or 2")),
        }
    }
}

impl From<StopBits> for u8 {
    fn from(bits: StopBits) -> u8 {
        bits.0
    }
}

impl From<StopBits> for serialport::StopBits {
    fn from(bits: StopBits) -> Self {
        if bits.0 == 2 { serialport::StopBits::Two } else { serialport::StopBits::One }
    }
}

impl From<Parity> for serialport::Parity {
    fn from(parity: Parity) -> Self {
        match parity {
            Parity::None => serialport::Parity::None,
            Parity::Odd => serialport::Parity::Odd,
            Parity::Even => serialport::Parity::Even,
        }
    }
}

impl From<FlowControl> for serialport::FlowControl {
    fn from(flow: FlowControl) -> Self {
        match flow {
            FlowControl::None => serialport::FlowControl::None,
            FlowControl::Software => serialport::FlowControl::Software,
            FlowControl::Hardware => serialport::FlowControl::Hardware,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "name = \"left\"\nport = \"COM3\"\n";

    #[test]
    fn what_is_not_said_has_its_default() {
        let settings: SerialSettings = toml::from_str(LEAST).unwrap();
        assert_eq!(settings, SerialSettings::new("left", "COM3"));
        assert_eq!((settings.baud, settings.suffix, settings.dtr), (9600, Suffix::Auto, true));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let settings = SerialSettings {
            baud: 115_200,
            data_bits: DataBits(7),
            parity: Parity::Even,
            stop_bits: StopBits(2),
            flow_control: FlowControl::Hardware,
            suffix: Suffix::None,
            idle_gap_ms: 80,
            stx_etx: false,
            dtr: false,
            rts: false,
            ..SerialSettings::new("left", "/dev/ttyACM0")
        };
        let written = toml::to_string(&settings).unwrap();
        assert!(written.contains("data_bits = 7") && written.contains("suffix = \"none\""), "{written}");
        assert_eq!(toml::from_str::<SerialSettings>(&written).unwrap(), settings);
    }

    #[test]
    fn a_fault_names_its_line() {
        let check = |line: &str, expect: &str| {
            let error =
                toml::from_str::<SerialSettings>(&format!("{LEAST}{line}\n")).unwrap_err().to_string();
            assert!(error.contains("line 3") && error.contains(expect), "{line}: {error}");
        };
        check("baudrate = 9600", "unknown field `baudrate`");
        check("baud = 3", "no baud rate");
        check("data_bits = 9", "5, 6, 7 or 8");
        check("stop_bits = 3", "1 or 2");
        check("parity = \"mark\"", "unknown variant `mark`");
        check("suffix = \"CR\"", "unknown variant `CR`");
        check("idle_gap_ms = 0", "5 to 2000");
        let error = toml::from_str::<SerialSettings>("name = \" \"\nport = \"COM3\"").unwrap_err();
        assert!(error.to_string().contains("must not be empty"), "{error}");
    }
}
