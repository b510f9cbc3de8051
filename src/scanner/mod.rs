//! Threads and hooks that own a device and put what it sends into one bounded channel.
//!
//! ```text
//! serial    a port                          bytes  → framer → code
//! hid       a HID POS gun (page 0x8C)       reports → assembler → code
//! keyboard  a keyboard taken exclusively    key codes → layout → framer → code   (Linux)
//! wedge     the window's own keyboard       strokes → burst → code
//! module    the module itself, by AT        lines → IMEI
//! recording a file                          lines → code
//! ```
//!
//! Each but the last two of these and the wedge is a [`Gun`]: a thread with an [`outlet`], kept open
//! for ever with the same back-off, that says how it is as a [`GunState`].
//!
//! Architecture invariants:
//! * No scan is dropped and none is read twice: the channel is bounded, and when it is full the
//!   device's thread waits.
//! * A scan carries its source and its raw bytes; nothing is repaired here.
//! * A break of the line (unplugged, hang-up) drops the half code that was in the framer.
//! * The keyboard wedge takes its events before any widget sees them.
//! * A device is one gun's: who else means it is told whose it is ([`claims`]).

pub mod claims;
pub mod devices;
pub mod feedback;
pub mod framer;
pub mod hid;
pub mod keyboard;
pub mod module;
mod outlet;
pub mod ports;
pub mod recording;
pub mod serial;
pub mod settings;
pub mod wedge;

pub use claims::Claims;
pub use feedback::{Answer, FeedbackSettings};
pub use outlet::Gun;
pub use settings::{GunKind, GunSettings};

use crossbeam_channel::Sender;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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
    /// What came in, byte for byte, suffixes and all; only while the [`Tap`] is open.
    Heard {
        /// The gun's name.
        source: Arc<str>,
        /// When.
        at: Millis,
        /// The bytes of one read; of a keyboard, the text of its strokes.
        bytes: Vec<u8>,
    },
    /// Something has come and has no end: a gun without the suffix it was set to have.
    Unfinished {
        /// The gun's name.
        source: Arc<str>,
        /// When the last of it came.
        at: Millis,
        /// What has come so far.
        bytes: Vec<u8>,
    },
    /// Another module answers at the module port, or none any more.
    Module {
        /// The port's name.
        source: Arc<str>,
        /// When.
        at: Millis,
        /// What the module says its IMEI is, as it says it; `None` = it is gone.
        imei: Option<String>,
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
    /// There, but another of the station's own guns has it.
    Taken {
        /// That gun's name.
        by: Arc<str>,
    },
    /// Something is there, but not the gun: no serial port at all, or another device at the gun's port.
    /// It is left alone.
    Stranger {
        /// What is there instead, and what to do.
        why: String,
    },
    /// Open, but what is there does not answer as it should: a module that is off, a port that is
    /// something else.
    Silent {
        /// What it did instead.
        why: String,
    },
}

/// How many scans may wait for the station before a gun's thread waits.
pub const CHANNEL_CAPACITY: usize = 1024;

/// Which codes a gun is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// All.
    #[default]
    Any,
    /// Module labels, and control barcodes.
    Module,
    /// Device QR codes, and control barcodes.
    Device,
}

/// What every device's thread is given.
#[derive(Clone)]
pub struct Wiring {
    /// Where its events go.
    pub sender: Sender<ScannerEvent>,
    /// Where it gets the time from.
    pub clock: Clock,
    /// Whether somebody wants to see every byte.
    pub tap: Tap,
    /// Who has which device.
    pub claims: Claims,
}

impl Wiring {
    /// A wiring of its own, tap closed.
    pub fn new(sender: Sender<ScannerEvent>, clock: Clock) -> Wiring {
        Wiring { sender, clock, tap: Tap::default(), claims: Claims::default() }
    }
}

impl fmt::Debug for Wiring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wiring").field("tap", &self.tap).field("claims", &self.claims).finish_non_exhaustive()
    }
}

/// Whether guns also tell every byte they hear ([`ScannerEvent::Heard`]). Cheap to clone; all clones
/// are one.
#[derive(Debug, Clone, Default)]
pub struct Tap(Arc<AtomicBool>);

impl Tap {
    /// Opens or closes it.
    pub fn set(&self, open: bool) {
        self.0.store(open, Ordering::Relaxed);
    }

    /// Is it open?
    pub fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
