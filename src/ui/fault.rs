//! The window of a station that cannot start, or whose own window has crashed: what is wrong, where, what to
//! do; nothing else.
//!
//! Nothing is started on an empty ledger in place of one that cannot be opened.

use std::path::Path;
use std::sync::Arc;

use eframe::{App, NativeOptions};
use egui::{CentralPanel, Frame, ViewportBuilder};

use super::shell::dress;
use super::tokens::{Palette, size, space};
use super::widgets::{self, Look};
use super::words;
use crate::station::StationError;
use crate::station::settings::{Language, Theme};
use crate::text::{Lang, common, station};

/// Shows why the station cannot start, until the window is closed.
///
/// # Errors
/// Where no window can be opened either.
pub fn show_fault(language: Language, error: Option<&StationError>, detail: &str) -> eframe::Result<()> {
    let lang = Lang::from(language);
    let what = lang.t(error.map_or(common::CANNOT_START_OTHER, words::error));
    show(Fault { lang, title: lang.t(common::CANNOT_START), what, detail: detail.to_owned() })
}

/// Shows that the window of a running station has crashed, until this one is closed; `file` tells more. Shown
/// by another process than the one that crashed.
///
/// # Errors
/// Where no window can be opened either.
pub fn show_crash(language: Language, file: &Path) -> eframe::Result<()> {
    let lang = Lang::from(language);
    let file = match file.as_os_str().is_empty() {
        true => lang.t(station::CRASH_NO_FILE).to_owned(),
        false => format!("{}\n{}", lang.t(station::CRASH_FILE), file.display()),
    };
    let detail = format!("{}\n\n{file}", lang.t(station::CRASHED_NOTE));
    show(Fault { lang, title: lang.t(station::CRASHED), what: lang.t(station::CRASHED_TODO), detail })
}

fn show(fault: Fault) -> eframe::Result<()> {
    let lang = fault.lang;
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
    title: &'static str,
    what: &'static str,
    detail: String,
}

impl App for Fault {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let colours = Palette::of(Theme::Light);
        let frame = Frame::central_panel(ui.style()).inner_margin(space::XL);
        CentralPanel::default().frame(frame).show(ui, |ui| {
            widgets::heading(ui, self.title);
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
