//! New SNs and the codes that are printed from them.
//!
//! * [`Qr`]: one code;
//! * [`series`]: SNs that nobody has had;
//! * [`package`]: a zip like the platform's, each image decoded again before it is written.

pub mod package;
mod qr;
pub mod series;

pub use qr::{Qr, QrError};
