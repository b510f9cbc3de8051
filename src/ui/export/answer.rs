//! The platform's answer to an export: pasted ([`paste`]) or opened, looked at, and only then recorded.

mod found;
mod paste;

use std::sync::Arc;

use egui::Ui;

use super::act::SOON;
use crate::station::Task;
use crate::station::answer::{AnswerReport, AnswerSource, LookedAnswer};
use crate::text::answer as words;
use crate::ui::cx::Cx;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Failure, GridState, PathField, form, shape};
use crate::ui::tokens::space;
use crate::ui::widgets::{self, Look, button, card};

use paste::Paste;

/// What such a file may be.
const ENDINGS: [&str; 3] = ["csv", "xlsx", "txt"];

/// An answer and where it stands.
#[derive(Default)]
pub(super) struct Answer {
    whence: Whence,
    paste: Paste,
    file: PathField,
    rest: Option<Rest>,
    stand: Stand,
    unmatched: GridState,
    matched: GridState,
}

/// Where the list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Whence {
    #[default]
    Pasted,
    File,
}

/// What the pairs are that the list does not name. Nobody but the user can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Accepted,
    Unknown,
}

#[derive(Default)]
enum Stand {
    /// Nothing was looked at yet.
    #[default]
    Idle,
    Looking(Task<LookedAnswer>),
    Looked(Arc<LookedAnswer>),
    Taking(Task<AnswerReport>),
    Taken(AnswerReport),
    Failed(Failure),
}

impl Answer {
    /// Takes the answers of what is under way; true when something was recorded.
    pub(super) fn tend(&mut self) -> bool {
        let next = match &self.stand {
            Stand::Looking(task) => task.poll().map(|answer| match answer {
                Ok(looked) => Stand::Looked(Arc::new(looked)),
                Err(error) => Stand::Failed(Failure::of(&error)),
            }),
            Stand::Taking(task) => task.poll().map(|answer| match answer {
                Ok(report) => Stand::Taken(report),
                Err(error) => Stand::Failed(Failure::of(&error)),
            }),
            _ => None,
        };
        let Some(next) = next else { return false };
        let taken = matches!(next, Stand::Taken(_));
        self.stand = next;
        self.unmatched.to_top();
        self.matched.to_top();
        if taken {
            self.paste = Paste::default();
        }
        taken
    }

    /// Draws where the list is, and what can be done with it.
    pub(super) fn card(&mut self, ui: &mut Ui, cx: &Cx<'_>, export: i64) {
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::TITLE));
            widgets::note(ui, cx.colours, cx.t(words::NOTE));
            ui.add_space(space::S);
            let busy = matches!(self.stand, Stand::Looking(_) | Stand::Taking(_));
            let changed = ui.add_enabled_ui(!busy, |ui| self.fields(ui, cx)).inner;
            if changed && !busy {
                // What was looked at was another list.
                self.stand = Stand::Idle;
                self.rest = None;
            }
            ui.add_space(space::S);
            if busy {
                let taking = matches!(self.stand, Stand::Taking(_));
                widgets::note(ui, cx.colours, cx.t(if taking { words::TAKING } else { words::LOOKING }));
                ui.ctx().request_repaint_after(SOON);
            } else {
                self.look(ui, cx, export);
            }
            found::show(ui, cx, &self.stand);
            self.take(ui, cx);
        });
    }

    fn fields(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let choices = [(Whence::Pasted, cx.t(words::PASTED)), (Whence::File, cx.t(words::FROM_FILE))];
        let other = form::choice(ui, cx.colours, cx.t(words::WHENCE), &mut self.whence, &choices);
        other
            | match self.whence {
                Whence::Pasted => self.paste.show(ui, cx),
                Whence::File => self.file.show(ui, cx, cx.t(words::FILE), Wanted::Open(&ENDINGS)),
            }
    }

    /// Looking at the list; or, where nothing failed, there is none.
    fn look(&mut self, ui: &mut Ui, cx: &Cx<'_>, export: i64) {
        let source = match self.whence {
            Whence::Pasted => self.paste.text().map(|text| AnswerSource::Text(text.to_owned())),
            Whence::File => self.file.path().map(AnswerSource::File),
        };
        let looked = matches!(self.stand, Stand::Looked(_));
        let (look, label) = match looked {
            false => (Look::Primary, words::LOOK),
            true => (Look::Secondary, words::LOOK_AGAIN),
        };
        ui.horizontal_wrapped(|ui| {
            let none = source.is_none();
            ui.add_enabled_ui(!none, |ui| {
                if button(ui, cx.colours, look, cx.t(label))
                    && let Some(source) = source
                {
                    self.rest = None;
                    self.stand = Stand::Looking(cx.desk.look_at_answer(source, Some(export)));
                }
            });
            if none && !looked && button(ui, cx.colours, Look::Secondary, cx.t(words::ALL_ACCEPTED)) {
                self.rest = Some(Rest::Accepted);
                let empty = AnswerSource::Text(String::new());
                self.stand = Stand::Looking(cx.desk.look_at_answer(empty, Some(export)));
            }
        });
    }

    /// What the others are, and the button that records it all.
    fn take(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Stand::Looked(looked) = &self.stand else { return };
        let looked = Arc::clone(looked);
        let (rejected, others) = (looked.rejected.len() as u64, looked.others());
        let blocked = looked.not_understood() > 0;
        let choices = [
            (Some(Rest::Accepted), cx.t(words::REST_ACCEPTED)),
            (Some(Rest::Unknown), cx.t(words::REST_UNKNOWN)),
        ];
        ui.add_space(space::S);
        if others > 0 {
            form::choice(ui, cx.colours, cx.t(words::REST), &mut self.rest, &choices);
        } else {
            self.rest = Some(Rest::Accepted).filter(|_| !blocked).or(Some(Rest::Unknown));
        }
        let (ready, note) = match self.rest {
            None => (false, Some(words::REST_CHOOSE)),
            Some(Rest::Accepted) if blocked => (false, Some(words::REST_BLOCKED)),
            Some(Rest::Accepted) => (rejected + others > 0, None),
            Some(Rest::Unknown) => (rejected > 0, None),
        };
        if let Some(note) = note {
            widgets::note(ui, cx.colours, cx.t(note));
        }
        let complete = self.rest == Some(Rest::Accepted);
        let (rejected, others) = (shape::count(rejected), shape::count(others));
        let label = match complete {
            true => words::take(cx.lang, &rejected, &others),
            false => words::take_rejected(cx.lang, &rejected),
        };
        ui.add_enabled_ui(ready, |ui| {
            if button(ui, cx.colours, Look::Primary, &label) {
                let operator = cx.view.operator.clone();
                self.stand =
                    Stand::Taking(cx.desk.take_answer(cx.settings.clone(), operator, looked, complete));
            }
        });
    }

    /// Draws what was found, row by row; false while there is nothing of that kind.
    pub(super) fn tables(&mut self, ui: &mut Ui, cx: &Cx<'_>, room: f32) -> bool {
        let Stand::Looked(looked) = &self.stand else { return false };
        if looked.rows == 0 {
            return false;
        }
        found::tables(ui, cx, looked, (&mut self.unmatched, &mut self.matched), room);
        true
    }
}
