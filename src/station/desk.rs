//! The window's questions to the ledger, and its long work: each on a thread of its own.
//!
//! Each question and each piece of work asks the [`Gate`] first (see [`task`]).
//!
//! Nothing here touches the line; the ledger's readers never block its writer.

mod people;
mod task;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::actor::Actor;
use super::answer::{self, AnswerReport, AnswerSource, LookedAnswer};
use super::backups::KeeperHandle;
use super::clock::now;
use super::command::StationError;
use super::corrections::{self, CorrectionsPreview, CorrectionsReport, CorrectionsRequest};
use super::gate::Gate;
use super::history::{self, HistoryReport, HistoryRequest};
use super::import::{self, ListKind, Looked, Report};
use super::labels::{self, LabelRequest, Made, Place};
use super::life::{self, PairLife};
use super::numbers::{self, Numbers, NumbersSelection};
use super::rehearsal::{self, Plan, Rehearsal};
use super::report::{self, ReportRequest};
use super::rights::Action;
use super::scan_log::{LogFile, LogSelection, write_log};
use super::settings::Settings;
use super::templates::Shelf;
use super::view::Wake;
use crate::labels::zpl::Zpl;
use crate::ledger::{
    CheckReport, CorrectionRecord, Event, EventFilter, ExportRecord, FoundPairs, Ledger, LedgerError,
    ListCount, OrderProgress, OrderRecord, Pair, PairFilter, Reader, Wait,
};
use crate::order::Order;
pub use task::{Task, TaskShared};

/// Which pairs to export, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRequest {
    /// Directory.
    pub out: PathBuf,
    /// Days (yyyymmdd), shift, order, only new, how they stand at the platform. State and search are ignored: only
    /// active pairs are exported.
    pub filter: PairFilter,
    /// Preset, named template or template file; `None` = each order's own.
    pub template: Option<String>,
    /// Where the named templates lie.
    pub shelf: Shelf,
    /// CSV or XLSX.
    pub format: crate::relation::Format,
    /// Byte-order mark in front of UTF-8 CSV (presets only).
    pub bom: bool,
    /// GBK instead of UTF-8 (presets only).
    pub gbk: bool,
    /// Rows a file at most.
    pub rows_per_file: u64,
    /// Who hands it over.
    pub operator: String,
    /// Station name.
    pub station: String,
}

/// What an export wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportReport {
    /// Its id in the ledger.
    pub id: i64,
    /// Its files, with rows and SHA-256.
    pub files: Vec<crate::ledger::ExportFile>,
    /// The manifest (one for each template in use).
    pub manifests: Vec<PathBuf>,
    /// Files of an earlier export, interrupted before it was recorded, that were given another ending.
    pub aside: Vec<PathBuf>,
}

/// What an export would write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExportPreview {
    /// Active pairs that match.
    pub pairs: u64,
    /// Of them, in no relation file yet.
    pub new: u64,
    /// Of them, rejected by the platform out of the last relation file they are in.
    pub rejected: u64,
    /// Voided pairs that match (left out).
    pub voided: u64,
}

/// A key that is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A module's, under the order of this name.
    Dk {
        /// Whose list binds it; empty = none.
        order: String,
        /// DeviceKey.
        dk: String,
    },
    /// A device's.
    Sn {
        /// ProductKey.
        pk: String,
        /// Serial number.
        sn: String,
    },
}

/// What the ledger knows of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    /// The active pair it is in, then the last of the voided ones.
    pub pairs: Vec<Pair>,
    /// It is on the list: of allowed DKs, or of issued SNs.
    pub listed: bool,
}

/// A search without a page to show yet answers after this, with whatever it has.
const PROMPT: Duration = Duration::from_millis(20);
/// And one that has shown a page, after this.
const PATIENT: Duration = Duration::from_millis(150);

/// Most pairs of one key that are looked at.
const PAIRS_OF_A_KEY: u64 = 100;

fn known(reader: &Reader, key: Key) -> Result<KnownKey, StationError> {
    let (pairs, listed) = match &key {
        Key::Dk { order, dk } => (reader.pairs_with_dk(dk, PAIRS_OF_A_KEY)?, reader.dk_allowed(order, dk)?),
        Key::Sn { pk, sn } => (reader.pairs_with_sn(sn, PAIRS_OF_A_KEY)?, reader.sn_issued(pk, sn)?),
    };
    Ok(KnownKey { pairs, listed })
}

/// How far the lists that bind are used up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListCounts {
    /// Issued SNs, by product key.
    pub sns: Vec<ListCount>,
    /// Allowed modules, by order.
    pub dks: Vec<ListCount>,
}

/// How far an order is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderDetail {
    /// Its name.
    pub order: String,
    /// Its counts.
    pub progress: OrderProgress,
    /// SNs issued for its product; `None` where the order does not go by that list, or it is empty.
    pub sns: Option<ListCount>,
    /// Modules it allows; likewise.
    pub dks: Option<ListCount>,
}

/// The open order's name; empty if none is. In a training it is the line's real one, not the trained on.
pub(super) fn open_order(reader: &Reader) -> Result<String, StationError> {
    Ok(reader.open_order()?.map(|open| open.order.name).unwrap_or_default())
}

/// The handle. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    ledger: Ledger,
    wake: Wake,
    gate: Gate,
    keeper: Option<KeeperHandle>,
    walks: Arc<life::Walks>,
}

impl Desk {
    /// A desk at this ledger, behind a gate of its own; `wake` is called when a task has news.
    pub fn new(ledger: Ledger, wake: Wake) -> Desk {
        let gate = Gate::new(ledger.clone(), &Settings::default());
        Desk { ledger, wake, gate, keeper: None, walks: Arc::default() }
    }

    /// The same desk behind the line's gate: who is logged in there is logged in here.
    #[must_use]
    pub fn behind(self, gate: Gate) -> Desk {
        Desk { gate, ..self }
    }

    /// The same, with the keeper of backups.
    #[must_use]
    pub fn with_keeper(self, keeper: KeeperHandle) -> Desk {
        Desk { keeper: Some(keeper), ..self }
    }

    /// The keeper of backups, where there is one.
    pub fn keeper(&self) -> Option<&KeeperHandle> {
        self.keeper.as_ref()
    }

    /// Who is at the desk, and what they may do.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The ledger it asks.
    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// How many pairs match, and one page of them (newest first): for a filter without a search.
    pub fn pairs(&self, filter: PairFilter, offset: u64, limit: u64) -> Task<(u64, Vec<Pair>)> {
        self.act(Action::LookAtRecords, move |reader, _| {
            Ok((reader.count_pairs(&filter)?, reader.page_pairs(&filter, offset, limit)?))
        })
    }

    /// How many pairs match, and one page of them (newest first). While a search is under way it answers as
    /// soon as there is a page to show. `patient`: there is one already, so the answer may take a little, to
    /// have news.
    pub fn find_pairs(&self, filter: PairFilter, offset: u64, limit: u64, patient: bool) -> Task<FoundPairs> {
        self.act(Action::LookAtRecords, move |reader, task| {
            let cancelled = || task.is_cancelled();
            let at_most = if patient { PATIENT } else { PROMPT };
            let wait = Wait { page_only: !patient, at_most, cancelled: &cancelled };
            Ok(reader.find_pairs(&filter, offset, limit, &wait)?)
        })
    }

    /// What indexes give of a pair's life, at once.
    pub fn pair_known(&self, id: i64) -> Task<PairLife> {
        self.act(Action::LookAtRecords, move |reader, _| {
            life::known(reader, id)?.ok_or(LedgerError::NoSuchPair { id }.into())
        })
    }

    /// A pair's whole life; progress in events.
    pub fn pair_life(&self, id: i64) -> Task<PairLife> {
        let walks = Arc::clone(&self.walks);
        self.act(Action::LookAtRecords, move |reader, task| {
            life::whole(reader, id, &walks, task)?.ok_or(LedgerError::NoSuchPair { id }.into())
        })
    }

    /// How many events match, and one page of them (newest first).
    pub fn events(&self, filter: EventFilter, offset: u64, limit: u64) -> Task<(u64, Vec<Event>)> {
        self.act(Action::LookAtScanLog, move |reader, _| {
            Ok((reader.count_events(&filter)?, reader.page_events(&filter, offset, limit)?))
        })
    }

    /// Every order, newest first.
    pub fn orders(&self) -> Task<Vec<OrderRecord>> {
        self.ask(|reader, _| Ok(reader.orders()?))
    }

    /// Who made pairs, by name.
    pub fn operators(&self) -> Task<Vec<String>> {
        self.ask(|reader, _| Ok(reader.operators()?))
    }

    /// How far an order is, and how far the lists that bind it are used up.
    pub fn order_detail(&self, order: Order) -> Task<OrderDetail> {
        self.ask(move |reader, _| {
            Ok(OrderDetail {
                progress: reader.order_progress(&order.name)?,
                sns: reader.issued_count(&order.product_key)?.filter(|_| order.issued_sn_only),
                dks: reader.allowed_count(&order.name)?.filter(|_| order.allowed_dk_only),
                order: order.name,
            })
        })
    }

    /// Earlier exports, newest first.
    pub fn exports(&self) -> Task<Vec<ExportRecord>> {
        self.act(Action::LookAtRecords, |reader, _| Ok(reader.exports()?))
    }

    /// What an export of this selection would hold.
    pub fn preview(&self, filter: PairFilter) -> Task<ExportPreview> {
        self.act(Action::Export, move |reader, _| super::export::preview(reader, &filter))
    }

    /// Writes relation files; progress in rows.
    pub fn export(&self, settings: Settings, request: ExportRequest) -> Task<ExportReport> {
        let (ledger, keeper) = (self.ledger.clone(), self.keeper.clone());
        self.act_as(Action::Export, move |permit, _, task| {
            let request = ExportRequest { operator: permit.by(request.operator), ..request };
            let report = super::export::export(&ledger, &settings, &request, task)?;
            if let Some(keeper) = keeper {
                keeper.look();
            }
            Ok(report)
        })
    }

    /// Writes an earlier export again into a directory, identical to the byte; progress in rows.
    pub fn export_again(
        &self,
        settings: Settings,
        operator: String,
        export: i64,
        out: PathBuf,
    ) -> Task<ExportReport> {
        let ledger = self.ledger.clone();
        self.act_as(Action::ExportAgain, move |permit, _, task| {
            let operator = permit.by(operator);
            super::export_again::export_again(&ledger, &settings, (export, &operator), &out, task)
        })
    }

    /// What was voided after it was handed over.
    pub fn corrections_preview(&self) -> Task<CorrectionsPreview> {
        self.act(Action::Correct, |reader, _| corrections::preview(reader))
    }

    /// Writes a corrections file and marks its pairs; progress in rows.
    pub fn corrections(&self, settings: Settings, request: CorrectionsRequest) -> Task<CorrectionsReport> {
        let ledger = self.ledger.clone();
        self.act_as(Action::Correct, move |permit, _, task| {
            let request = CorrectionsRequest { operator: permit.by(request.operator), ..request };
            corrections::write(&ledger, &settings, &request, task)
        })
    }

    /// Corrections files written so far, newest first.
    pub fn corrections_written(&self) -> Task<Vec<CorrectionRecord>> {
        self.act(Action::Correct, |reader, _| Ok(reader.corrections()?))
    }

    /// Looks at the platform's list of failed rows (see [`answer::look`]); changes nothing.
    pub fn look_at_answer(&self, source: AnswerSource, export: Option<i64>) -> Task<LookedAnswer> {
        self.act(Action::Answer, move |reader, _| answer::look(reader, &source, export))
    }

    /// Records an answer that was looked at; `complete`: all pairs it does not name were accepted.
    pub fn take_answer(
        &self,
        settings: Settings,
        operator: String,
        looked: Arc<LookedAnswer>,
        complete: bool,
    ) -> Task<AnswerReport> {
        let ledger = self.ledger.clone();
        self.act_as(Action::Answer, move |permit, reader, _| {
            let (order, operator) = (open_order(reader)?, permit.by(operator));
            answer::take(&ledger, Actor::at(&settings, &operator, &order), &looked, complete, now())
        })
    }

    /// Looks at the old tool's pairs, or takes them over; progress in rows.
    pub fn import_history(&self, settings: Settings, request: HistoryRequest) -> Task<HistoryReport> {
        let ledger = self.ledger.clone();
        self.act_as(Action::ImportHistory, move |permit, _, task| {
            let request = HistoryRequest { operator: permit.by(request.operator), ..request };
            history::import(&ledger, &settings, &request, now(), task)
        })
    }

    /// Writes the scan log to a file; gives the number of scans in it.
    pub fn write_log(&self, selection: LogSelection, format: LogFile, path: PathBuf) -> Task<u64> {
        self.act(Action::WriteScanLog, move |reader, task| {
            write_log(reader, &selection, format, Some(&path), &mut |done, total| task.step(done, total))
        })
    }

    /// Counts what was done; progress in events.
    pub fn numbers(&self, selection: NumbersSelection) -> Task<Numbers> {
        self.act(Action::Numbers, move |reader, task| numbers::numbers(reader, &selection, task))
    }

    /// Writes the day's report; progress in events.
    pub fn report(&self, request: ReportRequest) -> Task<Numbers> {
        self.act_as(Action::Numbers, move |permit, reader, task| {
            let request = ReportRequest { operator: permit.by(request.operator), ..request };
            report::write(reader, &request, task)
        })
    }

    /// Looks at a list of SNs or modules; changes nothing. Progress as in [`import::look`].
    pub fn look_at_list(&self, kind: ListKind, path: PathBuf) -> Task<Looked> {
        self.act(kind.action(), move |reader, task| {
            import::look(reader, &kind, &path, &|done, total| task.step(done, total))
        })
    }

    /// Takes over a list that was looked at; it cannot be cancelled.
    pub fn take_list(&self, settings: Settings, operator: String, looked: Arc<Looked>) -> Task<Report> {
        let ledger = self.ledger.clone();
        self.act_as(looked.action(), move |permit, reader, _| {
            let (order, operator) = (open_order(reader)?, permit.by(operator));
            import::take(&ledger, Actor::at(&settings, &operator, &order), &looked, now())
        })
    }

    /// Makes labels; progress in SNs that are drawn, or handed to the printer.
    pub fn make_labels(&self, settings: Settings, operator: String, request: LabelRequest) -> Task<Made> {
        let ledger = self.ledger.clone();
        let action = match request.which {
            labels::Which::New { .. } => Action::MakeLabels,
            labels::Which::Issued(_) | labels::Which::Listed { .. } => Action::ReprintLabels,
        };
        self.act_as(action, move |permit, reader, task| {
            let (order, operator) = (open_order(reader)?, permit.by(operator));
            let request = LabelRequest { output: request.output.absolute()?, ..request };
            let progress = |done, of| task.step(done as u64, of as u64);
            labels::make(&ledger, Actor::at(&settings, &operator, &order), &request, now(), &progress)
        })
    }

    /// Prints a label that belongs to nothing.
    pub fn test_label(&self, address: String, zpl: Zpl) -> Task<Place> {
        self.act(Action::MakeLabels, move |_, _| labels::test_label(&address, &zpl))
    }

    /// How far the lists that bind are used up.
    pub fn list_counts(&self) -> Task<ListCounts> {
        self.ask(|reader, _| Ok(ListCounts { sns: reader.issued_counts()?, dks: reader.allowed_counts()? }))
    }

    /// What the ledger knows of a key.
    pub fn key(&self, key: Key) -> Task<KnownKey> {
        self.act(Action::LookAtRecords, move |reader, _| known(reader, key))
    }

    /// What the station would have said to a recording: see [`super::rehearsal`]. Progress in scans.
    pub fn rehearse(&self, settings: Settings, plan: Plan) -> Task<Rehearsal> {
        let ledger = self.ledger.clone();
        self.act(Action::Rehearse, move |reader, task| {
            rehearsal::rehearse(&ledger, reader, &settings, &plan, task)
        })
    }

    /// Checks ledger and exports; progress in events.
    pub fn check(&self) -> Task<CheckReport> {
        self.act(Action::Check, |reader, task| {
            let mut report = reader.check(&mut |done, total| task.step(done, total))?;
            report.faults.extend(super::export_check::check_exports(reader)?);
            Ok(report)
        })
    }
}
