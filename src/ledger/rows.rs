//! Rows to values: the columns of a pair and of an event, in one place.

use std::collections::BTreeSet;
use std::sync::Mutex;

use rusqlite::{Result, Row};

use super::handover::Platform;
use super::types::{Context, Event, Millis, NewEvent, Pair, Stamp, Voided};

/// What [`pair`] reads.
pub(super) const PAIR: &str = "SELECT p.id, p.dk, p.pk, p.sn, p.name, p.at, p.offset_min, p.order_name, \
     p.operator, p.station, p.shift, p.shift_day, v.at, v.by, v.why \
     FROM pairs p LEFT JOIN voids v ON v.pair = p.id";

/// What [`event`] reads.
pub(super) const EVENT: &str = "SELECT seq, at, offset_min, kind, source, raw, verdict, reason, hint, rule, \
     dk, pk, sn, pair, order_name, operator, station, shift, shift_day, detail, first_pass FROM events";

/// A row of [`PAIR`]. Whether it is in a relation file, and what the platform said, is not in the row
/// (see `standing.rs`); what was imported counts as exported whether or not.
pub(super) fn pair(row: &Row<'_>) -> Result<Pair> {
    let voided = match row.get::<_, Option<Millis>>(12)? {
        Some(at) => Some(Voided { at, by: row.get(13)?, why: row.get(14)? }),
        None => None,
    };
    let order: String = row.get(7)?;
    let exported = order.is_empty();
    Ok(Pair {
        id: row.get(0)?,
        dk: row.get(1)?,
        pk: row.get(2)?,
        sn: row.get(3)?,
        name: row.get(4)?,
        stamp: Stamp { at: row.get(5)?, offset_min: row.get(6)? },
        context: Context {
            order,
            operator: row.get(8)?,
            station: row.get(9)?,
            shift: row.get(10)?,
            shift_day: row.get(11)?,
        },
        voided,
        exported,
        platform: if exported { Platform::Elsewhere } else { Platform::NotHandedOver },
    })
}

/// A row of [`EVENT`].
pub(super) fn event(row: &Row<'_>) -> Result<Event> {
    let kind = row.get_ref(3)?.as_str()?;
    Ok(Event {
        seq: row.get(0)?,
        event: NewEvent {
            stamp: Stamp { at: row.get(1)?, offset_min: row.get(2)? },
            kind: intern(kind),
            source: row.get(4)?,
            raw: row.get(5)?,
            verdict: row.get(6)?,
            reason: row.get(7)?,
            hint: row.get(8)?,
            rule: row.get(9)?,
            dk: row.get(10)?,
            pk: row.get(11)?,
            sn: row.get(12)?,
            pair: row.get(13)?,
            context: Context {
                order: row.get(14)?,
                operator: row.get(15)?,
                station: row.get(16)?,
                shift: row.get(17)?,
                shift_day: row.get(18)?,
            },
            detail: row.get(19)?,
            first_pass: row.get(20)?,
        },
    })
}

/// A count.
pub(super) fn count(row: &Row<'_>, column: usize) -> Result<u64> {
    let n: i64 = row.get(column)?;
    u64::try_from(n).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, n))
}

/// Names of kinds this program writes.
const KINDS: &[&str] = &[
    "scan",
    "replace",
    "import",
    "template",
    "labels",
    "timeout",
    "ack",
    "cancel",
    "void",
    "export",
    "export_again",
    "answer",
    "correction",
    "order",
    "login",
    "logout",
    "login_refused",
    "login_locked",
    "person",
    "recovery",
    "mode",
    "start",
    "stop",
    "fault",
    "training",
    "training_begin",
    "training_end",
    "challenge",
    "challenge_begin",
    "challenge_end",
    "key",
    "cut",
    "clock",
];

/// More kinds than any program has; beyond it the names come from a damaged file.
const MAX_KINDS: usize = 64;

/// A kind's name for good. Kinds that a later program added are kept once each.
fn intern(kind: &str) -> &'static str {
    static OTHERS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    if let Some(known) = KINDS.iter().find(|k| **k == kind) {
        return known;
    }
    let mut others = OTHERS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = others.get(kind) {
        return known;
    }
    if others.len() >= MAX_KINDS {
        return "unknown";
    }
    let kept: &'static str = Box::leak(kind.to_owned().into_boxed_str());
    others.insert(kept);
    kept
}
