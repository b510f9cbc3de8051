//! Which cards are wanted: each kind can be chosen, alone or with the others.

use egui::Ui;

use super::people::People;
use crate::ledger::OrderRecord;
use crate::station::cards::Cards;
use crate::text::{cards as words, challenge as test_words};
use crate::ui::cx::Cx;
use crate::ui::parts::form;
use crate::ui::tokens::space;
use crate::ui::widgets::{self, card, chip};

/// The choices.
pub(super) struct Wanted {
    controls: bool,
    challenge: bool,
    badges: bool,
    people: People,
    orders: Orders,
    /// Names, for [`Orders::Some`].
    chosen: Vec<String>,
}

/// Which orders' cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Orders {
    None,
    All,
    Some,
}

impl Default for Wanted {
    fn default() -> Wanted {
        let (people, chosen) = (People::default(), Vec::new());
        Wanted { controls: true, challenge: false, badges: false, people, orders: Orders::None, chosen }
    }
}

impl Wanted {
    /// Takes the answers of what is under way.
    pub(super) fn tend(&mut self) {
        self.people.tend();
    }

    /// What is chosen, as the station takes it.
    pub(super) fn kinds(&self, orders: &[&OrderRecord], supervisors: &[String]) -> Vec<Cards> {
        let mut kinds = Vec::new();
        if self.controls {
            kinds.push(Cards::Controls);
        }
        if self.challenge {
            kinds.push(Cards::Challenge);
        }
        if self.badges {
            let (people, supervisors) = (self.people.all(), supervisors.to_vec());
            kinds.push(Cards::Badges { people, supervisors });
        }
        let wanted = |record: &&&OrderRecord| match self.orders {
            Orders::None => false,
            Orders::All => true,
            Orders::Some => self.chosen.contains(&record.order.name),
        };
        let orders: Vec<_> = orders.iter().filter(wanted).map(|record| record.order.clone()).collect();
        if !orders.is_empty() {
            kinds.push(Cards::Orders(orders));
        }
        kinds
    }

    /// Draws them.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, orders: &[&OrderRecord]) {
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::WHAT));
            widgets::note(ui, cx.colours, cx.t(words::WHAT_NOTE));
            ui.add_space(space::S);
            form::switch(ui, cx.colours, cx.t(words::CONTROLS), &mut self.controls);
            form::explain_switch(ui, cx.colours, cx.t(words::CONTROLS_NOTE));
            ui.add_space(space::S);
            form::switch(ui, cx.colours, cx.t(test_words::SHEET_TITLE), &mut self.challenge);
            form::explain_switch(ui, cx.colours, cx.t(words::CHALLENGE_NOTE));
            ui.add_space(space::S);
            form::switch(ui, cx.colours, cx.t(words::BADGES), &mut self.badges);
            form::explain_switch(ui, cx.colours, cx.t(words::BADGES_NOTE));
            if self.badges {
                self.people.show(ui, cx);
            }
            ui.add_space(space::S);
            self.order_cards(ui, cx, orders);
        });
    }

    fn order_cards(&mut self, ui: &mut Ui, cx: &Cx<'_>, orders: &[&OrderRecord]) {
        let choices = [
            (Orders::None, cx.t(words::NO_ORDERS)),
            (Orders::All, cx.t(words::ALL_ORDERS)),
            (Orders::Some, cx.t(words::SOME_ORDERS)),
        ];
        form::choice(ui, cx.colours, cx.t(words::ORDERS), &mut self.orders, &choices);
        form::explain(ui, cx.colours, cx.t(words::ORDERS_NOTE));
        if self.orders != Orders::Some {
            return;
        }
        let left = orders.iter().map(|record| &record.order.name).filter(|name| !self.chosen.contains(name));
        let mut next: Option<String> = None;
        let choices: Vec<(Option<String>, String)> =
            left.map(|name| (Some(name.clone()), name.clone())).collect();
        if form::choose(ui, cx.colours, cx.t(words::ADD_ORDER), &mut next, &choices) {
            self.chosen.extend(next);
        }
        ui.horizontal_wrapped(|ui| {
            self.chosen.retain(|name| !chip(ui, cx.colours, name, cx.t(words::REMOVE)));
        });
    }
}
