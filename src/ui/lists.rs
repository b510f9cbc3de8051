//! SN lists & labels: what the platform and the module maker send, taken in; new SNs and their codes made.
//!
//! Five pages: [`sns`] (issued SNs), [`modules`] (an order's delivery list), [`labels`], [`cards`], [`history`] (the
//! old tool's pairs). What is taken in is looked at, its [`faults`] are shown, and only then is it taken over; the
//! first two share [`intake`] and [`list_page`] for that. [`counts`] says how far each list is used up; [`product`] is which
//! product.

mod cards;
mod counts;
mod faults;
mod history;
mod intake;
mod labels;
mod list_page;
mod modules;
mod product;
mod sns;

use egui::Ui;

use super::cx::Cx;
use super::parts::{KnownOrders, Watch, page};
use super::widgets;
use crate::ledger::{OrderRecord, OrderState};
use crate::text::{Text, lists as words};

use cards::CardsPage;
use counts::Counts;
use history::HistoryPage;
use labels::LabelsPage;
use list_page::ListPage as _;
use modules::ModulesPage;
use sns::SnsPage;

/// Its state.
#[derive(Default)]
pub struct ListsScreen {
    page: Page,
    sns: SnsPage,
    modules: ModulesPage,
    labels: LabelsPage,
    cards: CardsPage,
    history: HistoryPage,
    orders: KnownOrders,
    counts: Counts,
    watch: Watch<(String, u64)>,
}

/// A page of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Page {
    #[default]
    Sns,
    Modules,
    Labels,
    Cards,
    History,
}

impl Page {
    const ALL: [(Page, Text); 5] = [
        (Page::Sns, words::PAGE_SNS),
        (Page::Modules, words::PAGE_MODULES),
        (Page::Labels, words::PAGE_LABELS),
        (Page::Cards, crate::text::cards::PAGE),
        (Page::History, words::PAGE_HISTORY),
    ];
}

/// What the pages share.
struct Shared<'a> {
    /// Orders that are not closed, the open one first.
    orders: Vec<&'a OrderRecord>,
    counts: &'a mut Counts,
}

impl ListsScreen {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.look(ui, cx);
        page::page(ui, "lists", |ui, room| {
            page::heading(ui, cx.t(words::HEADING), |ui| {
                let pages = Page::ALL.map(|(page, name)| (page, cx.t(name)));
                widgets::segmented(ui, cx.colours, cx.t(words::PAGES), &mut self.page, &pages);
            });
            let Some(known) = self.orders.all() else {
                widgets::note(ui, cx.colours, cx.t(crate::text::common::LOADING));
                return;
            };
            let mut orders: Vec<_> = known.iter().filter(|o| o.state != OrderState::Closed).collect();
            orders.sort_by_key(|order| order.state != OrderState::Open);
            let shared = &mut Shared { orders, counts: &mut self.counts };
            match self.page {
                Page::Sns => self.sns.ui(ui, cx, shared, room),
                Page::Modules => self.modules.ui(ui, cx, shared, room),
                Page::Labels => self.labels.ui(ui, cx, shared),
                Page::Cards => self.cards.ui(ui, cx, shared),
                Page::History => self.history.ui(ui, cx, room),
            }
        });
    }

    /// What has changed since the last frame.
    fn look(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let order = cx.view.order.as_ref();
        let key = order.map_or((String::new(), 0), |order| (order.name.clone(), order.done));
        if self.watch.changed(ui, key) {
            self.orders.refresh(cx);
            self.counts.refresh(cx);
        }
        self.orders.take(cx);
        self.counts.take(cx);
        let done = [self.sns.tend(), self.modules.tend(), self.labels.tend(cx), self.history.tend()];
        if done.contains(&true) {
            self.counts.refresh(cx);
        }
    }
}

/// The open order, if one is.
fn open<'a>(orders: &[&'a OrderRecord]) -> Option<&'a OrderRecord> {
    orders.iter().copied().find(|order| order.state == OrderState::Open)
}
