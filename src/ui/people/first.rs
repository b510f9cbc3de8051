//! The first supervisor: offered when the station starts for the first time, and from the top bar until there is one.
//!
//! It stands in a screen's place and never over the line: every scan is judged as ever. One that comes before anything
//! is typed puts it away; while somebody types, the verdict stands at its foot, as on every screen.

use egui::{RichText, ScrollArea, Ui};

use super::pin::NewPin;
use super::recover::new_code;
use crate::scan::Control;
use crate::station::Task;
use crate::station::people::NewPerson;
use crate::station::rights::Role;
use crate::text::people as words;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::form;
use crate::ui::tokens::{Says, font, size, space};
use crate::ui::widgets::{Look, button, card};
use crate::ui::{fonts, words as errors};

/// The page, while it is shown.
#[derive(Default)]
pub struct FirstSupervisor {
    shown: bool,
    /// The scan that was last when it was shown.
    since: Option<u64>,
    name: String,
    id: String,
    pin: NewPin,
    making: Option<Task<String>>,
    said: Option<&'static str>,
    code: Option<String>,
}

impl FirstSupervisor {
    /// Shows it. `last`: the number of the last scan.
    pub fn open(&mut self, last: Option<u64>) {
        self.shown = true;
        self.since = last;
    }

    /// Puts it away; what was typed stays, but for the PIN.
    pub fn later(&mut self, ui: &Ui) {
        // A code that is shown is not shown again.
        if self.code.is_none() {
            self.shown = false;
            self.pin.clear(ui);
        }
    }

    /// Whether it is shown; a scan since it was opened puts it away, if nothing was typed.
    pub fn is_shown(&mut self, last: Option<u64>) -> bool {
        let typed = !(self.name.is_empty() && self.id.is_empty() && self.pin.is_empty());
        if self.shown && last != self.since && !typed && self.code.is_none() && self.making.is_none() {
            self.shown = false;
        }
        self.shown
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.tend(ui, cx);
        ScrollArea::vertical().id_salt("first").auto_shrink(false).show(ui, |ui| {
            let side = ((ui.available_width() - PAGE) / 2.0).max(0.0);
            ui.horizontal_top(|ui| {
                ui.add_space(side);
                ui.vertical(|ui| {
                    ui.set_width(PAGE.min(ui.available_width()));
                    card(ui, cx.colours, |ui| self.contents(ui, cx));
                });
            });
        });
    }

    fn contents(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.label(RichText::new(cx.t(words::FIRST)).font(fonts::bold(font::HEADING)));
        ui.add_space(space::S);
        if let Some(code) = &self.code {
            if new_code(ui, cx, code) {
                *self = FirstSupervisor::default();
            }
            return;
        }
        ui.add(egui::Label::new(cx.t(words::FIRST_NOTE)).wrap());
        ui.add_space(space::M);
        form::checked_field(ui, cx.colours, cx.t(words::NAME), &mut self.name, "", None);
        let id = self.id.trim().to_owned();
        let bad = !id.is_empty() && Control::badge_code(&id).is_none();
        let fault = bad.then(|| cx.t(words::ERR_ID));
        form::checked_field(ui, cx.colours, cx.t(words::ID), &mut self.id, "", fault);
        form::explain(ui, cx.colours, cx.t(words::ID_NOTE));
        self.pin.show(ui, cx, &id, words::PIN_NOTE);
        if let Some(said) = self.said {
            form::strip(ui, cx.colours, Says::Soft, Icon::Warning, said);
        }
        ui.add_space(space::M);
        ui.horizontal_wrapped(|ui| {
            let name = self.name.trim().to_owned();
            let pin = self.pin.good(&id).filter(|_| !name.is_empty() && !id.is_empty() && !bad);
            ui.add_enabled_ui(pin.is_some() && self.making.is_none(), |ui| {
                if button(ui, cx.colours, Look::Primary, cx.t(words::FIRST_DO)) {
                    self.said = None;
                    let first = NewPerson { id: id.clone(), name, role: Role::Supervisor, pin };
                    self.making = Some(cx.desk.set_up(first));
                }
            });
            if button(ui, cx.colours, Look::Secondary, cx.t(words::LATER)) {
                self.later(ui);
            }
        });
    }

    fn tend(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(made) = self.making.as_ref().and_then(Task::poll) else { return };
        self.making = None;
        match made {
            Ok(code) => {
                self.pin.clear(ui);
                self.code = Some(code);
            }
            Err(error) => self.said = Some(cx.t(errors::error(&error))),
        }
    }
}

/// Width of the page's card.
const PAGE: f32 = size::LABEL + 1.4 * size::FIELD + 2.0 * space::L;
