//! The way back when a PIN is forgotten: the recovery code sets a supervisor's PIN, and the next code is shown.

use egui::{RichText, Ui};

use super::pin::{NewPin, PinField};
use crate::scan::Control;
use crate::station::{StationError, Task};
use crate::text::{common, people as words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::form;
use crate::ui::tokens::{Says, font, size, space};
use crate::ui::widgets::{self, Look, button};
use crate::ui::{fonts, words as errors};

/// The form, and what came of it.
pub struct Recover {
    id: String,
    code: PinField,
    pin: NewPin,
    trying: Option<Task<String>>,
    said: Option<String>,
    next: Option<String>,
}

impl Recover {
    /// For the supervisor with this id.
    pub fn of(id: String) -> Recover {
        Recover {
            id,
            code: PinField::default(),
            pin: NewPin::default(),
            trying: None,
            said: None,
            next: None,
        }
    }

    /// Draws it; true = back to the log-in.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        self.tend(ui, cx);
        ui.label(RichText::new(cx.t(words::RECOVER)).font(fonts::bold(font::TITLE)));
        ui.add_space(space::S);
        if let Some(code) = &self.next {
            form::strip(ui, cx.colours, Says::Good, Icon::Check, cx.t(words::RECOVERED));
            return new_code(ui, cx, code);
        }
        widgets::note(ui, cx.colours, cx.t(words::FORGOTTEN));
        ui.add_space(space::S);
        widgets::field(ui, cx.t(words::ID), &mut self.id, "");
        self.code.show(ui, cx.t(words::CODE));
        self.pin.show(ui, cx, self.id.trim(), words::PIN_NOTE);
        if let Some(said) = &self.said {
            form::strip(ui, cx.colours, Says::Soft, Icon::Warning, said);
        }
        ui.add_space(space::S);
        let mut back = false;
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            back = button(ui, cx.colours, Look::Secondary, cx.t(common::CANCEL));
            let id = self.id.trim();
            let pin =
                self.pin.good(id).filter(|_| Control::badge_code(id).is_some() && self.trying.is_none());
            ui.add_enabled_ui(pin.is_some() && !self.code.is_empty(), |ui| {
                if button(ui, cx.colours, Look::Primary, cx.t(words::RECOVER))
                    && let Some(pin) = pin
                {
                    self.trying = Some(cx.desk.recover(id.to_owned(), self.code.code(), pin));
                }
            });
        });
        back
    }

    fn tend(&mut self, ui: &Ui, cx: &Cx<'_>) {
        let Some(answer) = self.trying.as_ref().and_then(Task::poll) else { return };
        self.trying = None;
        self.code.clear(ui);
        match answer {
            Ok(next) => {
                self.pin.clear(ui);
                self.next = Some(next);
            }
            Err(StationError::WrongPin { left }) => {
                self.said = Some(words::tries_left(cx.lang, &left.to_string()));
            }
            Err(error) => self.said = Some(cx.t(errors::error(&error)).to_owned()),
        }
    }
}

/// A recovery code, the only time it is seen; true = it is written down.
pub fn new_code(ui: &mut Ui, cx: &Cx<'_>, code: &str) -> bool {
    ui.label(cx.t(words::CODE));
    let shown = RichText::new(code).font(fonts::mono_bold(font::HEADING));
    ui.add(egui::Label::new(shown).wrap().selectable(true));
    ui.add_space(space::S);
    ui.set_max_width(size::DIALOG);
    ui.add(egui::Label::new(cx.t(words::CODE_NOTE)).wrap());
    ui.add_space(space::L);
    button(ui, cx.colours, Look::Primary, cx.t(words::CODE_KEPT))
}
