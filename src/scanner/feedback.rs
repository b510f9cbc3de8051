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

impl FeedbackSettings {
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
