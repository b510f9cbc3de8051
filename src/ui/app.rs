//! The real window.

use std::sync::Arc;

use eframe::{App, CreationContext, Frame, NativeOptions};
use egui::{IconData, ViewportBuilder};

use super::Link;
use super::clock::Clock;
use super::shell::{Shell, dress};
use super::sound::{Sounder, system_player};
use super::tokens::size;
use crate::text::{Lang, common};

const ICON: &[u8] = include_bytes!("../../assets/icon.png");
/// For the desktop's own lists of windows; the name of the desktop entry.
pub(super) const APP_ID: &str = "pairing-station";

/// Opens the window and comes back when it is closed.
///
/// # Errors
/// Where there is no display, or none that can draw.
pub fn run(link: Link) -> eframe::Result<()> {
    let title = Lang::from(link.settings.language).t(common::WINDOW_TITLE);
    let mut viewport = ViewportBuilder::default()
        .with_title(title)
        .with_app_id(APP_ID)
        .with_inner_size(size::WINDOW)
        .with_min_inner_size(size::WINDOW_LEAST);
    if let Some(icon) = icon() {
        viewport = viewport.with_icon(Arc::new(icon));
    }
    let options = NativeOptions { viewport, ..NativeOptions::default() };
    eframe::run_native(APP_ID, options, Box::new(|cx| Ok(Box::new(Window::new(cx, link)))))
}

pub(super) fn icon() -> Option<IconData> {
    let image = image::load_from_memory_with_format(ICON, image::ImageFormat::Png).ok()?.to_rgba8();
    let (width, height) = image.dimensions();
    Some(IconData { rgba: image.into_raw(), width, height })
}

struct Window {
    shell: Shell,
    drawn: bool,
}

impl Window {
    fn new(cx: &CreationContext<'_>, link: Link) -> Window {
        dress(&cx.egui_ctx);
        let heard = link.board.get().last.as_ref().map_or(0, |last| last.n);
        let sounder = Sounder::start(system_player(), link.settings.volume, heard);
        link.wake.sound(link.board.clone(), sounder.clone());
        link.wake.window(&cx.egui_ctx);
        Window { shell: Shell::new(link, Clock::system(), sounder), drawn: false }
    }
}

impl App for Window {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut Frame) {
        self.shell.tend();
        self.shell.wake_wedge(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut Frame) {
        self.shell.ui(ui);
        if !self.drawn {
            self.drawn = true;
            tracing::info!("first frame");
        }
    }

    fn raw_input_hook(&mut self, ctx: &egui::Context, raw: &mut egui::RawInput) {
        self.shell.raw_input(ctx, raw);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
