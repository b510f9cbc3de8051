//! Devices that are plugged in and are no gun of the station, each with what it could be used as.

use egui::{RichText, Ui};

use super::condition::{self, Condition};
use crate::scanner::devices::DeviceKind;
use crate::station::Settings;
use crate::text::{Text, scanners as words};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::Icon;
use crate::ui::parts::devices::{Devices, Found, UseAs, take_into_use};
use crate::ui::parts::form;
use crate::ui::tokens::{Says, font, space};
use crate::ui::widgets::{self, Answer, Look, Question, button, card, confirm};

/// Its state.
#[derive(Default)]
pub(super) struct FoundDevices {
    /// A keyboard that may be taken, once the user has understood what that means.
    asked: Option<Found>,
}

/// What was pressed at a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pressed {
    Use(UseAs),
    Ask,
}

impl FoundDevices {
    /// Draws the card; gives the settings with the device that was taken into use.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        devices: &mut Devices,
        busy: bool,
    ) -> Option<Settings> {
        let mut taken = None;
        card(ui, cx.colours, |ui| {
            ui.horizontal_wrapped(|ui| {
                widgets::title(ui, cx.t(words::FOUND));
                ui.add_enabled_ui(!devices.is_looking(), |ui| {
                    if button(ui, cx.colours, Look::Secondary, cx.t(words::LOOK_AGAIN)) {
                        devices.look_again();
                    }
                });
            });
            let Some(listing) = devices.tend(ui, cx) else {
                widgets::note(ui, cx.colours, cx.t(words::LOOKING));
                return;
            };
            for failed in &listing.failed {
                form::strip(ui, cx.colours, Says::Soft, Icon::Warning, cx.t(words::NOT_LISTED));
                widgets::note(ui, cx.colours, &failed.to_string());
            }
            let unused: Vec<&Found> = listing.found.iter().filter(|found| found.used_by.is_none()).collect();
            if unused.is_empty() {
                widgets::note(ui, cx.colours, cx.t(words::NONE_FOUND));
            }
            for found in unused {
                ui.separator();
                let pressed = ui.add_enabled_ui(!busy, |ui| one(ui, cx, found)).inner;
                match pressed {
                    Some(Pressed::Use(what)) => taken = Some((found.clone(), what)),
                    Some(Pressed::Ask) => self.asked = Some(found.clone()),
                    None => {}
                }
            }
        });
        let taken = taken.or_else(|| self.ask(ui, cx).map(|found| (found, UseAs::Gun)));
        let (found, what) = taken?;
        let mut settings = cx.settings.clone();
        take_into_use(&mut settings, &found, what, cx.lang)?;
        Some(settings)
    }

    /// Asks whether a keyboard shall be taken; gives it when the answer is yes.
    fn ask(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<Found> {
        let found = self.asked.clone()?;
        let device = described(cx, &found);
        let body = format!("{device}\n\n{}", cx.t(words::TAKE_BODY));
        let title = cx.t(words::TAKE_TITLE);
        let question = Question { title, body: &body, act: cx.t(words::TAKE), danger: true };
        let answer = confirm(ui, cx, "take-keyboard", question, |_, _| {})?;
        self.asked = None;
        (answer == Answer::Act).then_some(found)
    }
}

fn kind(kind: DeviceKind) -> Text {
    match kind {
        DeviceKind::Serial => words::FOUND_SERIAL,
        DeviceKind::Hid => words::FOUND_HID,
        DeviceKind::Keyboard => words::FOUND_KEYBOARD,
    }
}

fn described(cx: &Cx<'_>, found: &Found) -> String {
    let what = found.device.description.trim();
    let what = if what.is_empty() { cx.t(words::UNNAMED) } else { what };
    format!("{what} · {}", found.device.path)
}

/// One device: what it is, and buttons to use it.
fn one(ui: &mut Ui, cx: &Cx<'_>, found: &Found) -> Option<Pressed> {
    let device = &found.device;
    let colours = cx.colours;
    let mut pressed = None;
    ui.horizontal_wrapped(|ui| {
        let (condition, word) = match device.permitted {
            true => (Condition::Unused, words::NOT_USED),
            false => (Condition::Locked, words::NO_PERMISSION),
        };
        condition::pill(ui, cx, condition, cx.t(word));
        ui.label(RichText::new(&device.path).font(fonts::mono(font::BODY)));
    });
    let mut facts = vec![cx.t(kind(device.kind)).to_owned()];
    facts.extend(Some(device.description.clone()).filter(|text| !text.trim().is_empty()));
    facts.extend(device.usb.as_ref().map(crate::scanner::ports::UsbId::selector));
    widgets::note(ui, colours, &facts.join(" · "));
    if !device.permitted {
        ui.label(cx.t(condition::no_permission(device.kind == DeviceKind::Serial)));
        condition::commands(ui, cx);
    }
    ui.horizontal_wrapped(|ui| {
        let name = device.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let (act, what) = match device.kind {
            DeviceKind::Keyboard => (words::take_keyboard(cx.lang, name), Pressed::Ask),
            DeviceKind::Serial | DeviceKind::Hid => {
                (words::use_as_gun(cx.lang, name), Pressed::Use(UseAs::Gun))
            }
        };
        if button(ui, colours, Look::Secondary, &act) {
            pressed = Some(what);
        }
        let may_be_module = device.kind == DeviceKind::Serial && cx.settings.module.is_none();
        if may_be_module && button(ui, colours, Look::Secondary, &words::use_as_module(cx.lang, name)) {
            pressed = Some(Pressed::Use(UseAs::ModulePort));
        }
    });
    ui.add_space(space::XS);
    pressed
}
