//! A question inside the window that a scan cannot answer.

use egui::{Frame, Id, Modal, RichText, Stroke, Ui};

use super::{Look, button};
use crate::text::common;
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::tokens::{font, round, size, space};

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// In a line.
    pub title: &'a str,
    /// What will happen.
    pub body: &'a str,
    /// What the button that does it says.
    pub act: &'a str,
    /// It takes something away.
    pub danger: bool,
}

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Do it.
    Act,
    /// Leave it.
    Cancel,
}

/// Asks; call it in each frame until it answers. More fields may stand between text and buttons.
/// Escape and a click beside it mean [`Answer::Cancel`]; no other key answers.
pub fn confirm(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    id: &str,
    question: Question<'_>,
    fields: impl FnOnce(&mut Ui, &mut Cx<'_>),
) -> Option<Answer> {
    let colours = cx.colours;
    let frame = Frame::new()
        .fill(colours.card)
        .stroke(Stroke::new(size::LINE, colours.line))
        .corner_radius(round::CARD)
        .inner_margin(space::XL);
    let shown = Modal::new(Id::unique(id)).frame(frame).backdrop_color(colours.veil).show(ui.ctx(), |ui| {
        ui.set_width(size::DIALOG.min(ui.ctx().content_rect().width() - 4.0 * space::XL));
        ui.label(RichText::new(question.title).font(fonts::bold(font::TITLE)));
        ui.add_space(space::S);
        ui.label(question.body);
        fields(ui, cx);
        ui.add_space(space::S);
        super::note(ui, colours, cx.t(common::CONFIRM_HINT));
        ui.add_space(space::L);
        let mut answer = None;
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if button(ui, colours, Look::Secondary, cx.t(common::CANCEL)) {
                answer = Some(Answer::Cancel);
            }
            let look = if question.danger { Look::Danger } else { Look::Primary };
            if button(ui, colours, look, question.act) {
                answer = Some(Answer::Act);
            }
        });
        answer
    });
    let closed = shown.should_close();
    shown.inner.or(closed.then_some(Answer::Cancel))
}
