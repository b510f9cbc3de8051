//! The templates there are: presets, then the user's own; each unfolds to what it is.

use egui::Ui;

use super::sheet;
use crate::relation::Template;
use crate::station::templates::preview::Samples;
use crate::station::templates::{Listed, Named, Shelf, ShelfError};
use crate::station::{StationError, Task};
use crate::text::templates as words;
use crate::ui::cx::Cx;
use crate::ui::export::preset;
use crate::ui::icons::Icon;
use crate::ui::parts::form;
use crate::ui::parts::page::{self, Failure};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Answer, Look, Question, button, card, confirm};

/// Its state.
#[derive(Default)]
pub(super) struct List {
    listed: Option<Vec<Listed>>,
    asked: Option<Task<Vec<Listed>>>,
    failed: Option<Failure>,
    open: Option<String>,
    asking: Option<Asking>,
    removing: Option<(String, Task<()>)>,
}

/// A template that is to go, before the user has confirmed it.
struct Asking {
    name: String,
    /// Orders that export with it: known once the station has refused for them.
    orders: Vec<String>,
}

impl List {
    /// Asks again.
    pub(super) fn refresh(&mut self, cx: &Cx<'_>) {
        self.failed = None;
        self.asked = Some(cx.desk.templates(Shelf::of(cx.data)));
    }

    /// Takes the answers that have come; true when a template is gone.
    pub(super) fn tend(&mut self, cx: &mut Cx<'_>) -> bool {
        if self.listed.is_none() && self.asked.is_none() && self.failed.is_none() {
            self.refresh(cx);
        }
        if let Some(answer) = self.asked.as_ref().and_then(Task::poll) {
            self.asked = None;
            match answer {
                Ok(listed) => self.listed = Some(listed),
                Err(error) => self.failed = Some(Failure::of(&error)),
            }
        }
        let Some(answer) = self.removing.as_ref().and_then(|(_, task)| task.poll()) else { return false };
        let name = self.removing.take().map(|(name, _)| name).unwrap_or_default();
        match answer {
            Ok(()) => {
                cx.notices.done(cx.lang.t(words::REMOVED));
                self.refresh(cx);
                return true;
            }
            Err(StationError::Template(ShelfError::Used { orders, .. })) => {
                self.asking = Some(Asking { name, orders });
            }
            Err(error) => cx.error(&error),
        }
        false
    }

    /// Draws the card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, samples: Option<&Samples>) {
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::LIST));
            widgets::note(ui, cx.colours, cx.t(words::LIST_NOTE));
            ui.add_space(space::S);
            for name in Template::PRESETS {
                if self.fold(ui, cx, name, &preset(cx.lang, name))
                    && let Some(template) = Template::preset(name)
                {
                    widgets::note(ui, cx.colours, cx.t(words::BUILT_IN));
                    whole(ui, cx, &template, samples);
                }
            }
            if let Some(failed) = &self.failed
                && page::failure(ui, cx, failed)
            {
                self.refresh(cx);
            }
            let listed = self.listed.take().unwrap_or_default();
            if listed.is_empty() && self.failed.is_none() {
                ui.add_space(space::S);
                widgets::note(ui, cx.colours, cx.t(words::NONE));
            }
            for one in &listed {
                self.own(ui, cx, one, samples);
            }
            self.listed = Some(listed);
        });
    }

    /// A line that unfolds; true while it is open.
    fn fold(&mut self, ui: &mut Ui, cx: &Cx<'_>, name: &str, label: &str) -> bool {
        let mut open = self.open.as_deref() == Some(name);
        if form::fold(ui, cx.colours, label, &mut open) {
            self.open = open.then(|| name.to_owned());
        }
        open
    }

    fn own(&mut self, ui: &mut Ui, cx: &Cx<'_>, listed: &Listed, samples: Option<&Samples>) {
        let Listed { name, found } = listed;
        let open = self.fold(ui, cx, name, name);
        match found {
            Ok(Named { file, added, template, .. }) if open => {
                let when = cx.clock.date_time(added.timestamp_millis());
                widgets::note(ui, cx.colours, &words::from_file(cx.lang, file, &when));
                whole(ui, cx, template, samples);
            }
            Ok(_) => {}
            Err(error) => {
                form::strip(ui, cx.colours, Says::Soft, Icon::Warning, cx.t(words::ERR_DAMAGED));
                if open {
                    ui.add(egui::Label::new(error.to_string()).wrap().selectable(true));
                }
            }
        }
        if open {
            ui.add_enabled_ui(self.removing.is_none(), |ui| {
                if button(ui, cx.colours, Look::Secondary, &words::remove_of(cx.lang, name)) {
                    self.asking = Some(Asking { name: name.clone(), orders: Vec::new() });
                }
            });
            ui.add_space(space::S);
        }
    }

    /// Asks before a template goes.
    pub(super) fn questions(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(Asking { name, orders }) = &self.asking else { return };
        let title = words::remove_title(cx.lang, name);
        let anyway = !orders.is_empty();
        let (body, act) = match anyway {
            false => (cx.t(words::REMOVE_BODY).to_owned(), words::REMOVE),
            true => (words::remove_anyway(cx.lang, &orders.join(", ")), words::REMOVE_ANYWAY),
        };
        let question = Question { title: &title, body: &body, act: cx.t(act), danger: true };
        match confirm(ui, cx, "template", question, |_, _| {}) {
            None => {}
            Some(Answer::Cancel) => self.asking = None,
            Some(Answer::Act) => {
                let name = self.asking.take().map(|asking| asking.name).unwrap_or_default();
                let who = (cx.settings.clone(), cx.view.operator.clone());
                let task = cx.desk.remove_template(who, Shelf::of(cx.data), name.clone(), anyway);
                self.removing = Some((name, task));
            }
        }
    }
}

/// All there is to say of a template.
fn whole(ui: &mut Ui, cx: &Cx<'_>, template: &Template, samples: Option<&Samples>) {
    for (at, column) in template.columns().iter().enumerate() {
        sheet::column(ui, cx, at, column);
    }
    ui.add_space(space::S);
    sheet::bytes(ui, cx, template);
    if let Some(samples) = samples {
        ui.add_space(space::S);
        // Five short lines: made anew in each frame that shows them.
        let text = samples.text(template);
        sheet::preview(ui, cx, samples, text.as_ref().map(String::as_str));
    }
    ui.add_space(space::S);
}
