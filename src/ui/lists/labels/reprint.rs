//! Issued SNs whose labels are printed again: a range, or a list that is pasted.

use egui::{TextEdit, Ui};

use crate::ledger::IssuedFilter;
use crate::order::is_sn;
use crate::station::labels::Which;
use crate::text::{Text, lists as words};
use crate::ui::cx::Cx;
use crate::ui::parts::form;
use crate::ui::tokens::size;
use crate::ui::widgets;

/// The fields.
#[derive(Debug, Default)]
pub(super) struct Reprint {
    from: String,
    to: String,
    these: String,
    unpaired: bool,
}

/// Rows of the field to paste into.
const ROWS: usize = 3;

impl Reprint {
    /// What it comes to; `None` while something is no SN.
    pub(super) fn which(&self) -> Option<Which> {
        let sns: Vec<String> = self.these().map(str::to_owned).collect();
        if !sns.is_empty() {
            return sns.iter().all(|sn| is_sn(sn)).then_some(Which::Listed { sns, unpaired: self.unpaired });
        }
        let bound = |text: &str| {
            let text = text.trim();
            (text.is_empty() || is_sn(text)).then(|| (!text.is_empty()).then(|| text.to_owned()))
        };
        let (from, to) = (bound(&self.from)?, bound(&self.to)?);
        Some(Which::Issued(IssuedFilter { from, to, unpaired: self.unpaired }))
    }

    /// How many are pasted; `None` where a range is meant.
    pub(super) fn listed(&self) -> Option<usize> {
        Some(self.these().count()).filter(|count| *count > 0)
    }

    /// One of them, as far as it is known here.
    pub(super) fn example(&self) -> Option<String> {
        self.these().chain([self.from.trim()]).find(|sn| is_sn(sn)).map(str::to_owned)
    }

    fn these(&self) -> impl Iterator<Item = &str> {
        let parts = self.these.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；'));
        parts.filter(|part| !part.is_empty())
    }

    /// Draws them.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        widgets::note(ui, cx.colours, cx.t(words::AGAIN_NOTE));
        for (name, text) in [(words::FROM, &mut self.from), (words::TO, &mut self.to)] {
            let wrong = !text.trim().is_empty() && !is_sn(text.trim());
            let fault = wrong.then(|| cx.t(words::FAULT_SN));
            form::checked_field(ui, cx.colours, cx.t(name), text, "", fault);
        }
        pasted(ui, cx, words::THESE, &mut self.these);
        let wrong = self.these().any(|sn| !is_sn(sn));
        form::show_fault(ui, cx.colours, wrong.then(|| cx.t(words::FAULT_SN)));
        form::switch(ui, cx.colours, cx.t(words::UNPAIRED), &mut self.unpaired);
    }
}

fn pasted(ui: &mut Ui, cx: &Cx<'_>, name: Text, text: &mut String) {
    form::named(ui, cx.t(name), |ui| {
        let wide = ui.available_width().min(2.0 * size::FIELD);
        let edit = TextEdit::multiline(text)
            .desired_rows(ROWS)
            .desired_width(wide)
            .hint_text(cx.t(words::THESE_HINT));
        let response = ui.add(edit);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(cx.t(name)));
    });
}
