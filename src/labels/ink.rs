//! How codes become shapes on paper: what every printed page is drawn with. Lengths are in millimetres.

use krilla::geom::{PathBuilder, Rect};

use super::Qr;

/// Points of PDF in a millimetre.
pub(super) const MM: f32 = 72.0 / 25.4;

/// Adds a rectangle to a shape.
pub(super) fn push(path: &mut PathBuilder, (x, y): (f32, f32), (wide, high): (f32, f32)) {
    if let Some(rect) = Rect::from_xywh(x * MM, y * MM, wide * MM, high * MM) {
        path.push_rect(rect);
    }
}

/// Adds a code to a shape; `x` and `y` are the corner of its quiet zone.
pub(super) fn push_qr(path: &mut PathBuilder, qr: &Qr, (x, y): (f32, f32), module: f32) {
    let quiet = Qr::QUIET as f32;
    for row in 0..qr.side() {
        let mut column = 0;
        while column < qr.side() {
            // Runs, not modules: no hair line between two of them.
            let run = (column..qr.side()).take_while(|at| qr.is_dark(*at, row)).count();
            if run > 0 {
                let (left, top) = ((column as f32 + quiet) * module, (row as f32 + quiet) * module);
                push(path, (x + left, y + top), (run as f32 * module, module));
            }
            column += run.max(1);
        }
    }
}
