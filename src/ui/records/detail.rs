//! One pair, whole; and voiding it.

use egui::Ui;

use super::again::Again;
use super::life::Life;
use super::why::Why;
use crate::ledger::{Pair, Platform};
use crate::station::Command;
use crate::station::rights::Action;
use crate::text::{Text, common, parts, platform as platform_words, records as words};
use crate::ui::cx::{Cx, Ticket};
use crate::ui::icons::Icon;
use crate::ui::parts::{form, shape};
use crate::ui::platform;
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Answer, Look, Question, button, card, confirm};
use crate::ui::words::shift_name;

/// The card, and the question before a void.
#[derive(Default)]
pub(super) struct Detail {
    pair: Option<Pair>,
    life: Life,
    voiding: Option<Voiding>,
    sent: Option<Ticket>,
    again: Again,
}

/// The question before a void.
struct Voiding {
    pair: Pair,
    why: Why,
}

/// Why a pair is voided, beside what is in no list.
const WHYS: [Text; 3] = [words::WHY_WRONG_STICKER, words::WHY_MODULE_REPLACED, words::WHY_TEST];

impl Detail {
    pub(super) fn open(&mut self, pair: Pair) {
        self.pair = Some(pair);
    }

    pub(super) fn close(&mut self) {
        self.pair = None;
        self.life.close();
    }

    pub(super) fn is_open(&self) -> bool {
        self.pair.is_some()
    }

    pub(super) fn id(&self) -> Option<i64> {
        self.pair.as_ref().map(|pair| pair.id)
    }

    /// The pair as it stands now, where the table has a newer picture of it.
    pub(super) fn update<'p>(&mut self, newest: impl Fn(i64) -> Option<&'p Pair>) {
        if let Some(pair) = &mut self.pair
            && let Some(now) = newest(pair.id)
            && now != pair
        {
            pair.clone_from(now);
        }
    }

    /// The card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(pair) = self.pair.clone() else { return };
        let colours = cx.colours;
        card(ui, colours, |ui| {
            widgets::title(ui, &words::pair_number(cx.lang, pair.id));
            ui.add_space(space::S);
            state(ui, cx, &pair);
            ui.add_space(space::S);
            facts(ui, cx, &pair);
            ui.add_space(space::M);
            self.buttons(ui, cx, &pair);
            ui.add_space(space::M);
            if self.is_open() {
                self.life.show(ui, cx, &pair);
            }
        });
    }

    fn buttons(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, pair: &Pair) {
        let colours = cx.colours;
        ui.horizontal_wrapped(|ui| {
            if button(ui, colours, Look::Secondary, cx.t(parts::HIDE)) {
                self.close();
            }
            if cx.may(Action::Replace) {
                self.again.button(ui, cx, pair);
            }
            if pair.voided.is_none()
                && cx.may(Action::Void)
                && button(ui, colours, Look::Danger, cx.t(words::VOID))
            {
                self.voiding = Some(Voiding { pair: pair.clone(), why: Why::default() });
            }
        });
    }

    /// The questions before a void and before pairing again, over everything; true when a void is done.
    pub(super) fn question(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        self.again.question(ui, cx);
        if let Some(voiding) = &mut self.voiding {
            match voiding.ask(ui, cx) {
                None => {}
                Some(Asked::Leave) => self.voiding = None,
                Some(Asked::Void(why)) => {
                    let id = voiding.pair.id;
                    let done = cx.t(words::VOID_DONE);
                    self.sent = Some(cx.send(|reply| Command::Void { pair: id, why, reply }, done));
                    self.voiding = None;
                }
            }
        }
        let outcome = self.sent.and_then(|ticket| cx.outcome(ticket));
        if outcome.is_some() {
            self.sent = None;
        }
        outcome.is_some()
    }
}

enum Asked {
    Leave,
    Void(String),
}

impl Voiding {
    fn ask(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Asked> {
        let keys = words::keys(cx.lang, &shape::dk(&self.pair.dk), &self.pair.sn);
        let question = Question {
            title: cx.t(words::VOID_TITLE),
            body: &keys,
            act: cx.t(words::VOID_ACT),
            danger: true,
        };
        match confirm(ui, cx, "void", question, |ui, cx| self.fields(ui, cx))? {
            Answer::Cancel => Some(Asked::Leave),
            Answer::Act => self.why.ask().map(Asked::Void),
        }
    }

    fn fields(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.add_space(space::S);
        ui.label(cx.t(words::VOID_BODY));
        if self.pair.exported {
            form::strip(ui, cx.colours, Says::Soft, Icon::Warning, cx.t(words::VOID_EXPORTED));
        }
        self.why.show(ui, cx, words::WHY, &WHYS);
    }
}

fn state(ui: &mut Ui, cx: &Cx<'_>, pair: &Pair) {
    let colours = cx.colours;
    match &pair.voided {
        Some(voided) => {
            let when = cx.clock.when(cx.lang, voided.at);
            let text = words::voided_at(cx.lang, &when, &voided.by, words::void_reason(cx.lang, &voided.why));
            form::strip(ui, colours, Says::Hard, Icon::Cross, &text);
        }
        None => at_the_platform(ui, cx, &pair.platform),
    }
}

/// How an active pair stands at the platform, and what to do where it was refused.
fn at_the_platform(ui: &mut Ui, cx: &Cx<'_>, platform: &Platform) {
    let strip = |ui: &mut Ui, says, icon, text| form::strip(ui, cx.colours, says, icon, text);
    match platform {
        Platform::NotHandedOver => strip(ui, Says::Neutral, Icon::Check, cx.t(words::ACTIVE_NOTE)),
        Platform::Elsewhere => strip(ui, Says::Done, Icon::Export, cx.t(words::IMPORTED_NOTE)),
        Platform::Waiting => strip(ui, Says::Done, Icon::Export, cx.t(platform_words::WAITING_NOTE)),
        Platform::Accepted => strip(ui, Says::Good, Icon::Check, cx.t(platform_words::ACCEPTED_NOTE)),
        Platform::Rejected(error) => {
            let text = platform_words::rejected_why(cx.lang, &platform::says(cx.lang, error));
            strip(ui, Says::Soft, Icon::Warning, &text);
            ui.add_space(space::S);
            ui.add(egui::Label::new(cx.t(platform::todo(error))).wrap());
        }
    }
}

fn facts(ui: &mut Ui, cx: &Cx<'_>, pair: &Pair) {
    let day = shape::day(pair.context.shift_day);
    let shift = if pair.context.shift.is_empty() {
        String::new()
    } else {
        words::shift_of(cx.lang, shift_name(cx.lang, &pair.context.shift), &day)
    };
    for (name, value, code) in [
        (common::DK, shape::dk(&pair.dk), true),
        (common::PK, pair.pk.clone(), true),
        (common::SN, pair.sn.clone(), true),
        (parts::NAME, pair.name.clone(), false),
        (parts::TIME, cx.clock.date_time(pair.stamp.at), true),
        (parts::ORDER, pair.context.order.clone(), false),
        (parts::OPERATOR, pair.context.operator.clone(), false),
        (parts::STATION, pair.context.station.clone(), false),
        (parts::SHIFT, shift, false),
    ] {
        form::fact(ui, cx.colours, cx.t(name), &value, code);
    }
}
