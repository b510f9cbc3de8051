//! Every command that changes something, interrupted at every step: afterwards it is as before or as after,
//! never between, and doing it again does it.
//!
//! The real program runs under strace, which ends it at the n-th call of a kind to the system, or makes that
//! call fail: see `steps`. What must be true afterwards stands with each command in `commands`.
//!
//! The ordinary run takes a sample. `INTERRUPTIONS=all` tries each; see the README of the tests.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod bench;
mod commands;
mod steps;
