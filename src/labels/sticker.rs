//! What stands on a label, and where: a code, and under it (on a wide label: beside it) its text.
//!
//! One layout for paper, label printers and the preview. All lengths are in millimetres from the label's
//! left upper corner.

use super::Qr;

/// A label to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sticker {
    /// What its code says.
    pub code: String,
    /// What people read, line by line: the SN, and perhaps another line.
    pub lines: Vec<String>,
}

/// Where things stand on a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    /// Left and upper edge of the code, quiet zone and all.
    pub code: [f32; 2],
    /// Its side, quiet zone and all.
    pub side: f32,
    /// Left and upper edge of the text.
    pub text: [f32; 2],
    /// Width and height there is for the text.
    pub room: [f32; 2],
    /// The text stands under the code, and in the middle; else beside it.
    pub under: bool,
}

/// From the label's edge to text: what printers are off.
const EDGE: f32 = 1.0;
/// A label so many times as wide as high has its text beside the code.
const WIDE: f32 = 2.0;
/// Height of a line of text under the code, as a part of the label's height; and its bounds.
const LINE: f32 = 0.11;
const LINES: [f32; 2] = [2.0, 4.0];
/// Largest type.
const TYPE: f32 = 3.4;
/// Distance of lines, in type sizes.
pub const LEADING: f32 = 1.2;
/// A line is broken only for type so many times as large: an unbroken SN is easier to read off.
const WORTH: f32 = 1.25;
/// Most lines a text is broken into.
const MOST: usize = 4;

/// Narrowest module that a gun reads from a label (7 mil).
pub const LEAST_MODULE: f32 = 0.17;

impl Layout {
    /// Of a label of this width and height, with so many lines.
    pub fn of(label: [f32; 2], lines: usize) -> Layout {
        let [wide, high] = label;
        if lines > 0 && wide >= WIDE * high {
            let room = [wide - high - EDGE, high - 2.0 * EDGE];
            return Layout { code: [0.0, 0.0], side: high, text: [high, EDGE], room, under: false };
        }
        // The quiet zone parts code and text; at the lower edge the text keeps its distance.
        let text = lines as f32 * (LINE * high).clamp(LINES[0], LINES[1]);
        let below = if lines > 0 { text + EDGE } else { 0.0 };
        let side = wide.min(high - below);
        // What the label is higher than that is shared out above and below.
        let top = (high - below - side) / 2.0;
        let code = [(wide - side) / 2.0, top];
        Layout { code, side, text: [EDGE, top + side], room: [wide - 2.0 * EDGE, text], under: true }
    }

    /// Width of a module of this code.
    pub fn module(&self, qr: &Qr) -> f32 {
        self.side / qr.side_with_quiet_zone() as f32
    }

    /// The text in lines that fit, and its type size: as large as there is room for. `em` is how wide a
    /// line is, in type sizes.
    pub fn set(&self, lines: &[String], em: impl Fn(&str) -> f32) -> (Vec<String>, f32) {
        let [wide, high] = self.room;
        let size_of = |lines: &[String]| {
            let widest = lines.iter().map(|line| em(line)).fold(f32::EPSILON, f32::max);
            (wide / widest).min(high / (LEADING * lines.len().max(1) as f32)).min(TYPE)
        };
        let broken =
            |parts: usize| lines.iter().flat_map(|line| in_parts(line, parts)).collect::<Vec<String>>();
        let all = (1..=MOST).map(|parts| {
            let lines = broken(parts);
            let size = size_of(&lines);
            (lines, size)
        });
        all.reduce(|best, next| if next.1 > best.1 * WORTH { next } else { best }).unwrap_or_default()
    }
}

/// A line in so many parts, as equal as can be.
fn in_parts(line: &str, parts: usize) -> Vec<String> {
    let letters: Vec<char> = line.chars().collect();
    let each = letters.len().div_ceil(parts).max(1);
    letters.chunks(each).map(|part| part.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::stock::PRESETS;

    #[test]
    fn code_and_text_keep_to_the_label_and_apart() {
        for stock in &PRESETS {
            let [wide, high] = stock.label;
            for lines in 0..=2 {
                let layout = Layout::of(stock.label, lines);
                let ([x, y], side) = (layout.code, layout.side);
                assert!(
                    x >= 0.0 && y >= 0.0 && x + side <= wide + 0.01 && y + side <= high + 0.01,
                    "{stock}"
                );
                if lines == 0 {
                    continue;
                }
                let ([left, top], [room, height]) = (layout.text, layout.room);
                assert!(left >= 0.9 && left + room <= wide - 0.9, "{stock}: {layout:?}");
                assert!(top + height <= high - 0.9, "{stock}: {layout:?}");
                assert!(left >= x + side - 0.01 || top >= y + side - 0.01, "{stock}: {layout:?}");
                let qr = Qr::encode("pk=p11sf2&sn=VDR7098612099028&v=1").unwrap();
                assert!(layout.module(&qr) >= LEAST_MODULE, "{stock}: {}", layout.module(&qr));
            }
        }
    }

    #[test]
    fn text_is_as_large_as_fits() {
        let layout = |room| Layout { code: [0.0; 2], side: 10.0, text: [0.0; 2], room, under: true };
        let check = |room: [f32; 2], lines: &[&str], expect: &[&str], size: f32| {
            let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            let (found, found_size) = layout(room).set(&lines, |line| line.len() as f32 * 0.5);
            assert_eq!(found, expect);
            assert!((found_size - size).abs() < 0.01, "{found_size}");
        };
        check([40.0, 10.0], &["VDR1"], &["VDR1"], TYPE);
        check([10.0, 2.4], &["ABCDEFGHIJ"], &["ABCDEFGHIJ"], 2.0);
        check([10.0, 12.0], &["ABCDEFGHIJ"], &["ABCDE", "FGHIJ"], TYPE);
        check([10.0, 24.0], &["ABCDEFGHIJKLMNOP", "X"], &["ABCDEF", "GHIJKL", "MNOP", "X"], 3.33);
        check([10.0, 10.0], &[], &[], TYPE);
    }
}
