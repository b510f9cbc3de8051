//! The field a PIN is typed into: it shows dots, keeps no history, and is empty once it was used.

use egui::text_edit::TextEditState;
use egui::{Id, Response, TextEdit, Ui, vec2};
use zeroize::{Zeroize, Zeroizing};

use super::keypad::Key;
use crate::station::pin::{MOST, Pin};
use crate::text::{Text, people as words};
use crate::ui::cx::Cx;
use crate::ui::parts::form;
use crate::ui::tokens::{size, space};
use crate::ui::words as errors;

/// What was typed so far.
#[derive(Default)]
pub struct PinField {
    text: Zeroizing<String>,
    id: Option<Id>,
    wants_focus: bool,
}

impl PinField {
    /// The next frame begins with the caret in it.
    pub fn focus(&mut self) {
        self.wants_focus = true;
    }

    /// Nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The same was typed as there.
    pub fn same(&self, other: &PinField) -> bool {
        *self.text == *other.text
    }

    /// What was typed, to look at.
    pub fn pin(&self) -> Pin {
        Pin::new(&self.text)
    }

    /// What was typed, as a recovery code.
    pub fn code(&self) -> Pin {
        Pin::code(&self.text)
    }

    /// Empties it, and what the field remembers for undoing.
    pub fn clear(&mut self, ui: &Ui) {
        self.text.zeroize();
        if let Some(id) = self.id {
            TextEditState::default().store(ui.ctx(), id);
        }
    }

    /// A key of the pad was pressed; the caret stays.
    pub fn press(&mut self, ui: &Ui, key: Key) {
        match key {
            Key::Digit(digit) if self.text.chars().count() < MOST => self.text.push(digit),
            Key::Digit(_) => {}
            Key::Back => drop(self.text.pop()),
            Key::Clear => self.clear(ui),
        }
        self.focus();
    }

    /// Draws it, with its name before it.
    pub fn show(&mut self, ui: &mut Ui, name: &str) -> Response {
        ui.horizontal(|ui| {
            ui.scope(|ui| {
                ui.set_min_width(size::LABEL);
                ui.label(name)
            });
            self.bare(ui, name)
        })
        .inner
    }

    /// Draws it as wide as there is room, up to a field's width; its name is for those who do not see it.
    pub fn bare(&mut self, ui: &mut Ui, name: &str) -> Response {
        let width = ui.available_width().min(size::FIELD);
        let margin = egui::Margin::symmetric(space::M as i8, space::S as i8);
        let edit = TextEdit::singleline(&mut *self.text)
            .password(true)
            .hint_text(name)
            .char_limit(MOST)
            .margin(margin)
            .min_size(vec2(width, size::TOUCH))
            .desired_width(width - 2.0 * space::M)
            .align(egui::Align2::LEFT_CENTER);
        let response = ui.add(edit);
        self.id = Some(response.id);
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
        }
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
        response
    }
}

/// A new PIN, typed twice.
#[derive(Default)]
pub struct NewPin {
    first: PinField,
    again: PinField,
}

impl NewPin {
    /// Nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty() && self.again.is_empty()
    }

    /// The PIN, if it may be one and was typed the same twice.
    pub fn good(&self, id: &str) -> Option<Pin> {
        let pin = self.first.pin();
        (pin.fit(id).is_ok() && self.first.same(&self.again)).then_some(pin)
    }

    /// Empties both.
    pub fn clear(&mut self, ui: &Ui) {
        self.first.clear(ui);
        self.again.clear(ui);
    }

    /// Draws both fields, what is wrong with them, and what a PIN is.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, id: &str, note: Text) {
        let typing = self.first.show(ui, cx.t(words::NEW_PIN)).has_focus();
        let weak = self.first.pin().fit(id).err().filter(|_| !self.first.is_empty() && !typing);
        form::show_fault(ui, cx.colours, weak.map(|weak| cx.t(errors::weak_pin(weak))));
        let typing = self.again.show(ui, cx.t(words::PIN_AGAIN)).has_focus();
        let differ = !self.again.is_empty() && !typing && !self.first.same(&self.again);
        form::show_fault(ui, cx.colours, differ.then(|| cx.t(words::PINS_DIFFER)));
        form::explain(ui, cx.colours, cx.t(note));
    }
}
