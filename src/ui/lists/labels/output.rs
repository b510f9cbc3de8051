//! What becomes of labels: a package, sheets, a label printer, a file for one. Typed, judged as it is typed.

use std::path::PathBuf;

use egui::Ui;

use super::preview;
use crate::labels::label_sheet::{LabelSheet, LabelSheetError};
use crate::labels::printer;
use crate::labels::stock::{PRESETS, Stock, StockError};
use crate::labels::zpl::{Dpi, Zpl};
use crate::station::label_settings::LabelSettings;
use crate::station::labels::Output;
use crate::text::{Text, lists as words};
use crate::ui::cx::Cx;
use crate::ui::parts::form;
use crate::ui::widgets;

/// What becomes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Package,
    Sheet,
    Printer,
    Zpl,
}

impl Kind {
    const ALL: [(Kind, Text, Text); 4] = [
        (Kind::Package, words::OUT_PACKAGE, words::OUT_PACKAGE_NOTE),
        (Kind::Sheet, words::OUT_SHEET, words::OUT_SHEET_NOTE),
        (Kind::Printer, words::OUT_PRINTER, words::OUT_PRINTER_NOTE),
        (Kind::Zpl, words::OUT_ZPL, words::OUT_ZPL_NOTE),
    ];

    /// How the file ends; `None` where there is none.
    pub(super) fn ending(self) -> Option<&'static str> {
        match self {
            Kind::Package => Some("zip"),
            Kind::Sheet => Some("pdf"),
            Kind::Zpl => Some("zpl"),
            Kind::Printer => None,
        }
    }
}

/// A stock that is chosen, or one's own.
#[derive(Debug, Default)]
struct StockField {
    /// A preset's name; `None` = the figures.
    preset: Option<&'static str>,
    figures: String,
}

/// The fields.
#[derive(Debug, Default)]
pub(super) struct OutputForm {
    pub(super) kind: Kind,
    sheet: StockField,
    roll: StockField,
    start: String,
    copies: String,
    offset: [String; 2],
    frame: bool,
    pub(super) line: String,
    printer: String,
    dpi: Dpi,
    /// The settings were taken over once.
    begun: bool,
}

/// The presets that are sheets, or those that are rolls.
fn presets(rolls: bool) -> impl Iterator<Item = &'static Stock> {
    PRESETS.iter().filter(move |stock| stock.is_roll() == rolls)
}

impl StockField {
    fn of(name: &str, rolls: bool) -> StockField {
        let preset = presets(rolls).find(|stock| stock.name() == name).map(Stock::name);
        let figures = if preset.is_none() { name.to_owned() } else { String::new() };
        StockField { preset, figures }
    }

    fn stock(&self) -> Result<Stock, StockError> {
        self.preset.unwrap_or(&self.figures).parse()
    }

    fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, rolls: bool) {
        let mut choices: Vec<_> =
            presets(rolls).map(|stock| (Some(stock.name()), named(cx, stock))).collect();
        choices.push((None, cx.t(words::STOCK_OWN).to_owned()));
        form::choose(ui, cx.colours, cx.t(words::STOCK), &mut self.preset, &choices);
        if self.preset.is_none() {
            let fault = self.stock().err().map(|error| match error {
                StockError::DoesNotFit { .. } => cx.t(words::FAULT_ROOM),
                StockError::Unknown(_) | StockError::Figure { .. } => cx.t(words::FAULT_STOCK),
            });
            let hint = if rolls { "40x30" } else { "210x297,38.1x21.2,5x13,4.75x10.7,2.5x0" };
            form::checked_field(ui, cx.colours, cx.t(words::STOCK_FIGURES), &mut self.figures, hint, fault);
        }
    }
}

/// What a stock is called in the list.
pub(super) fn named(cx: &Cx<'_>, stock: &Stock) -> String {
    // A tenth of a millimetre is enough to tell labels apart.
    let [wide, high] = stock.label.map(|mm| {
        let text = format!("{mm:.1}");
        text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
    });
    match stock.is_roll() {
        true => words::stock_roll(cx.lang, &wide, &high),
        false => words::stock_sheet(cx.lang, stock.name(), stock.per_page(), &wide, &high),
    }
}

impl OutputForm {
    /// Begins with what the station remembers.
    fn begin(&mut self, settings: &LabelSettings) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        self.sheet = StockField::of(&settings.sheet, false);
        self.roll = StockField::of(&settings.roll, true);
        (self.start, self.copies) = ("1".into(), "1".into());
        self.offset = [settings.offset_x, settings.offset_y].map(|mm| mm.to_string());
        self.printer.clone_from(&settings.printer);
        self.dpi = Dpi::of(settings.dpi).unwrap_or_default();
    }

    /// What the station is to remember; `None` where something is wrong.
    pub(super) fn remembered(&self, before: &LabelSettings) -> LabelSettings {
        let mut settings = before.clone();
        match self.kind {
            Kind::Package => {}
            Kind::Sheet => {
                if let (Ok(stock), Some([x, y])) = (self.sheet.stock(), self.offset()) {
                    stock.name().clone_into(&mut settings.sheet);
                    (settings.offset_x, settings.offset_y) = (x, y);
                }
            }
            Kind::Printer | Kind::Zpl => {
                if let Ok(stock) = self.roll.stock() {
                    stock.name().clone_into(&mut settings.roll);
                }
                settings.dpi = self.dpi.number();
                if self.kind == Kind::Printer && printer::address(&self.printer).is_some() {
                    self.printer.trim().clone_into(&mut settings.printer);
                }
            }
        }
        settings
    }

    /// What it comes to, the file at `out`; `None` while something is missing or wrong.
    pub(super) fn output(&self, out: Option<PathBuf>) -> Option<Output> {
        match self.kind {
            Kind::Package => Some(Output::Package(out?)),
            Kind::Sheet => {
                Some(Output::Sheet(out?, self.label_sheet().filter(|sheet| sheet.check().is_ok())?))
            }
            Kind::Zpl => Some(Output::Zpl(out?, self.zpl()?)),
            Kind::Printer => {
                let (address, zpl) = self.printer()?;
                Some(Output::Printer(address, zpl))
            }
        }
    }

    /// The printer and what it is loaded with.
    pub(super) fn printer(&self) -> Option<(String, Zpl)> {
        printer::address(&self.printer).and(self.zpl()).map(|zpl| (self.printer.trim().to_owned(), zpl))
    }

    fn zpl(&self) -> Option<Zpl> {
        let zpl = Zpl::new(self.roll.stock().ok()?);
        Some(Zpl { dpi: self.dpi, copies: self.copies()?, ..zpl })
    }

    /// The sheet, where its fields are numbers; whether they can be, it says itself.
    fn label_sheet(&self) -> Option<LabelSheet> {
        Some(LabelSheet {
            stock: self.sheet.stock().ok()?,
            start: self.start.trim().parse().ok()?,
            copies: self.copies()?,
            offset: self.offset()?,
            frame: self.frame,
        })
    }

    fn copies(&self) -> Option<usize> {
        let most = crate::labels::label_sheet::MOST_COPIES;
        self.copies.trim().parse().ok().filter(|copies| (1..=most).contains(copies))
    }

    fn offset(&self) -> Option<[f32; 2]> {
        let number = |text: &String| text.trim().parse().ok().filter(|mm: &f32| mm.is_finite());
        Some([number(&self.offset[0])?, number(&self.offset[1])?])
    }

    /// Draws them.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.begin(&cx.settings.labels);
        let kinds = Kind::ALL.map(|(kind, name, _)| (kind, cx.t(name)));
        widgets::segmented(ui, cx.colours, cx.t(words::OUTPUT), &mut self.kind, &kinds);
        for (_, _, note) in Kind::ALL.into_iter().filter(|(kind, ..)| *kind == self.kind) {
            widgets::note(ui, cx.colours, cx.t(note));
        }
        match self.kind {
            Kind::Package => {}
            Kind::Sheet => self.show_sheet(ui, cx),
            Kind::Printer => {
                let wrong = printer::address(&self.printer).is_none();
                let fault = wrong.then(|| cx.t(words::FAULT_PRINTER));
                let name = cx.t(words::PRINTER);
                form::checked_field(ui, cx.colours, name, &mut self.printer, "192.168.1.50", fault);
                self.show_roll(ui, cx);
            }
            Kind::Zpl => self.show_roll(ui, cx),
        }
    }

    fn show_sheet(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.sheet.show(ui, cx, false);
        let error = self.label_sheet().and_then(|sheet| sheet.check().err());
        let fault = |wrong: bool, text: Text| wrong.then(|| cx.t(text));
        let start = self.start.trim().parse::<usize>().is_err()
            || matches!(error, Some(LabelSheetError::Start { .. }));
        let start = fault(start, words::FAULT_START);
        form::checked_field(ui, cx.colours, cx.t(words::START), &mut self.start, "1", start);
        self.show_copies(ui, cx);
        self.show_line(ui, cx);
        let far = self.offset().is_none() || matches!(error, Some(LabelSheetError::Offset(_)));
        form::checked_field(ui, cx.colours, cx.t(words::OFFSET_X), &mut self.offset[0], "0", None);
        let far = fault(far, words::FAULT_OFFSET);
        form::checked_field(ui, cx.colours, cx.t(words::OFFSET_Y), &mut self.offset[1], "0", far);
        form::switch(ui, cx.colours, cx.t(words::FRAME), &mut self.frame);
    }

    fn show_roll(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        self.roll.show(ui, cx, true);
        let names = Dpi::ALL.map(|dpi| format!("{} dpi", dpi.number()));
        let all: Vec<(Dpi, &str)> = Dpi::ALL.into_iter().zip(names.iter().map(String::as_str)).collect();
        form::choice(ui, cx.colours, cx.t(words::DPI), &mut self.dpi, &all);
        self.show_copies(ui, cx);
        self.show_line(ui, cx);
    }

    /// Draws the page as it will be, where there is one; `labels` is how many SNs there are, if that is known.
    pub(super) fn preview(&self, ui: &mut Ui, cx: &Cx<'_>, labels: Option<usize>) {
        let lines = usize::from(!self.line.trim().is_empty()) + 1;
        match self.kind {
            Kind::Package => {}
            Kind::Sheet => {
                if let Some(sheet) = self.label_sheet().filter(|sheet| sheet.check().is_ok()) {
                    preview::page(ui, cx, &sheet, labels, lines);
                }
            }
            Kind::Printer | Kind::Zpl => {
                if let Ok(stock) = self.roll.stock() {
                    preview::page(ui, cx, &LabelSheet::new(stock), None, lines);
                }
            }
        }
    }

    fn show_copies(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let fault = self.copies().is_none().then(|| cx.t(words::FAULT_COPIES));
        form::checked_field(ui, cx.colours, cx.t(words::COPIES), &mut self.copies, "1", fault);
    }

    fn show_line(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let hint = cx.t(words::LINE_HINT);
        form::checked_field(ui, cx.colours, cx.t(words::LINE), &mut self.line, hint, None);
    }
}
