//! What came of labels: where they are, how many, what to do next; or what went wrong.

use egui::Ui;

use super::output::Kind;
use crate::station::StationError;
use crate::station::labels::{Made, Place};
use crate::text::{Text, lists as words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::{Failure, FolderButton, form, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, card};

/// The card, while there is something to say.
#[derive(Default)]
pub(super) struct Outcome {
    ended: Option<Ended>,
    /// It has ended just now: what came of it may lie below the window's edge.
    fresh: bool,
}

/// How it ended.
pub(super) enum Ended {
    Done { made: Made, kind: Kind, again: bool, folder: FolderButton },
    Tested(Place),
    Cancelled,
    Failed { failure: Failure, todo: Option<Text> },
}

impl Ended {
    pub(super) fn done(made: Made, kind: Kind, again: bool) -> Ended {
        Ended::Done { made, kind, again, folder: FolderButton::default() }
    }

    /// `again`: no new SNs were to be made.
    pub(super) fn failed(error: StationError, again: bool) -> Ended {
        let todo = match &error {
            StationError::Cancelled => return Ended::Cancelled,
            // Its own words say how far it came.
            StationError::Printing { .. } => Some(words::PRINT_NEXT),
            StationError::Printer(_) => None,
            _ if again => None,
            _ => Some(words::MAKE_FAILED_TODO),
        };
        Ended::Failed { failure: Failure::of(&error), todo }
    }
}

impl Outcome {
    /// Something has ended.
    pub(super) fn set(&mut self, ended: Ended) {
        self.ended = Some(ended);
        self.fresh = true;
    }

    /// Something else begins.
    pub(super) fn clear(&mut self) {
        self.ended = None;
    }

    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(ended) = &mut self.ended else { return };
        let colours = cx.colours;
        let contents = |ui: &mut Ui| match ended {
            Ended::Cancelled => {
                form::strip(ui, colours, Says::Neutral, Icon::Cross, cx.t(words::MAKE_CANCELLED));
            }
            Ended::Failed { failure, todo } => {
                form::strip(ui, colours, Says::Hard, Icon::Cross, failure.text(cx));
                if !failure.detail.is_empty() {
                    ui.add(egui::Label::new(&failure.detail).wrap().selectable(true));
                }
                if let Some(todo) = todo {
                    widgets::note(ui, colours, cx.t(*todo));
                }
            }
            Ended::Tested(place) => {
                let text = words::tested(cx.lang, &place_name(place));
                form::strip(ui, colours, Says::Good, Icon::Check, &text);
            }
            Ended::Done { made, kind, again, folder } => done(ui, cx, made, *kind, *again, folder),
        };
        let drawn = ui.scope(|ui| card(ui, colours, contents)).response;
        if std::mem::take(&mut self.fresh) {
            drawn.scroll_to_me(None);
        }
        ui.add_space(space::S);
    }
}

fn place_name(place: &Place) -> String {
    match place {
        Place::File(file) => file.display().to_string(),
        Place::Printer(address) => address.clone(),
    }
}

fn done(ui: &mut Ui, cx: &mut Cx<'_>, made: &Made, kind: Kind, again: bool, folder: &mut FolderButton) {
    let count = shape::count(made.sns.len() as u64);
    let text = match kind {
        Kind::Printer => words::printed(cx.lang, &count),
        Kind::Sheet => words::made_sheet(cx.lang, &count, made.pages),
        Kind::Package | Kind::Zpl if again => words::made_again(cx.lang, &count),
        Kind::Package => words::made(cx.lang, &count),
        Kind::Zpl => words::made_zpl(cx.lang, &count),
    };
    form::strip(ui, cx.colours, Says::Good, Icon::Check, &text);
    ui.add_space(space::S);
    ui.label(cx.t(match kind {
        Kind::Package if again => words::PACKAGE_NEXT,
        Kind::Package => words::MADE_NEXT,
        Kind::Sheet => words::SHEET_NEXT,
        Kind::Zpl => words::ZPL_NEXT,
        Kind::Printer => words::PRINT_NEXT,
    }));
    ui.add_space(space::S);
    let name = match kind {
        Kind::Package => words::FILE_MADE,
        Kind::Sheet | Kind::Zpl => words::FILE_OUT,
        Kind::Printer => words::PRINTER_OUT,
    };
    let place = place_name(&made.place);
    let (first, last) = (made.sns.first(), made.sns.last());
    for (name, value) in [
        (name, place.as_str()),
        (words::FIRST_MADE, first.map_or("", String::as_str)),
        (words::LAST_MADE, last.map_or("", String::as_str)),
    ] {
        form::fact(ui, cx.colours, cx.t(name), value, true);
    }
    if let Place::File(file) = &made.place
        && let Some(directory) = file.parent()
    {
        folder.show(ui, cx, directory);
    }
}
