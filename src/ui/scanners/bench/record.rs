//! Making a recording: where, since when, how much is in it, and what broke it off.

use egui::Ui;

use crate::station::Command;
use crate::station::view::RecordingView;
use crate::text::training as words;
use crate::ui::cx::{Cx, Ticket};
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{FolderButton, PathField, form, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button};

/// The card.
#[derive(Default)]
pub(super) struct Record {
    /// Empty until the card is first drawn, and again when a recording has ended.
    file: Option<PathField>,
    /// The start or the stop that is asked for.
    asked: Option<Ticket>,
    folder: FolderButton,
}

impl Record {
    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if self.asked.is_some_and(|ticket| cx.outcome(ticket).is_some()) {
            self.asked = None;
        }
        widgets::note(ui, cx.colours, cx.t(words::RECORD_NOTE));
        ui.add_space(space::S);
        match &cx.view.recording {
            Some(recording) => self.under_way(ui, cx, recording),
            None => self.form(ui, cx),
        }
    }

    fn under_way(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, recording: &RecordingView) {
        self.file = None;
        let since = shape::when(cx.clock, recording.since);
        let text = words::recording_now(cx.lang, &shape::count(recording.scans), &since);
        match &recording.failed {
            None => form::strip(ui, cx.colours, Says::Done, Icon::Play, &text),
            Some(why) => {
                form::strip(ui, cx.colours, Says::Hard, Icon::Cross, cx.t(words::RECORD_FAILED));
                ui.add(egui::Label::new(why).wrap());
                widgets::note(ui, cx.colours, &text);
            }
        }
        ui.add_space(space::S);
        form::fact(ui, cx.colours, cx.t(words::LOOK_FILE), &recording.path.display().to_string(), false);
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            ui.add_enabled_ui(self.asked.is_none(), |ui| {
                if button(ui, cx.colours, Look::Primary, cx.t(words::RECORD_STOP)) {
                    let done = cx.t(words::RECORD_DONE);
                    self.asked = Some(cx.send(|reply| Command::Record(None, reply), done));
                }
            });
            if let Some(directory) = recording.path.parent() {
                self.folder.show(ui, cx, directory);
            }
        });
    }

    fn form(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let file = self.file.get_or_insert_with(|| fresh(cx));
        file.show(ui, cx, cx.t(words::RECORD_FILE), Wanted::Save("jsonl"));
        ui.add_space(space::S);
        let path = file.path();
        ui.add_enabled_ui(self.asked.is_none() && path.is_some(), |ui| {
            if button(ui, cx.colours, Look::Primary, cx.t(words::RECORD_BEGIN)) {
                self.asked = Some(cx.send(|reply| Command::Record(path, reply), ""));
            }
        });
    }
}

/// A name of this moment, beside the ledger.
fn fresh(cx: &Cx<'_>) -> PathField {
    let now: String = cx.clock.date_time(cx.clock.now()).chars().filter(char::is_ascii_digit).collect();
    let (date, time) = now.split_at_checked(8).unwrap_or((&now, ""));
    PathField::new(&cx.data.join("recordings").join(format!("{date}-{time}.jsonl")))
}
