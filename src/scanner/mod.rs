//! Threads and hooks that own a device and put what it sends into one bounded channel.
//!
//! Architecture invariants:
//! * No scan is dropped and none is read twice: the channel is bounded, and when it is full the
//!   device's thread waits.
//! * A scan carries its source and its raw bytes; nothing is repaired here.
//! * A break of the line (unplugged, hang-up) drops the half code that was in the framer.
//! * The keyboard wedge takes its events before any widget sees them.

pub mod framer;
pub mod ports;
pub mod recording;
pub mod serial;
pub mod wedge;

use std::sync::Arc;

/// Milliseconds since 1970-01-01 UTC.
pub type Millis = i64;

/// Where a scanner thread gets the time of a scan from.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// One complete code from a gun, framing removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// The gun's name, as in settings and in the log.
    pub source: Arc<str>,
    /// When its last byte came.
    pub at: Millis,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a scanner thread tells the station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScannerEvent {
    /// A code.
    Scan(Scan),
    /// A gun's state changed.
    State {
        /// The gun's name.
        source: Arc<str>,
        /// When.
        at: Millis,
        /// Its new state.
        state: GunState,
    },
}

/// How a gun is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GunState {
    /// Not tried yet.
    Starting,
    /// Open and listening.
    Ready,
    /// Not there; looked for again until it is.
    Missing {
        /// What the OS said.
        why: String,
    },
    /// There, but may not be opened by this user.
    NoPermission {
        /// What the OS said.
        why: String,
    },
    /// There, but another program has it.
    Busy {
        /// What the OS said.
        why: String,
    },
}

/// How many scans may wait for the station before a gun's thread waits.
pub const CHANNEL_CAPACITY: usize = 1024;
