//! What a single value of a work order may be, and which values fit together.

use super::{DkKind, Order, device_name};

/// A value that cannot be.
#[derive(Debug)]
pub(super) struct Bad {
    /// What is wrong.
    pub(super) what: String,
    /// What to do.
    pub(super) todo: String,
}

/// A value that does not fit another, and the key whose line is to be named.
#[derive(Debug)]
pub(super) struct Misfit {
    pub(super) key: &'static str,
    pub(super) what: String,
    pub(super) todo: String,
}

/// Longest device name the platform takes (formats.md).
const MAX_DEVICE_NAME: usize = 254;
/// Longest order name.
const MAX_NAME: usize = 64;

fn bad<T>(what: String, todo: &str) -> Result<T, Bad> {
    Err(Bad { what, todo: todo.to_owned() })
}

fn alphanumeric(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric())
}

pub(super) fn name(text: &str) -> Result<String, Bad> {
    let form = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    // The order card carries only the letters and digits: without any there is nothing to scan.
    let on_card = text.bytes().any(|b| b.is_ascii_alphanumeric());
    if form && on_card && text.len() <= MAX_NAME {
        return Ok(text.to_owned());
    }
    let what = if text.is_empty() { "name is empty".to_owned() } else { format!("name cannot be {text:?}") };
    bad(what, "write 1 to 64 letters and digits; - and _ may stand between them")
}

pub(super) fn product_key(text: &str) -> Result<String, Bad> {
    if super::is_product_key(text) {
        return Ok(text.to_owned());
    }
    bad(
        format!("product_key cannot be {text:?}"),
        "write the product's 6 letters and digits exactly as the platform shows them (case matters)",
    )
}

pub(super) fn tac(text: &str) -> Result<String, Bad> {
    let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    if digits && !text.starts_with("00") {
        return Ok(text.to_owned());
    }
    bad(
        format!("tac cannot be {text:?}"),
        "write the first 8 digits of the modules' IMEIs (never beginning 00)",
    )
}

pub(super) fn sn_prefix(text: &str) -> Result<String, Bad> {
    if text.len() <= 64 && alphanumeric(text) {
        return Ok(text.to_owned());
    }
    bad(format!("sn_prefix cannot be {text:?}"), "write at most 64 letters and digits, or \"\" for any")
}

pub(super) fn qr_version(text: &str) -> Result<String, Bad> {
    if super::is_qr_version(text) {
        return Ok(text.to_owned());
    }
    bad(format!("qr_version cannot be {text:?}"), "write \"any\", or the v of the QR codes such as \"1\"")
}

pub(super) fn device_name(text: &str) -> Result<String, Bad> {
    if text.chars().any(char::is_control) {
        return bad("device_name holds a control character".to_owned(), "remove it");
    }
    match device_name::unknown_placeholder(text) {
        None => Ok(text.to_owned()),
        Some(unknown) => bad(
            format!("device_name has the unknown placeholder {unknown}"),
            "use {order}, {pk}, {sn} and {dk}",
        ),
    }
}

pub(super) fn template(text: &str) -> Result<String, Bad> {
    if text.trim().is_empty() {
        return bad(
            "template is empty".to_owned(),
            "write a preset such as \"quectel-zh\", or a template file",
        );
    }
    Ok(text.to_owned())
}

/// The rules between keys.
pub(super) fn between_keys(order: &Order) -> Result<(), Misfit> {
    if let Some(length) = order.sn_length
        && order.sn_prefix.len() > length
    {
        return Err(Misfit {
            key: "sn_prefix",
            what: format!("sn_prefix {:?} is longer than sn_length {length}", order.sn_prefix),
            todo: "shorten the prefix, or raise sn_length".to_owned(),
        });
    }
    if order.dk_kind != DkKind::Imei && !order.tac.is_empty() {
        return Err(Misfit {
            key: "tac",
            what: "tac only means something where dk_kind is \"imei\"".to_owned(),
            todo: "remove tac, or set dk_kind = \"imei\"".to_owned(),
        });
    }
    let longest = device_name::longest(order);
    if longest > MAX_DEVICE_NAME {
        return Err(Misfit {
            key: "device_name",
            what: format!(
                "device_name can come to {longest} characters, and the platform takes {MAX_DEVICE_NAME}"
            ),
            todo: "shorten it, or set sn_length".to_owned(),
        });
    }
    Ok(())
}

/// A device name goes into a file that spreadsheets open, and must not be one of their formulas.
pub(super) fn name_as_formula(order: &Order) -> Result<(), Misfit> {
    let begins = order.device_name_for("0", "0", "0");
    match super::formula_start(&begins) {
        None => Ok(()),
        Some(first) => Err(Misfit {
            key: "device_name",
            what: format!("device_name begins with {first:?}, which a spreadsheet runs as a formula"),
            todo: "begin it with a letter, a digit or {sn}".to_owned(),
        }),
    }
}
