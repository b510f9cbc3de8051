//! Training: a simulated gun, and a line on which nothing counts.
//!
//! What the buttons send takes the way of every gun's codes, under the name of the training gun; the
//! line takes nothing from it outside of training. The codes are made up by
//! [`Simulator`](crate::station::simulator::Simulator) for the rules of the order at work.

use std::sync::Arc;
use std::time::Duration;

use egui::{RichText, Ui, vec2};

use crate::order::Order;
use crate::scanner::recording::{Pace, Player, Recorded, play};
use crate::station::clock::now_ms;
use crate::station::simulator::{Act, Bench, Simulator};
use crate::station::{Command, StationError, training};
use crate::text::{Text, training as words};
use crate::ui::cx::{Cx, Ticket};
use crate::ui::fonts;
use crate::ui::icons::Icon;
use crate::ui::parts::{escapes::unescape, form};
use crate::ui::tokens::{Says, font, size, space};
use crate::ui::widgets::{self, Look, button, card, wide_button};

/// A human's pace: a scan every two seconds or so.
const PACE: Duration = Duration::from_millis(1800);

/// How often the page looks whether the shift is over.
const LOOK: Duration = Duration::from_millis(300);

/// Control codes that teach something; an acknowledgement has its own place, on the alarm.
const CONTROLS: [(Text, &str); 4] = [
    (words::CANCEL_CODE, "PSCMDCANCEL"),
    (words::UNDO_CODE, "PSCMDUNDO"),
    (words::VERIFY_CODE, "PSCMDVERIFY"),
    (words::PAIR_CODE, "PSCMDPAIR"),
];

/// Its state.
#[derive(Default)]
pub(super) struct TrainingPage {
    /// The beginning or the end that is asked for.
    asked: Option<Ticket>,
    /// Made when the first code is.
    simulator: Option<Simulator>,
    typed: String,
    shift: Option<Player>,
}

impl TrainingPage {
    /// Draws it into the room below the heading.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _room: f32) {
        card(ui, cx.colours, |ui| self.switch(ui, cx));
        ui.add_space(space::M);
        let on = cx.view.training;
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::GUN));
            widgets::note(ui, cx.colours, cx.t(if on { words::GUN_NOTE } else { words::GUN_IDLE }));
            ui.add_space(space::S);
            ui.add_enabled_ui(on, |ui| self.gun(ui, cx));
        });
        ui.add_space(space::M);
        card(ui, cx.colours, |ui| self.shift(ui, cx));
        if self.shift.is_some() {
            ui.ctx().request_repaint_after(LOOK);
        }
    }

    /// What must go on whatever is shown: a shift ends with the training.
    pub(super) fn tend(&mut self, cx: &mut Cx<'_>) {
        if self.asked.is_some_and(|ticket| cx.outcome(ticket).is_some()) {
            self.asked = None;
        }
        if !cx.view.training || self.shift.as_ref().is_some_and(Player::is_finished) {
            self.shift = None;
        }
    }

    /// Begin or end, and what that means.
    fn switch(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let on = cx.view.training;
        let (says, icon, text) = match on {
            true => (Says::Verify, Icon::Warning, words::GOING_ON),
            false => (Says::Neutral, Icon::Play, words::IDLE),
        };
        form::strip(ui, cx.colours, says, icon, cx.t(text));
        ui.add_space(space::S);
        // Whoever is in it has read this; the gun needs the room.
        let meaning: &[Text] = if on { &[] } else { &[words::MEANING, words::MEANING_HALF] };
        for text in meaning {
            ui.add(egui::Label::new(cx.t(*text)).wrap());
        }
        ui.add_space(space::S);
        ui.horizontal(|ui| {
            ui.add_enabled_ui(self.asked.is_none(), |ui| {
                let label = if on { words::END } else { words::BEGIN };
                let big = vec2(size::FIELD, size::TOUCH * 1.3);
                if wide_button(ui, cx.colours, Look::Primary, cx.t(label), big, font::TITLE) {
                    self.asked = Some(cx.send(|reply| Command::Train(!on, reply), ""));
                }
            });
            if on {
                ui.add(egui::Label::new(cx.t(words::MEANING_STATION)).wrap());
            }
        });
    }

    fn gun(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let order = cx.view.rules.clone().unwrap_or_else(|| Arc::new(training::built_in_order()));
        let (can, cannot): (Vec<Act>, Vec<Act>) =
            Act::MISTAKES.into_iter().partition(|act| Simulator::can(&order, *act));
        group(ui, cx, words::GOOD);
        self.acts(ui, cx, &order, &[Act::Module, Act::Device], Look::Primary);
        group(ui, cx, words::MISTAKES);
        self.acts(ui, cx, &order, &can, Look::Secondary);
        if !cannot.is_empty() {
            ui.add_enabled_ui(false, |ui| {
                widgets::note(ui, cx.colours, cx.t(words::NOT_HERE));
                self.acts(ui, cx, &order, &cannot, Look::Secondary);
            });
        }
        group(ui, cx, words::CONTROLS);
        ui.horizontal_wrapped(|ui| {
            for (label, code) in CONTROLS {
                if button(ui, cx.colours, Look::Secondary, cx.t(label)) {
                    cx.scan(code.as_bytes());
                }
            }
        });
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            widgets::code_field(ui, cx.t(words::FREE), &mut self.typed, cx.t(words::FREE_HINT));
            ui.add_enabled_ui(!self.typed.is_empty(), |ui| {
                if button(ui, cx.colours, Look::Secondary, cx.t(words::SEND)) {
                    cx.scan(&unescape(&self.typed));
                }
            });
        });
    }

    /// A button for each of these acts.
    fn acts(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, order: &Order, acts: &[Act], look: Look) {
        ui.horizontal_wrapped(|ui| {
            for act in acts {
                if button(ui, cx.colours, look, cx.t(name(*act))) {
                    for code in self.simulator(cx).scans(order, *act, &Bench::of(cx.view)) {
                        cx.scan(code.as_bytes());
                    }
                }
            }
        });
    }

    fn shift(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        widgets::title(ui, cx.t(words::SHIFT));
        widgets::note(ui, cx.colours, cx.t(words::SHIFT_NOTE));
        ui.add_space(space::S);
        ui.horizontal(|ui| {
            if self.shift.is_some() {
                if button(ui, cx.colours, Look::Secondary, cx.t(words::SHIFT_STOP)) {
                    self.shift = None;
                }
                ui.label(RichText::new(cx.t(words::SHIFT_PLAYING)).color(cx.colours.muted));
                return;
            }
            ui.add_enabled_ui(cx.view.training, |ui| {
                if button(ui, cx.colours, Look::Secondary, cx.t(words::SHIFT_BEGIN)) {
                    self.play(cx);
                }
            });
        });
    }

    fn play(&mut self, cx: &mut Cx<'_>) {
        let order = cx.view.rules.clone().unwrap_or_else(|| Arc::new(training::built_in_order()));
        let codes = self.simulator(cx).shift(&order);
        let recorded = |(at, code): (usize, String)| Recorded {
            line: at + 1,
            at: None,
            offset_min: None,
            source: None,
            bytes: code.into_bytes(),
        };
        let scans = codes.into_iter().enumerate().map(recorded).collect();
        match play(scans, training::GUN.into(), cx.channel(), Arc::new(now_ms), Pace::Every(PACE)) {
            Ok(player) => self.shift = Some(player),
            Err(source) => cx.error(&StationError::Io { path: "training gun's thread".into(), source }),
        }
    }

    fn simulator(&mut self, cx: &Cx<'_>) -> &mut Simulator {
        // Another training begins with other codes.
        self.simulator.get_or_insert_with(|| Simulator::new(cx.clock.now().unsigned_abs()))
    }
}

/// The name of a group of buttons.
fn group(ui: &mut Ui, cx: &Cx<'_>, name: Text) {
    ui.add_space(space::S);
    ui.label(RichText::new(cx.t(name)).font(fonts::bold(font::SMALL)).color(cx.colours.muted));
}

/// The words on the button of an act.
fn name(act: Act) -> Text {
    match act {
        Act::Module => words::MODULE,
        Act::Device => words::DEVICE,
        Act::DuplicateModule => words::DUPLICATE_MODULE,
        Act::DuplicateDevice => words::DUPLICATE_DEVICE,
        Act::WrongProduct => words::WRONG_PRODUCT,
        Act::CheckDigit => words::CHECK_DIGIT,
        Act::SameKind => words::SAME_KIND,
        Act::Iccid => words::ICCID,
        Act::Ean13 => words::EAN13,
        Act::CapsLock => words::CAPS_LOCK,
        Act::Layout => words::LAYOUT,
        Act::FullWidth => words::FULL_WIDTH,
        Act::Bounce => words::BOUNCE,
        Act::Unknown => words::UNKNOWN,
    }
}
