//! What is exported, and how much that is.

use egui::Ui;

use crate::ledger::PairFilter;
use crate::station::Task;
use crate::station::desk::ExportPreview;
use crate::text::{common, export as words, parts};
use crate::ui::cx::Cx;
use crate::ui::parts::known_orders::shift_choices;
use crate::ui::parts::page::{self, Failure};
use crate::ui::parts::{KnownOrders, day, form, pick, pick_day};
use crate::ui::tokens::space;
use crate::ui::widgets::{self, Look, button, card};

/// The selection and its numbers.
#[derive(Default)]
pub(super) struct Select {
    /// `None` until the screen is first shown: then today.
    filter: Option<PairFilter>,
    orders: KnownOrders,
    preview: Option<ExportPreview>,
    asked: Option<Task<ExportPreview>>,
    failed: Option<Failure>,
}

impl Select {
    /// The selection.
    pub(super) fn filter(&self) -> PairFilter {
        self.filter.clone().unwrap_or_default()
    }

    /// Pairs that would be exported; `None` while that is not known.
    pub(super) fn count(&self) -> Option<u64> {
        let only_new = self.filter.as_ref().is_some_and(|filter| filter.only_new);
        self.preview.map(|p| if only_new { p.new } else { p.pairs })
    }

    /// There are pairs, but all of them are exported already.
    pub(super) fn has_old(&self) -> bool {
        self.preview.is_some_and(|p| p.pairs > 0)
    }

    /// The ledger has changed.
    pub(super) fn refresh(&mut self, cx: &Cx<'_>) {
        let today = cx.clock.day(cx.clock.now());
        let filter =
            self.filter.get_or_insert_with(|| PairFilter { day: Some(today), ..PairFilter::default() });
        self.asked = Some(cx.desk.preview(filter.clone()));
        self.orders.refresh(cx);
    }

    /// Draws the card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.take(cx);
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::WHICH));
            ui.add_space(space::S);
            if self.fields(ui, cx) {
                self.preview = None;
                self.failed = None;
                self.refresh(cx);
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
        let Some(filter) = &mut self.filter else { return false };
        let before = filter.clone();
        ui.horizontal_wrapped(|ui| {
            pick_day(ui, cx, cx.t(parts::DAY), &mut filter.day, Some(cx.t(parts::ALL_DAYS)));
            for (name, by) in [(words::DAY_BEFORE, -1), (words::DAY_AFTER, 1)] {
                if button(ui, cx.colours, Look::Secondary, cx.t(name)) {
                    let today = cx.clock.day(cx.clock.now());
                    filter.day = day::step(filter.day.unwrap_or(today), by).or(filter.day);
                }
            }
        });
        ui.horizontal_wrapped(|ui| {
            let all = cx.t(common::ALL);
            let shifts = shift_choices(cx, all);
            pick(ui, cx.colours, cx.t(parts::SHIFT), &mut filter.shift, &shifts);
            pick(ui, cx.colours, cx.t(parts::ORDER), &mut filter.order, &self.orders.choices(all));
        });
        form::switch(ui, cx.colours, cx.t(words::ONLY_NEW), &mut filter.only_new);
        if filter.shift.is_some() {
            widgets::note(ui, cx.colours, cx.t(words::SHIFT_NOTE));
        }
        *filter != before
    }

    fn numbers(&self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XL * 2.0;
            let preview = self.preview;
            form::number(ui, cx.colours, cx.t(words::PAIRS), preview.map(|p| p.pairs));
            form::number(ui, cx.colours, cx.t(words::NEW), preview.map(|p| p.new));
            form::number(ui, cx.colours, cx.t(words::VOIDED), preview.map(|p| p.voided));
        });
    }
}
