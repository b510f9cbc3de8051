//! Who there is: adding and changing people, and when who is logged in is logged off.

use egui::{RichText, Ui};

use crate::ledger::PersonRecord;
use crate::scan::Control;
use crate::station::people::{NewPerson, PersonEdit};
use crate::station::rights::{Action, Role};
use crate::station::{Settings, Task};
use crate::text::{common, people as words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::{Failure, Watch, form, page};
use crate::ui::people::pin::NewPin;
use crate::ui::people::role as role_name;
use crate::ui::tokens::{Says, font, space};
use crate::ui::widgets::{self, Look, button};
use crate::ui::words as errors;

/// Minutes to choose from.
const MINUTES: [u32; 6] = [2, 5, 10, 15, 30, 60];

/// The list, and the form of who is being added or changed.
#[derive(Default)]
pub(super) struct PeopleCard {
    people: Option<Result<Vec<PersonRecord>, Failure>>,
    asking: Option<Task<Vec<PersonRecord>>>,
    watch: Watch<Option<String>>,
    form: Option<Form>,
}

/// A person as they are being typed.
struct Form {
    /// They are there already.
    known: Option<PersonRecord>,
    id: String,
    name: String,
    role: Role,
    pin: NewPin,
    saving: Option<Task<()>>,
    said: Option<&'static str>,
}

impl PeopleCard {
    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut Settings) {
        if !cx.desk.gate().in_force() {
            form::strip(ui, cx.colours, Says::Soft, Icon::Lock, cx.t(words::NOT_SET_UP));
            if button(ui, cx.colours, Look::Primary, cx.t(words::FIRST)) {
                cx.set_up_people();
            }
            return;
        }
        if !cx.may(Action::People) {
            widgets::note(ui, cx.colours, cx.t(words::TECHNICIAN_MAY));
            return;
        }
        self.tend(ui, cx);
        match &self.people {
            None => drop(widgets::note(ui, cx.colours, cx.t(common::LOADING))),
            Some(Err(failure)) => {
                if page::failure(ui, cx, failure) {
                    self.people = None;
                }
            }
            Some(Ok(people)) => {
                let mut chosen = None;
                for person in people {
                    let open = self.form.as_ref().and_then(|form| form.known.as_ref());
                    if open.is_some_and(|open| open.id == person.id) {
                        continue;
                    }
                    if row(ui, cx, person) {
                        chosen = Some(Form::of(person));
                    }
                }
                self.form = chosen.or(self.form.take());
            }
        }
        self.edit(ui, cx);
        ui.add_space(space::M);
        self.manner(ui, cx, draft);
    }

    /// What is being added or changed.
    fn edit(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(form) = &mut self.form else {
            if button(ui, cx.colours, Look::Secondary, cx.t(words::ADD)) {
                self.form = Some(Form::new());
            }
            return;
        };
        if form.show(ui, cx) {
            form.pin.clear(ui);
            self.form = None;
            self.people = None;
        }
    }

    fn manner(&mut self, ui: &mut Ui, cx: &Cx<'_>, draft: &mut Settings) {
        let people = &mut draft.people;
        let mut choices: Vec<u32> = MINUTES.to_vec();
        if !choices.contains(&people.log_off_min) {
            // A time that was written into the file by hand.
            choices.push(people.log_off_min);
            choices.sort_unstable();
        }
        let names: Vec<String> = choices.iter().map(|n| words::minutes(cx.lang, &n.to_string())).collect();
        let choices: Vec<(u32, &str)> = choices.into_iter().zip(names.iter().map(String::as_str)).collect();
        form::choice(ui, cx.colours, cx.t(words::LOG_OFF_AFTER), &mut people.log_off_min, &choices);
        form::switch(ui, cx.colours, cx.t(words::KNOWN_ONLY), &mut people.known_only);
        form::explain_switch(ui, cx.colours, cx.t(words::KNOWN_ONLY_NOTE));
    }

    fn tend(&mut self, ui: &Ui, cx: &Cx<'_>) {
        if self.watch.changed(ui, cx.desk.gate().session().map(|session| session.id)) {
            self.people = None;
        }
        if let Some(answer) = self.asking.as_ref().and_then(Task::poll) {
            self.asking = None;
            self.people = Some(answer.map_err(|error| Failure::of(&error)));
        }
        if self.people.is_none() && self.asking.is_none() {
            self.asking = Some(cx.desk.people());
        }
    }
}

/// Somebody; true = to be changed.
fn row(ui: &mut Ui, cx: &Cx<'_>, person: &PersonRecord) -> bool {
    ui.horizontal(|ui| {
        let ink = if person.active { cx.colours.ink } else { cx.colours.muted };
        ui.label(RichText::new(&person.name).strong().color(ink));
        let pin = if person.pin.is_some() { words::PIN_SET } else { words::PIN_NONE };
        let mut facts = vec![person.id.as_str(), cx.t(role_name(person.role))];
        if person.role != Role::Operator {
            facts.push(cx.t(pin));
        }
        if !person.active {
            facts.push(cx.t(words::GONE));
        }
        ui.label(RichText::new(facts.join(" · ")).size(font::SMALL).color(cx.colours.muted));
        let named = format!("{} {}", cx.t(words::EDIT), person.name);
        let right = egui::Layout::right_to_left(egui::Align::Center);
        ui.with_layout(right, |ui| button(ui, cx.colours, Look::Secondary, &named)).inner
    })
    .inner
}

impl Form {
    fn new() -> Form {
        Form {
            known: None,
            id: String::new(),
            name: String::new(),
            role: Role::Operator,
            pin: NewPin::default(),
            saving: None,
            said: None,
        }
    }

    fn of(person: &PersonRecord) -> Form {
        Form {
            id: person.id.clone(),
            name: person.name.clone(),
            role: person.role,
            known: Some(person.clone()),
            ..Form::new()
        }
    }

    /// Draws it; true = done with.
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        if let Some(saved) = self.saving.as_ref().and_then(Task::poll) {
            self.saving = None;
            match saved {
                Ok(()) => {
                    cx.notices.done(cx.lang.t(common::DONE));
                    return true;
                }
                Err(error) => self.said = Some(cx.t(errors::error(&error))),
            }
        }
        let mut close = false;
        egui::Frame::new().fill(cx.colours.stripe).inner_margin(space::M).show(ui, |ui| {
            self.fields(ui, cx);
            if let Some(said) = self.said {
                form::strip(ui, cx.colours, Says::Soft, Icon::Warning, said);
            }
            ui.add_space(space::S);
            ui.horizontal_wrapped(|ui| close = self.buttons(ui, cx));
        });
        close
    }

    fn fields(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        form::checked_field(ui, cx.colours, cx.t(words::NAME), &mut self.name, "", None);
        if self.known.is_none() {
            let id = self.id.trim();
            let bad = !id.is_empty() && Control::badge_code(id).is_none();
            let fault = bad.then(|| cx.t(words::ERR_ID));
            form::checked_field(ui, cx.colours, cx.t(words::ID), &mut self.id, "", fault);
            form::explain(ui, cx.colours, cx.t(words::ID_NOTE));
        }
        let roles = Role::ALL.map(|role| (role, cx.t(role_name(role))));
        form::choice(ui, cx.colours, cx.t(words::ROLE), &mut self.role, &roles);
        if self.role != Role::Operator {
            let note = if self.has_pin() { words::PIN_KEEP } else { words::PIN_NOTE };
            self.pin.show(ui, cx, self.id.trim(), note);
        }
    }

    fn buttons(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let ready = self.saving.is_none() && self.is_good();
        ui.add_enabled_ui(ready, |ui| {
            if button(ui, cx.colours, Look::Primary, cx.t(common::SAVE)) {
                self.save(cx);
            }
        });
        let active = self.known.as_ref().map(|known| known.active);
        if let Some(active) = active {
            let (look, label) = match active {
                true => (Look::Danger, words::LEAVE),
                false => (Look::Secondary, words::BACK),
            };
            if button(ui, cx.colours, look, cx.t(label)) {
                let edit = PersonEdit { active: Some(!active), ..PersonEdit::default() };
                self.saving = Some(cx.desk.edit_person(self.id.clone(), edit));
            }
        }
        button(ui, cx.colours, Look::Secondary, cx.t(common::CANCEL))
    }

    fn has_pin(&self) -> bool {
        self.known.as_ref().is_some_and(|known| known.pin.is_some())
    }

    fn is_good(&self) -> bool {
        let id = self.id.trim();
        let pin = match self.role {
            Role::Operator => true,
            _ if self.pin.is_empty() => self.has_pin(),
            _ => self.pin.good(id).is_some(),
        };
        pin && !self.name.trim().is_empty() && Control::badge_code(id).is_some()
    }

    fn save(&mut self, cx: &Cx<'_>) {
        self.said = None;
        let id = self.id.trim().to_owned();
        let pin = self.pin.good(&id).filter(|_| self.role != Role::Operator);
        self.saving = Some(match &self.known {
            None => {
                let new = NewPerson { id, name: self.name.clone(), role: self.role, pin };
                cx.desk.add_person(new)
            }
            Some(_) => {
                let (name, role) = (Some(self.name.clone()), Some(self.role));
                cx.desk.edit_person(id, PersonEdit { name, role, active: None, pin })
            }
        });
    }
}
