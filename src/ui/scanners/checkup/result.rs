//! What was found: in a line beside the code, and at length in a card below it.

use egui::{RichText, Ui};

use super::compare;
use super::findings::{self, Words};
use super::guns::Patient;
use crate::scan::checkup::{Diagnosis, Mark, Target, Way};
use crate::text::checkup as words;
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::parts::{form, shape};
use crate::ui::tokens::{Says, font, size, space};
use crate::ui::widgets;
use crate::ui::words as names;

/// Most of what came that is shown as text.
const SHOWN: usize = 300;

/// Good, good so far, or not.
pub(super) fn headline(ui: &mut Ui, cx: &Cx<'_>, diagnosis: &Diagnosis) {
    if diagnosis.is_well() {
        form::strip(ui, cx.colours, Says::Good, Icon::Check, cx.t(words::WELL));
        ui.label(cx.t(words::WELL_NOTE));
    } else if let (true, Some(Target::Part(part))) = (diagnosis.is_well_so_far(), diagnosis.target) {
        let left = diagnosis.parts_well.iter().enumerate().filter(|(_, well)| !**well);
        let left: Vec<String> = left.map(|(at, _)| (at + 1).to_string()).collect();
        let text = words::part_well(cx.lang, part + 1, &left.join(", "));
        form::strip(ui, cx.colours, Says::Done, Icon::Check, &text);
    } else {
        let titles =
            diagnosis.findings.iter().map(|finding| findings::words(cx.lang, finding, Way::Keys).title);
        let titles: Vec<String> = titles.map(|title| compare::drawable_text(ui, &title)).collect();
        if let [only] = titles.as_slice() {
            form::strip(ui, cx.colours, Says::Hard, Icon::Warning, only);
        } else {
            let count = words::found(cx.lang, titles.len());
            let text = format!("{} · {count}", cx.t(words::FAULTY));
            form::strip(ui, cx.colours, Says::Hard, Icon::Warning, &text);
            for title in titles {
                ui.label(format!("· {title}"));
            }
        }
    }
}

/// Each finding, what came, and from whom.
pub(super) fn card(ui: &mut Ui, cx: &Cx<'_>, patient: &Patient, diagnosis: &Diagnosis) {
    widgets::card(ui, cx.colours, |ui| {
        for finding in &diagnosis.findings {
            one(ui, cx, &findings::words(cx.lang, finding, patient.gun.way));
        }
        if !diagnosis.marks.iter().copied().all(Mark::is_right) {
            widgets::note(ui, cx.colours, cx.t(words::DIFFERENCES));
            compare::show(ui, cx, &diagnosis.marks);
        }
        facts(ui, cx, patient, diagnosis);
    });
}

fn one(ui: &mut Ui, cx: &Cx<'_>, words: &Words) {
    ui.horizontal_top(|ui| {
        icons::show(ui, Icon::Warning, size::ICON, cx.colours.bad);
        ui.vertical(|ui| {
            let title = RichText::new(compare::drawable_text(ui, &words.title));
            ui.label(title.font(fonts::bold(font::TITLE)));
            if !words.detail.is_empty() {
                widgets::note(ui, cx.colours, &words.detail);
            }
            ui.label(&words.mend);
        });
    });
    ui.add_space(space::S);
}

fn facts(ui: &mut Ui, cx: &Cx<'_>, patient: &Patient, diagnosis: &Diagnosis) {
    let ends: Vec<&str> = diagnosis.ends.iter().map(|end| findings::end_name(*end)).collect();
    let ends = match (ends.is_empty(), patient.gun.way) {
        (false, _) => ends.join(" + "),
        (true, Way::Reports) => cx.t(words::NOT_NEEDED).to_owned(),
        (true, Way::Keys | Way::Serial) => cx.t(words::NO_END).to_owned(),
    };
    let raw = diagnosis.received.get(..SHOWN).unwrap_or(&diagnosis.received);
    let raw = compare::drawable_text(ui, &shape::visible(raw));
    for (name, value, code) in [
        (words::GUN, names::gun_name(cx.lang, &patient.name), false),
        (words::KIND, cx.t(findings::way_name(patient.gun.way)), false),
        (words::ENDS, ends.as_str(), false),
        (words::RECEIVED, raw.as_str(), true),
    ] {
        form::fact(ui, cx.colours, cx.t(name), value, code);
    }
}
