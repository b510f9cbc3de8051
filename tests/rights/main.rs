//! Who may do what: every action of the table, tried by everybody, at the line, at the desk, on the command line and
//! in the window; PINs, lock-out and log-off; and that roles cannot be raised behind the program's back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cli;
mod given;
mod line;
mod people;
mod pins;
mod tampering;
mod window;
