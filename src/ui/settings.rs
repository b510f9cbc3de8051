//! Settings: everything a station can be told, put into force as it is changed.
//!
//! A change is checked by the station's own rules first ([`faults`]); a good one is written to the
//! settings file on a thread of its own, and only then handed to the line. A bad one says why beside
//! its field, and nothing is changed until it is mended.

mod backups;
mod challenge;
mod codes;
mod faults;
mod guns;
mod line;
mod numbers;
mod people;
mod window;

use egui::Ui;

use super::cx::Cx;
use super::icons::Icon;
use super::parts::saving::{Saved, Saving};
use super::parts::{form, page};
use super::tokens::{Says, space};
use super::widgets::{self, Look, button, card};
use super::words as state_words;
use crate::station::Settings;
use crate::station::rights::Action;
use crate::text::{
    Text, backups as backup_words, challenge as challenge_words, common, people as people_words,
    settings as words,
};
pub(super) use backups::time as backup_time;

/// The control barcodes: text and name.
use faults::{Fault, Place};
use numbers::Numbers;

/// Its state.
#[derive(Default)]
pub struct SettingsScreen {
    /// As the user has them on the screen; `None` before the first frame.
    draft: Option<Settings>,
    /// As they were in force when the draft was last in step with them.
    known: Option<Settings>,
    numbers: Numbers,
    saving: Saving,
    /// Could not be written: not tried again until something else is changed.
    refused: Option<Settings>,
    line: line::LineCards,
    people: people::PeopleCard,
    guns: guns::GunCards,
    export: super::parts::PathField,
    challenge: super::parts::print::Print,
    backups: backups::BackupCards,
}

impl SettingsScreen {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.settle(cx);
        let mut draft = match self.draft.take() {
            Some(draft) => draft,
            None => self.begin(cx),
        };
        let fault = self.numbers.fault().or_else(|| faults::first(&draft));
        page::page(ui, "settings", |ui, _| {
            widgets::heading(ui, cx.t(common::SCREEN_SETTINGS));
            self.state(ui, cx, &mut draft, fault.as_ref());
            let two = page::columns(ui, |columns| {
                self.left(&mut columns[0], cx, &mut draft, fault.as_ref());
                self.right(&mut columns[1], cx, &mut draft, fault.as_ref());
            });
            if !two {
                self.left(ui, cx, &mut draft, fault.as_ref());
                self.right(ui, cx, &mut draft, fault.as_ref());
            }
            codes::show(ui, cx);
        });
        self.write(ui, cx, &draft);
        self.draft = Some(draft);
    }

    fn left(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut Settings, fault: Option<&Fault>) {
        section(ui, cx, words::WINDOW, |ui, cx| window::show(ui, cx, draft));
        let may = cx.may(Action::Settings);
        ui.add_enabled_ui(may, |ui| {
            section(ui, cx, words::STATION, |ui, cx| self.line.station(ui, cx, draft, fault));
            section(ui, cx, backup_words::SECTION, |ui, cx| {
                self.backups.ui(ui, cx, draft, &mut self.numbers, fault);
            });
        });
        section(ui, cx, people_words::PEOPLE, |ui, cx| self.people.show(ui, cx, draft));
    }

    fn right(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut Settings, fault: Option<&Fault>) {
        section(ui, cx, words::GUNS, |ui, cx| {
            self.guns.ui(ui, cx, draft, &mut self.numbers, fault);
        });
        section(ui, cx, words::KEYBOARD, |ui, cx| {
            guns::wedge(ui, cx, &mut draft.wedge, &mut self.numbers, fault);
        });
        let may = cx.may(Action::Settings);
        ui.add_enabled_ui(may, |ui| {
            section(ui, cx, words::SHIFTS, |ui, cx| self.line.shifts(ui, cx, draft, fault));
            section(ui, cx, challenge_words::SECTION, |ui, cx| {
                challenge::show(ui, cx, draft, &mut self.challenge);
            });
            section(ui, cx, words::EXPORT, |ui, cx| self.export(ui, cx, draft, fault));
        });
    }

    fn export(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut Settings, fault: Option<&Fault>) {
        let export = &mut draft.export;
        self.export.show(ui, cx, cx.t(words::FOLDER), super::parts::path::Wanted::Folder);
        export.directory = self.export.path().unwrap_or_default();
        widgets::note(ui, cx.colours, cx.t(words::FOLDER_NOTE));
        let place = Place::Export;
        let row = numbers::Row { name: words::ROWS, key: "rows_per_file", place, hint: "" };
        self.numbers.show(ui, cx, &row, &mut export.rows_per_file, fault);
        let mut bytes = (export.gbk, export.bom && !export.gbk);
        let choices = [
            ((false, false), cx.t(words::UTF8)),
            ((false, true), cx.t(words::UTF8_BOM)),
            ((true, false), cx.t(words::GBK)),
        ];
        if form::choice(ui, cx.colours, cx.t(words::BYTES), &mut bytes, &choices) {
            (export.gbk, export.bom) = bytes;
        }
    }

    /// Whether all is in force, or what keeps it from being.
    fn state(&mut self, ui: &mut Ui, cx: &Cx<'_>, draft: &mut Settings, fault: Option<&Fault>) {
        let refused = self.refused.as_ref() == Some(draft);
        if fault.is_none() && !refused {
            return;
        }
        let text = match fault {
            Some(fault) => words::not_saved(cx.lang, cx.t(fault.place.words()), cx.t(fault.what)),
            None => cx.t(words::NOT_WRITTEN).to_owned(),
        };
        form::strip(ui, cx.colours, Says::Soft, Icon::Warning, &text);
        ui.horizontal_wrapped(|ui| {
            if button(ui, cx.colours, Look::Secondary, cx.t(words::DISCARD)) {
                *draft = self.begin(cx);
            }
            if refused && button(ui, cx.colours, Look::Secondary, cx.t(crate::text::parts::TRY_AGAIN)) {
                self.refused = None;
            }
        });
        ui.add_space(space::S);
    }

    /// Writes the draft, if it is good and complete. A field that is being typed in is not.
    fn write(&mut self, ui: &Ui, cx: &Cx<'_>, draft: &Settings) {
        let good = self.numbers.fault().is_none() && faults::first(draft).is_none();
        let typing = ui.ctx().text_edit_focused();
        if self.saving.busy()
            || !good
            || typing
            || draft == cx.settings
            || self.refused.as_ref() == Some(draft)
        {
            return;
        }
        self.saving.begin(cx, draft.clone());
    }

    /// Called while another screen is shown: what was being saved goes on.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        self.settle(cx);
    }

    /// Takes what became of settings that were saved, and settings that another screen has changed.
    fn settle(&mut self, cx: &mut Cx<'_>) {
        match self.saving.tend(cx) {
            Some(Saved::InForce(settings)) => self.known = Some(settings),
            Some(Saved::Refused(settings)) => self.refused = Some(settings),
            None => {}
        }
        // Written over a draft of older settings, a gun added on the Scanners screen would be gone.
        let elsewhere = self.known.as_ref().is_some_and(|known| known != cx.settings);
        if elsewhere && !self.saving.busy() {
            self.draft = None;
        }
    }

    /// The settings in force, and nothing that was typed since.
    fn begin(&mut self, cx: &Cx<'_>) -> Settings {
        self.numbers.forget();
        self.line.forget();
        self.guns.forget();
        self.export = super::parts::PathField::new(&cx.settings.export.directory);
        self.backups = backups::BackupCards::of(&cx.settings.backup);
        self.refused = None;
        self.known = Some(cx.settings.clone());
        cx.settings.clone()
    }
}

/// A card with its title.
fn section(ui: &mut Ui, cx: &mut Cx<'_>, title: Text, add: impl FnOnce(&mut Ui, &mut Cx<'_>)) {
    card(ui, cx.colours, |ui| {
        widgets::title(ui, cx.t(title));
        ui.add_space(space::S);
        add(ui, cx);
    });
    ui.add_space(space::M);
}

/// What is wrong at this place and key, in the user's language.
fn fault_at(cx: &Cx<'_>, fault: Option<&Fault>, place: Place, key: &str) -> Option<&'static str> {
    fault.filter(|fault| fault.place == place && fault.key == key).map(|fault| cx.t(fault.what))
}

/// A gun's state in words.
fn gun_state(cx: &Cx<'_>, name: &str) -> Option<&'static str> {
    let gun = cx.view.guns.iter().find(|gun| gun.name == name)?;
    Some(cx.t(state_words::gun_state(&gun.state)))
}
