//! What goes to the platform and what comes back: its answers, corrections, exports written again, and a disk
//! that fills up.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod again;
mod answers;
mod bench;
mod cli;
mod corrections;
mod full_disk;
mod interrupted;
mod ranges;
