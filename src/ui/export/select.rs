//! What is exported ([`chosen`]), and how much that is.

mod chosen;

use egui::Ui;

use crate::ledger::PairFilter;
use crate::station::Task;
use crate::station::clock::{shift_at, shift_before};
use crate::station::desk::ExportPreview;
use crate::text::{common, export as words, parts};
use crate::ui::cx::Cx;
use crate::ui::numbers::today;
use crate::ui::parts::known_orders::shift_choices;
use crate::ui::parts::page::{self, Failure};
use crate::ui::parts::{KnownOrders, day, form, pick, pick_day};
use crate::ui::tokens::space;
use crate::ui::widgets::{self, Look, button, card, segmented};

use chosen::Chosen;
pub(super) use chosen::What;

/// The selection and its numbers.
#[derive(Default)]
pub(super) struct Select {
    /// `None` until the screen is first shown: then today.
    chosen: Option<Chosen>,
    orders: KnownOrders,
    preview: Option<ExportPreview>,
    asked: Option<Task<ExportPreview>>,
    failed: Option<Failure>,
}

impl Select {
    /// The selection.
    pub(super) fn filter(&self) -> PairFilter {
        self.chosen.as_ref().map(Chosen::filter).unwrap_or_default()
    }

    /// Pairs that would be exported; `None` while that is not known, or something is missing.
    pub(super) fn count(&self) -> Option<u64> {
        let only_new = self.filter().only_new;
        self.preview.map(|p| if only_new { p.new } else { p.pairs })
    }

    /// There are pairs, but all of them are exported already.
    pub(super) fn has_old(&self) -> bool {
        self.preview.is_some_and(|p| p.pairs > 0)
    }

    /// Chooses otherwise, whatever the day or the order.
    pub(super) fn choose(&mut self, cx: &Cx<'_>, what: What) {
        let mut chosen = Chosen::today(today(cx));
        chosen.what = what;
        self.chosen = Some(chosen);
        self.changed(cx);
    }

    /// The ledger has changed.
    pub(super) fn refresh(&mut self, cx: &Cx<'_>) {
        let chosen = self.chosen.get_or_insert_with(|| Chosen::today(today(cx)));
        self.asked = chosen.fault().is_none().then(|| cx.desk.preview(chosen.filter()));
        self.orders.refresh(cx);
    }

    /// Something else is chosen: the numbers are of another selection.
    fn changed(&mut self, cx: &Cx<'_>) {
        self.preview = None;
        self.failed = None;
        self.refresh(cx);
    }

    /// Draws the card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.take(cx);
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::WHICH));
            ui.add_space(space::S);
            if self.fields(ui, cx) {
                self.changed(cx);
            }
            ui.add_space(space::M);
            self.numbers(ui, cx);
            if let Some(failed) = &self.failed
                && page::failure(ui, cx, failed)
            {
                self.failed = None;
                self.refresh(cx);
            }
        });
    }

    fn take(&mut self, cx: &mut Cx<'_>) {
        self.orders.take(cx);
        let Some(answer) = self.asked.as_ref().and_then(Task::poll) else { return };
        self.asked = None;
        match answer {
            Ok(preview) => self.preview = Some(preview),
            Err(error) => self.failed = Some(Failure::of(&error)),
        }
    }

    fn fields(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let Some(chosen) = &mut self.chosen else { return false };
        let before = chosen.clone();
        for choices in What::ALL.map(|(what, name)| (what, cx.t(name))).chunks(3) {
            segmented(ui, cx.colours, cx.t(words::WHAT), &mut chosen.what, choices);
        }
        ui.add_space(space::S);
        let orders = &self.orders;
        match chosen.what {
            What::Day => {
                one_day(ui, cx, chosen);
                narrower(ui, cx, chosen, orders, true);
            }
            What::Range => {
                range(ui, cx, chosen);
                narrower(ui, cx, chosen, orders, true);
            }
            What::Order => {
                // The open order, until somebody chooses.
                let open = cx.view.order.as_ref().map(|order| order.name.clone());
                chosen.order = chosen.order.take().or(open);
                narrower(ui, cx, chosen, orders, false);
            }
            What::New | What::Rejected => narrower(ui, cx, chosen, orders, false),
            What::Imported => {}
        }
        if matches!(chosen.what, What::Day | What::Range | What::Order) {
            form::switch(ui, cx.colours, cx.t(words::ONLY_NEW), &mut chosen.only_new);
        }
        let note = match chosen.what {
            What::Day | What::Range => Some(words::DAY_NOTE),
            What::Order => None,
            What::New => Some(words::NEW_NOTE),
            What::Rejected => Some(words::REJECTED_NOTE),
            What::Imported => Some(words::IMPORTED_NOTE),
        };
        if let Some(note) = note {
            widgets::note(ui, cx.colours, cx.t(note));
        }
        form::show_fault(ui, cx.colours, chosen.fault().map(|fault| cx.t(fault)));
        *chosen != before
    }

    fn numbers(&self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XL * 1.6;
            let preview = self.preview;
            form::number(ui, cx.colours, cx.t(words::PAIRS), preview.map(|p| p.pairs));
            form::number(ui, cx.colours, cx.t(words::NEW), preview.map(|p| p.new));
            if preview.is_some_and(|p| p.rejected > 0) {
                form::number(ui, cx.colours, cx.t(words::REJECTED), preview.map(|p| p.rejected));
            }
            form::number(ui, cx.colours, cx.t(words::VOIDED), preview.map(|p| p.voided));
        });
    }
}

/// A day: the usual ones by one press, any other from the month.
fn one_day(ui: &mut Ui, cx: &Cx<'_>, chosen: &mut Chosen) {
    let (today, stamp) = (today(cx), cx.clock.stamp(cx.clock.now()));
    let (shift, began) = shift_at(&cx.settings.shifts, stamp);
    ui.horizontal_wrapped(|ui| {
        let quick = |ui: &mut Ui, name| button(ui, cx.colours, Look::Secondary, cx.t(name));
        if quick(ui, words::QUICK_TODAY) {
            chosen.quick(today, None);
        }
        if quick(ui, words::QUICK_YESTERDAY) {
            chosen.quick(day::step(today, -1).unwrap_or(today), None);
        }
        if !shift.is_empty() && quick(ui, words::QUICK_SHIFT) {
            chosen.quick(began, Some(shift));
        }
        if !cx.settings.shifts.is_empty()
            && quick(ui, words::QUICK_LAST_SHIFT)
            && let Some((shift, began)) = shift_before(&cx.settings.shifts, stamp)
        {
            chosen.quick(began, Some(shift));
        }
    });
    ui.horizontal_wrapped(|ui| {
        pick_day(ui, cx, cx.t(parts::DAY), &mut chosen.day, None);
        for (name, by) in [(words::DAY_BEFORE, -1), (words::DAY_AFTER, 1)] {
            if button(ui, cx.colours, Look::Secondary, cx.t(name)) {
                chosen.day = day::step(chosen.day.unwrap_or(today), by).or(chosen.day);
            }
        }
    });
}

fn range(ui: &mut Ui, cx: &Cx<'_>, chosen: &mut Chosen) {
    ui.horizontal_wrapped(|ui| {
        pick_day(ui, cx, cx.t(words::FROM), &mut chosen.first, None);
        pick_day(ui, cx, cx.t(words::TO), &mut chosen.last, None);
    });
}

/// Only of a shift, only of an order.
fn narrower(ui: &mut Ui, cx: &Cx<'_>, chosen: &mut Chosen, orders: &KnownOrders, shift: bool) {
    let all = cx.t(common::ALL);
    ui.horizontal_wrapped(|ui| {
        if shift {
            pick(ui, cx.colours, cx.t(parts::SHIFT), &mut chosen.shift, &shift_choices(cx, all));
        }
        let mut choices = orders.choices(all);
        if chosen.what == What::Order {
            choices.remove(0);
        }
        pick(ui, cx.colours, cx.t(parts::ORDER), &mut chosen.order, &choices);
    });
}
