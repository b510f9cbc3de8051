//! What guns send while one of them is being checked up: kept for the technician, kept from the line.

use std::sync::Arc;

use crate::pairing::Millis;
use crate::scanner::ScannerEvent;

/// Most bytes kept; a gun that sends more is told of, and no more is kept.
const MOST: usize = 64 * 1024;

/// One thing that was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Which gun.
    pub source: Arc<str>,
    /// When.
    pub at: Millis,
    /// What it is.
    pub what: What,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a [`Heard`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Bytes as they came, suffixes and all; the code they make up follows as [`What::Code`].
    Raw,
    /// A whole code, framing removed.
    Code,
    /// What stands there without an end.
    Unfinished,
}

/// The check-up under way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckupView {
    /// What was heard since it began, in order.
    pub heard: Arc<Vec<Heard>>,
    /// More came than is kept.
    pub overflowed: bool,
}

impl CheckupView {
    /// Takes an event that is a gun's data; gives back what is not.
    pub(super) fn take(&mut self, event: ScannerEvent) -> Option<ScannerEvent> {
        let (source, at, what, bytes) = match event {
            ScannerEvent::Scan(scan) => (scan.source, scan.at, What::Code, scan.bytes),
            ScannerEvent::Heard { source, at, bytes } => (source, at, What::Raw, bytes),
            ScannerEvent::Unfinished { source, at, bytes } => (source, at, What::Unfinished, bytes),
            other @ (ScannerEvent::State { .. } | ScannerEvent::Module { .. }) => return Some(other),
        };
        let kept: usize = self.heard.iter().map(|heard| heard.bytes.len() + 16).sum();
        if kept + bytes.len() > MOST {
            self.overflowed = true;
        } else {
            Arc::make_mut(&mut self.heard).push(Heard { source, at, what, bytes });
        }
        None
    }
}
