//! Numbers as they are typed: what is no number yet stays on the screen and out of the settings.

use std::fmt::Display;
use std::str::FromStr;

use egui::Ui;

use super::fault_at;
use super::faults::{self, Fault, Place};
use crate::text::Text;
use crate::ui::cx::Cx;
use crate::ui::parts::form;

/// Which number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Its name on the screen.
    pub(super) name: Text,
    /// Its key in the file.
    pub(super) key: &'static str,
    /// Where it stands.
    pub(super) place: Place,
}

/// The texts that are no numbers.
#[derive(Default)]
pub(super) struct Numbers(Vec<(Place, &'static str, String)>);

impl Numbers {
    /// A field; the value changes only when the text is a number.
    pub(super) fn show<N: FromStr + Display>(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        row: &Row,
        value: &mut N,
        fault: Option<&Fault>,
    ) {
        let at = self.0.iter().position(|(place, key, _)| (*place, *key) == (row.place, row.key));
        let mut text = at.map_or_else(|| value.to_string(), |at| self.0[at].2.clone());
        let what = fault_at(cx, fault, row.place, row.key);
        if form::checked_field(ui, cx.colours, cx.t(row.name), &mut text, "", what) {
            if let Some(at) = at {
                self.0.remove(at);
            }
            match text.trim().parse() {
                Ok(number) => *value = number,
                Err(_) => self.0.push((row.place, row.key, text)),
            }
        }
    }

    /// The first text that is no number.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.0.first().map(|(place, key, _)| faults::of(*place, key))
    }

    /// Everything typed is dropped.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}
