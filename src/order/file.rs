//! The work order file: TOML → [`Order`], with every fault named by line; and back.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::names::Choice;
use super::pattern::Placeholder;
use super::{DeviceQr, Order, Pattern, QrVersion, check};

/// What is wrong with a work order file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {what}; {todo}")]
pub struct OrderError {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub todo: String,
}

/// A fault and the bytes of the file it is about.
#[derive(Debug)]
struct Fault {
    at: usize,
    what: String,
    todo: String,
}

impl Fault {
    fn new(at: usize, what: impl Into<String>, todo: impl Into<String>) -> Fault {
        Fault { at, what: what.into(), todo: todo.into() }
    }

    /// With its place in the text as people count.
    fn locate(self, text: &str) -> OrderError {
        let before = text.get(..self.at.min(text.len())).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        OrderError {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            what: self.what,
            todo: self.todo,
        }
    }
}

/// The keys of the file, in the order of [`Order::to_toml`].
pub const KEYS: &[&str] = &[
    "name",
    "product_key",
    "planned",
    "dk_kind",
    "device_qr",
    "module_label",
    "scan_order",
    "tac",
    "sn_length",
    "sn_prefix",
    "issued_sn_only",
    "allowed_dk_only",
    "accept_imeisv",
    "accept_imei14",
    "luhn",
    "qr_version",
    "imei_choice",
    "half_scan_timeout_s",
    "bounce_ms",
    "ack",
    "device_name",
    "template",
];

impl Order {
    /// Reads a work order file's text. Every key but `name` and `product_key` has a default; an
    /// unknown key or a bad value is an error that names its place and what to do.
    pub fn parse(toml: &str) -> Result<Order, OrderError> {
        Order::parse_by(toml, |order| {
            check::between_keys(order)?;
            check::name_as_formula(order)
        })
    }

    /// Reads the text of an order that was taken in before: what was allowed then, and is no more, is taken
    /// as it is.
    pub fn parse_kept(toml: &str) -> Result<Order, OrderError> {
        Order::parse_by(toml, check::between_keys)
    }

    fn parse_by(toml: &str, rules: fn(&Order) -> Result<(), check::Misfit>) -> Result<Order, OrderError> {
        // Editors on Windows like to begin a file with a byte order mark.
        let text = toml.strip_prefix('\u{feff}').unwrap_or(toml);
        parse(text, rules).map_err(|fault| fault.locate(text))
    }
}

/// `rules` are those between keys.
fn parse(text: &str, rules: fn(&Order) -> Result<(), check::Misfit>) -> Result<Order, Fault> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let what = format!("this is not TOML: {}", error.message().replace('\n', ", "));
        Fault::new(at, what, "write one `key = value` a line, texts in quotes")
    })?;
    let keys = Keys(table.get_ref());
    keys.all_known()?;
    let order = read_keys(&keys)?;
    // Rules between keys, at the key they are about.
    rules(&order).map_err(|wrong| {
        let at = keys.get(wrong.key).map_or(0, |value| value.span().start);
        Fault::new(at, wrong.what, wrong.todo)
    })?;
    Ok(order)
}

fn read_keys(keys: &Keys<'_>) -> Result<Order, Fault> {
    let name = keys.required("name", "name = \"WO1001\"", check::name)?;
    let product_key = keys.required("product_key", "product_key = \"p11sf2\"", check::product_key)?;
    let preset = Order::default_for(&name, &product_key);
    Ok(Order {
        planned: keys.number("planned", 1, 1_000_000_000)?,
        dk_kind: keys.choice("dk_kind")?,
        device_qr: keys.text("device_qr", device_qr)?.unwrap_or(preset.device_qr),
        module_label: keys.list("module_label", |text| pattern(text, Placeholder::Dk, None))?,
        scan_order: keys.choice("scan_order")?,
        tac: keys.list("tac", check::tac)?,
        sn_length: keys.number("sn_length", 1, 64)?,
        sn_prefix: keys.text("sn_prefix", check::sn_prefix)?.unwrap_or(preset.sn_prefix),
        issued_sn_only: keys.switch("issued_sn_only")?,
        allowed_dk_only: keys.switch("allowed_dk_only")?,
        accept_imeisv: keys.switch("accept_imeisv")?,
        accept_imei14: keys.switch("accept_imei14")?,
        luhn: keys.choice("luhn")?,
        qr_version: keys.text("qr_version", qr_version)?.unwrap_or(preset.qr_version),
        imei_choice: keys.choice("imei_choice")?,
        half_scan_timeout_s: keys
            .number("half_scan_timeout_s", 1, 3600)?
            .unwrap_or(preset.half_scan_timeout_s),
        bounce_ms: keys.number("bounce_ms", 0, 10_000)?.unwrap_or(preset.bounce_ms),
        ack: keys.choice("ack")?,
        device_name: keys.text("device_name", check::device_name)?.unwrap_or(preset.device_name),
        template: keys.text("template", check::template)?.unwrap_or(preset.template),
        name,
        product_key,
    })
}

fn device_qr(text: &str) -> Result<DeviceQr, check::Bad> {
    if text == "quectel" {
        return Ok(DeviceQr::Quectel);
    }
    pattern(text, Placeholder::Pk, Some(Placeholder::Sn)).map(DeviceQr::Pattern).map_err(|bad| {
        let todo = format!("{}, or write \"quectel\" for the platform's own QR", bad.todo);
        check::Bad { todo, ..bad }
    })
}

fn pattern(text: &str, first: Placeholder, second: Option<Placeholder>) -> Result<Pattern, check::Bad> {
    let required: Vec<Placeholder> = [Some(first), second].into_iter().flatten().collect();
    Pattern::parse(text, &required).map_err(|error| {
        let message = error.to_string();
        let (what, todo) = message.split_once("; ").unwrap_or((&message, "correct the pattern"));
        check::Bad { what: format!("the pattern {text:?} cannot be used: {what}"), todo: todo.to_owned() }
    })
}

fn qr_version(text: &str) -> Result<QrVersion, check::Bad> {
    if text == "any" { Ok(QrVersion::Any) } else { check::qr_version(text).map(QrVersion::Exactly) }
}

/// The file's table, asked key by key.
struct Keys<'a>(&'a DeTable<'a>);

impl<'a> Keys<'a> {
    fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.0.get(key)
    }

    fn all_known(&self) -> Result<(), Fault> {
        // The table is sorted by name: the first in the file is what a reader meets first.
        let unknown = self.0.keys().filter(|key| !KEYS.contains(&key.get_ref().as_ref()));
        match unknown.min_by_key(|key| key.span().start) {
            None => Ok(()),
            Some(key) => {
                let what = format!("there is no key {:?}", key.get_ref());
                let todo = format!("remove it, or use one of: {}", KEYS.join(", "));
                Err(Fault::new(key.span().start, what, todo))
            }
        }
    }

    fn required<T>(
        &self,
        key: &str,
        example: &str,
        read: impl Fn(&str) -> Result<T, check::Bad>,
    ) -> Result<T, Fault> {
        let missing = || Fault::new(0, format!("{key} is missing"), format!("add a line like {example}"));
        self.text(key, read)?.ok_or_else(missing)
    }

    fn text<T>(&self, key: &str, read: impl Fn(&str) -> Result<T, check::Bad>) -> Result<Option<T>, Fault> {
        self.get(key).map(|value| text_of(key, value, &read)).transpose()
    }

    fn list<T>(&self, key: &str, read: impl Fn(&str) -> Result<T, check::Bad>) -> Result<Vec<T>, Fault> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let items = value
            .get_ref()
            .as_array()
            .ok_or_else(|| wrong_type(key, value, "a list of texts, such as [\"…\"]"))?;
        items.iter().map(|item| text_of(key, item, &read)).collect()
    }

    fn switch(&self, key: &str) -> Result<bool, Fault> {
        let Some(value) = self.get(key) else { return Ok(false) };
        value.get_ref().as_bool().ok_or_else(|| wrong_type(key, value, "true or false, without quotes"))
    }

    fn choice<C: Choice + Default>(&self, key: &str) -> Result<C, Fault> {
        let words: Vec<String> = C::WORDS.iter().map(|(_, word)| format!("{word:?}")).collect();
        let words = words.join(" or ");
        let read = |text: &str| {
            C::from_word(text).ok_or_else(|| check::Bad {
                what: format!("{key} cannot be {text:?}"),
                todo: format!("write {words}"),
            })
        };
        Ok(self.text(key, read)?.unwrap_or_default())
    }

    fn number<N: TryFrom<i64>>(&self, key: &str, min: i64, max: i64) -> Result<Option<N>, Fault> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let wanted = format!("a whole number from {min} to {max}");
        let integer = value.get_ref().as_integer().ok_or_else(|| wrong_type(key, value, &wanted))?;
        let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let in_range = number.filter(|n| (min..=max).contains(n)).and_then(|n| N::try_from(n).ok());
        in_range.map(Some).ok_or_else(|| {
            Fault::new(value.span().start, format!("{key} cannot be {integer}"), format!("write {wanted}"))
        })
    }
}

fn text_of<T>(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    read: impl Fn(&str) -> Result<T, check::Bad>,
) -> Result<T, Fault> {
    let text = value.get_ref().as_str().ok_or_else(|| wrong_type(key, value, "a text in quotes"))?;
    read(text).map_err(|bad| Fault::new(value.span().start, bad.what, bad.todo))
}

fn wrong_type(key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) -> Fault {
    let what = format!("{key} cannot be of the kind {}", value.get_ref().type_str());
    Fault::new(value.span().start, what, format!("write {wanted}"))
}

impl Order {
    /// The canonical file of this order: every rule on its own line, defaults too. It parses back
    /// equal if the order makes sense; a changed order is checked by parsing its text.
    pub fn to_toml(&self) -> String {
        let mut lines = Vec::with_capacity(KEYS.len());
        for key in KEYS {
            if let Some(value) = self.value_of(key) {
                lines.push(format!("{key} = {value}\n"));
            }
        }
        lines.concat()
    }

    /// The first rule, in the file's order, in which two orders differ.
    pub fn first_difference(&self, other: &Order) -> Option<&'static str> {
        KEYS.iter().copied().find(|key| self.value_of(key) != other.value_of(key))
    }

    /// A rule as it stands in the file; `None` where it is left out.
    fn value_of(&self, key: &str) -> Option<String> {
        let text = |text: &str| Some(quoted(text));
        match key {
            "name" => text(&self.name),
            "product_key" => text(&self.product_key),
            "planned" => self.planned.map(|n| n.to_string()),
            "dk_kind" => text(self.dk_kind.as_str()),
            "device_qr" => text(match &self.device_qr {
                DeviceQr::Quectel => "quectel",
                DeviceQr::Pattern(pattern) => pattern.source(),
            }),
            "module_label" => Some(list(self.module_label.iter().map(Pattern::source))),
            "scan_order" => text(self.scan_order.as_str()),
            "tac" => Some(list(self.tac.iter().map(String::as_str))),
            "sn_length" => self.sn_length.map(|n| n.to_string()),
            "sn_prefix" => text(&self.sn_prefix),
            "issued_sn_only" => Some(self.issued_sn_only.to_string()),
            "allowed_dk_only" => Some(self.allowed_dk_only.to_string()),
            "accept_imeisv" => Some(self.accept_imeisv.to_string()),
            "accept_imei14" => Some(self.accept_imei14.to_string()),
            "luhn" => text(self.luhn.as_str()),
            "qr_version" => text(match &self.qr_version {
                QrVersion::Any => "any",
                QrVersion::Exactly(version) => version,
            }),
            "imei_choice" => text(self.imei_choice.as_str()),
            "half_scan_timeout_s" => Some(self.half_scan_timeout_s.to_string()),
            "bounce_ms" => Some(self.bounce_ms.to_string()),
            "ack" => text(self.ack.as_str()),
            "device_name" => text(&self.device_name),
            "template" => text(&self.template),
            _ => None,
        }
    }
}

fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", items.map(quoted).collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
