//! A template on its way in: its file is read, its unknown columns are filled, its export is looked at, and
//! then it is kept under a name.

use std::time::Duration;

use egui::Ui;

use super::sheet;
use crate::relation::{Blank, Column, Fill, FillFault, RelationError, Template, TemplateFault};
use crate::station::templates::preview::Samples;
use crate::station::templates::{LookedAt, Named, NewTemplate, Shelf, ShelfError, is_name};
use crate::station::{StationError, Task};
use crate::text::{Text, templates as words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Failure, PathField, form};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button, card};

/// How soon an answer is looked for again.
const SOON: Duration = Duration::from_millis(100);

/// The card's state.
#[derive(Default)]
pub(super) struct Adding {
    file: PathField,
    stand: Stand,
}

#[derive(Default)]
enum Stand {
    #[default]
    Idle,
    Reading(Task<LookedAt>),
    Read(Box<Draft>),
    Failed(Failure),
    Saved(String),
}

/// A template that was read and is not kept yet.
struct Draft {
    looked: LookedAt,
    name: String,
    /// What each column is to be filled with, as typed; empty where nothing was.
    fills: Vec<String>,
    judged: Judged,
    saving: Option<Task<Named>>,
    refused: Option<Refused>,
}

/// What the columns as filled come to: the template, and how a file of it reads (once there are rows).
type Judged = Result<(Template, Option<Result<String, RelationError>>), RelationError>;

/// Why it was not kept.
struct Refused {
    failure: Failure,
    /// Orders export with a template of that name that is gone: the user may insist.
    by_orders: bool,
}

impl Adding {
    /// Takes the answers that have come; true when a template was kept.
    pub(super) fn tend(&mut self, samples: Option<&Samples>) -> bool {
        match &mut self.stand {
            Stand::Reading(task) => {
                if let Some(answer) = task.poll() {
                    self.stand = match answer {
                        Ok(looked) => Stand::Read(Box::new(Draft::new(looked, samples))),
                        Err(error) => Stand::Failed(Failure::of(&error)),
                    };
                }
                false
            }
            Stand::Read(draft) => match draft.saving.as_ref().and_then(Task::poll) {
                None => false,
                Some(Ok(named)) => {
                    *self = Adding { stand: Stand::Saved(named.name), ..Adding::default() };
                    true
                }
                Some(Err(error)) => {
                    draft.saving = None;
                    let by_orders = matches!(error, StationError::Template(ShelfError::Used { .. }));
                    draft.refused = Some(Refused { failure: Failure::of(&error), by_orders });
                    false
                }
            },
            _ => false,
        }
    }

    /// Judges again, with other rows.
    pub(super) fn judge(&mut self, samples: Option<&Samples>) {
        if let Stand::Read(draft) = &mut self.stand {
            draft.judge(samples);
        }
    }

    /// Draws the card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, samples: Option<&Samples>) {
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::ADD));
            widgets::note(ui, cx.colours, cx.t(words::ADD_NOTE));
            ui.add_space(space::S);
            self.choose_file(ui, cx);
            let leave = match &mut self.stand {
                Stand::Idle => false,
                Stand::Reading(_) => {
                    widgets::note(ui, cx.colours, cx.t(words::READING));
                    ui.ctx().request_repaint_after(SOON);
                    false
                }
                Stand::Failed(failure) => {
                    show_failure(ui, cx, failure);
                    false
                }
                Stand::Saved(name) => {
                    let text = words::saved(cx.lang, name);
                    form::strip(ui, cx.colours, Says::Good, Icon::Check, &text);
                    false
                }
                Stand::Read(draft) => draft.show(ui, cx, samples),
            };
            if leave {
                *self = Adding::default();
            }
        });
    }

    fn choose_file(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let wanted = Wanted::Open(&["csv", "xlsx"]);
        if self.file.show(ui, cx, cx.t(words::FILE), wanted) {
            // What was read was another file.
            self.stand = Stand::Idle;
        }
        let look = if matches!(self.stand, Stand::Read(_)) { Look::Secondary } else { Look::Primary };
        let path = self.file.path();
        ui.add_enabled_ui(path.is_some() && !matches!(self.stand, Stand::Reading(_)), |ui| {
            if button(ui, cx.colours, look, cx.t(words::LOOK))
                && let Some(path) = path
            {
                self.stand = Stand::Reading(cx.desk.look_at_template(path));
            }
        });
        ui.add_space(space::S);
    }
}

impl Draft {
    fn new(looked: LookedAt, samples: Option<&Samples>) -> Draft {
        let fills = vec![String::new(); looked.blank.found().columns().len()];
        let judged = judge(&looked.blank, &fills, samples);
        Draft { looked, name: String::new(), fills, judged, saving: None, refused: None }
    }

    fn judge(&mut self, samples: Option<&Samples>) {
        self.judged = judge(&self.looked.blank, &self.fills, samples);
    }

    /// Draws what was found and what is to be said of it; true when the user leaves it.
    fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, samples: Option<&Samples>) -> bool {
        ui.label(
            egui::RichText::new(cx.t(words::FOUND))
                .font(crate::ui::fonts::bold(crate::ui::tokens::font::BODY)),
        );
        sheet::bytes(ui, cx, self.looked.blank.found());
        ui.add_space(space::S);
        if self.columns(ui, cx) {
            self.refused = None;
            self.judge(samples);
        }
        ui.add_space(space::S);
        match (&self.judged, samples) {
            (Ok((_, Some(text))), Some(samples)) => {
                sheet::preview(ui, cx, samples, text.as_deref());
            }
            _ => {
                widgets::note(ui, cx.colours, cx.t(words::PREVIEW_WAITS));
            }
        }
        ui.add_space(space::M);
        self.save(ui, cx)
    }

    /// The columns, a field for each the station does not know; true when one was changed.
    fn columns(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let mut changed = false;
        let mut any_open = false;
        for (at, column) in self.looked.blank.found().columns().iter().enumerate() {
            // A column without a name cannot be named to be filled.
            if !column.is_open() || column.header.trim().is_empty() {
                sheet::column(ui, cx, at, column);
                continue;
            }
            any_open = true;
            let fault = self.fault(column, &self.fills[at]).map(|fault| cx.t(fault));
            let name = sheet::numbered(cx, at, column);
            let hint = cx.t(if column.required { words::FILL_HINT } else { words::EMPTY_HINT });
            changed |= form::checked_field(ui, cx.colours, &name, &mut self.fills[at], hint, fault);
        }
        if any_open {
            widgets::note(ui, cx.colours, cx.t(words::FILL_NOTE));
        }
        changed
    }

    /// What is wrong with what a column is to be filled with.
    fn fault(&self, column: &Column, text: &str) -> Option<Text> {
        if text.trim().is_empty() {
            return column.required.then_some(words::FILL_MISSING);
        }
        if let Err(fault) = text.parse::<Fill>() {
            return Some(fill_fault(&fault));
        }
        match &self.judged {
            Err(RelationError::Template { fault: TemplateFault::Unencodable { column: of, .. }, .. }) => {
                (*of == column.header).then_some(words::FAULT_ENCODING)
            }
            _ => None,
        }
    }

    fn save(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let name = self.name.trim().to_owned();
        let fault = (!name.is_empty() && !is_name(&name)).then(|| cx.t(words::NAME_FAULT));
        let hint = cx.t(words::NAME_HINT);
        if form::checked_field(ui, cx.colours, cx.t(words::NAME), &mut self.name, hint, fault) {
            self.refused = None;
        }
        if let Some(Refused { failure, .. }) = &self.refused {
            show_failure(ui, cx, failure);
        }
        let anyway = self.refused.as_ref().is_some_and(|refused| refused.by_orders);
        // A template whose first rows cannot be written is not ready to be kept.
        let ready = matches!(&self.judged, Ok((_, None | Some(Ok(_))))) && is_name(&name);
        let mut leave = false;
        ui.horizontal_wrapped(|ui| {
            ui.add_enabled_ui(ready && self.saving.is_none(), |ui| {
                let (look, label) =
                    if anyway { (Look::Danger, words::SAVE_ANYWAY) } else { (Look::Primary, words::SAVE) };
                if button(ui, cx.colours, look, cx.t(label)) {
                    self.refused = None;
                    let new = NewTemplate {
                        name,
                        file: self.looked.file.clone(),
                        bytes: self.looked.bytes.clone(),
                        fills: filled(&self.looked.blank, &self.fills),
                    };
                    let who = (cx.settings.clone(), cx.view.operator.clone());
                    self.saving = Some(cx.desk.add_template(who, Shelf::of(cx.data), new, anyway));
                }
            });
            leave = button(ui, cx.colours, Look::Secondary, cx.t(words::CANCEL));
        });
        leave
    }
}

/// The columns that are filled, and with what.
fn filled(blank: &Blank, fills: &[String]) -> Vec<(String, String)> {
    let headers = blank.found().header().map(str::to_owned);
    headers.zip(fills.iter().cloned()).filter(|(_, text)| !text.trim().is_empty()).collect()
}

fn judge(blank: &Blank, fills: &[String], samples: Option<&Samples>) -> Judged {
    let template = blank.clone().fill(&filled(blank, fills))?;
    let text = samples.map(|samples| samples.text(&template));
    Ok((template, text))
}

fn fill_fault(fault: &FillFault) -> Text {
    match fault {
        FillFault::Empty => words::FILL_MISSING,
        FillFault::TooLong { .. } => words::FAULT_LONG,
        FillFault::Control(_) => words::FAULT_CONTROL,
        FillFault::Formula(_) => words::FAULT_FORMULA,
        FillFault::Placeholder { .. } => words::FAULT_PLACEHOLDER,
    }
}

fn show_failure(ui: &mut Ui, cx: &Cx<'_>, failure: &Failure) {
    form::strip(ui, cx.colours, Says::Hard, Icon::Cross, failure.text(cx));
    if !failure.detail.is_empty() {
        ui.add(egui::Label::new(&failure.detail).wrap().selectable(true));
    }
}
