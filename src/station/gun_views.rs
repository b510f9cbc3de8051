//! What the view says of a gun: its state, what it did, its last scans.

use super::core::Judged;
use super::view::{GunTally, GunView, HeardScan};
use crate::pairing::{Kind, Millis};
use crate::scan::Reason;
use crate::scanner::{GunKind, GunState};
use std::sync::Arc;

/// How many of a gun's last scans are kept.
const LAST: usize = 20;

/// How many times of scans are kept, to count a rate from.
const TIMES: usize = 120;

/// Takes over a new state.
pub(super) fn change(gun: &mut GunView, state: GunState, at: Millis) {
    if gun.state == state {
        return;
    }
    match &state {
        GunState::Starting => {}
        // Between one module and the next nobody answers at a module port: that is no error.
        GunState::Silent { .. } if gun.kind == GunKind::Module => {}
        GunState::Ready if gun.tally.errors > 0 => gun.tally.reconnects += 1,
        GunState::Ready => {}
        GunState::Missing { why }
        | GunState::NoPermission { why }
        | GunState::Busy { why }
        | GunState::Stranger { why }
        | GunState::Silent { why } => failed(&mut gun.tally, at, why.clone()),
        GunState::Taken { by } => failed(&mut gun.tally, at, by.to_string()),
    }
    gun.state = state;
    gun.since = at;
    // What stood there without its end went with the connection.
    gun.unfinished = None;
}

fn failed(tally: &mut GunTally, at: Millis, why: String) {
    tally.errors += 1;
    tally.last_error = Some((at, why));
}

/// Takes over a scan of this gun.
pub(super) fn scanned(gun: &mut GunView, judged: &Judged) {
    let verdict = &judged.verdict;
    gun.last_scan = Some(judged.stamp.at);
    gun.unfinished = None;
    gun.tally.scans += 1;
    gun.tally.refused += u64::from(verdict.kind == Kind::Rejected);
    gun.tally.bounces += u64::from(verdict.reason == Some(Reason::Bounce));
    gun.tally.times.push_back(judged.stamp.at);
    if gun.tally.times.len() > TIMES {
        gun.tally.times.pop_front();
    }
    let heard = Arc::make_mut(&mut gun.heard);
    heard.truncate(LAST - 1);
    heard.push_front(HeardScan {
        at: judged.stamp.at,
        raw: judged.raw.clone(),
        text: judged.text.clone(),
        rule: judged.rule,
        tried: judged.tried.clone(),
        verdict: verdict.clone(),
    });
}
