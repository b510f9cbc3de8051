//! Text put into a given place: as large as asked where there is room, smaller where there is not,
//! cut at last. Each piece has its accessible name.
//!
//! The line's screen and the alarm are laid out as places computed from the window's size, so that
//! nothing ever runs out of its card.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, FontId, Galley, Rect, Sense, Ui, Vec2, WidgetInfo, vec2};

use super::tokens::font;

/// A piece of text and how it should look.
#[derive(Clone)]
pub struct Lettering<'a> {
    /// The words.
    pub text: &'a str,
    /// Which font, at a size.
    pub font: fn(f32) -> FontId,
    /// The size wanted, in points.
    pub size: f32,
    /// Colour.
    pub colour: Color32,
    /// Where in its place it stands.
    pub align: Align2,
    /// How many lines it may take.
    pub lines: usize,
}

impl<'a> Lettering<'a> {
    /// One line at the left, in the middle of the place's height.
    pub fn new(text: &'a str, font: fn(f32) -> FontId, size: f32, colour: Color32) -> Lettering<'a> {
        Lettering { text, font, size, colour, align: Align2::LEFT_CENTER, lines: 1 }
    }

    /// The same, elsewhere in its place.
    pub fn align(self, align: Align2) -> Lettering<'a> {
        Lettering { align, ..self }
    }

    /// The same, on up to so many lines.
    pub fn lines(self, lines: usize) -> Lettering<'a> {
        Lettering { lines, ..self }
    }

    /// Puts it into `place` and returns where it stands. Nothing is put into no room.
    pub fn put(&self, ui: &mut Ui, place: Rect) -> Rect {
        let rect = self.paint(ui, place);
        if rect.is_positive() {
            name(ui, rect, Role::Label, self.text);
        }
        rect
    }

    /// Puts it into `place` without a name, for what is named as part of something larger.
    pub fn paint(&self, ui: &Ui, place: Rect) -> Rect {
        if self.text.is_empty() || place.width() < font::LEAST || place.height() < font::LEAST / 2.0 {
            return Rect::NOTHING;
        }
        let galley = self.fit(ui, place);
        let rect = self.align.align_size_within_rect(galley.size(), place);
        ui.painter().galley(rect.min, galley, self.colour);
        rect
    }

    /// Where the baseline of its first line will be in `place`.
    pub fn baseline(&self, ui: &Ui, place: Rect) -> f32 {
        let galley = self.fit(ui, place);
        let top = self.align.align_size_within_rect(galley.size(), place).top();
        let first = galley.rows.first();
        let down = first.and_then(|row| Some(row.pos.y + row.glyphs.first()?.pos.y));
        top + down.unwrap_or_default()
    }

    /// How large it will be in `place`.
    pub fn measure(&self, ui: &Ui, place: Rect) -> Vec2 {
        self.fit(ui, place).size()
    }

    /// How wide it is on one line, if there is all the room in the world.
    pub fn width(&self, ui: &Ui) -> f32 {
        self.layout(ui, self.size, f32::INFINITY, false).size().x
    }

    /// The largest size at which it fits.
    fn fit(&self, ui: &Ui, place: Rect) -> Arc<Galley> {
        const STEPS: usize = 12;
        let mut size = self.size;
        for _ in 0..STEPS {
            let galley = self.layout(ui, size, place.width(), false);
            let (wide, high) = (galley.size().x, galley.size().y);
            if galley.rows.len() <= self.lines && wide <= place.width() + 0.5 && high <= place.height() + 0.5
            {
                return galley;
            }
            let next = if self.lines == 1 {
                let one_line = self.layout(ui, size, f32::INFINITY, false).size();
                size * (place.width() / one_line.x).min(place.height() / one_line.y).min(0.98)
            } else {
                size * 0.92
            };
            if next < font::LEAST {
                break;
            }
            size = next;
        }
        self.layout(ui, size.min(font::LEAST), place.width(), true)
    }

    fn layout(&self, ui: &Ui, size: f32, width: f32, cut: bool) -> Arc<Galley> {
        let mut job = LayoutJob::simple(self.text.to_owned(), (self.font)(size), self.colour, width);
        job.break_on_newline = self.lines > 1;
        if cut {
            job.wrap = TextWrapping { max_width: width, max_rows: self.lines, ..TextWrapping::default() };
        }
        ui.painter().layout_job(job)
    }
}

/// Gives something painted its accessible name.
pub fn name(ui: &mut Ui, rect: Rect, role: Role, name: &str) {
    let id = ui.next_auto_id();
    ui.skip_ahead_auto_ids(1);
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(role, true, name));
}

/// A square in the middle of the left end of `rect`, as high as `share` of it.
pub fn square_left(rect: Rect, share: f32) -> Rect {
    let side = rect.height() * share;
    Rect::from_center_size(rect.left_center() + vec2(side / 2.0, 0.0), vec2(side, side))
}
