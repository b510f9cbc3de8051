//! What lies behind the figures: the reasons, ranked; shifts, orders, operators.

use egui::accesskit::Role;
use egui::{Align2, Rect, Sense, Ui, pos2, vec2};

use super::figures::percent;
use crate::scan::{Hint, Reason};
use crate::station::numbers::{Count, Numbers};
use crate::text::{Text, numbers as words, reason};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::lettering::{self, Lettering};
use crate::ui::parts::{page, shape};
use crate::ui::tokens::{font, numbers as sizes, round, space};
use crate::ui::widgets::{card, note, segmented, title};
use crate::ui::words::shift_name;

/// By what the pairs are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum By {
    #[default]
    Shift,
    Order,
    Operator,
}

/// Its state.
#[derive(Default)]
pub(super) struct Groups {
    by: By,
}

/// A row: name, share of the longest bar, what stands behind it, and its accessible name.
struct Row {
    name: String,
    parts: [(f32, egui::Color32); 2],
    figures: String,
    says: String,
}

impl Groups {
    /// Draws reasons and groups side by side, where there is room.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, numbers: &Numbers) {
        let two = page::columns(ui, |columns| {
            reasons(&mut columns[0], cx, numbers);
            self.groups(&mut columns[1], cx, numbers);
        });
        if !two {
            reasons(ui, cx, numbers);
            ui.add_space(space::L);
            self.groups(ui, cx, numbers);
        }
    }

    fn groups(&mut self, ui: &mut Ui, cx: &Cx<'_>, numbers: &Numbers) {
        card(ui, cx.colours, |ui| {
            let choices = [
                (By::Shift, cx.t(words::BY_SHIFT)),
                (By::Order, cx.t(words::BY_ORDER)),
                (By::Operator, cx.t(words::BY_OPERATOR)),
            ];
            segmented(ui, cx.colours, cx.t(words::BY), &mut self.by, &choices);
            ui.add_space(space::S);
            let rows = match self.by {
                By::Shift => numbers
                    .shifts
                    .iter()
                    .map(|(of, count)| {
                        let shift = named(shift_name(cx.lang, &of.shift), cx.t(words::NO_SHIFT));
                        (words::shift_day(cx.lang, &shape::day(of.day), shift), *count)
                    })
                    .collect(),
                By::Order => plain(&numbers.orders, cx.t(words::NO_ORDER)),
                By::Operator => plain(&numbers.operators, cx.t(words::NO_OPERATOR)),
            };
            counted(ui, cx, &rows);
        });
    }
}

/// A name, or what stands for none.
fn named<'a>(name: &'a str, none: &'a str) -> &'a str {
    if name.is_empty() { none } else { name }
}

fn plain(counts: &[(String, Count)], none: &str) -> Vec<(String, Count)> {
    counts.iter().map(|(name, count)| (named(name, none).to_owned(), *count)).collect()
}

fn counted(ui: &mut Ui, cx: &Cx<'_>, rows: &[(String, Count)]) {
    let most = rows.iter().map(|(_, count)| count.good + count.bad).max().unwrap_or(0).max(1) as f32;
    for (name, count) in rows {
        let (good, bad) = (shape::count(count.good), shape::count(count.bad));
        let first_pass = count.first_pass_yield().map_or_else(|| "—".to_owned(), percent);
        let row = Row {
            parts: [(count.good as f32 / most, cx.colours.brand), (count.bad as f32 / most, cx.colours.bad)],
            figures: format!("{good} / {bad}  {first_pass}"),
            says: words::row_of(cx.lang, name, &good, &bad),
            name: name.clone(),
        };
        draw(ui, cx, &row);
    }
}

fn reasons(ui: &mut Ui, cx: &Cx<'_>, numbers: &Numbers) {
    card(ui, cx.colours, |ui| {
        title(ui, cx.t(words::REASONS));
        ui.add_space(space::S);
        if numbers.reasons.is_empty() {
            note(ui, cx.colours, cx.t(words::NO_REASONS));
        }
        let most = numbers.reasons.first().map_or(1, |first| first.count.max(1)) as f32;
        for one in &numbers.reasons {
            let word = reason_word(&one.reason, &one.hint);
            let name = word.map_or_else(|| one.reason.clone(), |word| cx.t(word).to_owned());
            let times = shape::count(one.count);
            let share = percent(one.count as f64 / numbers.total.bad.max(1) as f64);
            let row = Row {
                parts: [(one.count as f32 / most, cx.colours.bad), (0.0, cx.colours.bad)],
                figures: format!("{times}  {share}"),
                says: words::reason_of(cx.lang, &name, &times, &share),
                name,
            };
            draw(ui, cx, &row);
        }
    });
}

fn reason_word(name: &str, hint: &str) -> Option<Text> {
    Reason::from_name(name).map(|why| reason::words(why, Hint::from_name(hint)).short)
}

/// Name, bar, figures.
fn draw(ui: &mut Ui, cx: &Cx<'_>, row: &Row) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), sizes::ROW), Sense::hover());
    let x = |share: f32| rect.left() + rect.width() * share;
    let part = |from: f32, to: f32| Rect::from_min_max(pos2(x(from), rect.top()), pos2(x(to), rect.bottom()));
    Lettering::new(&row.name, fonts::regular, font::BODY, cx.colours.ink)
        .paint(ui, part(0.0, 0.36).shrink2(vec2(space::XS, 0.0)));
    let track = part(0.37, 0.70).shrink2(vec2(0.0, rect.height() * 0.28));
    ui.painter().rect_filled(track, round::BAR, cx.colours.stripe);
    let mut left = track.left();
    for (share, colour) in row.parts {
        let wide = track.width() * share;
        if wide > 0.0 {
            let bar = Rect::from_min_size(pos2(left, track.top()), vec2(wide, track.height()));
            ui.painter().rect_filled(bar, round::BAR, colour);
            left += wide;
        }
    }
    Lettering::new(&row.figures, fonts::mono, font::BODY, cx.colours.ink)
        .align(Align2::RIGHT_CENTER)
        .paint(ui, part(0.71, 1.0));
    lettering::name(ui, rect, Role::ListItem, &row.says);
}
