//! Backups: where to, how many, one now, and those there are.

use chrono::NaiveDateTime;
use egui::{RichText, Ui};

use super::fault_at;
use super::faults::{Fault, Place};
use super::numbers::{Numbers, Row};
use crate::station::Settings;
use crate::station::backups::{Keeping, Kept};
use crate::station::disk::Level;
use crate::station::rights::Action;
use crate::station::settings::BackupSettings;
use crate::text::{Text, backups as words, common};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{PathField, form, shape};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button};

/// Backups that are named; the others are only counted.
const SHOWN: usize = 8;

/// The paths as they are typed.
#[derive(Default)]
pub(super) struct BackupCards {
    first: PathField,
    second: PathField,
}

impl BackupCards {
    /// As the settings have them.
    pub(super) fn of(settings: &BackupSettings) -> BackupCards {
        BackupCards { first: PathField::new(&settings.directory), second: PathField::new(&settings.second) }
    }

    /// Draws the card.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        draft: &mut Settings,
        numbers: &mut Numbers,
        fault: Option<&Fault>,
    ) {
        if let Some(keeping) = cx.desk.keeper().map(|keeper| keeper.keeping()) {
            state(ui, cx, &keeping);
            now(ui, cx, &keeping);
            list(ui, cx, &keeping);
            ui.add_space(space::M);
        }
        let backup = &mut draft.backup;
        form::switch(ui, cx.colours, cx.t(words::AUTOMATIC), &mut backup.automatic);
        form::explain_switch(ui, cx.colours, cx.t(words::AUTOMATIC_NOTE));
        self.first.show(ui, cx, cx.t(words::FOLDER), Wanted::Folder);
        backup.directory = self.first.path().unwrap_or_default();
        self.second.show(ui, cx, cx.t(words::SECOND), Wanted::Folder);
        backup.second = self.second.path().unwrap_or_default();
        form::show_fault(ui, cx.colours, fault_at(cx, fault, Place::Backups, "second"));
        form::explain(ui, cx.colours, cx.t(words::SECOND_NOTE));
        let rows: [(Text, &'static str, &mut u32); 4] = [
            (words::KEEP, "keep", &mut backup.keep),
            (words::KEEP_DAYS, "keep_days", &mut backup.keep_days),
            (words::WARN_HOURS, "warn_hours", &mut backup.warn_hours),
            (words::DISK_WARNING, "disk_warning_mib", &mut backup.disk_warning_mib),
        ];
        for (name, key, value) in rows {
            numbers.show(ui, cx, &Row { name, key, place: Place::Backups, hint: "" }, value, fault);
        }
    }
}

/// What is wrong, or that nothing is.
fn state(ui: &mut Ui, cx: &Cx<'_>, keeping: &Keeping) {
    if let Some(since) = keeping.unsaved.first_work.filter(|_| keeping.too_old) {
        let text = words::old_since(cx.lang, &cx.clock.minute(since));
        form::strip(ui, cx.colours, Says::Soft, Icon::Warning, &text);
    }
    for target in &keeping.targets {
        if let Some(what) = &target.trouble {
            let text = words::trouble(cx.lang, cx.t(words::TROUBLE), what);
            form::strip(ui, cx.colours, Says::Soft, Icon::Warning, &text);
        }
    }
    let disk = match keeping.room.level {
        Level::Enough => None,
        Level::Low => Some((Says::Soft, words::DISK_LOW_NOTE)),
        Level::Urgent => Some((Says::Hard, words::DISK_URGENT_NOTE)),
    };
    if let Some((says, note)) = disk {
        form::strip(ui, cx.colours, says, Icon::Warning, cx.t(note));
    }
    if let Some(free) = keeping.room.free {
        form::fact(ui, cx.colours, cx.t(words::DISK), &size(free), false);
    }
    let newest = keeping.newest().map_or_else(|| cx.t(words::NO_BACKUP).to_owned(), |kept| time(kept.made));
    form::fact(ui, cx.colours, cx.t(words::NEWEST_BACKUP), &newest, false);
    if keeping.newest().is_some() && keeping.unsaved.first_work.is_none() {
        form::explain(ui, cx.colours, cx.t(words::NOTHING_UNSAVED));
    }
}

/// The button, or how far it is.
fn now(ui: &mut Ui, cx: &Cx<'_>, keeping: &Keeping) {
    let Some(keeper) = cx.desk.keeper() else { return };
    match keeping.running {
        Some(progress) => {
            if widgets::progress(ui, cx.colours, progress, cx.t(words::RUNNING), cx.t(common::CANCEL)) {
                keeper.cancel();
            }
        }
        None => {
            ui.add_enabled_ui(cx.may(Action::Backup), |ui| {
                if button(ui, cx.colours, Look::Secondary, cx.t(words::NOW)) {
                    keeper.back_up();
                }
            });
        }
    }
}

/// The newest ones; each with its time, size and state.
fn list(ui: &mut Ui, cx: &Cx<'_>, keeping: &Keeping) {
    if keeping.list.is_empty() {
        widgets::note(ui, cx.colours, cx.t(words::NONE_YET));
        return;
    }
    for kept in keeping.list.iter().take(SHOWN) {
        row(ui, cx, kept);
    }
    if keeping.list.len() > SHOWN {
        let more = shape::count((keeping.list.len() - SHOWN) as u64);
        widgets::note(ui, cx.colours, &format!("+ {more}"));
    }
}

fn row(ui: &mut Ui, cx: &Cx<'_>, kept: &Kept) {
    let (colour, state) = match &kept.state {
        Ok(_) => (cx.colours.muted, words::STATE_GOOD),
        Err(_) => (cx.colours.bad, words::STATE_FAULTY),
    };
    let line = format!("{}   {}   {}", time(kept.made), size(kept.bytes), cx.t(state));
    let whole = match &kept.state {
        Ok(_) => kept.path.display().to_string(),
        Err(what) => what.clone(),
    };
    ui.label(RichText::new(line).color(colour)).on_hover_text(whole);
}

/// Date and time, to the minute.
pub(in crate::ui) fn time(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// A size in the unit that suits it.
fn size(bytes: u64) -> String {
    let mib = bytes as f64 / f64::from(1 << 20);
    if mib < 1024.0 { format!("{mib:.1} MiB") } else { format!("{:.1} GiB", mib / 1024.0) }
}
