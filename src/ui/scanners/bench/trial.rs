//! Trying a code without touching the line: what it would be read as, and what the ledger knows of it.

use egui::Ui;

use crate::ledger::Pair;
use crate::order::Order;
use crate::scan::{self, Code, Reading, Rule};
use crate::station::Task;
use crate::station::desk::{Key, KnownKey};
use crate::text::{orders as order_words, reason, scan_log as log_words, training as words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::{Failure, escapes::unescape, form, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets;
use crate::ui::words as state_words;

/// Most pairs of a key that are listed.
const PAIRS: usize = 5;

/// The card.
#[derive(Default)]
pub(super) struct Trial {
    typed: String,
    /// The key that was looked up last, or is being looked up.
    key: Option<Key>,
    looking: Option<Task<KnownKey>>,
    known: Option<Result<KnownKey, Failure>>,
}

impl Trial {
    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let order = cx.view.rules.as_deref();
        widgets::note(ui, cx.colours, cx.t(words::TRY_NOTE));
        match order {
            Some(order) => widgets::note(ui, cx.colours, &words::by_order(cx.lang, &order.name)),
            None => widgets::note(ui, cx.colours, cx.t(words::BY_BUILT_IN)),
        };
        ui.add_space(space::S);
        widgets::code_field(ui, cx.t(words::TRY_CODE), &mut self.typed, cx.t(words::TRY_HINT));
        let bytes = unescape(self.typed.trim());
        if bytes.is_empty() {
            self.look_up(cx, None);
            return;
        }
        let reading = scan::read(&bytes, order);
        ui.add_space(space::S);
        read_as(ui, cx, &reading, order);
        ui.add_space(space::S);
        facts(ui, cx, &bytes, &reading, order);
        self.look_up(cx, key_of(&reading, order));
        self.ledger(ui, cx, order);
    }

    /// Asks the ledger about another key; one question at a time.
    fn look_up(&mut self, cx: &Cx<'_>, key: Option<Key>) {
        if let Some(answer) = self.looking.as_ref().and_then(Task::poll) {
            self.looking = None;
            self.known = Some(answer.map_err(|error| Failure::of(&error)));
        }
        if self.looking.is_some() || self.key == key {
            return;
        }
        self.known = None;
        self.looking = key.clone().map(|key| cx.desk.key(key));
        self.key = key;
    }

    fn ledger(&self, ui: &mut Ui, cx: &Cx<'_>, order: Option<&Order>) {
        let known = match &self.known {
            None => return,
            Some(Ok(known)) => known,
            Some(Err(failure)) => {
                form::strip(ui, cx.colours, Says::Hard, Icon::Cross, failure.text(cx));
                widgets::note(ui, cx.colours, &failure.detail);
                return;
            }
        };
        let says = |ui: &mut Ui, text: &str| {
            form::fact(ui, cx.colours, cx.t(words::LEDGER_SAYS), text, false);
        };
        if known.pairs.is_empty() {
            says(ui, cx.t(words::NEVER_SEEN));
        }
        known.pairs.iter().take(PAIRS).for_each(|pair| says(ui, &told(cx, pair)));
        if order.is_some_and(|order| binds(order, self.key.as_ref())) {
            says(ui, cx.t(if known.listed { words::ON_LIST } else { words::NOT_ON_LIST }));
        }
    }
}

/// Whether the order has a list for such a key.
fn binds(order: &Order, key: Option<&Key>) -> bool {
    match key {
        Some(Key::Dk { .. }) => order.allowed_dk_only,
        Some(Key::Sn { .. }) => order.issued_sn_only,
        None => false,
    }
}

fn told(cx: &Cx<'_>, pair: &Pair) -> String {
    match &pair.voided {
        None => words::paired_with(cx.lang, &pair.dk, &pair.sn, &shape::when(cx.clock, pair.stamp.at)),
        Some(voided) => words::voided(cx.lang, &pair.dk, &pair.sn, &shape::when(cx.clock, voided.at)),
    }
}

fn key_of(reading: &Reading, order: Option<&Order>) -> Option<Key> {
    match &reading.code {
        Code::Module { dk, .. } => {
            let order = order.map(|order| order.name.clone()).unwrap_or_default();
            Some(Key::Dk { order, dk: dk.clone() })
        }
        Code::Device { pk, sn } => Some(Key::Sn { pk: pk.clone(), sn: sn.clone() }),
        Code::Control(_) | Code::Refused { .. } => None,
    }
}

/// What it is, or why it is nothing.
fn read_as(ui: &mut Ui, cx: &Cx<'_>, reading: &Reading, order: Option<&Order>) {
    let colours = cx.colours;
    match &reading.code {
        Code::Module { dk, .. } => {
            let text = order_words::reads_module(cx.lang, &shape::dk(dk));
            form::strip(ui, colours, Says::Good, Icon::Check, &text);
        }
        Code::Device { pk, sn } => {
            let text = order_words::reads_device(cx.lang, pk, sn);
            if order.is_none_or(|order| order.product_key == *pk) {
                form::strip(ui, colours, Says::Good, Icon::Check, &text);
            } else {
                form::strip(ui, colours, Says::Hard, Icon::Cross, &text);
                ui.label(cx.t(words::OTHER_PRODUCT));
            }
        }
        Code::Control(_) => {
            form::strip(ui, colours, Says::Neutral, Icon::Play, cx.t(words::READS_CONTROL));
        }
        Code::Refused { reason: why, hint } => {
            let words = reason::words(*why, *hint);
            form::strip(ui, colours, Says::Soft, Icon::Warning, cx.t(words.title));
            ui.add(egui::Label::new(cx.t(words.todo)).wrap());
        }
    }
}

fn facts(ui: &mut Ui, cx: &Cx<'_>, bytes: &[u8], reading: &Reading, order: Option<&Order>) {
    let none = reading.rule == Rule::None;
    let tried = if none { scan::rules_tried(order) } else { Vec::new() };
    let tried = state_words::rules(cx.lang, &tried);
    let matched = if none { &[][..] } else { &[reading.rule] };
    let rule = state_words::rules(cx.lang, matched);
    let code = match &reading.code {
        Code::Refused { reason, hint: Some(hint) } => format!("{} · {}", reason.as_str(), hint.as_str()),
        Code::Refused { reason, hint: None } => reason.as_str().to_owned(),
        _ => String::new(),
    };
    for (name, value) in [
        (words::RULE, &rule),
        (words::TRIED, &tried),
        (log_words::REASON_NAME, &code),
        (words::TEXT, &shape::visible(reading.text.as_bytes())),
        (log_words::HEX, &shape::hex(bytes)),
        (log_words::LENGTH, &log_words::bytes(cx.lang, bytes.len())),
    ] {
        form::fact(ui, cx.colours, cx.t(name), value, true);
    }
}
