//! How far an order is: what is done, how well, since when, and when it will be finished.

use std::collections::BTreeMap;

use egui::{RichText, Sense, Ui, WidgetInfo, vec2};

use crate::ledger::{ListCount, OrderRecord, OrderState, Tally};
use crate::station::Task;
use crate::station::desk::OrderDetail;
use crate::text::{Text, common, orders as words};
use crate::ui::cx::Cx;
use crate::ui::parts::page::{self, Failure};
use crate::ui::parts::{form, shape};
use crate::ui::station::estimate;
use crate::ui::tokens::{font, size, space};
use crate::ui::widgets;

/// The chosen order's, as it was last asked for.
#[derive(Default)]
pub(super) struct Progress {
    known: Option<OrderDetail>,
    asked: Option<Task<OrderDetail>>,
    failed: Option<Failure>,
    /// The order and its pairs when it was last asked for.
    of: Option<(String, u64)>,
}

/// Days that are listed.
const DAYS: usize = 7;

impl Progress {
    /// Asks again at the next frame.
    pub(super) fn refresh(&mut self) {
        self.of = None;
    }

    fn look(&mut self, cx: &Cx<'_>, record: &OrderRecord) {
        let of = (record.order.name.clone(), record.done);
        if self.of.as_ref() != Some(&of) {
            self.of = Some(of);
            self.asked = Some(cx.desk.order_detail(record.order.clone()));
        }
        let Some(answer) = self.asked.as_ref().and_then(Task::poll) else { return };
        self.asked = None;
        match answer {
            Ok(detail) => (self.known, self.failed) = (Some(detail), None),
            Err(error) => self.failed = Some(Failure::of(&error)),
        }
    }

    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, record: &OrderRecord) {
        self.look(cx, record);
        widgets::title(ui, cx.t(words::HOW_FAR));
        ui.add_space(space::S);
        bar(ui, cx, record);
        if let Some(failed) = &self.failed
            && page::failure(ui, cx, failed)
        {
            (self.failed, self.of) = (None, None);
        }
        match self.known.as_ref().filter(|known| known.order == record.order.name) {
            Some(detail) => known(ui, cx, record, detail),
            None if self.failed.is_none() => {
                widgets::note(ui, cx.colours, cx.t(common::LOADING));
            }
            None => {}
        }
    }
}

/// What is done of what is planned.
fn bar(ui: &mut Ui, cx: &Cx<'_>, record: &OrderRecord) {
    let text = super::done_of(record);
    ui.label(RichText::new(&text).font(crate::ui::fonts::mono_bold(font::TITLE)));
    let Some(planned) = record.order.planned.filter(|planned| *planned > 0) else { return };
    let share = record.done as f32 / planned as f32;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::PROGRESS), Sense::hover());
    widgets::bar(ui, cx.colours, rect, share);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(egui::accesskit::Role::ProgressIndicator, true, &text);
        info.value = Some(f64::from(share));
        info
    });
}

fn known(ui: &mut Ui, cx: &Cx<'_>, record: &OrderRecord, detail: &OrderDetail) {
    let total = detail.progress.total();
    ui.add_space(space::S);
    let fact = |ui: &mut Ui, name: Text, value: &str| form::fact(ui, cx.colours, cx.t(name), value, false);
    left(ui, cx, words::SNS_LEFT, detail.sns.as_ref());
    left(ui, cx, words::DKS_LEFT, detail.dks.as_ref());
    if total.good + total.bad == 0 {
        widgets::note(ui, cx.colours, cx.t(words::NOT_BEGUN));
        return;
    }
    fact(ui, words::GOOD, &shape::count(total.good));
    fact(ui, words::BAD, &shape::count(total.bad));
    fact(ui, words::FIRST_PASS, &yield_of(&total));
    let time = |at: Option<i64>| at.map(|at| cx.clock.when(cx.lang, at)).unwrap_or_default();
    fact(ui, words::FIRST_PAIR, &time(detail.progress.first));
    fact(ui, words::LAST_PAIR, &time(detail.progress.last));
    fact(ui, words::FINISH, &finish(cx, record, &detail.progress.hours).unwrap_or_default());
    days(ui, cx, &detail.progress.hours);
}

/// First-pass pairs of all pairs; nothing before the first pair.
fn yield_of(total: &Tally) -> String {
    match total.good {
        0 => String::new(),
        good => format!("{:.1} %", 100.0 * total.first_pass as f64 / good as f64),
    }
}

fn left(ui: &mut Ui, cx: &Cx<'_>, name: Text, count: Option<&ListCount>) {
    if let Some(count) = count {
        let text = words::left_of(cx.lang, &shape::count(count.left()), &shape::count(count.listed));
        form::fact(ui, cx.colours, cx.t(name), &text, false);
    }
}

/// When the open order will be finished at today's speed.
fn finish(cx: &Cx<'_>, record: &OrderRecord, hours: &[Tally]) -> Option<String> {
    let left = record.order.planned?.saturating_sub(record.done);
    if left == 0 || record.state != OrderState::Open {
        return None;
    }
    let at = estimate::done_at_todays_speed(hours, left, cx.clock)?;
    let hours = (at - cx.clock.now()) as f64 / 3_600_000.0;
    let minute = if cx.clock.day(at) == cx.clock.day(cx.clock.now()) {
        cx.clock.minute(at)
    } else {
        format!("{} {}", cx.clock.date(at), cx.clock.minute(at))
    };
    Some(words::finish_in(cx.lang, &minute, &format!("{hours:.1}")))
}

/// Good and bad of each day, newest first.
fn days(ui: &mut Ui, cx: &Cx<'_>, hours: &[Tally]) {
    let mut days: BTreeMap<i32, (u64, u64)> = BTreeMap::new();
    for hour in hours {
        let (good, bad) = days.entry(cx.clock.day(hour.hour)).or_default();
        *good += hour.good;
        *bad += hour.bad;
    }
    ui.add_space(space::S);
    ui.label(RichText::new(cx.t(words::DAYS)).font(crate::ui::fonts::bold(font::BODY)));
    for (day, (good, bad)) in days.iter().rev().take(DAYS) {
        let (good, bad) = (shape::count(*good), shape::count(*bad));
        ui.label(words::day_line(cx.lang, &shape::day(*day), &good, &bad));
    }
    if let Some(earlier) = days.len().checked_sub(DAYS).filter(|days| *days > 0) {
        widgets::note(ui, cx.colours, &words::earlier_days(cx.lang, earlier));
    }
}
