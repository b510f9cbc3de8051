//! What the station remembers of printing labels: the printer, and what it is loaded with.

use serde::{Deserialize, Serialize};

use crate::labels::printer;
use crate::labels::stock::Stock;
use crate::labels::zpl::Dpi;

/// Printing of labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LabelSettings {
    /// Label printer, `HOST[:PORT]`; empty = none yet.
    pub printer: String,
    /// Its resolution: 203, 300 or 600.
    pub dpi: u16,
    /// Its labels, as [`Stock::name`].
    pub roll: String,
    /// Stock of printed sheets, as [`Stock::name`].
    pub sheet: String,
    /// Sheets are printed so many mm further to the right: the office printer is off.
    pub offset_x: f32,
    /// And further down.
    pub offset_y: f32,
}

impl Default for LabelSettings {
    fn default() -> LabelSettings {
        LabelSettings {
            printer: String::new(),
            dpi: Dpi::default().number(),
            roll: "40x30".into(),
            sheet: "L7651".into(),
            offset_x: 0.0,
            offset_y: 0.0,
        }
    }
}

impl LabelSettings {
    /// The first rule these settings break: a word to find its line by, and the fault.
    pub(super) fn first_fault(&self) -> Option<(String, String)> {
        if !self.printer.is_empty() && printer::address(&self.printer).is_none() {
            let what = format!("\"{}\" is no printer's address; write HOST or HOST:PORT", self.printer);
            return Some((self.printer.clone(), what));
        }
        if Dpi::of(self.dpi).is_none() {
            return Some(("dpi".into(), format!("dpi = {} must be 203, 300 or 600", self.dpi)));
        }
        [&self.roll, &self.sheet].into_iter().find_map(|name| {
            let error = name.parse::<Stock>().err()?;
            Some((name.clone(), error.to_string()))
        })
    }
}
