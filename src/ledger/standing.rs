//! How pairs stand at the platform, as sets of ids.
//!
//! A pair stands as the last export that holds it was answered: a newer export makes it wait again, and
//! an answer to an older one changes nothing. Of several answers to that export the last one that is
//! about the pair counts.
//!
//! Exports and answers are ranges of ids, so one sweep from the smallest id to the greatest, over the
//! ranges' ends, gives every set; its cost is in the number of ranges, not of pairs. What it gives holds
//! until the next export or answer, for all readers of the ledger.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{OptionalExtension, Row};

use super::error::LedgerError;
use super::handover::{Platform, PlatformState};
use super::health::Health;
use super::idset::IdSet;
use super::reader::Reader;
use super::types::Pair;

/// Every pair that is in a relation file, by how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Standing {
    asof: AsOf,
    /// All of them.
    pub(super) exported: IdSet,
    waiting: IdSet,
    accepted: IdSet,
    rejected: IdSet,
}

/// The newest export and answer it was worked out from. Both tables only grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct AsOf {
    export: i64,
    answer: i64,
}

/// What all connections of a ledger share: the last standing that was worked out (a window opens a reader
/// for each of its questions), and whether the ledger is whole.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedStanding {
    known: Arc<Mutex<Arc<Standing>>>,
    pub(super) health: Health,
}

impl SharedStanding {
    fn get(&self, asof: AsOf) -> Option<Arc<Standing>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        (known.asof == asof).then(|| Arc::clone(&known))
    }

    /// Keeps the newer one.
    fn put(&self, standing: &Arc<Standing>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.asof < standing.asof {
            *known = Arc::clone(standing);
        }
    }
}

/// A range of ids that something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    /// The export, or the one that is answered.
    export: i64,
    /// The answer, and whether it accepts.
    answer: Option<(i64, bool)>,
    first: i64,
    last: i64,
}

impl Standing {
    fn of(spans: &[Span]) -> Standing {
        // Where something begins or ends to hold, and what.
        let mut edges: Vec<(i64, bool, Span)> = Vec::with_capacity(2 * spans.len());
        for span in spans {
            edges.push((span.first, true, *span));
            edges.push((span.last.saturating_add(1), false, *span));
        }
        edges.sort_unstable();
        let mut standing = Standing::default();
        let (mut exports, mut answers) = (BTreeSet::new(), BTreeSet::new());
        let mut from = i64::MIN;
        for (at, begins, span) in edges {
            if from < at {
                standing.push(from, at - 1, exports.last().copied(), answers.last().copied());
                from = at;
            }
            match (span.answer, begins) {
                (None, true) => drop(exports.insert(span.export)),
                (None, false) => drop(exports.remove(&span.export)),
                (Some((answer, accepts)), true) => drop(answers.insert((span.export, answer, accepts))),
                (Some((answer, accepts)), false) => drop(answers.remove(&(span.export, answer, accepts))),
            }
        }
        standing
    }

    /// Ids that have one last export, and one last answer to the latest of the answered ones.
    fn push(&mut self, first: i64, last: i64, export: Option<i64>, answer: Option<(i64, i64, bool)>) {
        let Some(export) = export else { return };
        self.exported.push(first, last);
        match answer {
            Some((answered, _, accepts)) if answered == export => {
                if accepts { &mut self.accepted } else { &mut self.rejected }.push(first, last);
            }
            _ => self.waiting.push(first, last),
        }
    }

    /// Those of `ids` that stand so; `imported` are all that were imported.
    pub(super) fn narrow(&self, ids: &IdSet, state: PlatformState, imported: &IdSet) -> IdSet {
        match state {
            PlatformState::NotHandedOver => ids.minus(&self.exported).minus(imported),
            PlatformState::Elsewhere => ids.and(imported).minus(&self.exported),
            PlatformState::Waiting => ids.and(&self.waiting),
            PlatformState::Accepted => ids.and(&self.accepted),
            PlatformState::Rejected => ids.and(&self.rejected),
        }
    }
}

impl Reader {
    /// How every pair stands that is in a relation file.
    pub(super) fn standing(&self) -> Result<Arc<Standing>, LedgerError> {
        let newest = |sql| Ok::<_, LedgerError>(self.number(sql, [])?.unwrap_or(0));
        let asof = AsOf {
            export: newest("SELECT max(id) FROM exports")?,
            answer: newest("SELECT max(id) FROM answers")?,
        };
        let known = &mut self.cache.borrow_mut().standing;
        if known.asof != asof {
            *known = match self.shared.get(asof) {
                Some(shared) => shared,
                None => {
                    let worked_out = Arc::new(Standing { asof, ..Standing::of(&self.standing_spans()?) });
                    self.shared.put(&worked_out);
                    worked_out
                }
            };
        }
        Ok(Arc::clone(known))
    }

    fn standing_spans(&self) -> Result<Vec<Span>, LedgerError> {
        let mut spans = Vec::new();
        let exports = "SELECT export, first, last FROM export_pairs";
        let answers = "SELECT a.export, p.first, p.last, a.id, p.accepted FROM answers a JOIN answer_pairs p ON p.answer = a.id";
        let plain = |row: &Row<'_>| {
            Ok(Span { export: row.get(0)?, answer: None, first: row.get(1)?, last: row.get(2)? })
        };
        let answered = |row: &Row<'_>| Ok(Span { answer: Some((row.get(3)?, row.get(4)?)), ..plain(row)? });
        for (sql, read) in
            [(exports, &plain as &dyn Fn(&Row<'_>) -> rusqlite::Result<Span>), (answers, &answered)]
        {
            let mut statement = self.prepare(sql)?;
            let mut found = statement.query([]).map_err(|e| self.name(e))?;
            while let Some(row) = found.next().map_err(|e| self.name(e))? {
                spans.push(read(row).map_err(|e| self.name(e))?);
            }
        }
        Ok(spans)
    }

    /// A pair's row, with what is not in it.
    pub(super) fn with_standing(&self, pair: Pair, standing: &Standing) -> Result<Pair, LedgerError> {
        let id = pair.id;
        if !standing.exported.contains(id) {
            return Ok(pair);
        }
        let platform = if standing.rejected.contains(id) {
            Platform::Rejected(self.rejection(id)?)
        } else if standing.accepted.contains(id) {
            Platform::Accepted
        } else {
            Platform::Waiting
        };
        Ok(Pair { exported: true, platform, ..pair })
    }

    /// Why the platform refused a pair that it last refused.
    fn rejection(&self, pair: i64) -> Result<String, LedgerError> {
        let mut statement = self.prepare(
            "SELECT r.error FROM rejections r JOIN answers a ON a.id = r.answer WHERE r.pair = ? \
             ORDER BY a.export DESC, a.id DESC LIMIT 1",
        )?;
        let error = statement.query_row([pair], |row| row.get(0)).optional().map_err(|e| self.name(e))?;
        Ok(error.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The standing of one id by the rule's own words.
    fn plain(spans: &[Span], id: i64) -> Option<PlatformState> {
        let holds = |span: &&Span| (span.first..=span.last).contains(&id);
        let export = spans.iter().filter(holds).filter(|s| s.answer.is_none()).map(|s| s.export).max()?;
        let answers = spans.iter().filter(holds).filter(|s| s.export == export).filter_map(|s| s.answer);
        Some(match answers.max() {
            None => PlatformState::Waiting,
            Some((_, true)) => PlatformState::Accepted,
            Some((_, false)) => PlatformState::Rejected,
        })
    }

    proptest! {
        #[test]
        fn a_pair_stands_as_its_last_export_was_answered_last(
            exports in prop::collection::vec((0i64..30, 0i64..12), 0..7),
            answers in prop::collection::vec((0usize..7, 0i64..6, 0i64..6, any::<bool>()), 0..9),
        ) {
            let mut spans: Vec<Span> = (1..)
                .zip(&exports)
                .map(|(export, (first, len))| Span { export, answer: None, first: *first, last: first + len })
                .collect();
            for (answer, (of, from, len, accepts)) in (1..).zip(answers) {
                let Some((first, whole)) = exports.get(of) else { continue };
                let (first, last) = (first + from.min(*whole), first + (from + len).min(*whole));
                spans.push(Span { export: of as i64 + 1, answer: Some((answer, accepts)), first, last });
            }
            let standing = Standing::of(&spans);
            for id in -1..45 {
                let within = |set: &IdSet| set.contains(id);
                let found = [
                    (PlatformState::Waiting, &standing.waiting),
                    (PlatformState::Accepted, &standing.accepted),
                    (PlatformState::Rejected, &standing.rejected),
                ];
                let found: Vec<_> = found.into_iter().filter(|(_, set)| within(set)).map(|(s, _)| s).collect();
                let wanted: Vec<_> = plain(&spans, id).into_iter().collect();
                prop_assert_eq!(&found, &wanted, "{}", id);
                prop_assert_eq!(within(&standing.exported), !wanted.is_empty());
            }
        }
    }
}
