//! The hours of a day, or the days of a longer time, as bars: good, and refused on top of it.

use chrono::{DateTime, Timelike};
use egui::accesskit::Role;
use egui::{Align2, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::station::clock::day_date;
use crate::station::numbers::{Count, HourOf, Numbers};
use crate::text::numbers as words;
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::lettering::{self, Lettering};
use crate::ui::parts::{day, shape};
use crate::ui::tokens::{font, numbers as sizes, round, size, space};
use crate::ui::widgets::{card, title};

const HOUR: i64 = 3_600_000;

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bar {
    /// Below it.
    label: String,
    /// Its accessible name begins so.
    name: String,
    good: u64,
    bad: u64,
}

/// Draws the chart.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, numbers: &Numbers, by_day: bool) {
    let bars = if by_day { days(numbers) } else { hours(&numbers.hours) };
    if bars.is_empty() {
        return;
    }
    card(ui, cx.colours, |ui| {
        ui.horizontal(|ui| {
            title(ui, cx.t(words::HOURS));
            ui.add_space(space::L);
            key(ui, cx, cx.t(words::GOOD), cx.colours.brand);
            key(ui, cx, cx.t(words::BAD), cx.colours.bad);
        });
        let (chart, _) = ui.allocate_exact_size(vec2(ui.available_width(), sizes::CHART), Sense::hover());
        let most = bars.iter().map(|bar| bar.good + bar.bad).max().unwrap_or(0).max(1);
        // With few bars they stay slim.
        let step = chart.width() / bars.len().max(12) as f32;
        let small = small(step);
        let stroke = Stroke::new(size::LINE, cx.colours.line);
        ui.painter().hline(chart.x_range(), chart.bottom() - foot(small), stroke);
        for (at, bar) in bars.iter().enumerate() {
            let left = chart.left() + at as f32 * step;
            let column = Rect::from_min_max(pos2(left, chart.top()), pos2(left + step, chart.bottom()));
            one(ui, cx, column, bar, most, small);
        }
    });
}

/// What a colour stands for.
fn key(ui: &mut Ui, cx: &Cx<'_>, name: &str, colour: egui::Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(font::SMALL, font::SMALL), Sense::hover());
    ui.painter().rect_filled(rect, round::BAR, colour);
    ui.label(egui::RichText::new(name).size(font::SMALL).color(cx.colours.muted));
    ui.add_space(space::S);
}

/// Size of what stands below and above a bar of that width.
fn small(wide: f32) -> f32 {
    font::SMALL.min(wide * 0.36).max(font::LEAST)
}

/// Height of the labels below the bars.
fn foot(small: f32) -> f32 {
    small * 1.6
}

fn one(ui: &mut Ui, cx: &Cx<'_>, column: Rect, bar: &Bar, most: u64, small: f32) {
    let foot = Rect::from_min_max(pos2(column.left(), column.bottom() - foot(small)), column.max);
    let label = |text, colour| Lettering::new(text, fonts::mono, small, colour).align(Align2::CENTER_CENTER);
    label(&bar.label, cx.colours.muted).paint(ui, foot);
    let room = foot.top() - column.top() - small * 1.6;
    let high = |count: u64| {
        if count == 0 { 0.0 } else { (room * count as f32 / most as f32).max(size::LINE_STRONG) }
    };
    let sides = column.shrink2(vec2(column.width() * 0.16, 0.0)).x_range();
    let top_of_good = foot.top() - high(bar.good);
    let top = top_of_good - high(bar.bad);
    let part = |from, to| Rect::from_x_y_ranges(sides, from..=to);
    if bar.good > 0 {
        ui.painter().rect_filled(part(top_of_good, foot.top()), round::BAR, cx.colours.brand);
    }
    if bar.bad > 0 {
        ui.painter().rect_filled(part(top, top_of_good), round::BAR, cx.colours.bad);
    }
    if bar.good + bar.bad > 0 {
        let above = Rect::from_min_max(pos2(column.left(), top - small * 1.5), pos2(column.right(), top));
        label(&shape::count(bar.good), cx.colours.ink).paint(ui, above);
    }
    let name = words::hour_of(cx.lang, &bar.name, &shape::count(bar.good), &shape::count(bar.bad));
    lettering::name(ui, column, Role::Label, &name);
}

/// Every hour from the first to the last; those in which nothing happened are gaps. Where the clocks
/// change, the names say which offset they mean.
fn hours(known: &[(HourOf, Count)]) -> Vec<Bar> {
    let Some((first, _)) = known.first() else { return Vec::new() };
    let changes = known.iter().any(|(of, _)| of.offset_min != first.offset_min);
    let mut bars: Vec<Bar> = Vec::new();
    let mut next = *first;
    for (of, count) in known {
        while next.start < of.start && bars.len() < sizes::MOST_BARS {
            bars.push(bar(&next, changes, Count::default()));
            next.start += HOUR;
        }
        bars.push(bar(of, changes, *count));
        next = HourOf { start: of.start + HOUR, ..*of };
    }
    bars
}

fn bar(of: &HourOf, with_offset: bool, count: Count) -> Bar {
    let local = of.start + i64::from(of.offset_min) * 60_000;
    let hour = DateTime::from_timestamp_millis(local).map_or(0, |time| time.hour());
    let offset = if with_offset { format!(" {:+03}", of.offset_min / 60) } else { String::new() };
    Bar { label: hour.to_string(), name: format!("{hour}:00{offset}"), good: count.good, bad: count.bad }
}

/// Every production day from the first to the last.
fn days(numbers: &Numbers) -> Vec<Bar> {
    let (Some((first, _)), Some((last, _))) = (numbers.shifts.first(), numbers.shifts.last()) else {
        return Vec::new();
    };
    let mut bars = Vec::new();
    let mut next = Some(first.day);
    while let Some(day) = next.filter(|day| *day <= last.day && bars.len() < sizes::MOST_BARS) {
        let of_day = numbers.shifts.iter().filter(|(of, _)| of.day == day).map(|(_, count)| count);
        let (good, bad) = of_day.fold((0, 0), |(good, bad), count| (good + count.good, bad + count.bad));
        let date = day_date(day).map(|date| date.format("%m-%d").to_string()).unwrap_or_default();
        bars.push(Bar { label: date, name: shape::day(day), good, bad });
        next = day::step(day, 1);
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::numbers::ShiftOf;

    fn good(good: u64) -> Count {
        Count { good, ..Count::default() }
    }

    #[test]
    fn hours_without_a_scan_leave_a_gap() {
        let hour = |n: i64, offset_min, count| (HourOf { start: n * HOUR, offset_min }, good(count));
        let check = |known: &[(HourOf, Count)], expect: &[(&str, u64)]| {
            let bars = hours(known);
            let found: Vec<_> = bars.iter().map(|bar| (bar.name.as_str(), bar.good)).collect();
            assert_eq!(found, expect);
        };
        check(&[], &[]);
        check(&[hour(0, 480, 3)], &[("8:00", 3)]);
        check(&[hour(0, 480, 3), hour(2, 480, 5)], &[("8:00", 3), ("9:00", 0), ("10:00", 5)]);
        // The clocks go back: 2:00 comes twice.
        check(&[hour(0, 120, 1), hour(1, 60, 2)], &[("2:00 +02", 1), ("2:00 +01", 2)]);
    }

    #[test]
    fn days_are_the_sum_of_their_shifts() {
        let shift = |day, shift: &str, count| (ShiftOf { day, shift: shift.into() }, good(count));
        let numbers = Numbers {
            shifts: vec![shift(20_260_228, "A", 1), shift(20_260_228, "B", 2), shift(20_260_302, "A", 4)],
            ..Numbers::default()
        };
        let found: Vec<_> = days(&numbers).iter().map(|bar| (bar.name.clone(), bar.good)).collect();
        let expect = [("2026-02-28", 3), ("2026-03-01", 0), ("2026-03-02", 4)];
        assert_eq!(found, expect.map(|(day, count)| (day.to_owned(), count)));
    }
}
