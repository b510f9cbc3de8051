//! Which mask a QR code gets (ISO/IEC 18004, 7.8.3): the one that leaves the fewest patterns that
//! mislead a reader.
//!
//! The encoder's own search asks for each module one by one and is most of the work of drawing a code.
//! This one has a row of modules in one word and asks for all of them at once. It counts what the
//! encoder's counts, so both choose the same mask; a test holds them together.

use qrcode::Color;
use qrcode::canvas::{Canvas, MaskPattern};

/// The masks, in the order of their numbers: of equal ones the first is taken.
const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// A row of modules; the module in column `x` is bit `x`. Codes that are wider are rare here, and
/// left to the encoder.
type Bits = u64;

/// Modules that fit one row.
const WIDEST: usize = Bits::BITS as usize;

/// Draws a canvas with the mask that suits it best; gives its modules, row by row, true = dark.
pub(super) fn best(canvas: &Canvas, side: usize) -> Vec<bool> {
    let masked = |mask: &MaskPattern| {
        let mut masked = canvas.clone();
        masked.apply_mask(*mask);
        masked.into_colors().into_iter().map(|colour| colour == Color::Dark).collect::<Vec<bool>>()
    };
    let best =
        if side <= WIDEST { MASKS.iter().map(masked).min_by_key(|dark| penalty(dark, side)) } else { None };
    best.unwrap_or_else(|| {
        canvas.apply_best_mask().into_colors().into_iter().map(|colour| colour == Color::Dark).collect()
    })
}

/// How many misleading patterns there are, by weight.
fn penalty(dark: &[bool], side: usize) -> u32 {
    let (mut rows, mut columns) = ([0; WIDEST], [0; WIDEST]);
    for (y, row) in dark.chunks_exact(side).enumerate() {
        for (x, dark) in row.iter().enumerate() {
            rows[y] |= Bits::from(*dark) << x;
            columns[x] |= Bits::from(*dark) << y;
        }
    }
    let (rows, columns) = (&rows[..side], &columns[..side]);
    let lines = || rows.iter().chain(columns);
    let runs: u32 = lines().map(|line| runs(*line, side)).sum();
    let finders: u32 = lines().map(|line| finders(*line, side)).sum();
    runs + finders + blocks(rows, side) + balance(rows, side)
}

/// The lowest `count` bits.
const fn low(count: usize) -> Bits {
    if count >= WIDEST { Bits::MAX } else { (1 << count) - 1 }
}

/// Runs of five modules and more of one colour: their length less two.
fn runs(line: Bits, side: usize) -> u32 {
    let one = |line: Bits| {
        // A bit for each place where five begin; a run of n has n - 4 of them.
        let pairs = line & line >> 1;
        let fives = pairs & pairs >> 2 & line >> 4;
        let begins = fives & !(fives << 1);
        fives.count_ones() + 2 * begins.count_ones()
    };
    one(line) + one(!line & low(side))
}

/// Squares of two by two of one colour: three each.
fn blocks(rows: &[Bits], side: usize) -> u32 {
    let within = low(side - 1);
    let same = |pair: &[Bits]| {
        let (above, below) = (pair[0], pair[1]);
        let across = !(above ^ above >> 1) & !(below ^ below >> 1);
        (across & !(above ^ below) & within).count_ones()
    };
    3 * rows.windows(2).map(same).sum::<u32>()
}

/// What looks like a finder (`#.###.#` with four light modules before or behind): forty each. Beyond
/// the code all is light.
fn finders(line: Bits, side: usize) -> u32 {
    let light = !line;
    let shape = line & light >> 1 & line >> 2 & line >> 3 & line >> 4 & light >> 5 & line >> 6;
    let shape = shape & low(side - 6);
    // What is shifted in from beyond the word's ends counts as light, like what is beyond the code.
    let behind = (7..=10).fold(Bits::MAX, |all, by| all & !(line >> by));
    let before = (1..=4).fold(Bits::MAX, |all, by| all & !(line << by));
    40 * (shape & (behind | before)).count_ones()
}

/// How far dark modules are from half of all, in half percents.
fn balance(rows: &[Bits], side: usize) -> u32 {
    let dark: u32 = rows.iter().map(|row| row.count_ones()).sum();
    let all = u32::try_from(side * side).unwrap_or(u32::MAX);
    (dark * 200 / all).abs_diff(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcode::{EcLevel, QrCode};

    #[test]
    fn the_mask_is_the_encoders() {
        let check = |text: &str| {
            let expect: Vec<bool> = QrCode::with_error_correction_level(text, EcLevel::M)
                .unwrap()
                .to_colors()
                .into_iter()
                .map(|colour| colour == Color::Dark)
                .collect();
            let qr = crate::labels::Qr::encode(text).unwrap();
            let side = qr.side();
            let ours: Vec<bool> = (0..side * side).map(|at| qr.is_dark(at % side, at / side)).collect();
            assert!(ours == expect, "{text}: {side} modules");
        };
        ["", "PSCMDACK", "1", "中文 UTF-8"].into_iter().for_each(check);
        // Every size from the smallest to one beyond a word, and many codes of the usual one.
        (0..60).for_each(|n| check(&"aB3?".repeat(1 + n)));
        (0..200).for_each(|n| {
            check(&format!("pk=p11sf2&sn=VDR{:013}&v=1", n * 7_919_000_017_u64 % 10_u64.pow(13)))
        });
    }
}
