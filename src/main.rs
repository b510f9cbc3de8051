//! The pairing station.
fn main() {}
