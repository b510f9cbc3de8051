//! What the window may ask of the line, and what can go wrong.

use crossbeam_channel::Sender;

use super::gate::Pass;
use super::rights::Action;
use super::settings::Settings;
use crate::ledger::LedgerError;
use crate::pairing::{AckBy, Mode, Side};

/// Where the answer to a command goes; dropping the receiver is fine.
pub type Reply = Sender<Result<(), StationError>>;

/// One request to the line. Each is answered once.
#[derive(Debug)]
pub enum Command {
    /// Acknowledge the latched alarm.
    Acknowledge(AckBy, Reply),
    /// Acknowledge the latched alarm with a supervisor's PIN.
    AcknowledgeWith(Pass, Reply),
    /// Drop the half held.
    Cancel(Reply),
    /// Pair or verify.
    SetMode(Mode, Reply),
    /// Who is at the line.
    SetOperator(String, Reply),
    /// Add a work order from its file's text.
    AddOrder {
        /// The file's text.
        source: String,
        /// Where it came from, for the log.
        origin: String,
        /// Open it as well.
        open: bool,
        /// Answer.
        reply: Reply,
    },
    /// Give an order that never had a pair the rules of this file; its name says which order.
    EditOrder {
        /// The file's text.
        source: String,
        /// Where it came from, for the log.
        origin: String,
        /// Answer.
        reply: Reply,
    },
    /// Open an order that is in the ledger and not closed.
    OpenOrder(String, Reply),
    /// Close an order: it takes no more pairs until it is reopened.
    CloseOrder(String, Reply),
    /// Let a closed order wait to be opened again.
    ReopenOrder(String, Reply),
    /// Void a pair.
    Void {
        /// Its id.
        pair: i64,
        /// Why.
        why: String,
        /// Answer.
        reply: Reply,
    },
    /// Replace one half of an active pair: the next scans at the line do it.
    Replace {
        /// Its id.
        pair: i64,
        /// The half that is replaced.
        side: Side,
        /// Why.
        why: String,
        /// Answer: whether it has begun.
        reply: Reply,
    },
    /// Use these settings from now on: guns are closed and opened as needed.
    Apply(Box<Settings>, Reply),
    /// Begin or end a gun check-up: while it goes on, what guns send is kept in the view and does not
    /// reach the line.
    CheckUp(bool, Reply),
    /// Begin or end training: see [`super::training`].
    Train(bool, Reply),
    /// Begin, answer or end a test of the alarms: see [`super::challenge`].
    Challenge(super::challenge::Request, Reply),
    /// Record every code into a file (appended to), or stop recording.
    Record(Option<std::path::PathBuf>, Reply),
    /// What the run before has left unrecorded was read.
    SeenBrokenOff(Reply),
    /// A part of the program has crashed.
    Crashed,
    /// Stop: guns, line, ledger.
    Stop,
}

impl Command {
    /// What it is in the table of rights; `None`: nobody is asked. `now` are the settings in force. What ends
    /// something is everybody's: nothing goes on because who began it has gone.
    pub(super) fn action(&self, now: &Settings) -> Option<Action> {
        Some(match self {
            Command::Acknowledge(AckBy::Operator, _) => Action::Acknowledge,
            Command::Acknowledge(AckBy::Supervisor, _) => Action::AcknowledgeSupervised,
            // The pass is the right.
            Command::AcknowledgeWith(..) | Command::Stop | Command::Crashed => return None,
            // To have read something is nobody's right in particular.
            Command::SeenBrokenOff(_) => return None,
            Command::Cancel(_)
            | Command::CheckUp(false, _)
            | Command::Train(false, _)
            | Command::Record(None, _) => Action::Cancel,
            Command::SetMode(..) => Action::Verify,
            Command::SetOperator(..) => Action::NameOperator,
            Command::AddOrder { .. } => Action::AddOrder,
            Command::EditOrder { .. } => Action::EditOrder,
            Command::OpenOrder(..) => Action::OpenOrder,
            Command::CloseOrder(..) => Action::CloseOrder,
            Command::ReopenOrder(..) => Action::ReopenOrder,
            Command::Void { .. } => Action::Void,
            Command::Replace { .. } => Action::Replace,
            Command::Apply(settings, _) => settings.change_from(now),
            Command::CheckUp(true, _) => Action::CheckUp,
            Command::Train(true, _) => Action::Train,
            Command::Record(Some(_), _) => Action::Record,
            Command::Challenge(..) => Action::TestAlarms,
        })
    }

    /// Where its answer goes.
    pub(super) fn into_reply(self) -> Option<Reply> {
        match self {
            Command::Acknowledge(_, reply)
            | Command::AcknowledgeWith(_, reply)
            | Command::Cancel(reply)
            | Command::SetMode(_, reply)
            | Command::SetOperator(_, reply)
            | Command::AddOrder { reply, .. }
            | Command::EditOrder { reply, .. }
            | Command::OpenOrder(_, reply)
            | Command::CloseOrder(_, reply)
            | Command::ReopenOrder(_, reply)
            | Command::Void { reply, .. }
            | Command::Replace { reply, .. }
            | Command::Apply(_, reply)
            | Command::CheckUp(_, reply)
            | Command::Train(_, reply)
            | Command::Challenge(_, reply)
            | Command::Record(_, reply)
            | Command::SeenBrokenOff(reply) => Some(reply),
            Command::Stop | Command::Crashed => None,
        }
    }
}

/// Who may, and how.
fn not_allowed(action: Action, logged_in: bool) -> String {
    let (what, who) = (action.what(), action.least().as_str());
    let begin = if logged_in { "this person may not" } else { "without a log-in nobody may" };
    format!(
        "{begin} {what}: it takes a {who}; log in as one (on the command line with --as ID, which asks for the PIN)"
    )
}

/// What can go wrong at the station. The window words it through `text`, in the user's language.
#[derive(Debug, thiserror::Error)]
pub enum StationError {
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A backup that was not made.
    #[error(transparent)]
    Backup(Box<crate::ledger::BackupError>),
    /// A backup that was not restored.
    #[error(transparent)]
    Restore(Box<crate::ledger::RestoreError>),
    /// A work order file.
    #[error("{origin}: {source}")]
    Order {
        /// Where it came from.
        origin: String,
        /// What is wrong, with its line.
        source: crate::order::OrderError,
    },
    /// A closed order was to be opened.
    #[error("order {0} is closed: reopen it first (order reopen {0}), then open it")]
    OrderClosed(String),
    /// An order was to be reopened that is not closed.
    #[error("order {0} is not closed: there is nothing to reopen")]
    OrderNotClosed(String),
    /// Cards that cannot be printed.
    #[error(transparent)]
    Cards(#[from] super::cards::CardsError),
    /// A relation file.
    #[error("{0}")]
    Relation(#[from] crate::relation::RelationError),
    /// A named template.
    #[error(transparent)]
    Template(#[from] super::templates::ShelfError),
    /// A list that was to be taken in.
    #[error(transparent)]
    Intake(#[from] crate::intake::IntakeError),
    /// The platform's answer to an export.
    #[error(transparent)]
    Answer(#[from] super::answer::AnswerError),
    /// An export that cannot be written again as it was.
    #[error(transparent)]
    Again(#[from] super::export_again::AgainError),
    /// No pair was voided after it was handed over.
    #[error("no pair was voided after it was handed over: there is nothing to correct")]
    NothingToCorrect,
    /// A file that is there already.
    #[error("{0}: is there already; choose another name")]
    Exists(std::path::PathBuf),
    /// A QR pattern with a placeholder that nobody can fill.
    #[error("the pattern has a {{*}}, for which a new code has no text; write it out")]
    OpenPattern,
    /// New SNs cannot be made.
    #[error(transparent)]
    Series(#[from] crate::labels::series::SeriesError),
    /// Their package cannot be written.
    #[error(transparent)]
    Labels(crate::labels::package::PackageError),
    /// A sheet of labels cannot be made.
    #[error(transparent)]
    LabelSheet(crate::labels::label_sheet::LabelSheetError),
    /// Labels for a label printer cannot be made.
    #[error(transparent)]
    Zpl(#[from] crate::labels::zpl::ZplError),
    /// A label printer; nothing was recorded.
    #[error(transparent)]
    Printer(#[from] crate::labels::printer::PrinterError),
    /// A label printer broke off, or was stopped.
    #[error(
        "{source}; all {of} SNs are on record: print again from the one after the last that came out, {next} at the latest"
    )]
    Printing {
        /// What happened, and how many labels went out.
        source: crate::labels::printer::PrinterError,
        /// SNs in all.
        of: usize,
        /// The first that was not handed over: what is printed may end long before.
        next: String,
    },
    /// Nothing to be printed again.
    #[error("no issued SN of {pk} matches: see to product and range, or take in its list first")]
    NothingIssued {
        /// ProductKey.
        pk: String,
    },
    /// An SN that was never issued is to be printed again.
    #[error(
        "{sn} was not issued for {pk}: its code would be refused at the line; take it out, or take in its list first"
    )]
    NotIssued {
        /// ProductKey.
        pk: String,
        /// The SN.
        sn: String,
    },
    /// More labels than are made in one run.
    #[error("that is more than {most} labels: make the range smaller")]
    TooManyLabels {
        /// How many may be.
        most: usize,
    },
    /// A list of SNs that does not say of which product they are.
    #[error("{file}, line {line}: names no product, and no order is open; say which product the SNs are of")]
    NoProduct {
        /// The list.
        file: std::path::PathBuf,
        /// The first such line.
        line: u64,
    },
    /// A key of a history was paired at the line while the history was looked at.
    #[error(
        "{file}: a key in it was paired while the file was looked at; nothing was taken, import it again"
    )]
    PairedMeanwhile {
        /// The history.
        file: std::path::PathBuf,
    },
    /// A list is not what was looked at any more.
    #[error("{0}: was changed since it was looked at; look at it again")]
    Changed(std::path::PathBuf),
    /// New SNs that came in otherwise while they were made.
    #[error(
        "some of the new SNs were taken over from a list meanwhile; no package was written, make them again"
    )]
    Overtaken,
    /// The settings file.
    #[error(transparent)]
    Settings(#[from] super::settings::SettingsError),
    /// A file could not be read or written.
    #[error("{path}: {source}; see whether it is there and may be read or written")]
    Io {
        /// Which.
        path: std::path::PathBuf,
        /// The OS's error.
        source: std::io::Error,
    },
    /// Who is at the desk may not.
    #[error("{}", not_allowed(*action, *logged_in))]
    NotAllowed {
        /// What was to be done.
        action: Action,
        /// Whether somebody is logged in, who may not.
        logged_in: bool,
    },
    /// A PIN, or who it is of, is wrong.
    #[error("wrong PIN, or nobody with a PIN has that id; {left} more tries before a wait")]
    WrongPin {
        /// How many more may be wrong before a wait.
        left: u32,
    },
    /// Too many wrong PINs.
    #[error("too many wrong PINs: try again in {} s, or ask another supervisor", wait.as_secs() + 1)]
    PinLocked {
        /// How long.
        wait: std::time::Duration,
    },
    /// A PIN that cannot be worked on.
    #[error(transparent)]
    Pin(#[from] super::pin::PinError),
    /// People.
    #[error(transparent)]
    People(#[from] super::people::PeopleError),
    /// Only a supervisor may acknowledge.
    #[error("this order wants a supervisor to acknowledge: scan a supervisor's badge")]
    SupervisorOnly,
    /// Nothing is latched.
    #[error("there is no alarm to acknowledge")]
    NothingLatched,
    /// Training, or replacing, cannot begin while an alarm is latched.
    #[error("an alarm waits to be acknowledged: acknowledge it, then begin again")]
    AlarmLatched,
    /// The open order cannot be changed during a training, and no pair on record be replaced.
    #[error("a training goes on: end it first")]
    InTraining,
    /// A pair can be replaced only under an open order of its product.
    #[error("no order of product {pk} is open: open one in Orders, then pair again")]
    NoOrderOf {
        /// The pair's product.
        pk: String,
    },
    /// The line verifies.
    #[error("the station is in verify mode and makes no pairs: go back to pairing first")]
    Verifying,
    /// Order and mode cannot be changed, nor training begun, during a test of the alarms.
    #[error("a test of the alarms goes on: end it first")]
    InChallenge,
    /// An answer to a test of the alarms that was not asked for.
    #[error("nothing is asked now: answer when every step of the test of the alarms is done")]
    NothingAsked,
    /// A sheet that was to be printed.
    #[error(transparent)]
    Print(#[from] crate::labels::print::PrintError),
    /// A recording.
    #[error(transparent)]
    Recording(#[from] crate::scanner::recording::RecordingError),
    /// The pair is voided already or is not there.
    #[error("pair {0} is not active: it was voided before")]
    NotActive(i64),
    /// There is nothing to export.
    #[error("no pair matches: choose another day, shift or order")]
    NothingToExport,
    /// A file that was just written does not hold what the ledger holds.
    #[error("{file}, line {line}: {what}; the file was removed, export again")]
    ReadBack {
        /// The file.
        file: std::path::PathBuf,
        /// Line in it.
        line: u64,
        /// The difference.
        what: String,
    },
    /// The user cancelled.
    #[error("cancelled; nothing was written")]
    Cancelled,
    /// The line's thread is gone.
    #[error("the line has stopped: restart the station")]
    Stopped,
}

impl From<crate::ledger::BackupError> for StationError {
    fn from(error: crate::ledger::BackupError) -> StationError {
        StationError::Backup(Box::new(error))
    }
}

impl From<crate::ledger::RestoreError> for StationError {
    fn from(error: crate::ledger::RestoreError) -> StationError {
        StationError::Restore(Box::new(error))
    }
}
