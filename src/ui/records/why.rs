//! A reason to be chosen, or written.

use egui::{RichText, Ui};

use crate::text::{Text, records as words};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::form;
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, segmented};

/// What is chosen and typed.
#[derive(Default)]
pub(super) struct Why {
    chosen: Option<Choice>,
    other: String,
    /// It was asked for and is not there.
    missing: bool,
}

/// One of the reasons offered, or one in own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Given(Text),
    Other,
}

impl Why {
    /// The fields; `title` stands above them.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, title: Text, given: &[Text]) {
        ui.add_space(space::S);
        ui.label(RichText::new(cx.t(title)).strong());
        let given = given.iter().map(|text| (Some(Choice::Given(*text)), cx.t(*text)));
        let other = (Some(Choice::Other), cx.t(words::WHY_OTHER));
        let choices: Vec<_> = given.chain([other]).collect();
        for two in choices.chunks(2) {
            segmented(ui, cx.colours, cx.t(title), &mut self.chosen, two);
        }
        if self.chosen == Some(Choice::Other) {
            widgets::field(ui, cx.t(words::WHY_WHICH), &mut self.other, cx.t(words::WHY_HINT));
        }
        if self.missing && self.on_record().is_none() {
            form::strip(ui, cx.colours, Says::Soft, Icon::Warning, cx.t(words::WHY_MISSING));
        }
    }

    /// The reason as it will be on record: the name of one that was offered, or the words of whoever
    /// gives another. From now on it is said that it is missing, if it is.
    pub(super) fn ask(&mut self) -> Option<String> {
        let why = self.on_record();
        self.missing = why.is_none();
        why
    }

    fn on_record(&self) -> Option<String> {
        match self.chosen? {
            Choice::Given(text) => Some(words::void_name(text).to_owned()),
            Choice::Other => {
                let text = self.other.trim();
                (!text.is_empty()).then(|| text.to_owned())
            }
        }
    }
}
