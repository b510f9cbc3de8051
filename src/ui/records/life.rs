//! A pair's life as a time line, below what is known of it.
//!
//! What indexes give stands there at once. The scans come from a walk through all events, which goes on
//! beside the window, shows how far it is, and can be stopped; it ends when another pair is chosen.

use egui::{RichText, Sense, Stroke, Ui, vec2};

use crate::ledger::{Event, ExportFile, LedgerError, Pair};
use crate::pairing::Kind;
use crate::station::life::{Entry, PairLife, Step};
use crate::station::{StationError, Task};
use crate::text::records::void_reason;
use crate::text::{common, pair_life as words, parts};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::parts::page::{self, Failure};
use crate::ui::parts::shape;
use crate::ui::scan_log;
use crate::ui::tokens::{font, size, space};
use crate::ui::widgets::{self, Look, button};
use crate::ui::words::gun_name;

/// The time line of the pair that is chosen.
#[derive(Default)]
pub(super) struct Life {
    of: Option<Pair>,
    life: Option<PairLife>,
    known: Option<Task<PairLife>>,
    walk: Option<Task<PairLife>>,
    /// The scans are in it.
    whole: bool,
    failed: Option<Failure>,
}

impl Life {
    /// Nothing is chosen any more.
    pub(super) fn close(&mut self) {
        if let Some(walk) = &self.walk {
            walk.cancel();
        }
        *self = Life::default();
    }

    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, pair: &Pair) {
        if self.of.as_ref() != Some(pair) {
            self.begin(cx, pair);
        }
        self.take();
        widgets::title(ui, cx.t(words::TITLE));
        ui.add_space(space::S);
        if let Some(failed) = &self.failed
            && page::failure(ui, cx, failed)
        {
            self.begin(cx, pair);
        }
        if let Some(life) = &self.life {
            if life.left_out > 0 {
                let count = shape::count(life.left_out);
                widgets::note(ui, cx.colours, &words::left_out(cx.lang, &count));
            }
            for (at, entry) in life.entries.iter().enumerate() {
                let is_last = at + 1 == life.entries.len();
                one(ui, cx, pair, entry, is_last);
            }
        }
        self.walking(ui, cx, pair);
    }

    /// Asks anew: another pair, or the same after something happened to it.
    fn begin(&mut self, cx: &Cx<'_>, pair: &Pair) {
        let same = self.of.as_ref().is_some_and(|of| of.id == pair.id);
        let shown = self.life.take().filter(|_| same);
        self.close();
        self.of = Some(pair.clone());
        self.life = shown;
        self.known = Some(cx.desk.pair_known(pair.id));
        self.walk = Some(cx.desk.pair_life(pair.id));
    }

    fn take(&mut self) {
        if let Some(answer) = self.known.as_ref().and_then(Task::poll) {
            self.known = None;
            match answer {
                Ok(life) if !self.whole => self.life = Some(life),
                Ok(_) => {}
                Err(error) => self.failed = Some(Failure::of(&error)),
            }
        }
        if let Some(answer) = self.walk.as_ref().and_then(Task::poll) {
            self.walk = None;
            match answer {
                Ok(life) => {
                    self.life = Some(life);
                    self.whole = true;
                }
                // The user stopped it: what is there stays.
                Err(StationError::Ledger(LedgerError::Cancelled)) => {}
                Err(error) => self.failed = Some(Failure::of(&error)),
            }
        }
    }

    /// How far the walk is, or that it was stopped.
    fn walking(&mut self, ui: &mut Ui, cx: &Cx<'_>, pair: &Pair) {
        if let Some(walk) = &self.walk {
            ui.add_space(space::S);
            if widgets::progress(ui, cx.colours, walk.progress(), cx.t(words::WALKING), cx.t(words::STOP)) {
                walk.cancel();
            }
            // Its progress is not news that wakes the window.
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(200));
        } else if !self.whole && self.failed.is_none() {
            ui.horizontal_wrapped(|ui| {
                widgets::note(ui, cx.colours, cx.t(words::STOPPED));
                if button(ui, cx.colours, Look::Secondary, cx.t(words::LOOK_AGAIN)) {
                    self.walk = Some(cx.desk.pair_life(pair.id));
                }
            });
        }
    }
}

/// One entry: its icon on the line, what, when, by whom.
fn one(ui: &mut Ui, cx: &Cx<'_>, pair: &Pair, entry: &Entry, is_last: bool) {
    let (icon, title, more) = told(cx, pair, entry);
    let ink = if matches!(entry.step, Step::Voided { .. }) { cx.colours.bad } else { cx.colours.ink };
    let top = ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(size::ICON, size::ICON), Sense::hover());
        icons::paint(ui.painter(), icon, rect.shrink(size::LINE_STRONG), ink);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = size::LINE;
            ui.add(egui::Label::new(RichText::new(title).font(fonts::bold(font::BODY)).color(ink)).wrap());
            for line in more {
                let line = RichText::new(line).size(font::SMALL).color(cx.colours.muted);
                ui.add(egui::Label::new(line).wrap().selectable(true));
            }
            ui.add_space(space::S);
        });
        rect
    });
    if !is_last {
        let (icon, whole) = (top.inner, top.response.rect);
        let x = icon.center().x;
        let line = Stroke::new(size::LINE, cx.colours.line);
        ui.painter().vline(x, icon.bottom() + size::LINE..=whole.bottom() + space::S, line);
    }
}

/// Icon, what happened, and the lines below it.
fn told(cx: &Cx<'_>, pair: &Pair, entry: &Entry) -> (Icon, String, Vec<String>) {
    let mut who = cx.clock.date_time(entry.stamp.at);
    let places =
        [(&entry.operator, common::operator as fn(_, &str) -> String), (&entry.station, common::station)];
    for (name, told) in places.into_iter().filter(|(name, _)| !name.is_empty()) {
        who += &format!(" · {}", told(cx.lang, name));
    }
    let mut more = vec![who];
    let (icon, title) = match &entry.step {
        Step::Made { order, guns } => {
            let mut made = vec![words::order(cx.lang, order)];
            made.extend(guns.iter().map(|name| gun_of(cx, name)));
            // One gun for both halves.
            made.dedup();
            more.push(made.join(" · "));
            (Icon::Check, cx.t(words::MADE).to_owned())
        }
        Step::Imported { file } => {
            more.push(file.clone());
            (Icon::Check, cx.t(words::IMPORTED).to_owned())
        }
        Step::Named(event) => {
            let (icon, title, line) = named(cx, pair, event);
            more.extend((!line.is_empty()).then_some(line));
            (icon, title)
        }
        Step::Exported { files, .. } => {
            let name = |file: &ExportFile| {
                file.path.file_name().unwrap_or(file.path.as_os_str()).to_string_lossy().into_owned()
            };
            match files.as_slice() {
                [] => {}
                [only] => more.push(name(only)),
                [first, rest @ ..] => more.push(words::more_files(cx.lang, &name(first), rest.len())),
            }
            (Icon::Export, cx.t(words::EXPORTED).to_owned())
        }
        Step::Answered { error: None, .. } => (Icon::Check, cx.t(words::ACCEPTED).to_owned()),
        Step::Answered { error: Some(error), .. } => {
            more.push(error.clone());
            (Icon::Warning, cx.t(words::REFUSED).to_owned())
        }
        Step::Replaced { other, gone } => {
            let told = if *gone { words::replaced_by } else { words::replaces };
            (Icon::Swap, told(cx.lang, *other))
        }
        Step::Voided { why } => {
            more.push(void_reason(cx.lang, why).to_owned());
            (Icon::Cross, cx.t(words::VOIDED).to_owned())
        }
    };
    (icon, title, more)
}

/// An event that named the pair: icon, words, and the gun with what else was scanned: that is what a
/// refusal is about.
fn named(cx: &Cx<'_>, pair: &Pair, event: &Event) -> (Icon, String, String) {
    let it = &event.event;
    let (icon, title) = match scan_log::told(cx.lang, event) {
        Some(title) => (icon_of(&it.verdict), title),
        None => (Icon::ScanLog, parts::chip(cx.lang, cx.t(words::NOTED), it.kind)),
    };
    let mut line = Vec::new();
    if !it.source.is_empty() {
        line.push(gun_of(cx, &it.source));
    }
    for (key, own) in [(&it.dk, &pair.dk), (&it.sn, &pair.sn)] {
        if key != own && !key.is_empty() {
            line.push(key.clone());
        }
    }
    (icon, title, line.join(" · "))
}

fn gun_of(cx: &Cx<'_>, name: &str) -> String {
    words::gun(cx.lang, gun_name(cx.lang, name))
}

fn icon_of(verdict: &str) -> Icon {
    match Kind::from_name(verdict) {
        Some(Kind::Rejected) => Icon::Warning,
        Some(Kind::Paired | Kind::Verified) => Icon::Check,
        Some(Kind::AlreadyPaired) => Icon::Again,
        _ => Icon::Gun,
    }
}
