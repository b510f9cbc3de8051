//! Values as they are typed: a text that is none yet (a number, bytes, a device's identity) stays on the
//! screen and out of the settings.

use std::fmt::Display;
use std::str::FromStr;

use egui::Ui;

use super::fault_at;
use super::faults::{self, Fault, Place};
use crate::text::Text;
use crate::ui::cx::Cx;
use crate::ui::parts::form;

/// Which value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Its name on the screen.
    pub(super) name: Text,
    /// Its key in the file.
    pub(super) key: &'static str,
    /// Where it stands.
    pub(super) place: Place,
    /// What a value looks like.
    pub(super) hint: &'static str,
}

/// The texts as they were typed.
#[derive(Default)]
pub(super) struct Numbers(Vec<Typed>);

struct Typed {
    place: Place,
    key: &'static str,
    text: String,
    /// It is a value.
    good: bool,
}

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
        let read = |text: &str| text.trim().parse().ok();
        self.typed(ui, cx, row, (value, N::to_string, read), fault);
    }

    /// A field of any value that is written by `write` and read by `read`.
    pub(super) fn typed<V>(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        row: &Row,
        (value, write, read): (&mut V, impl Fn(&V) -> String, impl Fn(&str) -> Option<V>),
        fault: Option<&Fault>,
    ) {
        let at = self.0.iter().position(|typed| (typed.place, typed.key) == (row.place, row.key));
        let mut text = at.map_or_else(|| write(value), |at| self.0[at].text.clone());
        let what = fault_at(cx, fault, row.place, row.key);
        if form::checked_field(ui, cx.colours, cx.t(row.name), &mut text, row.hint, what) {
            if let Some(at) = at {
                self.0.remove(at);
            }
            let read = read(&text);
            let good = read.is_some();
            if let Some(read) = read {
                *value = read;
            }
            // Written as the value would be, the text would change under the caret: "0c2e:0" is a
            // device already, and would become "0c2e:0000".
            self.0.push(Typed { place: row.place, key: row.key, text, good });
        }
    }

    /// The first text that is no value.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.0.iter().find(|typed| !typed.good).map(|typed| faults::of(typed.place, typed.key))
    }

    /// What was typed into one field is dropped.
    pub(super) fn forget_field(&mut self, place: Place, key: &str) {
        self.0.retain(|typed| (typed.place, typed.key) != (place, key));
    }

    /// Everything typed is dropped.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}
