//! A QR code as a square of modules.
//!
//! Always full QR codes (ISO/IEC 18004): guns seldom read Micro QR.

use qrcode::canvas::Canvas;
use qrcode::{EcLevel, Version, bits, ec};

use super::mask;

/// Error correction: a code is read with 15 % of it lost.
const LEVEL: EcLevel = EcLevel::M;

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
        let fault = |source| QrError { bytes: text.len(), source };
        let bits = bits::encode_auto(text.as_bytes(), LEVEL).map_err(fault)?;
        let version = bits.version();
        let side = usize::try_from(version.width()).unwrap_or_default();
        let words = ec::construct_codewords(&bits.into_bytes(), version, LEVEL).map_err(fault)?;
        let mut canvas = Canvas::new(version, LEVEL);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&words.0, &words.1);
        Ok(Qr { side, dark: mask::best(&canvas, side) })
    }

    /// Modules on a side of the code of this text without any packing, without the quiet zone: no encoder
    /// makes a larger one of it.
    pub fn side_as_bytes(text: &str) -> Result<usize, QrError> {
        let fits = |version: &Version| {
            let mut bits = bits::Bits::new(*version);
            bits.push_byte_data(text.as_bytes()).and_then(|()| bits.push_terminator(LEVEL)).is_ok()
        };
        let version = (1..=40).map(Version::Normal).find(fits);
        let side = version.and_then(|version| usize::try_from(version.width()).ok());
        side.ok_or(QrError { bytes: text.len(), source: qrcode::types::QrError::DataTooLong })
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
