//! The work order: the rules of one product run.
//!
//! An order says which product is built, what a module code and a device QR look like, which
//! lists bind, and how the line behaves. It is written as TOML ([`mod@file`]), checked whole when it
//! is read, and from then on only looked at: no other room can hold an order that makes no sense.
//!
//! Architecture invariant: no I/O here. Reading the file from disk is the caller's.

mod check;
mod device_name;
pub mod file;
pub mod names;
pub mod pattern;
#[cfg(test)]
mod tests;

pub use file::OrderError;
pub use names::Choice;
pub use pattern::{Pattern, PatternError};

/// One work order, valid by construction (see [`Order::parse`]).
///
/// Two orders are the same run only if every rule is equal (`==`): a replay onto an order that the
/// ledger knows under the same name is refused otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its name, 1–64 characters, as it stands on the order card after `PSWO`: letters and digits,
    /// `-` and `_`.
    pub name: String,
    /// The product key (PK) every device QR of this order must carry: 6 of `[0-9A-Za-z]`.
    pub product_key: String,
    /// How many pairs are planned; `None` = open ended.
    pub planned: Option<u64>,
    /// What the module's key (DK) is.
    pub dk_kind: DkKind,
    /// What the device QR looks like.
    pub device_qr: DeviceQr,
    /// Extra module label patterns with `{dk}`, tried before the built-in rules.
    pub module_label: Vec<Pattern>,
    /// Which half comes first.
    pub scan_order: ScanOrder,
    /// Type allocation codes (first 8 digits of an IMEI) that may be used; empty = any.
    pub tac: Vec<String>,
    /// Exact length of an SN; `None` = 1–64.
    pub sn_length: Option<usize>,
    /// What an SN begins with; empty = anything.
    pub sn_prefix: String,
    /// The SN must be on the imported list of issued SNs.
    pub issued_sn_only: bool,
    /// The DK must be on this order's list of allowed modules.
    pub allowed_dk_only: bool,
    /// A 16-digit IMEISV counts: its first 14 digits with their computed check digit.
    pub accept_imeisv: bool,
    /// A 14-digit IMEI counts: with its computed check digit.
    pub accept_imei14: bool,
    /// What a wrong check digit means.
    pub luhn: Luhn,
    /// Which `v` the platform's QR may carry.
    pub qr_version: QrVersion,
    /// Which of several IMEIs on one label is the DK. Not in the contract's sample: its formats
    /// name the choice ("first" or "IMEI1") without naming the key.
    pub imei_choice: ImeiChoice,
    /// Seconds a first half may wait for the second.
    pub half_scan_timeout_s: u32,
    /// Milliseconds within which the same code again is a gun's double reading.
    pub bounce_ms: u32,
    /// Who may acknowledge a hard alarm.
    pub ack: Ack,
    /// Device name in the relation file, with `{order}`, `{pk}`, `{sn}`, `{dk}`; empty = none.
    pub device_name: String,
    /// Relation file preset (or template) this order is exported with.
    pub template: String,
}

impl Order {
    /// An order with every rule at its default. Name and product key are not checked here:
    /// [`Order::parse`] of [`Order::to_toml`] does that.
    pub fn default_for(name: &str, product_key: &str) -> Order {
        Order {
            name: name.to_owned(),
            product_key: product_key.to_owned(),
            planned: None,
            dk_kind: DkKind::default(),
            device_qr: DeviceQr::default(),
            module_label: Vec::new(),
            scan_order: ScanOrder::default(),
            tac: Vec::new(),
            sn_length: None,
            sn_prefix: String::new(),
            issued_sn_only: false,
            allowed_dk_only: false,
            accept_imeisv: false,
            accept_imei14: false,
            luhn: Luhn::default(),
            qr_version: QrVersion::default(),
            imei_choice: ImeiChoice::default(),
            half_scan_timeout_s: 60,
            bounce_ms: 800,
            ack: Ack::default(),
            device_name: String::new(),
            template: "quectel-zh".to_owned(),
        }
    }

    /// Its name as the order card carries it after `PSWO`: the letters and digits only.
    pub fn card_name(&self) -> String {
        self.name.chars().filter(char::is_ascii_alphanumeric).collect()
    }

    /// Whether an SN has the form of formats.md (1–64 of `[0-9A-Za-z]`) and of this order.
    pub fn sn_fits(&self, sn: &str) -> bool {
        is_sn(sn) && self.sn_length.is_none_or(|n| sn.len() == n) && sn.starts_with(&self.sn_prefix)
    }
}

/// What a text begins with that spreadsheet programs take for a formula, which they run when a file is
/// opened: such a text must not get into one.
pub fn formula_start(text: &str) -> Option<char> {
    text.chars().next().filter(|first| matches!(first, '=' | '+' | '-' | '@'))
}

/// Whether a text has the form of a product key: 6 of `[0-9A-Za-z]` (formats.md).
pub fn is_product_key(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Whether a text has the form of an SN: 1–64 of `[0-9A-Za-z]` (formats.md).
pub fn is_sn(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Whether a text has the form of a QR's `v`: 1–8 of `[0-9A-Za-z.]`. formats.md only says that it
/// was never empty; it is kept short so that a second code run into the first is no version.
pub fn is_qr_version(text: &str) -> bool {
    (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
}

/// What the module's key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DkKind {
    /// 15-digit IMEI (3GPP TS 23.003).
    #[default]
    Imei,
    /// 12 hex digits, kept in upper case without separators.
    Mac,
    /// A text of the firmware's own: 4–32 of `[0-9A-Za-z_-]`, not beginning with `-`.
    Text,
}

/// What the device QR looks like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum DeviceQr {
    /// The platform's own: `pk=…&sn=…&v=…`, fields in any order.
    #[default]
    Quectel,
    /// A pattern with `{pk}`, `{sn}` and `{*}`; the whole text must match.
    Pattern(Pattern),
}

impl DeviceQr {
    /// The text of a new sticker; `None` where the pattern has a `{*}`, which nobody can fill.
    pub fn text(&self, pk: &str, sn: &str) -> Option<String> {
        match self {
            DeviceQr::Quectel => Some(format!("pk={pk}&sn={sn}&v=1")),
            DeviceQr::Pattern(pattern) => pattern.fill(pk, sn),
        }
    }
}

/// Which half comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ScanOrder {
    /// Either.
    #[default]
    Any,
    /// The module's label.
    ModuleFirst,
    /// The device's QR.
    DeviceFirst,
}

/// What a wrong IMEI check digit means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Luhn {
    /// The scan is refused.
    #[default]
    Require,
    /// The scan is taken, and the log says so.
    Warn,
}

/// Which `v` the platform's QR may carry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum QrVersion {
    /// Any that is not empty, or none.
    #[default]
    Any,
    /// Exactly this one.
    Exactly(String),
}

/// Which of several different IMEIs on one label is the DK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ImeiChoice {
    /// None: the scan is refused as ambiguous.
    #[default]
    Refuse,
    /// The first on the label.
    First,
    /// The one labelled `IMEI1`; refused if there is none.
    Imei1,
}

/// Who may acknowledge a hard alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ack {
    /// Anyone at the line.
    #[default]
    Operator,
    /// A supervisor only.
    Supervisor,
}
