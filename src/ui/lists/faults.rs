//! What of a list cannot be used or does not agree, in words.

use crate::intake::Faulty;
use crate::scan::Reason;
use crate::text::{Text, history, lists as words, orders, reason};
use crate::ui::cx::Cx;
use crate::ui::parts::faults::Shown;

/// A fault of a list: its line, or the file inside a package.
pub(super) fn of_list(cx: &Cx<'_>, fault: &Faulty) -> Shown {
    let place = if fault.file.is_empty() { words::line(cx.lang, fault.line) } else { fault.file.clone() };
    Shown { place, value: fault.value.clone(), why: cx.t(why(fault.reason)).to_owned() }
}

/// Why a row is faulty, in words.
pub(super) fn why(name: &str) -> Text {
    match name {
        "empty" => words::WHY_EMPTY,
        "sn_format" => words::WHY_SN_FORMAT,
        "pk_format" => words::WHY_PK_FORMAT,
        "duplicate_sn" | "duplicate_dk" => words::WHY_TWICE,
        "wrong_product" => words::WHY_PRODUCT,
        "image_unreadable" => words::WHY_UNREADABLE,
        "images_too_large" => words::WHY_TOO_LARGE,
        "no_qr_code" => words::WHY_NO_CODE,
        "qr_of_another_kind" => words::WHY_OTHER_CODE,
        "not_listed" => words::WHY_NOT_LISTED,
        "image_differs" => words::WHY_DIFFERS,
        "image_missing" => words::WHY_NO_IMAGE,
        "columns" => history::WHY_COLUMNS,
        "name_format" => history::WHY_NAME,
        "name_formula" => history::WHY_FORMULA,
        // What a scan of the cell would have been refused for.
        other => match Reason::from_name(other) {
            Some(scanned) => reason::words(scanned, None).title,
            None => orders::FAULT_LINE,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_of_its_own() {
        // Those of this room, and some that scans of delivered modules are refused for.
        for name in [
            "empty",
            "sn_format",
            "pk_format",
            "duplicate_sn",
            "duplicate_dk",
            "wrong_product",
            "image_unreadable",
            "images_too_large",
            "no_qr_code",
            "qr_of_another_kind",
            "not_listed",
            "image_differs",
            "image_missing",
            "imei_check_digit",
            "imei_length",
            "mac_format",
            "dk_format",
            "unknown_code",
            "columns",
            "name_format",
            "name_formula",
        ] {
            assert_ne!(why(name), orders::FAULT_LINE, "{name}");
        }
    }
}
