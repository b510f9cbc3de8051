//! Control barcodes, operator badges and order cards.
//!
//! Letters only (badges and order cards: letters and digits), so that no keyboard layout can spoil
//! them.

/// What a control barcode asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// `PSCMDACK`: acknowledge the hard alarm.
    Acknowledge,
    /// `PSCMDCANCEL`: drop the half held.
    Cancel,
    /// `PSCMDUNDO`: void the last pair of this operator, if it is not exported.
    Undo,
    /// `PSCMDVERIFY`: compare with the record instead of pairing.
    Verify,
    /// `PSCMDPAIR`: pair again.
    Pair,
    /// `PSOP` + id: an operator's badge.
    Badge(String),
    /// `PSWO` + name: an order card.
    OrderCard(String),
}

impl Control {
    /// Its name in verdicts and in the log.
    pub fn as_str(&self) -> &'static str {
        match self {
            Control::Acknowledge => "ack",
            Control::Cancel => "cancel",
            Control::Undo => "undo",
            Control::Verify => "verify",
            Control::Pair => "pair",
            Control::Badge(_) => "badge",
            Control::OrderCard(_) => "order",
        }
    }
}
