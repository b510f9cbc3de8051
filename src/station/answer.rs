//! The platform's answer to a relation file: which rows it refused, and why.
//!
//! ```text
//! pasted text, csv, xlsx → intake: keys and reasons → look (which export, which pairs, what fits none) → take
//! ```
//!
//! Two steps. [`look`] changes nothing; [`take`] records what was looked at, in one transaction. Rows that
//! are not in the list count as accepted only where somebody says that the list is complete, and only if
//! every row of it was understood.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::actor::Actor;
use super::command::StationError;
use crate::intake::{AnswerKey, AnswerRow, Source};
use crate::ledger::{ExportRecord, Ledger, LedgerError, NewAnswer, Pair, Reader, Rejection, Stamp};
use crate::relation::PlatformError;

/// Where the platform's list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerSource {
    /// A csv, txt or xlsx file.
    File(PathBuf),
    /// What was pasted.
    Text(String),
}

impl AnswerSource {
    fn read(&self) -> Result<Source, StationError> {
        Ok(match self {
            AnswerSource::File(path) => Source::read(path)?,
            AnswerSource::Text(text) => Source::pasted(text.clone()),
        })
    }
}

/// An answer that was looked at.
#[derive(Debug, Clone)]
pub struct LookedAnswer {
    /// The export it answers.
    pub export: ExportRecord,
    /// Rows in the list, its header not counted.
    pub rows: u64,
    /// Rows that are pairs of the export, in the list's order.
    pub rejected: Vec<RejectedRow>,
    /// All other rows.
    pub faults: Vec<AnswerFault>,
    /// Pairs of the export that earlier answers said were refused, and this list does not name: they stay so
    /// until they are handed over again.
    pub refused_before: u64,
    source: AnswerSource,
    file: String,
    sha256: String,
}

impl LookedAnswer {
    /// Pairs of the export that no list names.
    pub fn others(&self) -> u64 {
        self.export.pairs.saturating_sub(self.rejected.len() as u64 + self.refused_before)
    }

    /// How many rows keep the others from being taken for accepted: each may be one of them.
    pub fn not_understood(&self) -> usize {
        self.faults.iter().filter(|fault| !matches!(fault.reason, AnswerReason::Twice { .. })).count()
    }
}

/// A row that is a pair of the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Its line, from 1.
    pub line: u64,
    /// The pair (voided, perhaps).
    pub pair: Pair,
    /// Why, in the platform's words; may be empty.
    pub error: String,
}

impl RejectedRow {
    /// The platform's error, where it is a known one.
    pub fn known(&self) -> Option<PlatformError> {
        PlatformError::in_text(&self.error)
    }
}

/// A row that fits no pair of the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFault {
    /// Its line, from 1.
    pub line: u64,
    /// The column of its key, from 1; 0 where no column holds keys.
    pub column: u64,
    /// The key that stands there.
    pub value: String,
    /// Why.
    pub reason: AnswerReason,
}

/// Why a row fits no pair of the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerReason {
    /// It has no key.
    Empty,
    /// No pair has that DK or SN.
    UnknownKey,
    /// Its pair is in no relation file of this ledger.
    NotInExport,
    /// Its pair is in these other exports.
    OtherExport(Vec<i64>),
    /// Its DK and its SN are of different pairs.
    KeysDisagree,
    /// Its pair stands in the list before.
    Twice {
        /// On this line.
        line: u64,
    },
}

impl AnswerReason {
    /// Its name in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            AnswerReason::Empty => "empty",
            AnswerReason::UnknownKey => "unknown_key",
            AnswerReason::NotInExport => "not_in_export",
            AnswerReason::OtherExport(_) => "other_export",
            AnswerReason::KeysDisagree => "keys_disagree",
            AnswerReason::Twice { .. } => "twice",
        }
    }
}

/// Why an answer cannot be taken. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// No row tells which export is answered.
    #[error(
        "no row of the list is in any export: say which export is answered, or bring the platform's list of failed rows"
    )]
    WhichExport,
    /// It says nothing.
    #[error(
        "no row of the list is in export {export}: nothing to record; say that all are accepted, if they are"
    )]
    Nothing {
        /// The export.
        export: i64,
    },
    /// The others cannot count as accepted.
    #[error(
        "the list has rows that fit no pair of export {export} ({rows} of them), so the others cannot be taken for accepted: \
         mend or remove these rows, or record the rejected ones alone"
    )]
    NotUnderstood {
        /// How many.
        rows: usize,
        /// The export.
        export: i64,
    },
}

/// What was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerReport {
    /// The answer's id in the ledger.
    pub id: i64,
    /// The export it answers.
    pub export: i64,
    /// Pairs recorded as accepted.
    pub accepted: u64,
    /// Pairs recorded as rejected.
    pub rejected: u64,
}

/// Looks at the platform's list of failed rows; changes nothing. Without `export` it is taken for an
/// answer to the export that holds the most of its rows, the newest of those.
///
/// # Errors
/// [`StationError::Intake`] where the file cannot be read, [`AnswerError::WhichExport`], and the ledger's own.
pub fn look(
    reader: &Reader,
    source: &AnswerSource,
    export: Option<i64>,
) -> Result<LookedAnswer, StationError> {
    let read = source.read()?;
    let _snapshot = reader.snapshot()?;
    let keys = Keys { reader, failed: RefCell::default() };
    let list = read.answer(&|text| keys.known(text))?;
    let mut candidates = Vec::with_capacity(list.rows.len());
    for row in &list.rows {
        candidates.push(keys.pairs(&row.key)?);
    }
    keys.finish()?;
    let all: Vec<i64> = candidates.iter().flatten().copied().collect();
    let holding = reader.exports_holding(&all)?;
    let export = match export.or_else(|| newest_of_most(&candidates, &holding)) {
        Some(id) => reader.export(id)?,
        None => return Err(AnswerError::WhichExport.into()),
    };
    let (mut rejected, mut faults, mut seen) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (row, candidates) in list.rows.iter().zip(&candidates) {
        let found = match matched(reader, row, candidates, &holding, export.id)? {
            Ok(pair) => match seen.get(&pair.id) {
                Some(line) => Err(AnswerReason::Twice { line: *line }),
                None => Ok(pair),
            },
            fault => fault,
        };
        match found {
            Ok(pair) => {
                seen.insert(pair.id, row.line);
                rejected.push(RejectedRow { line: row.line, pair, error: row.error.clone() });
            }
            Err(reason) => {
                let (value, column) = (row.key.text().to_owned(), row.column);
                faults.push(AnswerFault { line: row.line, column, value, reason });
            }
        }
    }
    let (file, sha256) = (read.name().to_owned(), read.sha256());
    let named: Vec<i64> = rejected.iter().map(|row| row.pair.id).collect();
    let refused_before = reader.still_refused(export.id, &named)?;
    Ok(LookedAnswer {
        export,
        refused_before,
        rows: list.rows.len() as u64,
        rejected,
        faults,
        source: source.clone(),
        file,
        sha256,
    })
}

/// Records what was looked at. `complete`: the list names every row that failed, so all others of the
/// export are accepted; an empty list then means that all are.
///
/// # Errors
/// [`StationError::Changed`] where the file is not the same any more, [`AnswerError`], and the ledger's own.
pub fn take(
    ledger: &Ledger,
    actor: Actor<'_>,
    looked: &LookedAnswer,
    complete: bool,
    now: Stamp,
) -> Result<AnswerReport, StationError> {
    if let AnswerSource::File(path) = &looked.source
        && Source::read(path)?.sha256() != looked.sha256
    {
        return Err(StationError::Changed(path.clone()));
    }
    let (export, rejected) = (looked.export.id, looked.rejected.len() as u64);
    match looked.not_understood() {
        rows if complete && rows > 0 => return Err(AnswerError::NotUnderstood { rows, export }.into()),
        _ if !complete && rejected == 0 => return Err(AnswerError::Nothing { export }.into()),
        _ => {}
    }
    let detail = serde_json::json!({
        "export": export, "file": looked.file, "sha256": looked.sha256, "rows": looked.rows,
        "faulty": looked.faults.len(), "complete": complete,
    });
    let rejections =
        looked.rejected.iter().map(|row| Rejection { pair: row.pair.id, error: row.error.clone() });
    let id = ledger.record_answer(NewAnswer {
        event: actor.draft(now, "answer").detail(&detail).build(),
        export,
        rejected: rejections.collect(),
        others_accepted: complete,
    })?;
    Ok(AnswerReport { id, export, accepted: if complete { looked.others() } else { 0 }, rejected })
}

/// Keys, looked up in the ledger.
struct Keys<'a> {
    reader: &'a Reader,
    /// The first fault met where none can be given.
    failed: RefCell<Option<LedgerError>>,
}

impl Keys<'_> {
    /// Whether any pair has that DK or SN.
    fn known(&self, text: &str) -> bool {
        if text.is_empty() {
            return false;
        }
        let found = self.pairs(&AnswerKey::Either(text.to_owned()));
        found.map(|pairs| !pairs.is_empty()).unwrap_or_else(|error| {
            self.failed.borrow_mut().get_or_insert(error);
            false
        })
    }

    /// The pairs that a row may be about: by its DK, else by its SN.
    fn pairs(&self, key: &AnswerKey) -> Result<Vec<i64>, LedgerError> {
        match key {
            AnswerKey::Named { dk, .. } if !dk.is_empty() => self.reader.ids_with_dk(dk),
            AnswerKey::Named { sn: text, .. } => self.reader.ids_with_sn(text),
            AnswerKey::Either(text) => match self.reader.ids_with_dk(text)? {
                none if none.is_empty() => self.reader.ids_with_sn(text),
                found => Ok(found),
            },
        }
    }

    fn finish(self) -> Result<(), LedgerError> {
        self.failed.into_inner().map_or(Ok(()), Err)
    }
}

/// Which exports hold a pair.
type Holding = BTreeMap<i64, Vec<i64>>;

/// The export that holds the most rows; the newest of several.
fn newest_of_most(candidates: &[Vec<i64>], holding: &Holding) -> Option<i64> {
    let mut rows: BTreeMap<i64, usize> = BTreeMap::new();
    for pairs in candidates {
        let exports: BTreeSet<i64> =
            pairs.iter().filter_map(|pair| holding.get(pair)).flatten().copied().collect();
        for export in exports {
            *rows.entry(export).or_default() += 1;
        }
    }
    rows.into_iter().max_by_key(|(export, rows)| (*rows, *export)).map(|(export, _)| export)
}

/// The pair of `export` that a row is about, or why there is none.
fn matched(
    reader: &Reader,
    row: &AnswerRow,
    candidates: &[i64],
    holding: &Holding,
    export: i64,
) -> Result<Result<Pair, AnswerReason>, StationError> {
    if row.key.text().is_empty() {
        return Ok(Err(AnswerReason::Empty));
    }
    let exports = |pair: &i64| holding.get(pair).map(Vec::as_slice).unwrap_or_default();
    // Active pairs only are exported, and of those one has the key: so of an export's pairs, one has it.
    let Some(id) = candidates.iter().copied().find(|pair| exports(pair).contains(&export)) else {
        let others: BTreeSet<i64> = candidates.iter().flat_map(exports).copied().collect();
        return Ok(Err(match (others.is_empty(), candidates.is_empty()) {
            (false, _) => AnswerReason::OtherExport(others.into_iter().collect()),
            (true, false) => AnswerReason::NotInExport,
            (true, true) => AnswerReason::UnknownKey,
        }));
    };
    let pair = reader.pair(id)?.ok_or(LedgerError::NoSuchPair { id })?;
    Ok(match &row.key {
        AnswerKey::Named { sn, .. } if !sn.is_empty() && *sn != pair.sn => Err(AnswerReason::KeysDisagree),
        _ => Ok(pair),
    })
}
