//! The first page of a sheet, drawn to scale: where its labels lie, and which of them are printed.

use egui::accesskit::Role;
use egui::{Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::labels::label_sheet::LabelSheet;
use crate::labels::sticker::Layout;
use crate::text::lists as words;
use crate::ui::cx::Cx;
use crate::ui::parts::form;
use crate::ui::tokens::{round, size, space};
use crate::ui::widgets;

use super::output;

/// Largest side of the page on the screen.
const SIDE: f32 = 300.0;
/// A label alone is shown smaller.
const ROLL: f32 = 130.0;
/// Lines of text are drawn so high, as a part of the room for them.
const LINE: f32 = 0.5;

/// Draws the page; `labels` is how many SNs there are, if that is known.
pub(super) fn page(ui: &mut Ui, cx: &Cx<'_>, sheet: &LabelSheet, labels: Option<usize>, lines: usize) {
    let stock = &sheet.stock;
    let largest = if stock.is_roll() { ROLL } else { SIDE };
    let scale = largest / stock.page[0].max(stock.page[1]);
    let name = match stock.is_roll() {
        true => output::named(cx, stock),
        false => words::preview(cx.lang, stock.name(), sheet.start, stock.per_page()),
    };
    form::named(ui, "", |ui| {
        ui.vertical(|ui| {
            ui.add_space(space::S);
            let (rect, response) =
                ui.allocate_exact_size(vec2(stock.page[0], stock.page[1]) * scale, Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
            if ui.is_rect_visible(rect) {
                draw(ui, cx, sheet, labels, lines, rect, scale);
            }
            let pages = labels.filter(|_| !stock.is_roll()).map(|count| sheet.pages(count));
            let pages = pages.map(|pages| format!(" · {}", words::pages(cx.lang, pages)));
            widgets::note(ui, cx.colours, &format!("{name}{}", pages.unwrap_or_default()));
        });
    });
}

fn draw(
    ui: &Ui,
    cx: &Cx<'_>,
    sheet: &LabelSheet,
    labels: Option<usize>,
    lines: usize,
    page: Rect,
    scale: f32,
) {
    let (stock, colours) = (&sheet.stock, cx.colours);
    let painter = ui.painter().with_clip_rect(page.intersect(ui.clip_rect()));
    let line = Stroke::new(size::LINE, colours.line);
    painter.rect(page, round::BAR, colours.stripe, line, StrokeKind::Inside);
    let first = sheet.start - 1;
    let last = labels.map_or(usize::MAX, |count| first + count * sheet.copies);
    let layout = Layout::of(stock.label, lines);
    for index in 0..stock.per_page() {
        let printed = (first..last).contains(&index);
        let corner = stock.corner(index);
        let place = |x: f32, y: f32, wide: f32, high: f32| {
            Rect::from_min_size(page.min + vec2(x, y) * scale, vec2(wide, high) * scale)
        };
        let label = place(corner[0], corner[1], stock.label[0], stock.label[1]);
        let fill = if printed { colours.card } else { colours.stripe };
        painter.rect(label, 0.0, fill, line, StrokeKind::Inside);
        if !printed {
            continue;
        }
        let [x, y] = [corner[0] + sheet.offset[0], corner[1] + sheet.offset[1]];
        // The quiet zone is about an eighth of the code on each side.
        let code = place(x + layout.code[0], y + layout.code[1], layout.side, layout.side);
        painter.rect_filled(code.shrink(code.width() / 8.0), 0.0, colours.ink);
        let [left, top] = layout.text;
        let [wide, high] = layout.room;
        let text = place(x + left, y + top, wide, high);
        let each = text.height() / lines as f32;
        for n in 0..lines {
            let middle = pos2(text.center().x, text.top() + (n as f32 + 0.5) * each);
            let bar = vec2(text.width() * 0.8, (each * LINE).min(4.0 * scale * LINE));
            painter.rect_filled(Rect::from_center_size(middle, bar), 0.0, colours.muted);
        }
    }
}
