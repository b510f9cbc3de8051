//! Whoever can write the ledger's file, guards taken down, and what `check` says of it.
//!
//! Everything is done with plain SQLite to a copy of one ledger in which everything has happened. What
//! there is to change comes from the schema itself, so that a new table or column is not forgotten: it is
//! found by `check`, or it stands with a reason in [`columns::NOTHING_SAID`].

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bench;
#[path = "../ledger_support/mod.rs"]
mod ledger_support;

mod cli;
mod columns;
mod rows;
mod whole;
