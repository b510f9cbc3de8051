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
use super::parts::devices::Lister;
use super::parts::page;
use super::widgets;
use crate::text::{Text, checkup as checkup_words, common, scanners as words, training as training_words};

pub use checkup::check_up_sheet;

use bench::BenchPage;
use checkup::CheckupPage;
use guns::{Go, GunsPage};
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
    /// Looks for devices elsewhere than on this computer, for a test.
    pub fn look_by(&mut self, lister: Lister) {
        self.guns.look_by(lister);
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        page::page(ui, "scanners", |ui, room| {
            self.heading(ui, cx);
            match self.page {
                Page::Guns => match self.guns.ui(ui, cx, room) {
                    Some(Go::Checkup) => self.page = Page::Checkup,
                    None => {}
                },
                Page::Checkup => self.checkup.ui(ui, cx, room),
                Page::Bench => self.bench.ui(ui, cx, room),
                Page::Training => self.training.ui(ui, cx, room),
            }
        });
        if self.page != Page::Checkup {
            self.checkup.leave(cx);
        }
        self.training.tend(cx);
    }

    /// The screen's name and its pages, which stand below it where there is no room beside it.
    fn heading(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        page::heading(ui, cx.t(common::SCREEN_SCANNERS), |ui| {
            let pages = Page::ALL.map(|(page, name)| (page, cx.t(name)));
            widgets::segmented(ui, cx.colours, cx.t(words::PAGES), &mut self.page, &pages);
        });
    }

    /// Called while another screen is shown: a check-up that nobody looks at is over, and what was
    /// being saved goes on.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        self.checkup.leave(cx);
        self.guns.tend(cx);
        self.training.tend(cx);
    }
}
