//! A gun on a serial port.

use egui::Ui;

use super::{Fields, SUFFIXES, gun_name, role};
use crate::scanner::framer::Suffix;
use crate::scanner::serial::{DataBits, FlowControl, Parity, SerialSettings, StopBits};
use crate::text::settings as words;
use crate::ui::parts::form;

/// What one sets on every gun.
pub(super) fn fields(ui: &mut Ui, gun: &mut SerialSettings, fields: &mut Fields<'_, '_>) {
    gun_name(ui, &mut gun.name, fields);
    fields.text(ui, words::PORT, "port", &mut gun.port, "COM3");
    role(ui, fields.cx, &mut gun.role);
    fields.choose(ui, words::SUFFIX, &mut gun.suffix, &SUFFIXES);
    if gun.suffix == Suffix::None {
        fields.number(ui, words::IDLE_GAP, "idle_gap_ms", &mut gun.idle_gap_ms);
    }
    fields.baud(ui, &mut gun.baud);
}

/// What one rarely needs.
pub(super) fn more(ui: &mut Ui, gun: &mut SerialSettings, fields: &mut Fields<'_, '_>) {
    let cx = fields.cx;
    let bits = [5_u8, 6, 7, 8].map(|bits| (DataBits::try_from(bits).unwrap_or_default(), bits.to_string()));
    form::choose(ui, cx.colours, cx.t(words::DATA_BITS), &mut gun.data_bits, &bits);
    let parities = [
        (Parity::None, words::PARITY_NONE),
        (Parity::Odd, words::PARITY_ODD),
        (Parity::Even, words::PARITY_EVEN),
    ];
    fields.choose(ui, words::PARITY, &mut gun.parity, &parities);
    let bits = [1_u8, 2].map(|bits| (StopBits::try_from(bits).unwrap_or_default(), bits.to_string()));
    form::choose(ui, cx.colours, cx.t(words::STOP_BITS), &mut gun.stop_bits, &bits);
    let flows = [
        (FlowControl::None, words::FLOW_NONE),
        (FlowControl::Software, words::FLOW_SOFTWARE),
        (FlowControl::Hardware, words::FLOW_HARDWARE),
    ];
    fields.choose(ui, words::FLOW, &mut gun.flow_control, &flows);
    ui.horizontal_wrapped(|ui| {
        form::switch(ui, cx.colours, cx.t(words::DTR), &mut gun.dtr);
        form::switch(ui, cx.colours, cx.t(words::RTS), &mut gun.rts);
        form::switch(ui, cx.colours, cx.t(words::STX_ETX), &mut gun.stx_etx);
    });
    fields.note(ui, words::DTR_NOTE);
}
