//! The log as a file: what the filter shows, all of it.

use std::path::Path;

use egui::Ui;

use crate::station::scan_log::{LogFile, LogSelection};
use crate::text::scan_log as words;
use crate::ui::cx::Cx;
use crate::ui::parts::write_card::{Words, WriteCard};
use crate::ui::parts::{PathField, form, shape};

/// A button, the card it opens, and the work under way.
#[derive(Default)]
pub(super) struct ToFile {
    card: WriteCard<u64>,
    format: Option<LogFile>,
}

const WORDS: Words = Words {
    title: words::TO_FILE_TITLE,
    note: words::TO_FILE_NOTE,
    file: words::FILE,
    write: words::WRITE,
    writing: words::WRITING,
    cancelled: words::CANCELLED,
};

const FORMATS: [(LogFile, &str, &str); 3] =
    [(LogFile::Csv, "CSV", "csv"), (LogFile::Xlsx, "XLSX", "xlsx"), (LogFile::Json, "JSON", "jsonl")];

fn ending(format: LogFile) -> &'static str {
    FORMATS.iter().find(|(of, ..)| *of == format).map_or("csv", |(_, _, ending)| *ending)
}

impl ToFile {
    /// Draws the button that opens the card, each time with a fresh name beside the exports.
    pub(super) fn button(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if self.card.button(ui, cx, words::TO_FILE) {
            self.format = Some(LogFile::Csv);
            let now = cx.clock.date_time(cx.clock.now());
            let stamp: String = now.chars().filter(char::is_ascii_digit).collect();
            let folder = crate::ui::export::export_directory(&cx.settings.export.directory, cx.data);
            self.card.suggest(&folder.join(format!("scan_log_{stamp}.{}", ending(LogFile::Csv))));
        }
    }

    /// Draws the card, while it is open.
    pub(super) fn card(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, selection: &LogSelection) {
        let chosen = self.format.unwrap_or(LogFile::Csv);
        let format = &mut self.format;
        let above = |ui: &mut Ui, cx: &Cx<'_>, path: &mut PathField| {
            let mut wanted = chosen;
            let choices = FORMATS.map(|(format, name, _)| (format, name));
            if form::choice(ui, cx.colours, cx.t(words::FORMAT), &mut wanted, &choices) {
                *format = Some(wanted);
                if let Some(old) = path.path() {
                    *path = PathField::new(&old.with_extension(ending(wanted)));
                }
            }
            ending(wanted)
        };
        let begin = |cx: &Cx<'_>, path| cx.desk.write_log(selection.clone(), chosen, path);
        let written = |cx: &Cx<'_>, rows: &u64, _: &Path| words::written(cx.lang, &shape::count(*rows));
        self.card.show(ui, cx, &WORDS, above, begin, written);
    }
}
