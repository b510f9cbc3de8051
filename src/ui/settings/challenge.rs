//! Whether each shift tests its alarms, and the labels to do it with.

use egui::Ui;

use crate::station::Settings;
use crate::station::challenge;
use crate::station::settings::AlarmProof;
use crate::text::challenge as words;
use crate::ui::cx::Cx;
use crate::ui::parts::form;
use crate::ui::parts::print::{Print, Printed};
use crate::ui::tokens::space;
use crate::ui::widgets;

/// The labels' page.
const LABELS: Printed = Printed {
    title: words::PRINT,
    note: words::PRINT_NOTE,
    save: words::PRINT_SAVE,
    file: words::SHEET_NAME,
    failed: words::PRINT_FAILED,
    sheet: challenge::sheet,
};

/// Draws the choice, and the page to print.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut Settings, print: &mut Print) {
    let choices =
        [(AlarmProof::Off, cx.t(words::SETTING_OFF)), (AlarmProof::EachShift, cx.t(words::SETTING_EACH))];
    form::choice(ui, cx.colours, cx.t(words::SETTING), &mut draft.challenge, &choices);
    widgets::note(ui, cx.colours, cx.t(words::SETTING_NOTE));
    ui.add_space(space::M);
    print.show(ui, cx, &LABELS);
}
