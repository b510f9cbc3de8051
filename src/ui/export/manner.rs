//! How the files are written: columns, format, bytes, size, place.

use std::path::Path;

use egui::Ui;

use super::select::Select;
use crate::relation::{Format, Template};
use crate::station::desk::ExportRequest;
use crate::station::templates::Shelf;
use crate::text::{Lang, Text, export as words};
use crate::ui::cx::Cx;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{KnownTemplates, PathField, form};
use crate::ui::tokens::space;
use crate::ui::widgets::{self, card};

/// The choices of the card.
#[derive(Default)]
pub(super) struct Manner {
    /// Filled from the settings when the screen is first shown.
    begun: bool,
    columns: Columns,
    known: KnownTemplates,
    template: PathField,
    format: Format,
    bytes: Bytes,
    rows: String,
    out: PathField,
    by: String,
    /// The operator was typed here, and no longer follows the line.
    by_hand: bool,
}

/// Where the columns come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Columns {
    /// Each order's own template.
    #[default]
    OfOrder,
    /// A preset or one of the user's own, by name.
    Named(String),
    /// The user's own file.
    File,
}

/// The bytes of a CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Bytes {
    #[default]
    Utf8,
    Utf8Bom,
    Gbk,
}

impl Manner {
    /// Takes the defaults from the settings once, and the operator from the line.
    pub(super) fn begin(&mut self, cx: &Cx<'_>) {
        if !self.by_hand {
            self.by.clone_from(&cx.view.operator);
        }
        if self.known.tend(cx) {
            self.forget_removed();
        }
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        let export = &cx.settings.export;
        self.rows = export.rows_per_file.to_string();
        self.bytes = match (export.gbk, export.bom) {
            (true, _) => Bytes::Gbk,
            (false, true) => Bytes::Utf8Bom,
            (false, false) => Bytes::Utf8,
        };
        self.out = PathField::new(&export_directory(&export.directory, cx.data));
    }

    /// A named template came or went.
    pub(super) fn templates_changed(&mut self, cx: &Cx<'_>) {
        self.known.refresh(cx);
    }

    /// A template that is gone cannot stay chosen.
    fn forget_removed(&mut self) {
        if let Columns::Named(name) = &self.columns
            && Template::preset(name).is_none()
            && !self.known.own().unwrap_or_default().contains(name)
        {
            self.columns = Columns::OfOrder;
        }
    }

    /// What to ask the station for; `None` while something is missing.
    pub(super) fn request(&self, cx: &Cx<'_>, select: &Select) -> Option<ExportRequest> {
        let template = match &self.columns {
            Columns::OfOrder => None,
            Columns::Named(name) => Some(name.clone()),
            Columns::File => Some(self.template.path()?.display().to_string()),
        };
        Some(ExportRequest {
            out: self.out.path()?,
            filter: select.filter(),
            template,
            shelf: Shelf::of(cx.data),
            format: self.format,
            bom: self.bytes == Bytes::Utf8Bom,
            gbk: self.bytes == Bytes::Gbk,
            rows_per_file: self.rows_per_file()?,
            operator: self.by.trim().to_owned(),
            station: cx.settings.station.clone(),
        })
    }

    fn rows_per_file(&self) -> Option<u64> {
        self.rows.trim().parse().ok().filter(|rows| *rows > 0)
    }

    /// Draws the card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::HOW));
            ui.add_space(space::S);
            self.columns(ui, cx);
            let formats = [(Format::Csv, cx.t(words::CSV)), (Format::Xlsx, cx.t(words::XLSX))];
            form::choice(ui, cx.colours, cx.t(words::FORMAT), &mut self.format, &formats);
            self.bytes(ui, cx);
            let fault = self.rows_per_file().is_none().then(|| cx.t(words::ROWS_FAULT));
            form::checked_field(ui, cx.colours, cx.t(words::ROWS), &mut self.rows, "", fault);
            self.out.show(ui, cx, cx.t(words::FOLDER), Wanted::Folder);
            let fault = self.out.path().is_none().then(|| cx.t(words::FOLDER_FAULT));
            form::show_fault(ui, cx.colours, fault);
            let by = cx.t(words::BY);
            self.by_hand |= widgets::field(ui, by, &mut self.by, cx.t(words::BY_HINT)).changed();
        });
    }

    fn columns(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let named = self.known.choices(cx).into_iter().map(|(name, label)| (Columns::Named(name), label));
        let mut choices = vec![(Columns::OfOrder, cx.t(words::TEMPLATE_OF_ORDER).to_owned())];
        choices.extend(named);
        choices.push((Columns::File, cx.t(words::TEMPLATE_FILE).to_owned()));
        form::choose(ui, cx.colours, cx.t(words::TEMPLATE), &mut self.columns, &choices);
        form::show_fault(ui, cx.colours, self.known.fault(cx));
        if self.columns == Columns::File {
            let endings = Wanted::Open(&["csv", "xlsx"]);
            self.template.show(ui, cx, cx.t(words::TEMPLATE_PATH), endings);
            let fault = self.template.path().is_none().then(|| cx.t(words::TEMPLATE_FAULT));
            form::show_fault(ui, cx.colours, fault);
        }
    }

    fn bytes(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if self.format == Format::Xlsx {
            widgets::note(ui, cx.colours, cx.t(words::XLSX_NOTE));
            return;
        }
        let own = match &self.columns {
            Columns::OfOrder => false,
            Columns::Named(name) => Template::preset(name).is_none(),
            Columns::File => true,
        };
        if own {
            widgets::note(ui, cx.colours, cx.t(words::TEMPLATE_FILE_NOTE));
            return;
        }
        let choices = [
            (Bytes::Utf8, cx.t(words::UTF8)),
            (Bytes::Utf8Bom, cx.t(words::UTF8_BOM)),
            (Bytes::Gbk, cx.t(words::GBK)),
        ];
        form::choice(ui, cx.colours, cx.t(words::BYTES), &mut self.bytes, &choices);
    }
}

/// Where exports go unless the user says otherwise.
pub(crate) fn export_directory(set: &Path, data: &Path) -> std::path::PathBuf {
    if set.as_os_str().is_empty() { data.join("exports") } else { set.to_owned() }
}

/// A preset in words; its name stands with it, as the work order file and the command line know it.
pub(crate) fn preset(lang: Lang, name: &str) -> String {
    let words: Option<Text> = match name {
        "quectel-zh" => Some(words::PRESET_ZH),
        "quectel-en" => Some(words::PRESET_EN),
        "quectel-zh-pk-first" => Some(words::PRESET_PK_FIRST),
        "legacy-tool" => Some(words::PRESET_LEGACY),
        _ => None,
    };
    words.map_or_else(|| name.to_owned(), |words| words::preset(lang, lang.t(words), name))
}
