//! Devices found, guns used, and what each of them sent.
//!
//! ```text
//! list                          detail of the chosen gun
//!   used    a card each           what is wrong, what to do, its facts
//!   found   a line each           its last scans, raw and as read
//! ```
//!
//! Where there is no room for both, the detail takes the list's place. What is plugged in is looked up on
//! another thread, again and again while the page is shown.

mod condition;
mod detail;
mod found;
mod used;

use egui::{Rect, Sense, Ui, vec2};

use crate::station::Settings;
use crate::station::view::GunView;
use crate::text::{parts as shared, scanners as words};
use crate::ui::Screen;
use crate::ui::cx::Cx;
use crate::ui::parts::devices::{Devices, Lister};
use crate::ui::parts::page;
use crate::ui::parts::saving::{Saved, Saving};
use crate::ui::tokens::space;
use crate::ui::widgets::{self, Look, button};

use condition::Condition;
use found::FoundDevices;

/// Its state.
#[derive(Default)]
pub(super) struct GunsPage {
    devices: Devices,
    found: FoundDevices,
    saving: Saving,
    /// The gun that was chosen.
    chosen: Option<String>,
}

/// Where the user wants to go from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Go {
    /// To the check-up.
    Checkup,
}

/// Width of the list beside a detail.
const LIST: (f32, f32) = (380.0, 560.0);
/// Least width of a detail beside the list.
const DETAIL: f32 = 400.0;

impl GunsPage {
    /// Looks for devices elsewhere than on this computer.
    pub(super) fn look_by(&mut self, lister: Lister) {
        self.devices.look_by(lister);
    }

    /// Draws it into the room below the heading.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, room: f32) -> Option<Go> {
        self.tend(cx);
        let height = page::rest(ui, room);
        let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let chosen = self.chosen.as_ref().and_then(|name| cx.view.guns.iter().find(|gun| gun.name == *name));
        let beside = whole.width() >= LIST.0 + space::L + DETAIL;
        if !beside {
            match chosen {
                Some(gun) => return self.detail(ui, cx, whole, gun, true),
                None => self.list(ui, cx, whole, None),
            }
            return None;
        }
        let (list, rest) = whole.split_left_right_at_x(whole.left() + list_width(whole.width()));
        let shown = chosen.or_else(|| most_in_need(cx.view.guns.as_slice()));
        self.list(ui, cx, list, shown);
        let rest = rest.with_min_x(rest.left() + space::L);
        match shown {
            Some(gun) => self.detail(ui, cx, rest, gun, false),
            None => None,
        }
    }

    /// Settings that were being written when the page was left still reach the line.
    pub(super) fn tend(&mut self, cx: &mut Cx<'_>) {
        match self.saving.tend(cx) {
            Some(Saved::InForce(_)) => self.devices.look_again(),
            // Whoever pressed was told, and the device is listed as unused still.
            Some(Saved::Refused(_)) | None => {}
        }
    }

    fn list(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, part: Rect, shown: Option<&GunView>) {
        page::within(ui, part, "gun-list", |ui| {
            beside_the_bar(ui);
            let guns = &cx.view.guns;
            if guns.is_empty() {
                widgets::empty(ui, cx.colours, cx.t(words::NONE_USED), cx.t(words::NONE_USED_TODO));
            }
            for gun in guns {
                let is = shown.is_some_and(|shown| shown.name == gun.name);
                if used::card(ui, cx, gun, is) {
                    self.chosen = Some(gun.name.clone());
                }
            }
            self.devices.tend(ui, cx);
            let busy = self.saving.busy();
            if let Some(settings) = self.found.ui(ui, cx, &mut self.devices, busy) {
                self.save(cx, settings);
            }
        });
    }

    fn save(&mut self, cx: &Cx<'_>, settings: Settings) {
        self.saving.begin(cx, settings);
    }

    fn detail(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, part: Rect, gun: &GunView, alone: bool) -> Option<Go> {
        let mut go = None;
        page::within(ui, part, "gun-detail", |ui| {
            beside_the_bar(ui);
            ui.horizontal_wrapped(|ui| {
                if alone && button(ui, cx.colours, Look::Secondary, cx.t(shared::BACK_TO_LIST)) {
                    self.chosen = None;
                }
                if button(ui, cx.colours, Look::Secondary, cx.t(words::GO_CHECKUP)) {
                    go = Some(Go::Checkup);
                }
                if button(ui, cx.colours, Look::Secondary, cx.t(words::GO_SETTINGS)) {
                    cx.go_to(Screen::Settings);
                }
            });
            ui.add_space(space::S);
            detail::show(ui, cx, gun);
        });
        go
    }
}

/// Leaves room for the scroll bar, which would stand on the cards' edges.
fn beside_the_bar(ui: &mut Ui) {
    ui.set_max_width(ui.available_width() - space::S);
}

fn list_width(whole: f32) -> f32 {
    (whole * 0.42).clamp(LIST.0, LIST.1).min(whole - space::L - DETAIL)
}

/// The first gun that is not well; the first of all where all are.
fn most_in_need(guns: &[GunView]) -> Option<&GunView> {
    guns.iter().find(|gun| Condition::of(gun).needs_help()).or_else(|| guns.first())
}
