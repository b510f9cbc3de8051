//! What of a file cannot be used: where, what stands there, why, and what was expected, in words.
//!
//! A file may have a hundred thousand faults: words are made of those that are seen.

use egui::Ui;

use super::{Grid, GridState, Rows, page};
use crate::text::lists as words;
use crate::ui::cx::Cx;
use crate::ui::tokens::space;
use crate::ui::widgets::{self, Column, Width, cell, cell_mono};

/// A fault as the table shows it.
pub struct Shown {
    /// Where it is.
    pub place: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with that.
    pub why: String,
    /// What should stand there.
    pub expected: String,
}

/// Draws the table of so many faults; `each` words one of them. It fills what is left of a page of `room`
/// points, or, without one, is as high as a few rows.
pub fn show(
    ui: &mut Ui,
    cx: &Cx<'_>,
    grid: &mut GridState,
    title: &str,
    (count, each): (usize, &dyn Fn(usize) -> Option<Shown>),
    room: Option<f32>,
) {
    ui.add_space(space::M);
    widgets::title(ui, title);
    let height = room.map_or_else(|| page::table_height(count), |room| page::rest(ui, room));
    let Some(part) = page::halves(ui, height, false).table else { return };
    let columns = [
        Column::new(cx.t(words::WHERE), Width::Exact(WHERE)),
        Column::new(cx.t(words::VALUE), Width::Exact(VALUE)),
        Column::new(cx.t(words::WHY), Width::Rest(WHY)),
        Column::new(cx.t(words::EXPECTED), Width::Rest(EXPECTED)),
    ];
    page::framed(ui, cx.colours, part, "faults", |ui| {
        let shape = Grid { id: "faults", columns: &columns, keep: 4, rows: count as u64 };
        grid.show(ui, cx.colours, shape, &mut FaultRows { each, cx });
    });
}

/// Width of `VDR7098612099028.png`.
const WHERE: f32 = 190.0;
/// Least width of the reason.
const WHY: f32 = 220.0;
/// Least width of what was expected.
const EXPECTED: f32 = 220.0;
/// Width of a value: most are keys.
const VALUE: f32 = 168.0;

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
        Some(format!("{} {} {} {}", fault.place, fault.value, fault.why, fault.expected))
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
            2 => cell(ui, &fault.why, colours.bad),
            _ => cell(ui, &fault.expected, colours.ink),
        }
    }
}
