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
//! * [`answer`] brings the platform's answer back; [`corrections`] tells it what was voided after it was handed over;
//!   [`export_again`] writes an earlier export once more, identical.
//! * [`import`] takes lists of SNs and modules in, [`labels`] makes new SNs and prints labels; [`actor`] is who
//!   does it.
//! * [`backups`] keeps copies of the ledger, and watches its disk ([`disk`]) and its health.
//! * [`history`] takes the old tool's pairs over.
//! * [`life`] gathers what happened to one pair.
//! * [`templates`] keeps the user's import templates by name.
//! * [`work_order`] takes a work order in, [`cards`] prints the cards that are scanned at the line.
//! * [`numbers`] counts what was done, [`report`] is the day's as a workbook.
//! * [`view`] is the state it publishes, whole, after each change: the window draws it and decides
//!   nothing.
//! * [`desk`] answers the window's questions to the ledger and does its long work, each on a
//!   thread of its own, with progress and cancel.
//! * [`checkup`] keeps what guns send while one of them is being checked up.
//! * [`training`] runs the line on a ledger that is thrown away; [`rehearsal`] a recording; [`simulator`] makes
//!   up the codes to train with.
//! * [`challenge`] is the test of the alarms with which a shift begins.
//! * `module_port` decides when what a module says itself goes to the rules.
//! * `verified` counts what a verifying station finds.
//! * `recording` writes the codes that reach the line into a file, beside the line.
//! * [`crash`] is what is done when a part of the program panics; [`last_run`] what the next start tells of it.
//! * [`rights`] is the table of who may do what; [`gate`] asks it, and keeps who is at the desk; [`people`] changes who
//!   there is, [`pin`] and [`lockout`] say what a PIN is and how often one may be tried.
//! * [`settings`] is the file of the station's settings.
//!
//! Architecture invariant: a verdict is published only after the ledger has it.

pub mod actor;
pub mod answer;
mod backup_settings;
pub mod backups;
pub mod cards;
pub mod challenge;
pub mod checkup;
pub mod clock;
mod clock_watch;
pub mod command;
pub mod core;
pub mod corrections;
pub mod crash;
pub mod desk;
pub mod disk;
mod event;
pub mod export;
pub mod export_again;
pub mod export_check;
pub mod gate;
mod gun_views;
mod guns;
pub mod history;
pub mod import;
pub mod label_settings;
pub mod labels;
pub mod last_run;
pub mod life;
pub mod line;
pub mod lockout;
pub mod log_lines;
mod module_port;
pub mod numbers;
mod outfile;
pub mod people;
mod picture;
pub mod pin;
mod recording;
pub mod rehearsal;
pub mod replay;
pub mod report;
pub mod rights;
pub mod scan_log;
mod scratch;
pub mod settings;
pub mod simulator;
mod spreadsheet;
pub mod templates;
pub mod training;
mod verified;
pub mod view;
pub mod work_order;

pub use command::{Command, StationError};
pub use desk::{Desk, Task};
pub use gate::Gate;
pub use line::Line;
pub use settings::Settings;
pub use view::View;
