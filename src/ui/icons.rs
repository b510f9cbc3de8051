//! Icons, painted: no glyph can be missing, and they scale with their square.

use std::f32::consts::TAU;

use egui::{Color32, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, pos2, vec2};

/// An icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Icon {
    /// Good.
    Check,
    /// Bad.
    Cross,
    /// Careful.
    Warning,
    /// Next.
    Play,
    /// Both ways.
    Swap,
    /// Wait.
    Pause,
    /// The same again.
    Again,
    /// Compare.
    Lens,
    /// The line's screen.
    Station,
    /// A list.
    Records,
    /// Out of the box.
    Export,
    /// A log with something to see in it.
    ScanLog,
    /// Bars.
    Numbers,
    /// A paper with lines.
    Orders,
    /// A label on its string.
    Lists,
    /// Sliders.
    Settings,
    /// Nothing here.
    Empty,
    /// A badge on its clip.
    Badge,
    /// A barcode gun.
    Gun,
    /// A plug out of its socket.
    Unplugged,
    /// Locked.
    Lock,
    /// A recording.
    Record,
    /// Training.
    Training,
    /// More is below.
    Folded,
    /// It is shown.
    Unfolded,
}

/// Shows an icon of `side` points in the flow of a ui.
pub fn show(ui: &mut Ui, icon: Icon, side: f32, colour: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    paint(ui.painter(), icon, rect, colour);
    response
}

/// Paints an icon into the square in the middle of `rect`.
pub fn paint(painter: &Painter, icon: Icon, rect: Rect, colour: Color32) {
    let pen = Pen::new(painter, rect, colour);
    match icon {
        Icon::Gun => {
            pen.line(0.10, &[(0.12, 0.22), (0.70, 0.22), (0.88, 0.40), (0.12, 0.40), (0.12, 0.22)]);
            pen.line(0.10, &[(0.22, 0.40), (0.32, 0.84), (0.52, 0.84), (0.44, 0.40)]);
        }
        Icon::Check => pen.line(0.14, &[(0.14, 0.54), (0.40, 0.80), (0.88, 0.26)]),
        Icon::Cross => {
            pen.line(0.14, &[(0.18, 0.18), (0.82, 0.82)]);
            pen.line(0.14, &[(0.82, 0.18), (0.18, 0.82)]);
        }
        Icon::Warning => {
            pen.closed(0.09, &[(0.5, 0.10), (0.94, 0.88), (0.06, 0.88)]);
            pen.line(0.10, &[(0.5, 0.38), (0.5, 0.62)]);
            pen.dot((0.5, 0.75), 0.06);
        }
        Icon::Play => pen.fill(&[(0.20, 0.12), (0.88, 0.5), (0.20, 0.88)]),
        Icon::Swap => {
            pen.line(0.07, &[(0.06, 0.34), (0.94, 0.34)]);
            pen.line(0.07, &[(0.72, 0.14), (0.94, 0.34), (0.72, 0.54)]);
            pen.line(0.07, &[(0.94, 0.68), (0.06, 0.68)]);
            pen.line(0.07, &[(0.28, 0.48), (0.06, 0.68), (0.28, 0.88)]);
        }
        Icon::Pause => {
            pen.fill(&[(0.20, 0.14), (0.42, 0.14), (0.42, 0.86), (0.20, 0.86)]);
            pen.fill(&[(0.58, 0.14), (0.80, 0.14), (0.80, 0.86), (0.58, 0.86)]);
        }
        Icon::Again => {
            pen.arc(0.11, 0.34, 0.08, 0.88);
            pen.fill(&[(0.66, 0.02), (0.98, 0.28), (0.60, 0.40)]);
        }
        Icon::Lens => {
            pen.ring(0.11, (0.42, 0.42), 0.28);
            pen.line(0.13, &[(0.64, 0.64), (0.88, 0.88)]);
        }
        Icon::Unplugged | Icon::Lock | Icon::Record | Icon::Training | Icon::Folded | Icon::Unfolded => {
            guns(&pen, icon);
        }
        Icon::Station
        | Icon::Records
        | Icon::Export
        | Icon::ScanLog
        | Icon::Numbers
        | Icon::Orders
        | Icon::Lists
        | Icon::Settings => screen(&pen, icon),
        Icon::Badge => {
            pen.closed(0.07, &[(0.16, 0.26), (0.84, 0.26), (0.84, 0.92), (0.16, 0.92)]);
            pen.line(0.09, &[(0.40, 0.12), (0.60, 0.12)]);
            pen.dot((0.5, 0.50), 0.10);
            pen.line(0.09, &[(0.32, 0.76), (0.68, 0.76)]);
        }
        Icon::Empty => {
            pen.closed(0.06, &[(0.12, 0.30), (0.88, 0.30), (0.88, 0.86), (0.12, 0.86)]);
            pen.line(
                0.06,
                &[(0.12, 0.54), (0.36, 0.54), (0.42, 0.66), (0.58, 0.66), (0.64, 0.54), (0.88, 0.54)],
            );
            pen.line(0.06, &[(0.30, 0.14), (0.70, 0.14)]);
        }
    }
}

/// The icons of the Scanners screen, and of what goes on there.
fn guns(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Unplugged => {
            pen.line(0.10, &[(0.04, 0.5), (0.22, 0.5)]);
            pen.fill(&[(0.20, 0.28), (0.42, 0.28), (0.42, 0.72), (0.20, 0.72)]);
            pen.line(0.08, &[(0.42, 0.40), (0.54, 0.40)]);
            pen.line(0.08, &[(0.42, 0.60), (0.54, 0.60)]);
            pen.line(0.08, &[(0.84, 0.28), (0.68, 0.28), (0.68, 0.72), (0.84, 0.72)]);
            pen.line(0.10, &[(0.84, 0.5), (0.98, 0.5)]);
        }
        Icon::Lock => {
            pen.fill(&[(0.18, 0.46), (0.82, 0.46), (0.82, 0.92), (0.18, 0.92)]);
            pen.line(
                0.10,
                &[(0.32, 0.48), (0.32, 0.24), (0.42, 0.12), (0.58, 0.12), (0.68, 0.24), (0.68, 0.48)],
            );
        }
        Icon::Record => pen.dot((0.5, 0.5), 0.34),
        Icon::Training => {
            pen.fill(&[(0.02, 0.40), (0.5, 0.18), (0.98, 0.40), (0.5, 0.62)]);
            pen.line(0.09, &[(0.24, 0.56), (0.24, 0.76), (0.5, 0.86), (0.76, 0.76), (0.76, 0.56)]);
            pen.line(0.07, &[(0.92, 0.42), (0.92, 0.76)]);
        }
        Icon::Folded => pen.line(0.12, &[(0.36, 0.20), (0.66, 0.5), (0.36, 0.80)]),
        _ => pen.line(0.12, &[(0.20, 0.36), (0.5, 0.66), (0.80, 0.36)]),
    }
}

/// The icons of the rail.
fn screen(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Station => {
            pen.closed(0.08, &[(0.12, 0.12), (0.88, 0.12), (0.88, 0.88), (0.12, 0.88)]);
            pen.fill(&[(0.34, 0.34), (0.66, 0.34), (0.66, 0.66), (0.34, 0.66)]);
        }
        Icon::Records => {
            for y in [0.22, 0.5, 0.78] {
                pen.line(0.09, &[(0.10, y), (0.90, y)]);
            }
        }
        Icon::Export => {
            pen.line(0.08, &[(0.5, 0.66), (0.5, 0.10)]);
            pen.line(0.08, &[(0.28, 0.32), (0.5, 0.10), (0.72, 0.32)]);
            pen.line(0.08, &[(0.12, 0.58), (0.12, 0.88), (0.88, 0.88), (0.88, 0.58)]);
        }
        Icon::ScanLog => {
            for x in [0.14, 0.34, 0.66, 0.86] {
                pen.line(0.07, &[(x, 0.16), (x, 0.84)]);
            }
            pen.line(0.12, &[(0.5, 0.16), (0.5, 0.56)]);
            pen.dot((0.5, 0.78), 0.07);
        }
        Icon::Numbers => {
            pen.line(0.08, &[(0.08, 0.90), (0.92, 0.90)]);
            for (x, top) in [(0.24, 0.58), (0.5, 0.36), (0.76, 0.12)] {
                pen.line(0.15, &[(x, 0.86), (x, top)]);
            }
        }
        Icon::Orders => {
            pen.closed(0.08, &[(0.18, 0.10), (0.82, 0.10), (0.82, 0.90), (0.18, 0.90)]);
            for y in [0.34, 0.52, 0.70] {
                pen.line(0.07, &[(0.34, y), (0.66, y)]);
            }
        }
        Icon::Lists => {
            pen.closed(0.08, &[(0.10, 0.10), (0.50, 0.10), (0.92, 0.52), (0.54, 0.92), (0.10, 0.50)]);
            pen.dot((0.30, 0.30), 0.08);
            pen.line(0.07, &[(0.42, 0.58), (0.62, 0.38)]);
            pen.line(0.07, &[(0.54, 0.70), (0.74, 0.50)]);
        }
        _ => {
            for (y, knob) in [(0.22, 0.66), (0.5, 0.32), (0.78, 0.58)] {
                pen.line(0.07, &[(0.10, y), (0.90, y)]);
                pen.dot((knob, y), 0.11);
            }
        }
    }
}

/// Paints in a square of 1×1.
struct Pen<'a> {
    painter: &'a Painter,
    origin: Pos2,
    side: f32,
    colour: Color32,
}

impl Pen<'_> {
    fn new(painter: &Painter, rect: Rect, colour: Color32) -> Pen<'_> {
        let side = rect.width().min(rect.height());
        Pen { painter, origin: rect.center() - Vec2::splat(side / 2.0), side, colour }
    }

    fn at(&self, (x, y): (f32, f32)) -> Pos2 {
        self.origin + vec2(x, y) * self.side
    }

    fn stroke(&self, width: f32) -> Stroke {
        Stroke::new((width * self.side).max(1.0), self.colour)
    }

    fn line(&self, width: f32, points: &[(f32, f32)]) {
        self.painter.add(Shape::line(points.iter().map(|p| self.at(*p)).collect(), self.stroke(width)));
    }

    fn closed(&self, width: f32, points: &[(f32, f32)]) {
        self.painter
            .add(Shape::closed_line(points.iter().map(|p| self.at(*p)).collect(), self.stroke(width)));
    }

    fn fill(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|p| self.at(*p)).collect();
        self.painter.add(Shape::convex_polygon(points, self.colour, Stroke::NONE));
    }

    fn dot(&self, at: (f32, f32), radius: f32) {
        self.painter.circle_filled(self.at(at), radius * self.side, self.colour);
    }

    fn ring(&self, width: f32, at: (f32, f32), radius: f32) {
        self.painter.circle_stroke(self.at(at), radius * self.side, self.stroke(width));
    }

    /// Part of a circle around the middle, from one turn to another (0 = right, clockwise, 1 = once around).
    fn arc(&self, width: f32, radius: f32, from: f32, to: f32) {
        const STEPS: usize = 32;
        let points = (0..=STEPS)
            .map(|i| {
                let turn = (from + (to - from) * i as f32 / STEPS as f32) * TAU;
                pos2(0.5 + radius * turn.cos(), 0.5 + radius * turn.sin())
            })
            .map(|p| self.at((p.x, p.y)))
            .collect();
        self.painter.add(Shape::line(points, self.stroke(width)));
    }
}
