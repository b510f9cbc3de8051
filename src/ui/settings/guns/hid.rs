//! A HID POS gun.

use egui::Ui;

use super::super::faults::NO_HID;
use super::super::numbers::Row;
use super::{Fields, gun_name, role};
use crate::scanner::hid::{HidId, HidSettings, Profile};
use crate::text::settings as words;

/// Draws its fields.
pub(super) fn fields(ui: &mut Ui, gun: &mut HidSettings, fields: &mut Fields<'_, '_>) {
    gun_name(ui, &mut gun.name, fields);
    let row = Row { name: words::HID_DEVICE, key: "device", place: fields.place, hint: "0c2e:0b81" };
    let write = |id: &HidId| if *id == NO_HID { String::new() } else { id.to_string() };
    let read = |text: &str| HidId::try_from(text.trim().to_owned()).ok();
    fields.numbers.typed(ui, fields.cx, &row, (&mut gun.device, write, read), fields.fault);
    fields.note(ui, words::HID_DEVICE_NOTE);
    role(ui, fields.cx, &mut gun.role);
    let profiles = [
        (Profile::Auto, words::PROFILE_AUTO),
        (Profile::Honeywell, words::PROFILE_HONEYWELL),
        (Profile::Idtech, words::PROFILE_IDTECH),
        (Profile::Microscan, words::PROFILE_MICROSCAN),
    ];
    fields.choose(ui, words::PROFILE, &mut gun.profile, &profiles);
}
