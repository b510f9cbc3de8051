//! A damaged ledger, over everything: the line does not pair, and acknowledging does not help.

use egui::{Ui, UiBuilder, ViewportCommand, vec2};

use super::cx::Cx;
use super::icons::{self, Icon};
use super::settings::backup_time;
use super::tokens::{Says, font, size, space};
use super::widgets::{self, Look, button};
use crate::text::backups as words;

/// Draws it over the whole window; `what`: what is broken.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, what: &str) {
    let tone = cx.colours.tone(Says::Hard);
    let whole = ui.max_rect();
    ui.painter().rect_filled(whole, 0.0, tone.fill);
    let margin = vec2((whole.width() * 0.1).max(space::XL), (whole.height() * 0.1).max(space::XL));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(whole.shrink2(margin)));
    let ui = &mut ui;
    widgets::card(ui, cx.colours, |ui| {
        ui.horizontal(|ui| {
            icons::show(ui, Icon::Cross, font::HEADING * 1.6, cx.colours.bad);
            widgets::heading(ui, cx.t(words::DAMAGED));
        });
        ui.add_space(space::M);
        widgets::title(ui, cx.t(words::DAMAGED_NOTE));
        ui.add_space(space::S);
        ui.label(cx.t(words::DAMAGED_TODO));
        ui.add_space(space::M);
        let newest = cx.desk.keeper().map(|keeper| keeper.keeping()).and_then(|keeping| {
            keeping.newest().map(|kept| words::of_time(cx.lang, &backup_time(kept.made)))
        });
        let newest = newest.unwrap_or_else(|| cx.t(words::NO_BACKUP).to_owned());
        super::parts::form::fact(ui, cx.colours, cx.t(words::NEWEST_BACKUP), &newest, false);
        widgets::note(ui, cx.colours, what);
        ui.add_space(space::XL);
        ui.set_min_height(size::TOUCH);
        if button(ui, cx.colours, Look::Primary, cx.t(words::DAMAGED_CLOSE)) {
            ui.ctx().send_viewport_cmd(ViewportCommand::Close);
        }
    });
}
