//! What the window sees of the line: one immutable picture after each change.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::challenge::ChallengeView;
use super::checkup::CheckupView;
use super::crash::{self, Crash};
use super::last_run::BrokenOff;
use crate::ledger::Tally;
use crate::order::{Ack, DkKind, Order, ScanOrder};
use crate::pairing::{Keys, Kind, Mode, Proof, Side, Verdict};
use crate::scan::{Hint, Reason, Rule};
use crate::scanner::module::ModuleUse;
use crate::scanner::{GunKind, GunState, Role};

/// Milliseconds since 1970-01-01 UTC.
pub type Millis = i64;

/// The line as it stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct View {
    /// Grows with each change.
    pub revision: u64,
    /// The open order.
    pub order: Option<OrderView>,
    /// Pairing or verifying.
    pub mode: Mode,
    /// Who is at the line; empty = nobody has said.
    pub operator: String,
    /// What they are called; empty where nobody is set up with that id.
    pub operator_name: String,
    /// Name of the shift now; empty where none covers the time.
    pub shift: String,
    /// Station name.
    pub station: String,
    /// What stands in the module slot: the half held, or the module of the pair just judged.
    pub module: Option<Slot>,
    /// What stands in the device slot.
    pub device: Option<Slot>,
    /// What the next scan should be.
    pub expect: Expect,
    /// The last verdict, for the band and the sound.
    pub last: Option<Shown>,
    /// The hard alarm that is latched.
    pub alarm: Option<AlarmView>,
    /// The pair that is being replaced.
    pub replacing: Option<ReplaceView>,
    /// When the half held is dropped, or the replacement ends.
    pub deadline: Option<Millis>,
    /// Counts of the shift (of the day where there is no shift).
    pub counts: Counts,
    /// What was verified in the same time, while the line verifies.
    pub verified: VerifyCounts,
    /// Hours of this shift or day, in time order.
    pub hours: Vec<Tally>,
    /// The last ten pairs and refusals of complete pairs, newest first.
    pub recent: Vec<Recent>,
    /// The rules of the open order, for trying a code out.
    pub rules: Option<Arc<Order>>,
    /// Each gun.
    pub guns: Vec<GunView>,
    /// The gun check-up, while one goes on.
    pub checkup: Option<CheckupView>,
    /// Training goes on: nothing that is scanned counts.
    pub training: bool,
    /// The test of the alarms, while one goes on: no scan is real work.
    pub challenge: Option<ChallengeView>,
    /// Whether this shift has proved that the alarms work; until then no device is begun.
    pub proof: Proof,
    /// The recording that is being made.
    pub recording: Option<RecordingView>,
    /// The module at the module port, where there is one.
    pub module_port: Option<ModulePortView>,
    /// The ledger.
    pub ledger: LedgerView,
    /// What the run before has left unrecorded, until the first scan.
    pub broken_off: Option<BrokenOff>,
}

impl View {
    /// Modules say their IMEI themselves: nobody scans their labels.
    pub fn modules_speak(&self) -> bool {
        self.module_port.as_ref().is_some_and(|port| port.purpose == ModuleUse::Source)
    }
}

/// The open order, as far as the screen needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderView {
    /// Name.
    pub name: String,
    /// ProductKey.
    pub product_key: String,
    /// Planned pairs.
    pub planned: Option<u64>,
    /// Active pairs.
    pub done: u64,
    /// What the DK is (how it is grouped on screen).
    pub dk_kind: DkKind,
    /// Which half comes first.
    pub scan_order: ScanOrder,
    /// Who may acknowledge.
    pub ack: Ack,
    /// Seconds a half may wait.
    pub half_scan_timeout_s: u32,
}

/// One filled slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// DK, or SN.
    pub code: String,
    /// ProductKey, for a device.
    pub pk: String,
    /// Which gun.
    pub source: String,
    /// When.
    pub at: Millis,
    /// Good (kept or paired), as opposed to part of a refused pair.
    pub good: bool,
}

/// What the next scan should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expect {
    /// Nothing: no order to pair for is open, it is complete, or an alarm is latched.
    #[default]
    Nothing,
    /// Module or device.
    Either,
    /// The module's label.
    Module,
    /// The device's QR.
    Device,
}

/// A verdict as shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Number of the verdict, growing: a new number is a new sound.
    pub n: u64,
    /// When.
    pub at: Millis,
    /// Which gun.
    pub source: String,
    /// The scanned text.
    pub text: String,
    /// The verdict.
    pub verdict: Verdict,
}

/// A latched alarm.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmView {
    /// The verdict that raised it; its `keys` are what is in the hand.
    pub shown: Shown,
    /// The order wants a supervisor to acknowledge.
    pub supervisor: bool,
    /// What the ledger said, for `not_recorded`.
    pub cause: String,
    /// The half that was held when a second one of its kind came, for `same_kind_twice`.
    pub before: Option<Slot>,
}

/// Counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Pairs made.
    pub good: u64,
    /// Scans rejected.
    pub bad: u64,
    /// Pairs made at the first try.
    pub first_pass: u64,
}

/// What a verifying station found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VerifyCounts {
    /// Devices that are on record as they are.
    pub good: u64,
    /// Devices that are not, or otherwise.
    pub bad: u64,
}

/// A pair one half of which is being replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplaceView {
    /// Its id.
    pub pair: i64,
    /// Its keys.
    pub keys: Keys,
    /// The half that is replaced; the other one stays.
    pub side: Side,
    /// The half that stays was scanned: the device in the hand is the right one.
    pub proven: bool,
}

/// One line of the list of last pairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// When.
    pub at: Millis,
    /// Keys.
    pub keys: Keys,
    /// What came of it.
    pub kind: Kind,
    /// Why not.
    pub reason: Option<Reason>,
    /// What exactly.
    pub hint: Option<Hint>,
}

/// A gun on the status line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GunView {
    /// Its name.
    pub name: String,
    /// How its codes come in.
    pub kind: GunKind,
    /// Which codes it is there for.
    pub role: Role,
    /// Its state.
    pub state: GunState,
    /// Since when it is in that state.
    pub since: Millis,
    /// Its last scan.
    pub last_scan: Option<Millis>,
    /// What came without an end since its last scan.
    pub unfinished: Option<Unfinished>,
    /// What it did since the station started.
    pub tally: GunTally,
    /// Its last scans, newest first.
    pub heard: Arc<VecDeque<HeardScan>>,
}

/// A recording that is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingView {
    /// Its file.
    pub path: PathBuf,
    /// Since when.
    pub since: Millis,
    /// Codes in it.
    pub scans: u64,
    /// Why it was ended before it was stopped; what came since is not in it.
    pub failed: Option<String>,
}

/// The module at the module port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModulePortView {
    /// What its IMEI is for.
    pub purpose: ModuleUse,
    /// What it says its IMEI is; `None` = no module answers.
    pub imei: Option<String>,
}

impl GunView {
    /// A gun that has done nothing yet.
    pub fn new(
        name: impl Into<String>,
        kind: GunKind,
        role: Role,
        state: GunState,
        since: Millis,
    ) -> GunView {
        GunView {
            name: name.into(),
            kind,
            role,
            state,
            since,
            last_scan: None,
            unfinished: None,
            tally: GunTally::default(),
            heard: Arc::default(),
        }
    }
}

/// What a gun sent without a suffix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// When the last of it came.
    pub at: Millis,
    /// What has come so far.
    pub bytes: Vec<u8>,
}

/// What a gun did since the station started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GunTally {
    /// Codes.
    pub scans: u64,
    /// Codes that were rejected.
    pub refused: u64,
    /// Double readings.
    pub bounces: u64,
    /// Times it came back after it was lost.
    pub reconnects: u64,
    /// Times it was lost or could not be opened.
    pub errors: u64,
    /// The last of these, and what the operating system said.
    pub last_error: Option<(Millis, String)>,
    /// When each of the last scans came, oldest first: what a rate is counted from.
    pub times: VecDeque<Millis>,
}

impl GunTally {
    /// Scans in the minute before `now`; of a gun with more than are remembered, those remembered.
    pub fn per_minute(&self, now: Millis) -> usize {
        self.times.iter().filter(|at| (0..60_000).contains(&(now - **at))).count()
    }
}

/// One of a gun's last scans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardScan {
    /// When.
    pub at: Millis,
    /// Its bytes.
    pub raw: Vec<u8>,
    /// The text as decoded.
    pub text: String,
    /// The rule that read it.
    pub rule: Rule,
    /// Where none did: the rules that were tried.
    pub tried: Vec<Rule>,
    /// What it came to.
    pub verdict: Verdict,
}

/// The ledger on the status line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LedgerView {
    /// The last write was committed.
    #[default]
    Good,
    /// The last write failed.
    Failing {
        /// What the ledger said.
        why: String,
        /// Since when.
        since: Millis,
    },
    /// It is damaged: nothing is written any more, whatever is acknowledged.
    Damaged {
        /// What is broken.
        what: String,
    },
}

/// Called after each change of the view, from the line's thread.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Where the line leaves its view and the window picks it up. Cheap to clone.
///
/// A crash stands here beside the view, for the line's thread may be the one that is gone.
#[derive(Debug, Clone, Default)]
pub struct Board {
    view: Arc<Mutex<Arc<View>>>,
    crash: Arc<OnceLock<Arc<Crash>>>,
}

impl Board {
    /// The newest view.
    pub fn get(&self) -> Arc<View> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What has crashed, in this line's own threads or anywhere in this process. Then nothing is recorded any
    /// more, whatever the view says.
    pub fn crash(&self) -> Option<Arc<Crash>> {
        self.crash.get().cloned().or_else(crash::latest)
    }

    /// Tells that something has crashed. The first crash stays.
    pub fn tell_crash(&self, crash: Crash) {
        drop(self.crash.set(Arc::new(crash)));
    }

    /// Replaces the view.
    pub fn put(&self, view: View) {
        *self.view.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
    }
}
