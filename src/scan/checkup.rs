//! The gun check-up: what a gun sent when a known code was scanned, and what is wrong with it.
//!
//! ```text
//! heard → cut     readings (all within a second), each cut into texts and what framed them
//!       → typing  every way in which such a text may come out: letter case, keyboard layouts
//!       → align   the way that explains the text with the fewest faults, character by character
//!       → findings, each of which one setting of the gun mends
//! ```
//!
//! The code is [`challenge::WHOLE`] as a QR code or, for guns that read bars only, its three
//! [`challenge::PARTS`] as Code 128.
//!
//! Architecture invariants:
//! * Pure, like all of `scan`: times come with what was heard.
//! * Whatever comes gets a finding; no finding means that every character, the end of the code and
//!   the number of codes were right.
//! * A fault is named only as the best explanation of what came: a simpler one that explains as much
//!   is preferred.

mod align;
pub mod challenge;
mod cut;
mod judge;
mod typing;

#[cfg(test)]
mod tests;

pub use super::layout::Country;
pub use align::Mark;
pub use challenge::Target;
pub use cut::End;
pub use judge::diagnose;

/// How a gun's codes reach the station: what one end sends and the other may spoil differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// As strokes of a keyboard.
    Keys,
    /// As bytes on a line.
    Serial,
    /// In reports that carry their own length: no suffix is needed.
    Reports,
}

/// What is known of the gun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gun {
    /// How its codes come in.
    pub way: Way,
    /// The station is set to take silence for the end of its codes.
    pub ends_by_silence: bool,
}

/// One thing that came from the gun, in the order in which it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard<'a> {
    /// When, in milliseconds.
    pub at: i64,
    /// What it is.
    pub what: What,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What a [`Heard`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Bytes as they came, suffixes and all.
    Raw,
    /// A code that the station made of them.
    Code,
    /// What stands there without an end that the station knows.
    Unfinished,
}

/// What came of the last reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// What is wrong, the gravest first; empty = nothing.
    pub findings: Vec<Finding>,
    /// Which code was scanned; `None` where it could not be told.
    pub target: Option<Target>,
    /// What the gun sends behind its codes.
    pub ends: Vec<End>,
    /// What came, byte for byte.
    pub received: Vec<u8>,
    /// The code against what came of it, character by character.
    pub marks: Vec<Mark>,
    /// Which of the parts were read without a fault since the check-up began.
    pub parts_well: [bool; challenge::PARTS.len()],
}

impl Diagnosis {
    /// Every character that matters was read, and nothing is wrong.
    pub fn is_well(&self) -> bool {
        let whole = self.target == Some(Target::Whole) || self.parts_well.iter().all(|well| *well);
        self.findings.is_empty() && whole
    }

    /// Nothing is wrong with this part, but others are still to be scanned.
    pub fn is_well_so_far(&self) -> bool {
        self.findings.is_empty() && !self.is_well()
    }
}

/// Something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Finding {
    /// Nothing of what came is text: the wrong baud rate, a broken cable, another protocol.
    Noise,
    /// Not the code on the screen.
    WrongCode,
    /// The text with a check bit in each byte: the gun sends seven bits and a parity.
    Parity,
    /// Upper case for lower case and the other way round.
    CaseSwapped,
    /// No letter is lower case.
    AllUpper,
    /// No letter is upper case.
    AllLower,
    /// The gun types for a US keyboard, and the computer has another.
    ComputerLayout(Country),
    /// The computer has a US keyboard, and the gun types for another.
    GunLayout(Country),
    /// Full-width forms: an input method is on.
    FullWidth,
    /// An input method made words of the letters.
    InputMethod,
    /// An AIM symbology identifier stands in front.
    AimIdentifier(String),
    /// Something stands in front, as it came.
    Prefix(Vec<u8>),
    /// Something stands behind, as it came.
    Behind(Vec<u8>),
    /// STX before the code, or ETX behind it.
    StxEtx,
    /// Nothing ends the code.
    NoSuffix,
    /// More than one suffix.
    SuffixTwice,
    /// A suffix that the station is not set to wait for.
    OtherSuffix(End),
    /// Characters are missing, doubled or out of place: too fast for the line.
    Damaged(Damage),
    /// The code came more than once within a second.
    ReadTwice(usize),
}

/// How many characters arrived otherwise than they were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Damage {
    /// Not at all.
    pub lost: usize,
    /// More than once.
    pub repeated: usize,
    /// In the place of their neighbour.
    pub swapped: usize,
    /// With Shift where there should be none, or without it.
    pub shifted: usize,
    /// As another.
    pub changed: usize,
}

impl Damage {
    /// In all.
    pub fn total(self) -> usize {
        self.lost + self.repeated + self.swapped + self.shifted + self.changed
    }
}
