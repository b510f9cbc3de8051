//! What is wrong with an order, in the user's language: by the key that is wrong.
//!
//! The order's own room judges and words it in English, with line and column. Here each key has a
//! sentence that says what it must be; the order's own words stand below it.

use egui::{RichText, Ui};

use crate::order::OrderError;
use crate::text::{Text, orders as words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::form;
use crate::ui::tokens::{Says, font};

/// What a key must be.
pub(super) fn advice(key: &str) -> Option<Text> {
    Some(match key {
        "name" => words::FAULT_NAME,
        "product_key" => words::FAULT_PK,
        "planned" => words::FAULT_PLANNED,
        "device_qr" => words::FAULT_DEVICE_QR,
        "module_label" => words::FAULT_MODULE_LABEL,
        "tac" => words::FAULT_TAC,
        "sn_length" => words::FAULT_SN_LENGTH,
        "sn_prefix" => words::FAULT_SN_PREFIX,
        "issued_sn_only" | "allowed_dk_only" => words::FAULT_SWITCH,
        "qr_version" => words::FAULT_QR_VERSION,
        "half_scan_timeout_s" => words::FAULT_TIMEOUT,
        "bounce_ms" => words::FAULT_BOUNCE,
        "device_name" => words::FAULT_DEVICE_NAME,
        "template" => words::FAULT_TEMPLATE,
        _ => return None,
    })
}

/// The key on a line of a file; empty if there is none.
pub(super) fn key_at(text: &str, line: usize) -> &str {
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    line.split_once('=').map_or("", |(key, _)| key.trim())
}

/// A fault of a file: where, what, what to do.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, text: &str, error: &OrderError) {
    let place = words::fault_at(cx.lang, error.line, error.column);
    let what = match advice(key_at(text, error.line)) {
        Some(advice) => words::fault_is(cx.lang, &place, cx.t(advice)),
        None => words::fault_is(cx.lang, &place, cx.t(words::FAULT_LINE)),
    };
    form::strip(ui, cx.colours, Says::Soft, Icon::Warning, &what);
    let own = format!("{}; {}", error.what, error.todo);
    ui.label(RichText::new(own).size(font::SMALL).color(cx.colours.muted));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::file::KEYS;

    #[test]
    fn the_key_of_a_line_is_found() {
        let text = "# head\nname = \"A\"\n\nplanned=-1 # = x\n";
        for (line, key) in [(1, ""), (2, "name"), (3, ""), (4, "planned"), (9, "")] {
            assert_eq!(key_at(text, line), key, "line {line}");
        }
    }

    #[test]
    fn every_key_one_types_has_a_sentence() {
        // The others are choices: they cannot be typed wrongly in the editor.
        const CHOSEN: [&str; 7] =
            ["dk_kind", "scan_order", "accept_imeisv", "accept_imei14", "luhn", "imei_choice", "ack"];
        for key in KEYS {
            assert_eq!(advice(key).is_none(), CHOSEN.contains(key), "{key}");
        }
    }
}
