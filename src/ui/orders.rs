//! Orders: which product runs are known, how far each is, and which one the line works on.
//!
//! An order is added from its file ([`from_file`]), or made or edited here ([`editor`], which writes the
//! same file: [`draft`]; what each rule is called and is for: [`about`]). Opening, closing and reopening are
//! commands to the line. [`filters`] narrow the list, [`detail`] is the chosen one with its [`progress`].

mod about;
mod detail;
mod draft;
mod editor;
mod faults;
mod filters;
mod from_file;
mod progress;
pub(super) mod sheet;
mod trial;

use egui::{Sense, Ui, vec2};

use super::cx::{Cx, Ticket};
use super::icons::{self, Icon};
use super::parts::{Grid, GridState, KnownOrders, Rows, Watch, page, shape};
use super::tokens::{font, size, space};
use super::widgets::{self, Answer, Column, Look, Question, Width, bar, button, cell, cell_mono, confirm};
use crate::ledger::{OrderRecord, OrderState};
use crate::order::Order;
use crate::station::Command;
use crate::text::{Text, common, orders as words, parts};

use editor::Editor;
use filters::Filters;
use from_file::FromFile;
use progress::Progress;

/// Its state.
#[derive(Default)]
pub struct OrdersScreen {
    known: KnownOrders,
    filters: Filters,
    grid: GridState,
    progress: Progress,
    chosen: Option<String>,
    adding: Adding,
    asking: Option<Asking>,
    sent: Option<Sent>,
    watch: Watch<(String, u64)>,
}

/// What stands in the place of the list.
#[derive(Default)]
enum Adding {
    #[default]
    No,
    New(Box<Editor>),
    FromFile(FromFile),
}

/// What was asked of the card, before the user has confirmed it.
enum Asking {
    Open(String),
    Close(String),
}

/// A command under way, and what it means for this screen once it is done.
struct Sent {
    ticket: Ticket,
    /// The order that was added or edited: it is chosen then.
    added: Option<String>,
}

/// What a part of the screen wants done.
enum Wish {
    /// Nothing.
    None,
    /// Back to the list.
    Leave,
    /// Add the order of this file.
    Add { source: String, origin: String, name: String, open: bool },
    /// Show the form with this order's own rules.
    Edit(Box<Order>),
    /// Give an order the rules of this file.
    Change { source: String, origin: String, name: String },
    /// Open an order.
    Open(String),
    /// Close an order.
    Close(String),
    /// Let a closed order wait to be opened again.
    Reopen(String),
    /// Make a new order that begins as this one.
    Copy(Box<Order>),
}

impl OrdersScreen {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.look(ui, cx);
        let mut wish = Wish::None;
        page::page(ui, "orders", |ui, room| {
            page::heading(ui, cx.t(common::SCREEN_ORDERS), |ui| self.ways_to_add(ui, cx));
            match &mut self.adding {
                Adding::New(editor) => wish = editor.show(ui, cx),
                Adding::FromFile(file) => wish = file.show(ui, cx),
                Adding::No => wish = self.list(ui, cx, room),
            }
        });
        self.obey(cx, wish);
        self.questions(ui, cx);
    }

    fn look(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let order = cx.view.order.as_ref();
        let key = order.map_or((String::new(), 0), |order| (order.name.clone(), order.done));
        if self.watch.changed(ui, key) {
            self.known.refresh(cx);
        }
        self.known.take(cx);
        if let Some(sent) = &self.sent
            && let Some(done) = cx.outcome(sent.ticket)
        {
            let added = self.sent.take().and_then(|sent| sent.added);
            if done && added.is_some() {
                self.adding = Adding::No;
                self.chosen = added;
                // What was just added is to be seen.
                self.filters.clear();
            }
            self.known.refresh(cx);
            self.progress.refresh();
        }
    }

    fn ways_to_add(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if !matches!(self.adding, Adding::No) {
            return;
        }
        if button(ui, cx.colours, Look::Primary, cx.t(words::NEW)) {
            self.adding = Adding::New(Box::new(Editor::new(&Order::default_for("", ""))));
        }
        if button(ui, cx.colours, Look::Secondary, cx.t(words::FROM_FILE)) {
            self.adding = Adding::FromFile(FromFile::default());
        }
    }

    fn list(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, room: f32) -> Wish {
        let Some(records) = self.known.all() else {
            widgets::note(ui, cx.colours, cx.t(common::LOADING));
            return Wish::None;
        };
        if records.is_empty() {
            widgets::empty(ui, cx.colours, cx.t(words::NO_ORDERS), cx.t(words::NO_ORDERS_TODO));
            return Wish::None;
        }
        self.filters.show(ui, cx);
        let records = self.filters.of(records);
        if records.is_empty() {
            widgets::empty(ui, cx.colours, cx.t(words::NONE_MATCH), cx.t(words::NONE_MATCH_TODO));
            return Wish::None;
        }
        ui.add_space(space::S);
        let chosen = self.chosen.as_ref().and_then(|name| self.known.find(name));
        let halves = page::halves(ui, page::rest(ui, room), chosen.is_some());
        let mut wish = Wish::None;
        let mut open = true;
        if let (Some(part), Some(record)) = (halves.card, chosen) {
            page::within(ui, part, "order", |ui| {
                (wish, open) = detail::show(ui, cx, record, &mut self.progress);
            });
        }
        if let Some(part) = halves.table {
            let mut rows = OrderRows { records: &records, cx, chosen: self.chosen.as_deref() };
            let mut pressed = None;
            page::framed(ui, cx.colours, part, "orders", |ui| {
                pressed = table(&mut self.grid, ui, cx, records.len() as u64, &mut rows);
            });
            if let Some(record) = pressed.and_then(|index| records.get(index as usize)) {
                self.chosen = Some(record.order.name.clone());
            }
        }
        if !open {
            self.chosen = None;
        }
        wish
    }

    fn obey(&mut self, cx: &mut Cx<'_>, wish: Wish) {
        match wish {
            Wish::None => {}
            Wish::Leave => self.adding = Adding::No,
            Wish::Edit(order) => self.adding = Adding::New(Box::new(Editor::edit(&order))),
            Wish::Copy(order) => self.adding = Adding::New(Box::new(Editor::new(&order))),
            Wish::Close(name) => self.asking = Some(Asking::Close(name)),
            Wish::Open(name) => match &cx.view.order {
                Some(now) if now.name != name => self.asking = Some(Asking::Open(name)),
                _ => self.open(cx, name),
            },
            Wish::Reopen(name) => {
                let done = words::reopened(cx.lang, &name);
                let ticket = cx.send(|reply| Command::ReopenOrder(name, reply), done);
                self.sent = Some(Sent { ticket, added: None });
            }
            Wish::Change { source, origin, name } => {
                let done = words::edited(cx.lang, &name);
                let ticket = cx.send(|reply| Command::EditOrder { source, origin, reply }, done);
                self.sent = Some(Sent { ticket, added: Some(name) });
            }
            Wish::Add { source, origin, name, open } => {
                let done = words::added(cx.lang, &name);
                let ticket = cx.send(|reply| Command::AddOrder { source, origin, open, reply }, done);
                self.sent = Some(Sent { ticket, added: Some(name) });
            }
        }
    }

    fn open(&mut self, cx: &mut Cx<'_>, name: String) {
        let done = words::opened(cx.lang, &name);
        let ticket = cx.send(|reply| Command::OpenOrder(name, reply), done);
        self.sent = Some(Sent { ticket, added: None });
    }

    /// The questions before an order is changed or closed.
    fn questions(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(asking) = &self.asking else { return };
        let (title, body, act, danger) = match asking {
            Asking::Open(name) => {
                let now = cx.view.order.as_ref().map_or("", |order| order.name.as_str());
                let title = words::open_title(cx.lang, name);
                (title, words::open_body(cx.lang, now), cx.t(words::OPEN), false)
            }
            Asking::Close(name) => {
                let title = words::close_title(cx.lang, name);
                (title, cx.t(words::CLOSE_BODY).to_owned(), cx.t(words::CLOSE), true)
            }
        };
        let question = Question { title: &title, body: &body, act, danger };
        match confirm(ui, cx, "order", question, |_, _| {}) {
            None => {}
            Some(Answer::Cancel) => self.asking = None,
            Some(Answer::Act) => match self.asking.take() {
                Some(Asking::Open(name)) => self.open(cx, name),
                Some(Asking::Close(name)) => {
                    let done = words::closed(cx.lang, &name);
                    let ticket = cx.send(|reply| Command::CloseOrder(name, reply), done);
                    self.sent = Some(Sent { ticket, added: None });
                }
                None => {}
            },
        }
    }
}

fn table(
    grid: &mut GridState,
    ui: &mut Ui,
    cx: &Cx<'_>,
    count: u64,
    rows: &mut OrderRows<'_, '_>,
) -> Option<u64> {
    let columns = [
        Column::new(cx.t(parts::STATE), Width::Exact(96.0)),
        Column::new(cx.t(words::NAME), Width::Rest(140.0)),
        Column::number(cx.t(words::DONE), Width::Exact(176.0)),
        Column::new(cx.t(common::PK), Width::Exact(84.0)),
        Column::new(cx.t(words::PROGRESS), Width::Exact(148.0)),
        Column::new(cx.t(words::ADDED), Width::Exact(156.0)),
    ];
    grid.show(ui, cx.colours, Grid { id: "orders", columns: &columns, keep: 3, rows: count }, rows)
}

/// The rows as the table draws them.
struct OrderRows<'a, 'c> {
    records: &'a [&'a OrderRecord],
    cx: &'a Cx<'c>,
    chosen: Option<&'a str>,
}

impl OrderRows<'_, '_> {
    fn at(&self, index: u64) -> Option<&OrderRecord> {
        self.records.get(usize::try_from(index).ok()?).copied()
    }
}

impl Rows for OrderRows<'_, '_> {
    fn name(&mut self, index: u64) -> Option<String> {
        let word = |record: &OrderRecord| self.cx.t(state_word(record.state));
        self.at(index).map(|record| format!("{} {}", record.order.name, word(record)))
    }

    fn chosen(&mut self, index: u64) -> bool {
        self.chosen.is_some() && self.at(index).map(|record| record.order.name.as_str()) == self.chosen
    }

    fn cell(&mut self, ui: &mut Ui, index: u64, column: usize) {
        let (cx, colours) = (self.cx, self.cx.colours);
        let Some(record) = self.at(index) else { return };
        let ink = if record.state == OrderState::Closed { colours.muted } else { colours.ink };
        match column {
            0 => {
                let (icon, ink) = match record.state {
                    OrderState::Open => (Icon::Play, colours.good),
                    OrderState::Prepared => (Icon::Pause, colours.muted),
                    OrderState::Closed => (Icon::Check, colours.muted),
                };
                icons::show(ui, icon, font::SMALL, ink);
                cell(ui, cx.t(state_word(record.state)), ink);
            }
            1 => cell(ui, &record.order.name, ink),
            2 => cell_mono(ui, &done_of(record), ink),
            3 => cell_mono(ui, &record.order.product_key, ink),
            4 => {
                if let Some(planned) = record.order.planned.filter(|planned| *planned > 0) {
                    let room = vec2(ui.available_width() - space::S, size::PROGRESS);
                    let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
                    bar(ui, colours, rect, record.done as f32 / planned as f32);
                }
            }
            _ => cell_mono(ui, &shape::when(cx.clock, record.added), colours.muted),
        }
    }
}

/// `347 / 500`, or `347` where nothing is planned.
fn done_of(record: &OrderRecord) -> String {
    match record.order.planned {
        Some(planned) => format!("{} / {}", shape::count(record.done), shape::count(planned)),
        None => shape::count(record.done),
    }
}

fn state_word(state: OrderState) -> Text {
    match state {
        OrderState::Prepared => words::PREPARED,
        OrderState::Open => words::IS_OPEN,
        OrderState::Closed => words::IS_CLOSED,
    }
}
