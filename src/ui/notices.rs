//! Messages about what the user asked for: done, or what went wrong.

use std::time::{Duration, Instant};

use egui::{Align2, Area, Frame, Id, Order, RichText, Ui};

use super::icons::{self, Icon};
use super::tokens::{Palette, Says, font, round, size, space};
use super::widgets;
use super::words;
use crate::station::StationError;
use crate::text::{Lang, common};

/// How long a message about a success stands.
const GOOD_FOR: Duration = Duration::from_secs(4);
/// How many messages stand at once; the oldest gives way.
const MOST: usize = 3;

/// The messages standing.
#[derive(Debug, Default)]
pub struct Notices(Vec<Notice>);

#[derive(Debug)]
struct Notice {
    says: Says,
    text: String,
    detail: String,
    /// `None` = until it is closed.
    until: Option<Instant>,
}

impl Notices {
    /// Something is done. An empty text says nothing.
    pub fn done(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.push(Notice {
                says: Says::Good,
                text,
                detail: String::new(),
                until: Some(Instant::now() + GOOD_FOR),
            });
        }
    }

    /// Something went wrong; stands until it is closed. `detail` may be empty.
    pub fn failed(&mut self, text: impl Into<String>, detail: impl Into<String>) {
        self.push(Notice { says: Says::Hard, text: text.into(), detail: detail.into(), until: None });
    }

    /// A station error, in words; stands until it is closed.
    pub fn error(&mut self, lang: Lang, error: &StationError) {
        let detail = if words::has_detail(error) { error.to_string() } else { String::new() };
        self.failed(lang.t(words::error(error)), detail);
    }

    fn push(&mut self, notice: Notice) {
        self.0.retain(|n| n.text != notice.text || n.detail != notice.detail);
        if self.0.len() == MOST {
            self.0.remove(0);
        }
        self.0.push(notice);
    }

    /// Shows them at the bottom of the window, above everything but the alarm.
    pub(super) fn show(&mut self, ui: &Ui, colours: &Palette, lang: Lang) {
        let now = Instant::now();
        self.0.retain(|n| n.until.is_none_or(|until| until > now));
        if let Some(first) = self.0.iter().filter_map(|n| n.until).min() {
            ui.ctx().request_repaint_after(first - now);
        }
        if self.0.is_empty() {
            return;
        }
        let width = (ui.max_rect().width() * 0.7).min(size::DIALOG * 1.6);
        let mut closed = None;
        Area::new(Id::unique("notices"))
            .order(Order::Foreground)
            .anchor(Align2::CENTER_BOTTOM, [0.0, -space::XL])
            .show(ui.ctx(), |ui| {
                ui.set_width(width);
                for (at, notice) in self.0.iter().enumerate() {
                    if one(ui, colours, lang, notice) {
                        closed = Some(at);
                    }
                }
            });
        if let Some(at) = closed {
            self.0.remove(at);
        }
    }
}

/// One message; true = close it.
fn one(ui: &mut Ui, colours: &Palette, lang: Lang, notice: &Notice) -> bool {
    let tone = colours.tone(notice.says);
    let mut close = false;
    Frame::new().fill(tone.fill).corner_radius(round::CARD).inner_margin(space::M).show(ui, |ui| {
        ui.horizontal(|ui| {
            let icon = if notice.says == Says::Good { Icon::Check } else { Icon::Cross };
            icons::show(ui, icon, size::ICON, tone.ink);
            let rest = ui.available_width() - size::TOUCH - space::S;
            ui.allocate_ui(egui::vec2(rest, 0.0), |ui| {
                ui.vertical(|ui| {
                    ui.set_width(rest);
                    ui.label(RichText::new(&notice.text).size(font::BODY).color(tone.ink));
                    if !notice.detail.is_empty() {
                        ui.label(RichText::new(&notice.detail).size(font::SMALL).color(tone.quiet));
                    }
                });
            });
            close = widgets::icon_button(ui, Icon::Cross, tone.ink, lang.t(common::CLOSE));
        });
    });
    close
}
