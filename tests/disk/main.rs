//! Disks that fail and power that goes, under a whole shift: see `vfs` for how, `power_cut` and `failures`
//! for what is shown.
//!
//! ```text
//! station::core → ledger → SQLite → vfs ──► record (writes down)  ──► cut (what a power cut leaves) ──► opened again
//!                                      └──► failures (the n-th operation fails)
//! ```
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod cut;
mod failures;
mod power_cut;
mod record;
mod shift;
mod vfs;
