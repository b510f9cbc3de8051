//! Ledger events from what happened at the station.

use crate::ledger::{Context, NewEvent, Pair, Stamp};
use crate::pairing::{Keys, Prior, Verdict};
use crate::scan::{Code, Reading, Rule};

/// An event being put together.
#[derive(Debug)]
pub(super) struct EventDraft {
    event: NewEvent,
    detail: serde_json::Map<String, serde_json::Value>,
}

impl EventDraft {
    pub(super) fn new(stamp: Stamp, context: Context, kind: &'static str) -> EventDraft {
        EventDraft { event: NewEvent::new(stamp, context, kind), detail: serde_json::Map::new() }
    }

    pub(super) fn source(mut self, source: &str) -> EventDraft {
        source.clone_into(&mut self.event.source);
        self
    }

    pub(super) fn raw(mut self, bytes: &[u8]) -> EventDraft {
        bytes.clone_into(&mut self.event.raw);
        self
    }

    pub(super) fn reading(mut self, reading: &Reading) -> EventDraft {
        reading.rule.as_str().clone_into(&mut self.event.rule);
        if let Code::Module { check_digit_wrong: true, .. } = reading.code {
            self.detail.insert("check_digit_wrong".into(), true.into());
        }
        self
    }

    pub(super) fn rule(mut self, rule: Rule) -> EventDraft {
        rule.as_str().clone_into(&mut self.event.rule);
        self
    }

    pub(super) fn verdict(mut self, verdict: &Verdict) -> EventDraft {
        let event = &mut self.event;
        verdict.kind.as_str().clone_into(&mut event.verdict);
        event.reason = verdict.reason.map(|r| r.as_str().to_owned()).unwrap_or_default();
        event.hint = verdict.hint.map(|h| h.as_str().to_owned()).unwrap_or_default();
        event.dk.clone_from(&verdict.keys.dk);
        event.pk.clone_from(&verdict.keys.pk);
        event.sn.clone_from(&verdict.keys.sn);
        event.pair = verdict.pair;
        event.first_pass = verdict.first_pass;
        if let Some(command) = verdict.command {
            self.detail.insert("command".into(), command.into());
        }
        if let Some(replaced) = verdict.replaces {
            self.detail.insert("replaces".into(), replaced.into());
        }
        if let Some(said) = &verdict.said {
            self.detail.insert("module".into(), said.clone().into());
        }
        if !verdict.prior.is_empty() {
            let ids: Vec<i64> = verdict.prior.iter().map(|p| p.id).collect();
            self.detail.insert("prior".into(), ids.into());
        }
        self
    }

    pub(super) fn keys(mut self, keys: &Keys) -> EventDraft {
        self.event.dk.clone_from(&keys.dk);
        self.event.pk.clone_from(&keys.pk);
        self.event.sn.clone_from(&keys.sn);
        self
    }

    pub(super) fn pair(mut self, id: i64) -> EventDraft {
        self.event.pair = Some(id);
        self
    }

    /// Adds the members of a JSON object.
    pub(super) fn detail(mut self, object: &serde_json::Value) -> EventDraft {
        if let Some(members) = object.as_object() {
            self.detail.extend(members.clone());
        }
        self
    }

    pub(super) fn build(mut self) -> NewEvent {
        if !self.detail.is_empty() {
            self.event.detail = serde_json::Value::Object(self.detail).to_string();
        }
        super::crash::note(&self.event);
        self.event
    }
}

/// A pair on record, as the rules see it.
pub(super) fn prior_of(pair: &Pair) -> Prior {
    Prior {
        id: pair.id,
        keys: Keys { dk: pair.dk.clone(), pk: pair.pk.clone(), sn: pair.sn.clone() },
        at: pair.stamp.at,
        operator: pair.context.operator.clone(),
        station: pair.context.station.clone(),
    }
}
