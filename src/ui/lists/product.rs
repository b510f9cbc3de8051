//! Which product: an order's, what the file says, or another that is typed.

use egui::Ui;

use crate::ledger::OrderRecord;
use crate::order::is_product_key;
use crate::text::{Text, lists as words, orders as order_words};
use crate::ui::cx::Cx;
use crate::ui::parts::form;

/// The choice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ProductField {
    /// `None` until somebody chooses: then it follows the open order.
    chosen: Option<Choice>,
    typed: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Choice {
    /// An order's product key.
    Of(String),
    /// What each row of the file says.
    File,
    /// What is typed.
    Other,
}

/// What the field comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Product {
    /// This product key.
    Is(String),
    /// What each row of the file says.
    OfFile,
    /// No product key yet.
    Missing,
}

impl ProductField {
    /// What is chosen; with no order, what the file says where that can be (`of_file`).
    fn choice(&self, orders: &[&OrderRecord], of_file: bool) -> Choice {
        let first = || orders.first().map(|record| Choice::Of(record.order.product_key.clone()));
        let there = |choice: &Choice| match choice {
            Choice::Of(pk) => orders.iter().any(|record| record.order.product_key == *pk),
            Choice::File | Choice::Other => true,
        };
        let none = if of_file { Choice::File } else { Choice::Other };
        self.chosen.clone().filter(there).or_else(first).unwrap_or(none)
    }

    /// What it comes to.
    pub(super) fn product(&self, orders: &[&OrderRecord], of_file: bool) -> Product {
        match self.choice(orders, of_file) {
            Choice::Of(pk) => Product::Is(pk),
            Choice::File => Product::OfFile,
            Choice::Other if is_product_key(self.typed.trim()) => Product::Is(self.typed.trim().to_owned()),
            Choice::Other => Product::Missing,
        }
    }

    /// Draws it, called `name`; true when it was changed. `of_file`: a file may say it, too.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        name: Text,
        orders: &[&OrderRecord],
        of_file: bool,
    ) -> bool {
        let mut choices: Vec<(Choice, String)> = Vec::new();
        for record in orders {
            let choice = Choice::Of(record.order.product_key.clone());
            if !choices.iter().any(|(known, _)| *known == choice) {
                let label = words::product_of(cx.lang, &record.order.product_key, &record.order.name);
                choices.push((choice, label));
            }
        }
        if of_file {
            choices.push((Choice::File, cx.t(words::PRODUCT_OF_FILE).to_owned()));
        }
        choices.push((Choice::Other, cx.t(words::PRODUCT_OTHER).to_owned()));
        let mut choice = self.choice(orders, of_file);
        let mut changed = form::choose(ui, cx.colours, cx.t(name), &mut choice, &choices);
        if changed {
            self.chosen = Some(choice.clone());
        }
        if choice == Choice::Other {
            let wrong = !self.typed.trim().is_empty() && !is_product_key(self.typed.trim());
            let fault = wrong.then(|| cx.t(order_words::FAULT_PK));
            let name = cx.t(order_words::PRODUCT_KEY);
            changed |= form::checked_field(ui, cx.colours, name, &mut self.typed, "p11sf2", fault);
        }
        changed
    }
}
