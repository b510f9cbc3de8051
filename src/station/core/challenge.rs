//! The test of the alarms on this core: begun, fed, answered, ended. What it is, see
//! [`crate::station::challenge`].

use super::{Core, Input, Judged};
use crate::ledger::{LedgerError, Stamp};
use crate::order::Order;
use crate::pairing::{AckBy, Keys, Proof};
use crate::scan::{self, Reading};
use crate::station::challenge::{self, Challenge, ChallengeView, End, Request};
use crate::station::command::StationError;

/// What this core takes for codes.
#[derive(Debug, Default)]
pub(in crate::station) enum Labels {
    /// What stands on modules and devices.
    #[default]
    Line,
    /// Challenge labels.
    Challenge {
        /// The order whose codes are real work meanwhile.
        line: Option<Box<Order>>,
        /// Every step had its verdict: yes may be said.
        asked: bool,
        /// No was said: a label says which alarm was missing.
        which: bool,
    },
}

/// Which codes this core reads.
impl Core {
    /// Takes these for codes from now on.
    pub(in crate::station) fn set_labels(&mut self, labels: Labels) {
        self.labels = labels;
    }

    /// What may be answered in a test.
    pub(in crate::station) fn set_answers(&mut self, now_asked: bool, now_which: bool) {
        if let Labels::Challenge { asked, which, .. } = &mut self.labels {
            (*asked, *which) = (now_asked, now_which);
        }
    }

    /// Whether yes means something now.
    pub(super) fn may_say_yes(&self) -> bool {
        matches!(self.labels, Labels::Challenge { asked: true, .. })
    }

    /// Whether no means something now.
    pub(super) fn may_say_no(&self) -> bool {
        matches!(self.labels, Labels::Challenge { .. })
    }

    /// What a scan means to the core of a test.
    pub(super) fn read_label(&self, bytes: &[u8]) -> Option<Reading> {
        match (&self.labels, self.machine.order()) {
            (Labels::Challenge { line, which, .. }, Some(own)) => {
                Some(challenge::read(bytes, line.as_deref(), own, *which))
            }
            _ => None,
        }
    }
}

/// The test that goes on.
impl Core {
    /// The core that judges: the test's, while one goes on.
    pub fn at_work(&self) -> &Core {
        self.challenge.as_deref().map_or(self, Challenge::core)
    }

    /// The test that goes on.
    pub fn challenge(&self) -> Option<ChallengeView> {
        self.challenge.as_deref().map(Challenge::view)
    }

    /// Does what the window asks of a test. Beginning one that goes on already changes nothing.
    ///
    /// # Errors
    /// [`StationError::AlarmLatched`], where an alarm waits; [`StationError::NothingAsked`], where there
    /// is no test or not all of it is done; the ledger's, where it cannot take the event: then the test
    /// goes on.
    pub fn request(&mut self, request: Request, now: Stamp) -> Result<(), StationError> {
        if request == Request::Begin {
            return if self.challenge.is_some() { Ok(()) } else { self.begin_challenge(now) };
        }
        let Some(mut challenge) = self.challenge.take() else { return Err(StationError::NothingAsked) };
        let latched = challenge.core().machine().latched().is_some();
        let end = match request {
            Request::Cancel => End::Cancelled,
            Request::Missing(step) if challenge.asks_which() => End::Failed(step),
            _ if latched => {
                self.challenge = Some(challenge);
                return Err(StationError::AlarmLatched);
            }
            Request::Yes if challenge.passed() => End::Passed,
            Request::No => {
                challenge.ask_which();
                self.challenge = Some(challenge);
                return Ok(());
            }
            Request::Yes | Request::Missing(_) | Request::Begin => {
                self.challenge = Some(challenge);
                return Err(StationError::NothingAsked);
            }
        };
        Ok(self.end_challenge(challenge, end, now)?)
    }

    /// Begins a test.
    pub(super) fn begin_challenge(&mut self, now: Stamp) -> Result<(), StationError> {
        let order = self.machine.order().cloned();
        let lists = self.ledger.reader()?;
        let place = self.ledger.path();
        let challenge = Challenge::begin(place, lists, order, &self.settings, &self.operator, now)?;
        self.begin_aside("challenge_begin", &serde_json::json!({ "volume": self.settings.volume }), now)?;
        self.challenge = Some(Box::new(challenge));
        Ok(())
    }

    /// Judges a scan in a test, and leaves its event.
    pub(super) fn scan_in(&mut self, mut challenge: Box<Challenge>, input: Input<'_>) -> Judged {
        if self.is_module_port(input.source) {
            // Not scanned by anybody: what labels are compared with goes on being known.
            self.challenge = Some(challenge);
            return self.judge(input);
        }
        let label = challenge::is_label(&scan::read(input.bytes, self.machine.order()));
        let named = challenge.named(input.bytes);
        let held = challenge.core().machine().held().is_some();
        let mut judged = challenge.core_mut().judge(input);
        if !self.leave(&mut challenge, &mut judged) {
            self.challenge = Some(challenge);
            return judged;
        }
        let end = match challenge::asked_by(&judged.verdict) {
            Some("cancel") if !held => Some(End::Cancelled),
            Some("yes") => Some(End::Passed),
            Some("no") if challenge.asks_which() => Some(End::Failed(named)),
            Some("no") => {
                challenge.ask_which();
                None
            }
            Some("badge") => {
                challenge.core().operator().clone_into(&mut self.operator);
                challenge.core().operator_name().clone_into(&mut self.operator_name);
                None
            }
            _ => {
                if label {
                    challenge.heard(&judged.verdict, self.settings.volume);
                }
                None
            }
        };
        let Some(end) = end else {
            self.challenge = Some(challenge);
            return judged;
        };
        if let Err(error) = self.end_challenge(challenge, end, input.stamp) {
            match &mut self.challenge {
                Some(open) => open.core_mut().not_recorded(error, Keys::default(), &mut judged),
                None => self.not_recorded(error, Keys::default(), &mut judged),
            }
        }
        judged
    }

    /// Drops the half held in a test if its time is over, and the test if its own is.
    pub(super) fn tick_in(&mut self, mut challenge: Box<Challenge>, now: Stamp) -> Option<Judged> {
        if challenge.is_over(now.at) {
            if let Err(error) = self.end_challenge(challenge, End::TimedOut, now) {
                tracing::error!(%error, "the end of the test waits to be recorded");
            }
            return None;
        }
        let judged = challenge.core_mut().tick(now).map(|mut judged| {
            self.leave(&mut challenge, &mut judged);
            judged
        });
        self.challenge = Some(challenge);
        judged
    }

    /// Ends a test because the station stops.
    pub(in crate::station) fn stop_challenge(&mut self, now: Stamp) {
        if let Some(challenge) = self.challenge.take()
            && let Err(error) = self.end_challenge(challenge, End::Stopped, now)
        {
            tracing::error!(%error, "the end of the test could not be recorded");
        }
    }

    /// Acknowledges the test's alarm; the station's ledger is asked again, as real work's would be.
    pub(super) fn acknowledge_in(
        &mut self,
        mut challenge: Box<Challenge>,
        by: AckBy,
        now: Stamp,
    ) -> Result<(), StationError> {
        let done = challenge.core_mut().acknowledge(by, now);
        if let Err(error) = self.write_kept(now.at) {
            tracing::warn!(%error, "the ledger still takes no events");
        }
        challenge.core_mut().fail_with(self);
        self.challenge = Some(challenge);
        done
    }

    /// Leaves a verdict's event in this core's ledger; false if it could not be: then the verdict is
    /// `not_recorded`.
    fn leave(&mut self, challenge: &mut Challenge, judged: &mut Judged) -> bool {
        let core = challenge.core_mut();
        let left = self.journal(core.aside_event("challenge", judged));
        let recorded = left.is_ok();
        if let Err(error) = left {
            core.unrecorded(error, judged);
        }
        // The id of a pair that is in no ledger that stays, and no first pass of this line's.
        (judged.verdict.pair, judged.verdict.first_pass, judged.challenge) = (None, false, true);
        recorded
    }

    /// Ends a test. That it was passed is said only when the ledger has it; any other end waits to be
    /// recorded where it cannot be.
    fn end_challenge(&mut self, challenge: Box<Challenge>, end: End, now: Stamp) -> Result<(), LedgerError> {
        let detail = challenge.detail(end, &self.operator, self.settings.volume);
        let event = self.draft(now, "challenge_end").detail(&detail).build();
        self.keep(event);
        let written = self.write_kept(now.at);
        match (end, &written) {
            (End::Passed, Err(_)) => {
                if self.unwritten.last().is_some_and(|event| event.kind == "challenge_end") {
                    self.unwritten.pop();
                }
                self.challenge = Some(challenge);
                return written;
            }
            (End::Passed, Ok(())) => self.proved(Proof::Given, now),
            (End::Failed(_), _) => self.proved(Proof::Failed, now),
            (End::Cancelled | End::TimedOut | End::Stopped, _) => {}
        }
        if let Err(error) = written {
            tracing::error!(%error, "the end of the test waits to be recorded");
        }
        Ok(())
    }
}
