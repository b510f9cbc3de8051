//! The rows of a long table, asked from the ledger page by page as they become visible.
//!
//! * Only the pages that are visible, and the ones beside them, are asked; at most [`AT_ONCE`] at a
//!   time, so that dragging a scroll bar through a million rows starts no thousand questions.
//! * Listings are newest first, so a new row moves all others down. Kept pages move with them, and
//!   [`Paging::take_shift`] tells the table how far, so that what one reads stays where it is.
//! * An answer to an earlier filter is dropped. An answer from before the last change of the ledger
//!   is shown until its replacement is there: a fast line does not starve the table.
//! * An answer may be partial, while a search is under way ([`Answer::part`]): it is shown, and asked again
//!   until it is whole. What comes then comes below, so nothing moves.

use crate::ledger::{FoundPairs, Pair, Searched};
use crate::station::{StationError, Task};

/// Rows asked at a time.
pub const PAGE: u64 = 200;
/// Questions under way at most.
pub const AT_ONCE: usize = 2;
/// Pages kept at most; the farthest from what is visible go first.
const KEPT: usize = 12;

/// One page of an answer.
pub struct Answer<T> {
    /// Rows in all; of a partial answer, so far.
    pub total: u64,
    /// The rows asked for.
    pub rows: Vec<T>,
    /// How far a search that is still under way has come; `None`: the answer is whole.
    pub part: Option<Searched>,
    /// What made the search a slow one.
    pub trouble: Option<String>,
}

impl<T> Answer<T> {
    /// A whole answer.
    pub fn whole(total: u64, rows: Vec<T>) -> Answer<T> {
        Answer { total, rows, part: None, trouble: None }
    }
}

/// A question under way: a [`Task`], or a test's own.
pub trait Question<T> {
    /// The answer, once.
    fn poll(&self) -> Option<Result<Answer<T>, StationError>>;
    /// Nobody waits for it any more.
    fn cancel(&self);
}

impl<T> Question<T> for Task<(u64, Vec<T>)> {
    fn poll(&self) -> Option<Result<Answer<T>, StationError>> {
        Task::poll(self).map(|answer| answer.map(|(total, rows)| Answer::whole(total, rows)))
    }

    fn cancel(&self) {
        Task::cancel(self);
    }
}

impl Question<Pair> for Task<FoundPairs> {
    fn poll(&self) -> Option<Result<Answer<Pair>, StationError>> {
        let answer = Task::poll(self)?;
        Some(answer.map(|FoundPairs { total, pairs, searched, trouble }| Answer {
            total,
            rows: pairs,
            part: searched,
            trouble,
        }))
    }

    fn cancel(&self) {
        Task::cancel(self);
    }
}

/// Rows behind a filter. In each frame: [`Paging::take`], [`Paging::row`] for what is visible,
/// [`Paging::ask`].
pub struct Paging<F, T, Q = Task<(u64, Vec<T>)>> {
    filter: F,
    /// Rows in all: of this filter if `settled`, else of the one before.
    total: Option<u64>,
    settled: bool,
    /// The newest answer was partial.
    part: Option<Searched>,
    trouble: Option<String>,
    pages: Vec<Page<T>>,
    asked: Vec<Asked<Q>>,
    /// Grows with each [`Paging::refresh`].
    epoch: u64,
    /// Grows with each question.
    serial: u64,
    /// Serial of the newest question answered.
    answered: u64,
    visible: Option<(u64, u64)>,
    shift: u64,
    failed: bool,
}

struct Page<T> {
    /// Position of its first row.
    first: u64,
    rows: Vec<T>,
    /// Of the current epoch, and at the position it was asked for.
    fresh: bool,
}

struct Asked<Q> {
    first: u64,
    epoch: u64,
    serial: u64,
    question: Q,
}

impl<F: Clone + PartialEq, T, Q: Question<T>> Paging<F, T, Q> {
    /// Rows behind this filter; nothing is asked yet.
    pub fn new(filter: F) -> Self {
        Paging {
            filter,
            total: None,
            settled: false,
            part: None,
            trouble: None,
            pages: Vec::new(),
            asked: Vec::new(),
            epoch: 0,
            serial: 0,
            answered: 0,
            visible: None,
            shift: 0,
            failed: false,
        }
    }

    /// Another filter: what was asked is dropped. True if it is another one.
    pub fn set_filter(&mut self, filter: &F) -> bool {
        if self.filter == *filter {
            return false;
        }
        self.filter = filter.clone();
        self.asked.drain(..).for_each(|asked| asked.question.cancel());
        self.pages.clear();
        self.settled = false;
        self.part = None;
        self.trouble = None;
        self.shift = 0;
        self.refresh();
        true
    }

    /// The ledger has changed (or an error is to be tried again): everything visible is asked anew.
    pub fn refresh(&mut self) {
        self.epoch += 1;
        self.failed = false;
        self.pages.iter_mut().for_each(|page| page.fresh = false);
    }

    /// The filter.
    pub fn filter(&self) -> &F {
        &self.filter
    }

    /// Rows in all; `None` before the first answer to this filter.
    pub fn total(&self) -> Option<u64> {
        self.total.filter(|_| self.settled)
    }

    /// How far the search has come whose rows these are; `None`: they are all there.
    pub fn part(&self) -> Option<Searched> {
        self.part
    }

    /// What made the search a slow one.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Rows to leave room for: those of the filter before, until the first answer.
    pub fn room(&self) -> u64 {
        self.total.unwrap_or(0)
    }

    /// How many rows came in above since this was asked last.
    pub fn take_shift(&mut self) -> u64 {
        std::mem::take(&mut self.shift)
    }

    /// Takes what has come. An error is given once, and nothing more is asked until
    /// [`Paging::refresh`] or another filter.
    pub fn take(&mut self) -> Result<(), StationError> {
        let mut failure = None;
        for at in (0..self.asked.len()).rev() {
            let Some(answer) = self.asked[at].question.poll() else { continue };
            let asked = self.asked.swap_remove(at);
            match answer {
                Ok(answer) => self.arrived(&asked, answer),
                Err(error) => failure = Some(error),
            }
        }
        match failure {
            None => Ok(()),
            Some(error) => {
                self.failed = true;
                Err(error)
            }
        }
    }

    fn arrived(&mut self, asked: &Asked<Q>, answer: Answer<T>) {
        let Answer { total, rows, part, trouble } = answer;
        let known = self.total();
        let late = asked.serial < self.answered;
        self.answered = self.answered.max(asked.serial);
        let fresh = asked.epoch == self.epoch && part.is_none();
        let mut page = Page { first: asked.first, rows, fresh };
        match known {
            // More was found, and it is all below what is there.
            Some(known) if part.is_some() || self.part.is_some() => {
                self.total = Some(if part.is_none() { total } else { known.max(total) });
            }
            Some(known) if late => {
                // It looked at the ledger before the newest answer did.
                page.first += known.saturating_sub(total);
                page.fresh &= known == total;
            }
            Some(known) if known != total => {
                let came = total.saturating_sub(known);
                self.shift += came;
                for page in &mut self.pages {
                    page.first += came;
                    page.fresh = false;
                }
                self.total = Some(total);
            }
            _ => self.total = Some(total),
        }
        self.settled = true;
        if !late || part.is_none() {
            self.part = part;
            self.trouble = trouble;
        }
        self.pages.retain(|old| old.first != page.first);
        self.pages.push(page);
        self.forget_far_pages();
    }

    fn forget_far_pages(&mut self) {
        let middle = self.visible.map_or(0, |(low, high)| (low + high) / 2);
        while self.pages.len() > KEPT {
            let far = self.pages.iter().enumerate().max_by_key(|(_, page)| page.first.abs_diff(middle));
            if let Some((at, _)) = far {
                self.pages.swap_remove(at);
            }
        }
    }

    /// The row at a position, if it is there. Asking for it marks it as visible.
    pub fn row(&mut self, index: u64) -> Option<&T> {
        self.visible =
            Some(self.visible.map_or((index, index), |(low, high)| (low.min(index), high.max(index))));
        self.peek(index)
    }

    /// The row at a position, if it is there, without wanting it.
    pub fn peek(&self, index: u64) -> Option<&T> {
        let holds =
            |page: &&Page<T>| index.checked_sub(page.first).is_some_and(|at| at < page.rows.len() as u64);
        let pages = || self.pages.iter().filter(holds);
        let page = pages().find(|page| page.fresh).or_else(|| pages().next())?;
        page.rows.get(usize::try_from(index - page.first).ok()?)
    }

    /// A row that is kept, by what it is.
    pub fn find(&self, is: impl Fn(&T) -> bool) -> Option<&T> {
        let fresh_first = self.pages.iter().filter(|p| p.fresh).chain(&self.pages);
        fresh_first.flat_map(|page| &page.rows).find(|row| is(row))
    }

    /// Asks (`ask(filter, offset, limit)`) for what was visible in this frame and is not there, then
    /// for what lies beside it.
    pub fn ask(&mut self, mut ask: impl FnMut(F, u64, u64) -> Q) {
        let visible = self.visible.take();
        if self.failed {
            return;
        }
        for first in self.wanted(visible) {
            if self.asked.len() >= AT_ONCE {
                break;
            }
            let under_way = self.asked.iter().any(|a| a.first == first && a.epoch == self.epoch);
            let there = self.pages.iter().any(|page| page.first == first && page.fresh);
            if under_way || there {
                continue;
            }
            self.serial += 1;
            let question = ask(self.filter.clone(), first, PAGE);
            self.asked.push(Asked { first, epoch: self.epoch, serial: self.serial, question });
        }
    }

    /// First rows of the pages wanted, the most wanted first.
    fn wanted(&self, visible: Option<(u64, u64)>) -> Vec<u64> {
        let (low, high) = visible.unwrap_or((0, 0));
        let (low, high) = (low / PAGE, high / PAGE);
        let mut pages: Vec<u64> = (low..=high).take(AT_ONCE * 2).collect();
        if let Some(total) = self.total().filter(|_| visible.is_some()) {
            let last = total.saturating_sub(1) / PAGE;
            pages.extend((high < last).then_some(high + 1));
            pages.extend(low.checked_sub(1));
            pages.retain(|page| *page <= last);
        }
        pages.into_iter().map(|page| page * PAGE).collect()
    }

    /// Nothing is under way, and nothing was left out.
    pub fn is_idle(&self) -> bool {
        self.asked.is_empty()
    }
}

#[cfg(test)]
#[path = "paging_tests.rs"]
mod tests;
