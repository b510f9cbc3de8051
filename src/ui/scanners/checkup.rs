//! The gun check-up: scan one code, be told what is wrong with the gun.
//!
//! The page begins and ends the check-up at the line; what is found is worked out from what the view
//! says was heard, once for each change of it.
//!
//! * [`codes`]: the code to be scanned;
//! * [`guns`]: whose turn it was, and what it sent;
//! * [`result`]: what is wrong, in the words of [`findings`], and where, by [`compare`];
//! * [`print`]: the same codes on paper.

mod codes;
mod compare;
mod findings;
mod guns;
mod print;
mod result;

use std::sync::Arc;

use egui::{RichText, Ui};

use crate::scan::checkup::Diagnosis;
use crate::station::Command;
use crate::station::checkup::{CheckupView, Heard};
use crate::text::checkup as words;
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::parts::form;
use crate::ui::tokens::{Says, font, space};
use crate::ui::widgets::{self, Look, button, card};

pub use print::sheet_in as check_up_sheet;

use crate::ui::parts::print::Print;
use guns::Patient;

/// Its state.
#[derive(Default)]
pub(super) struct CheckupPage {
    /// The check-up was begun here and not ended.
    begun: bool,
    /// Bars are shown, not the QR code.
    bars: bool,
    judged: Option<Judged>,
    print: Print,
}

/// What was made of what was heard.
struct Judged {
    of: Arc<Vec<Heard>>,
    /// The gun that was heard last; `None` while none was.
    patient: Option<Patient>,
    /// `None` while its reading is not over.
    diagnosis: Option<Diagnosis>,
}

impl CheckupPage {
    /// Draws it into the room below the heading.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _room: f32) {
        match &cx.view.checkup {
            None => self.intro(ui, cx),
            Some(checkup) => self.under_way(ui, cx, checkup),
        }
        print::show(ui, cx, &mut self.print);
    }

    /// Ends a check-up that nobody looks at.
    pub(super) fn leave(&mut self, cx: &mut Cx<'_>) {
        if std::mem::take(&mut self.begun) {
            self.judged = None;
            cx.send(|reply| Command::CheckUp(false, reply), "");
        }
    }

    fn begin(&mut self, cx: &mut Cx<'_>) {
        self.begun = true;
        self.judged = None;
        cx.send(|reply| Command::CheckUp(true, reply), "");
    }

    fn intro(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::INTRO));
            ui.label(cx.t(words::INTRO_NOTE));
            ui.add_space(space::S);
            form::strip(ui, cx.colours, Says::Soft, Icon::Pause, cx.t(words::PAUSES));
            ui.add_space(space::S);
            if button(ui, cx.colours, Look::Primary, cx.t(words::BEGIN)) {
                self.begin(cx);
            }
        });
    }

    fn under_way(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, checkup: &CheckupView) {
        self.judge(cx, checkup);
        card(ui, cx.colours, |ui| {
            let lead = if self.bars { words::SCAN_BARS } else { words::SCAN_QR };
            widgets::title(ui, cx.t(lead));
            ui.horizontal_wrapped(|ui| {
                if button(ui, cx.colours, Look::Primary, cx.t(words::AGAIN)) {
                    self.begin(cx);
                }
                if button(ui, cx.colours, Look::Secondary, cx.t(words::END)) {
                    // Whoever began it, here it is ended.
                    self.begun = true;
                    self.leave(cx);
                }
                form::switch(ui, cx.colours, cx.t(words::BARS), &mut self.bars);
                icons::show(ui, Icon::Pause, font::BODY, cx.colours.bad);
                ui.label(RichText::new(cx.t(words::PAUSED)).color(cx.colours.bad));
            });
            ui.add_space(space::S);
            if self.bars {
                let well = self.judged.as_ref().and_then(|judged| judged.diagnosis.as_ref());
                codes::bars(ui, cx, well.map(|diagnosis| diagnosis.parts_well).unwrap_or_default());
                self.aside(ui, cx);
            } else {
                self.qr_and_result(ui, cx);
            }
            if checkup.overflowed {
                form::strip(ui, cx.colours, Says::Soft, Icon::Warning, cx.t(words::OVERFLOWED));
            }
        });
        if let Some(Judged { patient: Some(patient), diagnosis: Some(diagnosis), .. }) = &self.judged {
            result::card(ui, cx, patient, diagnosis);
        }
    }

    /// The QR code, and beside it what to do and what came of it.
    fn qr_and_result(&self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.horizontal_top(|ui| {
            codes::qr(ui, cx);
            ui.add_space(space::L);
            ui.vertical(|ui| self.aside(ui, cx));
        });
    }

    /// What came of it, or what to do.
    fn aside(&self, ui: &mut Ui, cx: &Cx<'_>) {
        match &self.judged {
            Some(Judged { diagnosis: Some(diagnosis), .. }) => result::headline(ui, cx, diagnosis),
            Some(Judged { patient: Some(_), .. }) => {
                form::strip(ui, cx.colours, Says::Neutral, Icon::Gun, cx.t(words::LISTENING));
            }
            _ => {
                form::strip(ui, cx.colours, Says::Neutral, Icon::Gun, cx.t(words::WAITING));
                ui.label(cx.t(words::HOLD));
                ui.add_space(space::S);
                ui.label(RichText::new(cx.t(words::NOTHING)).font(fonts::bold(font::BODY)));
                widgets::note(ui, cx.colours, cx.t(words::NOTHING_KEYS));
                widgets::note(ui, cx.colours, cx.t(words::NOTHING_SERIAL));
            }
        }
    }

    /// Works it out again if more was heard.
    fn judge(&mut self, cx: &Cx<'_>, checkup: &CheckupView) {
        let known = self.judged.as_ref().is_some_and(|judged| Arc::ptr_eq(&judged.of, &checkup.heard));
        if !known {
            let of = Arc::clone(&checkup.heard);
            let patient = Patient::last_of(cx, &of);
            let diagnosis = patient.as_ref().and_then(|patient| patient.diagnose(&of));
            self.judged = Some(Judged { of, patient, diagnosis });
        }
    }
}
