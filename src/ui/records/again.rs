//! Pairing again: which half is replaced, and why. The rest is done at the line.

use egui::{RichText, Ui};

use super::why::Why;
use crate::ledger::Pair;
use crate::pairing::Side;
use crate::station::Command;
use crate::station::view::OrderView;
use crate::text::{Text, common, records as words};
use crate::ui::Screen;
use crate::ui::cx::{Cx, Ticket};
use crate::ui::icons::Icon;
use crate::ui::parts::{form, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{Answer, Look, Question, button, confirm, segmented};

/// The question, and what was sent.
#[derive(Default)]
pub(super) struct Again {
    asking: Option<Asking>,
    sent: Option<Ticket>,
}

/// What is asked before the scans.
struct Asking {
    pair: Pair,
    side: Option<Side>,
    why: Why,
    /// It was answered without a side.
    unanswered: bool,
}

/// Why the sticker is replaced, and why the module.
const STICKER: [Text; 3] =
    [words::WHY_STICKER_DAMAGED, words::WHY_WRONG_STICKER, words::WHY_STICKER_UNREADABLE];
const MODULE: [Text; 3] = [words::WHY_MODULE_FAULTY, words::WHY_WRONG_MODULE, words::WHY_MODULE_REPAIR];

impl Again {
    /// The button of an active pair.
    pub(super) fn button(&mut self, ui: &mut Ui, cx: &Cx<'_>, pair: &Pair) {
        if pair.voided.is_none() && button(ui, cx.colours, Look::Secondary, cx.t(words::AGAIN)) {
            let (pair, why) = (pair.clone(), Why::default());
            self.asking = Some(Asking { pair, side: None, why, unanswered: false });
        }
    }

    /// The question, over everything; when the line has begun, the window goes there.
    pub(super) fn question(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(asking) = &mut self.asking {
            match asking.ask(ui, cx) {
                None => {}
                Some(Asked::Leave) => self.asking = None,
                Some(Asked::Begin(side, why)) => {
                    let pair = asking.pair.id;
                    self.sent = Some(cx.send(|reply| Command::Replace { pair, side, why, reply }, ""));
                    self.asking = None;
                }
            }
        }
        if let Some(begun) = self.sent.and_then(|ticket| cx.outcome(ticket)) {
            self.sent = None;
            if begun {
                cx.go_to(Screen::Station);
            }
        }
    }
}

enum Asked {
    Leave,
    Begin(Side, String),
}

impl Asking {
    fn ask(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Asked> {
        let keys = words::keys(cx.lang, &shape::dk(&self.pair.dk), &self.pair.sn);
        let question = Question {
            title: cx.t(words::AGAIN_TITLE),
            body: &keys,
            act: cx.t(words::AGAIN_ACT),
            danger: false,
        };
        match confirm(ui, cx, "again", question, |ui, cx| self.fields(ui, cx))? {
            Answer::Cancel => Some(Asked::Leave),
            Answer::Act => {
                let why = self.why.ask();
                self.unanswered = self.side.is_none();
                let (side, why) = (self.side?, why?);
                obstacle(cx, &self.pair).is_none().then_some(Asked::Begin(side, why))
            }
        }
    }

    fn fields(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let warn = |ui: &mut Ui, text| form::strip(ui, cx.colours, Says::Soft, Icon::Warning, cx.t(text));
        ui.add_space(space::S);
        ui.label(cx.t(words::AGAIN_BODY));
        if let Some(obstacle) = obstacle(cx, &self.pair) {
            warn(ui, obstacle);
        }
        let other = |order: &OrderView| order.name != self.pair.context.order;
        if !self.pair.is_imported() && cx.view.order.as_ref().is_some_and(other) {
            warn(ui, words::AGAIN_ORDER);
        }
        if self.pair.exported {
            warn(ui, words::AGAIN_EXPORTED);
        }
        ui.add_space(space::S);
        ui.label(RichText::new(cx.t(words::AGAIN_WHICH)).strong());
        let sides = [
            (Some(Side::Device), cx.t(words::AGAIN_STICKER)),
            (Some(Side::Module), cx.t(words::AGAIN_MODULE)),
        ];
        if segmented(ui, cx.colours, cx.t(words::AGAIN_WHICH), &mut self.side, &sides) {
            // The reasons are others.
            self.why = Why::default();
        }
        match self.side {
            Some(Side::Device) => self.why.show(ui, cx, words::AGAIN_WHY, &STICKER),
            Some(Side::Module) => self.why.show(ui, cx, words::AGAIN_WHY, &MODULE),
            None if self.unanswered => warn(ui, words::AGAIN_WHICH_MISSING),
            None => {}
        }
    }
}

/// What must be done before the line could begin; the line itself refuses, too.
fn obstacle(cx: &Cx<'_>, pair: &Pair) -> Option<Text> {
    let product = cx.view.order.as_ref().map(|order| order.product_key.as_str());
    if cx.view.training {
        return Some(common::ERR_IN_TRAINING);
    }
    if cx.view.mode.verifies() {
        return Some(common::ERR_VERIFYING);
    }
    (product != Some(pair.pk.as_str())).then_some(common::ERR_NO_ORDER_OF)
}
