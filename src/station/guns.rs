//! The guns of the line: opened and closed as the settings say, told what came of their scans.

use crate::pairing::{Kind, Verdict};
use crate::scan::Reason;
use crate::scanner::settings::GunSettings;
use crate::scanner::{Answer, Gun, Wiring};

/// The guns at work.
#[derive(Debug)]
pub(super) struct Guns {
    wiring: Wiring,
    open: Vec<(GunSettings, Gun)>,
}

impl Guns {
    pub(super) fn new(wiring: Wiring) -> Guns {
        Guns { wiring, open: Vec::new() }
    }

    pub(super) fn wiring(&self) -> &Wiring {
        &self.wiring
    }

    /// Closes guns that are no longer wanted, or wanted otherwise, and opens the new ones; gives the
    /// names of those closed and the settings of those opened.
    pub(super) fn use_these(&mut self, wanted: &[GunSettings]) -> (Vec<String>, Vec<GunSettings>) {
        let mut closed = Vec::new();
        self.open.retain(|(gun, _)| {
            let stays = wanted.contains(gun);
            if !stays {
                closed.push(gun.name().to_owned());
            }
            stays
        });
        let is_open = |gun: &&GunSettings| self.open.iter().any(|(open, _)| open == *gun);
        let new: Vec<GunSettings> = wanted.iter().filter(|gun| !is_open(gun)).cloned().collect();
        for gun in &new {
            self.open.push((gun.clone(), gun.clone().spawn(&self.wiring)));
        }
        (closed, new)
    }

    /// Tells a gun what came of its scan.
    pub(super) fn answer(&self, source: &str, verdict: &Verdict) {
        let Some(answer) = answer_to(verdict) else { return };
        if let Some((_, gun)) = self.open.iter().find(|(gun, _)| gun.name() == source) {
            gun.answer(answer);
        }
    }

    /// Closes all, and waits for their threads.
    pub(super) fn close(&mut self) {
        self.open.clear();
    }
}

/// What a gun is told: a scan that was taken is good, a first half too, for a gun that waits for its
/// ACK waits after every scan. A double reading says nothing new, and a code that was only looked at
/// is neither.
fn answer_to(verdict: &Verdict) -> Option<Answer> {
    match verdict.kind {
        Kind::Module | Kind::Device | Kind::Paired | Kind::AlreadyPaired | Kind::Verified | Kind::Command => {
            Some(Answer::Good)
        }
        Kind::Rejected => Some(Answer::Bad),
        Kind::Ignored if verdict.reason == Some(Reason::Latched) => Some(Answer::Bad),
        Kind::Ignored if verdict.reason == Some(Reason::Bounce) => Some(Answer::Good),
        Kind::Ignored => None,
    }
}
