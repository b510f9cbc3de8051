//! The station: the thread that runs the line, and what the window and the commands see of it.
//!
//! ```text
//! guns ── ScannerEvent ──►┐
//! window ── Command ─────►│ line thread: scan::read → Machine → Ledger → Verdict ──► View ──► Wake
//! clock ── deadline ─────►┘
//! ```
//!
//! * [`line`] is that thread. It alone holds the [`crate::pairing::Machine`]; it goes on while the
//!   window is hidden, minimised or slow.
//! * [`core`] is what it does with one scan, without the thread: [`replay`] drives the same code.
//! * [`export`] writes relation files from the ledger, [`export_check`] looks at them again, [`scan_log`] the log of scans.
//! * [`import`] takes lists of SNs and modules in, [`labels`] makes new SNs; [`actor`] is who does it.
//! * [`history`] takes the old tool's pairs over.
//! * [`work_order`] takes a work order in.
//! * [`view`] is the state it publishes, whole, after each change: the window draws it and decides
//!   nothing.
//! * [`desk`] answers the window's questions to the ledger and does its long work, each on a
//!   thread of its own, with progress and cancel.
//! * [`checkup`] keeps what guns send while one of them is being checked up.
//! * [`training`] runs the line on a ledger that is thrown away; [`rehearsal`] a recording; [`simulator`] makes
//!   up the codes to train with.
//! * `module_port` decides when what a module says itself goes to the rules.
//! * `verified` counts what a verifying station finds.
//! * `recording` writes the codes that reach the line into a file, beside the line.
//! * [`settings`] is the file of the station's settings.
//!
//! Architecture invariant: a verdict is published only after the ledger has it.

pub mod actor;
pub mod checkup;
pub mod clock;
pub mod command;
pub mod core;
pub mod desk;
mod event;
pub mod export;
pub mod export_check;
mod gun_views;
mod guns;
pub mod history;
pub mod import;
pub mod labels;
pub mod line;
mod module_port;
mod picture;
mod recording;
pub mod rehearsal;
pub mod replay;
pub mod scan_log;
mod scratch;
pub mod settings;
pub mod simulator;
mod spreadsheet;
pub mod training;
mod verified;
pub mod view;
pub mod work_order;

pub use command::{Command, StationError};
pub use desk::{Desk, Task};
pub use line::Line;
pub use settings::Settings;
pub use view::View;
