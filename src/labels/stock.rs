//! Label stock as data: where the labels lie on a page. All lengths are in millimetres.
//!
//! A sheet is a page of many labels; a roll for a label printer is a page of one. The figures are those of
//! the makers' own templates. Of Avery's A4 sheets the maker says label, count and gap, and centres the lot
//! on the page; of its Letter sheets the margins are printed, too. Rolls have no maker: they are named by
//! their size, as shops sell them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// Label stock.
#[derive(Debug, Clone, PartialEq)]
pub struct Stock {
    name: Cow<'static, str>,
    /// Width and height of the page.
    pub page: [f32; 2],
    /// Width and height of a label.
    pub label: [f32; 2],
    /// Columns and rows.
    pub grid: [usize; 2],
    /// From the page's left and upper edge to the first label.
    pub margin: [f32; 2],
    /// From one label's left or upper edge to the next one's.
    pub pitch: [f32; 2],
}

/// Why something is no stock.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StockError {
    /// Neither a preset nor figures.
    #[error(
        "{0:?} is no label stock: write one of {known}; a label's size in mm (40x30); or page, label, columns and rows, \
         margins and gaps (210x297,38.1x21.2,5x13,4.75x10.7,2.5x0)",
        known = names()
    )]
    Unknown(String),
    /// A figure that cannot be.
    #[error("the stock's {what} of {value} cannot be: {expected}")]
    Figure {
        /// Which.
        what: &'static str,
        /// It.
        value: f32,
        /// What it must be.
        expected: &'static str,
    },
    /// The labels reach over the page's edge.
    #[error(
        "the labels do not fit the page: they need {needs:.1} mm of its {side}, and it has {has:.1}; see to margins, gaps and count"
    )]
    DoesNotFit {
        /// `width` or `height`.
        side: &'static str,
        /// What margin, labels and gaps come to.
        needs: f32,
        /// What the page has.
        has: f32,
    },
}

/// Rounding of figures in inches.
const SLACK: f32 = 0.05;
/// Longest side of a page: A3, with room.
const LONGEST: f32 = 500.0;
/// Most labels on a side of a page.
const MOST: usize = 100;
const A4: [f32; 2] = [210.0, 297.0];
const INCH: f32 = 25.4;
const LETTER: [f32; 2] = [8.5 * INCH, 11.0 * INCH];

/// Every preset.
pub static PRESETS: [Stock; 11] = [
    // avery.co.uk: L7160, 21 a sheet; 2.54 mm between columns.
    Stock::centred("L7160", [63.5, 38.1], [3, 7], 2.54),
    // L7159, 24 a sheet.
    Stock::centred("L7159", [63.5, 33.9], [3, 8], 2.54),
    // L7651, 65 a sheet; 2.5 mm between columns.
    Stock::centred("L7651", [38.1, 21.2], [5, 13], 2.5),
    // avery-zweckform.com: L4731REV, 189 a sheet.
    Stock::centred("L4731", [25.4, 10.0], [7, 27], 2.5),
    // avery.com: 5160, 30 a sheet of 2 5/8 × 1 inch; 3/16 and 1/2 inch of margin, 1/8 between columns.
    Stock::letter("5160", [2.625, 1.0], [3, 10], [0.1875, 0.5], [2.75, 1.0]),
    // 5167, 80 a sheet of 1 3/4 × 1/2 inch; 9/32 inch and 1/2 inch of margin, 5/16 between columns.
    Stock::letter("5167", [1.75, 0.5], [4, 20], [0.28125, 0.5], [2.0625, 0.5]),
    Stock::roll("60x40", [60.0, 40.0]),
    Stock::roll("50x30", [50.0, 30.0]),
    Stock::roll("40x30", [40.0, 30.0]),
    Stock::roll("30x20", [30.0, 20.0]),
    Stock::roll("25x25", [25.0, 25.0]),
];

impl Stock {
    /// On A4, as far from the left edge as from the right, and likewise upright; rows touch.
    const fn centred(name: &'static str, label: [f32; 2], grid: [usize; 2], gap: f32) -> Stock {
        let (columns, rows) = (grid[0] as f32, grid[1] as f32);
        let left = (A4[0] - columns * label[0] - (columns - 1.0) * gap) / 2.0;
        let top = (A4[1] - rows * label[1]) / 2.0;
        let pitch = [label[0] + gap, label[1]];
        Stock { name: Cow::Borrowed(name), page: A4, label, grid, margin: [left, top], pitch }
    }

    /// On Letter, in inches.
    const fn letter(
        name: &'static str,
        label: [f32; 2],
        grid: [usize; 2],
        margin: [f32; 2],
        pitch: [f32; 2],
    ) -> Stock {
        Stock {
            name: Cow::Borrowed(name),
            page: LETTER,
            label: [label[0] * INCH, label[1] * INCH],
            grid,
            margin: [margin[0] * INCH, margin[1] * INCH],
            pitch: [pitch[0] * INCH, pitch[1] * INCH],
        }
    }

    /// One label a page.
    const fn roll(name: &'static str, label: [f32; 2]) -> Stock {
        Stock {
            name: Cow::Borrowed(name),
            page: label,
            label,
            grid: [1, 1],
            margin: [0.0, 0.0],
            pitch: label,
        }
    }

    /// Of the user's own figures; `gap` lies between labels.
    ///
    /// # Errors
    /// [`StockError::Figure`], [`StockError::DoesNotFit`].
    pub fn custom(
        page: [f32; 2],
        label: [f32; 2],
        grid: [usize; 2],
        margin: [f32; 2],
        gap: [f32; 2],
    ) -> Result<Stock, StockError> {
        let figure = |what, value, expected| Err(StockError::Figure { what, value, expected });
        for value in page.into_iter().chain(label) {
            if !(5.0..=LONGEST).contains(&value) {
                return figure("page or label", value, "5 to 500 mm");
            }
        }
        for value in margin.into_iter().chain(gap) {
            if !(0.0..=LONGEST).contains(&value) {
                return figure("margin or gap", value, "0 to 500 mm");
            }
        }
        for count in grid {
            if !(1..=MOST).contains(&count) {
                return figure("columns or rows", count as f32, "1 to 100");
            }
        }
        for (at, side) in ["width", "height"].into_iter().enumerate() {
            let count = grid[at] as f32;
            let needs = margin[at] + count * label[at] + (count - 1.0) * gap[at];
            if needs > page[at] + SLACK {
                return Err(StockError::DoesNotFit { side, needs, has: page[at] });
            }
        }
        let pitch = [label[0] + gap[0], label[1] + gap[1]];
        let numbers = |pair: [f32; 2]| format!("{}x{}", pair[0], pair[1]);
        let name = if page == label && grid == [1, 1] && margin == [0.0, 0.0] {
            numbers(label)
        } else {
            let grid = format!("{}x{}", grid[0], grid[1]);
            [numbers(page), numbers(label), grid, numbers(margin), numbers(gap)].join(",")
        };
        Ok(Stock { name: Cow::Owned(name), page, label, grid, margin, pitch })
    }

    /// Its name, from which [`str::parse`] makes it again: a preset's, or its figures.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Labels on a page.
    pub fn per_page(&self) -> usize {
        self.grid[0] * self.grid[1]
    }

    /// Whether a page is one label: what a label printer is loaded with.
    pub fn is_roll(&self) -> bool {
        self.per_page() == 1
    }

    /// The left upper corner of a page's label, counted from 0 along the rows.
    pub fn corner(&self, index: usize) -> [f32; 2] {
        let (column, row) = (index % self.grid[0], index / self.grid[0]);
        [self.margin[0] + column as f32 * self.pitch[0], self.margin[1] + row as f32 * self.pitch[1]]
    }
}

fn names() -> String {
    PRESETS.each_ref().map(Stock::name).join(", ")
}

impl fmt::Display for Stock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl FromStr for Stock {
    type Err = StockError;

    /// A preset's name, `WIDTHxHEIGHT` of a roll, or `PAGE,LABEL,GRID,MARGIN,GAP`, each a pair.
    fn from_str(text: &str) -> Result<Stock, StockError> {
        let text = text.trim();
        let preset = PRESETS.iter().find(|stock| stock.name.eq_ignore_ascii_case(text));
        if let Some(preset) = preset {
            return Ok(preset.clone());
        }
        let unknown = || StockError::Unknown(text.to_owned());
        let pairs: Vec<[f32; 2]> = text.split(',').map(pair).collect::<Option<_>>().ok_or_else(unknown)?;
        match pairs.as_slice() {
            [label] => Stock::custom(*label, *label, [1, 1], [0.0; 2], [0.0; 2]),
            [page, label, grid, margin, gap] => {
                let count = |value: f32| (value.fract() == 0.0 && value >= 0.0).then_some(value as usize);
                let grid = [count(grid[0]).ok_or_else(unknown)?, count(grid[1]).ok_or_else(unknown)?];
                Stock::custom(*page, *label, grid, *margin, *gap)
            }
            _ => Err(unknown()),
        }
    }
}

/// `38.1x21.2`, also with `×` and `X`.
fn pair(text: &str) -> Option<[f32; 2]> {
    let (first, second) = text.split_once(['x', 'X', '×', '*'])?;
    let number = |text: &str| text.trim().parse().ok().filter(|number: &f32| number.is_finite());
    Some([number(first)?, number(second)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_what_its_maker_says() {
        let check = |name: &str, per_page: usize, left: f32, top: f32, last: [f32; 2]| {
            let stock: Stock = name.parse().unwrap();
            assert_eq!(stock.per_page(), per_page, "{name}");
            let corner = stock.corner(per_page - 1);
            for (found, expect) in stock.margin.into_iter().chain(corner).zip([left, top, last[0], last[1]]) {
                assert!((found - expect).abs() < 0.06, "{name}: {found} instead of {expect}");
            }
            // What is right of the last label is as wide as what is left of the first.
            let right = stock.page[0] - corner[0] - stock.label[0];
            assert!((right - stock.margin[0]).abs() < 0.06, "{name}: {right} mm at the right");
            assert!(corner[1] + stock.label[1] <= stock.page[1] + SLACK, "{name}");
        };
        check("L7160", 21, 7.21, 15.15, [139.29, 243.75]);
        check("L7159", 24, 7.21, 12.9, [139.29, 250.2]);
        check("L7651", 65, 4.75, 10.7, [167.15, 265.1]);
        check("l4731", 189, 8.6, 13.5, [176.0, 273.5]);
        check("5160", 30, 4.76, 12.7, [144.46, 241.3]);
        check("5167", 80, 7.14, 12.7, [164.31, 254.0]);
        for roll in ["60x40", "50x30", "40x30", "30x20", "25x25"] {
            check(roll, 1, 0.0, 0.0, [0.0, 0.0]);
        }
    }

    #[test]
    fn a_stock_is_made_again_from_its_name() {
        let own =
            ["70×35", "32.5x18", "210x297,38.1x21.2,5x13,4.75x10.7,2.5x0"].map(|text| text.parse().unwrap());
        for stock in PRESETS.iter().cloned().chain(own) {
            assert_eq!(stock.name().parse::<Stock>().unwrap(), stock);
        }
    }

    #[test]
    fn what_is_no_stock_is_named() {
        let check = |text: &str, expect: &str| {
            let error = text.parse::<Stock>().unwrap_err().to_string();
            assert!(error.contains(expect), "{text}: {error}");
        };
        check("", "L7160, L7159");
        check("L9999", "no label stock");
        check("40x", "no label stock");
        check("40x30,2x2", "no label stock");
        check("NaNx30", "no label stock");
        check("210x297,30x20,2.5x3,0x0,0x0", "no label stock");
        check("4x30", "5 to 500");
        check("210x297,30x20,0x3,0x0,0x0", "1 to 100");
        check("210x297,30x20,3x3,-1x0,0x0", "0 to 500");
        check("210x297,60x20,4x3,0x0,0x0", "need 240.0 mm of its width, and it has 210.0");
        check("210x297,60x20,3x14,0x10,0x1", "need 303.0 mm of its height");
    }
}
