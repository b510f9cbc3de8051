//! The guns the station uses: a card each, and what a technician asks first.

use egui::accesskit::Role;
use egui::{Align, Color32, Frame, Layout, RichText, Sense, Stroke, Ui, WidgetInfo};

use super::condition::{self, Condition};
use crate::scanner::GunState;
use crate::station::view::GunView;
use crate::text::{common, scanners as words};
use crate::ui::cx::Cx;
use crate::ui::parts::shape;
use crate::ui::tokens::{Says, font, round, size, space};
use crate::ui::widgets::{self, pressed};
use crate::ui::{fonts, words as state_words};

/// Draws the card; true when it was chosen.
pub(super) fn card(ui: &mut Ui, cx: &Cx<'_>, gun: &GunView, is: bool) -> bool {
    let colours = cx.colours;
    let id = ui.make_persistent_id(("gun", &gun.name));
    let lit = ui.ctx().read_response(id).is_some_and(|response| response.hovered() || response.has_focus());
    let (line, width) = match (is, lit) {
        (true, _) => (colours.brand, size::LINE_STRONG),
        (false, true) => (colours.brand, size::LINE),
        (false, false) => (colours.line, size::LINE),
    };
    let frame = Frame::new()
        .fill(colours.card)
        .stroke(Stroke::new(width, line))
        .corner_radius(round::CARD)
        .inner_margin(space::M);
    let shown = frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = space::XS;
        // Nothing in a card is touched but the card.
        ui.spacing_mut().interact_size.y = 0.0;
        head(ui, cx, gun);
        why(ui, cx, gun);
        numbers(ui, cx, gun, false);
    });
    let response = ui.interact(shown.response.rect, id, Sense::click());
    let name = state_words::gun_name(cx.lang, &gun.name);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is, name));
    pressed(&response)
}

fn head(ui: &mut Ui, cx: &Cx<'_>, gun: &GunView) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            condition::pill(ui, cx, Condition::of(gun), cx.t(condition::word(gun)));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let name = RichText::new(state_words::gun_name(cx.lang, &gun.name));
                ui.add(egui::Label::new(name.font(fonts::bold(font::TITLE))).truncate());
            });
        });
    });
    let kind = cx.t(state_words::gun_kind(gun.kind));
    let role = cx.t(state_words::role(gun.role));
    let since = words::since(cx.lang, &shape::when(cx.clock, gun.since));
    widgets::note(ui, cx.colours, &format!("{kind} · {role} · {since}"));
}

/// What is wrong, in a line: since its last scan, or as the system said it.
fn why(ui: &mut Ui, cx: &Cx<'_>, gun: &GunView) {
    let condition = Condition::of(gun);
    let state = cx.t(state_words::gun_state(&gun.state));
    let text = match (condition, state_words::gun_detail(&gun.state)) {
        (Condition::Well | Condition::Starting | Condition::Unused, _) => return,
        (Condition::Unfinished, _) => cx.t(common::GUN_UNFINISHED).to_owned(),
        (_, "") => state.to_owned(),
        // Whose the device is, is a gun's name and no words of the system's.
        _ if matches!(gun.state, GunState::Taken { .. }) => state.to_owned(),
        (_, why) => common::named_state(cx.lang, state, why),
    };
    let ink = if condition.says() == Says::Hard { cx.colours.bad } else { cx.colours.ink };
    ui.add(egui::Label::new(RichText::new(text).color(ink)).truncate());
}

/// Counts since the station started; what should be zero and is not stands out. Of what is zero and
/// should be, nothing is said but where `all` is wanted.
pub(super) fn numbers(ui: &mut Ui, cx: &Cx<'_>, gun: &GunView, all: bool) {
    let tally = &gun.tally;
    let colours = cx.colours;
    let last = gun.last_scan.map_or("—".to_owned(), |at| shape::when(cx.clock, at));
    let rate = tally.per_minute(cx.clock.now()).to_string();
    let bad = |n: u64| if n == 0 { colours.ink } else { colours.bad };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(space::M, space::XS);
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal_wrapped(|ui| {
            number(ui, cx, cx.t(words::LAST_SCAN), &last, colours.ink);
            number(ui, cx, cx.t(words::RATE), &rate, colours.ink);
            number(ui, cx, cx.t(words::SCANS), &shape::count(tally.scans), colours.ink);
            number(ui, cx, cx.t(words::REFUSED), &shape::count(tally.refused), bad(tally.refused));
            for (name, n, ink) in [
                (words::DOUBLE, tally.bounces, colours.ink),
                (words::RECONNECTS, tally.reconnects, colours.ink),
                (words::ERRORS, tally.errors, bad(tally.errors)),
            ] {
                if all || n > 0 {
                    number(ui, cx, cx.t(name), &shape::count(n), ink);
                }
            }
        });
    });
}

/// A small number with its name before it, which stay together at the end of a line.
fn number(ui: &mut Ui, cx: &Cx<'_>, name: &str, value: &str, ink: Color32) {
    let mut job = egui::text::LayoutJob::default();
    let style = |font, color| egui::TextFormat { font_id: font, color, ..Default::default() };
    job.append(&format!("{name} "), 0.0, style(fonts::regular(font::SMALL), cx.colours.muted));
    job.append(value, 0.0, style(fonts::mono(font::SMALL), ink));
    job.wrap.max_width = f32::INFINITY;
    ui.add(egui::Label::new(job).extend());
}
