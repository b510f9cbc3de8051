//! A workbench: the machine with a ledger in memory, wired as the station wires the real one.

use pairing_station::order::Order;
use pairing_station::pairing::{
    Facts, Half, Keys, Machine, Millis, ModuleSays, Outcome, Prior, Replacement, Scanned, Side, Step,
    UndoOutcome, Verdict,
};
use pairing_station::scan::{self, Code, Control, Hint};

/// Pairs in memory.
#[derive(Debug, Default)]
pub(crate) struct FakeLedger {
    pub(crate) active: Vec<Prior>,
    /// How many pairs were ever committed; also the last id.
    pub(crate) commits: i64,
    last: Option<i64>,
    pub(crate) exported_to: i64,
    /// The next commit fails.
    pub(crate) broken: bool,
}

impl FakeLedger {
    pub(crate) fn by_dk(&self, dk: &str) -> Option<Prior> {
        self.active.iter().find(|p| p.keys.dk == dk).cloned()
    }

    pub(crate) fn by_sn(&self, sn: &str) -> Option<Prior> {
        self.active.iter().find(|p| p.keys.sn == sn).cloned()
    }

    fn commit(&mut self, keys: &Keys, at: Millis) -> Outcome {
        match (self.by_dk(&keys.dk), self.by_sn(&keys.sn)) {
            (Some(dk), Some(sn)) if dk.id == sn.id => Outcome::AlreadyPaired { prior: dk },
            (None, None) if self.broken => Outcome::NotRecorded,
            (None, None) => {
                self.commits += 1;
                let id = self.commits;
                let (operator, station) = ("op1".to_owned(), "st1".to_owned());
                self.active.push(Prior { id, keys: keys.clone(), at, operator, station });
                self.last = Some(id);
                Outcome::Paired { id }
            }
            (by_dk, by_sn) => Outcome::Conflict { by_dk, by_sn },
        }
    }

    /// The old pair goes and the new one comes, or nothing happens. What was replaced is not undone.
    fn replace(&mut self, old: i64, keys: &Keys, at: Millis) -> Outcome {
        let Some(place) = self.active.iter().position(|p| p.id == old) else { return Outcome::Gone };
        let before = self.active.remove(place);
        let outcome = self.commit(keys, at);
        match outcome {
            Outcome::Paired { .. } => self.last = None,
            _ => self.active.insert(place, before),
        }
        outcome
    }

    fn undo(&mut self) -> UndoOutcome {
        let Some(at) = self.active.iter().position(|p| Some(p.id) == self.last) else {
            return UndoOutcome::Nothing;
        };
        if self.active[at].id <= self.exported_to {
            return UndoOutcome::Exported { prior: self.active[at].clone() };
        }
        let prior = self.active.remove(at);
        UndoOutcome::Voided { id: prior.id, keys: prior.keys }
    }
}

/// The machine and its ledger.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) machine: Machine,
    pub(crate) ledger: FakeLedger,
    /// What the module in the hand says.
    pub(crate) module: ModuleSays,
    n: u64,
}

impl Bench {
    pub(crate) fn new(order: Order) -> Bench {
        let mut machine = Machine::new();
        assert!(machine.set_order(Some(order)).is_none());
        Bench { machine, ledger: FakeLedger::default(), module: ModuleSays::NotAsked, n: 0 }
    }

    /// One scan, all the way; a time-out that was due comes first.
    pub(crate) fn scan(&mut self, text: &str, at: Millis) -> Verdict {
        self.scan_by(None, text, at)
    }

    /// The same by a gun that is there for one side only.
    pub(crate) fn scan_by(&mut self, only: Option<Side>, text: &str, at: Millis) -> Verdict {
        let replaced = self.machine.replacement().map(|replacement| replacement.old.keys.clone());
        if let Some(out) = self.machine.tick(at) {
            let half = out.held.map(|held| held.half);
            assert_eq!(Some(out.verdict.keys), replaced.or(half.as_ref().map(Half::keys)));
        }
        let reading = scan::read(text.as_bytes(), self.machine.order());
        let prior = match &reading.code {
            Code::Module { dk, .. } => self.ledger.by_dk(dk),
            Code::Device { sn, .. } => self.ledger.by_sn(sn),
            _ => None,
        };
        self.n += 1;
        let facts = Facts {
            prior,
            done: self.ledger.active.len() as u64,
            module: self.module.clone(),
            ..Facts::default()
        };
        let step = self.machine.scan(&Scanned {
            n: self.n,
            at,
            source: "gun",
            only,
            one_gun: false,
            reading: &reading,
            facts,
        });
        match step {
            Step::Done(verdict) => verdict,
            Step::Commit(keys) => {
                let outcome = self.ledger.commit(&keys, at);
                self.machine.settle(keys, outcome)
            }
            Step::Replace(replacement, keys) => {
                let outcome = self.ledger.replace(replacement.old.id, &keys, at);
                self.machine.settle_replacement(keys, outcome)
            }
            Step::LookUp(keys) => {
                let (by_dk, by_sn) = (self.ledger.by_dk(&keys.dk), self.ledger.by_sn(&keys.sn));
                self.machine.settle_verify(keys, by_dk, by_sn)
            }
            Step::Undo => {
                let outcome = self.ledger.undo();
                self.machine.settle_undo(outcome)
            }
            Step::Control(control @ (Control::Badge(_) | Control::OrderCard(_))) => {
                self.machine.settle_control(&control, Ok(()))
            }
            Step::Control(control) => panic!("{control:?} is the machine's own"),
        }
    }

    /// Begins to replace a side of the n-th active pair; false: it cannot begin.
    pub(crate) fn replace(&mut self, n: usize, side: Side, at: Millis) -> bool {
        let Some(old) = self.ledger.active.get(n).cloned() else { return false };
        let replacement = Replacement { old, order: "A".into(), side, why: "torn".into(), at };
        self.machine.begin_replacement(replacement).is_ok()
    }

    pub(crate) fn held_side(&self) -> Option<Side> {
        self.machine.held().map(|held| held.half.side())
    }
}

/// As the sample's expectation files write a verdict: `kind` or `kind:reason`; of a gun that is there for
/// one side only also the hint.
pub(crate) fn shown(verdict: &Verdict) -> String {
    match (verdict.reason, verdict.hint) {
        (Some(reason), Some(hint @ (Hint::ModuleGun | Hint::DeviceGun))) => {
            format!("{}:{}:{}", verdict.kind.as_str(), reason.as_str(), hint.as_str())
        }
        (Some(reason), _) => format!("{}:{}", verdict.kind.as_str(), reason.as_str()),
        (None, _) => verdict.kind.as_str().to_owned(),
    }
}
