//! The window of a station that cannot start: what is wrong, where, what to do; nothing else.
//!
//! Nothing is started on an empty ledger in place of one that cannot be opened.

use std::sync::Arc;

use eframe::{App, NativeOptions};
use egui::{CentralPanel, Frame, ViewportBuilder};

use super::shell::dress;
use super::tokens::{Palette, size, space};
use super::widgets::{self, Look};
use super::words;
use crate::station::StationError;
use crate::station::settings::{Language, Theme};
use crate::text::{Lang, common};

/// Shows why the station cannot start, until the window is closed.
///
/// # Errors
/// Where no window can be opened either.
pub fn show_fault(language: Language, error: Option<&StationError>, detail: &str) -> eframe::Result<()> {
    let lang = Lang::from(language);
    let what = lang.t(error.map_or(common::CANNOT_START_OTHER, words::error));
    let fault = Fault { lang, what, detail: detail.to_owned() };
    let viewport = ViewportBuilder::default()
        .with_title(lang.t(common::WINDOW_TITLE))
        .with_inner_size([size::FAULT[0], size::FAULT[1]]);
    let viewport = match super::app::icon() {
        Some(icon) => viewport.with_icon(Arc::new(icon)),
        None => viewport,
    };
    let options = NativeOptions { viewport, ..NativeOptions::default() };
    eframe::run_native(
        super::app::APP_ID,
        options,
        Box::new(|cx| {
            dress(&cx.egui_ctx);
            cx.egui_ctx.set_theme(egui::Theme::Light);
            Ok(Box::new(fault))
        }),
    )
}

struct Fault {
    lang: Lang,
    what: &'static str,
    detail: String,
}

impl App for Fault {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let colours = Palette::of(Theme::Light);
        let frame = Frame::central_panel(ui.style()).inner_margin(space::XL);
        CentralPanel::default().frame(frame).show(ui, |ui| {
            widgets::heading(ui, self.lang.t(common::CANNOT_START));
            ui.add_space(space::M);
            widgets::title(ui, self.what);
            ui.add_space(space::S);
            widgets::note(ui, colours, &self.detail);
            ui.add_space(space::XL);
            if widgets::button(ui, colours, Look::Primary, self.lang.t(common::CLOSE)) {
                ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
            }
        });
    }
}
