//! What of a list cannot be used or does not agree: where, what stands there, and why, in words.
//!
//! A list may have a hundred thousand faults: words are made of those that are seen.

use egui::Ui;

use crate::intake::Faulty;
use crate::scan::Reason;
use crate::text::{Text, history, lists as words, orders, reason};
use crate::ui::cx::Cx;
use crate::ui::parts::{Grid, GridState, Rows, page};
use crate::ui::tokens::space;
use crate::ui::widgets::{self, Column, Width, cell, cell_mono};

/// A fault as the table shows it.
pub(super) struct Shown {
    /// Where it is.
    pub(super) place: String,
    /// What stands there.
    pub(super) value: String,
    /// What is wrong with that.
    pub(super) why: String,
}

/// A fault of a list: its line, or the file inside a package.
pub(super) fn of_list(cx: &Cx<'_>, fault: &Faulty) -> Shown {
    let place = if fault.file.is_empty() { words::line(cx.lang, fault.line) } else { fault.file.clone() };
    Shown { place, value: fault.value.clone(), why: cx.t(why(fault.reason)).to_owned() }
}

/// Draws the table of so many faults into what is left of a page; `each` words one of them.
pub(super) fn show(
    ui: &mut Ui,
    cx: &Cx<'_>,
    grid: &mut GridState,
    (count, each): (usize, &dyn Fn(usize) -> Option<Shown>),
    room: f32,
) {
    ui.add_space(space::M);
    widgets::title(ui, cx.t(words::FAULTS));
    let height = page::rest(ui, room);
    let Some(part) = page::halves(ui, height, false).table else { return };
    let columns = [
        Column::new(cx.t(words::WHERE), Width::Exact(WHERE)),
        Column::new(cx.t(words::VALUE), Width::Exact(VALUE)),
        Column::new(cx.t(words::WHY), Width::Rest(WHY)),
    ];
    page::framed(ui, cx.colours, part, "faults", |ui| {
        let shape = Grid { id: "faults", columns: &columns, keep: 3, rows: count as u64 };
        grid.show(ui, cx.colours, shape, &mut FaultRows { each, cx });
    });
}

/// Width of `VDR7098612099028.png`.
const WHERE: f32 = 190.0;
/// Least width of the reason.
const WHY: f32 = 220.0;
/// Width of a value: most are keys.
const VALUE: f32 = 190.0;

/// Why a row is faulty, in words.
pub(super) fn why(name: &str) -> Text {
    match name {
        "empty" => words::WHY_EMPTY,
        "sn_format" => words::WHY_SN_FORMAT,
        "pk_format" => words::WHY_PK_FORMAT,
        "duplicate_sn" | "duplicate_dk" => words::WHY_TWICE,
        "wrong_product" => words::WHY_PRODUCT,
        "image_unreadable" => words::WHY_UNREADABLE,
        "no_qr_code" => words::WHY_NO_CODE,
        "qr_of_another_kind" => words::WHY_OTHER_CODE,
        "not_listed" => words::WHY_NOT_LISTED,
        "image_differs" => words::WHY_DIFFERS,
        "image_missing" => words::WHY_NO_IMAGE,
        "columns" => history::WHY_COLUMNS,
        "name_format" => history::WHY_NAME,
        // What a scan of the cell would have been refused for.
        other => match Reason::from_name(other) {
            Some(scanned) => reason::words(scanned, None).title,
            None => orders::FAULT_LINE,
        },
    }
}

/// The rows as the table draws them.
struct FaultRows<'a, 'c> {
    each: &'a dyn Fn(usize) -> Option<Shown>,
    cx: &'a Cx<'c>,
}

impl FaultRows<'_, '_> {
    fn at(&self, index: u64) -> Option<Shown> {
        (self.each)(usize::try_from(index).ok()?)
    }
}

impl Rows for FaultRows<'_, '_> {
    fn name(&mut self, index: u64) -> Option<String> {
        let fault = self.at(index)?;
        Some(format!("{} {} {}", fault.place, fault.value, fault.why))
    }

    fn chosen(&mut self, _index: u64) -> bool {
        false
    }

    fn cell(&mut self, ui: &mut Ui, index: u64, column: usize) {
        let colours = self.cx.colours;
        let Some(fault) = self.at(index) else { return };
        match column {
            0 => cell(ui, &fault.place, colours.ink),
            1 => cell_mono(ui, &fault.value, colours.muted),
            _ => cell(ui, &fault.why, colours.bad),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_of_its_own() {
        // Those of this room, and some that scans of delivered modules are refused for.
        for name in [
            "empty",
            "sn_format",
            "pk_format",
            "duplicate_sn",
            "duplicate_dk",
            "wrong_product",
            "image_unreadable",
            "no_qr_code",
            "qr_of_another_kind",
            "not_listed",
            "image_differs",
            "image_missing",
            "imei_check_digit",
            "imei_length",
            "mac_format",
            "dk_format",
            "unknown_code",
            "columns",
            "name_format",
        ] {
            assert_ne!(why(name), orders::FAULT_LINE, "{name}");
        }
    }
}
