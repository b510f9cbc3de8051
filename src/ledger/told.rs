//! What events say of rows that stand elsewhere, so that the chain of events covers these rows too.
//!
//! The ledger adds to the detail of an event what its caller's columns do not hold:
//!
//! | of | member | what |
//! |---|---|---|
//! | a pair with a name | `name` | the name |
//! | a void | `why` | the words given |
//! | an export, a corrections file | `record` | SHA-256 of its files and its ranges of pairs: [`record_digest`] |
//! | an order | `ledger_order` | its `name`, and the SHA-256 of its `rules` or its `state` from now on |
//! | an import of pairs | `pairs` | see `imports.rs` |
//!
//! Events from before there were seals do not have them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::chain::{Columns, hex};
use super::handover::ExportFile;
use super::idset::IdSet;
use super::types::{NewEvent, OrderState};

/// What an event says of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OrderSaid {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rules: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<String>,
}

impl OrderSaid {
    pub(super) fn rules(name: &str, source: &str) -> OrderSaid {
        OrderSaid { name: name.to_owned(), rules: Some(sha256(source)), state: None }
    }

    pub(super) fn state(name: &str, state: OrderState) -> OrderSaid {
        OrderSaid { name: name.to_owned(), rules: None, state: Some(state.as_str().to_owned()) }
    }

    pub(super) fn tell(&self, event: &NewEvent) -> NewEvent {
        // Plain data becomes JSON without fail.
        event.telling("ledger_order", serde_json::to_value(self).unwrap_or_default())
    }
}

fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

impl NewEvent {
    /// The same event with a member added to its detail.
    pub(super) fn telling(&self, member: &str, value: serde_json::Value) -> NewEvent {
        let mut detail: serde_json::Map<_, _> = serde_json::from_str(&self.detail).unwrap_or_default();
        detail.insert(member.to_owned(), value);
        NewEvent { detail: serde_json::Value::Object(detail).to_string(), ..self.clone() }
    }
}

/// SHA-256 of what an export's or a corrections file's rows hold, lower-case hex: each file's path, product,
/// rows and hash, then each range of pairs. Texts come with their length in bytes before them; numbers are 8
/// bytes, big-endian.
pub(super) fn record_digest<'a>(files: impl Iterator<Item = &'a ExportFile>, pairs: &IdSet) -> String {
    let mut digest = Sha256::new();
    for file in files {
        for text in [&*file.path.to_string_lossy(), &file.pk, &file.sha256] {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        }
        digest.update(file.rows.to_be_bytes());
    }
    for (first, last) in pairs.ranges() {
        digest.update(first.to_be_bytes());
        digest.update(last.to_be_bytes());
    }
    hex(&digest.finalize())
}

/// What an event says of it.
pub(super) fn record_in(detail: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Recorded {
        record: Option<String>,
    }
    serde_json::from_str::<Recorded>(detail).ok().and_then(|detail| detail.record)
}

/// What the walk gathers of it, of every event but the scans.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Events that a row of a table of their own belongs to, by their kind.
    pub(super) recorded: BTreeMap<&'static str, Vec<i64>>,
    /// Events of kind `void`.
    pub(super) voids: Vec<i64>,
    /// Keys that began: event and id.
    pub(super) keys: Vec<(i64, String)>,
    /// Events that tell of another end: event, and both ends.
    pub(super) cuts: Vec<(i64, i64, i64)>,
    /// What was last said of each order: the SHA-256 of its rules and its state.
    pub(super) orders: BTreeMap<String, (Option<String>, String)>,
}

/// What is read of the details.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Detail<'a> {
    #[serde(borrow)]
    key: Option<Cow<'a, str>>,
    ended: Option<End>,
    ends: Option<End>,
    ledger_order: Option<OrderSaid>,
}

#[derive(Debug, Deserialize)]
struct End {
    seq: i64,
}

/// Kinds of events with a row elsewhere, and the tables.
pub(super) const RECORDED: [(&str, &str); 3] =
    [("export", "exports"), ("answer", "answers"), ("correction", "corrections")];

impl Told {
    pub(super) fn note(&mut self, event: &Columns<'_>) {
        let seq = event.seq;
        if let Some((kind, _)) = RECORDED.iter().find(|(kind, _)| kind.as_bytes() == event.kind) {
            self.recorded.entry(kind).or_default().push(seq);
        }
        match event.kind {
            b"void" => self.voids.push(seq),
            b"key" => {
                let key = detail(event).key.map(Cow::into_owned).unwrap_or_default();
                self.keys.push((seq, key));
            }
            b"cut" => {
                let Detail { ended, ends, .. } = detail(event);
                self.cuts.push((seq, ended.map_or(0, |end| end.seq), ends.map_or(0, |end| end.seq)));
            }
            _ => {
                if let Some(said) = detail(event).ledger_order {
                    self.note_order(said);
                }
            }
        }
    }

    fn note_order(&mut self, said: OrderSaid) {
        let open = OrderState::Open.as_str();
        if said.state.as_deref() == Some(open) {
            // The one that was open gives way.
            for (_, state) in self.orders.values_mut().filter(|(_, state)| state == open) {
                OrderState::Prepared.as_str().clone_into(state);
            }
        }
        let prepared = || (None, OrderState::Prepared.as_str().to_owned());
        let known = self.orders.entry(said.name).or_insert_with(prepared);
        if said.rules.is_some() {
            known.0 = said.rules;
        }
        if let Some(state) = said.state {
            known.1 = state;
        }
    }
}

fn detail<'a>(event: &Columns<'a>) -> Detail<'a> {
    serde_json::from_slice(event.detail).unwrap_or_default()
}

/// The name an event gives its pair; empty: none.
pub(super) fn name_in<'a>(event: &Columns<'a>) -> Cow<'a, str> {
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(borrow, default)]
        name: Cow<'a, str>,
    }
    match event.detail {
        b"" => Cow::Borrowed(""),
        detail => serde_json::from_slice::<Named<'a>>(detail).map_or(Cow::Borrowed(""), |named| named.name),
    }
}

/// Whether an order's file is the one its event told of.
pub(super) fn are_rules(source: &str, said: &str) -> bool {
    sha256(source) == said
}
