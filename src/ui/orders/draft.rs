//! An order as it is typed: texts that may still be wrong, and the file they make.

use crate::order::{
    Ack, Choice, DeviceQr, DkKind, ImeiChoice, Luhn, Order, OrderError, Pattern, QrVersion, ScanOrder,
};

/// The fields.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) product_key: String,
    pub(super) planned: String,
    pub(super) dk_kind: DkKind,
    pub(super) own_qr: bool,
    pub(super) pattern: String,
    /// One pattern a line.
    pub(super) module_label: String,
    pub(super) scan_order: ScanOrder,
    /// Separated by blanks or commas.
    pub(super) tac: String,
    pub(super) sn_length: String,
    pub(super) sn_prefix: String,
    pub(super) issued_sn_only: bool,
    pub(super) allowed_dk_only: bool,
    pub(super) accept_imeisv: bool,
    pub(super) accept_imei14: bool,
    pub(super) luhn: Luhn,
    /// Empty = any.
    pub(super) qr_version: String,
    pub(super) imei_choice: ImeiChoice,
    pub(super) half_scan_timeout_s: String,
    pub(super) bounce_ms: String,
    pub(super) ack: Ack,
    pub(super) device_name: String,
    pub(super) template: String,
}

/// A faulty field: its key, and the order's own words.
pub(super) type Fault = (String, OrderError);

impl Draft {
    /// What an order looks like when it is typed; the name is to be given anew.
    pub(super) fn like(order: &Order) -> Draft {
        Draft { name: String::new(), ..Draft::of(order) }
    }

    /// What an order looks like when it is typed.
    pub(super) fn of(order: &Order) -> Draft {
        let text = |number: Option<String>| number.unwrap_or_default();
        let (own_qr, pattern) = match &order.device_qr {
            DeviceQr::Quectel => (false, String::new()),
            DeviceQr::Pattern(pattern) => (true, pattern.source().to_owned()),
        };
        Draft {
            name: order.name.clone(),
            product_key: order.product_key.clone(),
            planned: text(order.planned.map(|n| n.to_string())),
            dk_kind: order.dk_kind,
            own_qr,
            pattern,
            module_label: order.module_label.iter().map(Pattern::source).collect::<Vec<_>>().join("\n"),
            scan_order: order.scan_order,
            tac: order.tac.join(" "),
            sn_length: text(order.sn_length.map(|n| n.to_string())),
            sn_prefix: order.sn_prefix.clone(),
            issued_sn_only: order.issued_sn_only,
            allowed_dk_only: order.allowed_dk_only,
            accept_imeisv: order.accept_imeisv,
            accept_imei14: order.accept_imei14,
            luhn: order.luhn,
            qr_version: match &order.qr_version {
                QrVersion::Any => String::new(),
                QrVersion::Exactly(version) => version.clone(),
            },
            imei_choice: order.imei_choice,
            half_scan_timeout_s: order.half_scan_timeout_s.to_string(),
            bounce_ms: order.bounce_ms.to_string(),
            ack: order.ack,
            device_name: order.device_name.clone(),
            template: order.template.clone(),
        }
    }

    /// The order, or every faulty field. The order's own room judges: each line of the file alone
    /// first, so that one fault does not hide the next, then the file whole.
    pub(super) fn judge(&self) -> Result<Order, Vec<Fault>> {
        let lines = self.lines();
        let alone = |(key, value): &(&str, String)| {
            let rest = [("name", "\"A\""), ("product_key", "\"aaaaaa\"")];
            let rest = rest.iter().filter(|(other, _)| other != key);
            let text: String =
                std::iter::once(line(key, value)).chain(rest.map(|(k, v)| line(k, v))).collect();
            Order::parse(&text).err().map(|error| ((*key).to_owned(), error))
        };
        let faults: Vec<Fault> = lines.iter().filter_map(alone).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let text = self.file();
        Order::parse(&text)
            .map_err(|error| vec![(super::faults::key_at(&text, error.line).to_owned(), error)])
    }

    /// The work order file.
    pub(super) fn file(&self) -> String {
        self.lines().iter().map(|(key, value)| line(key, value)).collect()
    }

    /// Key and value of each line, in the file's order; what is empty is left out.
    fn lines(&self) -> Vec<(&'static str, String)> {
        let device_qr = if self.own_qr { self.pattern.as_str() } else { "quectel" };
        let version = if self.qr_version.trim().is_empty() { "any" } else { self.qr_version.trim() };
        let tac = self.tac.split(|c: char| c.is_whitespace() || ",，;；、".contains(c));
        // Blanks within patterns are part of them, at either end too.
        let labels = self.module_label.lines().filter(|line| !line.trim().is_empty());
        let lines = [
            ("name", Some(quoted(self.name.trim()))),
            ("product_key", Some(quoted(self.product_key.trim()))),
            ("planned", number(&self.planned)),
            ("dk_kind", Some(quoted(self.dk_kind.as_str()))),
            ("device_qr", Some(quoted(device_qr))),
            ("module_label", Some(list(labels))),
            ("scan_order", Some(quoted(self.scan_order.as_str()))),
            ("tac", Some(list(tac))),
            ("sn_length", number(&self.sn_length)),
            ("sn_prefix", Some(quoted(self.sn_prefix.trim()))),
            ("issued_sn_only", Some(self.issued_sn_only.to_string())),
            ("allowed_dk_only", Some(self.allowed_dk_only.to_string())),
            ("accept_imeisv", Some(self.accept_imeisv.to_string())),
            ("accept_imei14", Some(self.accept_imei14.to_string())),
            ("luhn", Some(quoted(self.luhn.as_str()))),
            ("qr_version", Some(quoted(version))),
            ("imei_choice", Some(quoted(self.imei_choice.as_str()))),
            ("half_scan_timeout_s", number(&self.half_scan_timeout_s)),
            ("bounce_ms", number(&self.bounce_ms)),
            ("ack", Some(quoted(self.ack.as_str()))),
            ("device_name", Some(quoted(&self.device_name))),
            ("template", Some(quoted(&self.template))),
        ];
        lines.into_iter().filter_map(|(key, value)| value.map(|value| (key, value))).collect()
    }
}

fn line(key: &str, value: &str) -> String {
    format!("{key} = {value}\n")
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let items: Vec<String> = items.filter(|item| !item.is_empty()).map(quoted).collect();
    format!("[{}]", items.join(", "))
}

/// A number as it stands in the file. What is none stays a text: then the order's room refuses it.
fn number(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(text.parse::<i64>().map_or_else(|_| quoted(text), |n| n.to_string()))
}

#[cfg(test)]
mod tests;
