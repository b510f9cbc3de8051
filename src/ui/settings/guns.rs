//! Guns: serial ones, found and set; and the keyboard's.

use egui::{RichText, Ui};

use super::faults::{Fault, Place};
use super::numbers::{Numbers, Row};
use super::{fault_at, gun_state};
use crate::scanner::framer::Suffix;
use crate::scanner::ports::{self, PortInfo, PortsError};
use crate::scanner::serial::SerialSettings;
use crate::scanner::wedge::WedgeSettings;
use crate::station::Settings;
use crate::text::{Text, settings as words};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::Icon;
use crate::ui::parts::{Errand, form};
use crate::ui::tokens::{Says, font, space};
use crate::ui::widgets::{self, Answer, Look, Question, button, confirm};

/// Bits a second, as guns have them.
const BAUDS: [u32; 6] = [9_600, 19_200, 38_400, 57_600, 115_200, 921_600];
const SUFFIXES: [(Suffix, Text); 6] = [
    (Suffix::Auto, words::SUFFIX_AUTO),
    (Suffix::Cr, words::SUFFIX_CR),
    (Suffix::Lf, words::SUFFIX_LF),
    (Suffix::Crlf, words::SUFFIX_CRLF),
    (Suffix::Tab, words::SUFFIX_TAB),
    (Suffix::None, words::SUFFIX_NONE),
];

/// The ports found, and the gun about to be removed.
#[derive(Default)]
pub(super) struct GunCards {
    looking: Option<Errand<Result<Vec<PortInfo>, PortsError>>>,
    found: Option<Result<Vec<PortInfo>, PortsError>>,
    removing: Option<usize>,
}

impl GunCards {
    /// The serial guns.
    pub(super) fn serial(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        draft: &mut Settings,
        numbers: &mut Numbers,
        fault: Option<&Fault>,
    ) {
        if draft.serial.is_empty() {
            widgets::note(ui, cx.colours, cx.t(words::NO_SERIAL));
        }
        for (at, gun) in draft.serial.iter_mut().enumerate() {
            ui.push_id(at, |ui| {
                if one(ui, cx, at, gun, numbers, fault) {
                    self.removing = Some(at);
                }
            });
            ui.separator();
        }
        self.ports(ui, cx, draft);
        self.remove(ui, cx, draft, numbers);
    }

    /// What is plugged in, looked up on another thread.
    fn ports(&mut self, ui: &mut Ui, cx: &Cx<'_>, draft: &mut Settings) {
        if let Some(found) = Errand::take(&mut self.looking) {
            self.found = Some(found);
        }
        ui.horizontal_wrapped(|ui| {
            ui.add_enabled_ui(self.looking.is_none(), |ui| {
                if button(ui, cx.colours, Look::Primary, cx.t(words::FIND_PORTS)) {
                    self.looking = Some(Errand::run(ui.ctx(), ports::list));
                }
            });
            if button(ui, cx.colours, Look::Secondary, cx.t(words::ADD_BY_HAND)) {
                draft.serial.push(SerialSettings::new(free_name(cx, draft), ""));
            }
        });
        match &self.found {
            None => {}
            Some(Err(error)) => {
                form::strip(ui, cx.colours, Says::Soft, Icon::Warning, cx.t(words::PORTS_FAILED));
                widgets::note(ui, cx.colours, &error.to_string());
            }
            Some(Ok(found)) if found.is_empty() => {
                widgets::note(ui, cx.colours, cx.t(words::NO_PORTS));
            }
            Some(Ok(found)) => found.iter().for_each(|port| one_port(ui, cx, port, draft)),
        }
    }

    fn remove(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut Settings, numbers: &mut Numbers) {
        let Some(at) = self.removing else { return };
        let Some(gun) = draft.serial.get(at) else {
            self.removing = None;
            return;
        };
        let title = words::remove_title(cx.lang, &gun.name);
        let body = cx.t(words::REMOVE_BODY);
        let act = cx.t(words::REMOVE_GUN);
        let question = Question { title: &title, body, act, danger: true };
        if let Some(answer) = confirm(ui, cx, "remove-gun", question, |_, _| {}) {
            self.removing = None;
            if answer == Answer::Act {
                draft.serial.remove(at);
                numbers.forget();
            }
        }
    }
}

/// A name no other gun has.
fn free_name(cx: &Cx<'_>, draft: &Settings) -> String {
    let taken = |name: &String| draft.serial.iter().any(|gun| gun.name == *name);
    (1..).map(|n| words::gun_number(cx.lang, n)).find(|name| !taken(name)).unwrap_or_default()
}

/// One gun; true = it is to be removed.
fn one(
    ui: &mut Ui,
    cx: &Cx<'_>,
    at: usize,
    gun: &mut SerialSettings,
    numbers: &mut Numbers,
    fault: Option<&Fault>,
) -> bool {
    let place = Place::Gun(at);
    let what = |key| fault_at(cx, fault, place, key);
    let title = match gun_state(cx, &gun.name) {
        Some(state) => format!("{} · {state}", gun.name),
        None => gun.name.clone(),
    };
    ui.label(RichText::new(title).font(fonts::bold(font::BODY)));
    form::checked_field(ui, cx.colours, cx.t(words::GUN_NAME), &mut gun.name, "", what("name"));
    form::checked_field(ui, cx.colours, cx.t(words::PORT), &mut gun.port, "COM3", what("port"));
    let suffixes = SUFFIXES.map(|(suffix, name)| (suffix, cx.t(name).to_owned()));
    form::choose(ui, cx.colours, cx.t(words::SUFFIX), &mut gun.suffix, &suffixes);
    if gun.suffix == Suffix::None {
        let row = Row { name: words::IDLE_GAP, key: "idle_gap_ms", place };
        numbers.show(ui, cx, &row, &mut gun.idle_gap_ms, fault);
    }
    let mut bauds: Vec<(u32, String)> = BAUDS.iter().map(|baud| (*baud, baud.to_string())).collect();
    if !BAUDS.contains(&gun.baud) {
        bauds.push((gun.baud, gun.baud.to_string()));
    }
    form::choose(ui, cx.colours, cx.t(words::BAUD), &mut gun.baud, &bauds);
    form::show_fault(ui, cx.colours, what("baud"));
    ui.horizontal_wrapped(|ui| {
        form::switch(ui, cx.colours, cx.t(words::DTR), &mut gun.dtr);
        form::switch(ui, cx.colours, cx.t(words::RTS), &mut gun.rts);
        form::switch(ui, cx.colours, cx.t(words::STX_ETX), &mut gun.stx_etx);
    });
    button(ui, cx.colours, Look::Secondary, cx.t(words::REMOVE_GUN))
}

/// A port that was found: what it is, and a button to use it.
fn one_port(ui: &mut Ui, cx: &Cx<'_>, port: &PortInfo, draft: &mut Settings) {
    // A gun on USB is known by itself, whatever number its port has tomorrow.
    let setting = port.usb.as_ref().map_or_else(|| port.name.clone(), ports::UsbId::selector);
    let used = draft.serial.iter().any(|gun| gun.port == port.name || gun.port == setting);
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&port.name).font(fonts::mono(font::BODY)));
        ui.label(RichText::new(&port.description).color(cx.colours.muted));
        if used {
            ui.label(cx.t(words::PORT_USED));
        } else if button(ui, cx.colours, Look::Secondary, &words::use_port(cx.lang, &port.name)) {
            draft.serial.push(SerialSettings::new(free_name(cx, draft), setting));
        }
    });
    if !port.permitted {
        form::strip(ui, cx.colours, Says::Soft, Icon::Warning, cx.t(words::NOT_PERMITTED));
    }
}

/// The keyboard's gun.
pub(super) fn keyboard(
    ui: &mut Ui,
    cx: &Cx<'_>,
    wedge: &mut WedgeSettings,
    numbers: &mut Numbers,
    fault: Option<&Fault>,
) {
    form::switch(ui, cx.colours, cx.t(words::KEYBOARD_ON), &mut wedge.enabled);
    widgets::note(ui, cx.colours, cx.t(words::KEYBOARD_NOTE));
    if wedge.enabled {
        let place = Place::Keyboard;
        let row = Row { name: words::GAP, key: "gap_ms", place };
        numbers.show(ui, cx, &row, &mut wedge.gap_ms, fault);
        let row = Row { name: words::MIN_CHARS, key: "min_chars", place };
        numbers.show(ui, cx, &row, &mut wedge.min_chars, fault);
    }
}
