//! Guns on real pseudo terminals through the whole station: several at once, roles, what they are told,
//! what is recorded, and what a broken one may do.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "guns_pty/bad_input.rs"]
mod bad_input;
#[path = "guns_pty/feedback.rs"]
mod feedback;
mod gun_support;
#[path = "guns_pty/recording.rs"]
mod recording;
#[path = "guns_pty/several.rs"]
mod several;
#[path = "guns_pty/states.rs"]
mod states;
