//! The window.
//!
//! One screen a file. A screen draws the [`View`](crate::station::View) it is given and returns
//! commands; it holds no rule and does no I/O.
//!
//! * [`Shell`] is everything in the window and knows no window system: tests drive it directly.
//! * [`run`] puts it into a real window.
//! * [`people`] is who is at the desk: log-in and the first supervisor.
//! * [`parts`] is what the screens behind the line share: long tables, drop-downs, forms, dialogs.
//! * [`tokens`] holds every colour, size and sound; [`icons`] are painted; [`fonts`] are embedded.
//! * [`wake`] is how the line's thread reaches the window and the loudspeaker.
//!
//! Architecture invariants:
//! * The window never waits: commands and scans are offered to bounded channels, and kept here
//!   while those are full; questions to the ledger are [`crate::station::Task`]s.
//! * The keyboard wedge sees the keys before any widget does, and no key that a gun sends presses
//!   anything ([`widgets`]).
//! * An idle window paints nothing: frames come from the line, from the user, at the full minute,
//!   and once a second while a half waits.

pub mod alarm;
mod app;
pub mod clock;
mod crash;
pub mod cx;
mod damaged;
pub mod export;
mod fault;
pub mod fonts;
pub mod icons;
pub mod lettering;
pub mod lists;
pub mod notices;
pub mod numbers;
pub mod orders;
pub mod parts;
pub mod people;
pub mod platform;
pub mod rail;
pub mod records;
pub mod scan_log;
pub mod scanners;
pub mod settings;
mod shell;
pub mod sound;
pub mod station;
pub mod tokens;
pub mod top_bar;
pub mod wake;
pub mod wedge_input;
pub mod widgets;
pub mod words;

use std::path::PathBuf;

use crossbeam_channel::Sender;

pub use app::run;
pub use cx::{Cx, Ticket};
pub use fault::{Fault, Offer, OfferPanel, show_crash, show_fault};
pub use shell::{Shell, dress};
pub use wake::WakeSlot;

use crate::scanner::ScannerEvent;
use crate::station::view::Board;
use crate::station::{Command, Desk, Settings};

/// The keyboard wedge's name as it comes in the settings: shown in the user's language.
pub const KEYBOARD: &str = "keyboard";

/// The module port's name as it comes in the settings: shown in the user's language.
pub const MODULE_PORT: &str = "module port";

/// What the window is connected to.
pub struct Link {
    /// Where the line leaves its view.
    pub board: Board,
    /// Where the window's commands go.
    pub commands: Sender<Command>,
    /// Where the keyboard wedge's codes go: the same channel as every gun's.
    pub scans: Sender<ScannerEvent>,
    /// Questions to the ledger.
    pub desk: Desk,
    /// The settings at the start.
    pub settings: Settings,
    /// The data directory.
    pub data: PathBuf,
    /// How the line reaches the window: the station was started with its `wake()`.
    pub wake: WakeSlot,
    /// Offer to make the first supervisor, if there is none.
    pub first_start: bool,
}

/// A screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Screen {
    /// The line's own.
    #[default]
    Station,
    /// Pairs on record.
    Records,
    /// Relation files.
    Export,
    /// Every scan.
    ScanLog,
    /// What was done.
    Numbers,
    /// Work orders.
    Orders,
    /// Lists of SNs and modules, new labels.
    Lists,
    /// Guns.
    Scanners,
    /// Settings.
    Settings,
}

impl Screen {
    /// Every screen, as on the rail.
    pub const ALL: [Screen; 9] = [
        Screen::Station,
        Screen::Records,
        Screen::Export,
        Screen::ScanLog,
        Screen::Numbers,
        Screen::Orders,
        Screen::Lists,
        Screen::Scanners,
        Screen::Settings,
    ];
}
