//! The screens behind the line, worked through their accessible names in both languages, on a real
//! ledger. (The harness panics on any character the fonts lack.)
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod again;
mod backups;
mod bench;
mod cards;
mod checkup;
mod export;
mod export_answer;
mod export_corrections;
mod given;
mod labels;
mod lists;
mod lists_history;
mod numbers;
mod orders;
mod records;
mod scan_log;
mod scanners;
mod settings;
mod sizes;
mod templates;
mod training;
