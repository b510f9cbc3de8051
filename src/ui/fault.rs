//! The window of a station that cannot start, or whose own window has crashed: what is wrong, where, what to
//! do; and where the ledger is damaged or gone, the newest good backup to put in its place ([`offer`]).
//!
//! Nothing is started on an empty ledger in place of one that cannot be opened, and nothing is restored
//! unless somebody says so twice.

mod offer;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::{App, NativeOptions};
use egui::{CentralPanel, Frame, ScrollArea, ViewportBuilder};

use super::shell::dress;
use super::tokens::{Palette, size, space};
use super::widgets::{self, Look};
use super::words;
use crate::station::StationError;
use crate::station::settings::{Language, Theme};
use crate::text::{Lang, common, station};
pub use offer::{Offer, OfferPanel};

/// What is said.
pub struct Fault<'a> {
    /// The user's language.
    pub language: Language,
    /// What is wrong, where the station knows.
    pub error: Option<&'a StationError>,
    /// The error's own words.
    pub detail: &'a str,
    /// What may be restored, where that would help.
    pub offer: Option<Offer>,
}

/// Shows why the station cannot start, until the window is closed; true: a backup was restored, and the
/// station is to be started.
///
/// # Errors
/// Where no window can be opened either.
pub fn show_fault(fault: Fault<'_>) -> eframe::Result<bool> {
    let lang = Lang::from(fault.language);
    let what = lang.t(fault.error.map_or(common::CANNOT_START_OTHER, words::error));
    let start = Arc::<AtomicBool>::default();
    let offer = fault.offer.map(|offer| OfferPanel::new(offer, Arc::clone(&start)));
    let title = lang.t(common::CANNOT_START);
    show(Window { lang, title, what, detail: fault.detail.to_owned(), offer })?;
    Ok(start.load(Ordering::Relaxed))
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
    let (title, what) = (lang.t(station::CRASHED), lang.t(station::CRASHED_TODO));
    show(Window { lang, title, what, detail, offer: None })
}

fn show(window: Window) -> eframe::Result<()> {
    let lang = window.lang;
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
            Ok(Box::new(window))
        }),
    )
}

struct Window {
    lang: Lang,
    title: &'static str,
    what: &'static str,
    detail: String,
    offer: Option<OfferPanel>,
}

impl App for Window {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let colours = Palette::of(Theme::Light);
        let frame = Frame::central_panel(ui.style()).inner_margin(space::XL);
        CentralPanel::default().frame(frame).show(ui, |ui| {
            ScrollArea::vertical().show(ui, |ui| {
                widgets::heading(ui, self.title);
                ui.add_space(space::M);
                widgets::title(ui, self.what);
                ui.add_space(space::S);
                widgets::note(ui, colours, &self.detail);
                ui.add_space(space::XL);
                if let Some(offer) = &mut self.offer {
                    offer.ui(ui, colours, self.lang);
                    ui.add_space(space::M);
                }
                if widgets::button(ui, colours, Look::Secondary, self.lang.t(common::CLOSE)) {
                    ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
                }
            });
        });
    }
}
