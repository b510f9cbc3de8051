//! A box for what somebody copied from the platform's page.
//!
//! What is pasted goes into the box as one piece; a gun's codes never do: the window takes them out of
//! the input before any field sees it. The box gives the focus back after each paste, so that nothing that is
//! typed later lands in it unasked. A long list is not laid out as text: it is counted.

use std::time::Duration;

use egui::{Event, Id, ScrollArea, TextEdit, Ui, ViewportCommand};

use crate::text::answer as words;
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::parts::shape;
use crate::ui::tokens::{font, size, space};
use crate::ui::widgets::{self, Look, button};

/// With more lines than this the list is shown by its beginning only.
const EDITABLE: usize = 200;
/// Lines of that beginning.
const BEGINNING: usize = 4;
/// How long the clipboard may take.
const CLIPBOARD: Duration = Duration::from_millis(700);
/// Around the text of the box.
const FRAME: f32 = 2.0;
/// Height of the box.
const HEIGHT: f32 = 3.4 * size::TOUCH;

/// The box.
#[derive(Default)]
pub(super) struct Paste {
    text: String,
    lines: usize,
    /// When the clipboard was asked for (seconds of the window's clock); it has not come yet.
    asked: Option<f64>,
    /// It was asked for, and held no text.
    nothing: bool,
}

impl Paste {
    /// What is in it; `None` while it is empty.
    pub(super) fn text(&self) -> Option<&str> {
        (!self.text.trim().is_empty()).then_some(self.text.as_str())
    }

    /// Puts a pasted text below what is there: a list may come page by page.
    fn put(&mut self, text: &str) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.lines = self.text.lines().count();
    }

    /// Draws it; true when it has changed.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let id = Id::unique("the platform's answer");
        let mut changed = self.take(ui, id);
        if self.lines > EDITABLE {
            self.beginning(ui, cx);
        } else {
            changed |= self.edit(ui, cx, id);
        }
        ui.horizontal_wrapped(|ui| {
            if button(ui, cx.colours, Look::Secondary, cx.t(words::PASTE)) {
                self.asked = Some(ui.input(|input| input.time));
                self.nothing = false;
                ui.ctx().send_viewport_cmd(ViewportCommand::RequestPaste);
            }
            ui.add_enabled_ui(!self.text.is_empty(), |ui| {
                if button(ui, cx.colours, Look::Secondary, cx.t(words::CLEAR)) {
                    *self = Paste::default();
                    changed = true;
                }
            });
        });
        if self.nothing {
            widgets::note(ui, cx.colours, cx.t(words::NOTHING_TO_PASTE));
        }
        changed
    }

    /// The clipboard comes at once, or holds no text.
    fn give_up(&mut self, ui: &Ui) {
        let Some(asked) = self.asked else { return };
        let since = ui.input(|input| input.time) - asked;
        if since > CLIPBOARD.as_secs_f64() {
            self.asked = None;
            self.nothing = true;
        } else {
            ui.ctx().request_repaint_after(CLIPBOARD);
        }
    }

    /// Takes what is pasted before the text field would lay all of it out.
    fn take(&mut self, ui: &Ui, id: Id) -> bool {
        self.give_up(ui);
        if self.asked.is_none() && !ui.memory(|memory| memory.has_focus(id)) {
            return false;
        }
        let mut pasted = Vec::new();
        ui.input_mut(|input| {
            input.events.retain(|event| match event {
                Event::Paste(text) => {
                    pasted.push(text.clone());
                    false
                }
                _ => true,
            });
        });
        if pasted.is_empty() {
            return false;
        }
        pasted.iter().for_each(|text| self.put(text));
        self.asked = None;
        self.nothing = false;
        ui.memory_mut(|memory| memory.surrender_focus(id));
        true
    }

    fn edit(&mut self, ui: &mut Ui, cx: &Cx<'_>, id: Id) -> bool {
        let edit = TextEdit::multiline(&mut self.text)
            .id(id)
            .font(fonts::mono(font::BODY))
            .hint_text(cx.t(words::BOX_HINT))
            .margin(egui::Margin::symmetric(space::M as i8, space::S as i8))
            .desired_width(f32::INFINITY)
            .min_size(egui::vec2(0.0, HEIGHT));
        // Room for the margins and the frame, too: an empty field is not cut.
        let area = ScrollArea::vertical().id_salt(id).max_height(HEIGHT + 2.0 * space::S + 2.0 * FRAME);
        let field = area.show(ui, |ui| ui.add(edit)).inner;
        ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(cx.t(words::BOX)));
        if field.changed() {
            self.lines = self.text.lines().count();
        }
        field.changed()
    }

    fn beginning(&self, ui: &mut Ui, cx: &Cx<'_>) {
        widgets::title(ui, &words::pasted(cx.lang, &shape::count(self.lines as u64)));
        for line in self.text.lines().take(BEGINNING) {
            let text = egui::RichText::new(line).font(fonts::mono(font::BODY)).color(cx.colours.muted);
            ui.add(egui::Label::new(text).truncate());
        }
        ui.label("…");
    }
}
