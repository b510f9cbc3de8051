//! Cards to print: control barcodes, operators' badges, order cards, the labels of the test of the alarms.
//!
//! What is chosen ([`wanted`]) is judged as it stands; what cannot be on a card is named before there is
//! anything to save.

mod people;
mod wanted;

use egui::Ui;

use super::Shared;
use crate::labels::cards::{Deck, Part};
use crate::labels::print::PrintError;
use crate::ledger::OrderRecord;
use crate::station::cards::{self, CardsError};
use crate::station::rights::Action;
use crate::text::cards as words;
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::print::{Job, Print, Words};
use crate::ui::parts::{Failure, form, page};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, card};

use wanted::Wanted;

/// Its state.
#[derive(Default)]
pub(super) struct CardsPage {
    wanted: Wanted,
    /// What is chosen, and what it comes to: judged again when it changes.
    judged: Option<(Vec<cards::Cards>, Result<Deck, CardsError>)>,
    print: Print,
}

/// The words around the PDF.
const PRINTED: Words = Words {
    title: words::SHEET,
    note: words::SHEET_NOTE,
    save: words::SAVE,
    file: words::FILE_NAME,
    failed: words::FAILED,
};

impl CardsPage {
    /// Draws it.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shared: &Shared<'_>) {
        self.wanted.tend();
        let two = page::columns(ui, |columns| {
            self.wanted.show(&mut columns[0], cx, &shared.orders);
            self.sheet(&mut columns[1], cx, &shared.orders);
        });
        if !two {
            self.wanted.show(ui, cx, &shared.orders);
            ui.add_space(space::S);
            self.sheet(ui, cx, &shared.orders);
        }
    }

    /// What will be on the PDF, or what is wrong with it, and the button.
    fn sheet(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, orders: &[&OrderRecord]) {
        self.judge(cx, orders);
        let Some((_, judged)) = &self.judged else { return };
        card(ui, cx.colours, |ui| {
            match judged {
                Ok(deck) => contents(ui, cx, deck),
                Err(error) => fault(ui, cx, error),
            }
            ui.add_space(space::S);
            let (lang, gate) = (cx.lang, cx.desk.gate());
            let job = judged.as_ref().ok().map(|deck| {
                move || -> Job {
                    let (deck, gate) = (deck.clone(), gate.clone());
                    Box::new(move |path, replace| {
                        gate.permit(Action::PrintCards).map(drop).map_err(|error| PrintError::Io {
                            path: path.to_owned(),
                            source: std::io::Error::new(std::io::ErrorKind::PermissionDenied, error),
                        })?;
                        cards::save(&deck, lang, path, replace).map(|_pages| ())
                    })
                }
            });
            self.print.show_job(ui, cx, PRINTED, job.as_ref().map(|job| job as &dyn Fn() -> Job));
        });
    }

    fn judge(&mut self, cx: &Cx<'_>, orders: &[&OrderRecord]) {
        let kinds = self.wanted.kinds(orders, &cx.supervisors());
        if self.judged.as_ref().is_none_or(|(known, _)| *known != kinds) {
            let judged = cards::deck(&kinds, cx.lang);
            self.judged = Some((kinds, judged));
            self.print.forget();
        }
    }
}

/// How many of each kind.
fn contents(ui: &mut Ui, cx: &Cx<'_>, deck: &Deck) {
    let lines: Vec<String> = deck.parts.iter().map(|part| count(cx, part)).collect();
    form::strip(ui, cx.colours, Says::Done, Icon::Check, &lines.join(" · "));
}

fn count(cx: &Cx<'_>, part: &Part) -> String {
    use crate::labels::cards::Size;
    match part {
        Part::Sheet(sheet) => sheet.title.clone(),
        Part::Cards(size, cards) => {
            let pages = cards.len().div_ceil(size.per_page());
            match size {
                Size::Badge => words::badge_count(cx.lang, cards.len(), pages),
                Size::Wide => words::order_count(cx.lang, cards.len(), pages),
            }
        }
    }
}

/// What cannot be on a card, by name.
fn fault(ui: &mut Ui, cx: &Cx<'_>, error: &CardsError) {
    let (lang, colours) = (cx.lang, cx.colours);
    let text = match error {
        CardsError::Nothing => {
            return form::strip(ui, colours, Says::Neutral, Icon::Empty, cx.t(words::NOTHING));
        }
        CardsError::Ids(people) => {
            let ids: Vec<String> = people.iter().map(|person| format!("“{}”", person.id)).collect();
            words::bad_ids(lang, &ids.join("、"))
        }
        CardsError::Letter { text, letter } => words::bad_letter(lang, text, &letter.to_string()),
        CardsError::TwoNames { id, .. } => words::two_names(lang, id),
        CardsError::TooMany(_) => cx.t(words::ERR_TOO_MANY).to_owned(),
        CardsError::Order(_) | CardsError::List(_) | CardsError::Print(_) => {
            let detail = error.to_string();
            form::strip(ui, colours, Says::Soft, Icon::Warning, cx.t(words::ERR_ORDER));
            widgets::note(ui, colours, &detail);
            return;
        }
    };
    form::strip(ui, colours, Says::Soft, Icon::Warning, &text);
}

/// A list that could not be read, with its own words below.
fn unread(ui: &mut Ui, cx: &Cx<'_>, failure: &Failure) {
    form::strip(ui, cx.colours, Says::Soft, Icon::Warning, failure.text(cx));
    if !failure.detail.is_empty() {
        widgets::note(ui, cx.colours, &failure.detail);
    }
}
