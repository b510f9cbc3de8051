//! Operators whose badges are printed: typed or pasted, one a line, or read from a list.

use egui::{TextEdit, Ui};

use super::unread;
use crate::intake::Person;
use crate::station::StationError;
use crate::station::cards::{self, CardsError};
use crate::text::cards as words;
use crate::ui::cx::Cx;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Errand, Failure, PathField, form};
use crate::ui::tokens::size;
use crate::ui::widgets::{Look, button};

/// The field, and the list on its way into it.
#[derive(Default)]
pub(super) struct People {
    /// One a line.
    text: String,
    list: PathField,
    reading: Option<Errand<Result<Vec<Person>, CardsError>>>,
    failed: Option<Failure>,
}

/// What a list may be.
const ENDINGS: [&str; 3] = ["csv", "xlsx", "txt"];
/// Lines of the field.
const LINES: usize = 5;

impl People {
    /// Everybody in the field.
    pub(super) fn all(&self) -> Vec<Person> {
        self.text.lines().filter_map(Person::typed).collect()
    }

    /// Takes the list that was read into the field.
    pub(super) fn tend(&mut self) {
        match Errand::take(&mut self.reading) {
            None => {}
            Some(Ok(people)) => {
                self.failed = None;
                self.add(&people);
            }
            Some(Err(error)) => self.failed = Some(Failure::of(&StationError::Cards(error))),
        }
    }

    fn add(&mut self, people: &[Person]) {
        for person in people {
            if !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push('\n');
            }
            self.text += &person.to_line();
            self.text.push('\n');
        }
    }

    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let label = cx.t(words::PEOPLE);
        form::named(ui, label, |ui| {
            let edit = TextEdit::multiline(&mut self.text).desired_rows(LINES).desired_width(size::FIELD);
            let response = ui.add(edit.hint_text(cx.t(words::PEOPLE_HINT)));
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(label));
        });
        if self.list.show(ui, cx, cx.t(words::LIST), Wanted::Open(&ENDINGS)) {
            self.failed = None;
        }
        ui.horizontal_wrapped(|ui| {
            let path = self.list.path().filter(|_| self.reading.is_none());
            ui.add_enabled_ui(path.is_some(), |ui| {
                if button(ui, cx.colours, Look::Secondary, cx.t(words::READ_LIST))
                    && let Some(path) = path
                {
                    self.failed = None;
                    self.reading = Some(Errand::run(ui.ctx(), move || cards::people_on(&path)));
                }
            });
            let missing = self.missing(&cx.settings.supervisors);
            ui.add_enabled_ui(!missing.is_empty(), |ui| {
                if button(ui, cx.colours, Look::Secondary, cx.t(words::ADD_SUPERVISORS)) {
                    self.add(&missing);
                }
            });
        });
        if let Some(failed) = &self.failed {
            unread(ui, cx, failed);
        }
    }

    /// The supervisors that are not in the field yet.
    fn missing(&self, supervisors: &[String]) -> Vec<Person> {
        let all = self.all();
        let missing = supervisors.iter().filter(|id| !all.iter().any(|person| person.id == **id));
        missing.map(|id| Person { id: id.clone(), ..Person::default() }).collect()
    }
}
