//! The log-in dialog: who, and the PIN. For an alarm that wants a supervisor it opens no session.

use std::time::{Duration, Instant};

use egui::{Frame, Id, Modal, RichText, ScrollArea, Stroke, Ui, vec2};

use super::pin::PinField;
use super::recover::Recover;
use super::{clock_time, keypad, role};
use crate::station::gate::{Pass, Session};
use crate::station::rights::{Action, Role};
use crate::station::{StationError, Task};
use crate::text::{common, people as words, station};
use crate::ui::cx::{Cx, Goto};
use crate::ui::icons::Icon;
use crate::ui::parts::form;
use crate::ui::tokens::{Says, font, round, size, space};
use crate::ui::widgets::{self, Look, button, wide_button};
use crate::ui::{fonts, words as errors};

/// Width of the list of people.
const LIST: f32 = 210.0;

/// The dialog, while it is open.
#[derive(Default)]
pub struct LogIn {
    dialog: Option<Dialog>,
}

struct Dialog {
    purpose: Purpose,
    search: String,
    who: Option<String>,
    pin: PinField,
    trying: Option<Trying>,
    said: Option<Said>,
    recover: Option<Recover>,
}

/// What a log-in is for.
#[derive(Debug)]
pub(in crate::ui) enum Purpose {
    /// A session; where the window goes then, and what that takes.
    Session(Option<(Goto, Action)>),
    /// The alarm with this number.
    Alarm(u64),
}

enum Trying {
    Session(Task<Session>),
    Alarm(Task<Pass>),
}

/// Why the last attempt did not work.
enum Said {
    Text(String),
    Locked(Instant),
}

/// What came of it.
pub(in crate::ui) enum LoggedIn {
    /// A session is open.
    Session(Session, Option<Goto>),
    /// A supervisor's PIN for this alarm.
    Alarm(u64, Pass),
}

impl LogIn {
    /// Opens it.
    pub(in crate::ui) fn open(&mut self, purpose: Purpose) {
        self.dialog = Some(Dialog {
            purpose,
            search: String::new(),
            who: None,
            pin: PinField::default(),
            trying: None,
            said: None,
            recover: None,
        });
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.dialog.is_some()
    }

    /// Closes it if it is not for this alarm: what it was for is over.
    pub(in crate::ui) fn only_for(&mut self, alarm: Option<u64>) {
        let of = |dialog: &Dialog| match dialog.purpose {
            Purpose::Session(_) => None,
            Purpose::Alarm(n) => Some(n),
        };
        if self.dialog.as_ref().is_some_and(|dialog| of(dialog) != alarm) {
            self.dialog = None;
        }
    }

    /// Draws it, if it is open.
    pub(in crate::ui) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<LoggedIn> {
        let dialog = self.dialog.as_mut()?;
        if let Some(done) = dialog.tend(ui, cx) {
            self.dialog = None;
            return Some(done);
        }
        let frame = Frame::new()
            .fill(cx.colours.card)
            .stroke(Stroke::new(size::LINE, cx.colours.line))
            .corner_radius(round::CARD)
            .inner_margin(space::L);
        let modal = Modal::new(Id::unique("log in")).frame(frame).backdrop_color(cx.colours.veil);
        let shown = modal.show(ui.ctx(), |ui| {
            ui.set_width(LIST + size::FIELD + space::XL);
            dialog.contents(ui, cx)
        });
        if shown.inner || shown.should_close() {
            dialog.pin.clear(ui);
            self.dialog = None;
        }
        None
    }
}

impl Dialog {
    /// Takes what came of an attempt.
    fn tend(&mut self, ui: &Ui, cx: &Cx<'_>) -> Option<LoggedIn> {
        let error = match self.trying.as_ref()? {
            Trying::Session(task) => match task.poll()? {
                Ok(session) => {
                    let goto = match &mut self.purpose {
                        Purpose::Session(goto) => goto.take().map(|(goto, _)| goto),
                        Purpose::Alarm(_) => None,
                    };
                    return Some(LoggedIn::Session(session, goto));
                }
                Err(error) => error,
            },
            Trying::Alarm(task) => match (task.poll()?, &self.purpose) {
                (Ok(pass), Purpose::Alarm(n)) => return Some(LoggedIn::Alarm(*n, pass)),
                (Ok(_), Purpose::Session(_)) => return None,
                (Err(error), _) => error,
            },
        };
        self.trying = None;
        self.pin.clear(ui);
        self.pin.focus();
        self.said = Some(match error {
            StationError::WrongPin { left } if left > 0 => {
                Said::Text(words::tries_left(cx.lang, &left.to_string()))
            }
            StationError::PinLocked { wait } => Said::Locked(Instant::now() + wait),
            other => Said::Text(cx.t(errors::error(&other)).to_owned()),
        });
        None
    }

    /// All of it; true = close.
    fn contents(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        if let Some(recover) = &mut self.recover {
            let back = recover.show(ui, cx);
            if back {
                self.recover = None;
            }
            return false;
        }
        let (title, least) = match &self.purpose {
            Purpose::Session(None) => (words::LOG_IN, Role::Technician),
            Purpose::Session(Some((_, action))) if action.least() == Role::Supervisor => {
                (words::LOG_IN_FOR, Role::Supervisor)
            }
            Purpose::Session(Some(_)) => (words::LOG_IN_FOR_TECHNICIAN, Role::Technician),
            Purpose::Alarm(_) => (words::LOG_IN_ALARM, Role::Supervisor),
        };
        ui.label(RichText::new(cx.t(title)).font(fonts::bold(font::TITLE)));
        ui.add_space(space::S);
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(LIST);
                self.people(ui, cx, least);
            });
            ui.add_space(space::L - ui.spacing().item_spacing.x);
            ui.vertical(|ui| self.typing(ui, cx));
        });
        ui.add_space(space::S);
        widgets::note(ui, cx.colours, cx.t(words::LOG_IN_HINT));
        let mut close = false;
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            close = button(ui, cx.colours, Look::Secondary, cx.t(common::CANCEL));
            let ready = self.who.is_some() && !self.pin.is_empty() && self.trying.is_none();
            let label = match (&self.trying, &self.purpose) {
                (Some(_), _) => words::TRYING,
                (None, Purpose::Session(_)) => words::LOG_IN,
                (None, Purpose::Alarm(_)) => station::ACKNOWLEDGE,
            };
            let key = ready && ui.input_mut(|i| i.consume_key(egui::Modifiers::CTRL, egui::Key::Enter));
            let press =
                ui.add_enabled_ui(ready, |ui| button(ui, cx.colours, Look::Primary, cx.t(label))).inner;
            if press || key {
                self.try_it(cx);
            }
            if matches!(self.purpose, Purpose::Session(_))
                && button(ui, cx.colours, Look::Secondary, cx.t(words::FORGOT))
            {
                self.recover = Some(Recover::of(self.who.clone().unwrap_or_default()));
            }
        });
        close
    }

    /// Those who can do it, found by id or name.
    fn people(&mut self, ui: &mut Ui, cx: &Cx<'_>, least: Role) {
        let all = cx.desk.gate().who_can_log_in();
        let known: Vec<&Session> = all.iter().filter(|person| person.role >= least).collect();
        let hint = cx.t(words::WHO);
        let search = egui::TextEdit::singleline(&mut self.search)
            .hint_text(hint)
            .margin(egui::Margin::symmetric(space::M as i8, space::S as i8))
            .min_size(vec2(LIST, size::TOUCH))
            .desired_width(LIST - 2.0 * space::M)
            .align(egui::Align2::LEFT_CENTER);
        let response = ui.add(search);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(hint));
        let sought = self.search.trim().to_lowercase();
        let fits = |person: &&&Session| {
            person.id.to_lowercase().contains(&sought) || person.name.to_lowercase().contains(&sought)
        };
        let found: Vec<&&Session> = known.iter().filter(fits).collect();
        if response.changed() || self.who.is_none() {
            // The only one there is need not be chosen.
            self.who = match found.as_slice() {
                [one] => Some(one.id.clone()),
                _ => self.who.take().filter(|id| found.iter().any(|person| person.id == *id)),
            };
            if self.who.is_some() && !response.has_focus() && self.pin.is_empty() {
                self.pin.focus();
            }
        }
        if found.is_empty() {
            ui.add_space(space::S);
            widgets::note(ui, cx.colours, cx.t(words::NOBODY));
        }
        let high = 4.0 * (size::TOUCH + space::S);
        ScrollArea::vertical().id_salt("people").max_height(high).auto_shrink(false).show(ui, |ui| {
            for person in found {
                let label = words::who_is(cx.lang, &person.name, cx.t(role(person.role)));
                let look =
                    if self.who.as_ref() == Some(&person.id) { Look::Primary } else { Look::Secondary };
                let wide = vec2(ui.available_width(), size::TOUCH);
                if wide_button(ui, cx.colours, look, &label, wide, font::BODY) {
                    self.who = Some(person.id.clone());
                    self.said = None;
                    self.pin.clear(ui);
                    self.pin.focus();
                }
            }
        });
    }

    /// The PIN, the keys for it, and what was wrong with the last one.
    fn typing(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.pin.bare(ui, cx.t(words::PIN));
        ui.add_space(space::XS);
        if let Some(key) = keypad::show(ui, cx) {
            self.pin.press(ui, key);
        }
        let said = match &self.said {
            None => return,
            Some(Said::Text(text)) => text.clone(),
            Some(Said::Locked(until)) => {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    self.said = None;
                    return;
                }
                ui.ctx().request_repaint_after(Duration::from_millis(200));
                words::locked_for(cx.lang, &clock_time(left))
            }
        };
        ui.set_max_width(size::FIELD);
        form::strip(ui, cx.colours, Says::Soft, Icon::Warning, &said);
    }

    fn try_it(&mut self, cx: &Cx<'_>) {
        let Some(who) = self.who.clone() else { return };
        let pin = self.pin.pin();
        self.said = None;
        self.trying = Some(match self.purpose {
            Purpose::Session(_) => Trying::Session(cx.desk.log_in(who, pin)),
            Purpose::Alarm(_) => Trying::Alarm(cx.desk.prove(who, pin)),
        });
    }
}
