//! Reading and pairing together, against a ledger in memory: sample days, and the machine against a
//! small reference model.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bench;
mod days;
mod model;
