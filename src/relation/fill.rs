//! What the user has put into a column that the station knows nothing of: a text, with placeholders.
//!
//! `A7-{date}` is `A7-20260301` for a pair of that production day; a text without placeholders is the
//! same in every row. A filled cell goes to the platform and may be opened in a spreadsheet, so it
//! never holds a control character and never begins as a formula does.

use super::{Row, RowFault};
use crate::order::formula_start;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// Characters of a filling text at most: as many as the platform takes for a device's name.
const MAX_CHARS: usize = 254;

/// What one column is filled with; [`Fill::from_str`] is the way to one, its [`fmt::Display`] the way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fill {
    source: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Slot(Slot),
}

/// A placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Dk,
    Pk,
    Sn,
    Name,
    Order,
    Date,
}

impl Slot {
    const NAMES: [(&'static str, Slot); 6] = [
        ("dk", Slot::Dk),
        ("pk", Slot::Pk),
        ("sn", Slot::Sn),
        ("name", Slot::Name),
        ("order", Slot::Order),
        ("date", Slot::Date),
    ];
}

/// What is wrong with a filling text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FillFault {
    /// Nothing to fill with.
    #[error("it is empty: write the text that is to stand there, such as A7-{{date}}")]
    Empty,
    /// Too long.
    #[error("it has {chars} characters, {max} are allowed: shorten it")]
    TooLong {
        /// Its length.
        chars: usize,
        /// The limit.
        max: usize,
    },
    /// A character that is no text.
    #[error("it holds the control character U+{0:04X}: remove it")]
    Control(u32),
    /// A spreadsheet would run it.
    #[error("it begins with {0:?}, which a spreadsheet runs as a formula: begin it with a letter or digit")]
    Formula(char),
    /// A placeholder nobody knows, or one that is not closed.
    #[error("{found} is no placeholder: write {{dk}}, {{pk}}, {{sn}}, {{name}}, {{order}} or {{date}}")]
    Placeholder {
        /// It, with its brace.
        found: String,
    },
}

impl Fill {
    /// Whether it is the same in every row.
    pub fn is_constant(&self) -> bool {
        !self.pieces.iter().any(|piece| matches!(piece, Piece::Slot(_)))
    }

    /// What it stands for in a row. `{date}` is the production day, `20260301`, and empty where the row
    /// has none.
    pub fn text<'a>(&'a self, row: &Row<'a>) -> Cow<'a, str> {
        if let [Piece::Text(text)] = &self.pieces[..] {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(self.source.len());
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Slot(Slot::Dk) => out.push_str(row.dk),
                Piece::Slot(Slot::Pk) => out.push_str(row.pk),
                Piece::Slot(Slot::Sn) => out.push_str(row.sn),
                Piece::Slot(Slot::Name) => out.push_str(row.name),
                Piece::Slot(Slot::Order) => out.push_str(row.order),
                Piece::Slot(Slot::Date) if row.day == 0 => {}
                Piece::Slot(Slot::Date) => out.push_str(&format!("{:08}", row.day)),
            }
        }
        Cow::Owned(out)
    }

    /// The parts that are the same in every row: what the template's encoding must have.
    pub(super) fn constants(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            Piece::Slot(_) => None,
        })
    }
}

/// Whether a cell that the user's rule has filled may go to the platform.
pub(super) fn check_cell(header: &str, required: bool, cell: &str) -> Result<(), RowFault> {
    if required && cell.is_empty() {
        return Err(RowFault::FilledEmpty { header: header.to_owned() });
    }
    match formula_start(cell) {
        Some(first) => Err(RowFault::FilledFormula { header: header.to_owned(), first }),
        None => Ok(()),
    }
}

impl FromStr for Fill {
    type Err = FillFault;

    fn from_str(source: &str) -> Result<Fill, FillFault> {
        if source.trim().is_empty() {
            return Err(FillFault::Empty);
        }
        let chars = source.chars().count();
        if chars > MAX_CHARS {
            return Err(FillFault::TooLong { chars, max: MAX_CHARS });
        }
        // U+FFFE and U+FFFF are no characters; XML cannot hold them.
        if let Some(c) = source.chars().find(|c| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}')) {
            return Err(FillFault::Control(c.into()));
        }
        if let Some(first) = formula_start(source) {
            return Err(FillFault::Formula(first));
        }
        Ok(Fill { source: source.to_owned(), pieces: pieces(source)? })
    }
}

fn pieces(source: &str) -> Result<Vec<Piece>, FillFault> {
    let (mut pieces, mut rest) = (Vec::new(), source);
    while let Some(open) = rest.find('{') {
        let (text, slot) = rest.split_at(open);
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_owned()));
        }
        let close = slot.find('}');
        let name = close.map_or("", |close| &slot[1..close]);
        let Some((_, known)) = Slot::NAMES.iter().find(|(known, _)| *known == name) else {
            let found = close.map_or(slot, |close| &slot[..=close]).to_owned();
            return Err(FillFault::Placeholder { found });
        };
        pieces.push(Piece::Slot(*known));
        rest = &slot[name.len() + 2..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}

impl fmt::Display for Fill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl TryFrom<String> for Fill {
    type Error = FillFault;

    fn try_from(source: String) -> Result<Fill, FillFault> {
        source.parse()
    }
}

impl From<Fill> for String {
    fn from(fill: Fill) -> String {
        fill.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: Row<'static> = Row { order: "WO1", day: 20_260_301, ..Row::new("D", "P", "S", "名") };

    #[test]
    fn placeholders_stand_for_what_the_row_has() {
        let check = |source: &str, expect: &str, constant: bool| {
            let fill: Fill = source.parse().unwrap();
            assert_eq!((fill.text(&ROW).as_ref(), fill.is_constant()), (expect, constant), "{source}");
            assert_eq!(fill.to_string(), source);
        };
        check("A7", "A7", true);
        check("批次 1", "批次 1", true);
        check("a}b", "a}b", true);
        check("{date}", "20260301", false);
        check("A7-{date}", "A7-20260301", false);
        check("{order}/{dk}/{pk}/{sn}/{name}", "WO1/D/P/S/名", false);
        check("{sn}{sn}x", "SSx", false);
    }

    #[test]
    fn a_row_without_order_and_day_leaves_them_empty() {
        let fill: Fill = "{order}{date}".parse().unwrap();
        assert_eq!(fill.text(&Row::new("D", "P", "S", "")), "");
    }

    #[test]
    fn every_fault_is_named() {
        let check = |source: &str, words: &str| {
            let fault = source.parse::<Fill>().unwrap_err().to_string();
            assert!(fault.contains(words), "{source}: {fault}");
        };
        check("", "it is empty");
        check("  ", "it is empty");
        check(&"x".repeat(255), "255 characters, 254 are allowed");
        check("a\tb", "U+0009");
        check("a\nb", "U+000A");
        check("=1+1", "begins with '='");
        check("+86", "begins with '+'");
        check("-1", "begins with '-'");
        check("@A1", "begins with '@'");
        check("{imei}", "{imei} is no placeholder");
        check("a{dk", "{dk is no placeholder");
        check("{}", "{} is no placeholder");
        check("{DATE}", "{DATE} is no placeholder");
        check("{{dk}}", "{{dk} is no placeholder");
    }

    #[test]
    fn a_filled_cell_is_checked_where_it_comes_from_the_row() {
        let check = |required: bool, cell: &str, expect: Option<&str>| {
            let found = check_cell("批次", required, cell).err().map(|fault| fault.to_string());
            match expect {
                None => assert_eq!(found, None, "{cell}"),
                Some(words) => {
                    assert!(found.as_ref().is_some_and(|f| f.contains(words)), "{cell}: {found:?}")
                }
            }
        };
        check(true, "A7", None);
        check(false, "", None);
        check(true, "", Some("column 批次 comes out empty"));
        check(false, "=x", Some("column 批次 would begin with '='"));
    }
}
