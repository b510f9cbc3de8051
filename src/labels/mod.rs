//! Codes to be scanned from the screen or from paper: QR codes, Code 128, sheets to print.
//!
//! Always full QR codes (ISO/IEC 18004): guns seldom read Micro QR.

mod code128;
pub mod sheet;

pub use code128::{Code128, Code128Error};

use qrcode::{Color, EcLevel, QrCode};

/// A QR code as a square of modules, without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    side: usize,
    dark: Vec<bool>,
}

/// The text does not fit any QR code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a text of {bytes} bytes does not fit a QR code ({source}): shorten it")]
pub struct QrError {
    /// Its length.
    pub bytes: usize,
    /// What the encoder said.
    pub source: qrcode::types::QrError,
}

impl Qr {
    /// Light modules that must surround a code on every side, for a gun to find it.
    pub const QUIET: usize = 4;

    /// The smallest code that holds this text, at error correction level M (15 %).
    pub fn encode(text: &str) -> Result<Qr, QrError> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)
            .map_err(|source| QrError { bytes: text.len(), source })?;
        let dark = code.to_colors().into_iter().map(|colour| colour == Color::Dark).collect();
        Ok(Qr { side: code.width(), dark })
    }

    /// Modules on a side, without the quiet zone.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Modules on a side, with the quiet zone.
    pub fn side_with_quiet_zone(&self) -> usize {
        self.side + 2 * Qr::QUIET
    }

    /// Whether the module in this column and row is dark; outside the code everything is light.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        column < self.side && row < self.side && self.dark[row * self.side + column]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_fits_the_smallest_full_code() {
        let qr = Qr::encode("PSCMDACK").unwrap();
        assert_eq!((qr.side(), qr.side_with_quiet_zone()), (21, 29));
        // The three corners that a reader looks for: a dark ring of 7, a light one, a dark 3×3.
        for (x, y) in [(0, 0), (14, 0), (0, 14)] {
            assert!(qr.is_dark(x, y) && qr.is_dark(x + 6, y + 6) && qr.is_dark(x + 3, y + 3));
            assert!(!qr.is_dark(x + 1, y + 1));
        }
        assert!(!qr.is_dark(21, 0) && !qr.is_dark(0, 21));
    }

    #[test]
    fn a_text_too_long_is_named() {
        let error = Qr::encode(&"x".repeat(5000)).unwrap_err();
        assert_eq!(error.bytes, 5000);
        assert!(error.to_string().contains("shorten"));
    }
}
