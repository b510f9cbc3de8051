//! Listings of pairs.
//!
//! A filter is worked out to a set of ids by set algebra: the spans give day, shift and order as a
//! few ranges; voided and exported pairs are ranges too, and so is how they stand at the platform; only a
//! search looks at keys, in a file of their own (`search`). So counting and paging cost the same at the first and at the ten-millionth
//! pair, and the set is kept until the ledger changes.
//!
//! A search costs a bit a pair; where all it finds is selected, up to 24 bytes a pair found.

use std::sync::Arc;

use super::error::LedgerError;
use super::idset::IdSet;
use super::reader::Reader;
use super::rows;
use super::types::{Origin, Pair, PairFilter, PairState};

/// What is known of the pairs as of one state of the ledger.
#[derive(Debug, Default)]
pub(super) struct PairCache {
    /// SQLite's `data_version` it holds for.
    version: Option<i64>,
    spans: Vec<Span>,
    /// Every pair's id.
    made: Arc<IdSet>,
    /// The last filter and what it selects.
    selected: Option<(PairFilter, Arc<IdSet>)>,
}

/// A run of made pairs with one context.
#[derive(Debug)]
struct Span {
    first: i64,
    last: i64,
    day: i32,
    order: String,
    operator: String,
    shift: String,
    shift_day: i32,
}

impl Span {
    fn is_imported(&self) -> bool {
        self.order.is_empty()
    }

    fn matches(&self, filter: &PairFilter) -> bool {
        let origin = match filter.origin {
            Origin::Any => true,
            Origin::Made => !self.is_imported(),
            Origin::Imported => self.is_imported(),
        };
        // A shift that passes midnight belongs to the day it began.
        let of_shift = filter.production_day || filter.shift.is_some();
        let day = if of_shift { self.shift_day } else { self.day };
        origin
            && !(filter.only_new && self.is_imported())
            && filter.has_day(day)
            && filter.shift.as_ref().is_none_or(|wanted| *wanted == self.shift)
            && filter.order.as_ref().is_none_or(|wanted| *wanted == self.order)
            && filter.operator.as_ref().is_none_or(|wanted| *wanted == self.operator)
    }
}

/// What a run of pairs has in common, to be searched.
pub(super) struct SpanContext<'a> {
    pub(super) order: &'a str,
    pub(super) operator: &'a str,
}

impl Reader {
    /// How many pairs match.
    pub fn count_pairs(&self, filter: &PairFilter) -> Result<u64, LedgerError> {
        let _snapshot = self.snapshot()?;
        Ok(self.select(filter)?.len())
    }

    /// Pairs that match, newest first, `limit` from `offset` (positions in that listing) on.
    pub fn page_pairs(&self, filter: &PairFilter, offset: u64, limit: u64) -> Result<Vec<Pair>, LedgerError> {
        let _snapshot = self.snapshot()?;
        let ids = self.select(filter)?.page_desc(offset, limit);
        self.pairs_of(ids)
    }

    /// The pairs with these ids, all of which are pairs'.
    pub(super) fn pairs_of(&self, ids: Vec<i64>) -> Result<Vec<Pair>, LedgerError> {
        let standing = self.standing()?;
        let mut statement = self.prepare(&format!("{} WHERE p.id = ?", rows::PAIR))?;
        let mut read = |id| statement.query_row([id], rows::pair).map_err(|e| self.name(e));
        ids.into_iter().map(|id| self.with_standing(read(id)?, &standing)).collect()
    }

    /// Every pair that matches, oldest first, one at a time, in constant memory (with a search: see
    /// above), all from one picture of the ledger. The callback returns false to stop
    /// ([`LedgerError::Cancelled`]).
    pub fn each_pair(
        &self,
        filter: &PairFilter,
        each: &mut dyn FnMut(&Pair) -> bool,
    ) -> Result<(), LedgerError> {
        let _snapshot = self.snapshot()?;
        self.each_of(&*self.select(filter)?, each)
    }

    /// The pairs with these ids, oldest first; false stops.
    pub(super) fn each_of(
        &self,
        ids: &IdSet,
        each: &mut dyn FnMut(&Pair) -> bool,
    ) -> Result<(), LedgerError> {
        let standing = self.standing()?;
        let mut statement =
            self.prepare(&format!("{} WHERE p.id BETWEEN ? AND ? ORDER BY p.id", rows::PAIR))?;
        for (first, last) in ids.ranges() {
            let mut found = statement.query([first, last]).map_err(|e| self.name(e))?;
            while let Some(row) = found.next().map_err(|e| self.name(e))? {
                let pair = rows::pair(row).map_err(|e| self.name(e))?;
                if !each(&self.with_standing(pair, &standing)?) {
                    return Err(LedgerError::Cancelled);
                }
            }
        }
        Ok(())
    }

    /// The first of `ids` that is no pair's.
    pub(super) fn not_made(&self, ids: &IdSet) -> Result<Option<i64>, LedgerError> {
        let _snapshot = self.snapshot()?;
        Ok(ids.minus(&*self.made()?).ranges().next().map(|(first, _)| first))
    }

    /// Who made pairs, or took them over, by name.
    pub fn operators(&self) -> Result<Vec<String>, LedgerError> {
        let sql = "SELECT DISTINCT operator FROM pair_spans WHERE operator <> '' ORDER BY operator";
        let mut statement = self.prepare(sql)?;
        let read = statement.query_map([], |row| row.get(0)).and_then(Iterator::collect);
        read.map_err(|e| self.name(e))
    }

    /// Every pair's id.
    pub(super) fn made(&self) -> Result<Arc<IdSet>, LedgerError> {
        self.refresh_spans()?;
        Ok(Arc::clone(&self.cache.borrow().pairs.made))
    }

    /// Each run of pairs with one context, ascending: first and last id.
    pub(super) fn each_span(
        &self,
        mut each: impl FnMut(i64, i64, SpanContext<'_>),
    ) -> Result<(), LedgerError> {
        self.refresh_spans()?;
        for span in &self.cache.borrow().pairs.spans {
            each(span.first, span.last, SpanContext { order: &span.order, operator: &span.operator });
        }
        Ok(())
    }

    /// The ids of the pairs that match.
    pub(super) fn select(&self, filter: &PairFilter) -> Result<Arc<IdSet>, LedgerError> {
        self.refresh_spans()?;
        if let Some((known, ids)) = &self.cache.borrow().pairs.selected
            && known == filter
        {
            return Ok(Arc::clone(ids));
        }
        let mut ids = IdSet::default();
        for span in &self.cache.borrow().pairs.spans {
            if span.matches(filter) {
                ids.push(span.first, span.last);
            }
        }
        if !filter.search.trim().is_empty() {
            ids = ids.and(&self.searched(&filter.search)?);
        }
        match filter.state {
            PairState::All => {}
            PairState::Active => ids = ids.minus(&*self.voided()?),
            PairState::Voided => ids = ids.and(&*self.voided()?),
        }
        if filter.only_new {
            ids = ids.minus(&self.standing()?.exported);
        }
        if let Some(export) = filter.export {
            ids = ids.and(&self.pairs_of_export(export)?.unwrap_or_default());
        }
        if let Some(state) = filter.platform {
            ids = self.standing()?.narrow(&ids, state, &self.imported()?);
        }
        let ids = Arc::new(ids);
        self.cache.borrow_mut().pairs.selected = Some((filter.clone(), Arc::clone(&ids)));
        Ok(ids)
    }

    /// Every pair that was imported.
    pub(super) fn imported(&self) -> Result<IdSet, LedgerError> {
        self.refresh_spans()?;
        let mut ids = IdSet::default();
        for span in self.cache.borrow().pairs.spans.iter().filter(|span| span.is_imported()) {
            ids.push(span.first, span.last);
        }
        Ok(ids)
    }

    /// Reads the spans again if anything was committed since.
    fn refresh_spans(&self) -> Result<(), LedgerError> {
        let version = self.number("PRAGMA data_version", [])?;
        if version.is_some() && self.cache.borrow().pairs.version == version {
            return Ok(());
        }
        let mut next = self.number("SELECT max(id) FROM pairs", [])?.unwrap_or(0) + 1;
        let mut spans = Vec::new();
        let mut statement = self.prepare(
            "SELECT first, made, day, order_name, operator, shift, shift_day FROM pair_spans ORDER BY first DESC",
        )?;
        let mut found = statement.query([]).map_err(|e| self.name(e))?;
        while let Some(row) = found.next().map_err(|e| self.name(e))? {
            let read = || -> rusqlite::Result<(bool, Span)> {
                let span = Span {
                    first: row.get(0)?,
                    last: next - 1,
                    day: row.get(2)?,
                    order: row.get(3)?,
                    operator: row.get(4)?,
                    shift: row.get(5)?,
                    shift_day: row.get(6)?,
                };
                Ok((row.get(1)?, span))
            };
            let (made, span) = read().map_err(|e| self.name(e))?;
            next = span.first;
            if made {
                spans.push(span);
            }
        }
        spans.reverse();
        let made = IdSet::from_ranges(spans.iter().map(|span| (span.first, span.last)).collect());
        self.cache.borrow_mut().pairs = PairCache { version, spans, made: Arc::new(made), selected: None };
        Ok(())
    }
}
