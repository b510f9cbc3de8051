//! One rule of the form: its field, what is wrong with it, what it is for.

use egui::{TextEdit, Ui};

use crate::text::Text;
use crate::ui::cx::Cx;
use crate::ui::orders::about::about;
use crate::ui::parts::form;
use crate::ui::tokens::size;

/// The name of a rule. (Every key of the form has one: tested.)
fn name(cx: &Cx<'_>, key: &str) -> &'static str {
    about(key).map_or("", |(name, _)| cx.t(name))
}

fn explain(ui: &mut Ui, cx: &Cx<'_>, key: &str) {
    if let Some((_, note)) = about(key) {
        form::explain(ui, cx.colours, cx.t(note));
    }
}

/// A text or a number.
pub(super) fn text(ui: &mut Ui, cx: &Cx<'_>, key: &str, value: &mut String, hint: &str, fault: Option<&str>) {
    form::checked_field(ui, cx.colours, name(cx, key), value, hint, fault);
    explain(ui, cx, key);
}

/// Texts, one a line.
pub(super) fn texts(
    ui: &mut Ui,
    cx: &Cx<'_>,
    key: &str,
    value: &mut String,
    hint: &str,
    fault: Option<&str>,
) {
    let label = name(cx, key);
    form::named(ui, label, |ui| {
        let edit = TextEdit::multiline(value).desired_rows(2).desired_width(size::FIELD).hint_text(hint);
        let response = ui.add(edit);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(label));
    });
    form::show_fault(ui, cx.colours, fault);
    explain(ui, cx, key);
}

/// One of a few.
pub(super) fn choice<T: PartialEq + Copy>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    key: &str,
    chosen: &mut T,
    choices: &[(T, &str)],
) {
    form::choice(ui, cx.colours, name(cx, key), chosen, choices);
    explain(ui, cx, key);
}

/// One of a few, each with its words.
pub(super) fn choice_of<T: PartialEq + Copy, const N: usize>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    key: &str,
    chosen: &mut T,
    (choices, words): ([T; N], fn(T) -> Text),
) {
    choice(ui, cx, key, chosen, &choices.map(|choice| (choice, cx.t(words(choice)))));
}

/// On or off.
pub(super) fn switch(ui: &mut Ui, cx: &Cx<'_>, key: &str, on: &mut bool) {
    form::switch(ui, cx.colours, name(cx, key), on);
    if let Some((_, note)) = about(key) {
        form::explain_switch(ui, cx.colours, cx.t(note));
    }
}
