//! Which scans: fields above the table, chips for what is in force.

use egui::Ui;

use super::kind_word;
use crate::pairing::Kind;
use crate::scan::Reason;
use crate::station::clock::{day_date, day_start};
use crate::station::scan_log::LogSelection;
use crate::text::{common, parts, reason, scan_log as words};
use crate::ui::cx::Cx;
use crate::ui::parts::{day, pick, pick_day, shape};
use crate::ui::widgets::{self, Look, button, chip};
use crate::ui::words as state_words;

/// The filter.
#[derive(PartialEq, Clone)]
pub(super) struct Filters {
    search: String,
    verdict: Option<Kind>,
    reason: Option<Reason>,
    source: Option<String>,
    day: Option<i32>,
}

/// A technician comes here because something was refused.
impl Default for Filters {
    fn default() -> Filters {
        Filters { verdict: Some(Kind::Rejected), ..Filters::none() }
    }
}

impl Filters {
    fn none() -> Filters {
        Filters { search: String::new(), verdict: None, reason: None, source: None, day: None }
    }

    /// As the station takes it.
    pub(super) fn selection(&self) -> LogSelection {
        let start = |day: i32| day_date(day).map(day_start);
        LogSelection {
            since: self.day.and_then(start),
            until: self.day.and_then(|day| day::step(day, 1)).and_then(start),
            verdict: self.verdict,
            reason: self.reason,
            refused_only: false,
            source: self.source.clone(),
            search: self.search.trim().to_owned(),
        }
    }

    pub(super) fn is_any(&self) -> bool {
        *self != Filters::none()
    }

    pub(super) fn is_only_default(&self) -> bool {
        *self == Filters::default()
    }

    pub(super) fn clear(&mut self) {
        *self = Filters::none();
    }

    /// Draws it; true when it has changed.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let before = self.clone();
        ui.horizontal_wrapped(|ui| {
            widgets::search_field(ui, cx.colours, &mut self.search, cx.t(words::SEARCH_HINT));
            pick_day(ui, cx, cx.t(parts::DAY), &mut self.day, Some(cx.t(parts::ALL_DAYS)));
            self.picks(ui, cx);
        });
        if self.is_any() {
            ui.horizontal_wrapped(|ui| self.chips(ui, cx));
        }
        *self != before
    }

    fn picks(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let all = cx.t(common::ALL).to_owned();
        let mut verdicts = vec![(None, all.clone())];
        verdicts.extend(Kind::ALL.iter().map(|kind| (Some(*kind), cx.t(kind_word(*kind)).to_owned())));
        pick(ui, cx.colours, cx.t(words::VERDICT), &mut self.verdict, &verdicts);
        let mut reasons = vec![(None, all.clone())];
        reasons.extend(
            Reason::ALL.iter().map(|why| (Some(*why), cx.t(reason::words(*why, None).short).to_owned())),
        );
        pick(ui, cx.colours, cx.t(words::REASON), &mut self.reason, &reasons);
        let mut guns = vec![(None, all)];
        guns.extend(
            cx.view
                .guns
                .iter()
                .map(|gun| (Some(gun.name.clone()), state_words::gun_name(cx.lang, &gun.name).to_owned())),
        );
        if let Some(gone) =
            self.source.clone().filter(|name| guns.iter().all(|(gun, _)| gun.as_ref() != Some(name)))
        {
            guns.push((Some(gone.clone()), gone));
        }
        pick(ui, cx.colours, cx.t(words::GUN), &mut self.source, &guns);
    }

    fn chips(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let remove = cx.t(common::REMOVE_FILTER);
        let gone = |ui: &mut Ui, name: crate::text::Text, value: &str| {
            chip(ui, cx.colours, &parts::chip(cx.lang, cx.t(name), value), remove)
        };
        match self.verdict {
            Some(Kind::Rejected) if chip(ui, cx.colours, cx.t(words::ONLY_REFUSED), remove) => {
                self.verdict = None
            }
            Some(kind) if kind != Kind::Rejected && gone(ui, words::VERDICT, cx.t(kind_word(kind))) => {
                self.verdict = None;
            }
            _ => {}
        }
        if let Some(why) = self.reason
            && gone(ui, words::REASON, cx.t(reason::words(why, None).short))
        {
            self.reason = None;
        }
        if self.source.as_ref().is_some_and(|gun| gone(ui, words::GUN, state_words::gun_name(cx.lang, gun))) {
            self.source = None;
        }
        if let Some(day) = self.day
            && gone(ui, parts::DAY, &shape::day(day))
        {
            self.day = None;
        }
        if !self.search.trim().is_empty() && gone(ui, common::SEARCH, self.search.trim()) {
            self.search.clear();
        }
        if button(ui, cx.colours, Look::Secondary, cx.t(words::SHOW_ALL)) {
            self.clear();
        }
    }
}
