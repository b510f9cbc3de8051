//! The four figures that are seen from three metres, each with what it was in the time before.

use egui::accesskit::Role;
use egui::{Align2, Color32, Rect, Sense, Stroke, StrokeKind, Ui, vec2};

use crate::station::numbers::Count;
use crate::text::{Text, numbers as words};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::lettering::{self, Lettering};
use crate::ui::parts::shape;
use crate::ui::tokens::{font, numbers as sizes, round, size, space};

/// A figure.
struct Figure {
    name: Text,
    colour: Color32,
    value: fn(&Count) -> Option<f64>,
    written: fn(f64) -> String,
    change: fn(f64) -> String,
}

/// Draws them side by side; in two rows where the window is narrow.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, now: Count, before: Option<Count>) {
    let figures = [
        Figure {
            name: words::GOOD,
            colour: cx.colours.good,
            value: |count| Some(count.good as f64),
            written: whole,
            change: signed,
        },
        Figure {
            name: words::BAD,
            colour: cx.colours.bad,
            value: |count| Some(count.bad as f64),
            written: whole,
            change: signed,
        },
        Figure {
            name: words::FIRST_PASS,
            colour: cx.colours.ink,
            value: Count::first_pass_yield,
            written: percent,
            change: points,
        },
        Figure {
            name: words::PER_HOUR,
            colour: cx.colours.ink,
            value: Count::per_hour,
            written: |rate| format!("{rate:.0}"),
            change: |rate| format!("{rate:+.0}"),
        },
    ];
    let beside = if ui.available_width() < sizes::FOUR_BESIDE { 2 } else { 4 };
    let wide = (ui.available_width() - space::L * (beside - 1) as f32) / beside as f32;
    for row in figures.chunks(beside) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            for figure in row {
                one(ui, cx, figure, wide, &now, before.as_ref());
            }
        });
    }
}

fn one(ui: &mut Ui, cx: &Cx<'_>, figure: &Figure, wide: f32, now: &Count, before: Option<&Count>) {
    let (rect, _) = ui.allocate_exact_size(vec2(wide, sizes::FIGURE_CARD), Sense::hover());
    let stroke = Stroke::new(size::LINE, cx.colours.line);
    ui.painter().rect(rect, round::CARD, cx.colours.card, stroke, StrokeKind::Inside);
    let inside = rect.shrink2(vec2(space::L, space::M));
    let line = font::BODY * 1.4;
    let top = Rect::from_min_size(inside.min, vec2(inside.width(), line));
    let foot = Rect::from_min_max(egui::pos2(inside.left(), inside.bottom() - line), inside.max);
    let middle = Rect::from_min_max(top.left_bottom(), foot.right_top());
    let value = (figure.value)(now);
    let number = value.map_or_else(|| "—".to_owned(), figure.written);
    let quiet = |text, size| Lettering::new(text, fonts::regular, size, cx.colours.muted);
    quiet(cx.t(figure.name), font::BODY).paint(ui, top);
    Lettering::new(&number, fonts::mono_bold, sizes::FIGURE, figure.colour)
        .align(Align2::LEFT_CENTER)
        .paint(ui, middle);
    let then = before.and_then(figure.value);
    let against = match (value, then) {
        (Some(value), Some(then)) => {
            words::against(cx.lang, &(figure.written)(then), &(figure.change)(value - then))
        }
        _ => String::new(),
    };
    quiet(&against, font::SMALL).paint(ui, foot);
    let name = crate::text::station::in_slot(cx.lang, cx.t(figure.name), &number);
    lettering::name(ui, rect, Role::Label, &name);
}

fn whole(number: f64) -> String {
    shape::count(number.max(0.0) as u64)
}

fn signed(change: f64) -> String {
    if change == 0.0 { "±0".to_owned() } else { format!("{change:+.0}") }
}

/// 98.8%; never rounded up to a hundred.
pub(super) fn percent(share: f64) -> String {
    if share >= 1.0 { "100%".to_owned() } else { format!("{:.1}%", (share * 1000.0).floor() / 10.0) }
}

fn points(change: f64) -> String {
    format!("{:+.1}%", change * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_for_people() {
        assert_eq!(
            [percent(1.0), percent(0.99999), percent(0.988), percent(0.0)],
            ["100%", "99.9%", "98.8%", "0.0%"]
        );
        assert_eq!([signed(0.0), signed(12.0), signed(-3.0)], ["±0", "+12", "-3"]);
        assert_eq!(whole(1_234_567.0), "1,234,567");
        assert_eq!(points(-0.0123), "-1.2%");
    }
}
