//! The orders of the ledger, to choose from.

use crate::ledger::OrderRecord;
use crate::station::Task;
use crate::ui::cx::Cx;
use crate::ui::words::shift_name;

/// The orders, newest first, as they were last asked for.
#[derive(Default)]
pub struct KnownOrders {
    records: Option<Vec<OrderRecord>>,
    asked: Option<Task<Vec<OrderRecord>>>,
}

impl KnownOrders {
    /// Asks again. What was known stays until the answer.
    pub fn refresh(&mut self, cx: &Cx<'_>) {
        self.asked = Some(cx.desk.orders());
    }

    /// Asks if nothing is known and nothing was asked.
    pub fn ask_once(&mut self, cx: &Cx<'_>) {
        if self.records.is_none() && self.asked.is_none() {
            self.refresh(cx);
        }
    }

    /// Takes the answer, if it has come; an error is shown to the user.
    pub fn take(&mut self, cx: &mut Cx<'_>) {
        let Some(answer) = self.asked.as_ref().and_then(Task::poll) else { return };
        self.asked = None;
        match answer {
            Ok(records) => self.records = Some(records),
            Err(error) => {
                // Not asked again in every frame.
                self.records.get_or_insert_default();
                cx.error(&error);
            }
        }
    }

    /// The orders; `None` before the first answer.
    pub fn all(&self) -> Option<&[OrderRecord]> {
        self.records.as_deref()
    }

    /// One of them.
    pub fn find(&self, name: &str) -> Option<&OrderRecord> {
        self.records.iter().flatten().find(|record| record.order.name == name)
    }

    /// Choices of a filter: `all` for no order, then each by its name.
    pub fn choices(&self, all: &str) -> Vec<(Option<String>, String)> {
        let names = self.records.iter().flatten().map(|record| &record.order.name);
        choices(all, names)
    }
}

/// Choices of a filter of shifts: `all` for none, then each that is set up.
pub fn shift_choices(cx: &Cx<'_>, all: &str) -> Vec<(Option<String>, String)> {
    let shifts = choices(all, cx.settings.shifts.iter().map(|shift| &shift.name));
    let shown = |(name, label): (Option<String>, String)| {
        let label = name.as_deref().map_or(label, |name| shift_name(cx.lang, name).to_owned());
        (name, label)
    };
    shifts.into_iter().map(shown).collect()
}

/// Choices of a filter: `all` for none, then each name.
pub fn choices<'n>(all: &str, names: impl Iterator<Item = &'n String>) -> Vec<(Option<String>, String)> {
    let none = (None, all.to_owned());
    std::iter::once(none).chain(names.map(|name| (Some(name.clone()), name.clone()))).collect()
}
