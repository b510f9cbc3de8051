//! Language, colours, size, loudness: in force at once.

use egui::Ui;

use crate::station::Settings;
use crate::station::rights::Action;
use crate::station::settings::{Language, Theme};
use crate::text::settings as words;
use crate::ui::cx::Cx;
use crate::ui::parts::form;
use crate::ui::tokens::sound::Cue;
use crate::ui::widgets::{Look, button};

const ZOOMS: [(f32, &str); 5] = [(0.75, "75%"), (1.0, "100%"), (1.25, "125%"), (1.5, "150%"), (2.0, "200%")];
const VOLUMES: [u8; 6] = [0, 20, 40, 60, 80, 100];

/// Draws the fields.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, draft: &mut Settings) {
    // Each language in its own words: who cannot read the one finds the other.
    let languages = [(Language::Chinese, "中文"), (Language::English, "English")];
    form::choice(ui, cx.colours, cx.t(words::LANGUAGE), &mut draft.language, &languages);
    let themes = [(Theme::Light, cx.t(words::LIGHT)), (Theme::Dark, cx.t(words::DARK))];
    form::choice(ui, cx.colours, cx.t(words::THEME), &mut draft.theme, &themes);
    form::choice(ui, cx.colours, cx.t(words::ZOOM), &mut draft.zoom, &ZOOMS);
    ui.add_enabled_ui(cx.may(Action::Settings), |ui| volume(ui, cx, draft));
}

fn volume(ui: &mut Ui, cx: &Cx<'_>, draft: &mut Settings) {
    let names = VOLUMES.map(|volume| match volume {
        0 => cx.t(words::MUTE).to_owned(),
        volume => volume.to_string(),
    });
    let mut choices: Vec<(u8, &str)> = VOLUMES.into_iter().zip(names.iter().map(String::as_str)).collect();
    let own = draft.volume.to_string();
    if !VOLUMES.contains(&draft.volume) {
        // A loudness that was written into the file by hand.
        choices.push((draft.volume, &own));
        choices.sort_unstable_by_key(|(volume, _)| *volume);
    }
    form::choice(ui, cx.colours, cx.t(words::VOLUME), &mut draft.volume, &choices);
    form::named(ui, cx.t(words::TRY_SOUNDS), |ui| {
        for (cue, name) in [(Cue::Tick, words::TICK), (Cue::Ok, words::OK), (Cue::Ng, words::NG)] {
            if button(ui, cx.colours, Look::Secondary, cx.t(name)) {
                cx.sounder.sound(cue);
            }
        }
    });
}
