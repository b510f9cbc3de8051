//! The machine against a reference model that keeps only what the contract speaks of.

use pairing_station::order::Order;
use pairing_station::pairing::{AckBy, Kind, Mode, ModuleSays, PATIENCE_MS, Side};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

use crate::bench::{Bench, shown};

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

    /// Begins to replace, where it may; no verdict.
    fn replace(&mut self, n: usize, side: Side) {
        if let Some(pair) = self.pairs.get(n)
            && !self.latched
            && self.mode == Mode::Pair
        {
            self.replacing = Some((*pair, side, self.now));
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

    fn transitions(_: &Model) -> BoxedStrategy<Input> {
        let command = prop::sample::select(vec![
            "PSCMDACK",
            "PSCMDACK",
            "PSCMDACK",
            "PSCMDCANCEL",
            "PSCMDUNDO",
            "PSCMDVERIFY",
            "PSCMDVERIFYSN",
            "PSCMDPAIR",
            "PSCMDPAIR",
        ]);
        let side = || prop_oneof![Just(Side::Module), Just(Side::Device)];
        let act = prop_oneof![
            6 => (0..MODULES.len()).prop_map(Act::Module),
            6 => (0..SNS.len()).prop_map(Act::Device),
            1 => Just(Act::WrongProduct),
            1 => Just(Act::Junk),
            3 => command.prop_map(Act::Command),
            2 => Just(Act::Acknowledge),
            1 => prop::option::of(prop::option::weighted(0.7, 0..MODULES.len())).prop_map(Act::Connect),
            2 => (0..PLANNED, side()).prop_map(|(n, side)| Act::Replace(n, side)),
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

/// The machine under test, and everything fed to it.
struct UnderTest {
    bench: Bench,
    now: i64,
    recording: Vec<Input>,
    verdicts: Vec<String>,
}

impl UnderTest {
    fn new() -> UnderTest {
        UnderTest { bench: Bench::new(order()), now: 0, recording: Vec::new(), verdicts: Vec::new() }
    }

    fn feed(&mut self, input: &Input) -> String {
        self.now += input.after;
        self.recording.push(input.clone());
        self.bench.ledger.broken = input.ledger_broken;
        let word = if input.act == Act::Acknowledge {
            self.bench.machine.acknowledge(AckBy::Operator);
            String::new()
        } else if let Act::Connect(module) = input.act {
            let dk = |i: usize| ModuleSays::Dk(MODULES[i].to_owned());
            self.bench.module =
                module.map_or(ModuleSays::NotAsked, |says| says.map_or(ModuleSays::Silent, dk));
            String::new()
        } else if let Act::Replace(n, side) = input.act {
            self.bench.replace(n, side, self.now);
            String::new()
        } else {
            let (commits, pairs) = (self.bench.ledger.commits, self.bench.ledger.active.clone());
            let verdict = self.bench.scan_by(input.only, &input.act.text(), self.now);
            let committed = self.bench.ledger.commits - commits;
            assert_eq!(committed, i64::from(verdict.kind == Kind::Paired), "paired means committed, once");
            if matches!(verdict.kind, Kind::Rejected | Kind::Ignored) {
                assert_eq!(self.bench.ledger.active, pairs, "a refused scan changes no pair");
            }
            shown(&verdict) + if verdict.first_pass { " first pass" } else { "" }
        };
        self.verdicts.push(word.clone());
        word
    }
}

impl StateMachineTest for UnderTest {
    type SystemUnderTest = UnderTest;
    type Reference = Model;

    fn init_test(_: &Model) -> UnderTest {
        UnderTest::new()
    }

    fn apply(mut test: UnderTest, model: &Model, input: Input) -> UnderTest {
        let word = test.feed(&input);
        assert_eq!(word, model.expected, "{:?}", input.act);
        test
    }

    fn check_invariants(test: &UnderTest, model: &Model) {
        let pairs = &test.bench.ledger.active;
        for (i, pair) in pairs.iter().enumerate() {
            let others = &pairs[i + 1..];
            assert!(others.iter().all(|o| o.keys.dk != pair.keys.dk && o.keys.sn != pair.keys.sn));
        }
        let of_model: Vec<_> = model.pairs.iter().map(|(dk, sn)| (MODULES[*dk], SNS[*sn])).collect();
        let of_ledger: Vec<_> = pairs.iter().map(|p| (p.keys.dk.as_str(), p.keys.sn.as_str())).collect();
        assert_eq!(of_ledger, of_model);
        assert_eq!(test.bench.held_side(), model.held.map(|(side, ..)| side));
        assert_eq!(test.bench.machine.replacement().is_some(), model.replacing.is_some());
        assert_eq!(test.bench.machine.latched().is_some(), model.latched);
        let in_hand = model.held.is_some() || model.replacing.is_some();
        assert!(!(model.latched && in_hand), "nothing is kept in hand under a latched alarm");
    }

    fn teardown(test: UnderTest, _: Model) {
        let mut again = UnderTest::new();
        let verdicts: Vec<String> = test.recording.iter().map(|input| again.feed(input)).collect();
        assert_eq!(verdicts, test.verdicts, "a recording replays to the same verdicts");
    }
}

prop_state_machine! {
    #![proptest_config(Config { cases: 256, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..Config::default() })]

    #[test]
    fn the_machine_does_as_the_model(sequential 1..60 => UnderTest);
}
