//! What the station does with one scan: read it, judge it, record it.
//!
//! The line thread and `replay` drive this same code. It holds the machine, the ledger and a
//! reader; it reads no clock and no device: every input carries its time.
//!
//! Architecture invariants:
//! * A verdict leaves here only after its event is in the ledger; where the ledger cannot take it,
//!   the verdict is `not_recorded`, latched, and the event is kept to be written first once the
//!   ledger takes events again.
//! * `paired` is said only after [`Ledger::pair`] returned.

mod challenge;
mod commands;
mod controls;
mod look_up;
mod module;
mod people;
mod proof;
mod record;
mod replace;
mod scratch;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::actor::Actor;
use super::challenge::Challenge;
use super::command::StationError;
use super::event::prior_of;
use super::settings::{Settings, Shift};
use super::templates::Shelf;
use crate::ledger::{Ledger, LedgerError, NewEvent, PairOutcome, Reader, Stamp, StationShift};
use crate::pairing::{
    Held, Keys, Kind, Machine, Millis, Outcome, Proof, Scanned, Side, Step, TimedOut, Verdict,
};
use crate::scan::{self, Code, Reading, Rule};
use crate::scanner::Role;
pub(in crate::station) use challenge::Labels;
use module::CrossCheck;

/// Most events kept for a ledger that takes none; the line is latched long before.
const MAX_UNWRITTEN: usize = 10_000;

/// The rules, the ledger, and who is at the line.
#[derive(Debug)]
pub struct Core {
    machine: Machine,
    ledger: Ledger,
    reader: Reader,
    /// Where the templates lie that orders name.
    shelf: Shelf,
    /// Where the lists of an order are looked up, if not in this core's own ledger (see `scratch`).
    lists: Option<Reader>,
    operator: String,
    /// What the operator is called, where that is known.
    operator_name: String,
    /// Who at the desk does what is done now, where somebody is logged in.
    acting: Option<String>,
    settings: Settings,
    /// Guns that are there for some codes only.
    roles: BTreeMap<String, Role>,
    /// Where labels are compared with the modules themselves.
    cross_check: Option<CrossCheck>,
    /// What is taken for codes.
    labels: Labels,
    /// The test of the alarms that takes every scan while it lasts.
    challenge: Option<Box<Challenge>>,
    /// Whether this shift has proved that the alarms work.
    proof: Option<(StationShift, Proof)>,
    /// Active pairs of the open order.
    done: u64,
    unwritten: Vec<NewEvent>,
    failing: Option<(String, Millis)>,
}

/// One scan as it comes in.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its running number.
    pub n: u64,
    /// When.
    pub stamp: Stamp,
    /// Which gun.
    pub source: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// One verdict, and what it is about.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The scan's number; of a half that timed out, that of the scan that found it out (the half's
    /// own, where the clock did).
    pub n: u64,
    /// When.
    pub stamp: Stamp,
    /// Which gun.
    pub source: String,
    /// The scanned text.
    pub text: String,
    /// Its bytes.
    pub raw: Vec<u8>,
    /// The rule that read it.
    pub rule: Rule,
    /// Where none did: the rules that were tried.
    pub tried: Vec<Rule>,
    /// The verdict.
    pub verdict: Verdict,
    /// What the ledger said, for `not_recorded`.
    pub cause: String,
    /// How long the commit of a pair took.
    pub commit: Option<Duration>,
    /// It belongs to a test of the alarms and counts nowhere.
    pub challenge: bool,
}

impl Core {
    /// A core on this ledger, with its open order.
    pub fn new(ledger: Ledger, settings: &Settings, operator: &str) -> Result<Core, StationError> {
        let reader = ledger.reader()?;
        let mut core = Core {
            machine: Machine::new(),
            shelf: Shelf::beside(ledger.path()),
            ledger,
            reader,
            lists: None,
            operator: operator.to_owned(),
            operator_name: String::new(),
            acting: None,
            settings: settings.clone(),
            roles: settings.roles(),
            cross_check: CrossCheck::of(settings),
            labels: Labels::Line,
            challenge: None,
            proof: None,
            done: 0,
            unwritten: Vec::new(),
            failing: None,
        };
        core.machine.set_mode(settings.mode);
        core.operator_name = core.name_of(operator);
        core.refresh_order()?;
        Ok(core)
    }

    /// The same, with the named templates of this data directory; without, they are looked for beside the
    /// ledger.
    #[must_use]
    pub fn with_shelf(self, shelf: Shelf) -> Core {
        Core { shelf, ..self }
    }

    /// Takes over what of changed settings concerns the rules.
    pub fn apply(&mut self, settings: &Settings) {
        self.settings.clone_from(settings);
        self.roles = settings.roles();
        self.cross_check = CrossCheck::of(settings).map(|new| new.after(self.cross_check.take()));
        if let Some(challenge) = &mut self.challenge {
            challenge.apply(settings);
        }
    }

    /// The machine, to look at.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// The ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// This core's reader.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Says who at the desk does what is done from now on; `None`: who works at the line.
    pub fn act_as(&mut self, who: Option<String>) {
        if let Some(challenge) = &mut self.challenge {
            challenge.core_mut().act_as(who.clone());
        }
        self.acting = who;
    }

    /// Who does what is done now, and where.
    pub fn actor(&self) -> Actor<'_> {
        Actor {
            station: self.station(),
            operator: self.acting.as_ref().unwrap_or(&self.operator),
            order: self.machine.order().map_or("", |order| &order.name),
            shifts: self.shifts(),
        }
    }

    /// Who is at the line.
    pub fn operator(&self) -> &str {
        &self.operator
    }

    /// What they are called; empty where nobody is set up with that id.
    pub fn operator_name(&self) -> &str {
        &self.operator_name
    }

    /// Station name.
    pub fn station(&self) -> &str {
        &self.settings.station
    }

    /// The shifts.
    pub fn shifts(&self) -> &[Shift] {
        &self.settings.shifts
    }

    /// Active pairs of the open order.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// What the ledger said at the last write, and since when, if that failed.
    pub fn failing(&self) -> Option<(&str, Millis)> {
        self.failing.as_ref().map(|(why, since)| (why.as_str(), *since))
    }

    /// Takes the open order from the ledger anew.
    pub fn refresh_order(&mut self) -> Result<Option<Held>, StationError> {
        let open = self.reader.open_order()?;
        self.done = open.as_ref().map_or(0, |o| o.done);
        let order = open.map(|o| o.order);
        if order.as_ref() == self.machine.order() {
            return Ok(None);
        }
        Ok(self.machine.set_order(order))
    }

    /// Judges one scan and records it. A half whose time was over comes first, with its own verdict.
    pub fn scan(&mut self, input: Input<'_>) -> Vec<Judged> {
        let timed_out = self.tick(input.stamp).map(|judged| Judged { n: input.n, ..judged });
        let judged = match self.challenge.take() {
            Some(challenge) => self.scan_in(challenge, input),
            None => self.judge(input),
        };
        timed_out.into_iter().chain([judged]).collect()
    }

    /// Drops the half held if its time is over, and records that.
    pub fn tick(&mut self, now: Stamp) -> Option<Judged> {
        if let Some(challenge) = self.challenge.take() {
            return self.tick_in(challenge, now);
        }
        let TimedOut { verdict, held } = self.machine.tick(now.at)?;
        // A replacement may time out before anything of it was scanned.
        let (n, source, text) = held.map(|h| (h.n, h.source, h.text)).unwrap_or_default();
        let event = self.draft(now, "timeout").source(&source).raw(text.as_bytes()).verdict(&verdict);
        let event = event.build();
        let mut judged = Judged {
            n,
            stamp: now,
            source,
            raw: text.clone().into_bytes(),
            text,
            rule: Rule::None,
            tried: Vec::new(),
            verdict,
            cause: String::new(),
            commit: None,
            challenge: false,
        };
        self.record(event, &mut judged);
        Some(judged)
    }

    fn judge(&mut self, input: Input<'_>) -> Judged {
        let reading = self.read(input.bytes);
        let mut judged = Judged {
            n: input.n,
            stamp: input.stamp,
            source: input.source.to_owned(),
            text: reading.text.clone(),
            raw: input.bytes.to_vec(),
            rule: reading.rule,
            tried: Vec::new(),
            verdict: Verdict::of(Kind::Ignored, Keys::default()),
            cause: String::new(),
            commit: None,
            challenge: false,
        };
        if reading.rule == Rule::None {
            judged.tried = scan::rules_tried(self.machine.order());
        }
        if let Some(reason) = self.module_said(input, &reading) {
            judged.verdict =
                Verdict { reason: Some(reason), ..Verdict::of(Kind::Ignored, keys_of(&reading)) };
            let event = self.scan_event(input, &reading, &judged.verdict);
            self.record(event, &mut judged);
            return judged;
        }
        if let Some(reason) = self.nobody_works(&reading) {
            judged.verdict = Verdict::rejected(reason, keys_of(&reading));
            let event = self.scan_event(input, &reading, &judged.verdict);
            self.record(event, &mut judged);
            return judged;
        }
        let facts = match self.facts(&reading, input) {
            Ok(facts) => facts,
            Err(e) => {
                self.not_recorded(e, keys_of(&reading), &mut judged);
                let event = self.scan_event(input, &reading, &judged.verdict);
                self.keep(event);
                return judged;
            }
        };
        let scanned = Scanned {
            n: input.n,
            at: input.stamp.at,
            source: input.source,
            only: self.only_for(input.source),
            one_gun: self.settings.one_gun_per_device,
            reading: &reading,
            facts,
        };
        let verdict = match self.machine.scan(&scanned) {
            Step::Done(verdict) => verdict,
            Step::Commit(keys) => match self.commit(keys, input, &reading, &mut judged) {
                Settled::Recorded(verdict) => {
                    judged.verdict = verdict;
                    return judged;
                }
                Settled::Unrecorded(verdict) => verdict,
            },
            Step::Replace(replacement, keys) => {
                match self.commit_replacement(&replacement, keys, input, &reading, &mut judged) {
                    Settled::Recorded(verdict) => {
                        judged.verdict = verdict;
                        return judged;
                    }
                    Settled::Unrecorded(verdict) => verdict,
                }
            }
            Step::LookUp(keys) => self.look_up(keys, &mut judged),
            Step::Undo => self.undo(input, &mut judged),
            Step::Control(control) => self.control(&control, input.stamp),
        };
        judged.verdict = verdict;
        let event = self.scan_event(input, &reading, &judged.verdict);
        self.record(event, &mut judged);
        judged
    }

    /// The only side that a gun is there for, by its name.
    fn only_for(&self, source: &str) -> Option<Side> {
        match self.roles.get(source)? {
            Role::Any => None,
            Role::Module => Some(Side::Module),
            Role::Device => Some(Side::Device),
        }
    }

    fn commit(&mut self, keys: Keys, input: Input<'_>, reading: &Reading, judged: &mut Judged) -> Settled {
        let pair = self.new_pair(&keys);
        let id = pair.id;
        let mut good = Verdict::of(Kind::Paired, keys.clone());
        good.pair = Some(id);
        good.first_pass = self.machine.first_pass_so_far();
        let event = self.scan_event(input, reading, &good);
        let outcome = self.timed(judged, |core| core.ledger.pair(pair, event));
        let outcome = match outcome {
            Ok(PairOutcome::Paired) => {
                self.done += 1;
                self.failing = None;
                return Settled::Recorded(self.machine.settle(keys, Outcome::Paired { id }));
            }
            Ok(PairOutcome::AlreadyPaired(pair)) => Outcome::AlreadyPaired { prior: prior_of(&pair) },
            Ok(PairOutcome::Conflict { by_dk, by_sn }) => Outcome::Conflict {
                by_dk: by_dk.as_deref().map(prior_of),
                by_sn: by_sn.as_deref().map(prior_of),
            },
            Err(e) => {
                self.note_failure(&e, judged);
                Outcome::NotRecorded
            }
        };
        Settled::Unrecorded(self.machine.settle(keys, outcome))
    }

    /// Writes what is kept, then commits; notes how long that took.
    fn timed<T>(
        &mut self,
        judged: &mut Judged,
        commit: impl FnOnce(&mut Core) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let begun = Instant::now();
        let outcome = self.flush().and_then(|()| commit(self));
        judged.commit = Some(begun.elapsed());
        outcome
    }
}

/// Whether a pair's scan is in the ledger with it.
enum Settled {
    /// The verdict's event was committed with the pair.
    Recorded(Verdict),
    /// The verdict still needs its event.
    Unrecorded(Verdict),
}

fn keys_of(reading: &Reading) -> Keys {
    match &reading.code {
        Code::Module { dk, .. } => Keys { dk: dk.clone(), ..Keys::default() },
        Code::Device { pk, sn } => Keys { dk: String::new(), pk: pk.clone(), sn: sn.clone() },
        Code::Control(_) | Code::Refused { .. } => Keys::default(),
    }
}
