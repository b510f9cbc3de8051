//! The station's name, its people, its shifts.

use egui::{RichText, Ui};

use super::fault_at;
use super::faults::{Fault, Place};
use crate::pairing::Mode;
use crate::scan::Control;
use crate::station::settings::Shift;
use crate::station::{Command, Settings};
use crate::text::{common, people, settings as words};
use crate::ui::cx::Cx;
use crate::ui::parts::form;
use crate::ui::tokens::{size, space};
use crate::ui::widgets::{self, Look, button, chip};

/// What is typed here and not yet part of the settings.
#[derive(Default)]
pub(super) struct LineCards {
    operator: String,
    supervisor: String,
}

impl LineCards {
    /// Everything typed is dropped.
    pub(super) fn forget(&mut self) {
        *self = LineCards::default();
    }

    /// Name, operator, supervisors.
    pub(super) fn station(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        draft: &mut Settings,
        fault: Option<&Fault>,
    ) {
        let what = fault_at(cx, fault, Place::Station, "station");
        let name = cx.t(words::STATION_NAME);
        form::checked_field(ui, cx.colours, name, &mut draft.station, "", what);
        let modes = [
            (Mode::Pair, cx.t(words::MODE_PAIR)),
            (Mode::Verify, cx.t(words::MODE_VERIFY)),
            (Mode::VerifySticker, cx.t(words::MODE_VERIFY_STICKER)),
        ];
        form::choice(ui, cx.colours, cx.t(words::STATION_MODE), &mut draft.mode, &modes);
        widgets::note(ui, cx.colours, cx.t(words::STATION_MODE_NOTE));
        self.operator(ui, cx);
        ui.add_space(space::S);
        ui.label(RichText::new(cx.t(words::SUPERVISORS)).strong());
        if cx.desk.gate().in_force() {
            widgets::note(ui, cx.colours, cx.t(people::BADGES_BY_PEOPLE));
            return;
        }
        widgets::note(ui, cx.colours, cx.t(words::SUPERVISORS_NOTE));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().interact_size.y = 0.0;
            draft.supervisors.retain(|id| !chip(ui, cx.colours, id, cx.t(common::DELETE)));
        });
        let fault = badge_fault(cx, &self.supervisor);
        form::checked_field(ui, cx.colours, cx.t(words::BADGE_ID), &mut self.supervisor, "", fault);
        let id = self.supervisor.trim().to_owned();
        let known = draft.supervisors.contains(&id);
        ui.add_enabled_ui(is_badge(&id) && !known, |ui| {
            if button(ui, cx.colours, Look::Secondary, cx.t(words::ADD_SUPERVISOR)) {
                draft.supervisors.push(id);
                self.supervisor.clear();
            }
        });
    }

    fn operator(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let now = match cx.view.operator.as_str() {
            "" => cx.t(common::NO_OPERATOR).to_owned(),
            id => id.to_owned(),
        };
        form::named(ui, cx.t(words::OPERATOR_NOW), |ui| ui.label(now));
        let fault = badge_fault(cx, &self.operator);
        form::checked_field(ui, cx.colours, cx.t(words::OPERATOR_NEW), &mut self.operator, "", fault);
        let id = self.operator.trim().to_owned();
        ui.add_enabled_ui(is_badge(&id), |ui| {
            if button(ui, cx.colours, Look::Secondary, cx.t(words::SIGN_ON)) {
                let done = words::signed_on(cx.lang, &id);
                cx.send(|reply| Command::SetOperator(id, reply), done);
                self.operator.clear();
            }
        });
        widgets::note(ui, cx.colours, cx.t(words::BADGE_NOTE));
    }

    /// The shifts of a day.
    pub(super) fn shifts(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        draft: &mut Settings,
        fault: Option<&Fault>,
    ) {
        widgets::note(ui, cx.colours, cx.t(words::SHIFTS_NOTE));
        let mut gone = None;
        for (at, shift) in draft.shifts.iter_mut().enumerate() {
            ui.push_id(at, |ui| {
                if one_shift(ui, cx, shift) {
                    gone = Some(at);
                }
            });
            let place = Place::Shift(at);
            let what = ["name", "start", "end"].iter().find_map(|key| fault_at(cx, fault, place, key));
            form::show_fault(ui, cx.colours, what);
        }
        if let Some(at) = gone {
            draft.shifts.remove(at);
        }
        if button(ui, cx.colours, Look::Secondary, cx.t(words::ADD_SHIFT)) {
            let start = draft.shifts.last().map_or_else(|| "08:00".to_owned(), |last| last.end.clone());
            let name = words::shift_number(cx.lang, draft.shifts.len() + 1);
            draft.shifts.push(Shift { name, end: start.clone(), start });
        }
    }
}

/// Name, begin, end; true = remove it.
fn one_shift(ui: &mut Ui, cx: &Cx<'_>, shift: &mut Shift) -> bool {
    ui.horizontal_wrapped(|ui| {
        short(ui, cx.t(words::SHIFT_NAME), &mut shift.name);
        short(ui, cx.t(words::SHIFT_START), &mut shift.start);
        short(ui, cx.t(words::SHIFT_END), &mut shift.end);
        button(ui, cx.colours, Look::Secondary, cx.t(common::DELETE))
    })
    .inner
}

/// A short field with its name close before it.
fn short(ui: &mut Ui, name: &str, value: &mut String) {
    let label = ui.label(name);
    let edit = egui::TextEdit::singleline(value)
        .desired_width(size::TOUCH * 1.6)
        .margin(egui::Margin::symmetric(space::S as i8, space::S as i8))
        .min_size(egui::vec2(size::TOUCH, size::TOUCH))
        .align(egui::Align2::LEFT_CENTER);
    ui.add(edit).labelled_by(label.id);
}

/// Whether a badge can carry this id.
fn is_badge(id: &str) -> bool {
    matches!(Control::read(&format!("PSOP{id}")), Some(Control::Badge(read)) if read == id)
}

fn badge_fault(cx: &Cx<'_>, typed: &str) -> Option<&'static str> {
    let typed = typed.trim();
    (!typed.is_empty() && !is_badge(typed)).then(|| cx.t(words::FAULT_BADGE))
}
