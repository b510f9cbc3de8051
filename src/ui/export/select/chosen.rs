//! What was chosen: a day, a shift, a range, an order, what is new, what the platform rejected.

use crate::ledger::{Origin, PairFilter, PlatformState};
use crate::text::{Text, export as words};

/// Which pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::ui::export) enum What {
    /// Of a day, or of a shift of that day.
    #[default]
    Day,
    /// Of several days.
    Range,
    /// Of an order.
    Order,
    /// All that is in no relation file yet.
    New,
    /// Those the platform rejected.
    Rejected,
    /// Those the old tool made.
    Imported,
}

impl What {
    /// Each with its name, as they stand in the window: in two rows.
    pub(super) const ALL: [(What, Text); 6] = [
        (What::Day, words::WHAT_DAY),
        (What::Range, words::WHAT_RANGE),
        (What::Order, words::WHAT_ORDER),
        (What::New, words::WHAT_NEW),
        (What::Rejected, words::WHAT_REJECTED),
        (What::Imported, words::WHAT_IMPORTED),
    ];
}

/// The choice, with what was filled in for the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) what: What,
    /// The day (yyyymmdd).
    pub(super) day: Option<i32>,
    /// First and last day of the range.
    pub(super) first: Option<i32>,
    pub(super) last: Option<i32>,
    pub(super) shift: Option<String>,
    pub(super) order: Option<String>,
    pub(super) only_new: bool,
}

impl Chosen {
    /// The production day of now, whole.
    pub(super) fn today(today: i32) -> Chosen {
        Chosen {
            what: What::Day,
            day: Some(today),
            first: Some(today),
            last: Some(today),
            shift: None,
            order: None,
            only_new: false,
        }
    }

    /// A day, or one shift of it.
    pub(super) fn quick(&mut self, day: i32, shift: Option<String>) {
        self.what = What::Day;
        self.day = Some(day);
        self.shift = shift;
    }

    /// What is missing or wrong, if something is.
    pub(super) fn fault(&self) -> Option<Text> {
        match self.what {
            What::Range => {
                let backwards = self.first.zip(self.last).is_some_and(|(first, last)| last < first);
                backwards.then_some(words::RANGE_FAULT)
            }
            What::Order => self.order.is_none().then_some(words::ORDER_FAULT),
            What::Day | What::New | What::Rejected | What::Imported => None,
        }
    }

    /// As the ledger takes it.
    pub(super) fn filter(&self) -> PairFilter {
        let order = self.order.clone();
        match self.what {
            What::Day => PairFilter {
                day: self.day,
                production_day: true,
                shift: self.shift.clone(),
                order,
                only_new: self.only_new,
                ..PairFilter::default()
            },
            What::Range => PairFilter {
                day: self.first,
                production_day: true,
                until: self.last,
                shift: self.shift.clone(),
                order,
                only_new: self.only_new,
                ..PairFilter::default()
            },
            What::Order => PairFilter { order, only_new: self.only_new, ..PairFilter::default() },
            What::New => PairFilter { order, only_new: true, ..PairFilter::default() },
            What::Rejected => {
                PairFilter { order, platform: Some(PlatformState::Rejected), ..PairFilter::default() }
            }
            What::Imported => PairFilter { origin: Origin::Imported, ..PairFilter::default() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_asks_for_what_it_says_and_for_nothing_that_was_filled_in_elsewhere() {
        let filled = Chosen {
            first: Some(20_251_101),
            last: Some(20_251_130),
            shift: Some("夜班".into()),
            order: Some("WO1".into()),
            only_new: true,
            ..Chosen::today(20_251_122)
        };
        let none = PairFilter::default();
        let (shift, order) = (Some("夜班".to_owned()), Some("WO1".to_owned()));
        let of_order = PairFilter { order: order.clone(), ..none.clone() };
        let check = |what, expect: PairFilter| {
            assert_eq!(Chosen { what, ..filled.clone() }.filter(), expect, "{what:?}");
        };
        let of_shift = PairFilter { shift, only_new: true, ..of_order.clone() };
        let of_shift = PairFilter { production_day: true, ..of_shift };
        check(What::Day, PairFilter { day: Some(20_251_122), ..of_shift.clone() });
        check(What::Range, PairFilter { day: Some(20_251_101), until: Some(20_251_130), ..of_shift });
        check(What::Order, PairFilter { only_new: true, ..of_order.clone() });
        check(What::New, PairFilter { only_new: true, ..of_order.clone() });
        check(What::Rejected, PairFilter { platform: Some(PlatformState::Rejected), ..of_order });
        check(What::Imported, PairFilter { origin: Origin::Imported, ..none });
    }

    #[test]
    fn what_is_missing_is_named() {
        let check = |what, first, last, order: Option<&str>, expect: Option<Text>| {
            let chosen = Chosen {
                what,
                first: Some(first),
                last: Some(last),
                order: order.map(str::to_owned),
                ..Chosen::today(20_251_122)
            };
            assert_eq!(chosen.fault(), expect, "{what:?} {first} {last} {order:?}");
        };
        check(What::Range, 20_251_101, 20_251_101, None, None);
        check(What::Range, 20_251_102, 20_251_101, None, Some(words::RANGE_FAULT));
        check(What::Day, 20_251_102, 20_251_101, None, None);
        check(What::Order, 20_251_101, 20_251_101, None, Some(words::ORDER_FAULT));
        check(What::Order, 20_251_101, 20_251_101, Some("WO1"), None);
    }
}
