//! Scanners: every device, what each gun sends, and why one misbehaves.
//!
//! Four pages: [`guns`] (devices found, guns used, last scans), [`checkup`] (a gun under test), [`bench`]
//! (try a code, make and look through a recording), [`training`].

mod bench;
mod checkup;
mod guns;
mod training;

use egui::Ui;

use super::cx::Cx;
use super::parts::page;
use super::widgets::{Look, button};
use crate::text::{Text, checkup as checkup_words, common, scanners as words, training as training_words};

pub use checkup::check_up_sheet;

use bench::BenchPage;
use checkup::CheckupPage;
use guns::GunsPage;
use training::TrainingPage;

/// Its state.
#[derive(Default)]
pub struct ScannersScreen {
    page: Page,
    guns: GunsPage,
    checkup: CheckupPage,
    bench: BenchPage,
    training: TrainingPage,
}

/// A page of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Page {
    #[default]
    Guns,
    Checkup,
    Bench,
    Training,
}

impl Page {
    const ALL: [(Page, Text); 4] = [
        (Page::Guns, words::PAGE),
        (Page::Checkup, checkup_words::PAGE),
        (Page::Bench, training_words::PAGE_TRY),
        (Page::Training, training_words::PAGE),
    ];
}

impl ScannersScreen {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        page::page(ui, "scanners", |ui, room| {
            page::heading(ui, cx.t(common::SCREEN_SCANNERS), |ui| {
                for (page, name) in Page::ALL {
                    let look = if page == self.page { Look::Primary } else { Look::Secondary };
                    if button(ui, cx.colours, look, cx.t(name)) {
                        self.page = page;
                    }
                }
            });
            match self.page {
                Page::Guns => self.guns.ui(ui, cx, room),
                Page::Checkup => self.checkup.ui(ui, cx, room),
                Page::Bench => self.bench.ui(ui, cx, room),
                Page::Training => self.training.ui(ui, cx, room),
            }
        });
        if self.page != Page::Checkup {
            self.checkup.leave(cx);
        }
    }

    /// Called while another screen is shown: a check-up that nobody looks at is over.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        self.checkup.leave(cx);
    }
}
