//! Adding an order from its file: read, shown, and only then added.

use std::path::{Path, PathBuf};

use egui::Ui;

use super::{Wish, faults};
use crate::order::{Order, OrderError};
use crate::relation::bounded::{MAX_NOTE, read_text};
use crate::text::{common, orders as words, parts};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{Errand, PathField, form};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button, card};

/// The card.
#[derive(Default)]
pub(super) struct FromFile {
    path: PathField,
    reading: Option<Errand<Result<String, std::io::Error>>>,
    read: Option<Read>,
}

/// What came of the file.
enum Read {
    /// It could not be read.
    Failed(std::io::Error),
    /// It has a fault.
    Faulty(String, OrderError),
    /// It is an order.
    Good(String, PathBuf, Box<Order>),
}

impl FromFile {
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Wish {
        self.take();
        let mut wish = Wish::None;
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::FROM_FILE_TITLE));
            widgets::note(ui, cx.colours, cx.t(words::FROM_FILE_NOTE));
            ui.add_space(space::S);
            if self.path.show(ui, cx, cx.t(words::FILE), Wanted::Open(&["toml"])) {
                self.read = None;
            }
            ui.add_space(space::S);
            match &self.read {
                None => {}
                Some(Read::Failed(error)) => {
                    form::strip(ui, cx.colours, Says::Soft, Icon::Warning, cx.t(words::CANNOT_READ));
                    widgets::note(ui, cx.colours, &error.to_string());
                }
                Some(Read::Faulty(text, error)) => faults::show(ui, cx, text, error),
                Some(Read::Good(_, _, order)) => summary(ui, cx, order),
            }
            ui.add_space(space::S);
            wish = self.buttons(ui, cx);
        });
        wish
    }

    fn buttons(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Wish {
        let mut wish = Wish::None;
        ui.horizontal_wrapped(|ui| {
            if let Some(Read::Good(text, path, order)) = &self.read {
                for (label, open) in [(words::ADD_AND_OPEN, true), (words::ADD, false)] {
                    let look = if open { Look::Primary } else { Look::Secondary };
                    if button(ui, cx.colours, look, cx.t(label)) {
                        let (source, origin) = (text.clone(), path.display().to_string());
                        wish = Wish::Add { source, origin, name: order.name.clone(), open };
                    }
                }
            }
            let ready = self.reading.is_none() && self.path.path().is_some();
            ui.add_enabled_ui(ready, |ui| {
                let look = if self.read.is_some() { Look::Secondary } else { Look::Primary };
                if button(ui, cx.colours, look, cx.t(words::READ)) {
                    self.read(ui);
                }
            });
            if button(ui, cx.colours, Look::Secondary, cx.t(parts::BACK_TO_LIST)) {
                wish = Wish::Leave;
            }
        });
        wish
    }

    fn read(&mut self, ui: &Ui) {
        if let Some(path) = self.path.path() {
            self.read = None;
            self.reading = Some(Errand::run(ui.ctx(), move || read(&path)));
        }
    }

    fn take(&mut self) {
        let Some(answer) = Errand::take(&mut self.reading) else { return };
        self.read = Some(match answer {
            Err(error) => Read::Failed(error),
            Ok(text) => match Order::parse(&text) {
                Err(error) => Read::Faulty(text, error),
                Ok(order) => Read::Good(text, self.path.path().unwrap_or_default(), Box::new(order)),
            },
        });
    }
}

fn read(path: &Path) -> std::io::Result<String> {
    read_text(path, MAX_NOTE)
}

fn summary(ui: &mut Ui, cx: &Cx<'_>, order: &Order) {
    form::strip(ui, cx.colours, Says::Done, Icon::Check, cx.t(words::FILE_GOOD));
    let planned = order.planned.map_or_else(|| cx.t(words::NO_PLAN).to_owned(), |n| n.to_string());
    for (name, value) in [
        (words::NAME, order.name.as_str()),
        (common::PK, order.product_key.as_str()),
        (words::PLANNED, &planned),
    ] {
        form::fact(ui, cx.colours, cx.t(name), value, false);
    }
}
