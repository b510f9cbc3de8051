//! The code to be scanned, on the screen: whole pixels for each module, quiet zones around it.

use egui::accesskit::Role;
use egui::{Color32, Mesh, Rect, RichText, Sense, Shape, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::labels::{Code128, Qr};
use crate::scan::checkup::challenge::{PARTS, WHOLE};
use crate::text::checkup as words;
use crate::ui::alarm::paint_qr;
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::tokens::{font, round, size, space};

/// Side of the QR code: five points for each of its 45 modules.
const SIDE: f32 = 5.0 * 45.0;
/// Height of bars.
const BARS: f32 = 60.0;
/// Widest module of bars, in pixels: a gun must see the code from end to end.
const WIDEST: f32 = 3.0;

/// Draws the whole code.
pub(super) fn qr(ui: &mut Ui, cx: &Cx<'_>) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SIDE), Sense::hover());
    ui.painter().rect_filled(rect, round::BAR, Color32::WHITE);
    if let Ok(qr) = Qr::encode(WHOLE) {
        paint_qr(ui, &qr, rect);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, cx.t(words::QR_NAME)));
    }
}

/// Width of a part's number beside its bars.
const NUMBER: f32 = 72.0;

/// Draws its parts, each with a mark if it was read well.
pub(super) fn bars(ui: &mut Ui, cx: &Cx<'_>, well: [bool; PARTS.len()]) {
    for (text, (at, well)) in PARTS.iter().zip(well.into_iter().enumerate()) {
        let Ok(code) = Code128::encode(text) else { continue };
        ui.horizontal(|ui| {
            ui.allocate_ui(vec2(NUMBER, BARS), |ui| number(ui, cx, at + 1, well));
            part(ui, &code, text);
        });
        // Apart, so that a gun sees one at a time.
        ui.add_space(space::XL);
    }
}

fn number(ui: &mut Ui, cx: &Cx<'_>, number: usize, well: bool) {
    ui.vertical(|ui| {
        ui.set_width(NUMBER);
        ui.label(RichText::new(words::part(cx.lang, number)).font(fonts::bold(font::BODY)));
        if well {
            let mark = icons::show(ui, Icon::Check, size::ICON, cx.colours.good);
            mark.widget_info(|| WidgetInfo::labeled(Role::Label, true, cx.t(words::PART_WELL)));
        }
    });
}

fn part(ui: &mut Ui, code: &Code128, text: &str) {
    let pixel = 1.0 / ui.pixels_per_point();
    let modules = code.width_with_quiet_zones() as f32;
    let module = (ui.available_width() / modules / pixel).floor().clamp(1.0, WIDEST) * pixel;
    let (rect, response) = ui.allocate_exact_size(vec2(modules * module, BARS), Sense::hover());
    ui.painter().rect_filled(rect, round::BAR, Color32::WHITE);
    let left = ((rect.left() + Code128::QUIET as f32 * module) / pixel).round() * pixel;
    let inside = rect.shrink2(vec2(0.0, space::XS));
    let mut mesh = Mesh::default();
    for (from, wide) in code.bars() {
        let from = left + from as f32 * module;
        let to = from + wide as f32 * module;
        let bar = Rect::from_min_max(pos2(from, inside.top()), pos2(to, inside.bottom()));
        mesh.add_colored_rect(bar, Color32::BLACK);
    }
    ui.painter().add(Shape::mesh(mesh));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, text));
}
