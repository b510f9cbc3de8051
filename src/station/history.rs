//! The old tool's pairs, taken over.
//!
//! ```text
//! file → intake::read_history → held by the ledger? → all or nothing, or the good ones → one transaction
//!                                                                    └─ the rest → FILE.rejected.csv
//! ```
//!
//! Architecture invariants:
//! * Nothing changes before every row was judged, by itself, against the rest of the file and against
//!   the ledger. What is in the ledger is never touched.
//! * The rest has its file before the ledger has the good ones: no row is lost between the two.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::clock::shift_at;
use super::command::StationError;
use super::desk::TaskShared;
use super::event::EventDraft;
use super::settings::Settings;
use super::spreadsheet::formula_safe;
use crate::intake::{self, History, HistoryFault, HistoryNote};
use crate::ledger::{BatchPair, Context, Held, ImportedPairs, Ledger, NewEvent, PairBatch, Reader, Stamp};
use crate::order::DkKind;

/// What is to be taken over, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRequest {
    /// The old tool's database, or a CSV it exported.
    pub file: PathBuf,
    /// What its DKs are.
    pub dk_kind: DkKind,
    /// Take the good rows although there are faulty ones, and keep a file of these.
    pub take_good: bool,
    /// Only look.
    pub dry_run: bool,
    /// SHA-256 of the file as it was looked at (lower-case hex): another is not taken.
    pub looked_at: Option<String>,
    /// Who does it.
    pub operator: String,
}

/// Rows that are shown as they would be taken.
const SAMPLE: usize = 5;

/// A row as it was understood: each value under the name of what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistorySample {
    /// Its line, or its number in the database.
    pub line: u64,
    /// DeviceKey.
    pub dk: String,
    /// ProductKey.
    pub pk: String,
    /// Serial number.
    pub sn: String,
    /// Device name; may be empty.
    pub name: String,
}

/// What was found, and taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryReport {
    /// Rows in the file.
    pub rows: u64,
    /// Rows without a fault that are not in the ledger yet.
    pub good: u64,
    /// Pairs taken over; where it was only looked at, those that would be.
    pub taken: u64,
    /// Rows that are exactly an active pair already.
    pub known: u64,
    /// What is wrong, in the order of the rows.
    pub faulty: Vec<HistoryFault>,
    /// What the user should know of the file.
    pub notes: Vec<HistoryNote>,
    /// The first rows without a fault, as they were understood.
    pub sample: Vec<HistorySample>,
    /// The file is a database: its rows have numbers, not lines.
    pub database: bool,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
    /// First and last id of the pairs taken over.
    pub ids: Option<(i64, i64)>,
    /// The file of the rows that were left out.
    pub rejected: Option<PathBuf>,
}

/// Looks at a history and, unless it is only to be looked at, takes it over. Progress in rows; it can
/// be cancelled until the transaction begins.
pub fn import(
    ledger: &Ledger,
    settings: &Settings,
    request: &HistoryRequest,
    now: Stamp,
    task: &TaskShared,
) -> Result<HistoryReport, StationError> {
    let rejected = rest_of(&request.file);
    if request.take_good && !request.dry_run && rejected.exists() {
        return Err(StationError::Exists(rejected));
    }
    let mut history = intake::read_history(&request.file, request.dk_kind)?;
    if request.looked_at.as_ref().is_some_and(|seen| *seen != history.sha256) {
        return Err(StationError::Changed(request.file.clone()));
    }
    let rows = history.len() as u64;
    progress(task, 0, rows)?;
    let (batch, known) = compare(&ledger.reader()?, &mut history)?;
    progress(task, rows, rows)?;
    let mut report = HistoryReport {
        rows,
        good: batch.len() as u64,
        known,
        notes: history.notes.clone(),
        sample: sample(&history),
        database: history.database,
        sha256: history.sha256.clone(),
        ..HistoryReport::default()
    };
    let whole = history.faulty.is_empty() || request.take_good;
    report.taken = if whole { report.good } else { 0 };
    if whole && !request.dry_run {
        let draft = match history.faulty.is_empty() {
            true => None,
            false => Some(write_rejected(&history, &rejected)?),
        };
        if !batch.is_empty() {
            let event = event(settings, request, &history, &report, now);
            report.ids = take(ledger, batch, event, &request.file, draft.is_some().then_some(&rejected))?;
        }
        report.rejected = draft;
    }
    report.faulty = history.faulty;
    Ok(report)
}

fn sample(history: &History) -> Vec<HistorySample> {
    let rows = history.good().take(SAMPLE).map(|at| history.row(at));
    rows.map(|row| HistorySample {
        line: row.line,
        dk: row.dk.to_owned(),
        pk: row.pk.to_owned(),
        sn: row.sn.to_owned(),
        name: row.name.to_owned(),
    })
    .collect()
}

fn progress(task: &TaskShared, done: u64, total: u64) -> Result<(), StationError> {
    if task.step(done, total) { Ok(()) } else { Err(StationError::Cancelled) }
}

/// The good rows that are not in the ledger, and how many are. Rows whose keys are in other active
/// pairs become faults.
fn compare(reader: &Reader, history: &mut History) -> Result<(PairBatch, u64), StationError> {
    let good: Vec<usize> = history.good().collect();
    let batch = PairBatch::new(pairs(history, &good));
    let held = reader.held(&batch)?;
    if held.is_empty() {
        return Ok((batch, 0));
    }
    let known = held.iter().filter(|held| held.same).count() as u64;
    let faults = held.iter().filter(|held| !held.same).map(|held| fault(history, good[held.at], held));
    let faults: Vec<_> = faults.collect();
    history.faulty.extend(faults);
    history.faulty.sort_unstable_by_key(|fault| fault.row);
    let mut held = held.iter().map(|held| held.at).peekable();
    let free = good.iter().enumerate().filter(|(at, _)| held.next_if_eq(at).is_none());
    let free: Vec<usize> = free.map(|(_, row)| *row).collect();
    Ok((PairBatch::new(pairs(history, &free)), known))
}

fn pairs<'a>(history: &'a History, rows: &'a [usize]) -> impl Iterator<Item = BatchPair<'a>> {
    rows.iter().map(|at| {
        let row = history.row(*at);
        BatchPair { dk: row.dk, pk: row.pk, sn: row.sn, name: row.name }
    })
}

fn fault(history: &History, at: usize, held: &Held) -> HistoryFault {
    let row = history.row(at);
    let (field, value, reason) = match (held.by_dk, held.by_sn) {
        (Some(_), None) => ("dk", row.dk, "duplicate_dk"),
        (None, _) => ("sn", row.sn, "duplicate_sn"),
        (Some(_), Some(_)) => ("dk", row.dk, "duplicate_both"),
    };
    let mut pairs: Vec<i64> = held.by_dk.into_iter().chain(held.by_sn).collect();
    pairs.dedup();
    HistoryFault {
        row: at,
        line: row.line,
        column: history.column(field),
        field,
        value: value.to_owned(),
        reason,
        lines: Vec::new(),
        pairs,
    }
}

/// Commits; without the pairs the file of the rest is withdrawn as well.
fn take(
    ledger: &Ledger,
    batch: PairBatch,
    event: NewEvent,
    file: &Path,
    rejected: Option<&PathBuf>,
) -> Result<Option<(i64, i64)>, StationError> {
    let error = match ledger.import_pairs(batch, event) {
        Ok(Some(ImportedPairs { first, last, .. })) => return Ok(Some((first, last))),
        Ok(None) => StationError::PairedMeanwhile { file: file.to_owned() },
        Err(error) => error.into(),
    };
    if let Some(rejected) = rejected
        && let Err(error) = std::fs::remove_file(rejected)
    {
        tracing::error!(path = %rejected.display(), %error, "a file of an import that failed was left behind");
    }
    Err(error)
}

fn event(
    settings: &Settings,
    request: &HistoryRequest,
    history: &History,
    report: &HistoryReport,
    now: Stamp,
) -> NewEvent {
    let (shift, shift_day) = shift_at(&settings.shifts, now);
    let context = Context {
        station: settings.station.clone(),
        operator: request.operator.clone(),
        order: String::new(),
        shift,
        shift_day,
    };
    let detail = serde_json::json!({
        "what": "history", "file": history.file, "sha256": history.sha256, "rows": report.rows,
        "taken": report.taken, "known": report.known, "faulty": history.faulty.len(),
    });
    EventDraft::new(now, context, "import").detail(&detail).build()
}

/// Where the rows that are left out are kept: `FILE.rejected.csv`.
pub fn rest_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".rejected.csv");
    PathBuf::from(name)
}

/// Writes the rows that are left out: line and reason, then the row as it stood, under the header it
/// stood under, so that the mended file can be imported in its turn. A cell that a spreadsheet would
/// run as a formula gets an apostrophe in front.
fn write_rejected(history: &History, path: &Path) -> Result<PathBuf, StationError> {
    let io = |source| StationError::Io { path: path.to_owned(), source };
    let between = history.delimiter().to_string();
    let row = |first: [String; 2], cells: &mut dyn Iterator<Item = &str>| {
        let cells = cells.map(|cell| formula_safe(cell.replace(char::is_control, "\u{fffd}")));
        let line: Vec<String> = first.into_iter().chain(cells).collect();
        line.join(&between) + "\r\n"
    };
    let mut text = row(["line".into(), "reason".into()], &mut history.header());
    for fault in &history.faulty {
        text += &row([fault.line.to_string(), fault.reason.to_owned()], &mut history.cells(fault.row));
    }
    let encoding = history.encoding();
    let mut bytes = encoding.bom().to_vec();
    if encoding.encode(&text, &mut bytes).is_err() {
        // Only the replacement character can be lacking in what the text came from.
        let text = text.replace('\u{fffd}', "?");
        encoding
            .encode(&text, &mut bytes)
            .map_err(|lacking| io(std::io::Error::other(format!("{encoding} has no {lacking:?}"))))?;
    }
    let mut draft = super::outfile::beside(path)?;
    draft.write_all(&bytes).and_then(|()| draft.as_file().sync_all()).map_err(io)?;
    draft.persist_noclobber(path).map_err(|error| match error.error.kind() {
        std::io::ErrorKind::AlreadyExists => StationError::Exists(path.to_owned()),
        _ => io(error.error),
    })?;
    Ok(path.to_owned())
}
