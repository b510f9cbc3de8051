//! The status line: order, product, each gun, the ledger, shift and operator, clock.
//!
//! From both ends towards the middle, most important first; what finds no room is left out, and
//! its state stays in its dot.

use egui::accesskit::Role;
use egui::{Align2, Color32, FontId, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use super::clock::Clock;
use super::tokens::{Palette, font, size, space};
use super::{fonts, words};
use crate::scanner::GunState;
use crate::station::View;
use crate::station::view::LedgerView;
use crate::text::{Lang, common};

/// Draws the status line into `rect`.
pub fn show(ui: &mut Ui, rect: Rect, colours: &Palette, lang: Lang, view: &View, clock: &Clock) {
    ui.painter().rect_filled(rect, 0.0, colours.bar);
    let mut line =
        Line { left: rect.left() + space::XL, right: rect.right() - space::XL, y: rect.center().y };
    order(ui, &mut line, colours, lang, view);

    let now = clock.minute(clock.now());
    let name = common::named_state(lang, lang.t(common::CLOCK), &now);
    line.put_right(ui, &now, &name, fonts::mono(font::TITLE), colours.on_bar);
    let who = match (words::shift_name(lang, &view.shift), view.operator.as_str()) {
        ("", "") => lang.t(common::NO_OPERATOR).to_owned(),
        ("", who) => common::operator(lang, who),
        (shift, "") => format!("{shift} · {}", lang.t(common::NO_OPERATOR)),
        (shift, who) => format!("{shift} · {}", common::operator(lang, who)),
    };
    line.put_right(ui, &who, &who, fonts::regular(font::BODY), colours.on_bar_muted);

    let (dot, state) = match &view.ledger {
        LedgerView::Good => (colours.dot_good, common::LEDGER_GOOD),
        LedgerView::Failing { .. } => (colours.dot_bad, common::LEDGER_FAILING),
    };
    line.put_dot(ui, lang.t(common::LEDGER), lang.t(state), dot, colours.on_bar_muted, lang);
    for gun in view.guns.iter().rev() {
        let dot = match gun.state {
            GunState::Ready => colours.dot_good,
            GunState::Starting => colours.dot_wait,
            GunState::Missing { .. }
            | GunState::NoPermission { .. }
            | GunState::Busy { .. }
            | GunState::Taken { .. }
            | GunState::Stranger { .. }
            | GunState::Silent { .. } => colours.dot_bad,
        };
        let state = lang.t(words::gun_state(&gun.state));
        let name = words::gun_name(lang, &gun.name);
        line.put_dot(ui, name, state, dot, colours.on_bar_muted, lang);
    }
    if view.guns.is_empty() {
        line.put_dot(
            ui,
            lang.t(common::NO_GUN),
            lang.t(common::GUN_MISSING),
            colours.dot_bad,
            colours.on_bar_muted,
            lang,
        );
    }
}

fn order(ui: &mut Ui, line: &mut Line, colours: &Palette, lang: Lang, view: &View) {
    match &view.order {
        Some(order) => {
            let name = format!("{} {}", lang.t(common::ORDER), order.name);
            line.put_left(ui, &name, fonts::bold(font::TITLE), colours.on_bar);
            line.put_left(ui, &order.product_key, fonts::mono(font::BODY), colours.on_bar_muted);
        }
        None => {
            line.put_left(ui, lang.t(common::NO_ORDER), fonts::bold(font::TITLE), colours.dot_wait);
        }
    }
    line.left += space::XL;
}

/// The room left between both ends.
struct Line {
    left: f32,
    right: f32,
    y: f32,
}

impl Line {
    fn put_left(&mut self, ui: &mut Ui, text: &str, font: FontId, colour: Color32) {
        // The right end always keeps room for the clock.
        let most = (self.right - self.left) * 0.6;
        let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, colour);
        job.wrap = egui::text::TextWrapping::truncate_at_width(most);
        let galley = ui.painter().layout_job(job);
        let at = pos2(self.left, self.y - galley.size().y / 2.0);
        let rect = Rect::from_min_size(at, galley.size());
        named(ui, rect, text);
        ui.painter().galley(at, galley, colour);
        self.left = rect.right() + space::L;
    }

    fn put_right(&mut self, ui: &mut Ui, text: &str, name: &str, font: FontId, colour: Color32) {
        let galley = ui.painter().layout_no_wrap(text.to_owned(), font, colour);
        if self.right - galley.size().x < self.left {
            return;
        }
        let at = pos2(self.right - galley.size().x, self.y - galley.size().y / 2.0);
        let rect = Rect::from_min_size(at, galley.size());
        named(ui, rect, name);
        ui.painter().galley(at, galley, colour);
        self.right = rect.left() - space::XL;
    }

    fn put_dot(&mut self, ui: &mut Ui, what: &str, state: &str, dot: Color32, ink: Color32, lang: Lang) {
        let name = common::named_state(lang, what, state);
        let galley = ui.painter().layout_no_wrap(what.to_owned(), fonts::regular(font::BODY), ink);
        let side = 2.0 * size::DOT;
        let whole = side + space::S + galley.size().x;
        let with_word = self.right - whole >= self.left;
        let wide = if with_word { whole } else { side };
        if self.right - wide < self.left {
            return;
        }
        let rect = Rect::from_center_size(pos2(self.right - wide / 2.0, self.y), vec2(wide, galley.size().y));
        named(ui, rect, &name);
        let centre = pos2(rect.left() + size::DOT, self.y);
        ui.painter().circle_filled(centre, size::DOT, dot);
        if with_word {
            let at = pos2(centre.x + size::DOT + space::S, self.y);
            ui.painter().text(at, Align2::LEFT_CENTER, what, fonts::regular(font::BODY), ink);
        }
        self.right = rect.left() - if with_word { space::XL } else { space::S };
    }
}

/// Gives a painted text its name, and its whole wording when pointed at.
fn named(ui: &mut Ui, rect: Rect, name: &str) {
    let response = ui.interact(rect, ui.scope_id().with(("bar", name)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    response.on_hover_text(name);
}
