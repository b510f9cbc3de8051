//! A day, from a sheet of the month.

use chrono::{Datelike, Days, Months, NaiveDate};
use egui::accesskit::Role;
use egui::{Align2, Color32, Rect, RichText, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use super::pick::{Face, drop_down};
use super::shape;
use crate::station::clock::{day_date, day_number};
use crate::text::{Lang, parts};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::tokens::{Palette, font, round, size, space};
use crate::ui::widgets::{Look, button, pressed};

/// Lets the user choose a day, or none (where `none` has a word for it); true when it has changed.
pub fn pick_day(ui: &mut Ui, cx: &Cx<'_>, name: &str, chosen: &mut Option<i32>, none: Option<&str>) -> bool {
    let today = cx.clock.day(cx.clock.now());
    let shown = chosen.map_or_else(|| none.unwrap_or("").to_owned(), |day| named(cx.lang, day, today));
    let id = ui.scope_id().with(("month", name));
    let widest = 8.0 * font::BODY;
    let given = drop_down(ui, cx.colours, Face { name, shown: true }, &shown, widest, |ui| {
        let first = chosen.and_then(day_date).or_else(|| day_date(today)).unwrap_or_default();
        let mut month = ui.data(|data| data.get_temp::<NaiveDate>(id)).unwrap_or(first);
        let given = sheet(ui, cx, &mut month, *chosen, today, none);
        ui.data_mut(|data| data.insert_temp(id, month));
        given
    });
    match given {
        None => false,
        Some(day) => {
            ui.data_mut(|data| data.remove::<NaiveDate>(id));
            std::mem::replace(chosen, day) != day
        }
    }
}

/// `2026-11-22`, and that it is today.
pub fn named(lang: Lang, day: i32, today: i32) -> String {
    let written = shape::day(day);
    if day == today { parts::today_is(lang, &written) } else { written }
}

/// The day so many days later (or earlier).
pub fn step(day: i32, by: i64) -> Option<i32> {
    let date = day_date(day)?;
    let days = Days::new(by.unsigned_abs());
    let other = if by < 0 { date.checked_sub_days(days) } else { date.checked_add_days(days) };
    other.map(day_number)
}

/// A month; what was chosen: a day, or none.
fn sheet(
    ui: &mut Ui,
    cx: &Cx<'_>,
    month: &mut NaiveDate,
    chosen: Option<i32>,
    today: i32,
    none: Option<&str>,
) -> Option<Option<i32>> {
    let colours = cx.colours;
    let mut given = None;
    ui.set_width(7.0 * size::TOUCH);
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    ui.horizontal(|ui| {
        if turn(ui, colours, false, cx.t(parts::MONTH_BEFORE)) {
            *month = month.checked_sub_months(Months::new(1)).unwrap_or(*month);
        }
        let title = parts::month(cx.lang, month.year(), month.month());
        let room = vec2(5.0 * size::TOUCH, size::TOUCH);
        ui.allocate_ui_with_layout(
            room,
            egui::Layout::centered_and_justified(egui::Direction::LeftToRight),
            |ui| ui.label(RichText::new(title).font(fonts::bold(font::BODY))),
        );
        if turn(ui, colours, true, cx.t(parts::MONTH_AFTER)) {
            *month = month.checked_add_months(Months::new(1)).unwrap_or(*month);
        }
    });
    ui.horizontal(|ui| {
        for name in parts::WEEK {
            let (rect, _) = ui.allocate_exact_size(vec2(size::TOUCH, size::ICON), Sense::hover());
            let font = fonts::regular(font::SMALL);
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, cx.t(name), font, colours.muted);
        }
    });
    for week in weeks(*month) {
        ui.horizontal(|ui| {
            for date in week {
                let day = day_number(date);
                let look = DayLook {
                    here: date.month() == month.month(),
                    chosen: chosen == Some(day),
                    today: day == today,
                };
                if one_day(ui, colours, date, look) {
                    given = Some(Some(day));
                }
            }
        });
    }
    ui.add_space(space::S);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        if button(ui, colours, Look::Secondary, cx.t(crate::text::common::DAY_TODAY)) {
            given = Some(Some(today));
        }
        if let Some(none) = none
            && button(ui, colours, Look::Secondary, none)
        {
            given = Some(None);
        }
    });
    given
}

/// The weeks that a month touches, Monday first.
fn weeks(month: NaiveDate) -> Vec<Vec<NaiveDate>> {
    let first = month.with_day(1).unwrap_or(month);
    let before = u64::from(first.weekday().num_days_from_monday());
    let start = first.checked_sub_days(Days::new(before)).unwrap_or(first);
    let after = first.checked_add_months(Months::new(1)).unwrap_or(first);
    let days: Vec<NaiveDate> = start.iter_days().take(42).collect();
    days.chunks(7).filter(|week| week.first().is_some_and(|day| *day < after)).map(<[_]>::to_vec).collect()
}

#[derive(Debug, Clone, Copy)]
struct DayLook {
    here: bool,
    chosen: bool,
    today: bool,
}

fn one_day(ui: &mut Ui, colours: &Palette, date: NaiveDate, look: DayLook) -> bool {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::TOUCH), Sense::click());
    let name = shape::day(day_number(date));
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, look.chosen, &name));
    let body = rect.shrink(space::XS / 2.0);
    let fill = match (look.chosen, response.hovered()) {
        (true, _) => colours.brand,
        (false, true) => colours.brand_tint,
        (false, false) => Color32::TRANSPARENT,
    };
    let border = if look.today { colours.brand } else { Color32::TRANSPARENT };
    ui.painter().rect(body, round::BUTTON, fill, Stroke::new(size::LINE, border), StrokeKind::Inside);
    let ink = match (look.chosen, look.here) {
        (true, _) => colours.on_brand,
        (false, true) => colours.ink,
        (false, false) => colours.muted.gamma_multiply(0.6),
    };
    let number = date.day().to_string();
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, number, fonts::mono(font::BODY), ink);
    pressed(&response)
}

/// An arrow to the month before or after.
fn turn(ui: &mut Ui, colours: &Palette, after: bool, name: &str) -> bool {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::TOUCH), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() {
        ui.painter().rect_filled(rect, round::BUTTON, colours.brand_tint);
    }
    let square = Rect::from_center_size(rect.center(), Vec2::splat(font::BODY * 0.5));
    let (tip, back) = if after {
        (square.right_center(), [square.left_top(), square.left_bottom()])
    } else {
        (square.left_center(), [square.right_top(), square.right_bottom()])
    };
    ui.painter().line(vec![back[0], tip, back[1]], Stroke::new(size::LINE_STRONG, colours.ink));
    pressed(&response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_step_over_months_and_years() {
        for (day, by, expected) in [
            (20_261_231, 1, Some(20_270_101)),
            (20_260_301, -1, Some(20_260_228)),
            (20_280_228, 1, Some(20_280_229)),
            (20_260_230, 1, None),
        ] {
            assert_eq!(step(day, by), expected, "{day} {by:+}");
        }
    }

    #[test]
    fn a_month_is_whole_weeks_from_monday() {
        let check = |month: i32, first: i32, last: i32, count: usize| {
            let weeks = weeks(day_date(month).unwrap());
            assert_eq!(weeks.len(), count, "{month}");
            assert_eq!(day_number(weeks[0][0]), first, "{month}");
            assert_eq!(day_number(weeks[count - 1][6]), last, "{month}");
        };
        check(20_261_122, 20_261_026, 20_261_206, 6);
        check(20_260_201, 20_260_126, 20_260_301, 5);
        check(20_270_201, 20_270_201, 20_270_228, 4);
    }
}
