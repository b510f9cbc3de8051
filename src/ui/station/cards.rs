//! The quiet cards: counters and plan, the hours, the last ten pairs.

use egui::accesskit::Role;
use egui::{Align2, Color32, Rect, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use super::{estimate, grouped};
use crate::ledger::Tally;
use crate::pairing::Kind;
use crate::station::view::{OrderView, Recent, VerifyCounts};
use crate::text::{Text, reason, station};
use crate::ui::cx::Cx;
use crate::ui::icons::{self, Icon};
use crate::ui::lettering::{self, Lettering};
use crate::ui::tokens::{round, size, space, station as sizes};
use crate::ui::{fonts, widgets};

/// Hours shown at most; the latest stay.
const MOST_HOURS: usize = 12;
/// Rows of the list.
const ROWS: usize = 10;

/// Draws the three cards into `place`.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32) {
    let gap = space::L * unit;
    let counters = Rect::from_min_size(place.min, vec2(sizes::COUNTERS * unit, place.height()));
    let hours = Rect::from_min_size(
        pos2(counters.right() + gap, place.top()),
        vec2(sizes::HOURS * unit, place.height()),
    );
    counter_card(ui, cx, counters, unit);
    // The hours are those of pairs: where none are made, the list has their room.
    let before = if cx.view.mode.verifies() { counters } else { hours };
    if before == hours {
        hours_card(ui, cx, hours, unit);
    }
    let list = Rect::from_min_max(pos2(before.right() + gap, place.top()), place.max);
    list_card(ui, cx, list, unit);
}

/// The most important of it in one line, where there is no room for cards.
pub(super) fn one_line(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32) {
    let mut parts: Vec<String> =
        counters(cx).into_iter().map(|(caption, number)| format!("{} {number}", cx.t(caption))).collect();
    if !cx.view.mode.verifies()
        && let Some(OrderView { planned: Some(planned), done, .. }) = cx.view.order
    {
        parts.push(format!("{} {}", cx.t(station::PLAN), station::of_plan(cx.lang, done, planned)));
    }
    Lettering::new(&parts.join(" · "), fonts::regular, sizes::CAPTION * unit, cx.colours.ink).put(ui, place);
}

/// Good, bad and the yield; at a verifying station of what was verified.
fn counters(cx: &Cx<'_>) -> [(Text, String); 3] {
    if cx.view.mode.verifies() {
        let VerifyCounts { good, bad } = cx.view.verified;
        return [
            (station::VERIFY_GOOD, good.to_string()),
            (station::VERIFY_BAD, bad.to_string()),
            (station::VERIFY_SHARE, share(good, good + bad)),
        ];
    }
    let counts = cx.view.counts;
    [
        (station::GOOD, counts.good.to_string()),
        (station::BAD, counts.bad.to_string()),
        (station::FIRST_PASS, share(counts.first_pass, counts.good)),
    ]
}

/// A part of a whole in percent.
fn share(part: u64, whole: u64) -> String {
    match (part, whole) {
        (_, 0) => "—".to_owned(),
        (part, whole) if part >= whole => "100%".to_owned(),
        (part, whole) => format!("{:.1}%", part as f64 * 100.0 / whole as f64),
    }
}

/// A card's ground; returns the room inside it.
fn ground(ui: &Ui, cx: &Cx<'_>, place: Rect, unit: f32) -> Rect {
    let stroke = Stroke::new(size::LINE, cx.colours.line);
    ui.painter().rect(place, round::CARD, cx.colours.card, stroke, StrokeKind::Inside);
    place.shrink2(vec2(space::L * unit, space::M * unit))
}

fn counter_card(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32) {
    let inside = ground(ui, cx, place, unit);
    let colours = cx.colours;
    let [good, bad, share] = counters(cx);
    let numbers = [
        (good.0, good.1, colours.good, 0.0, 0.32),
        (bad.0, bad.1, colours.bad, 0.34, 0.58),
        (share.0, share.1, colours.ink, 0.60, 1.0),
    ];
    let row = sizes::NOTE * unit * 1.4;
    let high = (sizes::COUNT * unit * 1.25).min(inside.height() * 0.34);
    for (caption, number, colour, from, to) in numbers {
        let x = |share: f32| inside.left() + inside.width() * share;
        let top = Rect::from_min_max(pos2(x(from), inside.top()), pos2(x(to), inside.top() + row));
        let caption = cx.t(caption);
        Lettering::new(caption, fonts::regular, sizes::NOTE * unit, colours.muted).paint(ui, top);
        let below = Rect::from_min_size(top.left_bottom(), vec2(top.width(), high));
        Lettering::new(&number, fonts::mono_bold, sizes::COUNT * unit, colour).paint(ui, below);
        let name = station::in_slot(cx.lang, caption, &number);
        lettering::name(ui, top.union(below), Role::Label, &name);
    }
    if let Some(order) = cx.view.order.as_ref().filter(|_| !cx.view.mode.verifies()) {
        let top = (inside.top() + row + high + space::S * unit).max(inside.top() + inside.height() * 0.5);
        let rest = Rect::from_min_max(pos2(inside.left(), top), inside.max);
        plan(ui, cx, rest, unit, order);
    }
}

/// Planned and done as a bar, and when it will be done.
fn plan(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32, order: &OrderView) {
    let colours = cx.colours;
    let row = (sizes::NOTE * unit * 1.5).min(place.height() * 0.36);
    let line = |n: f32| Rect::from_min_size(place.min + vec2(0.0, n), vec2(place.width(), row));
    let head = line(0.0);
    let caption = |text| Lettering::new(text, fonts::regular, sizes::NOTE * unit, colours.muted);
    let Some(planned) = order.planned else {
        let text = format!("{} {} · {}", cx.t(station::MADE), order.done, cx.t(station::NO_PLAN));
        caption(&text).put(ui, head);
        return;
    };
    caption(cx.t(station::PLAN)).paint(ui, head);
    let numbers = station::of_plan(cx.lang, order.done, planned);
    Lettering::new(&numbers, fonts::mono, sizes::NOTE * unit, colours.ink)
        .align(Align2::RIGHT_CENTER)
        .paint(ui, head);
    let name = station::in_slot(cx.lang, cx.t(station::PLAN), &numbers);
    let bar_high = size::PROGRESS * unit;
    let bar = Rect::from_min_size(head.left_bottom() + vec2(0.0, space::XS), vec2(place.width(), bar_high));
    let share = if planned == 0 { 1.0 } else { order.done as f32 / planned as f32 };
    widgets::bar(ui, colours, bar, share);
    lettering::name(ui, head.union(bar), Role::Label, &name);
    let left = planned.saturating_sub(order.done);
    let eta = if left == 0 {
        Some(cx.t(station::COMPLETE).to_owned())
    } else {
        estimate::done_at(&cx.view.hours, left, cx.clock.now()).map(|at| station::eta(cx.lang, &when(cx, at)))
    };
    if let Some(eta) = eta {
        let foot = Rect::from_min_max(pos2(place.left(), bar.bottom() + space::XS), place.max);
        caption(&eta).align(Align2::LEFT_TOP).put(ui, foot);
    }
}

/// `17:10`, with its date if that is not today.
fn when(cx: &Cx<'_>, at: i64) -> String {
    if cx.clock.day(at) == cx.clock.day(cx.clock.now()) {
        cx.clock.minute(at)
    } else {
        format!("{} {}", cx.clock.date(at), cx.clock.minute(at))
    }
}

fn hours_card(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32) {
    let inside = ground(ui, cx, place, unit);
    let row = sizes::NOTE * unit * 1.4;
    let head = Rect::from_min_size(inside.min, vec2(inside.width(), row));
    Lettering::new(cx.t(station::PER_HOUR), fonts::regular, sizes::NOTE * unit, cx.colours.muted)
        .put(ui, head);
    let chart = Rect::from_min_max(pos2(inside.left(), head.bottom()), inside.max);
    let hours = with_gaps(&cx.view.hours, cx.clock.now());
    if hours.is_empty() {
        Lettering::new(cx.t(station::NO_HOURS), fonts::regular, sizes::NOTE * unit, cx.colours.muted)
            .align(Align2::CENTER_CENTER)
            .put(ui, chart);
        return;
    }
    let most = hours.iter().map(|tally| tally.good).max().unwrap_or(0).max(1);
    // With few hours the bars stay slim.
    let step = chart.width() / hours.len().max(8) as f32;
    for (at, tally) in hours.iter().enumerate() {
        let left = chart.left() + at as f32 * step;
        let column = Rect::from_min_max(pos2(left, chart.top()), pos2(left + step, chart.bottom()));
        let current = at + 1 == hours.len();
        hour(ui, cx, column, unit, tally, most, current);
    }
}

/// Every hour from the first that has something to now, the latest [`MOST_HOURS`] of them.
fn with_gaps(hours: &[Tally], now: i64) -> Vec<Tally> {
    const HOUR: i64 = 3_600_000;
    // After a clock that was set back there are hours that are still to come: they would push out today's.
    let hours: Vec<Tally> = hours.iter().filter(|tally| tally.hour <= now).copied().collect();
    let Some(first) = hours.first().map(|tally| tally.hour) else { return Vec::new() };
    // Hours begin where the local clock's do, which in some zones is not a full hour of UTC.
    let until = now - (now - first).rem_euclid(HOUR);
    let from = first.max(until - (MOST_HOURS as i64 - 1) * HOUR);
    (0..MOST_HOURS as i64)
        .map(|n| from + n * HOUR)
        .take_while(|hour| *hour <= until)
        .map(|hour| {
            hours
                .iter()
                .find(|tally| tally.hour == hour)
                .copied()
                .unwrap_or(Tally { hour, ..Tally::default() })
        })
        .collect()
}

fn hour(ui: &mut Ui, cx: &Cx<'_>, column: Rect, unit: f32, tally: &Tally, most: u64, current: bool) {
    let small = (sizes::NOTE * unit * 0.85).min(column.width() * 0.5);
    let foot = Rect::from_min_max(pos2(column.left(), column.bottom() - small * 1.5), column.max);
    let hour = cx.clock.hour(tally.hour).to_string();
    let label =
        |text, colour: Color32| Lettering::new(text, fonts::mono, small, colour).align(Align2::CENTER_CENTER);
    label(&hour, cx.colours.muted).paint(ui, foot);
    let room = foot.top() - column.top() - small * 1.6;
    if tally.good > 0 && room > 0.0 {
        let high = (room * tally.good as f32 / most as f32).max(size::LINE_STRONG);
        let bar = Rect::from_min_max(
            pos2(column.left() + column.width() * 0.18, foot.top() - high),
            pos2(column.right() - column.width() * 0.18, foot.top()),
        );
        let colour = if current { cx.colours.brand } else { cx.colours.brand_soft };
        ui.painter().rect_filled(bar, round::BAR, colour);
        let above =
            Rect::from_min_max(pos2(column.left(), bar.top() - small * 1.5), pos2(column.right(), bar.top()));
        label(&tally.good.to_string(), cx.colours.ink).paint(ui, above);
    }
    lettering::name(ui, column, Role::Label, &station::hour_count(cx.lang, &hour, tally.good));
}

fn list_card(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32) {
    let inside = ground(ui, cx, place, unit);
    let head = Rect::from_min_size(inside.min, vec2(inside.width(), sizes::NOTE * unit * 1.4));
    Lettering::new(cx.t(station::LAST_PAIRS), fonts::regular, sizes::NOTE * unit, cx.colours.muted)
        .put(ui, head);
    let recent = &cx.view.recent;
    if recent.is_empty() {
        Lettering::new(cx.t(station::NO_PAIRS), fonts::regular, sizes::NOTE * unit, cx.colours.muted)
            .align(Align2::CENTER_CENTER)
            .put(ui, inside);
        return;
    }
    let rows = Rect::from_min_max(head.left_bottom(), inside.max);
    let row = rows.height() / ROWS as f32;
    for (at, one) in recent.iter().take(ROWS).enumerate() {
        let line = Rect::from_min_size(rows.min + vec2(0.0, at as f32 * row), vec2(inside.width(), row));
        if at % 2 == 0 {
            ui.painter().rect_filled(line, round::BAR, cx.colours.stripe);
        }
        list_row(ui, cx, line.shrink2(vec2(space::S * unit, 0.0)), unit, one);
    }
}

fn list_row(ui: &mut Ui, cx: &Cx<'_>, line: Rect, unit: f32, one: &Recent) {
    let colours = cx.colours;
    let kind = cx.view.order.as_ref().map(|order| order.dk_kind).unwrap_or_default();
    // One size for the whole row: that at which the longest code, a grouped IMEI, finds room.
    let by_width = (line.width() * 0.325 - space::S * unit) / sizes::IMEI_EMS;
    let type_size = (sizes::LIST * unit).min(line.height() * 0.72).min(by_width);
    let (time, dk) = (cx.clock.time(one.at), grouped(kind, &one.keys.dk));
    let x = |share: f32| line.left() + line.width() * share;
    let part = |from: f32, to: f32| {
        Rect::from_min_max(pos2(x(from), line.top()), pos2(x(to) - space::S * unit, line.bottom()))
    };
    let mono = |text, colour| Lettering::new(text, fonts::mono, type_size, colour);
    mono(&time, colours.muted).paint(ui, part(0.0, 0.15));
    mono(&dk, colours.ink).paint(ui, part(0.15, 0.475));
    mono(&one.keys.sn, colours.ink).paint(ui, part(0.475, 0.765));
    let (icon, colour) = match one.kind {
        Kind::Paired | Kind::Verified => (Icon::Check, colours.good),
        Kind::AlreadyPaired => (Icon::Again, colours.brand),
        _ => (Icon::Cross, colours.bad),
    };
    let last = part(0.765, 1.0);
    let square = Rect::from_center_size(
        pos2(last.left() + type_size / 2.0, last.center().y),
        Vec2::splat(type_size * 0.85),
    );
    icons::paint(ui.painter(), icon, square, colour);
    let why = one.reason.map(|why| cx.t(reason::words(why, one.hint).short)).unwrap_or_default();
    let words = Rect::from_min_max(pos2(square.right() + space::XS, last.top()), line.max);
    Lettering::new(why, fonts::bold, type_size, colour).paint(ui, words);
    let name = [time.as_str(), &one.keys.dk, &one.keys.sn, &outcome(cx, one)].join(" ");
    lettering::name(ui, line, Role::ListItem, &name);
}

/// What came of it, in words, for those who do not see the icon.
fn outcome(cx: &Cx<'_>, one: &Recent) -> String {
    match (one.kind, one.reason) {
        (_, Some(why)) => cx.t(reason::words(why, one.hint).short).to_owned(),
        (Kind::AlreadyPaired, _) => cx.t(station::ALREADY).to_owned(),
        (Kind::Verified, _) => cx.t(station::VERIFIED).to_owned(),
        (Kind::Paired, _) => cx.t(station::PAIRED).to_owned(),
        _ => cx.t(station::REFUSED).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn hours_without_a_pair_leave_a_gap() {
        let tally = |hour, good| Tally { hour, good, ..Tally::default() };
        let check = |hours: &[Tally], now, expect: &[u64]| {
            let good: Vec<u64> = with_gaps(hours, now).iter().map(|tally| tally.good).collect();
            assert_eq!(good, expect);
        };
        check(&[], 0, &[]);
        check(&[tally(0, 3)], 10, &[3]);
        check(&[tally(0, 3), tally(2 * HOUR, 5)], 3 * HOUR + 1, &[3, 0, 5, 0]);
        let long: Vec<Tally> = (0..30).map(|n| tally(n * HOUR, n as u64)).collect();
        // The clock was set back from the tenth hour to the first.
        check(&[tally(0, 3), tally(10 * HOUR, 5)], HOUR + 1, &[3, 0]);
        check(&[tally(10 * HOUR, 5)], HOUR, &[]);
        check(&long, 29 * HOUR, &[18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    }

    #[test]
    fn a_yield_is_a_share_of_the_whole() {
        let check = |part, whole, expect: &str| assert_eq!(share(part, whole), expect);
        check(0, 0, "—");
        check(343, 347, "98.8%");
        check(5, 5, "100%");
        check(0, 5, "0.0%");
    }
}
