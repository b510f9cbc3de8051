//! What is looked for among the pairs: fields above the table, chips for what is in force.

use egui::Ui;

use crate::ledger::{Origin, PairFilter, PairState, PlatformState};
use crate::station::Task;
use crate::text::{common, parts, platform as platform_words, records as words};
use crate::ui::cx::Cx;
use crate::ui::parts::known_orders::{choices, shift_choices};
use crate::ui::parts::{KnownOrders, pick, pick_day, shape};
use crate::ui::platform;
use crate::ui::widgets::{self, Look, button, chip};
use crate::ui::words::shift_name;

/// How pairs may stand at the platform, as they are chosen from.
const STANDINGS: [PlatformState; 5] = [
    PlatformState::NotHandedOver,
    PlatformState::Waiting,
    PlatformState::Accepted,
    PlatformState::Rejected,
    PlatformState::Elsewhere,
];

/// The filter, and what it can be chosen from.
#[derive(Default)]
pub(super) struct Filters {
    /// As typed.
    search: String,
    rest: PairFilter,
    orders: KnownOrders,
    operators: KnownOperators,
}

impl Filters {
    /// As the ledger takes it.
    pub(super) fn filter(&self) -> PairFilter {
        let search = self.search.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut rest = self.rest.clone();
        if let (Some(day), Some(until)) = (rest.day, rest.until) {
            // Whichever was chosen first.
            (rest.day, rest.until) = (Some(day.min(until)), Some(day.max(until)));
        }
        PairFilter { search, ..rest }
    }

    /// Something is looked for.
    pub(super) fn is_any(&self) -> bool {
        self.filter() != PairFilter::default()
    }

    /// Looks for this, and for nothing else.
    pub(super) fn set(&mut self, filter: PairFilter) {
        self.search = filter.search.clone();
        self.rest = PairFilter { search: String::new(), ..filter };
    }

    /// Nothing is looked for any more.
    pub(super) fn clear(&mut self) {
        self.search.clear();
        self.rest = PairFilter::default();
    }

    /// Asks again which orders there are.
    pub(super) fn refresh(&mut self, cx: &Cx<'_>) {
        self.orders.refresh(cx);
        self.operators.refresh(cx);
    }

    /// Draws it; true when it has changed.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        self.orders.take(cx);
        self.operators.take(cx);
        let before = self.filter();
        ui.horizontal_wrapped(|ui| {
            let hint = cx.t(words::SEARCH_HINT);
            widgets::search_field(ui, cx.colours, &mut self.search, hint);
            self.days(ui, cx);
            self.picks(ui, cx);
        });
        if self.is_any() {
            ui.horizontal_wrapped(|ui| self.chips(ui, cx));
        }
        self.filter() != before
    }

    /// A day, or from one to another.
    fn days(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        pick_day(ui, cx, cx.t(parts::DAY), &mut self.rest.day, Some(cx.t(parts::ALL_DAYS)));
        if self.rest.day.is_some() {
            pick_day(ui, cx, cx.t(words::UNTIL), &mut self.rest.until, Some(cx.t(words::SAME_DAY)));
        } else {
            self.rest.until = None;
        }
    }

    fn picks(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let all = cx.t(common::ALL);
        let shifts = shift_choices(cx, all);
        pick(ui, cx.colours, cx.t(parts::SHIFT), &mut self.rest.shift, &shifts);
        pick(ui, cx.colours, cx.t(parts::ORDER), &mut self.rest.order, &self.orders.choices(all));
        let operators = choices(all, self.operators.names.iter());
        pick(ui, cx.colours, cx.t(parts::OPERATOR), &mut self.rest.operator, &operators);
        let states = [
            (PairState::All, cx.t(common::ALL).to_owned()),
            (PairState::Active, cx.t(words::ACTIVE).to_owned()),
            (PairState::Voided, cx.t(words::VOIDED).to_owned()),
        ];
        pick(ui, cx.colours, cx.t(parts::STATE), &mut self.rest.state, &states);
        let mut standings = vec![(None, all.to_owned())];
        standings.extend(STANDINGS.map(|of| (Some(of), cx.t(platform::state(of)).to_owned())));
        pick(ui, cx.colours, cx.t(platform_words::PLATFORM), &mut self.rest.platform, &standings);
    }

    fn chips(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let remove = cx.t(common::REMOVE_FILTER);
        let gone = |ui: &mut Ui, name: crate::text::Text, value: &str| {
            chip(ui, cx.colours, &parts::chip(cx.lang, cx.t(name), value), remove)
        };
        if !self.search.trim().is_empty() && gone(ui, common::SEARCH, &self.filter().search) {
            self.search.clear();
        }
        if let Some(day) = self.rest.day
            && gone(ui, parts::DAY, &self.days_named(cx, day))
        {
            self.rest.day = None;
            self.rest.until = None;
        }
        if self.rest.shift.as_ref().is_some_and(|shift| gone(ui, parts::SHIFT, shift_name(cx.lang, shift))) {
            self.rest.shift = None;
        }
        if self.rest.order.as_ref().is_some_and(|order| gone(ui, parts::ORDER, order)) {
            self.rest.order = None;
        }
        if self.rest.operator.as_ref().is_some_and(|operator| gone(ui, parts::OPERATOR, operator)) {
            self.rest.operator = None;
        }
        let state = match self.rest.state {
            PairState::All => None,
            PairState::Active => Some(words::ACTIVE),
            PairState::Voided => Some(words::VOIDED),
        };
        if state.is_some_and(|state| gone(ui, parts::STATE, cx.t(state))) {
            self.rest.state = PairState::All;
        }
        let origin = match self.rest.origin {
            Origin::Any => None,
            Origin::Made => Some(words::MADE),
            Origin::Imported => Some(words::IMPORTED),
        };
        if origin.is_some_and(|origin| gone(ui, words::ORIGIN, cx.t(origin))) {
            self.rest.origin = Origin::Any;
        }
        let standing = self.rest.platform.map(platform::state);
        if standing.is_some_and(|standing| gone(ui, platform_words::PLATFORM, cx.t(standing))) {
            self.rest.platform = None;
        }
        if let Some(export) = self.rest.export
            && gone(ui, words::IN_EXPORT, &format!("#{export}"))
        {
            self.rest.export = None;
        }
        if button(ui, cx.colours, Look::Secondary, cx.t(parts::CLEAR_FILTERS)) {
            self.clear();
        }
    }
    /// The day in force, or both.
    fn days_named(&self, cx: &Cx<'_>, day: i32) -> String {
        match self.rest.until {
            None => shape::day(day),
            Some(until) => words::days(cx.lang, &shape::day(day.min(until)), &shape::day(day.max(until))),
        }
    }
}

/// The operators who made pairs, to choose from.
#[derive(Default)]
struct KnownOperators {
    names: Vec<String>,
    asked: Option<Task<Vec<String>>>,
}

impl KnownOperators {
    /// Asks again. What was known stays until the answer.
    fn refresh(&mut self, cx: &Cx<'_>) {
        self.asked = Some(cx.desk.operators());
    }

    fn take(&mut self, cx: &mut Cx<'_>) {
        let Some(answer) = self.asked.as_ref().and_then(Task::poll) else { return };
        self.asked = None;
        match answer {
            Ok(names) => self.names = names,
            Err(error) => cx.error(&error),
        }
    }
}
