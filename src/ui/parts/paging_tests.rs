//! A ledger that is a number: row `i` (newest first) of `n` rows is `n - i`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::*;

/// What was asked, in order, and how many rows there are.
#[derive(Default)]
struct Book {
    rows: Cell<u64>,
    asked: RefCell<Vec<(u64, u64)>>,
}

/// A question that looks when it is asked, and answers when it is let.
struct Slow {
    answer: Cell<Option<Result<Answer<u64>, StationError>>>,
    free: Rc<Cell<bool>>,
}

impl Question<u64> for Slow {
    fn poll(&self) -> Option<Result<Answer<u64>, StationError>> {
        self.free.get().then(|| self.answer.take()).flatten()
    }

    fn cancel(&self) {}
}

struct Bench {
    book: Rc<Book>,
    free: Rc<Cell<bool>>,
    paging: Paging<&'static str, u64, Slow>,
}

impl Bench {
    fn with(rows: u64) -> Bench {
        let book = Rc::new(Book::default());
        book.rows.set(rows);
        Bench { book, free: Rc::new(Cell::new(true)), paging: Paging::new("") }
    }

    /// A frame in which these rows are visible; gives what was shown.
    fn frame(&mut self, visible: std::ops::Range<u64>) -> Vec<Option<u64>> {
        self.paging.take().unwrap();
        let shown = visible.map(|i| self.paging.row(i).copied()).collect();
        let (book, free) = (self.book.clone(), self.free.clone());
        self.paging.ask(|_, offset, limit| {
            book.asked.borrow_mut().push((offset, limit));
            let n = book.rows.get();
            let rows = (offset..n.min(offset + limit)).map(|i| n - i).collect();
            Slow { answer: Cell::new(Some(Ok(Answer::whole(n, rows)))), free: free.clone() }
        });
        shown
    }

    fn settle(&mut self, visible: std::ops::Range<u64>) -> Vec<Option<u64>> {
        for _ in 0..6 {
            self.frame(visible.clone());
        }
        self.frame(visible)
    }

    fn asked(&self) -> Vec<u64> {
        self.book.asked.take().into_iter().map(|(offset, _)| offset).collect()
    }
}

fn rows(n: u64, visible: std::ops::Range<u64>) -> Vec<Option<u64>> {
    visible.map(|i| Some(n - i)).collect()
}

#[test]
fn only_what_is_visible_and_its_neighbours_are_asked() {
    let check = |visible: std::ops::Range<u64>, expected: &[u64]| {
        let mut bench = Bench::with(1_000_000);
        bench.settle(0..20);
        bench.asked();
        assert_eq!(bench.settle(visible.clone()), rows(1_000_000, visible.clone()));
        assert_eq!(bench.asked(), expected, "{visible:?}");
    };
    check(0..20, &[]);
    check(190..210, &[400]);
    check(500_000..500_020, &[500_000, 500_200, 499_800]);
    check(999_990..1_000_000, &[999_800, 999_600]);
}

#[test]
fn a_dragged_scroll_bar_asks_no_more_than_two_at_once() {
    let mut bench = Bench::with(1_000_000);
    bench.settle(0..20);
    bench.asked();
    bench.free.set(false);
    for step in 1..100u64 {
        bench.frame(step * 9_000..step * 9_000 + 20);
    }
    assert_eq!(bench.asked().len(), AT_ONCE);
}

#[test]
fn rows_that_come_in_above_move_the_rest_down() {
    let mut bench = Bench::with(1_000);
    bench.settle(300..320);
    bench.book.rows.set(1_003);
    bench.paging.refresh();
    assert_eq!(bench.settle(300..320), rows(1_003, 300..320));
    assert_eq!(bench.paging.take_shift(), 3);
    assert_eq!(bench.frame(303..323), rows(1_000, 300..320), "what was read stands three rows lower");
    assert_eq!(bench.paging.take_shift(), 0);
}

#[test]
fn what_was_shown_stays_until_its_replacement_is_there() {
    let mut bench = Bench::with(1_000);
    bench.settle(0..20);
    bench.free.set(false);
    bench.book.rows.set(1_001);
    bench.paging.refresh();
    assert_eq!(bench.frame(0..20), rows(1_000, 0..20));
    bench.free.set(true);
    assert_eq!(bench.settle(0..20), rows(1_001, 0..20));
}

#[test]
fn a_line_faster_than_the_answers_does_not_starve_the_table() {
    let mut bench = Bench::with(1_000);
    for n in 1_000..1_050 {
        bench.book.rows.set(n);
        bench.paging.refresh();
        bench.frame(0..20);
    }
    assert!(bench.frame(0..20).iter().all(Option::is_some));
    assert_eq!(bench.settle(0..20), rows(1_049, 0..20));
}

#[test]
fn answers_to_an_earlier_filter_are_dropped() {
    let mut bench = Bench::with(1_000);
    bench.settle(0..20);
    bench.free.set(false);
    bench.paging.refresh();
    bench.frame(0..20);
    bench.book.rows.set(10);
    assert!(bench.paging.set_filter(&"VDR"));
    assert!(!bench.paging.set_filter(&"VDR"));
    bench.free.set(true);
    assert_eq!(bench.paging.total(), None);
    assert_eq!(bench.frame(0..10), vec![None; 10], "rows of another filter are not shown");
    assert_eq!(bench.settle(0..10), rows(10, 0..10));
    assert_eq!(bench.paging.total(), Some(10));
}

#[test]
fn a_listing_that_shrinks_is_asked_again() {
    let mut bench = Bench::with(1_000);
    bench.settle(0..20);
    bench.book.rows.set(999);
    bench.paging.refresh();
    assert_eq!(bench.settle(0..20), rows(999, 0..20));
    assert_eq!((bench.paging.total(), bench.paging.take_shift()), (Some(999), 0));
}

#[test]
fn an_error_is_given_once_and_asked_again_only_when_told() {
    let mut paging: Paging<(), u64, Slow> = Paging::new(());
    let asked = Cell::new(0);
    let fail = |paging: &mut Paging<(), u64, Slow>| {
        paging.ask(|(), _, _| {
            asked.set(asked.get() + 1);
            let answer = Cell::new(Some(Err(StationError::Stopped)));
            Slow { answer, free: Rc::new(Cell::new(true)) }
        });
    };
    fail(&mut paging);
    assert!(paging.take().is_err());
    fail(&mut paging);
    assert!(paging.take().is_ok());
    assert_eq!(asked.get(), 1);
    paging.refresh();
    fail(&mut paging);
    assert_eq!(asked.get(), 2);
}

#[test]
fn an_empty_listing_is_known_to_be_empty() {
    let mut bench = Bench::with(0);
    bench.settle(0..0);
    assert_eq!(bench.paging.total(), Some(0));
    assert_eq!(bench.asked().len(), 1, "nothing is asked again and again");
}

#[test]
fn a_partial_answer_is_shown_and_asked_again_until_it_is_whole() {
    let answers: [(u64, Option<u64>); 4] = [(0, Some(10)), (3, Some(50)), (250, Some(90)), (420, None)];
    let mut paging: Paging<(), u64, Slow> = Paging::new(());
    let mut next = answers.iter();
    let mut asked = Vec::new();
    for _ in 0..answers.len() + 3 {
        paging.take().unwrap();
        // What was found stays where it is: newer ones are found first.
        for index in 0..20 {
            let there = paging.total().unwrap_or(0);
            assert_eq!(paging.row(index).copied(), (index < there).then_some(1_000 - index));
        }
        paging.ask(|(), offset, limit| {
            asked.push(offset);
            let (total, part) = *next.next().unwrap_or(&answers[3]);
            let rows = (offset..total.min(offset + limit)).map(|i| 1_000 - i).collect();
            let part = part.map(|pairs| Searched { pairs, of: 100 });
            let answer = Answer { total, rows, part, trouble: None };
            Slow { answer: Cell::new(Some(Ok(answer))), free: Rc::new(Cell::new(true)) }
        });
    }
    assert_eq!((paging.total(), paging.part(), paging.take_shift()), (Some(420), None, 0));
    assert_eq!(asked.iter().filter(|offset| **offset == 0).count(), 4, "{asked:?}");
}
