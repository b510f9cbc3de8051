//! Codes to be scanned from the screen or from paper, and the new SNs that some of them carry.
//!
//! * [`Qr`], [`Code128`]: one code; `mask` is part of drawing it;
//! * [`picture`]: a code as PNG, and what a PNG says;
//! * [`sheet`]: codes with words on a page, as PDF; [`print`]: that page as a file; [`fonts`] is what they are set in;
//! * [`cards`]: cards to cut out, as PDF; `paper` and `ink` are what all of these are drawn with;
//! * [`series`]: SNs that nobody has had;
//! * [`package`]: a zip like the platform's, each image decoded again before it is written;
//! * [`stock`]: label stock as data; [`sticker`]: what stands where on a label;
//! * [`label_sheet`]: labels on stock, as PDF; [`zpl`]: labels for label printers;
//! * [`printer`]: a label printer at a network address.

pub mod cards;
mod code128;
pub mod fonts;
mod ink;
pub mod label_sheet;
mod mask;
pub mod package;
mod paper;
pub mod picture;
pub mod print;
pub mod printer;
mod qr;
pub mod series;
pub mod sheet;
pub mod sticker;
pub mod stock;
pub mod zpl;

pub use code128::{Code128, Code128Error};
pub use qr::{Qr, QrError};
