//! Which of many orders are listed: those of a state, those of a name.

use egui::Ui;

use super::state_word;
use crate::ledger::{OrderRecord, OrderState};
use crate::text::orders as words;
use crate::ui::cx::Cx;
use crate::ui::parts::pick;
use crate::ui::widgets;

/// What is looked for.
#[derive(Debug, Default)]
pub(super) struct Filters {
    state: Option<OrderState>,
    search: String,
}

impl Filters {
    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            widgets::search_field(ui, cx.colours, &mut self.search, cx.t(words::SEARCH_HINT));
            let mut states = vec![(None, cx.t(words::ALL_STATES).to_owned())];
            for state in [OrderState::Open, OrderState::Prepared, OrderState::Closed] {
                states.push((Some(state), cx.t(state_word(state)).to_owned()));
            }
            pick(ui, cx.colours, cx.t(words::STATE), &mut self.state, &states);
        });
    }

    /// The orders that are listed, in their order.
    pub(super) fn of<'r>(&self, records: &'r [OrderRecord]) -> Vec<&'r OrderRecord> {
        let search = self.search.trim().to_lowercase();
        let matches = |record: &&OrderRecord| {
            let order = &record.order;
            self.state.is_none_or(|state| state == record.state)
                && [&order.name, &order.product_key].iter().any(|text| text.to_lowercase().contains(&search))
        };
        records.iter().filter(matches).collect()
    }

    /// Every order is listed.
    pub(super) fn clear(&mut self) {
        *self = Filters::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Order;

    #[test]
    fn orders_are_found_by_state_and_by_part_of_name_or_product() {
        let record = |name: &str, pk: &str, state| OrderRecord {
            order: Order::default_for(name, pk),
            source: String::new(),
            added: 0,
            state,
            done: 0,
            begun: false,
        };
        let records = [
            record("WO-17", "p11sf2", OrderState::Open),
            record("WO-18", "P22222", OrderState::Closed),
            record("X17", "p22222", OrderState::Prepared),
        ];
        let check = |state, search: &str, expect: &[&str]| {
            let filters = Filters { state, search: search.into() };
            let found: Vec<&str> = filters.of(&records).iter().map(|r| r.order.name.as_str()).collect();
            assert_eq!(found, expect, "{state:?} {search:?}");
        };
        check(None, "", &["WO-17", "WO-18", "X17"]);
        check(None, " 17 ", &["WO-17", "X17"]);
        check(None, "p222", &["WO-18", "X17"]);
        check(Some(OrderState::Closed), "", &["WO-18"]);
        check(Some(OrderState::Open), "x", &[]);
    }
}
