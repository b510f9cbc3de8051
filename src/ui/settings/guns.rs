//! Guns: every kind in one list, each folded to a line until it is opened; and the keyboard wedge.

mod feedback;
mod hid;
mod keyboard;
mod module;
mod serial;

use egui::Ui;

use super::faults::{Fault, NO_HID, Place};
use super::numbers::{Numbers, Row};
use super::{fault_at, gun_state};
use crate::scanner::framer::Suffix;
use crate::scanner::hid::HidSettings;
use crate::scanner::keyboard::KeyboardSettings;
use crate::scanner::module::ModuleSettings;
use crate::scanner::serial::SerialSettings;
use crate::scanner::wedge::WedgeSettings;
use crate::scanner::{GunKind, Role};
use crate::station::Settings;
use crate::text::{Text, settings as words};
use crate::ui::Screen;
use crate::ui::cx::Cx;
use crate::ui::parts::devices::free_name;
use crate::ui::parts::form;
use crate::ui::tokens::space;
use crate::ui::widgets::{self, Answer, Look, Question, button, confirm};
use crate::ui::words as state_words;

use feedback::OwnBytes;

/// Bits a second, as guns and modules have them.
const BAUDS: [u32; 6] = [9_600, 19_200, 38_400, 57_600, 115_200, 921_600];
const ROLES: [Role; 3] = [Role::Any, Role::Module, Role::Device];

/// One gun: its kind, and its number among them.
type At = (GunKind, usize);

/// What is open, and the gun about to be removed.
#[derive(Default)]
pub(super) struct GunCards {
    open: Vec<At>,
    /// Those whose rarely needed settings are shown, too.
    more: Vec<At>,
    own_bytes: OwnBytes,
    removing: Option<At>,
}

/// What the fields of a gun are drawn with.
struct Fields<'a, 'c> {
    cx: &'a Cx<'c>,
    place: Place,
    numbers: &'a mut Numbers,
    fault: Option<&'a Fault>,
}

impl GunCards {
    /// Everything is folded.
    pub(super) fn forget(&mut self) {
        *self = GunCards::default();
    }

    /// Draws the guns, and the buttons to add one.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        draft: &mut Settings,
        numbers: &mut Numbers,
        fault: Option<&Fault>,
    ) {
        if draft.guns().is_empty() {
            widgets::note(ui, cx.colours, cx.t(words::NO_GUNS));
        }
        for at in all(draft) {
            ui.push_id(at, |ui| self.one(ui, cx, at, draft, numbers, fault));
        }
        self.add(ui, cx, draft);
        form::switch(ui, cx.colours, cx.t(words::ONE_GUN), &mut draft.one_gun_per_device);
        widgets::note(ui, cx.colours, cx.t(words::ONE_GUN_NOTE));
        self.remove(ui, cx, draft, numbers);
    }

    /// One gun: a line, and its fields below while it is open.
    fn one(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        at: At,
        draft: &mut Settings,
        numbers: &mut Numbers,
        fault: Option<&Fault>,
    ) {
        let place = Place::Gun(at.0, at.1);
        // A fault that cannot be seen cannot be mended.
        let faulty = fault.is_some_and(|fault| fault.place == place);
        let title = title(cx, at, draft);
        let mut open = faulty || self.open.contains(&at);
        if form::fold(ui, cx.colours, &title, &mut open) {
            keep(&mut self.open, at, open);
        }
        if faulty {
            keep(&mut self.open, at, true);
        }
        if !open {
            return;
        }
        ui.indent(at, |ui| {
            let mut fields = Fields { cx, place, numbers, fault };
            self.fields(ui, at, draft, &mut fields);
            if button(ui, cx.colours, Look::Secondary, cx.t(words::REMOVE_GUN)) {
                self.removing = Some(at);
            }
        });
        ui.add_space(space::S);
    }

    fn fields(&mut self, ui: &mut Ui, at: At, draft: &mut Settings, fields: &mut Fields<'_, '_>) {
        match at.0 {
            GunKind::Serial => {
                if let Some(gun) = draft.serial.get_mut(at.1) {
                    serial::fields(ui, gun, fields);
                    feedback::fields(ui, at, &mut gun.feedback, &mut self.own_bytes, fields);
                    let mut more = self.more.contains(&at);
                    form::fold(ui, fields.cx.colours, fields.cx.t(words::MORE), &mut more);
                    keep(&mut self.more, at, more);
                    if more {
                        serial::more(ui, gun, fields);
                    }
                }
            }
            GunKind::Hid => {
                if let Some(gun) = draft.hid.get_mut(at.1) {
                    hid::fields(ui, gun, fields);
                    feedback::fields(ui, at, &mut gun.feedback, &mut self.own_bytes, fields);
                }
            }
            GunKind::Keyboard => {
                if let Some(gun) = draft.keyboards.get_mut(at.1) {
                    keyboard::fields(ui, gun, fields);
                }
            }
            GunKind::Module => {
                if let Some(port) = &mut draft.module {
                    module::fields(ui, port, fields);
                }
            }
            GunKind::Wedge | GunKind::Simulated => {}
        }
    }

    /// Where plugged-in devices are found, and a gun that is not plugged in yet.
    fn add(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut Settings) {
        ui.add_space(space::S);
        if button(ui, cx.colours, Look::Primary, cx.t(words::FIND_DEVICES)) {
            cx.go_to(Screen::Scanners);
        }
        let name = free_name(draft, cx.lang);
        let mut added = None;
        form::named(ui, cx.t(words::ADD_BY_HAND), |ui| {
            if button(ui, cx.colours, Look::Secondary, cx.t(words::ADD_SERIAL)) {
                draft.serial.push(SerialSettings::new(&name, ""));
                added = Some((GunKind::Serial, draft.serial.len() - 1));
            }
            if button(ui, cx.colours, Look::Secondary, cx.t(words::ADD_HID)) {
                draft.hid.push(HidSettings::new(&name, NO_HID));
                added = Some((GunKind::Hid, draft.hid.len() - 1));
            }
            if button(ui, cx.colours, Look::Secondary, cx.t(words::ADD_EXCLUSIVE)) {
                draft.keyboards.push(KeyboardSettings::new(&name, ""));
                added = Some((GunKind::Keyboard, draft.keyboards.len() - 1));
            }
            if draft.module.is_none() && button(ui, cx.colours, Look::Secondary, cx.t(words::ADD_MODULE)) {
                draft.module = Some(ModuleSettings::new(""));
                added = Some((GunKind::Module, 0));
            }
        });
        self.open.extend(added);
    }

    fn remove(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut Settings, numbers: &mut Numbers) {
        let Some(at) = self.removing else { return };
        let Some(name) = name(draft, at) else {
            self.removing = None;
            return;
        };
        let title = words::remove_title(cx.lang, state_words::gun_name(cx.lang, &name));
        let body = cx.t(words::REMOVE_BODY);
        let act = cx.t(words::REMOVE_GUN);
        let question = Question { title: &title, body, act, danger: true };
        if let Some(answer) = confirm(ui, cx, "remove-gun", question, |_, _| {}) {
            self.removing = None;
            if answer == Answer::Act {
                match at {
                    (GunKind::Serial, at) => drop(draft.serial.remove(at)),
                    (GunKind::Hid, at) => drop(draft.hid.remove(at)),
                    (GunKind::Keyboard, at) => drop(draft.keyboards.remove(at)),
                    (GunKind::Module, _) => draft.module = None,
                    (GunKind::Wedge | GunKind::Simulated, _) => {}
                }
                // The numbers of those behind it have changed.
                self.forget();
                numbers.forget();
            }
        }
    }
}

/// Every gun there is.
fn all(draft: &Settings) -> Vec<At> {
    let kinds = [
        (GunKind::Serial, draft.serial.len()),
        (GunKind::Hid, draft.hid.len()),
        (GunKind::Keyboard, draft.keyboards.len()),
        (GunKind::Module, usize::from(draft.module.is_some())),
    ];
    kinds.into_iter().flat_map(|(kind, count)| (0..count).map(move |at| (kind, at))).collect()
}

fn name(draft: &Settings, (kind, at): At) -> Option<String> {
    match kind {
        GunKind::Serial => draft.serial.get(at).map(|gun| gun.name.clone()),
        GunKind::Hid => draft.hid.get(at).map(|gun| gun.name.clone()),
        GunKind::Keyboard => draft.keyboards.get(at).map(|gun| gun.name.clone()),
        GunKind::Module => draft.module.as_ref().map(|port| port.name.clone()),
        GunKind::Wedge | GunKind::Simulated => None,
    }
}

/// Name, kind and state.
fn title(cx: &Cx<'_>, at: At, draft: &Settings) -> String {
    let name = name(draft, at).unwrap_or_default();
    let shown = state_words::gun_name(cx.lang, &name);
    let kind = cx.t(state_words::gun_kind(at.0));
    let mut parts = vec![shown];
    parts.extend(Some(kind).filter(|kind| *kind != shown));
    parts.extend(gun_state(cx, &name));
    parts.join(" · ")
}

fn keep(open: &mut Vec<At>, at: At, is: bool) {
    open.retain(|other| *other != at);
    if is {
        open.push(at);
    }
}

impl Fields<'_, '_> {
    fn what(&self, key: &str) -> Option<&'static str> {
        fault_at(self.cx, self.fault, self.place, key)
    }

    /// A field for text; true when it has changed.
    fn text(&self, ui: &mut Ui, name: Text, key: &str, value: &mut String, hint: &str) -> bool {
        form::checked_field(ui, self.cx.colours, self.cx.t(name), value, hint, self.what(key))
    }

    fn number<N: std::str::FromStr + std::fmt::Display>(
        &mut self,
        ui: &mut Ui,
        name: Text,
        key: &'static str,
        value: &mut N,
    ) {
        let row = Row { name, key, place: self.place, hint: "" };
        self.numbers.show(ui, self.cx, &row, value, self.fault);
    }

    /// One of a few that have names.
    fn choose<T: PartialEq + Copy>(&self, ui: &mut Ui, name: Text, value: &mut T, choices: &[(T, Text)]) {
        let choices: Vec<(T, String)> =
            choices.iter().map(|(value, name)| (*value, self.cx.t(*name).to_owned())).collect();
        form::choose(ui, self.cx.colours, self.cx.t(name), value, &choices);
    }

    fn note(&self, ui: &mut Ui, text: Text) {
        widgets::note(ui, self.cx.colours, self.cx.t(text));
    }

    /// Bits a second: the usual ones, and whatever the file says.
    fn baud(&self, ui: &mut Ui, baud: &mut u32) {
        let mut bauds: Vec<(u32, String)> = BAUDS.iter().map(|baud| (*baud, baud.to_string())).collect();
        if !BAUDS.contains(baud) {
            bauds.push((*baud, baud.to_string()));
        }
        form::choose(ui, self.cx.colours, self.cx.t(words::BAUD), baud, &bauds);
        form::show_fault(ui, self.cx.colours, self.what("baud"));
    }
}

/// Which codes a gun is there for.
fn role(ui: &mut Ui, cx: &Cx<'_>, role: &mut Role) {
    let choices = ROLES.map(|role| (role, cx.t(state_words::role(role))));
    form::choice(ui, cx.colours, cx.t(words::ROLE), role, &choices);
}

/// The keyboard's gun, in the window itself.
pub(super) fn wedge(
    ui: &mut Ui,
    cx: &Cx<'_>,
    wedge: &mut WedgeSettings,
    numbers: &mut Numbers,
    fault: Option<&Fault>,
) {
    form::switch(ui, cx.colours, cx.t(words::KEYBOARD_ON), &mut wedge.enabled);
    widgets::note(ui, cx.colours, cx.t(words::KEYBOARD_NOTE));
    if wedge.enabled {
        role(ui, cx, &mut wedge.role);
        let mut fields = Fields { cx, place: Place::Keyboard, numbers, fault };
        fields.number(ui, words::GAP, "gap_ms", &mut wedge.gap_ms);
        fields.number(ui, words::MIN_CHARS, "min_chars", &mut wedge.min_chars);
    }
}

/// What ends a code of a gun that sends bytes.
const SUFFIXES: [(Suffix, Text); 6] = [
    (Suffix::Auto, words::SUFFIX_AUTO),
    (Suffix::Cr, words::SUFFIX_CR),
    (Suffix::Lf, words::SUFFIX_LF),
    (Suffix::Crlf, words::SUFFIX_CRLF),
    (Suffix::Tab, words::SUFFIX_TAB),
    (Suffix::None, words::SUFFIX_NONE),
];

/// The gun's name, as in the log.
fn gun_name(ui: &mut Ui, name: &mut String, fields: &Fields<'_, '_>) {
    fields.text(ui, words::GUN_NAME, "name", name, "");
}
