//! Codes to be scanned from the screen or from paper, and the new SNs that some of them carry.
//!
//! * [`Qr`], [`Code128`]: one code;
//! * [`sheet`]: codes on a page, as PDF; [`print`]: that page as a file;
//! * [`series`]: SNs that nobody has had;
//! * [`package`]: a zip like the platform's, each image decoded again before it is written.

mod code128;
pub mod package;
pub mod print;
mod qr;
pub mod series;
pub mod sheet;

pub use code128::{Code128, Code128Error};
pub use qr::{Qr, QrError};
