//! What a scanned text means: bytes in, [`Reading`] out.
//!
//! Architecture invariant: pure. No I/O, no clock, no ledger; whether a code is *allowed* or
//! *already used* is decided elsewhere. Reading cannot fail but by a named [`Reason`].
//!
//! The order of the rules (the more exact reason wins):
//!
//! 1. bytes → text (UTF-8, else GBK); empty, too long and undecodable are named (`decode`);
//! 2. an AIM symbology prefix (`]C0`, `]Q1`, …) is cut off;
//! 3. control barcodes, badges and order cards ([`control`]); challenge labels, which no order takes;
//! 4. the device QR (`device`), then the module label (`module`, with `label` for labels with words
//!    on them, [`imei`] and `mac`): the order's own patterns, then the built-in rules; a text key
//!    comes last, for it takes nearly everything;
//! 5. known wrong barcodes (`known`), and digits that are nearly an IMEI's 15 (13 to 18);
//! 6. what is not right now: would it be, but for a keyboard's fault (`keyboard`, `layout`)?
//! 7. `unknown_code`.

pub mod checkup;
pub mod control;
mod decode;
mod device;
pub mod imei;
mod key;
mod keyboard;
mod known;
mod label;
mod layout;
mod mac;
mod module;
mod read;
pub mod reason;

#[cfg(test)]
mod tests;

pub use control::Control;
pub use key::judge_dk;
pub use read::{read, read_challenge, rules_tried};
pub use reason::{Alarm, Hint, Reason};

/// Longest scan that is looked at, in bytes; more is [`Reason::TooLong`].
///
/// A QR code holds 2,953 bytes at most (version 40-L), so nothing real is longer.
pub const MAX_SCAN_BYTES: usize = 4096;

/// What one scan turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The text as decoded, AIM prefix included; what could not be decoded is replaced.
    pub text: String,
    /// What it means.
    pub code: Code,
    /// The rule that matched, or the rules that were tried, for the technician.
    pub rule: Rule,
}

/// The meaning of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// A module's key.
    Module {
        /// The DeviceKey, normalised (15-digit IMEI, 12 upper-case hex digits, or text).
        dk: String,
        /// Taken although its check digit is wrong (`luhn = "warn"`).
        check_digit_wrong: bool,
    },
    /// A device's QR code, values exactly as printed.
    Device {
        /// ProductKey.
        pk: String,
        /// Serial number.
        sn: String,
    },
    /// A control barcode.
    Control(Control),
    /// Refused, and why.
    Refused {
        /// The reason from the contract.
        reason: Reason,
        /// What exactly, where the contract names it.
        hint: Option<Hint>,
    },
}

/// Which rule read a scan. For logs and the technician's screen; no decision hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// A control barcode, badge or order card.
    Control,
    /// One of the order's own module patterns.
    ModulePattern,
    /// 15 bare digits.
    BareImei,
    /// The vendor's `;` label.
    VendorLabel,
    /// `IMEI:`, `IMEI1=`, ….
    LabelledImei,
    /// 16 digits.
    Imeisv,
    /// 14 digits.
    Imei14,
    /// A MAC address.
    Mac,
    /// A text key.
    TextKey,
    /// The platform's QR text.
    PlatformQr,
    /// The order's own QR pattern.
    QrPattern,
    /// None of them.
    None,
}

impl Rule {
    /// Its name in logs and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::Control => "control",
            Rule::ModulePattern => "module_pattern",
            Rule::BareImei => "bare_imei",
            Rule::VendorLabel => "vendor_label",
            Rule::LabelledImei => "labelled_imei",
            Rule::Imeisv => "imeisv",
            Rule::Imei14 => "imei14",
            Rule::Mac => "mac",
            Rule::TextKey => "text_key",
            Rule::PlatformQr => "platform_qr",
            Rule::QrPattern => "qr_pattern",
            Rule::None => "none",
        }
    }
}
