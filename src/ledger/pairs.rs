//! Listings of pairs.
//!
//! A filter is worked out to a set of ids by set algebra: the spans give day, shift and order as a
//! few ranges; voided and exported pairs are ranges too, and so is how they stand at the platform; only a search looks keys up, in the
//! claims' own trees. So counting and paging cost the same at the first and at the ten-millionth
//! pair, and the set is kept until the ledger changes.
//!
//! A search costs memory in proportion to what it finds (24 bytes a pair).

use std::collections::BTreeSet;
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
        let day = if filter.shift.is_some() { self.shift_day } else { self.day };
        origin
            && !(filter.only_new && self.is_imported())
            && filter.has_day(day)
            && filter.shift.as_ref().is_none_or(|wanted| *wanted == self.shift)
            && filter.order.as_ref().is_none_or(|wanted| *wanted == self.order)
    }
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
        let made = self.select(&PairFilter::default())?;
        Ok(ids.minus(&made).ranges().next().map(|(first, _)| first))
    }

    /// The ids of the pairs that match.
    fn select(&self, filter: &PairFilter) -> Result<Arc<IdSet>, LedgerError> {
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
        if !filter.search.is_empty() {
            ids = ids.and(&self.search_pairs(&filter.search)?);
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
            "SELECT first, made, day, order_name, shift, shift_day FROM pair_spans ORDER BY first DESC",
        )?;
        let mut found = statement.query([]).map_err(|e| self.name(e))?;
        while let Some(row) = found.next().map_err(|e| self.name(e))? {
            let read = || -> rusqlite::Result<(bool, Span)> {
                let span = Span {
                    first: row.get(0)?,
                    last: next - 1,
                    day: row.get(2)?,
                    order: row.get(3)?,
                    shift: row.get(4)?,
                    shift_day: row.get(5)?,
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
        self.cache.borrow_mut().pairs = PairCache { version, spans, selected: None };
        Ok(())
    }

    /// Pairs whose DK or SN begins with `text` in any letter case: active ones by their claims,
    /// voided ones by their voids.
    fn search_pairs(&self, text: &str) -> Result<IdSet, LedgerError> {
        let mut ids = BTreeSet::new();
        for (table, key) in [("dk_claims", "dk"), ("sn_claims", "sn"), ("voids", "dk"), ("voids", "sn")] {
            let within = format!("FROM {table} WHERE {key} >= ?1 AND {key} < ?1 || char(1114111)");
            let mut select = self.prepare(&format!("SELECT pair {within}"))?;
            for spelling in self.spellings(text, &within)? {
                let found = select
                    .query_map([spelling], |row| row.get::<_, i64>(0))
                    .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
                    .map_err(|e| self.name(e))?;
                ids.extend(found);
            }
        }
        Ok(IdSet::from_ids(ids.into_iter().collect()))
    }

    /// The letter cases of `text` that something begins with. Grown letter by letter, each looked
    /// up, so that it follows what is there instead of trying all 2ⁿ.
    fn spellings(&self, text: &str, within: &str) -> Result<Vec<String>, LedgerError> {
        let mut exists = self.prepare(&format!("SELECT 1 {within} LIMIT 1"))?;
        let mut spellings = vec![String::new()];
        for letter in text.chars() {
            let mut longer = Vec::new();
            for start in &spellings {
                for case in BTreeSet::from([letter.to_ascii_lowercase(), letter.to_ascii_uppercase()]) {
                    let spelling = format!("{start}{case}");
                    if exists.exists([&spelling]).map_err(|e| self.name(e))? {
                        longer.push(spelling);
                    }
                }
            }
            spellings = longer;
        }
        Ok(spellings)
    }
}
