//! A keyboard gun that is taken exclusively.

use egui::Ui;

use super::{Fields, gun_name, role};
use crate::scanner::framer::Suffix;
use crate::scanner::keyboard::{KeyLayout, KeyboardSettings};
use crate::text::{Text, settings as words};

/// Enter counts as CR, LF and both; whoever wrote one of these into the file sees it here.
const SUFFIXES: [(Suffix, Text); 6] = [
    (Suffix::Auto, words::KEY_SUFFIX_AUTO),
    (Suffix::Cr, words::KEY_SUFFIX_ENTER),
    (Suffix::Tab, words::SUFFIX_TAB),
    (Suffix::None, words::SUFFIX_NONE),
    (Suffix::Lf, words::SUFFIX_LF),
    (Suffix::Crlf, words::SUFFIX_CRLF),
];

/// Draws its fields.
pub(super) fn fields(ui: &mut Ui, gun: &mut KeyboardSettings, fields: &mut Fields<'_, '_>) {
    fields.note(ui, words::EXCLUSIVE_NOTE);
    gun_name(ui, &mut gun.name, fields);
    fields.text(ui, words::KEY_DEVICE, "device", &mut gun.device, "usb:0c2e:0b61");
    role(ui, fields.cx, &mut gun.role);
    let layouts = KeyLayout::ALL.map(|layout| (layout, layout_name(layout)));
    fields.choose(ui, words::LAYOUT, &mut gun.layout, &layouts);
    fields.note(ui, words::LAYOUT_NOTE);
    let usual = if matches!(gun.suffix, Suffix::Lf | Suffix::Crlf) { 6 } else { 4 };
    fields.choose(ui, words::SUFFIX, &mut gun.suffix, &SUFFIXES[..usual]);
    if gun.suffix == Suffix::None {
        fields.number(ui, words::IDLE_GAP, "idle_gap_ms", &mut gun.idle_gap_ms);
    }
}

fn layout_name(layout: KeyLayout) -> Text {
    match layout {
        KeyLayout::Us => words::LAYOUT_US,
        KeyLayout::Uk => words::LAYOUT_UK,
        KeyLayout::De => words::LAYOUT_DE,
        KeyLayout::Fr => words::LAYOUT_FR,
        KeyLayout::Es => words::LAYOUT_ES,
        KeyLayout::It => words::LAYOUT_IT,
        KeyLayout::Jp => words::LAYOUT_JP,
    }
}
