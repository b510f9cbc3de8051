//! Which time, shift, order and operator.

use egui::Ui;

use crate::station::clock::shift_at;
use crate::station::numbers::NumbersSelection;
use crate::text::{Text, common, numbers as words, parts};
use crate::ui::cx::Cx;
use crate::ui::parts::known_orders::shift_choices;
use crate::ui::parts::{KnownOrders, day, pick, pick_day};
use crate::ui::widgets::{Look, button, segmented};

/// How long a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Period {
    #[default]
    Day,
    Week,
    Month,
}

impl Period {
    const ALL: [(Period, Text); 3] = [
        (Period::Day, words::ONE_DAY),
        (Period::Week, words::SEVEN_DAYS),
        (Period::Month, words::THIRTY_DAYS),
    ];

    fn days(self) -> i64 {
        match self {
            Period::Day => 1,
            Period::Week => 7,
            Period::Month => 30,
        }
    }
}

/// What is chosen.
#[derive(Default)]
pub(super) struct Select {
    period: Period,
    /// `None` = today's, whichever that is.
    last: Option<i32>,
    shift: Option<String>,
    order: Option<String>,
    orders: KnownOrders,
}

/// Today's production day.
pub(in crate::ui) fn today(cx: &Cx<'_>) -> i32 {
    shift_at(&cx.settings.shifts, cx.clock.stamp(cx.clock.now())).1
}

impl Select {
    /// As the station takes it.
    pub(super) fn selection(&self, cx: &Cx<'_>) -> NumbersSelection {
        let to = self.last.unwrap_or_else(|| today(cx));
        let from = day::step(to, 1 - self.period.days()).unwrap_or(to);
        NumbersSelection { from, to, shift: self.shift.clone(), order: self.order.clone(), operator: None }
    }

    /// Asks again which orders there are.
    pub(super) fn refresh(&mut self, cx: &Cx<'_>) {
        self.orders.refresh(cx);
    }

    /// Takes the answer.
    pub(super) fn take(&mut self, cx: &mut Cx<'_>) {
        self.orders.take(cx);
    }

    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            let periods = Period::ALL.map(|(period, name)| (period, cx.t(name)));
            segmented(ui, cx.colours, cx.t(words::PERIOD), &mut self.period, &periods);
            let (today, mut last) = (today(cx), Some(self.selection(cx).to));
            if button(ui, cx.colours, Look::Secondary, cx.t(words::EARLIER)) {
                last = last.and_then(|to| day::step(to, -self.period.days()));
            }
            let name = if self.period == Period::Day { words::DAY } else { words::LAST_DAY };
            pick_day(ui, cx, cx.t(name), &mut last, None);
            ui.add_enabled_ui(last.is_some_and(|to| to < today), |ui| {
                if button(ui, cx.colours, Look::Secondary, cx.t(words::LATER)) {
                    last = last.and_then(|to| day::step(to, self.period.days()));
                }
            });
            // Today stays today when the day ends.
            self.last = last.filter(|to| *to < today);
            let shifts = shift_choices(cx, cx.t(words::EVERY_SHIFT));
            pick(ui, cx.colours, cx.t(parts::SHIFT), &mut self.shift, &shifts);
            let orders = self.orders.choices(cx.t(common::ALL));
            pick(ui, cx.colours, cx.t(parts::ORDER), &mut self.order, &orders);
        });
    }
}
