//! The dots at the right end of the status line: the ledger, and each gun.
//!
//! What is bad says so in a word as long as there is room, and what is good gives up its name first.

use egui::{Align2, Color32, Rect, Ui, pos2, vec2};

use super::{Line, named};
use crate::scanner::GunState;
use crate::station::View;
use crate::station::view::{GunView, LedgerView};
use crate::text::{Lang, Text, common};
use crate::ui::tokens::{Palette, font, size, space};
use crate::ui::{fonts, words};

/// One dot and what it stands for.
struct Dot {
    name: String,
    /// Its state in full, for whoever points at it or does not see it.
    state: &'static str,
    /// Its state in a word; empty where all is well.
    word: &'static str,
    colour: Color32,
}

/// How much of it is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Dot,
    Name,
    NameAndWord,
}

/// What is shown of the bad ones and of the good ones, the fullest first.
const MANNERS: [(Shown, Shown); 4] = [
    (Shown::NameAndWord, Shown::Name),
    (Shown::NameAndWord, Shown::Dot),
    (Shown::Name, Shown::Dot),
    (Shown::Dot, Shown::Dot),
];

/// The width of bare dots, with the gap before them.
pub(super) fn least(view: &View) -> f32 {
    (view.guns.len().max(1) + 1) as f32 * BARE + space::L
}

/// Draws them, the ledger at the right end.
pub(super) fn show(ui: &mut Ui, line: &mut Line, colours: &Palette, lang: Lang, view: &View) {
    let mut dots = vec![ledger(colours, lang, &view.ledger)];
    dots.extend(view.guns.iter().rev().map(|gun| of_gun(colours, lang, gun)));
    if view.guns.is_empty() {
        let colour = colours.dot_bad;
        let (name, state) = (lang.t(common::NO_GUN).to_owned(), lang.t(common::GUN_MISSING));
        dots.push(Dot { name, state, word: "", colour });
    }
    let room = line.right - line.left;
    let all = |(bad, good): (Shown, Shown)| {
        dots.iter().map(|dot| dot.width(ui, lang, dot.manner(bad, good))).sum::<f32>()
    };
    let manner = MANNERS.into_iter().find(|manner| all(*manner) <= room).unwrap_or(MANNERS[3]);
    for dot in &dots {
        dot.put(ui, line, colours, lang, dot.manner(manner.0, manner.1));
    }
}

fn ledger(colours: &Palette, lang: Lang, ledger: &LedgerView) -> Dot {
    let (colour, state, word) = match ledger {
        LedgerView::Good => (colours.dot_good, common::LEDGER_GOOD, ""),
        LedgerView::Failing { .. } => {
            (colours.dot_bad, common::LEDGER_FAILING, lang.t(common::LEDGER_FAILING))
        }
        LedgerView::Damaged { .. } => {
            (colours.dot_bad, common::LEDGER_DAMAGED, lang.t(common::LEDGER_DAMAGED))
        }
    };
    Dot { name: lang.t(common::LEDGER).to_owned(), state: lang.t(state), word, colour }
}

fn of_gun(colours: &Palette, lang: Lang, gun: &GunView) -> Dot {
    let unfinished = gun.unfinished.is_some() && gun.state == GunState::Ready;
    let (state, word) = if unfinished {
        (common::GUN_UNFINISHED, common::GUN_UNFINISHED_SHORT)
    } else {
        (words::gun_state(&gun.state), words::gun_state_short(&gun.state))
    };
    let colour = match gun.state {
        GunState::Ready if unfinished => colours.dot_wait,
        GunState::Ready => colours.dot_good,
        GunState::Starting => colours.dot_wait,
        GunState::Missing { .. }
        | GunState::NoPermission { .. }
        | GunState::Busy { .. }
        | GunState::Taken { .. }
        | GunState::Stranger { .. }
        | GunState::Silent { .. } => colours.dot_bad,
    };
    let well = colour == colours.dot_good;
    let written = |word: Text| if well { "" } else { lang.t(word) };
    let name = words::gun_name(lang, &gun.name).to_owned();
    Dot { name, state: lang.t(state), word: written(word), colour }
}

/// Width of a bare dot, with the gap to the next.
const BARE: f32 = 2.0 * size::DOT + space::S;

/// Room between two that are written out.
const GAP: f32 = space::L;

impl Dot {
    fn manner(&self, bad: Shown, good: Shown) -> Shown {
        if self.word.is_empty() { good } else { bad }
    }

    fn text(&self, lang: Lang, shown: Shown) -> String {
        match shown {
            Shown::Dot => String::new(),
            Shown::NameAndWord if !self.word.is_empty() => common::named_state(lang, &self.name, self.word),
            Shown::Name | Shown::NameAndWord => self.name.clone(),
        }
    }

    /// With the gap to the next.
    fn width(&self, ui: &Ui, lang: Lang, shown: Shown) -> f32 {
        let text = self.text(lang, shown);
        if text.is_empty() {
            return BARE;
        }
        let body = fonts::regular(font::BODY);
        let text = ui.painter().layout_no_wrap(text, body, self.colour).size().x;
        2.0 * size::DOT + space::S + text + GAP
    }

    fn put(&self, ui: &mut Ui, line: &mut Line, colours: &Palette, lang: Lang, shown: Shown) {
        let text = self.text(lang, shown);
        let gap = if text.is_empty() { space::S } else { GAP };
        let wide = self.width(ui, lang, shown) - gap;
        if line.right - wide < line.left {
            return;
        }
        let at = pos2(line.right - wide / 2.0, line.y);
        let rect = Rect::from_center_size(at, vec2(wide, font::BODY * 1.5));
        named(ui, rect, &common::named_state(lang, &self.name, self.state));
        let centre = pos2(rect.left() + size::DOT, line.y);
        ui.painter().circle_filled(centre, size::DOT, self.colour);
        if !text.is_empty() {
            let at = pos2(centre.x + size::DOT + space::S, line.y);
            // What is wrong is as bright as the order's name.
            let ink = if self.word.is_empty() { colours.on_bar_muted } else { colours.on_bar };
            ui.painter().text(at, Align2::LEFT_CENTER, text, fonts::regular(font::BODY), ink);
        }
        line.right = rect.left() - gap;
    }
}
