//! The labels of the test, and what each must give.

use crate::order::Order;
use crate::pairing::{Kind, Verdict};
use crate::scan::control::CHALLENGE;
use crate::scan::{Code, Reason};

/// Begins the test.
pub const BEGIN: &str = "PSCMDTEST";
/// Every alarm was seen and heard.
pub const YES: &str = "PSCMDYES";
/// Something was missing.
pub const NO: &str = "PSCMDNO";

/// The good module: `PSTEST` and the IMEI that 3GPP TS 23.003, annex B takes for its example.
pub const MODULE: &str = "PSTEST260531793113837";
/// A module whose check digit is wrong.
pub const BAD_MODULE: &str = "PSTEST260531793113838";
/// The good sticker.
pub const FIRST: &str = "PSTEST:pk=PSTEST&sn=ALARMTEST0000001&v=1";
/// A second sticker: with the same module it is a duplicate.
pub const SECOND: &str = "PSTEST:pk=PSTEST&sn=ALARMTEST0000002&v=1";
/// A sticker of another product.
pub const OTHER_PRODUCT: &str = "PSTEST:pk=PSOTHR&sn=ALARMTEST0000003&v=1";

/// One step: a verdict that must come. The first of the two stickers that meets the module makes the
/// pair, the other the duplicate, so that they may be scanned in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A good pair: `paired`.
    Pair,
    /// The same module with another sticker: `duplicate_dk`, latched.
    Duplicate,
    /// A sticker of another product: `wrong_product`, latched.
    WrongProduct,
    /// A module with a wrong check digit: `imei_check_digit`.
    CheckDigit,
}

impl Step {
    /// Every step, as the card has them.
    pub const ALL: [Step; 4] = [Step::Pair, Step::Duplicate, Step::WrongProduct, Step::CheckDigit];

    /// Its name in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Pair => "paired",
            Step::Duplicate => "duplicate_dk",
            Step::WrongProduct => "wrong_product",
            Step::CheckDigit => "imei_check_digit",
        }
    }

    /// The step whose verdict this is.
    pub(super) fn shown_by(verdict: &Verdict) -> Option<Step> {
        match (verdict.kind, verdict.reason) {
            (Kind::Paired, _) => Some(Step::Pair),
            (Kind::Rejected, Some(Reason::DuplicateDk)) => Some(Step::Duplicate),
            (Kind::Rejected, Some(Reason::WrongProduct)) => Some(Step::WrongProduct),
            (Kind::Rejected, Some(Reason::ImeiCheckDigit)) => Some(Step::CheckDigit),
            _ => None,
        }
    }

    /// The step that a label stands for, where one is asked for; `None` for the module that two steps
    /// share.
    pub(in crate::station) fn named_by(code: &Code) -> Option<Step> {
        match code {
            Code::Device { sn, .. } => {
                [(FIRST, Step::Pair), (SECOND, Step::Duplicate), (OTHER_PRODUCT, Step::WrongProduct)]
                    .into_iter()
                    .find(|(label, _)| label.contains(&format!("sn={sn}&")))
                    .map(|(_, step)| step)
            }
            Code::Refused { reason: Reason::ImeiCheckDigit, .. } => Some(Step::CheckDigit),
            _ => None,
        }
    }
}

/// Its rules: the patterns take challenge labels, the product is none of the platform's.
const ORDER: &str = r#"
name = "PSTEST"
product_key = "PSTEST"
device_qr = "PSTEST:pk={pk}&sn={sn}&v=1"
module_label = ["PSTEST{dk}"]
"#;

/// The order of the test.
pub fn order() -> Order {
    Order::parse(ORDER).unwrap_or_else(|_| Order::default_for(CHALLENGE, CHALLENGE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_one() {
        let order = Order::parse(ORDER).unwrap();
        assert_eq!(Order::parse(&order.to_toml()).unwrap(), order);
        assert_eq!((order.name.as_str(), order.product_key.as_str()), (CHALLENGE, CHALLENGE));
    }
}
