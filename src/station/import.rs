//! Lists taken over into the ledger: SNs that were issued, modules that an order may use.
//!
//! Two steps. [`look`] reads the file and asks the ledger about each key; it changes nothing. [`take`]
//! puts what was looked at into the ledger with one event, in one transaction, and refuses a file that is
//! not the same any more.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::actor::Actor;
use super::command::StationError;
use super::rights::Action;
use crate::intake::{DkList, Faulty, IntakeError, Progress, SnList, Source};
use crate::ledger::{Ledger, LedgerError, ListKeys, Reader, Stamp};

/// What a list is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListKind {
    /// SNs the platform issued, from its package or a list.
    Sns {
        /// The product of rows that name none.
        product: Option<String>,
        /// Rows of another product are faults.
        only: bool,
    },
    /// DKs that an order may use, from the module maker's list.
    Dks {
        /// The order's name.
        order: String,
    },
}

/// What an import found, and took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Rows in the file.
    pub rows: u64,
    /// New keys: taken, or to be taken where it was only looked at.
    pub taken: u64,
    /// Keys that were on the list before.
    pub known: u64,
    /// Of both, those in an active pair.
    pub used: u64,
    /// Rows of another product.
    pub foreign: u64,
    /// What was not taken, and what does not agree.
    pub faulty: Vec<Faulty>,
}

impl Report {
    /// Rows whose key stands in the file before; the first of them counts.
    pub fn repeated(&self) -> u64 {
        let twice = |fault: &&Faulty| matches!(fault.reason, "duplicate_sn" | "duplicate_dk");
        self.faulty.iter().filter(twice).count() as u64
    }

    /// Rows that hold no key that can be used.
    pub fn malformed(&self) -> u64 {
        self.rows.saturating_sub(self.taken + self.known + self.foreign + self.repeated())
    }

    /// Images of a package that do not agree with its list; the rows themselves are good.
    pub fn doubtful(&self) -> u64 {
        (self.faulty.len() as u64).saturating_sub(self.malformed() + self.foreign + self.repeated())
    }
}

/// A list that was looked at.
#[derive(Debug, Clone)]
pub struct Looked {
    /// What was found.
    pub report: Report,
    path: PathBuf,
    file: String,
    sha256: String,
    what: &'static str,
    action: Action,
    lists: Vec<ListKeys>,
}

impl ListKind {
    /// What taking such a list in is, in the table of rights.
    pub fn action(&self) -> Action {
        match self {
            ListKind::Sns { .. } => Action::ImportSns,
            ListKind::Dks { .. } => Action::ImportDks,
        }
    }
}

impl Looked {
    /// What taking it in is, in the table of rights.
    pub fn action(&self) -> Action {
        self.action
    }
}

/// Looks at a list; changes nothing.
///
/// `progress` is told how far it is: of `total`, the first half is reading the file, the second asking
/// the ledger.
///
/// # Errors
/// [`StationError::Intake`] where the file is no such list, [`StationError::NoProduct`] where neither file
/// nor caller says of which product SNs are, [`StationError::Cancelled`], and the ledger's own.
pub fn look(
    reader: &Reader,
    kind: &ListKind,
    path: &Path,
    progress: Progress<'_>,
) -> Result<Looked, StationError> {
    let source = Source::read(path).map_err(cancelled_or)?;
    let reading = |done, total: u64| progress(done, 2 * total);
    let asking = |done, total: u64| match progress(total + done, 2 * total) {
        true => Ok(()),
        false => Err(StationError::Cancelled),
    };
    let _snapshot = reader.snapshot()?;
    let (what, (report, lists)) = match kind {
        ListKind::Sns { product, only } => {
            let list = source.sns(&reading).map_err(cancelled_or)?;
            let product = product.as_deref();
            ("sn", sns(reader, path, list, (product, *only), &asking)?)
        }
        ListKind::Dks { order } => {
            let record = reader.order(order)?;
            let record = record.ok_or_else(|| LedgerError::NoSuchOrder { name: order.clone() })?;
            let list = source.dks(&record.order, &reading).map_err(cancelled_or)?;
            ("dk", dks(reader, order, list, &asking)?)
        }
    };
    let (file, sha256) = (source.name().to_owned(), source.sha256());
    Ok(Looked { report, path: path.to_owned(), file, sha256, what, action: kind.action(), lists })
}

/// Takes over what was looked at; the report of what was taken in the end.
///
/// # Errors
/// [`StationError::Changed`] where the file is not the same any more, [`StationError::Intake`] where it is
/// gone, and the ledger's own. Then nothing was taken.
pub fn take(ledger: &Ledger, actor: Actor<'_>, looked: &Looked, now: Stamp) -> Result<Report, StationError> {
    if Source::read(&looked.path)?.sha256() != looked.sha256 {
        return Err(StationError::Changed(looked.path.clone()));
    }
    let mut lists = looked.lists.clone();
    let of: Vec<&str> = looked.lists.iter().map(owner).collect();
    // Since the look, other keys may have come in: the event tells what this one brings.
    let reader = ledger.reader()?;
    for list in &mut lists {
        keep_new(&reader, list)?;
    }
    let taken = lists.iter().map(|list| keys(list) as u64).sum();
    let late = looked.report.taken.saturating_sub(taken);
    let report = Report { taken, known: looked.report.known + late, ..looked.report.clone() };
    let detail = serde_json::json!({
        "what": looked.what, "of": of, "file": looked.file, "sha256": looked.sha256,
        "taken": report.taken, "known": report.known, "faulty": report.faulty.len(),
    });
    let event = actor.draft(now, "import").detail(&detail).build();
    ledger.import(lists, event)?;
    Ok(report)
}

/// What was found, and the new keys of each list.
type Sorted = (Report, Vec<ListKeys>);

/// Told how many of how many keys the ledger was asked about; `Err` stops it.
type Asking<'a> = &'a dyn Fn(u64, u64) -> Result<(), StationError>;

/// Keys between two words of progress.
const STRIDE: u64 = 512;

fn sns(
    reader: &Reader,
    path: &Path,
    list: SnList,
    (product, only): (Option<&str>, bool),
    asking: Asking<'_>,
) -> Result<Sorted, StationError> {
    let mut report = Report { rows: list.total, faulty: list.faulty, ..Report::default() };
    let mut new: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let total = list.rows.len() as u64;
    for (done, row) in (0..).zip(list.rows) {
        step(asking, done, total)?;
        let pk = match (&row.pk, product) {
            (None, None) => return Err(StationError::NoProduct { file: path.to_owned(), line: row.line }),
            (Some(own), Some(product)) if only && own != product => {
                report.faulty.push(Faulty {
                    line: row.line,
                    column: row.pk_column,
                    file: row.file.to_string(),
                    field: "pk",
                    value: own.clone(),
                    reason: "wrong_product",
                    expected: product.to_owned(),
                    first: 0,
                });
                report.foreign += 1;
                continue;
            }
            (Some(own), _) => own.clone(),
            (None, Some(product)) => product.to_owned(),
        };
        report.used += u64::from(reader.sn_is_paired(&row.sn)?);
        if reader.sn_issued(&pk, &row.sn)? {
            report.known += 1;
        } else {
            report.taken += 1;
            new.entry(pk).or_default().push(row.sn);
        }
    }
    // In the file's order; what is of another product was found last.
    report.faulty.sort_by_key(|fault| fault.line);
    Ok((report, new.into_iter().map(|(pk, sns)| ListKeys::IssuedSns { pk, sns }).collect()))
}

fn dks(reader: &Reader, order: &str, list: DkList, asking: Asking<'_>) -> Result<Sorted, StationError> {
    let mut report = Report { rows: list.total, faulty: list.faulty, ..Report::default() };
    let mut new = Vec::new();
    let total = list.rows.len() as u64;
    for (done, (_, dk)) in (0..).zip(list.rows) {
        step(asking, done, total)?;
        report.used += u64::from(reader.dk_is_paired(&dk)?);
        if reader.dk_allowed(order, &dk)? {
            report.known += 1;
        } else {
            report.taken += 1;
            new.push(dk);
        }
    }
    Ok((report, vec![ListKeys::AllowedDks { order: order.to_owned(), dks: new }]))
}

fn step(asking: Asking<'_>, done: u64, total: u64) -> Result<(), StationError> {
    if done.is_multiple_of(STRIDE) { asking(done, total) } else { Ok(()) }
}

/// Leaves out of a list what the ledger has by now.
fn keep_new(reader: &Reader, list: &mut ListKeys) -> Result<(), LedgerError> {
    let mut failed = None;
    let mut is_new = |known: Result<bool, LedgerError>| {
        known.map_or_else(
            |error| {
                failed = Some(error);
                true
            },
            |known| !known,
        )
    };
    match list {
        ListKeys::IssuedSns { pk, sns } => sns.retain(|sn| is_new(reader.sn_issued(pk, sn))),
        ListKeys::AllowedDks { order, dks } => dks.retain(|dk| is_new(reader.dk_allowed(order, dk))),
    }
    failed.map_or(Ok(()), Err)
}

/// Whose list it is.
fn owner(list: &ListKeys) -> &str {
    match list {
        ListKeys::IssuedSns { pk, .. } => pk,
        ListKeys::AllowedDks { order, .. } => order,
    }
}

fn keys(list: &ListKeys) -> usize {
    match list {
        ListKeys::IssuedSns { sns, .. } => sns.len(),
        ListKeys::AllowedDks { dks, .. } => dks.len(),
    }
}

fn cancelled_or(error: IntakeError) -> StationError {
    match error {
        IntakeError::Cancelled => StationError::Cancelled,
        other => other.into(),
    }
}
