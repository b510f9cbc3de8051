//! The test of the alarms: a shift proves that it would see and hear what is wrong.
//!
//! Challenge labels are printed once and good for ever: they begin with `PSTEST`, and no order takes
//! them. In the test each must give its verdict, in earnest: the same rules and the same line on a
//! ledger that is thrown away. At its end a person says whether every alarm was seen and heard.
//!
//! ```text
//! begin   PSCMDTEST or a button; challenge_begin in the station's ledger; the half held is dropped
//! scan    scratch core ── Verdict ──► event `challenge` in the station's ledger ──► view
//! asked   every step had its verdict: PSCMDYES ─► passed; PSCMDNO, then the label whose alarm was
//!         missing (or PSCMDNO again: nobody can say which) ─► failed
//! end     challenge_end in the station's ledger, with what came of it; the scratch ledger is removed
//! ```
//!
//! As with [`super::training`], nothing of it is in a pair, a count or an export by construction: the
//! station's ledger has its events and nothing else. Codes of real work are refused by a word meanwhile.
//! In a training it can be practised; that proves nothing.
//!
//! Whether a shift owes the test is the core's to say (`core/proof.rs`); the setting is
//! [`AlarmProof`](super::settings::AlarmProof).

mod script;
mod sheet;

use std::path::Path;

use serde_json::{Value, json};

pub use script::{BAD_MODULE, BEGIN, FIRST, MODULE, NO, OTHER_PRODUCT, SECOND, Step, YES, order};
pub use sheet::{save, sheet};

use super::command::StationError;
use super::core::{Core, Labels};
use super::scratch::Scratch;
use super::settings::{AlarmProof, Settings};
use crate::ledger::{Millis, Reader, Stamp};
use crate::order::Order;
use crate::pairing::{Kind, Verdict};
use crate::scan::{self, Code, Control, Reading, Reason};

/// How long a test may take; then it is over without a result.
pub const TIME: Millis = 10 * 60_000;

/// How far the clock may be set back under a test: seconds are a time server's, more ends it.
const BACK: Millis = 60_000;

/// How far a step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StepState {
    /// Its verdict has not come.
    #[default]
    Waiting,
    /// Its verdict came while the sound was off: it has to come again.
    Silent,
    /// Its verdict came, was shown and asked to be sounded.
    Passed,
}

/// The name of a result that proves the alarms, and of one that does not, in the event of a test's end.
pub(super) const PASSED: &str = "passed";
pub(super) const FAILED: &str = "failed";

/// What a test waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// Labels to be scanned.
    #[default]
    Steps,
    /// The answer: was every alarm seen and heard?
    Asked,
    /// Which alarm was missing.
    Which,
}

/// A test that goes on, as the window sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChallengeView {
    /// Each of [`Step::ALL`].
    pub steps: [StepState; Step::ALL.len()],
    /// What it waits for.
    pub stage: Stage,
    /// When its time is over.
    pub until: Millis,
}

/// What the window asks of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Begin one.
    Begin,
    /// End it without a result.
    Cancel,
    /// Every alarm was seen and heard.
    Yes,
    /// Something was missing.
    No,
    /// This was; `None` = nobody can say what.
    Missing(Option<Step>),
}

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Every alarm was seen and heard.
    Passed,
    /// One was not: this, where somebody could say which.
    Failed(Option<Step>),
    /// Somebody ended it.
    Cancelled,
    /// It took too long, or the clock was changed.
    TimedOut,
    /// The station was stopped.
    Stopped,
}

impl End {
    /// Its name in the ledger.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            End::Passed => PASSED,
            End::Failed(_) => FAILED,
            End::Cancelled => "cancelled",
            End::TimedOut => "timed_out",
            End::Stopped => "stopped",
        }
    }
}

/// A test under way.
#[derive(Debug)]
pub(super) struct Challenge {
    scratch: Scratch,
    begun: Millis,
    steps: [StepState; Step::ALL.len()],
    /// It was said that an alarm was missing.
    which: bool,
}

impl Challenge {
    /// A scratch core with the test's own order, beside the ledger at `beside`; `line` is the order at
    /// work, whose codes are told from challenge labels.
    pub(super) fn begin(
        beside: &Path,
        lists: Reader,
        line: Option<Order>,
        settings: &Settings,
        operator: &str,
        now: Stamp,
    ) -> Result<Challenge, StationError> {
        let settings = own(settings);
        let mut scratch = Scratch::begin(beside, &order(), lists, &settings, operator, now)?;
        let line = line.map(Box::new);
        scratch.core.set_labels(Labels::Challenge { line, asked: false, which: false });
        Ok(Challenge { scratch, begun: now.at, steps: Default::default(), which: false })
    }

    /// The core that judges.
    pub(super) fn core(&self) -> &Core {
        &self.scratch.core
    }

    /// The same, to be worked with.
    pub(super) fn core_mut(&mut self) -> &mut Core {
        &mut self.scratch.core
    }

    /// Takes over what of changed settings concerns it.
    pub(super) fn apply(&mut self, settings: &Settings) {
        self.scratch.core.apply(&own(settings));
    }

    /// A challenge label had this verdict, with the sound at this volume.
    pub(super) fn heard(&mut self, verdict: &Verdict, volume: u8) {
        let Some(step) = Step::shown_by(verdict) else { return };
        let state = &mut self.steps[step as usize];
        *state = match volume {
            0 if *state != StepState::Passed => StepState::Silent,
            _ => StepState::Passed,
        };
        self.settle();
    }

    /// Something was missing: which is asked next.
    pub(super) fn ask_which(&mut self) {
        self.which = true;
        self.settle();
    }

    /// Tells the core what may be answered now.
    fn settle(&mut self) {
        let (asked, which) = (self.passed(), self.which);
        self.scratch.core.set_answers(asked, which);
    }

    /// Every step had its verdict.
    pub(super) fn passed(&self) -> bool {
        self.steps.iter().all(|step| *step == StepState::Passed)
    }

    /// Which alarm was missing is being asked.
    pub(super) fn asks_which(&self) -> bool {
        self.which
    }

    /// The step that a scan names, where it was asked which alarm was missing.
    pub(super) fn named(&self, bytes: &[u8]) -> Option<Step> {
        self.which.then(|| Step::named_by(&scan::read_challenge(bytes, &order()).code)).flatten()
    }

    /// Is its time over? Also where the clock was set back under it.
    pub(super) fn is_over(&self, now: Millis) -> bool {
        now >= self.until() || now < self.begun.saturating_sub(BACK)
    }

    fn until(&self) -> Millis {
        self.begun.saturating_add(TIME)
    }

    /// As the window sees it.
    pub(super) fn view(&self) -> ChallengeView {
        let stage = match (self.which, self.passed() && self.core().machine().latched().is_none()) {
            (true, _) => Stage::Which,
            (false, true) => Stage::Asked,
            (false, false) => Stage::Steps,
        };
        ChallengeView { steps: self.steps, stage, until: self.until() }
    }

    /// What the event of its end tells.
    pub(super) fn detail(&self, end: End, operator: &str, volume: u8) -> Value {
        let named = |wanted: bool| -> Vec<&str> {
            let steps = Step::ALL.into_iter().zip(self.steps);
            steps.filter(|(_, at)| (*at == StepState::Passed) == wanted).map(|(s, _)| s.as_str()).collect()
        };
        let missing = match end {
            End::Failed(Some(step)) => vec![step.as_str()],
            _ => named(false),
        };
        json!({
            "result": end.as_str(), "passed": end == End::Passed, "steps": named(true),
            "missing": missing, "by": operator, "volume": volume,
        })
    }
}

/// The station's settings for a test: no test in it, and no module that labels are compared with.
fn own(settings: &Settings) -> Settings {
    Settings { challenge: AlarmProof::Off, module: None, ..settings.clone() }
}

/// Reads a scan in a test; `line` is the order at work, `which` that a label says which alarm was
/// missing. Only challenge labels and control barcodes mean something: a code of real work is
/// [`Reason::InChallenge`], what is neither is named as ever.
pub(super) fn read(bytes: &[u8], line: Option<&Order>, own: &Order, which: bool) -> Reading {
    let real = scan::read(bytes, line);
    let label = is_label(&real);
    let refused = |reading: Reading| {
        let code = Code::Refused { reason: Reason::InChallenge, hint: None };
        Reading { code, ..reading }
    };
    match &real.code {
        Code::Module { .. } | Code::Device { .. } => return refused(real),
        Code::Control(Control::Undo | Control::Verify | Control::Pair | Control::OrderCard(_)) => {
            return refused(real);
        }
        Code::Control(_) => return real,
        Code::Refused { .. } => {}
    }
    let read = scan::read_challenge(bytes, own);
    match &read.code {
        code if label && which && Step::named_by(code).is_some() => {
            Reading { code: Code::Control(Control::No), ..read }
        }
        _ if label => read,
        // A label as an input method spoils it does not begin like one.
        Code::Refused { reason: Reason::FullWidth, .. } => read,
        Code::Module { .. } | Code::Device { .. } => refused(read),
        _ => real,
    }
}

/// Is this what the line reads in a challenge label?
pub(super) fn is_label(reading: &Reading) -> bool {
    matches!(reading.code, Code::Refused { reason: Reason::ChallengeLabel, .. })
}

/// What a control barcode, or a label in its place, asks of the test.
pub(super) fn asked_by(verdict: &Verdict) -> Option<&'static str> {
    verdict.command.filter(|_| verdict.kind == Kind::Command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_challenge_labels_mean_something() {
        let line =
            |rules: &str| Order::parse(&format!("name = \"A\"\nproduct_key = \"p11sf2\"\n{rules}")).unwrap();
        let check = |line: &Order, text: &str, expect: &str| {
            let word = match read(text.as_bytes(), Some(line), &order(), false).code {
                Code::Module { dk, .. } => format!("module {dk}"),
                Code::Device { pk, sn } => format!("device {pk} {sn}"),
                Code::Control(control) => control.as_str().to_owned(),
                Code::Refused { reason, .. } => reason.as_str().to_owned(),
            };
            assert_eq!(word, expect, "{text}");
        };
        let imei = line("");
        let mac = line("dk_kind = \"mac\"");
        for order in [&imei, &mac, &line("dk_kind = \"text\"")] {
            check(order, MODULE, "module 260531793113837");
            check(order, FIRST, "device PSTEST ALARMTEST0000001");
            check(order, SECOND, "device PSTEST ALARMTEST0000002");
            check(order, OTHER_PRODUCT, "device PSOTHR ALARMTEST0000003");
            check(order, BAD_MODULE, "imei_check_digit");
            check(order, "863950069494278", "in_challenge");
            check(order, "pk=p11sf2&sn=VDR7098612099028&v=1", "in_challenge");
            check(order, "PSCMDACK", "ack");
            check(order, "PSCMDNO", "no");
            check(order, "PSOP1024", "badge");
            for text in ["PSCMDUNDO", "PSCMDVERIFY", "PSCMDPAIR", "PSWOA"] {
                check(order, text, "in_challenge");
            }
            check(order, &FIRST.replace('=', "´").replace('&', "/").replace(':', "Ö"), "keyboard_layout");
            check(order, &FIRST.replace('=', "＝"), "full_width");
            check(order, "ＰＳＴＥＳＴ２６０５３１７９３１１３８３７", "full_width");
            check(order, &MODULE.to_lowercase(), "case_inverted");
        }
        check(&imei, "863950069494277", "imei_check_digit");
        check(&imei, "a b", "unknown_code");
        check(&imei, "", "empty");
    }

    #[test]
    fn outside_of_a_test_a_challenge_label_is_one_whatever_the_order_takes() {
        let orders = [
            "",
            "dk_kind = \"mac\"",
            "dk_kind = \"text\"",
            "module_label = [\"PSTEST{dk}\"]",
            "device_qr = \"PSTEST:pk={pk}&sn={sn}&v=1\"",
            "dk_kind = \"text\"\nmodule_label = [\"{dk}\"]",
            "device_qr = \"{*}:pk={pk}&sn={sn}&v=1\"",
        ];
        for rules in orders {
            let order = Order::parse(&format!("name = \"A\"\nproduct_key = \"PSTEST\"\n{rules}")).unwrap();
            for label in [MODULE, FIRST, SECOND, OTHER_PRODUCT, BAD_MODULE, "pstest", "]Q1PSTEST:x"] {
                assert!(is_label(&scan::read(label.as_bytes(), Some(&order))), "{label} under {rules:?}");
                assert!(is_label(&scan::read(label.as_bytes(), None)), "{label} without an order");
            }
        }
    }

    #[test]
    fn a_label_says_which_alarm_was_missing() {
        let check = |text: &str, expect: Option<Step>| {
            let reading = read(text.as_bytes(), None, &order(), true);
            let found = (reading.code == Code::Control(Control::No))
                .then(|| Step::named_by(&scan::read_challenge(text.as_bytes(), &order()).code));
            assert_eq!(found.flatten(), expect, "{text}");
        };
        check(FIRST, Some(Step::Pair));
        check(SECOND, Some(Step::Duplicate));
        check(OTHER_PRODUCT, Some(Step::WrongProduct));
        check(BAD_MODULE, Some(Step::CheckDigit));
        check(MODULE, None);
        check("863950069494278", None);
    }
}
