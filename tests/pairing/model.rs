//! The machine against a reference model that keeps only what the contract speaks of.

mod under_test;

use pairing_station::order::Order;
use pairing_station::pairing::{Mode, PATIENCE_MS, Side};
use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

const MODULES: [&str; 4] = ["863950068662495", "863950069280529", "863950068282476", "863950060419670"];
const SNS: [&str; 4] = ["VDR1", "VDR2", "VDR3", "VDR4"];
const PLANNED: usize = 3;
const TIMEOUT: i64 = 5_000;
const BOUNCE: i64 = 800;

fn order() -> Order {
    Order::parse(&format!(
        "name = \"A\"\nproduct_key = \"p11sf2\"\nplanned = {PLANNED}\nhalf_scan_timeout_s = 5\nbounce_ms = {BOUNCE}"
    ))
    .unwrap()
}

/// What is scanned, or done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Module(usize),
    Device(usize),
    WrongProduct,
    Junk,
    Command(&'static str),
    /// The button; no scan.
    Acknowledge,
    /// Labels are compared from now on with this module, or with none that answers; or not at all.
    /// No scan.
    Connect(Option<Option<usize>>),
    /// A side of the n-th active pair is to be replaced from now on. No scan.
    Replace(usize, Side),
}

impl Act {
    fn text(self) -> String {
        match self {
            Act::Module(i) => MODULES[i].to_owned(),
            Act::Device(i) => format!("pk=p11sf2&sn={}&v=1", SNS[i]),
            Act::WrongProduct => "pk=zzzzzz&sn=VDR1&v=1".to_owned(),
            Act::Junk => "hello".to_owned(),
            Act::Command(text) => text.to_owned(),
            Act::Acknowledge | Act::Connect(_) | Act::Replace(..) => String::new(),
        }
    }
}

#[derive(Debug, Clone)]
struct Input {
    act: Act,
    /// Milliseconds since the input before.
    after: i64,
    /// The side that the gun is there for, if for one only.
    only: Option<Side>,
    ledger_broken: bool,
}

/// The model: indices for keys, words for verdicts.
#[derive(Debug, Clone, Default)]
struct Model {
    now: i64,
    /// The latest time the machine was told.
    seen: Option<i64>,
    held: Option<(Side, usize, i64)>,
    /// The pair that is being replaced, which side of it, and since when.
    replacing: Option<((usize, usize), Side, i64)>,
    latched: bool,
    mode: Mode,
    /// `None` = labels are not compared; `Some(None)` = no module answers.
    module: Option<Option<usize>>,
    spoiled: bool,
    last_text: Option<(String, i64)>,
    pairs: Vec<(usize, usize)>,
    last_pair: Option<(usize, usize)>,
    /// What the input just applied must come to.
    expected: String,
}

impl Model {
    fn refuse(&mut self, reason: &str, hard: bool) -> String {
        self.spoiled = true;
        if hard {
            self.drop_hand();
            self.latched = true;
        }
        format!("rejected:{reason}")
    }

    fn drop_hand(&mut self) {
        self.held = None;
        self.replacing = None;
    }

    /// Whether the half held, or the replacement, has waited too long.
    fn is_over(&self) -> bool {
        let wait = if self.replacing.is_some() { PATIENCE_MS } else { TIMEOUT };
        let since = self.held.map(|(.., at)| at).or(self.replacing.map(|(.., at)| at));
        since.is_some_and(|since| self.now - since >= wait)
    }

    /// What waits is no younger for a clock that was set back.
    fn follow_clock(&mut self) {
        let seen = self.seen.unwrap_or(self.now).max(self.now);
        let back = seen - self.now;
        self.seen = Some(if back > 2_000 { self.now } else { seen });
        if back > 2_000 {
            self.held = self.held.map(|(side, i, at)| (side, i, at - back));
            self.replacing = self.replacing.map(|(pair, side, at)| (pair, side, at - back));
            self.last_text = None;
        }
    }

    /// What is waited for, so that pairs and replacements come to their end more often than by chance.
    fn guided(&self) -> BoxedStrategy<Act> {
        let module = || (0..MODULES.len()).prop_map(Act::Module).boxed();
        let device = || (0..SNS.len()).prop_map(Act::Device).boxed();
        match (self.replacing, self.held) {
            (Some(((dk, _), Side::Device, _)), None) => Just(Act::Module(dk)).boxed(),
            (Some(((_, sn), Side::Module, _)), None) => Just(Act::Device(sn)).boxed(),
            (_, Some((Side::Module, ..))) => device(),
            (_, Some((Side::Device, ..))) => module(),
            (None, None) => prop_oneof![module(), device()].boxed(),
        }
    }

    /// Begins to replace, where it may; no verdict.
    fn replace(&mut self, n: usize, side: Side) {
        if let Some(pair) = self.pairs.get(n)
            && !self.latched
            && self.mode == Mode::Pair
        {
            let pair = *pair;
            self.follow_clock();
            self.replacing = Some((pair, side, self.now));
            self.held = None;
            self.last_text = None;
        }
    }

    fn judge(&mut self, input: &Input) -> String {
        self.now += input.after;
        if input.act == Act::Acknowledge {
            self.latched = false;
            return String::new();
        }
        if let Act::Connect(module) = input.act {
            self.module = module;
            return String::new();
        }
        if let Act::Replace(n, side) = input.act {
            self.replace(n, side);
            return String::new();
        }
        self.follow_clock();
        if self.is_over() {
            self.drop_hand();
            self.spoiled = true;
        }
        let text = input.act.text();
        let bounce = self
            .last_text
            .as_ref()
            .is_some_and(|(last, at)| *last == text && (0..BOUNCE).contains(&(self.now - at)));
        if !bounce {
            self.last_text = Some((text.clone(), self.now));
        }
        if self.latched && text == "PSCMDACK" {
            self.latched = false;
            return "command".to_owned();
        }
        if self.latched {
            return "ignored:latched".to_owned();
        }
        if bounce {
            return "ignored:bounce".to_owned();
        }
        match input.act {
            Act::Command(command) => self.obey(command),
            Act::WrongProduct => self.wrong_product(input),
            Act::Junk => self.refuse("unknown_code", false),
            Act::Module(i) => self.half(Side::Module, i, input),
            Act::Device(i) => self.half(Side::Device, i, input),
            Act::Acknowledge | Act::Connect(_) | Act::Replace(..) => unreachable!("handled above"),
        }
    }

    fn obey(&mut self, command: &str) -> String {
        match command {
            "PSCMDCANCEL" => self.drop_hand(),
            "PSCMDVERIFY" | "PSCMDVERIFYSN" | "PSCMDPAIR" => {
                let mode = match command {
                    "PSCMDVERIFY" => Mode::Verify,
                    "PSCMDVERIFYSN" => Mode::VerifySticker,
                    _ => Mode::Pair,
                };
                if mode != self.mode {
                    self.drop_hand();
                }
                self.mode = mode;
            }
            "PSCMDUNDO" if self.replacing.is_some() => return self.refuse("wrong_step", false),
            "PSCMDUNDO" => match self.last_pair.take() {
                Some(pair) => self.pairs.retain(|p| *p != pair),
                None => return self.refuse("nothing_to_undo", false),
            },
            _ => {}
        }
        "command".to_owned()
    }

    /// The gun is not there for this side.
    fn wrong_gun(&mut self, side: Side, input: &Input) -> Option<String> {
        let gun = match (input.only, side) {
            (Some(Side::Module), Side::Device) => "wrong_step:module_gun",
            (Some(Side::Device), Side::Module) => "wrong_step:device_gun",
            _ => return None,
        };
        self.last_text = None;
        Some(self.refuse(gun, false))
    }

    /// The module says that it is another one than this.
    fn disagrees(&self, module: usize) -> bool {
        self.module.flatten().is_some_and(|says| says != module)
    }

    fn wrong_product(&mut self, input: &Input) -> String {
        match (self.replacing, self.held) {
            (Some((_, Side::Module, _)), _) => {
                self.wrong_gun(Side::Device, input).unwrap_or_else(|| self.refuse("verify_mismatch", true))
            }
            (Some((_, Side::Device, _)), None) => self.refuse("wrong_step", false),
            _ => self.refuse("wrong_product", true),
        }
    }

    fn half(&mut self, side: Side, i: usize, input: &Input) -> String {
        if let Some((pair, replaced, _)) = self.replacing {
            let of_old = if side == Side::Module { pair.0 } else { pair.1 };
            if side != replaced {
                return self.kept(side, i == of_old, i, input);
            }
            if self.held.is_none() || i == of_old {
                return self.refuse("wrong_step", false);
            }
        }
        if let Some(refused) = self.wrong_gun(side, input) {
            return refused;
        }
        if side == Side::Module && self.disagrees(i) {
            return self.refuse("module_disagrees", true);
        }
        if self.held.is_some_and(|(held, j, _)| held == side && i != j) {
            return self.refuse("same_kind_twice", true);
        }
        if self.mode == Mode::VerifySticker {
            return match side {
                Side::Module => self.refuse("wrong_step", false),
                Side::Device if self.pairs.iter().any(|(_, sn)| *sn == i) => "verified".to_owned(),
                Side::Device => self.refuse("verify_unknown", true),
            };
        }
        if self.mode == Mode::Pair && self.replacing.is_none() && self.pairs.len() >= PLANNED {
            return self.refuse("order_complete", true);
        }
        let (module, device) = match (self.held, side) {
            (Some((Side::Module, dk, _)), Side::Device) => (dk, i),
            (Some((Side::Device, sn, _)), Side::Module) => (i, sn),
            _ => return self.hold(side, i),
        };
        if self.disagrees(module) {
            return self.refuse("module_disagrees", true);
        }
        if self.mode == Mode::Pair && self.module == Some(None) {
            return self.refuse("module_silent", false);
        }
        self.held = None;
        match self.mode {
            Mode::Pair => self.commit(module, device, input.ledger_broken),
            _ => self.verify(module, device),
        }
    }

    fn hold(&mut self, side: Side, i: usize) -> String {
        self.held = Some((side, i, self.now));
        if side == Side::Module { "module" } else { "device" }.to_owned()
    }

    /// The half of a replaced pair that stays.
    fn kept(&mut self, side: Side, same: bool, i: usize, input: &Input) -> String {
        if let Some(refused) = self.wrong_gun(side, input) {
            return refused;
        }
        if !same {
            return self.refuse("verify_mismatch", true);
        }
        if side == Side::Module && self.disagrees(i) {
            return self.refuse("module_disagrees", true);
        }
        self.hold(side, i)
    }

    fn verify(&mut self, module: usize, device: usize) -> String {
        match self.claimed(module, device) {
            _ if self.pairs.contains(&(module, device)) => "verified".to_owned(),
            (false, false) => self.refuse("verify_unknown", true),
            _ => self.refuse("verify_mismatch", true),
        }
    }

    /// Whether each is in an active pair, beside the one that is being replaced.
    fn claimed(&self, module: usize, device: usize) -> (bool, bool) {
        let old = self.replacing.map(|(pair, ..)| pair);
        let mut others = self.pairs.iter().filter(|pair| Some(**pair) != old);
        (others.clone().any(|(dk, _)| *dk == module), others.any(|(_, sn)| *sn == device))
    }

    fn commit(&mut self, module: usize, device: usize, broken: bool) -> String {
        match self.claimed(module, device) {
            _ if self.pairs.contains(&(module, device)) => return "already_paired".to_owned(),
            (true, true) => return self.refuse("duplicate_both", true),
            (true, false) => return self.refuse("duplicate_dk", true),
            (false, true) => return self.refuse("duplicate_sn", true),
            (false, false) if broken => return self.refuse("not_recorded", true),
            (false, false) => self.pairs.push((module, device)),
        }
        if let Some((old, ..)) = self.replacing.take() {
            self.pairs.retain(|pair| *pair != old);
            self.last_pair = None;
            return "paired".to_owned();
        }
        self.last_pair = Some((module, device));
        let first = !std::mem::take(&mut self.spoiled);
        format!("paired{}", if first { " first pass" } else { "" })
    }
}

impl ReferenceStateMachine for Model {
    type State = Model;
    type Transition = Input;

    fn init_state() -> BoxedStrategy<Model> {
        Just(Model::default()).boxed()
    }

    fn transitions(model: &Model) -> BoxedStrategy<Input> {
        let command = prop::sample::select(vec![
            "PSCMDACK",
            "PSCMDCANCEL",
            "PSCMDUNDO",
            "PSCMDUNDO",
            "PSCMDVERIFY",
            "PSCMDVERIFYSN",
            "PSCMDPAIR",
            "PSCMDPAIR",
            "PSCMDPAIR",
        ]);
        let side = prop_oneof![Just(Side::Module), Just(Side::Device)];
        // Left to chance alone, nearly all of a run would be scans under a latched alarm.
        let acknowledge = if model.latched { 40 } else { 1 };
        let replace = if model.pairs.is_empty() || model.replacing.is_some() { 1 } else { 6 };
        let guided = if model.replacing.is_some() { 30 } else { 8 };
        let act = prop_oneof![
            guided => model.guided(),
            3 => (0..MODULES.len()).prop_map(Act::Module),
            3 => (0..SNS.len()).prop_map(Act::Device),
            1 => Just(Act::WrongProduct),
            1 => Just(Act::Junk),
            3 => command.prop_map(Act::Command),
            acknowledge => Just(Act::Acknowledge),
            1 => prop::option::of(prop::option::weighted(0.7, 0..MODULES.len())).prop_map(Act::Connect),
            replace => (0..PLANNED, side).prop_map(|(n, side)| Act::Replace(n, side)),
        ];
        // A clock set back is an input too.
        let after = prop_oneof![2 => Just(-3_000), 4 => 0..BOUNCE, 16 => Just(1_000), 1 => Just(TIMEOUT), 1 => Just(PATIENCE_MS)];
        let only = prop_oneof![8 => Just(None), 1 => Just(Some(Side::Module)), 1 => Just(Some(Side::Device))];
        let broken = prop::bool::weighted(0.1);
        (act, after, only, broken)
            .prop_map(|(act, after, only, ledger_broken)| Input { act, after, only, ledger_broken })
            .boxed()
    }

    fn apply(mut model: Model, input: &Input) -> Model {
        model.expected = model.judge(input);
        model
    }
}
