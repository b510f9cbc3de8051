//! The screens behind the line, worked through their accessible names in both languages, on a real
//! ledger. (The harness panics on any character the fonts lack.)
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bench;
mod checkup;
mod export;
mod given;
mod lists;
mod orders;
mod records;
mod scan_log;
mod scanners;
mod settings;
mod sizes;
mod templates;
mod training;
