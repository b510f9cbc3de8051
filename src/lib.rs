//! The pairing station: it ties the cellular module in a device to the QR sticker on it.
//!
//! A line operator scans the module's label (IMEI, the platform's DeviceKey) and the device's QR
//! sticker (ProductKey and SN), in either order. The station says good or bad, keeps every good
//! pair on disk before it says so, and writes the relation file that the cloud platform imports.
//!
//! # The rooms, and who may call whom
//!
//! An arrow points to what may be used; there are no others. `ui` and `cli` also speak the vocabulary
//! of the rooms below the station (an order, a reason, a filter, a format) and read what these know
//! without a line: which ports there are, what a gun sends, what a recording holds.
//!
//! ```text
//! main     → cli, ui, station                          the command line; the window on a running line
//! ui       → station, text, labels                     one screen a file; draws a view, returns commands
//! cli      → station, text                             the headless commands
//! station  → scanner, pairing, ledger, relation, intake, labels, order, scan, text
//!                                                      runs the line: channel → rules → ledger → view; text on paper and in workbooks
//! scanner  → scan                                      threads that own a device: serial, HID, keyboard, module; recordings
//! pairing  → scan, order                               the poka-yoke state machine: pure, time is an input
//! ledger   → order                                     what is kept: events and active pairs, in SQLite
//! relation → order                                     the relation file: template, rows, csv, xlsx, manifest
//! intake   → relation, scan, order                     lists that users bring: issued SNs, delivered modules
//! labels   → order                                     codes to scan: QR, Code 128, sheets, label stock and printers; new SNs, packages
//! scan     → order                                     what a scanned text means: pure, no I/O
//! order                                                the work order: the rules of one product run
//! text     → scan                                      every sentence people read, Chinese and English
//! ```
//!
//! # The way of one scan
//!
//! One direction, no way back up:
//!
//! ```text
//! gun → bytes → scanner thread → Scan{source, at, bytes} → channel → station thread
//!     → scan::read → pairing::Machine → ledger commit → Verdict → View → screen, sound
//! ```
//!
//! # Architecture invariants
//!
//! 1. **Green is durable.** `paired` leaves [`station`] only after the commit that a power cut
//!    cannot undo. See [`ledger`].
//! 2. **Uniqueness lives in the database**, as constraints on the DK and on the SN of active pairs.
//! 3. **Exactly once.** A pair has its id before the commit; a doubtful commit is settled by
//!    looking that id up.
//! 4. **Append-only.** Every scan, verdict, acknowledgement, void and export is an event, chained
//!    by hash to the one before.
//! 5. **The core does no I/O and never reads the clock**: [`order`], [`scan`] and [`pairing`].
//! 6. **The window never waits.** Disk, database, device and file work run on other threads.
//! 7. **Every scan gets a verdict**, in the log with its raw bytes.
//! 8. **One definition, two uses**: a file's header and its rows come from one column list, a
//!    reason's level and words from one table.
//! 9. **Fail closed.** What cannot be recorded is red and named.
//! 10. **Nothing is lost by importing, migrating or restoring**: validate, then change, in one
//!     transaction.

pub mod cli;
pub mod intake;
pub mod labels;
pub mod ledger;
pub mod order;
pub mod pairing;
pub mod relation;
pub mod scan;
pub mod scanner;
pub mod station;
pub mod text;
pub mod ui;
