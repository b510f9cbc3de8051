//! What a template is: its columns and what each is filled with, its bytes, and how a file of it reads.

use egui::{Frame, Label, RichText, ScrollArea, Ui};

use crate::relation::{Column, Encoding, Field, LineEnd, RelationError, Template};
use crate::station::templates::preview::Samples;
use crate::text::{Text, templates as words};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::parts::form;
use crate::ui::tokens::{font, round, size, space};
use crate::ui::widgets;

/// A header with its number, as it stands before what fills it.
pub(super) fn numbered(cx: &Cx<'_>, at: usize, column: &Column) -> String {
    words::column_number(cx.lang, at + 1, &column.header)
}

/// One column: its header, and what stands below it.
pub(super) fn column(ui: &mut Ui, cx: &Cx<'_>, at: usize, column: &Column) {
    let filling = match &column.fill {
        Some(fill) => fill.to_string(),
        None => cx.t(field(column.field)).to_owned(),
    };
    ui.scope(|ui| {
        // A line to read is lower than one to touch.
        ui.spacing_mut().interact_size.y = font::BODY;
        ui.horizontal(|ui| parts(ui, cx, at, column, &filling));
    });
}

fn parts(ui: &mut Ui, cx: &Cx<'_>, at: usize, column: &Column, filling: &str) {
    // As wide as the names before fields, so that both stand below one another.
    ui.scope(|ui| {
        ui.set_min_width(size::LABEL);
        ui.label(numbered(cx, at, column));
    });
    let filling = RichText::new(filling);
    let quiet = column.fill.is_none() && column.is_open();
    ui.label(if quiet { filling.color(cx.colours.muted) } else { filling });
    if column.required {
        widgets::note(ui, cx.colours, cx.t(words::REQUIRED));
    }
}

/// What the station puts there.
fn field(field: Field) -> Text {
    match field {
        Field::Dk => words::DK,
        Field::Pk => words::PK,
        Field::Sn => words::SN,
        Field::Name => words::DEVICE_NAME,
        Field::Fingerprint | Field::Other => words::EMPTY,
    }
}

/// Encoding, byte order mark, separator, line end.
pub(super) fn bytes(ui: &mut Ui, cx: &Cx<'_>, template: &Template) {
    let encoding = match template.encoding() {
        Encoding::Utf8 | Encoding::Utf8Bom => words::UTF8,
        Encoding::Gbk => words::GBK,
        Encoding::Utf16Le => words::UTF16_LE,
        Encoding::Utf16Be => words::UTF16_BE,
    };
    let bom = if template.encoding().bom().is_empty() { words::WITHOUT_BOM } else { words::WITH_BOM };
    let separator = match template.delimiter() {
        b'\t' => words::TAB,
        b';' => words::SEMICOLON,
        _ => words::COMMA,
    };
    let line_end = match template.line_end() {
        LineEnd::CrLf => "CR LF",
        LineEnd::Lf => "LF",
    };
    let line_end = match template.last_line_end() {
        true => line_end.to_owned(),
        false => words::line_end_but_last(cx.lang, line_end),
    };
    let facts = [
        (words::ENCODING, cx.t(encoding)),
        (words::BOM, cx.t(bom)),
        (words::SEPARATOR, cx.t(separator)),
        (words::LINE_END, line_end.as_str()),
    ];
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = font::BODY;
        for (name, value) in facts {
            widgets::note(ui, cx.colours, cx.t(name));
            ui.label(value);
            ui.add_space(space::M);
        }
    });
}

/// The text of a file of this template, or what keeps it from being written.
pub(super) fn preview(ui: &mut Ui, cx: &Cx<'_>, samples: &Samples, text: Result<&str, &RelationError>) {
    let note = if samples.made_up { words::PREVIEW_MADE_UP } else { words::PREVIEW_REAL };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(cx.t(words::PREVIEW)).font(fonts::bold(font::BODY)));
        widgets::note(ui, cx.colours, cx.t(note));
    });
    match text {
        Ok(text) => lines(ui, cx, text),
        Err(error) => {
            form::show_fault(ui, cx.colours, Some(cx.t(words::PREVIEW_FAULT)));
            ui.add(Label::new(RichText::new(error.to_string()).color(cx.colours.muted)).wrap());
        }
    }
}

/// A file's lines as they are, the header first; a TAB as an arrow, so that it is seen.
fn lines(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    Frame::new().fill(cx.colours.stripe).corner_radius(round::BUTTON).inner_margin(space::M).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ScrollArea::horizontal().id_salt("preview").show(ui, |ui| {
            for line in text.lines() {
                let line = RichText::new(line.replace('\t', "→")).font(fonts::mono(font::SMALL));
                ui.add(Label::new(line).extend().selectable(true));
            }
        });
    });
}
