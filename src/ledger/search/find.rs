//! Asking: a reader's search, from what was typed to a page of pairs.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::hits::Hits;
use super::scan::{Piece, Scan};
use super::words::{Needs, Words};
use super::{Plan, Search, pieces};
use crate::ledger::error::LedgerError;
use crate::ledger::idset::IdSet;
use crate::ledger::reader::Reader;
use crate::ledger::types::{FoundPairs, PairFilter, Searched, Wait};

/// Between two looks at what was found: at first short, because the first page mostly is there.
const LOOKS: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(20));

/// A search as one reader sees it, in its picture of the ledger.
struct Hunt<'r> {
    reader: &'r Reader,
    search: Option<&'r Arc<Search>>,
    scan: Arc<Scan>,
    needs: Needs,
    made: Arc<IdSet>,
    /// Pairs whose order and operator have all the words.
    given: IdSet,
    /// Pairs whose keys are to be searched.
    wanted: IdSet,
    /// Why the search file cannot be written.
    trouble: Option<String>,
}

/// What was found so far.
struct Look {
    /// Exact for every pair from `floor` on.
    found: Arc<Hits>,
    /// The first id from which on everything was searched; `None`: all was.
    floor: Option<i64>,
}

impl Reader {
    /// How many pairs match, and one page of them, newest first; `limit` from `offset` on. A search
    /// may answer before it has been through all pairs, see [`Wait`]: then the page and the count are of
    /// those it has been through, the newest.
    pub fn find_pairs(
        &self,
        filter: &PairFilter,
        offset: u64,
        limit: u64,
        wait: &Wait<'_>,
    ) -> Result<FoundPairs, LedgerError> {
        let _snapshot = self.snapshot()?;
        let rest = PairFilter { search: String::new(), ..filter.clone() };
        let selected = self.select(&rest)?;
        let words = Words::of(&filter.search);
        if words.is_empty() {
            let pairs = self.pairs_of(selected.page_desc(offset, limit))?;
            return Ok(FoundPairs { total: selected.len(), pairs, searched: None, trouble: None });
        }
        let mut hunt = Hunt::begin(self, words)?;
        let begun = Instant::now();
        let mut pause = LOOKS.0;
        loop {
            let look = hunt.look()?;
            let known = IdSet::range(look.floor.unwrap_or(i64::MIN), i64::MAX);
            let within = selected.and(&known);
            let total = look.found.count(&within);
            let full = wait.page_only && total >= offset.saturating_add(limit);
            if look.floor.is_none() || full || begun.elapsed() >= wait.at_most {
                let part = |_| Searched { pairs: hunt.made.and(&known).len(), of: hunt.made.len() };
                let searched = look.floor.map(part);
                let pairs = self.pairs_of(look.found.page_desc(&within, offset, limit))?;
                return Ok(FoundPairs { total, pairs, searched, trouble: hunt.trouble });
            }
            if (wait.cancelled)() {
                return Err(LedgerError::Cancelled);
            }
            hunt.rest(pause);
            pause = (pause * 2).min(LOOKS.1);
        }
    }

    /// Every pair in which the words of `typed` are.
    pub(in crate::ledger) fn searched(&self, typed: &str) -> Result<IdSet, LedgerError> {
        let mut hunt = Hunt::begin(self, Words::of(typed))?;
        loop {
            let look = hunt.look()?;
            if look.floor.is_none() {
                return Ok(look.found.to_set());
            }
            hunt.rest(LOOKS.1);
        }
    }
}

impl<'r> Hunt<'r> {
    fn begin(reader: &'r Reader, words: Words) -> Result<Hunt<'r>, LedgerError> {
        let made = reader.made()?;
        let mut needs = Needs::default();
        reader.each_span(|first, last, context| {
            needs.push(first, last, words.lacking(context.order, context.operator));
        })?;
        let search = reader.search();
        let scan = match search {
            Some(search) => search.scan(words),
            None => Arc::new(Scan::new(words, None, reader.path())),
        };
        let trouble = search.and_then(|search| search.trouble());
        let (given, wanted) = (needs.ids(true), needs.ids(false));
        Ok(Hunt { reader, search, scan, needs, made, given, wanted, trouble })
    }

    /// What was found by now.
    fn look(&mut self) -> Result<Look, LedgerError> {
        self.feed()?;
        let stand = self.scan.stand()?;
        let open = self.wanted.minus(&stand.searched);
        let mut found = stand.found;
        for (first, last) in self.given.ranges() {
            Arc::make_mut(&mut found).insert(first, last);
        }
        let floor = open.ranges().next_back().map(|(_, last)| last.saturating_add(1));
        Ok(Look { found, floor })
    }

    /// Gives the search what it was not given yet and what can be read by now.
    fn feed(&mut self) -> Result<(), LedgerError> {
        if let Some(search) = self.search {
            search.start_over_if_damaged();
        }
        let open = self.scan.open(&self.wanted);
        if open.len() == 0 {
            return Ok(());
        }
        let plan = match self.search {
            Some(search) => search.plan(&open, &self.made, self.reader)?,
            None => Plan { few: open, ..Plan::default() },
        };
        self.trouble = plan.trouble;
        for (first, last) in pieces(&plan.few).into_iter().rev() {
            self.scan.look_at(self.reader, &self.piece(first, last))?;
        }
        let blocks = plan.blocks.into_iter();
        let mut given: Vec<Piece> = blocks
            .map(|(place, first, last)| Piece { place: Some(place), ..self.piece(first, last) })
            .collect();
        given.extend(pieces(&plan.slow).into_iter().map(|(first, last)| self.piece(first, last)));
        self.scan.add(given);
        Ok(())
    }

    fn piece(&self, first: i64, last: i64) -> Piece {
        Piece { first, last, place: None, needs: self.needs.within(first, last) }
    }

    /// Lets the search go on for a while, or the file be written.
    fn rest(&self, pause: Duration) {
        if !self.scan.wait(pause) {
            std::thread::sleep(pause.min(Duration::from_millis(2)));
        }
    }
}
