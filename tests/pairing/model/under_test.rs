//! The machine beside its model: fed the same, looked at after each input, and fed its recording again.

use pairing_station::pairing::{AckBy, Kind, ModuleSays};
use proptest::test_runner::{Config, RngSeed};
use proptest_state_machine::{StateMachineTest, prop_state_machine};

use super::{Act, Input, MODULES, Model, SNS, order};
use crate::bench::{Bench, shown};

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
    fn the_machine_does_as_the_model(sequential 1..150 => UnderTest);
}
