//! Control barcodes, operator badges and order cards.
//!
//! Letters only (badges and order cards: letters and digits), so that no keyboard layout can spoil
//! them.

/// What a control barcode asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// `PSCMDACK`: acknowledge the hard alarm.
    Acknowledge,
    /// `PSCMDCANCEL`: drop the half held, and a replacement that is under way.
    Cancel,
    /// `PSCMDUNDO`: void the last pair of this operator, if it is not exported.
    Undo,
    /// `PSCMDVERIFY`: compare with the record instead of pairing.
    Verify,
    /// `PSCMDVERIFYSN`: look stickers alone up in the record: which module is expected?
    VerifySticker,
    /// `PSCMDPAIR`: back to pairing.
    Pair,
    /// `PSCMDTEST`: begin the test of the alarms.
    Challenge,
    /// `PSCMDYES`: the answer to what that test asks at its end.
    Yes,
    /// `PSCMDNO`: the other answer.
    No,
    /// `PSOP` + id: an operator's badge.
    Badge(String),
    /// `PSWO` + name: an order card.
    OrderCard(String),
}

/// What every challenge label begins with, a module's and a sticker's: letters that stand in their
/// places on every keyboard layout.
pub const CHALLENGE: &str = "PSTEST";

/// What every badge and order card begins with, and what follows.
const BADGE: &str = "PSOP";
const ORDER_CARD: &str = "PSWO";
/// Longest id on a badge, and longest name on an order card.
const MAX_NAME: usize = 64;

/// Whether a text begins like a control barcode, a badge, an order card or a challenge label, in any
/// letter case: then it is no key, whatever else it is.
pub(super) fn looks_like(text: &str) -> bool {
    ["PSCMD", BADGE, ORDER_CARD].iter().any(|prefix| begins(text, prefix)) || is_challenge_label(text)
}

/// Whether a text is a challenge label's: it begins with [`CHALLENGE`], in any letter case.
pub fn is_challenge_label(text: &str) -> bool {
    begins(text, CHALLENGE)
}

fn begins(text: &str, prefix: &str) -> bool {
    text.as_bytes().get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

impl Control {
    /// Reads a control barcode, a badge or an order card; `None` if it is none of them.
    pub fn read(text: &str) -> Option<Control> {
        let name = |rest: &str| {
            let good =
                (1..=MAX_NAME).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric());
            good.then(|| rest.to_owned())
        };
        match text {
            "PSCMDACK" => Some(Control::Acknowledge),
            "PSCMDCANCEL" => Some(Control::Cancel),
            "PSCMDUNDO" => Some(Control::Undo),
            "PSCMDVERIFY" => Some(Control::Verify),
            "PSCMDVERIFYSN" => Some(Control::VerifySticker),
            "PSCMDPAIR" => Some(Control::Pair),
            "PSCMDTEST" => Some(Control::Challenge),
            "PSCMDYES" => Some(Control::Yes),
            "PSCMDNO" => Some(Control::No),
            _ => {
                let badge = text.strip_prefix(BADGE).and_then(name).map(Control::Badge);
                badge.or_else(|| text.strip_prefix(ORDER_CARD).and_then(name).map(Control::OrderCard))
            }
        }
    }

    /// What the badge of this id says; `None` where no badge can carry the id.
    pub fn badge_code(id: &str) -> Option<String> {
        let code = format!("{BADGE}{id}");
        (Control::read(&code)? == Control::Badge(id.to_owned())).then_some(code)
    }

    /// What the card of the order says whose name has these letters and digits
    /// ([`crate::order::Order::card_name`]); `None` where no card can carry them.
    pub fn order_code(card_name: &str) -> Option<String> {
        let code = format!("{ORDER_CARD}{card_name}");
        (Control::read(&code)? == Control::OrderCard(card_name.to_owned())).then_some(code)
    }

    /// Its name in verdicts and in the log.
    pub fn as_str(&self) -> &'static str {
        match self {
            Control::Acknowledge => "ack",
            Control::Cancel => "cancel",
            Control::Undo => "undo",
            Control::Verify => "verify",
            Control::VerifySticker => "verify_sticker",
            Control::Pair => "pair",
            Control::Challenge => "challenge",
            Control::Yes => "yes",
            Control::No => "no",
            Control::Badge(_) => "badge",
            Control::OrderCard(_) => "order",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_what_it_was_made_for() {
        for (id, code) in [("1024", Some("PSOP1024")), ("", None), ("A-1", None), ("工号", None)] {
            assert_eq!(Control::badge_code(id).as_deref(), code, "{id}");
        }
        assert_eq!(Control::order_code("WO7").as_deref(), Some("PSWOWO7"));
        assert_eq!(Control::order_code(&"W".repeat(65)), None);
    }
}
