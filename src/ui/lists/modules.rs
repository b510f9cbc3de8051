//! Modules that an order may use: the maker's delivery list.

use egui::Ui;

use super::Shared;
use super::counts::Which;
use super::intake::Intake;
use super::list_page::ListPage;
use crate::ledger::OrderRecord;
use crate::station::import::ListKind;
use crate::text::{lists as words, parts};
use crate::ui::cx::Cx;
use crate::ui::parts::form;
use crate::ui::tokens::space;
use crate::ui::widgets::{self, card};

/// What such a list may be.
const ENDINGS: [&str; 3] = ["csv", "xlsx", "txt"];

/// Its state.
#[derive(Default)]
pub(super) struct ModulesPage {
    /// The order's name; `None` until somebody chooses: then it is the open one.
    order: Option<String>,
    intake: Intake,
}

impl ListPage for ModulesPage {
    const WHICH: Which = Which::Dks;

    fn intake(&mut self) -> &mut Intake {
        &mut self.intake
    }

    fn card(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared<'_>) {
        let orders = &shared.orders;
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::TAKE_DKS));
            widgets::note(ui, cx.colours, cx.t(words::TAKE_DKS_NOTE));
            ui.add_space(space::S);
            if orders.is_empty() {
                widgets::empty(ui, cx.colours, cx.t(words::NO_ORDER), cx.t(words::NO_ORDER_TODO));
                return;
            }
            let draw = |ui: &mut Ui, chosen: &mut Option<String>| order(ui, cx, orders, chosen);
            let kind = |chosen: &Option<String>| {
                let record = of(orders, chosen.as_deref())?;
                Some(ListKind::Dks { order: record.order.name.clone() })
            };
            self.intake.show(ui, cx, &ENDINGS, &mut self.order, draw, kind);
        });
    }
}

/// The order of this name, else the first.
fn of<'a>(orders: &[&'a OrderRecord], name: Option<&str>) -> Option<&'a OrderRecord> {
    let named = orders.iter().find(|record| Some(record.order.name.as_str()) == name);
    named.or(orders.first()).copied()
}

fn order(ui: &mut Ui, cx: &Cx<'_>, orders: &[&OrderRecord], chosen: &mut Option<String>) -> bool {
    let Some(record) = of(orders, chosen.as_deref()) else { return false };
    let names: Vec<(String, String)> =
        orders.iter().map(|record| (record.order.name.clone(), record.order.name.clone())).collect();
    let mut name = record.order.name.clone();
    let changed = form::choose(ui, cx.colours, cx.t(parts::ORDER), &mut name, &names);
    if !record.order.allowed_dk_only {
        widgets::note(ui, cx.colours, &words::not_bound_dks(cx.lang, &record.order.name));
    }
    if changed {
        *chosen = Some(name);
    }
    changed
}
