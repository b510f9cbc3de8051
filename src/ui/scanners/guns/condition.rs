//! How a gun is, in an icon, a word and a colour, and what to do about it.

use egui::accesskit::Role;
use egui::{Rect, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::scanner::{GunKind, GunState};
use crate::station::view::GunView;
use crate::text::{Text, common, scanners as words};
use crate::ui::cx::Cx;
use crate::ui::icons::{self, Icon};
use crate::ui::tokens::{Says, font, round, size, space};
use crate::ui::{fonts, words as state_words};

/// How a gun is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    /// Open and listening.
    Well,
    /// Not tried yet.
    Starting,
    /// It sends codes without an end.
    Unfinished,
    /// Not there.
    Gone,
    /// There, but this user may not open it.
    Locked,
    /// There, but somebody else has it.
    Held,
    /// Something else is there.
    Stranger,
    /// Open, but what is there does not answer.
    Silent,
    /// Plugged in, and no gun of the station.
    Unused,
}

impl Condition {
    /// Of a gun.
    pub(super) fn of(gun: &GunView) -> Condition {
        match gun.state {
            GunState::Ready if gun.unfinished.is_some() => Condition::Unfinished,
            GunState::Ready => Condition::Well,
            GunState::Starting => Condition::Starting,
            GunState::Missing { .. } => Condition::Gone,
            GunState::NoPermission { .. } => Condition::Locked,
            GunState::Busy { .. } | GunState::Taken { .. } => Condition::Held,
            GunState::Stranger { .. } => Condition::Stranger,
            GunState::Silent { .. } => Condition::Silent,
        }
    }

    /// Somebody has to do something.
    pub(super) fn needs_help(self) -> bool {
        !matches!(self, Condition::Well | Condition::Starting | Condition::Unused)
    }

    /// What its colour says.
    pub(super) fn says(self) -> Says {
        match self {
            Condition::Well => Says::Good,
            Condition::Starting | Condition::Unused => Says::Neutral,
            Condition::Unfinished | Condition::Silent => Says::Soft,
            Condition::Gone | Condition::Locked | Condition::Held | Condition::Stranger => Says::Hard,
        }
    }

    /// Its icon.
    pub(super) fn icon(self) -> Icon {
        match self {
            Condition::Well => Icon::Check,
            Condition::Starting => Icon::Again,
            Condition::Unfinished | Condition::Silent => Icon::Warning,
            Condition::Gone | Condition::Stranger => Icon::Unplugged,
            Condition::Locked | Condition::Held => Icon::Lock,
            Condition::Unused => Icon::Empty,
        }
    }
}

/// A gun's condition in a word.
pub(super) fn word(gun: &GunView) -> Text {
    match Condition::of(gun) {
        Condition::Unfinished => common::GUN_UNFINISHED_SHORT,
        _ => state_words::gun_state_short(&gun.state),
    }
}

/// A pill with icon and word.
pub(super) fn pill(ui: &mut Ui, cx: &Cx<'_>, condition: Condition, word: &str) {
    let tone = cx.colours.tone(condition.says());
    let (fill, ink) = match condition.says() {
        Says::Neutral => (tone.deep, tone.quiet),
        _ => (tone.fill, tone.ink),
    };
    let galley = ui.painter().layout_no_wrap(word.to_owned(), fonts::bold(font::SMALL), ink);
    let icon = font::BODY;
    let wide = space::S + icon + space::XS + galley.size().x + space::M;
    let (rect, response) = ui.allocate_exact_size(vec2(wide, size::BADGE), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, word));
    ui.painter().rect_filled(rect, round::BUTTON, fill);
    let at = pos2(rect.left() + space::S + icon / 2.0, rect.center().y);
    icons::paint(ui.painter(), condition.icon(), Rect::from_center_size(at, Vec2::splat(icon)), ink);
    let at = pos2(at.x + icon / 2.0 + space::XS, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
}

/// What to do about a gun that is not well; `None` where nothing is.
pub(super) fn todo(cx: &Cx<'_>, gun: &GunView) -> Option<String> {
    let text = match (Condition::of(gun), gun.kind) {
        (Condition::Well | Condition::Unused, _) => return None,
        (Condition::Starting, _) => words::TODO_STARTING,
        (Condition::Unfinished, _) => words::TODO_UNFINISHED,
        (Condition::Gone, GunKind::Hid) => words::TODO_MISSING_HID,
        (Condition::Gone, GunKind::Keyboard) => words::TODO_MISSING_KEYBOARD,
        (Condition::Gone, GunKind::Module) => words::TODO_MISSING_MODULE,
        (Condition::Gone, GunKind::Serial | GunKind::Wedge | GunKind::Simulated) => {
            words::TODO_MISSING_SERIAL
        }
        (Condition::Locked, kind) => no_permission(matches!(kind, GunKind::Serial | GunKind::Module)),
        (Condition::Held, _) => match &gun.state {
            GunState::Taken { by } => {
                return Some(words::taken(cx.lang, state_words::gun_name(cx.lang, by)));
            }
            _ => words::TODO_BUSY,
        },
        (Condition::Stranger, _) => words::TODO_STRANGER,
        (Condition::Silent, GunKind::Module) => words::TODO_SILENT_MODULE,
        (Condition::Silent, _) => words::TODO_SILENT,
    };
    Some(cx.t(text).to_owned())
}

/// What to do where the user may not open a device.
pub(super) fn no_permission(serial: bool) -> Text {
    match (cfg!(windows), serial) {
        (true, _) => words::TODO_PERMISSION_WINDOWS,
        (false, true) => words::TODO_PERMISSION_SERIAL,
        (false, false) => words::TODO_PERMISSION_RULE,
    }
}

/// How the rule file of this package is installed (`packaging/linux`).
const INSTALL_RULE: &str =
    "sudo cp 70-pairing-station.rules /etc/udev/rules.d/\nsudo udevadm control --reload";

/// The commands that give this user the right, where there are some.
pub(super) fn commands(ui: &mut Ui, cx: &Cx<'_>) {
    if cfg!(windows) {
        return;
    }
    let text = egui::RichText::new(INSTALL_RULE).font(fonts::mono(font::SMALL)).color(cx.colours.ink);
    egui::Frame::new().fill(cx.colours.stripe).corner_radius(round::BUTTON).inner_margin(space::S).show(
        ui,
        |ui| {
            ui.set_min_width(ui.available_width());
            ui.add(egui::Label::new(text).wrap().selectable(true));
        },
    );
}
