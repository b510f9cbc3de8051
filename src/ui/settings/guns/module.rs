//! The port at which modules are asked for their IMEI.

use egui::Ui;

use super::{Fields, gun_name};
use crate::scanner::module::{ModuleSettings, ModuleUse};
use crate::text::settings as words;
use crate::ui::parts::form;

/// Draws its fields.
pub(super) fn fields(ui: &mut Ui, port: &mut ModuleSettings, fields: &mut Fields<'_, '_>) {
    let cx = fields.cx;
    gun_name(ui, &mut port.name, fields);
    fields.text(ui, words::PORT, "port", &mut port.port, "COM5");
    fields.note(ui, words::MODULE_PORT_NOTE);
    fields.baud(ui, &mut port.baud);
    let uses = [(ModuleUse::Source, cx.t(words::USE_SOURCE)), (ModuleUse::Check, cx.t(words::USE_CHECK))];
    form::choice(ui, cx.colours, cx.t(words::USE), &mut port.purpose, &uses);
    fields.note(
        ui,
        match port.purpose {
            ModuleUse::Source => words::USE_SOURCE_NOTE,
            ModuleUse::Check => words::USE_CHECK_NOTE,
        },
    );
}
