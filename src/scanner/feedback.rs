//! What a gun is told after each scan: many beep or flash on a byte that is sent to them.

use serde::{Deserialize, Serialize};

/// What came of a scan, as a gun can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Taken: a first half, a pair, a command.
    Good,
    /// Refused, or not used because an alarm is latched.
    Bad,
}

/// The bytes that stand for each answer, as hex digits (`06`, `1b 42 07`); empty = nothing is sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FeedbackSettings {
    /// After a scan that was taken.
    pub good: HexBytes,
    /// After one that was not.
    pub bad: HexBytes,
}

/// What a family of guns understands, as its makers document it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Its name, the same in every language; a dash for "nothing is sent".
    pub name: &'static str,
    /// The bytes after a scan that was taken.
    pub good: &'static [u8],
    /// The bytes after one that was not.
    pub bad: &'static [u8],
}

impl Preset {
    /// The settings it stands for.
    pub fn settings(&self) -> FeedbackSettings {
        FeedbackSettings { good: HexBytes(self.good.to_vec()), bad: HexBytes(self.bad.to_vec()) }
    }
}

impl FeedbackSettings {
    /// What common families of guns understand, for the settings screen; the first sends nothing.
    ///
    /// Sources: the guns' guides, except where another is named; each is to be tried with the gun at hand
    /// (`packaging/hardware-checklist.md`). `BEL` and `ACK / NAK` are options of nearly every serial gun (Zebra:
    /// "Beep on BEL" and "ACK/NAK" handshaking; Honeywell: "Beeper on BEL"). Datalogic (Gryphon,
    /// PowerScan, QuickScan product reference guides, "LED and Beeper Control"): DC2 begins and CR ends a
    /// message to the gun; in it `ESC [ 6 q`/`ESC [ 7 q` switch the green LED, `ESC [ 3 q` sounds a good
    /// read, `ESC [ 4 q` a bad transmission. Honeywell (2020 and 3820 guides, "Host ACK"): `ESC 7` and
    /// `ESC 8` signal a good and a bad communication, a comma ends the sequence. Opticon (a
    /// driver for its MDI-2300): `ESC B CR` sounds the good read, `ESC E CR` the error. PSC and Intermec
    /// (PowerScan, SR60 guides, "RS-232 Host Commands"): 01 sounds a good read; there is no bad one.
    pub const PRESETS: &'static [Preset] = &[
        Preset { name: "—", good: b"", bad: b"" },
        Preset { name: "BEL", good: b"\x07", bad: b"\x07\x07\x07" },
        Preset { name: "ACK / NAK", good: b"\x06", bad: b"\x15" },
        Preset { name: "Datalogic ESC [ q", good: b"\x12\x1b[6q\x1b[3q\x1b[7q\r", bad: b"\x12\x1b[4q\r" },
        Preset { name: "Honeywell Host ACK", good: b"\x1b7,", bad: b"\x1b8," },
        Preset { name: "Opticon ESC B / E", good: b"\x1bB\r", bad: b"\x1bE\r" },
        Preset { name: "PSC, Intermec", good: b"\x01", bad: b"" },
    ];

    /// The preset that these settings are, if they are one.
    pub fn preset(&self) -> Option<&'static Preset> {
        Self::PRESETS.iter().find(|preset| preset.good == self.good.0 && preset.bad == self.bad.0)
    }

    /// The bytes for an answer; empty = nothing is sent.
    pub fn bytes(&self, answer: Answer) -> &[u8] {
        match answer {
            Answer::Good => &self.good.0,
            Answer::Bad => &self.bad.0,
        }
    }

    /// Whether the gun is told anything at all.
    pub fn is_silent(&self) -> bool {
        self.good.0.is_empty() && self.bad.0.is_empty()
    }
}

/// Bytes that people write as hex digits, two each, blanks between them as they like.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HexBytes(pub Vec<u8>);

/// Most bytes of one answer.
pub const MAX_ANSWER: usize = 32;

impl TryFrom<String> for HexBytes {
    type Error = String;

    fn try_from(text: String) -> Result<HexBytes, String> {
        let fault =
            || format!("\"{text}\" is no list of bytes; write hex digits in pairs, such as 06 or 1b 42");
        let digits = text.chars().filter(|c| !c.is_whitespace());
        let digits: Vec<u8> = digits
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()
            .ok_or_else(fault)?;
        if digits.len() % 2 == 1 {
            return Err(fault());
        }
        if digits.len() > 2 * MAX_ANSWER {
            return Err(format!("an answer to a gun has {MAX_ANSWER} bytes at most"));
        }
        Ok(HexBytes(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()))
    }
}

impl From<HexBytes> for String {
    fn from(bytes: HexBytes) -> String {
        bytes.0.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_people_write_them() {
        let check =
            |text: &str, expect: Result<&[u8], &str>| match (HexBytes::try_from(text.to_owned()), expect) {
                (Ok(HexBytes(bytes)), Ok(expect)) => assert_eq!(bytes, expect, "{text}"),
                (Err(said), Err(expect)) => assert!(said.contains(expect), "{text}: {said}"),
                (other, _) => panic!("{text}: {other:?}"),
            };
        check("", Ok(b""));
        check("06", Ok(b"\x06"));
        check("1b 42 07", Ok(b"\x1bB\x07"));
        check(" 1B4 207 ", Ok(b"\x1bB\x07"));
        check("6", Err("in pairs"));
        check("0x06", Err("in pairs"));
        check("ACK", Err("in pairs"));
        check(&"00".repeat(MAX_ANSWER + 1), Err("32 bytes at most"));
    }

    #[test]
    fn every_preset_is_itself_again_after_the_settings_file() {
        for preset in FeedbackSettings::PRESETS {
            assert!(preset.good.len() <= MAX_ANSWER && preset.bad.len() <= MAX_ANSWER, "{}", preset.name);
            let written = toml::to_string(&preset.settings()).unwrap();
            let read: FeedbackSettings = toml::from_str(&written).unwrap();
            assert_eq!(read.preset(), Some(preset), "{written}");
        }
        assert_eq!(FeedbackSettings::default().preset(), FeedbackSettings::PRESETS.first());
        let own: FeedbackSettings = toml::from_str("good = \"41\"").unwrap();
        assert_eq!((own.preset(), own.is_silent(), own.bytes(Answer::Good)), (None, false, &b"A"[..]));
        let names: std::collections::BTreeSet<_> = FeedbackSettings::PRESETS.iter().map(|p| p.name).collect();
        assert_eq!(names.len(), FeedbackSettings::PRESETS.len());
    }
}
