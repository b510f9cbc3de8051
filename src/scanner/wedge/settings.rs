//! The keyboard wedge's part of the settings file.

use crate::scanner::Role;
use crate::scanner::framer::Suffix;
use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// How a gun is told from a human. Everything has a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WedgeSettings {
    /// Listen to the keyboard at all.
    pub enabled: bool,
    /// The gun's name on the screen and in the log.
    pub name: String,
    /// Which key ends a code: Enter or Tab (`auto`), Enter (`cr`, `lf`, `crlf`), Tab, or `none`.
    /// Silence ends one in any case.
    pub suffix: Suffix,
    /// How long a stroke is held back, in milliseconds, waiting for the next of a burst.
    #[serde(deserialize_with = "within::<10, 500, _>")]
    pub gap_ms: u16,
    /// Strokes that follow at this many milliseconds on the average, or faster, are a gun's.
    #[serde(deserialize_with = "within::<5, 200, _>")]
    pub char_ms: u16,
    /// How many strokes make a gun where no text field has the focus.
    #[serde(deserialize_with = "within::<2, 100, _>")]
    pub min_chars: u16,
    /// How many make one where a text field has it.
    #[serde(deserialize_with = "within::<2, 100, _>")]
    pub min_chars_in_text: u16,
    /// How long a known gun may pause within a code before silence ends it.
    #[serde(deserialize_with = "within::<10, 2000, _>")]
    pub end_gap_ms: u16,
    /// How long after a code its second suffix, a Tab or a blank still belongs to it.
    #[serde(deserialize_with = "within::<0, 2000, _>")]
    pub grace_ms: u16,
    /// Which codes it is there for.
    pub role: Role,
}

impl Default for WedgeSettings {
    fn default() -> Self {
        WedgeSettings {
            enabled: true,
            name: "keyboard".to_owned(),
            suffix: Suffix::Auto,
            gap_ms: 50,
            char_ms: 40,
            min_chars: 4,
            min_chars_in_text: 6,
            end_gap_ms: 150,
            grace_ms: 100,
            role: Role::Any,
        }
    }
}

/// A number from `LEAST` to `MOST`; another is a fault.
fn within<'de, const LEAST: u16, const MOST: u16, D: Deserializer<'de>>(input: D) -> Result<u16, D::Error> {
    let number = u16::deserialize(input)?;
    if (LEAST..=MOST).contains(&number) {
        Ok(number)
    } else {
        Err(D::Error::custom(format!("{number} is out of range; it must be {LEAST} to {MOST}")))
    }
}
