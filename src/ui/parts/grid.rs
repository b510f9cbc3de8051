//! A table of any length whose rows can be chosen.

use egui::accesskit::Role;
use egui::style::ScrollStyle;
use egui::{Align, Layout, RichText, ScrollArea, Sense, Ui, WidgetInfo};
use egui_extras::{Column as Col, TableBuilder};

use crate::ui::fonts;
use crate::ui::tokens::{Palette, font, size, space};
use crate::ui::widgets::{Column, Side, Width, pressed};

/// What a table is made of.
#[derive(Debug, Clone, Copy)]
pub struct Grid<'a> {
    /// To tell it from others.
    pub id: &'a str,
    /// Its columns, the most important first: where there is no room, the last ones are left out.
    pub columns: &'a [Column<'a>],
    /// How many of them always stay; where there is no room even for these, the table scrolls
    /// sideways.
    pub keep: usize,
    /// How many rows.
    pub rows: u64,
}

/// What a table remembers between frames.
#[derive(Debug, Default)]
pub struct GridState {
    offset: f32,
    jump: Option<f32>,
}

/// What a table is asked for each row.
pub trait Rows {
    /// The row as one text, for those who do not see it; `None` while it is not there.
    fn name(&mut self, index: u64) -> Option<String>;
    /// Whether it is the one chosen.
    fn chosen(&mut self, index: u64) -> bool;
    /// Draws a cell.
    fn cell(&mut self, ui: &mut Ui, index: u64, column: usize);
}

impl GridState {
    /// Goes to the first row at the next frame.
    pub fn to_top(&mut self) {
        self.jump = Some(0.0);
    }

    /// Rows came in above: what one reads stays where it is, unless that is the top.
    pub fn shift(&mut self, rows: u64) {
        if self.offset > size::ROW && rows > 0 {
            self.jump = Some(self.jump.unwrap_or(self.offset) + rows as f32 * size::ROW);
        }
    }

    /// Draws the table into the room there is; gives the row that was pressed.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        colours: &Palette,
        grid: Grid<'_>,
        rows: &mut dyn Rows,
    ) -> Option<u64> {
        let columns = fitting(grid, ui.available_width());
        let grid = Grid { columns, ..grid };
        let least = needed(columns);
        let mut pressed = None;
        ScrollArea::horizontal().id_salt((grid.id, "sideways")).auto_shrink(false).show(ui, |ui| {
            ui.set_width(least.max(ui.available_width()));
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.spacing_mut().scroll = scroll_style();
            pressed = self.table(ui, colours, grid, rows);
        });
        pressed
    }

    fn table(&mut self, ui: &mut Ui, colours: &Palette, grid: Grid<'_>, rows: &mut dyn Rows) -> Option<u64> {
        let mut chosen = None;
        let mut builder = TableBuilder::new(ui)
            .id_salt(grid.id)
            .striped(true)
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .animate_scrolling(false)
            .sense(Sense::click())
            .cell_layout(Layout::left_to_right(Align::Center));
        if let Some(offset) = self.jump.take() {
            builder = builder.vertical_scroll_offset(offset);
        }
        let stretches = grid.columns.iter().any(|column| matches!(column.width, Width::Rest(_)));
        for (at, column) in grid.columns.iter().enumerate() {
            let last = at + 1 == grid.columns.len();
            builder = builder.column(match column.width {
                Width::Exact(points) if stretches || !last => Col::exact(points).clip(true),
                Width::Exact(least) | Width::Rest(least) => Col::remainder().at_least(least).clip(true),
            });
        }
        let table = builder.header(size::HEADER, |mut header| {
            for column in grid.columns {
                header.col(|ui| aligned(ui, column.side, |ui| heading(ui, colours, column.title)));
            }
        });
        let shown = table.body(|body| {
            let count = usize::try_from(grid.rows).unwrap_or(usize::MAX);
            body.rows(size::ROW, count, |mut row| {
                let index = row.index() as u64;
                let is = rows.chosen(index);
                row.set_selected(is);
                for (at, column) in grid.columns.iter().enumerate() {
                    row.col(|ui| aligned(ui, column.side, |ui| rows.cell(ui, index, at)));
                }
                let response = row.response();
                if let Some(name) = rows.name(index) {
                    response.widget_info(|| WidgetInfo::selected(Role::Row, true, is, &name));
                    if pressed(&response) {
                        chosen = Some(index);
                    }
                }
            });
        });
        self.offset = shown.state.clamped_offset().y;
        chosen
    }
}

/// The columns there is room for.
fn fitting<'a>(grid: Grid<'a>, room: f32) -> &'a [Column<'a>] {
    let fits = |count: &usize| needed(&grid.columns[..*count]) <= room;
    let count = (grid.keep..=grid.columns.len()).rev().find(fits).unwrap_or(grid.keep);
    &grid.columns[..count]
}

/// The least room for these columns and the bar beside them.
fn needed(columns: &[Column<'_>]) -> f32 {
    let widths: f32 = columns.iter().map(|column| least(column.width) + space::S).sum();
    widths + 2.0 * space::M
}

/// A bar that is always there and that a gloved finger can drag, however many rows there are.
fn scroll_style() -> ScrollStyle {
    ScrollStyle {
        bar_width: space::M,
        handle_min_length: size::TOUCH,
        foreground_color: true,
        ..ScrollStyle::solid()
    }
}

fn least(width: Width) -> f32 {
    match width {
        Width::Exact(points) | Width::Rest(points) => points,
    }
}

fn heading(ui: &mut Ui, colours: &Palette, title: &str) {
    let title = RichText::new(title).font(fonts::bold(font::SMALL)).color(colours.muted);
    ui.add(egui::Label::new(title).truncate());
}

fn aligned(ui: &mut Ui, side: Side, add: impl FnOnce(&mut Ui)) {
    match side {
        Side::Left => {
            ui.add_space(space::XS);
            add(ui);
        }
        Side::Right => {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(space::S);
                add(ui);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_give_way_from_the_last_one() {
        let columns = [100.0, 50.0, 70.0, 30.0].map(|points| Column::new("", Width::Exact(points)));
        let check = |room: f32, expected: usize| {
            let grid = Grid { id: "", columns: &columns, keep: 2, rows: 0 };
            assert_eq!(fitting(grid, room).len(), expected, "{room} points");
        };
        check(1000.0, 4);
        check(306.0, 4);
        check(305.0, 3);
        check(230.0, 2);
        check(10.0, 2);
    }
}
