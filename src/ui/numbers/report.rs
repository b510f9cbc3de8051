//! The report: a button, the card it opens, and the work under way.

use egui::Ui;

use crate::station::numbers::{Numbers, NumbersSelection};
use crate::station::report::ReportRequest;
use crate::text::numbers as words;
use crate::ui::cx::Cx;
use crate::ui::parts::shape;
use crate::ui::parts::write_card::{Words, WriteCard};

/// Its state.
#[derive(Default)]
pub(super) struct ReportCard {
    card: WriteCard<Numbers>,
    /// What the path was made up for; typing it makes it the user's.
    of: Option<NumbersSelection>,
}

const WORDS: Words = Words {
    title: words::REPORT_TITLE,
    note: words::REPORT_NOTE,
    file: words::FILE,
    write: words::WRITE,
    writing: words::WRITING,
    cancelled: words::CANCELLED,
};

impl ReportCard {
    /// Draws the button that opens the card.
    pub(super) fn button(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.card.button(ui, cx, words::REPORT);
    }

    /// Draws the card, while it is open.
    pub(super) fn card(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, selection: &NumbersSelection) {
        if self.card.is_open() && self.of.as_ref() != Some(selection) && !self.card.is_running() {
            self.card.suggest(&suggested(cx, selection));
            self.of = Some(selection.clone());
        }
        let begin = |cx: &Cx<'_>, out| {
            cx.desk.report(ReportRequest {
                out,
                selection: selection.clone(),
                lang: cx.lang,
                station: cx.settings.station.clone(),
                operator: cx.view.operator.clone(),
                made: cx.clock.stamp(cx.clock.now()),
            })
        };
        let written = |cx: &Cx<'_>, numbers: &Numbers, path: &std::path::Path| {
            words::written(cx.lang, &shape::count(numbers.total.good), &path.display().to_string())
        };
        self.card.show(ui, cx, &WORDS, |_, _, _| "xlsx", begin, written);
    }
}

/// `report_20260301_白班_WO1.xlsx`, beside the exports.
fn suggested(cx: &Cx<'_>, selection: &NumbersSelection) -> std::path::PathBuf {
    let days = if selection.from == selection.to {
        selection.to.to_string()
    } else {
        format!("{}-{}", selection.from, selection.to)
    };
    let shift = selection.shift.as_deref().unwrap_or_default();
    let order = selection.order.as_deref().unwrap_or_default();
    let stem = crate::relation::named_stem("report", &[&days, shift, order]);
    let folder = crate::ui::export::export_directory(&cx.settings.export.directory, cx.data);
    folder.join(format!("{stem}.xlsx"))
}
